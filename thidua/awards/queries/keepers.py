"""Who deals with what is about somebody who keeps a unit's papers: never that person."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import QuerySet

from thidua.people.models import Person, Post, Unit
from thidua.people.queries import EDITORS, holders, lineage, paths_held, under_any

MOST_NAMED = 3


def others_who_keep(unit: Unit, about: Person, today: date) -> QuerySet[Person]:
    """Head and officers of the unit apart from that person."""
    return holders(unit, EDITORS, today).exclude(pk=about.pk)


def unit_above(unit: Unit, about: Person, today: date) -> Unit | None:
    """The nearest unit above that has a head or an officer other than that person."""
    posts = Post.objects.valid_on(today).filter(role__in=EDITORS, person__is_active=True).exclude(person=about)
    above = Unit.objects.filter(path__in=lineage(unit.path)[:-1], pk__in=posts.values("unit"))
    return above.order_by("-depth").first()


def answers_instead(unit: Unit, about: Person, today: date) -> Unit | None:
    """The unit above, where a comment on that person goes: nobody answers one about oneself, and an officer does not
    answer one about the only head. None where the others of the unit answer.
    """
    heads = set(holders(unit, {Post.Role.HEAD}, today).values_list("pk", flat=True))
    if heads != {about.pk} and others_who_keep(unit, about, today).exists():
        return None
    return unit_above(unit, about, today)


def keeps_instead(unit: Unit, about: Person, today: date) -> Unit | None:
    """The unit above, whose head and officers keep the records of that person: of the only one who keeps the unit's.
    None where that person keeps none, or others of the unit do.
    """
    if others_who_keep(unit, about, today).exists() or about not in holders(unit, EDITORS, today):
        return None
    return unit_above(unit, about, today)


def units_stood_in_for(by: Person, about: Person, today: date) -> list[Unit]:
    """Those whose only keeper is that person and whose records of that person `by` keeps from above."""
    if not (kept := paths_held(by, EDITORS)):
        return []
    posts = Post.objects.valid_on(today).filter(under_any(kept, "unit__path"), person=about, role__in=EDITORS)
    units = Unit.objects.filter(pk__in=posts.values("unit")).order_by("path")
    found = ((unit, keeps_instead(unit, about, today)) for unit in units)
    return [unit for unit, above in found if above is not None and above.path in kept]


def only_keepers_below(by: Person, today: date) -> QuerySet[Person]:
    """Persons whose records `by` keeps because they are the only ones who keep those of their unit."""
    kept = paths_held(by, EDITORS)
    posts = Post.objects.valid_on(today).filter(under_any(kept, "unit__path"), role__in=EDITORS, person__is_active=True)
    keepers: dict[str, set[int]] = defaultdict(set)
    for path, person in posts.values_list("unit__path", "person"):
        keepers[path].add(person)
    found = {min(persons) for path, persons in keepers.items() if len(persons) == 1 and _is_next(path, keepers, kept)}
    return Person.objects.filter(pk__in=found).exclude(pk=by.pk).order_by("sort_key", "pk")


def _is_next(path: str, keepers: Mapping[str, set[int]], kept: Collection[str]) -> bool:
    """Whether the nearest unit above with somebody else who keeps it is one of those kept."""
    above = (one for one in reversed(lineage(path)[:-1]) if keepers.get(one, set()) - keepers[path])
    return next(above, "") in kept


def who_else(unit: Unit, about: Person, today: date) -> str:
    """Who keeps the records of that person, in words: the others of the unit, else the unit above."""
    others = ", ".join(person.full_name for person in others_who_keep(unit, about, today)[:MOST_NAMED])
    above = None if others else unit_above(unit, about, today)
    return others or (f"người phụ trách của {above.label}" if above else "người phụ trách khác khi đơn vị có")
