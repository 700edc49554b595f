"""The register of awards and its statistics as Excel files."""

from collections.abc import Mapping
from datetime import date

from thidua.awards.queries.awards import COLUMNS, award_lines, chosen_awards
from thidua.awards.queries.statistics import COLUMNS as COUNTS
from thidua.awards.queries.statistics import statistics_lines
from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person


@export_kind("awards.awards")
def awards_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_awards(by, asked)
    return Export("Sổ khen thưởng", "so-khen-thuong", COLUMNS, award_lines(rows, by), rows.count())


@export_kind("awards.statistics")
def statistics_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    lines = statistics_lines(by, asked)
    return Export("Thống kê khen thưởng", "thong-ke-khen-thuong", COUNTS, lines, len(lines))
