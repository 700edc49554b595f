"""What the figures of a report would be if they were taken now."""

from datetime import date

from thidua.reports.facts import Difference, Facts, differences
from thidua.reports.models import Report, ReportSection
from thidua.reports.queries.reports import campaign_of, open_sections
from thidua.reports.sources import Ask, filled

Fresh = list[tuple[ReportSection, Facts, list[Difference]]]


def fresh_facts(report: Report, today: date) -> Fresh:
    """Of each filled section that can be changed now: its figures of the moment, and where they differ."""
    sections = list(report.sections.all())
    open_keys = open_sections(report, sections)
    campaign = campaign_of(report)
    found: Fresh = []
    for section in sections:
        if section.source and section.pk in open_keys:
            facts = filled(Ask(report, section, campaign, today))
            found.append((section, facts, differences(section.facts, facts)))
    return found
