"""Ruling: the tables that a PDF page draws with lines, found from the lines alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_NEAR = 3.0
"""Points: lines closer than this are the same line, ends closer than this touch."""
_MOST_LINES = 300
"""Lines of one direction on a page; more than that is a drawing."""


class Box(NamedTuple):
    """Points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float


class Rule(NamedTuple):
    """A straight line: where it lies across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        return self.start - _NEAR <= place <= self.end + _NEAR


class Grid:
    """One ruled table; rows count from the top, columns from the left."""

    def __init__(self, across: list[Rule], down: list[Rule]) -> None:
        self._across = sorted(across)
        self._down = sorted(down)
        self._heights = [rule.at for rule in self._across]
        self._places = [rule.at for rule in self._down]
        self._bottoms = _distinct(self._heights)
        self.lefts = _distinct(self._places)
        """Where the upright lines stand, the right edge of the table included."""
        self.rows, self.columns = len(self._bottoms) - 1, len(self.lefts) - 1
        self.box = Box(self._places[0], self._heights[0], self._places[-1], self._heights[-1])

    @property
    def is_table(self) -> bool:
        return (self.rows >= 2 and self.columns >= 2) or (self.rows == 1 and self.columns >= 3)

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point, a merged cell counted as its first one; None outside."""
        box = self.box
        if not (box.left < x <= box.right and box.bottom <= y < box.top):
            return None
        above = next((rule for rule in self._across[bisect_right(self._heights, y) :] if rule.covers(x)), None)
        before = next((rule for rule in self._down[bisect_left(self._places, x) - 1 :: -1] if rule.covers(y)), None)
        if above is None or before is None:
            return None
        row = self.rows - _lane(self._bottoms, above.at)
        column = _lane(self.lefts, before.at)
        return (row, column) if column < self.columns else None


def grids(boxes: Iterable[Box]) -> list[Grid]:
    """The tables that thin boxes (lines) and larger ones (framed cells) draw, from the top of the page."""
    across, down = _rules(boxes)
    if not 2 <= len(across) <= _MOST_LINES or not 2 <= len(down) <= _MOST_LINES:
        return []
    found = [grid for grid in _touching(across, down) if grid.is_table]
    return sorted(found, key=lambda grid: -grid.box.top)


def _rules(boxes: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    across: list[Rule] = []
    down: list[Rule] = []
    for left, bottom, right, top in boxes:
        is_wide, is_high = right - left > 2 * _NEAR, top - bottom > 2 * _NEAR
        if is_wide:
            across += {Rule(bottom, left, right), Rule(top, left, right)} if is_high else {Rule(top, left, right)}
        if is_high:
            down += {Rule(left, bottom, top), Rule(right, bottom, top)} if is_wide else {Rule(left, bottom, top)}
    return _merged(across), _merged(down)


def _merged(rules: list[Rule]) -> list[Rule]:
    """Pieces of one line put together: many programmes draw each cell's edges apart."""
    merged: list[Rule] = []
    for rules_there in _lanes(rules):
        for rule in sorted(rules_there, key=lambda rule: rule.start):
            last = merged[-1] if merged else None
            if last and abs(last.at - rule.at) <= _NEAR and rule.start <= last.end + _NEAR:
                merged[-1] = Rule(last.at, last.start, max(last.end, rule.end))
            else:
                merged.append(rule)
    return merged


def _lanes(rules: list[Rule]) -> Iterator[list[Rule]]:
    lane: list[Rule] = []
    for rule in sorted(rules):
        if lane and rule.at - lane[0].at > _NEAR:
            yield lane
            lane = []
        lane.append(rule)
    if lane:
        yield lane


def _touching(across: list[Rule], down: list[Rule]) -> Iterator[Grid]:
    """Lines that meet, one after another, belong to one table."""
    left_over = set(down)
    waiting = set(across)
    while waiting:
        level: list[Rule] = []
        upright: list[Rule] = []
        reached = [waiting.pop()]
        while reached:
            rule = reached.pop()
            level.append(rule)
            met = [other for other in left_over if _meet(rule, other)]
            left_over.difference_update(met)
            upright += met
            next_ones = [other for other in waiting if any(_meet(other, one) for one in met)]
            waiting.difference_update(next_ones)
            reached += next_ones
        if upright:
            yield Grid(level, upright)


def _meet(across: Rule, down: Rule) -> bool:
    return across.covers(down.at) and down.covers(across.at)


def _distinct(places: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > _NEAR:
            distinct.append(place)
    return distinct


def _lane(places: list[float], place: float) -> int:
    """The lane that a line's place was put into: the last that begins at it or before it."""
    return bisect_right(places, place) - 1
