"""Who may be named as author or reviewer."""

from django.db.models import Q, QuerySet

from thidua.kernel.calendar import today
from thidua.kernel.text import fold
from thidua.people.models import Person, Post
from thidua.people.queries import WORKERS, persons_visible_to


def colleagues() -> QuerySet[Person]:
    """Everybody who works in some unit today."""
    posts = Post.objects.valid_on(today()).filter(role__in=WORKERS)
    return Person.objects.filter(is_active=True, pk__in=posts.values("person"))


def found_by(person: Person | None, words: str) -> QuerySet[Person]:
    """Colleagues whom the person may look up, and those of other units by their whole name: found, not listed."""
    said = fold(words)
    whole = Q(search_text=said) | Q(search_text__startswith=f"{said} ", code__isnull=False)
    others = whole if len(said.split()) > 1 else Q(pk__in=())
    own = Q(pk__in=persons_visible_to(person).values("pk")) if person else Q(pk__in=())
    return colleagues().filter(own | others)
