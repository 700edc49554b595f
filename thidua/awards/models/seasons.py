"""Rounds of review, what is registered in them, and pledges of clusters."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from thidua.awards.models.subjects import AboutSubject, YearField, one_subject
from thidua.kernel.text import clean, fold
from thidua.kernel.workflow import Move
from thidua.law import Unknown, Year, national_rules
from thidua.people.models import Cluster, Person, Unit
from thidua.plans.models import Plan
from thidua.progress.reminding import DEFAULT


def usual_days() -> list[int]:
    """As far before a deadline as for all other work where nobody says otherwise."""
    return DEFAULT.before


class Season(models.Model):
    """One review of awards in a unit (đợt xét): of a year, of a movement at its summing-up, or for one occasion."""

    class Kind(models.TextChoices):
        YEARLY = "yearly", "Thường xuyên hằng năm"
        MOVEMENT = "movement", "Sơ kết, tổng kết phong trào"
        OCCASION = "occasion", "Đột xuất"

    class Status(models.TextChoices):
        OPEN = "open", "Đang mở"
        CLOSED = "closed", "Đã kết thúc"

    MOVES: ClassVar[dict[str, Move]] = {
        "close": Move({Status.OPEN}, Status.CLOSED, "Kết thúc đợt"),
        "reopen": Move({Status.CLOSED}, Status.OPEN, "Mở lại"),
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seasons", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=16, choices=Kind, default=Kind.YEARLY)
    year = YearField("năm")
    title = models.CharField("tên đợt", max_length=200)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="seasons", verbose_name="theo kế hoạch"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="đợt của cấp trên"
    )
    awards = models.JSONField("xét danh hiệu, hình thức", default=list)
    """Keys of `thidua.law`."""
    registers_from = models.DateField("đăng ký từ ngày", null=True, blank=True)
    registers_until = models.DateField("đăng ký đến hết ngày", null=True, blank=True)
    reminds_before = models.JSONField("nhắc trước hạn đăng ký (ngày)", default=usual_days)
    """So many days before the last day who has not registered is reminded."""
    send_by = models.DateField("gửi hồ sơ đến hết ngày", null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField("công khai (ngày làm việc)", default=0)
    """Working days that nominees are shown before a decision; 0 where the unit does not."""
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.OPEN)
    search_text = models.CharField(max_length=300, editable=False, db_default="")

    class Meta:
        verbose_name = "đợt xét khen thưởng"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "year", "title"], name="awards_season_once"),
            models.CheckConstraint(
                condition=Q(registers_from__isnull=True)
                | Q(registers_until__isnull=True)
                | Q(registers_until__gte=models.F("registers_from")),
                name="awards_season_dates",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-year"], name="awards_season_of_unit")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = clean(self.title)
        self.search_text = fold(f"{self.title} {self.year}")[:300]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:season", args=[self.pk])

    @property
    def law_year(self) -> Year:
        return Year.of(self.year)

    @property
    def audit_path(self) -> str:
        return self.unit.path


class Registration(AboutSubject):
    """A person or a team says for which award they will work this year. Its absence is a warning, never a bar:
    Luật 06/2022/QH15, Điều 7 no longer names registration as a base.
    """

    class Status(models.TextChoices):
        REGISTERED = "registered", "Đã đăng ký"
        WITHDRAWN = "withdrawn", "Đã rút"

    MOVES: ClassVar[dict[str, Move]] = {
        "withdraw": Move({Status.REGISTERED}, Status.WITHDRAWN, "Rút đăng ký"),
        "renew": Move({Status.WITHDRAWN}, Status.REGISTERED, "Đăng ký lại"),
    }

    season = models.ForeignKey(Season, models.PROTECT, related_name="registrations", verbose_name="đợt xét")
    award = models.CharField("danh hiệu, hình thức", max_length=60)
    goals = models.TextField("chỉ tiêu, nội dung phấn đấu", blank=True)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.REGISTERED)
    late = models.BooleanField("đăng ký sau hạn", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đăng ký")
    at = models.DateTimeField("đăng ký lúc", auto_now_add=True)

    class Meta:
        verbose_name = "đăng ký thi đua"
        constraints = [
            one_subject("awards_registration_subject"),
            models.UniqueConstraint(
                fields=["season", "person", "award"], condition=Q(person__isnull=False), name="awards_registered_person"
            ),
            models.UniqueConstraint(
                fields=["season", "collective", "award"],
                condition=Q(collective__isnull=False),
                name="awards_registered_collective",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.award_name}"

    @property
    def award_name(self) -> str:
        """As the law names it; the key itself where no rule of the State knows it."""
        try:
            return national_rules().award(self.award).name
        except Unknown:
            return self.award

    @property
    def audit_path(self) -> str:
        return self.season.audit_path


class Pledge(models.Model):
    """What units of a cluster promise each other for a year (giao ước thi đua)."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        OPEN = "open", "Đang ký"
        SIGNED = "signed", "Đã ký xong"

    MOVES: ClassVar[dict[str, Move]] = {
        "open": Move({Status.DRAFT}, Status.OPEN, "Gửi các đơn vị ký"),
        "close": Move({Status.OPEN}, Status.SIGNED, "Kết thúc ký"),
        "recall": Move({Status.OPEN}, Status.DRAFT, "Rút lại để sửa"),
    }

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="pledges", verbose_name="cụm, khối")
    year = YearField("năm")
    title = models.CharField("tên giao ước", max_length=200)
    text = models.TextField("nội dung giao ước")
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người soạn")
    search_text = models.CharField(max_length=300, editable=False, db_default="")

    class Meta:
        verbose_name = "giao ước thi đua"
        ordering = ["-year", "-pk"]
        constraints = [models.UniqueConstraint(fields=["cluster", "year", "title"], name="awards_pledge_once")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.title} {self.year}")[:300]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:pledge", args=[self.pk])

    @property
    def law_year(self) -> Year:
        return Year.of(self.year)

    @property
    def audit_path(self) -> str:
        return self.cluster.audit_path


class PledgeSignature(models.Model):
    """A unit's head signed."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="signatures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pledges_signed", verbose_name="đơn vị")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="người ký")
    at = models.DateTimeField("ký lúc", auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "unit"], name="awards_pledge_signed_once")]

    def __str__(self) -> str:
        return f"{self.unit.label}: {self.person.full_name}"
