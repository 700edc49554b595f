"""Worked cases, kept as data: facts in, verdict out, with its reasons and its articles."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from thidua.law import explain, judge, rules_with, sources_of
from thidua.law.checking import conditions_of
from thidua.law.conditions import Claim, Human, InARow, Unread
from thidua.law.facts import Kind, Outcome
from thidua.law.records import facts_from
from thidua.law.rules import Bar, Standard
from thidua.law.years import Year

HERE = Path(__file__).parent
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((HERE / "cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
KEYS = {
    *("name", "award", "on", "period", "decided", "layers", "facts", "expect", "steps", "to_check"),
    *("lacks", "asks", "warns", "sources", "doubts", "no_doubts", "ruling", "no_ruling"),
}


@cache
def rules(*layers):
    return rules_with([HERE / "layers" / name for name in layers])


def verdict_of(case):
    return judge(
        case["award"],
        facts_from(case["facts"], case["name"]),
        on=case["on"],
        decided=case.get("decided"),
        period=Year.of(case["period"]),
        rules=rules(*case.get("layers", ())),
    )


@pytest.mark.parametrize("case", CASES)
def test_case_is_judged_as_the_law_says(case):
    verdict = verdict_of(case)

    explanation = explain(verdict)
    assert verdict.outcome.name.lower() == case["expect"], str(explanation)
    assert_said(case, "lacks", " | ".join(verdict.lacks))
    assert_said(case, "asks", " | ".join(verdict.asks))
    assert_said(case, "warns", " | ".join(verdict.warnings))
    assert_said(case, "doubts", " | ".join(verdict.doubts))
    assert_said(case, "ruling", verdict.ruling)
    assert_said(case, "sources", " | ".join(sources_of(verdict)))
    assert [words for words in case.get("no_doubts", ()) if words in " | ".join(verdict.doubts)] == []
    assert [words for words in case.get("no_ruling", ()) if words in verdict.ruling] == []
    assert verdict.steps == case.get("steps", verdict.steps)
    assert verdict.to_check == case.get("to_check", verdict.to_check), verdict.doubts


def assert_said(case, key, said):
    assert [words for words in case.get(key, ()) if words not in said] == [], said


@pytest.mark.parametrize("case", CASES)
def test_case_says_nothing_unknown(case):
    assert set(case) <= KEYS


def test_there_are_enough_cases_of_every_kind():
    awards = {case.values[0]["award"] for case in CASES}
    outcomes = {(case.values[0]["award"], case.values[0]["expect"]) for case in CASES}
    judged = {award.key for award in rules().awards() if award.key not in ("labour_order_second",)}
    titles = [award.key for award in rules().awards() if award.kind.value == "title" and award.scope.name != "UNIT"]

    assert len(CASES) >= 60
    assert awards == judged
    for title in set(titles) - {"typical_commune"}:
        assert {(title, "met"), (title, "not_met")} <= outcomes


def conditions_in(ruleset):
    """By identity: the rule that a condition belongs to, and the how-manieth of it that it is."""
    found = {}
    for table, key, entry in ruleset.entries():
        if table in (Standard, Bar):
            inside = {id(each) for one in conditions_of(entry) if isinstance(one, InARow) for each in below(one)}
            for n, condition in enumerate(conditions_of(entry)):
                if id(condition) not in inside and (isinstance(condition, InARow) or not condition.children()):
                    found[id(condition)] = (table.__name__, key, str(entry.valid_from), n), condition
    return found


def below(condition):
    for child in condition.children():
        yield child
        yield from below(child)


def outcomes_in_cases():
    """Which outcomes each condition has had in the cases, those left out where it did not come into play."""
    seen = {}
    for case in CASES:
        known = conditions_in(rules(*case.values[0].get("layers", ())))
        waiting = [verdict_of(case.values[0]).finding]
        while waiting:
            finding = waiting.pop()
            waiting += finding.parts
            if id(finding.condition) in known and not finding.idle:
                seen.setdefault(known[id(finding.condition)][0], set()).add(finding.outcome)
    return seen


def test_each_threshold_has_cases_on_both_sides():
    seen = outcomes_in_cases()
    asked = dict(conditions_in(rules()).values())
    counted = {place for place, one in asked.items() if not isinstance(one, Claim | Human | Unread)}
    unread = {place for place, one in asked.items() if isinstance(one, Unread)}

    assert {place for place in counted if not {Outcome.MET, Outcome.NOT_MET} <= seen.get(place, set())} == set()
    assert {place for place in unread if Outcome.OPEN not in seen.get(place, set())} == set()


def test_whatever_people_weigh_for_a_title_is_weighed_and_left_open():
    seen = outcomes_in_cases()
    titles = {award.key for award in rules().awards() if award.kind is Kind.TITLE}
    asked = {
        place for place, one in conditions_in(rules()).values() if isinstance(one, Human) and place[1][0] in titles
    }

    assert {place for place in asked if not {Outcome.MET, Outcome.OPEN} <= seen[place]} == set()


def test_explanation_shows_what_was_judged():
    case = next(case.values[0] for case in CASES if "2 năm CSTĐCS liên tục: còn thiếu" in case.values[0]["name"])

    explanation = explain(verdict_of(case))

    assert explanation.sentences[0].endswith("chưa đủ điều kiện (cần đối chiếu văn bản).")
    assert any(line.startswith("Còn thiếu 1 năm CSTĐCS liên tục: có năm học") for line in explanation.sentences)
    assert explanation.tree["outcome"] == "not_met"
    row = explanation.tree["finding"]["parts"][-1]["parts"][0]
    assert row["facts"] == ["năm học 2024-2025", "năm học 2025-2026"]
    assert row["source"] == "Điều 22 Luật Thi đua, khen thưởng 06/2022/QH15"
