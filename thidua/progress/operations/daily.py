"""What the tick asks for once a day."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from thidua.kernel.models import Run
from thidua.kernel.runs import start_run
from thidua.progress.operations.letters import letters_are_sent, release_stuck
from thidua.progress.queries.letters import persons_to_write

MOST_MISSED = timedelta(days=30)
"""So far back reminders are caught up after a pause."""
LETTERS_FROM = time(7)
"""When the letters of a day begin, in the time of Vietnam."""
REMIND, WRITE = "progress.remind_due", "progress.send_letters"
MOST_TRIES, PAUSE = 3, timedelta(hours=1)
"""Of a day's work that fails, and between two of them."""


def is_wanted(kind: str, *, today: date, now: datetime) -> bool:
    """Whether the day's work of this kind is still to be asked for: it never was, or it failed an hour ago."""
    runs = list(Run.objects.filter(kind=kind, parameters__day=str(today)))
    if any(run.status != Run.Status.FAILED for run in runs):
        return False
    return len(runs) < MOST_TRIES and all(run.created < now - PAUSE for run in runs)


@transaction.atomic
def remind_daily(*, today: date, now: datetime) -> Run | None:
    """Ask for the day's reminders, with those of the days on which nothing ran. Two who ask at once do no harm."""
    if not is_wanted(REMIND, today=today, now=now):
        return None
    last = Run.objects.filter(kind=REMIND, status=Run.Status.DONE).first()
    known = date.fromisoformat(last.parameters["day"]) if last else today
    since = max(min(known, today - timedelta(days=1)), today - MOST_MISSED)
    return start_run(REMIND, "Nhắc việc đến hạn", by=None, day=str(today), since=str(since))


@transaction.atomic
def write_daily(*, today: date, now: datetime) -> Run | None:
    """Ask for the letters of the day, after the reminders that they tell of; later for those who were quiet then."""
    moment = timezone.localtime(now)
    if not letters_are_sent() or moment.date() != today or moment.time() < LETTERS_FROM:
        return None
    if unfinished(REMIND, today) or unfinished(WRITE, today):
        return None
    release_stuck(now=now)
    is_first = is_wanted(WRITE, today=today, now=now)
    if not is_first and not _quiet_ended(today, now):
        return None
    title = "Gửi thư tổng hợp"
    return start_run(WRITE, title, by=None, day=str(today), with_hours_only=not is_first)


def unfinished(kind: str, today: date) -> bool:
    waiting = Run.objects.filter(kind=kind, status__in=[Run.Status.QUEUED, Run.Status.RUNNING])
    return waiting.filter(parameters__day=str(today)).exists()


def _quiet_ended(today: date, now: datetime) -> bool:
    """Whether somebody's quiet hours are over, when the day's letters went out and nothing failed within the hour."""
    failed = Run.objects.filter(kind=WRITE, status=Run.Status.FAILED, parameters__day=str(today))
    if failed.filter(created__gte=now - PAUSE).exists():
        return False
    return persons_to_write(today, now, with_hours_only=True).exists()
