"""What posts give: the one place that turns dated posts into reach over the tree.

A right is a post that is valid today, a role, and a unit on the path of the thing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from thidua.kernel.calendar import today as present_day
from thidua.people.models import Person, Post, Succession, Unit

Role = Post.Role
OVERSEERS = frozenset({Role.HEAD, Role.OFFICER, Role.INSPECTOR})
"""Roles that reach down the subtree for what was submitted or issued."""
EDITORS = frozenset({Role.HEAD, Role.OFFICER})
"""Roles that write a unit's plans and answer for its obligations."""
WORKERS = frozenset({Role.HEAD, Role.OFFICER, Role.LEADER, Role.MEMBER})
"""Roles that take part in the work of their unit."""
LEADERS = frozenset({Role.HEAD, Role.OFFICER, Role.LEADER})
"""Roles that pass on and confirm work in their unit."""
STEP = Unit.steplen


def valid_posts(person: Person, today: date | None = None) -> tuple[Post, ...]:
    """The person's posts of the day with their units; asked once a request (kept on the person)."""
    if not person.is_authenticated or not person.is_active:
        return ()
    day = today or present_day()
    if person.posts_by_day is None:
        person.posts_by_day = {}
    if day not in person.posts_by_day:
        goes_on = Exists(Succession.objects.filter(took_all(day), new=OuterRef("unit")))
        rows = person.posts.valid_on(day).select_related("unit").annotate(goes_on=goes_on)
        posts = tuple(rows.order_by("unit__path", "role"))
        _inherit([post.unit for post in posts if post.goes_on], day)
        person.posts_by_day[day] = posts
    return person.posts_by_day[day]


def _inherit(units: list[Unit], day: date) -> None:
    """Tell units which ended ones they go on for, and those which these went on for."""
    for unit in units:
        found: dict[int, str] = {}
        newest = [unit.pk]
        while newest:
            ended = Succession.objects.filter(took_all(day), new__in=newest).exclude(old__in=list(found))
            step = dict(ended.values_list("old", "old__path"))
            found |= step
            newest = list(step)
        unit.inherited_paths = tuple(found.values())


def took_all(day: date) -> Q:
    """A condition on successions: the old unit had ended when the new one came. Who was split off from a unit that
    stayed does not go on for it, whatever becomes of that unit later.
    """
    return Q(old__valid_to__lt=day) & Q(old__valid_to__lt=F("first_day"))


def paths_held(person: Person, roles: Iterable[str]) -> tuple[str, ...]:
    """Paths of the units in which the person holds one of the roles today, and of ended ones that these go on for:
    what those left undone or unjudged is theirs to end.
    """
    wanted = frozenset(roles)
    held = (post.unit for post in valid_posts(person) if post.role in wanted)
    return tuple(dict.fromkeys(path for unit in held for path in (unit.path, *unit.inherited_paths)))


def acts_in(person: Person, unit: Unit, roles: Iterable[str]) -> bool:
    """Whether the person holds one of the roles in exactly this unit."""
    return unit.path in paths_held(person, roles)


def reaches(person: Person, unit: Unit, roles: Iterable[str]) -> bool:
    """Whether the person holds one of the roles in this unit or in one above it."""
    return any(unit.path.startswith(path) for path in paths_held(person, roles))


def oversight_paths(person: Person) -> tuple[str, ...]:
    """Subtrees that the person oversees. A department (sở) looks after its sector in the whole province, so it
    oversees what lies below the unit above it: schools there belong to communes since the two-tier model.
    """
    held = (post.unit for post in valid_posts(person) if post.role in OVERSEERS)
    return tuple(
        dict.fromkeys(
            unit.path[:-STEP] if unit.kind == Unit.Kind.DEPARTMENT and unit.depth > 1 else unit.path for unit in held
        )
    )


def authorities(unit: Unit) -> QuerySet[Unit]:
    """The unit, the units above it, and the departments beside them, whose plans bind it."""
    paths = lineage(unit.path)
    beside = Q(pk__in=())
    for path in paths[:-1]:
        beside |= Q(path__under=path, depth=len(path) // STEP + 1)
    return Unit.objects.filter(Q(path__in=paths) | Q(beside, kind=Unit.Kind.DEPARTMENT))


def lineage(path: str) -> list[str]:
    """The paths of a node and of all above it, topmost first."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def under_any(paths: Iterable[str], field: str = "path") -> Q:
    """A condition: the path in `field` is one of these or below one. False for no paths."""
    condition = Q(pk__in=())
    for path in shortest(paths):
        condition |= Q(**{f"{field}__under": path})
    return condition


def shortest(paths: Iterable[str]) -> list[str]:
    """The paths without those that lie below another of them."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def organisation_path(unit: Unit) -> str:
    """The path of the office or school that a team belongs to, of other units their own."""
    return unit.path[:-STEP] if unit.kind == Unit.Kind.TEAM and unit.depth > 1 else unit.path


def organisation_paths(person: Person) -> tuple[str, ...]:
    """The paths of the offices and schools that the person works in."""
    return tuple(dict.fromkeys(organisation_path(post.unit) for post in valid_posts(person)))


def binding_paths(ids: Collection[int], today: date) -> dict[int, list[str]]:
    """Where persons belong, for who may administer them: units of posts not yet ended, else of the last one.

    A post counts even when it is still to come, its unit is closed or the person is locked: an administrator of one
    school must not get hold of somebody whom another unit counts on.
    """
    bound: dict[int, list[str]] = defaultdict(list)
    last: dict[int, str] = {}
    posts = Post.objects.filter(person__in=ids).order_by("valid_from", "pk")
    for person, path, end in posts.values_list("person_id", "unit__path", "valid_to"):
        last[person] = path
        if end is None or end >= today:
            bound[person].append(path)
    return defaultdict(list, {person: bound[person] or [last[person]] for person in last})


def needs_second_factor(person: Person) -> bool:
    """Whether a role of today is among those that the setting `MFA_REQUIRED_ROLES` names."""
    required = frozenset(settings.MFA_REQUIRED_ROLES)
    return bool(required) and any(post.role in required for post in valid_posts(person))
