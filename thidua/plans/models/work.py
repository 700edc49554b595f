"""What issuing a plan creates: what each unit owes, and what each team and person has to do."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from thidua.documents.models import Attachment
from thidua.kernel.calendar import Period
from thidua.kernel.workflow import Move
from thidua.people.models import Person, Unit
from thidua.plans.models.lines import Duty, Target, Task

MOST_NOTE, MOST_REASON = 10_000, 2_000
"""Letters of what is handed in as text, and of a reason."""


def at_most(field: str, letters: int, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=LessThanOrEqual(Length(field), letters), name=name)


class Obligation(models.Model):
    """What one unit owes for one duty by one date. Lateness is computed from dates, never stored.

    With a `period` it is the hand-in of the figures of that period: the cells hang on it.
    """

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Chưa bắt đầu"
        DRAFTING = "drafting", "Đang soạn"
        CONFIRMING = "confirming", "Chờ duyệt trong đơn vị"
        SUBMITTED = "submitted", "Đã nộp, chờ duyệt"
        ACCEPTED = "accepted", "Đã chấp nhận"
        RETURNED = "returned", "Bị trả lại"
        EXCUSED = "excused", "Không phải nộp"

    MOVES: ClassVar[dict[str, Move]] = {
        "start": Move({Status.NOT_STARTED}, Status.DRAFTING, "Bắt đầu soạn"),
        "propose": Move({Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED}, Status.CONFIRMING, "Trình duyệt"),
        "reject": Move({Status.CONFIRMING}, Status.DRAFTING, "Chưa duyệt, sửa lại"),
        "confirm": Move({Status.CONFIRMING}, Status.SUBMITTED, "Duyệt và nộp"),
        "submit": Move({Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED}, Status.SUBMITTED, "Nộp"),
        "withdraw": Move({Status.CONFIRMING, Status.SUBMITTED}, Status.DRAFTING, "Rút lại"),
        "accept": Move({Status.SUBMITTED}, Status.ACCEPTED, "Chấp nhận"),
        "return": Move({Status.SUBMITTED}, Status.RETURNED, "Trả lại"),
        "excuse": Move(
            {Status.NOT_STARTED, Status.DRAFTING, Status.CONFIRMING, Status.RETURNED}, Status.EXCUSED, "Miễn nộp"
        ),
        "demand": Move({Status.EXCUSED}, Status.NOT_STARTED, "Yêu cầu nộp lại"),
    }
    OWING: ClassVar[frozenset[str]] = frozenset(
        {Status.NOT_STARTED, Status.DRAFTING, Status.CONFIRMING, Status.RETURNED}
    )
    WRITABLE: ClassVar[frozenset[str]] = frozenset({Status.NOT_STARTED, Status.DRAFTING, Status.RETURNED})
    """The states in which the unit writes at it."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="obligations", verbose_name="mốc")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations", verbose_name="đơn vị")
    due = models.DateField("hạn")
    extended_to = models.DateField("gia hạn đến", null=True, blank=True)
    period = models.CharField("kỳ số liệu", max_length=24, blank=True, editable=False)
    """Key of the `kernel.calendar.Period` whose figures are handed in; empty for other papers."""
    place = models.CharField(max_length=255, blank=True, editable=False)
    """For figures: the units that sum them, nearest first, as ids between commas, as the tree stood in the period."""
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.NOT_STARTED)
    note = models.TextField("lời kèm theo", blank=True)
    reason = models.TextField("lý do trả lại", blank=True)
    attachments = models.ManyToManyField(Attachment, blank=True, related_name="obligations", verbose_name="tệp nộp")
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("đơn vị duyệt lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "việc phải nộp"
        constraints = [
            models.UniqueConstraint(fields=["duty", "unit", "due"], name="plans_obligation_once"),
            at_most("note", MOST_NOTE, "plans_obligation_note"),
            at_most("reason", MOST_REASON, "plans_obligation_reason"),
        ]
        indexes = [
            models.Index(fields=["unit", "status", "due"], name="plans_obligation_owed"),
            models.Index(fields=["status", "due"], name="plans_obligation_due"),
            models.Index(fields=["duty", "period", "place"], name="plans_obligation_summed"),
        ]

    def __str__(self) -> str:
        return f"{self.text} – {self.unit.label}"

    @property
    def text(self) -> str:
        """What is owed, in words; of figures with their period."""
        return f"{self.duty.text} – {Period.from_key(self.period).label}" if self.period else self.duty.text

    @property
    def summing_ids(self) -> list[int]:
        """Ids of the units in `place`, nearest first."""
        return [int(part) for part in self.place.split(",") if part]

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def deadline(self) -> date:
        return self.extended_to or self.due

    @property
    def is_owing(self) -> bool:
        return self.status in self.OWING


class Flag(models.Model):
    """One item of a returned paper that must be mended: a file of it, or the figure for a target. What is not flagged
    stays closed. Without either it is the paper as a whole.
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="flags")
    attachment = models.ForeignKey(Attachment, models.CASCADE, null=True, blank=True, related_name="+")
    target = models.ForeignKey(Target, models.CASCADE, null=True, blank=True, related_name="+")
    reason = models.CharField("cần sửa gì", max_length=500)
    answered_at = models.DateTimeField("sửa lúc", null=True, blank=True)
    answer = models.ForeignKey(Attachment, models.SET_NULL, null=True, blank=True, related_name="+")
    """The file that was put in the place of the flagged one."""
    raised_at = models.DateTimeField("nêu lúc", auto_now_add=True)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField("xong lúc", null=True, blank=True)
    """When the unit handed it in again."""

    class Meta:
        verbose_name = "mục phải sửa"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reason

    @property
    def audit_path(self) -> str:
        return self.obligation.audit_path

    @property
    def item(self) -> str:
        """What is flagged, in words."""
        return str(self.attachment or self.target or "Cả bản nộp")


class ExtensionRequest(models.Model):
    """A unit asks for more time for one paper; at most one asks at a time."""

    class Status(models.TextChoices):
        ASKED = "asked", "Đang xin"
        GRANTED = "granted", "Đã gia hạn"
        REFUSED = "refused", "Không gia hạn"

    MOVES: ClassVar[dict[str, Move]] = {
        "grant": Move({Status.ASKED}, Status.GRANTED, "Gia hạn"),
        "refuse": Move({Status.ASKED}, Status.REFUSED, "Không gia hạn"),
    }

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="extension_requests")
    until = models.DateField("xin đến ngày")
    reason = models.TextField("lý do xin gia hạn")
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField("xin lúc", auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.TextField("trả lời", blank=True)
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "đề nghị gia hạn"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=models.Q(status="asked"), name="plans_extension_asked_once"
            ),
            at_most("reason", MOST_REASON, "plans_extension_reason"),
            at_most("answer", MOST_REASON, "plans_extension_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} – đến {self.until:%d/%m/%Y}"

    @property
    def audit_path(self) -> str:
        return self.obligation.audit_path


class Chain(models.Model):
    """Whose word the papers of a unit need before they go up."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="chain")
    head_confirms = models.BooleanField("người đứng đầu duyệt trước khi nộp lên", default=False)

    class Meta:
        verbose_name = "lối duyệt của đơn vị"

    def __str__(self) -> str:
        return f"Lối duyệt của {self.unit}"

    @property
    def audit_path(self) -> str:
        return self.unit.path


class Assignment(models.Model):
    """One unit's or person's share of a task, for one due date."""

    class Status(models.TextChoices):
        OPEN = "open", "Chưa nhận"
        TAKEN = "taken", "Đang làm"
        DONE = "done", "Xong, chờ xác nhận"
        CONFIRMED = "confirmed", "Đã xác nhận"
        RETURNED = "returned", "Bị trả lại"
        ENDED = "ended", "Không còn phải làm"

    MOVES: ClassVar[dict[str, Move]] = {
        "take": Move({Status.OPEN}, Status.TAKEN, "Nhận việc"),
        "release": Move({Status.TAKEN, Status.RETURNED}, Status.OPEN, "Trả việc cho tổ"),
        "finish": Move({Status.TAKEN, Status.RETURNED}, Status.DONE, "Báo đã xong"),
        "resume": Move({Status.DONE}, Status.TAKEN, "Làm tiếp"),
        "confirm": Move({Status.DONE}, Status.CONFIRMED, "Xác nhận"),
        "return": Move({Status.DONE}, Status.RETURNED, "Trả lại"),
    }
    UNDONE: ClassVar[frozenset[str]] = frozenset({Status.OPEN, Status.TAKEN, Status.RETURNED})
    FINISHED: ClassVar[frozenset[str]] = frozenset({Status.DONE, Status.CONFIRMED})
    """An ended share, which a new version of the plan no longer gives, is neither."""

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
            at_most("note", MOST_NOTE, "plans_assignment_note"),
            at_most("reason", MOST_REASON, "plans_assignment_reason"),
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
