"""Tasks are taken, done and confirmed; and what every step of work and papers needs."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.documents.models import Attachment
from thidua.documents.queries import are_visible
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.templatetags.words import number as in_digits
from thidua.kernel.text import clean_lines
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, LEADERS, WORKERS, holders
from thidua.plans.models import Assignment, Obligation
from thidua.plans.models.work import MOST_NOTE, MOST_REASON
from thidua.plans.signals import obligation_moved


def must_say(words: str, question: str, *, most: int = MOST_REASON) -> str:
    """The words cleaned; ValidationError `no_reason` with the question when there are none, `too_long`."""
    words = may_say(words, most=most)
    if not words:
        raise ValidationError(question, code="no_reason")
    return words


def may_say(words: str, *, most: int = MOST_REASON) -> str:
    """The words cleaned. Raises `too_long` for more than `most` letters: nothing is cut off unseen."""
    words = clean_lines(words)
    if len(words) > most:
        sentence = f"Nội dung dài {in_digits(len(words))} ký tự, chỉ giữ được {in_digits(most)} ký tự. Rút gọn lại"
        raise ValidationError(f"{sentence}, hoặc đính kèm thành tệp.", code="too_long")
    return words


def require_plan_runs(plan_status: str) -> None:
    """Of a version that gave way to a new one only what was handed in is left, to be decided and mended."""
    if plan_status not in ("issued", "superseded"):
        raise ValidationError("Kế hoạch không còn được thực hiện nên không ghi thêm được.", code="plan_closed")


@transaction.atomic
def take_assignment(assignment: Assignment, *, by: Person) -> None:
    require_plan_runs(assignment.task.plan.status)
    move(assignment, "take", by=by, sentence="Nhận việc", person=by)


@transaction.atomic
def hand_assignment(assignment: Assignment, person: Person, *, by: Person) -> None:
    """Give an untaken share to somebody who works in the unit. Raises `not_there`, `wrong_state`."""
    require(by, "plans.hand_assignment", assignment)
    require_plan_runs(assignment.task.plan.status)
    if not holders(assignment.unit, WORKERS, present_day()).filter(pk=person.pk).exists():
        raise ValidationError(f"{person} hiện không làm việc tại {assignment.unit.label}.", code="not_there")
    same = Assignment.objects.filter(pk=assignment.pk, status=Assignment.Status.OPEN)
    if not same.update(person=person, status=Assignment.Status.TAKEN):
        raise wrong_state(assignment)
    assignment.person, assignment.status = person, Assignment.Status.TAKEN
    record("plans.hand_assignment", assignment, by=by, sentence=f"Giao cho {person}")
    tell([person.pk], assignment, "handed", f"{by} giao việc: {assignment.task}")


@transaction.atomic
def release_assignment(assignment: Assignment, *, by: Person) -> None:
    move(assignment, "release", by=by, sentence="Trả việc lại cho đơn vị", person=None)


@transaction.atomic
def finish_assignment(assignment: Assignment, *, by: Person, note: str, attachments: Iterable[Attachment] = ()) -> None:
    """Report a share done, with what came of it and evidence. Raises `no_reason`, `too_long`, `foreign_evidence`."""
    require_plan_runs(assignment.task.plan.status)
    note = must_say(note, "Ghi kết quả đã làm được.", most=MOST_NOTE)
    move(assignment, "finish", by=by, sentence="Báo đã xong", note=note, reason="", done_at=timezone.now())
    attach(assignment, attachments, by)
    leaders = holders(assignment.unit, LEADERS, present_day()).exclude(pk=by.pk)
    judges = leaders if leaders else holders(assignment.task.plan.unit, EDITORS, present_day()).exclude(pk=by.pk)
    tell(judges.values_list("pk", flat=True), assignment, "done", f"{by} báo đã xong: {assignment.task}")


@transaction.atomic
def resume_assignment(assignment: Assignment, *, by: Person) -> None:
    move(assignment, "resume", by=by, sentence="Làm tiếp")


@transaction.atomic
def confirm_assignment(assignment: Assignment, *, by: Person) -> None:
    move(assignment, "confirm", by=by, sentence="Xác nhận đã xong", decided_at=timezone.now(), decided_by=by)
    tell([assignment.person_id], assignment, "confirmed", f"Đã xác nhận: {assignment.task}")


@transaction.atomic
def return_assignment(assignment: Assignment, *, by: Person, reason: str) -> None:
    """Send a share back to who did it. Raises `no_reason`."""
    reason = must_say(reason, "Ghi lý do trả lại để người làm biết cần bổ sung gì.")
    move(
        assignment,
        "return",
        by=by,
        sentence=f"Trả lại: {reason}",
        reason=reason,
        decided_at=timezone.now(),
        decided_by=by,
    )
    tell([assignment.person_id], assignment, "returned", f"Bị trả lại: {assignment.task} – {reason}")


def move_obligation(obligation: Obligation, step: str, *, by: Person, sentence: str, **changes: Any) -> None:
    """Make one move of a paper and tell the rooms above; what they refuse undoes it, in `obligation` too."""
    before = {name: getattr(obligation, name) for name in ("status", *changes)}
    try:
        with transaction.atomic():
            move(obligation, step, by=by, sentence=sentence, **changes)
            obligation_moved.send(Obligation, obligation=obligation, step=step, by=by)
    except ValidationError:
        for name, value in before.items():
            setattr(obligation, name, value)
        raise


def attach(subject: Assignment | Obligation, attachments: Iterable[Attachment], by: Person) -> None:
    """Point at evidence that `by` may see. Raises ValidationError `foreign_evidence`."""
    ids = {attachment.pk for attachment in attachments}
    if not ids:
        return
    if not are_visible(by, ids):
        raise ValidationError("Có minh chứng không dùng được. Chọn lại tệp của mình.", code="foreign_evidence")
    subject.attachments.add(*ids)


def tell(persons: Iterable[int | None], subject: Assignment | Obligation, event: str, text: str) -> None:
    """A notice once for each event of a row; the moment of the event tells repeated returns apart."""
    url = reverse(f"plans:{subject._meta.model_name}", args=[subject.pk])
    key = f"{subject._meta.model_name}:{subject.pk}:{event}:{timezone.now():%Y%m%d%H%M%S}"
    notify([person for person in persons if person], key, text, url)
