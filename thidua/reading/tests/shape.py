"""What every reading has, whatever was read: nothing lost, nothing told twice, spans within, the shape of the schema."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from thidua.reading import Reading, as_schema
from thidua.reading.blocks import Block
from thidua.reading.plan import Plan, Span
from thidua.reading.source import Source

COMPARATORS = (">=", ">", "=", "<=", "<", None)


def faults_of(reading: Reading) -> list[str]:
    """What is wrong with a reading, in words; nothing for a sound one."""
    return [
        *faults_of_blocks(reading.source, reading.blocks),
        *faults_of_spans(reading.plan, reading.blocks),
        *faults_of_schema(as_schema(reading.plan)),
    ]


def faults_of_blocks(source: Source, blocks: tuple[Block, ...]) -> Iterator[str]:
    if [block.index for block in blocks] != list(range(len(blocks))):
        yield "blocks are not counted from 0"
    held = sorted((place, block.index) for block in blocks for span in block.spans for place in range(*span))
    places = [place for place, _ in held if not source.text[place].isspace()]
    if places != [place for place, letter in enumerate(source.text) if not letter.isspace()]:
        yield "the blocks do not hold every letter once"
    for block in blocks:
        if not all(0 <= start < end <= len(source.text) for start, end in block.spans):
            yield f"block {block.index} lies outside the source"
        if list(block.spans) != sorted(block.spans):
            yield f"block {block.index} turns the order of its lines"
        if not block.text.strip() and any(map(str.isalnum, said(source, block))):
            yield f"block {block.index} has lost its text"
        if not 1 <= block.page <= source.pages:
            yield f"block {block.index} is on page {block.page} of {source.pages}"


def said(source: Source, block: Block) -> str:
    return "".join(source.text[start:end] for start, end in block.spans)


def faults_of_spans(plan: Plan, blocks: tuple[Block, ...]) -> Iterator[str]:
    for span in spans_in(plan):
        if not (0 <= span.block < len(blocks) and 0 <= span.start <= span.end <= len(blocks[span.block].text)):
            yield f"{span} lies outside its block"


def spans_in(value: Any) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from spans_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from spans_in(part)


def faults_of_schema(answer: dict[str, Any]) -> Iterator[str]:
    if json.loads(json.dumps(answer, ensure_ascii=False, allow_nan=False)) != answer:
        yield "the answer is not JSON"
    yield from misfits(answer, SHAPE, "answer")


def misfits(value: Any, shape: Any, place: str) -> Iterator[str]:
    """Where a value has not its shape: a dictionary of shapes, a list of one shape, or a question that it answers."""
    if isinstance(shape, dict) and isinstance(value, dict) and list(value) == list(shape):
        for key in shape:
            yield from misfits(value[key], shape[key], f"{place}.{key}")
    elif isinstance(shape, list) and isinstance(value, list):
        for part in value:
            yield from misfits(part, shape[0], place)
    elif isinstance(shape, dict | list) or not shape(value):
        yield f"{place} is {value!r}"


def is_text(value: Any) -> bool:
    return isinstance(value, str) and value == " ".join(value.split()) != ""


def is_maybe_text(value: Any) -> bool:
    return value is None or is_text(value)


def is_action(value: Any) -> bool:
    return value == "" or is_text(value)


def is_day(value: Any) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def is_maybe_day(value: Any) -> bool:
    return value is None or is_day(value)


def is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value >= 0)


def is_level(value: Any) -> bool:
    return isinstance(value, int) and value >= 1


SHAPE = {
    "header": {"issuer": is_maybe_text, "number": is_maybe_text, "place": is_maybe_text, "date": is_maybe_day},
    "title": is_maybe_text,
    "movement": is_maybe_text,
    "period": {"start": is_maybe_day, "end": is_maybe_day},
    "bases": [{"number": is_text, "date": is_maybe_day}],
    "outline": [{"level": is_level, "label": is_text, "title": is_action}],
    "indicators": [
        {"text": is_text, "comparator": COMPARATORS.__contains__, "value": is_number, "unit": is_maybe_text}
    ],
    "deadlines": [{"date": is_day, "action": is_action}],
    "phases": [{"label": is_text, "start": is_maybe_day, "end": is_maybe_day}],
    "assignments": [{"body": is_text}],
    "recipients": [is_text],
    "signer": {"capacity": is_maybe_text, "position": is_maybe_text, "name": is_maybe_text},
}
