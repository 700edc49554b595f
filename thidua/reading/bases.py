"""The documents a plan is built on, cited by number in its preamble or in a section of their own."""

from __future__ import annotations

import re

from thidua.reading.dates import full_days
from thidua.reading.letters import fold
from thidua.reading.lexicon import CITED_DOCUMENTS
from thidua.reading.plan import Basis, Span
from thidua.reading.sheet import Sheet

_NUMBER = re.compile(
    r"(?:(?<![\w/])|(?<=\bso))"
    r"(?P<number>\d{1,5}[a-z]?\s?(?:/\s?(?:19|20)\d{2}\s?(?:/|-)\s?|\s?/\s?|\s?-\s?|\s(?=[a-z]{2,}/))"
    r"(?!\d)[a-z]\w*?(?:\s?[-/&.]+\s?[a-z]\w*?|\sdt)*(?:/(?:19|20)\d{2})?)(?=ngay|cua|ve viec|\b)",
)
_NAMED = "|".join(fold(name) for name in CITED_DOCUMENTS)
_GROUND = re.compile(
    r"\b(?:can cu|thuc hien|thi hanh|trien khai|tiep tuc|theo|quan triet|chap hanh|huong ung|tinh than)\b"
    r"|^\W*(?:\w{1,3}[.)]\s*)?(?:" + _NAMED + r")\b"
)
_ABOUT = re.compile(
    r"(?:\bve\b|\bv/v\b|ban hanh|phe duyet|quy dinh|huong dan|sua doi|trien khai|thuc hien)(?! (?:so )?\d)"
)
_NEXT = re.compile(rf"(?:,|\bva)\s(?:cac |can cu |thuc hien )?(?:{_NAMED})\b[^,;]{{0,40}}$")
_PART = re.compile(r";|(?<=[a-z)])\.\s|\bcan cu\b")
_PROSE = re.compile(r"[a-zà-ỹđ]{3,}")
_SPACED = re.compile(r"\s+")


def bases_of(sheet: Sheet) -> tuple[Basis, ...]:
    """One entry a number, in order of first mention; the date only where it stands beside the number."""
    found: dict[str, Basis] = {}
    for index in _places(sheet):
        for basis in _cited_in(sheet, index):
            found.setdefault(_SPACED.sub("", basis.number).casefold(), basis)
    return tuple(found.values())


def _places(sheet: Sheet) -> list[int]:
    preamble = list(range(sheet.frame.preamble, sheet.frame.body))
    own = [i for i in sheet.content() if sheet.kind_at(i) == "bases"]
    return preamble + own


def _cited_in(sheet: Sheet, index: int) -> list[Basis]:
    text, folded = sheet.texts[index], sheet.folded[index]
    cited: list[Basis] = []
    grounds = _GROUND.search(folded)
    if grounds is None:
        return []
    since, within = grounds.start(), False
    for found in _NUMBER.finditer(folded, grounds.start()):
        number = _SPACED.sub("", text[found.start() : found.end()]).rstrip(".-–/")
        if not _is_number(number):
            continue
        within = bool(cited) and _is_within(folded[since : found.start()], within)
        since = found.end()
        if within or "ttr" in number.lower():
            continue
        day = next(full_days(folded[found.end() : found.end() + 45]), None)
        beside = day and re.fullmatch(r"[\s,;(]*(?:ra )?(?:ngay)?\s*", folded[found.end() : found.end() + day.start])
        cited.append(
            Basis(number=number, date=day.first if day and beside else None, source=Span(index, *found.span()))
        )
    return cited


def _is_within(between: str, within: bool) -> bool:
    """Whether a number after `between` names a document that the one before it is about."""
    if _PART.search(between):
        return False
    return bool(within or _ABOUT.search(between)) and (within or not _NEXT.search(between))


def _is_number(number: str) -> bool:
    """Whether it looks like số/ký hiệu: capitals after the stroke, as in `12/KH-UBND` or `06/2022/QH15`."""
    tail = re.sub(r"^\d+", "", number)
    letters = [letter for letter in tail if letter.isalpha()]
    return (sum(letter.isupper() for letter in letters) * 2 >= len(letters) and len(letters) >= 2) or (
        fold(tail) != tail and not _PROSE.search(tail)
    )
