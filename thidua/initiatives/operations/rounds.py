"""Rounds are written, announced, judged and concluded."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import differences, record
from thidua.initiatives.models import Initiative, Review, Round
from thidua.initiatives.queries.reach import standing
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, clean_lines
from thidua.kernel.workflow import move
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, LEADERS, holders
from thidua.plans.matching import staff_of

WRITTEN = (
    "plan",
    "name",
    "year",
    "opens",
    "closes",
    "report_by",
    "registrants",
    "below",
    "most_per_unit",
    "most_per_person",
    "most_authors",
    "rubric",
    "blind",
    "score_by",
    "note",
)
REVIEW_TERMS = ("rubric", "blind")
"""What reviewers were promised: fixed once scoring began."""


@transaction.atomic
def add_round(unit: Unit, *, by: Person, **facts: Any) -> Round:
    """A draft of a round. Raises what `change_round` raises."""
    require(by, "initiatives.add_round", unit)
    row = Round(unit=unit, created_by=by)
    _write(row, facts)
    row.save()
    record("initiatives.add_round", row, by=by, sentence=f"Lập đợt “{row}”"[:500])
    return row


@transaction.atomic
def change_round(the_round: Round, *, by: Person, **facts: Any) -> None:
    """Raises ValidationError `bad_dates`, `no_name`, `under_review` (rubric or blindness after scoring began),
    `concluded`.
    """
    row = Round.objects.select_for_update(of=("self",)).select_related("unit").get(pk=the_round.pk)
    require(by, "initiatives.change_round", row)
    if row.status == Round.Status.CONCLUDED:
        raise ValidationError("Đợt đã kết thúc nên không sửa được nữa.", code="concluded")
    before = Round.objects.select_related("plan", "rubric").get(pk=the_round.pk)
    _write(row, facts)
    if row.status in Round.REVIEWING and any(
        getattr(before, f"{name}_id" if name == "rubric" else name)
        != getattr(row, f"{name}_id" if name == "rubric" else name)
        for name in REVIEW_TERMS
    ):
        sentence = "Đang chấm nên không đổi được bộ tiêu chí và cách chấm. Kết thúc đợt này rồi đặt cho đợt sau."
        raise ValidationError(sentence, code="under_review")
    row.save()
    changes = differences(before, row, WRITTEN)
    if changes:
        record("initiatives.change_round", row, by=by, sentence="Sửa đợt sáng kiến", changes=changes)
    if row.status == Round.Status.ANNOUNCED and (before.closes, before.report_by) != (row.closes, row.report_by):
        _tell_new_dates(row, by)


def _write(row: Round, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if name not in WRITTEN:
            raise TypeError(name)
        setattr(row, name, value)
    row.name, row.note = clean(row.name)[:300], clean_lines(row.note)
    if not row.name:
        raise ValidationError("Ghi tên đợt.", code="no_name")
    if row.opens >= row.closes:
        raise ValidationError("Ngày cuối nhận đăng ký phải sau ngày bắt đầu.", code="bad_dates")
    if row.report_by and row.report_by < row.closes:
        raise ValidationError("Hạn nộp kết quả phải sau hạn đăng ký.", code="bad_dates")


@transaction.atomic
def announce_round(the_round: Round, *, by: Person) -> None:
    """Open it to those who may register: they are told."""
    move(the_round, "announce", by=by, sentence=f"Thông báo đợt “{the_round}”"[:500])
    last = last_day_of(the_round.closes)
    text = f"Đợt “{the_round.name[:200]}” của {the_round.unit.label}: đăng ký sáng kiến đến hết ngày {last}"
    notify(people_told(the_round), f"round:{the_round.pk}:announced", text, the_round.get_absolute_url())


def last_day_of(moment: datetime) -> str:
    """The last day before a moment that is too late, as dd/mm/yyyy."""
    return f"{timezone.localtime(moment) - timedelta(seconds=1):%d/%m/%Y}"


def people_told(the_round: Round) -> set[int]:
    """Everybody at work in the unit; of units below those who lead."""
    told = set(staff_of(the_round.unit, present_day()).values_list("pk", flat=True))
    if the_round.below:
        below = Post.objects.valid_on(present_day()).filter(unit__path__under=the_round.unit.path, role__in=LEADERS)
        told |= set(below.values_list("person", flat=True))
    return told


def _tell_new_dates(the_round: Round, by: Person) -> None:
    authors = Initiative.objects.filter(round=the_round).values_list("authors__person", flat=True)
    told = {pk for pk in authors if pk and pk != by.pk}
    text = f"Đợt “{the_round.name[:200]}” đổi hạn: đăng ký đến hết ngày {last_day_of(the_round.closes)}"
    if the_round.report_by:
        text += f", nộp kết quả đến hết ngày {last_day_of(the_round.report_by)}"
    key = f"round:{the_round.pk}:dates:{the_round.closes:%Y%m%d}:{the_round.report_by or ''}"
    notify(told, key, text, the_round.get_absolute_url())


@transaction.atomic
def open_scoring(the_round: Round, *, by: Person) -> None:
    """Hand the reported initiatives that have reviewers over to them, each under a code drawn by lot.

    Raises ValidationError `no_rubric`, `no_reviewers` (naming how many have none), `no_reports`.
    """
    require(by, "initiatives.open_scoring_round", the_round)
    if the_round.rubric is None:
        raise ValidationError("Chưa chọn bộ tiêu chí chấm cho đợt. Mở phần sửa đợt để chọn.", code="no_rubric")
    reported = list(standing(the_round).filter(status=Initiative.Status.REPORTED).select_related("unit", "round__unit"))
    if not reported:
        raise ValidationError("Chưa có sáng kiến nào nộp kết quả để chấm.", code="no_reports")
    _refuse_unassigned(reported)
    move(the_round, "open_scoring", by=by, sentence="Mở chấm điểm độc lập")
    codes = drawn_codes(the_round, len(reported))
    for initiative, code in zip(reported, codes, strict=True):
        take_in(initiative, code, by=by)
    tell_reviewers(the_round)
    from thidua.initiatives.operations.blind import prepare_copies

    prepare_copies(the_round, by=by)


def _refuse_unassigned(reported: Iterable[Initiative]) -> None:
    ids = [initiative.pk for initiative in reported]
    live = Review.objects.filter(initiative__in=ids).exclude(status=Review.Status.EXCUSED)
    if lacking := len(set(ids) - set(live.values_list("initiative", flat=True))):
        raise ValidationError(f"{lacking} sáng kiến chưa có người chấm. Phân công đủ rồi mở chấm.", code="no_reviewers")


def drawn_codes(the_round: Round, count: int) -> list[str]:
    """So many codes that no initiative of the round has yet, drawn by lot."""
    taken = set(Initiative.objects.filter(round=the_round).exclude(blind_code="").values_list("blind_code", flat=True))
    free = [f"SK-{n}" for n in range(100, 1000 + 10 * (count + len(taken))) if f"SK-{n}" not in taken]
    return secrets.SystemRandom().sample(free, count)


def take_in(initiative: Initiative, code: str, *, by: Person) -> None:
    """Put one reported initiative under review."""
    if by.pk in initiative.authors.values_list("person", flat=True):
        _take_in_for_author(initiative, code, by)
    else:
        move(initiative, "open_review", by=by, sentence="Đưa vào chấm", blind_code=initiative.blind_code or code)


def _take_in_for_author(initiative: Initiative, code: str, by: Person) -> None:
    """Who keeps the round opens it for all at once, the own initiative among them: nothing is judged by that."""
    same = Initiative.objects.filter(pk=initiative.pk, status=Initiative.Status.REPORTED)
    same.update(status=Initiative.Status.UNDER_REVIEW, blind_code=initiative.blind_code or code)
    initiative.refresh_from_db(fields=["status", "blind_code"])
    record("initiatives.open_review_initiative", initiative, by=by, sentence="Đưa vào chấm cùng cả đợt")


def tell_reviewers(the_round: Round) -> None:
    waiting = Review.objects.filter(initiative__round=the_round, status=Review.Status.ASSIGNED)
    text = f"Có phiếu chấm sáng kiến đang chờ, đợt “{the_round.name[:200]}”"
    if the_round.score_by:
        text += f", chấm xong trước ngày {last_day_of(the_round.score_by)}"
    told = set(waiting.values_list("reviewer", flat=True))
    notify(told, f"round:{the_round.pk}:scoring", text, "/sang-kien/phieu-cham/")


@transaction.atomic
def open_discussion(the_round: Round, *, by: Person, anyway: bool = False) -> None:
    """Show reviewers each other's scores. Raises ValidationError `unfinished` while reviews are missing, unless
    `anyway`.
    """
    require(by, "initiatives.open_discussion_round", the_round)
    _refuse_unfinished(the_round, anyway)
    move(the_round, "open_discussion", by=by, sentence="Mở thảo luận giữa những người chấm")
    reviewers = Review.objects.filter(initiative__round=the_round).exclude(status=Review.Status.EXCUSED)
    told = set(reviewers.values_list("reviewer", flat=True))
    text = f"Đợt “{the_round.name[:200]}” đã mở thảo luận: xem điểm của những người cùng chấm"
    notify(told, f"round:{the_round.pk}:discussion", text, "/sang-kien/phieu-cham/")


def _refuse_unfinished(the_round: Round, anyway: bool) -> None:
    waiting = Review.objects.filter(initiative__round=the_round, status=Review.Status.ASSIGNED)
    missing = waiting.filter(initiative__status=Initiative.Status.UNDER_REVIEW).count()
    if missing and not anyway:
        raise ValidationError(
            f"Còn {missing} phiếu chưa chấm xong. Nhắc người chấm, hoặc đánh dấu “Vẫn tiếp tục”.", code="unfinished"
        )


@transaction.atomic
def resume_scoring(the_round: Round, *, by: Person) -> None:
    move(the_round, "resume_scoring", by=by, sentence="Quay lại chấm độc lập")


@transaction.atomic
def conclude_round(the_round: Round, *, by: Person, anyway: bool = False) -> None:
    """End registering, reporting and scoring; from now on reviewers may learn who wrote what.

    Raises ValidationError `unfinished` while reviews are missing, unless `anyway`.
    """
    require(by, "initiatives.conclude_round", the_round)
    _refuse_unfinished(the_round, anyway)
    move(the_round, "conclude", by=by, sentence="Kết thúc đợt")


def keepers_of(the_round: Round) -> set[int]:
    return set(holders(the_round.unit, EDITORS, present_day()).values_list("pk", flat=True))
