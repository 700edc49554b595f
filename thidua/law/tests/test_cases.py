"""Worked cases, kept as data: facts in, verdict out, with its reasons and its articles."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from thidua.law import explain, judge, rules_with, sources_of
from thidua.law.records import facts_from
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


def test_explanation_shows_what_was_judged():
    case = next(case.values[0] for case in CASES if "2 năm CSTĐCS liên tục: còn thiếu" in case.values[0]["name"])

    explanation = explain(verdict_of(case))

    assert explanation.sentences[0].endswith("chưa đủ điều kiện (cần đối chiếu văn bản).")
    assert any(line.startswith("Còn thiếu 1 năm CSTĐCS liên tục: có năm học") for line in explanation.sentences)
    assert explanation.tree["outcome"] == "not_met"
    row = explanation.tree["finding"]["parts"][-1]["parts"][0]
    assert row["facts"] == ["năm học 2024-2025", "năm học 2025-2026"]
    assert row["source"] == "Điều 22 Luật Thi đua, khen thưởng 06/2022/QH15"
