"""Styles: what a Word paragraph inherits from the styles it is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .wordml import W, child, is_on, value

_HEADING = re.compile(r"heading ([1-9])", re.I)
_DEPTH = 20
"""Styles based on styles: more than anyone writes, and an end for circles."""


@dataclass(frozen=True, slots=True)
class Style:
    bold: bool = False
    centred: bool = False
    heading: int = 0
    number_id: str = ""
    depth: int = 0
    bordered: bool = False
    hidden: bool = False
    font: str = ""


class Styles:
    """Every style of the document, what it is based on already worked in."""

    def __init__(self, root: Any | None) -> None:
        self._elements = {} if root is None else {style.get(W + "styleId"): style for style in root.iter(W + "style")}
        self._default = next(
            (
                key
                for key, style in self._elements.items()
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true")
            ),
            None,
        )
        self._known: dict[str | None, Style] = {}
        defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
        self._base = Style(font=font(defaults))

    def __getitem__(self, key: str | None) -> Style:
        """The style of an id; the document's default for None, a plain one for what is not there."""
        if key is None:
            key = self._default
        if key not in self._known:
            self._known[key] = self._resolved(key, _DEPTH)
        return self._known[key]

    def _resolved(self, key: str | None, steps: int) -> Style:
        element = self._elements.get(key)
        if element is None or not steps:
            return self._base
        return _over(element, self._resolved(value(element, "basedOn"), steps - 1))


def _over(element: Any, base: Style) -> Style:
    paragraph, run = child(element, "pPr"), child(element, "rPr")
    number = child(paragraph, "numPr")
    return Style(
        bold=toggled(run, "b", base.bold),
        hidden=toggled(run, "vanish", base.hidden),
        font=font(run) or base.font,
        centred=aligned(paragraph, base.centred),
        heading=_heading(element, paragraph) or base.heading,
        number_id=value(number, "numId") or base.number_id,
        depth=_whole(value(number, "ilvl"), base.depth),
        bordered=has_borders(child(element, "tblPr"), base.bordered),
    )


def toggled(run_marks: Any | None, name: str, inherited: bool) -> bool:
    switch = child(run_marks, name)
    return inherited if switch is None else is_on(switch)


def font(run_marks: Any | None) -> str:
    """The name of the font that letters are set in, "" where nothing is said."""
    fonts = child(run_marks, "rFonts")
    return "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""


def aligned(paragraph_marks: Any | None, inherited: bool) -> bool:
    """Whether the paragraph is centred."""
    side = value(paragraph_marks, "jc")
    return inherited if side is None else side == "center"


def has_borders(table_marks: Any | None, inherited: bool) -> bool:
    borders = child(table_marks, "tblBorders")
    if borders is None:
        return inherited
    return any(edge.get(W + "val", "nil") not in ("nil", "none") for edge in borders)


def _heading(element: Any, paragraph_marks: Any | None) -> int:
    named = _HEADING.fullmatch(value(element, "name") or "")
    return int(named[1]) if named else outlined(paragraph_marks)


def outlined(paragraph_marks: Any | None) -> int:
    """The heading level that a paragraph's outline level says; Word's 9 is body text."""
    level = _whole(value(paragraph_marks, "outlineLvl"), 9)
    return level + 1 if level < 9 else 0


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise
