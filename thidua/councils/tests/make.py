"""Councils, meetings and ballots, made by the real operations."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from thidua.councils import operations
from thidua.councils.models import Attendance, Ballot, Council, HouseRule, Item, Meeting, Option, Seat
from thidua.people.models import Person, Unit
from thidua.people.tests import make as people

SINCE = date(2026, 1, 1)
STARTS = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def council(members: int = 5, *, unit: Unit | None = None, rule: str | None = "1/2", **facts: Any) -> Council:
    """A school's council: its head is the chair, the second member the secretary, the others plain members.

    `rule` is the share of all members that a vote needs by the council's own regulation (more than it).
    """
    unit = unit or people.unit()
    head = people.person(unit, "head", name="Trần Văn Chủ")
    facts = {"name": "Hội đồng Thi đua - Khen thưởng", "decision_number": "12/QĐ-THCSSM", **facts}
    made = operations.add_council(unit, by=head, decision_date=SINCE, valid_from=SINCE, **facts)
    offices = [Seat.Office.CHAIR, Seat.Office.SECRETARY]
    for n in range(members):
        person = head if n == 0 else people.person(unit, "member", name=f"Nguyễn Thành Viên {n}")
        office = offices[n] if n < len(offices) else Seat.Office.MEMBER
        operations.add_seat(made, by=head, person=person, office=office, valid_from=SINCE)
    if rule:
        house_rule(made, rule)
    return made


def house_rule(council: Council, share: str, **facts: Any) -> HouseRule:
    numerator, denominator = map(int, share.split("/"))
    facts = {"kind": "vote", "source": "Quy chế hoạt động của hội đồng, Điều 5", "is_strict": True, **facts}
    facts.setdefault("valid_from", SINCE)
    return operations.add_house_rule(council, by=chair(council), numerator=numerator, denominator=denominator, **facts)


def chair(council: Council) -> Person:
    return council.seats.get(office=Seat.Office.CHAIR).person


def secretary(council: Council) -> Person:
    return council.seats.get(office=Seat.Office.SECRETARY).person


def seats(council: Council) -> list[Seat]:
    return list(council.seats.select_related("person").order_by("pk"))


def meeting(
    of: Council | None = None, *, status: str = "held", absent: int = 0, counters: int = 0, **facts: Any
) -> Meeting:
    """A meeting with one item; of the last `absent` members it is known that they are excused."""
    of = of or council()
    facts = {"title": "Xét danh hiệu thi đua", "starts": STARTS, "venue": "Phòng họp", **facts}
    made = operations.add_meeting(of, by=chair(of), counters=seats(of)[-counters:] if counters else [], **facts)
    item(made)
    if status == "draft":
        return made
    operations.invite(made, by=chair(of))
    there = Attendance.State.PRESENT
    rows = seats(of)
    states = {seat.pk: there for seat in rows} | {
        seat.pk: Attendance.State.EXCUSED for seat in rows[len(rows) - absent :]
    }
    operations.mark_attendance(made, states, by=chair(of))
    if status == "held":
        operations.begin_meeting(made, by=chair(of))
    return made


def item(of: Meeting, **facts: Any) -> Item:
    return operations.add_item(of, by=chair(of.council), **{"title": "Xét danh hiệu Lao động tiên tiến", **facts})


def ballot(
    of: Meeting | None = None, *, status: str = "open", options: list[Any] | None = None, **facts: Any
) -> Ballot:
    of = of or meeting()
    facts.setdefault("question", "Đề nghị tặng danh hiệu Lao động tiên tiến")
    by = chair(of.council)
    made = operations.add_ballot(of.items.get(), by=by, options=options or [], **facts)
    if status != "draft":
        operations.open_ballot(made, by=by)
    return made


def voters(ballot: Ballot) -> list[Person]:
    return [paper.seat.person for paper in ballot.papers.select_related("seat__person").order_by("seat")]


def vote(ballot: Ballot, marks: list[str]) -> None:
    """Each voter in order answers so."""
    for person, mark in zip(voters(ballot), marks, strict=False):
        operations.cast_vote(ballot, by=person, marks=mark)


def counts(ballot: Ballot) -> list[tuple[Any, ...]]:
    rows = Option.objects.filter(ballot=ballot)
    return [(row.label, row.agreed, row.against, row.abstained, row.outcome) for row in rows]
