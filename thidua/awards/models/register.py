"""Decisions, and awards for life."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from thidua.awards.models.nominations import Nomination
from thidua.awards.models.seasons import Season
from thidua.awards.models.subjects import AboutSubject, YearField, one_subject
from thidua.documents.models import Certificate, CertificateBatch, OfficialDocument
from thidua.kernel.text import clean, fold
from thidua.kernel.workflow import Move
from thidua.people.models import Unit


class Decision(models.Model):
    """A decision on awards within the unit's authority."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        ISSUED = "issued", "Đã ban hành"

    MOVES: ClassVar[dict[str, Move]] = {"issue": Move({Status.DRAFT}, Status.ISSUED, "Ban hành")}

    season = models.ForeignKey(Season, models.PROTECT, related_name="decisions", verbose_name="đợt xét")
    title = models.CharField("trích yếu", max_length=300)
    award = models.CharField("danh hiệu, hình thức", max_length=60)
    bases = models.JSONField("căn cứ", default=list)
    proposal = models.CharField("theo đề nghị của", max_length=300, blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=200)
    signer_name = models.CharField("người ký", max_length=120)
    signer_standing = models.CharField("thẩm quyền ký", max_length=200, blank=True)
    bonus_words = models.CharField("ghi trên quyết định về tiền thưởng", max_length=500, blank=True)
    """Of a unit that pays otherwise than the State's rates; empty where it pays by them."""
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.DRAFT)
    document = models.OneToOneField(OfficialDocument, models.PROTECT, null=True, related_name="award_decision")
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    certificates = models.ForeignKey(CertificateBatch, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người soạn")
    at = models.DateTimeField("soạn lúc", auto_now_add=True)
    search_text = models.CharField(max_length=400, editable=False, db_default="")

    class Meta:
        verbose_name = "quyết định khen thưởng"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = clean(self.title)
        self.search_text = fold(self.title)[:400]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("awards:decision", args=[self.pk])

    @property
    def number(self) -> str:
        """Of its document; empty for a draft."""
        return self.document.number if self.document else ""

    @property
    def audit_path(self) -> str:
        return self.season.audit_path


class DecisionLine(models.Model):
    """One nominee of a decision, with the bonus as it was computed on the day of issue."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="lines")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="decision_lines")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "nomination"], name="awards_decision_line_once")]

    def __str__(self) -> str:
        return str(self.nomination)


class Award(AboutSubject):
    """An award that was given; it stays for life, and a revocation is written beside it."""

    class Status(models.TextChoices):
        VALID = "valid", "Có hiệu lực"
        REVOKED = "revoked", "Đã hủy bỏ"

    class Ground(models.TextChoices):
        """Luật 06/2022/QH15, Điều 93. With `revocation_` before it each is a principle of the law data, which has the
        words and the source.
        """

        DISHONEST = "dishonest", "Kê khai không trung thực về thành tích"
        FORGED = "forged", "Cung cấp thông tin sai, giả mạo giấy tờ"
        UNLAWFUL_REVIEW = "unlawful_review", "Thẩm định, xét, trình khen thưởng trái quy định"
        FAULT_FOUND = "fault_found", "Có kết luận, quyết định, bản án về vi phạm trong thời gian tính thành tích"

    MOVES: ClassVar[dict[str, Move]] = {"revoke": Move({Status.VALID}, Status.REVOKED, "Hủy bỏ")}

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="awards_given", verbose_name="đơn vị khi được tặng")
    """The office or school that the subject belonged to; statistics go by it."""
    award = models.CharField("danh hiệu, hình thức", max_length=60)
    award_name = models.CharField("tên danh hiệu, hình thức", max_length=200)
    year = YearField("năm")
    """The year it was given for; for an achievement of several years, the last."""
    kind = models.CharField("loại khen thưởng", max_length=16, choices=Season.Kind, default=Season.Kind.YEARLY)
    achievement = models.CharField("thành tích", max_length=500, blank=True)
    decided_by = models.CharField("cơ quan quyết định", max_length=200)
    decision_number = models.CharField("số quyết định", max_length=80)
    decision_date = models.DateField("ngày quyết định")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="awards")
    paper = models.ForeignKey(
        OfficialDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản quyết định"
    )
    """Of a decision taken elsewhere, where its file is kept here."""
    nomination = models.OneToOneField(Nomination, models.PROTECT, null=True, blank=True, related_name="given")
    certificate = models.ForeignKey(Certificate, models.SET_NULL, null=True, blank=True, related_name="awards")
    bonus = models.PositiveBigIntegerField("tiền thưởng (đồng)", null=True, blank=True)
    """None where it is not known or not paid; `bonus_note` says why, or how it was computed."""
    bonus_note = models.CharField("cách tính tiền thưởng", max_length=500, blank=True)
    paid_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stood_in_for", verbose_name="nhận cùng mức của"
    )
    """The higher title of the same time whose bonus stands for this one's; revoking that one makes this one due."""
    status = models.CharField("trạng thái", max_length=8, choices=Status, default=Status.VALID)
    ground = models.CharField("căn cứ hủy bỏ", max_length=16, choices=Ground, blank=True)
    reason = models.TextField("lý do hủy bỏ", blank=True)
    revoked_on = models.DateField("hủy bỏ ngày", null=True, blank=True)
    revoked_by_paper = models.CharField("quyết định hủy bỏ", max_length=120, blank=True)
    return_by = models.DateField("nộp lại hiện vật, tiền thưởng đến hết ngày", null=True, blank=True)
    search_text = models.CharField(max_length=500, editable=False, db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "khen thưởng"
        ordering = ["-year", "-pk"]
        constraints = [
            one_subject("awards_award_subject"),
            models.UniqueConstraint(
                fields=["person", "award", "year", "decision_number"],
                condition=Q(person__isnull=False),
                name="awards_award_person_once",
            ),
            models.UniqueConstraint(
                fields=["collective", "award", "year", "decision_number"],
                condition=Q(collective__isnull=False),
                name="awards_award_collective_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "year", "award"], name="awards_award_of_unit"),
            models.Index(fields=["year", "award"], name="awards_award_of_year"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.award_name} {self.year}"

    def keep_words(self) -> None:
        """What searching looks at; asked by hand before rows are written in bulk."""
        self.search_text = fold(f"{self.subject_name} {self.award_name} {self.decision_number}")[:500]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.keep_words()
        super().save(*args, **kwargs)

    @property
    def revocation(self) -> str:
        """When and by which decision it was revoked, in words; empty for a valid one. Never why: few may read that."""
        if self.status != self.Status.REVOKED:
            return ""
        when = f" ngày {self.revoked_on:%d/%m/%Y}" if self.revoked_on else ""
        paper = f" theo {self.revoked_by_paper}" if self.revoked_by_paper else ""
        return f"Đã hủy bỏ{when}{paper}"

    @property
    def audit_path(self) -> str:
        return self.unit.path


class OtherAward(AboutSubject):
    """An award that the State's rules do not know: of the Party, a union, the Youth Union, an association. Kept apart
    from `Award`, so that no rule, quota, bonus or count can ever take it for one.
    """

    LABEL: ClassVar[str] = "Ngoài quy định thi đua, khen thưởng của Nhà nước"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="other_awards", verbose_name="đơn vị khi được tặng")
    name = models.CharField("tên khen thưởng", max_length=200)
    year = YearField("năm")
    decided_by = models.CharField("tổ chức, cơ quan tặng", max_length=200)
    decision_number = models.CharField("số quyết định", max_length=80, blank=True)
    decision_date = models.DateField("ngày quyết định")
    achievement = models.CharField("thành tích", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "khen thưởng ngoài quy định của Nhà nước"
        ordering = ["-year", "-decision_date", "-pk"]
        constraints = [one_subject("awards_other_award_subject")]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.name} {self.year}"

    @property
    def audit_path(self) -> str:
        return self.unit.path
