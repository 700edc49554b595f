"""What a paragraph and its letters look like after all styles: defaults, the chain of styles, then its own marks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from thidua.writing.lint.package import W, child, mark, whole

_OFF = ("0", "false", "off", "none")
_ALIGNS = {"both": "justify", "distribute": "justify", "start": "left", "end": "right"}
_DEEPEST = 20
MM = 25.4 / 1440
"""Millimetres of a twip."""


@dataclass(frozen=True, slots=True)
class Face:
    """Letters: points, a font's name, the rest as Word has it."""

    size: float = 10.0
    font: str = "Times New Roman"
    bold: bool = False
    italic: bool = False
    caps: bool = False
    underlined: bool = False
    hidden: bool = False
    colour: str = "auto"


@dataclass(frozen=True, slots=True)
class Shape:
    """A paragraph: millimetres for indents, points for gaps. `line` in single lines, None where it is exact."""

    align: str = "left"
    first: float = 0.0
    left: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float | None = 1.0
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    face: Face = field(default_factory=Face)
    shape: Shape = field(default_factory=Shape)


class Styles:
    """The styles of a file; those that are missing look like the default."""

    def __init__(self, styles: Any | None, theme: Any | None) -> None:
        self._theme = _theme_fonts(theme)
        self._styles = (
            {} if styles is None else {mark(style, "styleId"): style for style in styles.findall(W + "style")}
        )
        defaults = child(styles, "docDefaults")
        self._base = Style(
            self.faced(Face(), child(defaults, "rPrDefault", "rPr")),
            shaped(Shape(), child(defaults, "pPrDefault", "pPr")),
        )
        standing = (style for style in self._styles.values() if mark(style, "default") in ("1", "true"))
        self._normal = next((mark(style, "styleId") for style in standing if mark(style, "type") == "paragraph"), None)
        self._known: dict[str | None, Style] = {}

    def paragraph(self, name: str | None) -> Style:
        key = name if name in self._styles else self._normal
        if key not in self._known:
            style = self._base
            for element in reversed(self._chain(key)):
                style = Style(self.faced(style.face, child(element, "rPr")), shaped(style.shape, child(element, "pPr")))
            self._known[key] = style
        return self._known[key]

    def draws_grid(self, name: str | None) -> bool:
        """Whether a table style draws lines between cells."""
        inner = (child(style, "tblPr", "tblBorders", "insideH") for style in self._chain(name))
        return any((mark(edge) or "nil") not in ("nil", "none") for edge in inner if edge is not None)

    def run(self, face: Face, marks: Any | None) -> Face:
        """The face of a run that stands in a paragraph of `face`."""
        for element in reversed(self._chain(mark(child(marks, "rStyle")))):
            face = self.faced(face, child(element, "rPr"))
        return self.faced(face, marks)

    def faced(self, face: Face, marks: Any | None) -> Face:
        if marks is None:
            return face
        found: dict[str, Any] = {}
        for element in marks:
            self._read(element, found)
        return replace(face, **found)

    def _read(self, element: Any, found: dict[str, Any]) -> None:
        toggles = {W + "b": "bold", W + "i": "italic", W + "caps": "caps", W + "vanish": "hidden"}
        value = mark(element)
        if element.tag in toggles:
            found[toggles[element.tag]] = (value or "1") not in _OFF
        elif element.tag == W + "sz" and (size := whole(value)):
            found["size"] = size / 2
        elif element.tag == W + "u":
            found["underlined"] = (value or "single") not in _OFF
        elif element.tag == W + "color" and value:
            found["colour"] = value.lower()
        elif element.tag == W + "rFonts" and (font := self._font(element)):
            found["font"] = font

    def _font(self, fonts: Any) -> str | None:
        theme = mark(fonts, "asciiTheme") or mark(fonts, "hAnsiTheme")
        return self._theme.get((theme or "")[:5]) or mark(fonts, "ascii") or mark(fonts, "hAnsi")

    def _chain(self, name: str | None) -> list[Any]:
        chain: list[Any] = []
        while name in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[name])
            name = mark(child(chain[-1], "basedOn"))
        return chain


def shaped(shape: Shape, marks: Any | None) -> Shape:
    """A paragraph's shape with its own marks."""
    if marks is None:
        return shape
    found: dict[str, Any] = {}
    if align := mark(child(marks, "jc")):
        found["align"] = _ALIGNS.get(align, align)
    if (border := child(marks, "pBdr")) is not None:
        found["ruled"] = any(edge.tag in (W + "top", W + "bottom") for edge in border)
    _read_indents(child(marks, "ind"), found)
    _read_spacing(child(marks, "spacing"), found)
    return replace(shape, **found)


def _read_indents(indents: Any | None, found: dict[str, Any]) -> None:
    for names, key, sign in ((("left", "start"), "left", 1), (("firstLine",), "first", 1), (("hanging",), "first", -1)):
        for name in names:
            if (twips := whole(mark(indents, name))) is not None:
                found[key] = sign * twips * MM


def _read_spacing(spacing: Any | None, found: dict[str, Any]) -> None:
    for name in ("before", "after"):
        if mark(spacing, f"{name}Autospacing") in ("1", "true", "on"):
            found[name] = 14.0
        elif (twips := whole(mark(spacing, name))) is not None:
            found[name] = twips / 20
    line = whole(mark(spacing, "line"))
    if line is not None:
        found["line"] = line / 240 if (mark(spacing, "lineRule") or "auto") == "auto" else None


def _theme_fonts(theme: Any | None) -> dict[str, str]:
    """The Latin fonts that `minorHAnsi` and `majorHAnsi` stand for, by their first five letters."""
    fonts = {}
    for element in () if theme is None else theme.iter("{*}minorFont", "{*}majorFont"):
        latin = element.find("{*}latin")
        if latin is not None and latin.get("typeface"):
            fonts[element.tag.rpartition("}")[2][:5]] = latin.get("typeface")
    return fonts
