"""Every read of this room, by noun."""

from thidua.reports.queries.forms import form_for, forms_visible_to, plans_for_forms, sections_for
from thidua.reports.queries.reports import (
    asked_reports,
    campaign_of,
    for_rows,
    gathers,
    is_report,
    lacking,
    numbers_of,
    open_sections,
    reports_owed_by,
    reports_visible_to,
)

__all__ = [
    "asked_reports",
    "campaign_of",
    "for_rows",
    "form_for",
    "forms_visible_to",
    "gathers",
    "is_report",
    "lacking",
    "numbers_of",
    "open_sections",
    "plans_for_forms",
    "reports_owed_by",
    "reports_visible_to",
    "sections_for",
]
