"""Stored files and what they prove."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class File(models.Model):
    """A file's content, stored once under its SHA-256. `kind` is what the content is, whatever its name says."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField("dung lượng (byte)")
    kind = models.CharField("kiểu tệp", max_length=16)
    stored = models.DateTimeField("lưu lúc", auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256

    @property
    def key(self) -> str:
        """Where the storage keeps it."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class Attachment(models.Model):
    """A file or a link that somebody put forward; rooms point at it, so one upload proves many things."""

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="attachments", verbose_name="đơn vị")
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="attachments")
    name = models.CharField("tên tệp", max_length=255, blank=True)
    link = models.URLField("đường dẫn", max_length=1000, blank=True)
    caption = models.CharField("chú thích", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi")
    at = models.DateTimeField("gửi lúc", default=timezone.now)

    class Meta:
        verbose_name = "tài liệu kèm theo"
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="") | (Q(file__isnull=True) & ~Q(link="")),
                name="documents_attachment_one_of",
            )
        ]

    def __str__(self) -> str:
        return self.caption or self.name or self.link

    @property
    def audit_path(self) -> str:
        return self.unit.path
