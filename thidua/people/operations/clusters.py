"""Clusters of peer units."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Cluster, Person, Unit


@transaction.atomic
def add_cluster(unit: Unit, *, by: Person, name: str, units: Collection[Unit], lead: Unit | None = None) -> Cluster:
    """A cluster that `unit` runs among units below it. Raises `unique_together`, `outside`, `lead_outside`."""
    require(by, "people.add_cluster", unit)
    cluster = Cluster(unit=unit, name=clean(name), lead=lead)
    refuse_outsiders(cluster, units)
    cluster.full_clean()
    cluster.save()
    cluster.units.set(units)
    changes = [("đơn vị trong cụm", "–", names(units)), ("cụm trưởng", "–", str(lead or "–"))]
    record("people.add_cluster", cluster, by=by, sentence=f"Lập cụm “{cluster}”", changes=changes)
    return cluster


@transaction.atomic
def change_cluster(
    cluster: Cluster, *, by: Person, name: str, units: Collection[Unit], lead: Unit | None = None
) -> None:
    """Set name, members and lead. Raises as `add_cluster`."""
    require(by, "people.change_cluster", cluster)
    row = Cluster.objects.select_for_update().get(pk=cluster.pk)
    before = (row.name, names(row.units.all()), str(row.lead or "–"))
    row.name, row.lead = clean(name), lead
    refuse_outsiders(row, units)
    row.full_clean()
    row.save()
    row.units.set(units)
    after = (row.name, names(units), str(lead or "–"))
    labels = ("tên cụm, khối", "đơn vị trong cụm", "cụm trưởng")
    changes = [change for change in zip(labels, before, after, strict=True) if change[1] != change[2]]
    if changes:
        record("people.change_cluster", row, by=by, sentence=f"Sửa cụm “{row}”", changes=changes)
    cluster.refresh_from_db()


def names(units: Collection[Unit]) -> str:
    return ", ".join(unit.label for unit in sorted(units, key=lambda unit: unit.sort_key)) or "–"


def refuse_outsiders(cluster: Cluster, units: Collection[Unit]) -> None:
    """Members lie below the unit that runs the cluster; the lead is one of them."""
    outside = [unit for unit in units if not unit.path.startswith(cluster.unit.path) or unit == cluster.unit]
    if outside:
        sentence = f"{names(outside)} không thuộc “{cluster.unit}”. Bỏ khỏi cụm."
        raise ValidationError({"units": ValidationError(sentence, code="outside")})
    if cluster.lead and cluster.lead not in units:
        sentence = "Cụm trưởng phải là một đơn vị trong cụm."
        raise ValidationError({"lead": ValidationError(sentence, code="lead_outside")})
