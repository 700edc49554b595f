"""Units are merged while the figures below them are decided: nobody waits for ever, and the sums are right."""

import time
from datetime import timedelta
from functools import partial
from threading import Event

import pytest

from thidua.people.models import Unit
from thidua.people.operations import merge_units
from thidua.people.signals import units_moved
from thidua.plans.models import Obligation
from thidua.plans.operations.papers import accept_obligation, excuse_obligation
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.sums import expect
from thidua.progress.queries.sums import kept, recounted
from thidua.progress.tests import make

pytestmark = pytest.mark.django_db(transaction=True)
COMMUNES, SCHOOLS = 3, 9
PATIENCE = 30
FIRST_DAY = plans.TODAY - timedelta(days=400)


@pytest.fixture
def world():
    """The schools of three communes have handed in the figures of two targets for one period, and owe others."""
    world = make.Province(communes=COMMUNES, schools=SCHOOLS)
    world.plan = world.issued({}, {"text": "Học bạ số"}, to=[*world.schools, *world.communes])
    world.papers = list(Obligation.objects.filter(period="2026-Q1", unit__in=world.schools).order_by("unit"))
    for n, paper in enumerate(world.papers):
        for target in world.plan.targets.all():
            make.cell(paper, target, world.officer, n, SCHOOLS, status=Measurement.Status.SUBMITTED)
    Obligation.objects.filter(pk__in=[paper.pk for paper in world.papers]).update(status="submitted")
    expect(world.plan)
    world.head = plans.person(world.department, "head", name="Giám Đốc")
    world.administrator = plans.person(world.top, "administrator", name="Quản Trị")
    return world


def fresh(paper):
    return Obligation.objects.select_related("duty__plan__unit", "unit").get(pk=paper.pk)


def nothing_left(sums):
    return {key: share for key, share in sums.items() if share}


@pytest.fixture
def paused():
    """Set when the merge has moved the schools, and not yet ended the communes; it goes on when others have had time to take what they want."""
    first = Event()

    def pause(**_):
        if not first.is_set():
            first.set()
            time.sleep(1)

    units_moved.connect(pause, weak=False)
    yield first
    units_moved.disconnect(pause)


def test_communes_are_merged_while_papers_below_are_decided(world, at_once, paused):
    *olds, new = Unit.objects.filter(pk__in=[commune.pk for commune in world.communes]).order_by("pk")
    later = Obligation.objects.filter(period="2026-Q2", unit__in=olds)
    deeds = [partial(accept_obligation, fresh(paper), by=world.head) for paper in world.papers]
    deeds += [partial(excuse_obligation, fresh(paper), by=world.head, reason="Nghỉ") for paper in later]

    def amid(deed):
        paused.wait(PATIENCE)
        return deed()

    merge = partial(merge_units, olds, new, by=world.administrator, first_day=FIRST_DAY, today=plans.TODAY)
    ends = at_once(merge, *(partial(amid, deed) for deed in deeds))

    assert ends[1:] == [None] * SCHOOLS + ["wrong_state"] * len(later)
    places = Obligation.objects.filter(unit__in=world.schools).exclude(period="").values_list("place", flat=True)
    assert set(places) == {f"{new.pk},{world.top.pk}"}
    assert nothing_left(kept(world.plan)) == recounted(world.plan)
