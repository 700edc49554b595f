"""A document in, blocks and a plan as data out. No Django, no database."""

from __future__ import annotations

from dataclasses import dataclass

from thidua.reading.blocks import Block
from thidua.reading.layout import blocks_of
from thidua.reading.plan import Plan, as_schema
from thidua.reading.source import Source
from thidua.reading.understanding import plan_of

__all__ = ["Reading", "as_schema", "blocks_of", "plan_of", "read", "read_text"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document read: its text as found, its blocks, and what was understood."""

    source: Source
    blocks: tuple[Block, ...]
    plan: Plan


def read(data: bytes) -> Reading:
    """Read a document, recognised by its content. Raises `Refusal` for one that cannot be read."""
    from thidua.reading.sources import extract  # the readers of formats are loaded only when a file comes

    return reading_of(extract(data))


def read_text(text: str) -> Reading:
    """Read a plan that is already text."""
    from thidua.reading.sources.text import source_of_text

    return reading_of(source_of_text(text))


def reading_of(source: Source) -> Reading:
    """Blocks and plan of an extracted source."""
    blocks = blocks_of(source)
    return Reading(source, blocks, plan_of(source, blocks))
