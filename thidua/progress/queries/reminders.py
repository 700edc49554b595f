"""By which rule a plan reminds, what is due for it, and who answers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from thidua.people.models import Post, Succession, Unit
from thidua.people.queries import EDITORS, WORKERS, lineage, took_all
from thidua.plans.models import Assignment, Obligation, Plan
from thidua.progress.models import Reminder, ReminderRule
from thidua.progress.reminding import DEFAULT, Pattern, Thing

ANSWERING = frozenset({Post.Role.OFFICER, Post.Role.LEADER})
"""Who is reminded first; the head of a unit where nobody else answers, or when it is late."""
INNER = frozenset({Unit.Kind.TEAM, Unit.Kind.DIVISION})
"""Units that answer to the head of the unit above."""


def pattern_of(rule: ReminderRule) -> Pattern | None:
    """None for a rule that says not to remind."""
    return Pattern(tuple(sorted(rule.days)), rule.escalate_after) if rule.active else None


def patterns_of(plans: Iterable[Plan]) -> dict[int, Pattern | None]:
    """By plan: its own rule, else that of the nearest unit that binds its unit, else the default. Wants `unit`."""
    rows = list(plans)
    own = {rule.plan_id: pattern_of(rule) for rule in ReminderRule.objects.filter(plan__in=[row.pk for row in rows])}
    rules = ReminderRule.objects.filter(plan=None).select_related("unit")
    by_path = {rule.unit.path: pattern_of(rule) for rule in rules}
    by_sector = {
        rule.unit.path[: -Unit.steplen]: pattern_of(rule) for rule in rules if rule.unit.kind == Unit.Kind.DEPARTMENT
    }
    return {row.pk: own[row.pk] if row.pk in own else _of_unit(row.unit, by_path, by_sector) for row in rows}


def pattern_of_unit(unit: Unit) -> Pattern | None:
    """What holds for plans of the unit that have no rule of their own."""
    return next(iter(patterns_of([Plan(unit=unit)]).values()))


def _of_unit(
    unit: Unit, by_path: Mapping[str, Pattern | None], by_sector: Mapping[str, Pattern | None]
) -> Pattern | None:
    """The nearest wins; the department of a province, which looks after its schools, stands before the province."""
    if unit.path in by_path:
        return by_path[unit.path]
    for path in reversed(lineage(unit.path)[:-1]):
        for rules in (by_sector, by_path):
            if path in rules:
                return rules[path]
    return DEFAULT


def remindable_plans() -> QuerySet[Plan]:
    return Plan.objects.filter(status=Plan.Status.ISSUED).select_related("unit")


def papers_due(deadlines: Collection[date]) -> QuerySet[Obligation]:
    """Owing papers of issued plans with one of these deadlines, an extension counted."""
    due = Q(extended_to__in=deadlines) | Q(extended_to=None, due__in=deadlines)
    return owing_papers().filter(due)


def owing_papers() -> QuerySet[Obligation]:
    rows = Obligation.objects.filter(status__in=Obligation.OWING, duty__plan__status=Plan.Status.ISSUED)
    return rows.select_related("duty__plan__unit", "unit").order_by("pk")


def shares_due(deadlines: Collection[date]) -> QuerySet[Assignment]:
    """Undone shares of tasks of issued plans with one of these deadlines."""
    rows = Assignment.objects.filter(
        due__in=deadlines, status__in=Assignment.UNDONE, task__plan__status=Plan.Status.ISSUED
    )
    return rows.select_related("task__plan__unit", "unit").order_by("pk")


def reminded(kind: type[Obligation] | type[Assignment], ids: Collection[int]) -> set[tuple[int, str]]:
    """Which of these have been reminded by which key."""
    name = kind._meta.model_name
    rows = Reminder.objects.filter(**{f"{name}__in": ids})
    return set(rows.values_list(f"{name}_id", "key"))


@dataclass(slots=True)
class Staff:
    """Who can be told in a unit, as ids of persons."""

    answering: set[int] = field(default_factory=set)
    heads: set[int] = field(default_factory=set)
    working: set[int] = field(default_factory=set)

    def add(self, person: int, role: str) -> None:
        self.working.add(person)
        if role == Post.Role.HEAD:
            self.heads.add(person)
        elif role in ANSWERING:
            self.answering.add(person)


def _places(unit: Unit) -> list[str]:
    """The paths of the unit and, for a part of an office or school, of that."""
    return [unit.path, unit.path[: -Unit.steplen]] if unit.kind in INNER else [unit.path]


def _ended_units(paths: Collection[str], today: date) -> dict[str, set[str]]:
    """By the path of a unit: those among the paths of ended units that it goes on for, through all their successors."""
    found: dict[str, set[str]] = defaultdict(set)
    origins = {path: {path} for path in paths}
    while origins:
        links = Succession.objects.filter(took_all(today), old__path__in=origins)
        further: dict[str, set[str]] = defaultdict(set)
        for old, new in links.values_list("old__path", "new__path"):
            further[new] |= origins[old] - found[new]
        for new, first in further.items():
            found[new] |= first
        origins = {new: first for new, first in further.items() if first}
    return found


class Answerers:
    """Who answers for things, found for many in one query."""

    def __init__(self, things: Iterable[Thing], today: date) -> None:
        rows = list(things)
        paths = {path for thing in rows for path in _places(thing.unit)}
        old_of = _ended_units(paths, today)
        doers = {thing.person_id for thing in rows if isinstance(thing, Assignment) and thing.person_id}
        answers = Q(role__in=ANSWERING | {Post.Role.HEAD}) | Q(role__in=WORKERS, person__in=doers)
        posts = Post.objects.valid_on(today).filter(
            answers, unit__path__in=paths | old_of.keys(), person__is_active=True
        )
        self.staff: dict[str, Staff] = defaultdict(Staff)
        for path, person, role in posts.values_list("unit__path", "person_id", "role"):
            for place in (path, *old_of.get(path, ())):
                self.staff[place].add(person, role)

    def of(self, thing: Thing, *, with_head: bool = False) -> set[int]:
        """Ids of persons; a paper that waits for the head's word is told to the head as well."""
        here = self.staff[thing.unit.path]
        if isinstance(thing, Assignment) and thing.person_id in here.working:
            told = {thing.person_id}
            return told | here.answering | self._heads(thing.unit) if with_head else told
        told = set(here.answering or here.heads or self._above(thing.unit))
        waits = isinstance(thing, Obligation) and thing.status == Obligation.Status.CONFIRMING
        return told | self._heads(thing.unit) if with_head or waits else told

    def _above(self, unit: Unit) -> set[int]:
        """For a part of a school without anybody: who answers for the school."""
        staff = self.staff[unit.path[: -Unit.steplen]] if unit.kind in INNER else Staff()
        return staff.answering or staff.heads

    def _heads(self, unit: Unit) -> set[int]:
        above = self.staff[unit.path[: -Unit.steplen]].heads if unit.kind in INNER else set()
        return self.staff[unit.path].heads | above


def editors_of(units: Collection[int], today: date) -> dict[int, set[int]]:
    """By unit: ids of the persons who write its plans."""
    posts = Post.objects.valid_on(today).filter(unit__in=units, role__in=EDITORS, person__is_active=True)
    found: dict[int, set[int]] = defaultdict(set)
    for unit, person in posts.values_list("unit_id", "person_id"):
        found[unit].add(person)
    return found
