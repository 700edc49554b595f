"""Plans at a glance: which come first, and whose figures are shown."""

from datetime import date

import pytest

from thidua.kernel.calendar import Length, Period
from thidua.plans.models import Addressee
from thidua.plans.tests import make as plans
from thidua.progress.queries.boards import present_of
from thidua.progress.queries.overview import plans_measured
from thidua.progress.tests import make

QUARTERS = Period.within(date(2026, 1, 1), date(2026, 12, 31), Length.QUARTER)


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2026, 2, 1), "2026-Q1"),
        (date(2026, 4, 20), "2026-Q1"),
        (date(2026, 6, 20), "2026-Q2"),
        (date(2026, 11, 21), "2026-Q3"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_figures_of_the_period_that_is_over_or_nearly_so_are_shown(today, shown):
    assert present_of(QUARTERS, today).key == shown


def test_without_periods_there_is_none_to_show():
    assert present_of([], date(2026, 2, 1)) is None


@pytest.mark.django_db
def test_plans_of_ones_own_unit_come_first():
    world = make.Province()
    school = world.schools[0]
    team = plans.unit("Tổ Toán", parent=school, kind="team")
    above = world.issued()
    officer = plans.person(school)
    own = plans.draft(school, officer, start=date(2026, 1, 1), end=date(2026, 12, 31), title="Kế hoạch của trường")
    make.target(own, officer)
    plans.operations.address_units(own, [team], by=officer, today=make.JANUARY)
    plans.operations.issue_plan(own, by=officer, today=make.JANUARY)

    assert Addressee.objects.filter(plan=above, unit=school).exists()
    assert list(plans_measured(officer, make.JANUARY)) == [own, above]
    assert list(plans_measured(world.officer, make.JANUARY)) == [above, own]
