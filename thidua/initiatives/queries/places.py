"""The school of the team in which something was made."""

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left, Length, NullIf

from thidua.initiatives.models import Initiative
from thidua.people.models import Unit


def above(field: str) -> Subquery:
    """A field of the unit right above the initiative's own."""
    path = OuterRef("unit__path")
    return Subquery(Unit.objects.filter(path=Left(path, Length(path) - Unit.steplen)).values(field)[:1])


def with_homes(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """With what `Initiative.place` tells of a team's school."""
    return rows.annotate(home=Coalesce(NullIf(above("short_name"), Value("")), above("name"), Value("")))
