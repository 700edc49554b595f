"""Blocks: the paragraphs, headings, list items and table rows of a source, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"
    FOOTNOTE = "footnote"
    RESIDUE = "residue"
    """What a converter or a web page left behind: markdown marks, menus, signature stamps."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, item or row, its broken lines rejoined.

    `text` is the clean text (label included, white space folded); `spans` are the half-open ranges of
    `Source.text` that it was made from, in order. The spans of all blocks together hold every non-blank
    character of the source exactly once.
    """

    index: int
    kind: BlockKind
    text: str
    spans: tuple[tuple[int, int], ...]
    page: int = 1
    label: str = ""
    """The numbering label as written without its final stop (`I`, `1.1`, `a`), or the bullet (`-`, `+`)."""
    level: int = 0
    """Depth of a heading in this document, from 1; 0 for what is not a heading."""
    cells: tuple[str, ...] = ()
    table: int | None = None
