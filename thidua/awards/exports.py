"""Lists of this room as Excel files."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from thidua.awards.models import Nomination
from thidua.awards.queries.nominations import COLUMNS, chosen_nominations, sheet_lines
from thidua.awards.queries.sent import seen_all_as
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person
from thidua.people.queries import number_of

MANY = 500
"""Rows that are fetched at once."""


def _as_seen(rows: QuerySet[Nomination], by: Person) -> Iterator[Nomination]:
    """As the person may read each, in batches."""
    found = rows.iterator(chunk_size=MANY)
    while batch := list(islice(found, MANY)):
        yield from seen_all_as(by, batch)


@export_kind("awards.nominations")
def nominations_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    season = get_object_or_404(seasons_visible_to(by), pk=number_of(asked.get("season", "")))
    rows = chosen_nominations(by, season, asked)
    lines = sheet_lines(_as_seen(rows, by))
    return Export("Đề nghị khen thưởng", "de-nghi-khen-thuong", COLUMNS, lines, rows.count())
