"""From a plan to a unit's own: the one button that comes next, and a line's kind in words."""

from typing import Any

from django import template

from thidua.plans.models import Duty, Line, Obligation, Plan
from thidua.plans.queries import adopting_unit, answer_of, plan_owed, plans_visible_to

register = template.Library()


@register.filter
def line_kind(line: Line) -> str:
    return str(line._meta.verbose_name).capitalize()


@register.inclusion_tag("plans/adoption.html", takes_context=True)
def adoption(context: dict[str, Any], parent: Plan, *, quiet: bool = False) -> dict[str, Any]:
    """`{% adoption plan %}`: make one's own plan, open it, or hand it in; nothing for who writes no plan. `quiet` where
    the page has another button that matters more.
    """
    unit = adopting_unit(parent, context["user"]) if parent.status == Plan.Status.ISSUED else None
    if unit is None:
        return {}
    own, owed = answer_of(parent, unit), plan_owed(parent, unit)
    may_hand_in = own is not None and owed is not None and own.status == Plan.Status.ISSUED
    tone = "" if quiet else " p"
    return {"parent": parent, "own": own, "tone": tone, "may_adopt": own is None, "may_hand_in": may_hand_in}


@register.inclusion_tag("plans/adoption_notice.html")
def adoption_notice(plan: Plan) -> dict[str, Any]:
    """`{% adoption_notice plan %}`: an issued plan that the unit above still waits for, and the button."""
    owed = plan_owed(plan.parent, plan.unit) if plan.parent and plan.status == Plan.Status.ISSUED else None
    return {"plan": plan, "owed": owed}


@register.inclusion_tag("plans/paper_plan.html", takes_context=True)
def paper_plan(context: dict[str, Any], paper: Obligation) -> dict[str, Any]:
    """`{% paper_plan obligation %}`: the plan that a paper asks for, where one may see it."""
    if paper.duty.kind != Duty.Kind.PLAN:
        return {}
    own = answer_of(paper.duty.plan, paper.unit)
    seen = own and plans_visible_to(context["user"]).filter(pk=own.pk).exists()
    return {"user": context["user"], "parent": paper.duty.plan, "own": own if seen else None, "asks": True}
