"""What units were called and where they lay on a day, and what became of them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from thidua.people.models import Succession, Unit, UnitSpan


def named_on(unit: Unit, day: date) -> str:
    """The name that the unit bore on the day; outside its life the nearest one."""
    return names_on([unit], day)[unit.pk]


def names_on(units: Iterable[Unit], day: date) -> dict[int, str]:
    """By unit the name that it bore on the day, in one query."""
    units = list(units)
    spans = _spans_on([unit.pk for unit in units], day)
    return {unit.pk: spans[unit.pk].name if unit.pk in spans else unit.name for unit in units}


def parent_on(unit: Unit, day: date) -> int | None:
    """The number of the unit above on the day; None for a unit at the top."""
    return parents_on([unit], day)[unit.pk]


def parents_on(units: Iterable[Unit], day: date) -> dict[int, int | None]:
    """By unit the number of the one above it on the day, in two queries."""
    units = list(units)
    spans = _spans_on([unit.pk for unit in units], day)
    paths = {unit.path[: -Unit.steplen] for unit in units if unit.pk not in spans} - {""}
    above = dict(Unit.objects.filter(path__in=paths).values_list("path", "pk")) if paths else {}
    return {
        unit.pk: spans[unit.pk].parent_id if unit.pk in spans else above.get(unit.path[: -Unit.steplen])
        for unit in units
    }


def _spans_on(ids: list[int], day: date) -> dict[int, UnitSpan]:
    """By unit the span of the day, else the last one before it, else the first one."""
    found: dict[int, UnitSpan] = {}
    for span in UnitSpan.objects.filter(unit__in=ids).order_by("pk"):
        begun = span.valid_from is None or span.valid_from <= day
        if begun or span.unit_id not in found:
            found[span.unit_id] = span
    return found


class Event(NamedTuple):
    """Something that befell a unit on a day; `other` is the unit that had to do with it."""

    day: date | None
    words: str
    other: Unit | None = None
    basis: str = ""


def timeline_of(unit: Unit) -> list[Event]:
    """The life of a unit, latest first: begun, renamed, moved, taken over, ended."""
    events = [*_changes(unit), *_successions(unit)]
    if unit.valid_to:
        events.append(Event(unit.valid_to + timedelta(days=1), "Thôi hoạt động"))
    return sorted(events, key=lambda event: event.day or date.min, reverse=True)


def _changes(unit: Unit) -> Iterator[Event]:
    before: UnitSpan | None = None
    for span in unit.spans.select_related("parent").order_by("pk"):
        if before is None:
            yield Event(span.valid_from, f"Hoạt động với tên “{span.name}”", span.parent)
        else:
            if span.name != before.name:
                yield Event(span.valid_from, f"Đổi tên từ “{before.name}” thành “{span.name}”")
            if span.parent_id != before.parent_id:
                yield Event(span.valid_from, "Chuyển về", span.parent)
        before = span


def _successions(unit: Unit) -> Iterator[Event]:
    rows = Succession.objects.filter(Q(old=unit) | Q(new=unit)).select_related("old", "new").order_by("-pk")
    for row in rows:
        is_old = row.old_id == unit.pk
        yield Event(
            row.first_day, "Có đơn vị tiếp nối" if is_old else "Tiếp nối", row.new if is_old else row.old, row.basis
        )
