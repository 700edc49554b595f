import pytest

from thidua.law import BadRules, Text, rules_from
from thidua.law.tests import make

FAULTS = {
    "not TOML": ("not_toml", "[[standard"),
    "lists inside each other without end": ("too_deep", f"a = {'[' * 50_000}{']' * 50_000}"),
    "tables inside each other without end": ("too_deep", f"a = {'{ a = ' * 30_000}1{' }' * 30_000}"),
    "conditions deeper than anybody reads": (
        "too_deep",
        make.standard("{ all = [" * 30 + '{ grade = "good" }' + "] }" * 30),
    ),
    "a key of ten thousands of parts": ("too_deep", f"a{'.a' * 40_000} = 1"),
    "a number of thousands of digits": ("too_deep", f"a = {'1' * 5000}"),
    "a share of thousands of digits": (
        "wrong_type",
        f'[[quota]]\nkey = "x"\nname = "x"\nshare = "{"9" * 5000}/7"\nof = "x"\nsource = "L"\nverified = true',
    ),
    "a deadline beyond the calendar": (
        "too_large",
        '[[deadline]]\nkey = "x"\nname = "x"\nworking_days = 99999999\nsource = "L"\nverified = true',
    ),
    "a table nobody knows": ("unknown_table", "[[gift]]\nkey = 1"),
    "a table not written as a list": ("wrong_type", "[quota]\nkey = 'x'"),
    "a key nobody knows": ("unknown_key", make.standard('{ grade = "good" }', more="colour = 1")),
    "a key of a condition nobody knows": ("unknown_key", make.standard('{ grade = "good", year = 3 }')),
    "no legal basis": ("missing_source", '[[quota]]\nkey = "x"\nname = "x"\nverified = true'),
    "a document nobody declared": ("unknown_document", make.STANDARD.replace("L Đ1", "X Đ1")),
    "a place that is none": ("wrong_type", make.STANDARD.replace("L Đ1", "L Điều 1")),
    "a condition citing an undeclared document": (
        "unknown_document",
        make.standard('{ grade = "good", source = "X Đ1" }'),
    ),
    "a missing key": ("missing_key", make.STANDARD.replace('award = "title"\n', "")),
    "unverified without saying why": ("unverified_without_note", make.STANDARD.replace("true", "false", 1)),
    "an award nobody knows": ("unknown_award", make.STANDARD.replace('"title"', '"crown"')),
    "an award of a condition nobody knows": ("unknown_award", make.standard('{ held = "crown" }')),
    "a fact nobody knows": ("unknown_fact", make.standard('{ figure = "height", at_least = 2 }')),
    "a share of unknown facts": (
        "unknown_fact",
        make.standard('{ share = "tall", among = "members", at_least = "50%" }', "flag", "collective"),
    ),
    "a setting nobody knows": (
        "unknown_setting",
        make.standard('{ in_a_row = { setting = "x" }, of = { grade = "good" } }'),
    ),
    "a grade that is none": ("unknown_choice", make.STANDARD.replace('"good"', '"fine"')),
    "dates that run backwards": ("backwards", make.STANDARD + "valid_from = 2024-01-01\nvalid_to = 2023-01-01"),
    "days before the document": ("outlives", make.standard('{ grade = "good" }', more="valid_from = 2019-01-01")),
    "two entries for the same days": ("overlap", make.STANDARD * 2),
    "no operator": ("one_operator", make.standard('{ text = "x" }')),
    "two operators": ("one_operator", make.standard('{ grade = "good", held = "title" }')),
    "no condition in a list": ("unreachable", make.standard("{ all = [] }")),
    "more conditions asked than there are": ("unreachable", make.standard('{ count = 3, of = [{ grade = "good" }] }')),
    "a share above the whole": (
        "unreachable",
        make.standard('{ share = "fighters", among = "members", at_least = "101%" }', "flag", "collective"),
    ),
    "no year in a row": ("unreachable", make.standard('{ in_a_row = 0, of = { grade = "good" } }')),
    "a title of persons for a collective": ("unreachable", make.standard('{ held = "title" }', "flag", "collective")),
    "a standard for the wrong subject": ("unreachable", make.STANDARD.replace('"person"', '"collective"')),
    "a question collectives cannot be asked": (
        "unreachable",
        make.standard('{ initiatives = 1, kinds = ["initiative"], scope = "unit" }', "flag", "collective"),
    ),
    "a standard resting on itself": ("unreachable", make.standard('{ meets = "title" }')),
    "a share written as a broken number": (
        "wrong_type",
        make.standard('{ share = "fighters", among = "members", at_least = 0.7 }', "flag", "collective"),
    ),
    "a human question without words": ("missing_key", make.standard('{ human = "x" }')),
    "a deadline with two lengths": (
        "one_operator",
        '[[deadline]]\nkey = "x"\nname = "x"\nworking_days = 3\ncalendar_days = 3\nsource = "L"\nverified = true',
    ),
    "a document with unknown dates and no note": (
        "unverified_without_note",
        '[[document]]\nkey = "M"\nshort = "M"\ntitle = "M"\nverified = true',
    ),
    "a document unsettling an undeclared one": (
        "unknown_document",
        '[[document]]\nkey = "M"\nshort = "M"\ntitle = "M"\nverified = false\nnote = "x"\nunsettles = ["X"]',
    ),
}
RING = make.standard('{ meets = "other" }') + make.standard('{ meets = "title" }', "other")
OTHER = make.NATION.split("[[award]]")[1].replace('"title"\nname', '"other"\nname')


@pytest.mark.parametrize(("code", "content"), FAULTS.values(), ids=FAULTS)
def test_rule_file_is_refused_for(code, content):
    with pytest.raises(BadRules) as refusal:
        make.small(content)

    told = [fault for fault in refusal.value.faults if fault.code == code]
    assert told, refusal.value.faults
    assert told[0].file == "1.toml"
    assert told[0].sentence.endswith(".")


def test_standards_resting_on_each_other_are_refused():
    with pytest.raises(BadRules) as refusal:
        make.small(f"[[award]]{OTHER}", RING)

    assert {fault.code for fault in refusal.value.faults} == {"unreachable"}


def test_all_faults_of_all_files_are_told_at_once():
    with pytest.raises(BadRules) as refusal:
        make.small(FAULTS["a grade that is none"][1], FAULTS["a fact nobody knows"][1])

    codes = [(fault.file, fault.code) for fault in refusal.value.faults]
    assert ("1.toml", "unknown_choice") in codes
    assert ("2.toml", "unknown_fact") in codes
    assert "1.toml: " in str(refusal.value)


def test_sound_files_are_taken():
    rules = make.small(make.STANDARD)

    assert [award.key for award in rules.awards()] == ["title", "flag"]


LOCAL = '\nsource = "Q Đ1"\nverified = true\n'
TIGHTER = f'[[standard]]\nmode = "tighten"\naward = "title"\nsubject = "person"{LOCAL}when.grade = "excellent"\n'
LOCAL_FAULTS = {
    "replacing what may only be tightened": ("only_tighten", TIGHTER.replace('"tighten"', '"replace"'), make.STANDARD),
    "touching what is closed": ("closed", TIGHTER, make.STANDARD.replace('"tighten"', '"closed"')),
    "adding what is there": ("exists_below", TIGHTER.replace('"tighten"', '"add"'), make.STANDARD),
    "tightening what is not there": ("nothing_below", TIGHTER, ""),
    "no mode": ("missing_key", TIGHTER.replace('mode = "tighten"\n', ""), make.STANDARD),
    "tightening what is no standard": (
        "nothing_to_tighten",
        f'[[quota]]\nmode = "tighten"\nkey = "q"\nname = "q"{LOCAL}',
        '[[quota]]\nkey = "q"\nname = "q"\nlocal = "free"\nsource = "L"\nverified = true\n',
    ),
    "standing before a closed award": (
        "closed",
        f'[[bar]]\nmode = "add"\nkey = "b"\nawards = ["title"]\nsubjects = ["person"]{LOCAL}when.grade = "good"\n',
        make.STANDARD.replace('"tighten"', '"closed"'),
    ),
    "standing before all awards": (
        "closed",
        f'[[bar]]\nmode = "add"\nkey = "b"\nawards = ["all"]\nsubjects = ["person"]{LOCAL}when.grade = "good"\n',
        make.STANDARD,
    ),
    "declaring the nation's document anew": (
        "exists_below",
        '[[document]]\nkey = "L"\nshort = "x"\ntitle = "x"\nvalid_from = 2020-01-01\nverified = true\n',
        "",
    ),
}


@pytest.mark.parametrize(("code", "content", "national"), LOCAL_FAULTS.values(), ids=LOCAL_FAULTS)
def test_layer_is_refused_for(code, content, national):
    with pytest.raises(BadRules) as refusal:
        make.small(national, layers=[make.LAYER + content])

    assert ("tinh0.toml", code) in [(fault.file, fault.code) for fault in refusal.value.faults]


@pytest.mark.parametrize("head", ["", '[layer]\nname = "x"\nrank = "nation"\n'], ids=["no layer", "the nation"])
def test_layer_cannot_pass_as_the_nation(head):
    with pytest.raises(BadRules) as refusal:
        make.small(layers=[head])

    assert "wrong_rank" in [fault.code for fault in refusal.value.faults]


def test_layers_are_refused_out_of_order():
    school = make.LAYER.replace("province", "unit").replace('"Q"', '"S"').replace("Tỉnh", "Trường")

    with pytest.raises(BadRules) as refusal:
        make.small(layers=[school, make.LAYER])

    assert [(fault.file, fault.code) for fault in refusal.value.faults] == [("tinh1.toml", "wrong_order")]


def test_merging_an_empty_layer_changes_nothing():
    plain, layered = make.rules(), make.over('[layer]\nname = "Tỉnh mẫu"\nrank = "province"\n')

    assert [layer.name for layer in layered.layers] == ["Quy định của Nhà nước", "Tỉnh mẫu"]
    assert described(layered) == described(plain)


def described(rules):
    return sorted(
        (table.__name__, key, str(entry.sources), str(entry.valid_from)) for table, key, entry in rules.entries()
    )


def test_files_named_by_the_caller_are_told_in_faults():
    with pytest.raises(BadRules) as refusal:
        rules_from([Text("quy-che.toml", "x = ")])

    assert str(refusal.value).startswith("quy-che.toml: Không đọc được theo dạng TOML")


@pytest.mark.parametrize(
    ("text", "place"), [("[layer]\nname = ?", "dòng 2, cột 8"), ('[layer]\nname = """x', "thiếu dấu đóng ở cuối")]
)
def test_what_is_no_toml_is_told_by_its_line(text, place):
    with pytest.raises(BadRules) as refusal:
        rules_from([], [Text("quy-che.toml", text)])

    assert place in str(refusal.value)
