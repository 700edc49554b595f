from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.documents.models import RegistryNumber
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.models import Assignment, Duty, Obligation, Plan, Task
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


def codes(refusal) -> set[str]:
    return {error.code for error in refusal.value.error_list}


def test_issuing_numbers_the_plan_and_creates_what_is_owed():
    school, team, officer = make.school()
    leader = make.person(team, "leader")

    plan = make.issued(school, officer, [team], tasks=2, duties=1)

    plan.refresh_from_db()
    plan.document.refresh_from_db()
    assert plan.status == Plan.Status.ISSUED
    assert (plan.document.number, plan.document.date) == (f"01/KH-{school.sign}", make.TODAY)
    due = make.TODAY + timedelta(days=10)
    assert list(Obligation.objects.filter(period="").values_list("unit", "due", "status")) == [
        (team.pk, due, "not_started")
    ]
    assert list(Assignment.objects.values_list("unit", "due", "status")) == [(team.pk, due, "open")] * 2
    assert Notice.objects.filter(person=leader, key=f"plan:{plan.pk}:issued").count() == 1


def test_second_officer_issuing_the_same_draft_is_told():
    school, team, officer = make.school()
    plan = make.draft(school, officer)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)
    other = Plan.objects.get(pk=plan.pk)
    operations.issue_plan(plan, by=officer, today=make.TODAY)

    with pytest.raises(ValidationError) as refusal:
        operations.issue_plan(other, by=make.person(school, "head"), today=make.TODAY)

    assert codes(refusal) == {"wrong_state"}
    assert RegistryNumber.objects.count() == 1
    assert Entry.objects.filter(action="plans.issue_plan").count() == 1


def test_draft_without_addressee_or_date_is_not_issued_and_says_all():
    school, _, officer = make.school()
    plan = make.draft(school, officer)
    make.line(plan, Duty, officer, text="Gửi báo cáo")

    with pytest.raises(ValidationError) as refusal:
        operations.issue_plan(plan, by=officer, today=make.TODAY)

    assert [error.code for error in refusal.value.error_list] == ["not_ready", "not_ready"]


def test_issued_plan_cannot_be_changed():
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    task = plan.tasks.get()

    refusals = []
    for deed in (
        lambda: operations.change_plan(plan, by=officer, title="Khác"),
        lambda: operations.add_line(plan, Task, by=officer, text="Thêm"),
        lambda: operations.change_line(task, by=officer, text="Sửa"),
        lambda: operations.remove_line(task, by=officer),
        lambda: operations.address_units(plan, [school], by=officer, today=make.TODAY),
    ):
        with pytest.raises(ValidationError) as refusal:
            deed()
        refusals.append(refusal.value.code)

    assert refusals == ["not_draft"] * 5


def test_number_already_in_the_register_is_refused():
    school, team, officer = make.school()
    make.issued(school, officer, [team])
    plan = make.draft(school, officer)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)

    with pytest.raises(ValidationError) as refusal:
        operations.issue_plan(plan, by=officer, today=make.TODAY, number=f"01/KH-{school.sign}")

    assert codes(refusal) == {"number_taken"}


def test_numbers_run_by_year_without_gaps():
    school, team, officer = make.school()

    for day in (make.TODAY, make.TODAY, date(2027, 1, 4)):
        plan = make.draft(school, officer)
        operations.address_units(plan, [team], by=officer, today=make.TODAY)
        operations.issue_plan(plan, by=officer, today=day)

    numbers = RegistryNumber.objects.order_by("pk").values_list("year", "n")
    assert list(numbers) == [(2026, 1), (2026, 2), (2027, 1)]


def test_stranger_and_member_cannot_issue():
    school, team, officer = make.school()
    plan = make.draft(school, officer)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)

    for by in (
        make.person(team, "member"),
        make.person(make.unit("Trường khác")),
        make.person(school, "administrator"),
    ):
        with pytest.raises(PermissionDenied):
            operations.issue_plan(plan, by=by, today=make.TODAY)


def test_unit_outside_the_tree_cannot_be_addressed():
    school, _, officer = make.school()
    plan = make.draft(school, officer)

    with pytest.raises(ValidationError) as refusal:
        operations.address_units(plan, [make.unit("Trường khác")], by=officer, today=make.TODAY)

    assert refusal.value.code == "out_of_reach"


def test_recurring_duty_opens_its_next_dates_once():
    school, team, officer = make.school()
    plan = make.draft(school, officer, start=date(2026, 1, 1), end=date(2026, 12, 31))
    make.line(plan, Duty, officer, text="Báo cáo tháng", recurrence="monthly:25")
    operations.address_units(plan, [team], by=officer, today=make.TODAY)
    operations.issue_plan(plan, by=officer, today=make.TODAY)

    again = operations.open_occurrences(plan, today=make.TODAY)

    assert again == 0
    assert list(Obligation.objects.values_list("due", flat=True)) == [date(2026, 11, 25), date(2026, 12, 25)]


def test_issuing_to_many_units_costs_the_same_queries(django_assert_max_num_queries):
    school, _, officer = make.school()
    teams = [make.unit(f"Tổ {n}", parent=school, kind="team") for n in range(30)]
    plan = make.draft(school, officer)
    make.line(plan, Duty, officer, due=make.TODAY)
    make.line(plan, Task, officer, level="subordinate")
    operations.address_units(plan, teams, by=officer, today=make.TODAY)

    with django_assert_max_num_queries(50):
        operations.issue_plan(plan, by=officer, today=make.TODAY)


def test_task_for_persons_is_given_to_each_of_the_staff_once():
    school, team, officer = make.school()
    teacher, leader = make.person(team, "member"), make.person(team, "leader")
    make.person(team, "inspector")
    make.person(team, "member", valid_to=make.TODAY - timedelta(days=1))
    plan = make.draft(school, officer)
    make.line(plan, Task, officer, text="Soạn 02 bài giảng", level="person")
    operations.address_units(plan, [school, team], by=officer, today=make.TODAY)

    operations.issue_plan(plan, by=officer, today=make.TODAY)

    shares = set(Assignment.objects.values_list("unit", "person"))
    assert shares == {(school.pk, officer.pk), (team.pk, teacher.pk), (team.pk, leader.pk)}


def test_task_for_persons_of_another_office_is_given_to_the_office():
    department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
    school = make.unit(parent=department)
    make.person(school, "member")
    officer = make.person(department)
    plan = make.draft(department, officer)
    make.line(plan, Task, officer, text="Tập huấn về học bạ số", level="person")
    operations.address_units(plan, [school], by=officer, today=make.TODAY)

    operations.issue_plan(plan, by=officer, today=make.TODAY)

    assert list(Assignment.objects.values_list("unit", "person")) == [(school.pk, None)]


def test_duty_that_names_a_team_is_owed_by_that_team_alone():
    school, team, officer = make.school()
    other = make.unit("Tổ Văn", parent=school, kind="team")
    plan = make.draft(school, officer)
    make.line(plan, Duty, officer, text="Gửi số liệu", due=make.TODAY, units=[team])
    operations.address_units(plan, [team, other], by=officer, today=make.TODAY)

    operations.issue_plan(plan, by=officer, today=make.TODAY)

    assert list(Obligation.objects.values_list("unit", flat=True)) == [team.pk]


def test_task_for_one_person_is_given_where_that_person_works():
    school, team, officer = make.school()
    teacher = make.person(team, "member")
    plan = make.draft(school, officer)
    make.line(plan, Task, officer, text="Soạn bài giảng", person=teacher)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)

    operations.issue_plan(plan, by=officer, today=make.TODAY)
    operations.take_assignment(Assignment.objects.get(), by=teacher)

    assert list(Assignment.objects.values_list("unit", "person", "status")) == [(team.pk, teacher.pk, "taken")]


def test_who_comes_after_the_issue_finds_only_what_comes_round():
    school, team, officer = make.school()
    plan = make.draft(school, officer)
    make.line(plan, Task, officer, text="Soạn bài giảng", level="person", due=make.TODAY)
    make.line(plan, Task, officer, text="Cập nhật sổ điểm", level="person", recurrence="monthly:25")
    operations.address_units(plan, [team], by=officer, today=make.TODAY)
    operations.issue_plan(plan, by=officer, today=make.TODAY)
    newcomer = make.person(team, "member")

    operations.open_occurrences(plan, today=make.TODAY)
    operations.open_occurrences(plan, today=make.TODAY)

    given = Assignment.objects.filter(person=newcomer).values_list("task__text", "due").order_by("due")
    assert set(given) == {
        ("Cập nhật sổ điểm", date(2026, 11, 25)),
        ("Cập nhật sổ điểm", date(2026, 12, 25)),
        ("Cập nhật sổ điểm", date(2027, 1, 25)),
        ("Cập nhật sổ điểm", date(2027, 2, 25)),
    }
