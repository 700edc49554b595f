from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from thidua.kernel import runs
from thidua.kernel.models import Run
from thidua.kernel.runs import (
    MOST_ATTEMPTS,
    STALE_AFTER,
    Outcome,
    TakenOver,
    advance,
    claim,
    counted,
    finish,
    perform_run,
    requeue_stale,
    run_kind,
    start_run,
    with_progress,
)
from thidua.kernel.signals import run_finished
from thidua.kernel.tests import make

pytestmark = pytest.mark.django_db
LONG = STALE_AFTER + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Kinds that one test registers are unknown to the next."""
    monkeypatch.setattr(runs, "_kinds", {})


@pytest.fixture
def told():
    """Runs of which the rooms above heard that they are over, with their status then."""
    heard: list[tuple[int, str]] = []

    def hear(sender, run, **kwargs):
        heard.append((run.pk, run.status))

    run_finished.connect(hear)
    yield heard
    run_finished.disconnect(hear)


def waiting(**facts) -> Run:
    return Run.objects.create(kind="test.count", title="Đếm", **facts)


def left_by_a_dead_worker(attempts: int = 1) -> Run:
    """A run that somebody claimed and then was never heard of again."""
    run = waiting()
    for turn in range(attempts):
        claim(run.pk, now=timezone.now() - LONG * (attempts - turn))
    run.refresh_from_db()
    return run


def test_start_performs_the_work_with_its_parameters(told):
    @run_kind("test.count")
    def count(run):
        return Outcome(f"Đếm đến {run.parameters['to']}", "/viec/1/", ["Dòng 2 trống."])

    person = make.somebody()

    run = start_run("test.count", "Đếm", by=person, to=3)

    run.refresh_from_db()
    assert (run.status, run.message, run.problems) == ("done", "Đếm đến 3", ["Dòng 2 trống."])
    assert (run.by, run.result_url, run.attempts, run.is_over) == (person, "/viec/1/", 1, True)
    assert run.created <= run.heartbeat <= run.finished
    assert told == [(run.pk, "done")]


def test_refusal_is_told_to_who_asked(told):
    @run_kind("test.count")
    def refuse(run):
        raise ValidationError("Tệp không có dòng nào.", code="empty")

    run = start_run("test.count", "Đếm", by=None)

    run.refresh_from_db()
    assert (run.status, run.message) == ("failed", "Tệp không có dòng nào.")
    assert told == [(run.pk, "failed")]


def test_failure_is_logged_with_its_place_and_without_its_content(told, caplog):
    @run_kind("test.count")
    def fail(run):
        raise RuntimeError(run.parameters["phone"])

    run = start_run("test.count", "Đếm", by=None, phone="0912 345 678")

    run.refresh_from_db()
    assert (run.status, told) == ("failed", [(run.pk, "failed")])
    assert "0912" not in run.message
    assert f"run {run.pk} of kind test.count failed with RuntimeError" in caplog.text
    assert "test_runs.py" in caplog.text
    assert "0912" not in caplog.text


def test_unknown_kind_fails_and_is_not_left_waiting():
    run = start_run("test.unknown", "Không ai biết", by=None)

    run.refresh_from_db()
    assert run.status == "failed"


def test_task_delivered_twice_is_performed_once(told):
    @run_kind("test.count")
    def count(run):
        return Outcome(f"Lần {run.attempts}")

    run = start_run("test.count", "Đếm", by=None)
    perform_run.call(run.pk)

    run.refresh_from_db()
    assert (run.attempts, run.message, told) == (1, "Lần 1", [(run.pk, "done")])


def test_run_is_claimed_by_one():
    run, now = waiting(), timezone.now()

    first, second = claim(run.pk, now=now), claim(run.pk, now=now)

    assert (first, second) == (run, None)
    assert (first.status, first.attempts, first.heartbeat) == ("running", 1, now)


@pytest.mark.parametrize("status", ["done", "failed"])
def test_run_that_is_over_is_not_claimed(status):
    run = waiting(status=status)

    assert claim(run.pk, now=timezone.now() + LONG) is None


def test_progress_is_told_and_shows_life():
    run = claim(waiting().pk, now=timezone.now() - LONG)

    advance(run, 3, 10)

    stored = Run.objects.get()
    assert (stored.done, stored.total) == (3, 10)
    assert timezone.now() - stored.heartbeat < timedelta(minutes=1)


def test_counted_passes_items_through_and_tells_progress():
    run, seen = claim(waiting().pk, now=timezone.now()), []

    for item in counted(run, "abc", 3, every=0):
        seen.append((item, Run.objects.get().done))

    stored = Run.objects.get()
    assert seen == [("a", 0), ("b", 1), ("c", 2)]
    assert (stored.done, stored.total) == (3, 3)


def test_counted_does_not_tell_every_item(django_assert_num_queries):
    run = claim(waiting().pk, now=timezone.now())

    with django_assert_num_queries(1):
        assert list(counted(run, range(500), 500, every=60)) == list(range(500))


def test_run_of_a_killed_worker_is_requeued_and_done(told):
    run = left_by_a_dead_worker()
    run_kind("test.count")(lambda run: Outcome(f"Lần {run.attempts}"))

    count = requeue_stale(now=timezone.now())

    run.refresh_from_db()
    assert (count, run.status, run.message) == (1, "done", "Lần 2")
    assert told == [(run.pk, "done")]


def test_run_that_still_lives_is_left_alone():
    run = claim(waiting().pk, now=timezone.now() - STALE_AFTER / 2)

    assert requeue_stale(now=timezone.now()) == 0
    assert Run.objects.get().attempts == run.attempts


def test_run_that_the_queue_lost_is_requeued():
    run = waiting()
    run_kind("test.count")(lambda run: Outcome("Xong"))

    assert requeue_stale(now=timezone.now()) == 0
    assert requeue_stale(now=timezone.now() + LONG) == 1
    run.refresh_from_db()
    assert run.status == "done"


def test_run_that_waits_in_the_queue_again_is_not_requeued_at_each_tick(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    run, now = left_by_a_dead_worker(), timezone.now()

    counts = [requeue_stale(now=now), requeue_stale(now=now + STALE_AFTER / 2), requeue_stale(now=now + LONG)]

    run.refresh_from_db()
    assert (counts, run.status, run.attempts) == ([1, 0, 1], "queued", 1)


def test_run_that_killed_three_workers_is_given_up(told):
    run = left_by_a_dead_worker(MOST_ATTEMPTS)

    count = requeue_stale(now=timezone.now())

    run.refresh_from_db()
    assert (count, run.status, run.attempts) == (0, "failed", MOST_ATTEMPTS)
    assert told == [(run.pk, "failed")]


def test_worker_that_was_given_up_is_stopped_and_finishes_nothing(told):
    slow = left_by_a_dead_worker()
    now_working = claim(slow.pk, now=timezone.now())

    with pytest.raises(TakenOver):
        advance(slow, 5, 10)
    finish(slow, Run.Status.DONE, Outcome("Của người chậm"))
    finish(now_working, Run.Status.DONE, Outcome("Của người sau"))

    stored = Run.objects.get()
    assert (stored.message, stored.done, told) == ("Của người sau", 0, [(slow.pk, "done")])


def test_work_taken_over_ends_quietly(told):
    @run_kind("test.count")
    def lose(run):
        claim(run.pk, now=timezone.now() + LONG)
        return Outcome(str(list(counted(run, "abc", 3))))

    run = start_run("test.count", "Đếm", by=None)

    run.refresh_from_db()
    assert (run.status, run.attempts, run.message, told) == ("running", 2, "", [])


def test_requeuing_keeps_the_number_of_queries(django_assert_max_num_queries):
    for _ in range(3):
        claim(waiting().pk, now=timezone.now())

    with django_assert_max_num_queries(2):
        requeue_stale(now=timezone.now())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts go to the database itself")
def test_count_of_an_earlier_attempt_is_not_shown(settings, tmp_path):
    settings.VAR = tmp_path
    run = Run.objects.create(kind="test.beside", title="Việc", status="running", attempts=2)
    (tmp_path / "progress").mkdir()
    (tmp_path / "progress" / str(run.pk)).write_text("1 5 9")
    before = with_progress(Run.objects.get(pk=run.pk)).done
    (tmp_path / "progress" / str(run.pk)).write_text("2 5 9")

    seen = with_progress(Run.objects.get(pk=run.pk))

    assert (before, seen.done, seen.total) == (0, 5, 9)
