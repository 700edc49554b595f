"""Many papers excused at once, as a consequence of something else: a new version, a unit that ended."""

from collections.abc import Callable, Iterable

from thidua.audit.operations import entry_of, record_all
from thidua.people.models import Person
from thidua.plans.models import Obligation, Plan
from thidua.plans.signals import obligations_opened

MANY = 5000
"""Rows that one statement names."""


def excuse_many(papers: Iterable[Obligation], reason_for: Callable[[Obligation], str], *, by: Person | None) -> None:
    """Excuse papers that are owing; wants `unit` fetched. `by` is None for what the system does by itself.

    In few statements and without `obligation_moved` for each: the caller sends `tell_sums`.
    """
    rows = [paper for paper in papers if paper.is_owing]
    by_reason: dict[str, list[int]] = {}
    for paper in rows:
        paper.status, paper.reason = Obligation.Status.EXCUSED, reason_for(paper)
        by_reason.setdefault(paper.reason, []).append(paper.pk)
    for reason, ids in by_reason.items():
        for start in range(0, len(ids), MANY):
            some = Obligation.objects.filter(pk__in=ids[start : start + MANY])
            some.update(status=Obligation.Status.EXCUSED, reason=reason)
    action = "plans.excuse_obligation"
    record_all(
        entry_of(action, paper, by=by, sentence=f"Miễn nộp: {paper.reason}", path=paper.unit.path) for paper in rows
    )


def tell_sums(papers: Iterable[Obligation]) -> None:
    """The plans and periods of these papers are to be counted anew, in the order of all who lock several.
    Wants `duty__plan` fetched.
    """
    periods: dict[Plan, set[str]] = {}
    for paper in papers:
        periods.setdefault(paper.duty.plan, set()).add(paper.period)
    for plan in sorted(periods, key=lambda plan: plan.pk):
        obligations_opened.send(Plan, plan=plan, periods=periods[plan])
