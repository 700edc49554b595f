"""Who sits on which council on a day."""

from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from thidua.councils.models import Council, Seat
from thidua.kernel.calendar import today as present_day
from thidua.people.models import Person
from thidua.people.queries import valid_posts

OFFICERS = frozenset({Seat.Office.CHAIR, Seat.Office.VICE_CHAIR, Seat.Office.STANDING, Seat.Office.SECRETARY})
"""Offices that prepare meetings."""


def on_day(day: date, path: str = "") -> Q:
    """A condition on seats (reached by `path`): held on that day, in a council whose term runs."""
    return Q(
        Q(**{f"{path}valid_to": None}) | Q(**{f"{path}valid_to__gte": day}),
        Q(**{f"{path}council__valid_to": None}) | Q(**{f"{path}council__valid_to__gte": day}),
        **{f"{path}valid_from__lte": day},
    )


def seats_held(person: Person, day: date | None = None) -> QuerySet[Seat]:
    """The person's seats of the day; none for who holds no post anywhere any more."""
    held = Seat.objects.filter(person=person) if valid_posts(person) else Seat.objects.none()
    return held.filter(on_day(day or present_day()))


def seats_on(council: Council, day: date) -> QuerySet[Seat]:
    """All seats of a council on a day, chair first, then by name."""
    rows = Seat.objects.filter(on_day(day), council=council).select_related("person")
    return in_order(rows)


def in_order(rows: QuerySet[Seat]) -> QuerySet[Seat]:
    ranks = [When(office=office, then=Value(rank)) for rank, office in enumerate(Seat.Office.values)]
    return rows.annotate(rank=Case(*ranks, output_field=IntegerField())).order_by("rank", "person__sort_key", "pk")
