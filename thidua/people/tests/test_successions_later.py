"""Mergers and splits of many happen in the background, once, or not at all."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from thidua.kernel.calendar import today
from thidua.kernel.models import Run
from thidua.kernel.runs import TakenOver, claim, perform_run
from thidua.people import operations
from thidua.people.models import Notice, Post, Succession, Unit
from thidua.people.operations import successions_later
from thidua.people.tests import make
from thidua.people.tests.test_succession_pages import DAY, address, shown
from thidua.people.tests.test_successions import EVE, FIRST, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place):
    return make.person(place["top"], "administrator", name="Trần Văn Bình")


@pytest.fixture
def few(monkeypatch):
    """Even one unit is too much to wait for."""
    monkeypatch.setattr(successions_later, "MOST_AT_ONCE", 0)


@pytest.fixture
def waiting(monkeypatch):
    """Runs wait in the queue until a test performs them."""
    monkeypatch.setattr(type(perform_run), "enqueue", lambda *_: None)


def new_school(place, **facts):
    return {"parent": place["commune"], "kind": "combined", "name": "Trường Bình Minh", "code": "BM", **facts}


def merge(place, chief, **facts):
    facts = {"new": new_school(place), "olds": [place["school"], place["other"]], **facts}
    rest = {"first_day": FIRST, "today": TODAY, "basis": "Quyết định 12/QĐ-UBND"}
    return operations.merge_later(facts.pop("olds"), facts.pop("new"), by=chief, **{**rest, **facts})


def test_merger_in_the_background_does_what_it_does_at_once(place, chief):
    head = make.person(place["school"], "head", name="Đỗ Thị Mây")
    other = make.person(place["other"], "head", name="Hà Văn Núi")

    run = merge(place, chief, head=head)

    run.refresh_from_db()
    new = Unit.objects.get(code="BM")
    place["school"].refresh_from_db()
    roles = dict(Post.objects.filter(unit=new, person__in=[head, other]).values_list("person", "role"))
    assert (run.status, run.result_url) == ("done", reverse("people:unit", args=[new.pk]))
    assert (place["school"].valid_to, roles) == (EVE, {head.pk: "head", other.pk: "officer"})
    assert Notice.objects.filter(person=chief, key=f"run:{run.pk}:1").exists()


def test_unit_that_is_there_takes_the_others(place, chief):
    run = merge(place, chief, olds=[place["other"]], new=place["school"])

    run.refresh_from_db()
    assert run.status == "done"
    assert list(Succession.objects.values_list("old", "new")) == [(place["other"].pk, place["school"].pk)]


def test_split_puts_teams_and_posts_where_they_were_asked_to_go(place, chief):
    team = make.unit("Tổ Văn", parent=place["school"], kind="team")
    news = [{"kind": "primary", "name": f"Trường {n}", "code": f"T{n}"} for n in (1, 2)]
    teacher = make.person(place["school"], "member", name="Lò Thị Hoa")
    places = {team: 1, teacher.posts.get(): 1}
    facts = {"first_day": FIRST, "today": TODAY, "places": places}

    run = operations.split_later(place["school"], news, by=chief, **facts)

    run.refresh_from_db()
    team.refresh_from_db()
    second = Unit.objects.get(code="T2")
    assert run.status == "done"
    assert team.path.startswith(second.path)
    assert Post.objects.filter(person=teacher, unit=second).exists()


def test_what_can_be_refused_beforehand_is_refused_at_once_and_leaves_nothing(place, chief):
    codes = []
    for facts in ({"olds": [place["school"]]}, {"olds": [place["commune"], place["school"]]}):
        with pytest.raises(ValidationError) as refusal:
            merge(place, chief, **facts)
        codes.append(refusal.value.code)
    with pytest.raises(ValidationError) as refusal:
        operations.split_later(place["school"], [], by=chief, first_day=FIRST, today=TODAY)

    assert [*codes, refusal.value.code] == ["too_few", "inside", "too_few"]
    with pytest.raises(ValidationError):
        merge(place, chief, new=new_school(place, code=place["school"].code))
    assert (Run.objects.count(), Unit.objects.filter(name="Trường Bình Minh").count()) == (0, 0)


def test_stranger_merges_nothing(place):
    with pytest.raises(PermissionDenied):
        merge(place, make.person(place["school"], "head"))


def test_second_attempt_merges_nothing_twice(place, chief):
    run = merge(place, chief)
    Run.objects.filter(pk=run.pk).update(status=Run.Status.QUEUED)

    perform_run.call(run.pk)

    run.refresh_from_db()
    assert (run.status, run.attempts, Unit.objects.filter(code="BM").count()) == ("done", 2, 1)


def test_worker_that_was_given_up_leaves_all_as_it_was(place, chief, waiting):
    run = merge(place, chief)
    mine = claim(run.pk, now=timezone.now())
    Run.objects.filter(pk=run.pk).update(attempts=2)

    with pytest.raises(TakenOver):
        successions_later.merge_in_background(mine)

    assert (Succession.objects.count(), Unit.objects.filter(code="BM").count()) == (0, 0)


def test_right_that_was_lost_meanwhile_is_told(place, chief, waiting):
    run = merge(place, chief)
    chief.posts.update(valid_to=EVE)

    perform_run.call(run.pk)

    run.refresh_from_db()
    assert (run.status, "không còn quyền" in run.message) == ("failed", True)


def test_two_mergers_of_the_same_units_end_with_one(place, chief, waiting):
    runs = [merge(place, chief), merge(place, chief, new=new_school(place, code="BM2"))]

    for run in runs:
        perform_run.call(run.pk)
        run.refresh_from_db()

    assert [run.status for run in runs] == ["done", "failed"]
    assert Succession.objects.count() == 2


def test_page_leads_to_the_progress_of_a_long_one(client, place, chief, few, waiting):
    client.force_login(chief)
    facts = {"others": [place["other"].pk], "way": "new", "kind": "combined", "name": "Trường Bình Minh", "code": "BM"}
    asked = {**facts, "first_day": shown(today() - DAY), "confirm": "1"}

    answer = client.post(address("merge_unit", place["school"]), asked)

    assert answer.url == reverse("web:run", args=[Run.objects.get().pk])


def test_page_leads_to_the_progress_of_a_long_split(client, place, chief, few, waiting):
    client.force_login(chief)
    asked = {"name1": "Trường A", "code1": "A1", "name2": "Trường B", "code2": "B1", "first_day": shown(today() - DAY)}

    answer = client.post(address("split_unit", place["school"]), {**asked, "confirm": "1"})

    assert answer.url == reverse("web:run", args=[Run.objects.get().pk])


def test_short_ones_are_done_at_once(place):
    assert not operations.is_long_succession([place["school"], place["other"]])
