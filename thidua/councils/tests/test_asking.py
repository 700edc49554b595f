"""Every deed asks who does it before anything else: whom the rules do not name does nothing."""

from datetime import timedelta

import pytest

from thidua.councils import operations
from thidua.councils.tests import make
from thidua.kernel.tests.asking import refuses
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db
LATER = make.SINCE + timedelta(days=200)
OF_THE_COUNCIL = {
    "add_council": lambda c, by: operations.add_council(c.unit, by=by, name="Hội đồng Sáng kiến"),
    "change_council": lambda c, by: operations.change_council(c, by=by, name="Hội đồng khác"),
    "add_seat": lambda c, by: operations.add_seat(c, by=by, person=by, office="member", valid_from=LATER),
    "end_seat": lambda c, by: operations.end_seat(make.seats(c)[3], by=by, last_day=LATER),
    "add_house_rule": lambda c, by: operations.add_house_rule(c, by=by, kind="quorum", numerator=1, denominator=9),
    "end_house_rule": lambda c, by: operations.end_house_rule(c.house_rules.get(), by=by, last_day=LATER),
}
OF_A_MEETING = {
    "add_meeting": lambda m, by: operations.add_meeting(m.council, by=by, title="Họp riêng", starts=make.STARTS),
    "change_meeting": lambda m, by: operations.change_meeting(m, by=by, title="Họp kín"),
    "invite": lambda m, by: operations.invite(m, by=by),
    "cancel_meeting": lambda m, by: operations.cancel_meeting(m, by=by),
    "mark_attendance": lambda m, by: operations.mark_attendance(m, {make.seats(m.council)[0].pk: "absent"}, by=by),
    "add_item": lambda m, by: operations.add_item(m, by=by, title="Việc khác"),
    "change_item": lambda m, by: operations.change_item(m.items.get(), by=by, title="Việc khác"),
    "take_out_item_file": lambda m, by: operations.take_out_item_file(m.items.get().files.get(), by=by),
    "add_ballot": lambda m, by: operations.add_ballot(m.items.get(), by=by, question="Đồng ý không?"),
    "record_recusal": lambda m, by: operations.record_recusal(
        m.items.get(), by=by, seat=make.seats(m.council)[2], reason="Người nhà"
    ),
    "write_minutes": lambda m, by: operations.write_minutes(m, by=by),
}
OF_A_BALLOT = {
    "hand_paper": lambda b, by: operations.hand_paper(b, b.papers.first(), by=by),
    "remind_voters": lambda b, by: operations.remind_voters(b, by=by, now=make.STARTS),
}


@pytest.mark.parametrize("deed", OF_THE_COUNCIL.values(), ids=OF_THE_COUNCIL)
def test_member_does_not_change_the_council(deed):
    council = make.council()

    assert refuses(deed, council, make.secretary(council))


@pytest.mark.parametrize("deed", OF_A_MEETING.values(), ids=OF_A_MEETING)
def test_plain_member_and_the_units_officer_prepare_no_meeting(deed):
    meeting = make.meeting(status="draft")
    operations.add_item_file(meeting.items.get(), by=make.chair(meeting.council), data=b"to trinh", name="tờ trình.txt")
    persons = [make.seats(meeting.council)[4].person, people.person(meeting.council.unit, "officer")]

    assert [refuses(deed, meeting, person) for person in persons] == [True, True]


@pytest.mark.parametrize("deed", OF_A_BALLOT.values(), ids=OF_A_BALLOT)
def test_plain_member_conducts_no_vote(deed):
    ballot = make.ballot()

    assert refuses(deed, ballot, make.seats(ballot.item.meeting.council)[4].person)
