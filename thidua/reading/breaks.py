"""Where one line holds several: letterhead columns side by side, and texts whose line breaks are lost."""

from __future__ import annotations

import re
from collections.abc import Iterable

from thidua.reading.bodies import subject_of
from thidua.reading.labels import Label, label_of
from thidua.reading.letters import UPPER, fold, is_upper
from thidua.reading.lexicon import BODIES, CITED_DOCUMENTS, PREDICATES, WORK_WORDS

_WIDE = re.compile(r"(?<=\S)(?:[ \u00a0]{4,}|\t\s*)(?=\S)")
_COLUMN = re.compile(
    r"(?<=\S)\s+\W*(?=cong hoa xa hoi chu nghia)|(?<=hanh phuc)\W+(?=\w)|(?<=\w)\W+(?=so\s?: ?\d*\s?/)"
    r"|(?<=\S)\s+(?=doc lap\s*-\s*tu do)|(?<=viet nam)\s{3,}(?=\S)"
    r"|(?:\bso\s?:?\s*\d*\s?[/-]\s?\S++|\S {3,}|\t)\s*(?=[^\s,]+(?: [^\s,]+){0,4}, ?ngay [\s\d.…]{1,12} ?thang)"
)
_AFTER_CAPITALS = re.compile(
    rf"(?<=[{UPPER}]{{2}})\s+(?=[{UPPER}][^\s\d,{UPPER}]+(?:\s[{UPPER}][^\s\d,{UPPER}]*){{0,4}}, ?ngày\b|Số\s?:?\s?\d)"
)
"""Before a place and date, or a number, that stands right after a body in capitals."""
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

_BODY = (
    "UBND|ỦY BAN|UỶ BAN|SỞ|PHÒNG|TRƯỜNG|TRUNG TÂM|LIÊN ĐOÀN|CÔNG ĐOÀN|ĐẢNG BỘ|ĐẢNG ỦY|ĐẢNG UỶ|CHI BỘ|ĐOÀN|TỈNH ĐOÀN"
    "|HUYỆN ĐOÀN|HỘI|LIÊN ĐỘI|BỘ"
)
_OFFICE = (
    r"(?:PHÓ |P\.\s?|QUYỀN )?(?:HIỆU TRƯỞNG|GIÁM ĐỐC|CHỦ TỊCH|BÍ THƯ|TRƯỞNG PHÒNG|TRƯỞNG BAN|TỔ TRƯỞNG|TRƯỞNG KHOA"
    r"|CHÁNH VĂN PHÒNG|TỔNG PHỤ TRÁCH)"
)
_SPOTS = re.compile(
    rf"(?<=\s)(?:"
    rf"(?P<label>(?:PHẦN|Phần)\s+(?:THỨ\s+|thứ\s+)?\w+|[IVX]{{1,5}}\s?[./)-]"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}\s?[.)/-]?|[a-hđ][.)/]|[A-H][./)])\s*(?=[{UPPER}“\"]|\d+\s?%)"
    rf"|(?P<bullet>[-–+•*●])\s?(?=[{UPPER}“\"\d])"
    rf"|(?P<head>(?<=[^{UPPER}] )(?:{_BODY})\s(?=[{UPPER}&]{{2}})|#{{1,6}}\s|[-*_=]{{3,}}\s)"
    rf"|(?P<place>(?:T[Pp]\.\s?)?[{UPPER}][^\s,{UPPER}]*(?:\s[{UPPER}][^\s,{UPPER}]*){{0,4}}, ?ngày\s)"
    rf"|(?P<motto>CỘNG H[ÒO][ÀA]? XÃ HỘI CHỦ NGHĨA VIỆT NAM|(?:Độc lập|ĐỘC LẬP)\s?[-–]\s?\w+ \w+\s?[-–]\s?\w+ \w+"
    rf"|ĐẢNG CỘNG SẢN VIỆT NAM|ĐOÀN TNCS HỒ CHÍ MINH(?= BCH| BAN CH| ĐOÀN TR| CHI)|\|)"
    rf"|(?P<formal>Số\s?:\s?[\d/]|Số \d+\s?[-/]\s?[{UPPER}]{{2}}|(?<=[^{UPPER},] )KẾ HOẠCH(?=\s))"
    rf"|(?P<foot>Nơi nhận|NƠI NHẬN|(?:KT|TM|TL|TUQ|Q)\.\s?(?:{_OFFICE}|[{UPPER}]{{3}})|T/M [{UPPER}]{{3}}|Trên đây là)"
    rf"|(?P<office>{_OFFICE})(?=\s|$)"
    rf"|(?P<basis>Căn cứ|Thực hiện|Thi hành|Triển khai|Hưởng ứng|Tiếp tục|Nhằm)(?=\s)"
    rf")"
)
_REFERRED = re.compile(
    r"\b(?:điều|khoản|mục|số|tháng|bài|lớp|quý|phần|điểm|tập|bước|năm|ngày|giai đoạn|đợt)\s*$", re.IGNORECASE
)
_SIGN = re.compile(rf"\d+/[{UPPER}]{{2,}}[-/]")
_STOP = '.;:!?…/)”"'
_SYLLABLE = rf"[{UPPER}][^\s\d,.;:{UPPER}]*(?:[’'][^\W\d_]+)?"
_NAME = re.compile(
    rf"\s*(?:(?:\([^)]{{2,30}}\)|Đã ký)\s*)?(?P<name>{_SYLLABLE}(?:\s{_SYLLABLE}){{1,4}})(?!\S|\s[^\W\d{UPPER}_])"
)
_KEPT = re.compile(r"\s*Lưu\b[^.;]{0,40}[.;]/?\s")


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
    cuts = {
        found.end() for pattern, text in ((_COLUMN, folded), (_AFTER_CAPITALS, raw)) for found in pattern.finditer(text)
    }
    if "|" in raw:
        cuts |= {at for found in _BAR.finditer(raw) for at in found.span()}
    wide = _WIDE.search(raw)
    if wide and _is_formal(raw[: wide.start()], raw[wide.end() :]):
        cuts.add(wide.end())
    return sorted(cut for cut in cuts if cut > 0)


def _is_formal(left: str, right: str) -> bool:
    """Whether two columns are a letterhead or the recipients beside the signer, not cells of a table."""
    if left.lstrip().count("  ") > 3 or _WIDE.search(right):
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
    return _Breaks(raw).found()


class _Breaks:
    """One pass over a text that has lost its line breaks."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.cuts = [0]
        self.sequence = _Sequence()
        self.began = False
        """Whether the first label of the body is past."""
        self.at_foot = False
        """Whether the closing, the recipients or the signer are reached."""
        self.unsigned = False
        """Whether an office stands there that still waits for its name."""

    def found(self) -> list[int]:
        if self.raw.startswith("KẾ HOẠCH "):
            self._formal(0, len("KẾ HOẠCH"))
        for spot in _SPOTS.finditer(self.raw):
            getattr(self, f"_{spot.lastgroup}")(spot.start(), spot.end())
        return sorted(set(self.cuts) - {0, len(self.raw)})

    def _since(self, at: int) -> int:
        """The last cut before an offset."""
        return next(cut for cut in reversed(self.cuts) if cut <= at)

    def _label(self, at: int, _: int) -> None:
        label = label_of(self.raw[at : at + 60])
        referred = "." not in (label.raw if label else "") and _REFERRED.search(self.raw[max(0, at - 14) : at])
        if label is None or referred or _SIGN.match(self.raw, at) or not self.sequence.takes(label):
            return
        self.cuts.append(at)
        self.began = True
        end = _heading_end(self.raw, at + label.end)
        if end:
            self.cuts.append(end)

    def _bullet(self, at: int, _: int) -> None:
        if _begins_item(self.raw, at, self._since(at), anyway=self.at_foot):
            self.cuts.append(at)
            kept = _KEPT.match(self.raw, at + 1) if self.at_foot else None
            if kept:
                self.cuts.append(kept.end())
                self._name(kept.end())

    def _head(self, at: int, end: int) -> None:
        if not self.began or self.raw[at] == "#":
            self.cuts.append(at)
        if self.raw[at] in "-*_=":
            self.cuts.append(end)

    def _place(self, at: int, _: int) -> None:
        if not self.began or self.at_foot:
            self.cuts.append(at)

    def _motto(self, at: int, end: int) -> None:
        if not self.began:
            self.cuts += (at, end)

    def _formal(self, at: int, end: int) -> None:
        self.cuts.append(at)
        run = _CAPS_RUN.match(self.raw, end)
        if run and len(run[0]) > 20 and self.raw[at] == "K":
            self.cuts.append(_caps_end(self.raw, end, run.end()) or at)

    def _foot(self, at: int, _: int) -> None:
        self.at_foot = True
        self.cuts.append(at)

    def _office(self, at: int, end: int) -> None:
        if _NAME.match(self.raw, end) or self.at_foot:
            self.at_foot = self.unsigned = True
            self.cuts += (at, end)
            self._name(end)

    def _name(self, at: int) -> None:
        """Cut the name of the one who signs, where it follows at an offset."""
        name = _NAME.match(self.raw, at) if self.unsigned else None
        if name:
            self.unsigned = False
            self.cuts += name.span("name")

    def _basis(self, at: int, _: int) -> None:
        if not self.began and _begins_basis(self.raw, at, self._since(at)):
            self.cuts.append(at)


_TWINS = re.compile(
    r"(?:Tài chính|Xã hội|Khen thưởng|Tổng hợp|Nghiệp vụ|Thương binh|Hành chính|Giáo dục|Quản trị|Pháp chế|Đào tạo"
    r"|Hội|Đội|Thường xuyên|Kỹ thuật|Thông tin|Thể thao|Nghề nghiệp|Kế hoạch|Tổ phó|Tổ trưởng"
    r"|(?:Phó )?Hiệu trưởng|\d{4})\b"
)
_FIRST_TWIN = re.compile(
    r"(?:Phòng|Ban|Sở|Công chức|Tổ|Hội đồng|Trung tâm|Bộ phận|Cô|Thầy|Đ/c|Đồng chí|năm|\()[^.;:]{1,30}$"
)
"""The halves of `Phòng Kế hoạch - Tài chính`, `2026 - 2027`: such a dash begins no item."""


def _begins_item(raw: str, at: int, since: int, *, anyway: bool = False) -> bool:
    before = raw[max(since, at - 3) : at].rstrip()
    if before[-1:] in _STOP and before[-1:]:
        return True
    if _is_twin(raw, since, at + 1) or (not anyway and _joins_capitals(raw, at)):
        return False
    after, lead = raw[at + 1 : at + 24].lstrip(), raw[since:at]
    return (
        anyway or bool(_WORK.match(after) or _SPEAKER.match(after)) or (len(lead) < 120 and label_of(lead) is not None)
    )


def _is_twin(raw: str, since: int, after: int) -> bool:
    """Whether the dash that ends at offset `after` stands within a name."""
    second, first = raw[after : after + 24].lstrip(), raw[max(since, after - 44) : after].rstrip(" -–")
    if (second[:1].isdigit() and first[-1:].isdigit()) or first.count("“") > first.count("”"):
        return True
    return bool(_TWINS.match(second)) and bool(_FIRST_TWIN.search(first))


def _joins_capitals(raw: str, at: int) -> bool:
    """Whether a dash stands within a heading in capitals (`MỤC ĐÍCH - YÊU CẦU`) of a text that is not."""
    before, after = raw[max(0, at - 4) : at].rstrip(), raw[at + 1 : at + 5].lstrip()
    return before[-2:].isupper() and after[:2].isupper() and not is_upper(raw[max(0, at - 200) : at + 400])


_NUMBERED = re.compile(r"[^;]{0,200}?(?:\b\d{1,5}\s?[/-]|(?:xây dựng|ban hành|triển khai) [Kk]ế hoạch)")


def _begins_basis(raw: str, at: int, since: int) -> bool:
    """A cited document after the title or after another basis; never the title's own first word."""
    before = raw[since:at].strip()
    if before[-1:] in (";", ",", "."):
        return True
    return len(before) > 12 and (raw.startswith("Căn cứ", at) or bool(_NUMBERED.match(raw[at : at + 240])))


_CAPS_RUN = re.compile(rf"[{UPPER}\d\s,;:()/&–“”\"-]+")
_SPEAKERS = (
    "phong trào", "toàn thể", "nhà trường", "các", "mỗi", "trong", "việc", "công tác", "đợt", "thông qua", "qua",
    "đây", "hoạt động", "từ", "toàn trường", "tất cả", "hằng", "hàng", "khi", "những",
)  # fmt: skip
"""First words of a sentence that are no work."""


def _capitalised(words: Iterable[str]) -> str:
    return "|".join(word.capitalize() for word in words)


_WORK = re.compile(rf"(?!Yêu cầu)(?:{_capitalised((*PREDICATES, *WORK_WORDS))})(?!\w)")
_SPEAKER = re.compile(rf"(?:{_capitalised(_SPEAKERS)})(?!\w)|100\s?%")
_CAPITAL = re.compile(
    rf"(?<!\S)(?P<before>\S*(?:[^\W\d_]|\))) (?=(?P<pair>100\s?%|[{UPPER}][^\W\d{UPPER}_]*(?: [^\W\d{UPPER}_]+)?))"
)
_LEADS_ON = (
    "của", "và", "với", "các", "cho", "từ", "tại", "về", "do", "qua", "trong", "theo", "là", "đến", "trên", "hoặc",
    "mừng", "bởi", "vào", "dự", "giữa", "mỗi", "một", "những", "cùng",
)  # fmt: skip
"""Words after which a capital letter always goes on with the name."""
_NAMED_NEXT = (
    "thi", "trào", "ngày", "tháng", "tuần", "lễ", "án", "trình", "luật", "nghị", "hình", "đề", "hiệu", "động", "bộ",
    "quỹ", "hội", "ban", "tổ", "phòng", "trường", "đội", "đoàn", "gia", "viên", "cấp", "ủy", "uỷ",
)  # fmt: skip
"""Words after which a capital letter goes on with the name, unless work begins."""
_LONGEST_SUBJECT = 8
"""Words of a name that a sentence in a text without line breaks begins with."""
_NAMED_HEADS = ("Ban", "Phòng", "Tổ", "Đội", "Hội", "Bộ")
_NAME_PAIRS = frozenset(
    pair for body in BODIES for pair in (" ".join(body.split()[:2]), " ".join(body.split()[-2:])) if " " in pair
).difference(PREDICATES) | frozenset(
    (
        "thi đua",
        "thường vụ",
        "chấp hành",
        "giáo dục",
        "văn hóa",
        "tài chính",
        "thường xuyên",
        "phổ thông",
        "mầm non",
        "phục vụ",
        "chính trị",
    )
)
"""Pairs of syllables that go on with the name of a body."""


def _heading_end(raw: str, start: int) -> int | None:
    """Where the heading that begins at `start` gives way to the text under it, if that can be told."""
    run = _CAPS_RUN.match(raw, start)
    if run and run.end() - start >= 6 and is_upper(run[0]):
        return _caps_end(raw, start, run.end())
    end = min(start + 140, _halt(raw, start))
    return _sentence_after(raw, start, end)


_HALT = re.compile(
    rf"[.;:]\s|\s[-–+•*●]\s(?=[{UPPER}\d“\"])|\s(?=(?:[a-hđ][.)/]|\d{{1,2}}(?:\.\d{{1,2}})*[.)/]|[IVX]{{1,4}}[./])\s)"
)


def _halt(raw: str, start: int) -> int:
    """Where the heading ends at the latest: a stop, or the dash of an item."""
    for halt in _HALT.finditer(raw, start, start + 180):
        if not (_is_twin(raw, start, halt.end()) or _joins_capitals(raw, halt.start() + 1)):
            return halt.start()
    return len(raw)


def _sentence_after(raw: str, start: int, end: int) -> int | None:
    """Where a capital letter begins a sentence, not a name within the heading."""
    is_body = subject_of(raw[start:end]) is not None
    is_work = not is_body and _WORK.match(raw, start) is not None
    for found in _CAPITAL.finditer(raw, start, min(len(raw), end + 24)):
        at, before, pair = found.end(), found["before"], found["pair"].lower()
        if at > end:
            return None
        if before.lower() in _LEADS_ON or pair in CITED_DOCUMENTS or (is_body and _goes_on_with(pair, before)):
            continue
        named = before[0].isupper() or before in _NAMED_NEXT
        if _SPEAKER.match(raw, at) or (_WORK.match(raw, at) and not (is_work and named)):
            return at
        if not named and " " in pair and (not is_work or _is_sentence(raw[at : at + 160])):
            return at
    return None


def _is_sentence(text: str) -> bool:
    """Whether a body, in words and not in capitals, is said to do something."""
    subject = subject_of(text)
    return subject is not None and subject.acts and len(subject.body.split()) <= _LONGEST_SUBJECT


def _goes_on_with(pair: str, before: str) -> bool:
    """Whether two syllables go on with the name of a body after the word before them."""
    if pair in PREDICATES and pair not in _NAME_PAIRS:
        return before in _NAMED_HEADS
    return pair in _NAME_PAIRS or pair.split(maxsplit=1)[0] in BODIES or before in _NAMED_HEADS


_DASH_AFTER = re.compile(r"\s[-–+•*]\s?\d{0,3}\s*$|\s\d{2,3}\s?$")
_LABEL_AFTER = re.compile(r"\s(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[A-H])\s?[./)]?$")


def _caps_end(raw: str, start: int, end: int) -> int | None:
    """The end of a run of capitals: without the first letter of the next word, a label or a dash after it."""
    if end < len(raw) and (raw[end].islower() or raw[end] in "./)"):
        while end > start and raw[end - 1].isalpha():
            end -= 1
    shown = _DASH_AFTER.sub("", raw[start:end]).rstrip(" -–(;:,")
    label = _LABEL_AFTER.search(shown)
    if label and (
        shown[-1] in "./)" or raw[start + len(shown) : start + len(shown) + 2].lstrip()[:1] in (".", "/", ")")
    ):
        shown = shown[: label.start()]
    end = start + len(shown.rstrip(" -–(;:,"))
    return end if start < end < len(raw) else None
