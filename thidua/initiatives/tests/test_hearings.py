"""Initiatives before the unit's council: brought, voted on, and what the decision makes of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from thidua.audit.queries import history_of
from thidua.councils import operations as meetings
from thidua.councils.models import Attendance, Option
from thidua.councils.tests import make as councils
from thidua.initiatives.models import Hearing
from thidua.initiatives.operations.hearings import bring_to_council
from thidua.initiatives.operations.recognition import recognise_initiative
from thidua.initiatives.operations.rounds import conclude_round
from thidua.initiatives.queries.hearings import result_of, to_bring
from thidua.initiatives.queries.visibility import initiatives_visible_to
from thidua.initiatives.tests import make
from thidua.initiatives.tests.test_registering import refusal_of
from thidua.kernel.calendar import today
from thidua.people.models import Notice

pytestmark = pytest.mark.django_db


class Case:
    """A concluded round with two reported initiatives, by two teachers; a council of five whose head presides."""

    def __init__(self, *, conclude=True, purpose="initiatives", seated=()):
        self.school = make.School()
        self.round = make.round_of(self.school, blind=False)
        self.rows = [
            make.initiative(self.round, by, status="reported", title=title)
            for by, title in zip(self.school.teachers, ("Tủ sách", "Vườn rau"), strict=False)
        ]
        if conclude:
            conclude_round(self.round, by=self.school.officer)
        self.council = councils.council(5, unit=self.school.unit, rule=None, purpose=purpose)
        self.chair = councils.chair(self.council)
        for person in seated:
            self.seat(person(self.school))
        facts = {"title": "Xét sáng kiến", "starts": councils.STARTS, "venue": "Phòng họp"}
        self.meeting = meetings.add_meeting(self.council, by=self.chair, **facts)

    def seat(self, person):
        facts = {"office": "member", "valid_from": councils.SINCE}
        return meetings.add_seat(self.council, by=self.chair, person=person, **facts)

    def brought(self):
        return bring_to_council(self.round, self.rows, self.meeting, by=self.chair)

    def voted(self, hearing, marks):
        """Each member in order answers so on every initiative of the item; then the chair closes."""
        if self.meeting.status != "held":
            meetings.invite(self.meeting, by=self.chair)
            there = {seat.pk: Attendance.State.PRESENT for seat in councils.seats(self.council)}
            meetings.mark_attendance(self.meeting, there, by=self.chair)
            meetings.begin_meeting(self.meeting, by=self.chair)
            self.meeting.refresh_from_db()
        options = [tuple(pair) for pair in hearing.item.nominees]
        ballot = meetings.add_ballot(hearing.item, by=self.chair, question="Công nhận sáng kiến", options=options)
        meetings.open_ballot(ballot, by=self.chair)
        councils.vote(ballot, marks)
        meetings.close_ballot(ballot, by=self.chair)
        return ballot


def test_initiatives_are_brought_with_what_the_review_said_and_the_rule_of_the_law():
    case = Case()

    (hearing,) = case.brought()

    item = hearing.item
    assert (item.kind, item.subject, item.matter) == (Hearing.KIND, hearing.pk, "initiative")
    assert item.nominees == [[row.title, row.pk] for row in case.rows]
    assert "Tủ sách (Tổ Khoa học tự nhiên" in item.text
    assert list(to_bring(case.round)) == []
    assert "Đưa ra phiên họp" in history_of(case.rows[0])[0].sentence


def test_author_on_the_council_keeps_out_of_the_own_case_only():
    case = Case(seated=[lambda school: school.teachers[0]])

    others, own = case.brought()

    assert [list(one.initiatives.all()) for one in (others, own)] == [[case.rows[1]], [case.rows[0]]]
    assert others.item.recusals.count() == 0
    assert [one.seat.person for one in own.item.recusals.all()] == [case.school.teachers[0]]


@pytest.mark.parametrize(
    ("facts", "code"), [({"conclude": False}, "round_not_concluded"), ({"purpose": "emulation"}, "other_council")]
)
def test_bringing_is_refused(facts, code):
    case = Case(**facts)

    assert refusal_of(bring_to_council, case.round, case.rows, case.meeting, by=case.chair) == [code]


def test_only_what_waits_for_a_decision_is_brought_and_once():
    case = Case()
    other = make.initiative(make.round_of(case.school, name="Đợt sau"), case.school.teachers[2], status="reported")
    decided = case.rows.pop()
    recognise_initiative(decided, make.decision(), by=case.school.officer, today=today())

    def codes_of(rows):
        return refusal_of(bring_to_council, case.round, rows, case.meeting, by=case.chair)

    assert (codes_of([]), codes_of([other]), codes_of([decided])) == (["nobody"], ["not_here"], ["not_to_hear"])
    case.brought()
    assert codes_of(case.rows) == ["heard_already"]


def test_council_of_another_school_and_a_meeting_that_is_over_hear_nothing():
    case = Case()
    elsewhere = councils.meeting(councils.council(3, purpose="initiatives"), status="draft")
    meetings.cancel_meeting(case.meeting, by=case.chair)
    case.meeting.refresh_from_db()

    codes = [
        refusal_of(bring_to_council, case.round, case.rows, each, by=case.chair) for each in (elsewhere, case.meeting)
    ]

    assert codes == [["other_unit"], ["meeting_over"]]


def test_who_keeps_the_round_but_does_not_prepare_the_meeting_brings_nothing():
    case = Case()

    for person in (case.school.officer, case.school.teachers[2]):
        with pytest.raises(PermissionDenied):
            bring_to_council(case.round, case.rows, case.meeting, by=person)
    assert Hearing.objects.count() == 0


def test_two_thirds_of_all_members_pass_and_the_decision_bears_the_votes():
    case = Case()
    (hearing,) = case.brought()

    ballot = case.voted(hearing, ["++", "++", "++", "+-", "--"])

    results = [(row.outcome, row.agreed, row.ballot_id) for row in map(result_of, case.rows)]
    assert results == [(Option.Outcome.PASSED, 4, ballot.pk), (Option.Outcome.FAILED, 3, ballot.pk)]
    recognition = recognise_initiative(case.rows[0], make.decision(), by=case.school.officer, today=today())
    assert (recognition.votes_for, recognition.votes_of) == (4, 5)
    sentence = history_of(case.rows[1])[0].sentence
    assert sentence == "Hội đồng biểu quyết: không đạt, 3/5 phiếu đồng ý, cần 4"


def test_what_the_council_refused_is_not_recognised_until_it_votes_anew():
    case = Case()
    (hearing,) = case.brought()
    case.voted(hearing, ["-+"] * 5)
    deed = {"by": case.school.officer, "today": today()}

    assert refusal_of(recognise_initiative, case.rows[0], make.decision(), **deed) == ["council_refused"]

    (again,) = bring_to_council(case.round, [case.rows[0]], case.meeting, by=case.chair)
    case.voted(again, ["+"] * 5)
    recognise_initiative(case.rows[0], make.decision(), **deed)
    assert case.rows[0].status == "recognised"


def test_council_of_the_province_may_recognise_what_the_school_s_refused():
    case = Case()
    (hearing,) = case.brought()
    case.voted(hearing, ["--"] * 5)

    decision = make.decision(scope="province", decided_by="Chủ tịch Ủy ban nhân dân tỉnh")
    recognition = recognise_initiative(case.rows[0], decision, by=case.school.officer, today=today())

    assert (recognition.scope, recognition.votes_of) == ("province", None)


def test_who_keeps_the_round_hears_what_the_council_said():
    case = Case()
    (hearing,) = case.brought()

    case.voted(hearing, ["+-"] * 5)

    notice = Notice.objects.get(person=case.school.officer, key__startswith="hearing:")
    assert "1 đạt, 1 không đạt" in notice.text


def test_members_read_what_they_vote_on_and_others_do_not():
    case = Case()
    member = councils.seats(case.council)[3].person
    before = list(initiatives_visible_to(member))

    (hearing,) = case.brought()
    meetings.invite(case.meeting, by=case.chair)

    assert before == []
    assert set(initiatives_visible_to(member)) == set(case.rows)
    assert not initiatives_visible_to(case.school.teachers[2]).exists()
    assert hearing.item.nominees


def test_pages_from_the_round_to_the_result(client):
    case = Case()
    client.force_login(case.chair)
    url = reverse("initiatives:bring_hearing", args=[case.round.pk])
    assert url in client.get(case.round.get_absolute_url()).text
    assert "Vườn rau" in client.get(url).text

    missing = client.post(url, {"meeting": case.meeting.pk})
    answer = client.post(url, {"meeting": case.meeting.pk, "rows": [row.pk for row in case.rows]})

    assert (missing.status_code, answer.status_code) == (422, 302)
    hearing = Hearing.objects.get()
    case.voted(hearing, ["+-"] * 5)
    page = client.get(hearing.get_absolute_url()).text
    assert ("Đạt" in page, "5/5" in page, "Không đạt" in page) == (True, True, True)
    client.force_login(case.school.officer)
    assert "Hội đồng sáng kiến" in client.get(case.rows[0].get_absolute_url()).text


def test_officer_is_told_who_prepares_the_meeting_and_a_stranger_finds_nothing(client):
    case = Case()
    (hearing,) = case.brought()
    url = reverse("initiatives:bring_hearing", args=[case.round.pk])

    client.force_login(case.school.teachers[2])
    assert client.get(url).status_code == 403
    assert client.get(hearing.get_absolute_url()).status_code == 404
    client.force_login(make.School(name="Trường khác").officer)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("count", [3, 12])
def test_page_of_what_waits_asks_as_much_for_many(client, count, django_assert_max_num_queries):
    case = Case(conclude=False)
    for n in range(count):
        make.initiative(case.round, case.school.teachers[2], status="reported", title=f"Sáng kiến {n}")
    conclude_round(case.round, by=case.school.officer)
    client.force_login(case.chair)

    with django_assert_max_num_queries(34):
        client.get(reverse("initiatives:bring_hearing", args=[case.round.pk]))
