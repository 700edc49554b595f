"""No number of the law stands in what judges here: each is an entry of the law's data, or of a unit's own rules."""

from pathlib import Path

import pytest

import thidua.awards
from thidua.law.tests.test_numbers import PLAIN, numbers_in, numbers_written_out

ROOM = Path(thidua.awards.__file__).parent
JUDGING = {
    "authority.py": {3: "how high a ministry stands among those that decide", 4: "outside the tree of units"},
    "bonuses.py": {500: "letters that a field holds"},
    "decision_paper.py": {
        3: "widths of columns",
        4: "widths of columns",
        1.6: "widths of columns",
        300: "letters that a field holds",
    },
    "findings.py": {},
    "operations/giving.py": {
        200: "letters that a field holds",
        500: "letters that a field holds, rows written at once",
    },
    "operations/revocation.py": {
        10: "the most money that is believed, 10 ** 10 đồng",
        120: "letters that a field holds",
        150: "letters of a reason in a notice",
        300: "letters that a field holds",
        500: "letters that a field holds",
    },
    "queries/facts.py": {200: "rows asked for at once", 2000: "rows asked for at once"},
    "queries/publications.py": {},
    "queries/votes.py": {},
    "queries/warnings.py": {},
    "queries/workdays.py": {60: "days looked at beyond those asked for"},
    "rule_texts.py": {32: "signs that TOML writes as numbers", 127: "signs that TOML writes as numbers"},
    "rulebook.py": {256: "rule sets that are remembered"},
}


@pytest.mark.parametrize("name", JUDGING)
def test_no_number_of_law_stands_in_what_judges(name):
    source = (ROOM / name).read_text("utf-8")

    assert numbers_in(source) - PLAIN == set(JUDGING[name])
    assert numbers_written_out(source) == []
