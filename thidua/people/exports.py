"""The lists of units, persons and clusters as Excel files; the first two in the form in which they come in."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Prefetch, QuerySet

from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Cluster, ClusterLead, Person
from thidua.people.queries import clusters_visible_to, matching
from thidua.people.queries.filters import chosen_persons, chosen_units
from thidua.people.queries.lines import person_lines, unit_lines
from thidua.people.sheets import PERSON_SHEET, UNIT_SHEET
from thidua.writing.sheets import Column

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@export_kind("people.units")
def units_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    count = chosen_units(by, asked, today).count()
    return Export(UNIT_SHEET.name, "don-vi", UNIT_SHEET.headings, unit_lines(by, asked, today), count)


@export_kind("people.persons")
def persons_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    count = chosen_persons(by, asked, today).count()
    return Export(PERSON_SHEET.name, "nguoi", PERSON_SHEET.headings, person_lines(by, asked, today), count)


CLUSTER_COLUMNS = [
    Column("Cụm, khối", 40),
    Column("Đơn vị tổ chức", 40),
    Column("Số đơn vị", 10),
    Column("Cụm trưởng năm nay", 40),
]


class Led(TypedDict):
    size: int
    leads_now: list[ClusterLead]


def chosen_clusters(person: Person, asked: Mapping[str, str], year: int) -> "QuerySet[WithAnnotations[Cluster, Led]]":
    """Narrowed by `q`; each with the `size` and `leads_now`, those of the year."""
    visible = matching(clusters_visible_to(person), asked.get("q", ""))
    leads = Prefetch("leads", ClusterLead.objects.filter(year=year).select_related("unit"), to_attr="leads_now")
    rows = Cluster.objects.filter(pk__in=visible.values("pk")).annotate(size=Count("units"))
    return rows.select_related("unit").prefetch_related(leads).order_by("sort_key", "pk")


@export_kind("people.clusters")
def clusters_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_clusters(by, asked, today.year)
    return Export("Cụm, khối", "cum-khoi", CLUSTER_COLUMNS, cluster_lines(rows), rows.count())


def cluster_lines(rows: "QuerySet[WithAnnotations[Cluster, Led]]") -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=500):
        yield (row.name, row.unit.name, row.size, ", ".join(lead.unit.name for lead in row.leads_now))
