"""Every deed asks who does it before anything else: whom the rules do not name does nothing."""

from datetime import timedelta

import pytest

from thidua.kernel.calendar import Period
from thidua.kernel.tests.asking import refuses
from thidua.plans import operations
from thidua.plans.models import Target, Task
from thidua.plans.operations import amending, copying, rounds
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY
WEEK = TODAY + timedelta(days=7)
OF_A_UNIT = {
    "blank_draft": lambda u, by: operations.blank_draft(u, by=by, title="Kế hoạch riêng"),
    "draft_from_file": lambda u, by: operations.draft_from_file(u, by=by, data=b"x", name="ke-hoach.docx"),
    "read_later": lambda u, by: operations.read_later(u, by=by, data=b"x", name="ke-hoach.docx"),
    "change_chain": lambda u, by: operations.change_chain(u, by=by, head_confirms=True),
}
OF_A_DRAFT = {
    "change_plan": lambda p, by: operations.change_plan(p, by=by, title="Tên khác"),
    "change_paper": lambda p, by: operations.change_paper(p, by=by, number="9/KH"),
    "add_line": lambda p, by: operations.add_line(p, Task, by=by, text="Việc thêm"),
    "change_line": lambda p, by: operations.change_line(p.targets.first(), by=by, text="Khác"),
    "settle_line": lambda p, by: operations.settle_line(p.targets.first(), by=by),
    "remove_line": lambda p, by: operations.remove_line(p.targets.first(), by=by),
    "restore_line": lambda p, by: operations.restore_line(p.targets.first(), by=by),
    "address_units": lambda p, by: operations.address_units(p, [p.unit], by=by, today=TODAY),
    "unaddress_units": lambda p, by: operations.unaddress_units(p, [p.unit], by=by),
    "choose_parent": lambda p, by: operations.choose_parent(p, None, by=by),
    "issue_plan": lambda p, by: operations.issue_plan(p, by=by, today=TODAY),
    "issue_later": lambda p, by: operations.issue_later(p, by=by, today=TODAY),
    "withdraw_plan": lambda p, by: operations.withdraw_plan(p, by=by),
    "restore_plan": lambda p, by: operations.restore_plan(p, by=by),
    "describe_amendment": lambda p, by: amending.describe_amendment(p, by=by, change_note="Sửa hạn"),
    "draft_from_plan": lambda p, by: operations.draft_from_plan(p, by.posts.get().unit, by=by),
}
OF_A_PLAN = {
    "close_plan": lambda p, by: operations.close_plan(p, by=by),
    "reopen_plan": lambda p, by: operations.reopen_plan(p, by=by),
    "amend_plan": lambda p, by: amending.amend_plan(p, by=by),
    "amend_from_file": lambda p, by: amending.amend_from_file(p, by=by, data=b"x", name="ke-hoach.docx"),
    "amend_later": lambda p, by: amending.amend_later(p, by=by, data=b"x", name="ke-hoach.docx"),
    "copy_later": lambda p, by: copying.copy_later(p, by=by, start=WEEK),
    "copy_campaign": lambda p, by: copying.copy_campaign(p, by=by, today=TODAY, start=WEEK),
    "change_campaign": lambda p, by: operations.change_campaign(p, by=by, recheck="whole", locks_after=1),
    "change_round": lambda p, by: rounds.change_round(
        p.duties.first(), Period.from_key("2026-Q4"), WEEK, by=by, today=TODAY
    ),
    "drop_round": lambda p, by: rounds.drop_round(p.duties.first(), Period.from_key("2026-Q4"), by=by, today=TODAY),
    "add_round": lambda p, by: rounds.add_round(p.duties.first(), TODAY, WEEK, WEEK, by=by, today=TODAY),
}
OF_A_PAPER = {
    "start_obligation": lambda o, by: operations.start_obligation(o, by=by),
    "submit_obligation": lambda o, by: operations.submit_obligation(o, by=by, note="Gửi"),
    "withdraw_obligation": lambda o, by: operations.withdraw_obligation(o, by=by),
    "confirm_obligation": lambda o, by: operations.confirm_obligation(o, by=by),
    "reject_obligation": lambda o, by: operations.reject_obligation(o, by=by, reason="Thiếu"),
    "accept_obligation": lambda o, by: operations.accept_obligation(o, by=by),
    "return_obligation": lambda o, by: operations.return_obligation(o, by=by, reason="Thiếu"),
    "excuse_obligation": lambda o, by: operations.excuse_obligation(o, by=by, reason="Không có"),
    "demand_obligation": lambda o, by: operations.demand_obligation(o, by=by),
    "ask_extension": lambda o, by: operations.ask_extension(o, by=by, until=WEEK, reason="Bận"),
    "extend_obligation": lambda o, by: operations.extend_obligation(o, WEEK, by=by),
}
OF_A_SHARE = {
    "take_assignment": lambda a, by: operations.take_assignment(a, by=by),
    "hand_assignment": lambda a, by: operations.hand_assignment(a, by, by=by),
    "release_assignment": lambda a, by: operations.release_assignment(a, by=by),
    "finish_assignment": lambda a, by: operations.finish_assignment(a, by=by, note="Xong"),
    "resume_assignment": lambda a, by: operations.resume_assignment(a, by=by),
    "confirm_assignment": lambda a, by: operations.confirm_assignment(a, by=by),
    "return_assignment": lambda a, by: operations.return_assignment(a, by=by, reason="Thiếu"),
}


@pytest.fixture
def place():
    return make.school()


@pytest.fixture
def stranger():
    """Who may do all of it in another school."""
    return make.person(make.unit("Trường THCS Đồi Thông"), name="Phạm Văn Lạ")


@pytest.mark.parametrize("deed", OF_A_UNIT.values(), ids=OF_A_UNIT)
def test_stranger_writes_nothing_for_a_unit(place, stranger, deed):
    assert refuses(deed, place[0], stranger)


@pytest.mark.parametrize("deed", OF_A_DRAFT.values(), ids=OF_A_DRAFT)
def test_stranger_does_nothing_to_a_draft(place, stranger, deed):
    trunk, _, officer = place
    plan = make.draft(trunk, officer)
    make.line(plan, Target, officer)

    assert refuses(deed, plan, stranger)


@pytest.mark.parametrize("deed", OF_A_PLAN.values(), ids=OF_A_PLAN)
def test_stranger_does_nothing_to_an_issued_plan(place, stranger, deed):
    trunk, team, officer = place

    assert refuses(deed, make.issued(trunk, officer, [team]), stranger)


@pytest.mark.parametrize("deed", OF_A_PAPER.values(), ids=OF_A_PAPER)
def test_stranger_does_nothing_to_what_is_owed(place, stranger, deed):
    trunk, team, officer = place
    plan = make.issued(trunk, officer, [team])

    assert refuses(deed, make.obligation(plan, team), stranger)


@pytest.mark.parametrize("deed", OF_A_SHARE.values(), ids=OF_A_SHARE)
def test_stranger_does_nothing_to_a_share_of_work(place, stranger, deed):
    trunk, team, officer = place
    plan = make.issued(trunk, officer, [team])

    assert refuses(deed, make.assignment(plan, team), stranger)
