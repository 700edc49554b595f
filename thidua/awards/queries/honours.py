"""What units let everybody read of their honours."""

from collections.abc import Mapping

from django.db.models import QuerySet

from thidua.awards.models import Award
from thidua.awards.queries.awards import WHOM
from thidua.people.models import Unit
from thidua.people.queries import matching, number_of, under_any

MOST_UNITS = 500
"""Offered for narrowing; further ones are found by their address."""


def units_with_honours() -> QuerySet[Unit]:
    return Unit.objects.filter(honour_page__is_public=True).order_by("sort_key", "pk")[:MOST_UNITS]


def shows_honours(unit: Unit) -> bool:
    return Unit.objects.filter(pk=unit.pk, honour_page__is_public=True).exists()


def public_honours() -> QuerySet[Award]:
    """Valid awards of the units that show them, and of those below these."""
    paths = Unit.objects.filter(honour_page__is_public=True).values_list("path", flat=True)
    return Award.objects.filter(under_any(paths, "unit__path"), status=Award.Status.VALID)


def chosen_honours(asked: Mapping[str, str]) -> QuerySet[Award]:
    """Narrowed by `q`, `donvi` (a unit that shows its honours), `nam` and `doituong`; the newest first."""
    rows = matching(public_honours(), asked.get("q", ""))
    if chosen := number_of(asked.get("donvi", "")):
        unit = Unit.objects.filter(pk=chosen, honour_page__is_public=True).first()
        rows = rows.filter(under_any([unit.path] if unit else [], "unit__path"))
    year = asked.get("nam", "")
    if len(year) == 4 and year.isascii() and year.isdecimal():
        rows = rows.filter(year__contains=year)
    if asked.get("doituong") in WHOM:
        rows = rows.filter(person__isnull=asked["doituong"] == "tap-the")
    return rows.select_related("person", "collective", "unit").order_by("-year", "-decision_date", "-pk")
