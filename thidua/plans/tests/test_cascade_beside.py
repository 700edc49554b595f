"""The department's plan kept beside the repository runs as the parent of four schools' plans kept there too."""

from datetime import date
from pathlib import Path

import pytest

from thidua.plans import operations
from thidua.plans.models import Coverage, Duty, Obligation, Plan
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db
BESIDE = Path(__file__).resolve().parents[4] / "shared" / "plans" / "text"
"""Plans that are not ours to publish, where a developer keeps some beside the repository."""
PARENT = "so-hai-phong-2026"
CHILDREN = ("dak-mil-2026", "loc-ninh-2025-2030", "my-thinh-2026", "nguyen-trai-2023-2025")
TODAY = date(2026, 2, 24)
DUE = [date(2026, 3, 10), date(2026, 12, 10)]


def uploaded(name: str, unit, by) -> Plan:
    data = (BESIDE / f"{name}.txt").read_bytes()
    plan = operations.draft_from_file(unit, by=by, data=data, name=f"{name}.txt")
    Duty.objects.filter(plan=plan, due=None, recurrence="").update(due=date(2026, 12, 31))
    return plan


@pytest.fixture
def campaign():
    """The department's plan issued to four schools, each with the plan that it uploaded and issued; none where there
    are no such plans.
    """
    if not (BESIDE / f"{PARENT}.txt").exists():
        return None
    department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
    schools = [make.unit(f"Trường {name}", parent=department) for name in CHILDREN]
    chief = make.person(department)
    parent = uploaded(PARENT, department, chief)
    operations.address_units(parent, schools, by=chief, today=TODAY)
    operations.issue_plan(parent, by=chief, today=TODAY)
    for name, school in zip(CHILDREN, schools, strict=True):
        answer(name, school, parent)
    return parent


def answer(name: str, school, parent: Plan) -> None:
    officer = make.person(school)
    plan = uploaded(name, school, officer)
    operations.choose_parent(plan, parent, by=officer)
    operations.address_units(plan, [school], by=officer, today=TODAY)
    operations.issue_plan(plan, by=officer, today=TODAY)


def test_every_school_owes_its_plan_and_its_report_on_the_days_of_the_document(campaign):
    papers = Obligation.objects.filter(duty__plan=campaign, period="") if campaign else Obligation.objects.none()

    for school in {paper.unit_id for paper in papers}:
        assert sorted(papers.filter(unit=school).values_list("due", flat=True)) == DUE
    assert papers.count() == (2 * len(CHILDREN) if campaign else 0)


def test_every_school_is_compared_line_by_line(campaign):
    rows = list(Coverage.objects.filter(parent=campaign)) if campaign else []

    assert len(rows) == (len(CHILDREN) if campaign else 0)
    for row in rows:
        assert len(row.verdicts) == row.kept + row.sharper + row.weaker + row.missing > 20
        assert row.kept >= 2


def test_schools_draft_made_from_the_departments_plan_keeps_every_line(campaign):
    if campaign:
        officer = make.person(school := campaign.addressees.order_by("pk").first().unit)
        Plan.objects.filter(unit=school).update(parent=None)

        plan = operations.adopt_plan(campaign, school, by=officer, today=TODAY)
        operations.issue_plan(plan, by=officer, today=TODAY)

        row = Coverage.objects.get(child=plan)
        assert (row.weaker, row.missing, row.later, row.added) == (0, 0, 0, [])
