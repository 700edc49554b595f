"""Reminding all units that have not handed in, by who issued the plan."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, advance, run_kind, start_run
from thidua.kernel.text import clean
from thidua.people.models import Person
from thidua.people.operations.notices import notify_all
from thidua.plans.models import Obligation, Plan
from thidua.plans.operations.work import require_plan_runs
from thidua.progress.models import Reminder
from thidua.progress.operations.reminders import BATCH, address_of, reminder_of
from thidua.progress.queries.calls import calls_for, key_of, papers_asked, preview_of
from thidua.progress.reminding import MOST_WORDS, notices_for

MANY = 200
"""Units from which on it is done in the background."""


@transaction.atomic
def remind_units(plan: Plan, asked: str, *, by: Person, today: date, text: str = "", again: bool = False) -> Run | None:
    """Remind the units that owe what `asked` names (see `papers_asked`) with the sender's words behind it.

    Each paper once a day, unless `again`. Returns the run when there are many units, None when all is done.
    Raises `plan_closed`, `too_long`, `nobody` (none owes it), `told_today`.
    """
    require(by, "progress.remind_units", plan)
    require_plan_runs(plan.status)
    text, mark = checked(text), f"{timezone.now():%H%M%S}" if again else ""
    papers = papers_asked(plan, asked, today)
    units = papers.order_by().values("unit").distinct().count()
    if not units:
        raise ValidationError("Không còn đơn vị nào chưa nộp mục này.", code="nobody")
    if not again and not preview_of(plan, asked, by=by, today=today, words=text).calls:
        sentence = "Hôm nay đã nhắc các đơn vị này. Chọn “Nhắc lại” ở ô Đơn vị đã nhắc hôm nay nếu vẫn muốn nhắc."
        raise ValidationError(sentence, code="told_today")
    facts = {"plan": plan.pk, "day": str(today), "text": text, "mark": mark}
    if units > MANY:
        ids = list(papers.values_list("pk", flat=True))
        run = start_run("progress.remind_units", f"Nhắc {units} đơn vị chưa nộp", by=by, papers=ids, **facts)
    else:
        run = None
        _call(papers, by=by, today=today, text=text, mark=mark)
    record("progress.remind_units", plan, by=by, sentence=f"Nhắc {units} đơn vị chưa nộp. {text}".strip())
    return run


def checked(text: str) -> str:
    text = clean(text)
    if len(text) > MOST_WORDS:
        raise ValidationError(f"Lời nhắc dài quá {MOST_WORDS} chữ cái. Rút gọn lại.", code="too_long")
    return text


@run_kind("progress.remind_units")
def call_in_background(run: Run) -> Outcome:
    """Only papers that are still owed; what went out before a worker died does not go out again."""
    facts, person = run.parameters, run.by
    plan = Plan.objects.get(pk=facts["plan"])
    if person is None:
        raise ValidationError("Không rõ ai giao việc này.", code="nobody")
    require(person, "progress.remind_units", plan)
    day, ids, told = date.fromisoformat(facts["day"]), facts["papers"], 0
    for start in range(0, len(ids), BATCH):
        papers = papers_of(plan, ids[start : start + BATCH])
        told += _call(papers, by=person, today=day, text=facts["text"], mark=facts["mark"])
        advance(run, min(start + BATCH, len(ids)), len(ids))
    return Outcome(f"Đã nhắc về {told} mục chưa nộp.", reverse("plans:plan_units", args=[plan.pk]))


def papers_of(plan: Plan, ids: list[int]) -> QuerySet[Obligation]:
    rows = Obligation.objects.filter(pk__in=ids, status__in=Obligation.OWING, duty__plan=plan)
    return rows.filter(duty__plan__status=Plan.Status.ISSUED).select_related("duty__plan__unit", "unit").order_by("pk")


@transaction.atomic
def _call(papers: QuerySet[Obligation], *, by: Person, today: date, text: str, mark: str) -> int:
    """One batch: all of it goes out, or none. Returns of how many papers."""
    calls, _ = calls_for(papers, by=by, today=today, words=text, mark=mark)
    key = key_of(by, today, mark)
    rows = [reminder_of(call.paper, key, set(call.told), today, by=by) for call in calls]
    Reminder.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    notify_all(
        notice
        for call in calls
        for notice in notices_for(call.paper, key, call.text, set(call.told), address_of(call.paper))
    )
    return len(calls)
