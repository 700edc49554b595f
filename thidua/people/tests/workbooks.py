"""Workbooks of units and persons, brought in as people do."""

from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from thidua.people import operations
from thidua.people.models import Person, Post, SheetImport, Unit
from thidua.people.sheets import SHEETS

TODAY = date(2026, 11, 21)
START = date(2026, 8, 1)
PERSON = {
    "code": "GV01",
    "full_name": "Đỗ Văn Dũng",
    "email": "dung@truong.example",
    "phone": "0912345678",
    "role": "Thành viên",
    "title": "Giáo viên",
    "valid_from": START,
}
UNIT = {"code": "TO-VAN", "name": "Tổ Ngữ văn", "kind": "Tổ"}


def sheet(subject: str, *rows: dict) -> bytes:
    """A workbook from the template, filled in by column name."""
    names = [column.name for column in SHEETS[subject].columns]
    return SHEETS[subject].workbook([row.get(name) for name in names] for row in rows)


def workbook(*lines: list) -> bytes:
    """A workbook with just these lines, cell by cell; what begins with `=` is a formula without a value."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, line in enumerate(lines):
            for place, cell in enumerate(line):
                if isinstance(cell, date):
                    page.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), day)
                elif cell is not None:
                    page.write(row, place, cell)
    return buffer.getvalue()


def start(by, subject: str, data: bytes) -> SheetImport:
    unit = by.posts.get().unit
    return operations.start_import(unit, by=by, subject=subject, data=data, name="danh-sach.xlsx", today=TODAY)


def bring(by, subject: str, *rows: dict) -> SheetImport:
    """Upload, and confirm when there is nothing against it and something to do."""
    row = start(by, subject, sheet(subject, *rows))
    if row.status == "ready":
        operations.confirm_import(row, by=by, today=TODAY)
    return row


def problems_of(by, subject: str, *rows: dict) -> list[tuple[int, str]]:
    """Row and column of each problem; nothing may have been written."""
    before = (Person.objects.count(), Post.objects.count(), Unit.objects.count())
    row = bring(by, subject, *rows)
    assert row.status == "refused"
    assert (Person.objects.count(), Post.objects.count(), Unit.objects.count()) == before
    return [(number, column) for number, column, _ in row.problems]


def state_of(row: SheetImport) -> tuple[str, int, int, int]:
    return (row.status, *row.counts)


def in_team(place, **facts) -> dict:
    return PERSON | {"unit": place["team"].code} | facts


def below(unit: Unit, **facts) -> dict:
    return UNIT | {"parent": unit.code} | facts
