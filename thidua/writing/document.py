"""One description of an official document, whatever it is printed as. Text is plain: nothing in it is markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from thidua.writing.decree import TYPES, DocumentType


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face, over what its paragraph has."""

    text: str
    bold: bool = False
    italic: bool = False


Words = str | tuple[Run, ...]


class Rank(StrEnum):
    """What a heading is; decides its place, case and face (Phụ lục I, Mục II, khoản 6)."""

    PART = "part"
    """Phần, Chương: label and title on two centred lines."""
    SECTION = "section"
    """Mục, Tiểu mục: centred like a part."""
    ROMAN = "roman"
    ARABIC = "arabic"
    LOWER = "lower"
    """1.1., 1.1.1.: under a clause."""
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Heading:
    """`label` as printed: `Phần I`, `I.`, `1.`, `a)`; may be empty."""

    title: str
    label: str = ""
    rank: Rank = Rank.ROMAN


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text; `label` is what a clause (`1.`), point (`a)`) or list item (`-`, `+`) begins with."""

    text: Words
    label: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a decision: `Điều 1.` in bold, then its text."""

    number: int
    text: Words


Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a share of the table's. A column of figures is set to the right, unless centred."""

    title: str
    width: float = 1.0
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Band:
    """A row over the whole width, in bold: begins a group of rows."""

    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """Its head is repeated on every page. A row with fewer cells than columns is filled with empty ones."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...] | Band, ...]
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs a column")
        most = len(self.columns)
        if any(not isinstance(row, Band) and len(row) > most for row in self.rows):
            raise ValueError(f"a row has more than {most} cells")


@dataclass(frozen=True, slots=True)
class Point:
    """A value over its label; None is a gap."""

    label: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: a line over time, or bars. `goal` is drawn across, `unit` is written at the values (`%`). The table of
    the same numbers belongs beside it; who cannot see it is told the values.
    """

    title: str
    points: tuple[Point, ...]
    goal: Decimal | None = None
    unit: str = ""
    is_bars: bool = False
    caption: str = ""


Block = Heading | Paragraph | Article | Table | Figure


@dataclass(frozen=True, slots=True)
class Issuer:
    """Box 2: who issues the document, and the bodies it belongs to, highest first.

    `in_prose` is the name as a sentence has it; left empty, it is made from the name in capitals.
    """

    name: str
    parents: tuple[str, ...] = ()
    in_prose: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """Box 3: `sign` as in `KH-THPTNT`; None leaves room for the number, text stays as it is (`12a`)."""

    sign: str
    value: int | str | None = None

    def __str__(self) -> str:
        if isinstance(self.value, str):
            return f"{self.value}/{self.sign}"
        return f"{self.value:02}/{self.sign}" if self.value is not None else f"{' ' * 8}/{self.sign}"


@dataclass(frozen=True, slots=True)
class Signature:
    """Boxes 7: `standing` are the lines over the post, each with its capacity: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`.

    `name` without academic rank or degree (Mục II, khoản 7.d).
    """

    position: str
    name: str = ""
    standing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Appendix:
    """On pages of its own with its own page numbers. Without `is_labelled` only its title stands over it."""

    title: str
    body: tuple[Block, ...] = ()
    is_landscape: bool = False
    is_labelled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An official document. `type` is a key of `decree.TYPES`; the boxes are those of Phụ lục I, Mục IV.

    `enacting` is who decides (`HIỆU TRƯỞNG TRƯỜNG …`): it makes the form of a decision. `kept` follows `Lưu:`.
    Several signatures stand side by side, the first on the left. `check_url` is where anybody can check the document:
    a QR code of it stands under the recipients. `is_draft` prints DỰ THẢO under the number (the decree names no place
    for it; this is where offices put it). Raises ValueError for an unknown type or urgency.
    """

    type: str
    issuer: Issuer
    number: Number | None = None
    place: str = ""
    day: date | None = None
    excerpt: str = ""
    urgency: Literal["", "KHẨN", "THƯỢNG KHẨN", "HOẢ TỐC"] = ""
    addressees: tuple[str, ...] = ()
    enacting: str = ""
    bases: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    kept: str = "VT"
    signatures: tuple[Signature, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    contact: tuple[str, ...] = ()
    drafter: str = ""
    check_url: str = ""
    is_draft: bool = False

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"unknown type of document: {self.type}")
        if self.urgency not in ("", "KHẨN", "THƯỢNG KHẨN", "HOẢ TỐC"):
            raise ValueError(f"unknown urgency: {self.urgency}")

    @property
    def kind(self) -> DocumentType:
        return TYPES[self.type]

    @property
    def is_letter(self) -> bool:
        """Whether its excerpt stands under the number and no name of a type over the text."""
        return self.type == "letter"
