"""Cells of figures: their state as a chip, their value in words."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.safestring import SafeString

from thidua.kernel.templatetags.chips import chip
from thidua.kernel.templatetags.words import number
from thidua.plans.models import Target
from thidua.progress.measuring import in_words
from thidua.progress.models import Measurement
from thidua.progress.queries.figures import Line

register = template.Library()
TONES = {"drafting": "info", "submitted": "mute", "accepted": "ok", "returned": "warn"}


@register.simple_tag
def figure_chip(line: Line) -> SafeString:
    return cell_chip(line.cell)


@register.simple_tag
def cell_chip(cell: Measurement | None) -> SafeString:
    if cell is None or (cell.parts.is_empty(cell.target.measure) and cell.status == Measurement.Status.DRAFTING):
        return chip("mute", "Chưa nhập")
    return chip(TONES[cell.status], cell.get_status_display())


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
