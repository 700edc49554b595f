"""What reviewers may read: texts and files without what tells who wrote them."""

from django.db.models import Q, QuerySet

from thidua.initiatives.masking import Mask, mask_for
from thidua.initiatives.models import Enclosure, Initiative, Round
from thidua.initiatives.queries.reach import standing
from thidua.people.models import Post, Unit
from thidua.people.queries import lineage


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


def handed_out(initiative: Initiative) -> QuerySet[Enclosure]:
    """The copies that reviewers get: made, and looked over where nobody could search them for names."""
    ready = Q(blind_unread=False) | Q(cleared_by__isnull=False)
    return initiative.enclosures.filter(ready, blind_file__isnull=False).select_related("blind_file").order_by("pk")
