"""Who may see which initiative; the one place that keeps authors from reviewers of a blind review."""

from collections.abc import Collection, Iterator

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from thidua.audit.models import Entry
from thidua.councils.queries import meetings_visible_to
from thidua.documents.models import Attachment
from thidua.documents.queries import Use, attachment_uses, attachments_seen_through
from thidua.initiatives.models import Author, Enclosure, Hearing, Initiative, Review, Round
from thidua.people.models import Person, Post
from thidua.people.queries import (
    EDITORS,
    LEADERS,
    lineage,
    organisation_paths,
    oversight_paths,
    paths_held,
    under_any,
    valid_posts,
)

KEEPERS = EDITORS | {Post.Role.INSPECTOR}
"""Roles that see what was registered in a round of their unit."""
UNSEEN = frozenset({Initiative.Status.DRAFT})
"""In these only its authors see it."""


def rounds_reviewed_blind(person: Person) -> QuerySet[Round]:
    """Rounds in which the person judges and must not learn who wrote what, whether the review began or not."""
    judged = Review.objects.filter(reviewer=person, initiative__round=OuterRef("pk"))
    blind = Round.objects.filter(blind=True).exclude(status=Round.Status.CONCLUDED)
    return blind.filter(Exists(judged))


def initiatives_visible_to(person: Person) -> QuerySet[Initiative]:
    """One's own; those registered in a unit that one leads, in a round of one's unit, or in a subtree that one
    oversees; those brought before a council that one sits on; all that were recognised. None of a round that one
    reviews blind, but one's own.
    """
    own = _is_author(person)
    hidden = Q(round__in=rounds_reviewed_blind(person).values("pk"))
    return Initiative.objects.filter(own | ((_seen_by_office(person) | _brought_to(person)) & ~hidden))


def knows_authors(person: Person) -> QuerySet[Initiative]:
    """Those whose authors the person knows, or could look up in the trail, without regard to any review."""
    trails = paths_held(person, {Post.Role.ADMINISTRATOR})
    trail = under_any(trails, "unit__path") | under_any(trails, "round__unit__path")
    created = Q(created_by=person)
    return Initiative.objects.filter(_was_author(person) | created | _seen_by_office(person) | trail)


def _was_author(person: Person) -> Q:
    """Who declined to be one was told of it all the same."""
    return Q(authors__person=person)


def _is_author(person: Person) -> Q:
    mine = Author.objects.filter(person=person, declined_at=None, initiative=OuterRef("pk"))
    drafted = Q(under_any(organisation_paths(person), "unit__path"), created_by=person)
    return Q(Exists(mine)) | drafted


def _brought_to(person: Person) -> Q:
    """Members read what they vote on. Their meetings are asked for first: SQLite takes no question nested so deep as
    those for files, which ask this one within themselves.
    """
    meetings = list(meetings_visible_to(person).values_list("pk", flat=True))
    return Q(pk__in=Hearing.objects.filter(item__meeting__in=meetings).values("initiatives") if meetings else ())


def _seen_by_office(person: Person) -> Q:
    if not valid_posts(person):
        return Q(pk__in=())
    registered = ~Q(status__in=UNSEEN) & ~Q(status=Initiative.Status.WITHDRAWN, registered_at=None)
    office = Q(unit__path__in=paths_held(person, LEADERS)) | Q(round__unit__path__in=paths_held(person, KEEPERS))
    office |= under_any(oversight_paths(person), "unit__path")
    return (registered & office) | Q(status__in=Initiative.HONOURED)


def library() -> QuerySet[Initiative]:
    """What was recognised; who asks for it narrows it by `initiatives_visible_to`."""
    return Initiative.objects.filter(status__in=Initiative.HONOURED)


def reviews_of(person: Person) -> QuerySet[Review]:
    """The person's own reviews, as far as the round has come: nothing before scoring opens."""
    seen = Q(initiative__round__status__in=[*Round.REVIEWING, Round.Status.CONCLUDED])
    return Review.objects.filter(seen, reviewer=person).exclude(initiative__status=Initiative.Status.WITHDRAWN)


def rounds_visible_to(person: Person) -> QuerySet[Round]:
    """Rounds of the units one keeps, announced ones of one's own office or school and of the units above that take
    registrations from below, and those of subtrees that one oversees.
    """
    places = organisation_paths(person)
    above = {upper for path in places for upper in lineage(path)}
    own = Q(unit__path__in=[*places, *(post.unit.path for post in valid_posts(person))])
    announced = own | Q(unit__path__in=above, below=True) | under_any(oversight_paths(person), "unit__path")
    announced |= Q(Exists(Review.objects.filter(reviewer=person, initiative__round=OuterRef("pk"))))
    if not valid_posts(person):
        return Round.objects.none()
    kept = Q(unit__path__in=paths_held(person, EDITORS))
    return Round.objects.filter(kept | (announced & ~Q(status=Round.Status.DRAFT)))


@attachments_seen_through
def enclosures_seen(person: Person) -> QuerySet[Attachment]:
    """Never through a review: reviewers get copies of their own."""
    rows = Enclosure.objects.filter(initiative__in=initiatives_visible_to(person).values("pk"))
    public = Q(purpose=Enclosure.Purpose.DESCRIPTION) | ~Q(initiative__status__in=Initiative.HONOURED)
    mine = Q(initiative__in=Initiative.objects.filter(_is_author(person)).values("pk"))
    return Attachment.objects.filter(pk__in=rows.filter(public | mine | _kept(person)).values("attachment"))


def _kept(person: Person) -> Q:
    """Evidence with names of pupils and figures is for the authors and those who keep the round, not for all who read
    the library.
    """
    office = Q(initiative__unit__path__in=paths_held(person, LEADERS))
    office |= Q(initiative__round__unit__path__in=paths_held(person, KEEPERS))
    return office | under_any(oversight_paths(person), "initiative__unit__path")


@attachment_uses
def initiatives_proved_by(ids: Collection[int], person: Person) -> Iterator[Use]:
    rows = Enclosure.objects.filter(attachment__in=ids, initiative__in=initiatives_visible_to(person).values("pk"))
    for row in rows.select_related("initiative").order_by("attachment", "-initiative"):
        yield Use(row.attachment_id, f"Sáng kiến: {row.initiative}", row.initiative.get_absolute_url())


def trail_hidden_from(person: Person) -> Q:
    """A condition on entries of the trail: what tells who wrote what in a round that the person reviews blind."""
    paths = rounds_reviewed_blind(person).values_list("unit__path", flat=True)
    kinds = [model._meta.label_lower for model in apps.get_app_config("initiatives").get_models()]
    kinds.append(Attachment._meta.label_lower)
    return under_any(paths, "unit_path") & Q(subject_type__in=kinds) if paths else Q(pk__in=())


def entries_hidden_from(person: Person) -> QuerySet[Entry]:
    return Entry.objects.filter(trail_hidden_from(person))
