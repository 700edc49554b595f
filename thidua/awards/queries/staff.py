"""Who works in an office or school, and which collectives it answers for."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from thidua.people.models import Person, Post, Unit
from thidua.people.queries import WORKERS, under_any
from thidua.people.queries.rights import STEP

INSIDE = frozenset({Unit.Kind.TEAM, Unit.Kind.DIVISION})
"""Kinds of unit that belong to an office or school."""


def own_units(unit: Unit) -> list[Unit]:
    """The unit with its divisions and teams, those that ended too; not the offices and schools below it."""
    found, level = [unit], [unit]
    while level:
        below = Unit.objects.filter(under_any([one.path for one in level]), depth=level[0].depth + 1, kind__in=INSIDE)
        level = list(below.order_by("path"))
        found += level
    return found


def staff_on(units: Iterable[Unit], day: date) -> QuerySet[Person]:
    """Who takes part in the work of these units on the day."""
    posts = Post.objects.valid_on(day).filter(unit__in=[unit.pk for unit in units], role__in=WORKERS)
    return Person.objects.filter(pk__in=posts.values("person"))


def staff_ever(units: Iterable[Unit]) -> QuerySet[Person]:
    posts = Post.objects.filter(unit__in=[unit.pk for unit in units], role__in=WORKERS)
    return Person.objects.filter(pk__in=posts.values("person"))


def without_post(unit: Unit, persons: Iterable[Person], first: date, last: date) -> list[Person]:
    """Those of the persons who took part in the work of the unit on none of these days, both included."""
    persons = list(persons)
    own = [one.pk for one in own_units(unit)]
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    posts = Post.objects.filter(lasting, unit__in=own, role__in=WORKERS, valid_from__lte=last, person__in=persons)
    present = set(posts.values_list("person", flat=True)) if persons else set()
    return [one for one in persons if one.pk not in present]


def collectives_of(unit: Unit) -> QuerySet[Unit]:
    """The unit itself with its divisions and teams, and the offices and schools that it answers for: those below it,
    and of a department those of its sector in the whole province.
    """
    ours = Q(pk__in=[one.pk for one in own_units(unit)]) | under_any([unit.path]) & ~Q(kind__in=INSIDE)
    if unit.kind == Unit.Kind.DEPARTMENT and unit.depth > 1:
        ours |= under_any([unit.path[:-STEP]]) & Q(kind__in=Unit.SCHOOLS)
    return Unit.objects.filter(ours)


def strangers_among(unit: Unit, subjects: Iterable[Person | Unit]) -> list[Person | Unit]:
    """Those of the subjects that are none of the unit's: persons who never worked there, collectives of others."""
    subjects = list(subjects)
    persons = [one.pk for one in subjects if isinstance(one, Person)]
    units = [one.pk for one in subjects if isinstance(one, Unit)]
    ours = set(staff_ever(own_units(unit)).filter(pk__in=persons).values_list("pk", flat=True)) if persons else set()
    own = set(collectives_of(unit).filter(pk__in=units).values_list("pk", flat=True)) if units else set()
    return [one for one in subjects if one.pk not in (ours if isinstance(one, Person) else own)]
