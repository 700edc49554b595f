"""More time for one paper: asked for by the unit, given by the issuer."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person
from thidua.people.queries import EDITORS, LEADERS, holders
from thidua.plans.models import ExtensionRequest, Obligation
from thidua.plans.operations.papers import done_and_left
from thidua.plans.operations.work import may_say, must_say, require_plan_runs, tell


@transaction.atomic
def ask_extension(obligation: Obligation, *, by: Person, until: date, reason: str) -> ExtensionRequest:
    """Ask the issuer for more time. Raises `plan_closed`, `wrong_state`, `not_later`, `no_reason`, `asked_already`."""
    require(by, "plans.ask_extension", obligation)
    reason = must_say(reason, "Ghi lý do xin gia hạn.")
    _require_owing(obligation)
    _require_later(obligation, until)
    try:
        with transaction.atomic():
            asked = ExtensionRequest.objects.create(obligation=obligation, until=until, reason=reason, asked_by=by)
    except IntegrityError as double:
        sentence = "Đơn vị đã xin gia hạn cho việc này. Chờ đơn vị ban hành trả lời."
        raise ValidationError(sentence, code="asked_already") from double
    sentence = f"Xin gia hạn đến {until:%d/%m/%Y}: {reason}"
    record("plans.ask_extension", obligation, by=by, sentence=sentence)
    officers = holders(obligation.duty.plan.unit, EDITORS, present_day()).values_list("pk", flat=True)
    words = f"{obligation.unit.label} xin gia hạn đến {until:%d/%m/%Y}: {obligation.text}"
    tell(officers, obligation, "extension_asked", words)
    return asked


@transaction.atomic
def extend_obligation(obligation: Obligation, until: date, *, by: Person, reason: str = "") -> None:
    """Give one unit time until a day; what it asked for is thereby answered. Raises `plan_closed`, `wrong_state`,
    `not_later` (not after the present deadline, or a day that is past).
    """
    require(by, "plans.extend_obligation", obligation)
    _require_owing(obligation)
    _require_later(obligation, until)
    before, reason = obligation.deadline, may_say(reason)
    if not Obligation.objects.filter(pk=obligation.pk, status__in=Obligation.OWING).update(extended_to=until):
        raise wrong_state(obligation)
    obligation.extended_to = until
    changes = [("hạn", f"{before:%d/%m/%Y}", f"{until:%d/%m/%Y}")]
    sentence = f"Gia hạn: {reason}" if reason else "Gia hạn"
    record("plans.extend_obligation", obligation, by=by, sentence=sentence, changes=changes)
    for asked in obligation.extension_requests.filter(status=ExtensionRequest.Status.ASKED):
        _answer(asked, "grant", by, reason)
    tell(_leaders(obligation), obligation, "extended", f"Được gia hạn đến {until:%d/%m/%Y}: {obligation.text}")


def extend_all(papers: Iterable[Obligation], until: date, *, by: Person, reason: str = "") -> tuple[int, int]:
    """Give several units time until one day, each for itself. Returns how many, and how many were refused."""
    return done_and_left(partial(extend_obligation, paper, until, by=by, reason=reason) for paper in papers)


@transaction.atomic
def refuse_extension(asked: ExtensionRequest, *, by: Person, reason: str) -> None:
    """Raises `no_reason`, `wrong_state`."""
    reason = must_say(reason, "Ghi lý do không gia hạn để đơn vị biết.")
    _answer(asked, "refuse", by, reason)
    obligation = asked.obligation
    record("plans.refuse_extension", obligation, by=by, sentence=f"Không gia hạn: {reason}")
    tell(_leaders(obligation), obligation, "extension_refused", f"Không được gia hạn: {obligation.text} – {reason}")


def _answer(asked: ExtensionRequest, step: str, by: Person, words: str) -> None:
    sentence = ExtensionRequest.MOVES[step].label
    move(asked, step, by=by, sentence=sentence, answer=words, decided_at=timezone.now(), decided_by=by)


def _require_owing(obligation: Obligation) -> None:
    require_plan_runs(obligation.duty.plan.status)
    if not obligation.is_owing:
        raise wrong_state(obligation)


def _require_later(obligation: Obligation, until: date) -> None:
    if until <= obligation.deadline or until < present_day():
        sentence = f"Hạn mới phải sau {obligation.deadline:%d/%m/%Y} và không ở quá khứ. Chọn ngày khác."
        raise ValidationError(sentence, code="not_later")


def _leaders(obligation: Obligation) -> Iterable[int]:
    return holders(obligation.unit, LEADERS, present_day()).values_list("pk", flat=True)
