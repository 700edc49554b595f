"""Workbooks from outside, opened without trusting them; and the template that they come from."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from python_calamine import CalamineWorkbook

from thidua.people.models import SheetImport
from thidua.people.sheets import (
    PERSON_SHEET,
    SHEETS,
    UNIT_SHEET,
    SheetRows,
    check_workbook,
    files,
    is_large,
    open_sheet,
)
from thidua.people.sheets.columns import day, phone, words

TITLES = [column.title for column in UNIT_SHEET.columns]
LINE = ["TO-VAN", "Tổ Ngữ văn", "", "Tổ", "T1", "", "", None]


def written(*lines: list, **options) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet()
        for row, line in enumerate(lines):
            page.write_row(row, 0, line)
    return buffer.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """The workbook with another part in place of the one of that name, or beside the others."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return buffer.getvalue()


def opened(data: bytes) -> SheetRows:
    check_workbook(data)
    return open_sheet(data, UNIT_SHEET)


def code_of(data: bytes) -> str:
    with pytest.raises(ValidationError) as refusal:
        opened(data)
    return refusal.value.code


SHEET = "xl/worksheets/sheet1.xml"


def sheet_with(cells: str) -> bytes:
    part = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    return with_part(written(TITLES, LINE), SHEET, part.encode())


@pytest.mark.parametrize("subject", SheetImport.Subject.values)
def test_template_is_read_back_column_by_column(subject):
    layout = SHEETS[subject]

    book = CalamineWorkbook.from_filelike(BytesIO(layout.workbook([])))

    assert book.sheet_names == [layout.name, "Hướng dẫn"]
    assert book.get_sheet_by_index(0).to_python() == [[column.title for column in layout.columns]]
    guide = book.get_sheet_by_index(1).to_python()
    assert [line[0] for line in guide[1:] if line[0]] == [column.title for column in layout.columns]


def test_template_without_rows_is_refused():
    assert code_of(UNIT_SHEET.workbook([])) == "no_rows"


def test_hints_name_what_is_required_and_offer_the_choices():
    guide = CalamineWorkbook.from_filelike(BytesIO(PERSON_SHEET.workbook([]))).get_sheet_by_index(1).to_python()

    hints = {line[0]: line[1] for line in guide[1:]}
    assert {title for title, hint in hints.items() if str(hint).startswith("Bắt buộc.")} == {
        "Họ và tên",
        "Mã đơn vị",
        "Vai trò",
        "Ngày bắt đầu",
    }
    assert [line[3] for line in guide if line[3]] == [
        "Vai trò",
        "Quản trị viên",
        "Người đứng đầu",
        "Cán bộ phụ trách",
        "Tổ trưởng",
        "Thành viên",
        "Người kiểm tra (chỉ xem)",
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"ma don vi;ten", "not_excel"),
        (b"%PDF-1.4 ...", "not_excel"),
        (b"PK\x03\x04 not a zip", "not_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 9, "not_excel"),
        (written(), "no_rows"),
        (written(TITLES), "no_rows"),
        (written(["Tên", "Tuổi"], ["An", 3]), "wrong_columns"),
        (written([*TITLES, "ma don vi"], LINE), "wrong_columns"),
    ],
)
def test_what_is_no_sheet_of_ours_is_refused(data, code):
    assert code_of(data) == code


def test_too_many_bytes_are_refused(monkeypatch):
    data = written(TITLES, LINE)
    monkeypatch.setattr(files, "MOST_BYTES", len(data))
    check_workbook(data)
    monkeypatch.setattr(files, "MOST_BYTES", len(data) - 1)

    assert code_of(data) == "too_large"


def test_what_unfolds_to_far_more_than_it_holds_is_refused(monkeypatch):
    bomb = with_part(written(TITLES, LINE), "xl/media/bomb.xml", bytes(64 * 2**20))
    assert code_of(bomb) == "unsafe"

    monkeypatch.setattr(files, "MOST_UNPACKED", 1000)
    assert code_of(written(TITLES, LINE)) == "unsafe"


def test_workbook_with_macros_is_refused():
    assert code_of(with_part(written(TITLES, LINE), "xl/vbaProject.bin", b"macro")) == "not_excel"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c r = 'AA1'><v>1</v></c></row>",
        '<row r="1"><c x=">" t="n"r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c><v>1</v></c></row>',
        '<row r="1"><c r="a0200000"><v>1</v></c></row>',
    ],
)
def test_cell_far_away_is_refused_before_the_sheet_is_unfolded(cells):
    assert code_of(sheet_with(cells)) == "far_cells"


def test_million_empty_rows_do_no_harm():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.write_row(0, 0, TITLES)
        page.write_row(1, 0, LINE)
        page.write_blank(999_999, 3, None, bold)
        page.set_row(1_048_575, 20, bold)
        page.write_blank(4, 200, None, bold)

    rows = opened(buffer.getvalue())

    assert [row.number for row in rows] == [2]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 1)

    assert [row.number for row in opened(written(TITLES, LINE))] == [2]
    assert code_of(written(TITLES, LINE, LINE)) == "too_many_rows"


def test_first_visible_sheet_is_read():
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Ẩn").hide()
        page = book.add_worksheet("Đơn vị")
        page.write_row(0, 0, TITLES)
        page.write_row(1, 0, LINE)
        page.activate()

    rows = opened(buffer.getvalue())

    assert [row.values for row in rows] == [{"code": "TO-VAN", "name": "Tổ Ngữ văn", "kind": "team", "parent": "T1"}]


def test_small_workbook_is_not_large_and_thousands_of_rows_are():
    assert not is_large(UNIT_SHEET.workbook([LINE] * 500))
    assert is_large(UNIT_SHEET.workbook([LINE] * 3000))


@pytest.mark.parametrize(
    ("cell", "text"),
    [(12.0, "12"), (1.5, "1.5"), (True, "True"), (1.0, "1"), (date(2026, 8, 1), "01/08/2026"), (" a\n b ", "a b")],
)
def test_any_cell_has_words(cell, text):
    assert words(cell) == text


@pytest.mark.parametrize(
    "cell", [date(2026, 8, 1), datetime(2026, 8, 1, 7, 30), "01/08/2026", "1.8.2026", "2026-08-01"]
)
def test_day_is_read_however_it_is_written(cell):
    assert day(cell) == date(2026, 8, 1)


@pytest.mark.parametrize(("cell", "number"), [(912345678.0, "0912345678"), ("912345678", "912345678"), (84.0, "84")])
def test_zero_that_excel_takes_from_a_telephone_number_is_put_back(cell, number):
    assert phone(30)(cell) == number
