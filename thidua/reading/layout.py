"""From a source to its blocks: lines rejoined, headings told from items, furniture set apart."""

from __future__ import annotations

from thidua.reading.blocks import Block, BlockKind
from thidua.reading.frame import Frame, frame_of
from thidua.reading.joining import Paragraph, paragraphs_of
from thidua.reading.labels import bullet_of, label_of
from thidua.reading.outline import Node, nodes_of
from thidua.reading.pieces import pieces_of
from thidua.reading.source import Source

_BODY = (BlockKind.PARAGRAPH, BlockKind.ROW)


def blocks_of(source: Source) -> tuple[Block, ...]:
    """Every paragraph, heading, item and row of the source; page numbers, running heads and residue apart."""
    paragraphs = paragraphs_of(pieces_of(source))
    texts = [paragraph.text if paragraph.kind in _BODY else "" for paragraph in paragraphs]
    rows = frozenset(i for i, paragraph in enumerate(paragraphs) if paragraph.kind == BlockKind.ROW)
    frame = frame_of(texts)
    declared = frozenset(i for i, paragraph in enumerate(paragraphs) if paragraph.first.line.heading)
    headings = {node.index: node for node in nodes_of(texts, frame.body, frame.foot, declared, rows) if node.heading}
    return tuple(_block(index, paragraph, headings.get(index), frame) for index, paragraph in enumerate(paragraphs))


def _block(index: int, paragraph: Paragraph, heading: Node | None, frame: Frame) -> Block:
    label = label_of(paragraph.text) if paragraph.kind == BlockKind.PARAGRAPH else None
    raw = label.raw if label else bullet_of(paragraph.text)
    kind = paragraph.kind
    level = heading.level if heading else 0
    if heading:
        kind, raw = BlockKind.HEADING, heading.label.raw
    elif kind == BlockKind.PARAGRAPH and index < frame.start:
        kind, raw = BlockKind.RESIDUE, ""
    elif kind == BlockKind.PARAGRAPH and raw:
        kind = BlockKind.ITEM
    first = paragraph.first
    spans = tuple((piece.start, piece.end) for piece in paragraph.pieces)
    raw = raw if kind in (BlockKind.HEADING, BlockKind.ITEM) else ""
    return Block(index, kind, paragraph.text, spans, first.page, raw, level, first.cells, first.line.table)
