"""What units owe when they are merged, split, moved or closed: through the deeds on units themselves."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from thidua.kernel.calendar import Period, today
from thidua.people import operations as units
from thidua.people.models import Person
from thidua.plans import operations
from thidua.plans.models import Addressee, Assignment, Duty, Obligation, Plan, Target
from thidua.plans.operations.succeeding import CLOSED, SUCCEEDED, excuse_ended
from thidua.plans.queries import obligations_to_decide, owed_by, plans_visible_to
from thidua.plans.rounds import places_of
from thidua.plans.signals import obligations_opened
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


class Province:
    """A department, two communes with a school each, and a plan sent to both schools."""

    def __init__(self) -> None:
        self.today = today()
        self.top = make.unit("Tỉnh Sơn Hà", kind="province")
        self.department = make.unit("Sở Giáo dục", parent=self.top, kind="department")
        self.communes = [make.unit(name, parent=self.top, kind="commune") for name in ("Xã Đồi", "Xã Suối")]
        self.schools = [make.unit(f"Trường {c.name}", parent=c) for c in self.communes]
        self.chief = make.person(self.top, "administrator", name="Quản Trị")
        self.officer = make.person(self.department, name="Cán Bộ Sở")
        self.clerks = [make.person(school) for school in self.schools]
        self.plan = self.issue()

    def issue(self) -> Plan:
        plan = make.draft(self.department, self.officer, title="Kế hoạch năm")
        due = self.today + timedelta(days=10)
        values = {"level": "subordinate", "frequency": "month", "comparator": ">=", "value": 90, "measure": "ratio"}
        make.line(plan, Target, self.officer, text="90% lớp học số", unit_of_count="%", **values)
        make.line(plan, Duty, self.officer, text="Báo cáo", kind="report", due=due)
        make.line(plan, make.Task, self.officer, text="Tập huấn", level="subordinate", due=due)
        operations.address_units(plan, self.schools, by=self.officer, today=self.today)
        operations.issue_plan(plan, by=self.officer, today=self.today)
        return plan

    def papers(self, unit, *, figures: bool = False) -> list[Obligation]:
        rows = Obligation.objects.filter(duty__plan=self.plan, unit=unit).order_by("due")
        return list(rows.exclude(period="") if figures else rows.filter(period=""))

    def merge(self, **facts):
        new = {"parent": self.communes[0], "kind": "combined", "name": "Trường Liên Xã", "code": "LX"}
        facts = {"first_day": self.today, "today": self.today, **facts}
        return units.merge_units(self.schools, new, by=self.chief, **facts)


@pytest.fixture
def province():
    return Province()


@pytest.fixture
def counted():
    """The plans and periods that are to be counted anew."""
    news: list[tuple[Plan, set[str]]] = []

    def hear(sender, plan, periods, **_):
        news.append((plan, set(periods)))

    obligations_opened.connect(hear)
    yield news
    obligations_opened.disconnect(hear)


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_merged_unit_owes_each_paper_once(province):
    new = province.merge()

    assert [(paper.status, paper.due) for paper in province.papers(new)] == [
        ("not_started", province.today + timedelta(days=10))
    ]
    for school in province.schools:
        assert [(paper.status, paper.reason) for paper in province.papers(school)] == [("excused", SUCCEEDED)]


def test_merged_unit_hands_in_the_figures_of_the_running_periods(province, counted):
    asked = {paper.period for paper in province.papers(province.schools[0], figures=True)}
    assert len(asked) >= 2
    counted.clear()

    new = province.merge()

    figures = province.papers(new, figures=True)
    assert {paper.period for paper in figures} == asked
    assert {paper.place for paper in figures} == {places_of(province.plan, [new])[new.pk]}
    assert {period for plan, periods in counted for period in periods if plan == province.plan} >= asked


def test_what_was_handed_in_stays_and_is_not_asked_for_where_nobody_owes_it(province):
    for school, clerk in zip(province.schools, province.clerks, strict=True):
        operations.submit_obligation(make.obligation(province.plan, school), by=clerk, note="Xong")

    new = province.merge()

    assert province.papers(new) == []
    assert {paper.status for school in province.schools for paper in province.papers(school)} == {"submitted"}


def test_longest_time_that_was_granted_goes_to_the_new_unit(province):
    later = province.today + timedelta(days=30)
    Obligation.objects.filter(pk=province.papers(province.schools[1])[0].pk).update(extended_to=later)

    new = province.merge()

    assert province.papers(new)[0].deadline == later


def test_paper_due_before_the_first_day_stays_with_the_old_unit_and_its_successor_hands_it_in(province):
    paper = province.papers(province.schools[0])[0]
    Obligation.objects.filter(pk=paper.pk).update(due=province.today - timedelta(days=5))

    province.merge()

    clerk = Person.objects.get(pk=province.clerks[0].pk)
    assert again(paper).status == "not_started"
    assert paper in owed_by(clerk)
    operations.submit_obligation(again(paper), by=clerk, note="Nộp thay đơn vị cũ")
    assert paper in obligations_to_decide(province.officer)


def test_new_unit_receives_the_running_plans_and_sees_past_ones(province):
    past = make.issued(province.department, province.officer, province.schools[:1], title="Kế hoạch cũ")
    operations.close_plan(past, by=province.officer)

    new = province.merge()

    assert Addressee.objects.get(plan=province.plan, unit=new).received_at is not None
    assert not Addressee.objects.filter(plan=past, unit=new).exists()
    seen = plans_visible_to(Person.objects.get(pk=province.clerks[1].pk))
    assert set(seen) >= {past, province.plan}


def test_stranger_sees_nothing_of_what_was_merged(province):
    other = make.unit("Trường Xa", parent=province.communes[1])
    stranger = make.person(other)

    province.merge()

    assert not plans_visible_to(stranger).exists()


def test_drafts_are_addressed_to_the_new_unit_instead(province):
    draft = make.draft(province.department, province.officer, title="Nháp")
    operations.address_units(draft, province.schools, by=province.officer, today=province.today)

    new = province.merge()

    assert list(draft.addressees.values_list("unit", "received_at")) == [(new.pk, None)]


def test_untaken_shares_of_both_become_one_and_the_taken_one_wins(province):
    shares = [make.assignment(province.plan, school) for school in province.schools]
    operations.take_assignment(shares[1], by=province.clerks[1])

    new = province.merge()

    share = Assignment.objects.get(task__plan=province.plan)
    assert (share.pk, share.unit, share.status, share.person) == (shares[1].pk, new, "taken", province.clerks[1])


def test_both_taken_shares_remain(province):
    for school, clerk in zip(province.schools, province.clerks, strict=True):
        operations.take_assignment(make.assignment(province.plan, school), by=clerk)

    new = province.merge()

    places = set(Assignment.objects.filter(task__plan=province.plan).values_list("unit", "status"))
    assert places == {(new.pk, "taken"), (province.schools[1].pk, "taken")}
    assert all(
        share.status == "taken" and Person.objects.get(pk=share.person_id).has_perm("plans.finish_assignment", share)
        for share in Assignment.objects.filter(task__plan=province.plan)
    )


def test_unit_that_stays_beside_a_new_one_goes_on_owing(province):
    facts = {"kind": "primary", "name": "Trường Mới", "code": "TM"}

    (new,) = units.split_unit(
        province.schools[0], [facts], by=province.chief, first_day=province.today, today=province.today, stays=True
    )

    assert [paper.status for paper in province.papers(province.schools[0])] == ["not_started"]
    assert [paper.status for paper in province.papers(new)] == ["not_started"]


def test_nothing_is_opened_for_ended_units_later(province):
    new = province.merge()

    operations.open_occurrences(province.plan, today=province.today + timedelta(days=40))

    late = Obligation.objects.filter(duty__plan=province.plan, due__gt=province.today + timedelta(days=100))
    late = late.exclude(status="excused")
    assert set(late.values_list("unit", flat=True)) == {new.pk}


def test_moved_unit_is_summed_elsewhere_from_the_period_of_the_day_on(province, counted):
    school, commune = province.schools[0], province.communes[1]
    first = province.papers(school, figures=True)[0]
    Obligation.objects.filter(pk=first.pk).update(period="2026-01")
    old, counted[:] = first.place, []

    units.move_unit(school, commune, by=province.chief, today=province.today)

    school.refresh_from_db()
    new = places_of(province.plan, [school])[school.pk]
    figures = province.papers(school, figures=True)
    assert new.split(",")[0] == str(commune.pk)
    assert [paper.place for paper in figures] == [old if paper.period == "2026-01" else new for paper in figures]
    assert {period for _, periods in counted for period in periods} == {paper.period for paper in figures} - {"2026-01"}


def test_accepted_figures_of_the_period_move_too(province):
    school = province.schools[0]
    paper = province.papers(school, figures=True)[-1]
    Obligation.objects.filter(pk=paper.pk).update(status="accepted")

    units.move_unit(school, province.communes[1], by=province.chief, today=province.today)

    assert again(paper).place.split(",")[0] == str(province.communes[1].pk)


def test_closed_unit_owes_nothing_more_and_reopened_owes_again(province):
    school = province.schools[0]
    units.close_unit(school, by=province.chief, last_day=province.today)

    assert {(paper.status, paper.reason) for paper in province.papers(school)} == {("excused", CLOSED)}

    units.reopen_unit(school, by=province.chief)

    assert {(paper.status, paper.reason) for paper in province.papers(school)} == {("not_started", "")}


def test_unit_that_closes_later_still_owes_what_is_due_till_then(province):
    school = province.schools[0]

    units.close_unit(school, by=province.chief, last_day=province.today + timedelta(days=15))

    assert [paper.status for paper in province.papers(school)] == ["not_started"]
    figures = province.papers(school, figures=True)
    last_day = province.today + timedelta(days=15)
    assert {paper.status for paper in figures if Period.from_key(paper.period).end > last_day} == {"excused"}
    kept = {paper.status for paper in figures if Period.from_key(paper.period).end <= last_day}
    assert kept <= {"not_started"}


def test_unit_whose_last_day_is_over_owes_nothing_more(province):
    school, last_day = province.schools[0], province.today + timedelta(days=15)
    units.close_unit(school, by=province.chief, last_day=last_day)
    owed = Obligation.objects.filter(unit=school, status="not_started").count()

    before, after = (excuse_ended(today=last_day + timedelta(days=n)) for n in (0, 1))

    assert owed > 0
    assert (before, after) == (0, owed)
    assert {(paper.status, paper.reason) for paper in province.papers(school)} == {("excused", CLOSED)}
    assert [paper.status for paper in province.papers(province.schools[1])] == ["not_started"]
    assert excuse_ended(today=last_day + timedelta(days=1)) == 0


def test_what_a_merged_unit_owed_before_that_day_stays_to_be_seen(province):
    old = province.schools[0]
    Obligation.objects.filter(unit=old, period="").update(due=province.today - timedelta(days=3))
    province.merge()

    assert excuse_ended(today=province.today) == 0
    assert [paper.status for paper in province.papers(old)] == ["not_started"]


def test_tick_asks_no_more_of_units_that_have_ended(province):
    school, last_day = province.schools[0], province.today + timedelta(days=15)
    units.close_unit(school, by=province.chief, last_day=last_day)

    call_command("tick", "--today", str(last_day + timedelta(days=1)), verbosity=0)

    assert [paper.status for paper in province.papers(school)] == ["excused"]
