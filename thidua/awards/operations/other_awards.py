"""Awards that the State's rules do not know, written into the passport by the subject's office or school."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.awards.models import OtherAward
from thidua.awards.models.subjects import check_year
from thidua.awards.operations.own import AWARDS, refuse_own
from thidua.awards.queries.staff import strangers_among
from thidua.awards.rulebook import rules_for
from thidua.kernel.permissions import require
from thidua.kernel.text import clean, fold
from thidua.law import RuleSet
from thidua.people.models import Person, Unit

FIELDS = ("name", "year", "decided_by", "decision_number", "decision_date", "achievement")


@dataclass(frozen=True, slots=True)
class OtherFacts:
    """What the paper says."""

    name: str
    year: str
    decided_by: str
    decision_date: date
    decision_number: str = ""
    achievement: str = ""


@transaction.atomic
def add_other_award(unit: Unit, subject: Person | Unit, told: OtherFacts, *, by: Person, today: date) -> OtherAward:
    """Raises ValidationError `stranger`, `own_record`, `of_the_state`, `bad_year`, `no_giver`, `future_decision`,
    `known_award`.
    """
    require(by, "awards.add_otheraward", unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if strangers_among(unit, [subject]):
        raise ValidationError(f"{subject} không thuộc {unit.label}. Chọn người, tập thể của đơn vị.", code="stranger")
    refuse_own(unit, [subject], by, AWARDS)
    whose = {"person": subject} if isinstance(subject, Person) else {"collective": subject}
    row = OtherAward(unit=unit, by=by, **whose)
    _fill(row, told, today)
    row.save()
    record("awards.add_otheraward", row, by=by, sentence=f"Ghi khen thưởng ngoài quy định của Nhà nước: {row}"[:500])
    return row


@transaction.atomic
def change_other_award(award: OtherAward, told: OtherFacts, *, by: Person, today: date) -> None:
    """Raises what adding raises."""
    row = _held(award)
    require(by, "awards.change_otheraward", row)
    refuse_own(row.unit, [row.person], by, AWARDS)
    before = _held(award)
    _fill(row, told, today)
    row.save()
    if changes := differences(before, row, FIELDS):
        sentence = f"Sửa khen thưởng ngoài quy định của Nhà nước: {row}"[:500]
        record("awards.change_otheraward", row, by=by, sentence=sentence, changes=changes)


@transaction.atomic
def remove_other_award(award: OtherAward, *, by: Person) -> None:
    """What was written down by mistake; nothing rests on it. Raises ValidationError `own_record`."""
    row = _held(award)
    require(by, "awards.change_otheraward", row)
    refuse_own(row.unit, [row.person], by, AWARDS)
    sentence = f"Bỏ khen thưởng ngoài quy định của Nhà nước đã ghi nhầm: {row}"[:500]
    record("awards.change_otheraward", row, by=by, sentence=sentence)
    row.delete()


def _held(award: OtherAward) -> OtherAward:
    rows = OtherAward.objects.select_for_update(of=("self",)).select_related("unit", "person", "collective")
    return rows.get(pk=award.pk)


def _fill(row: OtherAward, told: OtherFacts, today: date) -> None:
    row.name, row.decided_by = clean(told.name)[:200], clean(told.decided_by)[:200]
    if not row.name or not row.decided_by:
        raise ValidationError("Ghi tên khen thưởng và tổ chức, cơ quan tặng.", code="no_giver")
    if known := name_of_the_state(row.name, rules_for(row.unit)):
        sentence = f"{known} thuộc quy định của Nhà nước. Ghi ở “Ghi khen thưởng đã có” để được tính khi xét."
        raise ValidationError(sentence, code="of_the_state")
    check_year(told.year)
    if told.decision_date > today:
        raise ValidationError("Ngày quyết định ở sau hôm nay. Kiểm tra lại.", code="future_decision")
    row.year, row.decision_date = told.year, told.decision_date
    row.decision_number, row.achievement = clean(told.decision_number)[:80], clean(told.achievement)[:500]
    same = OtherAward.objects.filter(person=row.person, collective=row.collective, year=row.year).exclude(pk=row.pk)
    if any(key_of(other) == key_of(row) for other in same):
        raise ValidationError("Khen thưởng này đã được ghi. Tìm dòng đó để sửa.", code="known_award")


def key_of(row: OtherAward) -> tuple[int | None, int | None, str, str, str]:
    """Two rows of one key are the same award."""
    return row.person_id, row.collective_id, fold(row.name), row.year, fold(row.decision_number)


def name_of_the_state(said: str, rules: RuleSet) -> str:
    """The award of the law that goes by this name, if any."""
    folded = fold(said)
    return next((one.name for one in rules.awards() if folded in (fold(one.name), fold(one.short))), "")
