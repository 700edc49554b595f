"""Grades from Excel: read, looked at, taken over."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.awards.grade_sheet import GRADE_SHEET, sheet_lines
from thidua.awards.models import SheetIn, YearGrade
from thidua.awards.operations import sheets
from thidua.awards.operations.sheets import cancel_sheet, confirm_sheet, start_sheet, write_sheet
from thidua.awards.queries.records import staff_lines
from thidua.awards.tests import make
from thidua.kernel.calendar import today
from thidua.kernel.models import Run

pytestmark = pytest.mark.django_db
NAMES = [column.name for column in GRADE_SHEET.columns]
GOOD = "Hoàn thành tốt nhiệm vụ"
EXCELLENT = "Hoàn thành xuất sắc nhiệm vụ"


@pytest.fixture
def place():
    place = make.Place()
    for n, teacher in enumerate(place.teachers):
        teacher.code = f"GV{n}"
        teacher.save()
    return place


def line(**values) -> tuple:
    return tuple(values.get(name) for name in NAMES)


def read(place, *lines, by=None) -> SheetIn:
    data = GRADE_SHEET.workbook(lines)
    return start_sheet(
        place.school, "grades", by=by or place.officer, data=data, name="xl.xlsx", today=today(), year=make.YEAR
    )


def teacher(place, n, grade=GOOD, **values) -> tuple:
    return line(full_name=place.teachers[n].full_name, grade=grade, **values)


def grades() -> dict[str, str]:
    return {row.subject_name: row.grade for row in YearGrade.objects.all()}


def test_new_changed_and_known_rows_are_told_apart_and_written_once(place):
    known, changed, _ = place.teachers
    make.grade(place.school, known, "good", by=place.officer)
    make.grade(place.school, changed, "completed", by=place.officer, decision="3/QĐ")
    rows = [teacher(place, 0), teacher(place, 1, group="Giáo viên"), teacher(place, 2, EXCELLENT, code="GV2")]

    sheet = read(place, *rows, line(full_name="Đỗ Văn Hiển"))

    assert (sheet.status, sheet.new, sheet.changed, sheet.known) == ("ready", 1, 1, 1)
    assert YearGrade.objects.count() == 2
    confirm_sheet(sheet, by=place.officer)
    assert grades() == {
        one.full_name: grade for one, grade in zip(place.teachers, ("good", "good", "excellent"), strict=True)
    }
    assert YearGrade.objects.get(person=changed).decision == "3/QĐ"
    assert (sheet.status, sheet.rows) == ("done", [])

    again = read(place, *rows)
    assert (again.status, again.new, again.changed, again.known) == ("done", 0, 0, 3)


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"full_name": "Người Lạ"}, "Họ và tên"),
        ({"code": "GV9"}, "Mã cán bộ"),
        ({"code": "GV1"}, "Họ và tên"),
        ({"grade": "Giỏi"}, "Mức xếp loại"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column_and_nothing_is_written(place, values, column):
    sheet = read(place, line(**{"full_name": place.teachers[0].full_name, "grade": GOOD, **values}))

    assert (sheet.status, sheet.rows, [problem[:2] for problem in sheet.problems]) == ("refused", [], [(2, column)])
    with pytest.raises(ValidationError) as refusal:
        confirm_sheet(sheet, by=place.officer)
    assert refusal.value.code == "wrong_state"


def test_two_of_one_name_are_told_apart_by_code_or_team(place):
    twin = make.person(place.school, "member", name=place.teachers[0].full_name)
    unclear = read(place, teacher(place, 0))
    assert unclear.status == "refused"

    sheet = read(place, teacher(place, 0, team="tổ toán - tin"))
    confirm_sheet(sheet, by=place.officer)

    assert YearGrade.objects.get().person == place.teachers[0] != twin


def test_one_person_in_two_rows_is_refused(place):
    assert read(place, teacher(place, 0), teacher(place, 0, EXCELLENT, code="GV0")).problem_count == 1


def test_a_grade_that_another_unit_keeps_is_refused(place):
    make.post(place.teachers[0], place.other, "member")
    make.grade(place.other, place.teachers[0], by=place.stranger)

    assert read(place, teacher(place, 0)).status == "refused"


def test_what_changed_since_the_preview_is_not_overwritten(place):
    sheet = read(place, teacher(place, 0))
    make.grade(place.school, place.teachers[0], "completed", by=place.head)

    with pytest.raises(ValidationError) as refusal:
        confirm_sheet(sheet, by=place.officer)

    assert refusal.value.code == "changed_meanwhile"
    assert grades() == {place.teachers[0].full_name: "completed"}


def test_many_rows_are_written_in_the_background_and_only_once(place, monkeypatch):
    monkeypatch.setattr(sheets, "LARGE_FROM", 2)
    sheet = read(place, teacher(place, 0), teacher(place, 1))
    confirm_sheet(sheet, by=place.officer)

    assert Run.objects.get().kind == sheets.WRITE
    sheet.refresh_from_db()
    assert (sheet.status, sheet.rows, len(grades())) == ("done", [], 2)
    YearGrade.objects.all().delete()
    write_sheet(sheet)
    assert grades() == {}


def test_a_refusal_in_the_background_is_told_on_the_sheet(place, monkeypatch):
    monkeypatch.setattr(sheets, "LARGE_FROM", 1)
    sheet = read(place, teacher(place, 0))
    make.grade(place.school, place.teachers[0], "completed", by=place.head)

    confirm_sheet(sheet, by=place.officer)

    sheet.refresh_from_db()
    assert (sheet.status, sheet.problem_count, sheet.rows) == ("refused", 1, [])


def test_what_was_given_up_keeps_no_rows(place):
    first = read(place, teacher(place, 0))
    second = read(place, teacher(place, 1))
    first.refresh_from_db()
    assert (first.status, first.rows) == ("cancelled", [])

    cancel_sheet(second, by=place.officer)
    second.refresh_from_db()
    assert (second.status, second.rows) == ("cancelled", [])


def test_others_neither_read_nor_confirm(place):
    with pytest.raises(PermissionDenied):
        read(place, teacher(place, 0), by=place.clerk)
    sheet = read(place, teacher(place, 0))
    with pytest.raises(PermissionDenied):
        confirm_sheet(sheet, by=place.head)


def test_too_many_rows_are_refused(place, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)

    with pytest.raises(ValidationError) as refusal:
        read(place, teacher(place, 0), teacher(place, 1))

    assert refusal.value.code == "too_many_rows"


def test_what_is_written_out_can_be_read_back(place):
    make.grade(place.school, place.teachers[0], "excellent", by=place.officer, group="Giáo viên")
    rows = list(sheet_lines(staff_lines(place.school, make.YEAR, today())))

    sheet = read(place, *rows)

    assert len(rows) == 6
    assert (sheet.status, sheet.known, sheet.problem_count) == ("done", 1, 0)
