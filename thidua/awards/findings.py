"""What the rules say of nominations, as plain data to be kept with them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from thidua.awards.models import Nomination
from thidua.awards.queries.facts import collective_facts, person_facts
from thidua.awards.rulebook import rules_for
from thidua.law import Facts, Refusal, RuleSet, Verdict, Year, explain, judge
from thidua.law.conditions import Claim, Finding
from thidua.people.models import Unit

Found = dict[str, Any]


def findings_of(nominations: Sequence[Nomination], *, today: date) -> dict[int, Found | Refusal]:
    """By id of the nomination: the explained verdict by the rules of the day on which it was received (of today, as
    long as it was not), or why the rules cannot be asked. Facts come in a fixed number of queries a year.
    """
    facts, rules = _facts_of(nominations, today), _rules_of(row.unit for row in nominations)
    found: dict[int, Found | Refusal] = {}
    for row in nominations:
        try:
            found[row.pk] = finding_of(row, facts[row.pk], rules[row.unit_id], today=today)
        except Refusal as refusal:
            found[row.pk] = refusal
    return found


def finding_of(nomination: Nomination, facts: Facts, rules: RuleSet, *, today: date) -> Found:
    """Raises law.Refusal for an award that the rules do not know, or that is not for such a subject."""
    judgements = {key: bool(said["met"]) for key, said in nomination.judgements.items()}
    known = replace(facts, claims=facts.claims | set(nomination.claims), judgements={**facts.judgements, **judgements})
    on, period = nomination.received_on or today, nomination.season.law_year
    verdict = judge(nomination.award, known, on=on, period=period, rules=rules, decided=max(on, today))
    told = explain(verdict)
    return {
        **told.tree,
        "sentences": list(told.sentences),
        "judged_on": today.isoformat(),
        "judged_on_words": f"{today:%d/%m/%Y}",
        "answerable": _answerable(verdict),
        "claimable": _claimable(verdict),
    }


def _facts_of(nominations: Sequence[Nomination], today: date) -> dict[int, Facts]:
    found: dict[int, Facts] = {}
    for year in {row.season.year for row in nominations}:
        rows = [row for row in nominations if row.season.year == year]
        found |= _facts_of_year(rows, Year.of(year), today)
    return found


def _facts_of_year(rows: Sequence[Nomination], year: Year, today: date) -> dict[int, Facts]:
    persons = {row.person_id: row.person for row in rows if row.person}
    units = {row.collective_id: row.collective for row in rows if row.collective}
    asked: dict[str, Any] = {"year": year, "on": today, "rules": rules_for(rows[0].season.unit)}
    of_persons = person_facts(list(persons.values()), **asked) if persons else {}
    of_units = collective_facts(list(units.values()), **asked) if units else {}
    return {row.pk: of_persons[row.person.pk] if row.person else of_units[row.subject.pk] for row in rows}


def _rules_of(units: Iterable[Unit]) -> dict[int, RuleSet]:
    return {unit.pk: rules_for(unit) for unit in {unit.pk: unit for unit in units}.values()}


def leaves(finding: Finding) -> Iterator[Finding]:
    if not finding.parts:
        yield finding
    for part in finding.parts:
        yield from leaves(part)


def _answerable(verdict: Verdict) -> list[dict[str, str]]:
    """What a person is asked to look at, or has looked at, each once."""
    judged = verdict.facts.judgements
    rows = {
        one.condition.key: {
            "key": one.condition.key,
            "words": one.condition.words(verdict.rules, verdict.on),
            "ask": one.ask,
        }
        for one in leaves(verdict.finding)
        if one.condition.key and not one.idle and (one.ask or one.condition.key in judged)
    }
    return list(rows.values())


def _claimable(verdict: Verdict) -> list[dict[str, str]]:
    """Grounds that may be put forward with evidence."""
    rows = {
        one.condition.key: {"key": one.condition.key, "words": one.condition.words(verdict.rules, verdict.on)}
        for one in leaves(verdict.finding)
        if isinstance(one.condition, Claim) and one.condition.key
    }
    return list(rows.values())


def refusal_of(refusal: Refusal) -> ValidationError:
    return ValidationError(refusal.message, code=refusal.code)
