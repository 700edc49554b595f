"""The layout check of Word files, and an office's own templates of documents."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from thidua.documents.models.files import File
from thidua.documents.models.papers import DocumentFile, DocumentType
from thidua.kernel.workflow import Move


class LayoutCheck(models.Model):
    """What the layout check found in a Word file: rule, weight, sentence and article of each finding; or why the file
    could not be checked.
    """

    file = models.OneToOneField(DocumentFile, models.CASCADE, primary_key=True, related_name="layout_check")
    at = models.DateTimeField("kiểm tra lúc", default=timezone.now)
    findings = models.JSONField("điểm cần sửa", default=list)
    refused = models.CharField("không kiểm tra được vì", max_length=300, blank=True)

    class Meta:
        verbose_name = "kết quả kiểm tra thể thức"

    def __str__(self) -> str:
        return str(self.file)


class Template(models.Model):
    """A Word file by which a unit, and the units below it, print their documents of one type."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        IN_USE = "in_use", "Đang dùng"
        RETIRED = "retired", "Đã thôi dùng"

    MOVES: ClassVar[dict[str, Move]] = {
        "use": Move({Status.DRAFT, Status.RETIRED}, Status.IN_USE, "Đưa vào dùng"),
        "retire": Move({Status.IN_USE}, Status.RETIRED, "Thôi dùng"),
    }

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="templates", verbose_name="đơn vị")
    type = models.CharField("loại văn bản", max_length=8, choices=DocumentType)
    version = models.PositiveSmallIntegerField("bản số")
    file = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="tệp")
    name = models.CharField("tên tệp", max_length=255)
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.DRAFT)
    problems = models.JSONField("lỗi chỗ điền", default=list)
    findings = models.JSONField("điểm cần sửa về thể thức", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("gửi lúc", default=timezone.now)

    class Meta:
        verbose_name = "mẫu văn bản"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "type", "version"], name="documents_template_version"),
            models.UniqueConstraint(
                fields=["unit", "type"], condition=Q(status="in_use"), name="documents_template_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"Mẫu {self.get_type_display().lower()} bản số {self.version}"

    @property
    def audit_path(self) -> str:
        return self.unit.path
