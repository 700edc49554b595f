"""Clusters of peer units."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Cluster, ClusterLead, Person, Unit


@transaction.atomic
def add_cluster(unit: Unit, *, by: Person, name: str, units: Collection[Unit]) -> Cluster:
    """A cluster that `unit` runs among units below it. Raises `unique_together` for a name it has used, `outside`."""
    require(by, "people.add_cluster", unit)
    cluster = Cluster(unit=unit, name=clean(name))
    refuse_outsiders(cluster, units)
    cluster.full_clean()
    cluster.save()
    cluster.units.set(units)
    changes = [("đơn vị trong cụm", "–", names(units))]
    record("people.add_cluster", cluster, by=by, sentence=f"Lập cụm “{cluster}”", changes=changes)
    return cluster


@transaction.atomic
def change_cluster(cluster: Cluster, *, by: Person, name: str, units: Collection[Unit], year: int) -> None:
    """Set name and members. Raises as `add_cluster`, and `leads` when a unit left out leads in `year` or later."""
    require(by, "people.change_cluster", cluster)
    row = Cluster.objects.select_for_update().get(pk=cluster.pk)
    before = (row.name, names(row.units.all()))
    row.name = clean(name)
    refuse_outsiders(row, units)
    refuse_leaving_lead(row, units, year)
    row.full_clean()
    row.save()
    row.units.set(units)
    after = (row.name, names(units))
    labels = ("tên cụm, khối", "đơn vị trong cụm")
    changes = [change for change in zip(labels, before, after, strict=True) if change[1] != change[2]]
    if changes:
        record("people.change_cluster", row, by=by, sentence=f"Sửa cụm “{row}”", changes=changes)
    cluster.refresh_from_db()


@transaction.atomic
def set_cluster_lead(cluster: Cluster, *, by: Person, year: int, unit: Unit) -> None:
    """Say which member leads in a year, in place of who did. Raises `not_member`."""
    require(by, "people.set_cluster_lead", cluster)
    row = Cluster.objects.select_for_update().get(pk=cluster.pk)
    if not row.units.filter(pk=unit.pk).exists():
        sentence = f"“{unit}” không ở trong cụm. Chọn một đơn vị trong cụm."
        raise ValidationError({"unit": ValidationError(sentence, code="not_member")})
    before = row.leads.filter(year=year).select_related("unit").first()
    if before and before.unit == unit:
        return
    ClusterLead.objects.update_or_create(cluster=row, year=year, defaults={"unit": unit})
    changes = [(f"cụm trưởng năm {year}", before.unit.label if before else "–", unit.label)]
    sentence = f"Giao “{unit}” làm cụm trưởng cụm “{row}” năm {year}"
    record("people.set_cluster_lead", row, by=by, sentence=sentence, changes=changes)


def names(units: Collection[Unit]) -> str:
    return ", ".join(unit.label for unit in sorted(units, key=lambda unit: unit.sort_key)) or "–"


def refuse_outsiders(cluster: Cluster, units: Collection[Unit]) -> None:
    """Members lie below the unit that runs the cluster."""
    outside = [unit for unit in units if not unit.path.startswith(cluster.unit.path) or unit == cluster.unit]
    if outside:
        sentence = f"{names(outside)} không thuộc “{cluster.unit}”. Bỏ khỏi cụm."
        raise ValidationError({"units": ValidationError(sentence, code="outside")})


def refuse_leaving_lead(cluster: Cluster, units: Collection[Unit], year: int) -> None:
    leads = cluster.leads.filter(year__gte=year).exclude(unit__in=[unit.pk for unit in units])
    if lead := leads.select_related("unit").order_by("year").first():
        sentence = f"“{lead.unit}” là cụm trưởng năm {lead.year}. Giao đơn vị khác làm cụm trưởng trước."
        raise ValidationError({"units": ValidationError(sentence, code="leads")})
