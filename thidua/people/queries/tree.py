"""The tree as pages show it: where units lie, what is below them, and who works there."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left

from thidua.people.models import Cluster, Person, Post, PostQuerySet, Unit
from thidua.people.queries.directory import lookup_paths, open_units, units_visible_to
from thidua.people.queries.rights import lineage, under_any


def posts_visible_to(person: Person) -> PostQuerySet:
    """Posts, past ones too, in the subtrees that one may look up, and one's own."""
    return Post.objects.filter(under_any(lookup_paths(person), "unit__path") | Q(person=person))


def units_above(units: Collection[Unit]) -> dict[int, list[Unit]]:
    """For each unit those above it, topmost first; one query for all."""
    paths = {path for unit in units for path in lineage(unit.path)[:-1]}
    known = {unit.path: unit for unit in Unit.objects.filter(path__in=paths)} if paths else {}
    return {unit.pk: [known[path] for path in lineage(unit.path)[:-1]] for unit in units}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in a list: those above it, how many open units lie directly below, how many people have a post in it.

    `staff` is None where one may see the unit's name only.
    """

    unit: Unit
    above: list[Unit]
    below: int
    staff: int | None


def lines_of(rows: Iterable[Unit], by: Person, today: date) -> list[UnitLine]:
    """The units with what a list says about them, in three queries however many there are."""
    units = list(rows)
    above, below, staff = units_above(units), _counts_below(units, by, today), _counts_of_staff(units, today)
    paths = lookup_paths(by)
    return [
        UnitLine(
            unit,
            above[unit.pk],
            below.get(unit.path, 0),
            staff.get(unit.pk, 0) if any(unit.path.startswith(path) for path in paths) else None,
        )
        for unit in units
    ]


def _counts_below(units: Sequence[Unit], by: Person, today: date) -> dict[str, int]:
    paths = [unit.path for unit in units]
    rows = open_units(units_visible_to(by), today).filter(under_any(paths))
    rows = rows.annotate(above=Left("path", (F("depth") - 1) * Unit.steplen)).filter(depth__gt=1, above__in=paths)
    return dict(rows.order_by().values_list("above").annotate(Count("pk")))


def _counts_of_staff(units: Sequence[Unit], today: date) -> dict[int, int]:
    posts = Post.objects.valid_on(today).filter(unit__in=[unit.pk for unit in units])
    return dict(posts.order_by().values_list("unit").annotate(Count("person", distinct=True)))


def clusters_of(unit: Unit) -> QuerySet[Cluster]:
    """Clusters that the unit is in or runs."""
    rows = Cluster.objects.filter(Q(unit=unit) | Q(units=unit)).distinct()
    return rows.select_related("unit").order_by("sort_key")


class Closing(NamedTuple):
    """What the closing of a unit takes with it, counted today."""

    units: int
    """Open units below it."""
    people: int
    """Who has a post in it or below it."""
    left_without: int
    """Those of them who have no post elsewhere, so that nothing is left for them to do after signing in."""
    clusters: int


def closing_of(unit: Unit, today: date) -> Closing:
    inside = under_any([unit.path], "unit__path")
    posts = Post.objects.valid_on(today)
    elsewhere = posts.exclude(unit__path__under=unit.path)
    people = Person.objects.filter(pk__in=posts.filter(inside).values("person"))
    return Closing(
        open_units(Unit.objects.filter(path__under=unit.path), today).exclude(pk=unit.pk).count(),
        people.count(),
        people.exclude(pk__in=elsewhere.values("person")).count(),
        Cluster.objects.filter(units__path__under=unit.path).distinct().count(),
    )


class Merging(NamedTuple):
    """What merging units takes with it, counted on the first day."""

    units: list[Unit]
    """Those that end."""
    teams: int
    """Open units right below them."""
    doubled: list[str]
    """Names that several of these have."""
    posts: int
    """Posts that go on in the new unit."""
    clusters: int
    heads: QuerySet[Person]


def merging_of(olds: Sequence[Unit], everyone: Sequence[Unit], first_day: date) -> Merging:
    """`everyone` are the old units and the one that receives them, if it is there already."""
    below = open_units(Unit.objects.filter(under_any(unit.path for unit in everyone)), first_day)
    depths = {unit.path: unit.depth for unit in everyone}
    children = [unit for unit in below if depths.get(unit.path[: -Unit.steplen]) == unit.depth - 1]
    names = Counter(child.name for child in children)
    old_paths = {unit.path for unit in olds}
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=first_day)
    heads = Post.objects.filter(lasting, unit__in=[unit.pk for unit in everyone], role=Post.Role.HEAD)
    return Merging(
        list(olds),
        sum(child.path[: -Unit.steplen] in old_paths for child in children),
        sorted(name for name, count in names.items() if count > 1),
        Post.objects.filter(lasting, unit__in=[unit.pk for unit in olds]).count(),
        Cluster.objects.filter(units__in=[unit.pk for unit in olds]).distinct().count(),
        Person.objects.filter(pk__in=heads.values("person")).order_by("sort_key"),
    )
