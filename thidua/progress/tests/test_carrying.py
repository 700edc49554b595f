"""Figures that were being filled in when a plan was amended; sums of both versions."""

from decimal import Decimal

import pytest

from thidua.documents.operations import add_attachment
from thidua.plans import operations
from thidua.plans.models import Obligation, Target
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.sums import expect
from thidua.progress.tests import make
from thidua.progress.tests.make import JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    province = make.Province()
    plan = province.issued()
    return province, plan


def cell(plan, unit, clerk, **facts) -> Measurement:
    paper = make.owed(plan, unit)
    target = Target.objects.get(plan=plan)
    facts = {"numerator": 9, "denominator": 10, "value": 90, "reached": True, "note": "Đang đối chiếu", **facts}
    return Measurement.objects.create(
        obligation=paper, target=target, unit=unit, period=paper.period, changed_by=clerk, **facts
    )


def amended(province, plan, **changes):
    draft = operations.amend_plan(plan, by=province.officer)
    if changes:
        Target.objects.filter(plan=draft).update(**changes)
    operations.issue_plan(draft, by=province.officer, today=JANUARY)
    return draft


def test_figure_in_the_making_goes_on_under_the_new_version(scene):
    province, plan = scene
    school = province.schools[0]
    clerk = plans.person(school)
    old = cell(plan, school, clerk)
    piece = add_attachment(school, by=clerk, data=b"bang", name="bang.txt")
    old.evidence.add(piece)

    new = amended(province, plan, value=95)

    carried = Measurement.objects.get(target__plan=new)
    assert (carried.numerator, carried.denominator, carried.note) == (Decimal(9), Decimal(10), "Đang đối chiếu")
    assert (carried.obligation, carried.status, carried.reached) == (make.owed(new, school), "drafting", False)
    assert list(carried.evidence.all()) == [piece]
    assert Measurement.objects.filter(pk=old.pk, target__plan=plan).exists()


def test_figure_that_was_accepted_stays_with_the_old_version(scene):
    province, plan = scene
    school = province.schools[0]
    old = cell(plan, school, plans.person(school), status="accepted")
    Obligation.objects.filter(pk=old.obligation_id).update(status="accepted")

    new = amended(province, plan)

    assert not Measurement.objects.filter(target__plan=new).exists()
    assert not Obligation.objects.filter(duty__plan=new, unit=school, period=old.period).exists()


def test_target_that_is_measured_otherwise_begins_empty(scene):
    province, plan = scene
    cell(plan, province.schools[0], plans.person(province.schools[0]))

    new = amended(province, plan, measure="count")

    assert not Measurement.objects.filter(target__plan=new).exists()


def test_sums_of_both_versions_are_right_afterwards(scene):
    province, plan = scene
    old = cell(plan, province.schools[0], plans.person(province.schools[0]), status="accepted")
    Obligation.objects.filter(pk=old.obligation_id).update(status="accepted")
    expect(plan)

    new = amended(province, plan)

    assert (expect(plan), expect(new)) == (0, 0)
