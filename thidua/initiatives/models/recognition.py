"""Recognised by a decision, and used for titles."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from thidua.documents.models import OfficialDocument
from thidua.kernel.workflow import Move
from thidua.people.models import Person, Unit


class Scope(models.TextChoices):
    """How wide it is recognised; from narrow to wide. Luật 06/2022/QH15, Điều 21-23."""

    UNIT = "unit", "Cơ sở"
    PROVINCE = "province", "Bộ, ngành, tỉnh"
    NATION = "nation", "Toàn quốc"


class Recognition(models.Model):
    """One decision that recognises an initiative at one scope."""

    class Status(models.TextChoices):
        VALID = "valid", "Có hiệu lực"
        REVOKED = "revoked", "Đã hủy bỏ"

    MOVES: ClassVar[dict[str, Move]] = {"revoke": Move({Status.VALID}, Status.REVOKED, "Hủy bỏ công nhận")}

    initiative = models.ForeignKey("Initiative", models.PROTECT, related_name="recognitions")
    scope = models.CharField("phạm vi", max_length=8, choices=Scope)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị công nhận"
    )
    decided_by = models.CharField("cơ quan quyết định", max_length=300)
    decision_number = models.CharField("số quyết định", max_length=80)
    decision_date = models.DateField("ngày quyết định")
    document = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản"
    )
    votes_for = models.PositiveSmallIntegerField("số phiếu đồng ý", null=True, blank=True)
    votes_of = models.PositiveSmallIntegerField("trên tổng số thành viên", null=True, blank=True)
    certificate_number = models.CharField("số giấy chứng nhận", max_length=80, blank=True)
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.VALID)
    reason = models.TextField("lý do hủy bỏ", blank=True)
    at = models.DateTimeField("ghi lúc", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")

    class Meta:
        verbose_name = "công nhận sáng kiến"
        ordering = ["decision_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "scope"],
                condition=models.Q(status="valid"),
                name="initiatives_recognition_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: Quyết định số {self.decision_number} ngày {self.decision_date:%d/%m/%Y}"

    @property
    def audit_path(self) -> str:
        return self.initiative.audit_path


class TitleUse(models.Model):
    """An author used the initiative for a title (key of the law pack) in a year; for the same title only once."""

    initiative = models.ForeignKey("Initiative", models.PROTECT, related_name="title_uses")
    person = models.ForeignKey(Person, models.PROTECT, related_name="initiative_uses", verbose_name="người")
    award = models.CharField("danh hiệu", max_length=80)
    award_name = models.CharField("tên danh hiệu", max_length=200)
    year = models.PositiveSmallIntegerField("năm xét")
    at = models.DateTimeField("ghi lúc", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")

    class Meta:
        verbose_name = "lần dùng xét danh hiệu"
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "person", "award"], name="initiatives_title_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.award_name} năm {self.year}"

    @property
    def audit_path(self) -> str:
        return self.initiative.audit_path
