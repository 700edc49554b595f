"""Words of time: where a sentence says how often or by which day ("hằng tháng", "ngày 15", "tháng cuối quý").

No pattern repeats a repetition, so a text is searched in linear time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_GAP = r"\s{1,5}"
_UNIT = rf"(?:tuần|quý|học{_GAP}k[ỳì]|năm{_GAP}học|năm|(?:(?:0?[369]|ba|sáu|chín){_GAP})?tháng)\b"
_HEAD = (
    rf"\b(?:(?:định{_GAP}kỳ{_GAP})?(?:h[ằà]ng|mỗi|từng|theo){_GAP}|định{_GAP}kỳ{_GAP}){_UNIT}"
    rf"|\b(?:0?1|một){_GAP}lần(?:\s?/\s?|{_GAP})(?:(?:0?1|một|mỗi){_GAP})?{_UNIT}"
    rf"|\b(?:(?:0?1|một|mỗi){_GAP})?{_UNIT}(?:\s?/\s?(?:(?:0?1|một){_GAP})?|{_GAP}(?:0?1|một){_GAP})lần\b"
    rf"|\bcuối{_GAP}(?:h[ằà]ng|mỗi|từng){_GAP}{_UNIT}"
)
_QUARTER_MONTH = (
    rf"\btháng{_GAP}(?:cuối|đầu|thứ{_GAP}(?:nhất|hai|ba|[123]))(?:{_GAP}(?:cùng|tiên|của|mỗi|h[ằà]ng"
    rf"|từng)){{0,3}}{_GAP}quý\b"
    rf"|\bcuối{_GAP}(?:(?:mỗi|h[ằà]ng|từng){_GAP})?quý\b(?!{_GAP}(?:[IV\d]))"
)
_NEXT_MONTH = (
    rf"\btháng{_GAP}(?:sau|tiếp|kế{_GAP}tiếp|liền{_GAP}(?:kề|sau))\b"
    rf"|\b(?:của|tháng{_GAP}đầu){_GAP}quý{_GAP}(?:sau|tiếp)\b"
)
_DATE = (
    r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}\b"
    rf"|\bngày{_GAP}\d{{1,2}}{_GAP}tháng{_GAP}\d{{1,2}}{_GAP}năm{_GAP}\d{{4}}\b"
)
_MONTH_DAY = (
    rf"\b(?:ngày{_GAP})?\d{{1,2}}\s?/\s?\d{{1,2}}\b(?!\s?[/%\d])"
    rf"|\b(?:ngày{_GAP})?\d{{1,2}}{_GAP}tháng{_GAP}\d{{1,2}}\b(?!{_GAP}năm{_GAP}\d)"
    rf"|\bngày{_GAP}cuối(?:{_GAP}cùng)?(?:{_GAP}của)?{_GAP}tháng{_GAP}\d{{1,2}}\b(?!\s?[/-]\s?\d|{_GAP}năm{_GAP}\d)"
)
_SPAN_DAY = (
    rf"\bngày{_GAP}(?:\d{{1,2}}|cuối(?:{_GAP}cùng)?)(?:{_GAP}của)?{_GAP}tháng{_GAP}thứ{_GAP}"
    rf"(?:[1-6]|nhất|hai|ba|tư|năm|sáu)\b(?!(?:{_GAP}(?:của|mỗi|h[ằà]ng|từng)){{0,3}}{_GAP}quý)"
)
_DAY = rf"\bngày{_GAP}(?:\d{{1,2}}\b(?!\s?[/\d])|cuối(?:{_GAP}cùng)?\b)"
_WEEKDAY = rf"\b(?:thứ{_GAP}(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ{_GAP}nhật)\b"
_YEAR_TAIL = rf"(?:\s?[/-]\s?|{_GAP}(?:của{_GAP})?(?:năm{_GAP})?)(?:20\d\d)\b"
_PERIOD = (
    rf"\b(?:từ{_GAP})?(?:"
    rf"quý{_GAP}(?:I{{1,3}}|IV|[1-4])(?:\s?(?:,|-|–|và|đến)\s?(?:quý{_GAP})?(?:I{{1,3}}|IV"
    rf"|[1-4])){{0,3}}\b(?:{_YEAR_TAIL})?"
    rf"|(?:0?6|sáu){_GAP}tháng{_GAP}(?:đầu|cuối)(?:{_GAP}năm)?(?:{_YEAR_TAIL})?"
    rf"|(?:học{_GAP}k[ỳì]{_GAP}(?:II?|[12])\b.{{0,3}}|(?:trong|hết|cuối"
    rf"|suốt){_GAP})năm{_GAP}học{_GAP}20\d\d\s?[-–]\s?20\d\d\b"
    rf"|(?:trong|hết|cuối){_GAP}năm{_GAP}20\d\d\b(?!\s?[-–]\s?\d)"
    rf"|tháng{_GAP}(?:0?[1-9]|1[0-2])\b(?!\s?[-–%]\s?\d)(?:{_YEAR_TAIL})?"
    rf")"
)
_ALWAYS = (
    r"(?<!giáo\sdục\s)(?<!bồi\sdưỡng\s)(?<!chi\s)(?<!thi\sđua\s)(?<!không\s)"
    rf"\bthường{_GAP}xuyên\b|\b(?:h[ằà]ng|mỗi){_GAP}ngày\b|\bquanh{_GAP}năm\b"
)
_ON_DEMAND = rf"\bkhi{_GAP}(?:có{_GAP})?(?:yêu{_GAP}cầu|phát{_GAP}sinh)\b|\btheo{_GAP}yêu{_GAP}cầu\b|\bđột{_GAP}xuất\b"
_STOP = r"[.;:!?](?=\s|$)|[\r\n]"
_SHAPES = {
    "date": _DATE,
    "always": _ALWAYS,
    "demand": _ON_DEMAND,
    "head": _HEAD,
    "quarter_month": _QUARTER_MONTH,
    "next_month": _NEXT_MONTH,
    "month_day": _MONTH_DAY,
    "span_day": _SPAN_DAY,
    "day": _DAY,
    "weekday": _WEEKDAY,
    "period": _PERIOD,
    "unit": _UNIT + r"(?!\s{0,3}\d)",
    "stop": _STOP,
}
_WORD_OR_STOP = r"(?:(?<!\w)(?=\w)|(?=[.;:!?\r\n]))"
"""Asked first, since every shape begins a word or is a stop: within words nothing else is tried."""
_MARKS = re.compile(f"{_WORD_OR_STOP}(?:{'|'.join(f'(?P<{kind}>{shape})' for kind, shape in _SHAPES.items())})", re.I)


class Mark(NamedTuple):
    kind: str
    start: int
    end: int
    words: str


def marks_of(text: str) -> list[Mark]:
    """Every word of time of a text, in order, in lower case."""
    return [
        Mark(found.lastgroup or "", found.start(), found.end(), found.group().lower())
        for found in _MARKS.finditer(text)
    ]
