"""Nominees shown before the decision, what people say of them, and which days count; honours shown to everybody."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from thidua.awards.models.nominations import Nomination
from thidua.awards.models.seasons import Season
from thidua.documents.models import OfficialDocument
from thidua.kernel.text import clean
from thidua.kernel.workflow import Move
from thidua.people.models import Unit
from thidua.writing.codes import new_code


class Publication(models.Model):
    """A list of nominees that is open for comments for a number of working days."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        OPEN = "open", "Đang công khai"
        CLOSED = "closed", "Đã kết thúc"

    MOVES: ClassVar[dict[str, Move]] = {
        "open": Move({Status.DRAFT}, Status.OPEN, "Công khai"),
        "close": Move({Status.OPEN}, Status.CLOSED, "Kết thúc công khai"),
    }

    season = models.ForeignKey(Season, models.PROTECT, related_name="publications", verbose_name="đợt xét")
    title = models.CharField("tên danh sách", max_length=200)
    nominations = models.ManyToManyField(Nomination, related_name="publications", verbose_name="danh sách")
    is_public = models.BooleanField("cho người ngoài đơn vị xem", default=True)
    starts = models.DateField("từ ngày", null=True, blank=True)
    days = models.PositiveSmallIntegerField("số ngày làm việc")
    ends = models.DateField("đến hết ngày", null=True, blank=True)
    code = models.CharField(max_length=16, unique=True, editable=False)
    """In the address that people are given."""
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    result = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản kết quả"
    )
    """How comments were dealt with, for the council."""

    class Meta:
        verbose_name = "danh sách công khai"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = clean(self.title)
        self.code = self.code or new_code()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:publication", args=[self.pk])

    def is_over(self, today: date) -> bool:
        return self.ends is not None and today > self.ends

    def is_shown(self, today: date) -> bool:
        """Whether names are read and comments sent: from opening to the end of the last day."""
        return self.status == self.Status.OPEN and not self.is_over(today)

    @property
    def hidden_from(self) -> date | None:
        """From which day on strangers read no names any more."""
        return self.ends + timedelta(days=1) if self.ends else None

    @property
    def audit_path(self) -> str:
        return self.season.audit_path


class Objection(models.Model):
    """A comment on a nominee or on the list. Who sent it is told only to those who answer."""

    class Status(models.TextChoices):
        RECEIVED = "received", "Chờ trả lời"
        ANSWERED = "answered", "Đã trả lời"

    MOVES: ClassVar[dict[str, Move]] = {"answer": Move({Status.RECEIVED}, Status.ANSWERED, "Trả lời")}

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="objections")
    nomination = models.ForeignKey(
        Nomination, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name="về người, tập thể"
    )
    sent_up_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chuyển lên"
    )
    """The unit above, which answers where the unit whose list it is may not: it is about its only head or keeper."""
    receipt = models.CharField(max_length=16, unique=True, null=True, editable=False)
    """What the sender is given, to read the answer by."""
    sender_name = models.CharField("người gửi", max_length=120)
    sender_contact = models.CharField("cách liên hệ", max_length=120, blank=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("nội dung")
    at = models.DateTimeField("gửi lúc", auto_now_add=True)
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.RECEIVED)
    upheld = models.BooleanField("có cơ sở", null=True)
    answer = models.TextField("trả lời", blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "ý kiến"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Ý kiến số {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.receipt = self.receipt or new_code()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return self.publication.get_absolute_url()

    @property
    def audit_path(self) -> str:
        return self.sent_up_to.path if self.sent_up_to else self.publication.audit_path


class OwnDay(models.Model):
    """A day that a unit and those below it do not work, or a weekend day that they work in exchange; over the days off
    of `thidua.law`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="own_days", verbose_name="đơn vị")
    day = models.DateField("ngày")
    works = models.BooleanField("làm việc", default=False)
    reason = models.CharField("lý do", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="awards_own_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.reason}"

    @property
    def audit_path(self) -> str:
        return self.unit.path


class HonourPage(models.Model):
    """Whether a unit shows its valid awards to everybody, without signing in."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="honour_page", verbose_name="đơn vị")
    is_public = models.BooleanField("công khai bảng vinh danh", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đặt")
    at = models.DateTimeField("đặt lúc", auto_now=True)

    class Meta:
        verbose_name = "bảng vinh danh"

    def __str__(self) -> str:
        return f"Bảng vinh danh: {self.unit.label}"

    @property
    def audit_path(self) -> str:
        return self.unit.path
