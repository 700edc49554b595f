"""Decisions that another body took, entered for those whom they name."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.awards.models import Award, Nomination, Season
from thidua.awards.operations.decisions.drafting import held_rows, names_of, refuse_taken
from thidua.awards.operations.giving import give
from thidua.awards.queries.decisions import with_receiver
from thidua.documents.models import DocumentType, OfficialDocument
from thidua.documents.operations import add_document, add_file
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person


@transaction.atomic
def enter_award(
    nomination: Nomination,
    *,
    by: Person,
    decided_by: str,
    decision_number: str,
    decision_date: date,
    paper: OfficialDocument | None = None,
    today: date | None = None,
) -> Award:
    """Enter that another body honoured who was agreed to here or sent up. Raises what `enter_awards` raises."""
    [award] = enter_awards(
        [nomination],
        by=by,
        decided_by=decided_by,
        decision_number=decision_number,
        decision_date=decision_date,
        paper=paper,
        today=today,
    )
    return award


@transaction.atomic
def enter_awards(
    nominations: Collection[Nomination],
    *,
    by: Person,
    decided_by: str,
    decision_number: str,
    decision_date: date,
    paper: OfficialDocument | None = None,
    today: date | None = None,
) -> list[Award]:
    """As `enter_award` for all whom one decision names.

    Raises ValidationError `no_nominations`, `no_decision`, `future_date`, `in_decision`, `with_receiver`,
    `wrong_state`, `given_already`.
    """
    rows = held_rows(nominations)
    if not rows:
        raise ValidationError("Chọn ít nhất một người, tập thể có tên trong quyết định.", code="no_nominations")
    for row in rows:
        require(by, "awards.decide_nomination", row)
    number, who = "".join(decision_number.split())[:80], clean(decided_by)[:200]
    if not number or not who:
        raise ValidationError("Ghi số quyết định và cơ quan quyết định.", code="no_decision")
    if decision_date > (today or present_day()):
        raise ValidationError("Ngày quyết định ở sau hôm nay. Kiểm tra lại.", code="future_date")
    refuse_taken(rows)
    if waiting := [row for row in rows if row.pk in with_receiver(rows)]:
        sentence = f"Đang chờ nơi nhận hồ sơ xét: {names_of(waiting)}. Lấy lại hồ sơ, hoặc chờ kết quả ở đó."
        raise ValidationError(sentence, code="with_receiver")
    return give(rows, by=by, decided_by=who, number=number, day=decision_date, paper=paper)


@transaction.atomic
def keep_paper(
    season: Season, data: bytes, name: str, *, by: Person, decided_by: str, decision_number: str, decision_date: date
) -> OfficialDocument:
    """The file of a decision taken elsewhere, among the documents that came to the unit; one document a decision.

    Raises what `documents.add_file` raises.
    """
    number = "".join(decision_number.split())[:80]
    known = OfficialDocument.objects.filter(
        unit=season.unit, direction=OfficialDocument.Direction.IN, number=number, date=decision_date
    ).first()
    official = known or add_document(
        season.unit,
        by=by,
        direction=OfficialDocument.Direction.IN,
        type=DocumentType.DECISION,
        number=number,
        date=decision_date,
        issuer_name=decided_by,
        excerpt=f"Khen thưởng: {season.title}",
    )
    add_file(official, by=by, data=data, name=name)
    return official


@transaction.atomic
def enter_with_file(
    season: Season,
    nominations: Collection[Nomination],
    file: tuple[bytes, str] | None,
    *,
    by: Person,
    decided_by: str,
    decision_number: str,
    decision_date: date,
    today: date,
) -> list[Award]:
    """As `enter_awards`, with the decision's file (content and name) where there is one."""
    paper = None
    if file:
        paper = keep_paper(
            season,
            *file,
            by=by,
            decided_by=decided_by,
            decision_number=decision_number,
            decision_date=decision_date,
        )
    return enter_awards(
        nominations,
        by=by,
        decided_by=decided_by,
        decision_number=decision_number,
        decision_date=decision_date,
        paper=paper,
        today=today,
    )
