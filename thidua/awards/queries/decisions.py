"""Decisions: lists of them, who may be put on one, who stands on it and where they work, and who may sign."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from thidua.awards.authority import deciders, may_decide_all, superior_for
from thidua.awards.models import Award, Decision, DecisionLine, Dossier, DossierEntry, Nomination, Season
from thidua.awards.queries.visibility import decisions_visible_to
from thidua.awards.templatetags.awards import award_name
from thidua.councils.models import Meeting
from thidua.documents.letterheads import POSITIONS
from thidua.kernel.text import fold
from thidua.law.facts import Subject
from thidua.law.rules import Authority
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import matching

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Status = Nomination.Status
DEPUTY = "pho "
ABOUT = ("person", "collective", "unit", "season__unit", "desk__unit")


@dataclass(frozen=True, slots=True)
class Line:
    """One who is honoured, as the list of the decision shows it."""

    nomination: Nomination
    position: str
    workplace: str

    @property
    def subject(self) -> Subject:
        return Subject.PERSON if self.nomination.person_id else Subject.COLLECTIVE

    @property
    def name(self) -> str:
        return self.nomination.subject_name

    @property
    def sort_key(self) -> tuple[bool, str, int]:
        """Collectives first, then by name."""
        row = self.nomination
        key = row.person.sort_key if row.person else row.collective.sort_key if row.collective else ""
        return bool(row.person_id), key, row.pk


@dataclass(frozen=True, slots=True)
class Signer:
    """Who can sign for a unit; `standing` is the line over the post of one who signs for the head."""

    key: str
    position: str
    name: str
    standing: str

    def __str__(self) -> str:
        return " – ".join(filter(None, (self.position, self.name)))


class Given(TypedDict):
    size: int
    valid: list[Award]


def chosen_decisions(by: Person, asked: Mapping[str, str]) -> "QuerySet[WithAnnotations[Decision, Given]]":
    """Those that one may see, the newest first, narrowed by `q`, `trangthai`, `danhhieu` (key of the law), `nam`."""
    rows = matching(decisions_visible_to(by), asked.get("q", ""))
    if asked.get("trangthai") in Decision.Status.values:
        rows = rows.filter(status=asked["trangthai"])
    if award := asked.get("danhhieu", ""):
        rows = rows.filter(award=award[:60])
    year = asked.get("nam", "")
    if len(year) == 4 and year.isascii() and year.isdecimal():
        rows = rows.filter(season__year__contains=year)
    return _counted(rows).order_by("-pk")


def _counted(rows: QuerySet[Decision]) -> "QuerySet[WithAnnotations[Decision, Given]]":
    given = Award.objects.filter(status=Award.Status.VALID)
    rows = rows.annotate(size=Count("lines", distinct=True))
    return rows.select_related("season__unit", "document").prefetch_related(
        Prefetch("awards", given.only("decision", "bonus"), to_attr="valid")
    )


def bonus_total(decision: Decision) -> int:
    """đồng, of awards that were not revoked."""
    rows = decision.awards.filter(status=Award.Status.VALID)
    return int(rows.aggregate(total=Sum("bonus"))["total"] or 0)


def lines_of(decision: Decision, on: date) -> list[Line]:
    """Who stands on it, in the order of the list; four queries however many there are."""
    about = [f"nomination__{name}" for name in ABOUT]
    rows = decision.lines.select_related(*about, "nomination__given__certificate__batch")
    return _lines([row.nomination for row in rows], on)


def in_order(nominations: Iterable[Nomination], on: date) -> list[Line]:
    """As they will stand on a decision: collectives, then persons by their names."""
    return sorted(_lines(list(nominations), on), key=lambda line: line.sort_key)


def _lines(nominations: Sequence[Nomination], on: date) -> list[Line]:
    posts = _posts_of([row.person_id for row in nominations if row.person_id], on)
    return [_line(row, posts.get(row.person_id or 0, ())) for row in nominations]


def _posts_of(persons: Collection[int], on: date) -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = defaultdict(list)
    rows = Post.objects.valid_on(on).filter(person__in=list(persons)).select_related("unit")
    for post in rows.order_by("-unit__depth", "pk"):
        found[post.person_id].append(post)
    return found


def _line(row: Nomination, posts: Sequence[Post]) -> Line:
    if row.collective:
        above = "" if row.collective_id == row.unit_id else row.unit.name
        return Line(row, "", above)
    inside = [post for post in posts if post.unit.path.startswith(row.unit.path)]
    titled = next((post for post in inside if post.title), None)
    place = titled or next(iter(inside), None)
    team = f"{place.unit.label}, " if place and place.unit_id != row.unit_id else ""
    return Line(row, titled.title if titled else "", f"{team}{row.unit.name}")


def heard_in(nominations: Sequence[Nomination], season: Season) -> list[Meeting]:
    """Meetings of the desk's councils that voted on these, the earliest first."""
    ids = [row.pk for row in nominations]
    rows = Meeting.objects.filter(
        items__pk__in=season.hearings.filter(results__nomination__in=ids).values("item"),
        status__in=[Meeting.Status.HELD, Meeting.Status.ENDED],
    )
    return list(rows.select_related("council", "minutes").distinct().order_by("starts", "pk"))


def position_of(unit: Unit) -> str:
    """What the unit's head is called on paper."""
    return POSITIONS.get(Unit.Kind(unit.kind), "Hiệu trưởng")


def signers_of(unit: Unit, on: date) -> list[Signer]:
    """Heads first, then who stands in for them by the name of the post (Phó …), who signs KT."""
    posts = Post.objects.valid_on(on).filter(unit=unit).exclude(role__in=[Post.Role.ADMINISTRATOR, Post.Role.INSPECTOR])
    found: dict[str, Signer] = {}
    deputies: dict[str, Signer] = {}
    for post in posts.select_related("person").order_by("pk"):
        name = post.person.full_name
        if post.role == Post.Role.HEAD:
            found[name] = Signer(str(post.pk), post.title or position_of(unit), name, "")
        elif fold(post.title).startswith(DEPUTY):
            deputies[name] = Signer(str(post.pk), post.title, name, f"KT. {position_of(unit)}")
    return [*found.values(), *(one for name, one in deputies.items() if name not in found)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nominations for one award that lie on a desk agreed to, and what can come of them there."""

    award: str
    name: str
    deciding: list[Nomination]
    """Those that the unit itself may decide on."""
    beyond: list[Nomination]
    receiver: Unit | None
    """To whom the others go, where it is in the system."""
    powers: tuple[Authority, ...]
    """Who decides on the others."""


def waiting_in(season: Season, on: date) -> list[Waiting]:
    """By award, without those that a draft of a decision has."""
    rows = season.on_desk.filter(status=Status.PASSED).exclude(decision_lines__decision__status=Decision.Status.DRAFT)
    by_award: dict[str, list[Nomination]] = defaultdict(list)
    for row in rows.select_related(*ABOUT).order_by("pk"):
        by_award[row.award].append(row)
    return [_waiting(season, award, found, on) for award, found in by_award.items()]


def _waiting(season: Season, award: str, rows: list[Nomination], on: date) -> Waiting:
    inside = powers_over(season.unit, award, rows, on)
    deciding = [row for row in rows if inside[row.unit_id] is not None]
    beyond = [row for row in rows if inside[row.unit_id] is None]
    receiver = superior_for(season.unit, award, on) if beyond else None
    powers = deciders(award, beyond[0].unit, on) if beyond else ()
    return Waiting(award, rows[0].award_name, deciding, beyond, receiver, powers)


def powers_over(decider: Unit, award: str, nominations: Iterable[Nomination], on: date) -> dict[int, Authority | None]:
    """By id of the nominees' unit: by which authority the decider gives them the award; each unit is asked once."""
    units = {row.unit_id: row.unit for row in nominations}
    return may_decide_all(decider, award, units.values(), on)


def enterable(season: Season) -> QuerySet[Nomination]:
    """Nominations on the desk for which a decision taken elsewhere can be entered."""
    rows = Nomination.objects.filter(Q(desk=season), status__in=[Status.SENT, Status.PASSED])
    rows = rows.exclude(decision_lines__decision__status=Decision.Status.DRAFT)
    rows = rows.exclude(pk__in=with_receiver(rows))
    return rows.select_related(*ABOUT).order_by("award", "person__sort_key", "collective__sort_key", "pk")


def with_receiver(rows: Collection[Nomination] | QuerySet[Nomination]) -> set[int]:
    """Ids of those that were sent to a unit of the system and wait there: it says itself what comes of them."""
    sent = DossierEntry.objects.filter(
        nomination__in=rows,
        nomination__status=Status.SENT,
        nomination__desk=F("dossier__season"),
        dossier__to_unit__isnull=False,
        dossier__status__in=(Dossier.Status.SUBMITTED, Dossier.Status.RECEIVED, Dossier.Status.CONCLUDED),
    )
    return set(sent.values_list("nomination", flat=True))


def award_keys(by: Person) -> list[tuple[str, str]]:
    """Awards of the decisions that one may see, with their names, for narrowing a list."""
    keys = decisions_visible_to(by).order_by().values_list("award", flat=True).distinct()
    return sorted(((key, award_name(key)) for key in keys), key=lambda pair: pair[1])


def drafts_with(nominations: Collection[Nomination]) -> QuerySet[DecisionLine]:
    """Lines of decisions being drafted that have one of these already."""
    ids = [row.pk for row in nominations]
    return DecisionLine.objects.filter(nomination__in=ids, decision__status=Decision.Status.DRAFT)
