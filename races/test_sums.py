"""Many who decide at once below the same nodes: the sums are those of a recount, and nobody waits for ever."""

from functools import partial

import pytest

from thidua.plans.models import Obligation, Plan
from thidua.plans.operations.papers import accept_obligation, excuse_obligation, return_obligation
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.sums import Change, carry_up, expect
from thidua.progress.queries.sums import kept, recounted
from thidua.progress.shares import NOTHING, Share
from thidua.progress.tests import make

pytestmark = pytest.mark.django_db(transaction=True)
SCHOOLS = 12


@pytest.fixture
def world():
    """Twelve schools under one commune have handed in the figures of three targets."""
    world = make.Province(communes=1, schools=SCHOOLS)
    world.plan = world.issued({}, {"text": "Học bạ số"}, {"text": "Văn bản điện tử"})
    world.papers = list(Obligation.objects.filter(period="2026-Q1").order_by("unit"))
    for n, paper in enumerate(world.papers):
        for target in world.plan.targets.all():
            make.cell(paper, target, world.officer, n, SCHOOLS, status=Measurement.Status.SUBMITTED)
    Obligation.objects.filter(period="2026-Q1").update(status="submitted")
    expect(world.plan)
    world.head = plans.person(world.department, "head", name="Giám Đốc")
    return world


def fresh(paper):
    return Obligation.objects.select_related("duty__plan__unit", "unit").get(pk=paper.pk)


def nothing_left(sums):
    return {key: share for key, share in sums.items() if share}


def test_many_papers_under_one_commune_are_decided_at_once(world, at_once):
    deeds = [partial(accept_obligation, fresh(paper), by=world.head) for paper in world.papers[::2]]
    deeds += [partial(return_obligation, fresh(paper), by=world.head, reason="Xem lại") for paper in world.papers[1::2]]

    ends = at_once(*deeds)

    assert ends == [None] * SCHOOLS
    sums = nothing_left(kept(world.plan))
    assert {share.accepted for (_, _, period), share in sums.items() if period == "2026-Q1"} == {SCHOOLS // 2}
    assert sums == recounted(world.plan)


def test_sums_are_counted_anew_while_papers_are_decided(world, at_once):
    recounts = [partial(expect, Plan.objects.get(pk=world.plan.pk)) for _ in range(4)]
    deeds = [partial(accept_obligation, fresh(paper), by=world.head) for paper in world.papers]

    ends = at_once(*recounts, *deeds)

    assert ends == [0] * len(recounts) + [None] * SCHOOLS
    assert nothing_left(kept(world.plan)) == recounted(world.plan)


def test_units_are_excused_while_others_are_accepted(world, at_once):
    later = Obligation.objects.filter(period="2026-Q2").order_by("unit")
    deeds = [partial(excuse_obligation, fresh(paper), by=world.head, reason="Nghỉ") for paper in later[:6]]
    deeds += [partial(accept_obligation, fresh(paper), by=world.head) for paper in world.papers[:6]]

    at_once(*deeds)

    sums = nothing_left(kept(world.plan))
    assert {share.units for (_, _, period), share in sums.items() if period == "2026-Q2"} == {SCHOOLS - 6}
    assert sums == recounted(world.plan)


def test_rows_that_nobody_made_yet_are_made_once(world, at_once):
    """In opposite orders, as they happen to come: who writes first is waited for."""
    targets = list(world.plan.targets.values_list("pk", flat=True))
    place = f"{world.communes[0].pk},{world.top.pk}"
    new = [Change(target, "2026-Q4", place, NOTHING, Share(reported=1)) for target in targets]

    ends = at_once(*(partial(carry_up, new if n % 2 else new[::-1]) for n in range(16)))

    assert ends == [None] * 16
    sums = kept(world.plan, ["2026-Q4"])
    assert len(sums) == 6
    assert set(sums.values()) == {Share(reported=16)}
