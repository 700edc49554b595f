"""Decisions issued with their number and files, and the certificates of those whom they honour."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.awards.bonuses import Reckoning, reckoned
from thidua.awards.decision_paper import (
    described_decision,
)
from thidua.awards.models import Award, Decision, Season
from thidua.awards.operations.decisions.drafting import held_rows, names_of, refuse_unfit
from thidua.awards.operations.giving import give
from thidua.awards.queries.decisions import Line, lines_of
from thidua.awards.queries.publications import not_yet_published
from thidua.awards.queries.warnings import used_by_another
from thidua.awards.rulebook import rules_for
from thidua.documents.models import CertificateBatch, CertificateDesign, DocumentType, OfficialDocument
from thidua.documents.operations import add_document, claim_number, give_number, keep_written
from thidua.documents.operations.certificates import add_batch
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.workflow import move
from thidua.law.facts import Kind
from thidua.people.models import Person

MOST_NAMED = 5


def pay_of_decision(decision: Decision, lines: Sequence[Line], on: date) -> Reckoning:
    """What it brings each, by the law of the day."""
    unit = decision.season.unit
    return reckoned([line.nomination for line in lines], unit, on, rules_for(unit))


def shortcomings(decision: Decision, lines: Sequence[Line], *, by: Person, today: date) -> list[tuple[str, str]]:
    """What keeps a draft from being issued, as codes and sentences."""
    rows = [line.nomination for line in lines]
    found: list[tuple[str, str]] = []
    if decision.season.status != Season.Status.OPEN:
        found.append(("season_closed", "Đợt xét đã kết thúc. Mở lại đợt rồi ban hành."))
    try:
        refuse_unfit(decision.season, decision.award, rows, today)
    except ValidationError as refusal:
        found.append((str(refusal.code), refusal.messages[0]))
    if waiting := not_yet_published(decision.season, rows, today, reader=by):
        found.append(
            (
                "not_published",
                f"Chưa hết công khai hoặc còn ý kiến chưa trả lời: {names_of(waiting)}. "
                "Công khai xong và trả lời ý kiến rồi ban hành, hoặc bỏ khỏi danh sách.",
            )
        )
    if used := used_by_another(rows):
        named = "; ".join(f"“{use.initiative}” của {row.subject_name} ({use})" for row, use in used[:MOST_NAMED])
        sentence = f"Sáng kiến đã dùng xét cùng danh hiệu, hình thức: {named}. Bỏ khỏi danh sách, xét lại đề nghị."
        found.append(("used_already", sentence))
    if any(row.person_id == by.pk for row in rows):
        found.append(
            (
                "own_award",
                "Danh sách có chính người đang thao tác. Người khác của đơn vị ban hành, hoặc chuyển tên này sang một "
                "quyết định riêng.",
            )
        )
    if not decision.signer_name:
        found.append(("no_signer", "Chưa ghi người ký. Bấm Sửa quyết định để chọn người ký."))
    return found


@transaction.atomic
def issue_decision(
    decision: Decision,
    *,
    by: Person,
    today: date,
    number: str = "",
    on: date | None = None,
    design: CertificateDesign | None = None,
) -> Decision:
    """Issue a draft: it gets its number (the next of the register where `number` is empty) and its files, and its
    nominees their awards. With a `design` of the unit their certificates are drafted too.

    Of two who issue at once one wins, the other gets `wrong_state`. Raises ValidationError `future_date`,
    `number_taken`, what `draft_decision` raises for nominations, `season_closed`, `not_published`, `used_already`,
    `own_award`, `no_signer`.
    """
    day = on or today
    if day > today:
        raise ValidationError("Ngày quyết định ở sau hôm nay. Kiểm tra lại.", code="future_date")
    held = Decision.objects.select_for_update(of=("self",))  # nobody changes its words while it is written
    row = held.select_related("season__unit", "season__plan").get(pk=decision.pk)
    sentence = f"Ban hành quyết định “{row.title[:300]}”, {row.lines.count()} lượt khen thưởng"
    move(row, "issue", by=by, sentence=sentence, decided_on=day)
    held_rows([line.nomination for line in row.lines.select_related("nomination")])
    lines = lines_of(row, day)
    if missing := shortcomings(row, lines, by=by, today=day):
        raise ValidationError([ValidationError(sentence, code=code) for code, sentence in missing])
    pay = pay_of_decision(row, lines, day)
    row.document = _document(row, day, number, by=by)
    keep_written(row.document, described_decision(row, lines, pay, day, row.document))
    row.save()
    give(
        [line.nomination for line in lines],
        by=by,
        decided_by=row.season.unit.name,
        number=row.document.number,
        day=day,
        decision=row,
        pay=pay,
    )
    if design:
        draft_certificates(row, design, by=by)
    decision.refresh_from_db()
    return row


def _document(row: Decision, day: date, number: str, *, by: Person) -> OfficialDocument:
    unit = row.season.unit
    official = add_document(
        unit,
        by=by,
        direction=OfficialDocument.Direction.OUT,
        type=DocumentType.DECISION,
        number="".join(number.split()),
        date=day,
        place=unit.place,
        excerpt=row.title,
        signer_capacity=row.signer_standing,
        signer_position=row.signer_position,
        signer_name=row.signer_name,
        recipients=["Như Điều 3", "Lưu: VT"],
    )
    if official.number:
        claim_number(official, by=by)
    else:
        give_number(official, by=by)
    return official


@transaction.atomic
def draft_certificates(decision: Decision, design: CertificateDesign, *, by: Person) -> CertificateBatch:
    """Draft a certificate for each award that the decision gave, to be looked at and issued on the batch's own page.

    Raises `not_issued`, `drafted_already`, and what `documents.add_batch` raises.
    """
    require(by, "awards.change_decision", decision)
    row = (
        Decision.objects.select_for_update(of=("self",)).select_related("season__unit", "document").get(pk=decision.pk)
    )
    if row.status != Decision.Status.ISSUED or row.document is None:
        raise ValidationError("Ban hành quyết định rồi mới lập giấy khen, giấy chứng nhận.", code="not_issued")
    if row.certificates_id:
        raise ValidationError(
            "Quyết định đã có đợt giấy khen, giấy chứng nhận. Mở đợt đó để sửa, in.", code="drafted_already"
        )
    lines = [line for line in lines_of(row, row.decided_on or present_day()) if _stands(line)]
    awards = {award.nomination_id: award for award in row.awards.filter(status=Award.Status.VALID)}
    merit = usual_merit(row)
    batch = add_batch(
        row.season.unit,
        design,
        by=by,
        rows=[_certificate(line, merit) for line in lines],
        title=batch_title(row),
        decision_number=row.document.number,
        decision_date=row.decided_on,
        place=row.season.unit.place,
        signer_standing=row.signer_standing,
        signer_position=row.signer_position,
        signer_name=row.signer_name,
    )
    made = batch.certificates.order_by("order")
    for line, certificate in zip(lines, made, strict=True):
        awards[line.nomination.pk].certificate = certificate
    Award.objects.bulk_update(awards.values(), ["certificate"], batch_size=500)
    Decision.objects.filter(pk=row.pk).update(certificates=batch)
    decision.certificates = row.certificates = batch
    record(
        "awards.draft_certificates",
        row,
        by=by,
        sentence=f"Lập {len(lines)} giấy khen, giấy chứng nhận theo quyết định “{row}”"[:500],
    )
    return batch


def batch_title(decision: Decision) -> str:
    words = decision.title.removeprefix("Về việc ")
    return f"{words[:1].upper()}{words[1:]}"[:200]


def _stands(line: Line) -> bool:
    given = getattr(line.nomination, "given", None)
    return given is not None and given.status == Award.Status.VALID


def usual_merit(decision: Decision) -> str:
    """What stands on a certificate where the nominee's own merit was not written."""
    year = decision.season.law_year.label
    law = rules_for(decision.season.unit).award(decision.award)
    return f"Có thành tích trong {year}" if law.kind is Kind.COMMENDATION else f"Đạt danh hiệu {law.name} {year}"


def _certificate(line: Line, merit: str) -> dict[str, str]:
    return {
        "recipient": line.name[:200],
        "position": line.position[:200],
        "unit_name": line.workplace[:300],
        "merit": (line.nomination.merit or merit)[:500],
    }
