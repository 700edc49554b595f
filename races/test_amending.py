"""Two people who amend one plan at once: one draft comes of it, and one new version comes into force."""

from datetime import timedelta
from functools import partial

import pytest

from thidua.plans import operations
from thidua.plans.models import Assignment, Obligation, Plan
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_amend_one_plan(at_once):
    school, team, officer = make.school()
    other = make.person(school, name="Phạm Văn Dũng")
    plan = make.issued(school, officer, [team])

    ends = at_once(*(partial(operations.amend_plan, Plan.objects.get(), by=person) for person in (officer, other)))

    assert sum(end == "amending" for end in ends) == 1
    assert Plan.objects.filter(supersedes=plan).count() == 1


def test_amendment_is_issued_while_a_paper_is_handed_in(at_once):
    """Whichever comes first: the paper is handed in once and asked for by one version only."""
    school, team, officer = make.school()
    leader = make.person(team, "leader", name="Tổ Trưởng")
    plan = make.issued(school, officer, [team])
    draft = operations.amend_plan(plan, by=officer)
    paper = make.obligation(plan, team)

    ends = at_once(
        partial(operations.issue_plan, draft, by=officer, today=make.TODAY),
        partial(operations.submit_obligation, paper, by=leader, note="Xong"),
    )

    states = set(Obligation.objects.filter(unit=team, period="").values_list("duty__plan__version", "status"))
    assert ends[0] is None
    assert states in ({(1, "submitted")}, {(1, "excused"), (2, "not_started")})
    assert Assignment.objects.filter(unit=team, due=make.TODAY + timedelta(days=10)).count() == 1
