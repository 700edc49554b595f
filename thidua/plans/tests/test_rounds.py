"""Which figures a plan asks for, of whom and by when."""

from datetime import date

import pytest

from thidua.plans.models import Duty, Obligation, Target
from thidua.plans.operations import address_units, issue_plan
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 12)


def plan_of_year(unit, by, to, frequency="quarter", **facts):
    plan = make.draft(unit, by, start=date(2026, 1, 1), end=date(2026, 12, 31), **facts)
    target = make.line(plan, Target, by, text="Hồ sơ số", measure="ratio", value=90, comparator=">=", unit_of_count="%")
    Target.objects.filter(pk=target.pk).update(level="subordinate", frequency=frequency)
    address_units(plan, to, by=by, today=JANUARY)
    return plan


def rounds(plan, unit):
    return list(
        Obligation.objects.filter(duty__plan=plan, unit=unit)
        .exclude(period="")
        .order_by("due")
        .values_list("period", "due")
    )


def test_each_addressed_unit_owes_the_figures_of_the_quarters_in_sight():
    school, team, officer = make.school()
    plan = plan_of_year(school, officer, [team])

    issue_plan(plan, by=officer, today=JANUARY)

    assert rounds(plan, team) == [("2026-Q1", date(2026, 4, 5)), ("2026-Q2", date(2026, 7, 5))]
    assert Obligation.objects.get(unit=team, period="2026-Q1").place == str(school.pk)
    assert rounds(plan, school) == []


def test_a_report_near_the_end_of_the_period_says_by_when():
    school, team, officer = make.school()
    plan = plan_of_year(school, officer, [team], "year")
    make.line(plan, Duty, officer, text="Báo cáo năm", kind="report", due=date(2026, 12, 10))
    make.line(plan, Duty, officer, text="Báo cáo sáu tháng", kind="report", due=date(2026, 6, 10))

    issue_plan(plan, by=officer, today=JANUARY)

    assert rounds(plan, team) == [("2026", date(2026, 12, 10))]


def test_a_department_sums_up_the_schools_of_its_whole_province():
    province = make.unit("Tỉnh Đông Hải", kind="province")
    department = make.unit("Sở Giáo dục và Đào tạo", parent=province, kind="department")
    commune = make.unit("Xã Bình Minh", parent=province, kind="commune")
    school = make.unit("Trường Đồi Thông", parent=commune)
    officer = make.person(department)
    plan = plan_of_year(department, officer, [school], "once")

    issue_plan(plan, by=officer, today=JANUARY)

    owed = Obligation.objects.get(unit=school)
    assert (owed.period, owed.summing_ids) == ("2026", [commune.pk, province.pk])


def test_targets_of_the_issuer_are_reported_by_the_issuer():
    school, team, officer = make.school()
    plan = plan_of_year(school, officer, [team], "once")
    plan.targets.update(level="own")

    issue_plan(plan, by=officer, today=JANUARY)

    assert rounds(plan, team) == []
    assert Obligation.objects.get(unit=school).summing_ids == [school.pk]


def test_a_school_year_counts_in_school_years_and_terms():
    school, team, officer = make.school()
    plan = plan_of_year(school, officer, [team], "term")
    plan.start, plan.end = date(2026, 9, 1), date(2027, 5, 31)
    plan.save()

    issue_plan(plan, by=officer, today=date(2026, 9, 3))

    assert rounds(plan, team) == [("NH2026-2027-HK1", date(2027, 1, 20))]


def test_periods_that_are_over_are_not_asked_for():
    school, team, officer = make.school()
    plan = plan_of_year(school, officer, [team])

    issue_plan(plan, by=officer, today=date(2026, 8, 1))

    assert [period for period, _ in rounds(plan, team)] == ["2026-Q3", "2026-Q4"]


def test_a_duty_that_asks_for_the_figures_already_is_the_only_one():
    school, team, officer = make.school()
    plan = plan_of_year(school, officer, [team], "once")
    make.line(plan, Duty, officer, text="Gửi số liệu cả năm", kind="data", frequency="once", due=date(2026, 12, 20))

    issue_plan(plan, by=officer, today=JANUARY)

    assert plan.duties.get().text == "Gửi số liệu cả năm"
    assert rounds(plan, team) == [("2026", date(2026, 12, 20))]
