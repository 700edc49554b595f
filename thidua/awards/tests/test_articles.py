"""Where a page names an article, it says too that a newer document may have changed it."""

import ast
from datetime import date
from pathlib import Path

import pytest

import thidua.awards
from thidua.awards.models import Season
from thidua.awards.queries.votes import vote_prescribed
from thidua.awards.queries.warnings import Articles
from thidua.awards.rulebook import article_of
from thidua.awards.tests import make
from thidua.awards.views.registrations import note_of
from thidua.law import national_rules, vote_on
from thidua.law.explaining import TO_CHECK
from thidua.law.rules import Principle

pytestmark = pytest.mark.django_db
BEFORE, SINCE = date(2026, 9, 30), date(2026, 10, 1)
"""Luật 06/2026/QH16, which nobody has read yet, is in force from the second day on."""
NATIONAL = "title_emulation_fighter_national"


def test_an_article_read_is_marked_from_the_day_a_newer_law_touches_it():
    rules = national_rules()
    rule = rules.find_standing(Principle, SINCE, "registration")

    assert rule.verified
    assert article_of(rule, rules, BEFORE) == "Điều 7 Luật Thi đua, khen thưởng 06/2022/QH15"
    assert article_of(rule, rules, SINCE) == f"Điều 7 Luật Thi đua, khen thưởng 06/2022/QH15; {TO_CHECK}"


def test_rule_of_a_vote_is_marked_alike():
    unit = make.Place().school

    said = [vote_prescribed(unit, NATIONAL, unit, on) for on in (BEFORE, SINCE)]

    assert vote_on(NATIONAL, SINCE, national_rules()).verified
    assert [one.endswith(TO_CHECK) for one in said] == [False, True]


def test_note_on_registering_is_marked():
    season = Season(unit=make.Place().school)

    assert note_of(season)["source"].endswith(TO_CHECK)


def test_cautions_cite_the_data_on_the_day_of_the_dossier():
    place = make.Place()
    season = make.season(place.school)
    row = make.nomination(season, place.teachers[0], make.FIGHTER, by=place.officer, received_on=BEFORE)
    used = make.nomination(season, place.teachers[1], "commendation_certificate", by=place.officer, received_on=SINCE)
    articles = Articles()

    assert articles.of(row, Principle, "one_achievement_once") == "Điều 5 Luật Thi đua, khen thưởng 06/2022/QH15"
    assert articles.of(used, Principle, "one_achievement_once").endswith(TO_CHECK)
    assert articles.of_reuse(used, make.WORKER) == "mục III.5.c Công văn 5007/BNV-TĐKT năm 2023"
    assert articles.of_reuse(row, make.WORKER) == f"mục III.5.c Công văn 5007/BNV-TĐKT năm 2023; {TO_CHECK}"
    assert articles.of_reuse(row, "gone") == ""


def test_no_article_stands_in_code_that_warns():
    queries = Path(thidua.awards.__file__).parent / "queries"
    told = [
        node.value
        for name in ("warnings.py", "votes.py")
        for node in ast.walk(ast.parse((queries / name).read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("Điều ")
    ]

    assert told == []
