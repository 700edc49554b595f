"""Decisions drafted from what was agreed to: what they rest on, who signs, their list."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import label_of, record
from thidua.awards.authority import deciders, superior_for
from thidua.awards.decision_paper import (
    authority_words,
    bases_for,
    proposal_for,
    signer_for,
    title_for,
)
from thidua.awards.models import Decision, DecisionLine, Nomination, Season
from thidua.awards.queries.decisions import drafts_with, in_order, powers_over
from thidua.awards.rulebook import rules_for
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.kernel.workflow import wrong_state
from thidua.law import Unknown
from thidua.people.models import Person

Status = Nomination.Status
FACTS = ("title", "bases", "proposal", "signer_position", "signer_name", "signer_standing", "bonus_words")
ROOM = {"title": 300, "proposal": 300, "signer_position": 200, "signer_name": 120, "signer_standing": 200}
MOST_BASES, MOST_LETTERS = 20, 600
SHOWN = 5
"""Names in a refusal."""


@transaction.atomic
def draft_decision(
    season: Season,
    award: str,
    nominations: Collection[Nomination],
    *,
    by: Person,
    today: date | None = None,
    **facts: Any,
) -> Decision:
    """Draft a decision on nominations agreed to on this desk; what `facts` (of `FACTS`) leave out is proposed.

    Raises ValidationError `season_closed`, `no_nominations`, `unknown_award`, `not_passed`, `in_decision`,
    `beyond_authority`, and what `change_decision` raises.
    """
    require(by, "awards.add_decision", season)
    day = today or present_day()
    if season.status != Season.Status.OPEN:
        raise ValidationError("Đợt xét đã kết thúc. Mở lại đợt rồi soạn quyết định.", code="season_closed")
    rows = held_rows(nominations)
    refuse_unfit(season, award, rows, day)
    refuse_taken(rows)
    row = Decision(season=season, award=award, by=by, **_proposed(season, award, rows, day))
    _write(row, facts)
    row.save()
    _put_in_order(row, rows, day)
    record("awards.add_decision", row, by=by, sentence=f"Soạn quyết định “{row}”, {len(rows)} đề nghị"[:500])
    return row


def held_rows(nominations: Collection[Nomination]) -> list[Nomination]:
    """The rows as they are now; they stay so until the transaction ends."""
    ids = {row.pk for row in nominations}
    rows = Nomination.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(rows.select_related("person", "collective", "unit", "season__unit", "desk__unit").order_by("pk"))


def names_of(rows: Sequence[Nomination]) -> str:
    more = f" và {len(rows) - SHOWN} đề nghị khác" if len(rows) > SHOWN else ""
    return ", ".join(row.subject_name for row in rows[:SHOWN]) + more


def refuse_unfit(season: Season, award: str, rows: Sequence[Nomination], day: date) -> None:
    """Raises `no_nominations`, `not_passed`, `beyond_authority`, `unknown_award`."""
    if not rows:
        raise ValidationError("Chọn ít nhất một đề nghị đã được đồng ý.", code="no_nominations")
    unfit = [row for row in rows if row.desk_id != season.pk or row.award != award or row.status != Status.PASSED]
    if unfit:
        raise ValidationError(
            f"Không đưa vào quyết định được: {names_of(unfit)}. Chỉ chọn đề nghị cùng danh hiệu, hình thức, đang ở đợt "
            "này và đã được đồng ý.",
            code="not_passed",
        )
    try:
        powers = powers_over(season.unit, award, rows, day)
    except Unknown as unknown:
        raise ValidationError(str(unknown), code="unknown_award") from unknown
    if beyond := [row for row in rows if powers[row.unit_id] is None]:
        raise ValidationError(beyond_words(season, award, beyond, day), code="beyond_authority")


def beyond_words(season: Season, award: str, rows: Sequence[Nomination], day: date) -> str:
    """Who decides instead, by which article, and to whom to send."""
    rules = rules_for(season.unit)
    who = authority_words(deciders(award, rows[0].unit, day), rules, day)
    receiver = superior_for(season.unit, award, day)
    send = f"Lập hồ sơ trình {receiver.name}." if receiver else "Lập hồ sơ gửi cơ quan có thẩm quyền."
    decided = f"Thẩm quyền: {who}." if who else "Chưa có quy tắc về thẩm quyền cho đơn vị này, cần đối chiếu văn bản."
    what = f"{rows[0].award_name} cho {names_of(rows)}"
    return f"{season.unit.label} không có thẩm quyền quyết định {what}. {decided} {send}"


def refuse_taken(rows: Collection[Nomination], but: Decision | None = None) -> None:
    lines = drafts_with(rows).exclude(decision=but) if but else drafts_with(rows)
    taken = list(lines.select_related("nomination__person", "nomination__collective", "decision")[:SHOWN])
    if taken:
        names = ", ".join(line.nomination.subject_name for line in taken)
        sentence = f"Đã có trong quyết định đang soạn “{taken[0].decision}”: {names}. Bỏ khỏi quyết định đó trước."
        raise ValidationError(sentence, code="in_decision")


def _proposed(season: Season, award: str, rows: Sequence[Nomination], day: date) -> dict[str, Any]:
    signer = signer_for(season.unit, day)
    return {
        "title": title_for(rules_for(season.unit).award(award), season)[: ROOM["title"]],
        "bases": bases_for(season, award, rows, day),
        "proposal": proposal_for(season, rows)[: ROOM["proposal"]],
        "signer_position": signer.position,
        "signer_name": signer.name,
        "signer_standing": signer.standing,
    }


def _write(row: Decision, facts: dict[str, Any]) -> None:
    """Raises `too_long`, `no_title`, `too_many`."""
    for name, given in facts.items():
        if name not in FACTS:
            raise TypeError(f"a decision has no {name}")
        value = _bases(given) if name == "bases" else clean(given)
        if name in ROOM and len(value) > ROOM[name]:
            raise ValidationError({name: ValidationError(f"Ghi {label_of(row, name)} gọn lại.", code="too_long")})
        setattr(row, name, value)
    row.bonus_words = row.bonus_words[:500]
    if not row.title:
        raise ValidationError({"title": ValidationError("Ghi trích yếu của quyết định.", code="no_title")})


def _bases(lines: Collection[str]) -> list[str]:
    kept = [clean(line).rstrip(" .;")[:MOST_LETTERS] for line in lines if clean(line)]
    if len(kept) > MOST_BASES:
        sentence = f"Ghi nhiều nhất {MOST_BASES} dòng căn cứ. Bỏ bớt dòng không cần."
        raise ValidationError({"bases": ValidationError(sentence, code="too_many")})
    return kept


def _put_in_order(decision: Decision, rows: Sequence[Nomination], day: date) -> None:
    decision.lines.all().delete()
    lines = in_order(rows, day)
    DecisionLine.objects.bulk_create(
        DecisionLine(decision=decision, nomination=line.nomination, order=order) for order, line in enumerate(lines, 1)
    )


def _drafted(decision: Decision) -> Decision:
    """The row as it is now, held. Raises `wrong_state` unless it is a draft."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related(
        "season__unit", "season__plan__document__unit"
    )
    row = rows.get(pk=decision.pk)
    if row.status != Decision.Status.DRAFT:
        raise wrong_state(row)
    return row


@transaction.atomic
def change_decision(decision: Decision, *, by: Person, **facts: Any) -> Decision:
    """Change `FACTS` of a draft. Raises `wrong_state`, `too_long`, `no_title`, `too_many`."""
    require(by, "awards.change_decision", decision)
    row = _drafted(decision)
    _write(row, facts)
    row.save()
    record("awards.change_decision", row, by=by, sentence=f"Sửa quyết định “{row}”"[:500])
    return row


@transaction.atomic
def change_lines(
    decision: Decision, nominations: Collection[Nomination], *, by: Person, today: date | None = None
) -> Decision:
    """Put exactly these on the list of a draft. Raises `wrong_state`, and what `draft_decision` raises for them."""
    require(by, "awards.change_decision", decision)
    row, day = _drafted(decision), today or present_day()
    rows = held_rows(nominations)
    refuse_unfit(row.season, row.award, rows, day)
    refuse_taken(rows, but=row)
    before = set(row.lines.values_list("nomination", flat=True))
    _put_in_order(row, rows, day)
    after = {each.pk for each in rows}
    sentence = f"Danh sách của quyết định “{row}”: thêm {len(after - before)}, bỏ {len(before - after)}"
    record("awards.change_decision", row, by=by, sentence=sentence[:500])
    return row


@transaction.atomic
def discard_decision(decision: Decision, *, by: Person) -> None:
    """Throw a draft away; its nominations stay agreed to. Raises `wrong_state`."""
    require(by, "awards.change_decision", decision)
    row = _drafted(decision)
    record("awards.discard_decision", row, by=by, sentence=f"Bỏ bản soạn quyết định “{row}”"[:500])
    row.delete()
