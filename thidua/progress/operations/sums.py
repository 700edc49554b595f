"""Sums are kept up to date in the transaction of each change below them, and can be counted anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from thidua.plans.models import Obligation, Plan
from thidua.progress.models import RollUp
from thidua.progress.queries.sums import FIELDS, carried, expected, kept, papers_of_figures, recounted
from thidua.progress.shares import NOTHING, Key, Share, apart, summed

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One cell went from what it added to what it adds now. `place` is that of its obligation, as it stands in the
    database once the obligation was moved: a copy read earlier may be of the tree of yesterday.
    """

    target: int
    period: str
    place: str
    before: Share
    after: Share


@transaction.atomic(savepoint=False)
def carry_up(changes: Iterable[Change]) -> None:
    """Carry changes of cells up to every unit that sums them.

    Call it in the transaction that changes the cells, once, with all changes together, after everything else was
    written: it holds the rows of the topmost units until the commit, and others wait for them. `before` and `after`
    are `shares.share_of(cell)` before and after the cell was changed (None for a cell that was not there); what was
    not handed in adds nothing, so writing in drafts needs no call.

        before = {cell.pk: share_of(cell) for cell in cells}
        …                                                    # states or figures change and are saved
        carry_up(Change(cell.target_id, cell.period, place, before[cell.pk], share_of(cell)) for cell in cells)

    The cells must be kept from others meanwhile: by the move of their obligation (its compare-and-set holds the row),
    or by `select_for_update` on it.
    """
    _add(
        summed(
            pair
            for change in changes
            if change.after != change.before
            for pair in carried(change.target, change.place, change.period, change.after - change.before)
        )
    )


@transaction.atomic
def follow_asking(obligation: Obligation, step: str) -> None:
    """A unit that is excused no longer counts among those that must report; one asked again does."""
    if not obligation.period or step not in ("excuse", "demand"):
        return
    asked = expected(obligation.duty.plan, Obligation.objects.filter(pk=obligation.pk))
    sign = -1 if step == "excuse" else 1
    _add(summed((key, Share(units=sign * share.units)) for key, share in asked))


@transaction.atomic
def expect(plan: Plan, periods: Iterable[str] | None = None) -> int:
    """Count anew what is asked and what was reported of a plan, in some periods or in all: after papers were opened or
    hung elsewhere in the tree. Returns how many sums were wrong.

    Whoever changes a cell meanwhile has either told its sums before they are locked here, and is counted, or tells
    them afterwards.
    """
    wanted = None if periods is None else sorted(period for period in periods if period)
    _lock(plan, wanted)
    wrong = apart(recounted(plan, wanted), kept(plan, wanted))
    _add(wrong)
    return len(wrong)


@transaction.atomic
def hold_sums(plans: Iterable[int]) -> None:
    """Lock all sums of these plans, in the order of their keys, for who is to change them in several steps."""
    rows = RollUp.objects.filter(target__plan__in=plans).order_by("target", "unit", "period")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def _lock(plan: Plan, periods: Sequence[str] | None) -> None:
    """Hold the rows of all sums that are there or will be, in their order."""
    opened = summed(expected(plan, papers_of_figures(plan, periods)))
    _add(dict.fromkeys(opened.keys() | kept(plan, periods).keys(), NOTHING))


def _add(differences: Mapping[Key, Share]) -> None:
    """Add to the sums, in the order of their keys: of two writers one waits for the other at the first common row, so
    none can hold what the other wants next. A row that is not there yet is made; of two who make it the second adds.
    """
    quoted = connection.ops.quote_name
    table = quoted(RollUp._meta.db_table)
    columns = [quoted(name) for name in ("target_id", "unit_id", "period", *FIELDS)]
    row = f"({', '.join(['%s'] * len(columns))})"
    grown = ", ".join(f"{name} = ROUND({table}.{name} + excluded.{name}, 4)" for name in columns[3:])
    keys = sorted(differences)
    with connection.cursor() as cursor:
        for some in (keys[start : start + ROWS_AT_ONCE] for start in range(0, len(keys), ROWS_AT_ONCE)):
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * len(some))}"  # noqa: S608
                f" ON CONFLICT ({', '.join(columns[:3])}) DO UPDATE SET {grown}",
                [value for key in some for value in (*key, *differences[key])],
            )
