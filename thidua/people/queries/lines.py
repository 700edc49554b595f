"""Units and persons as the lines of their sheets, in the order of the columns; row by row, whatever their number."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Left

from thidua.people.models import Person, Post, Unit
from thidua.people.queries.directory import lookup_paths
from thidua.people.queries.filters import chosen_persons, chosen_units
from thidua.people.queries.rights import Role, paths_held, under_any
from thidua.people.queries.tree import posts_visible_to

MANY = 2000
"""Rows that are fetched at once."""


def unit_lines(by: Person, asked: Mapping[str, str], today: date) -> Iterator[tuple[Any, ...]]:
    """The units that the address asks for, without those above that one knows by name only; each after its parent."""
    above = Unit.objects.filter(path=Left(OuterRef("path"), (OuterRef("depth") - 1) * Unit.steplen))
    units = chosen_units(by, asked, today).filter(under_any(lookup_paths(by)))
    units = units.annotate(parent_code=Subquery(above.order_by().values("code")[:1])).order_by("path")
    for unit in units.iterator(chunk_size=MANY):
        yield (
            unit.code,
            unit.name,
            unit.short_name,
            unit.get_kind_display(),
            unit.parent_code,
            unit.sign,
            unit.place,
            unit.valid_from,
        )


def person_lines(by: Person, asked: Mapping[str, str], today: date) -> Iterator[tuple[Any, ...]]:
    """The posts, past ones too, of the persons that the address asks for.

    How to reach somebody and how they sign in is told of those who have a post in what one administers.
    """
    ours = Post.objects.filter(under_any(paths_held(by, {Role.ADMINISTRATOR}), "unit__path"), person=OuterRef("person"))
    posts = posts_visible_to(by).filter(person__in=chosen_persons(by, asked, today).order_by().values("pk"))
    posts = posts.select_related("person__contact", "unit").annotate(is_ours=Exists(ours.valid_on(today)))
    for post in posts.order_by("person__sort_key", "person", "valid_from", "pk").iterator(chunk_size=MANY):
        person = post.person
        contact = getattr(person, "contact", None)
        yield (
            person.code,
            person.full_name,
            *((person.email, person.username, contact and contact.phone) if post.is_ours else (None, None, None)),
            post.unit.code,
            post.get_role_display(),
            post.title,
            post.valid_from,
            post.valid_to,
        )
