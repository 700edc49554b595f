"""Meetings: what is on, who is there, what lies before them."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone

from thidua.councils.models.councils import Council, Seat
from thidua.kernel.workflow import Move


class Meeting(models.Model):
    """One meeting of a council, from being prepared to its minutes."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang chuẩn bị"
        INVITED = "invited", "Đã mời họp"
        HELD = "held", "Đang họp"
        ENDED = "ended", "Đã họp xong"
        CANCELLED = "cancelled", "Đã hủy"

    MOVES: ClassVar[dict[str, Move]] = {
        "invite": Move({Status.DRAFT}, Status.INVITED, "Mời họp"),
        "begin": Move({Status.INVITED}, Status.HELD, "Khai mạc"),
        "end": Move({Status.HELD}, Status.ENDED, "Bế mạc"),
        "cancel": Move({Status.DRAFT, Status.INVITED}, Status.CANCELLED, "Hủy phiên họp"),
    }

    OVER = frozenset({Status.ENDED, Status.CANCELLED})

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings")
    title = models.CharField("tên phiên họp", max_length=200)
    starts = models.DateTimeField("thời gian")
    venue = models.CharField("địa điểm", max_length=200)
    link = models.URLField("địa chỉ họp trực tuyến", max_length=500, blank=True)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    presiding = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="chủ tọa")
    secretary = models.ForeignKey(Seat, models.PROTECT, related_name="+", verbose_name="thư ký")
    counters = models.ManyToManyField(Seat, related_name="+", blank=True, verbose_name="tổ kiểm phiếu")
    began = models.DateTimeField("khai mạc lúc", null=True, blank=True)
    ended = models.DateTimeField("bế mạc lúc", null=True, blank=True)
    minutes = models.ForeignKey(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="minutes_of"
    )
    conclusion = models.TextField("kết luận của chủ tọa", blank=True)

    class Meta:
        verbose_name = "phiên họp"
        ordering = ["-starts", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def first_day(self) -> date:
        """The day for which it was called."""
        return timezone.localdate(self.starts)

    @property
    def day(self) -> date:
        """The day whose rules and seats hold."""
        return timezone.localdate(self.began or self.starts)

    @property
    def audit_path(self) -> str:
        return self.council.audit_path


class Attendance(models.Model):
    """Whether a member is there."""

    class State(models.TextChoices):
        EXPECTED = "expected", "Chưa điểm danh"
        PRESENT = "present", "Có mặt"
        ONLINE = "online", "Dự qua mạng"
        EXCUSED = "excused", "Vắng có phép"
        ABSENT = "absent", "Vắng không phép"

    THERE: ClassVar[frozenset[str]] = frozenset({State.PRESENT, State.ONLINE})

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendances")
    state = models.CharField("điểm danh", max_length=16, choices=State, default=State.EXPECTED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="councils_attendance_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_state_display()}"


class Item(models.Model):
    """Something on the agenda. `kind` and `subject` name the thing of the room that brought it."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField("nội dung", max_length=300)
    text = models.TextField("trình bày", blank=True)
    matter = models.CharField("biểu quyết theo quy định về", max_length=60, blank=True)
    kind = models.CharField(max_length=40, blank=True, editable=False)
    subject = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    nominees = models.JSONField("danh sách đưa ra biểu quyết", default=list, blank=True)
    """What ballots of this item ask about, as [label, id of the room that brought it or null]."""
    attachments = models.ManyToManyField("documents.Attachment", related_name="council_items", blank=True)
    notes = models.TextField("ý kiến thảo luận", blank=True)

    class Meta:
        verbose_name = "nội dung họp"
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["kind", "subject"], name="councils_item_subject")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_path(self) -> str:
        return self.meeting.audit_path


class ItemFile(models.Model):
    """A paper to read before the meeting; kept here, because only members may open it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="files")
    file = models.ForeignKey("documents.File", models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=255)

    def __str__(self) -> str:
        return self.name

    @property
    def audit_path(self) -> str:
        return self.item.audit_path


class Recusal(models.Model):
    """A member who takes no part in an item because it touches them."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="recusals")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="recusals")
    reason = models.CharField("lý do", max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="councils_recusal_once")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.reason}"

    @property
    def audit_path(self) -> str:
        return self.item.audit_path
