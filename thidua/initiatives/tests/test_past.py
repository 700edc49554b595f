"""Initiatives of past years from Excel."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.initiatives.models import Initiative, PastImport
from thidua.initiatives.operations import past as operations
from thidua.initiatives.operations.adopting import adopt_initiative
from thidua.initiatives.operations.past import confirm_past_import, start_past_import, undo_past_import
from thidua.initiatives.past_sheet import PAST_SHEET, authors
from thidua.initiatives.queries.likeness import look_alikes
from thidua.initiatives.tests import make
from thidua.initiatives.tests.test_library import signed_in
from thidua.initiatives.tests.test_likeness import MAPS
from thidua.kernel.calendar import today
from thidua.people.sheets.columns import Unreadable

pytestmark = pytest.mark.django_db
NAMES = [column.name for column in PAST_SHEET.columns]


@pytest.fixture
def school():
    return make.School(teams=1)


def line(school, **facts) -> tuple:
    values = {
        "title": "Sơ đồ tư duy môn Sử",
        "year": 2024,
        "unit": school.teams[0].code,
        "authors": "Nguyễn Thị Lan 60%; Trần Văn Bảo 40%",
        "outcome": "Cơ sở",
        "number": "12/QĐ-SM",
        "day": date(2024, 5, 20),
        "solution": MAPS,
        **facts,
    }
    return tuple(values.get(name) for name in NAMES)


def read(school, *lines, by=None) -> PastImport:
    data = PAST_SHEET.workbook(lines)
    row = start_past_import(school.unit, by=by or school.officer, data=data, name="cu.xlsx", today=today())
    row.refresh_from_db()
    return row


def brought(school, *lines) -> PastImport:
    row = read(school, *lines)
    confirm_past_import(row, by=school.officer)
    row.refresh_from_db()
    return row


def test_preview_writes_nothing(school):
    row = read(school, line(school))

    assert (row.status, row.new, row.known, Initiative.objects.count()) == ("ready", 1, 0, 0)


def test_confirmed_sheet_brings_initiatives_with_authors_and_decisions(school):
    row = brought(
        school, line(school), line(school, title="Sổ tay", outcome="Không được công nhận", number="", day=None)
    )

    first, second = Initiative.objects.order_by("pk")
    recognition = first.recognitions.get()
    assert (row.status, row.new, row.rows) == ("done", 2, [])
    assert (first.status, first.scope, first.year, first.unit) == ("recognised", "unit", 2024, school.teams[0])
    assert list(first.authors.values_list("outside_name", "share")) == [
        ("Nguyễn Thị Lan", Decimal(60)),
        ("Trần Văn Bảo", Decimal(40)),
    ]
    assert (recognition.decision_number, recognition.decision_date) == ("12/QĐ-SM", date(2024, 5, 20))
    assert recognition.decided_by == school.unit.name
    assert (second.status, second.scope, second.recognitions.count()) == ("not_recognised", "", 0)
    assert Entry.objects.filter(action="initiatives.import_past", subject_type="initiatives.initiative").count() == 2


def test_brought_in_is_met_as_a_look_alike_at_once(school):
    brought(school, line(school))
    the_round = make.round_of(school)

    row = make.initiative(the_round, school.teachers[0], solution=MAPS, title="Sơ đồ tư duy")

    assert [each.other for each in look_alikes(row)] == [Initiative.objects.get(year=2024)]


def test_same_sheet_again_brings_nothing(school):
    brought(school, line(school))

    again = read(school, line(school, title="SƠ ĐỒ tư duy  môn sử"))

    assert (again.status, again.new, again.known) == ("done", 0, 1)


@pytest.mark.parametrize(
    ("column", "facts"),
    [
        ("Mã đơn vị", {"unit": "KHONG-CO"}),
        ("Năm", {"year": "năm ngoái"}),
        ("Phạm vi công nhận", {"outcome": "Thế giới"}),
        ("Số quyết định", {"number": None}),
        ("Ngày quyết định", {"day": None}),
        ("Ngày quyết định", {"day": today() + timedelta(days=1)}),
        ("Tác giả", {"authors": "Lan 60%; Bảo 30%"}),
        ("Tác giả", {"authors": "Lan 60%; Bảo"}),
        ("Tên sáng kiến", {"title": None}),
    ],
)
def test_line_with_an_error_is_named_and_nothing_comes_in(school, column, facts):
    row = read(school, line(school, title="Đúng"), line(school, **facts))

    assert [problem[:2] for problem in row.problems] == [[3, column]]
    assert (row.status, row.rows) == ("refused", [])


def test_line_that_stands_twice_is_an_error(school):
    row = read(school, line(school), line(school))

    assert [problem[:2] for problem in row.problems] == [[3, "Tên sáng kiến"]]


def test_unit_of_another_school_is_out_of_reach(school):
    other = make.unit("Trường THCS Ao Sen")

    assert read(school, line(school, unit=other.code)).problem_count == 1


def test_teacher_imports_nothing(school):
    with pytest.raises(PermissionDenied):
        read(school, line(school), by=school.teachers[0])


def test_undone_import_is_gone(school):
    row = brought(school, line(school))

    undo_past_import(row, by=school.officer)

    row.refresh_from_db()
    assert (row.status, Initiative.objects.count()) == ("undone", 0)


def test_import_that_is_used_is_not_undone(school):
    row = brought(school, line(school))
    place = make.unit("Trường THCS Đồi Thông")
    head = make.person(place, "head", name="Bùi Thị Sen")
    adopt_initiative(Initiative.objects.get(), place, by=head, today=today())

    with pytest.raises(ValidationError) as refusal:
        undo_past_import(row, by=school.officer)

    row.refresh_from_db()
    assert (refusal.value.code, row.status, Initiative.objects.count()) == ("in_use", "done", 1)


def test_confirming_twice_is_refused(school):
    row = read(school, line(school))
    stale = PastImport.objects.get(pk=row.pk)
    confirm_past_import(row, by=school.officer)

    with pytest.raises(ValidationError) as refusal:
        confirm_past_import(stale, by=school.officer)

    assert (refusal.value.code, Initiative.objects.count()) == ("wrong_state", 1)


def test_large_sheet_is_written_in_the_background(school, monkeypatch):
    monkeypatch.setattr(operations, "LARGE_FROM", 2)

    row = brought(school, *(line(school, title=f"Sáng kiến {n}") for n in range(3)))

    assert (row.status, row.new, row.run.status, Initiative.objects.count()) == ("done", 3, "done", 3)
    operations.write_past_import(row)
    assert Initiative.objects.count() == 3


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Lan; Bảo; Cúc", [["Lan", "33.34"], ["Bảo", "33.33"], ["Cúc", "33.33"]]),
        ("Nguyễn Thị Lan (55,5%); Trần Văn Bảo - 44,5 %", [["Nguyễn Thị Lan", "55.5"], ["Trần Văn Bảo", "44.5"]]),
        ("Nguyễn Thị Lan", [["Nguyễn Thị Lan", "100"]]),
    ],
)
def test_authors_are_read_with_or_without_shares(told, found):
    assert authors(told) == found


def test_empty_name_of_an_author_is_unreadable():
    with pytest.raises(Unreadable):
        authors("60%; Bảo 40%")


def test_pages_from_the_file_to_undoing(client, school):
    signed_in(client, school.officer)
    file = SimpleUploadedFile("cu.xlsx", PAST_SHEET.workbook([line(school)]))

    shown = client.post(reverse("initiatives:start_past_import"), {"file": file}, follow=True)
    row = PastImport.objects.get()
    step = reverse("initiatives:past_import_step", args=[row.pk])
    done = client.post(step, {"act": "confirm"}, follow=True)
    undone = client.post(step, {"act": "undo"}, follow=True)

    assert ("Sơ đồ tư duy môn Sử" in shown.text, "Hoàn tác lần nhập" in done.text) == (True, True)
    assert ("Đã hoàn tác" in undone.text, Initiative.objects.count()) == (True, 0)


def test_sheet_with_errors_is_listed_and_handed_out(client, school):
    row = read(school, line(school, unit="KHONG-CO"))
    signed_in(client, school.officer)

    page = client.get(reverse("initiatives:past_import", args=[row.pk]))
    sheet = client.get(reverse("initiatives:past_problems", args=[row.pk]))

    assert ("Không có đơn vị mang mã này" in page.text, sheet.content[:2]) == (True, b"PK")


def test_what_is_no_workbook_is_refused_in_place(client, school):
    file = SimpleUploadedFile("cu.xlsx", b"khong phai excel")

    answer = signed_in(client, school.officer).post(reverse("initiatives:start_past_import"), {"file": file})

    assert answer.status_code == 422


def test_import_of_another_person_is_not_found(client, school):
    row = read(school, line(school))

    assert signed_in(client, school.head).get(reverse("initiatives:past_import", args=[row.pk])).status_code == 404
