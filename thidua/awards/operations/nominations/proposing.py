"""Nominations put forward, answered by persons, taken back, given up; passed or not where no vote is prescribed."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.awards.findings import findings_of
from thidua.awards.models import Nomination, Season
from thidua.awards.operations.nominations.drafting import (
    WRITABLE,
    Done,
    Status,
    held,
    judge,
    refuse_away,
    refuse_closed,
    take_findings,
)
from thidua.awards.queries.hearings import being_voted_on
from thidua.awards.queries.votes import vote_prescribed
from thidua.awards.queries.warnings import used_elsewhere
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.workflow import move, wrong_state
from thidua.law import Refusal
from thidua.people.models import Person, Post
from thidua.people.operations.notices import notify
from thidua.people.queries import acts_in
from thidua.plans.operations.work import may_say, must_say

ANSWERABLE = WRITABLE | {Status.READY}
"""In these a person may answer a condition that is open."""


@transaction.atomic
def judge_condition(nomination: Nomination, key: str, met: bool, reason: str, *, by: Person, today: date) -> None:
    """A person answers a condition that the rules leave to persons; the answer stands in the explanation.

    Raises ValidationError `no_reason`, `no_such_condition`, `wrong_state`, `season_closed`, `ballot_open`.
    """
    require(by, "awards.judge_condition", nomination)
    reason = must_say(reason, "Ghi căn cứ của kết luận này.")
    row = held(nomination)
    if row.status not in ANSWERABLE:
        raise wrong_state(row)
    refuse_closed(row.desk)
    refuse_voting(row)
    asked = {one["key"]: one["words"] for one in row.findings.get("answerable", [])}
    if key not in asked:
        sentence = "Điều kiện này không chờ người xem xét. Tải lại trang để xem kết quả mới nhất."
        raise ValidationError(sentence, code="no_such_condition")
    at = f"{timezone.localtime():%H:%M %d/%m/%Y}"
    row.judgements = {**row.judgements, key: {"met": bool(met), "reason": reason, "by": by.full_name, "at": at}}
    row.save(update_fields=["judgements"])
    judge(row, today)
    said = "đạt" if met else "không đạt"
    record(
        "awards.judge_condition", row, by=by, sentence=f"Kết luận {said} với điều kiện “{asked[key]}”: {reason}"[:500]
    )
    nomination.refresh_from_db()


def judge_conditions(rows: Iterable[Nomination], key: str, met: bool, reason: str, *, by: Person, today: date) -> Done:
    """The same answer for all of these that are asked about this condition and have no answer yet."""
    done = Done()
    for row in rows:
        asked = {one["key"] for one in row.findings.get("answerable", [])} - set(row.judgements)
        if key not in asked:
            continue
        try:
            judge_condition(row, key, met, reason, by=by, today=today)
            done.rows.append(row)
        except (ValidationError, PermissionDenied) as refusal:
            done.refused.append((row.subject_name, _said(refusal)))
    return done


@transaction.atomic
def propose_nomination(nomination: Nomination, *, by: Person, today: date, reason: str = "") -> None:
    """Put it forward: judged once more, then frozen with the rules of the day on which it first was.

    Who does not meet the conditions goes forward only by the head's word with a reason, which the council reads.
    Raises ValidationError `not_met`, `head_only`, `own_case`, `not_here`, `season_closed`, `used_already`,
    `wrong_state`.
    """
    row = held(nomination)
    _propose(row, by=by, today=today, reason=reason, found=None)
    nomination.refresh_from_db()


def _propose(row: Nomination, *, by: Person, today: date, reason: str, found: dict[str, Any] | Refusal | None) -> None:
    require(by, "awards.propose_nomination", row)
    refuse_away(row)
    refuse_closed(row.season)
    if row.status != Status.DRAFT:
        raise wrong_state(row)
    refuse_used(row)
    take_findings(row, found or findings_of([row], today=today)[row.pk])
    exception = _exception(row, by=by, reason=reason)
    sentence = f"Đưa ra xét {row.award_name}, điều kiện: {row.findings['outcome_words']}"
    if exception:
        sentence += f". Vẫn đưa ra xét vì: {exception['reason']}"
    move(
        row,
        "propose",
        by=by,
        sentence=sentence[:500],
        received_on=row.received_on or today,
        findings=row.findings,
        outcome=row.outcome,
        exception=exception,
        reason="",
    )
    if row.person_id:
        text = f"{row.season.unit.label} đưa ra xét: {row}"
        notify([row.person_id], f"awards:proposed:{row.pk}", text, row.get_absolute_url())


def _exception(row: Nomination, *, by: Person, reason: str) -> dict[str, str]:
    """Why one who does not meet the conditions goes forward; empty where that is not needed."""
    if row.outcome != "not_met":
        return {}
    reason = may_say(reason)
    lacks = "; ".join(row.findings.get("lacks", [])[:3])
    if not reason:
        sentence = (
            f"{row.subject_name} chưa đủ điều kiện{f': {lacks}' if lacks else ''}. Bổ sung, rút đề nghị, "
            "hoặc để người đứng đầu ghi lý do vẫn đưa ra xét."
        )
        raise ValidationError(sentence, code="not_met")
    if not acts_in(by, row.season.unit, {Post.Role.HEAD}):
        sentence = (
            "Chỉ người đứng đầu đơn vị đưa ra xét được trường hợp chưa đủ điều kiện, kèm lý do. Báo người đứng đầu."
        )
        raise ValidationError(sentence, code="head_only")
    if row.person_id == by.pk:
        sentence = "Không tự đưa chính mình ra xét khi chưa đủ điều kiện. Rút đề nghị, hoặc để cấp trên lập đề nghị."
        raise ValidationError(sentence, code="own_case")
    return {"reason": reason, "by": by.full_name, "at": f"{timezone.localtime():%H:%M %d/%m/%Y}"}


@transaction.atomic
def propose_nominations(rows: Iterable[Nomination], *, by: Person, today: date) -> Done:
    """As `propose_nomination` for each; those refused do not hold up the others. Facts are asked once for all."""
    held_rows = list(_held_all(rows))
    found = findings_of([row for row in held_rows if row.status == Status.DRAFT], today=today)
    done = Done()
    for row in held_rows:
        try:
            with transaction.atomic():
                _propose(row, by=by, today=today, reason="", found=found.get(row.pk))
            done.rows.append(row)
        except (ValidationError, PermissionDenied) as refusal:
            done.refused.append((row.subject_name, _said(refusal)))
    return done


def _held_all(rows: Iterable[Nomination]) -> list[Nomination]:
    """In the order given."""
    ids = [row.pk for row in rows]
    held_rows = Nomination.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    held_rows = held_rows.select_related("season__unit", "desk__unit", "unit", "person", "collective")
    by_id = {row.pk: row for row in held_rows}
    return [by_id[pk] for pk in ids if pk in by_id]


def _said(refusal: ValidationError | PermissionDenied) -> str:
    return refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)


@transaction.atomic
def recall_nomination(nomination: Nomination, *, by: Person) -> None:
    """Back to being written, before anybody voted. Raises `not_here`, `ballot_open`, `wrong_state`."""
    row = held(nomination)
    require(by, "awards.recall_nomination", row)
    refuse_away(row)
    refuse_voting(row)
    move(row, "recall", by=by, sentence="Lấy lại để sửa", exception={})
    nomination.refresh_from_db()


@transaction.atomic
def withdraw_nomination(nomination: Nomination, *, by: Person, reason: str) -> None:
    """Give it up for good; its initiatives can be named for another award. Raises `no_reason`, `not_here`,
    `ballot_open`, `in_dossier`, `wrong_state`.
    """
    reason = must_say(reason, "Ghi lý do rút đề nghị.")
    row = held(nomination)
    require(by, "awards.withdraw_nomination", row)
    refuse_away(row)
    refuse_voting(row)
    refuse_in_use(row)
    told = row.person_id if row.status != Status.DRAFT else None
    move(row, "withdraw", by=by, sentence=f"Rút đề nghị: {reason}{freed_words(row)}"[:500], reason=reason)
    if told:
        text = f"Đã rút đề nghị {row}. Lý do: {reason}"
        notify([told], f"awards:withdrawn:{row.pk}", text, row.get_absolute_url())
    nomination.refresh_from_db()


def withdraw_nominations(rows: Iterable[Nomination], *, by: Person, reason: str) -> Done:
    done = Done()
    for row in rows:
        try:
            withdraw_nomination(row, by=by, reason=reason)
            done.rows.append(row)
        except (ValidationError, PermissionDenied) as refusal:
            done.refused.append((row.subject_name, _said(refusal)))
    return done


def refuse_voting(row: Nomination) -> None:
    if being_voted_on().filter(pk=row.pk).exists():
        sentence = (
            f"Hội đồng đang bỏ phiếu về {row.subject_name}. Chờ kiểm phiếu, hoặc đề nghị chủ tọa hủy cuộc bỏ phiếu."
        )
        raise ValidationError(sentence, code="ballot_open")


def refuse_used(row: Nomination) -> None:
    """An initiative that it names was meanwhile used, or named, for the same award. Raises ValidationError
    `used_already`.
    """
    for one in row.initiatives.all():
        if use := used_elsewhere(row, one, same_award=True):
            sentence = f"“{one}” đã dùng để xét {use.words}, không tính lần nữa. Bỏ sáng kiến này khỏi đề nghị."
            raise ValidationError(sentence, code="used_already")


def freed_words(row: Nomination) -> str:
    """For the trail of a nomination that ends without an award."""
    titles = [f"“{title[:80]}”" for title in row.initiatives.values_list("title", flat=True)]
    return f". Sáng kiến được dùng lại cho lần xét khác: {', '.join(titles)}" if titles else ""


def refuse_in_use(row: Nomination) -> None:
    """It lies in a dossier or a decision that is being written."""
    entry = row.entries.filter(dossier__status="draft").select_related("dossier").first()
    if entry:
        sentence = f"Đề nghị đang nằm trong hồ sơ “{entry.dossier}”. Đưa ra khỏi hồ sơ trước."
        raise ValidationError(sentence, code="in_dossier")
    line = row.decision_lines.filter(decision__status="draft").select_related("decision").first()
    if line:
        sentence = f"Đề nghị đang nằm trong dự thảo “{line.decision}”. Đưa ra khỏi dự thảo trước."
        raise ValidationError(sentence, code="in_decision")


@transaction.atomic
def pass_nomination(nomination: Nomination, *, by: Person, reason: str) -> None:
    """The word of the unit that has it on its desk, where no vote is prescribed. Raises ValidationError `vote_needed`,
    `no_reason`, `season_closed`, `ballot_open`, `wrong_state`.
    """
    _give_word(nomination, "pass", "Đồng ý", by=by, reason=reason)


@transaction.atomic
def fail_nomination(nomination: Nomination, *, by: Person, reason: str) -> None:
    """As `pass_nomination`."""
    _give_word(nomination, "fail", "Không đồng ý", by=by, reason=reason)


def _give_word(nomination: Nomination, step: str, word: str, *, by: Person, reason: str) -> None:
    row = held(nomination)
    require(by, "awards.give_word", row)
    reason = must_say(reason, "Ghi căn cứ: cuộc họp, ý kiến hoặc thành tích nào.")
    refuse_closed(row.desk)
    refuse_voting(row)
    on = row.received_on or present_day()
    if rule := vote_prescribed(row.desk.unit, row.award, row.unit, on):
        sentence = f"{row.award_name} phải do Hội đồng bỏ phiếu ({rule}). Đưa ra phiên họp của Hội đồng."
        raise ValidationError(sentence, code="vote_needed")
    move(row, step, by=by, sentence=f"{word}, không qua bỏ phiếu: {reason}"[:500], reason=reason)
    tell_outcome(row, "không qua bỏ phiếu")
    nomination.refresh_from_db()


def tell_outcome(row: Nomination, how: str) -> None:
    """Let the nominee know what was said of the nomination at this desk."""
    if row.person_id:
        text = f"{row.award_name}: {row.get_status_display().lower()} tại {row.desk.unit.label} ({how})"
        key = f"awards:outcome:{row.pk}:{row.desk_id}:{row.status}:{row.results.count()}"
        notify([row.person_id], key, text, row.get_absolute_url())


@transaction.atomic
def reopen_nomination(nomination: Nomination, *, by: Person, reason: str) -> None:
    """To be looked at once more by the same desk. Raises `no_reason`, `season_closed`, `in_dossier`, `in_decision`,
    `used_already`, `wrong_state`.
    """
    reason = must_say(reason, "Ghi lý do xét lại.")
    row = held(nomination)
    require(by, "awards.give_word", row)
    refuse_closed(row.desk)
    refuse_in_use(row)
    refuse_used(row)
    move(row, "reopen", by=by, sentence=f"Xét lại: {reason}"[:500], reason="")
    nomination.refresh_from_db()


def rows_on_desk(season: Season, ids: Collection[int]) -> list[Nomination]:
    """Those of the numbers that lie on this desk, in the order of names."""
    rows = Nomination.objects.filter(desk=season, pk__in=ids).select_related(
        "season__unit", "desk__unit", "unit", "person", "collective"
    )
    return sorted(rows, key=lambda row: (row.subject.sort_key, row.pk))
