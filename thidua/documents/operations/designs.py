"""Designs of certificates: their versions are kept, so that what was issued can be printed again as it was."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.documents.layouts import WORDINGS, Layout, first_layout, printed, sample_of
from thidua.documents.models import CertificateBatch, CertificateDesign, DesignVersion, File
from thidua.documents.operations.files import store_file
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit
from thidua.writing.designs import PLACEHOLDERS, unknown_placeholders
from thidua.writing.pdf import Unprintable

PICTURES = ("png", "jpeg")
MOST_EMBLEM_BYTES = 2**20


@transaction.atomic
def add_design(unit: Unit, *, by: Person, name: str, way: str) -> CertificateDesign:
    """A new design with its first version. Raises ValidationError `no_name`, `name_taken`."""
    require(by, "documents.add_design", unit)
    name = clean(name)[:120]
    _refuse_name(unit, name)
    design = CertificateDesign.objects.create(unit=unit, name=name, way=CertificateDesign.Way(way))
    DesignVersion.objects.create(design=design, n=1, layout=first_layout(unit.name, way).kept(), by=by)
    record("documents.add_design", design, by=by, sentence=f"Lập mẫu giấy khen “{design}”")
    return design


def _refuse_name(unit: Unit, name: str, besides: CertificateDesign | None = None) -> None:
    if not name:
        raise ValidationError("Ghi tên mẫu.", code="no_name")
    others = CertificateDesign.objects.filter(unit=unit, name=name, retired=None)
    if besides:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise ValidationError("Đơn vị đã có mẫu tên này. Chọn tên khác.", code="name_taken")


@transaction.atomic
def change_design(
    design: CertificateDesign, *, by: Person, layout: Layout, name: str = "", picture: bytes | None = None
) -> DesignVersion:
    """Keep a look: in the newest version, or in a new one when certificates were issued by that. `picture` replaces
    the emblem or the scan; an empty one takes it away.

    Raises ValidationError `retired`, `name_taken`, `unknown_placeholder`, `outside_paper`, `bad_picture` and what
    `store_file` raises.
    """
    require(by, "documents.change_design", design)
    if design.retired:
        raise ValidationError("Mẫu đã ngừng dùng nên không sửa được. Lập mẫu mới.", code="retired")
    name = clean(name)[:120] or design.name
    _refuse_name(design.unit, name, design)
    _refuse_placeholders(layout)
    version = _to_write(design, by)
    version.layout, version.at, version.by = layout.kept(), timezone.now(), by
    if picture is not None:
        version.picture = _stored(picture, design.way) if picture else None
    _refuse_unprintable(version)
    version.save()
    design.name = name
    design.save()
    record("documents.change_design", design, by=by, sentence=f"Sửa mẫu giấy khen “{version}”")
    return version


def _to_write(design: CertificateDesign, by: Person) -> DesignVersion:
    """The newest version, or the one after it when that is frozen."""
    newest = DesignVersion.objects.select_for_update().filter(design=design).latest("n")
    if newest.batches.filter(status=CertificateBatch.Status.ISSUED).exists():
        return DesignVersion(design=design, n=newest.n + 1, picture=newest.picture, by=by)
    newest.design = design
    return newest


def _refuse_placeholders(layout: Layout) -> None:
    for line, name in WORDINGS.items():
        if unknown := unknown_placeholders(layout.wording.get(line, "")):
            known = ", ".join(f"{{{word}}}" for word in PLACEHOLDERS)
            sentence = f"{name}: không có chỗ điền “{unknown[0][:40]}”. Chỗ điền dùng được: {known}."
            raise ValidationError(sentence, code="unknown_placeholder")


def _stored(picture: bytes, way: str) -> File:
    file = store_file(picture)
    if file.kind not in PICTURES:
        raise ValidationError("Hình phải là tệp PNG hoặc JPEG.", code="bad_picture")
    if way == CertificateDesign.Way.OWN and file.size > MOST_EMBLEM_BYTES:
        raise ValidationError("Biểu trưng lớn hơn 1 MB. Thu nhỏ hình rồi chọn lại.", code="bad_picture")
    return file


def _refuse_unprintable(version: DesignVersion) -> None:
    """Try it on an invented certificate: what cannot be printed is not kept."""
    try:
        printed(version, [sample_of(Layout.of(version))])
    except Unprintable as cause:
        sentence = "Hình bị hỏng hoặc không đọc được. Lưu lại hình rồi chọn lại."
        raise ValidationError(sentence, code="bad_picture") from cause
    except ValueError as cause:
        sentence = "Có ô nằm ngoài khổ giấy hoặc có kích thước bằng không. Xem lại các số đo."
        raise ValidationError(sentence, code="outside_paper") from cause


@transaction.atomic
def retire_design(design: CertificateDesign, *, by: Person) -> None:
    """Offer it no more; what was issued by it stays. Raises ValidationError `retired`."""
    require(by, "documents.change_design", design)
    if not CertificateDesign.objects.filter(pk=design.pk, retired=None).update(retired=timezone.now()):
        raise ValidationError("Mẫu này đã ngừng dùng.", code="retired")
    record("documents.retire_design", design, by=by, sentence=f"Ngừng dùng mẫu giấy khen “{design}”")
