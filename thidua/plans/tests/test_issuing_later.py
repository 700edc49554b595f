"""Plans for very many units are issued in the background, once, or not at all."""

import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from thidua.documents.models import RegistryNumber
from thidua.kernel.models import Run
from thidua.kernel.runs import TakenOver, claim, kept_alive, perform_run, start_run
from thidua.people.models import Notice, Post
from thidua.plans import operations
from thidua.plans.models import Duty, Obligation, Plan
from thidua.plans.operations import issuing, issuing_later
from thidua.plans.queries import issuing_run
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    school, team, officer = make.school()
    return school, team, officer, ready(school, officer, [team])


@pytest.fixture
def waiting(monkeypatch):
    """Runs wait in the queue until a test performs them."""
    monkeypatch.setattr(type(perform_run), "enqueue", lambda *_: None)


@pytest.fixture
def few(monkeypatch):
    """Even one line for one unit is too much to wait for."""
    monkeypatch.setattr(issuing_later, "MOST_AT_ONCE", 0)


def ready(unit, officer, to, **facts):
    plan = make.draft(unit, officer, **facts)
    make.line(plan, Duty, officer, text="Báo cáo", kind="report", due=make.TODAY)
    operations.address_units(plan, to, by=officer, today=make.TODAY)
    return plan


def later(plan, officer, **facts):
    return operations.issue_later(plan, by=officer, today=make.TODAY, **facts)


def code(refusal):
    return refusal.value.error_list[0].code


def test_plan_is_issued_in_the_background_and_the_result_is_told(world):
    _, team, officer, plan = world

    run = later(plan, officer, number="12/KH-DV")

    run.refresh_from_db()
    plan.refresh_from_db()
    assert (run.status, run.done, run.total, run.result_url) == ("done", 1, 1, f"/ke-hoach/{plan.pk}/")
    assert (plan.status, plan.issued_by, plan.document.number) == ("issued", officer, "12/KH-DV")
    assert Obligation.objects.filter(duty__plan=plan, unit=team).count() == 1
    assert Notice.objects.filter(person=officer, key=f"run:{run.pk}:1").count() == 1


def test_it_is_issued_as_of_the_day_of_the_press(world, waiting):
    """However late a worker comes to it."""
    _, _, officer, plan = world
    run = later(plan, officer)

    perform_run.call(run.pk)

    plan.refresh_from_db()
    assert plan.document.date == make.TODAY


def test_issuing_tells_how_much_it_gave_out(world, monkeypatch):
    school, _, officer, _ = world
    teams = [make.unit(f"Tổ {n}", parent=school, kind="team") for n in range(3)]
    plan = ready(school, officer, teams)
    monkeypatch.setattr(issuing, "CHUNK", 2)
    told = []

    operations.issue_plan(plan, by=officer, today=make.TODAY, tell=lambda *counts: told.append(counts))

    assert told == [(2, 3), (3, 3)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts go to the database itself")
def test_page_shows_the_count_that_a_worker_tells_beside_its_transaction(client, world, waiting, settings, tmp_path):
    settings.VAR = tmp_path
    _, _, officer, plan = world
    run = claim(later(plan, officer).pk, now=timezone.now())
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    place = reverse("plans:issue_plan", args=[plan.pk])

    with kept_alive(run, every=0.02) as tell:
        tell(1200, 9000)
        wait_for(lambda: "đã giao 1.200 / 9.000 việc" in client.get(place).text)

    assert "1.200" not in client.get(place).text
    assert list((tmp_path / "progress").iterdir()) == []


def wait_for(seen, seconds=10):
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_second_attempt_issues_nothing_twice(world):
    _, _, officer, plan = world
    run = later(plan, officer)
    Run.objects.filter(pk=run.pk).update(status=Run.Status.QUEUED)

    perform_run.call(run.pk)

    run.refresh_from_db()
    assert (run.status, run.attempts) == ("done", 2)
    assert Obligation.objects.filter(duty__plan=plan).count() == 1
    assert RegistryNumber.objects.count() == 1


def test_worker_that_was_given_up_leaves_a_draft(world, waiting):
    _, _, officer, plan = world
    run = later(plan, officer)
    mine = claim(run.pk, now=timezone.now())
    issue = issuing_later.issue_plan

    def overtaken(*rest, **facts):
        issue(*rest, **facts)
        Run.objects.filter(pk=run.pk).update(attempts=2)

    issuing_later.issue_plan = overtaken
    try:
        with pytest.raises(TakenOver):
            issuing_later.issue_in_background(mine)
    finally:
        issuing_later.issue_plan = issue

    assert Plan.objects.get().status == "draft"
    assert Obligation.objects.count() == RegistryNumber.objects.count() == 0


def test_shortcomings_are_refused_at_once(world):
    school, _, officer, _ = world
    plan = make.draft(school, officer)

    with pytest.raises(ValidationError) as refusal:
        later(plan, officer)

    assert code(refusal) == "not_ready"
    assert Run.objects.count() == 0


def test_number_that_is_taken_is_refused_at_once(world):
    school, team, officer, plan = world
    operations.issue_plan(ready(school, officer, [team]), by=officer, today=make.TODAY, number="7/KH-DV")

    with pytest.raises(ValidationError) as refusal:
        later(plan, officer, number="7/KH-DV")

    assert code(refusal) == "number_taken"
    assert Run.objects.count() == 0


def test_trying_the_number_takes_none(world, waiting):
    _, _, officer, plan = world

    later(plan, officer)

    plan.document.refresh_from_db()
    assert plan.document.number == ""
    assert RegistryNumber.objects.count() == 0


def test_stranger_may_not_issue(world):
    stranger = make.person(make.unit("Trường khác"))

    with pytest.raises(PermissionDenied):
        later(world[3], stranger)


def test_plan_is_not_issued_a_second_time_meanwhile(world, waiting):
    _, _, officer, plan = world
    later(plan, officer)

    with pytest.raises(ValidationError) as refusal:
        later(plan, officer)

    assert code(refusal) == "being_issued"
    assert Run.objects.count() == 1


def test_draft_is_not_changed_meanwhile(world, waiting):
    _, _, officer, plan = world
    later(plan, officer)

    with pytest.raises(ValidationError) as refusal:
        operations.change_plan(plan, by=officer, title="Tên khác")
    with pytest.raises(ValidationError) as of_document:
        operations.change_paper(plan, by=officer, signer_name="Người khác")

    assert (code(refusal), code(of_document)) == ("being_issued", "being_issued")


def test_refusal_is_told_and_leaves_a_draft_that_can_be_changed(world, waiting):
    """Who pressed lost the post before a worker came to it."""
    _, _, officer, plan = world
    run = later(plan, officer)
    Post.objects.filter(person=officer).update(valid_to=make.TODAY.replace(year=2021))

    perform_run.call(run.pk)

    run.refresh_from_db()
    plan.refresh_from_db()
    assert (run.status, run.message) == ("failed", "Người bấm ban hành không còn quyền ban hành kế hoạch này.")
    assert (plan.status, issuing_run(plan)) == ("draft", None)
    assert run.message in Notice.objects.get(key=f"run:{run.pk}:1").text


def test_addressees_times_lines_tell_what_takes_long(world, monkeypatch):
    """Two lines for one unit; a new version counts for more."""
    _, _, officer, plan = world
    make.line(plan, Duty, officer, text="Kế hoạch", kind="report", due=make.TODAY)
    told = []
    for most in (1, 2):
        monkeypatch.setattr(issuing_later, "MOST_AT_ONCE", most)
        told.append(operations.is_long(plan))

    operations.issue_plan(plan, by=officer, today=make.TODAY)

    assert told == [True, False]
    assert operations.is_long(operations.amend_plan(plan, by=officer))


def test_new_version_is_issued_in_the_background(world, few):
    _, _, officer, plan = world
    operations.issue_plan(plan, by=officer, today=make.TODAY)
    draft = operations.amend_plan(plan, by=officer)

    later(draft, officer)

    assert set(Plan.objects.values_list("version", "status")) == {(1, "superseded"), (2, "issued")}


def test_page_leaves_a_large_plan_to_the_background_and_says_so(world, few, waiting, client):
    _, _, officer, plan = world
    client.force_login(officer)
    url = reverse("plans:issue_plan", args=[plan.pk])

    answer = client.post(url, {"number": "", "on": "21/11/2026"}, follow=True)

    assert answer.redirect_chain == [(url, 302)]
    assert "Đang ban hành" in answer.text
    assert 'type="submit" class="btn p"' not in answer.text
    assert Plan.objects.get().status == "draft"


def test_second_press_starts_nothing_and_the_desk_leads_to_the_progress(world, few, waiting, client):
    _, _, officer, plan = world
    later(plan, officer)
    client.force_login(officer)
    url = reverse("plans:issue_plan", args=[plan.pk])

    second = client.post(url, {"number": "", "on": "21/11/2026"})
    desk = client.get(reverse("plans:plan", args=[plan.pk]), follow=True)

    assert (second.status_code, Run.objects.count()) == (200, 1)
    assert desk.redirect_chain[-1] == (url, 302)


def test_progress_becomes_the_plan_when_it_is_over(world, waiting, client):
    _, _, officer, plan = world
    run = later(plan, officer)
    client.force_login(officer)
    url = reverse("plans:issue_plan", args=[plan.pk])
    during = client.get(url, headers={"HX-Request": "true"})

    perform_run.call(run.pk)
    after = client.get(url, headers={"HX-Request": "true"})

    assert during.text.lstrip().startswith("<section")
    assert after.headers["HX-Redirect"] == reverse("plans:plan", args=[plan.pk])


def test_page_tells_what_kept_it_from_being_issued(world, waiting, client):
    _, _, officer, plan = world
    run = start_run("plans.issue_plan", "Ban hành", by=officer, plan=plan.pk)
    Run.objects.filter(pk=run.pk).update(status="failed", message="Số 7 đã có trong sổ.")
    client.force_login(officer)
    url = reverse("plans:issue_plan", args=[plan.pk])

    poll, shown = client.get(url, headers={"HX-Request": "true"}), client.get(url)

    assert poll.headers["HX-Refresh"] == "true"
    assert "Số 7 đã có trong sổ." in shown.text
    assert "Ban hành tới 1 đơn vị" in shown.text
