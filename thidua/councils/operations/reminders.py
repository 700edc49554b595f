"""Reminders: of a vote that waits, of a meeting that is near."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.councils.models import Ballot, Meeting
from thidua.councils.operations.meetings import day_words
from thidua.councils.queries.ballots import can_be_used
from thidua.kernel.permissions import require
from thidua.people.models import Notice, Person
from thidua.people.operations.notices import notify, notify_all


@transaction.atomic
def remind_voters(ballot: Ballot, *, by: Person, now: datetime) -> int:
    """Remind who has not voted; at most once in five minutes. Returns how many have not."""
    require(by, "councils.remind_voters", ballot)
    late = list(ballot.papers.filter(can_be_used()).values_list("seat__person", flat=True))
    slot = int(now.timestamp()) // 300
    text = f"Nhắc bỏ phiếu: {ballot.item.meeting.council.name}"
    notify(late, f"ballot-remind:{ballot.pk}:{slot}", text, reverse("councils:ballot", args=[ballot.pk]))
    if late:
        record("councils.remind_voters", ballot, by=by, sentence=f"Nhắc {len(late)} người chưa bỏ phiếu")
    return len(late)


@transaction.atomic
def remind_members(*, today: date) -> None:
    """Of meetings of tomorrow, and of written opinions that are still awaited; once a day, safe to repeat."""
    zone = timezone.get_current_timezone()
    begin = datetime.combine(today + timedelta(days=1), time(), zone)
    end = begin + timedelta(days=1)
    near = Meeting.objects.filter(status=Meeting.Status.INVITED, starts__gte=begin, starts__lt=end)
    notices = [
        Notice(
            person_id=person,
            key=f"council-soon:{meeting.pk}:{today}",
            text=f"Ngày mai họp {meeting.council.name} lúc {day_words(meeting)}"[:500],
            url=reverse("councils:meeting", args=[meeting.pk]),
        )
        for meeting in near.select_related("council")
        for person in meeting.attendances.values_list("seat__person", flat=True)
    ]
    gathering = Ballot.objects.filter(status=Ballot.Status.GATHERING).select_related("item__meeting__council")
    notices += [
        Notice(
            person_id=person,
            key=f"ballot-soon:{ballot.pk}:{today}",
            text=f"Phiếu lấy ý kiến đang chờ: {ballot.item.meeting.council.name}"[:500],
            url=reverse("councils:ballot", args=[ballot.pk]),
        )
        for ballot in gathering
        for person in ballot.papers.filter(can_be_used()).values_list("seat__person", flat=True)
    ]
    notify_all(notices)
