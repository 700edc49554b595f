"""Who is in a batch: read from a workbook or from rows that were pasted out of one."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from thidua.documents.models.certificates import ROOM
from thidua.kernel.text import clean, fold
from thidua.people.sheets import Layout, SheetColumn, check_workbook, open_sheet
from thidua.people.sheets.columns import text

MOST_PROBLEMS = 20
"""Told at once; the rest is counted."""


def _column(name: str, title: str, hint: str, *, width: int, required: bool = False) -> SheetColumn:
    return SheetColumn(name, title, hint, text(ROOM[name]), required=required, width=width)


CERTIFICATE_SHEET = Layout(
    "Giấy khen",
    (
        _column("recipient", "Họ và tên", "Tên người hoặc tập thể, như in trên giấy.", width=32, required=True),
        _column("position", "Chức vụ", "Ví dụ: Giáo viên. Có thể để trống.", width=22),
        _column("unit_name", "Đơn vị", "Ví dụ: Tổ Toán - Tin. Có thể để trống.", width=32),
        _column("merit", "Thành tích", "Để trống thì lấy thành tích chung của đợt.", width=60),
        _column("decision", "Số quyết định", "Chỉ ghi khi khác số quyết định của đợt.", width=20),
        _column("register", "Số vào sổ", "Số trong sổ khen thưởng. Có thể để trống.", width=14),
    ),
)
Words = dict[str, str]


def rows_of_workbook(data: bytes) -> list[Words]:
    """Columns are known by their titles. Raises ValidationError with a sentence a row, and what `open_sheet` raises."""
    check_workbook(data)
    sheet = open_sheet(data, CERTIFICATE_SHEET)
    rows = [row.values for row in sheet]
    problems = [f"Dòng {row}, cột {title}: {sentence}" for row, title, sentence in sheet.problems.first]
    _refuse(problems, sheet.problems.count)
    if not rows:
        raise ValidationError("Danh sách chưa có dòng nào.", code="no_rows")
    return rows


def rows_of_text(pasted: str) -> list[Words]:
    """Lines with tabs between the cells, as a spreadsheet copies them. A first line of titles says which column is
    which; without one they stand in the order of `CERTIFICATE_SHEET`.

    Raises ValidationError with a sentence a line, `no_rows`, `too_many_cells`.
    """
    lines = [[clean(cell) for cell in line.split("\t")] for line in pasted.splitlines() if line.strip()]
    names = [column.name for column in CERTIFICATE_SHEET.columns]
    if lines and (found := _titles(lines[0])):
        names, lines = found, lines[1:]
    if not lines:
        raise ValidationError("Danh sách chưa có dòng nào.", code="no_rows")
    rows, problems = [], []
    for number, cells in enumerate(lines, start=1):
        row = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
        problems += [f"Dòng {number}: {sentence}" for sentence in _wrong(row, cells, len(names))]
        rows.append(row)
    _refuse(problems, len(problems))
    return rows


def _titles(cells: list[str]) -> list[str]:
    """The columns that a line of titles names (an unknown one is passed over); none when it is no such line."""
    known = {fold(column.title): column.name for column in CERTIFICATE_SHEET.columns}
    found = [known.get(fold(cell.rstrip("*")), "") for cell in cells]
    return found if "recipient" in found else []


def _wrong(row: Words, cells: list[str], count: int) -> list[str]:
    titles = CERTIFICATE_SHEET.titles
    found = [] if "recipient" in row else ["chưa ghi họ và tên."]
    if any(cells[count:]):
        found.append(f"có {len(cells)} ô, nhiều hơn {count} cột của danh sách.")
    too_long = (name for name, cell in row.items() if len(cell) > ROOM[name])
    return found + [f"{titles[name]} dài quá {ROOM[name]} ký tự." for name in too_long]


def _refuse(problems: list[str], count: int) -> None:
    if not count:
        return
    told = problems[:MOST_PROBLEMS]
    if count > len(told):
        told.append(f"Và {count - len(told)} lỗi khác.")
    raise ValidationError([ValidationError(sentence, code="bad_row") for sentence in told])


def repeated(rows: list[Words]) -> list[str]:
    """Recipients that stand more than once with the same unit: worth a look, and not always wrong."""
    seen: dict[tuple[str, str], int] = {}
    found = []
    for number, row in enumerate(rows, start=1):
        key = (fold(row["recipient"]), fold(row.get("unit_name", "")))
        if key in seen:
            found.append(f"{row['recipient']} (dòng {seen[key]} và {number})")
        seen.setdefault(key, number)
    return found
