"""A new version of an issued plan: drafted from the one in force, edited at the desk, issued in its place."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import differences, record
from thidua.documents.models import Block, OfficialDocument
from thidua.documents.operations import add_document, keep_blocks, store_file
from thidua.kernel.calendar import today
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, keep, run_kind, start_run
from thidua.kernel.text import clean, clean_lines
from thidua.people.models import Person
from thidua.people.queries import open_units
from thidua.plans.differences import Match, same_lines
from thidua.plans.models import Addressee, Duty, ForUnits, Line, Plan
from thidua.plans.operations.drafts import draft_from_reading, read_or_refuse
from thidua.plans.operations.lines import require_draft
from thidua.plans.operations.uploads import reading_of
from thidua.plans.queries import KINDS
from thidua.reading import Reading

READ = "plans.read_amendment"
HEAD = ("type", "place", "issuer_name", "signer_capacity", "signer_position", "signer_name", "recipients")
ANEW = frozenset({"id", "plan", "block", "certainty", "doubt"})
KEPT_FACTS = ("departure", "level", "frequency", "mandatory", "person")
"""What an officer entered beside the document: a line that goes on keeps it."""


@transaction.atomic
def amend_plan(plan: Plan, *, by: Person) -> Plan:
    """The draft of the next version: the same lines, to be changed at the desk.

    Raises ValidationError `not_issued`, and `amending` when one is being drafted already.
    """
    _claim(plan, by)
    facts = {field: getattr(plan.document, field) for field in HEAD}
    document = add_document(
        plan.unit, by=by, direction=OfficialDocument.Direction.OUT, excerpt=plan.document.excerpt, **facts
    )
    blocks = keep_blocks(document, plan.document.blocks.all())
    new = Plan(unit=plan.unit, document=document, title=plan.title, movement=plan.movement, kind=plan.kind)
    new.start, new.end, new.created_by = plan.start, plan.end, by
    _follow(new, plan)
    for kind in KINDS.values():
        _copy_lines(kind, kind._default_manager.filter(plan=plan, removed=False), new, blocks)
    _tell_begun(new, plan, by, "từ bản đang thực hiện")
    return new


def amend_from_file(plan: Plan, *, by: Person, data: bytes, name: str) -> Plan:
    """The draft of the next version from the amended document. Raises as `amend_plan` and as the reader does."""
    require(by, "plans.amend_plan", plan)
    return amend_from_reading(plan, read_or_refuse(data), by=by, data=data, name=name)


@transaction.atomic
def amend_from_reading(plan: Plan, reading: Reading, *, by: Person, data: bytes, name: str) -> Plan:
    """As `amend_from_file`, for a document that was read. Lines that mean the same go on; doubtful ones are marked."""
    _claim(plan, by)
    new = draft_from_reading(plan.unit, reading, by=by, data=data, name=name)
    new.kind, new.parent_id = plan.kind, new.parent_id or plan.parent_id
    new.start, new.end = (new.start, new.end) if new.start and new.end else (plan.start, plan.end)
    _follow(new, plan)
    for kind in KINDS.values():
        _go_on(kind, plan, new)
    _tell_begun(new, plan, by, f"từ tệp “{clean(name)}”")
    return new


@transaction.atomic
def amend_later(plan: Plan, *, by: Person, data: bytes, name: str) -> Run:
    """Read the amended document in the background. Raises what `store_file` raises."""
    require(by, "plans.amend_plan", plan)
    facts = {"plan": plan.pk, "person": by.pk, "file": store_file(data).pk, "name": clean(name)}
    return start_run(READ, f"Đọc văn bản sửa đổi “{clean(name)[:200]}”", by=by, **facts)


@run_kind(READ)
def read_kept_amendment(run: Run) -> Outcome:
    """The draft of a kept file; a second attempt finds the draft that the first one made."""
    if "draft" not in run.parameters:
        plan, kept = Plan.objects.get(pk=run.parameters["plan"]), reading_of(run)
        with transaction.atomic():
            keep(run, draft=amend_from_reading(plan, **kept).pk)
    url = reverse("plans:plan_differences", args=[run.parameters["draft"]])
    return Outcome("Đã đọc xong, xem khác biệt với bản cũ.", url)


@transaction.atomic
def describe_amendment(plan: Plan, *, by: Person, change_note: str) -> None:
    """Say in words what the new version changes and why. Raises `not_draft`."""
    require(by, "plans.change_plan", plan)
    require_draft(plan)
    before = Plan.objects.get(pk=plan.pk)
    plan.change_note = clean_lines(change_note)
    plan.save(update_fields=["change_note"])
    if changes := differences(before, plan, ["change_note"]):
        record("plans.change_plan", plan, by=by, sentence="Ghi nội dung sửa đổi", changes=changes)


@transaction.atomic
def acknowledge_plan(addressee: Addressee, *, by: Person) -> None:
    """Say for a unit that it knows of the new version; who said so first is remembered."""
    require(by, "plans.acknowledge_addressee", addressee)
    facts: dict[str, Any] = {"acknowledged_at": timezone.now(), "acknowledged_by": by}
    if Addressee.objects.filter(pk=addressee.pk, acknowledged_at=None).update(**facts):
        sentence = f"{addressee.unit.label} xác nhận đã nắm nội dung sửa đổi"
        record("plans.acknowledge_plan", addressee.plan, by=by, sentence=sentence)


def _claim(plan: Plan, by: Person) -> None:
    """Hold the plan, so that of two who amend at once one finds the other's draft."""
    require(by, "plans.amend_plan", plan)
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.status != Plan.Status.ISSUED:
        sentence = "Chỉ sửa đổi được kế hoạch đang thực hiện. Mở bản hiện hành, hoặc mở lại kế hoạch đã kết thúc."
        raise ValidationError(sentence, code="not_issued")
    earlier = Plan.objects.select_for_update().filter(supersedes=plan).first()
    if earlier is None:
        return
    if earlier.status != Plan.Status.WITHDRAWN:
        sentence = "Kế hoạch này đang có một bản sửa đổi ở bàn đọc. Mở bản đó để sửa tiếp, hoặc bỏ bản đó trước."
        raise ValidationError(sentence, code="amending")
    apart: dict[str, Any] = {"supersedes": None, "version": 1, "family_key": uuid.uuid4()}
    Plan.objects.filter(pk=earlier.pk).update(**apart)


def _follow(new: Plan, plan: Plan) -> None:
    """Make the draft the next version of the plan, sent to the same units."""
    new.supersedes, new.version, new.family_key = plan, plan.version + 1, plan.family_key
    new.parent_id = new.parent_id or plan.parent_id
    new.recheck, new.locks_after = plan.recheck, plan.locks_after
    new.save()
    units = open_units(type(plan.unit)._default_manager.filter(received_plans__plan=plan), today())
    Addressee.objects.bulk_create([Addressee(plan=new, unit=unit) for unit in units], batch_size=500)


def _tell_begun(new: Plan, plan: Plan, by: Person, whence: str) -> None:
    record("plans.amend_plan", plan, by=by, sentence=f"Lập bản sửa đổi số {new.version} {whence}")


def _copy_lines(kind: type[Line], lines: QuerySet, new: Plan, blocks: dict[int, Block]) -> None:
    """The lines once more, each with its key, its line above, its sentence and its units."""
    olds = list(lines.select_related("block"))
    rows = [
        kind(plan=new, block=blocks.get(line.block.index) if line.block else None, **_carried(line)) for line in olds
    ]
    saved = kind._default_manager.bulk_create(rows, batch_size=500)
    if issubclass(kind, ForUnits):
        _copy_units(kind, {old.pk: row.pk for old, row in zip(olds, saved, strict=True)})


def _carried(line: Line) -> dict[str, Any]:
    return {
        field.attname: getattr(line, field.attname) for field in line._meta.concrete_fields if field.name not in ANEW
    }


def _copy_units(kind: type[ForUnits], heirs: dict[int, int]) -> None:
    """Give lines the units that others name; `heirs` by the number of the other."""
    through, field = kind.units.through, f"{kind._meta.model_name}_id"
    named = through._default_manager.filter(**{f"{field}__in": heirs})
    rows = [through(**{field: heirs[getattr(row, field)], "unit_id": row.unit_id}) for row in named]
    through._default_manager.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _go_on(kind: type[Line], plan: Plan, new: Plan) -> None:
    """Lines of the reading that mean what a line of the plan means take its key and what was entered beside it."""
    olds = list(kind._default_manager.filter(plan=plan, removed=False))
    news = list(kind._default_manager.filter(plan=new))
    matches = same_lines([str(line) for line in olds], [str(line) for line in news])
    for place, match in matches.items():
        _take_key(news[place], olds[match.old], match)
    kind._default_manager.bulk_update(
        [news[place] for place in matches],
        ["line_key", "parent_line", "certainty", "doubt", *_kept(kind)],
        batch_size=200,
    )
    if issubclass(kind, ForUnits):
        _copy_units(kind, {olds[match.old].pk: news[place].pk for place, match in matches.items()})
    if kind is Duty:
        taken = [olds[match.old].pk for match in matches.values()]
        unwritten = Duty.objects.filter(plan=plan, removed=False).exclude(pk__in=taken).exclude(frequency="")
        _copy_lines(kind, unwritten, new, {})


def _kept(kind: type[Line]) -> list[str]:
    fields = {field.name for field in kind._meta.concrete_fields}
    return [name for name in KEPT_FACTS if name in fields]


def _take_key(new: Line, old: Line, match: Match) -> None:
    for column in ("line_key", "parent_line_id"):
        setattr(new, column, getattr(old, column))
    for name in _kept(type(new)):
        column = "person_id" if name == "person" else name
        setattr(new, column, getattr(old, column))
    if not match.is_sure:
        said = f"Có thể là mục “{str(old)[:300]}” của bản trước. Nếu là mục mới, bỏ mục này rồi thêm lại."
        new.certainty, new.doubt = Line.Certainty.CHECK, said[:500]
