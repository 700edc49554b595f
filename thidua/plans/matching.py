"""Bodies as a plan names them, found among the units below the issuer."""

import re
from collections.abc import Iterable

from django.db.models import QuerySet

from thidua.kernel.text import fold
from thidua.people.models import Unit

ALL_TEAMS = re.compile(r"\b(?:cac to|tung to|moi to|to,? bo phan|cac bo phan)\b(?! chuc)")
SUBJECT_TEAMS = re.compile(r"\bto (?:chuyen mon|cm|bo mon)\b")
OFFICE_TEAM = re.compile(r"\bto (?:van phong|vp|hanh chinh)\b")


def inner_units(unit: Unit) -> QuerySet[Unit]:
    """The teams and divisions of the unit itself, in the order of the tree."""
    inner = {Unit.Kind.TEAM, Unit.Kind.DIVISION}
    below = Unit.objects.filter(path__under=unit.path, depth=unit.depth + 1, kind__in=inner, valid_to=None)
    return below.order_by("path")


def units_named(bodies: Iterable[str], inner: Iterable[Unit]) -> list[Unit]:
    """The inner units that the words name one by one or as a group ("các tổ chuyên môn"). None when they name none."""
    said = fold(" ; ".join(bodies))
    return [unit for unit in inner if _is_meant(unit, said)]


def _is_meant(unit: Unit, said: str) -> bool:
    names = {fold(name) for name in (unit.name, unit.short_name) if name}
    if any(re.search(rf"\b{re.escape(name)}\b", said) for name in names):
        return True
    if unit.kind != Unit.Kind.TEAM:
        return False
    is_office = any(OFFICE_TEAM.search(name) for name in names)
    if ALL_TEAMS.search(said) and not SUBJECT_TEAMS.search(said):
        return True
    return bool((OFFICE_TEAM if is_office else SUBJECT_TEAMS).search(said))
