"""The append-only trail: what was done, by whom, sealed so that tampering shows."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models


class Seal(models.Model):
    """Closes a batch of entries: `digest` covers them in order, and the digest of the seal before."""

    number = models.PositiveBigIntegerField("số thứ tự", unique=True)
    at = models.DateTimeField("lúc")
    count = models.PositiveIntegerField("số mục")
    numbers = models.TextField("các mục")
    """The numbers of its entries as runs, `1-1000,1004`: a removed entry can be named."""
    digest = models.CharField("dấu niêm phong", max_length=64)

    def __str__(self) -> str:
        return f"Niêm phong {self.number}"


class Entry(models.Model):
    """One deed. Rows are written once; only `seal` is filled in later."""

    at = models.DateTimeField("lúc", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người làm"
    )
    post = models.CharField("vai trò khi làm", max_length=300, blank=True)
    action = models.CharField("việc", max_length=100)
    subject_type = models.CharField("loại đối tượng", max_length=100)
    subject_id = models.CharField("mã đối tượng", max_length=64)
    unit_path = models.CharField("đường dẫn đơn vị", max_length=255, blank=True, db_index=True)
    sentence = models.TextField("nội dung")
    changes = models.JSONField("thay đổi", default=list)
    """What changed, as a list of [label, before, after], all in words."""
    mark = models.CharField("dấu xác thực", max_length=64, editable=False)
    """Made from all of the above with the audit key when the row is written: see `sealing.mark_of`."""
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, blank=True, related_name="entries", editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_entry_subject"),
            models.Index(fields=["mark"], name="audit_entry_mark"),
            models.Index(fields=["id"], condition=models.Q(seal=None), name="audit_entry_waiting"),
        ]

    def __str__(self) -> str:
        return self.sentence

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError("Nhật ký chỉ ghi thêm, không sửa được.", code="append_only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ValidationError("Nhật ký chỉ ghi thêm, không xóa được.", code="append_only")
