"""Who may be named as author or reviewer."""

from django.db.models import QuerySet

from thidua.kernel.calendar import today
from thidua.people.models import Person, Post
from thidua.people.queries import WORKERS

SHORTEST = 4
"""Letters that one must type to look among the colleagues of all units: names are found, not listed."""


def colleagues() -> QuerySet[Person]:
    """Everybody who works in some unit today."""
    posts = Post.objects.valid_on(today()).filter(role__in=WORKERS)
    return Person.objects.filter(is_active=True, pk__in=posts.values("person"))
