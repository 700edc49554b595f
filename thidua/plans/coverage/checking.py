"""The comparison itself: pairs by a person's word, by derivation, by equality, by meaning; then a verdict on each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from thidua.plans.coverage.meaning import features, resemblance, says, weights
from thidua.plans.coverage.pairing import best_pairs
from thidua.plans.coverage.said import Answer, Finding, Kind, SaidLine, SaidPlan, Verdict
from thidua.plans.coverage.strictness import days_later, judge, misfit

ALIKE = 0.4
"""Lines less alike than this are not joined by meaning."""
SURE = 0.6
"""Lines at least so alike are joined without asking anybody to look again."""


def compare(parent: SaidPlan, child: SaidPlan, said_pairs: Mapping[str, str] | None = None) -> Answer:
    """How `child` answers `parent`. `said_pairs` is a person's word: by the key of a line above, the key of the line
    that answers it, or empty for none.
    """
    said = said_pairs or {}
    joined = _joined(parent, child, said)
    answering = {line.key for line, _ in joined.values()} | _further(parent, child)
    dropped = dict(child.dropped)
    findings = tuple(_finding(line, joined.get(line.key), child, said, dropped) for line in parent.lines)
    added = tuple(
        Finding(Verdict.ADDED, child=line, departure=line.departure)
        for line in child.lines
        if line.key not in answering
    )
    return Answer(findings, added, tuple(_unfit(parent, child, joined)))


Joined = dict[str, tuple[SaidLine, float]]
"""By the key of a line above: the line that answers it, and how alike they are."""


def _joined(parent: SaidPlan, child: SaidPlan, said: Mapping[str, str]) -> Joined:
    joined = _by_word(child, said)
    taken = {line.key for line, _ in joined.values()}
    for way in (_by_descent, _by_equality, _by_meaning):
        left = [line for line in parent.lines if line.key not in joined and line.key not in said]
        free = [line for line in child.lines if line.key not in taken]
        found = way(left, free)
        joined |= found
        taken |= {line.key for line, _ in found.values()}
    return joined


def _by_word(child: SaidPlan, said: Mapping[str, str]) -> Joined:
    lines = {line.key: line for line in child.lines}
    return {above: (lines[key], 1.0) for above, key in said.items() if key in lines}


def _by_descent(parents: Iterable[SaidLine], children: Iterable[SaidLine]) -> Joined:
    derived: dict[str, SaidLine] = {}
    for line in children:
        if line.answers:
            derived.setdefault(line.answers, line)
    return {line.key: (derived[line.key], 1.0) for line in parents if line.key in derived}


def _further(parent: SaidPlan, child: SaidPlan) -> set[str]:
    """Lines that together answer one line above: they are no additions, though only the first is compared."""
    above = {line.key for line in parent.lines}
    return {line.key for line in child.lines if line.answers in above}


def _by_equality(parents: Iterable[SaidLine], children: Iterable[SaidLine]) -> Joined:
    same: dict[object, list[SaidLine]] = defaultdict(list)
    for line in children:
        same[says(line)].append(line)
    return {line.key: (same[says(line)].pop(0), 1.0) for line in parents if same[says(line)]}


def _by_meaning(parents: Iterable[SaidLine], children: Iterable[SaidLine]) -> Joined:
    """The best choice altogether; lines that derive from another line above are not asked."""
    lefts, rights = list(parents), [line for line in children if not line.answers]
    known = weights(line.text for line in (*lefts, *rights))
    about: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(rights):
        for feature in features(line.text):
            about[feature].append(place)
    gains: dict[tuple[int, int], float] = {}
    for left, line in enumerate(lefts):
        for right in {place for feature in features(line.text) for place in about[feature]}:
            alike = resemblance(line, rights[right], known)
            if alike >= ALIKE:
                gains[left, right] = alike - ALIKE + 0.001
    pairs = best_pairs(gains)
    return {lefts[one].key: (rights[two], gains[one, two] + ALIKE - 0.001) for one, two in pairs.items()}


def _finding(
    line: SaidLine,
    found: tuple[SaidLine, float] | None,
    child: SaidPlan,
    said: Mapping[str, str],
    dropped: Mapping[str, str],
) -> Finding:
    by_person = line.key in said
    if found is None:
        if line.is_plan and not by_person:
            late = days_later(line.due, child.signed)
            why = f"bản kế hoạch này muộn {late} ngày" if late else "chính là bản kế hoạch này"
            return Finding(Verdict.KEPT, line, likeness=1.0, late=late, why=why)
        return Finding(Verdict.MISSING, line, departure=dropped.get(line.key, ""), by_person=by_person)
    answer, alike = found
    judged = judge(line, answer)
    if line.kind is Kind.PHASE and (why := misfit(line, answer)):
        judged = replace(judged, verdict=Verdict.WEAKER, why=why)
    return Finding(
        judged.verdict,
        line,
        answer,
        round(alike, 3),
        late=judged.late,
        why=judged.why,
        departure=answer.departure,
        by_person=by_person,
    )


def _unfit(parent: SaidPlan, child: SaidPlan, joined: Joined) -> Iterable[str]:
    """Times of the child that lie outside the time of the plan above."""
    if parent.end and child.start and child.start > parent.end:
        yield f"Kế hoạch bắt đầu {child.start:%d/%m/%Y}, sau khi kế hoạch cấp trên kết thúc {parent.end:%d/%m/%Y}."
    if parent.start and child.end and child.end < parent.start:
        yield f"Kế hoạch kết thúc {child.end:%d/%m/%Y}, trước khi kế hoạch cấp trên bắt đầu {parent.start:%d/%m/%Y}."
    answering = {line.key for line, _ in joined.values()}
    whole = SaidLine("", Kind.PHASE, "", start=parent.start, due=parent.end)
    for line in child.lines:
        if line.kind is Kind.PHASE and line.key not in answering and (why := misfit(whole, line)):
            yield f"“{line.text}” nằm ngoài thời gian của kế hoạch cấp trên: {why}."
