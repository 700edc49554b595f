"""Background work that may run twice: started, claimed, kept alive, finished, requeued.

A kind of work is a function `(run) -> Outcome` registered with `@run_kind("people.import")`. It must be
safe to run again from the start.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from thidua.kernel.models import Run
from thidua.kernel.signals import run_finished

log = logging.getLogger(__name__)
STALE_AFTER = timedelta(minutes=5)
MOST_ATTEMPTS = 3
Item = TypeVar("Item")
Tell = Callable[[int, int], None]
"""What work tells by how far it is: done, total."""


@dataclass(frozen=True)
class Outcome:
    """What a run hands back: a sentence, where to see the result, and the problems found (each a sentence)."""

    message: str
    url: str = ""
    problems: list[str] = field(default_factory=list)


class TakenOver(Exception):
    """The run was silent for too long and is another worker's now."""


_kinds: dict[str, Callable[[Run], Outcome]] = {}


def run_kind(name: str) -> Callable[[Callable[[Run], Outcome]], Callable[[Run], Outcome]]:
    """Register the function that does work of this kind."""

    def register(work: Callable[[Run], Outcome]) -> Callable[[Run], Outcome]:
        _kinds[name] = work
        return work

    return register


def start_run(kind: str, title: str, *, by: Any, **parameters: Any) -> Run:
    """Ask for work; it begins when the transaction commits. Permission is the caller's matter."""
    run = Run.objects.create(kind=kind, title=title, by=by, parameters=parameters)
    perform_run.enqueue(run.pk)
    return run


@task()
def perform_run(run_id: int) -> None:
    """Do one run, unless another worker has it. What fails is told to who asked and logged without its content."""
    run = claim(run_id, now=timezone.now())
    if run is None:
        return
    try:
        outcome = _kinds[run.kind](run)
    except TakenOver:
        log.warning("run %s of kind %s was given to another worker", run.pk, run.kind)
    except ValidationError as refusal:
        finish(run, Run.Status.FAILED, Outcome(" ".join(refusal.messages)))
    except Exception as error:
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("run %s of kind %s failed with %s\n%s", run.pk, run.kind, type(error).__name__, place)
        finish(run, Run.Status.FAILED, Outcome("Việc dừng vì lỗi của hệ thống. Báo quản trị viên kèm số việc này."))
    else:
        finish(run, Run.Status.DONE, outcome)


def claim(run_id: int, *, now: datetime) -> Run | None:
    """Take a run that waits or that a dead worker left; None when it is another's or is over."""
    free = Q(status=Run.Status.QUEUED) | Q(status=Run.Status.RUNNING, heartbeat__lt=now - STALE_AFTER)
    taken = Run.objects.filter(free, pk=run_id).update(
        status=Run.Status.RUNNING, heartbeat=now, attempts=F("attempts") + 1, done=0
    )
    return Run.objects.get(pk=run_id) if taken else None


def held(run: Run) -> QuerySet[Run]:
    """The row of a run as long as it is this worker's: a later attempt belongs to another."""
    return Run.objects.filter(pk=run.pk, status=Run.Status.RUNNING, attempts=run.attempts)


@transaction.atomic
def finish(run: Run, status: str, outcome: Outcome) -> None:
    """Close a run and tell the rooms above; nothing when it was taken over or closed meanwhile."""
    facts = {
        "status": status,
        "message": outcome.message,
        "problems": outcome.problems,
        "result_url": outcome.url,
        "finished": timezone.now(),
    }
    if held(run).update(**facts):
        run.refresh_from_db()
        run_finished.send(Run, run=run)


def keep(run: Run, **facts: Any) -> None:
    """Note what came of the work, in the work's own transaction: a second attempt finds it in `parameters`.

    Raises TakenOver, which takes the work back, when the run is another worker's by now.
    """
    kept = {**run.parameters, **facts}
    if not held(run).update(parameters=kept):
        raise TakenOver
    run.parameters = kept


def advance(run: Run, done: int, total: int) -> None:
    """Tell how far the work is; also says that the worker lives. Raises TakenOver to stop one who was given up."""
    if not held(run).update(done=done, total=total, heartbeat=timezone.now()):
        raise TakenOver


@contextmanager
def kept_alive(run: Run, *, every: float = 60.0) -> Iterator[Tell]:
    """Say every so many seconds that the worker lives, while it waits for something or works within one transaction.

    Gives what such work tells by how far it is: `tell(done, total)` passes by the transaction, at most once a second.
    """
    over, counts = Event(), [0, 0]

    def tell(done: int, total: int) -> None:
        counts[:] = done, total

    def beat() -> None:
        told, last = [0, 0], time.monotonic()
        try:
            while not over.wait(min(every, 1.0)):
                if counts != told:
                    told = list(counts)
                    _tell_beside(run, *told)
                if time.monotonic() - last >= every:
                    last = time.monotonic()
                    _say_alive(run)
        finally:
            connection.close()

    heart = Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield tell
    finally:
        over.set()
        heart.join()
        _beside(run).unlink(missing_ok=True)


def told_nobody(done: int, total: int) -> None:
    """For work that nobody waits for."""


def _say_alive(run: Run) -> None:
    try:
        held(run).update(heartbeat=timezone.now())
    except OperationalError:
        log.info("run %s: the database is taken by the work itself", run.pk)


def _tell_beside(run: Run, done: int, total: int) -> None:
    """SQLite has one writer, the work itself: its counts go into a file. Other databases take them on a second
    connection.
    """
    if connection.vendor != "sqlite":
        held(run).update(done=done, total=total, heartbeat=timezone.now())
        return
    place = _beside(run)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".new")
    draft.write_text(f"{run.attempts} {done} {total}")
    draft.replace(place)


def _beside(run: Run) -> Path:
    return Path(settings.VAR) / "progress" / str(run.pk)


def with_progress(run: Run) -> Run:
    """A run with what its worker told beside its transaction."""
    if run.status == Run.Status.RUNNING and connection.vendor == "sqlite":
        try:
            attempt, done, total = map(int, _beside(run).read_text().split())
        except (FileNotFoundError, ValueError):
            return run
        if attempt == run.attempts:
            run.done, run.total = done, total
    return run


def counted(run: Run, items: Iterable[Item], total: int, *, every: float = 1.0) -> Iterator[Item]:
    """Pass items through, telling progress at most once in `every` seconds."""
    told = time.monotonic()
    for place, item in enumerate(items):
        if time.monotonic() - told >= every:
            advance(run, place, total)
            told = time.monotonic()
        yield item
    advance(run, total, total)


def requeue_stale(*, now: datetime) -> int:
    """Give back to the queue what dead workers left and what the queue lost; give up after three attempts.

    Returns how many were requeued. Repeating it within five minutes requeues nothing twice.
    """
    silent = Q(heartbeat__lt=now - STALE_AFTER) | Q(heartbeat=None, created__lt=now - STALE_AFTER)
    stale = Run.objects.filter(silent, status__in=[Run.Status.QUEUED, Run.Status.RUNNING])
    for run in stale.filter(status=Run.Status.RUNNING, attempts__gte=MOST_ATTEMPTS):
        finish(run, Run.Status.FAILED, Outcome("Việc đã dừng giữa chừng ba lần. Báo quản trị viên kèm số việc này."))
    return sum(_requeue(stale.filter(pk=run_id), run_id, now) for run_id in list(stale.values_list("pk", flat=True)))


@transaction.atomic
def _requeue(still_stale: QuerySet[Run], run_id: int, now: datetime) -> int:
    taken = still_stale.update(status=Run.Status.QUEUED, heartbeat=now)
    if taken:
        perform_run.enqueue(run_id)
    return taken
