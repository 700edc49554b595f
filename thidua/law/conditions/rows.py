"""Conditions over several years: in a row, so many times, ever, and initiatives in that time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from thidua.law.conditions.absence import reasons_for_gap
from thidua.law.conditions.base import Condition, Finding, View
from thidua.law.conditions.yearly import PERSON, GradeAtLeast, Held
from thidua.law.facts import AwardRecord, Discipline, Initiative, InitiativeKind, Kind, Outcome, Scope
from thidua.law.rules import Number, RuleSet
from thidua.law.wording import grouped
from thidua.law.years import Year, listed

LONGEST = 100
"""Years in a row that are looked at, whatever a layer asks: no working life has more."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InARow(Condition):
    """The inner condition holds in each of so many years that end with the one judged.

    Years that ended before a discipline ran out do not count where the principle `restart_after_discipline` is in
    force; with `afresh`, neither do years up to the last award of the kind judged. A year without result that an
    absence, a transfer or a change of the way years are counted may explain is left to a person.
    """

    years: Number
    of: Condition
    afresh: bool = False

    def find(self, view: View, year: Year) -> Finding:
        asked = min(max(1, view.whole(self.years)), LONGEST)
        found = [self._of_year(view, year.back(n)) for n in range(asked)]
        outcome = min([one.outcome for one in found])
        used = tuple([fact for one in reversed(found) for fact in one.used if one.outcome is not Outcome.NOT_MET])
        if outcome is Outcome.MET:
            return Finding(self, outcome, used, warnings=_rewarded(view, year, asked))
        if outcome is Outcome.OPEN:
            ask = "; ".join(dict.fromkeys(one.ask for one in reversed(found) if one.ask))
            return self.by_person(view, ask, used)
        return self._short(view, year, found, used)

    def _of_year(self, view: View, year: Year) -> Finding:
        if reason := _left_out(view, year, afresh=self.afresh):
            return Finding(self.of, Outcome.NOT_MET, lack=reason)
        found = self.of.judge(view, year)
        if found.outcome is Outcome.MET and (ask := _maybe_left_out(view, year)):
            return Finding(self.of, Outcome.OPEN, found.used, ask=ask)
        if found.outcome is not Outcome.NOT_MET or found.used:
            return found
        if doubt := _doubt_about(view, year, self.of):
            return Finding(self.of, Outcome.OPEN, ask=f"{year.label} chưa có kết quả: {doubt}")
        return found

    def _short(self, view: View, year: Year, found: list[Finding], used: tuple[object, ...]) -> Finding:
        """What is lacking: the run that counts is the one that reaches the year judged, or the year before it."""
        waiting = found[0].outcome is Outcome.NOT_MET
        run = 0
        for one in found[waiting:]:
            if one.outcome is Outcome.NOT_MET:
                break
            run += 1
        reached = [year.back(waiting + n) for n in range(run)]
        missing = len(found) - run
        had = f"có {listed(reached)}" if reached else "chưa có năm nào liền kề"
        broken = next(one for one in found if one.outcome is Outcome.NOT_MET)
        name = _name_of(self.of, view)
        lack = f"còn thiếu {missing} năm {name} liên tục: {had}"
        if broken.lack:
            lack += f"; {broken.lack}"
        return Finding(self, Outcome.NOT_MET, used, steps=missing, lack=lack)

    def own_words(self, rules: RuleSet, on: date) -> str:
        asked = rules.number(self.years, on)
        years = grouped(int(asked)) if asked is not None else "số năm do địa phương quy định"
        return f"{years} năm liên tục: {_lower_first(self.of.words(rules, on))}"

    def children(self) -> tuple[Condition, ...]:
        return (self.of,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Times(Condition):
    """The award so many times one after the other, the last at most `recent` years back. Whether the times follow on
    each other is told by `unbroken`, an award that each year between them must have; where one has not, a person
    decides.
    """

    award: str
    number: Number
    unbroken: str
    recent: Number

    subjects = PERSON

    def find(self, view: View, year: Year) -> Finding:
        asked = max(1, view.whole(self.number))
        known = view.facts.years_of_award.get(self.award, [])
        held = [one for one in known if view.is_native(one) and one <= year]
        elsewhere = [one for one in known if not view.is_native(one) and _touches(one, year, None)]
        last = held[-asked:]
        used = tuple([view.facts.award_by_year[self.award, one] for one in last])
        if len(held) < asked <= len(held) + len(elsewhere):
            return self.by_person(view, f"{listed(elsewhere)}: ghi theo cách tính năm khác", used)
        if len(held) < asked:
            had = f"có {listed(held)}" if held else "chưa có lần nào"
            missing = asked - len(held)
            lack = f"còn thiếu {missing} lần {view.name_of(self.award)}: {had}"
            return Finding(self, Outcome.NOT_MET, used, steps=missing, lack=lack)
        if doubt := self._doubt(view, year, last):
            return self.by_person(view, doubt, used)
        return Finding(self, Outcome.MET, used)

    def _doubt(self, view: View, year: Year, held: list[Year]) -> str:
        if held[-1].after(view.whole(self.recent)) < year:
            return f"lần cuối là {held[-1].label}, đã quá thời hạn đề nghị"
        between = [held[0].after(n) for n in range(1, held[-1].start - held[0].start)]
        gaps = [one for one in between if (self.unbroken, one) not in view.facts.award_by_year]
        return f"giữa hai lần không có {view.name_of(self.unbroken)}: {listed(gaps)}" if gaps else ""

    def own_words(self, rules: RuleSet, on: date) -> str:
        asked = rules.number(self.number, on)
        return f"{grouped(int(asked or 0))} lần liên tục được tặng {rules.award(self.award).short}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ever(Condition):
    """Has been given the award, in the year judged or before."""

    award: str

    def find(self, view: View, year: Year) -> Finding:
        if record := _last(view, self.award):
            return Finding(self, Outcome.MET, (record,))
        return Finding(self, Outcome.NOT_MET, steps=1, lack=f"chưa được tặng {view.name_of(self.award)}")

    def own_words(self, rules: RuleSet, on: date) -> str:
        return f"Đã được tặng {rules.award(self.award).short}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Never(Condition):
    """Has not been given the award yet: it is given once."""

    award: str

    def find(self, view: View, year: Year) -> Finding:
        record = _last(view, self.award)
        if record is None:
            return Finding(self, Outcome.MET)
        lack = f"đã được tặng {view.name_of(self.award)} {record.words}; chỉ tặng một lần"
        return Finding(self, Outcome.NOT_MET, (record,), lack=lack)

    def own_words(self, rules: RuleSet, on: date) -> str:
        return f"Chưa được tặng {rules.award(self.award).short}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Initiatives(Condition):
    """So many initiatives or research works within the years that end with the one judged; without `years`, ever."""

    number: Number
    kinds: frozenset[InitiativeKind]
    scope: Scope
    years: Number | None
    applied: bool = False
    replicable: bool = False

    subjects = PERSON

    def find(self, view: View, year: Year) -> Finding:
        wanted = view.whole(self.number)
        years = view.whole(self.years) if self.years is not None else None
        free: list[Initiative] = []
        elsewhere: list[Initiative] = []
        spent: list[Initiative] = []
        for one in view.person.initiatives:
            if self._is_such(one) and _touches(one.year, year, years):
                counted = free if one.year.is_school == year.is_school else elsewhere
                (spent if _used_elsewhere(view, one) else counted).append(one)
        warnings = tuple([words for one in free if (words := _use_words(view, one))])
        if len(free) >= wanted:
            return Finding(self, Outcome.MET, tuple(free), warnings=warnings)
        if len(free) + len(elsewhere) >= wanted:
            ask = "; ".join(f"{one.words}: ghi theo cách tính năm khác, xem có thuộc {year.label}" for one in elsewhere)
            return self.by_person(view, ask, tuple(free))
        missing = wanted - len(free)
        lack = f"còn thiếu {missing} {self._noun()} được công nhận phạm vi {self.scope.words}"
        lack += "".join(f"; {_use_words(view, one)}" for one in spent)
        return Finding(self, Outcome.NOT_MET, tuple(free), steps=missing, lack=lack, warnings=warnings)

    def _is_such(self, one: Initiative) -> bool:
        return (
            one.kind in self.kinds
            and one.scope >= self.scope
            and (one.applied or not self.applied)
            and (one.replicable or not self.replicable)
        )

    def _noun(self) -> str:
        return " hoặc ".join(kind.words for kind in InitiativeKind if kind in self.kinds)

    def own_words(self, rules: RuleSet, on: date) -> str:
        wanted = rules.number(self.number, on)
        how = [", áp dụng hiệu quả" if self.applied else "", ", có khả năng nhân rộng" if self.replicable else ""]
        return (
            f"Có {grouped(int(wanted or 0))} {self._noun()} được công nhận{''.join(how)} "
            f"phạm vi {self.scope.words}{self._when(rules, on)}"
        )

    def _when(self, rules: RuleSet, on: date) -> str:
        if self.years is None:
            return ""
        years = rules.number(self.years, on)
        return " trong năm" if years == Fraction(1) else f" trong {grouped(int(years or 0))} năm"


def _touches(one: Year, last: Year, years: int | None) -> bool:
    """Whether the year is, or overlaps, one of so many years that end with the last; without a number, of all."""
    if one.is_school == last.is_school:
        return one <= last and (years is None or last.start - one.start < years)
    begins_in_time = one.start <= last.start + last.is_school
    return begins_in_time and (years is None or one.start + one.is_school > last.start - years)


def _left_out(view: View, year: Year, *, afresh: bool) -> str:
    """Why the year does not count at all; empty where it does."""
    if view.facts.disciplines and (rule := view.principle("restart_after_discipline")):
        for discipline in view.facts.disciplines:
            if _before_end(view, discipline, year):
                return f"{year.label} không tính: {discipline.words} ({rule.text}; {view.rules.cite(rule.sources)})"
    if afresh and (rule := view.principle("restart_after_award")):
        given = [one for one in view.facts.years_of_award.get(view.award.key, ()) if one < view.period]
        if given and year <= given[-1]:
            return f"{year.label} đã tính cho lần trước ({rule.text}; {view.rules.cite(rule.sources)})"
    return ""


def _maybe_left_out(view: View, year: Year) -> str:
    """A discipline whose end nobody has written down may take the year out of account."""
    if not view.facts.disciplines or view.principle("restart_after_discipline") is None:
        return ""
    for discipline in view.facts.disciplines:
        if discipline.until is None and view.calendar.first_day(year) <= discipline.decided:
            return f"{discipline.words}: xem {year.label} có được tính không"
    return ""


def _before_end(view: View, discipline: Discipline, year: Year) -> bool:
    return discipline.until is not None and view.calendar.last_day(year) <= discipline.until


def _doubt_about(view: View, year: Year, of: Condition) -> str:
    """Why nobody can tell from the records that the year truly has no result; empty where one can."""
    if view.facts.known_since and view.is_native(view.facts.known_since) and year < view.facts.known_since:
        return "hồ sơ chưa có dữ liệu của năm này"
    other = Year(year.start if year.is_school else year.start - 1, not year.is_school)
    if any(of.judge(view, twin).outcome is Outcome.MET for twin in (other, other.after(1))):
        return "kết quả ghi theo cách tính năm khác (năm học, năm dương lịch)"
    return "; ".join(reasons_for_gap(view, year))


def _last(view: View, award: str) -> AwardRecord | None:
    held = view.facts.years_of_award.get(award)
    return view.facts.award_by_year[award, held[-1]] if held else None


def _used_elsewhere(view: View, one: Initiative) -> bool:
    """Whether an earlier use takes it out of account."""
    return any(not _reuse_counts(view, use.award) for use in one.uses if (use.award, use.year) != _own(view))


def _reuse_counts(view: View, award: str) -> bool:
    rule = view.reuse_rule(view.rules.award(award).kind.value)
    return rule is None or rule.counts


def _own(view: View) -> tuple[str, Year]:
    return view.award.key, view.period


def _use_words(view: View, one: Initiative) -> str:
    """That the initiative has been used before, and the source of the rule about it."""
    uses = [use for use in one.uses if (use.award, use.year) != _own(view)]
    rules = [rule for use in uses if (rule := view.reuse_rule(view.rules.award(use.award).kind.value))]
    if not rules:
        return ""
    earlier = ", ".join(f"{view.name_of(use.award)} {use.year.label}" for use in uses)
    return f"sáng kiến “{one.name}” đã dùng để xét {earlier} ({view.rules.cite(rules[0].sources)})"


def _rewarded(view: View, year: Year, years: int) -> tuple[str, ...]:
    """A warning where years of this row already carried an award of the same form."""
    rule = view.principle("one_achievement_once")
    if rule is None or view.award.kind is not Kind.COMMENDATION:
        return ()
    given = [one for one in view.facts.years_of_award.get(view.award.key, ()) if year.back(years - 1) <= one < year]
    return tuple(
        f"{one.label} đã được tặng {view.award.short} ({rule.text}; {view.rules.cite(rule.sources)})" for one in given
    )


def _name_of(condition: Condition, view: View) -> str:
    if isinstance(condition, Held):
        return view.name_of(condition.award)
    if isinstance(condition, GradeAtLeast):
        return condition.grade.words
    return f"“{_lower_first(condition.words(view.rules, view.on))}”"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
