"""An official document as PDF, set by typst: the same pieces as in Word, handed over as data."""

from __future__ import annotations

import atexit
import dataclasses
import json
import re
import shutil
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from thidua.writing import decree
from thidua.writing.charts import svg_of, told
from thidua.writing.codes import qr_svg
from thidua.writing.document import Document
from thidua.writing.fonts import EMBEDDED, Family, serif
from thidua.writing.setting import Code, Drawing, Frame, Grid, Line, Piece, Rule, Sheet, sheets_of
from thidua.writing.wording import clean

PDF_TYPE = "application/pdf"
_TEMPLATES = Path(__file__).parent / "typst"
_LONGEST_WORD = 24
_DOTS = 220
"""An inch, of a chart as a picture."""
_PARTED = 300
"""Letters of a last paragraph from which it may go over to the signature's page in part."""
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_compilers = threading.local()


def pdf_of(document: Document, *, family: Family | None = None) -> bytes:
    """The same document gives the same bytes. `family` stands in for the machine's own font."""
    title = f"{document.kind.name} {clean(document.excerpt)}".strip()
    return pdf_of_sheets(title, sheets_of(document), family=family)


def pdf_of_sheets(title: str, sheets: tuple[Sheet, ...], *, family: Family | None = None) -> bytes:
    """What is set out already, whatever it is; `title` is what the file says of itself."""
    drawn_in = family or serif()
    given = {
        "title": title,
        "looks": {role: dataclasses.asdict(look) for role, look in decree.LOOKS.items()},
        "line": decree.LINE,
        "red": f"#{decree.RED}",
        "paper": decree.PAPER,
        "margins": decree.MARGINS,
        "text-width": decree.TEXT_WIDTH,
        "from-top": decree.PAGE_NUMBER_FROM_TOP,
        "sheets": [_sheet(sheet, drawn_in) for sheet in sheets],
    }
    return compiled("official.typ", given, drawn_in)


def png_of(drawing: Drawing, *, family: Family | None = None) -> bytes:
    """For what cannot draw SVG."""
    drawn_in = family or serif()
    given = {"svg": svg_of(drawing.figure, font=drawn_in.name), "width": drawing.width, "height": drawing.height}
    return compiled("figure.typ", given, drawn_in, dots=_DOTS)


class Unprintable(ValueError):
    """A picture that was given cannot be drawn."""


def compiled(template: str, given: Mapping[str, Any], family: Family, *, dots: int = 0) -> bytes:
    """A template of ours filled with `given`, which it reads as data only; with `dots` an inch it is one page as PNG.

    Raises Unprintable.
    """
    whole = {**given, "family": family.name, "fallback": EMBEDDED}
    inputs = {"given": json.dumps(whole, ensure_ascii=False)}
    try:
        compiler = _compiler(template, family)
        answer: Any = (
            compiler.compile(format="png", ppi=dots, sys_inputs=inputs)
            if dots
            else compiler.compile(format="pdf", sys_inputs=inputs)
        )
    except typst.TypstError as cause:
        if "decode" in str(cause) or "image" in str(cause):
            raise Unprintable(str(cause)) from cause
        raise
    return answer


def _compiler(template: str, family: Family) -> typst.Compiler:
    """One for each thread: typst's compiler cannot be shared, and is slow to make."""
    kept: dict[tuple[str, Family], typst.Compiler] = _compilers.__dict__.setdefault("kept", {})
    if (template, family) not in kept:
        kept[template, family] = typst.Compiler(
            str(_TEMPLATES / template),
            root=str(_TEMPLATES),
            font_paths=[_folder_of(family)],
            ignore_system_fonts=True,
        )
    return kept[template, family]


@cache
def _folder_of(family: Family) -> str:
    """A folder that holds the family's files and nothing else: typst takes folders, and all that is in them."""
    folder = tempfile.mkdtemp(prefix="thidua-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for file in family.files:
        shutil.copy(file, folder)
    return folder


def breakable(text: str) -> str:
    """Text whose words all fit a column: a very long one may break anywhere."""
    return _LONG_WORD.sub(lambda found: "\u200b".join(found[0]), text)


def _sheet(sheet: Sheet, family: Family) -> dict[str, Any]:
    pieces = [_piece(piece, family, index == 0) for index, piece in enumerate(sheet.pieces)]
    return {"landscape": sheet.is_landscape, "foot": [breakable(text) for text in sheet.foot], "pieces": pieces}


def _piece(piece: Piece, family: Family, is_first: bool = False) -> dict[str, Any]:
    if isinstance(piece, Line):
        runs = [{"text": breakable(run.text), "bold": run.bold, "italic": run.italic} for run in piece.runs]
        parts = piece.stays and piece.role == "body" and len(piece.runs[-1].text) > _PARTED
        return {"kind": "line", **dataclasses.asdict(piece), "runs": runs, "parts": parts}
    if isinstance(piece, Drawing):
        svg, size = svg_of(piece.figure, font=family.name), {"width": piece.width, "height": piece.height}
        return {"kind": "drawing", "svg": svg, "told": told(piece.figure), **size}
    if isinstance(piece, Code):
        return {"kind": "code", "svg": qr_svg(piece.url), "side": piece.side}
    if isinstance(piece, Rule | Frame):
        return {"kind": type(piece).__name__.lower(), **dataclasses.asdict(piece)}
    if isinstance(piece, Grid):
        rows = [[breakable(text) for text in row] for row in piece.rows]
        head = [breakable(title) for title in piece.head]
        return {"kind": "grid", "widths": piece.widths, "aligns": piece.aligns, "head": head, "rows": rows}
    columns = [[[_piece(part, family) for part in column] for column in row] for row in piece.rows]
    return {"kind": "beside", "widths": piece.widths, "rows": columns, "first": is_first, "whole": piece.is_whole}
