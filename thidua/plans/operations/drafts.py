"""Where drafts come from: a document, another plan, or a blank sheet."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.models import OfficialDocument
from thidua.documents.operations import add_document, keep_blocks, keep_file
from thidua.kernel.calendar import today
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.kernel.workflow import move
from thidua.people.models import Person, Unit
from thidua.plans.matching import inner_units, staff_of
from thidua.plans.models import ForUnits, Line, Plan, Task
from thidua.plans.operations.understanding import understand
from thidua.plans.queries import KINDS
from thidua.reading import Reading, read
from thidua.reading.refusals import Refusal

OF_ITS_PLAN = frozenset(
    {"id", "plan", "line_key", "parent_line", "block", "start_char", "end_char", "rounds", "departure"}
)
"""What a line is by its plan alone, so that no copy takes it along."""


def read_or_refuse(data: bytes) -> Reading:
    """Read a document; what the reader refuses becomes a ValidationError with the same sentence and code."""
    try:
        return read(data)
    except Refusal as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from refusal


def draft_from_file(unit: Unit, *, by: Person, data: bytes, name: str) -> Plan:
    """Read a document and make a draft of what it says. Raises the reader's refusals and those of `store_file`."""
    require(by, "plans.add_plan", unit)
    return draft_from_reading(unit, read_or_refuse(data), by=by, data=data, name=name)


@transaction.atomic
def draft_from_reading(unit: Unit, reading: Reading, *, by: Person, data: bytes, name: str) -> Plan:
    """Keep a document that was read and make the draft: header, blocks, lines, each with its sentence."""
    require(by, "plans.add_plan", unit)
    document = add_document(unit, by=by, direction=OfficialDocument.Direction.OUT, excerpt=clean(name)[:300])
    keep_file(document, data, name, reading.source.pages)
    blocks = keep_blocks(document, reading.blocks)
    plan = understand(document, reading.plan, blocks, by=by)
    record("plans.add_plan", plan, by=by, sentence=f"Lập bản nháp từ tệp “{clean(name)}”")
    return plan


@transaction.atomic
def blank_draft(unit: Unit, *, by: Person, title: str, **facts: Any) -> Plan:
    """A draft without a document of its own yet."""
    require(by, "plans.add_plan", unit)
    title = clean(title)
    if not title:
        raise ValidationError("Ghi tên kế hoạch.", code="no_title")
    document = add_document(
        unit,
        by=by,
        direction=OfficialDocument.Direction.OUT,
        excerpt=title,
        issuer_name=unit.name,
        place=unit.place,
    )
    plan = Plan(unit=unit, document=document, title=title, created_by=by, **facts)
    plan.full_clean()
    plan.save()
    record("plans.add_plan", plan, by=by, sentence="Lập bản nháp từ trang trắng")
    return plan


@transaction.atomic
def draft_from_plan(source: Plan, unit: Unit, *, by: Person) -> Plan:
    """A new draft with the lines of a plan that one may see; dates stay to be looked at again. A copy of the plan above
    has that for its parent, a copy of one's own plan has the same parent.
    """
    require(by, "plans.view_plan", source)
    plan = blank_draft(unit, by=by, title=source.title, kind=source.kind, movement=source.movement)
    plan.parent = _parent_of_copy(source, unit)
    plan.save(update_fields=["parent"])
    staff = set(staff_of(unit, today()).values_list("pk", flat=True))
    for kind in KINDS.values():
        for line in kind._default_manager.filter(plan=source, removed=False).select_related("parent_line"):
            above = line if plan.parent == source else line.parent_line if plan.parent else None
            _copy_line(line, plan, staff, above)
    record("plans.copy_plan", plan, by=by, sentence=f"Chép nội dung từ {source.document}: {source}")
    return plan


def _parent_of_copy(source: Plan, unit: Unit) -> Plan | None:
    if source.status == Plan.Status.ISSUED and source.unit_id != unit.pk:
        return source if source.addressees.filter(unit=unit).exists() else None
    is_own = source.unit_id == unit.pk and source.parent and source.parent.status == Plan.Status.ISSUED
    return source.parent if is_own else None


def _copy_line(line: Line, plan: Plan, staff: Collection[int], above: Line | None) -> None:
    """A copy is a line of its own: new key, no sentence behind it, no reason that another unit gave; its dates are of
    another year, and its work is not given to people and parts of another unit, nor to those that are no longer there.
    """
    fresh = Plan._meta.apps.get_model(line._meta.label)(
        **{
            field.attname: getattr(line, field.attname)
            for field in line._meta.concrete_fields
            if field.name not in OF_ITS_PLAN
        },
        plan=plan,
        parent_line=above,
    )
    if any(getattr(fresh, field, None) for field in ("due", "start", "end")):
        fresh.certainty, fresh.doubt = Line.Certainty.CHECK, "Chép từ kế hoạch khác: xem lại ngày tháng."
    if isinstance(fresh, Task) and fresh.person_id not in staff:
        fresh.person = None
    fresh.save()
    if plan.unit_id == line.plan.unit_id and isinstance(line, ForUnits):
        fresh.units.set(line.units.filter(pk__in=inner_units(plan.unit)))


@transaction.atomic
def withdraw_plan(plan: Plan, *, by: Person) -> None:
    """Put a draft away; `restore_plan` brings it back."""
    move(plan, "withdraw", by=by, sentence="Bỏ bản nháp")


@transaction.atomic
def restore_plan(plan: Plan, *, by: Person) -> None:
    move(plan, "restore", by=by, sentence="Lấy lại bản nháp")
