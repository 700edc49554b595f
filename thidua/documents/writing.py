"""A document that was read, as the description that `thidua.writing` prints: the two libraries do not know each other.

Pure: nothing of the database. What a page or a web site added (page numbers, running heads, menus, signature stamps,
footnotes) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from thidua.reading import Reading
from thidua.reading.blocks import Block, BlockKind
from thidua.reading.letters import fold
from thidua.reading.plan import Item, Plan
from thidua.writing import document as written
from thidua.writing.decree import TYPES
from thidua.writing.document import Document, Issuer, Number, Rank, Run, Signature

_FURNITURE = {BlockKind.PAGE_NUMBER, BlockKind.RUNNING_HEAD, BlockKind.RESIDUE, BlockKind.FOOTNOTE}
_BASIS = re.compile(r"(?:can cu|thuc hien|theo|xet)\b")
_KEPT = re.compile(r"Lưu\s*:?\s*", re.IGNORECASE)
_NOT_A_NAME = re.compile(r"cong hoa xa hoi|doc lap|so\s*:|.*\bngay\b.*\bthang\b|du thao|[\W_]*$")
_RANKS = (
    (re.compile(r"phan|chuong"), Rank.PART),
    (re.compile(r"(?:tieu )?muc\b"), Rank.SECTION),
    (re.compile(r"[ivx]+$"), Rank.ROMAN),
    (re.compile(r"\d+$"), Rank.ARABIC),
    (re.compile(r"\d+(?:\.\d+)+$"), Rank.LOWER),
    (re.compile(r"[a-z]$"), Rank.LETTER),
)
_LETTERED_ROMAN = frozenset("ivx")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The blocks of head, bases, text and what follows the signature."""

    head: Sequence[Block]
    bases: Sequence[Block]
    text: Sequence[Block]
    after: Sequence[Block]


def document_of(reading: Reading) -> Document:
    """The plan that was read, ready to be printed by the decree's layout; its words stay as they were written."""
    plan = reading.plan
    parts = _parts(reading)
    appendices = (_appendix(parts.after, reading),) if parts.after else ()
    recipients, kept = _recipients(plan)
    return Document(
        type=_type(reading),
        issuer=_issuer(parts.head, plan),
        number=_number(plan.header.number.value),
        place=plan.header.place.value or "",
        day=plan.header.date.value,
        excerpt=plan.title.value or "",
        bases=tuple(block.text for block in parts.bases),
        body=tuple(_blocks(parts.text, reading)),
        recipients=recipients,
        kept=kept,
        signatures=_signatures(plan),
        appendices=appendices,
    )


def _parts(reading: Reading) -> _Parts:
    blocks = [block for block in reading.blocks if block.kind not in _FURNITURE and block.text.strip()]
    first, start = _title_span(blocks, reading)
    foot, end = _foot_span(blocks, reading.plan)
    text = blocks[start:foot]
    count = next((at for at, block in enumerate(text) if not _is_basis(block)), len(text))
    return _Parts(blocks[:first], text[:count], text[count:], blocks[end:])


def _title_span(blocks: Sequence[Block], reading: Reading) -> tuple[int, int]:
    """Where the title begins and ends, as places in `blocks`; the start of all without one."""
    source, title = reading.plan.title.source, fold(reading.plan.title.value or "")
    if source is None:
        return 0, 0
    first = next((at for at, block in enumerate(blocks) if block.index >= source.block), len(blocks))
    end = first + 1
    while end < len(blocks) and fold(blocks[end].text).strip() and fold(blocks[end].text).strip() in title:
        end += 1
    return first, end


def _foot_span(blocks: Sequence[Block], plan: Plan) -> tuple[int, int]:
    """Where recipients and signature begin and end; the end of all without them."""
    items: list[Item] = [*plan.recipients, plan.signer]
    said = {item.source.block for item in items if item.source}
    signing = [fold(text) for text in (plan.signer.capacity, plan.signer.position, plan.signer.name) if text]
    places = [at for at, block in enumerate(blocks) if block.index in said]
    if not places:
        return len(blocks), len(blocks)
    start, end = places[0], places[-1] + 1
    while start and _is_of_foot(blocks[start - 1], signing):
        start -= 1
    while end < len(blocks) and _is_of_foot(blocks[end], signing):
        end += 1
    return start, end


def _is_of_foot(block: Block, signing: Sequence[str]) -> bool:
    folded = fold(block.text).strip()
    return folded.startswith("noi nhan") or any(
        folded in text or text in folded for text in signing if len(folded) < 80
    )


def _is_basis(block: Block) -> bool:
    is_plain = block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
    return is_plain and not block.text.rstrip().endswith(":") and bool(_BASIS.match(fold(_said(block)[1])))


def _type(reading: Reading) -> str:
    """By the words that the title begins with; a plan where they name no type."""
    source = reading.plan.title.source
    if source is None:
        return "plan"
    title = next((block.text for block in reading.blocks if block.index == source.block), "")
    folded = fold(title).strip()
    names = ((key, fold(kind.name)) for key, kind in TYPES.items())
    return max(
        (found for found in names if folded.startswith(found[1])), key=lambda pair: len(pair[1]), default=("plan",)
    )[0]


def _issuer(head: Sequence[Block], plan: Plan) -> Issuer:
    """The issuer, and of the letterhead the names over it."""
    said = plan.header.issuer
    if said.source is None or not any(block.index == said.source.block for block in head):
        return Issuer(said.value or "")
    above = [block.text for block in head if block.index < said.source.block]
    above += [block.text[: said.source.start] for block in head if block.index == said.source.block]
    parents = tuple(name for text in above if (name := text.strip()) and not _NOT_A_NAME.match(fold(name)))
    return Issuer(said.value or "", parents)


def _number(number: str | None) -> Number | None:
    if not number:
        return None
    value, _, sign = number.partition("/")
    return Number(sign, int(value) if value.isascii() and value.isdigit() else value) if sign else Number(number, "")


def _recipients(plan: Plan) -> tuple[tuple[str, ...], str]:
    """Who receives it, and what the line Lưu says."""
    names = [recipient.text for recipient in plan.recipients]
    if names and (kept := _KEPT.match(names[-1])) and kept.end() < len(names[-1]):
        return tuple(names[:-1]), names[-1][kept.end() :]
    return tuple(names), ""


def _signatures(plan: Plan) -> tuple[Signature, ...]:
    signer = plan.signer
    if not (signer.position or signer.name or signer.capacity):
        return ()
    return (Signature(signer.position or "", signer.name or "", (signer.capacity,) if signer.capacity else ()),)


def _blocks(blocks: Sequence[Block], reading: Reading) -> Iterator[written.Block]:
    titles = {heading.source.block: heading.title for heading in reading.plan.outline if heading.source}
    for table, group in groupby(blocks, key=lambda block: block.table if block.kind is BlockKind.ROW else None):
        if table is not None:
            yield _table(list(group))
            continue
        for block in group:
            if block.kind is BlockKind.HEADING:
                yield _heading(block, titles.get(block.index, ""))
            else:
                label, text = _said(block)
                yield written.Paragraph(text, label)


def _said(block: Block) -> tuple[str, str]:
    """The label as printed, with its stop, and the words after it."""
    if not block.label:
        return "", block.text
    found = re.match(rf"{re.escape(block.label)}\s*[.)/:–-]*\s*", block.text)
    return (found[0].strip(), block.text[found.end() :]) if found else ("", block.text)


def _heading(block: Block, title: str) -> written.Block:
    """A heading; one that its text runs on from is a paragraph that begins in bold."""
    label, text = _said(block)
    rest = text[len(title) :] if title and text.startswith(title) else ""
    if any(letter.isalnum() for letter in rest):
        return written.Paragraph((Run(f"{label} {title}", bold=True), Run(rest)))
    return written.Heading(text, label, rank_of(block.label))


def rank_of(label: str) -> Rank:
    """What a heading is, by the label that it begins with."""
    folded = fold(label).strip()
    if len(label) == 1 and label.islower() and label in _LETTERED_ROMAN:
        return Rank.LETTER
    return next((rank for shape, rank in _RANKS if shape.match(folded)), Rank.ARABIC)


def _table(rows: Sequence[Block]) -> written.Table:
    """Its first row is its head; a column's share grows with its longest text."""
    count = max(len(row.cells) for row in rows) or 1
    cells = [tuple(row.cells) + ("",) * (count - len(row.cells)) if row.cells else (row.text,) for row in rows]
    head, *others = cells
    longest = [max(len(row[place]) for row in cells if place < len(row)) for place in range(count)]
    columns = tuple(
        written.Column(head[place] if place < len(head) else "", min(max(longest[place], 4), 60) ** 0.7)
        for place in range(count)
    )
    return written.Table(columns, tuple(others))


def _appendix(blocks: Sequence[Block], reading: Reading) -> written.Appendix:
    first, *rest = blocks
    if first.kind is BlockKind.ROW:
        return written.Appendix("Phụ lục", tuple(_blocks(blocks, reading)), is_labelled=False)
    return written.Appendix(first.text, tuple(_blocks(rest, reading)), is_labelled=False)
