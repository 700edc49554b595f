"""Dossiers: nominations sent up together, looked into, given back or approved."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from thidua.awards.models.nominations import Nomination
from thidua.awards.models.seasons import Season
from thidua.documents.models import Attachment, File, OfficialDocument
from thidua.kernel.models import Run
from thidua.kernel.text import clean, fold
from thidua.kernel.workflow import Move
from thidua.people.models import Unit


class Dossier(models.Model):
    """Nominations that one desk sends to a higher one. Of a receiver who is not in the system only the name is known;
    its answer is written in by the sender.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang lập"
        SUBMITTED = "submitted", "Đã gửi"
        RECEIVED = "received", "Đã tiếp nhận, đang thẩm định"
        RETURNED = "returned", "Bị trả lại"
        CONCLUDED = "concluded", "Đã xét xong"

    MOVES: ClassVar[dict[str, Move]] = {
        "submit": Move({Status.DRAFT, Status.RETURNED}, Status.SUBMITTED, "Gửi hồ sơ"),
        "take_back": Move({Status.SUBMITTED}, Status.DRAFT, "Lấy lại"),
        "receive": Move({Status.SUBMITTED}, Status.RECEIVED, "Tiếp nhận"),
        "return": Move({Status.SUBMITTED, Status.RECEIVED}, Status.RETURNED, "Trả lại cả hồ sơ"),
        "conclude": Move({Status.SUBMITTED, Status.RECEIVED}, Status.CONCLUDED, "Kết thúc xét"),
    }

    season = models.ForeignKey(Season, models.PROTECT, related_name="dossiers", verbose_name="đợt xét")
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="dossiers_in", verbose_name="gửi đến"
    )
    to_name = models.CharField("nơi nhận ngoài hệ thống", max_length=200, blank=True)
    to_season = models.ForeignKey(
        Season, models.PROTECT, null=True, blank=True, related_name="dossiers_in", verbose_name="đợt xét nơi nhận"
    )
    title = models.CharField("tên hồ sơ", max_length=200)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    reason = models.TextField("lý do trả lại", blank=True)
    note = models.TextField("nội dung ghi thêm vào tờ trình", blank=True)
    sent_anyway = models.TextField("lý do gửi khi còn thiếu", blank=True)
    """Why it was sent although papers were missing or a share was exceeded; the receiver reads it."""
    submitted_on = models.DateField("ngày gửi", null=True, blank=True)
    received_on = models.DateField("ngày nhận", null=True, blank=True)
    due = models.DateField("hạn giải quyết", null=True, blank=True)
    due_source = models.CharField("căn cứ của hạn", max_length=300, blank=True)
    concluded_on = models.DateField("ngày kết thúc xét", null=True, blank=True)
    conclusion = models.TextField("ghi khi kết thúc xét", blank=True)
    """Why it was concluded without an opinion that had been asked for."""
    submission = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tờ trình"
    )
    pack = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="tệp đóng gói")
    pack_run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    received_pack = models.ForeignKey(
        File, models.PROTECT, null=True, related_name="+", verbose_name="tệp nơi nhận gói"
    )
    received_run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    """The receiver's own: what the sender packs while mending is not for its eyes."""
    sent = models.JSONField("như đã gửi", null=True)
    """`title`, `note`, `size` of one that was given back: the receiver goes on seeing these until it is sent again."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    at = models.DateTimeField("lập lúc", auto_now_add=True)
    search_text = models.CharField(max_length=300, editable=False, db_default="")

    class Meta:
        verbose_name = "hồ sơ khen thưởng"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(to_unit__isnull=False) | ~Q(to_name=""), name="awards_dossier_receiver")
        ]
        indexes = [
            models.Index(fields=["season", "status"], name="awards_dossier_sender"),
            models.Index(fields=["to_unit", "status"], name="awards_dossier_receiver"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = clean(self.title)
        self.search_text = fold(self.title)[:300]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:dossier", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.season.audit_path


class DossierEntry(models.Model):
    """A nomination in a dossier."""

    class State(models.TextChoices):
        INCLUDED = "included", "Trong hồ sơ"
        FLAGGED = "flagged", "Cần bổ sung"
        AGREED = "agreed", "Đồng ý"
        REFUSED = "refused", "Không đồng ý"

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="entries")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="entries")
    state = models.CharField("kết quả", max_length=8, choices=State, default=State.INCLUDED)
    remark = models.TextField("ý kiến", blank=True)
    answer = models.TextField("đã bổ sung gì", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "nomination"], name="awards_dossier_entry_once")]

    def __str__(self) -> str:
        return str(self.nomination)

    @property
    def audit_path(self) -> str:
        return self.dossier.audit_path


class SentCopy(models.Model):
    """What the receiver goes on seeing of a nomination that was given back, or (without one) of the dossier's own
    papers, until it is sent again. Kept when it is given back; what the sender changes afterwards is not in it.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="sent_copies")
    nomination = models.ForeignKey(Nomination, models.CASCADE, null=True, related_name="sent_copies")
    facts = models.JSONField(default=dict)
    files = models.ManyToManyField(Attachment, related_name="sent_copies")
    documents = models.ManyToManyField(OfficialDocument, related_name="sent_copies")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "nomination"], name="awards_sent_copy_once")]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.nomination or 'giấy tờ chung'}"


class DossierPaper(models.Model):
    """A paper of the checklist that belongs to the whole dossier: minutes, a list."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers")
    key = models.CharField(max_length=60)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="dossier_papers")
    document = models.ForeignKey(OfficialDocument, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attachment__isnull=False) | Q(document__isnull=False), name="awards_dossier_paper_has_file"
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def audit_path(self) -> str:
        return self.dossier.audit_path


class Appraisal(models.Model):
    """A division is asked to look into a dossier; several work beside each other."""

    class Status(models.TextChoices):
        ASKED = "asked", "Đang thẩm định"
        GIVEN = "given", "Đã có ý kiến"
        WITHDRAWN = "withdrawn", "Đã rút yêu cầu"

    MOVES: ClassVar[dict[str, Move]] = {
        "give": Move({Status.ASKED}, Status.GIVEN, "Gửi ý kiến thẩm định"),
        "withdraw": Move({Status.ASKED}, Status.WITHDRAWN, "Rút yêu cầu thẩm định"),
    }

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="appraisals")
    division = models.ForeignKey(Unit, models.PROTECT, related_name="appraisals", verbose_name="phòng, ban thẩm định")
    due = models.DateField("hạn", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=9, choices=Status, default=Status.ASKED)
    reason = models.TextField("lý do rút yêu cầu", blank=True)
    agrees = models.BooleanField("đồng ý", null=True)
    opinion = models.TextField("ý kiến chung", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người thẩm định"
    )
    given_at = models.DateTimeField("gửi lúc", null=True)

    class Meta:
        verbose_name = "thẩm định"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "division"], condition=~Q(status="withdrawn"), name="awards_appraisal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.division.label}: {self.dossier}"

    def get_absolute_url(self) -> str:
        return reverse("awards:appraisal", args=[self.pk])

    def is_late(self, today: date) -> bool:
        """Given after its day, or not given and the day has passed."""
        if self.due is None:
            return False
        return (timezone.localdate(self.given_at) if self.given_at else today) > self.due

    @property
    def audit_path(self) -> str:
        return self.dossier.audit_path


class AppraisalRemark(models.Model):
    """What a division says of one nomination."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="remarks")
    entry = models.ForeignKey(DossierEntry, models.CASCADE, related_name="remarks")
    agrees = models.BooleanField("đồng ý")
    text = models.TextField("ý kiến", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appraisal", "entry"], name="awards_appraisal_remark_once")]

    def __str__(self) -> str:
        return str(self.entry)
