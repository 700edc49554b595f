"""Comparisons kept in the database: a person's word, all units in the background, who may."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.kernel.models import Run
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.coverage import Verdict
from thidua.plans.models import Coverage, Pair, Target, Task
from thidua.plans.operations.coverage import check_all
from thidua.plans.queries import answer_to, said_by_parent
from thidua.plans.tests import make
from thidua.plans.tests.test_adopting import Scene, duty, share, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def written_elsewhere(scene: Scene, parent, *lines, school=None, by=None):
    """A plan of a school that was not derived, with the plan above chosen."""
    school, by = school or scene.school, by or scene.officer
    plan = make.draft(school, by, title="Kế hoạch của trường")
    for kind, values in lines:
        operations.add_line(plan, kind, by=by, **values)
    operations.choose_parent(plan, parent, by=by)
    operations.address_units(plan, [school], by=by, today=make.TODAY)
    return plan


def test_plan_written_elsewhere_is_compared_by_meaning_when_it_is_issued(scene):
    parent = scene.plan(
        share("Tỷ lệ học bạ số được ký số"), task("Tuyên truyền về an toàn thông tin", body="Các trường")
    )
    plan = written_elsewhere(scene, parent, (Target, {"text": "Học bạ số ký số"}))

    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)

    row = Coverage.objects.get(child=plan)
    assert (row.kept, row.weaker, row.missing) == (0, 1, 1)


def test_issuers_own_work_and_figures_asked_for_at_issue_are_not_compared(scene):
    parent = scene.plan(
        share("Tỷ lệ học bạ số"),
        task("Theo dõi, đôn đốc", body="Văn phòng Sở", level="own"),
        duty("Tổng hợp báo cáo Bộ", level="own"),
    )

    assert [line.text for line in said_by_parent(parent).lines] == ["Tỷ lệ học bạ số"]


def test_plan_adopted_unchanged_keeps_everything_and_its_own_duties_add_nothing(scene):
    plan = scene.adopt(
        scene.plan(share("Tỷ lệ học bạ số", frequency="month"), duty("Báo cáo"), task("Rà soát", body="Trường"))
    )
    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)

    row = Coverage.objects.get(child=plan)

    assert (row.kept, row.sharper, row.weaker, row.missing, row.later, row.added) == (3, 0, 0, 0, 0, [])


def test_draft_is_compared_without_keeping_anything(scene):
    plan = scene.adopt(scene.plan(share("Tỷ lệ học bạ số")))

    answer = answer_to(plan.parent, plan, make.TODAY)

    assert answer.count(Verdict.KEPT) == 1
    assert Coverage.objects.count() == 0


def test_pair_of_a_person_wins_and_can_be_given_back(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))
    plan = written_elsewhere(scene, parent, (Target, {"text": "Sổ điểm điện tử"}))
    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)
    above, below = parent.targets.get().line_key, plan.targets.get().line_key

    before = Coverage.objects.get().missing
    operations.pair_lines(plan, above, below, by=scene.officer, today=make.TODAY)
    joined = Coverage.objects.get().weaker
    operations.forget_pair(plan, above, by=scene.officer, today=make.TODAY)

    assert (before, joined, Coverage.objects.get().missing, Pair.objects.count()) == (1, 1, 1, 0)


def test_line_answers_one_line_only_also_by_a_persons_word(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"), share("Tỷ lệ chữ ký số"))
    plan = written_elsewhere(scene, parent, (Target, {"text": "Sổ điểm điện tử"}))
    first, second = parent.targets.order_by("order")
    below = plan.targets.get().line_key

    operations.pair_lines(plan, first.line_key, below, by=scene.officer, today=make.TODAY)
    operations.pair_lines(plan, second.line_key, below, by=scene.officer, today=make.TODAY)

    assert list(Pair.objects.values_list("parent_key", "child_key")) == [(second.line_key, below)]


def test_lines_of_other_plans_are_not_paired(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))
    plan = written_elsewhere(scene, parent)
    above = parent.targets.get().line_key

    for keys in ((uuid4(), None), (above, uuid4()), (above, above)):
        with pytest.raises(ValidationError) as refusal:
            operations.pair_lines(plan, *keys, by=scene.officer, today=make.TODAY)
        assert refusal.value.code == "unknown_line"


def test_who_pairs_lines(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))
    plan = scene.adopt(parent)
    above = parent.targets.get().line_key
    inspector, stranger = make.person(scene.department, "inspector"), make.person(make.unit("Trường Đồi Thông"))

    for somebody in (inspector, stranger, scene.chief):
        with pytest.raises(PermissionDenied):
            operations.pair_lines(plan, above, None, by=somebody, today=make.TODAY)
    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)
    operations.pair_lines(plan, above, None, by=scene.chief, today=make.TODAY)

    assert Pair.objects.get().by == scene.chief
    with pytest.raises(PermissionDenied):
        operations.pair_lines(plan, above, None, by=inspector, today=make.TODAY)


def test_all_units_are_compared_in_the_background_and_a_second_run_changes_nothing(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))
    plan = scene.adopt(parent)
    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)
    Coverage.objects.all().delete()

    run = operations.check_coverages(parent, by=scene.chief)
    run.refresh_from_db()
    first = list(Coverage.objects.values("parent", "child", "kept", "verdicts"))
    run.status, run.attempts = Run.Status.RUNNING, run.attempts + 1
    run.save()
    check_all(run)

    assert (run.done, run.total, first[0]["kept"]) == (1, 1, 1)
    assert list(Coverage.objects.values("parent", "child", "kept", "verdicts")) == first
    assert Notice.objects.filter(person=scene.chief, text__contains="Đối chiếu").count() <= 1


def test_only_who_writes_the_issuers_plans_compares_all(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))

    for somebody in (scene.officer, make.person(scene.department, "inspector")):
        with pytest.raises(PermissionDenied):
            operations.check_coverages(parent, by=somebody)

    assert Run.objects.count() == 0


def test_plan_above_is_chosen_only_among_visible_plans_of_units_above(scene):
    parent = scene.plan()
    plan = make.draft(scene.school, scene.officer)
    elsewhere = make.unit("Trường Đồi Thông")
    foreign = make.issued(elsewhere, make.person(elsewhere), [elsewhere])
    own = make.issued(scene.school, scene.officer, [scene.team])
    unseen = make.draft(scene.department, scene.chief)

    for other in (foreign, own, unseen, plan):
        with pytest.raises(ValidationError) as refusal:
            operations.choose_parent(plan, other, by=scene.officer)
        assert refusal.value.code == "foreign_parent"
    operations.choose_parent(plan, parent, by=scene.officer)
    plan.refresh_from_db()

    assert plan.parent == parent
    operations.choose_parent(plan, None, by=scene.officer)
    plan.refresh_from_db()
    assert plan.parent is None


def test_plan_above_of_an_issued_plan_stands(scene):
    parent = scene.plan(task("Rà soát", body="Trường"))
    plan = written_elsewhere(scene, parent, (Task, {"text": "Rà soát"}))
    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)

    with pytest.raises(ValidationError) as refusal:
        operations.choose_parent(plan, None, by=scene.officer)

    assert refusal.value.code == "not_draft"
