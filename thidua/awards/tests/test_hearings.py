"""Nominations before the council: brought, voted on in whatever form, voted on again."""

from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.queries import history_of
from thidua.awards.models import CouncilResult, Hearing, Nomination
from thidua.awards.operations import hearings as operations
from thidua.awards.operations import nominations as drafting
from thidua.awards.tests import make, sitting
from thidua.councils.models import Attendance
from thidua.councils.operations import (
    add_ballot,
    begin_meeting,
    cast_vote,
    close_ballot,
    invite,
    mark_attendance,
    open_ballot,
    second_round,
    void_ballot,
)
from thidua.councils.rulebook import vote_rule
from thidua.councils.tests import make as councils
from thidua.people.models import Notice

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 20)


def refused(deed, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **kwargs)
    return refusal.value.code


class Case:
    """Two teachers, proposed for the title of fighters; a council whose meeting is being prepared."""

    def __init__(self, status="ready", more=None, award=make.FIGHTER, **facts):
        self.award = award
        self.place = make.Place()
        self.season = make.season(self.place.school)
        self.rows = [self.nominated(person, status) for person in self.place.teachers[:2]]
        self.council = sitting.council(self.place, more=(more or [])(self.place) if more else [], **facts)
        self.meeting = sitting.meeting(self.council, self.place.head)

    def nominated(self, person, status="ready"):
        make.grade(self.place.school, person, "excellent", by=self.place.officer)
        by = {"by": self.place.officer, "today": TODAY}
        row = drafting.draft_nomination(self.season, person, self.award, **by)
        if status == "ready":
            drafting.propose_nomination(row, **by)
        return row

    def brought(self, rows=None):
        rows = self.rows if rows is None else rows
        return operations.bring_to_council(self.season, self.award, rows, self.meeting, by=self.place.head)

    def opened(self, hearing, **facts):
        if self.meeting.status != "held":
            sitting.begin(self.meeting, self.place.head)
            self.meeting.refresh_from_db()
        hearing.item.refresh_from_db()
        return sitting.ballot(Hearing.objects.get(pk=hearing.pk), self.place.head, **facts)

    def states(self):
        return list(Nomination.objects.order_by("pk").values_list("status", flat=True))


def test_nominations_are_brought_with_the_list_to_read_and_the_rule():
    case = Case()

    hearing = case.brought()

    item = hearing.item
    assert (item.kind, item.subject, item.matter) == (Hearing.KIND, hearing.pk, make.FIGHTER)
    assert item.nominees == [[f"{row.subject_name} – {row.unit.label}", row.pk] for row in case.rows]
    assert "2 có điều kiện chờ người xem xét" in item.text
    file = item.files.get()
    assert file.file.kind == "pdf"


def test_council_votes_by_the_share_that_the_rules_above_lay_over_those_of_the_state():
    case = Case(matter=make.WORKER)
    share = """
[[vote]]
mode = "replace"
matters = ["title_emulation_fighter_unit"]
share = "60%"
denominator = "all_members"
ballot = "open"
compulsory = true
absent_in_writing = true
source = "QC Đ7"
valid_from = 2026-01-01
verified = true
"""
    before = vote_rule(case.council, make.FIGHTER, TODAY)
    sitting.local_rules(case.place.school, share, by=case.place.head)

    rule = vote_rule(case.council, make.FIGHTER, TODAY)
    ballot = case.opened(case.brought())
    councils.vote(ballot, ["++", "++", "--"])
    close_ballot(ballot, by=case.place.head)

    assert (before.share, rule.share, rule.must_be_secret) == (Fraction(4, 5), Fraction(3, 5), False)
    assert "Quy chế" in rule.source
    assert case.states() == ["passed", "passed"]


def test_only_who_keeps_the_season_and_prepares_the_meeting_brings():
    case = Case()
    bring = operations.bring_to_council

    for person in (case.place.leader, case.place.chief, case.place.stranger):
        with pytest.raises(PermissionDenied):
            bring(case.season, make.FIGHTER, case.rows, case.meeting, by=person)
    other = make.person(case.place.school, "officer", name="Cán Bộ Không Trong Hội Đồng")
    with pytest.raises(PermissionDenied):
        bring(case.season, make.FIGHTER, case.rows, case.meeting, by=other)


def test_what_cannot_be_brought_says_why():
    case = Case(status="draft")
    ready = case.nominated(case.place.teachers[2])
    bring = {"by": case.place.head}
    args = (case.season, make.FIGHTER)

    assert refused(operations.bring_to_council, *args, [], case.meeting, **bring) == "nobody"
    assert refused(operations.bring_to_council, *args, case.rows, case.meeting, **bring) == "not_ready"
    assert (
        refused(operations.bring_to_council, case.season, make.WORKER, [ready], case.meeting, **bring) == "other_award"
    )
    case.brought([ready])
    later = sitting.meeting(case.council, case.place.head, title="Phiên sau")
    assert refused(operations.bring_to_council, *args, [ready], later, **bring) == "heard_already"
    sound = make.season(case.place.school, title="Đợt khác")
    assert refused(operations.bring_to_council, sound, make.FIGHTER, [ready], later, **bring) == "not_here"
    council = sitting.council(case.place, decision_number="13/QĐ-THPTSM", purpose="initiatives")
    wrong = sitting.meeting(council, case.place.head)
    third = case.nominated(case.place.leader)
    assert refused(operations.bring_to_council, *args, [third], wrong, **bring) == "other_council"


def test_closing_the_ballot_decides_each_nomination():
    case = Case()
    ballot = case.opened(case.brought())

    sitting.vote(ballot, "+-", by=case.place.head)

    assert case.states() == ["passed", "failed"]
    results = list(CouncilResult.objects.values_list("nomination", "outcome", "agreed"))
    assert results == [(case.rows[0].pk, "passed", 3), (case.rows[1].pk, "failed", 0)]
    assert "3/3 phiếu đồng ý" in history_of(case.rows[0]).first().sentence
    assert Notice.objects.filter(person=case.place.officer, key__startswith="awards:hearing:").count() == 1
    assert Notice.objects.filter(person=case.place.teachers[0], key__startswith="awards:outcome:").count() == 1


def test_secret_ballot_with_few_votes_keeps_the_outcome_without_numbers():
    case = Case(least_shown=5)
    ballot = case.opened(case.brought())

    sitting.vote(ballot, "+-", by=case.place.head)

    assert case.states() == ["passed", "failed"]
    assert list(CouncilResult.objects.values_list("outcome", "agreed")) == [("passed", None), ("failed", None)]


def test_member_who_does_not_keep_the_season_presides_and_the_result_is_taken_all_the_same():
    case = Case()
    case.meeting.presiding = case.council.seats.get(person=case.place.leader)
    case.meeting.save()
    hearing = case.brought()
    sitting.begin(case.meeting, case.place.leader)
    ballot = sitting.ballot(Hearing.objects.get(pk=hearing.pk), case.place.leader)

    sitting.vote(ballot, "++", by=case.place.leader)

    assert case.states() == ["passed", "passed"]
    with pytest.raises(PermissionDenied):
        drafting.reopen_nomination(case.rows[0], by=case.place.leader, reason="Xét lại")


def test_open_vote_and_written_opinions_decide_in_the_same_way():
    case = Case(award=make.WORKER)
    hearing = case.brought()
    invite(case.meeting, by=case.place.head)
    states = {seat.pk: Attendance.State.PRESENT for seat in case.council.seats.all()}
    states[case.council.seats.get(person=case.place.leader).pk] = Attendance.State.EXCUSED
    mark_attendance(case.meeting, states, by=case.place.head)
    begin_meeting(case.meeting, by=case.place.head)
    ballot = sitting.ballot(Hearing.objects.get(pk=hearing.pk), case.place.head, is_secret=False)
    assert ballot.papers.filter(is_written=True).count() == 1

    sitting.vote(ballot, "-+", by=case.place.head)

    assert case.states() == ["failed", "passed"]


def test_tie_leaves_the_nomination_waiting():
    case = Case(more=lambda place: [place.teachers[2]], rule="1/3")
    hearing = case.brought()
    ballot = case.opened(hearing, form="choose", most=1, places=1)
    voters = [paper.seat.person for paper in ballot.papers.order_by("seat")]
    for person, marks in zip(voters, ("+0", "+0", "0+", "0+"), strict=True):
        cast_vote(ballot, by=person, marks=marks)

    close_ballot(ballot, by=case.place.head)

    assert list(CouncilResult.objects.values_list("outcome", flat=True)) == ["tied", "tied"]
    assert case.states() == ["ready", "ready"]


def test_voided_ballot_leaves_them_waiting():
    case = Case()
    ballot = case.opened(case.brought())

    void_ballot(ballot, by=case.place.head)

    assert case.states() == ["ready", "ready"]
    assert not CouncilResult.objects.exists()


def test_second_of_two_who_close_is_told_and_nothing_is_doubled():
    case = Case()
    ballot = case.opened(case.brought())
    stale = type(ballot).objects.get(pk=ballot.pk)
    sitting.vote(ballot, "++", by=case.place.head)

    assert refused(close_ballot, stale, by=case.place.head) == "wrong_state"
    assert CouncilResult.objects.count() == 2


def test_nomination_is_neither_withdrawn_nor_recalled_nor_judged_while_it_is_voted_on():
    case = Case()
    ballot = case.opened(case.brought())
    row, head = case.rows[0], case.place.head
    key = row.findings["answerable"][0]["key"]

    assert refused(drafting.withdraw_nomination, row, by=head, reason="Thôi") == "ballot_open"
    assert refused(drafting.recall_nomination, row, by=head) == "ballot_open"
    assert refused(drafting.judge_condition, row, key, True, "Có", by=head, today=TODAY) == "ballot_open"
    assert refused(drafting.pass_nomination, row, by=head, reason="Có") == "ballot_open"
    sitting.vote(ballot, "++", by=head)
    assert case.states() == ["passed", "passed"]


def test_result_of_a_nomination_that_no_longer_waits_is_written_down_only():
    case = Case()
    ballot = case.opened(case.brought())
    Nomination.objects.filter(pk=case.rows[0].pk).update(status="withdrawn")

    sitting.vote(ballot, "++", by=case.place.head)

    assert case.states() == ["withdrawn", "passed"]
    assert CouncilResult.objects.count() == 2
    assert "không đổi vì đề nghị không còn chờ xét" in history_of(case.rows[0]).first().sentence


def test_what_went_to_another_desk_meanwhile_keeps_its_state():
    case = Case()
    ballot = case.opened(case.brought())
    above = make.season(case.place.department)
    Nomination.objects.filter(pk=case.rows[0].pk).update(desk=above)

    sitting.vote(ballot, "--", by=case.place.head)

    assert case.states() == ["ready", "failed"]


def test_second_round_of_the_same_council_lifts_who_failed():
    case = Case()
    ballot = case.opened(case.brought())
    sitting.vote(ballot, "+-", by=case.place.head)

    again = second_round(ballot, by=case.place.head)
    open_ballot(again, by=case.place.head)
    sitting.vote(again, "+", by=case.place.head)

    assert case.states() == ["passed", "passed"]
    assert list(case.rows[1].results.values_list("outcome", flat=True)) == ["failed", "passed"]


def test_reopened_nomination_is_brought_to_a_later_meeting():
    case = Case()
    ballot = case.opened(case.brought())
    sitting.vote(ballot, "+-", by=case.place.head)
    drafting.reopen_nomination(case.rows[1], by=case.place.head, reason="Có thêm minh chứng")
    case.meeting = sitting.meeting(case.council, case.place.head, title="Phiên hai")

    ballot = case.opened(case.brought([case.rows[1]]))
    sitting.vote(ballot, "+", by=case.place.head)

    assert case.states() == ["passed", "passed"]


def test_nominee_on_the_council_gets_an_item_of_its_own_and_keeps_out_of_it():
    case = Case(more=lambda place: [place.teachers[0]])

    made = operations.bring_apart(case.season, make.FIGHTER, case.rows, case.meeting, by=case.place.head)

    assert [[row.person for row in hearing.nominations.all()] for hearing in made] == [
        [case.place.teachers[1]],
        [case.place.teachers[0]],
    ]
    assert [[one.seat.person for one in hearing.item.recusals.all()] for hearing in made] == [
        [],
        [case.place.teachers[0]],
    ]
    ballot = case.opened(made[1])
    assert case.place.teachers[0].pk not in ballot.papers.values_list("seat__person", flat=True)
    sitting.vote(ballot, "+", by=case.place.head)
    case.rows[0].refresh_from_db()
    assert case.rows[0].status == "passed"


def test_members_among_several_nominees_are_named():
    case = Case(more=lambda place: [place.teachers[0]])

    hearing = case.brought()

    assert f"Thành viên Hội đồng có tên trong danh sách: {case.place.teachers[0].full_name}" in hearing.item.text
    assert not hearing.item.recusals.exists()


def test_council_of_the_higher_desk_votes_anew_and_sees_whose_they_are():
    case = Case()
    above = make.season(case.place.department)
    Nomination.objects.filter(pk=case.rows[0].pk).update(desk=above)
    council = councils.council(3, unit=case.place.department)
    chair = councils.chair(council)
    case.meeting = sitting.meeting(council, chair)

    hearing = operations.bring_to_council(above, make.FIGHTER, case.rows[:1], case.meeting, by=chair)
    sitting.begin(case.meeting, chair)
    ballot = sitting.ballot(Hearing.objects.get(pk=hearing.pk), chair)
    sitting.vote(ballot, "+", by=chair)

    assert hearing.item.nominees == [[f"{case.rows[0].subject_name} – Trường THPT Suối Mơ", case.rows[0].pk]]
    assert case.states() == ["passed", "ready"]
    case.rows[0].refresh_from_db()
    assert case.rows[0].desk == above
    with pytest.raises(PermissionDenied):
        drafting.reopen_nomination(case.rows[0], by=case.place.head, reason="Xét lại")


def test_council_reads_why_somebody_goes_forward_all_the_same():
    case = Case()
    make.grade(case.place.school, case.place.teachers[2], "completed", by=case.place.officer)
    row = drafting.draft_nomination(
        case.season, case.place.teachers[2], make.FIGHTER, by=case.place.officer, today=TODAY
    )
    drafting.propose_nomination(row, by=case.place.head, today=TODAY, reason="Cứu người trong lũ")

    hearing = case.brought([row])

    assert "CHƯA ĐỦ ĐIỀU KIỆN" in hearing.item.text
    assert "Cứu người trong lũ" in hearing.item.text


def test_options_of_other_things_are_left_alone():
    case = Case()
    hearing = case.brought()
    sitting.begin(case.meeting, case.place.head)
    hearing.item.refresh_from_db()
    ballot = add_ballot(hearing.item, by=case.place.head, question="Thông qua cách làm?")
    open_ballot(ballot, by=case.place.head)

    sitting.vote(ballot, "+", by=case.place.head)

    assert case.states() == ["ready", "ready"]
