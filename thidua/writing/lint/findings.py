"""What a check finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from thidua.writing.decree import Span
from thidua.writing.lint.lines import Line
from thidua.writing.lint.rules import RULES

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule departed from: what was found with how to mend it, and the article."""

    rule: str
    sentence: str
    source: str


def found(rule: str, what: str = "", **more: str) -> Finding:
    return Finding(rule, RULES[rule].sentence.format(found=what, **more), RULES[rule].source)


def quoted(line: Line) -> str:
    text = line.text if len(line.text) <= _SHOWN else f"{line.text[:_SHOWN].rstrip()}…"
    return f"“{text}”"


def among(rule: str, lines: Sequence[Line], departs: Callable[[Line], bool]) -> Iterator[Finding]:
    """One finding for all lines that depart: the first of them, and how many there are."""
    wrong = [line for line in lines if departs(line)]
    if wrong:
        rest = f" và {len(wrong) - 1} chỗ khác" if len(wrong) > 1 else ""
        yield found(rule, f"{quoted(wrong[0])}{rest}")


def sized(rule: str, line: Line, allowed: Span) -> Iterator[Finding]:
    if not allowed.holds(line.face.size):
        yield found(rule, points(line.face.size))


def faced(rule: str, line: Line, *, bold: bool = False, italic: bool = False) -> Iterator[Finding]:
    if (line.face.bold, line.face.italic) != (bold, italic):
        yield found(rule, line.text)


def points(size: float) -> str:
    return f"{size:g}".replace(".", ",")
