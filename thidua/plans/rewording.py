"""A plan's words made those of a unit below: who issues, who does, to whom one reports. No database.

A sentence is either left as it is, or one mention in it is replaced; where it may not be right any more, the doubt
says so in words.
"""

import re
from dataclasses import dataclass, field

from thidua.kernel.text import fold, sentence
from thidua.reading.lexicon import PREDICATES, WORK_WORDS

_MANY = r"cơ sở giáo dục|đơn vị, cơ sở giáo dục|đơn vị, trường học|đơn vị|trường học|nhà trường|trường(?! hợp)"
_DEEDS = "|".join(re.escape(word) for word in sorted({*PREDICATES, *WORK_WORDS}, key=len, reverse=True))
_AUTHORITY = re.compile(
    r"(?:theo|huong dan|chi dao|quy dinh|yeu cau|ke hoach|van ban|cong van|quyet dinh|phat dong|to chuc|giao|thuoc"
    r"|van phong|lanh dao|giam doc|phong)(?: cua| do| tu| boi)?\s*$"
)
_RECIPIENT = re.compile(r"(?:ve|len|cho|toi|den|gui|nop|trinh|bao cao|de nghi|voi|qua)\s*$")
_CLAUSE_END = re.compile(r"(?:^|[.;:!?–-])\s*$")
_LOCALITY = r"(?:\s+(?:tỉnh|thành phố|TP\.?)(?:\s+[A-ZĐÂĂÔƠƯÊ]\w*){1,4})?"
DOUBT_MENTION = "Câu này nhắc đến đơn vị ban hành cấp trên: xem lại cho đúng với đơn vị mình."
DOUBT_UNITS = "Câu này nói về nhiều đơn vị: viết lại cho đúng với đơn vị mình."
DOUBT_RATIO = "Chỉ tiêu của cấp trên tính trên số đơn vị: viết lại cho một đơn vị."


def names_of(*names: str) -> tuple[str, ...]:
    """The ways in which a unit's name is written, longest first: in full, shortened, without its locality."""
    found = set()
    for name in filter(None, names):
        bare = re.sub(r"\s+(?:tỉnh|thành phố)\s.*$", "", name)
        found |= {name, bare}
    for name in list(found):
        for long, shorts in _SHORTENED.items():
            found |= {name.replace(long, short) for short in shorts if long in name}
            found |= {name.replace(short, long) for short in shorts if re.search(rf"\b{re.escape(short)}\b", name)}
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


_SHORTENED = {
    "Giáo dục và Đào tạo": ("GDĐT", "GD&ĐT", "GD-ĐT", "GD và ĐT", "Giáo dục & Đào tạo"),
    "Ủy ban nhân dân": ("UBND", "Uỷ ban nhân dân"),
    "Trung học phổ thông": ("THPT",),
    "trung học phổ thông": ("THPT",),
    "Trung học cơ sở": ("THCS",),
    "trung học cơ sở": ("THCS",),
}


@dataclass(frozen=True, slots=True)
class Reworded:
    text: str
    doubt: str = ""


@dataclass(frozen=True)
class Rewording:
    """`issuer`: how the plan above names its issuer. `own`: the unit's name; `noun`: what it calls itself in a
    sentence (nhà trường). `is_single`: units below it are only its own teams, so “the units” are none of its.
    """

    issuer: tuple[str, ...]
    own: str
    noun: str
    is_single: bool = True
    _issuer: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        forms = "|".join(re.escape(name) for name in self.issuer) or r"(?!)"
        object.__setattr__(self, "_issuer", re.compile(rf"(?<!\w)(?:{forms}){_LOCALITY}(?!\w)"))

    def of_title(self, title: str) -> str:
        """A title names its issuer only as its own: every mention becomes the unit."""
        return self._issuer.sub(self.own, title)

    def of_line(self, text: str, *, reports_here: bool = False) -> Reworded:
        """A line's text. With `reports_here` what was sent to the issuer is now sent to the unit."""
        said, doubt = self._mentions(text, reports_here)
        if not self.is_single:
            return Reworded(said, doubt)
        said, units_doubt = self._units(said)
        return Reworded(said, units_doubt or doubt)

    def _mentions(self, text: str, reports_here: bool) -> tuple[str, str]:
        doubt = ""

        def instead(found: re.Match[str]) -> str:
            nonlocal doubt
            before = fold(text[: found.start()])
            if _CLAUSE_END.search(text[: found.start()]):
                return self.own
            if _AUTHORITY.search(before):
                return found[0]
            if _RECIPIENT.search(before):
                return self.own if reports_here else found[0]
            doubt = DOUBT_MENTION
            return self.own

        return self._issuer.sub(instead, text), doubt

    def _units(self, text: str) -> tuple[str, str]:
        """“Mỗi đơn vị …” and “Các cơ sở giáo dục xây dựng …” are the unit itself; elsewhere somebody has to look."""
        if _RATIO_OF_UNITS.search(text):
            return text, DOUBT_RATIO
        said = _EACH.sub(lambda found: self._noun(found[0]), text)
        said = _DOERS.sub(lambda found: self._noun(found[0]), said)
        return said, DOUBT_UNITS if _UNITS.search(said) else ""

    def _noun(self, instead_of: str) -> str:
        return sentence(self.noun) if instead_of[:1].isupper() else self.noun


_EACH = re.compile(rf"\b(?:[Mm]ỗi|[Tt]ừng)\s+(?:{_MANY})\b(?!\s+(?:mầm non|tiểu học|phổ thông|THCS|THPT))")
_DOERS = re.compile(
    rf"(?:(?<=^)|(?<=[.;:]\s))(?:[Cc]ác\s+|[Tt]ất cả các\s+|[Tt]hủ trưởng các\s+)(?:{_MANY})(?=\s+(?:{_DEEDS})\b)"
)
_RATIO_OF_UNITS = re.compile(rf"%\s*(?:số\s+)?(?:các\s+)?(?:{_MANY})\b")
_UNITS = re.compile(
    r"\b[Cc]ác\s+(?:cơ sở giáo dục|đơn vị|trường(?! hợp)|nhà trường|địa phương|xã, phường|phòng thuộc)\b"
)
