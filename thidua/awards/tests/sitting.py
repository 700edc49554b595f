"""A school's council with its meeting, and ballots held there, by the real operations of that room."""

from typing import Any

from thidua.awards.models import Hearing, LocalRules
from thidua.awards.tests import make
from thidua.councils import operations
from thidua.councils.models import Attendance, Ballot, Council, HouseRule, Meeting, Seat
from thidua.councils.tests.make import SINCE, STARTS
from thidua.people.models import Person, Unit


def local_rules(unit: Unit, content: str, *, by: Person) -> LocalRules:
    head = f"""
[layer]
name = "{unit.label}"
rank = "unit"

[[document]]
key = "QC"
short = "Quy chế"
title = "Quy chế thi đua, khen thưởng"
valid_from = 2020-01-01
verified = true
"""
    return LocalRules.objects.create(
        unit=unit, n=1, name=unit.label, content=head + content, status=LocalRules.Status.ADOPTED, by=by
    )


def council(
    place: make.Place, *, more: list[Person] | None = None, rule: str = "1/2", matter: str = "", **facts: Any
) -> Council:
    """The head presides, the officer writes, the leader and `more` are members; more than `rule` of all must agree."""
    facts = {"name": "Hội đồng Thi đua - Khen thưởng", "decision_number": "12/QĐ-THPTSM", **facts}
    made = operations.add_council(place.school, by=place.head, decision_date=SINCE, valid_from=SINCE, **facts)
    offices = {place.head: Seat.Office.CHAIR, place.officer: Seat.Office.SECRETARY}
    for person in (place.head, place.officer, place.leader, *(more or [])):
        office = offices.get(person, Seat.Office.MEMBER)
        operations.add_seat(made, by=place.head, person=person, office=office, valid_from=SINCE)
    top, bottom = map(int, rule.split("/"))
    rule_facts = {"kind": HouseRule.Kind.VOTE, "matter": matter, "source": "Quy chế, Điều 5", "valid_from": SINCE}
    operations.add_house_rule(made, by=place.head, numerator=top, denominator=bottom, is_strict=True, **rule_facts)
    return made


def meeting(of: Council, by: Person, **facts: Any) -> Meeting:
    """Being prepared."""
    facts = {"title": "Xét danh hiệu thi đua", "starts": STARTS, "venue": "Phòng họp", **facts}
    return operations.add_meeting(of, by=by, **facts)


def begin(meeting: Meeting, by: Person) -> None:
    """Everybody is there."""
    operations.invite(meeting, by=by)
    there = {seat.pk: Attendance.State.PRESENT for seat in meeting.council.seats.all()}
    operations.mark_attendance(meeting, there, by=by)
    operations.begin_meeting(meeting, by=by)


def ballot(hearing: Hearing, by: Person, **facts: Any) -> Ballot:
    """Opened on all nominees of the item."""
    made = operations.add_ballot(
        hearing.item,
        by=by,
        question=hearing.item.title,
        options=[tuple(pair) for pair in hearing.item.nominees],
        **facts,
    )
    operations.open_ballot(made, by=by)
    return made


def vote(ballot: Ballot, marks: str, *, by: Person) -> None:
    """Everybody answers alike (a mark an option: + yes, - no), then it is closed."""
    for paper in ballot.papers.select_related("seat__person").order_by("seat"):
        operations.cast_vote(ballot, by=paper.seat.person, marks=marks)
    operations.close_ballot(ballot, by=by)
