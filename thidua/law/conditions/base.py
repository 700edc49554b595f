"""What a condition is, what it looks at, and what it finds."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from thidua.law.citing import Citation
from thidua.law.facts import CollectiveFacts, Facts, Outcome, PersonFacts, Subject
from thidua.law.rules import AbsenceRule, Award, Number, Principle, ReuseRule, RuleSet, Setting, SettingRef
from thidua.law.years import Calendar, Year


@dataclass(frozen=True, slots=True)
class Basis:
    """Where one condition stands in the law, if not where its rule as a whole does."""

    sources: tuple[Citation, ...]
    verified: bool
    note: str


class Finding(NamedTuple):
    """What came of one condition. `steps` counts what is lacking: years, initiatives, members, a grade; 0 where the
    condition is not met and nothing that could be counted would mend it.
    """

    condition: Condition
    outcome: Outcome
    used: tuple[Any, ...] = ()
    """The facts that decided, each with `words`."""
    parts: tuple[Finding, ...] = ()
    steps: int = 0
    lack: str = ""
    """What is missing, in words."""
    ask: str = ""
    """What a person has to look at."""
    warnings: tuple[str, ...] = ()
    idle: bool = False
    """The condition did not come into play, so its doubts do not matter either."""


class NotSet(Exception):
    """A rule asks for a number that nobody has set."""


class View:
    """One person or collective looked at for one award, in one period, by the rules of the day `on`, as things stand
    on the day `stand`.
    """

    def __init__(self, facts: Facts, award: Award, *, on: date, stand: date, period: Year, rules: RuleSet) -> None:
        self.facts, self.award, self.on, self.stand, self.period, self.rules = facts, award, on, stand, period, rules

    @property
    def person(self) -> PersonFacts:
        assert isinstance(self.facts, PersonFacts)
        return self.facts

    @property
    def collective(self) -> CollectiveFacts:
        assert isinstance(self.facts, CollectiveFacts)
        return self.facts

    @property
    def subject(self) -> Subject:
        return Subject.PERSON if isinstance(self.facts, PersonFacts) else Subject.COLLECTIVE

    @cached_property
    def calendar(self) -> Calendar:
        return self.rules.calendar(self.on)

    def number(self, number: Number) -> Fraction:
        """Raises NotSet."""
        if isinstance(number, Fraction):
            return number
        held = self.rules.number(number, self.on)
        if held is None:
            raise NotSet(f"không xét tự động được: chưa đặt “{_setting_name(number, self.rules)}”")
        return held

    def whole(self, number: Number) -> int:
        """A number that counts things, rounded up. Raises NotSet."""
        return -(-self.number(number) // 1)

    def principle(self, key: str) -> Principle | None:
        return self.rules.find_standing(Principle, self.on, key)

    def absence_rule(self, kind: str) -> AbsenceRule | None:
        return self.rules.find_standing(AbsenceRule, self.on, kind)

    def reuse_rule(self, used_for: str) -> ReuseRule | None:
        return self.rules.find_standing(ReuseRule, self.on, used_for, self.award.kind.value)

    def name_of(self, award: str) -> str:
        return self.rules.award(award).short

    def is_native(self, year: Year) -> bool:
        return year.is_school == self.period.is_school


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Condition:
    """One condition of a rule. `key` names what a person may judge or claim; `text` is its wording, where given."""

    text: str = ""
    key: str = ""
    basis: Basis | None = None

    subjects = frozenset(Subject)
    """Whom the condition can be asked about at all."""

    def judge(self, view: View, year: Year) -> Finding:
        """What holds in that year; for conditions over several years, in those that end with it. Where a number is
        asked for that nobody has set, a person decides.
        """
        try:
            return self.find(view, year)
        except NotSet as missing:
            return self.by_person(view, str(missing))

    @abstractmethod
    def find(self, view: View, year: Year) -> Finding:
        """What `judge` answers with. Raises NotSet."""

    def words(self, rules: RuleSet, on: date) -> str:
        """What is asked for, in Vietnamese."""
        return self.text or self.own_words(rules, on)

    @abstractmethod
    def own_words(self, rules: RuleSet, on: date) -> str: ...

    def children(self) -> tuple[Condition, ...]:
        return ()

    def by_person(self, view: View, ask: str, used: tuple[Any, ...] = ()) -> Finding:
        """What a person has decided under this key, or that one must."""
        decided = view.facts.judgements.get(self.key) if self.key else None
        if decided is None:
            return Finding(self, Outcome.OPEN, used, ask=ask)
        if decided:
            return Finding(self, Outcome.MET, used)
        return Finding(self, Outcome.NOT_MET, used, lack=f"người có thẩm quyền đã xem xét và không công nhận: {ask}")


def _setting_name(number: SettingRef, rules: RuleSet) -> str:
    held = rules.versions(Setting, number.key)
    return held[0].name if held else number.key
