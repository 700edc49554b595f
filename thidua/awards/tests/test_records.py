"""Keeping grades, discipline and what else the rules ask of a person's year."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.awards.models import Absence, Discipline, Lead, Proceeding, Service, YearGrade
from thidua.awards.operations import records
from thidua.awards.operations.records import Graded, moment_of
from thidua.awards.queries.staff import collectives_of, own_units
from thidua.awards.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)


@pytest.fixture
def place():
    return make.Place()


def refused(deed, *args, **facts) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return refusal.value.code


def grades(year=make.YEAR) -> dict[str, str]:
    return {row.subject_name: row.grade for row in YearGrade.objects.filter(year=year)}


def test_officer_writes_changes_and_takes_away_grades(place):
    first, second, _ = place.teachers
    given = {"year": make.YEAR, "by": place.officer}
    row = records.set_grade(place.school, first, grade="excellent", group=" Giáo  viên ", decision="5/QĐ", **given)

    assert (row.grade, row.group, row.decision, row.by) == ("excellent", "Giáo viên", "5/QĐ", place.officer)
    assert records.set_grades(place.school, [Graded(first, "good"), Graded(second, "good")], **given) == 2
    assert grades() == {first.full_name: "good", second.full_name: "good"}
    assert records.set_grades(place.school, [Graded(second, "good")], **given) == 0
    assert records.set_grade(place.school, first, grade="", **given) is None
    assert grades() == {second.full_name: "good"}


def test_what_was_written_before_a_change_is_kept_with_the_grade(place):
    given = {"year": make.YEAR}
    records.set_grade(place.school, place.teachers[0], grade="good", decision="5/QĐ", by=place.officer, **given)
    row = records.set_grade(place.school, place.teachers[0], grade="excellent", by=place.head, **given)

    was = [{name: value for name, value in one.items() if name != "at"} for one in row.earlier]
    assert was == [{"grade": "hoàn thành tốt nhiệm vụ", "group": "", "decision": "5/QĐ", "by": place.officer.full_name}]


def test_a_teams_year_is_graded_as_well(place):
    row = records.set_grade(place.school, place.team, year=make.YEAR, grade="excellent", by=place.head)

    assert (row.collective, row.person) == (place.team, None)


@pytest.mark.parametrize("who", ["chief", "clerk", "leader", "stranger", "teacher", "administrator", "inspector"])
def test_nobody_but_head_and_officer_of_the_unit_keeps_records(place, who):
    people = {
        "teacher": place.teachers[1],
        "administrator": make.person(place.school, "administrator", name="Quản Trị"),
        "inspector": make.person(place.school, "inspector", name="Thanh Tra"),
    }
    by = people.get(who) or getattr(place, who)

    with pytest.raises(PermissionDenied):
        records.set_grade(place.school, place.teachers[0], year=make.YEAR, grade="good", by=by)
    with pytest.raises(PermissionDenied):
        records.add_discipline(place.school, place.teachers[0], form="warning", decided=TODAY, by=by, today=TODAY)
    with pytest.raises(PermissionDenied):
        records.add_absence(place.school, place.teachers[0], kind="sick", start=TODAY, by=by)
    with pytest.raises(PermissionDenied):
        records.set_service(place.school, place.teachers[0], by=by)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"year": "2025-2027"}, "bad_year"),
        ({"grade": "best"}, "bad_grade"),
    ],
)
def test_wrong_years_and_grades_are_refused(place, facts, code):
    given = {"year": make.YEAR, "grade": "good", "by": place.officer, **facts}

    assert refused(records.set_grade, place.school, place.teachers[0], **given) == code


def test_others_are_not_graded_here_and_a_year_is_graded_once(place):
    teacher = place.teachers[0]
    given = {"year": make.YEAR, "grade": "good"}
    assert refused(records.set_grade, place.school, place.stranger, by=place.officer, **given) == "not_ours"
    assert refused(records.set_grade, place.school, place.other, by=place.officer, **given) == "not_ours"

    make.post(teacher, place.other, "member")
    records.set_grade(place.school, teacher, by=place.officer, **given)

    assert refused(records.set_grade, place.other, teacher, by=place.stranger, **given) == "graded_elsewhere"


def test_all_or_none_is_written(place):
    entries = [Graded(place.teachers[0], "good"), Graded(place.stranger, "good")]

    assert refused(records.set_grades, place.school, entries, year=make.YEAR, by=place.officer) == "not_ours"
    assert grades() == {}


def test_two_officers_do_not_overwrite_each_other_unseen(place):
    teacher = place.teachers[0]
    row = records.set_grade(place.school, teacher, year=make.YEAR, grade="good", by=place.officer)
    late = Graded(teacher, "excellent", seen=None)
    in_time = Graded(teacher, "excellent", seen=moment_of(row))

    assert refused(records.set_grades, place.school, [late], year=make.YEAR, by=place.head) == "changed_meanwhile"
    assert records.set_grades(place.school, [in_time], year=make.YEAR, by=place.head) == 1


def test_the_second_of_two_first_grades_is_refused(place):
    entries = [Graded(place.teachers[0], "good"), Graded(place.teachers[0], "excellent")]

    assert refused(records.set_grades, place.school, entries, year=make.YEAR, by=place.head) == "changed_meanwhile"
    assert grades() == {}


def test_the_ground_of_a_share_is_kept_with_the_excellent_grades_of_the_group(place):
    for teacher, group in zip(place.teachers, ("Giáo viên", "Giáo viên", "Quản lý"), strict=True):
        make.grade(place.school, teacher, "excellent", by=place.officer, group=group)
    told = {"year": make.YEAR, "group": "Giáo viên", "by": place.officer}

    assert refused(records.explain_share, place.school, ground=" ", **told) == "no_ground"
    assert records.explain_share(place.school, ground="Tập thể được tặng Cờ thi đua", **told) == 2
    assert YearGrade.objects.exclude(beyond_share="").count() == 2


def test_discipline_is_kept_with_its_days(place):
    given = {"by": place.officer, "today": TODAY}
    row = records.add_discipline(
        place.school, place.teachers[0], form="warning", decided=date(2026, 1, 5), decision="9/QĐ", **given
    )
    records.change_discipline(row, form="reprimand", decided=row.decided, until=date(2026, 7, 5), **given)

    row.refresh_from_db()
    assert (row.form, row.until, row.decision) == ("reprimand", date(2026, 7, 5), "")
    wrong = {"form": "warning", "decided": TODAY}
    add = (records.add_discipline, place.school, place.teachers[0])
    assert refused(*add, **{**wrong, "form": "stern_look"}, **given) == "bad_choice"
    assert refused(*add, **{**wrong, "decided": date(2026, 6, 11)}, **given) == "future_day"
    assert refused(*add, **wrong, until=date(2026, 6, 9), **given) == "reversed_days"
    assert refused(records.add_discipline, place.school, place.stranger, **wrong, **given) == "not_ours"

    records.remove_record(row, by=place.officer)
    assert not Discipline.objects.exists()


def test_what_is_pending_is_cleared_once(place):
    given = {"by": place.officer, "today": TODAY}
    row = records.add_proceeding(place.school, place.team, kind="inspection", since=date(2026, 3, 1), **given)
    assert refused(records.clear_proceeding, row, on=date(2026, 2, 1), **given) == "reversed_days"
    assert refused(records.clear_proceeding, row, on=date(2026, 7, 1), **given) == "future_day"

    records.clear_proceeding(row, on=date(2026, 4, 1), paper="12/KL", **given)

    assert Proceeding.objects.get().cleared == date(2026, 4, 1)
    assert refused(records.clear_proceeding, row, on=date(2026, 5, 1), **given) == "cleared_already"


def test_absences_of_one_kind_do_not_overlap(place):
    teacher = place.teachers[0]
    row = records.add_absence(place.school, teacher, kind="study", start=date(2026, 1, 1), by=place.officer)
    later = {"start": date(2026, 3, 1), "by": place.officer}

    assert refused(records.add_absence, place.school, teacher, kind="study", **later) == "overlaps"
    records.add_absence(place.school, teacher, kind="sick", **later)
    records.change_absence(row, kind="study", start=row.start, end=date(2026, 2, 1), by=place.officer)
    records.add_absence(place.school, teacher, kind="study", **later)
    assert Absence.objects.count() == 3


def test_service_goes_on_where_the_person_works_now(place):
    teacher = place.teachers[0]
    records.set_service(place.school, teacher, hired=date(2010, 9, 1), hard_area_years=3, by=place.officer)
    make.post(teacher, place.other, "member")

    row = records.set_service(place.other, teacher, hired=date(2010, 9, 1), known_since="2015-2016", by=place.stranger)

    assert (row.unit, row.hard_area_years, row.known_since) == (place.other, None, "2015-2016")
    assert Service.objects.count() == 1
    wrong = {"by": place.stranger}
    assert refused(records.set_service, place.other, teacher, hard_area_years=61, **wrong) == "too_many_years"
    assert refused(records.set_service, place.other, teacher, known_since="2015-16", **wrong) == "bad_year"


def test_the_whole_staff_is_told_from_which_year_records_are_there(place):
    own, blank, *_ = place.teachers
    Service.objects.create(unit=place.school, by=place.head, person=own, known_since="2019-2020")
    Service.objects.create(unit=place.school, by=place.head, person=blank, hired=date(2010, 9, 1))
    told = {"year": "2024-2025", "by": place.officer, "today": TODAY}

    assert records.set_known_since(place.school, **told) == 4
    assert not Service.objects.filter(person=place.officer).exists()
    assert Service.objects.get(person=own).known_since == "2019-2020"
    assert Service.objects.get(person=blank).hired == date(2010, 9, 1)
    assert records.set_known_since(place.school, **told) == 0
    assert refused(records.set_known_since, place.school, **{**told, "year": "24"}) == "bad_year"
    with pytest.raises(PermissionDenied):
        records.set_known_since(place.school, **{**told, "by": place.leader})


def test_leads_are_kept_by_who_answers_for_the_collective(place):
    facts = {"year": make.YEAR, "kind": "cluster", "scope": "province"}
    records.add_lead(place.department, place.school, by=place.clerk, **facts)

    assert Lead.objects.get().unit == place.department
    assert refused(records.add_lead, place.department, place.school, by=place.clerk, **facts) == "known_already"
    wrong = {**facts, "scope": "world"}
    assert refused(records.add_lead, place.department, place.school, by=place.clerk, **wrong) == "bad_choice"
    assert refused(records.add_lead, place.school, place.other, by=place.officer, **facts) == "not_ours"


def test_trail_says_that_records_changed_and_not_what_they_say(place):
    teacher, given = place.teachers[0], {"by": place.officer, "today": TODAY}
    records.set_grade(place.school, teacher, year=make.YEAR, grade="not_completed", group="Giáo viên", by=place.officer)
    row = records.add_discipline(place.school, teacher, form="warning", decided=TODAY, decision="7/QĐ", **given)
    records.add_proceeding(place.school, teacher, kind="complaint", since=TODAY, **given)
    records.add_absence(place.school, teacher, kind="sick", start=TODAY, by=place.officer)
    records.remove_record(row, by=place.officer)

    entries = Entry.objects.order_by("pk")
    assert [entry.changes for entry in entries] == [[]] * 5
    assert {entry.sentence for entry in entries} == {
        f"Ghi xếp loại {make.YEAR} của {teacher.full_name}",
        f"Cập nhật hồ sơ thi đua của {teacher.full_name}",
    }


def test_a_department_answers_for_the_schools_of_its_province(place):
    province = make.unit("Tỉnh Đông Hải", kind="province")
    department = make.unit("Sở Giáo dục và Đào tạo", parent=province, kind="department")
    division = make.unit("Phòng Tổ chức", parent=department, kind="division")
    commune = make.unit("Xã Bình Minh", parent=province, kind="commune")
    school = make.unit("Trường Tiểu học Đồi Thông", parent=commune, kind="primary")
    make.unit("Tổ 1", parent=school, kind="team")

    assert set(collectives_of(department)) == {department, division, school}
    assert set(collectives_of(commune)) == {commune, school}
    assert own_units(department) == [department, division]
    assert own_units(place.school) == [place.school, place.team]
