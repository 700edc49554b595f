"""Figures with what they compare: `ít nhất 01 mô hình`, `trên 80%`, `từ 10 - 12%`, `1.200 học sinh`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from thidua.reading.letters import fold

_NUMBER = r"\d{1,3}(?:\.\d{3}){1,5}(?:,\d{1,6})?|\d{1,15}(?:[.,]\d{1,6})?"
_RANGE_SIGN = r"\s*(?:%\s*)?(?:-|den|->|=>|toi)\s*"
_FIGURE = re.compile(
    rf"(?<![\w.,/-])(?P<low>{_NUMBER})(?:{_RANGE_SIGN}(?P<high>{_NUMBER})"
    rf"|(?P<of>/\d{{1,4}}(?=\s[^\W\d])))?\s*(?P<percent>%|phan tram)?(?!\d)"
)
_BEFORE = (
    # What stands directly before a figure, and the comparator it makes.
    (">=", re.compile(r"(?:it nhat|toi thieu|khong duoi|khong thap hon|khong it hon|>=|≥|thap nhat)(?: la| phai| dat"
    r"| co| bang| tu| duoc| khoang| them| moi\s\w+)*\s*:?\s*$")),
    ("<=", re.compile(r"(?:khong qua|toi da|khong vuot qua|khong vuot|nhieu nhat|khong tren|khong hon|<=|≤"
    r"|khong cao hon)(?: la| con| den)*\s*:?\s*$")),
    (">", re.compile(r"(?:\btren|\bhon|\bvuot|cao hon|nhieu hon|lon hon|vuot muc|>)\s*:?\s*$")),
    ("<", re.compile(r"(?:\bduoi|thap hon|it hon|nho hon|<)(?: muc)?\s*:?\s*$")),
    (">=", re.compile(r"\btu\s*$")),
)  # fmt: skip
_NOT_HIGHER = re.compile(r"\s*(?:tro len|\+)")
_NOT_LOWER = re.compile(r"\s*tro xuong")
_NEVER_COUNTED = re.compile(
    r"\s*+(?:(?:tuoi|thang|nam|ngay(?! (?:lam viec|luong|cong)\b)|h\d*|do|quy|/|:)\b|/|:\d|%|[.)]\s*[a-z]|°|$)"
)
_NAMED = re.compile(
    r"(?:\bso|thu|thang|nam|ngay|lop|khoi|muc do|cap do|dieu|khoan|muc|quy|de an|giai doan|dot|phan|nq"
    r"|hoc ky|ky|luc|gio|tuoi|ke hoach"
    r"|lan|bieu|mau|phu luc|diem|quoc lo|bai|chuong trinh|thong tu|tiet|tuan|phuong an|chuan|phien ban"
    r"|khoa|chi thi|nghi quyet|ct|tu"
    r"|cong van|quyet dinh|luat|window|office|microsoft|iso|covid|doi)\s*[:.]?\s*$|[/.-]$|\d\s*[-–]\s*$|[a-z]\d*-$"
)
_COUNTING = re.compile(
    r"(?:dat|co|duoc|it nhat|trong do|gom|la|:|,|^|va|tong so|to chuc|xay dung|lam|viet|cong nhan|du"
    r"|phan dau|dang ky|thuc hien|bien soan|hien|ket nap|giam|tang|moi \w+|mot nam|phat trien)\s*$"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a clause: its span, what it compares and what it counts."""

    start: int
    end: int
    comparator: str
    value: Decimal
    unit: str
    compared: bool
    """Whether a comparing word or a percentage makes it a target by itself."""

    @property
    def is_percent(self) -> bool:
        return self.unit == "%"


def figures_in(text: str, folded: str | None = None) -> Iterator[Figure]:
    """Every percentage and every count with a noun, in order; dates, ages and numbers of documents are none."""
    folded = fold(text) if folded is None else folded
    before: Figure | None = None
    for found in _FIGURE.finditer(folded):
        figure = _percent(found, folded) if found["percent"] else _count(found, folded, text)
        if figure is None:
            continue
        if (
            before is not None
            and before.compared
            and _joined(folded[before.end : figure.start])
            and not figure.compared
        ):
            figure = replace(figure, comparator=before.comparator, compared=True)
        before = figure
        yield figure


def _joined(between: str) -> bool:
    """Whether `…, 01 chuyên đề` or `… và 01 chuyên đề` goes on with the comparison before it."""
    return len(between) < 60 and between.rstrip().endswith((",", " va", " hoac")) and not re.search(r"[.;:]", between)


def _percent(found: re.Match[str], folded: str) -> Figure:
    comparator = _comparator(found, folded) or (">=" if found["high"] else "=")
    return Figure(found.start(), found.end(), comparator, number_of(found["low"]), "%", True)


def _count(found: re.Match[str], folded: str, text: str) -> Figure | None:
    start, end = found.span()
    comparator = _comparator(found, folded)
    before = folded[max(0, start - 18) : start]
    if (found["high"] and len(found["high"]) == 4) or _is_year(found["low"]) or _NEVER_COUNTED.match(folded, end):
        return None
    if found["of"] and not 0 < number_of(found["low"]) <= int(found["of"][1:]):
        return None
    if not comparator and folded.startswith(" lop", end):
        return None
    if not comparator and (_NAMED.search(before.rstrip()) and not _COUNTING.search(before)):
        return None
    unit = _unit(text, end)
    if not unit:
        return None
    compared = bool(comparator) and not (
        comparator == ">=" and before.rstrip().endswith("tu") and not _NOT_HIGHER.search(folded, end, end + 40)
    )
    return Figure(start, end, comparator or (">=" if found["high"] else "="), number_of(found["low"]), unit, compared)


def _is_year(number: str) -> bool:
    return len(number) == 4 and number[:2] in ("19", "20")


def _comparator(found: re.Match[str], folded: str) -> str:
    if _NOT_HIGHER.match(folded, found.end()) or re.match(
        r"\s*\w+(?: \w+){0,2} tro len", folded[found.end() : found.end() + 40]
    ):
        return ">="
    if _NOT_LOWER.match(folded, found.end()):
        return "<="
    before = folded[max(0, found.start() - 32) : found.start()]
    return next((comparator for comparator, pattern in _BEFORE if pattern.search(before)), "")


def number_of(written: str) -> Decimal:
    """`01` is 1, `35,5` is 35.5, `1.200` is 1200, `98.5` is 98.5."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", written):
        written = written.replace(".", "")
    return Decimal(written.replace(",", "."))


_WORDS = re.compile(r"\s*(?:\(\w+\)\s*)?([^\W\d_]+)(?: ([^\W\d_]+))?")
_NO_SECOND = {
    "va",
    "hoac",
    "cua",
    "tro",
    "cho",
    "ve",
    "tham",
    "duoc",
    "dat",
    "trong",
    "co",
    "moi",
    "tren",
    "cap",
    "o",
    "tai",
    "lam",
}


def _unit(text: str, end: int) -> str:
    """The counted noun: the first word or two after the number."""
    found = _WORDS.match(text, end)
    if not found:
        return ""
    first, second = found[1], found[2]
    if not second or fold(second) in _NO_SECOND:
        return first
    return f"{first} {second}"
