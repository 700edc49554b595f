"""Meetings that one may see, and whether enough members are there."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from thidua.councils.models import Attendance, Item, ItemFile, Meeting
from thidua.councils.queries.seats import OFFICERS, seats_held, seats_on
from thidua.councils.rulebook import QuorumRule, quorum_rule
from thidua.documents.models import Attachment, OfficialDocument
from thidua.documents.queries import attachments_seen_through, documents_seen_through
from thidua.people.models import Person, Unit


def meetings_visible_to(person: Person) -> QuerySet[Meeting]:
    """Meetings of councils that one sits on; one that is being prepared only for who prepares it."""
    seats = seats_held(person)
    ready = Q(council__in=seats.values("council")) & ~Q(status=Meeting.Status.DRAFT)
    own = Q(council__in=seats.filter(office__in=OFFICERS).values("council"))
    return Meeting.objects.filter(ready | own | Q(presiding__in=seats) | Q(secretary__in=seats))


def meetings_ahead(person: Person) -> QuerySet[Meeting]:
    """Where one is invited, from yesterday on."""
    soon = meetings_visible_to(person).filter(status__in=[Meeting.Status.INVITED, Meeting.Status.HELD])
    since = timezone.now() - timedelta(days=1)
    return soon.filter(starts__gte=since).select_related("council__unit").order_by("starts", "pk")


def meetings_open_to(person: Person, unit: Unit) -> QuerySet[Meeting]:
    """Meetings of a unit's councils that are not over, the next one first: where something may be brought."""
    rows = meetings_visible_to(person).filter(council__unit=unit).exclude(status__in=Meeting.OVER)
    return rows.select_related("council").order_by("starts", "pk")


def items_visible_to(person: Person) -> QuerySet[Item]:
    return Item.objects.filter(meeting__in=meetings_visible_to(person))


def item_files_visible_to(person: Person) -> QuerySet[ItemFile]:
    return ItemFile.objects.filter(item__in=items_visible_to(person)).select_related("file")


@attachments_seen_through
def attachments_on_agenda(person: Person) -> QuerySet[Attachment]:
    """What rooms above bring as papers to read."""
    return Attachment.objects.filter(council_items__in=items_visible_to(person))


@documents_seen_through
def documents_of_meetings(person: Person) -> QuerySet[OfficialDocument]:
    """Minutes."""
    return OfficialDocument.objects.filter(minutes_of__in=meetings_visible_to(person))


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members there are, how many are there, and how many there must be by `rule` (None: no rule is known)."""

    members: int
    there: int
    least: int | None
    rule: QuorumRule | None

    @property
    def is_reached(self) -> bool:
        return self.least is None or self.there >= self.least


def quorum_at(meeting: Meeting) -> Quorum:
    members = list(seats_on(meeting.council, meeting.day).filter(may_vote=True).values_list("pk", flat=True))
    present = meeting.attendances.filter(seat__in=members, state__in=Attendance.THERE).count()
    rule = quorum_rule(meeting.council, meeting.day)
    return Quorum(len(members), present, rule.least(len(members)) if rule else None, rule)
