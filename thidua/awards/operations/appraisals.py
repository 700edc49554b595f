"""Appraisal (thẩm định): divisions of the receiver look into a dossier, beside each other."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.awards.models import Appraisal, AppraisalRemark, Dossier
from thidua.awards.operations.dossiers import held
from thidua.awards.operations.telling import keepers_of, tell
from thidua.awards.queries.dossiers import divisions_of, with_nominations
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person, Unit
from thidua.people.queries import LEADERS, holders
from thidua.plans.operations.work import must_say

Remark = tuple[bool, str]
"""Whether a division agrees to one nominee, and what it says."""


@transaction.atomic
def ask_appraisal(
    dossier: Dossier, divisions: Iterable[Unit], *, by: Person, due: date | None, today: date | None = None
) -> list[Appraisal]:
    """Ask divisions at once. Raises ValidationError `nothing_chosen`, `other_unit`, `asked_already`, `past_due`,
    `wrong_state`.
    """
    row = held(dossier)
    require(by, "awards.ask_appraisal", row)
    if row.status != Dossier.Status.RECEIVED or row.to_unit is None:
        raise wrong_state(row)
    day = today or present_day()
    chosen = list(divisions)
    if not chosen:
        raise ValidationError("Chọn ít nhất một phòng, ban để lấy ý kiến.", code="nothing_chosen")
    _refuse_past(due, day)
    own = set(divisions_of(row.to_unit, day).values_list("pk", flat=True))
    if any(each.pk not in own for each in chosen):
        raise ValidationError("Chỉ lấy được ý kiến phòng, ban của đơn vị nhận. Chọn lại.", code="other_unit")
    standing = row.appraisals.exclude(status=Appraisal.Status.WITHDRAWN)
    asked = standing.filter(division__in=chosen).select_related("division")
    if names := [each.division.label for each in asked]:
        raise ValidationError(f"Đã lấy ý kiến {', '.join(names)} trước đó. Bỏ chọn nơi đã hỏi.", code="asked_already")
    made = [Appraisal.objects.create(dossier=row, division=each, due=due) for each in chosen]
    names = [each.label for each in chosen]
    until = f", hạn {due:%d/%m/%Y}" if due else ""
    record("awards.ask_appraisal", row, by=by, sentence=f"Lấy ý kiến thẩm định của {', '.join(names)}{until}"[:500])
    for each in made:
        text = f"{row.to_unit.label} lấy ý kiến thẩm định hồ sơ “{row.title}” của {row.season.unit.label}{until}"
        leaders = holders(each.division, LEADERS, day)
        tell(row, leaders, f"appraisal:{each.pk}", text, by=by, url=each.get_absolute_url())
    return made


@transaction.atomic
def withdraw_appraisal(appraisal: Appraisal, *, by: Person, reason: str, today: date) -> None:
    """Ask no more, before the opinion is given; the division is told why and no longer sees the dossier. It may be
    asked anew. Raises ValidationError `no_reason`, `wrong_state`.
    """
    reason = must_say(reason, "Ghi lý do rút yêu cầu để phòng, ban biết.")
    row, dossier, asker = _asked(appraisal)
    require(by, "awards.withdraw_appraisal", row)
    sentence = f"Rút yêu cầu thẩm định của {row.division.label}: {reason}"[:500]
    move(row, "withdraw", by=by, sentence=sentence, reason=reason)
    record("awards.withdraw_appraisal", dossier, by=by, sentence=sentence)
    told = f"{asker.label} rút yêu cầu thẩm định hồ sơ “{dossier.title}”: {reason}"
    tell(dossier, holders(row.division, LEADERS, today), f"withdrawn:{row.pk}", told, by=by, url="")
    appraisal.refresh_from_db()


@transaction.atomic
def move_due(appraisal: Appraisal, due: date | None, *, by: Person, today: date) -> None:
    """Another last day for the opinion, None for no day; the division is told. Raises `past_due`, `wrong_state`."""
    row, dossier, asker = _asked(appraisal)
    require(by, "awards.change_appraisal", row)
    if row.status != Appraisal.Status.ASKED or dossier.status != Dossier.Status.RECEIVED:
        raise wrong_state(row)
    if due == row.due:
        return
    _refuse_past(due, today)
    changes = [("hạn gửi ý kiến", _day(row.due), _day(due))]
    row.due = due
    row.save(update_fields=["due"])
    sentence = f"Đổi hạn gửi ý kiến thẩm định của {row.division.label}"[:500]
    record("awards.change_appraisal", dossier, by=by, sentence=sentence, changes=changes)
    until = f"đổi thành {due:%d/%m/%Y}" if due else "không còn ấn định"
    told = f"Hạn gửi ý kiến thẩm định hồ sơ “{dossier.title}” {until} ({asker.label})"
    tell(dossier, holders(row.division, LEADERS, today), f"due:{row.pk}", told, by=by, url=row.get_absolute_url())
    appraisal.refresh_from_db()


def _asked(appraisal: Appraisal) -> tuple[Appraisal, Dossier, Unit]:
    """Both rows, held, and who asked."""
    row = (
        Appraisal.objects.select_for_update(of=("self",))
        .select_related("division", "dossier__to_unit")
        .get(pk=appraisal.pk)
    )
    dossier = held(row.dossier)
    if dossier.to_unit is None:
        raise wrong_state(dossier)
    return row, dossier, dossier.to_unit


def _day(due: date | None) -> str:
    return f"{due:%d/%m/%Y}" if due else "–"


def _refuse_past(due: date | None, today: date) -> None:
    if due is not None and due < today:
        raise ValidationError("Hạn gửi ý kiến đã qua. Chọn ngày từ hôm nay trở đi.", code="past_due")


@transaction.atomic
def give_appraisal(
    appraisal: Appraisal,
    *,
    by: Person,
    agrees: bool,
    opinion: str,
    remarks: Mapping[int, Remark],
    today: date | None = None,
) -> None:
    """Send the division's opinion: on the whole, and on the nominees (by entry) of whom there is something to say.

    Raises ValidationError `no_reason` (not agreed and no word why), `not_in_dossier`, `own_case`, `wrong_state`.
    """
    row = Appraisal.objects.select_for_update(of=("self",)).select_related("division").get(pk=appraisal.pk)
    require(by, "awards.give_appraisal", row)
    dossier = held(row.dossier)
    if dossier.status != Dossier.Status.RECEIVED or dossier.to_unit is None:
        raise wrong_state(dossier)
    opinion = clean_lines(opinion)[:4000]
    if not agrees:
        opinion = must_say(opinion, "Ghi lý do không đồng ý với hồ sơ.", most=4000)
    entries = {each.pk: each for each in with_nominations(dossier.entries.all())}
    if not remarks.keys() <= entries.keys():
        raise ValidationError("Có ý kiến về người không còn trong hồ sơ. Tải lại trang.", code="not_in_dossier")
    said = []
    for pk, (is_agreed, text) in remarks.items():
        nomination = entries[pk].nomination
        if nomination.person_id == by.pk:
            sentence = "Không ghi ý kiến về đề nghị khen thưởng chính mình. Để người khác của phòng ghi."
            raise ValidationError(sentence, code="own_case")
        question = f"Ghi lý do không đồng ý với {nomination.subject_name}."
        words = clean_lines(text)[:2000] if is_agreed else must_say(text, question)
        said.append(AppraisalRemark(appraisal=row, entry_id=pk, agrees=is_agreed, text=words))
    word = "đồng ý" if agrees else "không đồng ý"
    sentence = f"{row.division.label} gửi ý kiến thẩm định: {word}"[:500]
    move(row, "give", by=by, sentence=sentence, agrees=agrees, opinion=opinion, by_id=by.pk, given_at=timezone.now())
    AppraisalRemark.objects.bulk_create(said)
    record("awards.give_appraisal", dossier, by=by, sentence=sentence)
    told = f"{row.division.label} đã gửi ý kiến thẩm định hồ sơ “{dossier.title}”: {word}"
    tell(dossier, keepers_of(dossier.to_unit, today or present_day()), f"opinion:{row.pk}", told, by=by)
    appraisal.refresh_from_db()
