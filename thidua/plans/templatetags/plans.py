"""Standing as a chip, and a record's life as a stepper."""

from typing import Any

from django import template

from thidua.kernel.calendar import today
from thidua.plans import standing
from thidua.plans.models import Assignment, Obligation, Plan

register = template.Library()


@register.inclusion_tag("web/components/chip.html")
def standing_chip(subject: Plan | Obligation | Assignment) -> dict[str, str]:
    if isinstance(subject, Plan):
        tone, text = standing.of_plan(subject)
    elif isinstance(subject, Obligation):
        tone, text = standing.of_obligation(subject, today())
    else:
        tone, text = standing.of_assignment(subject, today())
    return {"tone": tone, "text": text}


@register.filter
def steps(subject: Any) -> list[dict[str, Any]]:
    """The stages of a record's life for the stepper; a returned one stands where it was before handing in."""
    names = {
        Obligation: ["not_started", "drafting", "submitted", "accepted"],
        Assignment: ["open", "taken", "done", "confirmed"],
        Plan: ["draft", "issued", "closed"],
    }[type(subject)]
    now = {"returned": names[1], "withdrawn": "draft"}.get(subject.status, subject.status)
    place = names.index(now)
    labels = dict(type(subject).Status.choices)
    labels[names[1]] = labels["returned"] if subject.status == "returned" else labels[names[1]]
    return [
        {"label": labels[name], "state": "done" if n < place else "now" if n == place else "next"}
        for n, name in enumerate(names)
    ]
