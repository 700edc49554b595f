"""An award taken back: Luật 06/2022/QH15, Điều 93; Nghị định 152/2025/NĐ-CP, Điều 56 and 58."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from thidua.audit.operations import record
from thidua.awards.bonuses import ROOM, Due, due_again
from thidua.awards.models import Award
from thidua.awards.operations.giving import money, page_of, set_bonuses
from thidua.awards.queries.facts import review_year
from thidua.awards.queries.workdays import last_working_day
from thidua.awards.rulebook import rules_for
from thidua.documents.models import CertificateBatch
from thidua.documents.operations.certificates import cancel_certificate, remove_certificate
from thidua.initiatives.models import TitleUse
from thidua.initiatives.operations.recognition import release_uses
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import clean
from thidua.kernel.workflow import move
from thidua.law import Year
from thidua.law.rules import Deadline, Principle
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.notices import notify
from thidua.people.queries import LEADERS
from thidua.plans.operations.work import must_say

MOST_MONEY = 10**10
"""đồng."""
GROUND, WHEN = "revocation_", "Hủy quyết định khi "
"""What the keys and the words of such principles begin with."""
RECOVERY = "recovery"
"""The deadline of the law data by which objects and money go back."""


@transaction.atomic
def revoke_award(award: Award, *, by: Person, ground: str, reason: str, on: date, paper: str, today: date) -> Award:
    """Take an award back by a decision `paper` of the day `on`. It stays in the register, struck; its certificate is
    void, objects and money go back by a day that is told, a lower title that it stood for is paid again. Nothing undoes
    it but a new decision.

    Raises ValidationError `no_ground`, `no_reason`, `no_paper`, `future_date`, `before_award`, `wrong_state`.
    """
    require(by, "awards.revoke_award", award)
    if ground not in [one.key for one in grounds_of(payer_of(award), on)]:
        raise ValidationError({"ground": ValidationError("Chọn căn cứ hủy bỏ theo luật.", code="no_ground")})
    reason = must_say(reason, "Ghi lý do hủy bỏ: sự việc, kết luận nào.")
    paper = clean(paper)[:120]
    if not paper:
        raise ValidationError({"paper": ValidationError("Ghi số quyết định hủy bỏ.", code="no_paper")})
    if on > today:
        raise ValidationError({"on": ValidationError("Ngày hủy bỏ ở sau hôm nay. Kiểm tra lại.", code="future_date")})
    if on < award.decision_date:
        sentence = f"Ngày hủy bỏ ở trước ngày khen thưởng {award.decision_date:%d/%m/%Y}. Kiểm tra lại."
        raise ValidationError({"on": ValidationError(sentence, code="before_award")})
    said = f"Hủy bỏ {award.award_name} {award.year} của {award.subject_name} theo {paper} ngày {on:%d/%m/%Y}"
    changes = {"ground": ground, "reason": reason, "revoked_on": on, "revoked_by_paper": paper}
    move(award, "revoke", by=by, sentence=said[:500], return_by=return_day(award, on), **changes)
    _void_certificate(award, f"Khen thưởng bị hủy bỏ theo {paper}", by=by, today=today)
    release_uses(uses_of(award), by=by, reason=f"khen thưởng bị hủy bỏ theo {paper} ngày {on:%d/%m/%Y}")
    list(award.stood_in_for.select_for_update().values_list("pk"))
    due = due_again(award, paper)
    set_bonuses(due, by=by)
    words = money_words(award, due)
    if words:
        Award.objects.filter(pk=award.pk).update(bonus_note=words[:ROOM])
        award.bonus_note = words[:ROOM]
        record("awards.note_bonus", award, by=by, sentence=f"{award}: {words}"[:500])
    _tell(award, words)
    return award


def uses_of(award: Award) -> QuerySet[TitleUse]:
    """Initiatives noted as used for this award, on which no other valid one of the same name and year stands."""
    if award.person_id is None:
        return TitleUse.objects.none()
    uses = TitleUse.objects.filter(person=award.person_id, award=award.award, year=review_year(Year.of(award.year)))
    same = Award.objects.filter(person=award.person_id, award=award.award, year=award.year, status=Award.Status.VALID)
    others = same.exclude(pk=award.pk)
    if award.nomination_id:
        uses = uses.filter(initiative__nominations=award.nomination_id)
    elif others.exists():
        return uses.none()
    return uses.exclude(initiative__nominations__given__in=others)


def money_words(award: Award, due: Sequence[Due]) -> str:
    """What goes back, what a lower title now brings instead, and what is left when both are set off; empty where the
    award brought nothing.
    """
    back = award.bonus or 0
    said = [f"Tiền thưởng đã nhận phải nộp lại: {number(back)} đồng"] if back else []
    paid = [one for one in due if one.pay.amount]
    for one in paid:
        lower = one.award
        paper = f"Quyết định số {lower.decision_number} ngày {lower.decision_date:%d/%m/%Y}"
        said.append(f"được nhận {number(one.pay.amount)} đồng của {lower.award_name} {lower.year} ({paper})")
    if back and paid:
        left = back - sum(one.pay.amount or 0 for one in paid)
        said.append(f"bù trừ thì {'còn nộp lại' if left >= 0 else 'được nhận thêm'} {number(abs(left))} đồng")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


@dataclass(frozen=True, slots=True)
class RevocationGround:
    """On what an award can be taken back, as the law data says it; `doubts` are what has to be compared."""

    key: str
    text: str
    source: str
    doubts: tuple[str, ...]


def grounds_of(unit: Unit, on: date) -> list[RevocationGround]:
    """Those of the rules in force on the day, in the order of the law."""
    rules = rules_for(unit)
    found = []
    for key in Award.Ground.values:
        rule = rules.find_standing(Principle, on, f"{GROUND}{key}")
        if rule:
            text = rule.text.removeprefix(WHEN)
            doubts = rules.doubts(rule, on)
            found.append(RevocationGround(key, f"{text[:1].upper()}{text[1:]}", rules.cite(rule.sources), doubts))
    return found


def payer_of(award: Award) -> Unit:
    """To whom objects and money go back: who decided, or who keeps the row of an old award."""
    return award.decision.season.unit if award.decision else award.unit


def return_day(award: Award, on: date) -> date | None:
    """The last day for giving back, counted from the decision that revokes; None where the rules say nothing."""
    unit = payer_of(award)
    rule = rules_for(unit).find_standing(Deadline, on, RECOVERY)
    return last_working_day(unit, on, rule.days) if rule and rule.days else None


def _void_certificate(award: Award, reason: str, *, by: Person, today: date) -> None:
    certificate = award.certificate
    if certificate is None or certificate.cancelled_on:
        return
    if certificate.batch.status == CertificateBatch.Status.ISSUED:
        cancel_certificate(certificate, by=by, reason=reason, today=today)
    else:
        Award.objects.filter(pk=award.pk).update(certificate=None)
        award.certificate = None
        remove_certificate(certificate, by=by)


def _tell(award: Award, words: str) -> None:
    told: list[Person | int] = [award.person] if award.person else []
    if award.collective_id:
        posts = Post.objects.valid_on(present_day()).filter(unit=award.collective_id, role__in=LEADERS)
        told += list(posts.values_list("person", flat=True))
    back = f" Nộp lại hiện vật, tiền thưởng đến hết ngày {award.return_by:%d/%m/%Y}." if award.return_by else ""
    text = (
        f"{award.award_name} {award.year} bị hủy bỏ theo {award.revoked_by_paper}: {award.reason[:150]}.{back} {words}"
    )
    notify(told, f"award:{award.pk}:revoked", text.strip(), page_of(award))


@transaction.atomic
def note_bonus(award: Award, *, by: Person, amount: int | None, note: str) -> Award:
    """Write what is really paid where the unit pays otherwise than the rates. Raises `no_reason`,
    `bad_amount`.
    """
    require(by, "awards.note_bonus", award)
    note = must_say(note, "Ghi căn cứ chi khác mức quy định: quy chế, nghị quyết nào.")[:300]
    if amount is not None and not 0 <= amount <= MOST_MONEY:
        raise ValidationError({"amount": ValidationError("Số tiền không hợp lý. Kiểm tra lại.", code="bad_amount")})
    row = Award.objects.select_for_update().get(pk=award.pk)
    changes = [("tiền thưởng (đồng)", money(row.bonus), money(amount))]
    row.bonus, row.bonus_note, row.paid_with = amount, note, None
    row.save(update_fields=["bonus", "bonus_note", "paid_with"])
    record("awards.note_bonus", row, by=by, sentence=f"Ghi tiền thưởng của {row}: {note}"[:500], changes=changes)
    award.bonus, award.bonus_note = amount, note
    return row
