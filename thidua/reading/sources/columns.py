"""Columns: lines that stand side by side on a PDF page, put into reading order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a visual line without a wide gap; left and right in points."""

    text: str
    left: float
    right: float


class Word(NamedTuple):
    text: str
    left: float
    right: float


def pieces_of(words: list[Word], em: float) -> list[Piece]:
    """Cut a visual line where a gap is wide beyond doubt: over 2 em, and far wider than its other gaps."""
    gaps = [after.left - before.right for before, after in pairwise(words)]
    usual = sorted(gaps)[len(gaps) // 2] if len(gaps) > 2 else em / 2
    limit = max(2 * em, 3 * usual)
    pieces, first = [], 0
    for index, gap in enumerate(gaps, 1):
        if gap > limit:
            pieces.append(_piece(words[first:index]))
            first = index
    pieces.append(_piece(words[first:]))
    return pieces


def _piece(words: list[Word]) -> Piece:
    return Piece(" ".join(word.text for word in words), words[0].left, words[-1].right)


def in_reading_order(lines: list[list[Piece]]) -> Iterator[Piece]:
    """Lines of two pieces that share one gap are two columns: all of the left, then all of the right."""
    at = 0
    while at < len(lines):
        size = _columns(lines, at) if len(lines[at]) == 2 else 0
        if size:
            region = [piece for line in lines[at : at + size] for piece in line]
            middle = _middle(lines[at])
            yield from (piece for piece in region if piece.left < middle)
            yield from (piece for piece in region if piece.left >= middle)
        else:
            yield from lines[at]
        at += max(size, 1)


def _columns(lines: list[list[Piece]], first: int) -> int:
    """How many lines from `first` keep the gap free."""
    middle, size = _middle(lines[first]), 0
    for line in lines[first:]:
        if any(piece.left < middle < piece.right for piece in line):
            break
        size += 1
    while len(lines[first + size - 1]) < 2:
        size -= 1
    return size


def _middle(line: list[Piece]) -> float:
    return (line[0].right + line[1].left) / 2
