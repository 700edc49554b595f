"""Initiatives are drafted, saved, registered, reported, returned, withdrawn and handed on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import label_of, record
from thidua.initiatives.models import Author, Initiative, Review, Round
from thidua.initiatives.operations.checks import (
    refuse_bad_shares,
    refuse_closed,
    refuse_incomplete,
    refuse_late_report,
    refuse_left_authors,
    refuse_over_quota,
    refuse_unsettled_authors,
)
from thidua.initiatives.operations.rounds import keepers_of
from thidua.initiatives.parts import BY_NAME, MOST_LETTERS
from thidua.initiatives.queries.reach import units_to_register_for
from thidua.initiatives.signals import initiative_changed
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, clean_lines
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person, Unit
from thidua.people.operations.notices import notify
from thidua.plans.models import Target
from thidua.plans.operations.work import must_say

WRITTEN = ("title", "kind", "field", "first_applied", "target", "beneficiaries", "beneficiary_count")


@transaction.atomic
def draft_initiative(the_round: Round, unit: Unit, *, by: Person, title: str, now: datetime) -> Initiative:
    """Begin to write one; whoever begins is its first author, with the whole share.

    Raises ValidationError `round_closed`, `not_from_here`, `no_title`.
    """
    require(by, "initiatives.add_initiative", the_round)
    refuse_closed(the_round, now, may_be_early=True)
    if not units_to_register_for(by, the_round).filter(pk=unit.pk).exists():
        raise ValidationError("Đợt này không nhận đăng ký từ đơn vị đó. Chọn đơn vị khác.", code="not_from_here")
    title = clean(title)[:500]
    if not title:
        raise ValidationError("Ghi tên sáng kiến; sau này vẫn sửa được.", code="no_title")
    row = Initiative(unit=unit, round=the_round, year=the_round.year, title=title, created_by=by, changed_by=by)
    row.save()
    _first_author(row, by, now)
    record("initiatives.add_initiative", row, by=by, sentence="Bắt đầu soạn sáng kiến")
    return row


def _first_author(row: Initiative, by: Person, now: datetime) -> None:
    from thidua.initiatives.operations.authors import at_work

    workplace, position = at_work(by)
    Author.objects.create(initiative=row, person=by, share=100, workplace=workplace, position=position, agreed_at=now)


def held(initiative: Initiative) -> Initiative:
    """The row as it stands, kept from others until the commit."""
    rows = Initiative.objects.select_for_update(of=("self",)).select_related("unit", "round__unit", "changed_by")
    return rows.get(pk=initiative.pk)


def held_to_write(initiative: Initiative, by: Person) -> Initiative:
    """As `held`, for who writes it. Raises `wrong_state` when it can no longer be changed."""
    row = held(initiative)
    require(by, "initiatives.change_initiative", row)
    if row.status not in Initiative.WRITABLE:
        raise wrong_state(row)
    return row


@transaction.atomic
def save_initiative(
    initiative: Initiative, *, by: Person, seen_edition: int, parts: Mapping[str, str], **facts: Any
) -> Initiative:
    """Write the text as far as it has come; nothing need be complete.

    Raises ValidationError `changed_meanwhile` (somebody else saved since `seen_edition`), `no_title`, `foreign_target`,
    `wrong_state`.
    """
    row = held_to_write(initiative, by)
    changed = _write(row, parts, facts)
    if not changed:
        return row
    if row.edition != seen_edition and row.changed_by_id != by.pk:
        at = timezone.localtime(row.changed)
        raise ValidationError(
            f"{row.changed_by} vừa sửa lúc {at:%H:%M %d/%m/%Y}. Nội dung vừa gõ chưa lưu, vẫn còn trên màn hình này.",
            code="changed_meanwhile",
        )
    row.edition += 1
    row.changed_by = by
    row.save()
    if row.status != Initiative.Status.DRAFT:
        sentence = f"Sửa nội dung: {', '.join(changed)}"[:500]
        record("initiatives.change_initiative", row, by=by, sentence=sentence)
        initiative_changed.send(Initiative, initiative=row)
    return row


def _write(row: Initiative, parts: Mapping[str, str], facts: Mapping[str, Any]) -> list[str]:
    """Put it into the row; the labels of what changed."""
    changed = []
    for name, typed in parts.items():
        text = clean_lines(typed)[:MOST_LETTERS]
        if text != row.parts.get(name, ""):
            row.parts = {**row.parts, name: text}
            changed.append(BY_NAME[name].label.lower())
    for name, given in facts.items():
        if name not in WRITTEN:
            raise TypeError(name)
        value = clean(given) if isinstance(given, str) else given
        if isinstance(value, Target):
            _refuse_foreign(row, value)
        if value != getattr(row, name):
            setattr(row, name, value)
            changed.append(label_of(row, name))
    if not row.title:
        raise ValidationError("Tên sáng kiến không để trống.", code="no_title")
    return changed


def _refuse_foreign(row: Initiative, target: Target) -> None:
    if row.round is None or target.plan_id != row.round.plan_id:
        raise ValidationError("Chỉ tiêu không thuộc kế hoạch của đợt. Chọn lại.", code="foreign_target")


@transaction.atomic
def register_initiative(initiative: Initiative, *, by: Person, now: datetime) -> None:
    """Raises ValidationError `round_closed`, `round_not_open`, `incomplete`, `shares`, `author_left`,
    `author_declined`, `person_quota`, `unit_quota`, `too_many_authors`, `wrong_state`. What was written stays.
    """
    row = held(initiative)
    require(by, "initiatives.register_initiative", row)
    if row.status == Initiative.Status.DRAFT and row.round_id:
        the_round = Round.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.round_id)
        refuse_closed(the_round, now)
        refuse_incomplete(row, "register")
        refuse_bad_shares(row)
        refuse_unsettled_authors(row, must_agree=False)
        refuse_left_authors(row, timezone.localtime(now).date())
        refuse_over_quota(row, the_round)
    move(row, "register", by=by, sentence="Gửi đăng ký", registered_at=now, reason="")
    initiative.status, initiative.registered_at = row.status, row.registered_at
    initiative_changed.send(Initiative, initiative=row)


@transaction.atomic
def start_initiative(initiative: Initiative, *, by: Person) -> None:
    move(initiative, "start", by=by, sentence="Bắt đầu thực hiện")


@transaction.atomic
def report_initiative(initiative: Initiative, *, by: Person, now: datetime) -> None:
    """Hand in the results. Raises ValidationError `report_closed`, `incomplete`, `no_results`, `no_evidence`, `shares`,
    `author_declined`, `author_not_agreed`, `wrong_state`.
    """
    row = held(initiative)
    require(by, "initiatives.report_initiative", row)
    if row.status in Initiative.MOVES["report"].source:
        refuse_late_report(row, now)
        refuse_incomplete(row, "report")
        refuse_bad_shares(row)
        refuse_unsettled_authors(row, must_agree=True)
    move(row, "report", by=by, sentence="Nộp kết quả", reported_at=now, reason="")
    initiative.status, initiative.reported_at = row.status, row.reported_at
    initiative_changed.send(Initiative, initiative=row)
    if row.round:
        text = f"Đã nộp kết quả sáng kiến “{row.title[:200]}” ({row.unit.label})"
        key = f"initiative:{row.pk}:reported:{now:%Y%m%d%H%M%S}"
        notify(keepers_of(row.round) - {by.pk}, key, text, row.get_absolute_url())


@transaction.atomic
def return_initiative(initiative: Initiative, *, by: Person, reason: str, now: datetime) -> None:
    """Ask for more or better results; handing in again is open whatever the day. Raises `no_reason`, `wrong_state`."""
    reason = must_say(reason, "Ghi cần bổ sung gì để tác giả biết.")
    move(initiative, "return", by=by, sentence="Yêu cầu bổ sung kết quả", reason=reason)
    tell_authors(
        initiative, f"returned:{now:%Y%m%d%H%M%S}", f"Cần bổ sung kết quả “{initiative.title[:150]}”: {reason}"
    )


@transaction.atomic
def open_review(initiative: Initiative, *, by: Person) -> None:
    """Put one that was reported after scoring began under review. Reviews handed in before it was returned are open
    again. Raises `no_reviewers`, `not_scoring`.
    """
    from thidua.initiatives.operations.blind import prepare_copies
    from thidua.initiatives.operations.rounds import drawn_codes, take_in

    require(by, "initiatives.open_review_initiative", initiative)
    the_round = initiative.round
    if the_round is None or the_round.status not in Round.REVIEWING:
        raise ValidationError("Đợt chưa mở chấm. Mở chấm điểm ở trang của đợt.", code="not_scoring")
    live = initiative.reviews.exclude(status=Review.Status.EXCUSED)
    if not live:
        raise ValidationError("Sáng kiến chưa có người chấm. Phân công trước.", code="no_reviewers")
    take_in(initiative, drawn_codes(the_round, 1)[0], by=by)
    told = set(live.values_list("reviewer", flat=True))
    live.filter(status=Review.Status.SUBMITTED).update(status=Review.Status.ASSIGNED)
    text = f"Phiếu {initiative.blind_code} của đợt “{the_round.name[:200]}” đã có kết quả bổ sung, cần chấm"
    key = f"initiative:{initiative.pk}:review:{timezone.now():%Y%m%d%H%M%S}"
    notify(told, key, text, "/sang-kien/phieu-cham/")
    prepare_copies(the_round, by=by)


@transaction.atomic
def withdraw_initiative(initiative: Initiative, *, by: Person, reason: str) -> None:
    """Raises `no_reason` (a draft needs none), `wrong_state`. Authors are told when the organiser does it."""
    if initiative.status != Initiative.Status.DRAFT:
        reason = must_say(reason, "Ghi lý do rút.")
    move(initiative, "withdraw", by=by, sentence="Rút sáng kiến", reason=clean_lines(reason))
    initiative_changed.send(Initiative, initiative=initiative)
    tell_authors(initiative, "withdrawn", f"{by} đã rút sáng kiến “{initiative.title[:200]}”", but=by)


@transaction.atomic
def hand_on_initiative(initiative: Initiative, the_round: Round, *, by: Person, now: datetime) -> Initiative:
    """Carry it over to a later round as a new draft with the same text, authors and files. What was not judged yet is
    withdrawn from its own round. Raises ValidationError `same_round`, `handed_on`, `round_closed`, `not_to_hand_on`.
    """
    row = held(initiative)
    require(by, "initiatives.hand_on_initiative", row)
    if the_round.pk == row.round_id:
        raise ValidationError("Sáng kiến đang ở đợt này. Chọn đợt khác.", code="same_round")
    if Initiative.objects.filter(handed_from=row).exists():
        raise ValidationError("Sáng kiến đã được chuyển sang đợt khác rồi.", code="handed_on")
    refuse_closed(the_round, now, may_be_early=True)
    if row.status not in Initiative.WRITABLE | {Initiative.Status.NOT_RECOGNISED, Initiative.Status.WITHDRAWN}:
        raise ValidationError(
            "Sáng kiến đã nộp kết quả hoặc đã được công nhận nên không chuyển.", code="not_to_hand_on"
        )
    new = _carried(row, the_round, by)
    record("initiatives.hand_on_initiative", row, by=by, sentence=f"Chuyển sang đợt “{the_round}”"[:500])
    if row.status in Initiative.WRITABLE:
        move(
            row,
            "withdraw",
            by=by,
            sentence="Rút khỏi đợt vì chuyển sang đợt khác",
            reason=f"Chuyển sang đợt “{the_round}”",
        )
        initiative_changed.send(Initiative, initiative=row)
    initiative.status = row.status
    tell_authors(
        new, "handed_on", f"Sáng kiến “{new.title[:150]}” được chuyển sang đợt “{the_round.name[:150]}”", but=by
    )
    return new


def _carried(row: Initiative, the_round: Round, by: Person) -> Initiative:
    same = {name: getattr(row, name) for name in ("unit", "title", "kind", "field", "first_applied", "parts")}
    new = Initiative(**same, round=the_round, year=the_round.year, handed_from=row)
    new.created_by, new.changed_by = row.created_by, by
    new.beneficiaries, new.beneficiary_count = row.beneficiaries, row.beneficiary_count
    new.save()
    for group in (row.authors.filter(declined_at=None), row.results.all(), row.enclosures.all()):
        for each in group:
            each.pk, each.initiative = None, new
            each.save(force_insert=True)
    return new


def tell_authors(initiative: Initiative, what: str, text: str, *, but: Person | None = None, url: str = "") -> None:
    """A notice to each author who is in the system and has not declined; it leads to the initiative's own page
    unless to another one.
    """
    rows = initiative.authors.filter(person__isnull=False, declined_at=None)
    told = {pk for pk in rows.values_list("person", flat=True) if pk and (but is None or pk != but.pk)}
    notify(told, f"initiative:{initiative.pk}:{what}", text, url or initiative.get_absolute_url())
