"""What a page carries besides its text: page numbers, running heads, footnotes, residue."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from thidua.reading.blocks import BlockKind
from thidua.reading.letters import UPPER, fold
from thidua.reading.pieces import Piece

_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*\d{1,3}[-–—|\s]*|(?:trang|page)\s*:?\s*\d+(?:\s*(?:/|of|tren)\s*\d+)?|\d{1,3}\s?/\s?\d{1,3}"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)
_STAMP = re.compile(
    r"nguoi ky\s?:|ky boi\s?:|duoc ky boi|signature (?:not )?(?:verified|valid)|digitally signed"
    r"|ngay ky\s?:|thoi gian ky\s?:"
    r"|co quan\s?:.*\d{2}[.:]\d{2}|email\s?:|reason\s?:|location\s?:|scanned (?:by|with)|image not found"
)
_NOTE = re.compile(rf"(?:\[\d{{1,2}}\]|\(\d{{1,2}}\)|\d{{1,2}}|[ivx]{{1,4}})\s+(?=[{UPPER}])")
_WORD = re.compile(r"[^\W_]")
_NOTES_OF_FORMAT = {
    "header": BlockKind.RUNNING_HEAD,
    "footer": BlockKind.RUNNING_HEAD,
    "footnote": BlockKind.FOOTNOTE,
    "endnote": BlockKind.FOOTNOTE,
}
_NEAR = 5
"""Bare numbers closer together on a page than this many lines are cells of a table, not page numbers."""


def furniture_of(pieces: list[Piece]) -> dict[int, BlockKind]:
    """The kind of every piece that is not body text, by its index in `pieces`."""
    folded = [fold(piece.text) for piece in pieces]
    found = _page_numbers(pieces, folded)
    found |= _running_heads(pieces, folded, found)
    found |= _footnotes(pieces, found)
    for index, (piece, plain) in enumerate(zip(pieces, folded, strict=True)):
        if piece.line.note:
            found[index] = _NOTES_OF_FORMAT.get(piece.line.note, BlockKind.RUNNING_HEAD)
        elif index not in found and _is_residue(piece, plain):
            found[index] = BlockKind.RESIDUE
    return found


def _is_residue(piece: Piece, plain: str) -> bool:
    if piece.cells and any(piece.cells):
        return not _WORD.search(plain)
    return not _WORD.search(plain) or bool(_ADDRESS.match(plain)) or bool(_STAMP.match(plain))


def _page_numbers(pieces: list[Piece], folded: list[str]) -> dict[int, BlockKind]:
    bare = [
        i for i, plain in enumerate(folded) if len(plain) < 24 and not pieces[i].cells and _PAGE_NUMBER.fullmatch(plain)
    ]
    crowded = {
        index
        for one, next_one in pairwise(bare)
        if next_one - one < _NEAR and pieces[one].page == pieces[next_one].page
        for index in (one, next_one)
    }
    return {index: BlockKind.PAGE_NUMBER for index in bare if index not in crowded}


def _running_heads(pieces: list[Piece], folded: list[str], known: dict[int, BlockKind]) -> dict[int, BlockKind]:
    """Lines printed again at the edge of three pages or more."""
    if not pieces or pieces[-1].page - pieces[0].page < 2:
        return {}
    edges = [index for index in range(len(pieces)) if index not in known and _at_edge(pieces, index, known)]
    digitless = {index: re.sub(r"\d+", "#", folded[index]) for index in edges}
    often = Counter(text for text in digitless.values() if len(text) >= 8)
    return {index: BlockKind.RUNNING_HEAD for index, text in digitless.items() if often[text] >= 3}


def _at_edge(pieces: list[Piece], index: int, known: dict[int, BlockKind]) -> bool:
    here = pieces[index].page
    if (index and pieces[index - 1].page != here) or (index + 1 < len(pieces) and pieces[index + 1].page != here):
        return True
    return known.get(index - 1) == BlockKind.PAGE_NUMBER or known.get(index + 1) == BlockKind.PAGE_NUMBER


def _footnotes(pieces: list[Piece], known: dict[int, BlockKind]) -> dict[int, BlockKind]:
    """Runs of lines at the foot of a page that begin with a note's number and no stop."""
    found: dict[int, BlockKind] = {}
    run: list[int] = []
    at_foot = False
    for index in range(len(pieces) - 1, -1, -1):
        if index in known:
            at_foot, run = at_foot or known[index] == BlockKind.PAGE_NUMBER, []
            continue
        if index + 1 == len(pieces) or pieces[index + 1].page != pieces[index].page:
            at_foot, run = True, []
        if not at_foot:
            continue
        run.append(index)
        if _NOTE.match(pieces[index].text) and _is_note(pieces, run):
            found.update(dict.fromkeys(run, BlockKind.FOOTNOTE))
            run = []
        at_foot = len(run) < 4
    return found


def _is_note(pieces: list[Piece], run: list[int]) -> bool:
    """Body text is longer than a note: a run that goes on with labels or dashes is not one."""
    return not any(pieces[index].text[:1] in "-–+•" for index in run) and not pieces[run[-1]].cells
