"""Meetings from the first line of the agenda to the minutes."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.councils import papers
from thidua.councils.models import Meeting
from thidua.councils.operations import (
    add_item,
    add_item_file,
    begin_meeting,
    bring_question,
    cancel_meeting,
    close_ballot,
    declare_conflict,
    end_meeting,
    invite,
    mark_attendance,
    record_recusal,
    remind_members,
    remind_voters,
    write_minutes,
)
from thidua.councils.questions import register_kind
from thidua.councils.tests import make
from thidua.documents.queries import documents_visible_to
from thidua.kernel.text import fold
from thidua.people.models import Notice
from thidua.people.tests import make as people
from thidua.writing.document import Paragraph, Table

pytestmark = pytest.mark.django_db


def refused(deed, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **kwargs)
    return refusal.value.code


def test_members_are_invited_and_stand_in_the_list():
    council = make.council()
    meeting = make.meeting(council, status="draft")

    invite(meeting, by=make.chair(council))

    assert meeting.attendances.count() == 5
    assert Notice.objects.filter(key=f"council-invite:{meeting.pk}").count() == 5


def test_meeting_without_agenda_calls_nobody():
    council = make.council()
    meeting = make.meeting(council, status="draft")
    meeting.items.all().delete()

    assert refused(invite, meeting, by=make.chair(council)) == "no_items"


def test_meeting_begins_with_enough_members_only():
    council = make.council()
    make.house_rule(council, "2/3", kind="quorum", is_strict=False)
    meeting = make.meeting(council, status="invited", absent=2)
    seats = make.seats(council)

    code = refused(begin_meeting, meeting, by=make.chair(council))
    mark_attendance(meeting, {seats[3].pk: "online"}, by=make.chair(council))
    begin_meeting(meeting, by=make.chair(council))

    assert (code, Meeting.objects.get().status) == ("no_quorum", "held")


def test_only_the_chair_begins_and_ends():
    council = make.council()
    invited = make.meeting(council, status="invited")

    for deed in (begin_meeting, end_meeting):
        with pytest.raises(PermissionDenied):
            deed(invited, by=make.secretary(council))


def test_meeting_does_not_end_over_an_open_ballot():
    ballot = make.ballot()
    meeting, chair = ballot.item.meeting, make.chair(ballot.item.meeting.council)

    assert refused(end_meeting, meeting, by=chair) == "ballot_open"
    assert refused(mark_attendance, meeting, {}, by=chair) == "ballot_open"
    assert refused(declare_conflict, ballot.item, by=chair, reason="x") == "ballot_open"
    close_ballot(ballot, by=chair)
    end_meeting(meeting, by=chair, conclusion="Thống nhất.")
    assert refused(add_item, Meeting.objects.get(), by=chair, title="Thêm") == "ended"


def test_who_was_invited_hears_that_it_is_called_off():
    meeting = make.meeting(status="invited")

    cancel_meeting(meeting, by=make.chair(meeting.council))

    assert Notice.objects.filter(key=f"council-cancel:{meeting.pk}").count() == 5


def test_recusal_is_noted_once_and_only_of_members():
    meeting = make.meeting()
    item, chair, seat = meeting.items.get(), make.chair(meeting.council), make.seats(meeting.council)[3]
    stranger = make.seats(make.council(unit=people.unit("Khác")))[3]
    record_recusal(item, by=chair, seat=seat, reason="Người nhà")

    assert refused(declare_conflict, item, by=seat.person, reason="Người nhà") == "recused_already"
    assert refused(record_recusal, item, by=chair, seat=stranger, reason="x") == "not_member"


def test_paper_of_an_item_is_kept_for_members():
    meeting = make.meeting()

    row = add_item_file(meeting.items.get(), by=make.secretary(meeting.council), data=b"to trinh", name="tờ trình.txt")

    assert (row.name, row.file.kind) == ("tờ trình.txt", "text")
    with pytest.raises(PermissionDenied):
        add_item_file(meeting.items.get(), by=make.seats(meeting.council)[4].person, data=b"x", name="x.txt")


def test_room_above_brings_a_question_once():
    register_kind("thu-nghiem", "Thử nghiệm", lambda pk: f"/thu/{pk}/")
    meeting = make.meeting()
    facts = {"by": make.chair(meeting.council), "kind": "thu-nghiem", "subject": 7, "title": "Sáng kiến A"}

    item = bring_question(meeting, nominees=[("Lê An", 70)], **facts)

    assert (item.kind, item.subject, item.nominees) == ("thu-nghiem", 7, [["Lê An", 70]])
    assert refused(bring_question, meeting, **facts) == "brought_already"
    assert refused(bring_question, meeting, **(facts | {"kind": "khong-co"})) == "unknown_kind"


def test_member_whom_a_question_touches_keeps_out_from_the_start():
    meeting = make.meeting(status="draft")
    chair, member = make.chair(meeting.council), make.seats(meeting.council)[2].person
    register_kind("thu", "Nội dung thử", str)
    facts = {"by": chair, "kind": "thu", "subject": 8, "title": "Xét danh hiệu"}

    item = bring_question(meeting, touched={member.pk: "Là người được đề nghị", 99: "Người ngoài"}, **facts)

    assert [(row.seat.person, row.reason) for row in item.recusals.all()] == [(member, "Là người được đề nghị")]


def test_reminders_come_the_day_before_and_once():
    meeting = make.meeting(status="invited")

    for _ in range(2):
        remind_members(today=date(2026, 11, 19))
    remind_members(today=date(2026, 11, 18))

    assert Notice.objects.filter(key__startswith=f"council-soon:{meeting.pk}").count() == 5


def test_who_has_not_voted_is_reminded():
    ballot = make.ballot()
    make.vote(ballot, ["+", "-"])

    late = remind_voters(ballot, by=make.secretary(ballot.item.meeting.council), now=make.STARTS)

    assert (late, Notice.objects.filter(key__startswith="ballot-remind").count()) == (3, 3)


def said(document) -> str:
    """All text of a document's body on one line."""
    words = []
    for block in document.body:
        if isinstance(block, Paragraph):
            words.append(f"{block.label} {block.text}")
        elif isinstance(block, Table):
            words += [" ".join(map(str, row)) for row in block.rows]
    return " ".join(words)


def test_minutes_tell_who_was_there_who_kept_out_and_the_count():
    council = make.council(6)
    meeting = make.meeting(council, absent=1)
    declare_conflict(meeting.items.get(), by=make.seats(council)[4].person, reason="Là người được xét")
    ballot = make.ballot(meeting, options=["Lê An"])
    make.vote(ballot, ["+", "+", "+", "+"])
    close_ballot(ballot, by=make.chair(council))
    end_meeting(meeting, by=make.chair(council), conclusion="Trình Hiệu trưởng.")

    words = said(papers.minutes_of(Meeting.objects.get()))

    for part in ("Có mặt 5/6", "không tham gia biểu quyết", "bằng 4/6", "Lê An 4 0 0 Đạt", "Trình Hiệu trưởng."):
        assert part in words
    assert "khoa hom phieu" in fold(said(papers.count_minutes_of(ballot)))


def test_minutes_are_kept_among_the_units_documents_once():
    meeting = make.meeting()
    chair = make.chair(meeting.council)
    early = refused(write_minutes, meeting, by=chair)
    end_meeting(meeting, by=chair)
    meeting = Meeting.objects.get()

    document = write_minutes(meeting, by=chair)

    assert (early, refused(write_minutes, meeting, by=chair)) == ("not_ended", "written_already")
    assert (document.type, document.files.count(), Meeting.objects.get().minutes) == ("BB", 2, document)
    member, stranger = make.seats(meeting.council)[4].person, people.person(meeting.council.unit, "administrator")
    assert [documents_visible_to(person).count() for person in (member, stranger)] == [1, 0]
    with pytest.raises(PermissionDenied):
        write_minutes(meeting, by=member)


def test_minutes_of_few_votes_give_no_numbers():
    ballot = make.ballot(options=["Lê An"])
    make.vote(ballot, ["+", "+"])
    close_ballot(ballot, by=make.chair(ballot.item.meeting.council))

    words = said(papers.count_minutes_of(ballot))

    assert ("Lê An Không đạt" in words, "Lê An 2" in words) == (True, False)
