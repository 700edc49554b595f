"""The sums counted anew from every cell and paper, for all plans or some."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet

from thidua.audit.operations import record
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.people.models import Person
from thidua.plans.models import Plan
from thidua.progress.operations.sums import expect
from thidua.progress.queries.sums import kept, recounted
from thidua.progress.shares import apart

REBUILD = "progress.rebuild_sums"


def plans_with_sums() -> QuerySet[Plan]:
    """Plans that ever asked for figures."""
    return Plan.objects.exclude(status__in=[Plan.Status.DRAFT, Plan.Status.WITHDRAWN]).order_by("pk")


def rebuild(plans: QuerySet[Plan] | None = None, *, run: Run | None = None) -> int:
    """Count the sums anew. Returns how many were wrong. Each plan is one transaction: killed half-way, the sums of a
    plan are either all old or all new, and it can be begun again.
    """
    chosen = plans_with_sums() if plans is None else plans
    rows = list(chosen)
    return sum(expect(plan) for plan in (counted(run, rows, len(rows)) if run else rows))


def wrong_sums(plans: QuerySet[Plan] | None = None) -> Iterator[tuple[Plan, int]]:
    """Plans whose sums differ from a recount, and how many of them do. Nothing is changed."""
    for plan in plans_with_sums() if plans is None else plans:
        if wrong := apart(recounted(plan), kept(plan)):
            yield plan, len(wrong)


@transaction.atomic
def start_rebuild(plan: Plan, *, by: Person) -> Run:
    """Count the sums of one plan anew in the background; pressed again meanwhile it is the same run."""
    require(by, "progress.rebuild_sums", plan)
    Plan.objects.select_for_update().get(pk=plan.pk)
    under_way = Run.objects.filter(kind=REBUILD, parameters__plan=plan.pk)
    if running := under_way.filter(status__in=[Run.Status.QUEUED, Run.Status.RUNNING]).first():
        return running
    record("progress.rebuild_sums", plan, by=by, sentence="Tính lại số cộng")
    return start_run(REBUILD, f"Tính lại số cộng: {plan}"[:200], by=by, plan=plan.pk)


@run_kind(REBUILD)
def rebuild_in_background(run: Run) -> Outcome:
    wrong = rebuild(plans_with_sums().filter(pk=run.parameters["plan"]), run=run)
    if wrong:
        return Outcome(f"Đã tính lại; {wrong} số cộng được sửa cho đúng.")
    return Outcome("Đã tính lại; mọi số cộng đều đúng.")
