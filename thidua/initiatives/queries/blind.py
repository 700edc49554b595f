"""What reviewers may read: texts and files without what tells who wrote them."""

from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet

from thidua.initiatives.masking import Mask, mask_for
from thidua.initiatives.models import Enclosure, Initiative, Round
from thidua.initiatives.queries.reach import standing
from thidua.initiatives.queries.visibility import initiatives_visible_to
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import EDITORS, lineage, paths_held

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def mask_of(initiative: Initiative) -> Mask:
    """Blacks out its authors (also those who declined), who entered it, and their units below the round's."""
    authors = list(initiative.authors.select_related("person"))
    persons = {str(author) for author in authors} | {str(initiative.created_by)}
    ids = [author.person_id for author in authors if author.person_id]
    posts = Post.objects.filter(person__in=ids).select_related("unit")
    top = initiative.round.unit.path if initiative.round else ""
    paths = {path for path in lineage(initiative.unit.path) if path.startswith(top)}
    for post in posts:
        paths |= {path for path in lineage(post.unit.path) if len(path) > len(top) or not top.startswith(path)}
    names = {author.workplace for author in authors}
    for unit in Unit.objects.filter(path__in=paths).exclude(kind__in=("ministry", "province")):
        names |= {unit.name, unit.short_name, unit.code}
    return mask_for(persons, names)


def enclosures_to_copy(the_round: Round) -> QuerySet[Enclosure]:
    rows = Enclosure.objects.filter(initiative__in=standing(the_round), blind_file=None, blind_problem="")
    rows = rows.filter(initiative__status=Initiative.Status.UNDER_REVIEW)
    return rows.select_related("attachment__file", "initiative__unit", "initiative__round__unit").order_by("pk")


def pieces_to_look_at(person: Person) -> QuerySet[Enclosure]:
    """Copies that reviewers do not get before somebody who keeps the round looked at the pictures in them; never of a
    round that the person reviews blind.
    """
    kept = Round.objects.filter(unit__path__in=paths_held(person, EDITORS), blind=True, status__in=Round.REVIEWING)
    rows = Enclosure.objects.filter(blind_unread=True, cleared_by=None, blind_file__isnull=False)
    rows = rows.filter(initiative__in=initiatives_visible_to(person).values("pk"), initiative__round__in=kept)
    return rows.filter(initiative__status=Initiative.Status.UNDER_REVIEW)


class Pieces(TypedDict):
    pieces: int


def waiting_for_a_look(person: Person, the_round: Round | None = None) -> "list[WithAnnotations[Initiative, Pieces]]":
    """Initiatives with such copies, each with how many (`pieces`); of one round or of all that one keeps."""
    rows = pieces_to_look_at(person)
    if the_round:
        rows = rows.filter(initiative__round=the_round)
    waiting = Initiative.objects.filter(pk__in=rows.values("initiative")).select_related("round")
    pieces = Count("enclosures", filter=Q(enclosures__in=rows.values("pk")), distinct=True)
    return list(waiting.annotate(pieces=pieces).order_by("round", "pk"))


def handed_out(initiative: Initiative) -> QuerySet[Enclosure]:
    """The copies that reviewers get: made, and looked over where nobody could search them for names."""
    ready = Q(blind_unread=False) | Q(cleared_by__isnull=False)
    return initiative.enclosures.filter(ready, blind_file__isnull=False).select_related("blind_file").order_by("pk")
