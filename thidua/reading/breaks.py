"""Where one line holds several: letterhead columns side by side, and texts whose line breaks are lost."""

from __future__ import annotations

import re

from thidua.reading.labels import Label, label_of
from thidua.reading.letters import UPPER, fold, is_upper
from thidua.reading.lexicon import PREDICATES

_WIDE = re.compile(r"(?<=\S)(?:[ \u00a0]{4,}|\t\s*)(?=\S)")
_COLUMN = re.compile(
    r"(?<=\S)\s+\W*(?=cong hoa xa hoi chu nghia)|(?<=hanh phuc)\W+(?=\w)|(?<=\w)\W+(?=so\s?: ?\d*\s?/)"
    r"|(?<=\S)\s+(?=doc lap\s*-\s*tu do)|(?<=viet nam)\s{3,}(?=\S)"
    r"|(?:\bso\s?:?\s*\d*\s?[/-]\s?\S++|\S {3,}|\t)\s*(?=[^\s,]+(?: [^\s,]+){0,4}, ?ngay [\s\d.…]{1,12} ?thang)"
)
_LETTERHEAD = re.compile(r"cong hoa|doc lap|, ?ngay|\|")
_FORMAL_HEAD = re.compile(
    r"cong hoa xa hoi|doc lap\s*-|, ?ngay .{0,12}thang|^\W*so\s?:|noi nhan|\bk\.?t\.|\bt\.?m\.|^\W*luu\s?:"
)
_BAR = re.compile(r"\s*\|\s*")
_RULE = re.compile(r"[\s|:+=-]+")
_FORMAL = re.compile(
    r"noi nhan|hieu truong|giam doc|chu tich|truong phong|truong ban|bi thu|\bk\.?t\.|\bt\.?m\.|so:|luu\b|^\s*-"
)
_DASHED = re.compile(r"^\s*[-–+]")

_SPOTS = re.compile(
    rf"(?<=\s)(?:"
    rf"(?P<label>(?:PHẦN|Phần)\s+(?:THỨ\s+|thứ\s+)?\w+|[IVX]{{1,5}}\s?[./)-]"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}\s?[.)/]?|[a-hđ][.)]|[A-E]\.)\s*(?=[{UPPER}“\"])"
    rf"|(?P<bullet>[-–+•*●])\s?(?=[{UPPER}“\"\d])"
    rf"|(?P<formal>Nơi nhận|NƠI NHẬN|(?:KT|TM|TL|TUQ|Q)\.\s?[{UPPER}]{{3}}|Trên đây là"
    rf"|CỘNG H[ÒO][ÀA]? XÃ HỘI|Độc lập\s?[-–]\s?Tự do"
    rf"|Số\s?:\s?\d|(?<=[^{UPPER},] )KẾ HOẠCH(?=\s)|HIỆU TRƯỞNG(?=\s|$)|PHÓ HIỆU TRƯỞNG"
    rf"|[{UPPER}][^\s,]*(?:\s[{UPPER}][^\s,]*){{0,3}}, ngày\s)"
    rf"|(?P<basis>(?:Căn cứ|Thực hiện|Thi hành|Triển khai)\s(?=[{UPPER}\d]|kế hoạch số|công văn số))"
    rf")"
)
_REFERRED = re.compile(r"(?:dieu|khoan|muc|so|thang|bai|lop|quy|phan|diem|tap|buoc|nam|ngay|giai doan)\s*$")
_STOP = '.;:!?…/)”"'


def is_letterhead(raw: str) -> bool:
    """Whether a line shows the nation's name, a document's number or a place and date."""
    return len(raw) < 600 and bool(_FORMAL_HEAD.search(fold(raw)))


def columns_in(raw: str) -> list[int]:
    """Offsets at which a visual line of a letterhead or of the signatures is two columns."""
    if (len(raw) > 260 and "|" not in raw) or _RULE.fullmatch(raw) or len(raw) > 600:
        return []
    folded = fold(raw)
    if not _LETTERHEAD.search(folded) and not _WIDE.search(raw):
        return []
    cuts = {found.end() for found in _COLUMN.finditer(folded)}
    if "|" in raw:
        cuts |= {at for found in _BAR.finditer(raw) for at in found.span()}
    wide = _WIDE.search(raw)
    if wide and _is_formal(raw[: wide.start()], raw[wide.end() :]):
        cuts.add(wide.end())
    return sorted(cut for cut in cuts if cut > 0)


def _is_formal(left: str, right: str) -> bool:
    """Whether two columns are a letterhead or the recipients beside the signer, not cells of a table."""
    if left.count("  ") > 3 or _WIDE.search(right):
        return False
    if _is_name(left.strip()) and _is_name(right.strip()):
        return True
    formal = _FORMAL.search(fold(left)) or _FORMAL.search(fold(right))
    return bool(formal and (is_upper(right) or is_upper(left) or _DASHED.match(left) or _is_name(right)))


def _is_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 5 and all(word.isalpha() and word[0].isupper() for word in words)


class _Sequence:
    """The labels met so far in a text without line breaks: a label counts only when it comes in turn."""

    def __init__(self) -> None:
        self.last: dict[str, tuple[int, ...]] = {}

    def takes(self, label: Label) -> bool:
        before = self.last.get(label.style)
        in_turn = label.value == 1 or (before is not None and label.value in (before[-1] + 1, before[-1] + 2))
        if label.style.startswith("dotted"):
            in_turn = in_turn or self.last.get("number", ())[-1:] == label.path[:1]
        if not in_turn:
            return False
        self.last[label.style] = label.path
        for lower in _LOWER.get(label.style, ()):
            self.last.pop(lower, None)
        return True


_LOWER = {
    "part": ("roman", "number", "number)", "dotted2", "small"),
    "roman": ("number", "number)", "dotted2", "dotted3", "small"),
    "number": ("dotted2", "dotted3", "small"),
    "dotted2": ("dotted3", "small"),
}


def lost_breaks(raw: str) -> list[int]:
    """Offsets at which a text without line breaks begins a new line: labels in turn, dashes, formal words."""
    sequence, cuts, began = _Sequence(), [0], False
    for found in _SPOTS.finditer(raw):
        at = found.start()
        if found["label"]:
            label = label_of(raw[at : at + 60])
            if label is None or _REFERRED.search(fold(raw[max(0, at - 14) : at])) or not sequence.takes(label):
                continue
            cuts.append(at)
            began = True
            title_end = _heading_end(raw, at + label.end)
            if title_end:
                cuts.append(title_end)
        elif found["bullet"]:
            if _begins_item(raw, at, cuts[-1]):
                cuts.append(at)
        elif found["basis"]:
            if not began and _begins_basis(raw, at, cuts[-1]):
                cuts.append(at)
        elif found["formal"]:
            cuts.append(at)
    return sorted(set(cuts) - {0})


def _begins_item(raw: str, at: int, since: int) -> bool:
    before = raw[max(since, at - 3) : at].rstrip()
    if before[-1:] in _STOP and before[-1:]:
        return True
    lead = raw[since:at]
    return len(lead) < 120 and label_of(lead) is not None


_NUMBERED = re.compile(r"[^;]{0,90}?\b\d{1,5}\s?[/-]")


def _begins_basis(raw: str, at: int, since: int) -> bool:
    """A cited document after the title or after another basis; never the title's own first word."""
    before = raw[since:at].strip()
    if before[-1:] in (";", ",", "."):
        return True
    return len(before) > 12 and bool(_NUMBERED.match(raw[at : at + 120]))


_CAPS_RUN = re.compile(rf"[{UPPER}\d\s,;:()/&–“”\"-]+")

_BEGINNERS = "|".join(
    word.capitalize()
    for word in (
        *PREDICATES,
        "phong trào",
        "toàn thể",
        "nhà trường",
        "các",
        "mỗi",
        "trong",
        "việc",
        "công tác",
        "đợt",
        "thông qua",
        "qua",
        "kế hoạch",
        "đây",
    )
)
_TEXT_BEGINS = re.compile(rf"(?<=[^\W\dA-Z_]|\)) (?=(?:{_BEGINNERS})(?!\w)|100\s?%)")


def _heading_end(raw: str, start: int) -> int | None:
    """Where the heading that begins at `start` gives way to the text under it, if that can be told."""
    run = _CAPS_RUN.match(raw, start)
    if run and run.end() - start >= 6 and is_upper(run[0]):
        return _caps_end(raw, start, run.end())
    stop = re.compile(r"[.;:]\s").search(raw, start, start + 180)
    begins = _TEXT_BEGINS.search(raw, start, min(start + 140, stop.start() if stop else len(raw)))
    return begins.end() if begins else None


def _caps_end(raw: str, start: int, end: int) -> int | None:
    """The end of a run of capitals: without the first letter of the next word, a number or a dash after it."""
    if end < len(raw) and raw[end].islower():
        while end > start and raw[end - 1].isalpha():
            end -= 1
    end = start + len(raw[start:end].rstrip(" 0123456789-–(;:,"))
    return end if start < end < len(raw) else None
