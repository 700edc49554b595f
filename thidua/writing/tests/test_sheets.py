from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

from python_calamine import CalamineWorkbook

from thidua.writing.sheets import Column, workbook


def read_back(content: bytes) -> tuple[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.sheet_names[0], book.get_sheet_by_index(0).to_python()


def test_workbook_keeps_types_and_refuses_formulas():
    rows = [["=1+1", 3, Decimal("1.5"), date(2026, 11, 21), datetime(2026, 11, 21, 8, 30, tzinfo=UTC), True, None]]

    name, lines = read_back(workbook("Đơn vị/2026", [Column(str(n)) for n in range(7)], rows))

    assert name == "Đơn vị 2026"
    assert lines[1] == ["=1+1", 3.0, 1.5, date(2026, 11, 21), datetime(2026, 11, 21, 8, 30), "có", ""]


def test_workbook_without_rows_has_its_head():
    assert read_back(workbook("Trống", [Column("Tên"), Column("Mã")], []))[1] == [["Tên", "Mã"]]
