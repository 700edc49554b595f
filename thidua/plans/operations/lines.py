"""Mending a draft at the desk: its facts and its lines."""

import copy
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, TextField

from thidua.audit.operations import differences, record
from thidua.documents.models import OfficialDocument
from thidua.documents.operations import change_document
from thidua.kernel.calendar import today
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, clean_lines
from thidua.people.models import Person, Unit
from thidua.plans.matching import inner_units, staff_of
from thidua.plans.models import ForUnits, Line, Plan
from thidua.plans.queries import issuing_run, weakening_of

PLAN_FIELDS = ("title", "kind", "movement", "start", "end")
HIDDEN = frozenset(
    {
        "id",
        "plan",
        "line_key",
        "parent_line",
        "block",
        "start_char",
        "end_char",
        "removed",
        "doubt",
        "search_text",
        "departure",
    }
)


def require_draft(plan: Plan) -> None:
    """Lock the plan and refuse when it is no longer a draft (`not_draft`): what was issued stands; and while it is
    being issued (`being_issued`): what is sent is what was looked at.
    """
    status = Plan.objects.select_for_update().values_list("status", flat=True).get(pk=plan.pk)
    if status != Plan.Status.DRAFT:
        raise ValidationError(
            "Kế hoạch đã ban hành hoặc đã bỏ, không sửa được nữa. Tải lại trang để xem bản hiện hành.",
            code="not_draft",
        )
    if issuing_run(plan):
        raise ValidationError(
            "Kế hoạch đang được ban hành, không sửa được nữa. Tải lại trang để xem kết quả.", code="being_issued"
        )


@transaction.atomic
def change_paper(plan: Plan, *, by: Person, **head: Any) -> None:
    """Mend the head and foot of a draft's document. Raises `not_draft`, `being_issued`, and what documents refuse."""
    require(by, "plans.change_plan", plan)
    require_draft(plan)
    change_document(OfficialDocument.objects.get(pk=plan.document_id), by=by, **head)


@transaction.atomic
def change_plan(plan: Plan, *, by: Person, **facts: Any) -> Plan:
    """Change the facts of a draft: title, kind, movement, start, end."""
    require(by, "plans.change_plan", plan)
    require_draft(plan)
    before = copy.copy(plan)
    for field in PLAN_FIELDS:
        value = facts.get(field, getattr(plan, field))
        setattr(plan, field, clean(value) if isinstance(value, str) else value)
    plan.full_clean(exclude=["document", "unit"])
    plan.save()
    if changes := differences(before, plan, PLAN_FIELDS):
        record("plans.change_plan", plan, by=by, sentence="Sửa thông tin kế hoạch", changes=changes)
    return plan


def line_fields(kind: type[Line]) -> list[str]:
    """The fields of a line that a person writes."""
    return [field.name for field in kind._meta.concrete_fields if field.name not in HIDDEN]


def _cleaned(kind: type[Line], values: dict[str, Any]) -> dict[str, Any]:
    """What people wrote, without invisible characters; only long text keeps its line breaks."""
    return {
        name: (clean_lines if isinstance(kind._meta.get_field(name), TextField) else clean)(value)
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }


def _refuse_outsiders(plan: Plan, units: Iterable[Unit], person: Person | None) -> None:
    """A plan gives work by name to the issuer's own teams, divisions and staff; other units are addressed."""
    if {unit.pk for unit in units} - set(inner_units(plan.unit).values_list("pk", flat=True)):
        sentence = "Chỉ giao riêng cho tổ, phòng đang hoạt động của đơn vị ban hành. Chọn lại đơn vị."
        raise ValidationError(sentence, code="foreign_unit")
    if person and not staff_of(plan.unit, today()).filter(pk=person.pk).exists():
        raise ValidationError(f"{person} hiện không làm việc tại đơn vị ban hành. Chọn người khác.", code="not_there")


def _units_of(line: Line) -> str:
    units = line.units.order_by("path") if isinstance(line, ForUnits) else ()
    return ", ".join(unit.label for unit in units) or "–"


@transaction.atomic
def add_line(plan: Plan, kind: type[Line], /, *, by: Person, units: Any = None, **values: Any) -> Line:
    """Add a line at the end. With `block`, `start_char`, `end_char` it points at its sentence.

    Raises ValidationError `not_draft`, `foreign_block`, `foreign_unit`, `not_there` and what the fields refuse.
    """
    require(by, "plans.change_plan", plan)
    require_draft(plan)
    last = kind._default_manager.filter(plan=plan).aggregate(last=Max("order"))["last"] or 0
    line = kind(plan=plan, order=last + 1, **_cleaned(kind, values))
    if line.block and line.block.document_id != plan.document_id:
        raise ValidationError("Câu được chọn không thuộc văn bản của kế hoạch này.", code="foreign_block")
    _refuse_outsiders(plan, units or (), values.get("person"))
    line.full_clean()
    line.save()
    if units is not None and isinstance(line, ForUnits):
        line.units.set(units)
    record("plans.add_line", plan, by=by, sentence=f"Thêm {line._meta.verbose_name}: {line}")
    return line


@transaction.atomic
def change_line(line: Line, *, by: Person, units: Any = None, **values: Any) -> Line:
    """Change a line of a draft. What a person changed is sure.

    `departure` is the reason for asking less than the plan above. Raises what `add_line` raises, and `needs_reason`.
    """
    require(by, "plans.change_line", line)
    require_draft(line.plan)
    _refuse_outsiders(line.plan, units or (), values.get("person"))
    before, given_before = copy.copy(line), _units_of(line)
    departure = values.pop("departure", line.departure)
    for field, value in _cleaned(type(line), values).items():
        setattr(line, field, value)
    line.certainty, line.doubt = Line.Certainty.SURE, ""
    _explain(line, departure)
    line.full_clean()
    line.save()
    if units is not None and isinstance(line, ForUnits):
        line.units.set(units)
    changes = differences(before, line, [*line_fields(type(line)), "departure"])
    if (given := _units_of(line)) != given_before:
        changes.append(("giao riêng cho", given_before, given))
    if changes:
        record(
            "plans.change_line", line.plan, by=by, sentence=f"Sửa {line._meta.verbose_name}: {line}", changes=changes
        )
    return line


@transaction.atomic
def settle_line(line: Line, *, by: Person) -> None:
    """Say that a doubtful line is right as it is."""
    require(by, "plans.change_line", line)
    require_draft(line.plan)
    line.certainty, line.doubt = Line.Certainty.SURE, ""
    line.save(update_fields=["certainty", "doubt"])
    record("plans.settle_line", line.plan, by=by, sentence=f"Đã xem, giữ nguyên {line._meta.verbose_name}: {line}")


@transaction.atomic
def remove_line(line: Line, *, by: Person, departure: str = "") -> None:
    """Take a line out of a draft; `restore_line` puts it back.

    Raises `needs_reason` where the plan above binds the unit and `departure` says nothing.
    """
    _set_removed(line, True, by, "plans.remove_line", "Bỏ", departure)


@transaction.atomic
def restore_line(line: Line, *, by: Person) -> None:
    _set_removed(line, False, by, "plans.restore_line", "Lấy lại", "")


def _set_removed(line: Line, removed: bool, by: Person, action: str, verb: str, departure: str) -> None:
    require(by, "plans.change_line", line)
    require_draft(line.plan)
    before, line.removed = copy.copy(line), removed
    if removed:
        _explain(line, departure or line.departure)
    elif not weakening_of(line):
        line.departure = ""
    line.save(update_fields=["removed", "departure"])
    changes = differences(before, line, ["departure"])
    record(action, line.plan, by=by, sentence=f"{verb} {line._meta.verbose_name}: {line}", changes=changes)


def _explain(line: Line, departure: str) -> None:
    """Keep the reason for asking less than the plan above; no reason is kept where there is no need of one."""
    why, departure = weakening_of(line), clean(departure)[:500]
    if why and not departure:
        sentence = f"So với kế hoạch cấp trên: {why}. Ghi lý do để cấp trên xem xét."
        raise ValidationError(sentence, code="needs_reason")
    line.departure = departure if why else ""
