"""Councils, who sits on them, and the rules of their own."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from thidua.kernel.text import clean, fold


class Council(models.Model):
    """A council that a unit's head established by decision, for a term."""

    class Purpose(models.TextChoices):
        EMULATION = "emulation", "Thi đua - Khen thưởng"
        INITIATIVES = "initiatives", "Sáng kiến"
        OTHER = "other", "Việc khác"

    class Level(models.TextChoices):
        """The councils that quorum rules of `thidua.law` know."""

        BASE = "base", "Cấp cơ sở"
        PROVINCE = "province", "Cấp bộ, tỉnh"
        CENTRAL = "central", "Trung ương"

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="councils", verbose_name="đơn vị thành lập")
    name = models.CharField("tên hội đồng", max_length=200)
    purpose = models.CharField("nhiệm vụ", max_length=16, choices=Purpose, default=Purpose.EMULATION)
    level = models.CharField("cấp hội đồng", max_length=16, choices=Level, default=Level.BASE)
    decision_number = models.CharField("số quyết định thành lập", max_length=80)
    decision_date = models.DateField("ngày quyết định")
    valid_from = models.DateField("nhiệm kỳ từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    least_shown = models.PositiveSmallIntegerField("chỉ nêu số phiếu khi có từ", default=3)
    """Of fewer votes than this only the outcome is kept, no numbers: of two votes each voter can tell the other."""
    search_text = models.CharField(max_length=400, editable=False, db_default="")

    class Meta:
        verbose_name = "hội đồng"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="councils_council_dates",
            ),
            models.UniqueConstraint(fields=["unit", "decision_number", "decision_date"], name="councils_council_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name, self.decision_number = clean(self.name), clean(self.decision_number)
        self.search_text = fold(f"{self.name} {self.decision_number}")[:400]
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path

    def is_running(self, today: date) -> bool:
        return self.valid_from <= today and (self.valid_to is None or today <= self.valid_to)


class Seat(models.Model):
    """A person's place on a council, first and last day included."""

    class Office(models.TextChoices):
        CHAIR = "chair", "Chủ tịch"
        VICE_CHAIR = "vice_chair", "Phó Chủ tịch"
        STANDING = "standing", "Ủy viên thường trực"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    council = models.ForeignKey(Council, models.PROTECT, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name="người")
    office = models.CharField("chức vụ trong hội đồng", max_length=16, choices=Office, default=Office.MEMBER)
    may_vote = models.BooleanField("có quyền biểu quyết", default=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "thành viên hội đồng"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="councils_seat_dates"
            ),
            models.UniqueConstraint(
                fields=["council", "person"], condition=Q(valid_to__isnull=True), name="councils_seat_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "council"], name="councils_seat_person")]

    def __str__(self) -> str:
        return f"{self.get_office_display()}: {self.person.full_name}"

    @property
    def audit_path(self) -> str:
        return self.council.audit_path


class HouseRule(models.Model):
    """What the council's own regulation says of votes or quorum; lies over the law, with a source of its own."""

    class Kind(models.TextChoices):
        VOTE = "vote", "Tỷ lệ phiếu để được thông qua"
        QUORUM = "quorum", "Số thành viên tối thiểu để họp"

    class Whole(models.TextChoices):
        ALL_MEMBERS = "all_members", "tổng số thành viên hội đồng"
        PRESENT_MEMBERS = "present_members", "số thành viên dự họp"

    council = models.ForeignKey(Council, models.PROTECT, related_name="house_rules")
    kind = models.CharField("quy định về", max_length=8, choices=Kind)
    matter = models.CharField("áp dụng cho", max_length=60, blank=True)
    """An award key of `thidua.law` or `initiative`; empty for all."""
    numerator = models.PositiveSmallIntegerField("tử số")
    denominator = models.PositiveSmallIntegerField("mẫu số")
    is_strict = models.BooleanField("phải nhiều hơn tỷ lệ này", default=False)
    """`trên 50%` and not `từ 50%`."""
    whole = models.CharField("tính trên", max_length=16, choices=Whole, default=Whole.ALL_MEMBERS)
    counts_recused = models.BooleanField("tính cả người không tham gia biểu quyết nội dung đó", default=True)
    absent_in_writing = models.BooleanField("thành viên vắng mặt gửi ý kiến bằng phiếu", default=True)
    source = models.CharField("căn cứ", max_length=300)
    valid_from = models.DateField("áp dụng từ ngày")
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "quy định của hội đồng"
        ordering = ["kind", "matter", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(denominator__gt=0, numerator__gt=0, numerator__lte=models.F("denominator")),
                name="councils_house_rule_share",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.source}"

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def audit_path(self) -> str:
        return self.council.audit_path
