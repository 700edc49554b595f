"""What is one step away, and what another year would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from thidua.law.facts import (
    AwardRecord,
    Facts,
    Grade,
    Initiative,
    InitiativeKind,
    Outcome,
    PersonFacts,
    YearGrade,
)
from thidua.law.judging import Verdict, judge
from thidua.law.rules import RuleSet
from thidua.law.years import Year


@dataclass(frozen=True, slots=True)
class Added:
    """Facts supposed on top of those that are known."""

    grades: tuple[YearGrade, ...] = ()
    awards: tuple[AwardRecord, ...] = ()
    initiatives: tuple[Initiative, ...] = ()

    def to(self, facts: Facts) -> Facts:
        """The facts with these; a grade supposed for a year takes the place of the one known."""
        kept = tuple(one for one in facts.grades if one.year not in {grade.year for grade in self.grades})
        more = replace(facts, grades=kept + self.grades, awards=facts.awards + self.awards)
        if isinstance(more, PersonFacts):
            return replace(more, initiatives=more.initiatives + self.initiatives)
        return more


@dataclass(frozen=True, slots=True)
class Outlook:
    """How the next year could end: as things stand, and with the least that would have to come. `needs` is empty
    where nothing has to, and None where one year cannot be enough.
    """

    as_things_stand: Verdict
    with_more: Verdict | None
    needs: tuple[str, ...] | None


def nearly(award: str, facts: Facts, *, on: date, period: Year, rules: RuleSet, within: int = 1) -> Verdict | None:
    """The verdict where no more than so many single things are lacking; None where it is met, open or far off."""
    verdict = judge(award, facts, on=on, period=period, rules=rules)
    return verdict if verdict.outcome is Outcome.NOT_MET and 0 < verdict.steps <= within else None


def what_if(award: str, facts: Facts, added: Added, *, on: date, period: Year, rules: RuleSet) -> Verdict:
    """The verdict if these facts came on top."""
    return judge(award, added.to(facts), on=on, period=period, rules=rules)


def next_year(award: str, facts: Facts, *, on: date, period: Year, rules: RuleSet) -> Outlook:
    """Looked at for the year after `period`, by the rules of the day `on`; the easiest way comes first."""
    coming = period.after(1)
    stands = judge(award, facts, on=on, period=coming, rules=rules)
    if stands.outcome is not Outcome.NOT_MET:
        return Outlook(stands, stands, ())
    for words, added in _ways(coming, rules, award):
        verdict = what_if(award, facts, added, on=on, period=coming, rules=rules)
        if verdict.outcome is not Outcome.NOT_MET:
            return Outlook(stands, verdict, words)
    return Outlook(stands, None, None)


def _ways(year: Year, rules: RuleSet, award: str) -> Iterable[tuple[tuple[str, ...], Added]]:
    """What a year may bring, from little to much: a grade, then a title with it, then an initiative of the scope."""
    scope = rules.award(award).scope
    fighter = AwardRecord("title_emulation_fighter_unit", year)
    for grade in (Grade.GOOD, Grade.EXCELLENT):
        yield (grade.words,), Added((YearGrade(year, grade),))
    graded = Added((YearGrade(year, Grade.EXCELLENT),))
    initiative = Initiative("(giả định)", year, InitiativeKind.INITIATIVE, scope, applied=True, replicable=True)
    title_words = rules.award(fighter.award).short
    initiative_words = f"1 sáng kiến được công nhận phạm vi {scope.words}"
    yield (Grade.EXCELLENT.words, title_words), replace(graded, awards=(fighter,))
    yield (Grade.EXCELLENT.words, initiative_words), replace(graded, initiatives=(initiative,))
    all_words = (Grade.EXCELLENT.words, title_words, initiative_words)
    yield all_words, replace(graded, awards=(fighter,), initiatives=(initiative,))
