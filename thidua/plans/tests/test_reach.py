"""How far somebody's hand reaches who means no good: ids of others, drafts of others, one's own paper."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.kernel.calendar import today as present_day
from thidua.people.models import Notice
from thidua.people.tests import make as people
from thidua.plans import operations
from thidua.plans.models import Basis, Duty, Obligation, Section, Target, Task
from thidua.plans.queries import assignments_visible_to, obligations_to_decide, obligations_visible_to
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db
HIDDEN = "\u202ekhóa\u200b"
"""A mark that turns the direction of what follows, and one of no width."""


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


@pytest.mark.parametrize(("place", "role"), [("top", "member"), ("commune", "member"), ("commune", "leader")])
def test_staff_of_an_office_sees_nothing_of_the_schools_below_it(place, role):
    tree = people.province()
    plan = make.issued(tree["top"], make.person(tree["top"]), [tree["school"], tree["team"], tree["division"]])
    staff = make.person(tree[place], role)

    owed, shares = obligations_visible_to(staff), assignments_visible_to(staff)

    own = [tree["division"]] if place == "top" else []
    assert [row.unit for row in owed.filter(duty__plan=plan, period="")] == own
    assert [row.unit for row in shares.filter(task__plan=plan)] == own


def test_paper_taken_back_is_the_owers_alone_again(client):
    tree = people.province()
    plan = make.issued(tree["top"], officer := make.person(tree["top"]), [tree["school"]])
    paper, head = make.obligation(plan, tree["school"]), make.person(tree["school"], "head")
    operations.submit_obligation(paper, by=head, note="Bản chưa xong")
    operations.withdraw_obligation(paper, by=head)

    shown = {}
    for person in (officer, head):
        sign_in(client, person)
        shown[person] = client.get(reverse("plans:obligation", args=[paper.pk])).context["shows_content"]

    assert shown == {officer: False, head: True}


def test_own_paper_is_decided_by_the_head_alone(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team, make.unit("Tổ Văn", parent=school, kind="team")])
    people.post(officer, team, "leader")
    own, other = Obligation.objects.filter(duty__plan=plan, period="").order_by("pk")
    operations.submit_obligation(own, by=officer, note="Tự nộp")
    operations.submit_obligation(other, by=make.person(other.unit, "leader"), note="Nộp")
    sign_in(client, officer)

    waiting = list(obligations_to_decide(officer))
    answer = client.post(reverse("plans:approvals", args=[plan.pk]), {"paper": [own.pk, other.pk]})

    decided = [Obligation.objects.get(pk=paper.pk).status for paper in (own, other)]
    assert (waiting, answer.status_code, decided) == ([other], 302, ["submitted", "accepted"])
    assert list(obligations_to_decide(make.person(school, "head"))) == [own]


@pytest.mark.parametrize(("given", "code"), [("units", "foreign_unit"), ("person", "not_there")])
def test_work_is_given_by_name_within_the_issuer_only(given, code):
    school, team, officer = make.school()
    elsewhere = make.unit("Trường Đồi Thông")
    values = {"units": [elsewhere]} if given == "units" else {"person": make.person(elsewhere, "member")}
    plan = make.draft(school, officer)
    line = make.line(plan, Task, officer, units=[team])

    with pytest.raises(ValidationError) as added:
        make.line(plan, Task, officer, **values)
    with pytest.raises(ValidationError) as changed:
        operations.change_line(line, by=officer, **values)

    line = Task.objects.get()
    assert (added.value.code, changed.value.code) == (code, code)
    assert (list(line.units.all()), line.person) == ([team], None)


def test_copy_leaves_people_and_parts_of_another_unit_behind():
    tree = people.province()
    head, clerk = make.person(tree["top"], "head"), make.person(tree["top"], "member")
    plan = make.draft(tree["top"], head)
    make.line(plan, Task, head, person=clerk, units=[tree["division"]])
    operations.address_units(plan, [tree["school"]], by=head, today=make.TODAY)
    operations.issue_plan(plan, by=head, today=make.TODAY)

    copy = operations.draft_from_plan(plan, tree["school"], by=make.person(tree["school"]))

    task = Task.objects.get(plan=copy)
    assert (task.person, list(task.units.all())) == (None, [])


def test_copy_of_last_years_plan_leaves_out_who_and_what_is_gone():
    school, team, officer = make.school()
    closed = make.unit("Tổ Lý", parent=school, kind="team")
    stays = make.person(team, "member", name="Người Ở Lại")
    leaves = make.person(team, "member", name="Người Đã Đi")
    plan = make.draft(school, officer)
    for person in (stays, leaves):
        make.line(plan, Task, officer, person=person, units=[team, closed])
    leaves.posts.update(valid_to=present_day() - timedelta(days=1))
    type(closed).objects.filter(pk=closed.pk).update(valid_to=present_day() - timedelta(days=1))

    copy = operations.draft_from_plan(plan, school, by=officer)

    tasks = Task.objects.filter(plan=copy)
    assert [(task.person, list(task.units.all())) for task in tasks] == [(stays, [team]), (None, [team])]


def test_copy_takes_along_no_reason_and_no_rounds_of_the_other_plan():
    school, _, officer = make.school()
    plan = make.draft(school, officer)
    duty = make.line(plan, Duty, officer, text="Gửi số liệu", kind="data", frequency="quarter")
    Duty.objects.filter(pk=duty.pk).update(rounds={"2026-Q1": "2026-04-20"}, departure="Thiếu thiết bị")

    copy = operations.draft_from_plan(plan, school, by=officer)

    copied = Duty.objects.get(plan=copy)
    assert (copied.frequency, copied.rounds, copied.departure) == ("quarter", {}, "")


def test_named_person_who_left_is_told_nothing():
    school, team, officer = make.school()
    stays, leaves = (make.person(team, "member") for _ in range(2))
    plan = make.draft(school, officer)
    for person in (stays, leaves):
        make.line(plan, Task, officer, person=person)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)
    leaves.posts.update(valid_to=present_day() - timedelta(days=1))

    operations.issue_plan(plan, by=officer, today=present_day())

    assert [notice.person for notice in Notice.objects.filter(person__in=[stays, leaves])] == [stays]


def test_units_alone_changed_are_told_in_the_trail():
    school, team, officer = make.school()
    line = make.line(make.draft(school, officer), Task, officer)

    operations.change_line(line, by=officer, units=[team])

    entry = Entry.objects.filter(action="plans.change_line").get()
    assert entry.changes == [["giao riêng cho", "–", "Tổ Toán"]]


@pytest.mark.parametrize(
    ("kind", "field"),
    [(Task, "product"), (Task, "text"), (Target, "unit_of_count"), (Section, "body"), (Basis, "number")],
)
def test_invisible_characters_stay_outside(kind, field):
    school, _, officer = make.school()
    needed = {Section: {"title": "Mục"}, Basis: {"number": "1"}, Task: {"text": "Việc"}, Target: {"text": "Mức"}}[kind]
    plan = operations.change_plan(make.draft(school, officer), by=officer, movement=HIDDEN)

    line = operations.add_line(plan, kind, by=officer, **(needed | {field: HIDDEN}))
    changed = operations.change_line(line, by=officer, **{field: f"{HIDDEN} 2"})

    assert (plan.movement, getattr(changed, field)) == ("khóa", "khóa 2")


def test_how_a_draft_came_about_is_for_who_writes_it(client):
    school, team, officer = make.school()
    plan = make.draft(school, officer)
    operations.remove_line(make.line(plan, Target, officer, text="Giảm biên chế"), by=officer)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)
    operations.issue_plan(plan, by=officer, today=make.TODAY)
    operations.close_plan(plan, by=officer)

    told = {}
    for person in (make.person(team, "member"), officer):
        sign_in(client, person)
        entries = client.get(reverse("plans:plan_history", args=[plan.pk])).context["entries"]
        paper = client.get(reverse("documents:document", args=[plan.document_id])).context["entries"]
        told[person == officer] = ([entry.sentence for entry in entries], len(paper))

    assert told[False] == (["Kết thúc kế hoạch", "Ban hành kế hoạch"], 0)
    assert "Bỏ chỉ tiêu: Giảm biên chế" in told[True][0]
    assert told[True][1] == 3


def test_what_comes_round_by_itself_is_told_in_the_trail():
    school, team, officer = make.school()
    plan = make.draft(school, officer)
    make.line(plan, Task, officer, recurrence="monthly:25", level="subordinate")
    operations.address_units(plan, [team], by=officer, today=make.TODAY)
    operations.issue_plan(plan, by=officer, today=make.TODAY)

    for _ in range(2):
        operations.open_occurrences(plan, today=make.TODAY + timedelta(days=31))

    entries = Entry.objects.filter(action="plans.open_occurrences")
    assert [(entry.by, entry.sentence) for entry in entries] == [(None, "Mở 1 việc của kỳ tới")]


def test_draft_of_the_next_version_is_not_told_to_who_received_the_plan(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    operations.amend_plan(plan, by=officer)

    told = {}
    for person in (officer, make.person(team, "leader")):
        sign_in(client, person)
        entries = client.get(reverse("plans:plan_history", args=[plan.pk])).context["entries"]
        told[person] = {entry.action for entry in entries}

    officers, leaders = told.values()
    assert ("plans.issue_plan" in leaders, officers - leaders >= {"plans.amend_plan"}) == (True, True)
