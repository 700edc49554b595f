"""Who decides on an award for the people of a unit, as offices of the law found in the tree of units."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from thidua.awards.rulebook import adopted_around, layers_of, rules_for, rules_of
from thidua.law import RuleSet, who_decides
from thidua.law.facts import UnitKind
from thidua.law.rules import Authority
from thidua.people.models import Unit
from thidua.people.queries import authorities, lineage

Kind = Unit.Kind
SEATS = {
    "department_head": Kind.DEPARTMENT,
    "commune_chair": Kind.COMMUNE,
    "province_chair": Kind.PROVINCE,
    "minister": Kind.MINISTRY,
}
"""Offices of the law data whose unit stands in the tree above or beside who is honoured; a principal's is the school
itself. Every other office is outside the system.
"""
PRINCIPAL = "principal"
MINISTER = "minister"
MANAGERS = ("department_head", "commune_chair")
"""Of these the one decides that manages the school: Luật 06/2022/QH15, Điều 83 khoản 1."""
HEIGHTS = {Kind.COMMUNE: 1, Kind.DEPARTMENT: 1, Kind.PROVINCE: 2, Kind.MINISTRY: 3}
"""How high a unit stands among those that decide; a school or a division stands at 0."""
OUTSIDE = 4


KINDS = {kind.value: kind for kind in UnitKind}


def home_of(unit: Unit) -> Unit | None:
    """The office or school that a unit belongs to, itself where it is one; None where no rule knows its kind."""
    if unit.kind in KINDS:
        return unit
    above = Unit.objects.filter(path__in=lineage(unit.path)[:-1], kind__in=list(KINDS))
    return above.order_by("-depth").first()


def deciders(award: str, unit: Unit, on: date) -> tuple[Authority, ...]:
    """Whose decision gives the award to who belongs to the unit, on the day of the decision; empty where no rule says.

    A school's manager is told by its place in the tree: where the rules name the manager usual for its kind (a commune
    for a lower secondary school) and it lies under the other, the rules of schools with several levels are asked, which
    know both. Raises Unknown.
    """
    home = home_of(unit)
    return _deciders(award, home, _managers_of([home])[home.pk], on, rules_for(home)) if home else ()


def _deciders(award: str, home: Unit, manager: str, on: date, rules: RuleSet) -> tuple[Authority, ...]:
    found = who_decides(award, KINDS[home.kind], on, rules)
    if not manager or not any(one.office in MANAGERS for one in found):
        return found
    if not any(one.office == manager for one in found):
        found += who_decides(award, UnitKind.COMBINED, on, rules)
    kept = (one for one in found if one.office not in MANAGERS or one.office == manager)
    return tuple(dict.fromkeys(kept))


def _managers_of(homes: Collection[Unit]) -> dict[int, str]:
    """By id: the office that manages a school; empty for who is no school, and where the tree shows none."""
    kinds = {SEATS[office]: office for office in MANAGERS}
    paths = {path for home in homes if home.is_school for path in lineage(home.path)[:-1]}
    rows = Unit.objects.filter(path__in=paths, kind__in=kinds) if paths else Unit.objects.none()
    offices = {path: kinds[Kind(kind)] for path, kind in rows.values_list("path", "kind")}
    return {home.pk: _nearest(home, offices) if home.is_school else "" for home in homes}


def _nearest(home: Unit, offices: Mapping[str, str]) -> str:
    above = (offices[path] for path in reversed(lineage(home.path)[:-1]) if path in offices)
    return next(above, "")


def may_decide(decider: Unit, award: str, subject_unit: Unit, on: date) -> Authority | None:
    """By which authority a unit gives the award to who belongs to another (or to itself); None where it may not.
    Raises Unknown.
    """
    return may_decide_all(decider, award, [subject_unit], on)[subject_unit.pk]


def may_decide_all(decider: Unit, award: str, units: Iterable[Unit], on: date) -> dict[int, Authority | None]:
    """As `may_decide` for many units, by their ids, in a fixed number of queries (and one for each team)."""
    homes = {unit.pk: home_of(unit) for unit in units}
    known = {home.pk: home for home in homes.values() if home}
    adopted, managers = adopted_around(decider), _managers_of(known.values())
    found = {
        home.pk: next(
            (
                one
                for one in _deciders(award, home, managers[home.pk], on, rules_of(layers_of(home, adopted)))
                if _sits_in(one, decider, home)
            ),
            None,
        )
        for home in known.values()
    }
    return {pk: found[home.pk] if home else None for pk, home in homes.items()}


def _sits_in(authority: Authority, decider: Unit, home: Unit) -> bool:
    """Whether the office is that of this unit: above the home, or a department beside one above it."""
    if authority.office == PRINCIPAL:
        return decider.pk == home.pk and home.is_school
    if decider.kind != SEATS.get(authority.office):
        return False
    parent = decider.path[: -Unit.steplen]
    is_beside = decider.kind == Kind.DEPARTMENT and bool(parent) and parent != home.path
    return home.path.startswith(decider.path) or (is_beside and home.path.startswith(parent))


def superior_for(unit: Unit, award: str, on: date) -> Unit | None:
    """The unit of the tree to which `unit` sends nominations for the award; None where it decides as high as anybody,
    and where the next one is not in the system. One step at a time up to the lowest unit above that decides; a
    department writes to the minister itself: Thông tư 29/2023/TT-BGDĐT, Điều 12.
    """
    height = _height(unit)
    offices = {one.office for one in deciders(award, unit, on)}
    goals = [found for office in offices if (found := _height_of(office)) > height]
    if not goals:
        return None
    bound = authorities(unit).exclude(pk=unit.pk).filter(kind__in=HEIGHTS)
    if MINISTER in offices and unit.kind == Kind.DEPARTMENT:
        ministry = bound.filter(kind=Kind.MINISTRY).first()
        return ministry or _next_above(unit, bound, height, HEIGHTS[Kind.PROVINCE])
    ceiling = min(goals)
    return _next_above(unit, bound, height, HEIGHTS[Kind.PROVINCE] if ceiling == OUTSIDE else ceiling)


def _next_above(unit: Unit, bound: QuerySet[Unit], height: int, ceiling: int) -> Unit | None:
    steps = [one for one in bound if height < HEIGHTS[Kind(one.kind)] <= ceiling]
    above = [one for one in steps if unit.path.startswith(one.path)]
    if above:
        return max(above, key=lambda one: one.depth)
    beside = sorted(steps, key=lambda one: HEIGHTS[Kind(one.kind)])
    return beside[0] if len(beside) == 1 else None


def _height(unit: Unit) -> int:
    return HEIGHTS.get(Kind(unit.kind), 0)


def _height_of(office: str) -> int:
    if office == PRINCIPAL:
        return 0
    return HEIGHTS[SEATS[office]] if office in SEATS else OUTSIDE
