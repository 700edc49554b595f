"""Tables of tasks and of targets: what each column holds, by the row of headings above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from thidua.reading.blocks import Block
from thidua.reading.letters import fold

_ROLES = (
    # What a column holds, by words of its folded heading; the first that fits.
    ("number", re.compile(r"(?:s\s*)?tt$|so tt|so thu tu")),
    ("unit", re.compile(r"don vi tinh|dvt|dv tinh")),
    ("cooperating", re.compile(r"phoi hop")),
    ("product", re.compile(r"san pham|ket qua|minh chung|dau ra")),
    ("responsible", re.compile(r"chu tri|phu trach|chiu trach nhiem|don vi thuc hien|nguoi thuc hien"
    r"|bo phan thuc hien|(?:luc luong|co quan|ca nhan)[\w ]* thuc hien|phan cong")),
    ("time", re.compile(r"thoi gian|thoi han|tien do|hoan thanh|thoi diem|^ngay|^thang")),
    ("target", re.compile(r"chi tieu$|^(?:noi dung|ten) chi tieu|tieu chi|^chi so")),
    ("task", re.compile(r"nhiem vu|noi dung|cong viec|hoat dong|^viec|giai phap|cong tac")),
    ("value", re.compile(r"nam (?:hoc )?\d{4}|ke hoach|muc (?:phan dau|dat)|chi tieu|phan dau|so luong|ty le|dang ky")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one row of headings: `roles` by column, `rows` by block index."""

    heading: int
    roles: tuple[str, ...]
    rows: tuple[int, ...]

    def cell(self, cells: tuple[str, ...], role: str) -> str:
        """The first cell of a row that plays `role`, or the empty string."""
        return next((cell for cell, held in zip(cells, self.roles, strict=False) if held == role), "")

    @property
    def sets_tasks(self) -> bool:
        return "task" in self.roles and bool({"responsible", "time", "product"} & set(self.roles))

    @property
    def sets_targets(self) -> bool:
        return "target" in self.roles or "unit" in self.roles

    @property
    def sets_work_or_targets(self) -> bool:
        return self.sets_tasks or self.sets_targets


def tables_of(blocks: Sequence[Block], texts: Sequence[str]) -> tuple[Table, ...]:
    """Every table whose headings say what its columns hold."""
    found: list[Table] = []
    heading = -1
    roles: tuple[str, ...] = ()
    rows: list[int] = []
    for index, block in enumerate(blocks):
        if not block.cells or not texts[index]:
            if block.cells or texts[index]:
                _close(found, heading, roles, rows)
                heading, roles, rows = -1, (), []
            continue
        named = roles_of(block.cells)
        if named:
            _close(found, heading, roles, rows)
            heading, roles, rows = index, named, []
        elif heading >= 0:
            rows.append(index)
    _close(found, heading, roles, rows)
    return tuple(found)


def _close(found: list[Table], heading: int, roles: tuple[str, ...], rows: list[int]) -> None:
    if rows:
        found.append(Table(heading, roles, tuple(rows)))


def roles_of(cells: tuple[str, ...]) -> tuple[str, ...]:
    """What each column holds, when the cells are headings of columns; else nothing."""
    if len(cells) < 2 or any(len(cell) > 60 for cell in cells):
        return ()
    roles = tuple(_role(fold(cell)) for cell in cells)
    known = [role for role in roles if role]
    is_heading = (
        len(known) >= 2 and ("number" in known or len(set(known)) >= 2) and not cells[0].strip(". ").isdecimal()
    )
    return roles if is_heading and 2 * len(known) >= len(cells) else ()


def _role(heading: str) -> str:
    return next((role for role, pattern in _ROLES if pattern.search(heading)), "")
