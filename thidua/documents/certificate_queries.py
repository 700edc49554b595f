"""Designs, batches and certificates that one may see; and the one answer that everybody may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Q, QuerySet

from thidua.documents.checkers import Paper, checker
from thidua.documents.models import Certificate, CertificateBatch, CertificateDesign
from thidua.documents.queries import year_of
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, matching, paths_held

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


def designs_visible_to(person: Person) -> QuerySet[CertificateDesign]:
    """Of the units whose head or officer one is."""
    return CertificateDesign.objects.filter(unit__path__in=paths_held(person, EDITORS))


def batches_visible_to(person: Person) -> QuerySet[CertificateBatch]:
    return CertificateBatch.objects.filter(unit__path__in=paths_held(person, EDITORS))


def certificates_visible_to(person: Person) -> QuerySet[Certificate]:
    return Certificate.objects.filter(batch__in=batches_visible_to(person))


def designs_offered(unit: Unit) -> QuerySet[CertificateDesign]:
    """What a new batch of the unit may be printed by."""
    return CertificateDesign.objects.filter(unit=unit, retired=None).order_by("name")


class Uses(TypedDict):
    versions_kept: int
    used: int


class Counted(TypedDict):
    count: int


def chosen_designs(by: Person, asked: Mapping[str, str]) -> QuerySet[WithAnnotations[CertificateDesign, Uses]]:
    """Narrowed by `q` and `loai` (how it is printed); those not in use any more only with `cu=co`."""
    rows = matching(designs_visible_to(by), asked.get("q", ""))
    if asked.get("cu") != "co":
        rows = rows.filter(retired=None)
    if asked.get("loai") in CertificateDesign.Way.values:
        rows = rows.filter(way=asked["loai"])
    used = Count("versions__batches", filter=Q(versions__batches__status=CertificateBatch.Status.ISSUED), distinct=True)
    return (
        rows.select_related("unit")
        .annotate(used=used, versions_kept=Count("versions", distinct=True))
        .order_by("retired", "name", "pk")
    )


def chosen_batches(by: Person, asked: Mapping[str, str]) -> QuerySet[WithAnnotations[CertificateBatch, Counted]]:
    """Newest first, narrowed by `q` (title, decision, or a person in it), `trangthai` and `nam` (of the decision)."""
    rows = batches_visible_to(by)
    if words := asked.get("q", ""):
        with_person = matching(certificates_visible_to(by), words).values("batch")
        rows = rows.filter(Q(pk__in=matching(rows, words).values("pk")) | Q(pk__in=with_person))
    if asked.get("trangthai") in CertificateBatch.Status.values:
        rows = rows.filter(status=asked["trangthai"])
    if year := year_of(asked.get("nam", "")):
        rows = rows.filter(decision_date__year=year)
    return rows.select_related("unit", "version__design").annotate(count=Count("certificates")).order_by("-pk")


def chosen_certificates(batch: CertificateBatch, asked: Mapping[str, str]) -> QuerySet[Certificate]:
    """Of a batch, in their order, narrowed by `q` and `trangthai` (`huy`: cancelled)."""
    rows = matching(batch.certificates.all(), asked.get("q", ""))
    if asked.get("trangthai") == "huy":
        rows = rows.exclude(cancelled_on=None)
    return rows.order_by("order", "pk")


def design_lines(rows: QuerySet[WithAnnotations[CertificateDesign, Uses]]) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=500):
        yield (row.name, row.unit.name, row.get_way_display(), row.versions_kept, row.used, row.retired)


def batch_lines(rows: QuerySet[WithAnnotations[CertificateBatch, Counted]]) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=500):
        design, state = row.version.design.name, row.get_status_display()
        said = (row.decision_number, row.decision_date, row.signer_name, state)
        yield (row.title, row.unit.name, design, row.count, *said)


def certificate_lines(rows: QuerySet[Certificate], batch: CertificateBatch) -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=500):
        merit, decision = row.merit or batch.merit, row.decision or batch.decision_number
        said = (row.recipient, row.position, row.unit_name, merit, decision, batch.decision_date, row.register)
        yield (row.order, *said, row.code, row.cancelled_on, row.cancelled_reason)


@checker
def certificate_with(code: str) -> Paper | None:
    """An issued certificate, with no more than the paper itself says; a draft is nobody's business."""
    issued = Certificate.objects.filter(batch__status=CertificateBatch.Status.ISSUED)
    row = issued.select_related("batch__unit", "batch__version").filter(code=code).first()
    if row is None:
        return None
    batch = row.batch
    title = str(batch.version.layout.get("title") or "GIẤY KHEN").capitalize()
    if row.cancelled_on:
        return Paper(title, f"Đơn vị đã hủy giấy này từ ngày {row.cancelled_on:%d/%m/%Y}", False)
    day = f" ngày {batch.decision_date:%d/%m/%Y}" if batch.decision_date else ""
    facts = (
        ("Loại giấy", title),
        ("Người nhận", row.recipient),
        ("Chức vụ, đơn vị", ", ".join(filter(None, (row.position, row.unit_name)))),
        ("Thành tích", row.merit or batch.merit),
        ("Quyết định", f"{row.decision or batch.decision_number}{day}"),
        ("Số vào sổ", row.register),
        ("Nơi cấp", batch.unit.name),
        ("Người ký", ", ".join(filter(None, (batch.signer_name, batch.signer_position)))),
    )
    return Paper(title, "Đơn vị đã cấp giấy này", True, facts)
