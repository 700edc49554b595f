"""Nominations: who is proposed for what, on which findings, and what councils said."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from thidua.awards.models.seasons import Season
from thidua.awards.models.subjects import AboutSubject, one_subject
from thidua.councils.models import Ballot, Item, Option
from thidua.documents.models import Attachment, OfficialDocument
from thidua.initiatives.models import Initiative
from thidua.kernel.text import fold
from thidua.kernel.workflow import Move
from thidua.people.models import Unit


class Nomination(AboutSubject):
    """One proposal, from the desk where it was drafted up to the one that decides. `desk` is where it lies now; at
    every desk it goes through the same states.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang lập"
        READY = "ready", "Chờ xét"
        PASSED = "passed", "Được đồng ý"
        FAILED = "failed", "Không được đồng ý"
        SENT = "sent", "Đã trình cấp trên"
        RETURNED = "returned", "Cấp trên trả lại để bổ sung"
        AWARDED = "awarded", "Đã có quyết định khen thưởng"
        REFUSED = "refused", "Không được khen thưởng"
        WITHDRAWN = "withdrawn", "Đã rút"

    MOVES: ClassVar[dict[str, Move]] = {
        "propose": Move({Status.DRAFT}, Status.READY, "Đưa ra xét"),
        "recall": Move({Status.READY}, Status.DRAFT, "Lấy lại để sửa"),
        "pass": Move({Status.READY}, Status.PASSED, "Đồng ý"),
        "fail": Move({Status.READY}, Status.FAILED, "Không đồng ý"),
        "reopen": Move({Status.FAILED, Status.PASSED}, Status.READY, "Xét lại"),
        "send": Move({Status.PASSED, Status.RETURNED}, Status.SENT, "Trình cấp trên"),
        "take_back": Move({Status.SENT}, Status.PASSED, "Lấy lại"),
        "receive": Move({Status.SENT}, Status.READY, "Tiếp nhận"),
        "give_back": Move({Status.SENT, Status.READY, Status.RETURNED}, Status.RETURNED, "Trả lại để bổ sung"),
        "decide": Move({Status.PASSED, Status.SENT}, Status.AWARDED, "Khen thưởng"),
        "refuse": Move({Status.SENT, Status.READY, Status.PASSED}, Status.REFUSED, "Không khen thưởng"),
        "withdraw": Move(
            {Status.DRAFT, Status.READY, Status.PASSED, Status.FAILED, Status.RETURNED}, Status.WITHDRAWN, "Rút đề nghị"
        ),
    }
    LIVE: ClassVar[frozenset[str]] = frozenset(
        {Status.DRAFT, Status.READY, Status.PASSED, Status.FAILED, Status.SENT, Status.RETURNED, Status.AWARDED}
    )

    HOLDING: ClassVar[frozenset[str]] = LIVE - {Status.FAILED}
    """In these it holds the initiatives that it names, while its review is open or its award stands."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="nominations", verbose_name="đợt xét")
    """Where it was drafted; the year is this season's."""
    desk = models.ForeignKey(Season, models.PROTECT, related_name="on_desk", verbose_name="đang ở")
    """The season of the unit that has it now."""
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="nominations_from", verbose_name="đơn vị của người, tập thể"
    )
    """The office or school that the nominee belongs to: its kind tells who decides."""
    award = models.CharField("danh hiệu, hình thức", max_length=60)
    award_name = models.CharField("tên danh hiệu, hình thức", max_length=200)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    reason = models.TextField("lý do", blank=True)
    """Why it was given back, refused or withdrawn."""
    received_on = models.DateField("ngày nhận hồ sơ", null=True, blank=True)
    """The rules of this day judge it; set when it is first proposed. Luật 06/2026/QH16, Điều 4 (second-hand)."""
    claims = models.JSONField("căn cứ nêu thêm", default=list)
    """Keys of conditions for which grounds are put forward with evidence."""
    judgements = models.JSONField("kết luận của người xem xét", default=dict)
    """Key of a condition to `{"met": true, "reason": …, "by": name, "at": day}`."""
    findings = models.JSONField("kết quả xét điều kiện", default=dict)
    """The tree of `thidua.law.explain` as judged last, with the rules that were applied."""
    outcome = models.CharField("điều kiện", max_length=8, blank=True)
    """`met`, `open` or `not_met`, of `findings`."""
    exception = models.JSONField("lý do vẫn đưa ra xét", default=dict)
    """Why the head put forward who does not meet the conditions: `{"reason", "by", "at"}`; empty where nobody did."""
    merit = models.CharField("thành tích ghi trên quyết định", max_length=500, blank=True)
    report = models.JSONField("báo cáo thành tích", default=list)
    """Parts as `{"key", "title", "text"}` in order."""
    summary = models.TextField("tóm tắt thành tích", blank=True)
    asks_report = models.BooleanField("nhờ người được đề nghị viết báo cáo", default=False)
    waived = models.JSONField("giấy tờ không áp dụng", default=dict)
    """Key of a paper that is asked for only in some cases to `{"reason", "by", "at"}`."""
    initiatives = models.ManyToManyField(Initiative, related_name="nominations", blank=True, verbose_name="sáng kiến")
    evidence = models.ManyToManyField(Attachment, related_name="nominations", blank=True, verbose_name="minh chứng")
    search_text = models.CharField(max_length=500, editable=False, db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    at = models.DateTimeField("lập lúc", auto_now_add=True)

    class Meta:
        verbose_name = "đề nghị khen thưởng"
        ordering = ["pk"]
        constraints = [
            one_subject("awards_nomination_subject"),
            models.UniqueConstraint(
                fields=["season", "person", "award"],
                condition=Q(person__isnull=False) & ~Q(status__in=["withdrawn", "refused"]),
                name="awards_nomination_person_once",
            ),
            models.UniqueConstraint(
                fields=["season", "collective", "award"],
                condition=Q(collective__isnull=False) & ~Q(status__in=["withdrawn", "refused"]),
                name="awards_nomination_collective_once",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "status"], name="awards_nomination_desk"),
            models.Index(fields=["season", "award"], name="awards_nomination_season"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.award_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(f"{self.subject_name} {self.award_name} {self.unit.label}")[:500]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:nomination", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.season.unit.path


class NominationPaper(models.Model):
    """A paper of the checklist that belongs to one nominee; `key` is that of the law's dossier list."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="papers")
    key = models.CharField(max_length=60)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="nomination_papers")
    document = models.ForeignKey(OfficialDocument, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attachment__isnull=False) | Q(document__isnull=False), name="awards_paper_has_file"
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def audit_path(self) -> str:
        return self.nomination.audit_path


class Hearing(models.Model):
    """Nominations for one award brought before a council's meeting: the subject of an item on its agenda."""

    KIND: ClassVar[str] = "awards.hearing"

    season = models.ForeignKey(Season, models.PROTECT, related_name="hearings", verbose_name="đợt xét")
    """The desk that brings them."""
    award = models.CharField(max_length=60)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    nominations = models.ManyToManyField(Nomination, related_name="hearings")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "lượt trình Hội đồng"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.item) if self.item else f"{self.season}: {self.award}"

    def get_absolute_url(self) -> str:
        return reverse("awards:hearing", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.season.audit_path


class CouncilResult(models.Model):
    """What a council's ballot said of one nomination; counts are empty where they are not to be shown."""

    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="results")
    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="results")
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="+")
    outcome = models.CharField("kết quả", max_length=8, choices=Option.Outcome)
    agreed = models.PositiveSmallIntegerField("phiếu đồng ý", null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["nomination", "ballot"], name="awards_council_result_once")]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.get_outcome_display()}"
