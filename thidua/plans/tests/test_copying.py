"""A campaign begun anew a year later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from thidua.kernel.models import Run
from thidua.plans import operations
from thidua.plans.models import Duty, Line, Phase, Plan, Target, Task
from thidua.plans.operations.copying import Shift, copy_campaign, copy_later, next_start
from thidua.plans.tests import make
from thidua.plans.tests.test_views import sign_in

pytestmark = pytest.mark.django_db
START = date(2026, 9, 1)


class Scene:
    def __init__(self):
        self.school, self.team, self.officer = make.school()
        self.other_team = make.unit("Tổ Văn", parent=self.school, kind="team")
        self.teacher = make.person(self.team, "member", name="Trần Thị Giáo")
        plan = make.draft(
            self.school,
            self.officer,
            title="Thi đua năm học 2026-2027",
            start=START,
            end=date(2027, 5, 31),
            locks_after=7,
            recheck="chain",
        )
        by = self.officer
        make.line(plan, Target, by, text="Năm 2026 tăng so với năm 2025", measure="count", comparator=">=", value=3)
        make.line(plan, Task, by, text="Tập huấn", person=self.teacher, due=date(2026, 12, 10))
        make.line(plan, Task, by, text="Soạn bài", level="subordinate", units=[self.team, self.other_team])
        make.line(plan, Duty, by, text="Báo cáo", kind="report", due=date(2026, 10, 8))
        make.line(plan, Duty, by, text="Họp", kind="report", recurrence="monthly:25")
        operations.add_line(plan, Phase, by=by, label="Đợt 1", start=date(2026, 9, 1), end=date(2026, 11, 20))
        operations.address_units(plan, [self.team, self.other_team], by=by, today=make.TODAY)
        operations.issue_plan(plan, by=by, today=make.TODAY)
        self.plan = plan

    def copy(self, start=date(2027, 9, 1)):
        return copy_campaign(self.plan, by=self.officer, today=make.TODAY, start=start)


@pytest.fixture
def scene():
    return Scene()


def test_dates_move_by_whole_years_and_years_in_words_with_them(scene):
    fresh = scene.copy()

    assert (fresh.title, fresh.start, fresh.end) == ("Thi đua năm học 2027-2028", date(2027, 9, 1), date(2028, 5, 31))
    assert fresh.tasks.get(text="Tập huấn").due == date(2027, 12, 10)
    phase = fresh.phases.get()
    assert (phase.start, phase.end) == (date(2027, 9, 1), date(2027, 11, 20))


def test_plan_issued_in_the_first_hours_of_a_year_begins_in_that_year(scene):
    moment = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
    Plan.objects.filter(pk=scene.plan.pk).update(start=None, end=None, issued_at=moment)
    type(scene.plan.document).objects.filter(plan=scene.plan).update(date=None)

    assert next_start(Plan.objects.get(pk=scene.plan.pk)) == date(2028, 1, 1)


def test_copy_is_a_draft_of_its_own_with_the_settings(scene):
    fresh = scene.copy()

    assert (fresh.status, fresh.recheck, fresh.locks_after, fresh.unit) == ("draft", "chain", 7, scene.school)
    assert fresh.family_key != scene.plan.family_key
    keys = set(fresh.targets.values_list("line_key", flat=True))
    assert keys.isdisjoint(scene.plan.targets.values_list("line_key", flat=True))
    assert {row.unit for row in fresh.addressees.all()} == {scene.team, scene.other_team}
    assert fresh.document.number == ""


def test_only_years_of_the_plan_are_moved_and_marked(scene):
    target = scene.copy().targets.get()

    assert target.text == "Năm 2027 tăng so với năm 2025"
    assert (target.certainty, target.doubt) == ("check", "Đã đổi năm trong câu: xem lại.")
    assert "nam 2027 tang" in target.search_text


def test_weekend_is_marked_and_a_working_day_is_not(scene):
    fresh = scene.copy()

    report = fresh.duties.get(text="Báo cáo")
    assert (report.due, report.due.weekday(), report.certainty) == (date(2027, 10, 8), 4, "sure")
    again = scene.copy(date(2028, 9, 1)).duties.get(text="Báo cáo")
    assert (again.due.weekday(), again.certainty) == (6, "check")
    assert again.doubt == "Ngày 08/10/2028 là Chủ nhật: xem lại."


def test_what_comes_round_keeps_its_rule(scene):
    assert scene.copy().duties.get(text="Họp").recurrence == "monthly:25"


def test_who_left_is_replaced_by_nobody(scene):
    stays = scene.copy().tasks.get(text="Tập huấn")
    scene.teacher.posts.update(valid_to=make.TODAY - timedelta(days=1))

    leaves = scene.copy().tasks.get(text="Tập huấn")

    assert (stays.person, stays.certainty) == (scene.teacher, "sure")
    assert (leaves.person, leaves.certainty) == (None, "check")
    assert "Trần Thị Giáo không còn làm việc" in leaves.doubt


def test_closed_team_gets_nothing(scene):
    type(scene.team).objects.filter(pk=scene.other_team.pk).update(valid_to=make.TODAY - timedelta(days=1))

    fresh = scene.copy()

    task = fresh.tasks.get(text="Soạn bài")
    assert (list(task.units.all()), "Tổ Văn không còn hoạt động" in task.doubt) == ([scene.team], True)
    assert [row.unit for row in fresh.addressees.all()] == [scene.team]


def test_basis_is_to_be_looked_at(scene):
    basis = scene.plan.bases.create(number="56/KH-SGDĐT", date=date(2026, 8, 1))

    copied = scene.copy().bases.get()

    assert (copied.number, copied.date, copied.certainty) == (basis.number, basis.date, Line.Certainty.CHECK)


def test_copy_can_be_issued_as_it_is(scene):
    fresh = scene.copy()

    operations.issue_plan(fresh, by=scene.officer, today=date(2027, 9, 1))

    assert Plan.objects.get(pk=fresh.pk).status == "issued"


@pytest.mark.parametrize("start", [date(2026, 12, 1), date(2025, 9, 1)])
def test_new_campaign_begins_in_a_later_year(scene, start):
    with pytest.raises(ValidationError) as refusal:
        scene.copy(start)

    assert refusal.value.code == "not_later"


def test_draft_is_not_copied_to_another_year(scene):
    draft = make.draft(scene.school, scene.officer)

    with pytest.raises(ValidationError) as refusal:
        copy_campaign(draft, by=scene.officer, today=make.TODAY, start=date(2027, 9, 1))

    assert refusal.value.code == "not_issued"


def test_stranger_copies_nothing(scene):
    for person in (scene.teacher, make.person(make.unit("Trường khác"))):
        with pytest.raises(PermissionDenied):
            copy_campaign(scene.plan, by=person, today=make.TODAY, start=date(2027, 9, 1))


def test_copy_in_the_background_is_made_once(scene):
    from thidua.plans.operations.copying import copy_in_background

    run = copy_later(scene.plan, by=scene.officer, start=date(2027, 9, 1))
    run.refresh_from_db()
    first = Plan.objects.filter(status="draft").count()
    Run.objects.filter(pk=run.pk).update(status="running")
    copy_in_background(Run.objects.get(pk=run.pk))

    assert (run.status, first, Plan.objects.filter(status="draft").count()) == ("done", 1, 1)


def test_copy_costs_as_many_queries_for_many_units_as_for_few(django_assert_max_num_queries):
    counts = []
    for teams in (2, 20):
        school, team, officer = make.school()
        units = [make.unit(f"Tổ số {n}", parent=school, kind="team") for n in range(teams)]
        plan = make.issued(school, officer, [team, *units], tasks=teams)
        with django_assert_max_num_queries(90) as captured:
            copy_campaign(plan, by=officer, today=make.TODAY, start=date(2027, 11, 21))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_next_year_is_begun_from_the_plans_page(client, scene):
    sign_in(client, scene.officer)
    path = reverse("plans:copy_campaign", args=[scene.plan.pk])

    shown = client.get(path)
    answer = client.post(path, {"start": "01/09/2027"})

    fresh = Plan.objects.get(status="draft")
    assert (shown.context["form"].initial["start"], answer["Location"]) == (
        date(2027, 9, 1),
        reverse("plans:desk", args=[fresh.pk]),
    )


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 30))
def test_day_keeps_its_month_and_nearly_its_day(day, years):
    moved = Shift(years, range(0)).day(day)

    assert (moved.year, moved.month) == (day.year + years, day.month)
    assert moved.day == day.day or (day.month, day.day, moved.day) == (2, 29, 28)
