"""Workbooks that meet: nobody comes in twice."""

from datetime import date

import pytest

from thidua.kernel.calendar import today
from thidua.people import operations
from thidua.people.models import Person, Post, SheetImport, Unit
from thidua.people.sheets import PERSON_SHEET, UNIT_SHEET
from thidua.people.tests import make

START = date(2026, 8, 1)


@pytest.fixture
def place(transactional_db):
    return make.province()


def uploaded(place, subject: str, data: bytes) -> SheetImport:
    by = make.person(place["top"], "administrator", name="Trần Văn Bình")
    return operations.start_import(place["top"], by=by, subject=subject, data=data, name="a.xlsx", today=today())


def confirming(row: SheetImport):
    def confirm() -> str:
        mine = SheetImport.objects.get(pk=row.pk)
        operations.confirm_import(mine, by=mine.by, today=today())
        return mine.status

    return confirm


def persons(place, codes: list[str]) -> bytes:
    return PERSON_SHEET.workbook(
        (code, "Lê Thị An", None, None, None, place["team"].code, "Thành viên", "", START, None) for code in codes
    )


def test_import_confirmed_twice_at_once_is_written_once(place, at_once):
    row = uploaded(place, "persons", persons(place, ["A", "B"]))

    results = at_once(confirming(row), confirming(row))

    assert sorted(results) == ["done", "wrong_state"]
    assert Post.objects.filter(person__code__in="AB").count() == 2


def test_same_persons_from_two_workbooks_come_in_once(place, at_once):
    codes = [f"GV{n:03d}" for n in range(200)]
    first = uploaded(place, "persons", persons(place, codes))
    second = uploaded(place, "persons", persons(place, codes[::-1]))

    results = at_once(confirming(first), confirming(second))

    assert results == ["done", "done"]
    assert sorted([SheetImport.objects.get(pk=row.pk).counts for row in (first, second)]) == [(0, 0, 200), (200, 0, 0)]
    assert Person.objects.filter(code__in=codes).count() == Post.objects.filter(person__code__in=codes).count() == 200


def test_units_from_two_workbooks_get_places_of_their_own(place, at_once):
    school = place["school"].code
    rows = [
        uploaded(
            place, "units", UNIT_SHEET.workbook((f"{sort}{n}", "Tổ", "", "Tổ", school, "", "", None) for n in range(50))
        )
        for sort in "AB"
    ]

    results = at_once(*map(confirming, rows))

    assert results == ["done", "done"]
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert Unit.objects.get(pk=place["school"].pk).numchild == 101
