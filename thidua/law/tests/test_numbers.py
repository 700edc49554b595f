"""No number of the law stands in code: each is an entry of a data file, with its source."""

import ast
from pathlib import Path

import thidua.law

ROOM = Path(thidua.law.__file__).parent
PLAIN = {0, 1, 2}
"""Nothing, one, and a pair; -1 is the last of a list."""
EXCEPTIONS = {
    ("wording.py", 100): "parts of a whole that a percent counts",
    ("conditions/absence.py", 12): "months of a year, by the calendar",
    ("loading.py", 40): "how deep a text may nest, so that nobody waits for it",
    ("loading.py", 1000): "how many parts the keys of a line may have, so that nobody waits for it",
    ("tables.py", 10): "the largest number that is read: ten to the twelfth",
    ("tables.py", 12): "the largest number that is read: ten to the twelfth",
    ("entries.py", 3650): "the most days that a text may state, so that every day can be computed",
    ("entries.py", 100): "the most years that a text may state, so that every day can be computed",
    ("conditions/rows.py", 100): "years in a row that are looked at, more than a working life",
    ("cli.py", 16): "the size of files that are read: 16 << 20 bytes",
    ("cli.py", 20): "the size of files that are read: 16 << 20 bytes",
}


def numbers_in(source):
    tree = ast.parse(source)
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, int | float | complex) and not isinstance(value, bool)}


def numbers_written_out(source):
    """Numbers hidden in text that is turned into a number: `Decimal("0.7")`, `Fraction("2/3")`, `int("3")`."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    turned = (
        call
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("Decimal", "Fraction", "int", "float")
    )
    return [
        ast.unparse(call)
        for call in turned
        if any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in call.args)
    ]


def test_no_number_of_law_stands_in_code():
    found = {
        (path.relative_to(ROOM).as_posix(), number)
        for path in ROOM.rglob("*.py")
        if "tests" not in path.parts
        for number in numbers_in(path.read_text("utf-8")) - PLAIN
    }

    assert found == set(EXCEPTIONS)


def test_no_number_is_hidden_in_text():
    hidden = [
        call
        for path in ROOM.rglob("*.py")
        if "tests" not in path.parts
        for call in numbers_written_out(path.read_text("utf-8"))
    ]

    assert hidden == []


def test_the_search_sees_numbers():
    assert numbers_in("share = 0.7\nif years >= 3: pass") == {0.7, 3}
    assert numbers_written_out('x = Fraction("2/3")') == ["Fraction('2/3')"]


def test_every_entry_has_a_source_that_names_its_place():
    entries = {id(entry): entry for _, _, entry in thidua.law.national_rules().entries()}

    assert [entry for entry in entries.values() if not entry.sources] == []
    assert [entry for entry in entries.values() if not entry.verified and not entry.note] == []
