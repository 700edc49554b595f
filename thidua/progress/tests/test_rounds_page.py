"""The page of a plan's periods of figures."""

from datetime import timedelta

import pytest

from thidua.kernel.calendar import today
from thidua.plans.models import Duty, Obligation
from thidua.plans.tests import make as plans
from thidua.progress.queries.rounds import rounds_of_plan
from thidua.progress.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.Province(communes=1, schools=3)


@pytest.fixture
def signed_in(client):
    def sign(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign


def url(plan):
    return f"/tien-do/ke-hoach/{plan.pk}/ky/"


def of(plan, period="2026-Q1"):
    return {"duty": Duty.objects.get(plan=plan).pk, "period": period}


def test_issuer_changes_drops_and_adds_by_the_page(world, signed_in):
    plan, client = world.issued(), signed_in(world.officer)
    later = today() + timedelta(days=20)

    client.post(url(plan), of(plan) | {"act": "change", "due": f"{later:%d/%m/%Y}"})
    client.post(url(plan), of(plan, "2026-Q2") | {"act": "drop"})
    added = {"act": "add", "duty": of(plan)["duty"], "start": "01/10/2026", "end": "31/12/2026"}
    client.post(url(plan), added | {"due": f"{later + timedelta(days=9):%d/%m/%Y}"})

    rows = set(Obligation.objects.filter(duty__plan=plan).values_list("period", "due"))
    assert rows == {("2026-Q1", later), ("2026-Q4", later + timedelta(days=9))}
    assert "Quý IV/2026" in client.get(url(plan)).text


def test_refusal_is_told_at_the_form(world, signed_in):
    plan = world.issued()
    added = {"act": "add", "duty": of(plan)["duty"], "start": "01/10/2026", "end": "30/09/2026", "due": "31/12/2026"}

    answer = signed_in(world.officer).post(url(plan), added)

    assert (answer.status_code, "ngày cuối sau ngày đầu" in answer.text) == (422, True)


def test_addressed_unit_reads_the_periods_and_sets_none(world, signed_in):
    plan = world.issued()
    head = plans.person(world.schools[0], "head")

    page = signed_in(head).get(url(plan))

    assert ("Quý I/2026" in page.text, "Đổi hạn" in page.text) == (True, False)
    for act in ("change", "drop"):
        values = of(plan) | {"act": act, "due": f"{today() + timedelta(days=9):%d/%m/%Y}"}
        assert signed_in(head).post(url(plan), values).status_code == 403
    assert Obligation.objects.filter(duty__plan=plan).count() == 6


def test_stranger_finds_no_periods(world, signed_in):
    plan, stranger = world.issued(), plans.person(plans.unit("Trường khác"), "head")

    assert signed_in(stranger).get(url(plan)).status_code == 404
    assert signed_in(stranger).post(url(plan), of(plan) | {"act": "drop"}).status_code == 404


def test_period_of_another_plan_or_no_period_is_not_found(world, signed_in):
    plan, other = world.issued(), world.issued()
    client = signed_in(world.officer)

    assert client.post(url(plan), of(other) | {"act": "drop"}).status_code == 404
    assert client.post(url(plan), of(plan, "2026-Q9") | {"act": "drop"}).status_code == 404


def test_counts_are_of_the_units_that_one_sees(world):
    plan = world.issued()
    officer = plans.person(world.schools[0])
    paper = make.owed(plan, world.schools[0])
    plans.operations.start_obligation(paper, by=officer)

    def counts(person):
        return [(row.period.key, row.units, row.begun) for row in rounds_of_plan(plan, person, make.JANUARY)][:2]

    assert counts(world.officer) == [("2026-Q1", 3, 1), ("2026-Q2", 3, 0)]
    assert counts(officer) == [("2026-Q1", 1, 1), ("2026-Q2", 1, 0)]
