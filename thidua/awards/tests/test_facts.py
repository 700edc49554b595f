"""What the judge is told of persons and collectives."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thidua.awards.models import Absence, Award, Discipline, Lead, Proceeding, Service
from thidua.awards.queries.facts import collective_facts, person_facts, review_year
from thidua.awards.tests import make
from thidua.initiatives.models import Adoption, Author, Initiative, Recognition, Result, TitleUse
from thidua.law import Year, facts, judge, national_rules
from thidua.people.models import Succession

pytestmark = pytest.mark.django_db
YEAR = Year.of(make.YEAR)
ON = date(2026, 6, 10)


@pytest.fixture
def place():
    return make.Place()


def of(person, *, year=YEAR, on=ON):
    return person_facts([person], year=year, on=on)[person.pk]


def about(unit, *, year=YEAR, on=ON):
    return collective_facts([unit], year=year, on=on)[unit.pk]


def initiative(place, *authors, title="Tủ sách lớp học", year=2026, **given) -> Initiative:
    """Recognised by the unit on 20/05/2026, unless other recognitions are given as pairs of scope and day."""
    recognitions = given.pop("recognitions", [("unit", date(2026, 5, 20))])
    row = Initiative.objects.create(
        unit=place.team, year=year, title=title, status=given.pop("status", "recognised"),
        created_by=place.officer, changed_by=place.officer, **given,
    )  # fmt: skip
    for person in authors:
        Author.objects.create(initiative=row, person=person, share=Decimal(100) / len(authors))
    for scope, day in recognitions:
        Recognition.objects.create(
            initiative=row, scope=scope, decided_by="Hiệu trưởng", decision_number="7/QĐ", decision_date=day,
            by=place.officer,
        )  # fmt: skip
    return row


def test_records_of_a_person_are_told_as_they_were_written(place):
    teacher, by = place.teachers[0], place.officer
    make.grade(place.school, teacher, "excellent", by=by, decision="5/QĐ")
    make.award(place.school, teacher, by=by, year="2024-2025")
    make.award(place.school, teacher, make.FIGHTER, by=by, year="2024-2025", status=Award.Status.REVOKED)
    entered = {"unit": place.school, "by": by, "person": teacher}
    Discipline.objects.create(**entered, form="warning", decided=date(2025, 10, 1), until=date(2026, 10, 1))
    Proceeding.objects.create(**entered, kind="complaint", since=date(2026, 5, 1))
    Absence.objects.create(**entered, kind="study", start=date(2025, 9, 1), end=date(2025, 12, 1))
    Service.objects.create(
        **entered, hired=date(2010, 9, 1), sector_since=date(2009, 9, 1), hard_area_years=3, known_since="2020-2021"
    )

    assert of(teacher) == facts.PersonFacts(
        key=str(teacher.pk),
        name=teacher.full_name,
        grades=(facts.YearGrade(YEAR, facts.Grade.EXCELLENT, "5/QĐ"),),
        awards=(facts.AwardRecord(make.WORKER, Year(2024), date(2024, 8, 15), "12/QĐ-SGDĐT-2024-2025"),),
        disciplines=(facts.Discipline(facts.DisciplineForm.WARNING, date(2025, 10, 1), date(2026, 10, 1)),),
        proceedings=(facts.Proceeding(facts.ProceedingKind.COMPLAINT, date(2026, 5, 1)),),
        absences=(facts.Absence(facts.AbsenceKind.STUDY, date(2025, 9, 1), date(2025, 12, 1)),),
        known_since=Year(2020),
        hired=date(2010, 9, 1),
        service_years=16,
        hard_area_years=3,
    )


def test_time_under_discipline_is_left_out_of_the_years_of_service(place):
    teacher, entered = place.teachers[0], {"unit": place.school, "by": place.officer}
    Service.objects.create(**entered, person=teacher, hired=date(2006, 6, 1))
    assert of(teacher).service_years == 20

    row = Discipline.objects.create(
        **entered, person=teacher, form="reprimand", decided=date(2015, 1, 1), until=date(2015, 12, 31)
    )
    assert of(teacher).service_years == 19

    row.until = None
    row.save()
    assert of(teacher).service_years is None


def test_what_is_proposed_this_year_counts_as_proposed_and_drafts_do_not(place):
    season = make.season(place.school)
    ready, draft, failed = place.teachers
    make.nomination(season, ready, by=place.officer, status="ready")
    make.nomination(season, draft, by=place.officer)
    make.nomination(season, failed, by=place.officer, status="failed")

    found = person_facts(place.teachers, year=YEAR, on=ON)

    assert found[ready.pk].awards == (facts.AwardRecord(make.WORKER, YEAR, proposed=True),)
    assert found[draft.pk].awards == found[failed.pk].awards == ()
    assert of(ready, year=Year(2024)).awards == ()


def test_registrations_are_unknown_where_the_unit_keeps_none(place):
    teacher, other = place.teachers[:2]
    season = make.season(place.school)
    assert of(teacher).registered is None

    make.registration(season, teacher, by=teacher)
    make.registration(season, other, make.FIGHTER, by=other, status="withdrawn")

    assert of(teacher).registered == {(make.WORKER, YEAR)}
    assert of(other).registered == frozenset()
    assert of(place.stranger).registered is None
    assert about(place.team).registered == frozenset()
    assert about(place.other).registered is None


def test_a_new_school_is_a_transfer_and_a_new_team_or_a_merger_is_none(place):
    moved, inside, both, merged = (make.person(name=f"Người {n}") for n in range(4))
    second_team = make.unit("Tổ Văn", parent=place.school, kind="team")
    new = make.unit("Trường THPT Suối Mơ 2", parent=place.department, kind="upper_secondary")
    old = make.unit("Trường THPT Cũ", parent=place.department, kind="upper_secondary", valid_to=date(2025, 8, 31))
    Succession.objects.create(old=old, new=new, first_day=date(2025, 9, 1))
    first, last, then = date(2020, 9, 1), date(2025, 8, 31), date(2025, 9, 1)
    for person, before, after in (
        (moved, place.other, place.team), (inside, second_team, place.team), (merged, old, new),
    ):  # fmt: skip
        make.post(person, before, "member", valid_from=first, valid_to=last)
        make.post(person, after, "member", valid_from=then)
    make.post(both, place.other, "member", valid_from=first)
    make.post(both, place.team, "member", valid_from=then)

    found = person_facts([moved, inside, both, merged], year=YEAR, on=ON)

    assert found[moved.pk].transfers == (facts.Transfer(then, place.other.label),)
    assert [found[person.pk].transfers for person in (inside, both, merged)] == [(), (), ()]


def test_an_initiative_counts_in_the_year_of_its_recognition(place):
    teacher, declined, _ = place.teachers
    row = initiative(place, teacher, declined)
    row.authors.filter(person=declined).update(declined_at="2026-01-01T00:00Z")
    initiative(place, teacher, title="Chưa công nhận", status="under_review", recognitions=[])
    told = {"name": row.title, "decision": "Quyết định số 7/QĐ ngày 20/05/2026"}

    assert of(teacher).initiatives == (facts.Initiative(year=YEAR, **told),)
    assert of(teacher, year=Year.of("2026")).initiatives == (facts.Initiative(year=Year.of("2026"), **told),)
    assert of(declined).initiatives == ()


def test_recognised_more_widely_later_it_counts_once_by_what_was_decided_in_time(place):
    teacher = place.teachers[0]
    initiative(place, teacher, recognitions=[("unit", date(2025, 5, 20)), ("province", date(2026, 4, 1))], year=2025)

    (then,), (now,) = of(teacher, year=Year(2024)).initiatives, of(teacher).initiatives

    assert (then.year, then.scope, then.applied, then.replicable) == (Year(2024), facts.Scope.UNIT, False, False)
    assert (now.year, now.scope, now.applied, now.replicable) == (YEAR, facts.Scope.PROVINCE, True, True)


def test_applied_and_spread_need_something_that_shows_it(place):
    measured, spread, _ = place.teachers
    row = initiative(place, measured)
    Result.objects.create(initiative=row, indicator="Lượt mượn", after=90)
    copied = initiative(place, spread, title="Sổ tay số")
    Adoption.objects.create(initiative=copied, unit=place.other, status="applied", by=place.stranger)
    Adoption.objects.create(initiative=row, unit=place.other, status="planned", by=place.stranger)

    assert [(one.applied, one.replicable) for one in of(measured).initiatives] == [(True, False)]
    assert [(one.applied, one.replicable) for one in of(spread).initiatives] == [(True, True)]


def test_uses_for_titles_come_from_notes_and_from_awards_given(place):
    teacher, other = place.teachers[:2]
    row = initiative(place, teacher, other)
    use = {"initiative": row, "person": teacher, "by": place.officer, "award_name": "…"}
    TitleUse.objects.create(**use, award=make.FIGHTER, year=review_year(YEAR))
    TitleUse.objects.create(**use, award="unknown_title", year=2026)
    season = make.season(place.school)
    given = make.nomination(season, teacher, "merit_certificate_province", by=place.officer, status="awarded")
    given.initiatives.add(row)
    make.award(place.school, teacher, "merit_certificate_province", by=place.officer, nomination=given)

    assert of(teacher).initiatives[0].uses == (
        facts.Use("merit_certificate_province", YEAR),
        facts.Use(make.FIGHTER, YEAR),
    )
    assert of(other).initiatives[0].uses == ()


def test_members_of_a_collective_are_counted_with_their_results(place):
    first, second, third = place.teachers
    for person, value in ((first, "excellent"), (second, "completed"), (third, "not_completed")):
        make.grade(place.school, person, value, by=place.officer)
    make.award(place.school, first, make.FIGHTER, by=place.officer)
    make.nomination(make.season(place.school), second, by=place.officer, status="ready")
    Discipline.objects.create(
        unit=place.school, by=place.officer, person=third, form="warning", decided=date(2026, 1, 5)
    )

    team, school = about(place.team), about(place.school)

    assert team.members == (
        facts.Members(YEAR, 4, completed=2, advanced_workers=2, fighters=1,
                      worst_discipline=facts.DisciplineForm.WARNING),
    )  # fmt: skip
    assert school.members[0].members == 6
    assert about(place.other).members == (facts.Members(YEAR, 1),)


def test_who_left_before_the_end_of_the_year_is_no_member(place):
    make.person(place.team, "member", name="Đã Chuyển", valid_to=date(2026, 1, 31))
    make.person(place.school, "inspector", name="Thanh Tra")

    assert about(place.team).members[0].members == 4
    assert about(place.school).members[0].members == 6
    assert about(place.team, on=date(2026, 1, 20)).members[0].members == 5


def test_records_of_a_collective(place):
    make.grade(place.school, place.team, "excellent", by=place.officer)
    Lead.objects.create(
        unit=place.school, by=place.officer, collective=place.team, year=make.YEAR, kind="movement",
        scope="province", lasting=3,
    )  # fmt: skip
    make.award(place.school, place.team, make.COLLECTIVE, by=place.officer)

    found = about(place.team)

    assert found.grades == (facts.YearGrade(YEAR, facts.Grade.EXCELLENT),)
    assert found.leads == (facts.Lead(YEAR, facts.LeadKind.MOVEMENT, facts.Scope.PROVINCE, 3),)
    assert [record.award for record in found.awards] == [make.COLLECTIVE]
    assert found.dissolved is None


def test_years_before_a_merger_count_where_all_merged_units_have_them(place):
    olds = [
        make.unit(f"Trường cũ {n}", parent=place.department, kind="upper_secondary", valid_to=date(2025, 8, 31))
        for n in range(2)
    ]
    for old in olds:
        Succession.objects.create(old=old, new=place.other, first_day=date(2025, 9, 1))
    for old, value in zip(olds, ("excellent", "good"), strict=True):
        make.grade(old, old, value, by=place.officer, year="2024-2025")
    make.grade(olds[0], olds[0], by=place.officer, year="2023-2024")
    make.award(olds[0], olds[0], make.COLLECTIVE, by=place.officer, year="2024-2025")

    found = about(place.other)

    assert [(grade.year, grade.grade) for grade in found.grades] == [(Year(2024), facts.Grade.GOOD)]
    assert "trước khi sáp nhập" in found.grades[0].words
    assert found.awards == ()
    assert about(olds[0]).dissolved == date(2025, 9, 1)


def test_the_judge_takes_what_is_gathered(place):
    teacher = place.teachers[0]
    make.grade(place.school, teacher, by=place.officer)
    initiative(place, teacher)

    verdict = judge(make.FIGHTER, of(teacher), on=ON, period=YEAR, rules=national_rules())

    assert verdict.outcome.words == "người xem xét"
    assert verdict.lacks == ()


@pytest.mark.parametrize("gather", ["persons", "units"])
def test_as_many_queries_for_three_subjects_as_for_thirty(place, gather):
    def fill(count):
        for n in range(count):
            team = make.unit(f"Tổ {n}", parent=place.school, kind="team")
            person = make.person(team, "member", name=f"Người Thêm {n}")
            make.post(person, place.other, "member", valid_from=date(2019, 1, 1), valid_to=date(2019, 12, 31))
            make.grade(place.school, person, by=place.officer)
            make.grade(place.school, team, by=place.officer)
            row = initiative(place, person, title=f"Sáng kiến {n}")
            TitleUse.objects.create(
                initiative=row, person=person, award=make.FIGHTER, award_name="…", year=2026, by=place.officer
            )
            make.award(place.school, person, by=place.officer)
            persons.append(person)
            units.append(team)

    def count():
        with CaptureQueriesContext(connection) as queries:
            if gather == "persons":
                assert len(person_facts(persons, year=YEAR, on=ON)) == len(persons)
            else:
                assert len(collective_facts(units, year=YEAR, on=ON)) == len(units)
        return len(queries)

    persons, units = [], []
    make.registration(make.season(place.school), place.teachers[0], by=place.teachers[0])
    fill(3)
    few = count()
    fill(27)

    assert count() == few < 22
