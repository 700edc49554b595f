"""The text of a document as it was found, before anything is understood.

Every reader of a format (text, Word, PDF, OCR) answers with a `Source`. Whatever is read later
points into `Source.text` by character offsets, so nothing that was printed can get lost unseen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source: a visual line (text, PDF, OCR) or a whole paragraph or row (Word).

    `start` and `end` are offsets into `Source.text`, half open; `page` counts from 1.
    """

    start: int
    end: int
    page: int = 1
    whole: bool = False
    """The line is a complete paragraph or table row: never to be joined with its neighbours."""
    cells: tuple[tuple[int, int], ...] = ()
    """For a row of a table: the span of each cell in `Source.text`, in column order."""
    table: int | None = None
    """For a row of a table: which table of the document, counted from 0."""
    label: str = ""
    """A numbering label that the format keeps apart from the text (Word's automatic lists): `1.`, `a)`, `-`."""
    bold: bool = False
    centred: bool = False
    heading: int = 0
    """The heading level that the format itself declares (Word's Heading 1-9), 0 for none."""
    note: str = ""
    """What the format itself says the line is, when not body: `header`, `footer`, `footnote`."""


@dataclass(frozen=True, slots=True)
class Source:
    """The extracted text of one document and its lines, in reading order.

    `kind` is one of `text`, `docx`, `pdf`, `doc`, `scan`. Every non-blank character of `text` lies in
    exactly one line. `pages` is the number of pages (1 for formats without pages).
    """

    kind: str
    text: str
    lines: tuple[Line, ...]
    pages: int = 1
    certain: bool = True
    """False where characters were guessed (OCR)."""
