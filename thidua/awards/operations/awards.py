"""Awards of before, written into the register by hand, and mended as long as no decision here gave them."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.awards.models import Award, Season
from thidua.awards.models.subjects import check_year
from thidua.awards.operations.own import AWARDS, refuse_own
from thidua.awards.queries.staff import strangers_among
from thidua.awards.rulebook import rules_for
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, fold
from thidua.law import RuleSet
from thidua.law.facts import Kind, Subject
from thidua.law.rules import Award as LawAward
from thidua.people.models import Person, Unit

FIELDS = (
    "award_name",
    "year",
    "kind",
    "achievement",
    "decided_by",
    "decision_number",
    "decision_date",
)


@dataclass(frozen=True, slots=True)
class PastAward:
    """What a decision of before says. `award` is a key of the law."""

    award: str
    year: str
    decided_by: str
    decision_number: str
    decision_date: date
    kind: str = Season.Kind.YEARLY
    achievement: str = ""


@transaction.atomic
def add_past_award(unit: Unit, subject: Person | Unit, told: PastAward, *, by: Person, today: date) -> Award:
    """An award that was decided outside the system, written down by the subject's office or school.

    Raises ValidationError `stranger`, `own_record`, `wrong_award`, `wrong_subject`, `bad_year`, `no_decision`,
    `future_decision`, `known_award`, `same_title`.
    """
    require(by, "awards.add_award", unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if strangers_among(unit, [subject]):
        raise ValidationError(f"{subject} không thuộc {unit.label}. Chọn người, tập thể của đơn vị.", code="stranger")
    refuse_own(unit, [subject], by, AWARDS)
    whose = {"person": subject} if isinstance(subject, Person) else {"collective": subject}
    row = Award(unit=unit, by=by, award=told.award, award_name="", **whose)
    _fill(row, told, today)
    row.save()
    record("awards.add_award", row, by=by, sentence=f"Ghi vào sổ khen thưởng: {row}")
    return row


@transaction.atomic
def change_past_award(award: Award, told: PastAward, *, by: Person, today: date) -> None:
    """Mend what was written by hand or brought in. Raises `decided_here`, `revoked` and what adding raises."""
    row = Award.objects.select_for_update(of=("self",)).select_related("unit", "person", "collective").get(pk=award.pk)
    require(by, "awards.add_award", row.unit)
    refuse_own(row.unit, [row.person], by, AWARDS)
    if row.decision_id or row.nomination_id:
        sentence = (
            "Khen thưởng này do quyết định trong hệ thống nên không sửa ở đây được. Sai thì hủy bỏ bằng quyết định."
        )
        raise ValidationError(sentence, code="decided_here")
    if row.status != Award.Status.VALID:
        raise ValidationError(
            "Khen thưởng đã bị hủy bỏ nên không sửa được nữa. Có quyết định khác thì ghi dòng mới.", code="revoked"
        )
    before = Award.objects.get(pk=row.pk)
    row.award = told.award
    _fill(row, told, today)
    row.save()
    if changes := differences(before, row, FIELDS):
        record("awards.add_award", row, by=by, sentence=f"Sửa trong sổ khen thưởng: {row}", changes=changes)


def _fill(row: Award, told: PastAward, today: date) -> None:
    rules = rules_for(row.unit)
    law = law_award(told.award, row.subject, rules)
    check_year(told.year)
    if told.decision_date > today:
        raise ValidationError("Ngày quyết định ở sau hôm nay. Kiểm tra lại.", code="future_decision")
    row.award_name, row.year, row.kind = law.name, told.year, told.kind
    row.achievement = clean(told.achievement)[:500]
    row.decided_by, row.decision_number = clean(told.decided_by)[:200], clean(told.decision_number)[:80]
    row.decision_date = told.decision_date
    if not row.decided_by or not row.decision_number:
        raise ValidationError("Ghi đủ số quyết định và cơ quan quyết định.", code="no_decision")
    _refuse_known(row, law)


def law_award(key: str, subject: Person | Unit, rules: RuleSet) -> LawAward:
    """Raises ValidationError `wrong_award`, `wrong_subject`."""
    law = next((one for one in rules.awards() if one.key == key), None)
    if law is None:
        raise ValidationError("Chọn danh hiệu, hình thức trong danh sách.", code="wrong_award")
    if (Subject.PERSON if isinstance(subject, Person) else Subject.COLLECTIVE) not in law.subjects:
        words = "cá nhân" if isinstance(subject, Person) else "tập thể"
        raise ValidationError(f"{law.name} không tặng cho {words}. Chọn lại.", code="wrong_subject")
    return law


def _refuse_known(row: Award, law: LawAward) -> None:
    same = Award.objects.filter(person=row.person, collective=row.collective, award=row.award, year=row.year)
    for other in same.exclude(pk=row.pk):
        if fold(other.decision_number) == fold(row.decision_number):
            raise ValidationError("Khen thưởng này đã có trong sổ. Tìm dòng đó để sửa.", code="known_award")
        if law.kind is Kind.TITLE and other.status == Award.Status.VALID:
            sentence = f"Đã có {law.name} năm {row.year} theo quyết định số {other.decision_number}. Kiểm tra lại."
            raise ValidationError(sentence, code="same_title")
