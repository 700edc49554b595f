"""From what was read to the lines of a draft, each with its sentence and its doubt."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from thidua.documents.models import Block, OfficialDocument
from thidua.documents.queries import documents_numbered
from thidua.kernel.text import fold, sentence
from thidua.people.models import Person, Unit
from thidua.people.queries import authorities
from thidua.plans.matching import inner_units, units_named
from thidua.plans.models import Basis, Duty, Found, Level, Line, Phase, Plan, Section, Target, Task
from thidua.reading import plan as read
from thidua.reading.recurrence import Every, find_recurrences, last_day

Blocks = dict[int, Block]
OVER_SCHOOLS = frozenset({Unit.Kind.MINISTRY, Unit.Kind.PROVINCE, Unit.Kind.DEPARTMENT, Unit.Kind.COMMUNE})
THE_OFFICE = re.compile(
    r"\b(?:van phong|co quan|ubnd|uy ban nhan dan|(?:cac|cua|tai|thuoc|do) (?:so|phong|bo)|cac phong)\b"
)
"""Words by which the plan of an office means the office itself."""
SECTION_KINDS = {kind.value: kind for kind in Section.Kind} | {
    "requirements": Section.Kind.AIMS,
    "scope": Section.Kind.PARTICIPANTS,
    "assignments": Section.Kind.ORGANISATION,
}


def understand(document: OfficialDocument, said: read.Plan, blocks: Blocks, *, by: Person) -> Plan:
    """Write down a reading: the document's head and foot, the plan and its lines. Part of making a draft."""
    _head(document, said)
    plan = Plan.objects.create(
        unit=document.unit,
        document=document,
        title=(said.title.value or document.excerpt)[:1000],
        kind=_kind(said),
        movement=(said.movement.value or "")[:500],
        start=said.period.start,
        end=_ordered_end(said.period.start, said.period.end),
        created_by=by,
    )
    plan.parent = _lines(plan, said, blocks)
    if plan.parent:
        plan.save(update_fields=["parent"])
    return plan


def _head(document: OfficialDocument, said: read.Plan) -> None:
    document.issuer_name = (said.header.issuer.value or document.unit.name)[:300]
    document.number = (said.header.number.value or "")[:80]
    document.place = (said.header.place.value or "")[:120]
    document.date = said.header.date.value
    document.excerpt = said.title.value or document.excerpt
    document.signer_capacity = (said.signer.capacity or "")[:200]
    document.signer_position = (said.signer.position or "")[:200]
    document.signer_name = (said.signer.name or "")[:120]
    document.recipients = [recipient.text for recipient in said.recipients]
    document.save()


def _kind(said: read.Plan) -> str:
    title = fold(said.title.value or "")
    if said.movement.value or "thi dua" in title:
        return Plan.Kind.MOVEMENT
    if "cai cach hanh chinh" in title or "cchc" in title:
        return Plan.Kind.REFORM
    return Plan.Kind.DIGITAL if "chuyen doi so" in title else Plan.Kind.OTHER


def _ordered_end(start: Any, end: Any) -> Any:
    """A last day before the first is a slip of the document: left open, to be entered."""
    return None if start and end and end < start else end


def _lines(plan: Plan, said: read.Plan, blocks: Blocks) -> Plan | None:
    """Create all lines. Returns the plan of a unit above that a basis cites, when there is one."""
    inner = list(inner_units(plan.unit))
    bases = [_basis(plan, item) for item in said.bases]
    _save(Section, _placed(zip(said.outline, _sections(plan, said), strict=True), blocks))
    _save(Basis, _placed(zip(said.bases, bases, strict=True), blocks))
    _save(Phase, _placed(((item, _phase(plan, item)) for item in said.phases), blocks))
    _save(Target, _placed(((item, _target(plan, item)) for item in said.indicators), blocks))
    _save_given(Duty, _placed(_duties(plan, said), blocks), _bodies_owing(said), inner)
    tasks = _placed(((item, _task(plan, item)) for item in said.tasks), blocks)
    _save_given(Task, tasks, (item.responsible for item in said.tasks), inner)
    above = set(authorities(plan.unit).exclude(pk=plan.unit_id).values_list("path", flat=True))
    return next((basis.cited for basis in bases if basis.cited and basis.cited.unit.path in above), None)


def _placed(pairs: Iterable[tuple[read.Item, Line]], blocks: Blocks) -> Iterator[Line]:
    """Give each line its sentence, its doubt and its place in the order."""
    for order, (item, line) in enumerate(pairs, start=1):
        line.order = order
        if item.source and item.source.block in blocks:
            line.block = blocks[item.source.block]
            line.start_char, line.end_char = item.source.start, item.source.end
        line.certainty, line.doubt = item.certainty, item.doubt[:500]
        yield line


def _save(kind: type[Line], lines: Iterable[Line]) -> list[Any]:
    rows = list(lines)
    for row in rows:
        if isinstance(row, Found):
            row.fold_text()
    return kind._default_manager.bulk_create(rows, batch_size=500)


def _sections(plan: Plan, said: read.Plan) -> Iterator[Section]:
    kinds = {section.heading: section.kind for section in said.sections}
    for place, heading in enumerate(said.outline):
        yield Section(
            plan=plan,
            label=heading.label[:40],
            title=heading.title[:1000],
            level=heading.level,
            kind=SECTION_KINDS.get(kinds.get(place, ""), Section.Kind.OTHER),
        )


def _basis(plan: Plan, item: read.Basis) -> Basis:
    found = documents_numbered(item.number, item.date).filter(plan__status__in=["issued", "closed"])
    document = found.filter(unit__in=authorities(plan.unit)).select_related("plan__unit").first()
    return Basis(plan=plan, number=item.number[:80], date=item.date, cited=document.plan if document else None)


def _phase(plan: Plan, item: read.Phase) -> Phase:
    return Phase(plan=plan, label=item.label[:300], start=item.start, end=_ordered_end(item.start, item.end))


def _target(plan: Plan, item: read.Target) -> Target:
    measure = Target.Measure.WORDS
    if item.value is not None:
        measure = Target.Measure.RATIO if item.unit == "%" else Target.Measure.COUNT
    several_years = bool(plan.start and plan.end and plan.end.year > plan.start.year)
    return Target(
        plan=plan,
        text=sentence(item.text),
        comparator=item.comparator or "",
        value=item.value,
        unit_of_count=(item.unit or "")[:60],
        measure=measure,
        frequency=Target.Frequency.YEAR if several_years else Target.Frequency.ONCE,
        level=_whose_target(plan.unit, item),
    )


def _whose_target(unit: Unit, item: read.Target) -> str:
    """A target for which nobody is named is, in the plan of an office over schools, one for its whole sector: the units
    that the plan goes to report on it. Of a school it is the school's own.
    """
    level = _level(item.level)
    if level != Level.OWN or unit.kind not in OVER_SCHOOLS or THE_OFFICE.search(fold(item.text)):
        return level
    return Level.SUBORDINATE


def _dated(said: read.Plan) -> Iterator[read.Deadline]:
    """The deadlines that are duties: work that is merely due on a day is a task."""
    worked = {(task.source.block, task.due) for task in said.tasks if task.source}
    for item in said.deadlines:
        if item.kind != "other" or item.source is None or (item.source.block, item.date) not in worked:
            yield item


def _bodies_owing(said: read.Plan) -> Iterator[tuple[str, ...]]:
    yield from ((item.body,) for item in _dated(said))
    yield from ((again.body,) for again in said.recurring)


def _duties(plan: Plan, said: read.Plan) -> Iterator[tuple[read.Item, Duty]]:
    """Deadlines, then duties that come round."""
    for item in _dated(said):
        yield (
            item,
            Duty(
                plan=plan,
                text=sentence(item.action),
                kind=_duty_kind(item.kind),
                due=item.date,
                level=_level(item.level),
            ),
        )
    for again in said.recurring:
        due, rule = _when(again.rule)
        duty = Duty(plan=plan, text=sentence(again.action), kind=_duty_kind(again.kind), due=due, recurrence=rule)
        duty.level = _level(again.level)
        yield again, duty


def _when(rule: str) -> tuple[date | None, str]:
    """A rule that means one date ("trong Quý III/2026") is that date."""
    name, _, period = rule.partition(":")
    return (last_day(period), "") if name == Every.ONCE else (None, rule[:80])


def _duty_kind(kind: str) -> str:
    return kind if kind in Duty.Kind.values else Duty.Kind.OTHER


def _level(level: str) -> str:
    return level if level in Level.values else Level.OWN


def _task(plan: Plan, item: read.Task) -> Task:
    found = find_recurrences(item.timing) if item.timing and not item.due else []
    due, rule = _when(found[0][2].key) if found else (item.due, "")
    return Task(
        plan=plan,
        text=item.text,
        product=item.product[:500],
        body="; ".join(item.responsible)[:500],
        cooperating="; ".join(item.cooperating)[:500],
        due=due,
        recurrence=rule,
        level=_level(item.level),
    )


def _save_given(
    kind: type[Duty] | type[Task], lines: Iterable[Line], bodies: Iterable[Iterable[str]], inner: list[Unit]
) -> None:
    """Create lines; those that name teams or divisions of the issuer are theirs."""
    through = kind.units.through
    line_field = f"{kind._meta.model_name}_id"
    saved = _save(kind, lines)
    rows = [
        through(**{line_field: line.pk, "unit_id": unit.pk})
        for line, names in zip(saved, bodies, strict=True)
        for unit in units_named(names, inner)
    ]
    through._default_manager.bulk_create(rows, batch_size=500)
