"""What an office's own certificates look like and say: words with placeholders, a frame, an emblem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from thidua.writing.wording import clean

PLACEHOLDERS = {
    "họ tên": "người hoặc tập thể được nhận",
    "chức vụ": "chức vụ của người nhận",
    "đơn vị": "đơn vị của người nhận",
    "thành tích": "thành tích được ghi nhận",
    "số quyết định": "số, ký hiệu của quyết định",
    "ngày quyết định": "ngày của quyết định, dạng dd/mm/yyyy",
    "số vào sổ": "số trong sổ khen thưởng",
    "năm": "năm của quyết định",
}
"""What may stand in braces, and what it is replaced by."""
FRAMES = {"woven": "Hoa văn vàng, góc sao đỏ", "lines": "Đường đôi đơn giản", "none": "Không khung"}
EMBLEMS = {"none": "Không có", "star": "Ngôi sao vàng", "picture": "Hình của đơn vị (biểu trưng)"}
Frame = Literal["woven", "lines", "none"]
Emblem = Literal["none", "star", "picture"]
_HOLE = re.compile(r"\{([^{}]*)\}")
_LOOSE = re.compile(r"\s*[,;:–-]\s*(?=[,;]|$)|^\s*[,;:–-]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """An own design beside the words of each certificate. `picture` is PNG or JPEG, drawn for the emblem `picture`.

    An empty title is the name of the certificate's kind, an empty verb leaves its line out.
    """

    title: str = ""
    verb: str = ""
    frame: Frame = "woven"
    emblem: Emblem = "none"
    picture: bytes = b""


def unknown_placeholders(template: str) -> tuple[str, ...]:
    """What stands in braces and is none of ours, and a brace that has no other."""
    unknown = [name for name in _HOLE.findall(template) if clean(name).casefold() not in PLACEHOLDERS]
    left = _HOLE.sub("", template)
    return (*unknown, *(brace for brace in "{}" if brace in left))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The words with each placeholder replaced.

    A comma or dash that parted an empty one from its neighbour goes too, and so does a line whose placeholders are all
    empty.
    """
    lines = (_line(line, values) for line in template.splitlines())
    return "\n".join(line for line in lines if line)


def _line(line: str, values: Mapping[str, str]) -> str:
    holes = [clean(name).casefold() for name in _HOLE.findall(line)]
    if holes and not any(values.get(name) for name in holes):
        return ""
    said = _HOLE.sub(lambda hole: clean(values.get(clean(hole[1]).casefold(), "")), line)
    return _LOOSE.sub("", clean(said)).strip()
