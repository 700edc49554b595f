"""The frame of a plan: letterhead, title, preamble, body, recipients and signer, appendices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from thidua.reading.labels import label_of
from thidua.reading.letters import QUOTES_CLOSE, fold, is_upper

_NAME = re.compile(r"(?:du thao\s*)?k\s?e\s?\s?h\s?o\s?a\s?c\s?h\b")
_ISSUING = re.compile(
    r"(?:xay dung|ban hanh|lap|de ra|trien khai|thong nhat|phoi hop|phat dong|to chuc)\b.{0,160}(?:nhu sau"
    r"|sau day|cu the|sau)\s?[:.]?$"
    r"|nhu sau\s?[:.]?$|(?:xay dung|ban hanh) (?:va (?:trien khai|to chuc)[\w ]{0,20} )?ke hoach"
)
_JOINT = re.compile(r"ke hoach[\s:.*-]*(?:lien tich|lien nganh|phoi hop|lien tich phoi hop)$")
_BASIS = re.compile(
    r"(?:can cu|thi hanh|thuc hien|trien khai|tiep tuc|huong ung|nham|theo|xet|tren co so|duoc su|phat huy"
    r"|chao mung|quan triet|de |"
    r"trong nhung nam|chap hanh|kinh gui|thiet thuc|the theo|van dung|dua |trong thoi gian|hang nam"
    r"|nam hoc|thuc hien tinh than)"
)
_CITED = re.compile(r"\bso\s?:?\s?\d+|\d+/[a-z]{2,}|\d+-[a-z]{2}/")
_RECIPIENTS = re.compile(r"noi nhan\b")
_CLOSING = re.compile(r"tren day la\b|ke hoach nay (?:co hieu luc|duoc trien khai)")
_REQUEST = re.compile(
    r"(?:yeu cau|de nghi|nhan duoc ke hoach|trong qua trinh)\b"
    r"(?=.{0,200}(?:trien khai|thuc hien|vuong mac)).*(?:\./\.?|hien\.?)$"
)
_APPENDIX = re.compile(r"(?:phu luc|bieu mau|mau so|mau \d|bang phu luc)\b")
_FORMAL = re.compile(
    r"cong hoa xa hoi|doc lap\b|so\s?:|so\b.{0,20}/|.{0,40}, ?ngay\b.{0,12}\bthang\b|dang cong san|doan tncs|du thao"
    r"|(?:ubnd|uy ban|so |phong |truong |dang uy|dang bo|chi bo|cong doan|lien doan|hoi |doan |ban "
    r"|trung tam|tinh |thanh pho |huyen |xa |phuong )"
)
CAPACITY = re.compile(r"(?:k[./]?\s?t|t[./]?\s?m|t[./]?\s?l|t[./]?\s?u[./]?\s?q)(?:\s?[./]\s?|(?<=/\w)\s)")
"""`KT.`, `TM.`, `TL.`, `TUQ.` before an office, with stops or strokes (`T/M`)."""
_OFFICE = re.compile(
    r"(?:p\.\s?|pho |quyen |q\.\s?)?(?:hieu truong|giam doc|chu tich|truong phong|truong ban|bi thu"
    r"|thu truong|to truong|chanh van phong|truong khoa|hieu pho)\b"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Block numbers (half open ranges) of the parts of a plan; an absent part is empty."""

    start: int
    title: int | None
    preamble: int
    body: int
    closing: int
    foot: int
    """Where the recipients or the signer begin."""
    end: int
    """After the signer; what follows are appendices or a web page's own text."""
    recipients: int | None
    is_joint: bool = False
    """Whether several bodies issue the plan together."""


def frame_of(texts: Sequence[str]) -> Frame:
    """Find the frame from the paragraphs of a document (empty strings for what is not text)."""
    folded = [fold(text[:400]) for text in texts]
    title = _title(texts, folded)
    start = _letterhead_start(texts, folded, title)
    preamble = _preamble(texts, folded, title) if title is not None else _untitled_preamble(texts, folded)
    recipients = _recipients(folded, preamble)
    body = _body(texts, folded, preamble, len(texts) if recipients is None else recipients)
    foot = _signature(texts, folded, body if recipients is None else max(body, recipients - 14))
    foot = foot if recipients is None else min(foot, recipients)
    end = _end(texts, folded, foot)
    closing = _closing(texts, folded, body, min(foot, len(texts)))
    is_joint = title is not None and bool(_JOINT.match(folded[title]))
    return Frame(start, title, preamble, body, closing, foot, end, recipients, is_joint)


def _title(texts: Sequence[str], folded: list[str]) -> int | None:
    best, best_worth = None, 0
    for index, plain in enumerate(folded):
        if best is not None and _RECIPIENTS.match(plain):
            break
        found = _NAME.match(plain)
        if not found:
            continue
        worth = _title_worth(texts[index], found.end()) + (2 if _introduces(folded, index) else 0)
        if worth > best_worth or (worth == best_worth > 3):
            best, best_worth = index, worth
    return best


def _title_worth(text: str, end: int) -> int:
    name = text[:end]
    alone = not text[end:].strip(" :.-*")
    return 1 + 2 * (name == name.upper()) + alone - 2 * (text[-1:] in ";:" and not alone)


def _introduces(folded: list[str], index: int) -> bool:
    return any(_BASIS.match(plain) or _ISSUING.search(plain) for plain in folded[index + 1 : index + 9])


def _letterhead_start(texts: Sequence[str], folded: list[str], title: int | None) -> int:
    if title is None:
        return 0
    start, strange = title, 0
    for index in range(title - 1, max(-1, title - 25), -1):
        text = texts[index]
        if not text:
            continue
        if len(text) < 160 and (_FORMAL.match(folded[index]) or is_upper(text)):
            start, strange = index, 0
        else:
            strange += 1
        if strange > 1:
            break
    return start


def _preamble(texts: Sequence[str], folded: list[str], title: int) -> int:
    """The first paragraph after the title's lines."""
    named = _NAME.match(folded[title])
    alone = not texts[title][named.end() if named else 0 :].strip(" :.-*")
    alone = alone or bool(_JOINT.search(folded[title][-24:]))
    lines, capitals = 0, not alone and is_upper(texts[title][named.end() if named else 0 :])
    for index in range(title + 1, min(len(texts), title + 14)):
        text, plain = texts[index], folded[index]
        if not text:
            continue
        if label_of(text) and not (alone and lines == 0):
            return index
        first = alone and lines == 0
        own = first or _is_named_work(text, plain, folded[index + 1 : index + 3])
        if not own and _ends_title(text, plain, capitals, lines):
            return index
        if first and (len(text) > 420 or (_CITED.search(plain) and _BASIS.match(plain) and text[-1:] in ";.,:")):
            return index
        lines += 1
        capitals = is_upper(text) if first else capitals
    return min(len(texts), title + 1 + lines)


def _untitled_preamble(texts: Sequence[str], folded: list[str]) -> int:
    """Without a title: the first basis, issuing sentence or label of the document."""
    for index, plain in enumerate(folded):
        if (_BASIS.match(plain) and len(plain) > 60) or _ISSUING.search(plain) or label_of(texts[index]):
            return index
    return 0


def _is_named_work(text: str, plain: str, after: list[str]) -> bool:
    """Whether `Thực hiện phong trào … năm học 2021 - 2022` is the title's own line, since the grounds follow it."""
    ends = text[-1:] in QUOTES_CLOSE or text[-4:].isdigit()
    return ends and not _CITED.search(plain) and any(line.startswith("can cu") for line in after)


def _ends_title(text: str, plain: str, capitals: bool, lines: int) -> bool:
    if capitals and not is_upper(text) and len(text) > 60:
        return True
    if (_CITED.search(plain) and _BASIS.match(plain)) or _ISSUING.search(plain) or text[-1:] in ".;:":
        return True
    if len(text) > 200 or lines >= 6:
        return True
    return (
        bool(_BASIS.match(plain))
        and not text[:1].islower()
        and (len(text) > 70 or plain.startswith(("can cu", "nham")))
    )


def _recipients(folded: list[str], since: int) -> int | None:
    return next((i for i in range(since, len(folded)) if _RECIPIENTS.match(folded[i])), None)


def _body(texts: Sequence[str], folded: list[str], preamble: int, until: int) -> int:
    """The first labelled paragraph of the plan, or the one after `… như sau:` or after the last basis."""
    grounds = preamble
    for index in range(preamble, until):
        label = label_of(texts[index])
        if label and (label.value == 1 or label.style in ("part", "roman", "capital")):
            return index
        if index > preamble and folded[index - 1].endswith("nhu sau:") and texts[index]:
            return index
        if _CITED.search(folded[index]) and _BASIS.match(folded[index]):
            grounds = index
    if until > preamble and folded[until - 1].endswith("nhu sau:"):
        return until
    return min(grounds + 1, until)


def _signature(texts: Sequence[str], folded: list[str], body: int) -> int:
    """Where the signer stands in a plan without recipients; the length of the text if nobody signs."""
    for index in range(body, len(texts)):
        plain = folded[index]
        capacity = CAPACITY.match(plain)
        signs = capacity or (_OFFICE.match(plain) and not label_of(texts[index]))
        if signs and len(plain) < 80 and is_upper(texts[index]):
            return index
    return len(texts)


def is_appendix(plain: str) -> bool:
    """Whether a folded line announces an appendix that is text of the plan, not a form to be filled in."""
    return plain.startswith(("phu luc", "bang phu luc"))


def _closing(texts: Sequence[str], folded: list[str], body: int, foot: int) -> int:
    """The paragraph in which the plan names itself, or asks all to carry it out as its last word; else the foot."""
    named = next((index for index in range(foot - 1, body, -1) if _CLOSING.match(folded[index])), foot)
    last = next((index for index in range(foot - 1, body, -1) if texts[index]), foot)
    return last if named == foot and last < foot and _REQUEST.match(folded[last]) else named


def _end(texts: Sequence[str], folded: list[str], foot: int) -> int:
    """The paragraph after the last of the recipients and the signer."""
    for index in range(foot + 1, len(texts)):
        plain = folded[index]
        if (
            _APPENDIX.match(plain)
            or plain.startswith("cong hoa xa hoi")
            or (is_upper(texts[index]) and _NAME.match(plain))
        ):
            return index
        if len(plain) > 220 or index > foot + 45:
            return index
    return len(texts)
