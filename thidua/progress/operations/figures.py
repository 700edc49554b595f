"""Figures are written into cells, by hand, from a sheet or from the sums below."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from thidua.audit.models import Entry as AuditEntry
from thidua.audit.operations import Change as AuditChange
from thidua.audit.operations import entry_of, record, record_all
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import clean_lines
from thidua.people.models import Person
from thidua.people.operations.notices import notify
from thidua.plans.matching import staff_of
from thidua.plans.models import Obligation, Target
from thidua.plans.operations.papers import settle_flag, start_obligation
from thidua.plans.operations.work import require_plan_runs
from thidua.progress.measuring import LIMIT, Parts, in_words, is_reached, value_of
from thidua.progress.models import Measurement
from thidua.progress.models.figures import MOST_LETTERS
from thidua.progress.queries.figures import Line, asked_among, lines_of_paper

LABELS = {"numerator": "tử số", "denominator": "mẫu số", "value": "giá trị", "words": "bằng lời", "note": "giải trình"}
WRITTEN = (*LABELS, "status", "reached", "edition", "changed", "changed_by")
Errors = dict[str, list[ValidationError]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody writes into the cell of a target, having seen its edition (0 for an empty one)."""

    target: int
    seen_edition: int
    parts: Parts


@transaction.atomic
def record_figure(
    obligation: Obligation,
    target: Target,
    *,
    by: Person,
    seen_edition: int,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    value: Decimal | None = None,
    words: str = "",
    note: str = "",
) -> Measurement:
    """Write one cell. Raises what `record_figures` raises, plainly."""
    parts = Parts(numerator, denominator, value, words, note)
    cells, errors = _record(obligation, [Entry(target.pk, seen_edition, parts)], by)
    if errors:
        raise next(iter(errors.values()))[0]
    return cells[0]


@transaction.atomic
def record_figures(obligation: Obligation, entries: Iterable[Entry], *, by: Person) -> list[Measurement]:
    """Write many cells, all or none. The first one starts the paper; a cell that stays as it was is left alone.

    Raises ValidationError `not_open` (the paper is not being written), `plan_closed`; and, by the target's id as the
    key of `message_dict`: `not_asked`, `changed_meanwhile` (the sentence says who wrote what), `closed_cell` (handed in
    and not among what must be mended), `too_large`, `negative` (a base below nought), `too_long`.
    """
    cells, errors = _record(obligation, list(entries), by)
    if errors:
        raise ValidationError(errors)
    return cells


def _record(obligation: Obligation, entries: list[Entry], by: Person) -> tuple[list[Measurement], Errors]:
    paper = held_paper(obligation)
    targets = asked_among(paper, [entry.target for entry in entries])
    cells = _cells_of(paper, targets)
    written, old, errors = [], {}, {}
    for entry in entries:
        try:
            cell = _cell_for(paper, targets.get(entry.target), cells.get(entry.target), by)
            before = cell.parts
            if _write(cell, entry, by):
                old[entry.target] = before
            written.append(cell)
        except ValidationError as refusal:
            errors[str(entry.target)] = [refusal]
    if not errors and old:
        _begin(paper, obligation, by)
        _keep([cell for cell in written if cell.target_id in old], old, by)
        settle_flags(paper, old, by)
    return written, errors


def held_paper(obligation: Obligation) -> Obligation:
    """The paper as it stands, kept from others until the commit. Raises `not_open`, `plan_closed`.

    Read anew is what changes while a paper is written; its duty, unit and period never do.
    """
    row = Obligation.objects.filter(pk=obligation.pk).select_for_update(of=("self",))
    paper = copy(obligation)
    paper.status, paper.decided_at, plan_status = row.values_list("status", "decided_at", "duty__plan__status").get()
    require_plan_runs(plan_status)
    if paper.status not in Obligation.WRITABLE:
        sentence = f"Bản số liệu đang ở trạng thái “{paper.get_status_display()}” nên chưa ghi được. Tải lại trang."
        raise ValidationError(sentence, code="not_open")
    return paper


def _begin(paper: Obligation, obligation: Obligation, by: Person) -> None:
    if paper.status == Obligation.Status.NOT_STARTED:
        start_obligation(paper, by=by)
        obligation.status = paper.status


def _cells_of(paper: Obligation, targets: Mapping[int, Target]) -> dict[int, Measurement]:
    """The paper's cells of these targets that are there already."""
    cells = {cell.target_id: cell for cell in Measurement.objects.filter(obligation=paper.pk, target__in=targets)}
    for cell in cells.values():
        cell.target, cell.unit, cell.obligation = targets[cell.target_id], paper.unit, paper
    return cells


def _cell_for(paper: Obligation, target: Target | None, cell: Measurement | None, by: Person) -> Measurement:
    """The cell to write into, new where there is none; whoever may not is refused."""
    if target is None:
        raise ValidationError("Chỉ tiêu này không thuộc bản số liệu. Tải lại trang.", code="not_asked")
    cell = cell or _new_cell(paper, target, by)
    require(by, "progress.record_measurement", cell)
    return cell


def _write(cell: Measurement, entry: Entry, by: Person) -> bool:
    """Put what was written into the row, not yet into the database. Returns whether anything changed."""
    measure, parts = cell.target.measure, _fitting(cell.target.measure, entry.parts)
    value = value_of(measure, parts)
    now = Parts(parts.numerator, parts.denominator, value, parts.words, parts.note)
    if now == cell.parts:
        return False
    _require_nobody_between(cell, entry, by)
    _require_keepable(now)
    for name in LABELS:
        setattr(cell, name, getattr(now, name))
    cell.reached = is_reached(measure, cell.target.comparator, cell.target.value, now)
    cell.status = Measurement.Status.DRAFTING
    cell.edition += 1
    cell.changed, cell.changed_by = timezone.now(), by
    return True


def _require_keepable(parts: Parts) -> None:
    """Raise `too_large`, `negative`, `too_long` for what the row cannot hold; all else may be wrong until it is handed
    in.
    """
    numbers = [part for part in (parts.numerator, parts.denominator, parts.value) if part is not None]
    if any(abs(part) >= LIMIT for part in numbers):
        raise ValidationError("Số quá lớn. Kiểm tra lại số vừa ghi, tử số và mẫu số.", code="too_large")
    if parts.denominator is not None and parts.denominator < 0:
        raise ValidationError("Mẫu số không được âm. Kiểm tra lại số vừa ghi.", code="negative")
    if max(len(parts.words), len(parts.note)) > MOST_LETTERS:
        sentence = f"Lời ghi dài quá {number(MOST_LETTERS)} ký tự. Rút gọn lại, hoặc đính kèm thành minh chứng."
        raise ValidationError(sentence, code="too_long")


def _require_nobody_between(cell: Measurement, entry: Entry, by: Person) -> None:
    """What one wrote oneself a moment ago, and the page has not heard of yet, is no other's word."""
    if cell.status not in Measurement.WRITABLE:
        raise ValidationError("Số liệu này đã nộp và không bị yêu cầu sửa nên giữ nguyên.", code="closed_cell")
    if cell.edition != entry.seen_edition and cell.changed_by_id != by.pk:
        at = timezone.localtime(cell.changed)
        sentence = (
            f"{cell.changed_by} vừa ghi {cell.shown} lúc {at:%H:%M %d/%m/%Y}. "
            f"Số vừa gõ là {in_words(cell.target.measure, entry.parts)}, chưa lưu; xem lại rồi ghi lần nữa nếu cần."
        )
        raise ValidationError(sentence, code="changed_meanwhile")


def _fitting(measure: str, parts: Parts) -> Parts:
    """Only what the measure takes, cleaned."""
    note = clean_lines(parts.note)
    match measure:
        case "ratio":
            return Parts(parts.numerator, parts.denominator, None, "", note)
        case "words":
            return Parts(words=clean_lines(parts.words), note=note)
    return Parts(value=parts.value, note=note)


def _keep(cells: list[Measurement], old: Mapping[int, Parts], by: Person) -> None:
    """New rows are inserted; those already there are written over by number, in one statement for all."""
    there = [cell for cell in cells if cell.pk]
    Measurement.objects.bulk_create(cell for cell in cells if cell.pk is None)
    Measurement.objects.bulk_create(there, update_conflicts=True, unique_fields=["pk"], update_fields=WRITTEN)
    record_all(_told(cell, old[cell.target_id], by) for cell in cells)


def _told(cell: Measurement, old: Parts, by: Person) -> AuditEntry:
    return entry_of(
        "progress.record_figure",
        cell,
        by=by,
        sentence=f"Ghi số liệu: {cell.shown}"[:500],
        path=cell.unit.path,
        changes=changes_of(old, cell.parts),
    )


def changes_of(old: Parts, new: Parts) -> list[AuditChange]:
    """Before and after in words, of what changed."""
    pairs = ((label, _said(getattr(old, name)), _said(getattr(new, name))) for name, label in LABELS.items())
    return [change for change in pairs if change[1] != change[2]]


def _said(value: Any) -> str:
    return (number(value) if isinstance(value, Decimal | int) else value) or "–"


def settle_flags(paper: Obligation, targets: Iterable[int], by: Person) -> None:
    """What was written anew, or has new evidence, answers its flag; there is none before the first return."""
    if paper.decided_at is None:
        return
    for flag in paper.flags.filter(settled_at=None, answered_at=None, target__in=list(targets)):
        settle_flag(flag, by=by)


def cell_at(obligation: Obligation, target: Target, *, by: Person, permission: str) -> Measurement:
    """The cell of a target of a paper that is being written, made empty where there is none, for who has the
    permission. Raises `not_open`, `plan_closed`, `not_asked`, `closed_cell`.
    """
    paper = held_paper(obligation)
    asked = asked_among(paper, [target.pk]).get(target.pk)
    if asked is None:
        raise ValidationError("Chỉ tiêu này không thuộc bản số liệu. Tải lại trang.", code="not_asked")
    cell = _cells_of(paper, {asked.pk: asked}).get(asked.pk) or _new_cell(paper, asked, by)
    require(by, permission, cell)
    if cell.status not in Measurement.WRITABLE:
        raise ValidationError("Số liệu này đã nộp và không bị yêu cầu sửa nên giữ nguyên.", code="closed_cell")
    if cell.pk is None:
        _begin(paper, obligation, by)
        cell.save()
    return cell


def _new_cell(paper: Obligation, target: Target, by: Person) -> Measurement:
    return Measurement(obligation=paper, target=target, unit=paper.unit, period=paper.period, edition=0, changed_by=by)


@transaction.atomic
def give_cell(obligation: Obligation, target: Target, person: Person | None, *, by: Person) -> Measurement:
    """Give the cell of a target to a member of the unit or of its teams to fill in, or take it back (None). Raises
    `not_there` and what `cell_at` raises.
    """
    cell = cell_at(obligation, target, by=by, permission="progress.give_measurement")
    unit = cell.unit
    if person and not staff_of(unit, present_day()).filter(pk=person.pk).exists():
        raise ValidationError(f"{person} hiện không làm việc tại {unit.label}.", code="not_there")
    before, cell.keeper = cell.keeper, person
    cell.save(update_fields=["keeper"])
    change = ("người phụ trách", str(before or "–"), str(person or "–"))
    sentence = f"Giao {person} nhập số liệu" if person else "Thôi giao số liệu cho người khác nhập"
    record("progress.give_measurement", cell, by=by, sentence=sentence, changes=[change])
    if person and person.pk != by.pk:
        url = reverse("progress:figures", args=[obligation.pk])
        key = f"measurement:{cell.pk}:given:{timezone.now():%Y%m%d%H%M%S}"
        notify([person], key, f"{by} giao nhập số liệu: {target}", url)
    return cell


@transaction.atomic
def take_proposals(obligation: Obligation, targets: Iterable[int] | None = None, *, by: Person) -> list[Measurement]:
    """Write the sums of the unit's own plan into the cells: of the targets named, else into those still empty. The
    notes stay. Raises what `record_figures` raises, and `no_proposal` when there is nothing to take.
    """
    wanted = None if targets is None else set(targets)
    paper = held_paper(obligation)
    lines = [line for line in lines_of_paper(paper, Measurement.objects.all()) if line.proposed and not line.is_closed]
    chosen = [
        line
        for line in lines
        if (line.parts.is_empty(line.target.measure) if wanted is None else line.target.pk in wanted)
    ]
    if not chosen:
        raise ValidationError("Chưa có số nào của các tổ được chấp nhận để lấy lên.", code="no_proposal")
    return record_figures(obligation, [_proposal(line) for line in chosen], by=by)


def _proposal(line: Line) -> Entry:
    sums, edition = line.proposed or Parts(), line.cell.edition if line.cell else 0
    parts = Parts(sums.numerator, sums.denominator, sums.value, "", line.parts.note)
    return Entry(line.target.pk, edition, parts)


def refuse_incomplete(obligation: Obligation) -> None:
    """Raise ValidationError `incomplete`, a sentence for each cell that keeps the paper from being handed in."""
    lines = [
        line
        for line in lines_of_paper(obligation, Measurement.objects.all())
        if not line.is_closed and line.open_findings
    ]
    if lines:
        first = f"Chưa nộp được: {len(lines)} chỉ tiêu còn thiếu, sai hoặc chưa giải trình. Sửa các dòng có dấu đỏ."
        told = [f"Chỉ tiêu {line.number}: {line.open_findings[0].sentence}" for line in lines[:10]]
        raise ValidationError([ValidationError(sentence, code="incomplete") for sentence in (first, *told)])
