"""When a plan runs, and the phases it names."""

from __future__ import annotations

import re

from thidua.reading.letters import fold, trim
from thidua.reading.plan import Period, Phase, Said, Span
from thidua.reading.ranges import Range, range_in
from thidua.reading.sheet import Sheet, bare

_RUNS = re.compile(
    r"(?:phong trao|ke hoach|tuan le|thang (?:hanh dong|cao diem|thanh nien|an toan)|cuoc van dong"
    r"|chuong trinh|cuoc thi|dot thi dua|thoi gian)[^.;]{0,160}?"
    r"(?:trien khai|to chuc|thuc hien|phat dong|dien ra|bat dau|keo dai|tien hanh|duoc tinh|:)"
)
_RUN_IN = re.compile(
    r"(?:[-+*]\s*|\w{1,3}[.)]\s*)?thoi gian(?: (?:thuc hien|trien khai|to chuc|thi dua|phat dong|tien hanh"
    r"|dien ra|cua|va|thuc|hien|phong trao|dot))*[^:.;]{0,40}:"
)
_FARTHEST = 80
"""Characters between `phong trào được thực hiện` and the time that is said of it."""
_ROUND = re.compile(r"(?:dot|giai doan|vong|buoc|hoc ky|ky)\s*(?:\d|[ivx]+\b|mot|hai|ba|thi dua)|^dot\b")
_ROUND_HEAD = re.compile(
    r"(?P<label>(?:giai doan|dot(?: thi dua)?|dot cao diem)(?!\s*\d{3})\s*(?:thu\s+)?(?:\d{1,2}(?!\d|[/-])"
    r"|[ivx]{1,4}\b|mot\b|nhat\b|hai\b|ba\b|bon\b|tu\b)?)"
)
_SPAN_LABEL = re.compile(r"giai doan\s*\d{4}\s*-\s*\d{4}(?=\s*(?:[:(]|$))")
_OTHER_SPAN = re.compile(
    r"(?:nam hoc|nhiem ky)\s*:?\s*20\d{2}(?:\s*-\s*20\d{2})?|(?:tam nhin|dinh huong)(?: den)?(?: nam)?\s*20\d{2}"
)
"""Years in a title that are not the plan's own: a school year, a term of office, what lies beyond."""
_DAYS_SPAN = re.compile(r"\btu (?:ngay )?\d{1,2}\s?[/.-].{1,12}?\bden .{4,20}?(?:19|20)\d{2}")
_TITLE_SPAN = re.compile(
    r"(?:giai doan|trong (?:cac|2|3|5) nam|nam|tu nam)?\s*(?P<a>20\d{2})\s*(?:-|den|–"
    r"|den nam)\s*(?:nam\s*)?(?P<b>20\d{2})"
)


def period_of(sheet: Sheet, title: Said) -> Period:
    """A sentence about the whole, then the title's `giai đoạn A - B` or `năm N`."""
    for index in _time_blocks(sheet):
        found = _of_the_whole(sheet, index)
        if found:
            return _period(index, found)
    return _titled(title)


def _period(index: int, found: Range) -> Period:
    return Period(start=found.start, end=found.end, source=Span(index, found.at, found.end_at))


def _time_blocks(sheet: Sheet) -> list[int]:
    """Where the time of the whole is told: sections on time first, then any run-in heading or sentence."""
    body = [i for i in sheet.content() if i < sheet.frame.closing]
    own = [i for i in body if sheet.kind_at(i) == "time"]
    run_in = [i for i in body if _RUN_IN.match(sheet.folded[i])]
    rest = [i for i in body if _RUNS.search(sheet.folded[i][:260]) and sheet.kind_at(i) not in ("situation", "bases")]
    return list(dict.fromkeys([*own, *run_in, *rest]))


def _of_the_whole(sheet: Sheet, index: int) -> Range | None:
    text = bare(sheet.texts[index])
    shift = len(sheet.texts[index]) - len(text)
    folded = fold(text)[:500]
    run_in = _RUN_IN.match(folded)
    if run_in and _under_round(sheet, index):
        return None
    runs = _RUNS.search(folded[:260])
    runs = runs if runs and runs.start() < 70 else None
    own = sheet.kind_at(index) == "time" and _is_whole_line(folded)
    if (
        not (run_in or runs or own)
        or _ROUND.match(folded)
        or (runs and not run_in and _ROUND.search(folded[: runs.end()]))
    ):
        return None
    since = run_in.end() if run_in else runs.start() if runs else 0
    sentence = re.split(r"(?<=[^\d])\.\s|;", folded[since:], maxsplit=1)[0]
    found = range_in(sentence)
    if not found or not _is_span(sentence, found) or (runs and not run_in and found.at > _FARTHEST):
        return None
    return Range(found.at + since + shift, found.end_at + since + shift, found.start, found.end)


def _under_round(sheet: Sheet, index: int) -> bool:
    """Whether the line belongs to a task, a phase or a unit rather than to the plan."""
    over = next((node for node in sheet.chain(index) if node.index != index), None)
    if over is not None and over.parent is not None and not sheet.kinds[over.index]:
        return True
    return sheet.kind_at(index) not in (
        "",
        "time",
        "scope",
        "participants",
        "contents",
        "requirements",
        "aims",
        "organisation",
    )


def _is_whole_line(folded: str) -> bool:
    if folded[-1:] == ":" or re.match(r"(?:thang|nam|tuan|quy|ngay)\b[^:]{0,24}:", folded):
        return False
    return bool(
        re.match(r"(?:thoi gian\b[^:]{0,40}:)?\s*(?:bat dau )?(?:tu|trong|nam|ke tu|den|ca nam|thang)\b", folded)
    )


def _is_span(sentence: str, found: Range) -> bool:
    """One day alone is an event, and a day that something is owed by is no span."""
    return found.start != found.end and not re.search(
        r"(?:truoc|cham nhat)\s*(?:ngay|het|thang|\s)*$", sentence[: found.at]
    )


def _titled(title: Said) -> Period:
    if not title.value or title.source is None:
        return Period()
    folded = _OTHER_SPAN.sub(lambda other: "#" * len(other[0]), fold(_unquoted(title.value)))
    spans = list(_TITLE_SPAN.finditer(folded))
    named = [found for found in spans if "giai doan" in found[0]] or spans
    days = _DAYS_SPAN.search(folded)
    found = range_in(days[0] if days else named[-1][0] if named else _last_year(folded))
    if not found:
        return Period()
    return Period(start=found.start, end=found.end, source=title.source)


def _unquoted(title: str) -> str:
    """A title without what it quotes, unless the year stands only there."""
    bare_title = re.sub(r"[“\"«][^”\"»]*[”\"»]", " ", title)
    return bare_title if re.search(r"20\d{2}", bare_title) else title


def _last_year(folded: str) -> str:
    found = re.findall(r"(?:den (?:het |cuoi )?)?(?:thang \d{1,2}\s*(?:nam|/)\s*|nam\s*)20\d{2}\b", folded)
    return found[-1] if found else ""


def phases_of(sheet: Sheet) -> tuple[Phase, ...]:
    """Giai đoạn and đợt of this plan that have dates of their own."""
    found = []
    for index in sheet.content():
        if index >= sheet.frame.closing or sheet.kind_at(index) in ("bases", "situation"):
            continue
        phase = _phase_at(sheet, index)
        if phase:
            found.append(phase)
    return tuple(found)


def _phase_at(sheet: Sheet, index: int) -> Phase | None:
    whole = sheet.texts[index]
    text = bare(whole)
    shift = len(whole) - len(text)
    folded = sheet.folded[index][shift:]
    head = _SPAN_LABEL.match(folded) or _ROUND_HEAD.match(folded)
    if head is None:
        return None
    label_end = _label_end(folded)
    if not _is_named(folded, label_end):
        return None
    time = _phase_time(sheet, index, folded, head, label_end)
    if time is None or not (time.start or time.end):
        return None
    return Phase(
        label=trim(text[:label_end]), start=time.start, end=time.end, source=Span(index, shift, shift + len(text))
    )


def _is_named(folded: str, label_end: int) -> bool:
    """`Đợt 1`, `Giai đoạn II`, or any name before a colon; not `Đợt thi đua được phát động …`."""
    label = folded[:label_end]
    return (
        bool(re.search(r"\d|\b(?:[ivx]+|mot|nhat|hai|ba|bon|tu)$", label))
        or folded[label_end : label_end + 2].strip()[:1] == ":"
    )


def _phase_time(sheet: Sheet, index: int, folded: str, head: re.Match[str], label_end: int) -> Range | None:
    """The time beside the label, else on a line of its own under it."""
    spans_years = head.re is _SPAN_LABEL
    found = range_in(folded[: head.end()] if spans_years else folded[head.end() : 220])
    if found and found.at <= 110:
        return found
    return _timed_below(sheet, index) if label_end >= len(folded.rstrip(" .:")) - 1 else None


def _label_end(folded: str) -> int:
    """The words before the colon or bracket."""
    stop = re.search(r"\s*[:(,;.]|\s+-\s|\s+(?:tu|bat dau|duoc)\b", folded[:120])
    return stop.start() if stop else min(len(folded), 120)


def _timed_below(sheet: Sheet, index: int) -> Range | None:
    for below in (index + 1, index + 2):
        if below < len(sheet.texts) and "thoi gian" in sheet.folded[below][:20]:
            return range_in(sheet.folded[below][:220])
    return None
