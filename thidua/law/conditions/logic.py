"""Conditions that join others, and conditions that only a person can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua.law.conditions.base import Condition, Finding, View
from thidua.law.facts import Outcome
from thidua.law.rules import RuleSet
from thidua.law.years import Year


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class All(Condition):
    of: tuple[Condition, ...]

    def find(self, view: View, year: Year) -> Finding:
        parts = tuple([part.judge(view, year) for part in self.of])
        worst = min([part.outcome for part in parts])
        failed = [part.steps for part in parts if part.outcome is Outcome.NOT_MET]
        return Finding(self, worst, (), parts, sum(failed) if all(failed) else 0)

    def own_words(self, rules: RuleSet, on: date) -> str:
        return "Tất cả các điều kiện"

    def children(self) -> tuple[Condition, ...]:
        return self.of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AtLeast(Condition):
    """So many of several conditions; one of them is the usual case."""

    number: int
    of: tuple[Condition, ...]

    def find(self, view: View, year: Year) -> Finding:
        parts = tuple([part.judge(view, year) for part in self.of])
        outcome = sorted([part.outcome for part in parts])[-self.number]
        if outcome is not Outcome.NOT_MET:
            return Finding(self, outcome, (), parts)
        failed = [part.steps for part in parts if part.outcome is Outcome.NOT_MET]
        still = self.number - (len(parts) - len(failed))
        countable = sorted([steps for steps in failed if steps])
        return Finding(self, outcome, (), parts, sum(countable[:still]) if len(countable) >= still else 0)

    def own_words(self, rules: RuleSet, on: date) -> str:
        return "Có một trong các điều kiện" if self.number == 1 else f"Có ít nhất {self.number} trong các điều kiện"

    def children(self) -> tuple[Condition, ...]:
        return self.of


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Human(Condition):
    """What people weigh: solidarity, an exemplary bearing."""

    def find(self, view: View, year: Year) -> Finding:
        return self.by_person(view, self.text)

    def own_words(self, rules: RuleSet, on: date) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claim(Condition):
    """A ground that somebody must put forward, and a person then looks at."""

    def find(self, view: View, year: Year) -> Finding:
        if self.key in view.facts.claims or self.key in view.facts.judgements:
            return self.by_person(view, f"xem minh chứng: {self.text}")
        return Finding(self, Outcome.NOT_MET, lack=f"chưa nêu thành tích: {self.text}")

    def own_words(self, rules: RuleSet, on: date) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unread(Condition):
    """A rule whose wording nobody has entered: it says so, and a person decides."""

    def find(self, view: View, year: Year) -> Finding:
        return self.by_person(view, f"không xét tự động được: {self.text}")

    def own_words(self, rules: RuleSet, on: date) -> str:
        return self.text
