"""Bonuses in đồng, exactly: multiples of the base salary of the day of the decision, rounded up as the rule says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from thidua.law.facts import Kind, Subject
from thidua.law.refusals import NotInForce
from thidua.law.rules import BaseSalary, BonusRate, Principle, Rounding, RuleSet
from thidua.law.wording import day_words
from thidua.law.years import Year


@dataclass(frozen=True, slots=True)
class Bonus:
    """`amount` is đồng after rounding, `exact` before; with `at_most` the amount is the highest allowed."""

    amount: int
    exact: Fraction
    rate: BonusRate
    salary: BaseSalary

    @property
    def at_most(self) -> bool:
        return self.rate.at_most


@dataclass(frozen=True, slots=True)
class Grant:
    """An award decided, for an achievement that ended with the year."""

    award: str
    subject: Subject
    year: Year


def bonus_of(award: str, on: date, rules: RuleSet, subject: Subject | None = None) -> Bonus:
    """What a decision of that day brings. `subject` is needed where persons and collectives can have the award.
    Raises Unknown, NotInForce.
    """
    entry = rules.award(award)
    whose = subject or entry.subjects[0]
    rate = rules.find(BonusRate, on, award, whose.value)
    salary = rules.find(BaseSalary, on, "base_salary")
    rounding = rules.find(Rounding, on, "bonus")
    if rate is None or salary is None or rounding is None:
        raise NotInForce(f"Chưa có mức tiền thưởng {entry.name} áp dụng cho ngày {day_words(on)}. Đối chiếu văn bản.")
    exact = rate.multiple * salary.amount
    steps = -(-exact // rounding.step)
    return Bonus(int(steps) * rounding.step, exact, rate, salary)


def paid(grants: Sequence[Grant], on: date, rules: RuleSet) -> dict[Grant, Bonus | None]:
    """Several awards of one person or collective decided together: of titles for the same year only the highest is
    paid, where that rule is in force; commendations each. None marks what is not paid.
    """
    bonuses = {grant: bonus_of(grant.award, on, rules, grant.subject) for grant in grants}
    if rules.find(Principle, on, "highest_title_once") is None:
        return dict(bonuses)
    highest: dict[Year, Grant] = {}
    for grant, bonus in bonuses.items():
        if rules.award(grant.award).kind is Kind.TITLE:
            best = highest.get(grant.year)
            if best is None or bonus.exact > bonuses[best].exact:
                highest[grant.year] = grant
    return {
        grant: bonus if rules.award(grant.award).kind is not Kind.TITLE or highest[grant.year] == grant else None
        for grant, bonus in bonuses.items()
    }
