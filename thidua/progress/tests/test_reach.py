"""How far somebody gets who means no good, or who comes at a bad moment: figures that no database takes, papers that
are half returned when their unit ends.
"""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from thidua.people import operations as units
from thidua.people.sheets.columns import Unreadable
from thidua.plans import operations
from thidua.plans.models import Target
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.figures import record_figure
from thidua.progress.queries.sums import kept
from thidua.progress.shares import Share
from thidua.progress.sheets import plain_number
from thidua.progress.tests import make
from thidua.progress.tests.make import JANUARY

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


@pytest.fixture
def world():
    return make.Province(communes=1, schools=2)


def half_returned(world):
    """A plan of two targets and the clerk of a school whose first figure came back while the second stays handed in."""
    plan = world.issued({}, {"text": "Hồ sơ đúng hạn"})
    clerk, paper = plans.person(world.schools[0]), make.owed(plan, world.schools[0])
    first, second = Target.objects.filter(plan=plan).order_by("order", "pk")
    for target in (first, second):
        record_figure(
            paper,
            target,
            by=clerk,
            seen_edition=0,
            numerator=Decimal(95),
            denominator=Decimal(100),
            note="Chưa chụp sổ",
        )
    paper.refresh_from_db()
    operations.submit_obligation(paper, by=clerk, note="")
    operations.return_obligation(paper, by=world.officer, reason="Sửa tử số", flags=[(first, "")])
    return plan, second


@pytest.mark.parametrize(
    ("above", "below", "code"),
    [
        (5, -1, "negative"),
        (Decimal("1e30"), Decimal("1e30"), "too_large"),
    ],
)
def test_number_that_no_row_holds_is_refused(world, above, below, code):
    plan = world.issued()
    paper, clerk = make.owed(plan, world.schools[0]), plans.person(world.schools[0])

    with pytest.raises(ValidationError) as refusal:
        record_figure(
            paper,
            plan.targets.get(),
            by=clerk,
            seen_edition=0,
            numerator=Decimal(above),
            denominator=Decimal(below),
        )

    assert refusal.value.code == code


def test_base_below_nought_is_refused_at_its_row(world, client):
    plan = world.issued()
    paper, target = make.owed(plan, world.schools[0]), plan.targets.get()
    sign_in(client, plans.person(world.schools[0]))
    typed = {f"t{target.pk}-{name}": value for name, value in (("numerator", 5), ("denominator", -1), ("seen", 0))}

    answer = client.post(reverse("progress:figures", args=[paper.pk]), {"act": "save", **typed})

    assert (answer.status_code, answer.context["rows"][0]["problem"][:15]) == (422, "Mẫu số không đư")
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("cell", [1e16, 120e18, -1e16, float("nan"), float("inf"), 0.00001])
def test_number_of_excel_that_is_no_figure_is_not_cut_to_one(cell):
    with pytest.raises(Unreadable):
        plain_number(cell)


@pytest.mark.parametrize(("cell", "number"), [(100.0, "100"), (1234.5, "1234.5"), (98.125, "98.125"), (1000, "1000")])
def test_number_of_excel_is_read_as_it_is(cell, number):
    assert plain_number(cell) == Decimal(number)


def states(plan):
    return list(
        Measurement.objects.filter(target__plan=plan).order_by("target__order").values_list("status", flat=True)
    )


def test_half_returned_figures_of_a_merged_unit_are_nowhere_reported(world):
    plan, second = half_returned(world)
    chief = plans.person(world.top, "administrator")
    assert states(plan) == ["returned", "submitted"]
    new = {"parent": world.communes[0], "kind": "combined", "name": "Trường Bình Minh", "code": "BM"}

    units.merge_units(world.schools, new, by=chief, first_day=JANUARY, today=JANUARY)

    assert states(plan) == ["returned", "drafting"]
    assert kept(plan)[second.pk, world.top.pk, "2026-Q1"] == Share(units=1)


def test_half_returned_figures_all_go_on_under_a_new_version(world):
    plan, _ = half_returned(world)

    new = operations.amend_plan(plan, by=world.officer)
    operations.issue_plan(new, by=world.officer, today=JANUARY)

    assert states(new) == ["drafting", "drafting"]
