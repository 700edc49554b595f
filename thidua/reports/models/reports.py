"""Reports, with the figures they were filled with and where these came from."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from thidua.documents.models import Attachment, OfficialDocument
from thidua.kernel.calendar import Period
from thidua.kernel.text import fold
from thidua.kernel.workflow import Move
from thidua.people.models import Unit
from thidua.plans.models import Obligation, Plan
from thidua.reports.facts import Facts
from thidua.reports.models.forms import Kind, ReportForm, SectionFacts


class Report(models.Model):
    """What a unit tells about a plan for a period. One that is owed hangs on its obligation and follows its moves;
    one without is made on the unit's own account, for instance a department's for the People's Committee.
    """

    class Status(models.TextChoices):
        DRAFTING = "drafting", "Đang soạn"
        FINISHED = "finished", "Đã chốt"

    MOVES: ClassVar[dict[str, Move]] = {
        "finish": Move({Status.DRAFTING}, Status.FINISHED, "Chốt báo cáo"),
        "reopen": Move({Status.FINISHED}, Status.DRAFTING, "Mở lại để sửa"),
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name="đơn vị báo cáo")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reports", verbose_name="kế hoạch")
    obligation = models.OneToOneField(
        Obligation, models.PROTECT, null=True, blank=True, related_name="report", verbose_name="việc phải nộp"
    )
    form = models.ForeignKey(
        ReportForm, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="mẫu"
    )
    """None for the form that comes with the system."""
    kind = models.CharField("loại báo cáo", max_length=12, choices=Kind)
    title = models.CharField("tên báo cáo", max_length=500)
    addressee = models.CharField("kính gửi", max_length=300, blank=True)
    period = models.CharField("kỳ báo cáo", max_length=24)
    """Key of a `kernel.calendar.Period`."""
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.DRAFTING)
    word = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    pdf = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    """The files as they were handed in last."""
    document = models.ForeignKey(
        OfficialDocument, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    created = models.DateTimeField("lập lúc", auto_now_add=True)
    changed = models.DateTimeField("sửa lúc", auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    search_text = models.CharField(max_length=900, editable=False, db_default="")

    class Meta:
        verbose_name = "báo cáo"
        indexes = [models.Index(fields=["unit", "-id"], name="reports_of_unit")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.title} {self.unit.name}")[:900]
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.DRAFTING

    @property
    def span(self) -> Period:
        return Period.from_key(self.period)


class ReportSection(SectionFacts):
    """A part as the form asked for it, with what was written in it or filled into it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    text = models.TextField("nội dung", blank=True)
    filled = models.JSONField("số liệu", null=True, blank=True)
    """`Facts` as they were at `filled_at`."""
    filled_at = models.DateTimeField("lấy số liệu lúc", null=True, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)
    """Counts the changes of the text: who writes says which edition was seen, so that two do not overwrite unseen."""
    exemplary = models.BooleanField("đề nghị nêu là điển hình", default=False)
    remark = models.CharField("cần sửa gì", max_length=500, blank=True)
    """Of a returned report; as long as any section has one, the others stay closed."""
    mended_at = models.DateTimeField("sửa lúc", null=True, blank=True)
    quoted = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="quoted_in")
    """Passages of the units below that a section of examples shows."""
    changed = models.DateTimeField("sửa lúc", null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người viết"
    )

    class Meta(SectionFacts.Meta):
        verbose_name = "mục của báo cáo"

    @property
    def audit_path(self) -> str:
        return self.report.audit_path

    @property
    def facts(self) -> Facts:
        return Facts.from_json(self.filled) if self.filled else Facts()

    @property
    def words(self) -> int:
        """Words of the text, as Vietnamese counts them: what lies between spaces."""
        return len(self.text.split())

    @property
    def day(self) -> str:
        """The date of record, dd/mm/yyyy; empty before it was filled."""
        return f"{timezone.localdate(self.filled_at):%d/%m/%Y}" if self.filled_at else ""

    @property
    def lacks(self) -> str:
        """What it still needs before it can be handed in, as a sentence; empty for nothing."""
        if not self.is_words:
            return ""
        if self.required and not self.text.strip():
            return "chưa viết"
        if self.least_words and self.text.strip() and self.words < self.least_words:
            return f"mới có {self.words} chữ, cần ít nhất {self.least_words}"
        if self.most_words and self.words > self.most_words:
            return f"có {self.words} chữ, nhiều nhất {self.most_words}"
        return ""
