"""The figure of one unit for one target and one period, with its evidence and what people say about it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from thidua.documents.models import Attachment
from thidua.people.models import Unit
from thidua.plans.models import Obligation, Target
from thidua.plans.models.work import at_most
from thidua.progress.measuring import Parts, in_words

MOST_LETTERS = 4000
"""Of a figure in words, and of what explains one."""


class Measurement(models.Model):
    """A cell: what a unit reports for a target and a period. Its state follows the hand-in that it hangs on."""

    class Status(models.TextChoices):
        DRAFTING = "drafting", "Đang nhập"
        SUBMITTED = "submitted", "Đã nộp, chờ duyệt"
        ACCEPTED = "accepted", "Đã chấp nhận"
        RETURNED = "returned", "Cần sửa"

    WRITABLE = frozenset({Status.DRAFTING, Status.RETURNED})
    REPORTED = frozenset({Status.SUBMITTED, Status.ACCEPTED})

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="measurements", verbose_name="lần nộp")
    target = models.ForeignKey(Target, models.PROTECT, related_name="measurements", verbose_name="chỉ tiêu")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="measurements", verbose_name="đơn vị")
    period = models.CharField("kỳ", max_length=24)
    numerator = models.DecimalField("tử số", max_digits=16, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField("mẫu số", max_digits=16, decimal_places=4, null=True, blank=True)
    value = models.DecimalField("giá trị", max_digits=16, decimal_places=4, null=True, blank=True)
    """A count as it is, a ratio in per cent, 1 or 0 for yes or no; None in words."""
    words = models.TextField("bằng lời", blank=True)
    note = models.TextField("giải trình", blank=True)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFTING)
    reached = models.BooleanField("đạt chỉ tiêu", null=True, editable=False)
    """Against the target as the plan says it; None where it cannot be told by number."""
    edition = models.PositiveIntegerField(default=1, editable=False)
    """Counts the changes: who writes says which edition was seen, so that two at one cell do not overwrite unseen."""
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người phụ trách",
    )
    """The member of the unit who fills it in, beside those who answer for the unit."""
    evidence = models.ManyToManyField(Attachment, blank=True, related_name="measurements", verbose_name="minh chứng")
    changed = models.DateTimeField("sửa lúc", auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập"
    )

    class Meta:
        verbose_name = "số liệu"
        constraints = [
            models.UniqueConstraint(fields=["target", "unit", "period"], name="progress_measurement_once"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gte=0), name="progress_measurement_base"
            ),
            at_most("words", MOST_LETTERS, "progress_measurement_words"),
            at_most("note", MOST_LETTERS, "progress_measurement_note"),
        ]
        indexes = [models.Index(fields=["unit", "period"], name="progress_measured_by")]

    def __str__(self) -> str:
        return f"{self.target.text} – {self.unit.label}"

    def get_absolute_url(self) -> str:
        return reverse("progress:measurement", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def parts(self) -> Parts:
        return Parts(self.numerator, self.denominator, self.value, self.words, self.note)

    @property
    def shown(self) -> str:
        """`27/31 (87,1 %)`, `12`, `Đạt`; `–` while it is empty."""
        return in_words(self.target.measure, self.parts)

    @property
    def share(self) -> Decimal | None:
        """Numerator in per cent of the denominator."""
        if self.numerator is None or not self.denominator:
            return None
        return 100 * self.numerator / self.denominator


class Comment(models.Model):
    """A word about a figure, from either side."""

    measurement = models.ForeignKey(Measurement, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người viết")
    at = models.DateTimeField("lúc", auto_now_add=True)
    text = models.TextField("ý kiến", max_length=2000)

    class Meta:
        verbose_name = "trao đổi"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def audit_path(self) -> str:
        return self.measurement.audit_path
