"""Comparing plans with the plan above: stored for boards, in the background for all units, mended by a person."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.kernel.calendar import today as present_day
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.people.models import Person
from thidua.plans.coverage import Answer, Finding, SaidPlan, Verdict
from thidua.plans.models import Coverage, Pair, Plan
from thidua.plans.queries import answer_to, answers_of, said_by_child, said_by_parent

CHECK = "plans.check_coverages"


@transaction.atomic
def check_coverage(child: Plan, *, today: date, said: SaidPlan | None = None) -> Coverage:
    """Compare a plan with its parent anew and keep what was found. `said` is the parent's side where it is at hand."""
    if child.parent is None:
        raise ValidationError("Kế hoạch này không nối với kế hoạch cấp trên nào.", code="no_parent")
    answer = answer_to(child.parent, child, today, said)
    facts = _facts(answer) | {"checked_at": timezone.now()}
    row, _ = Coverage.objects.update_or_create(parent=child.parent, child=child, defaults=facts)
    return row


def _facts(answer: Answer) -> dict[str, Any]:
    counts = {word: answer.count(Verdict(word)) for word in ("kept", "sharper", "weaker", "missing")}
    verdicts = {finding.parent.key: _written(finding) for finding in answer.findings if finding.parent}
    added = [finding.child.key for finding in answer.added if finding.child]
    return {"verdicts": verdicts, "added": added, "later": answer.later, **counts}


def _written(finding: Finding) -> dict[str, Any]:
    return {
        "verdict": str(finding.verdict),
        "child": finding.child.key if finding.child else "",
        "likeness": finding.likeness,
        "late": finding.late,
        "why": finding.why,
        "reason": finding.departure,
    }


@transaction.atomic
def check_coverages(parent: Plan, *, by: Person) -> Run:
    """Compare the plans of all units with this one, in the background."""
    require(by, "plans.check_coverages", parent)
    return start_run(CHECK, f"Đối chiếu kế hoạch của các đơn vị với {parent.document}", by=by, plan=parent.pk)


@run_kind(CHECK)
def check_all(run: Run) -> Outcome:
    """Each comparison replaces the one before: a second run finds the same rows."""
    parent = Plan.objects.select_related("document").get(pk=run.parameters["plan"])
    said, today = said_by_parent(parent), present_day()
    children = answers_of(parent).select_related("document", "unit").order_by("pk")
    total = children.count()
    for child in counted(run, children.iterator(chunk_size=100), total):
        child.parent = parent
        check_coverage(child, today=today, said=said)
    return Outcome(f"Đã đối chiếu {total} kế hoạch.", reverse("plans:coverages", args=[parent.pk]))


@transaction.atomic
def pair_lines(child: Plan, parent_key: UUID, child_key: UUID | None, *, by: Person, today: date) -> None:
    """Say which line of the plan answers a line above; None says that none does.

    Raises ValidationError `no_parent`, `unknown_line`.
    """
    parent = _parent_of(child, by)
    above = {line.key: line for line in said_by_parent(parent).lines}
    below = {line.key: line for line in said_by_child(child, today).lines}
    if str(parent_key) not in above or (child_key and str(child_key) not in below):
        raise ValidationError("Dòng này không còn trong kế hoạch. Tải lại trang rồi chọn lại.", code="unknown_line")
    if child_key:
        Pair.objects.filter(parent=parent, child=child, child_key=child_key).delete()
    facts = {"child_key": child_key, "by": by}
    Pair.objects.update_or_create(parent=parent, child=child, parent_key=parent_key, defaults=facts)
    answer = f"“{below[str(child_key)].text}”" if child_key else "không có dòng nào"
    record("plans.pair_lines", child, by=by, sentence=f"Ghép “{above[str(parent_key)].text}” với {answer}")
    _renew(child, today)


@transaction.atomic
def forget_pair(child: Plan, parent_key: UUID, *, by: Person, today: date) -> None:
    """Leave it to the comparison again. Raises ValidationError `no_parent`."""
    parent = _parent_of(child, by)
    gone, _ = Pair.objects.filter(parent=parent, child=child, parent_key=parent_key).delete()
    if gone:
        record("plans.forget_pair", child, by=by, sentence="Bỏ ghép dòng bằng tay, để hệ thống tự ghép")
        _renew(child, today)


def _parent_of(child: Plan, by: Person) -> Plan:
    require(by, "plans.pair_lines", child)
    if child.parent is None:
        raise ValidationError("Kế hoạch này không nối với kế hoạch cấp trên nào.", code="no_parent")
    return child.parent


def _renew(child: Plan, today: date) -> None:
    """What boards show of an issued plan follows the word of a person; drafts are never kept."""
    if not child.is_draft:
        check_coverage(child, today=today)
