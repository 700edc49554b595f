"""The prose under each heading of a plan's document, without what was read from it as lines."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from thidua.kernel.text import fold
from thidua.plans.models import Duty, Phase, Plan, Section, Target, Task

APART = ("page_number", "running_head", "residue", "footnote", "heading")
CLOSING = re.compile(r"^(?:tren day la|noi nhan\b|kt\.|tm\.|q\.|hieu truong$|giam doc$|chu tich$|thu truong$)")
"""How the end of a plan begins, folded: from there on nothing stands under a heading."""


def prose_of(plan: Plan, sections: Iterable[Section]) -> dict[int, str]:
    """By section: the paragraphs between its heading and the next one, a line each."""
    headed = sorted((s.block.index, s.pk) for s in sections if s.block)
    places = [index for index, _ in headed]
    taken = _read_as_lines(plan)
    found: dict[int, list[str]] = defaultdict(list)
    for block in plan.document.blocks.exclude(kind__in=APART).order_by("index"):
        place = bisect_right(places, block.index) - 1
        if place < 0 or block.index == places[place]:
            continue
        if CLOSING.search(fold(block.text)):
            break
        if block.pk not in taken:
            found[headed[place][1]].append(block.text)
    return {section: "\n".join(texts) for section, texts in found.items()}


def _read_as_lines(plan: Plan) -> set[int | None]:
    kinds = (Target, Duty, Task, Phase)
    rows = (kind._default_manager.filter(plan=plan, removed=False).values_list("block", flat=True) for kind in kinds)
    return {block for row in rows for block in row}
