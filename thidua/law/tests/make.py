"""Makers of facts and of small rule files."""

from datetime import date

from thidua.law import PersonFacts, Text, Year, national_rules, rules_from, rules_over
from thidua.law.facts import AwardRecord, CollectiveFacts, Grade, Initiative, Members, YearGrade

ON = date(2026, 6, 15)
PERIOD = Year(2025)
FIGHTER = "title_emulation_fighter_unit"

NATION = """
[[document]]
key = "L"
short = "Luật mẫu"
title = "Luật mẫu"
valid_from = 2020-01-01
verified = true

[[award]]
key = "title"
name = "Danh hiệu"
short = "Danh hiệu"
kind = "title"
subjects = ["person"]
scope = "unit"
source = "L Đ1"
verified = true

[[award]]
key = "flag"
name = "Cờ"
short = "Cờ"
kind = "title"
subjects = ["collective"]
scope = "unit"
source = "L Đ2"
verified = true

[[school_year]]
begins = "09-01"
source = "L Đ3"
verified = true
"""
STANDARD = """
[[standard]]
award = "title"
subject = "person"
source = "L Đ1"
verified = true
local = "tighten"
when.grade = "good"
"""
LAYER = """
[layer]
name = "Tỉnh mẫu"
rank = "province"

[[document]]
key = "Q"
short = "Quyết định mẫu"
title = "Quyết định mẫu"
valid_from = 2021-01-01
verified = true
"""


def standard(when, award="title", subject="person", more=""):
    """The text of one standard with this condition."""
    head = f'[[standard]]\naward = "{award}"\nsubject = "{subject}"\nsource = "L Đ1"\nverified = true\n'
    return f"{head}{more}\nwhen = {when}\n"


def small(*national, layers=()):
    """Rules of the small nation with these texts, and layers over them."""
    texts = [Text(f"{n}.toml", content) for n, content in enumerate((NATION, *national))]
    return rules_from(texts, [Text(f"tinh{n}.toml", content) for n, content in enumerate(layers)])


def over(*layers):
    """The real national rules with these layers over them."""
    return rules_over([Text(f"tinh{n}.toml", content) for n, content in enumerate(layers)])


def rules():
    return national_rules()


def person(grades=None, awards=(), initiatives=(), **more):
    """`grades` by the first year of the school year."""
    return PersonFacts(
        grades=tuple(YearGrade(Year(year), grade) for year, grade in (grades or {2025: Grade.GOOD}).items()),
        awards=tuple(AwardRecord(award, Year(year)) for award, year in awards),
        initiatives=tuple(initiatives),
        judgements=more.pop("judgements", {"conduct": True, "outstanding": True}),
        **more,
    )


def initiative(year=2025, **more):
    return Initiative(
        more.pop("name", f"Sáng kiến {year}"), Year(year), **({"applied": True, "replicable": True} | more)
    )


def collective(members=20, **counts):
    judgements = dict.fromkeys(("movement", "united", "democracy", "above_targets"), True)
    year = Members(PERIOD, members, **({"completed": members} | counts))
    return CollectiveFacts(grades=(YearGrade(PERIOD, Grade.EXCELLENT),), members=(year,), judgements=judgements)
