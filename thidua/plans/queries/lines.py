"""The lines of a plan as the desk and the plan's pages show them."""

from django.db.models import QuerySet

from thidua.documents.models import Block
from thidua.plans.models import Basis, Duty, ForUnits, Line, Phase, Plan, Section, Target, Task

KINDS: dict[str, type[Line]] = {
    "chi-tieu": Target,
    "moc": Duty,
    "nhiem-vu": Task,
    "giai-doan": Phase,
    "can-cu": Basis,
    "muc": Section,
}
"""The kinds of lines by the word that stands for them in addresses, in the order of the desk."""


def lines_of(plan: Plan, kind: type[Line]) -> QuerySet:
    """The plan's lines of one kind that were not taken out, in order, with the block of each."""
    rows: QuerySet = kind._default_manager.filter(plan=plan, removed=False).select_related("block")
    if kind is Task:
        rows = rows.select_related("person")
    return rows.prefetch_related("units") if issubclass(kind, ForUnits) else rows


def lines_at(plan: Plan, block: Block) -> list[Line]:
    """The plan's lines that were read from one block, of every kind."""
    return [line for kind in KINDS.values() for line in lines_of(plan, kind).filter(block=block)]


def doubts_of(plan: Plan) -> int:
    """How many lines ask to be looked at again."""
    rows = (kind._default_manager.filter(plan=plan, removed=False, certainty="check") for kind in KINDS.values())
    return sum(row.count() for row in rows)
