"""The cells of a paper follow its moves, and the sums follow the cells."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from thidua.people.models import Person
from thidua.plans.models import Obligation, Plan
from thidua.progress.models import Measurement
from thidua.progress.operations.figures import refuse_incomplete
from thidua.progress.operations.sums import Change, carry_up
from thidua.progress.shares import share_of

Status = Measurement.Status
NEXT = {
    "submit": Status.SUBMITTED,
    "confirm": Status.SUBMITTED,
    "accept": Status.ACCEPTED,
    "return": Status.RETURNED,
    "withdraw": Status.DRAFTING,
    "excuse": Status.DRAFTING,
}
"""The state that a move of the paper brings its cells to."""
COMPLETE_AT = frozenset({"propose", "submit", "confirm"})


@transaction.atomic
def follow_obligation(obligation: Obligation, step: str, *, by: Person) -> None:
    """Bring the cells in line with a move that the paper has just made. Flags of a return must have been raised before.

    Raises ValidationError `incomplete` for a hand-in with figures missing, wrong or unexplained.
    """
    if not obligation.period:
        return
    if step in COMPLETE_AT:
        refuse_incomplete(obligation)
    if step in NEXT:
        _set_state(obligation, _concerned(obligation, step), NEXT[step])


@transaction.atomic
def free_excused(plan: Plan, periods: Iterable[str]) -> int:
    """Of papers that were excused in bulk, what still counted as handed in is a draft again. Count the sums afterwards.

    A paper of which some figures were returned keeps the others; excused, it hands in nothing. Returns how many.
    """
    cells = Measurement.objects.filter(obligation__duty__plan=plan, period__in=[key for key in periods if key])
    excused = cells.filter(obligation__status=Obligation.Status.EXCUSED, status=Status.SUBMITTED)
    return excused.update(status=Status.DRAFTING)


def _concerned(obligation: Obligation, step: str) -> QuerySet[Measurement]:
    """What is flagged is returned alone; and as long as it is not handed in again, the rest stays closed."""
    cells = obligation.measurements.all()
    if step in ("submit", "confirm"):
        return cells.filter(status__in=Measurement.WRITABLE)
    cells = cells.filter(status=Status.SUBMITTED)
    flags = obligation.flags.filter(settled_at=None)
    if step == "return" and flags.exists():
        return cells.filter(target__in=flags.exclude(target=None).values("target"))
    if step == "withdraw" and flags.exists():
        return cells.none()
    return cells


def _set_state(obligation: Obligation, concerned: QuerySet[Measurement], status: str) -> None:
    cells = list(concerned)
    before = {cell.pk: share_of(cell) for cell in cells}
    Measurement.objects.filter(pk__in=before).update(status=status)
    place = Obligation.objects.values_list("place", flat=True).get(pk=obligation.pk)
    changes = []
    for cell in cells:
        cell.status = status
        changes.append(Change(cell.target_id, cell.period, place, before[cell.pk], share_of(cell)))
    carry_up(changes)
