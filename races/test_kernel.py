"""Workers at one run, and at the trail."""

from functools import partial
from threading import Barrier, BrokenBarrierError
from time import sleep

import pytest
from django.utils import timezone

from thidua.audit.models import Entry, Seal
from thidua.audit.operations import seal
from thidua.audit.queries import verify
from thidua.audit.tests import make as trail
from thidua.kernel import runs
from thidua.kernel.models import Run
from thidua.kernel.runs import STALE_AFTER, Outcome, kept_alive, perform_run, requeue_stale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def performed(monkeypatch):
    """Attempts that did the work; who does it waits a moment for a second one to join."""
    attempts: list[int] = []
    together = Barrier(2)

    def work(run):
        attempts.append(run.attempts)
        with pytest.raises(BrokenBarrierError):
            together.wait(0.5)
        return Outcome("Xong")

    monkeypatch.setitem(runs._kinds, "test.race", work)
    return attempts


def test_two_workers_claim_one_run_and_one_performs_it(at_once, performed):
    run = Run.objects.create(kind="test.race", title="Đua")

    at_once(*[partial(perform_run.call, run.pk)] * 4)

    run.refresh_from_db()
    assert (run.status, run.attempts, performed) == ("done", 1, [1])


def test_two_ticks_give_a_dead_workers_run_back_once(at_once, performed):
    long_ago = timezone.now() - 2 * STALE_AFTER
    run = Run.objects.create(kind="test.race", title="Đua", status="running", attempts=1, heartbeat=long_ago)

    ends = at_once(*[partial(requeue_stale, now=timezone.now())] * 2)

    run.refresh_from_db()
    assert (sorted(ends), run.status, performed) == ([0, 1], "done", [2])


def test_the_trail_is_sealed_by_several_at_once_and_stays_whole(at_once):
    trail.entries(50)

    ends = at_once(*[partial(seal, now=trail.NOW)] * 4)

    assert (sum(ends), Seal.objects.count(), Entry.objects.filter(seal=None).count()) == (50, 1, 0)
    assert verify().is_whole


def test_the_trail_is_sealed_while_it_is_written(at_once):
    trail.subject()

    at_once(*[partial(trail.entries, 20)] * 3, *[partial(seal, now=trail.NOW)] * 3)
    seal(now=trail.NOW)

    assert (verify().findings, verify().entries, verify().unsealed) == ((), 60, 0)


def test_a_worker_that_waits_says_that_it_lives():
    long_ago = timezone.now() - STALE_AFTER / 2
    run = Run.objects.create(kind="test.race", title="Chờ", status="running", attempts=1, heartbeat=long_ago)

    with kept_alive(run, every=0.02):
        waited = 0
        while Run.objects.get(pk=run.pk).heartbeat == long_ago and waited < 500:
            sleep(0.01)
            waited += 1

    assert Run.objects.get(pk=run.pk).heartbeat > long_ago
