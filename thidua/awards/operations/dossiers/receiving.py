"""What the receiver does with a dossier, up to its conclusion; and what one outside the system answered."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.awards.models import Appraisal, Dossier, DossierEntry, Season
from thidua.awards.operations.decisions import enter_awards
from thidua.awards.operations.dossiers.copies import keep_copies
from thidua.awards.operations.dossiers.sending import (
    WITH_RECEIVER,
    Stage,
    State,
    Status,
    entries_of,
    held,
    receiver_name,
)
from thidua.awards.operations.nominations import (
    freed_words,
    pass_nomination,
    refuse_closed,
    refuse_in_use,
    refuse_voting,
)
from thidua.awards.operations.telling import keepers_of, tell, tell_nominees
from thidua.awards.queries.dossiers import (
    DECIDED,
    deadline_for,
    outcome_of,
    with_nominations,
)
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person
from thidua.plans.operations.work import must_say


@transaction.atomic
def receive_dossier(dossier: Dossier, season: Season, *, by: Person, today: date) -> None:
    """Take it into one of the receiver's seasons: its nominations lie on that desk from now on.

    Raises ValidationError `outside`, `other_unit`, `season_closed`, `own_case`, `wrong_state`.
    """
    row = held(dossier)
    require(by, "awards.receive_dossier", row)
    if row.to_unit is None:
        sentence = "Nơi nhận ở ngoài hệ thống. Ghi kết quả cho từng đề nghị khi có văn bản trả lời."
        raise ValidationError(sentence, code="outside")
    if season.unit_id != row.to_unit_id:
        raise ValidationError("Đợt xét này của đơn vị khác. Chọn đợt của đơn vị mình.", code="other_unit")
    if season.status != Season.Status.OPEN:
        raise ValidationError("Đợt xét đã kết thúc. Chọn đợt đang mở.", code="season_closed")
    entries = entries_of(row)
    refuse_own_case(entries, by)
    due, source = deadline_for(row, today)
    move(
        row,
        "receive",
        by=by,
        sentence=f"Tiếp nhận vào “{season}”"[:500],
        to_season=season,
        received_on=today,
        due=due,
        due_source=source[:300],
    )
    for entry in entries:
        _take_in(entry, season, by)
    until = f", hạn giải quyết {due:%d/%m/%Y}" if due else ""
    told = f"{row.to_unit.label} đã tiếp nhận hồ sơ “{row.title}”{until}"
    tell(row, keepers_of(row.season.unit, today), "received", told, by=by)
    dossier.refresh_from_db()


def _take_in(entry: DossierEntry, season: Season, by: Person) -> None:
    move(entry.nomination, "receive", by=by, sentence=f"{season.unit.label} tiếp nhận"[:500], desk=season)


def refuse_own_case(entries: Iterable[DossierEntry], by: Person) -> None:
    if any(each.nomination.person_id == by.pk for each in entries):
        sentence = "Hồ sơ có đề nghị khen thưởng chính người đang xử lý. Để người khác của đơn vị làm việc này."
        raise ValidationError(sentence, code="own_case")


@transaction.atomic
def return_dossier(dossier: Dossier, *, by: Person, reason: str, today: date | None = None) -> None:
    """Give the whole back; the sender mends it and sends it again.

    Raises ValidationError `no_reason`, `own_case`, `judged_already`, `ballot_open`, `wrong_state`.
    """
    reason = must_say(reason, "Ghi lý do trả lại để nơi gửi biết phải bổ sung gì.")
    row = held(dossier)
    require(by, "awards.return_dossier", row)
    entries = entries_of(row)
    if row.to_unit:
        refuse_own_case(entries, by)
    if any(_is_judged(each, row) for each in entries):
        sentence = "Một số đề nghị đã được xét. Trả lại từng đề nghị cần bổ sung thay vì cả hồ sơ."
        raise ValidationError(sentence, code="judged_already")
    move(row, "return", by=by, sentence=f"Trả lại cả hồ sơ: {reason}"[:500], reason=reason)
    keep_copies(row, entries, whole=True)
    for entry in entries:
        if entry.state != State.FLAGGED:
            _give_back(entry, row, reason, by)
    told = f"{receiver_name(row)} trả lại hồ sơ “{row.title}”: {reason}"
    tell(row, keepers_of(row.season.unit, today or present_day()), "returned", told, by=by)
    dossier.refresh_from_db()


def _is_judged(entry: DossierEntry, dossier: Dossier) -> bool:
    """Whether the receiver has said something of it already."""
    if entry.state in {State.AGREED, State.REFUSED}:
        return True
    return entry.state == State.INCLUDED and entry.nomination.status not in {Stage.SENT, Stage.READY}


def _give_back(entry: DossierEntry, dossier: Dossier, reason: str, by: Person) -> None:
    refuse_voting(entry.nomination)
    sentence = f"Trả lại để bổ sung: {reason}"[:500]
    move(entry.nomination, "give_back", by=by, sentence=sentence, desk=dossier.season, reason=reason)


@transaction.atomic
def flag_entries(dossier: Dossier, remarks: Mapping[int, str], *, by: Person, today: date | None = None) -> None:
    """Give back only these, each with what is to be mended; the others go on. What came back from above is handed down
    in the same way.

    Raises ValidationError `nothing_chosen`, `no_reason`, `not_here`, `own_case`, `ballot_open`, `wrong_state`.
    """
    row = held(dossier)
    require(by, "awards.flag_entry", row)
    if row.status not in WITH_RECEIVER:
        raise wrong_state(row)
    if not remarks:
        raise ValidationError("Ghi điều cần bổ sung ở ít nhất một đề nghị.", code="nothing_chosen")
    entries = [each for each in entries_of(row) if each.pk in remarks]
    refuse_own_case(entries, by)
    if len(entries) != len(remarks) or not all(_can_be_flagged(each, row) for each in entries):
        sentence = "Có đề nghị không còn chờ xét ở đây. Tải lại trang; đề nghị đã được đồng ý thì đưa ra xét lại trước."
        raise ValidationError(sentence, code="not_here")
    keep_copies(row, entries, whole=False)
    for entry in entries:
        reason = must_say(remarks[entry.pk], f"Ghi điều cần bổ sung của {entry.nomination.subject_name}.")
        _give_back(entry, row, reason, by)
        entry.state, entry.remark, entry.answer = State.FLAGGED, reason, ""
        entry.save(update_fields=["state", "remark", "answer"])
    names = ", ".join(each.nomination.subject_name for each in entries[:5])
    record("awards.flag_entry", row, by=by, sentence=f"Yêu cầu bổ sung {len(entries)} đề nghị: {names}"[:500])
    told = f"{receiver_name(row)} yêu cầu bổ sung {len(entries)} đề nghị của hồ sơ “{row.title}”: {names}"
    tell(row, keepers_of(row.season.unit, today or present_day()), "flagged", told, by=by)
    tell_nominees(row, entries, "flagged", "cần bổ sung: {remark}")


def _can_be_flagged(entry: DossierEntry, dossier: Dossier) -> bool:
    there = entry.nomination.desk_id == dossier.to_season_id
    return there and entry.nomination.status in {Stage.READY, Stage.RETURNED}


def sent_again(entries: Collection[DossierEntry]) -> list[DossierEntry]:
    """Those of a received dossier that were mended and wait to be taken in."""
    return [each for each in entries if each.state == State.INCLUDED and each.nomination.status == Stage.SENT]


@transaction.atomic
def receive_entries(dossier: Dossier, *, by: Person, today: date) -> int:
    """Take in what was mended and sent again. Returns how many. Raises `wrong_state`, `nothing_sent`, `own_case`."""
    row = held(dossier)
    require(by, "awards.receive_dossier", row)
    if row.status not in WITH_RECEIVER or row.to_season is None:
        raise wrong_state(row)
    waiting = [each for each in sent_again(entries_of(row)) if each.nomination.desk_id == row.season_id]
    if not waiting:
        raise ValidationError("Không có đề nghị nào vừa gửi lại. Tải lại trang.", code="nothing_sent")
    refuse_own_case(waiting, by)
    for entry in waiting:
        _take_in(entry, row.to_season, by)
    record("awards.receive_dossier", row, by=by, sentence=f"Tiếp nhận lại {len(waiting)} đề nghị đã bổ sung")
    told = f"{receiver_name(row)} đã tiếp nhận {len(waiting)} đề nghị bổ sung của hồ sơ “{row.title}”"
    tell(row, keepers_of(row.season.unit, today), "received_again", told, by=by)
    return len(waiting)


def _judged_here(entry: DossierEntry, by: Person) -> tuple[Dossier, DossierEntry]:
    row = held(entry.dossier)
    require(by, "awards.conclude_dossier", row)
    fresh = with_nominations(row.entries.all()).get(pk=entry.pk)
    refuse_own_case([fresh], by)
    if row.status not in WITH_RECEIVER:
        raise wrong_state(row)
    return row, fresh


@transaction.atomic
def agree_entry(entry: DossierEntry, *, by: Person, today: date, reason: str = "") -> None:
    """The receiver agrees: one that still waits passes by the word of the head, where no ballot is asked.

    Raises ValidationError `own_case`, `wrong_state`, and what `pass_nomination` raises.
    """
    row, fresh = _judged_here(entry, by)
    if fresh.nomination.status == Stage.READY and fresh.nomination.desk_id == row.to_season_id:
        pass_nomination(fresh.nomination, by=by, reason=reason)
    elif outcome_of(fresh, row) != State.AGREED:
        raise wrong_state(fresh.nomination)
    fresh.state, fresh.remark = State.AGREED, clean_lines(reason)[:2000]
    fresh.save(update_fields=["state", "remark"])
    record("awards.agree_entry", row, by=by, sentence=f"Đồng ý: {fresh.nomination}"[:500])
    entry.refresh_from_db()


@transaction.atomic
def refuse_entry(entry: DossierEntry, *, by: Person, reason: str, today: date | None = None) -> None:
    """The receiver does not agree; the sender and the nominee read why. Only while it lies on the receiver's desk: not
    after it went further up or back down.

    Raises ValidationError `no_reason`, `own_case`, `wrong_state`, `ballot_open`, `in_dossier`, `in_decision`,
    `season_closed`.
    """
    reason = must_say(reason, "Ghi lý do không đồng ý để nơi gửi và người được đề nghị biết.")
    row, fresh = _judged_here(entry, by)
    there = fresh.nomination.desk_id == row.to_season_id
    if not there or fresh.nomination.status not in {Stage.READY, Stage.PASSED, Stage.FAILED}:
        raise wrong_state(fresh.nomination)
    refuse_closed(fresh.nomination.desk)
    refuse_voting(fresh.nomination)
    refuse_in_use(fresh.nomination)
    if fresh.nomination.status != Stage.FAILED:
        sentence = f"Không khen thưởng: {reason}{freed_words(fresh.nomination)}"
        move(fresh.nomination, "refuse", by=by, sentence=sentence[:500], reason=reason)
    fresh.state, fresh.remark = State.REFUSED, reason
    fresh.save(update_fields=["state", "remark"])
    record("awards.refuse_entry", row, by=by, sentence=f"Không đồng ý: {fresh.nomination}"[:500])
    told = f"{receiver_name(row)} không đồng ý: {fresh.nomination}. Lý do: {reason}"
    tell(row, keepers_of(row.season.unit, today or present_day()), f"refused:{fresh.pk}", told, by=by)
    tell_nominees(row, [fresh], "refused", "không được đồng ý: {remark}")
    entry.refresh_from_db()


@transaction.atomic
def conclude_dossier(dossier: Dossier, *, by: Person, today: date, reason: str = "") -> None:
    """End when everything in it is decided: what the desk said of a nomination is written at its entry.

    Raises ValidationError `undecided`, `opinion_missing` (a division was asked, has not answered, and no `reason` says
    why it is not waited for), `nothing_in_it`, `wrong_state`.
    """
    row = held(dossier)
    require(by, "awards.conclude_dossier", row)
    if row.to_unit and row.status == Status.SUBMITTED:
        raise wrong_state(row)
    entries = entries_of(row)
    outcomes = {each: outcome_of(each, row) for each in entries}
    if left := [each for each, outcome in outcomes.items() if outcome not in DECIDED]:
        names = ", ".join(each.nomination.subject_name for each in left[:5])
        raise ValidationError(
            f"Còn {len(left)} đề nghị chưa có kết quả: {names}. Ghi ý kiến cho từng đề nghị rồi kết thúc.",
            code="undecided",
        )
    reason = clean_lines(reason)[:2000]
    silent = row.appraisals.filter(status=Appraisal.Status.ASKED).select_related("division")
    if not reason and (names_silent := [each.division.label for each in silent]):
        raise ValidationError(
            f"{', '.join(names_silent)} chưa gửi ý kiến thẩm định. Chờ ý kiến, hoặc ghi lý do kết thúc.",
            code="opinion_missing",
        )
    agreed = sum(outcome == State.AGREED for outcome in outcomes.values())
    counts = f"{agreed} đồng ý, {len(entries) - agreed} không đồng ý"
    move(row, "conclude", by=by, sentence=f"Kết thúc xét: {counts}", concluded_on=today, conclusion=reason)
    for entry, outcome in outcomes.items():
        if entry.state != outcome:
            remark = entry.remark if outcome == State.AGREED else entry.nomination.reason
            DossierEntry.objects.filter(pk=entry.pk).update(state=outcome, remark=remark)
    if row.to_unit:
        told = f"{row.to_unit.label} xét xong hồ sơ “{row.title}”: {counts}"
        tell(row, keepers_of(row.season.unit, today), "concluded", told, by=by)
    dossier.refresh_from_db()


ANSWERS = frozenset({"agreed", "refused", "returned"})


@transaction.atomic
def record_answer(
    dossier: Dossier,
    entries: Iterable[DossierEntry],
    *,
    by: Person,
    today: date,
    answer: str,
    reason: str = "",
    **decision: Any,
) -> None:
    """Write in what a receiver outside the system said of these: `agreed` with `decided_by`, `decision_number` and
    `decision_date`; `refused` or `returned` with a reason.

    Raises ValidationError `inside`, `nothing_chosen`, `answered`, `no_reason`, `no_answer`, `wrong_state`, and what
    `enter_awards` raises.
    """
    row = held(dossier)
    require(by, "awards.conclude_dossier", row)
    if row.to_unit is not None:
        raise ValidationError("Nơi nhận dùng hệ thống này và tự ghi kết quả. Chờ nơi đó xét xong.", code="inside")
    if row.status != Status.SUBMITTED:
        raise wrong_state(row)
    if answer not in ANSWERS:
        raise ValidationError("Chọn kết quả: được khen thưởng, không được khen thưởng hoặc trả lại.", code="no_answer")
    wanted = {each.pk for each in entries}
    chosen = [each for each in entries_of(row) if each.pk in wanted]
    if not chosen:
        raise ValidationError("Chọn ít nhất một đề nghị đã có kết quả.", code="nothing_chosen")
    if any(each.nomination.status != Stage.SENT for each in chosen):
        raise ValidationError("Có đề nghị đã ghi kết quả trước đó. Tải lại trang.", code="answered")
    if answer != "agreed":
        reason = must_say(reason, "Ghi lý do theo văn bản trả lời.")
    if answer == "agreed":
        enter_awards([each.nomination for each in chosen], by=by, today=today, **decision)
    for entry in chosen:
        _answered(row, entry, answer, reason, by)
    words = {"agreed": "được khen thưởng", "refused": "không được khen thưởng", "returned": "bị trả lại"}[answer]
    record("awards.record_answer", row, by=by, sentence=f"Ghi trả lời của {row.to_name}: {len(chosen)} đề nghị {words}")
    if answer != "agreed":
        tell_nominees(row, chosen, f"answered_{answer}", f"{words}: {{remark}}")
    dossier.refresh_from_db()


def _answered(dossier: Dossier, entry: DossierEntry, answer: str, reason: str, by: Person) -> None:
    if answer == "agreed":
        entry.state, entry.remark = State.AGREED, ""
    elif answer == "refused":
        sentence = f"{dossier.to_name} không khen thưởng: {reason}{freed_words(entry.nomination)}"
        move(entry.nomination, "refuse", by=by, sentence=sentence[:500], reason=reason)
        entry.state, entry.remark = State.REFUSED, reason
    else:
        _give_back(entry, dossier, reason, by)
        entry.state, entry.remark, entry.answer = State.FLAGGED, reason, ""
    entry.save(update_fields=["state", "remark", "answer"])
