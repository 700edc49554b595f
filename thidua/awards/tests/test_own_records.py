"""Nobody writes the own records, and a unit writes those of the years in which a person worked there."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.urls import reverse

from thidua.awards.grade_sheet import GRADE_SHEET
from thidua.awards.models import Absence, Discipline, Lead, Proceeding, Service, SheetIn, YearGrade
from thidua.awards.operations import records, sheets
from thidua.awards.operations.records import Graded
from thidua.awards.queries.keepers import only_keepers_below
from thidua.awards.tests import make
from thidua.kernel.calendar import today
from thidua.people.models import Post
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)
TODAY = date(2026, 6, 10)


@pytest.fixture
def place():
    return make.Place()


def refused(deed, *args, **facts) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return refusal.value


def code(deed, *args, **facts) -> str:
    return refused(deed, *args, **facts).code


def signed_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name, *args) -> str:
    return reverse(f"awards:{name}", args=args)


def everything_about(school, person, by) -> dict[str, object]:
    """One record of each kind."""
    given = {"by": by, "today": TODAY}
    return {
        "grade": records.set_grade(school, person, year=make.YEAR, grade="good", by=by),
        "discipline": records.add_discipline(school, person, form="warning", decided=DAY, **given),
        "proceeding": records.add_proceeding(school, person, kind="complaint", since=DAY, **given),
        "absence": records.add_absence(school, person, kind="sick", start=DAY, end=DAY, by=by),
        "service": records.set_service(school, person, hired=date(2010, 9, 1), by=by),
    }


def counts() -> list[int]:
    return [model.objects.count() for model in (YearGrade, Discipline, Proceeding, Absence, Service)]


# Oneself


@pytest.mark.parametrize("who", ["head", "officer"])
def test_keeper_makes_no_record_about_oneself(place, who):
    own = getattr(place, who)
    given = {"by": own, "today": TODAY}
    school = place.school

    found = [
        code(records.set_grade, school, own, year=make.YEAR, grade="excellent", by=own),
        code(records.set_grades, school, [Graded(place.leader, "good"), Graded(own, "good")], year=make.YEAR, by=own),
        code(records.add_discipline, school, own, form="warning", decided=DAY, **given),
        code(records.add_proceeding, school, own, kind="complaint", since=DAY, **given),
        code(records.add_absence, school, own, kind="sick", start=DAY, by=own),
        code(records.set_service, school, own, by=own),
    ]

    assert (found, counts()) == (["own_record"] * 6, [0] * 5)


def test_keeper_changes_and_takes_away_nothing_about_oneself(place):
    own, by = place.officer, place.officer
    rows = everything_about(place.school, own, place.head)

    found = [
        code(records.set_grade, place.school, own, year=make.YEAR, grade="excellent", by=by),
        code(records.set_grade, place.school, own, year=make.YEAR, grade="", by=by),
        code(records.change_absence, rows["absence"], kind="study", start=DAY, by=by),
        code(records.set_service, place.school, own, hard_area_years=9, by=by),
        *(code(records.remove_record, rows[kind], by=by) for kind in ("discipline", "proceeding", "absence")),
    ]

    assert (found, counts()) == (["own_record"] * 7, [1] * 5)
    assert YearGrade.objects.get().grade == "good"


def test_refusal_says_who_else_may(place):
    alone = unit("Trường THCS Một Người", parent=place.department)
    only = make.person(alone, "head", name="Người Duy Nhất")
    facts = {"year": make.YEAR, "grade": "good"}

    assert (
        "Đỗ Văn Hiển" in refused(records.set_grade, place.school, place.officer, by=place.officer, **facts).messages[0]
    )
    assert place.department.label in refused(records.set_grade, alone, only, by=only, **facts).messages[0]


def test_ground_of_a_share_is_not_written_beside_the_own_grade(place):
    for person in (place.officer, place.leader):
        make.grade(place.school, person, "excellent", by=place.head, group="Quản lý")
    make.grade(place.school, place.head, "excellent", by=place.officer, group="Lãnh đạo")
    told = {"year": make.YEAR, "ground": "Tập thể được tặng Cờ"}

    assert records.explain_share(place.school, group="Quản lý", by=place.officer, **told) == 1
    assert YearGrade.objects.get(person=place.officer).beyond_share == ""
    assert code(records.explain_share, place.school, group="Lãnh đạo", by=place.head, **told) == "own_record"


def test_own_line_of_the_page_is_closed_and_the_own_page_says_who_writes(place, client):
    signed_in(client, place.officer)
    page = client.get(f"{url('records')}?nam={make.YEAR}")
    form = page.context["form"]
    own, other = f"g{place.officer.pk}", f"g{place.head.pk}"

    assert (form.fields[own].disabled, form.fields[other].disabled) == (True, False)
    sent = {name: form[name].value() or "" for name in form.fields}
    client.post(f"{url('records')}?nam={make.YEAR}", {**sent, "act": "grade", own: "excellent", other: "good"})
    assert [row.person for row in YearGrade.objects.all()] == [place.head]
    about = client.get(url("person_records", place.officer.pk))
    assert ("Người ghi được: Đỗ Văn Hiển" in about.text, about.context["kinds"]) == (True, [])


def test_forms_about_oneself_are_refused_with_the_sentence(place, client):
    rows = everything_about(place.school, place.officer, place.head)
    signed_in(client, place.officer)
    addresses = [
        *(url("add_person_record", place.officer.pk, slug) for slug in ("xep-loai", "ky-luat", "nghi", "qua-trinh")),
        url("change_record", "ky-luat", rows["discipline"].pk),
        url("change_record", "nghi", rows["absence"].pk),
    ]

    answers = [
        answer for address in addresses for answer in (client.get(address), client.post(address, {"act": "remove"}))
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert all("Người ghi được: Đỗ Văn Hiển" in answer.text for answer in answers)
    assert counts() == [1] * 5


def sheet(rows, by, place) -> SheetIn:
    data = GRADE_SHEET.workbook([(code, name, "", grade, "", "", "") for code, name, grade in rows])
    return sheets.start_sheet(place.school, "grades", by=by, data=data, name="a.xlsx", today=today(), year=make.YEAR)


def test_own_row_of_a_sheet_is_an_error_with_its_line(place):
    good = "Hoàn thành tốt nhiệm vụ"
    make.grade(place.school, place.head, "good", by=place.officer)

    bad = sheet([("", place.leader.full_name, good), ("", place.officer.full_name, good)], place.officer, place)
    same = sheet([("", place.leader.full_name, good), ("", place.head.full_name, good)], place.head, place)

    assert [(line, column) for line, column, _ in bad.problems] == [(3, "Mức xếp loại")]
    assert "Người ghi được: Đỗ Văn Hiển" in bad.problems[0][2]
    assert (bad.status, same.status, same.known) == ("refused", "ready", 1)


# The only one who keeps


class Alone:
    """A school of the department with a single keeper."""

    def __init__(self, place) -> None:
        self.school = unit("Trường THCS Một Người", parent=place.department)
        self.only = make.person(self.school, "head", name="Người Duy Nhất")


def test_unit_above_keeps_the_records_of_an_only_keeper(place):
    alone = Alone(place)

    rows = everything_about(alone.school, alone.only, place.clerk)
    records.change_absence(rows["absence"], kind="study", start=DAY, by=place.chief)
    records.clear_proceeding(rows["proceeding"], on=TODAY, by=place.clerk, today=TODAY)
    records.remove_record(rows["discipline"], by=place.clerk)

    assert counts() == [1, 0, 1, 1, 1]
    for by in (place.head, place.appraiser, place.stranger, make.person(place.department, "inspector", name="Tra")):
        with pytest.raises(PermissionDenied):
            records.set_grade(alone.school, alone.only, year=make.YEAR, grade="good", by=by)
        with pytest.raises(PermissionDenied):
            records.remove_record(rows["absence"], by=by)


def test_unit_above_keeps_nothing_else_of_the_unit_and_nothing_where_somebody_else_keeps(place):
    alone = Alone(place)
    teacher = make.person(alone.school, "member", name="Giáo Viên")
    facts = {"year": make.YEAR, "grade": "good", "by": place.clerk}

    for school, person in ((alone.school, teacher), (place.school, place.head), (place.school, place.teachers[0])):
        with pytest.raises(PermissionDenied):
            records.set_grade(school, person, **facts)
    with pytest.raises(PermissionDenied):
        records.add_lead(alone.school, alone.school, year=make.YEAR, kind="cluster", scope="province", by=place.clerk)
    make.person(alone.school, "officer", name="Người Thứ Hai")
    with pytest.raises(PermissionDenied):
        records.set_grade(alone.school, alone.only, **facts)
    assert not Lead.objects.exists()


def test_pages_lead_the_unit_above_to_only_keepers_and_show_what_they_keep(place, client):
    alone = Alone(place)
    signed_in(client, place.clerk)

    listed = client.get(url("records"))
    added = client.post(
        url("add_person_record", alone.only.pk, "ky-luat"), {"form": "warning", "decided": "05/01/2026"}, follow=True
    )

    assert (alone.only.full_name in listed.text, place.head.full_name in listed.text) == (True, False)
    row = Discipline.objects.get()
    assert (row.unit, row.by) == (alone.school, place.clerk)
    assert url("change_record", "ky-luat", row.pk) in added.text
    assert client.post(url("change_record", "ky-luat", row.pk), {"act": "remove"}).status_code == 302
    assert not Discipline.objects.exists()
    for by in (place.officer, place.appraiser):
        assert signed_in(client, by).get(url("person_records", alone.only.pk)).status_code == 404


def test_list_of_only_keepers_and_the_right_agree(place):
    alone = Alone(place)
    commune = unit("Xã Bình Minh", parent=place.department, kind="commune")
    inner = unit("Trường Tiểu học Đồi Thông", parent=commune, kind="primary")
    below = make.person(inner, "head", name="Hiệu Trưởng Xã")
    mayor = make.person(commune, "head", name="Chủ Tịch Xã")

    for by in (place.chief, place.clerk, mayor, place.head, place.appraiser):
        listed = set(only_keepers_below(by, today()))
        both = ((alone.school, alone.only), (inner, below), (commune, mayor), (place.school, place.head))
        may = {one for of, one in both if by.has_perm("awards.change_yeargrade", YearGrade(unit=of, person=one))}
        assert listed & {person for _, person in both} == may
    assert set(only_keepers_below(mayor, today())) == {below}
    assert set(only_keepers_below(place.clerk, today())) == {alone.only, mayor, place.stranger}


# Years


@pytest.fixture
def moved(place):
    """Worked in the school until the end of 2024, in the other school since."""
    somebody = make.person(place.team, "member", name="Đã Chuyển", valid_to=date(2024, 12, 31))
    make.post(somebody, place.other, "member", valid_from=date(2025, 1, 1))
    return somebody


@pytest.mark.parametrize("year", ["2023-2024", "2024-2025", "2024"])
def test_year_is_graded_by_the_unit_in_which_the_person_worked_then(place, moved, year):
    assert records.set_grade(place.school, moved, year=year, grade="good", by=place.officer)


@pytest.mark.parametrize("year", ["2024-2025", "2025-2026", "2025"])
def test_year_is_graded_by_the_unit_that_the_person_came_to_in_it(place, moved, year):
    assert records.set_grade(place.other, moved, year=year, grade="good", by=place.stranger)


def test_year_is_not_graded_by_a_unit_that_the_person_had_left_or_not_come_to(place, moved):
    left = [(place.school, place.officer, year) for year in ("2025-2026", "2025")]
    to_come = [(place.other, place.stranger, year) for year in ("2023-2024", "2024")]

    found = [
        code(records.set_grade, school, moved, year=year, grade="good", by=by) for school, by, year in left + to_come
    ]

    assert (found, YearGrade.objects.count()) == (["not_ours_then"] * 4, 0)


def test_discipline_pending_matters_and_absences_are_written_where_the_person_worked_then(place, moved):
    before, after = date(2023, 10, 2), date(2026, 1, 5)

    def deeds(school, by, day):
        given = {"by": by, "today": TODAY}
        return [
            (records.add_discipline, (school, moved), {"form": "warning", "decided": day, **given}),
            (records.add_proceeding, (school, moved), {"kind": "complaint", "since": day, **given}),
            (records.add_absence, (school, moved), {"kind": "sick", "start": day, "end": day, "by": by}),
        ]

    for deed, args, facts in (*deeds(place.school, place.officer, after), *deeds(place.other, place.stranger, before)):
        assert code(deed, *args, **facts) == "not_ours_then"
    for deed, args, facts in (*deeds(place.school, place.officer, before), *deeds(place.other, place.stranger, after)):
        assert deed(*args, **facts).pk


def test_old_record_is_mended_and_ended_but_not_moved_to_later_years(place, moved):
    given = {"by": place.officer, "today": TODAY}
    row = records.add_discipline(place.school, moved, form="warning", decided=date(2024, 1, 5), **given)
    pending = records.add_proceeding(place.school, moved, kind="complaint", since=date(2024, 1, 5), **given)

    records.change_discipline(row, form="reprimand", decided=date(2024, 2, 5), **given)
    records.clear_proceeding(pending, on=date(2026, 3, 1), **given)

    late = {"form": "warning", "decided": date(2026, 1, 5), **given}
    assert code(records.change_discipline, row, **late) == "not_ours_then"
    records.remove_record(row, by=place.officer)
    assert not Discipline.objects.exists()


def test_grade_of_a_wrong_year_can_be_taken_away(place, moved):
    make.grade(place.school, moved, by=place.officer, year="2025-2026")

    assert records.set_grade(place.school, moved, year="2025-2026", grade="", by=place.officer) is None


def test_working_life_is_kept_by_the_unit_of_today_or_the_last_one(place, moved):
    assert code(records.set_service, place.school, moved, by=place.officer) == "kept_elsewhere"
    assert records.set_service(place.other, moved, by=place.stranger).unit == place.other

    Service.objects.all().delete()
    Post.objects.filter(person=moved, unit=place.other).update(valid_to=F("valid_from"))
    moved.posts_by_day = None
    assert records.set_service(place.school, moved, by=place.officer).unit == place.school


def test_keeper_whose_post_has_ended_writes_nothing(place):
    Post.objects.filter(person=place.officer).update(valid_to=date(2026, 5, 31))
    place.officer.posts_by_day = None

    with pytest.raises(PermissionDenied):
        records.set_grade(place.school, place.teachers[0], year="2023-2024", grade="good", by=place.officer)


def test_row_of_a_sheet_about_a_year_elsewhere_is_an_error_with_its_line(place, moved):
    moved.code = "GV77"
    moved.save()

    found = sheet([("GV77", "Đã Chuyển", "Hoàn thành tốt nhiệm vụ")], place.officer, place)

    assert [(line, "trong năm này" in words) for line, _, words in found.problems] == [(2, True)]
