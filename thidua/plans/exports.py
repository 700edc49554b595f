"""The list of plans as an Excel file."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person
from thidua.people.queries import matching, number_of
from thidua.plans.models import Plan
from thidua.plans.queries import own_paths, plans_visible_to, with_counts
from thidua.writing.sheets import Column

COLUMNS = [
    Column("Số, ký hiệu", 20),
    Column("Ngày", 12),
    Column("Tên kế hoạch", 70),
    Column("Đơn vị", 40),
    Column("Từ ngày", 12),
    Column("Đến ngày", 12),
    Column("Trạng thái", 16),
    Column("Đơn vị nhận", 12),
]


def chosen_plans(person: Person, asked: Mapping[str, str]) -> QuerySet[Plan]:
    """The plans that one may see, narrowed by the address: q, trangthai, loai, nam, phia. Drafts that were put away
    are shown when they are asked for.
    """
    rows = matching(with_counts(plans_visible_to(person)), asked.get("q", ""))
    status = asked.get("trangthai")
    rows = rows.filter(status=status) if status else rows.exclude(status=Plan.Status.WITHDRAWN)
    if kind := asked.get("loai"):
        rows = rows.filter(kind=kind)
    if 1900 <= (year := number_of(asked.get("nam", ""))) < 2200:
        rows = rows.filter(Q(start__year__lte=year) | Q(start=None), Q(end__year__gte=year) | Q(end=None))
    own = own_paths(person)
    if asked.get("phia") == "cua-don-vi":
        rows = rows.filter(unit__path__in=own)
    elif asked.get("phia") == "duoc-giao":
        rows = rows.exclude(unit__path__in=own).filter(addressees__unit__path__in=own)
    elif asked.get("phia") == "cap-duoi":
        rows = rows.exclude(unit__path__in=own).exclude(addressees__unit__path__in=own)
    return rows.order_by("-pk").distinct()


@export_kind("plans.plans")
def plans_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_plans(by, asked)
    return Export("Kế hoạch", "ke-hoach", COLUMNS, plan_lines(rows), rows.count())


def plan_lines(rows: QuerySet[Plan]) -> Iterator[tuple[Any, ...]]:
    for plan in rows.iterator(chunk_size=500):
        yield (
            plan.document.number,
            plan.document.date,
            plan.title,
            plan.unit.name,
            plan.start,
            plan.end,
            plan.get_status_display(),
            plan.units_addressed,  # type: ignore[attr-defined]
        )
