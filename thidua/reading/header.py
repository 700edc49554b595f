"""Letterhead: the body that issues the plan, its number, place and date."""

from __future__ import annotations

import re

from thidua.reading.bodies import subject_of
from thidua.reading.dates import full_days
from thidua.reading.letters import UPPER, fold, is_upper, trim
from thidua.reading.plan import Header, Said, SaidDate, Span
from thidua.reading.sheet import Sheet

_NUMBER = re.compile(
    r"\bso\s*:?\s*(?P<number>\d{1,5}[a-z]?(?:\s*[/-]\s*|\s(?=[a-z]{2,}/))[^\s,;]*(?:\s*[-/&]\s*[^\W\d_][^\s,;]*|(?<=[-/&])\s+[^\W\d_][^\s,;]*)*)"
)
_UNNUMBERED = re.compile(r"\bso\s*:")
_DATED = re.compile(
    r"(?P<place>(?:\bt[px]\.\s?)?[^,;:.\d]{2,40}), ?ngay\s*(?:[\d.… ]{0,8}\s*thang"
    r"|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4})"
)
_NATION = re.compile(
    r"cong hoa xa hoi|doc lap\s*-?\s*tu do|dang cong san viet nam|^doan tncs|^doi (?:tntp|thieu nien)"
    r"|^doan thanh nien cong san"
    r"|tu do\s*-\s*hanh phuc|^(?:cong hoa\b|xa hoi chu nghia|(?:chu )?nghia viet nam)"
)
_BODY_HEAD = re.compile(
    r"(?:phan hieu |lien )?(?:truong|so|phong|ubnd|uy ban|lien doan|cong doan|ban|dang bo|dang uy|chi bo"
    r"|doan|chi doan|hoi|trung tam|bo|cdcs|"
    r"to|bch|lien doi|doi|cum|khoi|van phong|hoc vien|cuc|vien|tong lien doan|hoi dong|thanh doan"
    r"|tinh doan|thanh uy|tinh uy|huyen uy|thcs|thpt|tieu hoc|mam non|mat tran)\b"
)
_PARENT_BEFORE = re.compile(
    r"(?:ubnd|uy ban|so|phong|bo|lien doan|cong doan(?! co so)|tinh doan|huyen doan|dang bo|dang uy|truong)\b.{6,}?\s"
    r"(?=(?:(?:cong doan|cdcs|bch|ban chap hanh|chi bo|doan|lien doi)\s)*"
    r"(?:truong\b|trung tam\b|phong gi|phong gd|so gi|so gd|cong doan gi|lien doi\b|to\b))"
)
_ISSUES = re.compile(
    r"(?:xay dung|ban hanh|lap|de ra|trien khai|phat dong|to chuc|thong nhat|thuc hien)\b(?: (?:va|,) ?(?:trien khai"
    r"|ban hanh|to chuc(?: thuc hien)?|thuc hien))?"
    r"(?: (?:thuc hien|noi dung|cac))*\s+(?:ban )?(?:ke hoach|phong trao|cong tac|dot thi dua|cuoc thi)"
)


def header_of(sheet: Sheet) -> Header:
    """Issuer, number, place and date of a plan."""
    return Header(_issuer(sheet), _number(sheet), *_place_and_date(sheet))


def _head(sheet: Sheet) -> range:
    """The blocks of the letterhead; without a title, the first few of the document."""
    title = sheet.frame.title
    return range(sheet.frame.start, title if title is not None else min(8, sheet.frame.body))


def _number(sheet: Sheet) -> Said:
    for index in (*_head(sheet), *_after_title(sheet)):
        text, folded = sheet.texts[index], sheet.folded[index]
        search = _NUMBER.search if index < (sheet.frame.title or len(sheet.texts)) else _NUMBER.match
        found = search(folded) if len(text) < 200 and not text.startswith("Ngày ") else None
        if found:
            number = _tidy_number(text[found.start("number") : found.end("number")])
            if any(letter.isalpha() for letter in number):
                return Said(value=number, source=Span(index, found.start("number"), found.end("number")))
    return Said()


def _after_title(sheet: Sheet) -> range:
    title = sheet.frame.title
    return range(0) if title is None else range(title + 1, min(title + 3, sheet.frame.preamble))


def _tidy_number(raw: str) -> str:
    squeezed = re.sub(r"\s*([/&–-])\s*", r"\1", trim(raw))
    words = squeezed.split()
    return "".join(words[: 2 if words[0].isdigit() else 1]) if words else ""


def _place_and_date(sheet: Sheet) -> tuple[Said, SaidDate]:
    foot = range(
        max(sheet.frame.body, min(sheet.frame.closing, sheet.frame.foot - 3)), min(sheet.frame.end, len(sheet.texts))
    )
    for index in (*_head(sheet), *_after_title(sheet), *foot):
        text, folded = sheet.texts[index], sheet.folded[index]
        found = _DATED.search(folded) if len(text) < 220 else None
        if not found:
            continue
        place = trim(text[found.start("place") : found.end("place")])
        day = next(full_days(folded[found.end("place") :]), None)
        said = Said(value=place or None, source=Span(index, found.start("place"), found.end("place")))
        return said, SaidDate(value=day.first if day else None, source=Span(index, found.start(), len(text)))
    return Said(), SaidDate()


def _issuer(sheet: Sheet) -> Said:
    lines = [(index, trim(sheet.texts[index])) for index in _head(sheet) if _is_letterhead(sheet.texts[index])]
    if lines and any(_BODY_HEAD.match(fold(text)) for _, text in lines):
        return _lower_lines(lines, is_joint=sheet.frame.is_joint)
    return _issuing_subject(sheet)


def _is_letterhead(text: str) -> bool:
    folded = fold(text)
    if (
        not text
        or text[0] == "/"
        or len(text) > 120
        or _NATION.search(folded)
        or _UNNUMBERED.search(folded)
        or _DATED.search(folded)
    ):
        return False
    return (
        is_upper(text) and any(letter.isalpha() for letter in text) and not folded.startswith(("du thao", "ke hoach"))
    )


def _lower_lines(lines: list[tuple[int, str]], *, is_joint: bool) -> Said:
    """The last line that begins with the head of a body's name (two of a joint plan), and what goes on under it."""
    heads = [i for i, (_, text) in enumerate(lines) if _BODY_HEAD.match(fold(text))]
    at = heads[-2:][0] if is_joint else _whole_name(lines, heads[-1])
    index, _ = lines[at]
    value = " ".join(text for _, text in lines[at:])
    parent = _PARENT_BEFORE.match(fold(value))
    value = value[parent.end() :] if parent else value
    return Said(value=value, source=Span(index, 0, len(lines[at][1])))


def _whole_name(lines: list[tuple[int, str]], at: int) -> int:
    """A union's or committee's name goes on over the line that names its school."""
    if at and re.fullmatch(
        r"(?:bch|ban chap hanh|cong doan|chi bo|hoi dong thi dua.*|ban chi dao.*)", fold(lines[at - 1][1])
    ):
        return at - 1
    return at


def _issuing_subject(sheet: Sheet) -> Said:
    """The subject of `… xây dựng Kế hoạch` at the end of the preamble."""
    for index in range(sheet.frame.body - 1, sheet.frame.preamble - 1, -1):
        for found in reversed(list(_ISSUES.finditer(sheet.folded[index]))):
            said = _subject_before(sheet, index, found.start())
            if said:
                return said
    return Said()


_CLAUSE_START = re.compile(r"[,;:.”\"]\s+")
_CAPITAL = re.compile(rf"(?<!\w)[{UPPER}]")
_LONGEST_ISSUER = 110


def _subject_before(sheet: Sheet, index: int, verb: int) -> Said | None:
    """The name of a body that reaches up to the verb at offset `verb`, in the nearest clause that has one."""
    text = sheet.texts[index]
    clauses = [0, *(found.end() for found in _CLAUSE_START.finditer(text, 0, verb))]
    for clause in reversed(clauses[-4:]):
        starts = sorted({clause, *(found.start() for found in _CAPITAL.finditer(text, clause, verb))})
        for start in starts:
            subject = subject_of(text[start:verb]) if verb - start <= 2 * _LONGEST_ISSUER else None
            if subject and _reaches(text, start + subject.start, start + subject.end, verb):
                span = Span(index, start + subject.start, start + subject.end)
                return Said(value=trim(text[span.start : span.end]), source=span)
    return None


def _reaches(text: str, start: int, end: int, verb: int) -> bool:
    name = text[start:end]
    whole = not text[end:verb].strip(" ,")
    return whole and len(name) <= _LONGEST_ISSUER and not re.search(r"\d{3}|[“”\"]", name)
