"""Who must not judge what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from thidua.initiatives.models import Author, Conflict, Initiative, Round
from thidua.initiatives.queries.visibility import knows_authors
from thidua.kernel.calendar import today
from thidua.people.models import Person, Post

Pairs = dict[tuple[int, int], str]
"""By initiative and person: the reason in words."""


def conflicts_among(the_round: Round, initiatives: Sequence[Initiative], persons: Iterable[Person]) -> Pairs:
    """Which of the persons must not judge which of the initiatives, in a fixed number of queries and one a person."""
    judges = {person.pk: person for person in persons}
    authors: dict[int, set[int]] = defaultdict(set)
    for initiative, person in Author.objects.filter(initiative__in=initiatives, person__isnull=False).values_list(
        "initiative", "person"
    ):
        authors[initiative].add(person or 0)
    places = _places({pk for group in authors.values() for pk in group} | judges.keys(), the_round)
    declared = _declared(judges)
    known = _known(the_round, initiatives, judges.values())
    return {
        (initiative.pk, pk): reason
        for initiative in initiatives
        for pk in judges
        if (reason := _reason(pk, authors[initiative.pk], places, declared) or known.get((initiative.pk, pk), ""))
    }


def _reason(judge: int, authors: set[int], places: dict[int, set[int]], declared: set[tuple[int, int]]) -> str:
    if judge in authors:
        return "là tác giả"
    if any((judge, author) in declared for author in authors):
        return "đã khai có liên quan đến tác giả"
    if any(places[judge] & places[author] for author in authors):
        return "cùng tổ, cùng đơn vị với tác giả"
    return ""


def _places(persons: Iterable[int], the_round: Round) -> dict[int, set[int]]:
    """By person: the teams and units other than the round's own that the person works in today."""
    posts = Post.objects.valid_on(today()).filter(person__in=list(persons)).exclude(unit=the_round.unit_id)
    found: dict[int, set[int]] = defaultdict(set)
    for person, unit in posts.values_list("person", "unit"):
        found[person].add(unit)
    return found


def _declared(judges: Iterable[int]) -> set[tuple[int, int]]:
    ids = list(judges)
    rows = Conflict.objects.filter(Q(person__in=ids) | Q(author__in=ids)).values_list("person", "author")
    return {pair for one, two in rows for pair in ((one, two), (two, one))}


def _known(the_round: Round, initiatives: Sequence[Initiative], judges: Iterable[Person]) -> Pairs:
    """In a blind review nobody judges whose pages or trail tell the author already."""
    if not the_round.blind:
        return {}
    ids = [initiative.pk for initiative in initiatives]
    return {
        (initiative, person.pk): "xem được tên tác giả do vai trò đang giữ"
        for person in judges
        for initiative in knows_authors(person).filter(pk__in=ids).values_list("pk", flat=True).distinct()
    }
