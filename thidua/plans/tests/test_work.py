from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.documents.operations import add_link
from thidua.kernel.calendar import today as present_day
from thidua.people.models import Notice, Person
from thidua.plans import operations
from thidua.plans.models import Assignment, Task
from thidua.plans.queries import assignments_to_decide, assignments_visible_to, obligations_to_decide, owed_by, work_of
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    return {
        "officer": officer,
        "team": team,
        "leader": make.person(team, "leader", name="Trần Văn Bình"),
        "member": make.person(team, "member", name="Phạm Thu Cúc"),
        "assignment": make.assignment(plan, team),
        "obligation": make.obligation(plan, team),
        "plan": plan,
    }


def test_member_takes_finishes_and_leader_confirms(scene):
    share, member, leader = scene["assignment"], scene["member"], scene["leader"]
    operations.take_assignment(share, by=member)
    evidence = add_link(scene["team"], by=member, link="https://example.org/anh")

    operations.finish_assignment(share, by=member, note="Đã xong", attachments=[evidence])
    waiting = list(assignments_to_decide(leader))
    operations.confirm_assignment(share, by=leader)

    share.refresh_from_db()
    assert waiting == [share]
    assert (share.status, share.person, share.decided_by) == ("confirmed", member, leader)
    assert list(share.attachments.all()) == [evidence]
    assert Notice.objects.filter(person=member, text__startswith="Đã xác nhận").count() == 1


def test_second_taker_is_told(scene):
    mine, yours = scene["assignment"], make.assignment(scene["plan"], scene["team"])
    operations.take_assignment(mine, by=scene["member"])

    with pytest.raises(ValidationError) as refusal:
        operations.take_assignment(yours, by=scene["leader"])

    assert refusal.value.code == "wrong_state"
    yours.refresh_from_db()
    assert yours.person == scene["member"]


def test_nobody_confirms_own_work(scene):
    share, leader = scene["assignment"], scene["leader"]
    operations.take_assignment(share, by=leader)
    operations.finish_assignment(share, by=leader, note="Đã xong")

    with pytest.raises(PermissionDenied):
        operations.confirm_assignment(share, by=leader)

    assert list(assignments_to_decide(leader)) == []
    assert list(assignments_to_decide(scene["officer"])) == [share]


def test_return_needs_a_reason_and_reopens_for_the_doer(scene):
    share, member, leader = scene["assignment"], scene["member"], scene["leader"]
    operations.take_assignment(share, by=member)
    operations.finish_assignment(share, by=member, note="Đã xong")

    with pytest.raises(ValidationError) as refusal:
        operations.return_assignment(share, by=leader, reason=" \n ")
    operations.return_assignment(share, by=leader, reason="Thiếu ảnh")

    assert refusal.value.code == "no_reason"
    assert list(work_of(member)) == [share]
    assert share.reason == "Thiếu ảnh"


def test_member_cannot_use_evidence_of_another_school(scene):
    elsewhere = make.unit("Trường khác")
    foreign = add_link(elsewhere, by=make.person(elsewhere), link="https://example.org/x")
    operations.take_assignment(scene["assignment"], by=scene["member"])

    with pytest.raises(ValidationError) as refusal:
        operations.finish_assignment(scene["assignment"], by=scene["member"], note="Xong", attachments=[foreign])

    assert refusal.value.code == "foreign_evidence"


def test_obligation_is_handed_in_returned_and_accepted(scene):
    owed, leader, officer = scene["obligation"], scene["leader"], scene["officer"]
    before = list(owed_by(leader))
    operations.submit_obligation(owed, by=leader, note="Báo cáo kèm theo")
    waiting = list(obligations_to_decide(officer))
    operations.return_obligation(owed, by=officer, reason="Thiếu số liệu")
    operations.submit_obligation(owed, by=leader, note="Đã bổ sung")
    operations.accept_obligation(owed, by=officer)

    owed.refresh_from_db()
    assert (before, waiting, owed.status) == ([owed], [owed], "accepted")
    assert list(owed_by(leader)) == []


def test_handing_in_nothing_is_refused(scene):
    with pytest.raises(ValidationError) as refusal:
        operations.submit_obligation(scene["obligation"], by=scene["leader"], note="  ")

    assert refusal.value.code == "nothing_handed_in"


def test_member_cannot_hand_in_for_the_team(scene):
    with pytest.raises(PermissionDenied):
        operations.submit_obligation(scene["obligation"], by=scene["member"], note="Xong")


def test_work_under_a_closed_plan_is_refused(scene):
    operations.close_plan(scene["plan"], by=scene["officer"])
    share = make.assignment(scene["plan"], scene["team"])

    with pytest.raises(ValidationError) as refusal:
        operations.take_assignment(share, by=scene["member"])

    assert refusal.value.code == "plan_closed"


def test_leader_hands_work_to_a_colleague_only(scene):
    stranger = make.person(make.unit("Trường khác"), "member")

    with pytest.raises(ValidationError) as refusal:
        operations.hand_assignment(scene["assignment"], stranger, by=scene["leader"])
    operations.hand_assignment(scene["assignment"], scene["member"], by=scene["leader"])

    assert refusal.value.code == "not_there"
    assert list(work_of(scene["member"])) == [scene["assignment"]]


def test_share_that_names_somebody_is_not_taken_by_another():
    school, team, officer = make.school()
    teacher, colleague = make.person(team, "member"), make.person(team, "member")
    plan = make.draft(school, officer)
    make.line(plan, Task, officer, text="Soạn bài giảng", person=teacher)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)
    operations.issue_plan(plan, by=officer, today=make.TODAY)
    share = Assignment.objects.get()

    with pytest.raises(PermissionDenied):
        operations.take_assignment(share, by=colleague)

    share.refresh_from_db()
    assert (share.person, share.status) == (teacher, "open")


def test_who_left_sees_no_more_of_the_own_work():
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    teacher = make.person(team, "member")
    share = make.assignment(plan, team)
    operations.take_assignment(share, by=teacher)
    before = (list(work_of(teacher)), list(assignments_visible_to(teacher)))

    teacher.posts.update(valid_to=present_day() - timedelta(days=1))
    former = Person.objects.get(pk=teacher.pk)

    assert before == ([share], [share])
    assert (list(work_of(former)), list(assignments_visible_to(former))) == ([], [])
