"""From blocks to a plan: each field read by its own module, off one sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from thidua.reading.assignments import assignments_of, bearers_of
from thidua.reading.bases import bases_of
from thidua.reading.blocks import Block
from thidua.reading.deadlines import deadlines_of
from thidua.reading.header import header_of
from thidua.reading.outline import title_of
from thidua.reading.periods import period_of, phases_of
from thidua.reading.plan import Deadline, Heading, Plan, Recurring, Span
from thidua.reading.recipients import foot_of
from thidua.reading.recurring import recurring_of, with_dates
from thidua.reading.sections import sections_of
from thidua.reading.sheet import Sheet, sheet_of
from thidua.reading.source import Source
from thidua.reading.targets import targets_of
from thidua.reading.tasks import tasks_of
from thidua.reading.titles import movement_of, title_of_plan

Duty = TypeVar("Duty", Deadline, Recurring)


def plan_of(source: Source, blocks: Sequence[Block]) -> Plan:
    """What the plan says; characters that were guessed (OCR) make nothing surer."""
    sheet = sheet_of(blocks)
    title = title_of_plan(sheet)
    header = header_of(sheet)
    recipients, signer = foot_of(sheet, header.issuer.value or "")
    targets, deadlines, assignments = targets_of(sheet), deadlines_of(sheet), assignments_of(sheet)
    bearers = bearers_of(sheet, assignments)
    deadlines = tuple(_borne(item, bearers) for item in deadlines)
    period = period_of(sheet, title)
    recurring = tuple(_borne(item, bearers) for item in recurring_of(sheet, deadlines))
    recurring = with_dates(recurring, period.start or header.date.value, period.end)
    return Plan(
        header=header,
        title=title,
        movement=movement_of(sheet, title),
        period=period,
        bases=bases_of(sheet),
        outline=_outline(sheet),
        indicators=targets,
        deadlines=deadlines,
        phases=phases_of(sheet),
        assignments=assignments,
        recipients=recipients,
        signer=signer,
        tasks=tasks_of(sheet, targets, (*deadlines, *recurring), assignments),
        recurring=recurring,
        sections=sections_of(sheet),
    )


def _borne(item: Duty, bearers: Mapping[int, str]) -> Duty:
    return replace(item, body=bearers.get(item.source.block, "") if item.source else "")


def _outline(sheet: Sheet) -> tuple[Heading, ...]:
    return tuple(
        Heading(
            level=sheet.blocks[node.index].level,
            label=node.label.raw,
            title=title_of(sheet.texts[node.index]),
            source=Span(node.index, 0, len(sheet.texts[node.index])),
        )
        for node in sheet.nodes
        if node.heading
    )
