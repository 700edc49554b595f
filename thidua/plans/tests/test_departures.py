"""What a unit asks less than the plan above needs a reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from thidua.audit.models import Entry
from thidua.plans import operations
from thidua.plans.models import Coverage, Duty, Target, Task
from thidua.plans.queries import unexplained
from thidua.plans.tests import make
from thidua.plans.tests.test_adopting import DUE, Scene, duty, share, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def plan(scene):
    """The school's draft of a plan with a target, a duty and a task."""
    return scene.adopt(
        scene.plan(share("Tỷ lệ học bạ số"), duty("Báo cáo"), task("Rà soát dữ liệu", body="Các trường"))
    )


def refused(deed) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed()
    return refusal.value.error_list[0].code


@pytest.mark.parametrize(
    "change",
    [
        {"value": 85},
        {"comparator": ">", "value": 80},
        {"value": None, "comparator": "", "measure": "words"},
        {"mandatory": False},
    ],
)
def test_weakening_a_mandatory_target_needs_a_reason_which_is_kept(scene, plan, change):
    line = plan.targets.get()

    code = refused(lambda: operations.change_line(plan.targets.get(), by=scene.officer, **change))
    operations.change_line(line, by=scene.officer, departure="Trường mới thành lập", **change)

    assert code == "needs_reason"
    assert plan.targets.get().departure == "Trường mới thành lập"


@pytest.mark.parametrize(
    "change", [{"value": 90}, {"value": 95}, {"comparator": ">"}, {"text": "Học bạ số ký đúng hạn"}]
)
def test_keeping_or_sharpening_needs_none_and_keeps_none(scene, plan, change):
    operations.change_line(plan.targets.get(), by=scene.officer, departure="Thừa", **change)

    assert plan.targets.get().departure == ""


def test_reason_goes_when_the_line_is_as_sharp_again(scene, plan):
    operations.change_line(plan.targets.get(), by=scene.officer, departure="Trường mới", value=80)

    operations.change_line(plan.targets.get(), by=scene.officer, value=90)

    assert plan.targets.get().departure == ""


def test_deadline_later_than_above_needs_a_reason(scene, plan):
    line = plan.duties.get()

    operations.change_line(line, by=scene.officer, due=DUE)
    code = refused(lambda: operations.change_line(line, by=scene.officer, due=DUE + timedelta(days=1)))

    assert code == "needs_reason"


@pytest.mark.parametrize("kind", [Target, Duty, Task])
def test_dropping_what_is_asked_needs_a_reason_that_the_trail_tells(scene, plan, kind):
    line = kind.objects.get(plan=plan)

    code = refused(lambda: operations.remove_line(kind.objects.get(plan=plan), by=scene.officer))
    operations.remove_line(line, by=scene.officer, departure="Trường không có bếp ăn")

    line.refresh_from_db()
    assert (code, line.removed, line.departure) == ("needs_reason", True, "Trường không có bếp ăn")
    assert "Trường không có bếp ăn" in str(Entry.objects.filter(action="plans.remove_line").latest("pk").changes)


def test_line_put_back_needs_no_reason_any_more(scene, plan):
    line = plan.targets.get()
    operations.remove_line(line, by=scene.officer, departure="Không phù hợp")

    operations.restore_line(line, by=scene.officer)

    assert plan.targets.get().departure == ""


def test_wish_of_the_plan_above_and_a_line_of_ones_own_are_dropped_freely(scene):
    plan = scene.adopt(scene.plan(share("Tỷ lệ học bạ số", mandatory=False)))
    own = make.line(plan, Target, scene.officer, text="Chỉ tiêu riêng")

    operations.remove_line(plan.targets.get(text="Tỷ lệ học bạ số"), by=scene.officer)
    operations.remove_line(own, by=scene.officer)

    assert plan.targets.filter(removed=False).count() == 0


def test_duty_to_hand_in_a_plan_is_dropped_freely_for_the_plan_itself_answers_it(scene):
    plan = scene.adopt(scene.plan(duty("Xây dựng kế hoạch", kind="plan")))

    operations.remove_line(plan.duties.get(), by=scene.officer)
    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)

    found = Coverage.objects.get(child=plan)
    assert (found.kept, found.missing) == (1, 0)


def test_plan_with_an_unexplained_departure_is_not_issued(scene, plan):
    Target.objects.filter(plan=plan).update(value=50)

    code = refused(lambda: operations.issue_plan(plan, by=scene.officer, today=make.TODAY))

    assert [line.text for line in unexplained(plan)] == ["Tỷ lệ học bạ số"]
    assert code == "not_ready"


def test_issuing_keeps_the_comparison_with_the_reason_of_what_was_dropped(scene, plan):
    line, parent = plan.tasks.get(), plan.parent
    operations.remove_line(line, by=scene.officer, departure="Trường đã rà soát xong")

    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)

    row = Coverage.objects.get(parent=parent, child=plan)
    found = row.verdicts[str(line.parent_line.line_key)]
    assert (row.kept, row.sharper, row.weaker, row.missing, row.added) == (2, 0, 0, 1, [])
    assert (found["verdict"], found["reason"]) == ("missing", "Trường đã rà soát xong")
    again = operations.check_coverage(plan, today=make.TODAY)
    assert again.verdicts == row.verdicts
