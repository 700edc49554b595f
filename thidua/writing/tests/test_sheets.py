from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from thidua.writing import sheets
from thidua.writing.sheets import Column, workbook


def read_back(content: bytes) -> tuple[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.sheet_names[0], book.get_sheet_by_index(0).to_python()


def test_workbook_keeps_types_tells_the_time_of_vietnam_and_refuses_formulas():
    rows = [["=1+1", 3, Decimal("1.5"), date(2026, 11, 21), datetime(2026, 11, 21, 8, 30, tzinfo=UTC), True, None]]

    name, lines = read_back(workbook("Đơn vị/2026", [Column(str(n)) for n in range(7)], rows))

    assert name == "Đơn vị 2026"
    assert lines[1] == ["=1+1", 3.0, 1.5, date(2026, 11, 21), datetime(2026, 11, 21, 15, 30), "có", ""]


def test_workbook_without_rows_has_its_head():
    assert read_back(workbook("Trống", [Column("Tên"), Column("Mã")], []))[1] == [["Tên", "Mã"]]


def test_workbook_keeps_moments_without_a_zone_and_days_before_excel_counts():
    rows = [[datetime(2026, 11, 21, 8, 30), date(1899, 12, 31), date(1900, 3, 1), False]]

    lines = read_back(workbook("Ngày", [Column(str(n)) for n in range(4)], rows))[1]

    assert lines[1] == [datetime(2026, 11, 21, 8, 30), "31/12/1899", date(1900, 3, 1), "không"]


@pytest.mark.parametrize(
    ("given", "kept"), [("a[b]:c*d?e/f\\g", "a b  c d e f g"), ("Đ" * 40, "Đ" * 31), ("'", "Bảng"), ("", "Bảng")]
)
def test_workbook_names_its_sheet_as_excel_allows(given, kept):
    assert read_back(workbook(given, [Column("Tên")], []))[0] == kept


def test_workbook_that_would_lose_rows_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    columns = [Column("Tên")]

    full = read_back(workbook("Tên", columns, [["a"], ["b"]]))[1]

    assert full == [["Tên"], ["a"], ["b"]]
    with pytest.raises(ValueError, match="more rows"):
        workbook("Tên", columns, [["a"], ["b"], ["c"]])


def test_workbook_explains_its_columns_on_a_second_sheet():
    columns = [Column("Mã", hint="Không trùng."), Column("Loại", choices=("Tổ", "Sở")), Column("Tên")]

    book = CalamineWorkbook.from_filelike(BytesIO(workbook("Đơn vị", columns, [["a", "Tổ", "An"]])))

    assert book.sheet_names == ["Đơn vị", "Hướng dẫn"]
    assert book.get_sheet_by_index(1).to_python() == [
        ["Cột", "Cách ghi", "", "Loại"],
        ["Mã", "Không trùng.", "", "Tổ"],
        ["Loại", "", "", "Sở"],
        ["Tên", "", "", ""],
    ]


def test_workbook_offers_the_values_of_a_column_as_a_list():
    content = workbook("Đơn vị", [Column("Mã"), Column("Loại", choices=("Tổ", "Sở"))], [])

    with ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()

    assert 'sqref="B2:B1048576"' in sheet
    assert "<formula1>'Hướng dẫn'!$D$2:$D$3</formula1>" in sheet
