"""What issuing a plan creates: what each unit owes, and what each team and person has to do."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models

from thidua.documents.models import Attachment
from thidua.kernel.workflow import Move
from thidua.people.models import Person, Unit
from thidua.plans.models.lines import Duty, Task


class Obligation(models.Model):
    """What one unit owes for one duty by one date. Lateness is computed from dates, never stored."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Chưa bắt đầu"
        DRAFTING = "drafting", "Đang soạn"
        SUBMITTED = "submitted", "Đã nộp, chờ duyệt"
        ACCEPTED = "accepted", "Đã chấp nhận"
        RETURNED = "returned", "Bị trả lại"

    MOVES: ClassVar[dict[str, Move]] = {
        "start": Move({Status.NOT_STARTED}, Status.DRAFTING, "Bắt đầu soạn"),
        "submit": Move({Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED}, Status.SUBMITTED, "Nộp"),
        "withdraw": Move({Status.SUBMITTED}, Status.DRAFTING, "Rút lại"),
        "accept": Move({Status.SUBMITTED}, Status.ACCEPTED, "Chấp nhận"),
        "return": Move({Status.SUBMITTED}, Status.RETURNED, "Trả lại"),
    }
    OWING: ClassVar[frozenset[str]] = frozenset({Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED})

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="obligations", verbose_name="mốc")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations", verbose_name="đơn vị")
    due = models.DateField("hạn")
    extended_to = models.DateField("gia hạn đến", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.NOT_STARTED)
    note = models.TextField("lời kèm theo", blank=True)
    reason = models.TextField("lý do trả lại", blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="obligations", verbose_name="tệp nộp")
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "việc phải nộp"
        constraints = [models.UniqueConstraint(fields=["duty", "unit", "due"], name="plans_obligation_once")]
        indexes = [models.Index(fields=["unit", "status", "due"], name="plans_obligation_owed")]

    def __str__(self) -> str:
        return f"{self.duty.text} – {self.unit.label}"

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def deadline(self) -> date:
        return self.extended_to or self.due

    @property
    def is_owing(self) -> bool:
        return self.status in self.OWING


class Assignment(models.Model):
    """One unit's or person's share of a task, for one due date."""

    class Status(models.TextChoices):
        OPEN = "open", "Chưa nhận"
        TAKEN = "taken", "Đang làm"
        DONE = "done", "Xong, chờ xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"
        RETURNED = "returned", "Bị trả lại"

    MOVES: ClassVar[dict[str, Move]] = {
        "take": Move({Status.OPEN}, Status.TAKEN, "Nhận việc"),
        "release": Move({Status.TAKEN, Status.RETURNED}, Status.OPEN, "Trả việc cho tổ"),
        "finish": Move({Status.TAKEN, Status.RETURNED}, Status.DONE, "Báo đã xong"),
        "resume": Move({Status.DONE}, Status.TAKEN, "Làm tiếp"),
        "confirm": Move({Status.DONE}, Status.CONFIRMED, "Xác nhận"),
        "return": Move({Status.DONE}, Status.RETURNED, "Trả lại"),
    }
    UNDONE: ClassVar[frozenset[str]] = frozenset({Status.OPEN, Status.TAKEN, Status.RETURNED})

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments", verbose_name="nhiệm vụ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="đơn vị")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="người làm"
    )
    due = models.DateField("hạn", null=True, blank=True)
    share = models.CharField(max_length=60, editable=False)
    """Whose share of the task for which date, as `share_of` writes it: the same share is never given twice."""
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.OPEN)
    note = models.TextField("kết quả", blank=True)
    reason = models.TextField("lý do trả lại", blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="assignments", verbose_name="minh chứng")
    done_at = models.DateTimeField("báo xong lúc", null=True, blank=True)
    decided_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "phần việc"
        constraints = [
            models.UniqueConstraint(fields=["task", "share"], name="plans_assignment_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "status", "due"], name="plans_assignment_unit"),
            models.Index(fields=["person", "status", "due"], name="plans_assignment_person"),
        ]

    def __str__(self) -> str:
        return f"{self.task.text} – {self.unit.label}"

    @staticmethod
    def share_of(unit: Unit, person: Person | None, due: date | None) -> str:
        return f"{unit.pk}:{person.pk if person else ''}:{due or ''}"

    @property
    def audit_path(self) -> str:
        return self.unit.path
