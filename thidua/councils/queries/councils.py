"""Councils as lists."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet

from thidua.councils.models import Council, Seat
from thidua.councils.queries.seats import in_order, on_day, seats_held
from thidua.people.models import Person
from thidua.people.queries import EDITORS, matching, paths_held

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def councils_visible_to(person: Person) -> QuerySet[Council]:
    """Those that one sits on, and those of a unit whose head or officer one is."""
    seated = Q(pk__in=seats_held(person).values("council"))
    return Council.objects.filter(seated | Q(unit__path__in=paths_held(person, EDITORS)))


class Sized(TypedDict):
    size: int


def with_sizes(rows: QuerySet[Council], today: date) -> "QuerySet[WithAnnotations[Council, Sized]]":
    """With the number of members of the day in `size`."""
    return rows.select_related("unit").annotate(size=Count("seats", filter=on_day(today, "seats__"), distinct=True))


def chosen_councils(
    person: Person, asked: Mapping[str, str], today: date
) -> "QuerySet[WithAnnotations[Council, Sized]]":
    """Narrowed by `q`, `loai` (purpose) and `trangthai` (dang for running, het for ended)."""
    rows = matching(with_sizes(councils_visible_to(person), today), asked.get("q", ""))
    if asked.get("loai") in Council.Purpose.values:
        rows = rows.filter(purpose=asked["loai"])
    ended = Q(valid_to__lt=today)
    if asked.get("trangthai") == "dang":
        rows = rows.exclude(ended)
    elif asked.get("trangthai") == "het":
        rows = rows.filter(ended)
    return rows.order_by("-valid_from", "-pk")


def members_of(council: Council) -> QuerySet[Seat]:
    """All seats ever held, those of today's members first by office."""
    return in_order(council.seats.select_related("person"))
