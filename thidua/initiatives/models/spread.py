"""Units that apply what others made."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from thidua.documents.models import Attachment
from thidua.initiatives.models.initiatives import Initiative, place_of
from thidua.kernel.workflow import Move
from thidua.people.models import Unit


class Adoption(models.Model):
    """A unit applies a recognised initiative, with a result and evidence of its own."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Dự định áp dụng"
        APPLIED = "applied", "Đang áp dụng"
        REPORTED = "reported", "Đã có kết quả"
        DROPPED = "dropped", "Thôi áp dụng"

    MOVES: ClassVar[dict[str, Move]] = {
        "apply": Move({Status.PLANNED}, Status.APPLIED, "Bắt đầu áp dụng"),
        "report": Move({Status.PLANNED, Status.APPLIED}, Status.REPORTED, "Báo kết quả"),
        "drop": Move({Status.PLANNED, Status.APPLIED}, Status.DROPPED, "Thôi áp dụng"),
        "resume": Move({Status.DROPPED}, Status.PLANNED, "Áp dụng lại"),
    }

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="adoptions", verbose_name="sáng kiến")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adoptions", verbose_name="đơn vị áp dụng")
    status = models.CharField("trạng thái", max_length=12, choices=Status, default=Status.PLANNED)
    since = models.DateField("áp dụng từ ngày", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    beneficiary_count = models.PositiveIntegerField("số người hưởng lợi", null=True, blank=True)
    evidence = models.ManyToManyField(Attachment, blank=True, related_name="adoptions", verbose_name="minh chứng")
    at = models.DateTimeField("ghi lúc", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")

    class Meta:
        verbose_name = "lần áp dụng"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "unit"], name="initiatives_adoption_once")]

    def __str__(self) -> str:
        return f"{self.unit.label}: {self.initiative}"

    def get_absolute_url(self) -> str:
        return reverse("initiatives:adoption", args=[self.pk])

    @property
    def place(self) -> str:
        """Who applies it, a team with its school; lists bring the names along (`queries.places.with_both_homes`)."""
        return place_of(self.unit, getattr(self, "home", None))

    @property
    def origin(self) -> str:
        """Where it was made, in the same words."""
        return place_of(self.initiative.unit, getattr(self, "origin_home", None))

    @property
    def audit_path(self) -> str:
        return self.unit.path


class Question(models.Model):
    """What somebody who would apply it asks the authors; the answer stands on the page for the next one."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="questions", verbose_name="sáng kiến")
    text = models.TextField("câu hỏi", max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người hỏi")
    at = models.DateTimeField("hỏi lúc", auto_now_add=True)
    answer = models.TextField("trả lời", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    class Meta:
        verbose_name = "câu hỏi về sáng kiến"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def audit_path(self) -> str:
        return self.initiative.audit_path
