"""A verdict in plain sentences, and as a tree for screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from thidua.law.conditions import All, AtLeast, Finding
from thidua.law.facts import Outcome
from thidua.law.judging import Verdict, deciding, doubts_of
from thidua.law.wording import day_words, first_upper

TO_CHECK = "cần đối chiếu văn bản"
VERDICTS = {
    Outcome.MET: "đủ điều kiện",
    Outcome.OPEN: "chưa kết luận được, cần người xem xét",
    Outcome.NOT_MET: "chưa đủ điều kiện",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """`sentences` in reading order; `tree` holds plain dicts, lists and strings only."""

    sentences: tuple[str, ...]
    tree: dict[str, Any]

    def __str__(self) -> str:
        return "\n".join(self.sentences)


def explain(verdict: Verdict) -> Explanation:
    lines = [_headline(verdict), *_lines(verdict.finding, verdict), verdict.ruling]
    lines += [f"{_lack_words(lack)}." for lack in verdict.lacks]
    if verdict.outcome is Outcome.OPEN:
        lines += [f"Người xem xét: {ask}." for ask in verdict.asks]
    lines += [f"Lưu ý: {warning.rstrip('.')}." for warning in verdict.warnings]
    lines += [f"{first_upper(TO_CHECK)}: {doubt}" for doubt in verdict.doubts]
    return Explanation(tuple(lines), _tree(verdict))


def _lack_words(lack: str) -> str:
    return first_upper(lack) if lack.startswith("còn thiếu") else f"Còn thiếu: {lack}"


def _headline(verdict: Verdict) -> str:
    who = verdict.facts.name or verdict.facts.key
    mark = f" ({TO_CHECK})" if verdict.to_check else ""
    return (
        f"{who + ': ' if who else ''}{verdict.award.name}, {verdict.period.label}: {VERDICTS[verdict.outcome]}{mark}."
    )


def _lines(finding: Finding, verdict: Verdict, depth: int = 0) -> list[str]:
    """A line a condition, indented; a bare join of conditions has none of its own."""
    own = [] if _is_bare(finding) else [_line(finding, verdict, depth)]
    inner = depth + len(own)
    return own + [line for part in finding.parts for line in _lines(part, verdict, inner)]


def _is_bare(finding: Finding) -> bool:
    return isinstance(finding.condition, All) and not finding.condition.text


def _line(finding: Finding, verdict: Verdict, depth: int) -> str:
    words = finding.condition.words(verdict.rules, verdict.on)
    facts = f": {'; '.join(fact.words for fact in finding.used)}" if finding.used else ""
    basis = _basis(finding, verdict)
    outcome = "không áp dụng" if finding.idle else finding.outcome.words
    return f"{'  ' * depth}- [{outcome}] {words}{facts}{f' ({basis})' if basis else ''}"


def _basis(finding: Finding, verdict: Verdict) -> str:
    basis = finding.condition.basis
    if basis is None or isinstance(finding.condition, All | AtLeast):
        return ""
    mark = f"; {TO_CHECK}" if not finding.idle and doubts_of(finding, verdict) else ""
    return verdict.rules.cite(basis.sources) + mark


def _tree(verdict: Verdict) -> dict[str, Any]:
    return {
        "award": verdict.award.key,
        "award_name": verdict.award.name,
        "subject": verdict.facts.key,
        "name": verdict.facts.name,
        "period": verdict.period.short,
        "rules_of": verdict.on.isoformat(),
        "rules_of_words": day_words(verdict.on),
        "outcome": _key(verdict.outcome),
        "outcome_words": VERDICTS[verdict.outcome],
        "to_check": list(verdict.doubts),
        "ruling": verdict.ruling,
        "lacks": list(verdict.lacks),
        "asks": list(verdict.asks),
        "warnings": list(verdict.warnings),
        "layers": [layer.name for layer in verdict.rules.layers],
        "finding": _branch(verdict.finding, verdict),
    }


def _branch(finding: Finding, verdict: Verdict) -> dict[str, Any]:
    condition = finding.condition
    return {
        "condition": condition.words(verdict.rules, verdict.on),
        "key": condition.key,
        "outcome": _key(finding.outcome),
        "outcome_words": finding.outcome.words,
        "idle": finding.idle,
        "facts": [fact.words for fact in finding.used],
        "lack": finding.lack,
        "ask": finding.ask,
        "source": verdict.rules.cite(condition.basis.sources) if condition.basis else "",
        "to_check": list(doubts_of(finding, verdict)),
        "parts": [_branch(part, verdict) for part in finding.parts],
    }


def _key(outcome: Outcome) -> str:
    return outcome.name.lower()


def sources_of(verdict: Verdict) -> tuple[str, ...]:
    """The places in documents on which the outcome rests, each once."""
    bases = (one.condition.basis for one in deciding(verdict.finding, verdict))
    return tuple(dict.fromkeys(verdict.rules.cite(basis.sources) for basis in bases if basis))
