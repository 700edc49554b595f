"""Reminding by rule, once a day."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from thidua.audit.operations import entry_of, record_all
from thidua.kernel.models import Run
from thidua.kernel.runs import Outcome, advance, run_kind
from thidua.kernel.text import sentence
from thidua.people.models import Notice
from thidua.people.operations.notices import notify_all
from thidua.plans.models import Plan
from thidua.progress.models import Reminder
from thidua.progress.queries.reminders import (
    Answerers,
    editors_of,
    papers_due,
    patterns_of,
    remindable_plans,
    reminded,
    shares_due,
)
from thidua.progress.reminding import Pattern, Thing, deadline_of, deadlines_between, notices_for, plan_of, words_of
from thidua.progress.signals import reminding_due

BATCH = 500
"""Papers of one transaction: all of them are reminded of, or none."""


@run_kind("progress.remind_due")
def remind_in_background(run: Run) -> Outcome:
    day, since = (date.fromisoformat(run.parameters[name]) for name in ("day", "since"))
    count = remind_due(today=day, since=since, run=run)
    return Outcome(f"Đã nhắc {count} việc đến hạn hoặc quá hạn.")


def remind_due(*, today: date, since: date | None = None, run: Run | None = None) -> int:
    """Remind of every paper and share of a task for which a day of its rule came after `since` (yesterday if None).

    Of several days that came meanwhile only the newest is told. May be repeated, killed and done by two at once: each
    batch is one transaction, and what went out before is known by its key. Returns how many rows were looked at.
    """
    since = since or today - timedelta(days=1)
    patterns = {plan: pattern for plan, pattern in patterns_of(remindable_plans()).items() if pattern}
    days = {day for pattern in patterns.values() for day in pattern.all_days}
    deadlines = deadlines_between(days, since=since, today=today)
    work = [(kind, pk) for kind in (papers_due, shares_due) for pk in kind(deadlines).values_list("pk", flat=True)]
    for start in range(0, len(work), BATCH):
        for kind in (papers_due, shares_due):
            ids = [pk for of, pk in work[start : start + BATCH] if of is kind]
            _remind(list(kind(deadlines).filter(pk__in=ids)), patterns, since, today)
        if run:
            advance(run, min(start + BATCH, len(work)), len(work))
    _tell_issuers(today)
    reminding_due.send(Reminder, since=since, today=today)
    return len(work)


@transaction.atomic
def _remind(things: list[Any], patterns: dict[int, Pattern], since: date, today: date) -> None:
    """One batch of things of one kind that are still owed."""
    answerers, before = Answerers(things, today), reminded(type(things[0]), [t.pk for t in things]) if things else set()
    rows: list[Reminder] = []
    notices: list[Notice] = []
    told_of: list[int] = []
    for thing in things:
        found = _day_of(thing, patterns, since, today)
        if found is None or (thing.pk, found[0]) in before:
            continue
        key, with_head = found
        told = answerers.of(thing, with_head=with_head)
        rows.append(reminder_of(thing, key, told, today))
        told_of.append(plan_of(thing).pk)
        notices += notices_for(thing, key, words_of(thing, today), told, address_of(thing))
    Reminder.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    notify_all(notices)
    _note({plan_of(thing).pk: plan_of(thing) for thing in things}, Counter(told_of), today)


def _note(plans: Mapping[int, Plan], counts: Mapping[int, int], today: date) -> None:
    """A line in the trail for each plan: of how much of it units were reminded by rule."""
    record_all(
        entry_of(
            "progress.remind_due",
            plans[plan],
            by=None,
            sentence=f"Nhắc theo quy tắc ngày {today:%d/%m/%Y}: {count} việc",
            path=plans[plan].unit.path,
        )
        for plan, count in sorted(counts.items())
    )


def _day_of(thing: Thing, patterns: dict[int, Pattern], since: date, today: date) -> tuple[str, bool] | None:
    """The key of the reminder that is due, with whether the head is told. A new deadline begins anew."""
    pattern, deadline = patterns.get(plan_of(thing).pk), deadline_of(thing)
    day = pattern.day_for(deadline, since=since, today=today) if pattern and deadline else None
    if pattern is None or day is None:
        return None
    return f"{deadline}:{day}", pattern.tells_head(day)


def reminder_of(thing: Thing, key: str, told: set[int], today: date, **facts: Any) -> Reminder:
    return Reminder(**{thing._meta.model_name or "": thing}, key=key, day=today, told=len(told), **facts)


def address_of(thing: Thing) -> str:
    return reverse(f"plans:{thing._meta.model_name}", args=[thing.pk])


def _tell_issuers(today: date) -> None:
    """One line to who writes the plans of each issuing unit: how much went out today, counted from what is kept."""
    paper, share = "obligation__duty__plan", "assignment__task__plan"
    deadline = Coalesce("obligation__extended_to", "obligation__due", "assignment__due")
    sums = (
        Reminder.objects.filter(day=today, by=None)
        .annotate(issuer=Coalesce(f"{paper}__unit", f"{share}__unit"), deadline=deadline)
        .order_by()
        .values("issuer")
        .annotate(
            plans=Count(Coalesce(paper, share), distinct=True),
            plan=Min(Coalesce(paper, share)),
            units=Count(Coalesce("obligation__unit", "assignment__unit"), distinct=True),
            things=Count("pk"),
            late=Count("pk", filter=Q(deadline__lt=today)),
            untold=Count("pk", filter=Q(told=0)),
        )
    )
    editors = editors_of([row["issuer"] for row in sums], today)
    notify_all(
        Notice(person_id=person, key=f"remind:summary:{today}:{row['issuer']}", text=_summary(row), url=_place(row))
        for row in sums
        for person in sorted(editors[row["issuer"]])
    )


def _summary(row: Mapping[str, Any]) -> str:
    parts = [f"Hôm nay đã nhắc {row['units']} đơn vị về {row['things']} việc của {row['plans']} kế hoạch"]
    parts += [f"{row['late']} việc đã quá hạn"] if row["late"] else []
    parts += [f"{row['untold']} việc chưa có người nhận tin"] if row["untold"] else []
    return sentence("; ".join(parts)) + "."


def _place(row: Mapping[str, Any]) -> str:
    if row["plans"] == 1:
        return reverse("plans:plan_units", args=[row["plan"]])
    return reverse("plans:plans") + "?phia=cua-don-vi"
