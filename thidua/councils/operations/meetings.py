"""Meetings: prepared, called, attended, ended."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.councils.models import Attendance, Ballot, Council, Meeting, Seat
from thidua.councils.queries import quorum_at, seats_on
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.kernel.workflow import move
from thidua.people.models import Person
from thidua.people.operations.notices import notify


def held_row(meeting: Meeting) -> Meeting:
    """The meeting as it is now; it stays so until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("council").get(pk=meeting.pk)


def day_words(meeting: Meeting) -> str:
    return f"{timezone.localtime(meeting.starts):%H:%M ngày %d/%m/%Y}"


@transaction.atomic
def add_meeting(council: Council, *, by: Person, counters: list[Seat] | None = None, **facts: Any) -> Meeting:
    """Prepare a meeting; the chair presides and the secretary writes unless others are named.

    Raises ValidationError `no_officers` for a council without a chair or secretary on that day.
    """
    require(by, "councils.add_meeting", council)
    seats = {seat.office: seat for seat in seats_on(council, timezone.localdate(facts["starts"]))}
    facts.setdefault("presiding", seats.get(Seat.Office.CHAIR))
    facts.setdefault("secretary", seats.get(Seat.Office.SECRETARY) or seats.get(Seat.Office.STANDING))
    if not facts["presiding"] or not facts["secretary"]:
        raise ValidationError("Hội đồng cần có Chủ tịch và Thư ký trước khi họp.", code="no_officers")
    meeting = Meeting(council=council, **facts)
    meeting.full_clean()
    meeting.save()
    meeting.counters.set(counters or [])
    record("councils.add_meeting", meeting, by=by, sentence=f"Chuẩn bị phiên họp lúc {day_words(meeting)}")
    return meeting


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: Person, counters: list[Seat] | None = None, **facts: Any) -> Meeting:
    """Raises ValidationError `ended`."""
    require(by, "councils.change_meeting", meeting)
    if meeting.status in Meeting.OVER and set(facts) - {"conclusion"}:
        raise ValidationError("Phiên họp đã xong, chỉ ghi thêm được kết luận.", code="ended")
    for field, value in facts.items():
        setattr(meeting, field, value)
    meeting.full_clean()
    meeting.save(update_fields=list(facts))
    if counters is not None:
        meeting.counters.set(counters)
    record("councils.change_meeting", meeting, by=by, sentence="Sửa thông tin phiên họp")
    return meeting


@transaction.atomic
def invite(meeting: Meeting, *, by: Person) -> None:
    """Call the members of the day: each gets a notice and stands in the list of attendance.

    Raises ValidationError `no_items`.
    """
    if not meeting.items.exists():
        require(by, "councils.invite_meeting", meeting)
        raise ValidationError("Chưa có nội dung họp. Thêm ít nhất một nội dung rồi mời họp.", code="no_items")
    move(meeting, "invite", by=by, sentence=f"Mời họp lúc {day_words(meeting)}")
    seats = list(seats_on(meeting.council, meeting.day))
    Attendance.objects.bulk_create([Attendance(meeting=meeting, seat=seat) for seat in seats], ignore_conflicts=True)
    where = meeting.link or meeting.venue
    text = f"Mời dự phiên họp {meeting.council.name} lúc {day_words(meeting)}, {where}"
    url = reverse("councils:meeting", args=[meeting.pk])
    notify([seat.person_id for seat in seats], f"council-invite:{meeting.pk}", text, url)


@transaction.atomic
def mark_attendance(meeting: Meeting, states: Mapping[int, str], *, by: Person) -> None:
    """Note who is there, by id of the seat. Raises ValidationError `ballot_open` while a vote runs, `wrong_state`."""
    require(by, "councils.mark_attendance", meeting)
    meeting = held_row(meeting)
    if meeting.status not in {Meeting.Status.INVITED, Meeting.Status.HELD}:
        raise ValidationError("Điểm danh từ lúc mời họp đến lúc bế mạc.", code="wrong_state")
    if Ballot.objects.filter(item__meeting=meeting, status=Ballot.Status.OPEN).exists():
        raise ValidationError(
            "Đang có cuộc bỏ phiếu. Người đến sau tham gia từ cuộc bỏ phiếu kế tiếp.", code="ballot_open"
        )
    changed = []
    for row in meeting.attendances.select_related("seat__person"):
        new = states.get(row.seat_id, row.state)
        if new != row.state:
            old, row.state = row.get_state_display(), new
            row.clean_fields(exclude=["meeting", "seat"])
            row.save(update_fields=["state"])
            changed.append((row.seat.person.full_name, old, row.get_state_display()))
    if changed:
        record("councils.mark_attendance", meeting, by=by, sentence="Điểm danh phiên họp", changes=changed)


@transaction.atomic
def begin_meeting(meeting: Meeting, *, by: Person) -> None:
    """Raises ValidationError `no_quorum` when the rule asks for more members than are there."""
    require(by, "councils.begin_meeting", meeting)
    quorum = quorum_at(meeting)
    if not quorum.is_reached:
        raise ValidationError(
            f"Mới có {quorum.there}/{quorum.members} thành viên, cần ít nhất {quorum.least}. "
            "Điểm danh đủ người rồi khai mạc.",
            code="no_quorum",
        )
    sentence = f"Khai mạc phiên họp, có mặt {quorum.there}/{quorum.members} thành viên"
    move(meeting, "begin", by=by, sentence=sentence, began=timezone.now())


@transaction.atomic
def end_meeting(meeting: Meeting, *, by: Person, conclusion: str = "") -> None:
    """Raises ValidationError `ballot_open` while a vote runs."""
    require(by, "councils.end_meeting", meeting)
    held_row(meeting)
    if Ballot.objects.filter(item__meeting=meeting, status__in=Ballot.RUNNING).exists():
        raise ValidationError("Còn cuộc bỏ phiếu chưa đóng. Đóng hoặc hủy rồi bế mạc.", code="ballot_open")
    words = clean_lines(conclusion) or meeting.conclusion
    move(meeting, "end", by=by, sentence="Bế mạc phiên họp", ended=timezone.now(), conclusion=words)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Person) -> None:
    """Call it off; who was invited is told. Raises ValidationError `ballot_open`."""
    was_invited = meeting.status == Meeting.Status.INVITED
    if Ballot.objects.filter(item__meeting=meeting, status__in=Ballot.RUNNING).exists():
        require(by, "councils.cancel_meeting", meeting)
        raise ValidationError("Còn cuộc bỏ phiếu chưa đóng. Hủy cuộc bỏ phiếu trước.", code="ballot_open")
    move(meeting, "cancel", by=by, sentence=f"Hủy phiên họp lúc {day_words(meeting)}")
    if was_invited:
        persons = meeting.attendances.values_list("seat__person", flat=True)
        text = f"Phiên họp {meeting.council.name} lúc {day_words(meeting)} đã hủy"
        notify(list(persons), f"council-cancel:{meeting.pk}", text, reverse("councils:meeting", args=[meeting.pk]))
