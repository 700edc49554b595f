"""Rules of a locality or an office, laid over those of the State."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from thidua.documents.models import OfficialDocument
from thidua.kernel.models import Run
from thidua.kernel.text import clean
from thidua.kernel.workflow import Move
from thidua.people.models import Unit


class LocalRules(models.Model):
    """One version of a unit's own rules, as text that `thidua.law` reads. What was adopted is never edited: the next
    version takes its place, and dossiers of before are judged by the one of their day.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        ADOPTED = "adopted", "Đang áp dụng"
        REPLACED = "replaced", "Đã thay thế"

    MOVES: ClassVar[dict[str, Move]] = {
        "adopt": Move({Status.DRAFT}, Status.ADOPTED, "Áp dụng"),
        "replace": Move({Status.ADOPTED}, Status.REPLACED, "Thay bằng bản mới"),
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="local_rules", verbose_name="đơn vị ban hành")
    n = models.PositiveIntegerField("phiên bản")
    name = models.CharField("tên quy định", max_length=300)
    document = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    content = models.TextField("nội dung quy tắc")
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    adopted_at = models.DateTimeField("áp dụng lúc", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người soạn")
    at = models.DateTimeField("soạn lúc", auto_now_add=True)

    class Meta:
        verbose_name = "quy định riêng"
        ordering = ["unit", "-n"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "n"], name="awards_local_rules_version"),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(status="adopted"), name="awards_local_rules_one_adopted"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(status="draft"), name="awards_local_rules_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (phiên bản {self.n})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean(self.name)
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path


class RulesPreview(models.Model):
    """Whom a draft would affect if it were adopted as it stood then: verdicts of open seasons, before and after."""

    rules = models.OneToOneField(LocalRules, models.CASCADE, related_name="preview", verbose_name="bản quy định")
    digest = models.CharField(max_length=64)
    """Of the content looked at: another digest means that the draft was changed since."""
    received_on = models.DateField("xét như hồ sơ nhận ngày")
    subjects = models.PositiveIntegerField("số lượt đã xét", default=0)
    changed = models.PositiveIntegerField("số lượt đổi kết quả", default=0)
    changes = models.JSONField("thay đổi", default=list)
    """As `queries.rulebook.Change` writes itself: the first ones, of all that `changed` counts."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem trước")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("xét lúc", null=True)

    class Meta:
        verbose_name = "xem trước ảnh hưởng"

    def __str__(self) -> str:
        return f"{self.rules}: {self.changed}/{self.subjects}"

    @property
    def audit_path(self) -> str:
        return self.rules.audit_path
