"""Initiatives of past years on their way in from Excel."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from thidua.kernel.models import Run
from thidua.kernel.workflow import Move
from thidua.people.models import Person, Unit


class PastImport(models.Model):
    """A workbook that was read: looked at, then taken over as a whole or not at all; it can be undone."""

    class Status(models.TextChoices):
        READY = "ready", "Chờ xác nhận"
        REFUSED = "refused", "Có lỗi"
        WRITING = "writing", "Đang nhập"
        DONE = "done", "Đã nhập"
        CANCELLED = "cancelled", "Đã bỏ"
        UNDONE = "undone", "Đã hoàn tác"

    MOVES: ClassVar[dict[str, Move]] = {
        "confirm": Move({Status.READY}, Status.WRITING, "Nhập vào hệ thống"),
        "cancel": Move({Status.READY, Status.REFUSED}, Status.CANCELLED, "Bỏ lần nhập"),
        "undo": Move({Status.DONE}, Status.UNDONE, "Hoàn tác"),
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    by = models.ForeignKey(Person, models.PROTECT, related_name="past_imports", verbose_name="người nhập")
    at = models.DateTimeField("lúc", default=timezone.now)
    name = models.CharField("tên tệp", max_length=255)
    status = models.CharField("trạng thái", max_length=12, choices=Status, default=Status.READY)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    rows = models.JSONField("các dòng", default=list)
    """What was read of each row that is new; emptied when it is taken over or given up."""
    new = models.PositiveIntegerField("thêm mới", default=0)
    known = models.PositiveIntegerField("đã có", default=0)
    problems = models.JSONField("lỗi", default=list)
    """The first problems as [row of the sheet, title of the column, sentence]; `problem_count` counts all."""
    problem_count = models.PositiveIntegerField("số lỗi", default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần nhập sáng kiến"

    def __str__(self) -> str:
        return f"Nhập sáng kiến từ tệp {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("initiatives:past_import", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.unit.path
