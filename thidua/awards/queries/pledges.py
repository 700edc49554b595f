"""Pledges as lists, and who has signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet

from thidua.awards.models import Pledge, PledgeSignature
from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Cluster, Person, Post, Unit
from thidua.people.queries import EDITORS, matching, organisation_paths, paths_held
from thidua.writing.sheets import Column

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def pledges_visible_to(person: Person) -> QuerySet[Pledge]:
    """Those that one keeps, and those sent for signing in clusters that one's office or school runs or is in."""
    kept = Q(cluster__unit__path__in=paths_held(person, EDITORS))
    own = organisation_paths(person)
    clusters = Cluster.objects.filter(Q(unit__path__in=own) | Q(units__path__in=own)).values("pk")
    return Pledge.objects.filter(kept | Q(cluster__in=clusters) & ~Q(status=Pledge.Status.DRAFT))


class Counts(TypedDict):
    signed: int
    asked_for: int


def chosen_pledges(by: Person, asked: Mapping[str, str]) -> "QuerySet[WithAnnotations[Pledge, Counts]]":
    """Narrowed by `q`, `trangthai`, `nam`; each with `signed` and `asked_for`."""
    rows = matching(pledges_visible_to(by), asked.get("q", ""))
    if asked.get("trangthai") in Pledge.Status.values:
        rows = rows.filter(status=asked["trangthai"])
    year = asked.get("nam", "")
    if len(year) == 4 and year.isascii() and year.isdecimal():
        rows = rows.filter(year__contains=year)
    rows = rows.annotate(signed=Count("signatures", distinct=True), asked_for=Count("cluster__units", distinct=True))
    return rows.select_related("cluster__unit").order_by("-year", "-pk")


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the cluster; `may_sign`: the person looking is its head and it has not signed."""

    unit: Unit
    signature: PledgeSignature | None
    may_sign: bool


def places_of(pledge: Pledge, by: Person) -> list[Place]:
    """The cluster's units, and those that signed and have left it since; in the order of names."""
    signed = {each.unit_id: each for each in pledge.signatures.select_related("unit", "person")}
    units = {unit.pk: unit for unit in pledge.cluster.units.all()}
    led = set(paths_held(by, {Post.Role.HEAD})) if pledge.status == Pledge.Status.OPEN else set()
    rows = [
        Place(unit, signed.get(key), key in units and key not in signed and unit.path in led)
        for key, unit in ({each.unit_id: each.unit for each in signed.values()} | units).items()
    ]
    return sorted(rows, key=lambda row: row.unit.sort_key)


def pledges_to_sign(person: Person) -> QuerySet[Pledge]:
    """Open ones of clusters in which a unit is that the person heads and that has not signed."""
    heads = Unit.objects.filter(path__in=paths_held(person, {Post.Role.HEAD}))
    waiting = Pledge.objects.filter(status=Pledge.Status.OPEN, cluster__units__in=heads)
    done = PledgeSignature.objects.filter(unit__in=heads).values("pledge")
    return waiting.exclude(pk__in=done).select_related("cluster__unit").distinct()


def clusters_kept_by(person: Person) -> QuerySet[Cluster]:
    return Cluster.objects.filter(unit__path__in=paths_held(person, EDITORS)).order_by("sort_key")


@export_kind("awards.pledges")
def pledges_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_pledges(by, asked)
    columns = [Column("Tên giao ước", 50), Column("Cụm, khối", 36), Column("Đơn vị tổ chức", 36), Column("Năm", 12)]
    columns += [Column("Đã ký", 10), Column("Số đơn vị", 10), Column("Trạng thái", 16)]
    lines = (
        (
            row.title,
            row.cluster.name,
            row.cluster.unit.name,
            row.year,
            row.signed,
            row.asked_for,
            row.get_status_display(),
        )
        for row in rows.iterator(chunk_size=500)
    )
    return Export("Giao ước thi đua", "giao-uoc", columns, lines, rows.count())
