"""Long work: the only place where it keeps its state."""

from django.conf import settings
from django.db import models


class Run(models.Model):
    """One piece of background work: what was asked, how far it is, what came of it."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Đang chờ"
        RUNNING = "running", "Đang chạy"
        DONE = "done", "Xong"
        FAILED = "failed", "Không thành"

    kind = models.CharField("loại việc", max_length=60)
    title = models.CharField("tên việc", max_length=300)
    parameters = models.JSONField("tham số", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="runs", verbose_name="người giao"
    )
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.QUEUED)
    done = models.PositiveIntegerField("đã xong", default=0)
    total = models.PositiveIntegerField("tổng số", default=0)
    message = models.TextField("lời nhắn", blank=True)
    problems = models.JSONField("lỗi tìm thấy", default=list)
    result_url = models.CharField("nơi xem kết quả", max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần chạy", default=0)
    heartbeat = models.DateTimeField("còn sống lúc", null=True, blank=True)
    created = models.DateTimeField("giao lúc", auto_now_add=True)
    finished = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["status", "heartbeat"], name="kernel_run_stale")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.FAILED}
