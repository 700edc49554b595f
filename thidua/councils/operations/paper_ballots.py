"""Paper ballots beside electronic ones: handed out by name, counted twice, sealed until the urn is opened."""

import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.councils import sealing
from thidua.councils.counting import Count
from thidua.councils.models import Ballot, CountSheet, Paper, Urn
from thidua.councils.queries import seats_held
from thidua.councils.queries.ballots import can_be_used
from thidua.kernel.permissions import require
from thidua.people.models import Person

ROW = 24
"""Bytes that a sheet keeps for each option, whatever its numbers: what is sealed tells nothing by its length."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the counting team found: papers in all, those not valid, and a count for each option."""

    papers: int
    invalid: int
    counts: list[Count]


@transaction.atomic
def hand_paper(ballot: Ballot, paper: Paper, *, by: Person) -> None:
    """Note that a member got a paper ballot; they cannot vote here any more.

    Raises ValidationError `voted_already`, `not_open`, `not_secret`.
    """
    require(by, "councils.hand_paper", ballot)
    if not ballot.is_secret:
        raise ValidationError("Biểu quyết công khai không dùng phiếu giấy.", code="not_secret")
    if Urn.objects.select_for_update().filter(ballot=ballot.pk).first() is None:
        raise ValidationError("Nội dung này chưa mở hoặc đã đóng bỏ phiếu.", code="not_open")
    if not ballot.papers.filter(can_be_used(), pk=paper.pk).update(state=Paper.State.HANDED):
        raise ValidationError("Người này đã bỏ phiếu hoặc đã nhận phiếu giấy.", code="voted_already")
    record("councils.hand_paper", ballot, by=by, sentence=f"Phát phiếu giấy cho {paper.seat.person.full_name}")


@transaction.atomic
def count_papers(ballot: Ballot, found: Counted, *, by: Person) -> None:
    """One of the counting team enters what was counted; entering again replaces it.

    Raises ValidationError `not_open`, `too_many_papers`, `bad_sum`.
    """
    require(by, "councils.count_papers", ballot)
    urn = Urn.objects.select_for_update().filter(ballot=ballot.pk).first()
    if urn is None or not ballot.public_key:
        raise ValidationError("Nội dung này chưa mở hoặc đã đóng bỏ phiếu.", code="not_open")
    _check(ballot, found)
    plain = [found.papers, found.invalid, *([c.agreed, c.against, c.abstained] for c in found.counts)]
    sealed = sealing.seal(json.dumps(plain).encode().ljust(ROW * (len(found.counts) + 2)), bytes(ballot.public_key))
    seat = seats_held(by).get(council=ballot.item.meeting.council_id)
    CountSheet.objects.update_or_create(ballot=ballot, seat=seat, defaults={"sealed": sealed})
    record("councils.count_papers", ballot, by=by, sentence="Nhập kết quả kiểm phiếu giấy")


def _check(ballot: Ballot, found: Counted) -> None:
    handed = ballot.papers.filter(state=Paper.State.HANDED).count()
    if not 0 <= found.invalid <= found.papers <= handed:
        raise ValidationError(f"Đã phát {handed} phiếu giấy, số thu về không thể nhiều hơn.", code="too_many_papers")
    valid = found.papers - found.invalid
    for count in found.counts:
        total = count.agreed + count.against + count.abstained
        is_choice = ballot.form == Ballot.Form.CHOOSE
        if min(count.agreed, count.against, count.abstained) < 0 or total > valid or (not is_choice and total != valid):
            raise ValidationError(f"Tổng các ô của mỗi mục phải bằng số phiếu hợp lệ ({valid}).", code="bad_sum")
    if ballot.form == Ballot.Form.CHOOSE and sum(count.agreed for count in found.counts) > ballot.most * valid:
        raise ValidationError("Số lượt chọn nhiều hơn các phiếu hợp lệ có thể chọn.", code="bad_sum")


def counted_papers(ballot: Ballot, private: bytes, options: int) -> Counted:
    """What two of the counting team found alike; nothing where no paper was handed out.

    Raises ValidationError `counts_missing` for fewer than two sheets, `counts_differ`.
    """
    if not ballot.papers.filter(state=Paper.State.HANDED).exists():
        return Counted(0, 0, [Count()] * options)
    sheets = [json.loads(sealing.unseal(sheet.sealed, private)) for sheet in ballot.sheets.all()]
    if len(sheets) < 2:
        raise ValidationError(
            "Có phát phiếu giấy: hai người trong tổ kiểm phiếu cùng nhập kết quả rồi mới đóng.", code="counts_missing"
        )
    if any(sheet != sheets[0] for sheet in sheets):
        raise ValidationError(
            "Số liệu phiếu giấy do tổ kiểm phiếu nhập không khớp nhau. Kiểm lại rồi nhập lại.", code="counts_differ"
        )
    papers, invalid, *rows = sheets[0]
    return Counted(papers, invalid, [Count(*row) for row in rows])
