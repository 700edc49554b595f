"""The school of the team in which something was made or is applied."""

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left, Length, NullIf

from thidua.initiatives.models import Adoption, Initiative
from thidua.people.models import Unit


def above(field: str, of: str = "unit") -> Subquery:
    """A field of the unit right above the one that a row names in `of`."""
    path = OuterRef(f"{of}__path")
    return Subquery(Unit.objects.filter(path=Left(path, Length(path) - Unit.steplen)).values(field)[:1])


def _home(of: str = "unit") -> Coalesce:
    return Coalesce(NullIf(above("short_name", of), Value("")), above("name", of), Value(""))


def with_homes(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """With what `Initiative.place` tells of a team's school."""
    return rows.annotate(home=_home())


def with_both_homes(rows: QuerySet[Adoption]) -> QuerySet[Adoption]:
    """With what `Adoption.place` and `Adoption.origin` tell of a team's school."""
    return rows.annotate(home=_home(), origin_home=_home("initiative__unit"))


def organisation_path(unit: Unit) -> str:
    """Of the office or school that a unit belongs to: a team is a part of the unit above it."""
    is_part = unit.kind == Unit.Kind.TEAM and unit.depth > 1
    return unit.path[: -Unit.steplen] if is_part else unit.path
