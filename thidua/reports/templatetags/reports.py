"""Numbers that tell where they come from, charts, and where a report stands."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thidua.kernel.calendar import today
from thidua.kernel.templatetags.chips import chip
from thidua.plans.standing import of_obligation
from thidua.reports.facts import Fact, pieces
from thidua.reports.models import Report, ReportForm, ReportSection
from thidua.reports.paper import figure_of
from thidua.reports.queries import numbers_of
from thidua.writing.charts import svg_of

register = template.Library()

FORM_TONES = {"draft": "info", "in_use": "ok", "retired": "mute"}


@register.simple_tag
def fact(section: ReportSection, value: Fact, place: str = "") -> SafeString:
    """A number that opens what it was counted from; plain text where nothing is known of it."""
    if not value.key:
        return format_html("{}", value.text)
    name = f"f{section.pk}{place}-{value.key.replace('.', '-')}"
    link = format_html('<p><a href="{}">Xem tại nơi có số liệu</a></p>', value.url) if value.url else ""
    return format_html(
        '<button type="button" class="fact num" popovertarget="{name}" '
        'title="{source}; chốt ngày {day}">{text}</button>'
        '<span class="fact-about" popover id="{name}"><b class="num">{text}</b><small>{source}</small>'
        "<small>Số liệu chốt ngày {day}. Mã chèn: {live}</small>{link}</span>",
        name=name,
        source=value.source,
        day=section.day,
        text=value.text,
        live=value.live,
        link=link,
    )


@register.simple_tag
def said(section: ReportSection, numbers: dict[str, Fact]) -> SafeString:
    """The paragraphs of a text; its live numbers tell where they come from."""
    lines = [line for line in section.text.splitlines() if line.strip()]
    return format_html_join("", "<p>{}</p>", ((_line(pieces(line, numbers)),) for line in lines))


def _line(parts: list[str | Fact]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        (
            (
                part
                if isinstance(part, str)
                else format_html('<span class="fact num" title="{}">{}</span>', part.source, part.text),
            )
            for part in parts
        ),
    )


@register.simple_tag
def chart_of(section: ReportSection) -> SafeString:
    return SafeString(svg_of(figure_of(section)))


@register.simple_tag
def report_chip(report: Report) -> SafeString:
    """Of one that is owed, where its paper stands."""
    if report.obligation:
        tone, text = of_obligation(report.obligation, today())
    else:
        tone, text = ("info" if report.is_open else "ok"), report.get_status_display()
    return chip(tone, text)


@register.simple_tag
def form_chip(form: ReportForm) -> SafeString:
    return chip(FORM_TONES[form.status], form.get_status_display())


@register.filter
def numbers(sections: Any) -> dict[str, Fact]:
    return numbers_of(sections)
