"""Votes, quorum and caps, counted exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from thidua.law.facts import Denominator
from thidua.law.refusals import NotInForce
from thidua.law.rules import Quorum, Quota, RuleSet, Vote
from thidua.law.wording import day_words, share_words


@dataclass(frozen=True, slots=True)
class Cap:
    """How many a cap allows: `number` is the whole part of `exact`, or None where there is no cap."""

    number: int | None
    exact: Fraction | None
    quota: Quota


def vote_on(matter: str, on: date, rules: RuleSet) -> Vote:
    """How a council votes on an award, or on an `initiative`. Raises NotInForce."""
    found = rules.find(Vote, on, matter)
    if found is None:
        raise NotInForce(
            f"Chưa có quy định về biểu quyết “{matter}” áp dụng cho ngày {day_words(on)}. Ghi quy chế của hội đồng."
        )
    return found


def votes_needed(vote: Vote, members: int, present: int) -> int | None:
    """The least number of agreeing votes that reaches the share; None where no document fixes one. ValueError for
    counts that cannot be.
    """
    if not 0 <= present <= members or not members:
        raise ValueError((members, present))
    if vote.share is None:
        return None
    whole = members if vote.denominator is Denominator.ALL_MEMBERS else present
    return at_least(vote.share, whole)


def at_least(share: Fraction, whole: int) -> int:
    """The least whole number that is no less than the share of the whole."""
    return -(-share.numerator * whole // share.denominator)


def quorum_of(council: str, matter: str, on: date, rules: RuleSet) -> Quorum | None:
    """The quorum rule of a council (`central`, `province`, `base`) for a matter; None where none has been entered."""
    found = rules.find(Quorum, on, council, matter) or rules.find(Quorum, on, council, "")
    return found if found and found.share is not None else None


def quorum_needed(quorum: Quorum, members: int) -> int:
    assert quorum.share is not None
    return at_least(quorum.share, members)


def cap_of(key: str, whole: int, on: date, rules: RuleSet) -> Cap:
    """How many may be proposed or graded so; cut down to a whole number, as no text says how to round.
    Raises NotInForce.
    """
    quota = rules.find(Quota, on, key)
    if quota is None:
        raise NotInForce(f"Chưa có quy định về tỷ lệ tối đa “{key}” áp dụng cho ngày {day_words(on)}.")
    if quota.share is None:
        return Cap(None, None, quota)
    exact = quota.share * whole
    return Cap(max(exact.numerator // exact.denominator, quota.at_least), exact, quota)


def cap_words(cap: Cap) -> str:
    """`không quá 20% số …: 3 (chính xác 3,4)`; says so where there is no cap."""
    if cap.quota.share is None or cap.exact is None:
        return f"{cap.quota.name}: không có mức trần trong luật"
    exact = f"{cap.exact.numerator}/{cap.exact.denominator}" if cap.exact.denominator > 1 else str(cap.exact.numerator)
    return (
        f"{cap.quota.name}: không quá {share_words(cap.quota.share)} {cap.quota.of}: {cap.number} (chính xác {exact})"
    )
