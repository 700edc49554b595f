"""More time for one paper."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.kernel.calendar import today as present_day
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.models import ExtensionRequest, Obligation
from thidua.plans.queries import extensions_to_decide
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db
LATER = present_day() + timedelta(days=40)


@pytest.fixture
def scene():
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    return make.obligation(plan, team), make.person(team, "leader", name="Trần Văn Bình"), officer


def code_of(deed, *args, **facts):
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return refusal.value.code


def test_unit_asks_and_the_issuer_grants(scene):
    paper, leader, officer = scene
    operations.ask_extension(paper, by=leader, until=LATER, reason="Chờ số liệu")
    waiting = list(extensions_to_decide(officer))

    operations.extend_obligation(paper, LATER, by=officer, reason="Đồng ý")

    asked = ExtensionRequest.objects.get()
    paper.refresh_from_db()
    assert (waiting, list(extensions_to_decide(officer))) == ([asked], [])
    assert (paper.deadline, asked.status, asked.answer, asked.decided_by) == (LATER, "granted", "Đồng ý", officer)
    assert Notice.objects.filter(person=officer, key__contains=":extension_asked:").count() == 1
    assert Notice.objects.filter(person=leader, key__contains=":extended:").count() == 1


def test_unit_asks_once_at_a_time(scene):
    paper, leader, officer = scene
    operations.ask_extension(paper, by=leader, until=LATER, reason="Chờ số liệu")

    code = code_of(operations.ask_extension, paper, by=leader, until=LATER, reason="Vẫn chờ")
    operations.refuse_extension(ExtensionRequest.objects.get(), by=officer, reason="Đủ thời gian")
    operations.ask_extension(paper, by=leader, until=LATER, reason="Vẫn chờ")

    assert (code, ExtensionRequest.objects.filter(status="asked").count()) == ("asked_already", 1)


def test_refusal_needs_a_reason_and_leaves_the_deadline(scene):
    paper, leader, officer = scene
    asked = operations.ask_extension(paper, by=leader, until=LATER, reason="Chờ số liệu")

    code = code_of(operations.refuse_extension, asked, by=officer, reason=" ")
    operations.refuse_extension(asked, by=officer, reason="Đủ thời gian")

    paper.refresh_from_db()
    assert (code, paper.extended_to) == ("no_reason", None)
    assert Notice.objects.filter(person=leader, key__contains=":extension_refused:").count() == 1


@pytest.mark.parametrize("days", [0, -1])
def test_new_deadline_is_later_than_the_old_one(scene, days):
    paper, leader, officer = scene
    until = paper.due + timedelta(days=days)

    codes = [
        code_of(operations.ask_extension, paper, by=leader, until=until, reason="x"),
        code_of(operations.extend_obligation, paper, until, by=officer),
    ]

    assert codes == ["not_later"] * 2


def test_new_deadline_is_not_past(scene):
    paper, _, officer = scene
    Obligation.objects.filter(pk=paper.pk).update(due=present_day() - timedelta(days=9))
    paper.refresh_from_db()

    code = code_of(operations.extend_obligation, paper, present_day() - timedelta(days=1), by=officer)

    assert code == "not_later"


def test_what_was_handed_in_needs_no_time(scene):
    paper, leader, officer = scene
    operations.submit_obligation(paper, by=leader, note="Xong")

    codes = [
        code_of(operations.ask_extension, paper, by=leader, until=LATER, reason="x"),
        code_of(operations.extend_obligation, paper, LATER, by=officer),
    ]

    assert codes == ["wrong_state"] * 2


def test_rights_of_asking_and_granting(scene):
    paper, leader, officer = scene
    stranger = make.person(make.unit("Trường khác"), "head")
    asked = operations.ask_extension(paper, by=leader, until=LATER, reason="x")

    for person in (leader, stranger):
        with pytest.raises(PermissionDenied):
            operations.extend_obligation(paper, LATER, by=person)
        with pytest.raises(PermissionDenied):
            operations.refuse_extension(asked, by=person, reason="x")
        assert list(extensions_to_decide(person)) == []
    for person in (officer, stranger):
        with pytest.raises(PermissionDenied):
            operations.ask_extension(paper, by=person, until=LATER, reason="x")


def test_several_units_get_time_and_who_handed_in_is_left():
    school, team, officer = make.school()
    teams = [team, make.unit("Tổ Văn", parent=school, kind="team")]
    plan = make.issued(school, officer, teams)
    papers = [make.obligation(plan, unit) for unit in teams]
    operations.submit_obligation(papers[0], by=make.person(team, "leader"), note="Xong")

    counts = operations.extend_all(papers, LATER, by=officer, reason="Mưa bão")

    assert counts == (1, 1)
    assert [Obligation.objects.get(pk=paper.pk).extended_to for paper in papers] == [None, LATER]
