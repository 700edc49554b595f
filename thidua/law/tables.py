"""One table of a file taken apart key by key: what is wrong is collected with its place, so that all faults of all
files are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum, IntEnum
from fractions import Fraction
from typing import Any, TypeVar

from thidua.law.refusals import Fault
from thidua.law.rules import SettingRef
from thidua.law.wording import PERCENT
from thidua.law.years import Year

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
_REQUIRED: Any = object()
_NUMBER = re.compile(r"(?:(\d{1,15}(?:\.\d{1,15})?)%|(\d{1,15})/([1-9]\d{0,14})|(\d{1,15}(?:\.\d{1,15})?))")
"""With digits enough for every figure of a law; longer ones only keep the reader busy."""
MOST_WHOLE = 10**12
_DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)")


class Table:
    """Every `take_…` removes its key; `done` complains about what is left."""

    def __init__(self, values: Any, *, file: str, place: str, faults: list[Fault]) -> None:
        self.file, self.place, self.faults = file, place, faults
        self.left: dict[str, Any] = {}
        if isinstance(values, Mapping):
            self.left = {str(key): value for key, value in values.items()}
        else:
            self.fault("wrong_type", "Cần một bảng gồm các khóa và giá trị.")

    def fault(self, code: str, sentence: str) -> None:
        self.faults.append(Fault(self.file, self.place, code, sentence))

    def done(self) -> None:
        for key in self.left:
            self.fault("unknown_key", f"Khóa lạ “{key}”. Xóa khóa hoặc sửa lại tên.")

    def has(self, key: str) -> bool:
        return key in self.left

    def inner(self, values: Any, place: str) -> Table:
        return Table(values, file=self.file, place=f"{self.place}, {place}", faults=self.faults)

    def take(self, key: str, default: Any = _REQUIRED) -> Any:
        if key in self.left:
            return self.left.pop(key)
        if default is _REQUIRED:
            self.fault("missing_key", f"Thiếu khóa “{key}”. Bổ sung giá trị.")
            return None
        return default

    def text(self, key: str, default: str | Any = _REQUIRED) -> str:
        value = self.take(key, default)
        return self._of_type(key, value, str, "chữ", "")

    def flag(self, key: str, default: bool | Any = _REQUIRED) -> bool:
        value = self.take(key, default)
        return self._of_type(key, value, bool, "true hoặc false", False)

    def whole(self, key: str, default: int | Any = _REQUIRED, *, least: int = 0, most: int = MOST_WHOLE) -> int:
        value = self.take(key, default)
        if isinstance(value, bool) or (isinstance(value, int) and value < least):
            self.fault("wrong_type", f"Khóa “{key}” cần một số nguyên từ {least} trở lên.")
            return least
        if isinstance(value, int) and value > most:
            self.fault("too_large", f"Khóa “{key}” cần một số nguyên không quá {most}.")
            return least
        return self._of_type(key, value, int, "số nguyên", least)

    def day(self, key: str, default: date | Any | None = _REQUIRED) -> date | None:
        value = self.take(key, default)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = object()
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.fault("wrong_type", f"Khóa “{key}” cần một ngày dạng 2026-01-31.")
        return None

    def day_of_year(self, key: str, default: str | Any = _REQUIRED) -> tuple[int, int] | None:
        """Month and day of `09-01`."""
        text = self.text(key, default)
        found = _DAY_OF_YEAR.fullmatch(text)
        if not found:
            if text:
                self.fault("wrong_type", f"Khóa “{key}” cần tháng và ngày dạng 12-31.")
            return None
        return int(found[1]), int(found[2])

    def share(self, key: str, default: str | Any | None = _REQUIRED) -> Fraction | None:
        """`70%`, `2/3`, `4.5` or a whole number, exactly; None where left out."""
        return self._exact(key, self.take(key, default))

    def number(self, key: str, default: Any = _REQUIRED) -> Fraction | SettingRef | None:
        """As `share`, or `{ setting = "…" }`."""
        value = self.take(key, default)
        if isinstance(value, Mapping):
            table = self.inner(value, key)
            name = table.text("setting")
            table.done()
            return SettingRef(name)
        return self._exact(key, value)

    def texts(self, key: str, default: Iterable[str] | Any = _REQUIRED) -> tuple[str, ...]:
        value = self.take(key, default)
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
            return tuple(value)
        if value is not None:
            self.fault("wrong_type", f"Khóa “{key}” cần một danh sách chữ.")
        return ()

    def tables(self, key: str, default: Any = _REQUIRED) -> list[Table]:
        value = self.take(key, default)
        if not isinstance(value, list | tuple):
            if value is not None:
                self.fault("wrong_type", f"Khóa “{key}” cần một danh sách bảng.")
            return []
        return [self.inner(one, f"{key} {n}") for n, one in enumerate(value, start=1)]

    def choice(self, key: str, kinds: type[E], default: E | Any = _REQUIRED) -> E:
        value = self.take(key, default)
        return value if isinstance(value, kinds) else self._chosen(key, value, kinds)

    def choices(self, key: str, kinds: type[E], default: Iterable[E] | Any = _REQUIRED) -> tuple[E, ...]:
        if default is not _REQUIRED and not self.has(key):
            return tuple(default)
        return tuple(self._chosen(key, name, kinds) for name in self.texts(key))

    def year(self, key: str, default: Year | Any | None = _REQUIRED) -> Year | None:
        value = self.take(key, default)
        if value is None or isinstance(value, Year):
            return value
        return self.parsed(key, str(value), Year.of, "năm dạng 2025-2026 (năm học) hoặc 2025")

    def parsed(self, key: str, value: str, parse: Callable[[str], T], form: str) -> T | None:
        try:
            return parse(value)
        except ValueError:
            self.fault("wrong_type", f"Khóa “{key}” cần {form}, không phải “{value}”.")
            return None

    def _of_type(self, key: str, value: Any, kind: type[T], words: str, otherwise: T) -> T:
        if isinstance(value, kind):
            return value
        if value is not None:
            self.fault("wrong_type", f"Khóa “{key}” cần {words}.")
        return otherwise

    def _exact(self, key: str, value: Any) -> Fraction | None:
        if value is None:
            return None
        found = _NUMBER.fullmatch(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
        if not found:
            self.fault(
                "wrong_type", f'Khóa “{key}” cần một số ghi chính xác: 3, "70%", "2/3" hoặc "4.5" (trong dấu nháy).'
            )
            return None
        percent, above, below, plain = found.groups()
        if percent:
            return Fraction(percent) / PERCENT
        return Fraction(int(above), int(below)) if above else Fraction(plain)

    def _chosen(self, key: str, value: Any, kinds: type[E]) -> E:
        for member in kinds:
            if value == name_in_files(member):
                return member
        if value is not None:
            names = ", ".join(name_in_files(member) for member in kinds)
            self.fault("unknown_choice", f"Khóa “{key}” không nhận giá trị “{value}”. Chọn một trong: {names}.")
        return next(iter(kinds))


def name_in_files(member: Enum) -> str:
    """How a choice is written in files: ordered ones by their name, others by their value."""
    return member.name.lower() if isinstance(member, IntEnum) else str(member.value)
