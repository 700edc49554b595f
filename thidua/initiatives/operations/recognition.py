"""Recognised by a decision of anybody competent, refused with reasons, spread, used for titles."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from thidua.audit.operations import entry_of, record, record_all
from thidua.councils.models import Option
from thidua.documents.models import OfficialDocument
from thidua.initiatives.lawbook import council_share
from thidua.initiatives.models import Adoption, Author, Initiative, Recognition, Round, Scope, TitleUse
from thidua.initiatives.operations.initiatives import held, tell_authors
from thidua.initiatives.queries.hearings import result_of
from thidua.initiatives.signals import initiative_changed
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.kernel.workflow import move
from thidua.people.models import Person, Unit
from thidua.plans.operations.work import must_say

WIDTH = {scope: n for n, scope in enumerate(Scope.values)}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision says, whoever took it: a head, a council here, a council elsewhere on paper."""

    scope: str
    number: str
    day: date
    decided_by: str
    unit: Unit | None = None
    document: OfficialDocument | None = None
    votes_for: int | None = None
    votes_of: int | None = None
    """All members of the council, absent ones included."""
    certificate_number: str = ""


@transaction.atomic
def recognise_initiative(initiative: Initiative, decision: Decision, *, by: Person, today: date) -> Recognition:
    """Enter a decision that recognises it; a later one at a wider scope comes on top.

    Raises ValidationError `round_not_concluded` (reviewers are still not to know), `no_decision`, `future_decision`,
    `too_few_votes` (Thông tư 18/2013/TT-BKHCN, Điều 8), `bad_votes`, `council_refused`, `recognised_already`,
    `wrong_state`.
    """
    row = held(initiative)
    require(by, "initiatives.recognise_initiative", row)
    _refuse_during_review(row)
    decision = _with_votes(row, decision)
    _refuse_bad_decision(decision, today)
    if row.recognitions.filter(scope=decision.scope, status=Recognition.Status.VALID).exists():
        raise ValidationError("Sáng kiến đã được công nhận ở phạm vi này.", code="recognised_already")
    sentence = f"Công nhận ({Scope(decision.scope).label}) theo Quyết định số {decision.number}"[:500]
    if not row.is_honoured:
        move(row, "recognise", by=by, sentence=sentence, reason="", scope=decision.scope)
    else:
        wider = max(row.scope or decision.scope, decision.scope, key=lambda scope: WIDTH[scope])
        Initiative.objects.filter(pk=row.pk).update(scope=wider)
        row.scope = wider
        record("initiatives.recognise_initiative", row, by=by, sentence=sentence)
    made = _recognition(row, decision, by)
    initiative.status, initiative.scope = row.status, row.scope
    initiative_changed.send(Initiative, initiative=row)
    text = f"Sáng kiến “{row.title[:200]}” được công nhận, phạm vi {Scope(decision.scope).label.lower()}"
    tell_authors(row, f"recognised:{decision.scope}:{made.pk}", text)
    return made


def _with_votes(row: Initiative, decision: Decision) -> Decision:
    """The unit's own recognition follows what its council voted here, and bears the votes where they are told."""
    result = result_of(row) if decision.scope == Scope.UNIT else None
    if result is None:
        return decision
    if result.outcome == Option.Outcome.FAILED:
        sentence = "Hội đồng đã biểu quyết không đạt. Ghi lý do không công nhận, hoặc đưa ra Hội đồng lần nữa."
        raise ValidationError(sentence, code="council_refused")
    if result.outcome != Option.Outcome.PASSED or result.agreed is None or decision.votes_of is not None:
        return decision
    return replace(decision, votes_for=result.agreed, votes_of=result.ballot.base)


def _recognition(row: Initiative, decision: Decision, by: Person) -> Recognition:
    return Recognition.objects.create(
        initiative=row,
        scope=decision.scope,
        unit=decision.unit,
        decided_by=clean(decision.decided_by)[:300],
        decision_number=clean(decision.number)[:80],
        decision_date=decision.day,
        document=decision.document,
        votes_for=decision.votes_for,
        votes_of=decision.votes_of,
        certificate_number=clean(decision.certificate_number)[:80],
        by=by,
    )


def _refuse_during_review(row: Initiative) -> None:
    if row.round and row.round.status in Round.REVIEWING:
        sentence = "Đợt đang chấm. Kết thúc đợt rồi ghi kết quả, để người chấm không biết tên tác giả trước."
        raise ValidationError(sentence, code="round_not_concluded")


def _refuse_bad_decision(decision: Decision, today: date) -> None:
    if decision.scope not in Scope.values or not clean(decision.number) or not clean(decision.decided_by):
        raise ValidationError("Ghi đủ số quyết định, cơ quan quyết định và phạm vi.", code="no_decision")
    if decision.day > today:
        raise ValidationError("Ngày quyết định ở sau hôm nay. Kiểm tra lại.", code="future_decision")
    if decision.votes_for is None and decision.votes_of is None:
        return
    votes, members = decision.votes_for or 0, decision.votes_of or 0
    if not 0 <= votes <= members or not members:
        sentence = "Số phiếu đồng ý không thể nhiều hơn số thành viên Hội đồng. Kiểm tra lại."
        raise ValidationError(sentence, code="bad_votes")
    share = council_share()
    if not share.is_reached(votes, members):
        raise ValidationError(
            f"Mới có {votes}/{members} phiếu đồng ý; cần ít nhất {share.numerator}/{share.denominator} "
            f"{share.of} ({share.source}).",
            code="too_few_votes",
        )


@transaction.atomic
def refuse_initiative(initiative: Initiative, *, by: Person, reason: str) -> None:
    """Not recognised: the authors read why. Raises `no_reason`, `round_not_concluded`, `wrong_state`."""
    reason = must_say(reason, "Ghi lý do không công nhận để tác giả biết.")
    row = held(initiative)
    require(by, "initiatives.refuse_initiative", row)
    _refuse_during_review(row)
    move(row, "refuse", by=by, sentence="Không công nhận", reason=reason)
    initiative.status = row.status
    initiative_changed.send(Initiative, initiative=row)
    tell_authors(row, "refused", f"Sáng kiến “{row.title[:150]}” chưa được công nhận: {reason}")


@transaction.atomic
def revoke_recognition(recognition: Recognition, *, by: Person, reason: str) -> None:
    """Take a recognition back. When none is left the initiative is no longer recognised.

    Raises `no_reason`, `wrong_state`.
    """
    reason = must_say(reason, "Ghi lý do hủy bỏ công nhận.")
    move(recognition, "revoke", by=by, sentence=f"Hủy bỏ công nhận: {recognition}"[:500], reason=reason)
    row = held(recognition.initiative)
    left = list(row.recognitions.filter(status=Recognition.Status.VALID).values_list("scope", flat=True))
    if left:
        Initiative.objects.filter(pk=row.pk).update(scope=max(left, key=lambda scope: WIDTH[scope]))
    else:
        move(row, "annul", by=by, sentence="Không còn được công nhận", scope="", reason=reason)
    initiative_changed.send(Initiative, initiative=row)
    tell_authors(row, f"revoked:{recognition.pk}", f"Công nhận sáng kiến “{row.title[:150]}” bị hủy bỏ: {reason}")


@transaction.atomic
def spread_initiative(initiative: Initiative, *, by: Person) -> None:
    """Note that others use it. Raises ValidationError `no_adoption` while no other unit applies it."""
    require(by, "initiatives.spread_initiative", initiative)
    used = [Adoption.Status.APPLIED, Adoption.Status.REPORTED]
    if not initiative.adoptions.filter(status__in=used).exclude(unit=initiative.unit_id).exists():
        sentence = "Chưa có đơn vị nào khác ghi nhận đang áp dụng. Đơn vị áp dụng ghi nhận ở trang của sáng kiến."
        raise ValidationError(sentence, code="no_adoption")
    move(initiative, "spread", by=by, sentence="Ghi nhận đã nhân rộng")
    tell_authors(initiative, "spread", f"Sáng kiến “{initiative.title[:200]}” được ghi nhận đã nhân rộng")


@transaction.atomic
def use_for_title(
    initiative: Initiative, person: Person, *, award: str, award_name: str, year: int, by: Person
) -> TitleUse:
    """Note that an author's title of a year rests on it; `award` is a key of the law pack.

    Raises ValidationError `not_recognised`, `not_author`, `used_already` (for the same title, in whatever year).
    """
    row = held(initiative)
    require(by, "initiatives.use_initiative", row)
    if not row.is_honoured:
        raise ValidationError("Sáng kiến chưa được công nhận nên chưa dùng xét danh hiệu được.", code="not_recognised")
    if not row.authors.filter(person=person, declined_at=None).exists():
        raise ValidationError(f"{person} không phải tác giả của sáng kiến này.", code="not_author")
    use, is_new = TitleUse.objects.get_or_create(
        initiative=row,
        person=person,
        award=award,
        defaults={"award_name": clean(award_name)[:200], "year": year, "by": by},
    )
    if not is_new:
        sentence = f"Sáng kiến đã được dùng để xét {use.award_name} cho {person} năm {use.year}, không tính lần nữa."
        raise ValidationError(sentence, code="used_already")
    record("initiatives.use_initiative", row, by=by, sentence=f"Dùng xét {award_name} cho {person} năm {year}"[:500])
    return use


@transaction.atomic
def keep_uses(
    pairs: Collection[tuple[int, int]], *, award: str, award_name: str, year: int, by: Person
) -> list[TitleUse]:
    """As `use_for_title` for many, part of an operation that gives the titles by its own permission; `pairs` are ids of
    an initiative and a person. Passed over is what is not recognised, not by the person, or was used for it before.
    """
    rows = Author.objects.filter(declined_at=None, initiative__status__in=Initiative.HONOURED)
    rows = rows.filter(initiative__in={pair[0] for pair in pairs}, person__in={pair[1] for pair in pairs})
    written = {(row.initiative_id, row.person_id): row for row in rows.select_related("initiative__unit", "person")}
    used = (
        set(
            TitleUse.objects.filter(award=award, initiative__in=[row[0] for row in written]).values_list(
                "initiative", "person"
            )
        )
        if written
        else set()
    )
    wanted = [pair for pair in dict.fromkeys(pairs) if pair in written and pair not in used]
    facts = {"award": award, "award_name": clean(award_name)[:200], "year": year, "by": by}
    uses = [TitleUse(initiative_id=initiative, person_id=person, **facts) for initiative, person in wanted]
    made = TitleUse.objects.bulk_create(uses)
    record_all(
        entry_of(
            "initiatives.use_initiative",
            author.initiative,
            by=by,
            sentence=f"Dùng xét {award_name} cho {author} năm {year}"[:500],
            path=author.initiative.audit_path,
        )
        for author in (written[pair] for pair in wanted)
    )
    return made


@transaction.atomic
def release_uses(uses: QuerySet[TitleUse], *, by: Person, reason: str) -> int:
    """Free what was noted as used, part of an operation that takes an award away by its own permission: the title that
    stood on it stands no more. `reason` is told in the trail of each initiative. Returns how many.
    """
    rows = list(uses.select_related("initiative__unit", "person"))
    record_all(
        entry_of(
            "initiatives.release_initiative",
            row.initiative,
            by=by,
            sentence=f"Không còn tính là đã dùng xét {row} cho {row.person}: {reason}"[:500],
            path=row.initiative.audit_path,
        )
        for row in rows
    )
    uses.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
