"""Sections: what each heading deals with, and the blocks that stand under it."""

from __future__ import annotations

from thidua.reading.outline import title_of
from thidua.reading.plan import Section, Span
from thidua.reading.sheet import Sheet


def sections_of(sheet: Sheet) -> tuple[Section, ...]:
    """One for each heading of the outline, in its order; a heading that announces no matter has that of the one above.

    `heading` is the place in the outline, `blocks` are those down to the next heading.
    """
    headings = [node for node in sheet.nodes if node.heading]
    ends = [*(node.index for node in headings), sheet.foot][1:]
    return tuple(
        Section(
            kind=sheet.kind_at(node.index),
            title=title_of(sheet.texts[node.index]),
            heading=place,
            blocks=tuple(index for index in range(node.index + 1, end) if sheet.texts[index]),
            source=Span(node.index, 0, len(sheet.texts[node.index])),
        )
        for place, (node, end) in enumerate(zip(headings, ends, strict=True))
    )
