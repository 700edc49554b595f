"""Sums: what a cell adds, who must report, and that they equal a recount."""

from decimal import Decimal

import pytest

from thidua.plans.models import Obligation, Target
from thidua.progress.models import Measurement, RollUp
from thidua.progress.operations.sums import Change, carry_up, expect, follow_asking
from thidua.progress.queries.sums import kept, recounted
from thidua.progress.shares import NOTHING, Share, share_of
from thidua.progress.tests import make

pytestmark = pytest.mark.django_db
Status = Measurement.Status


def cell(status, **facts):
    return Measurement(status=status, **facts)


@pytest.mark.parametrize("status", [Status.DRAFTING, Status.RETURNED])
def test_what_is_not_handed_in_adds_nothing(status):
    assert share_of(cell(status, numerator=9, denominator=10, value=90, reached=True)) == NOTHING


def test_what_waits_for_a_decision_is_reported_only():
    assert share_of(cell(Status.SUBMITTED, value=90, reached=True)) == Share(reported=1)


def test_an_accepted_ratio_adds_its_parts_and_not_its_per_cent():
    added = share_of(cell(Status.ACCEPTED, numerator=9, denominator=10, value=90, reached=True))

    assert added == Share(0, 1, 1, 1, Decimal(9), Decimal(10), Decimal(0))


@pytest.mark.parametrize(("value", "total"), [(Decimal(3), Decimal(3)), (None, Decimal(0))])
def test_an_accepted_count_adds_its_value_and_words_add_none(value, total):
    assert share_of(cell(Status.ACCEPTED, value=value, reached=None)) == Share(reported=1, accepted=1, total=total)


def test_issuing_a_plan_says_at_every_node_how_many_must_report():
    world = make.Province(communes=2, schools=3)

    plan = world.issued()

    first, second = world.communes
    sums = {(unit, period): share.units for (_, unit, period), share in kept(plan).items()}
    assert sums == {
        (node.pk, period): units
        for period in ("2026-Q1", "2026-Q2")
        for node, units in ((world.top, 3), (first, 2), (second, 1))
    }


def test_a_target_of_named_units_is_asked_of_those_only():
    world = make.Province(communes=1, schools=3)
    plan = world.issued({"units": [world.schools[0]]}, {"text": "Của mọi trường"})

    named, general = Target.objects.filter(plan=plan).order_by("pk")

    assert kept(plan)[named.pk, world.top.pk, "2026-Q1"] == Share(units=1)
    assert kept(plan)[general.pk, world.top.pk, "2026-Q1"] == Share(units=3)


def test_a_named_unit_that_is_not_addressed_is_asked_for_its_own_target_only():
    world = make.Province(communes=1, schools=3)
    plan = world.issued({"units": [world.schools[0]]}, {"text": "Của mọi trường"}, to=world.schools[1:])

    named, general = Target.objects.filter(plan=plan).order_by("pk")

    assert kept(plan)[named.pk, world.top.pk, "2026-Q1"] == Share(units=1)
    assert kept(plan)[general.pk, world.top.pk, "2026-Q1"] == Share(units=2)


def test_a_change_is_carried_up_to_every_node_of_the_place():
    world = make.Province(communes=2, schools=3)
    plan = world.issued()
    paper, target = make.owed(plan, world.schools[0]), plan.targets.get()
    accepted = make.cell(paper, target, world.officer, status=Status.ACCEPTED)

    carry_up([Change(target.pk, paper.period, paper.place, NOTHING, share_of(accepted))])

    sums = kept(plan)
    assert sums[target.pk, world.communes[0].pk, "2026-Q1"] == Share(2, 1, 1, 1, Decimal(9), Decimal(10))
    assert sums[target.pk, world.top.pk, "2026-Q1"] == Share(3, 1, 1, 1, Decimal(9), Decimal(10))
    assert sums[target.pk, world.communes[1].pk, "2026-Q1"] == Share(units=1)
    assert sums == recounted(plan)


def test_carrying_up_one_cell_takes_one_statement(django_assert_num_queries):
    world = make.Province()
    paper = make.owed(world.issued(), world.schools[0])
    change = Change(paper.duty.plan.targets.get().pk, paper.period, paper.place, NOTHING, Share(reported=1))

    with django_assert_num_queries(1):
        carry_up([change])


def test_sums_of_a_node_that_had_none_are_made():
    world = make.Province()
    plan = world.issued()
    RollUp.objects.all().delete()
    target = plan.targets.get()

    carry_up([Change(target.pk, "2026-Q1", str(world.top.pk), NOTHING, Share(reported=1))])

    assert kept(plan) == {(target.pk, world.top.pk, "2026-Q1"): Share(reported=1)}


def test_tenths_stay_exact_however_often_they_are_added():
    world = make.Province()
    plan = world.issued()
    target = plan.targets.get()
    tenth = Change(target.pk, "2026-Q1", str(world.top.pk), NOTHING, Share(total=Decimal("0.1")))

    for _ in range(30):
        carry_up([tenth])

    assert RollUp.objects.filter(target=target, unit=world.top, period="2026-Q1", total=Decimal(3)).exists()


def test_an_excused_unit_is_not_waited_for_until_it_is_asked_again():
    world = make.Province(communes=1, schools=2)
    plan = world.issued()
    paper, key = make.owed(plan, world.schools[0]), (plan.targets.get().pk, world.top.pk, "2026-Q1")

    Obligation.objects.filter(pk=paper.pk).update(status="excused")

    follow_asking(paper, "excuse")

    assert kept(plan)[key] == Share(units=1)
    assert kept(plan) == recounted(plan)

    Obligation.objects.filter(pk=paper.pk).update(status="not_started")
    follow_asking(paper, "demand")

    assert kept(plan)[key] == Share(units=2)


def test_papers_hung_elsewhere_are_counted_there():
    world = make.Province(communes=2, schools=2)
    plan = world.issued()
    paper, target = make.owed(plan, world.schools[0]), plan.targets.get()
    make.cell(paper, target, world.officer, status=Status.ACCEPTED)
    Obligation.objects.filter(pk=paper.pk).update(place=f"{world.communes[1].pk},{world.top.pk}")

    corrected = expect(plan, {"2026-Q1", ""})

    sums = kept(plan)
    assert corrected == 3
    assert sums[target.pk, world.communes[0].pk, "2026-Q1"] == NOTHING
    assert sums[target.pk, world.communes[1].pk, "2026-Q1"] == Share(2, 1, 1, 1, Decimal(9), Decimal(10))
    assert expect(plan, {"2026-Q1"}) == 0
