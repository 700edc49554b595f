"""Ballots: set up, opened, answered, closed and counted.

Whoever changes a running ballot takes its urn first, so that a vote and the closing never cross.
"""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.councils import sealing
from thidua.councils.counting import ABSTAINED, AGAINST, AGREED
from thidua.councils.models import Attendance, Ballot, Item, Meeting, Option, Paper, Recusal, Urn
from thidua.councils.operations.meetings import held_row
from thidua.councils.operations.results import count_ballot
from thidua.councils.queries import seats_on
from thidua.councils.queries.ballots import can_be_used
from thidua.councils.rulebook import vote_rule
from thidua.councils.signals import ballot_closed, ballot_voided
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person
from thidua.people.operations.notices import notify

MOST_OPTIONS = 200
Code = tuple[str, str]


@transaction.atomic
def add_ballot(item: Item, *, by: Person, question: str, options: Sequence[Any] = (), **facts: Any) -> Ballot:
    """Set up a vote on an item; without options the question itself is the one thing to agree to.

    `options` are labels, or pairs of a label and an id. Raises ValidationError `too_many`, `no_choice`, `ended`.
    """
    require(by, "councils.add_ballot", item)
    if item.meeting.status in Meeting.OVER:
        raise ValidationError("Phiên họp đã xong nên không biểu quyết được nữa.", code="ended")
    pairs = [(each, None) if isinstance(each, str) else each for each in options] or [(question, None)]
    if len(pairs) > MOST_OPTIONS:
        raise ValidationError(f"Một phiếu có nhiều nhất {MOST_OPTIONS} mục. Chia thành nhiều cuộc.", code="too_many")
    ballot = Ballot(item=item, question=clean(question), **facts)
    if ballot.form == Ballot.Form.CHOOSE and not 0 < ballot.most <= len(pairs):
        raise ValidationError("Số mục được chọn phải từ 1 đến số mục trong danh sách.", code="no_choice")
    ballot.full_clean(exclude=["public_key"])
    ballot.save()
    rows = [Option(ballot=ballot, order=n, label=clean(label), subject=pk) for n, (label, pk) in enumerate(pairs)]
    Option.objects.bulk_create(rows)
    record("councils.add_ballot", ballot, by=by, sentence=f"Soạn phiếu cho nội dung thứ {item.order}")
    return ballot


@transaction.atomic
def second_round(ballot: Ballot, *, by: Person) -> Ballot:
    """Ask once more about what did not pass. Raises ValidationError `nothing_left`, `wrong_state`."""
    if ballot.status != Ballot.Status.CLOSED:
        raise wrong_state(ballot)
    left = ballot.options.exclude(outcome=Option.Outcome.PASSED)
    passed = ballot.options.count() - len(left)
    if not left:
        raise ValidationError("Mọi mục đã đạt, không còn gì để bỏ phiếu lại.", code="nothing_left")
    is_choice = ballot.form == Ballot.Form.CHOOSE
    places = max(ballot.places - passed, 1) if is_choice else ballot.places
    return add_ballot(
        ballot.item,
        by=by,
        question=ballot.question,
        options=[(option.label, option.subject) for option in left],
        form=ballot.form,
        most=min(ballot.most, places, len(left)) if is_choice else ballot.most,
        places=places,
        is_secret=ballot.is_secret,
        may_abstain=ballot.may_abstain,
        needs_code=ballot.needs_code,
        round=ballot.round + 1,
        previous=ballot,
    )


@transaction.atomic
def gather_ballot(ballot: Ballot, *, by: Person) -> Code | None:
    """Let members who are excused answer before the meeting. Returns the code of the urn where it has one.

    Raises ValidationError `no_rule`, `not_in_writing` where the rule knows no written opinions, `nobody_absent`.
    """
    require(by, "councils.gather_ballot", ballot)
    meeting = held_row(ballot.item.meeting)
    if meeting.status not in {Meeting.Status.INVITED, Meeting.Status.HELD}:
        raise ValidationError("Mời họp trước rồi lấy ý kiến người vắng mặt.", code="not_invited")
    move(ballot, "gather", by=by, sentence="Lấy ý kiến bằng phiếu của thành viên vắng mặt")
    code = _set_up(ballot)
    if not ballot.absent_in_writing:
        raise ValidationError("Quy định đang áp dụng không cho người vắng gửi ý kiến.", code="not_in_writing")
    if not _give_papers(ballot, {Attendance.State.EXCUSED}, is_written=True):
        raise ValidationError("Chưa ghi ai vắng có phép. Điểm danh trước.", code="nobody_absent")
    _call(ballot)
    return code


@transaction.atomic
def open_ballot(ballot: Ballot, *, by: Person) -> Code | None:
    """Open the vote to all who are there. Returns the code of the urn where it has one and was not given before.

    Raises ValidationError `not_held` before the meeting began, `no_rule`, `nobody_there`, `other_open`.
    """
    require(by, "councils.open_ballot", ballot)
    meeting, is_new = held_row(ballot.item.meeting), ballot.status == Ballot.Status.DRAFT
    if meeting.status != Meeting.Status.HELD:
        raise ValidationError("Khai mạc phiên họp rồi mới mở bỏ phiếu.", code="not_held")
    Urn.objects.select_for_update().filter(ballot=ballot.pk).first()
    move(ballot, "open", by=by, sentence="Mở bỏ phiếu", opened=timezone.now())
    code = _set_up(ballot) if is_new else None
    come = meeting.attendances.filter(state__in=Attendance.THERE).values("seat")
    ballot.papers.filter(seat__in=come, state=Paper.State.WAITING).update(is_written=False)
    if not _give_papers(ballot, Attendance.THERE) and not ballot.papers.exists():
        raise ValidationError("Không có ai có mặt để bỏ phiếu. Điểm danh trước.", code="nobody_there")
    if ballot.absent_in_writing:
        _give_papers(ballot, {Attendance.State.EXCUSED}, is_written=True)
    _widen(ballot)
    _call(ballot)
    return code


def _widen(ballot: Ballot) -> None:
    """As many cells as papers, should somebody have been seated since the urn was put up."""
    urn = Urn.objects.select_for_update().get(ballot=ballot.pk)
    size = sealing.size_of(ballot.options.count())
    there, papers = len(urn.cells) // size, ballot.papers.count()
    if ballot.is_secret and papers > there:
        urn.cells = bytes(urn.cells) + secrets.token_bytes((papers - there) * size)
        urn.free = [*urn.free, *range(there, papers)]
        urn.save(update_fields=["cells", "free"])


def _set_up(ballot: Ballot) -> Code | None:
    """Write the rule of the day on the ballot, and put up an urn with a key of its own."""
    meeting = ballot.item.meeting
    rule = vote_rule(meeting.council, ballot.item.matter, meeting.day)
    if rule.must_be_secret and not ballot.is_secret:
        raise ValidationError(f"Nội dung này phải bỏ phiếu kín theo {rule.source}.", code="must_be_secret")
    kept = rule.on_ballot()
    for field, value in kept.items():
        setattr(ballot, field, value)
    code, cells = None, 0
    if ballot.is_secret:
        ballot.public_key, code = sealing.new_key(with_code=ballot.needs_code)
        cells = seats_on(meeting.council, meeting.day).filter(may_vote=True).count()
    ballot.save(update_fields=[*kept, "public_key"])
    noise = secrets.token_bytes(cells * sealing.size_of(ballot.options.count()))
    Urn.objects.create(ballot=ballot, cells=noise, free=list(range(cells)))
    return code


def _give_papers(ballot: Ballot, states: Any, *, is_written: bool = False) -> int:
    """A paper for each voting member of these states who takes part and has none yet. Returns how many."""
    meeting = ballot.item.meeting
    out = Recusal.objects.filter(item=ballot.item).values("seat")
    seats = seats_on(meeting.council, meeting.day).filter(
        may_vote=True, attendances__meeting=meeting, attendances__state__in=states
    )
    seats = seats.exclude(pk__in=out).exclude(pk__in=ballot.papers.values("seat"))
    rows = [Paper(ballot=ballot, seat=seat, is_written=is_written) for seat in sorted(seats, key=lambda seat: seat.pk)]
    return len(Paper.objects.bulk_create(rows))


def _call(ballot: Ballot) -> None:
    """Tell those who can vote now; the notice says of which meeting, not of what."""
    ready = ballot.papers.filter(can_be_used()).values_list("seat__person", flat=True)
    text = f"Có phiếu chờ ý kiến: {ballot.item.meeting.council.name}"
    notify(list(ready), f"ballot:{ballot.pk}", text, reverse("councils:ballot", args=[ballot.pk]))


def check_marks(ballot: Ballot, marks: str) -> None:
    """Raises ValidationError `bad_marks`, `too_many_chosen`."""
    choices = {AGREED, ABSTAINED} if ballot.form == Ballot.Form.CHOOSE else {AGREED, AGAINST}
    allowed = choices | ({ABSTAINED} if ballot.may_abstain else set())
    if len(marks) != ballot.options.count() or not set(marks) <= allowed:
        raise ValidationError("Phiếu chưa ghi đủ các mục. Chọn một ô ở mỗi mục.", code="bad_marks")
    if ballot.form == Ballot.Form.CHOOSE and marks.count(AGREED) > ballot.most:
        raise ValidationError(f"Chọn nhiều nhất {ballot.most} mục.", code="too_many_chosen")


def cast_vote(ballot: Ballot, *, by: Person, marks: str) -> None:
    """Take one member's answer, a mark of `counting` for each option. Raises ValidationError `not_open`,
    `voted_already`, and those of `check_marks`.

    Writes neither time nor audit entry, and nothing that differs by what was answered: see `sealing` and `Urn`.
    """
    require(by, "councils.cast_vote", ballot)
    check_marks(ballot, marks)
    sealed = sealing.seal(marks.encode(), bytes(ballot.public_key)) if ballot.is_secret and ballot.public_key else b""
    with transaction.atomic():
        urn = Urn.objects.select_for_update().filter(ballot=ballot.pk).first()
        papers = Paper.objects.filter(ballot=ballot.pk, seat__person=by)
        said = {"marks": marks} if not ballot.is_secret else {}
        if urn is None or not papers.filter(can_be_used()).update(state=Paper.State.CAST, **said):
            raise _not_taken(papers)
        if ballot.is_secret:
            put_in(urn, sealed)


def _not_taken(papers: Any) -> ValidationError:
    if papers.filter(state__in=Paper.DONE).exists():
        return ValidationError("Phiếu cho nội dung này đã được ghi nhận.", code="voted_already")
    return ValidationError("Nội dung này chưa mở hoặc đã đóng bỏ phiếu.", code="not_open")


def put_in(urn: Urn, sealed: bytes) -> None:
    """Into a random free cell. The caller holds the urn's row."""
    place = secrets.choice(urn.free)
    cells = bytearray(urn.cells)
    cells[place * len(sealed) : (place + 1) * len(sealed)] = sealed
    urn.cells, urn.free = bytes(cells), [each for each in urn.free if each != place]
    urn.save(update_fields=["cells", "free"])


@transaction.atomic
def close_ballot(ballot: Ballot, *, by: Person, code: str = "") -> None:
    """Close, count and forget: the counts are written, the urn and the papers' order are gone, the key is destroyed as
    soon as this is safely written.

    Raises ValidationError `wrong_code`, `lost_key`, `counts_differ`, `wrong_state`.
    """
    require(by, "councils.close_ballot", ballot)
    urn = Urn.objects.select_for_update().filter(ballot=ballot.pk).first()
    if urn is None:
        raise wrong_state(ballot)
    done, given = ballot.papers.filter(state__in=Paper.DONE).count(), ballot.papers.count()
    move(ballot, "close", by=by, sentence=f"Đóng bỏ phiếu, {done}/{given} phiếu", closed=timezone.now())
    private = _opened(ballot, code) if ballot.is_secret else b""
    count_ballot(ballot, urn, private)
    _forget(ballot)
    ballot_closed.send(Ballot, ballot=ballot, by=by)


def _opened(ballot: Ballot, code: str) -> bytes:
    try:
        return sealing.private_key(bytes(ballot.public_key), code)
    except sealing.LostKey as loss:
        raise ValidationError(
            "Không còn khóa của hòm phiếu nên không kiểm được. Hủy cuộc này và bỏ phiếu lại.", code="lost_key"
        ) from loss
    except sealing.Broken as wrong:
        raise ValidationError("Mã mở hòm phiếu chưa đúng. Ghi lại cả hai nửa.", code="wrong_code") from wrong


def _forget(ballot: Ballot) -> None:
    """Remove the urn and the count sheets, write the papers anew in the order of seats, and let go of the key."""
    papers = list(ballot.papers.order_by("seat").values("seat_id", "state", "is_written", "marks"))
    ballot.papers.all().delete()
    ballot.sheets.all().delete()
    Urn.objects.filter(ballot=ballot.pk).delete()
    Paper.objects.bulk_create([Paper(ballot=ballot, **facts) for facts in papers])
    public = bytes(ballot.public_key)
    ballot.public_key = b""
    ballot.save(update_fields=["public_key"])
    if public:
        transaction.on_commit(partial(sealing.destroy_key, public))


@transaction.atomic
def void_ballot(ballot: Ballot, *, by: Person) -> None:
    """Call a vote off: nothing is counted, and nobody will ever open what was put in."""
    require(by, "councils.void_ballot", ballot)
    Urn.objects.select_for_update().filter(ballot=ballot.pk).first()
    move(ballot, "void", by=by, sentence="Hủy cuộc bỏ phiếu", closed=timezone.now())
    ballot.papers.update(marks="")
    _forget(ballot)
    ballot_voided.send(Ballot, ballot=ballot, by=by)
