"""What a report is asked to hold: sections in order, in versions."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from thidua.kernel.text import fold
from thidua.kernel.workflow import Move
from thidua.people.models import Unit
from thidua.plans.models import Duty, Plan


class Kind(models.TextChoices):
    """What a report is about, by its time."""

    MONTHLY = "monthly", "Báo cáo tháng"
    QUARTERLY = "quarterly", "Báo cáo quý"
    INTERIM = "interim", "Báo cáo sơ kết"
    FINAL = "final", "Báo cáo tổng kết"


class SectionFacts(models.Model):
    """One part of a report. With a `source` it is filled from figures; without one an officer writes it."""

    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    title = models.CharField("tên mục", max_length=300)
    source = models.CharField("lấy từ", max_length=40, blank=True)
    """A key of `reports.sources`."""
    hint = models.CharField("gợi ý cho người viết", max_length=1000, blank=True)
    required = models.BooleanField("bắt buộc", default=True)
    least_words = models.PositiveSmallIntegerField("ít nhất (chữ)", null=True, blank=True)
    most_words = models.PositiveSmallIntegerField("nhiều nhất (chữ)", null=True, blank=True)
    chosen = models.JSONField("chỉ tiêu được chọn", default=list, blank=True)
    """`line_key`s of targets, as text; empty for all."""

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_words(self) -> bool:
        return not self.source

    @property
    def asked_length(self) -> str:
        """`từ 50 đến 300 chữ`, `từ 50 chữ trở lên`, `nhiều nhất 300 chữ`; empty for any length."""
        least, most = self.least_words, self.most_words
        if least and most:
            return f"từ {least} đến {most} chữ"
        if least:
            return f"từ {least} chữ trở lên"
        return f"nhiều nhất {most} chữ" if most else ""


class ReportForm(models.Model):
    """How the reports to a unit are set out: of one plan, or of all its plans. In use it stands; what comes after it is
    a new version.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        IN_USE = "in_use", "Đang dùng"
        RETIRED = "retired", "Thôi dùng"

    MOVES: ClassVar[dict[str, Move]] = {
        "use": Move({Status.DRAFT}, Status.IN_USE, "Đưa vào dùng"),
        "retire": Move({Status.DRAFT, Status.IN_USE}, Status.RETIRED, "Thôi dùng"),
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_forms", verbose_name="đơn vị yêu cầu")
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="report_forms", verbose_name="kế hoạch"
    )
    duties = models.ManyToManyField(Duty, blank=True, related_name="+", verbose_name="dùng cho mốc")
    kind = models.CharField("loại báo cáo", max_length=12, choices=Kind)
    title = models.CharField("tên mẫu", max_length=300)
    family_key = models.UUIDField(default=uuid.uuid4, editable=False)
    """The same for all versions of a form."""
    version = models.PositiveSmallIntegerField("bản số", default=1)
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.DRAFT)
    changed = models.DateTimeField("sửa lúc", auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    search_text = models.CharField(max_length=400, editable=False, db_default="")

    class Meta:
        verbose_name = "mẫu báo cáo"
        indexes = [models.Index(fields=["unit", "status", "kind"], name="reports_form_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["family_key", "version"], name="reports_form_version"),
            models.UniqueConstraint(
                fields=["family_key"], condition=Q(status="in_use"), name="reports_form_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(self.title)[:400]
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class FormSection(SectionFacts):
    form = models.ForeignKey(ReportForm, models.CASCADE, related_name="sections")

    class Meta(SectionFacts.Meta):
        verbose_name = "mục của mẫu"

    @property
    def audit_path(self) -> str:
        return self.form.audit_path
