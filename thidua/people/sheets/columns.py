"""A column of a sheet, and how the cells that people fill in are read."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from thidua.kernel.text import clean, fold
from thidua.people.models import plain

MOST_KEPT = 2000
"""Problems that are kept word for word; further ones are counted."""
WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00:00)?", re.ASCII)
YEARS = range(1900, 2200)


class Unreadable(Exception):
    """A cell that does not say what its column wants; the sentence goes to the person who filled it in."""


@dataclass(frozen=True)
class SheetColumn:
    """What a column is called, how to fill it in, and how a cell of it is read. Empty cells are never read."""

    name: str
    title: str
    hint: str
    read: Callable[[Any], Any]
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 20


class Row(NamedTuple):
    """A filled-in row: its number in the sheet, and what its cells say by column name; empty cells are not there."""

    number: int
    values: dict[str, Any]


@dataclass
class Problems:
    """What is wrong with a sheet, in the order in which it was found."""

    titles: dict[str, str]
    first: list[tuple[int, str, str]] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, name: str, sentence: str) -> None:
        """`name` is that of the column."""
        self.count += 1
        if len(self.first) < MOST_KEPT:
            self.first.append((row, self.titles[name], sentence))


@lru_cache(maxsize=8192, typed=True)
def words(cell: Any) -> str:
    """Any cell as clean text: whole numbers without a decimal point, days as dd/mm/yyyy."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return clean(str(cell))


def text(most: int) -> Callable[[Any], str]:
    """Reads clean text of at most so many characters."""

    def read(cell: Any) -> str:
        value = words(cell)
        if len(value) > most:
            raise Unreadable(f"Dài {len(value)} ký tự, nhiều nhất {most}. Ghi ngắn lại.")
        return value

    return read


def choice(options: Iterable[tuple[str, str]]) -> Callable[[Any], str]:
    """Reads the label of an option, with or without diacritics and capitals; gives its value."""
    labels = dict(options)
    known = {fold(label): value for value, label in labels.items()}
    offer = "; ".join(labels.values())

    @lru_cache(maxsize=64, typed=True)
    def read(cell: Any) -> str:
        value = known.get(fold(words(cell)))
        if value is None:
            raise Unreadable(f"“{words(cell)[:40]}” không có trong danh sách. Chọn một trong: {offer}.")
        return value

    return read


@lru_cache(maxsize=8192, typed=True)
def day(cell: Any) -> date:
    """Reads a day: a date of Excel, or text as dd/mm/yyyy."""
    value = cell.date() if isinstance(cell, datetime) else cell
    if not isinstance(value, date):
        value = _written_day(words(cell))
    if value is None or value.year not in YEARS:
        raise Unreadable(f"“{words(cell)[:40]}” không phải là ngày. Ghi ngày dạng dd/mm/yyyy.")
    return value


def _written_day(value: str) -> date | None:
    found = WRITTEN_DAY.fullmatch(value)
    if not found:
        return None
    numbers = [int(number) for number in found.groups() if number]
    year, month, of_month = reversed(numbers) if found[3] else numbers
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def phone(most: int) -> Callable[[Any], str]:
    """Reads a telephone number; the zero that Excel takes from a number kept as a number is put back."""
    read_text = text(most)

    def read(cell: Any) -> str:
        value = read_text(cell)
        return f"0{value}" if isinstance(cell, float) and len(value) == 9 else value

    return read


def email(most: int) -> Callable[[Any], str]:
    """Reads an address as it is stored and compared."""
    read_text = text(most)

    def read(cell: Any) -> str:
        value = plain(read_text(cell))
        try:
            validate_email(value)
        except ValidationError as refusal:
            raise Unreadable(f"“{value[:60]}” không phải là địa chỉ thư điện tử.") from refusal
        return value

    return read
