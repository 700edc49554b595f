"""Documents and places in them: what every rule rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(
    r"(?P<document>[^\s;]+)"
    r"(?: Đ(?P<article>\d+[a-z]?)(?:\.(?P<clause>\d+))?(?:\.(?P<point>[a-zđ]))?| mục (?P<part>\S.*))?"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document: `L22 Đ74.1.d` is point d of clause 1 of article 74."""

    document: str
    article: str = ""
    clause: str = ""
    point: str = ""
    part: str = ""

    @property
    def place(self) -> str:
        """`điểm d khoản 1 Điều 74`; empty for a document as a whole."""
        names = (("điểm", self.point), ("khoản", self.clause), ("Điều", self.article), ("mục", self.part))
        return " ".join(f"{name} {value}" for name, value in names if value)


def citations(text: str) -> tuple[Citation, ...]:
    """`L22 Đ25.3; NĐ152 Đ7` taken apart. Raises ValueError for what is no such list."""
    found = [_PLACE.fullmatch(part.strip()) for part in text.split(";")]
    if not all(found):
        raise ValueError(text)
    return tuple(Citation(**match.groupdict(default="")) for match in found if match)
