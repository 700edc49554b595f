"""A plan and whom it is addressed to."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from thidua.documents.models import OfficialDocument
from thidua.kernel.text import fold
from thidua.kernel.workflow import Move
from thidua.people.models import Unit


class Plan(models.Model):
    """What a unit sets out to do over a time, as its document says; once issued its lines stand."""

    class Kind(models.TextChoices):
        MOVEMENT = "movement", "Phong trào thi đua"
        REFORM = "reform", "Cải cách hành chính"
        DIGITAL = "digital", "Chuyển đổi số"
        OTHER = "other", "Kế hoạch khác"

    class Status(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        ISSUED = "issued", "Đã ban hành"
        CLOSED = "closed", "Đã kết thúc"
        SUPERSEDED = "superseded", "Đã có bản thay thế"
        WITHDRAWN = "withdrawn", "Đã bỏ"

    class Recheck(models.TextChoices):
        ASKER = "asker", "Chỉ cấp đã yêu cầu bổ sung"
        CHAIN = "chain", "Duyệt lại từ đầu"

    MOVES: ClassVar[dict[str, Move]] = {
        "issue": Move({Status.DRAFT}, Status.ISSUED, "Ban hành"),
        "withdraw": Move({Status.DRAFT}, Status.WITHDRAWN, "Bỏ bản nháp"),
        "restore": Move({Status.WITHDRAWN}, Status.DRAFT, "Lấy lại bản nháp"),
        "close": Move({Status.ISSUED}, Status.CLOSED, "Kết thúc"),
        "reopen": Move({Status.CLOSED}, Status.ISSUED, "Mở lại"),
        "supersede": Move({Status.ISSUED}, Status.SUPERSEDED, "Thay bằng bản mới"),
    }

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="đơn vị ban hành")
    document = models.OneToOneField(OfficialDocument, models.PROTECT, related_name="plan", verbose_name="văn bản")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="kế hoạch cấp trên"
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="thay cho bản"
    )
    version = models.PositiveSmallIntegerField("bản số", default=1)
    family_key = models.UUIDField(default=uuid.uuid4, editable=False)
    """The same for all versions of a plan."""
    title = models.CharField("tên kế hoạch", max_length=1000)
    kind = models.CharField("loại kế hoạch", max_length=16, choices=Kind, default=Kind.OTHER)
    movement = models.CharField("tên phong trào", max_length=500, blank=True)
    start = models.DateField("thực hiện từ ngày", null=True, blank=True)
    end = models.DateField("đến ngày", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    recheck = models.CharField("sau khi bổ sung, ai duyệt lại", max_length=8, choices=Recheck, default=Recheck.ASKER)
    locks_after = models.PositiveSmallIntegerField("khóa sau hạn (ngày)", null=True, blank=True)
    """So many days after its deadline a paper can no longer be handed in without an extension; None never locks."""
    change_note = models.TextField("thay đổi so với bản trước", blank=True)
    issued_at = models.DateTimeField("ban hành lúc", null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ban hành"
    )
    created = models.DateTimeField("lập lúc", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    changed = models.DateTimeField("sửa lúc", auto_now=True)
    search_text = models.CharField(max_length=1700, editable=False, db_default="")

    class Meta:
        verbose_name = "kế hoạch"
        indexes = [
            models.Index(fields=["unit", "status", "-id"], name="plans_of_unit"),
            models.Index(fields=["status", "end"], name="plans_running"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")), name="plans_plan_period"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.title} {self.movement}")[:1700]
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class Addressee(models.Model):
    """A unit that a plan is addressed to; chosen while it is a draft, told when it is issued."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="addressees")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="received_plans", verbose_name="đơn vị")
    received_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    opened_at = models.DateTimeField("mở lần đầu lúc", null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField("xác nhận đã nắm lúc", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "đơn vị nhận"
        constraints = [models.UniqueConstraint(fields=["plan", "unit"], name="plans_addressee_once")]

    def __str__(self) -> str:
        return str(self.unit)
