"""Last year's campaign as the draft of the next one."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, DateField, QuerySet, TextField
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.documents.operations import change_document
from thidua.kernel.calendar import today as present_day
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, keep, run_kind, start_run
from thidua.people.models import Person
from thidua.plans.matching import inner_units, staff_of
from thidua.plans.models import Addressee, Basis, ForUnits, Found, Line, Plan, Task
from thidua.plans.operations.drafts import blank_draft
from thidua.plans.queries import KINDS, STANDING, addressable_units

COPY = "plans.copy_campaign"
LARGE = 3000
"""Lines and addressees from which on the copy is made in the background."""
FRESH = frozenset({"id", "plan", "line_key", "parent_line", "block", "start_char", "end_char", "departure", "removed"})
"""What a copy has of its own."""
WEEKEND = {5: "thứ Bảy", 6: "Chủ nhật"}
YEARS = re.compile(r"\b(?P<first>20\d\d)(?:(?P<dash>\s*[-–]\s*)(?P<next>20\d\d))?\b")


@dataclass(frozen=True)
class Shift:
    """So many whole years on; `span` holds the calendar years that the old plan ran in."""

    years: int
    span: range

    def day(self, day: date) -> date:
        """Month and day stay; the 29th of February becomes the 28th where there is none."""
        try:
            return day.replace(year=day.year + self.years)
        except ValueError:
            return day.replace(year=day.year + self.years, day=28)

    def words(self, text: str) -> str:
        """The years of the old plan moved on, school years as a whole; other years stay."""
        return YEARS.sub(self._moved, text)

    def _moved(self, found: re.Match[str]) -> str:
        if int(found["first"]) not in self.span:
            return found[0]
        first = str(int(found["first"]) + self.years)
        return f"{first}{found['dash']}{int(found['next']) + self.years}" if found["next"] else first


def next_start(plan: Plan) -> date:
    """The day on which the plan would begin a year later."""
    return Shift(1, range(0)).day(_first_day(plan))


def _first_day(plan: Plan) -> date:
    day = plan.start or plan.document.date or (plan.issued_at and timezone.localdate(plan.issued_at))
    return day or present_day()


def shift_to(plan: Plan, start: date) -> Shift:
    """Raises ValidationError `not_later` when the new campaign would not begin in a later year."""
    first = _first_day(plan)
    years = start.year - first.year
    if years < 1:
        raise ValidationError(f"Ngày bắt đầu phải ở năm sau năm {first.year}. Chọn ngày khác.", code="not_later")
    last = max((plan.end or first).year, first.year)
    return Shift(years, range(first.year, last + 1))


def is_large(plan: Plan) -> bool:
    lines = sum(kind._default_manager.filter(plan=plan, removed=False).count() for kind in KINDS.values())
    return lines + plan.addressees.count() > LARGE


@transaction.atomic
def copy_later(plan: Plan, *, by: Person, start: date) -> Run:
    """Copy in the background. Raises what `copy_campaign` raises before it begins."""
    _require_copy(plan, by)
    shift_to(plan, start)
    facts = {"source": plan.pk, "person": by.pk, "start": start.isoformat()}
    return start_run(COPY, f"Lập cho năm sau: {plan.title[:200]}", by=by, **facts)


@run_kind(COPY)
def copy_in_background(run: Run) -> Outcome:
    """A second attempt finds the draft that the first one made."""
    facts = run.parameters
    if "plan" not in facts:
        source, by = Plan.objects.get(pk=facts["source"]), Person.objects.get(pk=facts["person"])
        with transaction.atomic():
            fresh = copy_campaign(source, by=by, today=present_day(), start=date.fromisoformat(facts["start"]))
            keep(run, plan=fresh.pk)
    url = reverse("plans:desk", args=[run.parameters["plan"]])
    return Outcome("Đã lập bản nháp cho năm sau, mở bàn đọc để xem lại.", url)


def _require_copy(plan: Plan, by: Person) -> None:
    require(by, "plans.add_plan", plan.unit)
    if plan.status not in STANDING:
        raise ValidationError("Chỉ lập cho năm sau từ kế hoạch đã ban hành.", code="not_issued")


@transaction.atomic
def copy_campaign(plan: Plan, *, by: Person, today: date, start: date) -> Plan:
    """A draft of the same unit that begins on `start`, with the lines, units and settings of an issued plan.

    Dates move by whole years; what a person must look at again is marked: weekends, years in sentences, bases, who has
    left. Raises ValidationError `not_issued`, `not_later`.
    """
    _require_copy(plan, by)
    shift = shift_to(plan, start)
    fresh = blank_draft(
        plan.unit,
        by=by,
        title=shift.words(plan.title),
        kind=plan.kind,
        movement=shift.words(plan.movement),
        start=start,
        end=plan.end and max(shift.day(plan.end), start),
        recheck=plan.recheck,
        locks_after=plan.locks_after,
    )
    head = ("type", "place", "issuer_name", "signer_capacity", "signer_position", "signer_name", "recipients")
    change_document(fresh.document, by=by, **{field: getattr(plan.document, field) for field in head})
    for kind in KINDS.values():
        _copy_lines(kind, plan, fresh, shift, today)
    left = _copy_addressees(plan, fresh, today)
    sentence = f"Lập cho năm sau từ {plan.document}: {plan}"
    if left:
        sentence += f"; {left} đơn vị nhận cũ không còn gửi được"
    record("plans.copy_campaign", fresh, by=by, sentence=sentence)
    return fresh


def _copy_lines(kind: type[Line], plan: Plan, fresh: Plan, shift: Shift, today: date) -> None:
    """All lines of one kind, in a fixed number of queries."""
    staff = set(staff_of(plan.unit, today).values_list("pk", flat=True))
    rows: QuerySet = kind._default_manager.filter(plan=plan, removed=False).order_by("order", "pk")
    rows = rows.select_related("person") if kind is Task else rows
    old = list(rows.prefetch_related("units") if issubclass(kind, ForUnits) else rows)
    inner = set(inner_units(plan.unit).values_list("pk", flat=True))
    new = [_copied(line, fresh, shift, staff, inner) for line in old]
    kind._default_manager.bulk_create(new, batch_size=500)
    if issubclass(kind, ForUnits):
        through: Any = kind._meta.get_field("units").remote_field.through
        name = f"{kind._meta.model_name}_id"
        pairs = [(copy.pk, unit.pk) for copy, line in zip(new, old, strict=True) for unit in line.units.all()]
        through._default_manager.bulk_create(
            [through(**{name: copy, "unit_id": unit}) for copy, unit in pairs if unit in inner], batch_size=500
        )


def _copied(line: Line, fresh: Plan, shift: Shift, staff: Collection[int], inner: Collection[int]) -> Line:
    values = {
        field.attname: getattr(line, field.attname) for field in line._meta.concrete_fields if field.name not in FRESH
    }
    copy = type(line)(**values, plan=fresh)
    doubts = [*_move_days(copy, shift), *_move_years(copy, shift), *_leave_out(line, copy, staff, inner)]
    if isinstance(copy, Basis):
        doubts.append("Căn cứ của năm trước: xem còn hiệu lực, đổi số và ngày.")
    copy.certainty = Line.Certainty.CHECK if doubts else Line.Certainty.SURE
    copy.doubt = " ".join(doubts)[:500]
    if isinstance(copy, Found):
        copy.fold_text()
    return copy


def _move_days(copy: Line, shift: Shift) -> Iterator[str]:
    if isinstance(copy, Basis):
        return
    for field in copy._meta.concrete_fields:
        day = getattr(copy, field.attname) if isinstance(field, DateField) else None
        if day:
            moved = shift.day(day)
            setattr(copy, field.attname, moved)
            if moved.weekday() in WEEKEND:
                yield f"Ngày {moved:%d/%m/%Y} là {WEEKEND[moved.weekday()]}: xem lại."


def _move_years(copy: Line, shift: Shift) -> Iterator[str]:
    """The years in the sentences; keys of rules and the like hold none."""
    if isinstance(copy, Basis):
        return
    changed = False
    for field in copy._meta.concrete_fields:
        if isinstance(field, CharField | TextField) and isinstance(words := getattr(copy, field.attname), str):
            moved = shift.words(words)
            changed |= moved != words
            setattr(copy, field.attname, moved)
    if changed:
        yield "Đã đổi năm trong câu: xem lại."


def _leave_out(line: Line, copy: Line, staff: Collection[int], inner: Collection[int]) -> Iterator[str]:
    """Who left, and teams that are no more, get nothing; somebody has to choose anew."""
    if isinstance(line, Task) and isinstance(copy, Task) and line.person and line.person_id not in staff:
        copy.person_id = None
        yield f"{line.person} không còn làm việc tại đơn vị: chọn người khác."
    gone = [unit.label for unit in line.units.all() if unit.pk not in inner] if isinstance(line, ForUnits) else []
    if gone:
        yield f"{', '.join(gone[:3])} không còn hoạt động: chọn đơn vị khác."


def _copy_addressees(plan: Plan, fresh: Plan, today: date) -> int:
    """Those that can still be addressed. Returns how many cannot."""
    before = set(plan.addressees.values_list("unit_id", flat=True))
    open_now = set(addressable_units(fresh, today).filter(received_plans__plan=plan).values_list("pk", flat=True))
    rows = [Addressee(plan=fresh, unit_id=unit) for unit in sorted(open_now)]
    Addressee.objects.bulk_create(rows, batch_size=500)
    return len(before - open_now)
