"""What the units below wrote, for who gathers it."""

from django.db.models import Q, QuerySet

from thidua.plans.queries.work import HANDED_IN
from thidua.reports.models import Report, ReportSection
from thidua.reports.queries.reports import campaign_of


def reports_below(report: Report) -> QuerySet[Report]:
    """What was handed in under the unit's own plan, accepted or not yet."""
    campaign = campaign_of(report)
    if campaign is None:
        return Report.objects.none()
    rows = Report.objects.filter(plan__family_key=campaign.family_key, obligation__status__in=HANDED_IN)
    return rows.exclude(unit=report.unit_id)


def passages_for(report: Report) -> QuerySet[ReportSection]:
    """The written sections of the reports below: those first that their units put forward as examples."""
    rows = ReportSection.objects.filter(report__in=reports_below(report), source="").exclude(text="")
    return rows.select_related("report__unit").order_by("-exemplary", "report__unit__sort_key", "order", "pk")


def narrowed(rows: QuerySet[ReportSection], words: str, title: str, *, only_exemplary: bool) -> QuerySet[ReportSection]:
    """By words of the unit's name or the report's, by the section's title, and to what was put forward."""
    from thidua.kernel.text import fold

    for word in fold(words[:200]).split()[:10]:
        rows = rows.filter(Q(report__search_text__contains=word))
    if title:
        rows = rows.filter(title=title)
    return rows.filter(exemplary=True) if only_exemplary else rows
