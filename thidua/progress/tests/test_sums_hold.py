"""Whatever is done with figures, papers, units and plans, the sums equal a recount."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from thidua.people import operations as people
from thidua.people.models import Person, Unit
from thidua.plans.models import Obligation, Plan, Target
from thidua.plans.operations import issue_plan
from thidua.plans.operations.amending import amend_plan
from thidua.plans.operations.papers import (
    accept_obligation,
    demand_obligation,
    excuse_obligation,
    return_obligation,
    submit_obligation,
    withdraw_obligation,
)
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.figures import record_figure
from thidua.progress.operations.rebuilding import rebuild, wrong_sums
from thidua.progress.queries.sums import kept
from thidua.progress.tests import make

WORDS = "write write write hand-in hand-in withdraw accept accept return return-one excuse demand move merge join close amend"
DEEDS = st.tuples(st.sampled_from(WORDS.split()), st.integers(0, 40), st.integers(0, 40), st.integers(0, 12))


class Story:
    """Deeds on the papers of a plan of the year in a province with two communes; what is refused changes nothing."""

    def __init__(self) -> None:
        self.world = make.Province(communes=2, schools=3)
        self.chief = plans.person(self.world.top, "administrator", name="Quản Trị")
        self.plan = self.world.issued(
            {}, {"measure": "count", "value": 2, "unit_of_count": "mô hình"}, {"measure": "yes_no", "value": None}
        )
        self.today = date(2026, 2, 1)
        self.named = 0

    def writer(self, unit: Unit):
        """Somebody who may write for the unit; made anew when the unit is new, or the deed was undone with its maker."""
        known = Person.objects.filter(posts__unit=unit, posts__role="head").first()
        return known or plans.person(unit, "head", name="Hiệu Trưởng")

    def paper(self, number: int) -> Obligation:
        papers = list(Obligation.objects.exclude(period="").select_related("duty__plan__unit", "unit").order_by("pk"))
        return papers[number % len(papers)]

    def school(self, number: int) -> Unit:
        schools = list(Unit.objects.filter(kind__in=Unit.SCHOOLS).order_by("pk"))
        return schools[number % len(schools)]

    def facts(self) -> dict:
        self.named += 1
        parent = self.world.communes[self.named % 2]
        parent.refresh_from_db()
        return {
            "parent": parent,
            "kind": "lower_secondary",
            "name": f"Trường mới {self.named}",
            "code": f"M{self.named}",
        }

    def do(self, deed: str, one: int, other: int, number: int) -> None:
        self.today += timedelta(days=3)
        if deed in ("move", "merge", "join", "close"):
            self.change_units(deed, one, other, number)
        elif deed == "amend":
            self.amend()
        else:
            self.work(deed, self.paper(one), other, number)

    def work(self, deed: str, paper: Obligation, other: int, number: int) -> None:
        officer, writer = self.world.officer, self.writer(paper.unit)
        targets = list(Target.objects.filter(plan=paper.duty.plan).order_by("pk"))
        if deed == "write":
            self.write(paper, targets, other, number)
        elif deed == "hand-in":
            for place in range(len(targets)):
                self.write(paper, targets, place, number)
            submit_obligation(paper, note="", by=writer)
        elif deed == "withdraw":
            withdraw_obligation(paper, by=writer)
        elif deed == "accept":
            accept_obligation(paper, by=officer)
        elif deed == "return":
            return_obligation(paper, by=officer, reason="Xem lại")
        elif deed == "return-one":
            return_obligation(paper, by=officer, reason="Xem lại", flags=[(targets[other % len(targets)], "Sai số")])
        elif deed == "excuse":
            excuse_obligation(paper, by=officer, reason="Nghỉ hè")
        else:
            demand_obligation(paper, by=officer)

    def write(self, paper: Obligation, targets: list[Target], place: int, number: int) -> None:
        target = targets[place % len(targets)]
        cell = Measurement.objects.filter(target=target, unit=paper.unit, period=paper.period).first()
        figure = {
            "ratio": {"numerator": Decimal(number), "denominator": Decimal(12)},
            "count": {"value": Decimal(number)},
            "yes_no": {"value": Decimal(number % 2)},
        }[target.measure]
        try:
            with transaction.atomic():
                record_figure(
                    paper,
                    target,
                    by=self.writer(paper.unit),
                    seen_edition=cell.edition if cell else 0,
                    note="Có lý do",
                    **figure,
                )
        except (ValidationError, PermissionDenied):
            pass

    def change_units(self, deed: str, one: int, other: int, number: int) -> None:
        unit, near = self.school(one), self.school(other)
        when = {"by": self.chief, "first_day": self.today - timedelta(days=number), "today": self.today}
        if deed == "move":
            people.move_unit(unit, Unit.objects.get(pk=self.world.communes[other % 2].pk), **when)
        elif deed == "merge":
            people.merge_units([unit, near], self.facts(), **when)
        elif deed == "join":
            people.merge_units([unit], near, **when)
        else:
            people.close_unit(unit, by=self.chief, last_day=when["first_day"])

    def amend(self) -> None:
        plan = Plan.objects.filter(family_key=self.plan.family_key, status="issued").get()
        new = amend_plan(plan, by=self.world.officer)
        issue_plan(new, by=self.world.officer, today=self.today)


class SumsHold(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(deeds=st.lists(DEEDS, min_size=4, max_size=25))
    def test_after_any_deeds_the_sums_equal_a_recount(self, deeds):
        story = Story()
        for deed in deeds:
            try:
                with transaction.atomic():
                    story.do(*deed)
            except (ValidationError, PermissionDenied):
                pass
            assert list(wrong_sums()) == []
        before = {plan.pk: kept(plan) for plan in Plan.objects.all()}
        assert rebuild() == 0
        assert {plan.pk: kept(plan) for plan in Plan.objects.all()} == before

    def test_the_deeds_do_come_to_something(self):
        story = Story()
        for paper in (0, 1):
            story.do("hand-in", paper, 0, 9)
            story.do("accept", paper, 0, 0)
        story.do("move", 0, 1, 0)
        story.do("excuse", 4, 0, 0)

        sums = kept(story.plan)

        assert {share.accepted for share in sums.values()} == {0, 1, 2}
        assert list(wrong_sums()) == []
