"""The page: paper, margins, font, colour, page numbers."""

from __future__ import annotations

from collections.abc import Iterator

from thidua.writing import decree
from thidua.writing.decree import LOOKS, URGENCY
from thidua.writing.lint.anatomy import fold
from thidua.writing.lint.findings import Finding, among, found, points
from thidua.writing.lint.lines import Paper, Section

_SLACK = 0.6
"""Millimetres that programmes round away."""
_SYMBOLS = ("symbol", "wingdings", "webdings", "cambria math")
_BLACK = frozenset(["auto", decree.BLACK.lower(), "windowtext"])
_ONE_PAGE = 1600
"""Letters that surely fit one page, where the file does not say how many it has."""


def check_page(paper: Paper) -> Iterator[Finding]:
    if paper.sections:
        yield from _paper(paper.sections[0])
        yield from _margins(paper.sections)
    printed = [line for line in paper.lines if line.text]
    others = sorted({font for line in printed for font in line.fonts if _is_other(font)})
    if others:
        yield found("font", ", ".join(others[:3]))
    urgent = {fold(word) for word in URGENCY}
    yield from among("colour", printed, lambda line: bool(line.colours - _BLACK) and fold(line.text) not in urgent)
    if paper.sections:
        yield from _numbers(paper)


def _is_other(font: str) -> bool:
    return font.lower() != decree.FONT.lower() and not font.lower().startswith(_SYMBOLS)


def _paper(section: Section) -> Iterator[Finding]:
    sides = sorted((section.width, section.height))
    if any(abs(side - wanted) > 2 for side, wanted in zip(sides, decree.PAPER, strict=True)):
        yield found("page_size", f"{section.width:.0f} x {section.height:.0f} mm")
    elif section.width > section.height:
        yield found("page_turned")


def _margins(sections: tuple[Section, ...]) -> Iterator[Finding]:
    upright = [section for section in sections if section.width <= section.height]
    for edge, allowed in (
        ("top", decree.TOP),
        ("bottom", decree.BOTTOM),
        ("left", decree.LEFT),
        ("right", decree.RIGHT),
    ):
        wrong = [width for section in upright if not allowed.holds(width := getattr(section, edge), _SLACK)]
        if wrong:
            yield found(f"margin_{edge}", points(round(wrong[0], 1)))


def _numbers(paper: Paper) -> Iterator[Finding]:
    if _lacks_numbers(paper):
        yield found("page_number_missing")
    section = next((section for section in paper.sections if section.number_in), None)
    if section is None:
        return
    if section.number_in == "foot":
        yield found("page_number_place", "chân trang")
    elif section.number_align != "center":
        yield found("page_number_place", "đầu trang nhưng không canh giữa")
    if section.first_shows:
        yield found("page_number_first")
    if not LOOKS["page_number"].sizes.holds(section.number_size):
        yield found("page_number_size", points(section.number_size))


def _lacks_numbers(paper: Paper) -> bool:
    """Whether a section that surely has a second page has no number there."""
    if paper.pages is not None and len(paper.sections) == 1:
        return paper.pages > 1 and not paper.sections[0].number_in
    letters = [0] * (len(paper.sections) + 1)
    for line in paper.lines:
        letters[min(line.section, len(paper.sections))] += len(line.text)
    return any(
        count > _ONE_PAGE and not section.number_in for count, section in zip(letters, paper.sections, strict=False)
    )
