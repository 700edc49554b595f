"""Which papers an issuer asks after, and who would be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from thidua.people.models import Person, Unit
from thidua.plans.models import Obligation, Plan
from thidua.plans.queries import overdue
from thidua.plans.queries.board import Column, columns_of, of_column
from thidua.progress.models import Reminder
from thidua.progress.queries.reminders import Answerers, owing_papers
from thidua.progress.reminding import call_of

SOON = timedelta(days=7)
LATE = "qua-han"
AGAIN = "lai"


def columns_owing(plan: Plan, today: date) -> list[Column]:
    """The duties and rounds that some units still owe, as columns of the board; `owed` counts those units."""
    return columns_of(owing_papers().filter(duty__plan=plan), today)


def papers_asked(plan: Plan, asked: str, today: date) -> QuerySet[Obligation]:
    """Owing papers of a plan, by unit: of a duty or column of the board by its key, those that are late
    (`qua-han`); for nothing asked those late or due within a week.
    """
    rows = owing_papers().filter(duty__plan=plan).select_related("duty__plan__unit").order_by("unit__sort_key", "pk")
    if asked == LATE:
        return overdue(rows, today)
    if asked:
        return rows.filter(of_column(asked))
    return rows.annotate(deadline_day=Coalesce("extended_to", "due")).filter(deadline_day__lte=today + SOON)


def key_of(by: Person, today: date, mark: str) -> str:
    """Once a day for each sender; a `mark` sets a repeated call apart."""
    return f"by:{by.pk}:{today}:{mark}".rstrip(":")


@dataclass(frozen=True, slots=True)
class Call:
    """A paper, whom the reminder of it reaches (ids of persons; nobody where the unit has no account), what it says."""

    paper: Obligation
    told: frozenset[int]
    text: str


def calls_for(
    papers: Iterable[Obligation], *, by: Person, today: date, words: str, mark: str = ""
) -> tuple[list[Call], int]:
    """What would go out, and how many papers are left out because `by` reminded of them today."""
    rows = list(papers)
    reminded = Reminder.objects.filter(obligation__in=[row.pk for row in rows], key=key_of(by, today, mark))
    before = set(reminded.values_list("obligation_id", flat=True))
    open_rows = [row for row in rows if row.pk not in before]
    answerers = Answerers(open_rows, today)
    calls = [Call(row, frozenset(answerers.of(row)), call_of(row, words, today)) for row in open_rows]
    return calls, len(rows) - len(calls)


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a call would reach."""

    calls: list[Call]
    already: int
    """Papers of which the sender reminded today."""

    @property
    def units(self) -> int:
        return len({call.paper.unit_id for call in self.calls})

    @property
    def persons(self) -> set[int]:
        return {person for call in self.calls for person in call.told}

    @property
    def unreached(self) -> list[Unit]:
        """Units in which nobody can be told."""
        return list({call.paper.unit_id: call.paper.unit for call in self.calls if not call.told}.values())


def preview_of(plan: Plan, asked: str, *, by: Person, today: date, words: str = "", again: bool = False) -> Preview:
    """What `remind_units` would send."""
    papers = papers_asked(plan, asked, today)
    return Preview(*calls_for(papers, by=by, today=today, words=words, mark=AGAIN if again else ""))


def last_reminded(plan: Plan) -> dict[int, date]:
    """By paper: the day on which it was last reminded of, by rule or by somebody."""
    rows = (
        Reminder.objects.filter(obligation__duty__plan=plan).order_by().values("obligation").annotate(last=Max("day"))
    )
    return dict(rows.values_list("obligation", "last"))


def with_address(persons: Iterable[int]) -> int:
    """How many of them have an e-mail address."""
    return Person.objects.filter(Q(pk__in=list(persons)), email__isnull=False).count()
