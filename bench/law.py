"""How fast eligibility is judged: 60,000 persons with ten years of history, every award that persons can have."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from thidua.law import PersonFacts, Year, judge_all, national_rules
from thidua.law.facts import Absence, AbsenceKind, AwardRecord, Grade, Initiative, Scope, Use, YearGrade

PERSONS, YEARS, PART = 60_000, 10, 10
ON, PERIOD = date(2026, 6, 15), Year(2025)
UNIT, PROVINCE = "title_emulation_fighter_unit", "title_emulation_fighter_province"
BASIC = "title_advanced_worker"


def measure() -> Iterable[tuple[str, float, str]]:
    judge_many(100)
    before = judge_many(PERSONS // PART)
    whole = judge_many(PERSONS)
    after = judge_many(PERSONS // PART)
    yield "eligibility.persons_per_second", PERSONS / whole, "persons/s"
    yield "eligibility.growth", whole / PART / statistics.mean((before, after)), "times"


def judge_many(number: int) -> float:
    """Seconds of the processor for so many persons, their making not counted. What other programmes do to the machine
    changes from minute to minute, so the part is measured before and after the whole.
    """
    rules, spent = national_rules(), 0.0
    for person in persons(number):
        start = time.process_time()
        judge_all(person, on=ON, period=PERIOD, rules=rules)
        spent += time.process_time() - start
    return spent


def persons(number: int) -> Iterator[PersonFacts]:
    """Made one by one, so that the memory holds one; always the same ones."""
    chance = random.Random(1)
    for n in range(number):
        yield person(n, chance)


def person(n: int, chance: random.Random) -> PersonFacts:
    years = [PERIOD.back(back) for back in range(YEARS)]
    grades = [YearGrade(year, Grade(chance.choice((1, 2, 2, 2, 3, 3)))) for year in years]
    good = [grade.year for grade in grades if grade.grade >= Grade.GOOD]
    best = [grade.year for grade in grades if grade.grade is Grade.EXCELLENT]
    awards = [AwardRecord(BASIC, year) for year in good] + [AwardRecord(UNIT, year) for year in best]
    scopes = (Scope.UNIT, Scope.UNIT, Scope.PROVINCE)
    initiatives = [
        Initiative(
            f"Sáng kiến {n}",
            year,
            scope=chance.choice(scopes),
            applied=True,
            replicable=True,
            uses=(Use(UNIT, year),) if chance.random() < Fraction(1, 3) else (),
        )
        for year in best
    ]
    away = Absence(AbsenceKind.MATERNITY, date(2024, 10, 1), date(2025, 3, 31))
    return PersonFacts(
        key=str(n),
        grades=tuple(grades),
        awards=tuple(awards),
        initiatives=tuple(initiatives),
        absences=(away,) if chance.random() < Fraction(1, 10) else (),
        judgements={"conduct": True},
        service_years=chance.randrange(40),
        hard_area_years=chance.randrange(8),
    )
