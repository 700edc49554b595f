"""What is owed is handed in, inside the unit and then above, and decided."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.documents.models import Attachment
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.kernel.workflow import wrong_state
from thidua.people.models import Person
from thidua.people.queries import EDITORS, LEADERS, holders
from thidua.plans.models import Addressee, Assignment, Flag, Obligation, Target
from thidua.plans.models.work import MOST_NOTE
from thidua.plans.operations.work import (
    attach,
    confirm_assignment,
    may_say,
    move_obligation,
    must_say,
    require_plan_runs,
    tell,
)
from thidua.plans.queries import goes_to_head, heads_of, open_flags
from thidua.plans.standing import locks_on

Item = Attachment | Target


@transaction.atomic
def start_obligation(obligation: Obligation, *, by: Person) -> None:
    require_plan_runs(obligation.duty.plan.status)
    _note_opened(obligation, by)
    move_obligation(obligation, "start", by=by, sentence="Bắt đầu soạn")


@transaction.atomic
def submit_obligation(obligation: Obligation, *, by: Person, note: str, attachments: Iterable[Attachment] = ()) -> None:
    """Hand in what is owed; where the unit's head must approve first (`goes_to_head`), lay it before the head.

    Raises ValidationError `plan_closed`, `locked`, `closed_item` (a file beside the flagged ones), `unanswered` (a flag
    that nobody mended), `nothing_handed_in` (neither a word nor a file), `too_long`, `foreign_evidence`.
    """
    require(by, "plans.submit_obligation", obligation)
    _require_open(obligation)
    files, note = list(attachments), may_say(note, most=MOST_NOTE)
    _require_answers(obligation, files)
    if not note and not files and not obligation.period and not obligation.attachments.exists():
        raise ValidationError("Chưa có gì để nộp. Đính kèm tệp hoặc ghi nội dung.", code="nothing_handed_in")
    _note_opened(obligation, by)
    if goes_to_head(obligation, by):
        _propose(obligation, note, files, by)
    else:
        _hand_in(obligation, "submit", by, note=note, submitted_by=by)
        attach(obligation, files, by)


def _note_opened(obligation: Obligation, by: Person) -> None:
    """Who writes at a paper has seen the plan, whichever way it was reached."""
    unopened = Addressee.objects.filter(plan=obligation.duty.plan_id, unit=obligation.unit_id, opened_at=None)
    unopened.update(opened_at=timezone.now(), opened_by=by)


def _require_open(obligation: Obligation) -> None:
    """Raise `plan_closed`, or `locked` when the days after the deadline are over."""
    require_plan_runs(obligation.duty.plan.status)
    last = locks_on(obligation)
    if last and present_day() > last:
        sentence = f"Đã khóa nhận từ sau ngày {last:%d/%m/%Y}. Bấm Xin gia hạn để đơn vị ban hành mở lại."
        raise ValidationError(sentence, code="locked")


def _require_answers(obligation: Obligation, files: Iterable[Attachment]) -> None:
    """While items are flagged, those alone are open, and each must have been mended."""
    flags = open_flags(obligation)
    if flags and files:
        sentence = "Chỉ những mục bị đánh dấu được mở để sửa. Đính tệp mới vào đúng mục bị đánh dấu."
        raise ValidationError(sentence, code="closed_item")
    if waiting := [flag.item for flag in flags if flag.answered_at is None]:
        named = "; ".join(f"“{item}”" for item in waiting[:3])
        raise ValidationError(f"Còn {len(waiting)} mục chưa sửa: {named}. Sửa từng mục rồi nộp.", code="unanswered")


def _propose(obligation: Obligation, note: str, files: list[Attachment], by: Person) -> None:
    move_obligation(
        obligation, "propose", by=by, sentence="Trình người đứng đầu duyệt", note=note, reason="", submitted_by=by
    )
    attach(obligation, files, by)
    heads = heads_of(obligation.unit, present_day()).exclude(pk=by.pk)
    tell(heads.values_list("pk", flat=True), obligation, "proposed", f"{by} trình duyệt: {obligation.text}")


def _hand_in(obligation: Obligation, step: str, by: Person, **changes: Any) -> None:
    """The move upwards: flags are settled, the issuer's officers learn of it."""
    now, above = timezone.now(), obligation.duty.plan.unit
    move_obligation(obligation, step, by=by, sentence=f"Nộp cho {above.label}", reason="", submitted_at=now, **changes)
    obligation.flags.filter(settled_at=None).update(settled_at=now)
    judges = holders(above, EDITORS, present_day()).values_list("pk", flat=True)
    tell(judges, obligation, "submitted", f"{obligation.unit.label} nộp: {obligation.text}")


@transaction.atomic
def confirm_obligation(obligation: Obligation, *, by: Person) -> None:
    """The head's word: the paper goes up. Raises `plan_closed`, `locked`, `wrong_state`."""
    require(by, "plans.confirm_obligation", obligation)
    _require_open(obligation)
    _require_answers(obligation, ())
    _hand_in(obligation, "confirm", by, confirmed_at=timezone.now(), confirmed_by=by)
    tell(_others([obligation.submitted_by_id], by), obligation, "confirmed", f"Đã duyệt và nộp: {obligation.text}")


@transaction.atomic
def reject_obligation(obligation: Obligation, *, by: Person, reason: str) -> None:
    """The head gives the paper back to who proposed it. Raises `no_reason`."""
    reason = must_say(reason, "Ghi điều cần sửa để người soạn biết.")
    move_obligation(obligation, "reject", by=by, sentence=f"Chưa duyệt: {reason}", reason=reason)
    told = _others([obligation.submitted_by_id], by)
    tell(told, obligation, "rejected", f"Chưa được duyệt: {obligation.text} – {reason}")


@transaction.atomic
def withdraw_obligation(obligation: Obligation, *, by: Person) -> None:
    """Take back what was proposed or handed in, before it was accepted."""
    nobody: dict[str, Any] = dict.fromkeys(("submitted_at", "submitted_by", "confirmed_at", "confirmed_by"))
    move_obligation(obligation, "withdraw", by=by, sentence="Rút lại", **nobody)


@transaction.atomic
def accept_obligation(obligation: Obligation, *, by: Person) -> None:
    move_obligation(obligation, "accept", by=by, sentence="Chấp nhận", decided_at=timezone.now(), decided_by=by)
    tell(_handed_in_by(obligation), obligation, "accepted", f"Đã được chấp nhận: {obligation.text}")


@transaction.atomic
def return_obligation(
    obligation: Obligation, *, by: Person, reason: str, flags: Iterable[tuple[Item, str]] = ()
) -> None:
    """Send back what was handed in: the whole, or only the flagged items, each with what to mend (an empty word takes
    the reason). Raises ValidationError `no_reason`, `not_of_paper` (an item that does not belong to it), `wrong_state`.
    """
    require(by, "plans.return_obligation", obligation)
    items = dict(flags)
    if items and not reason.strip() and all(why.strip() for why in items.values()):
        reason = "Sửa các mục được đánh dấu."
    reason = must_say(reason, "Ghi lý do trả lại để đơn vị biết cần bổ sung gì.")
    raised = _flag(obligation, items, reason, by)
    sentence = f"Trả lại {len(raised)} mục: {reason}" if raised else f"Trả lại: {reason}"
    now = timezone.now()
    move_obligation(obligation, "return", by=by, sentence=sentence, reason=reason, decided_at=now, decided_by=by)
    for flag in raised:
        record("plans.flag_obligation", obligation, by=by, sentence=f"Cần sửa “{flag.item}”: {flag.reason}")
    tell(_handed_in_by(obligation), obligation, "returned", f"Bị trả lại: {obligation.text} – {reason}")


def _flag(obligation: Obligation, items: Mapping[Item, str], reason: str, by: Person) -> list[Flag]:
    files = set(obligation.attachments.values_list("pk", flat=True))
    flags = []
    for item, why in items.items():
        flag = Flag(obligation=obligation, reason=(clean_lines(why) or reason)[:500], raised_by=by)
        if isinstance(item, Attachment):
            flag.attachment, is_its = item, item.pk in files
        else:
            flag.target, is_its = item, bool(obligation.period) and item.plan_id == obligation.duty.plan_id
        if not is_its:
            raise ValidationError("Có mục không thuộc bản nộp này. Tải lại trang rồi chọn lại.", code="not_of_paper")
        flags.append(flag)
    return Flag.objects.bulk_create(flags)


@transaction.atomic
def answer_flag(flag: Flag, attachment: Attachment, *, by: Person) -> None:
    """Put a new file in the place of a flagged one. Raises `not_open`, `same_file`, `foreign_evidence`."""
    obligation = _open_for_answers(flag, by)
    old = flag.attachment
    if old is None or (old.file_id and old.file_id == attachment.file_id):
        raise ValidationError("Tệp mới giống hệt tệp bị trả lại. Chọn tệp đã sửa.", code="same_file")
    obligation.attachments.remove(old, *([flag.answer] if flag.answer else []))
    attach(obligation, [attachment], by)
    flag.answer = attachment
    _answered(flag, by, f"Thay “{old}” bằng “{attachment}”")


@transaction.atomic
def settle_flag(flag: Flag, *, by: Person) -> None:
    """Say that what is flagged was mended; a room above does when it has a new figure. Raises `not_open`."""
    _open_for_answers(flag, by)
    _answered(flag, by, f"Đã sửa “{flag.item}”")


def _open_for_answers(flag: Flag, by: Person) -> Obligation:
    require(by, "plans.answer_flag", flag)
    obligation = Obligation.objects.select_for_update().select_related("duty__plan").get(pk=flag.obligation_id)
    require_plan_runs(obligation.duty.plan.status)
    if flag.settled_at or obligation.status not in Obligation.WRITABLE:
        raise ValidationError("Mục này không còn mở để sửa. Tải lại trang để xem diễn biến.", code="not_open")
    return obligation


def _answered(flag: Flag, by: Person, sentence: str) -> None:
    flag.answered_at = timezone.now()
    flag.save(update_fields=["answer", "answered_at"])
    record("plans.answer_flag", flag.obligation, by=by, sentence=sentence)


@transaction.atomic
def take_out_file(obligation: Obligation, attachment: Attachment, *, by: Person) -> None:
    """Take a file out of a paper that is being written; the file itself stays in the unit's store.

    Raises ValidationError `wrong_state`, `closed_item` while items are flagged: those are replaced, the others stand.
    """
    require(by, "plans.submit_obligation", obligation)
    row = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if row.status not in Obligation.WRITABLE:
        raise wrong_state(row)
    if open_flags(row):
        raise ValidationError("Chỉ thay được tệp bị đánh dấu; các tệp khác giữ nguyên.", code="closed_item")
    obligation.attachments.remove(attachment)
    record("plans.take_out_file", obligation, by=by, sentence=f"Bỏ tệp “{attachment}” khỏi bản nộp")


@transaction.atomic
def excuse_obligation(obligation: Obligation, *, by: Person, reason: str) -> None:
    """The issuer asks no longer for it of this unit. Raises `no_reason`."""
    reason = must_say(reason, "Ghi lý do miễn nộp.")
    move_obligation(obligation, "excuse", by=by, sentence=f"Miễn nộp: {reason}", reason=reason)
    tell(_leaders(obligation), obligation, "excused", f"Không phải nộp nữa: {obligation.text} – {reason}")


@transaction.atomic
def demand_obligation(obligation: Obligation, *, by: Person) -> None:
    """Ask again for what was excused."""
    require_plan_runs(obligation.duty.plan.status)
    move_obligation(obligation, "demand", by=by, sentence="Yêu cầu nộp lại", reason="")
    tell(_leaders(obligation), obligation, "demanded", f"Phải nộp lại: {obligation.text}")


def _leaders(obligation: Obligation) -> Iterable[int]:
    return holders(obligation.unit, LEADERS, present_day()).values_list("pk", flat=True)


def _handed_in_by(obligation: Obligation) -> set[int | None]:
    return {obligation.submitted_by_id, obligation.confirmed_by_id}


def _others(persons: Iterable[int | None], by: Person) -> list[int | None]:
    return [person for person in persons if person != by.pk]


def approve_all(papers: Iterable[Obligation], shares: Iterable[Assignment], *, by: Person) -> tuple[int, int]:
    """Accept papers and confirm shares, each for itself. Returns how many, and how many had changed meanwhile."""
    deeds: list[Callable[[], None]] = [partial(accept_obligation, paper, by=by) for paper in papers]
    deeds += [partial(confirm_assignment, share, by=by) for share in shares]
    return done_and_left(deeds)


def done_and_left(deeds: Iterable[Callable[[], None]]) -> tuple[int, int]:
    """Do each for itself. Returns how many were done, and how many were refused."""
    ends = [_is_done(deed) for deed in deeds]
    return sum(ends), len(ends) - sum(ends)


def _is_done(deed: Callable[[], None]) -> bool:
    try:
        deed()
    except ValidationError:
        return False
    return True
