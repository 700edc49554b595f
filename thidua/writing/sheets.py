"""Excel workbooks from columns and rows: typed, with a frozen bold head, filters and sensible widths.

Columns that say how they are filled in bring a second sheet, “Hướng dẫn”, and drop-down lists.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_ROWS = 1_048_575
"""Rows of a sheet under its head."""
GUIDE = "Hướng dẫn"
FIRST_YEAR = 1900
"""Excel counts days from here; earlier ones are written as text."""


@dataclass(frozen=True)
class Column:
    """A column's heading, its width in characters, how to fill it in, and the values that it may have."""

    title: str
    width: int = 20
    hint: str = ""
    choices: tuple[str, ...] = ()


def workbook(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet called `name` (cut to 31 characters). Rows are streamed: memory does not grow with their number.

    Dates are written as dd/mm/yyyy, moments in the time of Vietnam; text that looks like a formula stays text.
    Raises ValueError for more rows than a sheet has.
    """
    buffer = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_sheet_name(name))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats: dict[type, Any] = {
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.title, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last > MOST_ROWS:
                raise ValueError("more rows than a sheet has")
            for place, value in enumerate(row):
                _write(sheet, last, place, value, formats)
        sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
        if any(column.hint or column.choices for column in columns):
            _write_guide(book.add_worksheet(GUIDE), sheet, columns, head)
    return buffer.getvalue()


def _write_guide(guide: Any, sheet: Any, columns: Sequence[Column], head: Any) -> None:
    """What each column wants, line by line; to the right of it the lists that the cells of `sheet` offer."""
    for place, (title, width) in enumerate((("Cột", 28), ("Cách ghi", 90))):
        guide.set_column(place, place, width)
        guide.write_string(0, place, title, head)
    offered = [place for place, column in enumerate(columns) if column.choices]
    for beside, place in enumerate(offered, start=3):
        guide.set_column(beside, beside, 30)
        guide.write_string(0, beside, columns[place].title, head)
        cells = xl_range_abs(1, beside, len(columns[place].choices), beside)
        sheet.data_validation(1, place, MOST_ROWS, place, {"validate": "list", "source": f"='{GUIDE}'!{cells}"})
    for row in range(max(len(columns), *(len(columns[place].choices) for place in offered), 0)):
        if row < len(columns):
            guide.write_string(row + 1, 0, columns[row].title)
            guide.write_string(row + 1, 1, columns[row].hint)
        for beside, place in enumerate(offered, start=3):
            if row < len(columns[place].choices):
                guide.write_string(row + 1, beside, columns[place].choices[row])


def _sheet_name(name: str) -> str:
    return "".join(" " if ch in "[]:*?/\\'" else ch for ch in name).strip()[:31] or "Bảng"


def _write(sheet: Any, row: int, place: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, place, "có" if value else "không")
    elif isinstance(value, datetime):
        moment = value.astimezone(VIETNAM) if value.tzinfo else value
        sheet.write_datetime(row, place, moment.replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date) and value.year < FIRST_YEAR:
        sheet.write_string(row, place, f"{value:%d/%m/}{value.year}")
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), formats[date])
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, str(value))
