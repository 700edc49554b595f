"""Units end while their people hand in: what was handed in stays handed in."""

from functools import partial

import pytest

from thidua.kernel.calendar import today
from thidua.people import operations as units
from thidua.people.models import Unit
from thidua.plans import operations
from thidua.plans.models import Assignment, Obligation
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def teams():
    """A school with four teams and a leader in each, what they owe, their shares, and who may close them."""
    school, first, officer = make.school()
    parts = [first, *(make.unit(f"Tổ {n}", parent=school, kind="team") for n in range(3))]
    plan = make.issued(school, officer, parts)
    leaders = [make.person(part, "leader", name=f"Tổ trưởng {n}") for n, part in enumerate(parts)]
    return plan, parts, leaders, make.person(school, "administrator", name="Quản trị")


@pytest.mark.parametrize("deed", ["close", "merge"])
def test_four_hand_in_while_their_teams_end(at_once, teams, deed):
    plan, parts, leaders, administrator = teams
    papers = [make.obligation(plan, part) for part in parts]
    first = Unit.objects.get(pk=parts[0].pk)
    new = {"parent": Unit.objects.get_parent(first), "kind": "team", "name": "Tổ chung", "code": "TC"}
    facts = {"by": administrator, "first_day": today(), "today": today()}

    def end():
        if deed == "merge":
            return units.merge_units(parts, new, **facts)
        return [units.close_unit(part, by=administrator, last_day=today()) for part in parts]

    submit = operations.submit_obligation
    told = at_once(
        *(partial(submit, paper, by=by, note="Xong") for paper, by in zip(papers, leaders, strict=True)), end
    )

    stands = dict(Obligation.objects.values_list("pk", "status"))
    assert [stands[paper.pk] == "submitted" for paper in papers] == [word is None for word in told[:4]]


def test_four_take_a_task_while_their_teams_are_merged(at_once, teams):
    plan, parts, leaders, administrator = teams
    shares = [make.assignment(plan, part) for part in parts]
    school = Unit.objects.get_parent(Unit.objects.get(pk=parts[0].pk))
    new = {"parent": school, "kind": "team", "name": "Tổ chung", "code": "TC"}
    merge = partial(units.merge_units, parts, new, by=administrator, first_day=today(), today=today())
    take = operations.take_assignment

    told = at_once(*(partial(take, share, by=by) for share, by in zip(shares, leaders, strict=True)), merge)

    there = dict(Assignment.objects.values_list("pk", "status"))
    taken = [there.get(share.pk) == "taken" for share in shares]
    assert taken == [word is None for word in told[:4]]
