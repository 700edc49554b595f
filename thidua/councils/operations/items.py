"""The agenda: what is brought, what is read, what was said, and who keeps out of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from thidua.audit.operations import record
from thidua.councils.models import Ballot, Item, ItemFile, Meeting, Recusal, Seat
from thidua.councils.operations.meetings import held_row
from thidua.councils.queries import seats_held, seats_on
from thidua.councils.questions import kind_of
from thidua.documents.models import Attachment
from thidua.documents.operations import store_file
from thidua.documents.operations.files import file_name
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, clean_lines
from thidua.people.models import Person

Nominee = tuple[str, int | None]
"""A label, and the id by which the room that brought the question knows it."""


@transaction.atomic
def add_item(
    meeting: Meeting,
    *,
    by: Person,
    title: str,
    text: str = "",
    matter: str = "",
    nominees: Iterable[Nominee] = (),
    **opaque: Any,
) -> Item:
    """Put something on the agenda. Raises ValidationError `ended`."""
    require(by, "councils.add_item", meeting)
    _refuse_ended(meeting)
    last = meeting.items.aggregate(last=Max("order"))["last"] or 0
    names = [[clean(label)[:300], subject] for label, subject in nominees if clean(label)]
    item = Item(
        meeting=meeting,
        order=last + 1,
        title=clean(title),
        text=clean_lines(text),
        matter=matter,
        nominees=names,
        **opaque,
    )
    item.full_clean()
    item.save()
    record("councils.add_item", item, by=by, sentence=f"Thêm nội dung thứ {item.order} vào phiên họp")
    return item


@transaction.atomic
def bring_question(
    meeting: Meeting,
    *,
    by: Person,
    kind: str,
    subject: int,
    title: str,
    text: str = "",
    matter: str = "",
    nominees: Iterable[Nominee] = (),
    attachments: Iterable[Attachment] = (),
    touched: Mapping[int, str] | None = None,
) -> Item:
    """A room above puts its thing on the agenda; it hears of the outcome by `ballot_closed`. `touched`: ids of persons
    whom it touches, with the reason; those who are members keep out of it from the start.

    Raises ValidationError `unknown_kind` for a kind that nobody registered, `brought_already`.
    """
    if kind_of(kind) is None:
        raise ValidationError("Chưa có loại nội dung này.", code="unknown_kind")
    if meeting.items.filter(kind=kind, subject=subject).exists():
        raise ValidationError("Nội dung này đã có trong phiên họp.", code="brought_already")
    item = add_item(
        meeting, by=by, title=title, text=text, matter=matter, nominees=nominees, kind=kind, subject=subject
    )
    item.attachments.set(attachments)
    reasons = touched or {}
    for seat in seats_on(meeting.council, meeting.day).filter(person__in=reasons):
        _recuse(item, seat, reasons[seat.person_id], "councils.record_recusal", by)
    return item


@transaction.atomic
def change_item(item: Item, *, by: Person, **facts: Any) -> Item:
    """Change what an item says, or note what was said. Raises ValidationError `ended`, `ballot_open`."""
    require(by, "councils.change_item", item)
    _refuse_ended(item.meeting)
    if set(facts) - {"notes"} and item.ballots.exclude(status__in=[Ballot.Status.DRAFT, Ballot.Status.VOID]).exists():
        raise ValidationError("Nội dung đã đưa ra biểu quyết, chỉ ghi thêm được ý kiến thảo luận.", code="ballot_open")
    for field, value in facts.items():
        setattr(item, field, clean_lines(value) if isinstance(value, str) else value)
    item.full_clean()
    item.save(update_fields=list(facts))
    record("councils.change_item", item, by=by, sentence=f"Sửa nội dung thứ {item.order} của phiên họp")
    return item


@transaction.atomic
def add_item_file(item: Item, *, by: Person, data: bytes, name: str) -> ItemFile:
    """Add a paper that only members may read. Raises what `store_file` raises, and `ended`."""
    require(by, "councils.change_item", item)
    _refuse_ended(item.meeting)
    file = store_file(data)
    row = ItemFile.objects.create(item=item, file=file, name=file_name(name, file.kind))
    record("councils.change_item", item, by=by, sentence=f"Thêm tài liệu cho nội dung thứ {item.order}")
    return row


@transaction.atomic
def take_out_item_file(row: ItemFile, *, by: Person) -> None:
    require(by, "councils.change_item", row)
    _refuse_ended(row.item.meeting)
    record("councils.change_item", row.item, by=by, sentence=f"Bỏ một tài liệu của nội dung thứ {row.item.order}")
    row.delete()


@transaction.atomic
def declare_conflict(item: Item, *, by: Person, reason: str) -> Recusal:
    """Keep out of an item that touches oneself. Raises ValidationError `ballot_open`, `recused_already`, `ended`."""
    require(by, "councils.declare_conflict", item)
    seat = seats_held(by).get(council=item.meeting.council_id)
    return _recuse(item, seat, reason, "councils.declare_conflict", by)


@transaction.atomic
def record_recusal(item: Item, *, by: Person, seat: Seat, reason: str) -> Recusal:
    """The chair notes that a member keeps out. Raises as `declare_conflict`, and `not_member`."""
    require(by, "councils.record_recusal", item)
    if seat.council_id != item.meeting.council_id:
        raise ValidationError("Người này không phải thành viên hội đồng.", code="not_member")
    return _recuse(item, seat, reason, "councils.record_recusal", by)


def _recuse(item: Item, seat: Seat, reason: str, action: str, by: Person) -> Recusal:
    _refuse_ended(held_row(item.meeting))
    if item.ballots.filter(status__in=Ballot.RUNNING).exists():
        raise ValidationError("Đang bỏ phiếu nội dung này nên chưa đổi người tham gia được.", code="ballot_open")
    recusal, is_new = Recusal.objects.get_or_create(item=item, seat=seat, defaults={"reason": clean(reason)[:300]})
    if not is_new:
        raise ValidationError("Đã ghi không tham gia biểu quyết nội dung này.", code="recused_already")
    sentence = f"{seat.person.full_name} không tham gia biểu quyết nội dung thứ {item.order}"
    record(action, item, by=by, sentence=sentence)
    return recusal


def _refuse_ended(meeting: Meeting) -> None:
    if meeting.status in Meeting.OVER:
        raise ValidationError("Phiên họp đã xong nên không sửa được nữa.", code="ended")
