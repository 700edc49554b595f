"""Broken lines rejoined: from the pieces of a source to its paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thidua.reading.blocks import BlockKind
from thidua.reading.furniture import furniture_of
from thidua.reading.labels import bullet_of, label_of
from thidua.reading.letters import UPPER, clean, fold, is_shouted, is_upper, starts_lower, starts_upper
from thidua.reading.pieces import Piece

_TERMINAL = ".;:!?"
_FORMAL = re.compile(
    r"noi nhan\b|tren day la ke hoach|can cu (?:vao |cac )?(?:luat|nghi|quyet|ke hoach|cong van|chi thi"
    r"|huong dan|thong|chuc nang|nhiem|tinh)"
    r"|so\s?:|k\.?t\. |t\.?m\. |kt\.|tm\.|tl\.|cong hoa xa hoi|doc lap\s?-|ke hoach$|luu\s?:|hieu truong$"
    r"|pho hieu truong$|nguoi ky"
    r"|phu luc|(?:thuc hien|thi hanh|trien khai)(?: theo)? (?:nghi quyet|ke hoach|quyet dinh|cong van"
    r"|chi thi|huong dan|luat|thong tu|nghi dinh"
    r"|chuong trinh|van ban)\b"
)
_DANGLING = re.compile(
    r"\b(?:điều|khoản|điểm|số|tháng|năm|ngày|mục|phần|quý|đợt|giai đoạn|và|của|các|từ|đến|tại|thứ|kỳ|lớp|khối)$",
    re.IGNORECASE,
)
_PLACE = re.compile(rf"[{UPPER}][^\W\d_]*(?: [{UPPER}](?![{UPPER}])[^\W\d_]*){{0,3}}")
_DATED = re.compile(rf"[{UPPER}][^,;:\d]{{1,24}}, ?ngày\b.{{0,14}}\btháng\b")
_TORN_NUMBER = re.compile(rf"\d[/-][{UPPER}&/-]*[/-]$")
"""The number of a document cut at its stroke or dash: `46/PGDĐT-`."""
_YEARS = re.compile(r"[-–]\s?\d{4}")
_LABEL_ALONE = re.compile(r"(?:(?:phần|chương)\s+(?:thứ\s+)?\w+|[ivx]{1,5}|\d{1,2}|[a-h])\s?[.)/:-]*", re.IGNORECASE)


@dataclass(slots=True)
class Paragraph:
    """A paragraph put together again: its pieces and, once complete, its text."""

    pieces: list[Piece]
    kind: BlockKind = BlockKind.PARAGRAPH
    text: str = ""

    @property
    def first(self) -> Piece:
        return self.pieces[0]

    @property
    def cells(self) -> tuple[str, ...]:
        return self.first.cells


@dataclass(frozen=True, slots=True)
class Setting:
    """How the lines of a source are set: `width` in characters, 0 where no line is wrapped."""

    width: int
    blanks_part: bool
    """Blank lines part paragraphs (where they follow every line they part nothing)."""
    shouted: bool = False
    """The whole text is in capitals."""


def setting_of(pieces: list[Piece]) -> Setting:
    """Line width and the meaning of blank lines, from the shape of the whole source."""
    lengths = sorted(
        len(piece.text) for piece in pieces if len(piece.text) > 40 and not piece.line.whole and not piece.cells
    )
    if len(lengths) < 4:
        return Setting(0, True, is_shouted(piece.text for piece in pieces))
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.9))]
    full = sum(0.8 * width <= length <= 1.15 * width for length in lengths)
    if width > 180 or full < 0.35 * len(lengths):
        width = 0
    return Setting(width, _blanks_part(pieces), is_shouted(piece.text for piece in pieces))


def _blanks_part(pieces: list[Piece]) -> bool:
    parted = [piece for piece in pieces if piece.gap]
    if is_shouted(piece.text for piece in pieces):
        return len(parted) < 0.5 * len(pieces)
    torn = sum(starts_lower(piece.text) and label_of(piece.text) is None for piece in parted)
    return not parted or torn < 0.12 * len(parted)


def paragraphs_of(pieces: list[Piece]) -> list[Paragraph]:
    """Paragraphs, rows, page numbers and residue in reading order; every piece is in exactly one."""
    furniture, setting = furniture_of(pieces), setting_of(pieces)
    found: list[Paragraph] = []
    running: Paragraph | None = None
    for index, piece in enumerate(pieces):
        kind = furniture.get(index)
        if kind is not None:
            found.append(Paragraph([piece], kind))
        elif running is not None and _goes_on(running, piece, setting):
            running.pieces.append(piece)
        else:
            running = Paragraph([piece], BlockKind.ROW if piece.cells else BlockKind.PARAGRAPH)
            found.append(running)
    for paragraph in found:
        paragraph.text = _text_of(paragraph.pieces)
    return _ordered_notes(found)


def _text_of(pieces: list[Piece]) -> str:
    return pieces[0].text if len(pieces) == 1 else clean(" ".join(piece.text for piece in pieces))


def _ordered_notes(found: list[Paragraph]) -> list[Paragraph]:
    """Neighbouring lines of one footnote are one paragraph."""
    merged: list[Paragraph] = []
    for paragraph in found:
        if merged and paragraph.kind == merged[-1].kind == BlockKind.FOOTNOTE and starts_lower(paragraph.text):
            merged[-1].pieces += paragraph.pieces
            merged[-1].text = _text_of(merged[-1].pieces)
        else:
            merged.append(paragraph)
    return merged


def _goes_on(running: Paragraph, piece: Piece, setting: Setting) -> bool:
    """Whether `piece` continues the paragraph that is being read."""
    last = running.pieces[-1]
    if piece.cells or last.cells or (piece.line.whole and last.line is not piece.line):
        return len(running.pieces) == 1 and _is_label_alone(last.text) and not piece.cells and not piece.line.whole
    if last.line is piece.line or piece.start < last.start:
        return False  # side by side, or the right column after the left one
    if _is_torn_name(last, piece) or (piece.text.startswith("http") and last.text.endswith(":")):
        return True
    if _TORN_NUMBER.search(last.text) and starts_upper(piece.text):
        return True
    if _begins_anew(last, piece):
        return False
    return _is_label_alone(last.text) or _is_same_text(running, piece, setting)


def _is_same_text(running: Paragraph, piece: Piece, setting: Setting) -> bool:
    """Whether two lines without labels are one text, by the blank between them, the line's width and the letters."""
    last = running.pieces[-1]
    if piece.gap and setting.blanks_part and not _torn(last.text, piece.text):
        return False
    if setting.shouted:
        return last.text[-1:] not in _TERMINAL and _is_full(last.text, piece.text, 0.84 * setting.width)
    return _flows(running, last, piece, setting.width)


def _begins_anew(last: Piece, piece: Piece) -> bool:
    text = piece.text
    if _is_label_alone(last.text):
        return bool(label_of(text) or bullet_of(text))
    if bullet_of(text):
        return not (_YEARS.match(text) and last.text[-1:].isdigit())
    if label_of(text):
        return not _DANGLING.search(last.text.rstrip()) or len(last.text) < 40
    if text == "KẾ HOẠCH" and label_of(last.text) and is_upper(last.text):
        return False
    return bool(_FORMAL.match(fold(text[:60]))) and not starts_lower(text)


def _torn(before: str, after: str) -> bool:
    """A sentence cut in two by a page's end: no stop before, a small letter after."""
    return before[-1:] not in _TERMINAL and starts_lower(after) and not is_upper(before)


def _flows(running: Paragraph, last: Piece, piece: Piece, width: int) -> bool:
    before, after = last.text, piece.text
    if _changes_case(before, after):
        return False
    if is_upper(before):
        is_sentence = after[-1:] == "." and len(after) > 2 * len(before)
        return label_of(running.pieces[0].text) is not None and is_upper(after) and not is_sentence
    ended = before[-1:] in _TERMINAL
    if not width:
        return (starts_lower(after) and not ended) or (after[:1].isdigit() and bool(_DANGLING.search(before)))
    heads = len(running.pieces) == 1 and not starts_lower(after) and label_of(before) is not None
    full = _is_full(before, after, (0.93 if heads else 0.84) * width)
    if not starts_upper(after):
        return full or not (ended or heads) or bool(_DANGLING.search(before))
    return (full and not ended) or (before[-1:] == "," and full)


def _changes_case(before: str, after: str) -> bool:
    """Whether a line in capitals meets one in small letters: a heading and its text, a text and a signature."""
    if is_upper(before):
        return not is_upper(after) and len(before) > 3 and (len(after) > 12 or after[:1].isupper())
    return is_upper(after) and len(before) > 3 and len(after) > 25


def _is_torn_name(last: Piece, piece: Piece) -> bool:
    """Whether the line before is torn off a name: one capitalised syllable (`ỦY`), or half a place before its date."""
    if piece.gap or bullet_of(piece.text) or label_of(piece.text):
        return False
    return _is_syllable(last.text) or bool(_DATED.match(piece.text) and _PLACE.fullmatch(last.text))


def _is_syllable(text: str) -> bool:
    return text.isalpha() and text[0].isupper() and len(text) <= 7 and text.upper() not in ("STT", "TT", "BGH")


def _is_full(before: str, after: str, room: float) -> bool:
    """Whether the next word would not have fitted on the line before."""
    return 0 < room <= len(before) + 1 + len(after.split(" ", 1)[0])


def _is_label_alone(text: str) -> bool:
    return len(text) < 24 and bool(_LABEL_ALONE.fullmatch(text))
