"""The title of a plan, and the name of the emulation movement that it launches."""

from __future__ import annotations

import re

from thidua.reading.letters import fold, trim
from thidua.reading.plan import Said, Span
from thidua.reading.sheet import Sheet

_NAME = re.compile(r"(?:du thao\s*)?k\s?e\s?\s?h\s?o\s?a\s?c\s?h\b[\s:.*-]*")
_JOINT = re.compile(r"(?:lien tich|lien nganh|phoi hop)$")
_MOVEMENT = re.compile(
    r"phong trao(?: thi dua)?(?: yeu nuoc| dac biet)?(?: (?:va )?cuoc van dong)?(?: theo chu de| mang ten"
    r"| voi chu de| chu de| ve| voi ten goi)?\s*:?\s*[“\"«](?P<name>[^”\"»]{3,400})(?:[”\"»]|$)"
)
_RESPONDS = re.compile(r"huong ung(?! va)[^“\"]{0,60}$")
_LAUNCHES = re.compile(r"phat dong|trien khai|thuc hien|to chuc|xay dung ke hoach|ban hanh ke hoach")
_ISSUES = re.compile(r"(?:xay dung|ban hanh|lap|phat dong|to chuc)\b")


def title_of_plan(sheet: Sheet) -> Said:
    """Everything from the words KẾ HOẠCH to the preamble, on one line."""
    at = sheet.frame.title
    if at is None:
        return Said()
    named = _NAME.match(sheet.folded[at])
    begun = named.end() if named else 0
    if _JOINT.match(sheet.folded[at], begun):
        begun = len(sheet.texts[at])
    parts = [sheet.texts[at][begun:].strip(), *(sheet.texts[i] for i in range(at + 1, sheet.frame.preamble))]
    value = _one_line([part for part in parts if part and not _is_aside(part)])
    doubt = "" if value else "Không thấy tên kế hoạch sau chữ KẾ HOẠCH."
    return Said(value=value or None, source=Span(at, begun, len(sheet.texts[at])), doubt=doubt)


def _is_aside(part: str) -> bool:
    folded = fold(part)
    return folded.startswith(("so:", "so :", "(ban hanh kem", "(kem theo")) or bool(
        re.match(r"[^,]{2,40}, ngay .{0,12}thang", folded)
    )


def _one_line(parts: list[str]) -> str:
    return trim(" ".join(parts)) if parts else ""


def movement_of(sheet: Sheet, title: Said) -> Said:
    """The quoted name directly after `phong trào thi đua` in the title, else in the preamble's own sentence."""
    if title.value:
        name = _name_in(title.value)
        if name and sheet.frame.title is not None:
            return Said(value=name, source=title.source)
        if "huong ung" in fold(title.value):
            return Said()
    for index in range(sheet.frame.preamble, sheet.frame.body):
        folded = sheet.folded[index]
        issuing = _ISSUES.search(folded)
        if not issuing or "ke hoach" not in folded[issuing.start() :]:
            continue
        name = _name_in(sheet.texts[index], _own_clause(folded))
        if name:
            start = sheet.texts[index].find(name)
            return Said(value=name, source=Span(index, start, start + len(name)))
    return Said()


def _own_clause(folded: str) -> int:
    """Where the plan speaks for itself: at the last `xây dựng (ban hành) kế hoạch`."""
    found = list(re.finditer(r"(?:xay dung|ban hanh|lap|phat dong|to chuc)\b[^;]{0,40}", folded))
    return found[-1].start() if found else 0


def _name_in(text: str, since: int = 0) -> str | None:
    folded = fold(text)
    for found in _MOVEMENT.finditer(folded, since):
        before = folded[max(0, found.start() - 90) : found.start()]
        if _RESPONDS.search(before):
            continue
        return trim(text[found.start("name") : found.end("name")])
    return None
