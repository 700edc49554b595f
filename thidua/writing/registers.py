"""Registers of documents as printed books: a cover, then one long table in landscape.

The columns are those that offices use after the model registers of Nghị định 30/2020/NĐ-CP, Phụ lục IV; the annex
itself was not read (source unknown: to be checked against it).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thidua.writing import decree
from thidua.writing.decree import Align
from thidua.writing.docx import docx_of_sheets
from thidua.writing.pdf import pdf_of_sheets
from thidua.writing.setting import Grid, Sheet, line
from thidua.writing.sheets import Column as SheetColumn
from thidua.writing.sheets import workbook
from thidua.writing.wording import clean, shown

TO_CHECK = "Các cột theo mẫu sổ thông dụng, cần đối chiếu Phụ lục IV Nghị định 30/2020/NĐ-CP."
Cell = str | int | date | None
_SPACE = 32.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A register's name and its columns, each with its share of the width."""

    title: str
    columns: tuple[tuple[str, float], ...]


OUTGOING = Kind(
    "Sổ đăng ký văn bản đi",
    (
        ("Số, ký hiệu văn bản", 1.5),
        ("Ngày tháng văn bản", 1.35),
        ("Tên loại và trích yếu nội dung văn bản", 4),
        ("Người ký", 1.5),
        ("Nơi nhận văn bản", 2.2),
        ("Đơn vị, người nhận bản lưu", 1.4),
        ("Số lượng bản", 0.8),
        ("Ghi chú", 1.4),
    ),
)
INCOMING = Kind(
    "Sổ đăng ký văn bản đến",
    (
        ("Ngày đến", 1.35),
        ("Số đến", 0.8),
        ("Tác giả", 2),
        ("Số, ký hiệu văn bản", 1.6),
        ("Ngày tháng văn bản", 1.35),
        ("Tên loại và trích yếu nội dung văn bản", 4),
        ("Đơn vị hoặc người nhận", 1.4),
        ("Ngày chuyển", 1),
        ("Ký nhận", 0.9),
        ("Ghi chú", 1),
    ),
)
AWARDS = Kind(
    "Sổ theo dõi thi đua, khen thưởng",
    (
        ("STT", 0.6),
        ("Cá nhân, tập thể", 2),
        ("Đơn vị", 2),
        ("Danh hiệu, hình thức khen thưởng", 2.2),
        ("Năm", 1.25),
        ("Số quyết định", 1.5),
        ("Ngày quyết định", 1.2),
        ("Cơ quan quyết định", 2),
        ("Ghi chú", 1.4),
    ),
)
"""Columns of our own: no document that was read has a model."""


@dataclass(frozen=True, slots=True)
class Register:
    """A book, of one year or of all. `parent` is the body over the office; `span` are lines of the cover: from which
    number to which.
    """

    kind: Kind
    office: str
    parent: str
    year: int | None
    span: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def register_docx(register: Register) -> bytes:
    return docx_of_sheets(_title(register), _sheets(register))


def register_pdf(register: Register) -> bytes:
    return pdf_of_sheets(_title(register), _sheets(register))


def register_xlsx(register: Register) -> bytes:
    """The table alone; dates are dates."""
    columns = [SheetColumn(title, round(share * 12)) for title, share in register.kind.columns]
    return workbook(register.kind.title, columns, register.rows)


def _title(register: Register) -> str:
    year = f" năm {register.year}" if register.year else ""
    return clean(f"{register.kind.title}{year} {register.office}")


def _sheets(register: Register) -> tuple[Sheet, ...]:
    names = [line("parent", register.parent)] if register.parent else []
    cover = (
        *names,
        line("issuer", register.office),
        line("type", register.kind.title, space=_SPACE),
        *([line("excerpt", f"Năm {register.year}")] if register.year else []),
        *(line("appendix_of", words, space=2.0) for words in register.span),
    )
    return Sheet(cover, is_landscape=True), Sheet((_table(register),), is_landscape=True)


def _table(register: Register) -> Grid:
    whole = sum(share for _, share in register.kind.columns)
    widths = tuple(round(decree.TEXT_WIDTH_LANDSCAPE * share / whole, 2) for _, share in register.kind.columns)
    aligns: tuple[Align, ...] = tuple("center" if share <= 1.35 else "left" for _, share in register.kind.columns)
    rows = tuple(_said(row) for row in register.rows)
    return Grid(widths, aligns, tuple(title for title, _ in register.kind.columns), rows)


def _said(cells: Iterable[Cell]) -> tuple[str, ...]:
    return tuple(shown(cell) for cell in cells)
