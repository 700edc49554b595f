"""By what initiatives are judged, and who judged them how."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from thidua.kernel.workflow import Move
from thidua.people.models import Person, Unit


class Rubric(models.Model):
    """A unit's criteria with points (bộ tiêu chí): a copy of a template of `rubrics.toml`, or its own."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rubrics", verbose_name="đơn vị")
    name = models.CharField("tên bộ tiêu chí", max_length=200)
    template = models.CharField(max_length=60, blank=True, editable=False)
    source = models.CharField("nguồn", max_length=300, blank=True)
    verified = models.BooleanField("đã đối chiếu văn bản", default=False)
    pass_mark = models.DecimalField("điểm đạt", max_digits=6, decimal_places=2)
    """Points that the average must reach."""
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    changed = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "bộ tiêu chí chấm sáng kiến"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_path(self) -> str:
        return self.unit.path


class Criterion(models.Model):
    """One line of a rubric: points up to `most`, a yes or no that disqualifies, or a remark without points."""

    class Kind(models.TextChoices):
        POINTS = "points", "Cho điểm"
        CONDITION = "condition", "Điều kiện (không đạt thì loại)"
        COMMENT = "comment", "Chỉ nhận xét"

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField(default=0)
    group = models.CharField("nhóm", max_length=120, blank=True)
    name = models.CharField("tiêu chí", max_length=200)
    hint = models.CharField("hướng dẫn chấm", max_length=500, blank=True)
    kind = models.CharField("cách chấm", max_length=12, choices=Kind, default=Kind.POINTS)
    most = models.DecimalField("điểm tối đa", max_digits=6, decimal_places=2, default=Decimal(0))
    floor = models.DecimalField("dưới mức này thì không đạt", max_digits=6, decimal_places=2, null=True, blank=True)
    """The average of the criterion must not lie below it; None for no floor."""

    class Meta:
        verbose_name = "tiêu chí"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(most__gte=0) & (Q(floor__isnull=True) | Q(floor__gte=0, floor__lte=models.F("most"))),
                name="initiatives_criterion_points",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """One reviewer's judgement of one initiative, independent until it is handed in."""

    class Status(models.TextChoices):
        ASSIGNED = "assigned", "Chưa chấm xong"
        SUBMITTED = "submitted", "Đã chấm"
        EXCUSED = "excused", "Không tham gia chấm"

    MOVES: ClassVar[dict[str, Move]] = {
        "submit": Move({Status.ASSIGNED}, Status.SUBMITTED, "Nộp phiếu chấm"),
        "reopen": Move({Status.SUBMITTED}, Status.ASSIGNED, "Mở lại phiếu chấm"),
        "excuse": Move({Status.ASSIGNED}, Status.EXCUSED, "Từ chối chấm"),
    }

    initiative = models.ForeignKey("Initiative", models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Person, models.PROTECT, related_name="initiative_reviews", verbose_name="người chấm")
    number = models.PositiveSmallIntegerField(default=1)
    """`Người chấm 2` of the initiative: what the others are shown."""
    status = models.CharField("trạng thái", max_length=12, choices=Status, default=Status.ASSIGNED)
    total = models.DecimalField("tổng điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    """Of what stands now; kept so that lists need no sum."""
    first_total = models.DecimalField("điểm chấm độc lập", max_digits=6, decimal_places=2, null=True, blank=True)
    """As handed in before the discussion."""
    comment = models.TextField("nhận xét chung", blank=True)
    reason = models.CharField("lý do không chấm", max_length=300, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)
    assigned_at = models.DateTimeField("giao lúc", auto_now_add=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)

    class Meta:
        verbose_name = "phiếu chấm"
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["reviewer", "status"], name="initiatives_review_by")]
        constraints = [models.UniqueConstraint(fields=["initiative", "reviewer"], name="initiatives_review_once")]

    def __str__(self) -> str:
        return f"Phiếu chấm {self.initiative.blind_code or self.initiative_id}, người chấm {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("initiatives:review", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.initiative.round.unit.path if self.initiative.round else self.initiative.audit_path


class Score(models.Model):
    """What a reviewer gave for one criterion."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.DecimalField("điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    met = models.BooleanField("đạt điều kiện", null=True, blank=True)
    comment = models.TextField("nhận xét", blank=True)

    class Meta:
        verbose_name = "điểm tiêu chí"
        constraints = [models.UniqueConstraint(fields=["review", "criterion"], name="initiatives_score_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points if self.points is not None else self.met}"


class Conflict(models.Model):
    """A person must not judge what this other person wrote: declared by one of them or known to the organiser."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="người chấm")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="tác giả")
    reason = models.CharField("lý do", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người khai")
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "xung đột lợi ích"
        constraints = [models.UniqueConstraint(fields=["person", "author"], name="initiatives_conflict_once")]

    def __str__(self) -> str:
        return f"{self.person} – {self.author}"


class Remark(models.Model):
    """A word in the discussion among the reviewers of an initiative."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="remarks")
    at = models.DateTimeField("lúc", auto_now_add=True)
    text = models.TextField("ý kiến", max_length=2000)

    class Meta:
        verbose_name = "ý kiến thảo luận"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
