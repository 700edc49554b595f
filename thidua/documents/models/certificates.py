"""Certificates: a unit's designs in their versions, batches, and every certificate with its code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from thidua.documents.models.files import File
from thidua.kernel.text import fold
from thidua.kernel.workflow import Move


class CertificateDesign(models.Model):
    """What certificates of a unit look like. The look itself is its newest version."""

    class Way(models.TextChoices):
        OWN = "own", "In cả tờ trên giấy trắng A4"
        STOCK = "stock", "In chữ lên phôi có sẵn"

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="certificate_designs", verbose_name="đơn vị")
    name = models.CharField("tên mẫu", max_length=120)
    way = models.CharField("cách in", max_length=8, choices=Way, default=Way.OWN)
    retired = models.DateTimeField("ngừng dùng lúc", null=True, blank=True)
    search_text = models.CharField(max_length=300, editable=False, db_default="")

    class Meta:
        verbose_name = "mẫu giấy khen"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=models.Q(retired=None), name="documents_design_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def newest(self) -> DesignVersion:
        return self.versions.latest("n")


class DesignVersion(models.Model):
    """One look of a design. `layout` is what `documents.layouts.Layout` says; it changes no more once a batch that was
    issued bears it.
    """

    design = models.ForeignKey(CertificateDesign, models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField("phiên bản")
    layout = models.JSONField("cách trình bày", default=dict)
    picture = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    """The emblem of an own design; the scan of the stock, shown while placing and never printed."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lưu lúc", default=timezone.now)

    class Meta:
        ordering = ["-n"]
        constraints = [models.UniqueConstraint(fields=["design", "n"], name="documents_design_version_once")]

    def __str__(self) -> str:
        return f"{self.design}, phiên bản {self.n}"


class CertificateBatch(models.Model):
    """Certificates that are given by one decision. Issued ones are frozen; each can still be cancelled by itself."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        ISSUED = "issued", "Đã cấp"

    MOVES = {"issue": Move({Status.DRAFT}, Status.ISSUED, "Cấp")}

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="certificate_batches", verbose_name="đơn vị")
    version = models.ForeignKey(DesignVersion, models.PROTECT, related_name="batches", verbose_name="mẫu")
    title = models.CharField("tên đợt", max_length=200)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    decision_number = models.CharField("số quyết định", max_length=80, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    place = models.CharField("địa danh", max_length=120, blank=True)
    signer_standing = models.CharField("thẩm quyền ký", max_length=200, blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=200, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    merit = models.CharField("thành tích chung", max_length=500, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    """All certificates in one PDF."""
    archive = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    """A PDF each, in a ZIP."""
    entered = models.DateTimeField("lập lúc", auto_now_add=True)
    search_text = models.CharField(max_length=500, editable=False, db_default="")

    class Meta:
        verbose_name = "đợt giấy khen"
        indexes = [models.Index(fields=["unit", "-entered"], name="documents_batch_of_unit")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.title} {self.decision_number}")
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path


ROOM = {"recipient": 200, "position": 200, "unit_name": 300, "merit": 500, "decision": 80, "register": 40}
"""Letters that fit the words of a certificate."""


class Certificate(models.Model):
    """One certificate. Its code is asked on the public page; whoever has the paper may ask."""

    batch = models.ForeignKey(CertificateBatch, models.PROTECT, related_name="certificates")
    order = models.PositiveIntegerField("thứ tự")
    recipient = models.CharField("người nhận", max_length=ROOM["recipient"])
    position = models.CharField("chức vụ", max_length=ROOM["position"], blank=True)
    unit_name = models.CharField("đơn vị", max_length=ROOM["unit_name"], blank=True)
    merit = models.CharField("thành tích", max_length=ROOM["merit"], blank=True)
    decision = models.CharField("số quyết định riêng", max_length=ROOM["decision"], blank=True)
    register = models.CharField("số vào sổ", max_length=ROOM["register"], blank=True)
    code = models.CharField("mã tra cứu", max_length=16, unique=True)
    cancelled_on = models.DateField("hủy ngày", null=True, blank=True)
    cancelled_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    search_text = models.CharField(max_length=1000, editable=False, db_default="")

    class Meta:
        verbose_name = "giấy khen"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "order"], name="documents_certificate_order")]

    def __str__(self) -> str:
        return f"{self.recipient} ({self.code})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.keep_words()
        super().save(*args, **kwargs)

    def keep_words(self) -> None:
        """What searching looks at; asked by hand before rows are written in bulk."""
        words = (self.recipient, self.position, self.unit_name, self.register, self.decision, self.merit, self.code)
        self.search_text = fold(" ".join(words))[:1000]

    @property
    def audit_path(self) -> str:
        return self.batch.unit.path
