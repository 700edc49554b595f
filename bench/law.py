"""How fast eligibility is judged: 60,000 persons with ten years of history, every award that persons can have; of facts
at hand, and of facts gathered from a database.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import islice
from typing import Any

from thidua.law import PersonFacts, Year, judge_all, national_rules
from thidua.law.facts import Absence, AbsenceKind, AwardRecord, Grade, Initiative, Scope, Use, YearGrade

PERSONS, YEARS, PART = 60_000, 10, 10
CHUNK, SCHOOLS = 1_000, 1_500
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
    yield from measure_with_facts()


def measure_with_facts() -> Iterable[tuple[str, float, str]]:
    """The same persons as rows of a SQLite file: their facts are gathered and judged a thousand at a time."""
    from bench.people import temporary_database

    with temporary_database():
        schools = build_schools()
        store(schools, 0, PERSONS // PART)
        before = judge_stored()
        store(schools, PERSONS // PART, PERSONS)
        whole = judge_stored()
        after = judge_stored(PERSONS // PART)
    yield "eligibility.with_facts_per_second", PERSONS / whole, "persons/s"
    yield "eligibility.with_facts_growth", whole / PART / statistics.mean((before, after)), "times"


def judge_stored(number: int = PERSONS) -> float:
    """Seconds of the processor for so many persons of the database, the asking included."""
    from thidua.awards.queries.facts import person_facts
    from thidua.people.models import Person

    rules, start = national_rules(), time.process_time()
    ids = list(Person.objects.filter(code__startswith="N").order_by("pk").values_list("pk", flat=True)[:number])
    for first in range(0, len(ids), CHUNK):
        people = list(Person.objects.filter(pk__in=ids[first : first + CHUNK]))
        for facts in person_facts(people, year=PERIOD, on=ON).values():
            judge_all(facts, on=ON, period=PERIOD, rules=rules)
    return time.process_time() - start


def build_schools() -> list[Any]:
    """A department, its schools, and in the first of them who writes everything down."""
    from thidua.people.models import Person, Unit

    top = Unit.objects.add_root({"kind": "department", "name": "Sở Giáo dục và Đào tạo", "code": "SO"})
    facts = ({"kind": "upper_secondary", "name": f"Trường {n}", "code": f"T{n:04d}"} for n in range(SCHOOLS))
    schools = [Unit.objects.add_child(top, each) for each in facts]
    Person.objects.create(full_name="Lê Thị An", username="an", password="!")
    return schools


def store(schools: list[Any], first: int, last: int) -> None:
    """The persons from the one number up to the other, with their history, a chunk in a transaction."""
    from django.db import transaction

    known = islice(persons(last), first, None)
    for begin in range(first, last, CHUNK):
        with transaction.atomic():
            store_chunk(schools, begin, list(islice(known, min(CHUNK, last - begin))))


def store_chunk(schools: list[Any], begin: int, facts: list[PersonFacts]) -> None:
    from thidua.awards import models
    from thidua.people.models import Person, Post

    clerk = Person.objects.get(username="an")
    named = (
        Person(full_name=f"Nguyễn Văn {begin + n}", code=f"N{begin + n:06d}", password="!") for n in range(len(facts))
    )
    people = Person.objects.bulk_create(named)
    homes = [schools[(begin + n) % SCHOOLS] for n in range(len(people))]
    kept = list(zip(people, homes, facts, strict=True))
    Post.objects.bulk_create(
        Post(person=person, unit=home, role="member", valid_from=date(2010, 9, 1)) for person, home, _ in kept
    )
    models.Service.objects.bulk_create(
        models.Service(
            person=person, unit=home, by=clerk, sector_since=date(2010, 9, 1), hard_area_years=told.hard_area_years
        )
        for person, home, told in kept
    )
    models.YearGrade.objects.bulk_create(
        models.YearGrade(person=person, unit=home, by=clerk, year=one.year.short, grade=one.grade.name.lower())
        for person, home, told in kept
        for one in told.grades
    )
    models.Award.objects.bulk_create(
        models.Award(
            person=person,
            unit=home,
            by=clerk,
            award=one.award,
            award_name=one.award,
            year=one.year.short,
            decided_by="Sở",
            decision_number="1/QĐ",
            decision_date=date(one.year.start + 1, 8, 1),
        )
        for person, home, told in kept
        for one in told.awards
    )
    models.Absence.objects.bulk_create(
        models.Absence(person=person, unit=home, by=clerk, kind=one.kind.value, start=one.start, end=one.end)
        for person, home, told in kept
        for one in told.absences
    )
    store_initiatives(kept, clerk)


def store_initiatives(kept: list[tuple[Any, Any, PersonFacts]], clerk: Any) -> None:
    from thidua.initiatives.models import Author, Recognition, TitleUse
    from thidua.initiatives.models import Initiative as Row

    told = [(person, home, one) for person, home, facts in kept for one in facts.initiatives]
    rows = Row.objects.bulk_create(
        Row(
            unit=home,
            year=one.year.start + 1,
            title=one.name,
            status=Row.Status.RECOGNISED,
            first_applied=date(one.year.start, 10, 1),
            created_by=clerk,
            changed_by=clerk,
        )
        for _, home, one in told
    )
    pairs = [(row, person, home, one) for row, (person, home, one) in zip(rows, told, strict=True)]
    Author.objects.bulk_create(Author(initiative=row, person=person, share=100, order=1) for row, person, _, _ in pairs)
    Recognition.objects.bulk_create(
        Recognition(
            initiative=row,
            scope=one.scope.name.lower(),
            decided_by="Sở",
            decision_number="2/QĐ",
            decision_date=date(one.year.start + 1, 5, 20),
            by=clerk,
        )
        for row, _, _, one in pairs
    )
    TitleUse.objects.bulk_create(
        TitleUse(
            initiative=row, person=person, award=use.award, award_name=use.award, year=use.year.start + 1, by=clerk
        )
        for row, person, _, one in pairs
        for use in one.uses
    )


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
