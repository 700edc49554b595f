"""Who is reminded of what, when and how; nothing is sent twice."""

from django.conf import settings
from django.db import models

from thidua.people.models import Person, Unit
from thidua.plans.models import Assignment, Obligation, Plan


class ReminderRule(models.Model):
    """On which days reminders go out for a plan's papers; without a plan for all plans of a unit and below."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="đơn vị")
    plan = models.OneToOneField(
        Plan, models.CASCADE, null=True, blank=True, related_name="reminder_rule", verbose_name="kế hoạch"
    )
    days = models.JSONField("ngày nhắc", default=list)
    """Days relative to the deadline: -7 a week before, 0 on the day, 3 three days late."""
    escalate_after = models.PositiveSmallIntegerField("báo người đứng đầu sau khi trễ (ngày)", null=True, blank=True)
    active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "quy tắc nhắc việc"
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(plan__isnull=True), name="progress_reminder_rule_of_unit"
            )
        ]

    def __str__(self) -> str:
        return f"Nhắc việc của {self.plan or self.unit}"

    @property
    def audit_path(self) -> str:
        return self.unit.path


class Reminder(models.Model):
    """A reminder that went out for a paper or a share of a task. `key` (what caused it, of which day) is unique for
    each of them, so it goes out once.
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, null=True, blank=True, related_name="reminders")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="reminders")
    key = models.CharField(max_length=120)
    day = models.DateField("ngày nhắc")
    at = models.DateTimeField("lúc", auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """None for what went out by a rule."""
    told = models.PositiveSmallIntegerField("số người được nhắc", default=0)

    class Meta:
        verbose_name = "lần nhắc"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["day", "by"], name="progress_reminded_on")]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "key"], name="progress_reminder_once"),
            models.UniqueConstraint(fields=["assignment", "key"], name="progress_reminder_of_share_once"),
            models.CheckConstraint(
                condition=models.Q(obligation__isnull=True, assignment__isnull=False)
                | models.Q(obligation__isnull=False, assignment__isnull=True),
                name="progress_reminder_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation or self.assignment} {self.key}"


class Preference(models.Model):
    """How a person wants to be told; without a row: in the inbox, and one letter a day where an address is known."""

    class Letters(models.TextChoices):
        DAILY = "daily", "Một thư mỗi ngày khi có việc mới"
        URGENT = "urgent", "Chỉ khi có việc đến hạn hoặc quá hạn"
        NEVER = "never", "Không gửi thư"

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="preference")
    letters = models.CharField("thư điện tử", max_length=8, choices=Letters, default=Letters.DAILY)
    quiet_from = models.TimeField("không gửi từ", null=True, blank=True)
    quiet_to = models.TimeField("đến", null=True, blank=True)

    class Meta:
        verbose_name = "cách nhận tin"

    def __str__(self) -> str:
        return f"Cách nhận tin của {self.person}"


class Digest(models.Model):
    """The letter of one day to one person. Claimed before it is sent, so that two workers never send it both."""

    class Status(models.TextChoices):
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    person = models.ForeignKey(Person, models.CASCADE, related_name="digests")
    day = models.DateField("ngày")
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.SENDING)
    up_to = models.PositiveBigIntegerField()
    """The newest notice in it."""
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "thư tổng hợp"
        indexes = [models.Index(fields=["day", "status"], name="progress_digest_state")]
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="progress_digest_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.day}"
