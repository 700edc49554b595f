"""How the facts of a document are worded: number, dated line, lists with their stops, figures, labels of appendices."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from thidua.writing.decree import END
from thidua.writing.document import Cell, Document, Run, Words

_UNPRINTABLE = re.compile(
    r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    r"|[\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
    r"|[\U000e0000-\U0010ffff]"
)
"""Control characters, marks without width or that turn the direction, what no XML may hold, private planes."""
_OFTEN = 80
"""Texts up to this length come again and again in long lists, and are kept."""
_STOPS = " .;,:"
_VIETNAMESE = str.maketrans(",.", ".,")
_BLANK = "      "
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def clean(text: str) -> str:
    """One line of NFC text without what no printed page has: control characters, marks that turn its direction."""
    return _cleaned(text) if len(text) > _OFTEN else _kept(text)


def _cleaned(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(_UNPRINTABLE.sub("", text).split()))


_kept = lru_cache(maxsize=8192)(_cleaned)


def runs_of(words: Words) -> tuple[Run, ...]:
    """The runs of a paragraph, cleaned; the spaces between them are kept."""
    given = (Run(words),) if isinstance(words, str) else words
    cleaned = [Run(_spaced(run.text), run.bold, run.italic) for run in given]
    return tuple(run for run in cleaned if run.text)


def _spaced(text: str) -> str:
    inner = clean(text)
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")


def number_line(document: Document) -> str:
    """`Số: 05/KH-THPT`; below 10 with a nought (Mục II, khoản 3.b)."""
    return f"Số: {document.number}" if document.number else ""


def dated_line(document: Document) -> str:
    """`Hải Phòng, ngày 05 tháng 01 năm 2026`; empty without a place."""
    return f"{clean(document.place)}, {day_in_words(document.day)}" if document.place else ""


def day_in_words(day: date | None) -> str:
    """A nought before days below 10 and before months 1 and 2 (Mục II, khoản 4.b); room for a day not known yet."""
    if day is None:
        return f"ngày{_BLANK}tháng{_BLANK}năm{_BLANK}".rstrip()
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def listed(lines: Sequence[str]) -> list[str]:
    """Each ends with a semicolon, the last with a full stop."""
    bare = [bare for line in lines if (bare := clean(line).rstrip(_STOPS))]
    return [line + (";" if index < len(bare) - 1 else ".") for index, line in enumerate(bare)]


def recipients_of(document: Document) -> list[str]:
    """The lines under Nơi nhận with their dashes; the last says what is kept (Mục II, khoản 9.b)."""
    kept = clean(document.kept).rstrip(_STOPS)
    lines = [bare for line in document.recipients if (bare := clean(line).lstrip("-–+• ").rstrip(_STOPS))]
    return [f"- {line}" for line in listed([*lines, *([f"Lưu: {kept}"] if kept else [])])]


def closed(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of the last paragraph with the sign that nothing follows: `./.`."""
    kept = list(runs)
    while kept and not kept[-1].text.removesuffix(END).rstrip(_STOPS):
        kept.pop()
    last = kept.pop() if kept else Run("")
    return (*kept, Run(last.text.removesuffix(END).rstrip(_STOPS) + END, last.bold, last.italic))


def shown(cell: Cell) -> str:
    """A cell as text: 1.234,5 and dd/mm/yyyy."""
    if isinstance(cell, str):
        return _kept(cell) if len(cell) <= _OFTEN else _cleaned(cell)
    if cell is None:
        return ""
    return f"{cell.day:02}/{cell.month:02}/{cell.year}" if isinstance(cell, date) else figure(cell)


def figure(value: int | Decimal) -> str:
    """With a full stop for thousands and a comma for decimals; noughts at the end of decimals are left out."""
    if not isinstance(value, Decimal):
        return f"{value:,d}".replace(",", ".")
    text = f"{value:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).translate(_VIETNAMESE)


def roman(number: int) -> str:
    """From 1."""
    digits = ""
    for value, digit in _ROMAN:
        digits += digit * (number // value)
        number %= value
    return digits


def attached_to(document: Document) -> str:
    """The line under an appendix's title; its date is never broken over two lines."""
    number = f" số {document.number}" if document.number else ""
    issuer = f" của {issuer_in_prose(document)}" if document.issuer.name else ""
    day = day_in_words(document.day).replace(" ", "\u00a0")
    return f"(Kèm theo {document.kind.name}{number} {day}{issuer})"


_IN_PROSE = (
    "Ủy ban nhân dân", "Uỷ ban nhân dân", "Hội đồng nhân dân", "Giáo dục và Đào tạo", "Giáo dục", "Văn hóa - Xã hội",
    "Khoa học và Công nghệ", "Nội vụ", "Tiểu học", "Mầm non", "Mẫu giáo", "Trung học cơ sở", "Trung học phổ thông",
    "Giáo dục nghề nghiệp - Giáo dục thường xuyên", "Giáo dục thường xuyên", "Thi đua - Khen thưởng", "Công đoàn cơ sở",
    "Trung tâm", "Hội đồng", "Công đoàn", "xã", "phường", "tỉnh", "thành phố", "đặc khu",
)  # fmt: skip
"""How words that name no place are written within a sentence."""
_PROSE_OF = {name.lower(): name for name in _IN_PROSE}
_GENERIC = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_PROSE_OF, key=len, reverse=True)))})\b", re.IGNORECASE)
_ABBREVIATED = frozenset(
    ["THPT", "THCS", "TH", "UBND", "HĐND", "GDĐT", "GD&ĐT", "GDTX", "GDNN", "MN", "PTDTNT", "PTDTBT", "TP", "TP."]
)


def issuer_in_prose(document: Document) -> str:
    """The issuer as the text names it: `Trường THPT Ngô Quyền`."""
    return clean(document.issuer.in_prose) or _in_prose(document.issuer.name)


def _in_prose(name: str) -> str:
    """A letterhead's name in capitals as it is written within a sentence; a name in small letters stays as it is."""
    name = clean(name)
    if name != name.upper():
        return name
    words = [word if word in _ABBREVIATED else word.capitalize() for word in name.split()]
    return _GENERIC.sub(lambda found: _PROSE_OF[found[0].lower()], " ".join(words))
