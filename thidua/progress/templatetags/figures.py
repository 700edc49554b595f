"""Cells of figures: their state as a chip, their value in words."""

from decimal import ROUND_HALF_UP, Decimal

from django import template

from thidua.kernel.templatetags.words import number
from thidua.plans.models import Target
from thidua.progress.measuring import in_words
from thidua.progress.models import Measurement
from thidua.progress.queries.figures import Line

register = template.Library()
TONES = {"drafting": "info", "submitted": "mute", "accepted": "ok", "returned": "warn"}


@register.inclusion_tag("web/components/chip.html")
def figure_chip(line: Line) -> dict[str, str]:
    return cell_chip(line.cell)


@register.inclusion_tag("web/components/chip.html", name="cell_chip")
def cell_chip(cell: Measurement | None) -> dict[str, str]:
    if cell is None or (cell.parts.is_empty(cell.target.measure) and cell.status == Measurement.Status.DRAFTING):
        return {"tone": "mute", "text": "Chưa nhập"}
    return {"tone": TONES[cell.status], "text": cell.get_status_display()}


@register.simple_tag
def figure_value(line: Line) -> str:
    """The ratio in per cent, and whether the target is reached."""
    return value_in_words(line.cell) if line.cell else ""


@register.filter
def value_in_words(cell: Measurement) -> str:
    said = {True: "đạt", False: "chưa đạt", None: ""}[cell.reached]
    if cell.target.measure != Target.Measure.RATIO or cell.value is None:
        return said
    share = number(cell.value.quantize(Decimal("0.1"), ROUND_HALF_UP))
    return f"{share} % · {said}" if said else f"{share} %"


@register.simple_tag
def proposal(line: Line) -> str:
    return in_words(line.target.measure, line.proposed) if line.proposed else ""
