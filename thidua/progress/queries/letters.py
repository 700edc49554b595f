"""Who gets a letter today, and what is in it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from thidua.people.models import Notice, Person, Post
from thidua.people.queries import held_about
from thidua.progress.models import Digest, Preference

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_LINES = 40
"""Of one letter; of more it says how many."""
SUMMARY = "remind:summary"


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told: first what is due, then other news, newest first; `left_out` were too many."""

    person: Person
    due: list[Notice]
    news: list[Notice]
    left_out: int
    up_to: int


def is_quiet(at: time) -> Q:
    """Persons who want no letter at that time of day; a span may go over midnight."""
    start, end = F("preference__quiet_from"), F("preference__quiet_to")
    begun, going_on = Q(preference__quiet_from__lte=at), Q(preference__quiet_to__gt=at)
    by_day = Q(preference__quiet_from__lt=end) & begun & going_on
    over_night = Q(preference__quiet_to__lt=start) & (begun | going_on)
    return Q(preference__quiet_from__isnull=False) & (by_day | over_night)


class Seen(TypedDict):
    seen: int


def persons_to_write(
    today: date, now: datetime, *, with_hours_only: bool = False
) -> "QuerySet[WithAnnotations[Person, Seen]]":
    """Who holds a post, has an address, wants letters now, got none today, and has not seen what came since the last.

    `with_hours_only` leaves those whose quiet hours may just have ended. `seen` is the newest notice of their letters.
    """
    letters = Digest.objects.filter(person=OuterRef("pk"))
    last = letters.filter(status=Digest.Status.SENT).order_by("-day").values("up_to")[:1]
    rows = Person.objects.filter(Exists(Post.objects.valid_on(today).filter(person=OuterRef("pk"))), is_active=True)
    if with_hours_only:
        rows = rows.filter(preference__quiet_from__isnull=False)
    rows = rows.exclude(email=None).exclude(email="").exclude(Exists(letters.filter(day=today)))
    rows = rows.annotate(seen=Coalesce(Subquery(last), Value(0)))
    quiet = Person.objects.filter(is_quiet(timezone.localtime(now).time()))
    return rows.filter(_wants()).exclude(pk__in=quiet.values("pk")).order_by("pk")


@held_about
def preference_of(person: Person) -> dict[str, Any]:
    """How the person wants to be told, and the days of the last letters."""
    wish = Preference.objects.filter(person=person).first() or Preference(person=person)
    letters = person.digests.order_by("-day").values_list("day", flat=True)[:1000]
    return {
        "cách nhận tin": {
            "thư điện tử": wish.get_letters_display(),
            "không gửi từ": wish.quiet_from,
            "đến": wish.quiet_to,
        },
        "ngày có thư tổng hợp": list(letters),
    }


def _wants() -> Q:
    """Something new, and for who wants only urgent letters something due."""
    news = Notice.objects.filter(person=OuterRef("pk"), read_at=None, pk__gt=OuterRef("seen"))
    urgent = news.filter(key__startswith="remind:").exclude(key__startswith=SUMMARY)
    daily = Q(preference=None) | Q(preference__letters=Preference.Letters.DAILY)
    return (daily & Q(Exists(news))) | (Q(preference__letters=Preference.Letters.URGENT) & Q(Exists(urgent)))


def letters_for(ids: Collection[int], today: date, now: datetime) -> list[Letter]:
    """The letters of those among these persons who still are to get one; two queries for all."""
    persons = list(persons_to_write(today, now).filter(pk__in=ids))
    notices: dict[int, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(person__in=persons, read_at=None).order_by("-pk"):
        notices[notice.person_id].append(notice)
    return [_letter(person, notices[person.pk]) for person in persons]


def _letter(person: "WithAnnotations[Person, Seen]", unread: list[Notice]) -> Letter:
    rows = [notice for notice in unread if notice.pk > person.seen]
    due = [row for row in rows if is_urgent(row)]
    shown = [*due, *(row for row in rows if not is_urgent(row))][:MOST_LINES]
    return Letter(
        person,
        [row for row in shown if is_urgent(row)],
        [row for row in shown if not is_urgent(row)],
        len(rows) - len(shown),
        max((row.pk for row in rows), default=0),
    )


def is_urgent(notice: Notice) -> bool:
    """Whether it reminds of something due; the issuers' summaries do not."""
    return notice.key.startswith("remind:") and not notice.key.startswith(SUMMARY)
