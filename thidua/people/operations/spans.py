"""What units were called and where they lay, kept as spans of days without gaps. Part of the deeds on units."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from thidua.people.models import Unit, UnitSpan

DAY = timedelta(days=1)


def begin_spans(units: Iterable[Unit]) -> None:
    """The first span of each new unit, since it works."""
    units = list(units)
    paths = {unit.path[: -Unit.steplen] for unit in units} - {""}
    above = dict(Unit.objects.filter(path__in=paths).values_list("path", "pk"))
    spans = [
        UnitSpan(
            unit=unit,
            parent_id=above.get(unit.path[: -Unit.steplen]),
            name=unit.name,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        for unit in units
    ]
    UnitSpan.objects.bulk_create(spans, batch_size=500)


def last_span(unit: Unit) -> UnitSpan:
    """The span that reaches to the present, or to the unit's end; made for a unit that never had one."""
    span = unit.spans.order_by("-pk").first()
    if span is None:
        begin_spans([unit])
        span = unit.spans.get()
    return span


def change_span(unit: Unit, first_day: date, *, name: str = "", parent: Unit | None = None) -> None:
    """From `first_day` on the unit has another name or lies under another unit.

    Call it under the lock of the tree and before the row itself is changed. Raises `before_change`.
    """
    span = last_span(unit)
    is_first = not unit.spans.exclude(pk=span.pk).exists()
    if span.valid_from and first_day < span.valid_from and not is_first:
        raise before_change(unit, span.valid_from)
    if not span.valid_from or first_day > span.valid_from:
        facts = {"unit": unit, "parent_id": span.parent_id, "name": span.name, "valid_to": span.valid_to}
        UnitSpan.objects.filter(pk=span.pk).update(valid_to=first_day - DAY)
        span = UnitSpan(valid_from=first_day, **facts)
    span.name, span.parent = name or span.name, parent or span.parent
    span.save()


def before_change(unit: Unit, day: date) -> ValidationError:
    sentence = f"“{unit}” đã có thay đổi ghi từ ngày {day:%d/%m/%Y}. Chọn ngày từ đó trở đi."
    return ValidationError(sentence, code="before_change")


def correct_many(units: Iterable[Unit]) -> None:
    """A name or first day that was written wrong is mended where it stands. Raises `after_change`.

    Units that have no span yet get theirs from the corrected row when they need one.
    """
    after = {unit.pk: unit for unit in units}
    first: dict[int, UnitSpan] = {}
    last: dict[int, UnitSpan] = {}
    for span in UnitSpan.objects.filter(unit__in=after).order_by("pk"):
        last[span.unit_id] = span
        first.setdefault(span.unit_id, span)
    for pk, span in first.items():
        last[pk].name = after[pk].name
        _begin_on(span, after[pk])
    UnitSpan.objects.bulk_update({*first.values(), *last.values()}, ["name", "valid_from"], batch_size=200)


def _begin_on(span: UnitSpan, unit: Unit) -> None:
    if span.valid_to and unit.valid_from and unit.valid_from > span.valid_to:
        sentence = f"“{unit}” đã có thay đổi ghi từ ngày {span.valid_to + DAY:%d/%m/%Y}. Chọn ngày trước đó."
        raise ValidationError({"valid_from": ValidationError(sentence, code="after_change")})
    span.valid_from = unit.valid_from


def end_spans(units: Iterable[Unit], last_day: date) -> None:
    """The units end. Raises `before_change` when one of them changed after that day."""
    for unit in units:
        span = last_span(unit)
        if span.valid_from and span.valid_from > last_day:
            raise before_change(unit, span.valid_from)
        UnitSpan.objects.filter(pk=span.pk).update(valid_to=last_day)


def reopen_span(unit: Unit) -> None:
    UnitSpan.objects.filter(pk=last_span(unit).pk).update(valid_to=None)
