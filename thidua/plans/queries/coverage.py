"""What the comparison of a plan with the one above needs from the database, and what it found."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from thidua.plans.coverage import Answer, Kind, SaidLine, SaidPlan, compare
from thidua.plans.models import Coverage, Duty, Line, Pair, Phase, Plan, Target, Task
from thidua.plans.queries.cascade import CARRIED, answers_of, is_asked
from thidua.plans.queries.lines import lines_of

WORDS: dict[type[Line], Kind] = {Target: Kind.TARGET, Duty: Kind.DUTY, Task: Kind.TASK, Phase: Kind.PHASE}


def said_line(line: Line) -> SaidLine:
    """A line as the comparison sees it. Wants `parent_line` fetched."""
    return SaidLine(
        key=str(line.line_key),
        kind=WORDS[type(line)],
        text=str(line),
        answers=str(line.parent_line.line_key) if line.parent_line else "",
        comparator=getattr(line, "comparator", ""),
        value=_exact(getattr(line, "value", None)),
        unit=getattr(line, "unit_of_count", ""),
        mandatory=getattr(line, "mandatory", True),
        start=getattr(line, "start", None),
        due=line.end if isinstance(line, Phase) else getattr(line, "due", None),
        recurrence=getattr(line, "recurrence", ""),
        is_plan=isinstance(line, Duty) and line.kind == Duty.Kind.PLAN,
        departure=line.departure,
    )


def _exact(value: Any) -> Decimal | None:
    """A figure that was just set may still be a whole number."""
    return None if value is None else Decimal(value)


def said_by_parent(parent: Plan) -> SaidPlan:
    """What a plan asks of the units it is addressed to."""
    lines = tuple(said_line(line) for kind in CARRIED for line in lines_of(parent, kind) if is_asked(line))
    return SaidPlan(lines, parent.start, parent.end)


def said_by_child(child: Plan, today: date) -> SaidPlan:
    """Everything a plan sets; figures that issuing asked for of itself are no lines of its own."""
    rows = [line for kind in CARRIED for line in kind._default_manager.filter(plan=child).select_related("parent_line")]
    standing = (line for line in rows if not line.removed and not (isinstance(line, Duty) and line.frequency))
    said = tuple(said_line(line) for line in standing)
    dropped = tuple(
        (str(line.parent_line.line_key), line.departure) for line in rows if line.removed and line.parent_line
    )
    signed = today if child.is_draft else child.document.date
    return SaidPlan(said, child.start, child.end, signed, dropped)


def pairs_of(parent: Plan, child: Plan) -> dict[str, str]:
    """A person's word, as the comparison takes it."""
    rows = Pair.objects.filter(parent=parent, child=child).values_list("parent_key", "child_key")
    return {str(above): str(below or "") for above, below in rows}


def answer_to(parent: Plan, child: Plan, today: date, said: SaidPlan | None = None) -> Answer:
    """How the child answers the parent now. `said` is the parent's side where it is at hand already."""
    below = said_by_child(child, today)
    reasons = kept_reasons(parent, child) | dict(below.dropped)
    return compare(
        said or said_by_parent(parent), replace(below, dropped=tuple(reasons.items())), pairs_of(parent, child)
    )


def kept_reasons(parent: Plan, child: Plan) -> dict[str, str]:
    """Why lines were dropped, as the comparison at the issue kept it: the lines themselves are gone since."""
    stored = Coverage.objects.filter(parent=parent, child=child).values_list("verdicts", flat=True).first() or {}
    return {key: found["reason"] for key, found in stored.items() if found["reason"] and not found["child"]}


def lines_by_key(plan: Plan) -> dict[str, Line]:
    """The compared lines of a plan by their keys, each with its block."""
    return {str(line.line_key): line for kind in CARRIED for line in lines_of(plan, kind)}


def coverages_of(parent: Plan) -> QuerySet[Coverage]:
    """What was found for the issued plans that answer a plan."""
    return Coverage.objects.filter(parent=parent, child__in=answers_of(parent))


def coverage_sums(parent: Plan) -> dict[str, int]:
    """How many units' plans were compared, and how many of them keep all, lack a line, ask less, are later."""
    whole = Q(missing=0, weaker=0, later=0)
    return coverages_of(parent).aggregate(
        compared=Count("pk"),
        whole=Count("pk", filter=whole),
        lacking=Count("pk", filter=Q(missing__gt=0)),
        weaker=Count("pk", filter=Q(weaker__gt=0)),
        later=Count("pk", filter=Q(later__gt=0)),
    )
