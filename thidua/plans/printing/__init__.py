"""A plan as the description that `thidua.writing` prints: as it stands in the database, not as its file once was."""

from dataclasses import replace

from thidua.documents.letterheads import described
from thidua.people.models import Unit
from thidua.plans.models import Plan
from thidua.plans.printing.composing import composed
from thidua.plans.printing.mending import mended
from thidua.plans.printing.saying import EveryLine, every_line
from thidua.writing.document import Document

MOST_NAMED = 3
"""So many addressees are named among the recipients; more are summed up."""


def described_plan(plan: Plan, every: EveryLine | None = None) -> Document:
    """The whole plan, of `every_line` of it. Its words are those of the document that was read, with what was changed
    at the desk; where there is none they are put together from its lines. A draft says that it is one.
    """
    every = every or every_line(plan)
    said = mended(plan, every) or composed(plan, every)
    facts = said.facts
    official = plan.document
    if not official.recipients:
        facts = {**facts, "recipients": _recipients(plan), "kept": "VT"}
    document = described(official, **facts)
    if said.issuer and not _is_renamed(said.issuer.name, official.issuer_name):
        document = replace(document, issuer=said.issuer)
    return replace(document, excerpt=plan.title, is_draft=not plan.issued_at and plan.status != Plan.Status.ISSUED)


def is_as_uploaded(plan: Plan) -> bool:
    """Whether the file that was uploaded still says what the plan says."""
    said = mended(plan, every_line(plan))
    return bool(said and not said.changes and plan.document.files.filter(made="").exists())


def _is_renamed(printed: str, entered: str) -> bool:
    return bool(entered) and printed.casefold() != entered.casefold()


def _recipients(plan: Plan) -> tuple[str, ...]:
    """Who asked for the plan, and whom it is addressed to."""
    above = (f"{plan.parent.unit.label} (để báo cáo)",) if plan.parent else ()
    units = list(Unit.objects.filter(received_plans__plan=plan).exclude(pk=plan.unit_id).order_by("path"))
    if len(units) <= MOST_NAMED:
        return (*above, *(f"{unit.label} (để thực hiện)" for unit in units))
    are_teams = all(unit.kind == Unit.Kind.TEAM for unit in units)
    return (*above, "Các tổ (để thực hiện)" if are_teams else "Các đơn vị nhận kế hoạch (để thực hiện)")


__all__ = ["described_plan", "every_line", "is_as_uploaded"]
