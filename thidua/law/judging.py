"""The judge: whether a person or a collective meets the standard of an award, condition by condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from thidua.law.conditions import All, AtLeast, Condition, Finding, Unread, View
from thidua.law.facts import Facts, Outcome, PersonFacts, Subject
from thidua.law.refusals import Refusal
from thidua.law.rules import ALL_AWARDS, Award, Bar, Mode, RuleSet, Standard, Transition
from thidua.law.wording import day_words
from thidua.law.years import Year


class WrongSubject(Refusal):
    """A title of persons asked of a collective, or the reverse."""

    code = "wrong_subject"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say, with everything that led there. `on` is the day whose rules were applied."""

    award: Award
    facts: Facts
    period: Year
    on: date
    outcome: Outcome
    finding: Finding
    rules: RuleSet
    ruling: str
    """Which rules were applied, and why these."""
    warnings: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return self.outcome is Outcome.MET

    @property
    def steps(self) -> int:
        """How many single things are lacking; 0 where it is not such things that are lacking, or nothing is."""
        return self.finding.steps if self.outcome is Outcome.NOT_MET else 0

    @property
    def doubts(self) -> tuple[str, ...]:
        """What has to be compared with the documents before this can be relied on."""
        found = (doubt for one in deciding(self.finding, self) for doubt in doubts_of(one, self))
        return tuple(dict.fromkeys(found))

    @property
    def to_check(self) -> bool:
        return bool(self.doubts)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing, a sentence each; of alternatives the nearest."""
        return tuple(dict.fromkeys(_lacks(self.finding)))

    @property
    def asks(self) -> tuple[str, ...]:
        """What a person still has to look at."""
        return tuple(dict.fromkeys(_asks(self.finding)))


def judge(award: str, facts: Facts, *, on: date, period: Year, rules: RuleSet, decided: date | None = None) -> Verdict:
    """Judge by the rules of the day `on` which the dossier was received. `decided` is the day of deciding, if later:
    rules that came in between are applied where the law says that the more favourable counts. Raises Unknown,
    WrongSubject.
    """
    subject = _subject_of(facts)
    entry = rules.award(award)
    if not _is_for(entry, facts):
        whose = _SUBJECTS[subject, facts.learner]
        raise WrongSubject(f"{entry.name} không dành cho {whose}. Chọn danh hiệu, hình thức khác.")
    stand = max(decided or on, on)
    verdict = _by_rules_of(on, entry, facts, stand, period, rules)
    for transition in _between(rules, award, on, stand):
        verdict = _through(transition, verdict, stand)
    return verdict


def judge_all(
    facts: Facts, *, on: date, period: Year, rules: RuleSet, decided: date | None = None
) -> dict[str, Verdict]:
    """Every award of schools and offices that such a subject can have and that had a standard on the day, by key."""
    subject = _subject_of(facts)
    return {
        award.key: judge(award.key, facts, on=on, period=period, rules=rules, decided=decided)
        for award in rules.awards()
        if _is_for(award, facts) and not award.residential and standard_of(award.key, subject, on, rules)
    }


def _subject_of(facts: Facts) -> Subject:
    return Subject.PERSON if isinstance(facts, PersonFacts) else Subject.COLLECTIVE


def _is_for(award: Award, facts: Facts) -> bool:
    return _subject_of(facts) in award.subjects and award.learners == facts.learner


_SUBJECTS = {
    (Subject.PERSON, False): "cán bộ, giáo viên, nhân viên",
    (Subject.COLLECTIVE, False): "tập thể",
    (Subject.PERSON, True): "học sinh",
    (Subject.COLLECTIVE, True): "lớp học sinh",
}


def _by_rules_of(on: date, award: Award, facts: Facts, stand: date, period: Year, rules: RuleSet) -> Verdict:
    view = View(facts, award, on=on, stand=stand, period=period, rules=rules)
    finding = condition_of(award.key, view.subject, on, rules).judge(view, period)
    ruling = f"Xét theo quy định có hiệu lực ngày nhận hồ sơ {day_words(on)}."
    return Verdict(award, facts, period, on, finding.outcome, finding, rules, ruling, _warnings(view, finding))


def _between(rules: RuleSet, award: str, on: date, stand: date) -> list[Transition]:
    if on == stand:
        return []
    found = (one for one in rules.all(Transition, stand) if on < one.begins <= stand)
    return sorted((one for one in found if not one.awards or award in one.awards), key=lambda one: one.begins)


def _through(transition: Transition, verdict: Verdict, stand: date) -> Verdict:
    """What becomes of a verdict when newer rules came between receiving and deciding."""
    rules = verdict.rules
    source, newer = rules.cite(transition.sources), rules.document(transition.document)
    received = f"{verdict.ruling} Hồ sơ nhận trước {day_words(transition.begins)}"
    if not transition.favourable:
        return replace(verdict, ruling=f"{received} nên không áp dụng {newer.short} ({source}).")
    other = _by_newer(transition, verdict, stand)
    if other and other.outcome > verdict.outcome:
        begins = day_words(transition.begins)
        ruling = f"Xét theo quy định mới từ {begins} vì có lợi hơn cho người được đề nghị ({source})."
        return replace(other, ruling=ruling)
    ruling = f"{received} tiếp tục xét theo quy định cũ, trừ khi quy định mới có lợi hơn ({source})."
    doubts = () if newer.verified else (newer.note,)
    return replace(verdict, ruling=ruling, warnings=verdict.warnings + doubts)


def _by_newer(transition: Transition, verdict: Verdict, stand: date) -> Verdict | None:
    """The verdict by a standard that the newer document has changed; None where it has not, as far as is known."""
    rules, subject = verdict.rules, _subject_of(verdict.facts)
    standard = rules.find(Standard, stand, verdict.award.key, subject.value)
    if standard is None or transition.document not in {source.document for source in standard.sources}:
        return None
    return _by_rules_of(stand, verdict.award, verdict.facts, stand, verdict.period, rules)


def standard_of(award: str, subject: Subject, on: date, rules: RuleSet) -> Condition | None:
    """The standard in force on the day, with what layers ask for beyond it; None where there is none."""
    question, known = ("standard", award, subject, on), rules.remembered
    if question not in known:
        known[question] = _joined(rules, rules.find(Standard, on, award, subject.value), on)
    found: Condition | None = known[question]
    return found


def _joined(rules: RuleSet, base: Standard | None, on: date) -> Condition | None:
    if base is None:
        return None
    held = rules.versions(Standard, base.award, base.subject.value)
    tighter = [
        one for one in held if one.mode is Mode.TIGHTEN and one.holds_on(on) and one.layer.rank > base.layer.rank
    ]
    return All(of=(base.when, *(one.when for one in reversed(tighter)))) if tighter else base.when


def condition_of(award: str, subject: Subject, on: date, rules: RuleSet) -> Condition:
    """The standard with everything that stands before it."""
    question, known = ("condition", award, subject, on), rules.remembered
    if question not in known:
        missing = Unread(text=f"chưa có tiêu chuẩn có hiệu lực ngày {day_words(on)}", key=f"{award}.unread")
        standard = standard_of(award, subject, on, rules) or missing
        bars = tuple(
            bar.when for bar in rules.all_standing(Bar, on) if bar.subject is subject and _stands_before(bar, award)
        )
        known[question] = All(of=(*bars, standard)) if bars else standard
    found: Condition = known[question]
    return found


def _stands_before(bar: Bar, award: str) -> bool:
    return award in bar.awards or ALL_AWARDS in bar.awards


def _warnings(view: View, finding: Finding) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*_of_parts(finding), *_already(view), *_unregistered(view)]))


def _of_parts(finding: Finding) -> Iterator[str]:
    yield from finding.warnings
    for part in finding.parts:
        yield from _of_parts(part)


def _already(view: View) -> Iterator[str]:
    record = view.facts.award_by_year.get((view.award.key, view.period))
    if record and not record.proposed:
        yield f"đã được tặng {view.award.short}: {record.words}"


def _unregistered(view: View) -> Iterator[str]:
    """Registration is no ground for a title, so its absence only warns."""
    rule = view.principle("registration")
    if rule and view.facts.registered is not None and (view.award.key, view.period) not in view.facts.registered:
        yield f"chưa đăng ký {view.award.short} {view.period.label}; {rule.text} ({view.rules.cite(rule.sources)})"


def doubts_of(finding: Finding, verdict: Verdict) -> tuple[str, ...]:
    """Why the rule behind one finding still has to be compared with its document."""
    basis = finding.condition.basis
    if basis is None:
        return ()
    own = () if basis.verified else (basis.note or "Chưa đọc được nguyên văn.",)
    return own + verdict.rules.unsettled(basis.sources, verdict.on)


def deciding(finding: Finding, verdict: Verdict) -> list[Finding]:
    """The findings on which the outcome rests; of alternatives that are met, those with the fewest doubts."""
    if not finding.parts:
        return [] if finding.idle else [finding]
    branches = [deciding(part, verdict) for part in finding.parts]
    condition = finding.condition
    if isinstance(condition, AtLeast) and finding.outcome is not Outcome.NOT_MET:
        good = [branch for branch, part in zip(branches, finding.parts, strict=True) if part.outcome >= finding.outcome]
        good.sort(key=lambda branch: sum(len(doubts_of(one, verdict)) for one in branch))
        branches = good[: condition.number]
    return [one for branch in branches for one in branch]


def _lacks(finding: Finding) -> Iterator[str]:
    if finding.outcome is not Outcome.NOT_MET:
        return
    if finding.lack:
        yield finding.lack
    failed = [part for part in finding.parts if part.outcome is Outcome.NOT_MET]
    if isinstance(finding.condition, AtLeast) and failed:
        nearest = min((part.steps for part in failed if part.steps), default=0)
        choices = ["; ".join(_lacks(part)) for part in failed if part.steps == nearest]
        yield " – hoặc ".join(choice for choice in choices if choice)
        return
    for part in failed:
        yield from _lacks(part)


def _asks(finding: Finding) -> Iterator[str]:
    if finding.outcome is Outcome.MET:
        return
    if finding.ask:
        yield finding.ask
    for part in finding.parts:
        yield from _asks(part)
