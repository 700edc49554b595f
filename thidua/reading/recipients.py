"""The lines of Nơi nhận and the one who signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from thidua.reading.bodies import subject_of
from thidua.reading.frame import CAPACITY
from thidua.reading.letters import fold, is_upper, trim
from thidua.reading.lexicon import OFFICES
from thidua.reading.plan import Recipient, Signer, Span
from thidua.reading.sheet import Sheet

_CAPTION = re.compile(r"noi nhan\b\s*:?\s*")
_SEVERAL = re.compile(r"(?<=[;.:,)])\s*(?=[-–+]\s*\S)|\s+(?=[-–]\s+Lưu\b)")
_OFFICE = "|".join(sorted((fold(office) for office in OFFICES), key=len, reverse=True))
_POSITION = re.compile(rf"(?:p\.?\s?|pho |quyen |q\.\s?)?(?:{_OFFICE})\b(?:[\w ,&-]*)")
_NAME = re.compile(
    r"(?:(?:ths|ts|gs|pgs|dr|bs|nguoi ky|da ky|\(da ky\)|thac si"
    r"|tien si)\.?\s*(?::\s*)?){0,4}(?P<name>[^\W\d_]+(?:(?:[’'`] ?| )[^\W\d_]+){1,6})"
)
_VICE = re.compile(r"(?:pho|quyen|p\.|q\.)\s*$")
_SIGNED = re.compile(r"[(\[]?(?:da ky|ky ten|da ky va dong dau|ky, dong dau|ky,? ghi ro ho ten)[^)\]]*[)\]]?")
_KEPT = re.compile(r"(?:^|[-–+;])\s*luu\b")
_DASHES = "-–—+•*●"
_OFFICE_OF = (
    # Who signs for an issuer: words of its folded name, words of the office.
    (re.compile(r"cong doan|lien doan|cdcs|ubnd|uy ban|\bhoi\b|mat tran"), re.compile(r"chu tich")),
    (re.compile(r"doan thanh nien|doan tncs|chi bo|dang|chi doan|doan truong"), re.compile(r"bi thu")),
    (re.compile(r"lien doi"), re.compile(r"tong phu trach")),
    (re.compile(r"^to\b"), re.compile(r"to truong|to pho")),
    (re.compile(r"truong|thcs|thpt|mam non|tieu hoc"), re.compile(r"hieu truong|hieu pho|giam doc")),
    (re.compile(r"phong"), re.compile(r"truong phong")),
    (re.compile(r"\bso\b|trung tam"), re.compile(r"giam doc")),
    (re.compile(r"\bban\b"), re.compile(r"truong ban|chu tich")),
)
_SURNAMES = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "luong",
        "dao",
        "dinh",
        "doan",
        "trinh",
        "truong",
        "lam",
        "mai",
        "cao",
        "luu",
        "to",
        "ha",
        "trieu",
        "thai",
        "quach",
        "chu",
        "chau",
        "bach",
        "kieu",
        "ta",
        "tang",
        "van",
        "vuong",
        "phung",
        "thach",
        "tieu",
        "la",
        "nong",
        "lo",
        "quang",
        "cam",
        "dieu",
        "y",
        "k",
        "vi",
        "ma",
        "lu",
        "hua",
        "giang",
        "luyen",
        "uong",
        "khuc",
        "mac",
        "than",
        "tong",
        "trang",
        "ton",
        "nghiem",
        "nhan",
        "kim",
        "khuat",
        "bien",
        "cu",
        "diep",
        "dam",
        "dau",
        "ong",
        "phi",
        "phu",
        "quan",
        "roan",
        "sam",
        "si",
        "su",
        "tham",
        "thi",
        "thieu",
        "tu",
        "vien",
        "xa",
    ]
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the foot of a plan, cut out of its block."""

    index: int
    start: int
    text: str


def foot_of(sheet: Sheet, issuer: str) -> tuple[tuple[Recipient, ...], Signer]:
    """Recipients and signer, also where their columns run into each other; the signer is the issuer's."""
    recipients: list[_Line] = []
    signing: list[_Line] = []
    for line in _lines(sheet):
        is_before = sheet.frame.recipients is None or line.index < sheet.frame.recipients
        if is_before or _belongs_to_signer(line.text, bool(signing)):
            signing.append(line)
        elif _is_after_all(line, recipients, signing):
            break
        else:
            recipients.append(line)
    kept = [_recipient(line) for line in recipients if not _is_caption(line.text)]
    return tuple(kept), _signer(sheet, signing, issuer)


def _is_after_all(line: _Line, recipients: list[_Line], signing: list[_Line]) -> bool:
    """What a web page goes on with: no dash, after the list has ended with `Lưu` or a dashed one been signed."""
    if not recipients or line.text[:1] in _DASHES:
        return False
    is_dashed = recipients[0].text[:1] in _DASHES
    return (is_dashed and bool(signing)) or any(_KEPT.search(fold(kept.text)) for kept in recipients)


def _is_caption(text: str) -> bool:
    return text.rstrip().endswith(":") or not any(letter.isalnum() for letter in text)


def _recipient(line: _Line) -> Recipient:
    text = trim(line.text)
    return Recipient(text=text, source=Span(line.index, line.start, line.start + len(line.text)))


def _lines(sheet: Sheet) -> Iterator[_Line]:
    frame = sheet.frame
    first = min(frame.foot, frame.end)
    for index in range(first, frame.end):
        text = sheet.texts[index]
        if not text:
            continue
        start = 0
        caption = _CAPTION.match(sheet.folded[index])
        if caption:
            start = caption.end()
        yield from _parted(index, text, start)


def _parted(index: int, text: str, start: int) -> Iterator[_Line]:
    """The items and signatures that one block holds."""
    cuts = {found.end() for found in _SEVERAL.finditer(text, start)}
    folded = fold(text)
    for found in re.finditer(
        rf"(?<=\s)(?:{CAPACITY.pattern}(?={_OFFICE}|[a-z]{{2,}} )|(?:pho |p\.\s?)?(?:{_OFFICE})\b)", folded[start:]
    ):
        at = start + found.start()
        before = folded[max(0, at - 6) : at]
        if CAPACITY.search(before) or _VICE.search(before) or not is_upper(text[at : start + found.end()]):
            continue
        if not _is_in_item(text[max(cut for cut in (start, *cuts) if cut <= at) : at]):
            cuts.add(at)
    cuts |= _name_cuts(text, folded, start)
    for a, b in zip([start, *sorted(cuts)], [*sorted(cuts), len(text)], strict=True):
        if text[a:b].strip():
            yield _Line(index, a, text[a:b].strip())


def _is_in_item(lead: str) -> bool:
    """Whether an office after `lead` is who a dash item names (`- GIÁM ĐỐC, CÁC PHÓ GIÁM ĐỐC`), not who signs."""
    said = lead.strip(" -–+•*")
    return lead.lstrip()[:1] in _DASHES and lead.rstrip()[-1:] not in ".;)" and (not said or is_upper(said))


def _name_cuts(text: str, folded: str, start: int) -> set[int]:
    """Where an office, or a recipient beside it, gives way to a name on the same line."""
    ends = [start + found.end() for found in re.finditer(rf"(?:(?:{_OFFICE})|[;.])\s+(?=[a-z])", folded[start:])]
    return {at for at in ends[-1:] if _is_name(text[at:]) and _is_surname(text[at:])}


def _belongs_to_signer(text: str, signing: bool) -> bool:
    folded = fold(text)
    if text[:1] in "-–+•*" or text[-1:] in ";:" or folded.startswith("luu"):
        return False
    if is_upper(text) and (CAPACITY.match(folded) or _POSITION.match(folded)):
        return True
    return bool(_SIGNED.match(folded)) or (signing and (_is_name(text) or is_upper(text)))


def _is_name(text: str) -> bool:
    folded = fold(text)
    found = _NAME.fullmatch(folded.strip())
    if not found:
        return False
    if is_upper(text) and _POSITION.match(folded):
        return False
    words = text[found.start("name") :].split()
    first = fold(words[0])
    return (
        2 <= len(words) <= 6 and all(word[0].isupper() for word in words) and (first in _SURNAMES or not is_upper(text))
    )


def _is_name_in_capitals(text: str) -> bool:
    """Whether capitals under an office are a name, of whatever family."""
    return is_upper(text) and bool(_NAME.fullmatch(fold(text))) and subject_of(text) is None


def _is_surname(text: str) -> bool:
    """Whether the first word is a family name; `TRƯỜNG` is none, nor is a body in capitals."""
    first = text.split(maxsplit=1)[0]
    return fold(first) in _SURNAMES and first.upper() not in ("TRƯỜNG", "TỔ", "HỘI", "XÃ", "VIỆN")


@dataclass(slots=True)
class _Signature:
    capacity: list[str]
    position: str | None = None
    name: str | None = None
    index: int = 0


def _signer(sheet: Sheet, lines: list[_Line], issuer: str) -> Signer:
    signatures: list[_Signature] = []
    for line in lines:
        _sign(signatures, line)
    if not signatures:
        return Signer()
    best = signatures[0] if len(signatures) == 1 else max(signatures, key=lambda signature: _worth(signature, issuer))
    capacity = " ".join(best.capacity) or None
    position = best.position
    doubt = "" if best.name else "Không thấy họ tên người ký."
    return Signer(
        capacity=capacity,
        position=position,
        name=best.name,
        source=Span(best.index, 0, len(sheet.texts[best.index])),
        doubt=doubt,
    )


def _worth(signature: _Signature, issuer: str) -> int:
    """How well a signature fits the issuer; an approval (`DUYỆT`) is not one for it."""
    office, folded = fold(" ".join([*signature.capacity, signature.position or ""])), fold(issuer)
    named = [(found.start(), own) for name, own in _OFFICE_OF if (found := name.search(folded))]
    fits = bool(named) and bool(min(named, key=itemgetter(0))[1].search(office))
    return 4 * fits + 2 * bool(signature.name) + ("duyet" not in office)


def _sign(signatures: list[_Signature], line: _Line) -> None:
    text, folded = line.text.strip(), fold(line.text.strip())
    current = signatures[-1] if signatures else None
    if _SIGNED.match(folded):
        return
    if CAPACITY.match(folded) and is_upper(text):
        if current is None or current.position or current.name:
            current = _Signature([], index=line.index)
            signatures.append(current)
        current.capacity.append(trim_office(text))
    elif (
        _POSITION.match(folded)
        and is_upper(text)
        and not (current and current.position and _is_name(text) and not current.name)
    ):
        if current is None or current.position or current.name:
            current = _Signature([], index=line.index)
            signatures.append(current)
        current.position = trim_office(text)
    elif current and not current.name and (_is_name(text) or (current.position and _is_name_in_capitals(text))):
        found = _NAME.fullmatch(folded)
        current.name = trim(text[found.start("name") :]) if found else trim(text)


def trim_office(text: str) -> str:
    """An office as typed, without what a stamp or a column left at its end."""
    return text.strip().rstrip(" ,;:")
