"""Lists shown before the decision: for how long, who may be on them, and who still waits for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from thidua.awards.models import Nomination, Objection, Publication, Season
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.awards.rulebook import rules_for
from thidua.law.rules import Deadline, RuleSet
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, acts_in, held_about, paths_held

STATE, OWN = "public_notice_state", "public_notice_unit"
"""Deadlines of the law data: of awards of the State, and where no document says how long."""
SHOWS_FOR_STATE = frozenset({Unit.Kind.PROVINCE, Unit.Kind.MINISTRY})
"""Who shows the lists of the State's awards: NĐ 152/2025, Điều 44 names ministries and provinces."""
Status = Nomination.Status


@dataclass(frozen=True, slots=True)
class Notice:
    """For how many working days a list is shown: what is proposed, the least, and on what that rests."""

    days: int
    least: int
    source: str
    doubt: str


def notice_of(season: Season, awards: Iterable[str], on: date) -> Notice:
    """For a list with these awards, by the rules of the day and what the season says."""
    rules, named = rules_for(season.unit), set(awards)
    state, own = rules.find_standing(Deadline, on, STATE), rules.find_standing(Deadline, on, OWN)
    if state and state.days and named & set(state.awards):
        least = max(state.days, season.notice_days)
        return Notice(least, least, rules.cite(state.sources), "; ".join(rules.doubts(state, on)))
    if season.notice_days:
        return Notice(season.notice_days, season.notice_days, "Số ngày đặt ở đợt xét", "")
    if own and own.days:
        return Notice(own.days, 1, rules.cite(own.sources), "; ".join(rules.doubts(own, on)))
    return Notice(1, 1, "", "")


def awards_of_the_state(rules: RuleSet, on: date) -> frozenset[str]:
    """Those whose nominees are shown before the council meets, and not only before the decision."""
    rule = rules.find_standing(Deadline, on, STATE)
    return frozenset(rule.awards) if rule else frozenset()


def listable(season: Season, on: date, *, but: Publication | None = None) -> QuerySet[Nomination]:
    """Nominations that may be put on a list of the season: agreed to, for awards of the State also those that wait for
    the council; not those on another list that is being written or shown.
    """
    early = Q(status=Status.READY, award__in=awards_of_the_state(rules_for(season.unit), on))
    listed = Publication.objects.filter(season=season).exclude(status=Publication.Status.CLOSED)
    if but is not None:
        listed = listed.exclude(pk=but.pk)
    rows = Nomination.objects.filter(Q(status=Status.PASSED) | early, desk=season)
    rows = rows.exclude(publications__in=listed)
    return rows.select_related("person", "collective", "unit").order_by("award", "pk")


def publications_seen(by: Person, season: Season) -> QuerySet[Publication]:
    """All lists for who keeps the season, those that were shown for everybody else; with the counts of their nominees
    and of the comments that are told to `by`.
    """
    rows = season.publications.all()
    if not acts_in(by, season.unit, EDITORS):
        rows = rows.exclude(status=Publication.Status.DRAFT)
    told = Q(objections__in=objections_told_to(by))
    waiting = told & Q(objections__status=Objection.Status.RECEIVED)
    return rows.annotate(
        size=Count("nominations", distinct=True),
        comments=Count("objections", filter=told, distinct=True),
        waiting=Count("objections", filter=waiting, distinct=True),
    ).order_by("-pk")


def publications_visible_to(by: Person) -> QuerySet[Publication]:
    shown = ~Q(status=Publication.Status.DRAFT) & Q(season__in=seasons_visible_to(by))
    return Publication.objects.filter(shown | Q(season__unit__path__in=paths_held(by, EDITORS)))


def listed(publication: Publication) -> QuerySet[Nomination]:
    rows = publication.nominations.select_related("person", "collective", "unit")
    return rows.order_by("award", "person__sort_key", "collective__sort_key", "pk")


def still_listed(publication: Publication) -> QuerySet[Nomination]:
    """Without those that were withdrawn or refused meanwhile: nobody is shown to strangers for nothing."""
    return listed(publication).exclude(status__in=(Status.WITHDRAWN, Status.REFUSED))


def objections_told_to(by: Person) -> QuerySet[Objection]:
    """Comments that the person reads and answers: of the lists one keeps and those sent up to one's unit, never one
    about oneself. To others not even their number is told.
    """
    kept = paths_held(by, EDITORS)
    ours = Q(sent_up_to__path__in=kept) | Q(sent_up_to=None, publication__season__unit__path__in=kept)
    return Objection.objects.filter(ours).exclude(nomination__person=by)


def objections_to_answer(publication: Publication, by: Person) -> QuerySet[Objection]:
    """Nobody else reads who sent them."""
    rows = objections_told_to(by).filter(publication=publication)
    return rows.select_related("nomination__person", "nomination__collective", "answered_by", "sent_up_to")


def trail_of_own_comments(person: Person) -> Q:
    """A condition on entries of the trail: what people said of the person as a nominee, and the answers."""
    about = Objection.objects.filter(nomination__person=person, pk=Cast(OuterRef("subject_id"), BigIntegerField()))
    return Q(Exists(about), subject_type=Objection._meta.label_lower)


def objections_sent(publication: Publication, by: Person) -> QuerySet[Objection]:
    return publication.objections.filter(sender=by).select_related("nomination__person", "nomination__collective")


def not_yet_published(
    season: Season, nominations: Collection[Nomination], today: date, *, reader: Person | None = None
) -> list[Nomination]:
    """Those that cannot be decided on yet, in the order given: to be shown and not on a list that was closed, being
    shown just now, or with a comment that nobody answered or that was found right. The season's latest list counts,
    and every comment that still waits. As told to the `reader`: who is not to hear of comments on oneself.
    """
    state = awards_of_the_state(rules_for(season.unit), today) if season.unit.kind in SHOWS_FOR_STATE else frozenset()
    clear, stopped = _standing(season, [row.pk for row in nominations], reader)
    return [
        row
        for row in nominations
        if row.pk in stopped or (row.pk not in clear and (season.notice_days or row.award in state))
    ]


def _standing(season: Season, ids: Collection[int], reader: Person | None) -> tuple[set[int], set[int]]:
    """Ids of nominations whose latest list was closed with nothing against them; and of those that it stops: it is
    still shown, or something is said against them.
    """
    shown = Publication.objects.filter(season=season).exclude(status=Publication.Status.DRAFT)
    rows = shown.filter(nominations__in=ids).order_by("pk").values_list("nominations", "pk", "status")
    latest = {nomination: (pk, status) for nomination, pk, status in rows}
    against = Objection.objects.filter(Q(status=Objection.Status.RECEIVED) | Q(upheld=True), publication__in=shown)
    if reader is not None:
        against = against.exclude(nomination__person=reader)
    said = list(against.values_list("publication", "nomination", "status"))
    pairs = {(list_pk, nomination) for list_pk, nomination, _ in said}
    waiting = {nomination for _, nomination, state in said if state == Objection.Status.RECEIVED}
    contested = {pk for pk, (list_pk, _) in latest.items() if {(list_pk, pk), (list_pk, None)} & pairs or pk in waiting}
    closed = {pk for pk, (_, status) in latest.items() if status == Publication.Status.CLOSED}
    return closed - contested, contested | (latest.keys() - closed)


@held_about
def objections_held(person: Person) -> dict[str, Any]:
    """What the person sent under the own name about lists of nominees, with the answers."""
    rows = Objection.objects.filter(sender=person).select_related("publication").order_by("pk")
    return {
        "ý kiến về danh sách công khai": [
            {
                "danh sách": row.publication.title,
                "nội dung": row.text,
                "gửi lúc": row.at,
                "trả lời": row.answer,
            }
            for row in rows
        ]
    }
