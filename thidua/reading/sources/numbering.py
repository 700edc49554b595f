"""Numbering: Word's automatic numbers, worked out as Word prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .wordml import W, child, is_on, value

LEVELS = 9
_ROMANS = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_SYMBOL_FONTS = {"\uf02d": "-", "\uf02b": "+", "\uf0b7": "•", "\uf0a7": "•"}


@dataclass(frozen=True, slots=True)
class Level:
    shape: str = "%1."
    format: str = "decimal"
    start: int = 1
    restarts_after: int | None = None
    """The 1-based level whose number restarts this one; None for any level above."""
    all_decimal: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Gives each numbered paragraph its label; ask in the order of the document."""

    def __init__(self, root: Any | None) -> None:
        self._lists: dict[str, _List] = {}
        self._instances: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def label(self, number_id: str, depth: int) -> str:
        """The printed label of the next paragraph of a list at a depth from 0; "" where nothing is printed."""
        known = self._instances.get(number_id)
        if known is None or not 0 <= depth < LEVELS:
            return ""
        abstract, own_levels, restarts = known
        counted = self._lists[abstract]
        levels = counted.levels | own_levels
        self._count(counted.counts, levels, number_id, depth, restarts)
        return _printed(levels, counted.counts, depth)

    def _count(
        self, counts: dict[int, int], levels: dict[int, Level], number_id: str, depth: int, restarts: dict[int, int]
    ) -> None:
        start = levels.get(depth, Level()).start
        if depth in restarts and (number_id, depth) not in self._started:
            self._started.add((number_id, depth))
            counts.pop(depth, None)
            start = restarts[depth]
        counts[depth] = counts[depth] + 1 if depth in counts else start
        for deeper in [key for key in counts if key > depth]:
            after = levels.get(deeper, Level()).restarts_after
            if after is None or 0 < depth + 1 <= after:
                del counts[deeper]

    def _load(self, root: Any) -> None:
        by_style: dict[str, str] = {}
        borrowed: dict[str, str] = {}
        for abstract in root.findall(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId", "")
            self._lists[key] = _List(dict(_levels(abstract)))
            if (style := value(abstract, "styleLink")) is not None:
                by_style[style] = key
            if (style := value(abstract, "numStyleLink")) is not None:
                borrowed[key] = style
        for number in root.findall(W + "num"):
            abstract = value(number, "abstractNumId") or ""
            abstract = by_style.get(borrowed.get(abstract, ""), abstract)
            if abstract in self._lists:
                self._instances[number.get(W + "numId", "")] = (abstract, *_overrides(number))


def _levels(parent: Any) -> Iterator[tuple[int, Level]]:
    for level in parent.findall(W + "lvl"):
        yield _whole(level.get(W + "ilvl")), _level(level)


def _level(element: Any) -> Level:
    shape = value(element, "lvlText") or ""
    format_ = value(element, "numFmt") or "decimal"
    restart = value(element, "lvlRestart")
    return Level(
        _bullet(shape) if format_ == "bullet" else shape,
        format_,
        _whole(value(element, "start"), 1),
        None if restart is None else _whole(restart),
        is_on(child(element, "isLgl")),
    )


def _overrides(number: Any) -> tuple[dict[int, Level], dict[int, int]]:
    """The levels that one use of a list draws otherwise, and those that it starts again."""
    levels: dict[int, Level] = {}
    restarts: dict[int, int] = {}
    for override in number.findall(W + "lvlOverride"):
        depth = _whole(override.get(W + "ilvl"))
        if (own := child(override, "lvl")) is not None:
            levels[depth] = _level(own)
        if (start := value(override, "startOverride")) is not None:
            restarts[depth] = _whole(start, 1)
            if depth in levels:
                levels[depth] = replace(levels[depth], start=restarts[depth])
    return levels, restarts


def _printed(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
    own = levels.get(depth, Level())
    if own.format == "bullet":
        return own.shape
    label = own.shape
    for above in range(depth + 1):
        mark = f"%{above + 1}"
        if mark in label:
            level = levels.get(above, Level())
            format_ = "decimal" if own.all_decimal else level.format
            label = label.replace(mark, numeral(counts.get(above, level.start), format_))
    return label.strip()


def numeral(number: int, format_: str) -> str:
    """A number in one of Word's formats; those that no Vietnamese document uses come out as digits."""
    return _FORMATS.get(format_, str)(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    letters = []
    for size, sign in _ROMANS:
        letters.append(sign * (number // size))
        number %= size
    return "".join(letters)


def _letters(number: int) -> str:
    """a-z, then aa-zz: Word repeats the letter."""
    if not 0 < number < 1000:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)


def _bullet(shape: str) -> str:
    if shape in _SYMBOL_FONTS:
        return _SYMBOL_FONTS[shape]
    return "•" if shape and "\ue000" <= shape[0] <= "\uf8ff" else shape.strip()


def _whole(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "decimalZero": "{:02d}".format,
    "none": lambda number: "",
}
