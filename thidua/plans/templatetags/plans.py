"""Standing as a chip, and a record's life as a stepper."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from thidua.kernel.calendar import today
from thidua.kernel.templatetags.chips import chip
from thidua.people.models import Person
from thidua.plans import standing
from thidua.plans.models import Assignment, Obligation, Plan
from thidua.plans.queries.versions import latest_version, open_amendment, to_acknowledge

register = template.Library()


@register.simple_tag
def standing_chip(subject: Plan | Obligation | Assignment) -> SafeString:
    if isinstance(subject, Plan):
        tone, text = standing.of_plan(subject)
    elif isinstance(subject, Obligation):
        tone, text = standing.of_obligation(subject, today())
    else:
        tone, text = standing.of_assignment(subject, today())
    return chip(tone, text)


@register.inclusion_tag("plans/version_notice.html", takes_context=True)
def version_notice(context: Any, plan: Plan, person: Person, *, beside: bool = False) -> dict[str, Any]:
    """What is to be known about versions of a plan and of the one above it; `beside` the differences themselves."""
    newest = latest_version(plan) if plan.status == Plan.Status.SUPERSEDED else None
    parent = plan.parent if plan.parent_id else None
    above = latest_version(parent) if parent and parent.status == Plan.Status.SUPERSEDED else None
    if above and not person.has_perm("plans.view_plan", above):
        above = None
    writes = plan.status == Plan.Status.ISSUED and person.has_perm("plans.amend_plan", plan)
    return {
        "plan": plan,
        "beside": beside,
        "newest": newest,
        "waiting": to_acknowledge(plan, person).select_related("unit") if plan.supersedes_id else [],
        "above": above,
        "draft": open_amendment(plan) if writes else None,
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def steps(subject: Any) -> list[dict[str, Any]]:
    """The stages of a record's life for the stepper; a returned one stands where it was before handing in."""
    names = {
        Obligation: _stages(subject),
        Assignment: ["open", "ended"] if subject.status == "ended" else ["open", "taken", "done", "confirmed"],
        Plan: ["draft", "issued", "closed"],
    }[type(subject)]
    stand_in = {
        "returned": names[1],
        "excused": names[0],
        "withdrawn": "draft",
        "superseded": names[-1],
    }
    now = stand_in.get(subject.status, subject.status)
    place = names.index(now)
    labels = dict(type(subject).Status.choices)
    if now != subject.status:
        labels[now] = labels[subject.status]
    about = _who_and_when(subject) if isinstance(subject, Obligation) else {}
    return [
        {
            "label": labels[name],
            "state": "done" if n < place else "now" if n == place else "next",
            "about": about.get(name, ("", None)),
        }
        for n, name in enumerate(names)
    ]


def _stages(subject: Any) -> list[str]:
    """Through the unit's head only where it goes or went that way."""
    goes_through_head = subject.status == "confirming" or getattr(subject, "confirmed_by_id", None)
    return ["not_started", "drafting", *(["confirming"] if goes_through_head else []), "submitted", "accepted"]


def _who_and_when(paper: Obligation) -> dict[str, tuple[Any, Any]]:
    """Who brought the paper to a stage, and when."""
    said: dict[str, tuple[Any, Any]] = {}
    if paper.status == "confirming":
        said["confirming"] = (paper.submitted_by, None)
    if paper.confirmed_by_id:
        said["confirming"] = (paper.confirmed_by, paper.confirmed_at)
    if paper.submitted_at:
        said["submitted"] = (paper.submitted_by, paper.submitted_at)
    if paper.status == "accepted":
        said["accepted"] = (paper.decided_by, paper.decided_at)
    return said
