"""Which bodies and office-holders the plan gives work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from thidua.reading.bodies import Subject, is_body, subject_of
from thidua.reading.labels import bullet_of
from thidua.reading.letters import fold
from thidua.reading.levels import level_of
from thidua.reading.outline import Node, title_of
from thidua.reading.plan import Assignment, Span
from thidua.reading.sheet import Sheet, bare

_NOT_WORK = (
    "contents",
    "participants",
    "scope",
    "criteria",
    "targets",
    "aims",
    "requirements",
    "commendation",
    "bases",
    "situation",
    "time",
    "budget",
)
_INTRODUCES = re.compile(r"(?:sau|nhu sau|sau day|cu the)?\s*:$")


def assignments_of(sheet: Sheet) -> tuple[Assignment, ...]:
    """One entry for each labelled item that gives a body work, in document order."""
    found: dict[int, Assignment] = {}
    for node in _organising(sheet):
        found.update(_in_section(sheet, node))
    for node in sheet.nodes:
        if node.index not in found and node.heading and _gives_work_elsewhere(sheet, node):
            subject = subject_of(title_of(sheet.texts[node.index]))
            if subject and not subject.acts:
                found[node.index] = _assignment(sheet, node.index, subject)
    return tuple(found[index] for index in sorted(found))


def _organising(sheet: Sheet) -> Iterator[Node]:
    """The outermost headings over the organisation of the work."""
    for node in sheet.nodes:
        if sheet.kinds.get(node.index) == "organisation" and not any(
            sheet.kinds.get(above.index) == "organisation" for above in _above(node)
        ):
            yield node


def _above(node: Node) -> Iterator[Node]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _in_section(sheet: Sheet, section: Node) -> dict[int, Assignment]:
    if not section.children:
        return _in_paragraphs(sheet, section)
    found: dict[int, Assignment] = {}
    for child in section.children:
        _in_labelled(sheet, child, None, found)
    for index in section.body:
        subject = _duty_bearer(sheet, index)
        if subject and _INTRODUCES.search(sheet.folded[index]):
            found[index] = subject
    return found


def _in_labelled(sheet: Sheet, node: Node, above: str | None, found: dict[int, Assignment]) -> None:
    text = sheet.texts[node.index]
    title = title_of(text)
    subject = _several(title) or subject_of(title) or (subject_of(bare(text)) if not node.heading else None)
    if subject and fold(subject.body) != above and not _is_topic(sheet, node):
        found[node.index] = _assignment(sheet, node.index, subject)
        above = fold(subject.body)
    for child in node.children:
        _in_labelled(sheet, child, above, found)


def _several(title: str) -> Subject | None:
    """A heading that is nothing but bodies parted by semicolons is one name."""
    parts = title.split(";")
    return (
        Subject(title, 0, len(title), acts=False)
        if len(parts) > 1 and all(is_body(part.strip()) for part in parts)
        else None
    )


def _is_topic(sheet: Sheet, node: Node) -> bool:
    return node.heading and sheet.kinds[node.index] in ("budget", "commendation", "reporting", "time")


def _in_paragraphs(sheet: Sheet, section: Node) -> dict[int, Assignment]:
    """Without labels: each paragraph or dash that begins with a body and its predicate."""
    found = {}
    for index in section.body:
        said = _duty_bearer(sheet, index)
        if said and not sheet.blocks[index].cells:
            found[index] = said
    return found


def _duty_bearer(sheet: Sheet, index: int) -> Assignment | None:
    if sheet.blocks[index].cells or index >= sheet.frame.closing:
        return None
    text = bare(sheet.texts[index])
    subject = subject_of(text)
    if subject is None or not (
        subject.acts or ":" in text[subject.end : subject.end + 2] or subject.end >= len(text) - 1
    ):
        return None
    if bullet_of(sheet.texts[index]) in ("+", "*"):
        return None
    return _assignment(sheet, index, subject)


def _gives_work_elsewhere(sheet: Sheet, node: Node) -> bool:
    """A heading that names a body outside the organising section, over duties."""
    if not (node.body or node.children or ":" in node.text):
        return False
    return not any(sheet.kinds[above.index] in _NOT_WORK for above in _above(node) if above.heading)


def _assignment(sheet: Sheet, index: int, subject: Subject) -> Assignment:
    shift = sheet.texts[index].find(subject.body)
    source = Span(index, max(0, shift), max(0, shift) + len(subject.body))
    doubt = "Tên đơn vị dài hoặc gồm nhiều đơn vị: kiểm tra lại." if len(subject.body) > 80 else ""
    return Assignment(body=subject.body, level=level_of(subject.body, sheet, index), source=source, doubt=doubt)


def bearers_of(sheet: Sheet, assignments: Sequence[Assignment]) -> dict[int, str]:
    """The body that the text of a block is given to, by block index: of its own sentence, or of the heading over it."""
    named = {item.source.block: item.body for item in assignments if item.source}
    found: dict[int, str] = {}
    bearer = ""
    for index in sheet.content():
        if index in sheet.node_at:
            bearer = next((named[node.index] for node in sheet.chain(index) if node.index in named), "")
        bearer = named.get(index, bearer)
        found[index] = bearer
    return found
