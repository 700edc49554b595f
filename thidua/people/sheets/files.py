"""Workbooks from outside, opened without trusting them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from thidua.kernel.text import fold
from thidua.people.sheets.columns import Problems, Row, SheetColumn, Unreadable, words
from thidua.people.sheets.layouts import Layout
from thidua.reading.refusals import Refusal
from thidua.reading.sources.archive import Archive
from thidua.reading.sources.sniff import kind_of

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 256 * 2**20
MOST_ROWS = 150_000
"""Rows under the first one."""
LARGE_FROM = 500_000
"""Unpacked bytes from which a workbook is taken for one of more than about 500 rows."""
FAR = re.compile(rb"""\br\s*=\s*["'](?:[A-Za-z]{2,}\d+|[A-Za-z]?(?:[2-9]\d{5}|\d{7,}))["']""")
"""A cell or row to the right of column Z or below row 199.999. The reader unfolds all between the first cell and the
last, so a single one far away would fill the memory."""
EMPTY_CELL = re.compile(rb"""<(?:\w+:)?c(?:\s+[\w:]+="[^"<>]*")*\s*/>""")
EMPTY_ROW = re.compile(rb"""<(?:\w+:)?row(?:\s+[\w:]+="[^"<>]*")*\s*(?:/>|>\s*</(?:\w+:)?row>)""")
ADVICE = {
    "empty": "Tệp không có nội dung. Chọn tệp khác.",
    "xls": "Tệp là Excel kiểu cũ. Mở tệp bằng Excel, lưu lại dạng .xlsx rồi chọn tệp đó.",
    "xlsm": "Tệp có chứa macro. Lưu lại dạng .xlsx rồi chọn tệp đó.",
    "encrypted": "Tệp có mật khẩu nên không đọc được. Bỏ mật khẩu rồi chọn lại.",
    "damaged_zip": "Tệp bị hỏng hoặc chưa tải đủ. Mở tệp bằng Excel, lưu lại dạng .xlsx rồi chọn lại.",
    "zip_bomb": "Tệp nén chứa lượng nội dung lớn bất thường nên không được mở. Dùng tệp mẫu để nhập lại.",
}


def check_workbook(data: bytes) -> None:
    """Raise ValidationError unless this is a workbook that is safe to open.

    Codes: `too_large`, `empty`, `not_excel`, `unsafe` (it unfolds to far more than it holds), `far_cells`.
    """
    refuse_size(len(data))
    kind = kind_of(data)
    if kind != "xlsx":
        sentence = ADVICE.get(kind, "Tệp không phải là Excel. Chọn tệp .xlsx lưu từ tệp mẫu.")
        code = {"empty": "empty", "zip_bomb": "unsafe"}.get(kind, "not_excel")
        raise ValidationError(sentence, code=code)
    for part in _parts(data):
        if FAR.search(part) and FAR.search(EMPTY_ROW.sub(b"", EMPTY_CELL.sub(b"", part))):
            sentence = "Tệp có ô ghi ở bên phải cột Z hoặc dưới dòng 199.999. Chép bảng sang tệp mẫu rồi chọn lại."
            raise ValidationError(sentence, code="far_cells")


def refuse_size(size: int) -> None:
    """Raise ValidationError `too_large` for more bytes than are read; asked before an upload is read as well."""
    if size > MOST_BYTES:
        raise ValidationError(f"Tệp lớn hơn {MOST_BYTES // 2**20} MB. Chia thành nhiều tệp.", code="too_large")


def is_large(data: bytes) -> bool:
    """Whether reading would keep somebody waiting."""
    size = 0
    return any((size := size + len(part)) > LARGE_FROM for part in _parts(data))


def _parts(data: bytes) -> Iterator[bytes]:
    """The unpacked parts. Raises ValidationError `unsafe`, `not_excel`."""
    size = 0
    try:
        archive = Archive(data)
        for name in archive.names:
            part = archive.read(name)
            size += len(part)
            if size > MOST_UNPACKED:
                raise ValidationError(ADVICE["zip_bomb"], code="unsafe")
            yield part
    except Refusal as refusal:
        raise ValidationError(ADVICE["damaged_zip"], code="not_excel") from refusal


@dataclass
class SheetRows:
    """The filled-in rows of a sheet, to be gone through once; what cannot be read goes to `problems`."""

    height: int
    unused: list[str]
    problems: Problems
    _lines: Iterator[tuple[int, list[Any]]]
    _columns: dict[int, SheetColumn]
    _required: frozenset[str] = field(default_factory=frozenset)

    def __iter__(self) -> Iterator[Row]:
        for number, cells in self._lines:
            if any(cell != "" for cell in cells):
                row = self._row(number, cells)
                if row.values:
                    yield row

    def _row(self, number: int, cells: list[Any]) -> Row:
        values: dict[str, Any] = {}
        bad = set()
        for place, column in self._columns.items():
            cell = cells[place] if place < len(cells) else ""
            if cell == "":
                continue
            try:
                value = column.read(cell)
            except Unreadable as reason:
                bad.add(column.name)
                self.problems.add(number, column.name, str(reason))
            else:
                if value != "":
                    values[column.name] = value
        if values or bad:
            for name in sorted(self._required - values.keys() - bad):
                self.problems.add(number, name, "Chưa ghi. Cột này bắt buộc.")
        return Row(number, values)


def open_sheet(data: bytes, layout: Layout) -> SheetRows:
    """The first visible sheet of a workbook that `check_workbook` let through.

    The first filled-in row is the head: columns are known by their titles, in any order. Raises ValidationError
    `not_excel`, `no_rows`, `too_many_rows`, `wrong_columns`.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        place = next(
            place
            for place, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        )
        sheet = book.get_sheet_by_index(place)
    except (CalamineError, StopIteration, OSError, ValueError) as cause:
        raise ValidationError(ADVICE["damaged_zip"], code="not_excel") from cause
    if sheet.total_height > MOST_ROWS:
        sentence = f"Tệp có hơn {MOST_ROWS:,} dòng. Chia thành nhiều tệp.".replace(",", ".")
        raise ValidationError(sentence, code="too_many_rows")
    lines = enumerate(sheet.iter_rows(), start=1)
    head = next((cells for _, cells in lines if any(words(cell) for cell in cells)), None)
    first = next(lines, None)
    if head is None or first is None:
        raise ValidationError("Tệp chưa có dòng nào dưới hàng tiêu đề. Điền rồi chọn lại.", code="no_rows")
    columns, unused = _columns_of(head, layout)
    required = frozenset(column.name for column in layout.columns if column.required)
    problems = Problems(layout.titles)
    return SheetRows(sheet.total_height + 1, unused, problems, chain([first], lines), columns, required)


def _columns_of(head: list[Any], layout: Layout) -> tuple[dict[int, SheetColumn], list[str]]:
    """Which column stands where, and the titles that are none of ours."""
    known = {fold(column.title): column for column in layout.columns}
    found: dict[int, SheetColumn] = {}
    unused = []
    for place, cell in enumerate(head):
        column = known.get(fold(words(cell).rstrip("*")))
        if column and column in found.values():
            raise ValidationError(f"Cột “{column.title}” có hai lần. Bỏ bớt một cột.", code="wrong_columns")
        if column:
            found[place] = column
        elif words(cell):
            unused.append(words(cell)[:80])
    if missing := [column.title for column in layout.columns if column.required and column not in found.values()]:
        sentence = f"Tệp thiếu cột: {', '.join(missing)}. Tải tệp mẫu, chép dữ liệu vào đúng cột rồi chọn lại."
        raise ValidationError(sentence, code="wrong_columns")
    return found, unused
