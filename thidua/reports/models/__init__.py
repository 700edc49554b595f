"""Forms of reports and the reports made by them."""

from thidua.reports.models.forms import FormSection, Kind, ReportForm, SectionFacts
from thidua.reports.models.reports import Report, ReportSection

__all__ = ["FormSection", "Kind", "Report", "ReportForm", "ReportSection", "SectionFacts"]
