"""A time in which initiatives are registered, carried out, reported and judged together."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from thidua.kernel.workflow import Move
from thidua.people.models import Unit
from thidua.plans.models import Plan


def day_before(moment: datetime) -> date:
    """The day that ends at a first moment that is too late."""
    return timezone.localtime(moment - timedelta(seconds=1)).date()


class Round(models.Model):
    """One round (đợt) of a unit. Its moments say when one may register and report, its state how far the review is."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        ANNOUNCED = "announced", "Đã thông báo"
        SCORING = "scoring", "Đang chấm độc lập"
        DISCUSSION = "discussion", "Đang thảo luận"
        CONCLUDED = "concluded", "Đã kết thúc"

    class Registrants(models.TextChoices):
        ANYBODY = "anybody", "Cá nhân và tập thể"
        PERSONS = "persons", "Từng cá nhân"
        TEAMS = "teams", "Tổ trưởng, người phụ trách thay mặt tập thể"

    MOVES: ClassVar[dict[str, Move]] = {
        "announce": Move({Status.DRAFT}, Status.ANNOUNCED, "Thông báo đợt"),
        "open_scoring": Move({Status.ANNOUNCED}, Status.SCORING, "Mở chấm điểm"),
        "open_discussion": Move({Status.SCORING}, Status.DISCUSSION, "Mở thảo luận"),
        "resume_scoring": Move({Status.DISCUSSION}, Status.SCORING, "Quay lại chấm độc lập"),
        "conclude": Move({Status.ANNOUNCED, Status.SCORING, Status.DISCUSSION}, Status.CONCLUDED, "Kết thúc đợt"),
    }
    REVIEWING = frozenset({Status.SCORING, Status.DISCUSSION})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="initiative_rounds", verbose_name="đơn vị tổ chức")
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="initiative_rounds", verbose_name="theo kế hoạch"
    )
    name = models.CharField("tên đợt", max_length=300)
    year = models.PositiveSmallIntegerField("năm")
    """The calendar year in which what is recognised counts."""
    opens = models.DateTimeField("nhận đăng ký từ")
    closes = models.DateTimeField("nhận đăng ký đến trước")
    """The first moment that is too late, as is `report_by`: 0:00 of the day after the last one."""
    report_by = models.DateTimeField("nộp kết quả đến trước", null=True, blank=True)
    registrants = models.CharField("ai được đăng ký", max_length=8, choices=Registrants, default=Registrants.ANYBODY)
    below = models.BooleanField("nhận cả từ đơn vị cấp dưới", default=False)
    """Whether persons of units below may register, beside those of the unit and its teams."""
    most_per_unit = models.PositiveSmallIntegerField("mỗi đơn vị nhiều nhất", null=True, blank=True)
    most_per_person = models.PositiveSmallIntegerField("mỗi người nhiều nhất", null=True, blank=True)
    most_authors = models.PositiveSmallIntegerField("số tác giả nhiều nhất", null=True, blank=True)
    rubric = models.ForeignKey(
        "Rubric", models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name="bộ tiêu chí chấm"
    )
    blind = models.BooleanField("chấm kín", default=True)
    """Reviewers are not told who wrote what until the round is concluded."""
    score_by = models.DateTimeField("chấm xong trước", null=True, blank=True)
    note = models.TextField("hướng dẫn", blank=True)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    created = models.DateTimeField("lập lúc", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")

    class Meta:
        verbose_name = "đợt sáng kiến"
        ordering = ["-closes", "-pk"]
        indexes = [models.Index(fields=["unit", "status", "-closes"], name="initiatives_round_of_unit")]
        constraints = [models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="initiatives_round_dates")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("initiatives:round", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def hides_authors(self) -> bool:
        """Whether reviewers must not learn who wrote what, as things are."""
        return self.blind and self.status != self.Status.CONCLUDED

    @property
    def last_day(self) -> date:
        """On which one may still register."""
        return day_before(self.closes)

    @property
    def report_day(self) -> date | None:
        return day_before(self.report_by) if self.report_by else None

    @property
    def score_day(self) -> date | None:
        return day_before(self.score_by) if self.score_by else None

    @property
    def begins_later(self) -> bool:
        return self.opens > timezone.now()

    def takes_registrations(self, now: datetime) -> bool:
        return self.status == self.Status.ANNOUNCED and self.opens <= now < self.closes

    def takes_reports(self, now: datetime) -> bool:
        is_over = self.status in {self.Status.DRAFT, self.Status.CONCLUDED}
        return not is_over and (self.report_by is None or now < self.report_by)
