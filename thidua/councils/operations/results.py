"""What an opened urn says, written as counts and nothing else."""

from fractions import Fraction

from thidua.councils import sealing
from thidua.councils.counting import Count, counted, needed, outcomes
from thidua.councils.models import Attendance, Ballot, HouseRule, Option, Paper, Recusal, Urn
from thidua.councils.operations.paper_ballots import counted_papers
from thidua.councils.queries import seats_on

FOUND = ["members", "present", "recused", "cast", "invalid", "needed", "is_broken_down"]


def count_ballot(ballot: Ballot, urn: Urn, private: bytes) -> None:
    """Fill in the counts and outcomes of a ballot that was just closed. Raises ValidationError `counts_differ`."""
    options = list(ballot.options.all())
    on_paper = counted_papers(ballot, private, len(options))
    answers = answers_in(urn, private, len(options)) if ballot.is_secret else open_answers(ballot)
    counts = [one + two for one, two in zip(counted(answers, len(options)), on_paper.counts, strict=True)]
    _note_members(ballot)
    ballot.cast = len(answers) + on_paper.papers
    ballot.needed = needed(ballot.share or Fraction(1), ballot.base, is_strict=ballot.is_strict)
    ballot.is_broken_down = not ballot.is_secret or ballot.cast >= ballot.item.meeting.council.least_shown
    ballot.invalid = on_paper.invalid if ballot.is_broken_down else None
    ballot.save(update_fields=FOUND)
    _write(ballot, options, counts)


def answers_in(urn: Urn, private: bytes, options: int) -> list[str]:
    """The answers in the urn. The noise of unused cells is passed over."""
    size, free = sealing.size_of(options), set(urn.free)
    cells = bytes(urn.cells)
    taken = (place for place in range(len(cells) // size) if place not in free)
    return [sealing.unseal(cells[place * size : (place + 1) * size], private).decode() for place in taken]


def open_answers(ballot: Ballot) -> list[str]:
    return list(ballot.papers.filter(state=Paper.State.CAST).values_list("marks", flat=True))


def _note_members(ballot: Ballot) -> None:
    """The numbers that a share can be of, on the day of the meeting."""
    meeting = ballot.item.meeting
    seats = seats_on(meeting.council, meeting.day).filter(may_vote=True)
    out = Recusal.objects.filter(item=ballot.item).values("seat")
    recused = seats.filter(pk__in=out)
    if ballot.whole == HouseRule.Whole.PRESENT_MEMBERS:
        recused = recused.filter(attendances__meeting=meeting, attendances__state__in=Attendance.THERE)
    ballot.members, ballot.recused = seats.count(), recused.count()
    idle = ballot.papers.filter(is_written=True, state=Paper.State.WAITING)
    ballot.present = ballot.papers.count() - idle.count()


def _write(ballot: Ballot, options: list[Option], counts: list[Count]) -> None:
    places = ballot.places if ballot.form == Ballot.Form.CHOOSE else None
    for option, count, outcome in zip(options, counts, outcomes(counts, ballot.needed, places), strict=True):
        option.outcome = outcome
        if ballot.is_broken_down:
            option.agreed, option.against, option.abstained = count.agreed, count.against, count.abstained
    Option.objects.bulk_update(options, ["outcome", "agreed", "against", "abstained"])
