"""The text: bases, paragraphs, headings, the closing sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thidua.writing import decree
from thidua.writing.decree import LOOKS
from thidua.writing.lint.anatomy import Anatomy
from thidua.writing.lint.findings import Finding, among, found, quoted
from thidua.writing.lint.lines import Line

_LONG = 60
"""Letters from which a line surely is a paragraph of running text."""
_ROMAN = re.compile(r"(?:X{0,3})(?:IX|IV|V?I{1,3}|V|X)[.\-/] ?\S.*")
_SLACK = 0.6


def check_text(anatomy: Anatomy) -> Iterator[Finding]:
    yield from _bases(anatomy.bases)
    text = [line for line in anatomy.body if not line.table]
    running = [line for line in text if len(line.text) >= _LONG and line.shape.align != "center"]
    yield from among("body_size", text, lambda line: not LOOKS["body"].sizes.holds(line.face.size))
    yield from among("body_align", running, lambda line: line.shape.align != "justify")
    yield from among("body_indent", running, lambda line: not _is_indented(line))
    yield from among("body_gap", running, lambda line: line.shape.before + line.shape.after < decree.GAP - 0.1)
    yield from among("body_line", running, _is_wrongly_spaced)
    yield from among("heading_face", text, _is_weak_heading)
    yield from _closing(anatomy.closing)


def _bases(bases: tuple[Line, ...]) -> Iterator[Finding]:
    yield from among("bases_face", bases, lambda line: not line.face.italic)
    ends = [";"] * (len(bases) - 1) + ["."]
    wrong = [line for line, end in zip(bases, ends, strict=False) if not line.text.endswith(end)]
    allowed_last = (".", ";", ",")
    if wrong and not (wrong == [bases[-1]] and bases[-1].text.endswith(allowed_last[0])):
        yield found("bases_stops", quoted(wrong[0]))


def _is_indented(line: Line) -> bool:
    start = line.shape.first + line.shape.left
    return any(abs(wanted - indent) <= _SLACK for wanted in decree.INDENTS for indent in (line.shape.first, start))


def _is_wrongly_spaced(line: Line) -> bool:
    return line.shape.line is not None and not decree.LINE_SPACING.holds(line.shape.line, 0.02)


def _is_weak_heading(line: Line) -> bool:
    if not _ROMAN.fullmatch(line.text) or len(line.text) > 150:
        return False
    return line.text != line.text.upper() or not line.face.bold or line.face.italic


def _closing(line: Line | None) -> Iterator[Finding]:
    if line is not None and not line.table and not line.text.replace(" ", "").endswith(decree.END):
        yield found("closing", quoted(line))
