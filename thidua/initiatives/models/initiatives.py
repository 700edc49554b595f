"""An initiative with its authors, results and enclosed files."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from thidua.documents.models import Attachment, File
from thidua.initiatives.models.recognition import Scope
from thidua.initiatives.models.rounds import Round
from thidua.kernel.text import clean, fold
from thidua.kernel.workflow import Move
from thidua.people.models import Unit
from thidua.plans.models import Target


def place_of(unit: Unit, home: str | None = None) -> str:
    """A unit in words that say something elsewhere too: a team with its school, asked for where it is not given."""
    if unit.kind != Unit.Kind.TEAM:
        return unit.label
    home = getattr(Unit.objects.get_parent(unit), "label", "") if home is None else home
    return f"{unit.label}, {home}" if home else unit.label


class Initiative(models.Model):
    """A model, solution or initiative (sáng kiến) from the first idea to its spread."""

    class Kind(models.TextChoices):
        INITIATIVE = "initiative", "Sáng kiến"
        SOLUTION = "solution", "Giải pháp"
        MODEL = "model", "Mô hình"

    class Field(models.TextChoices):
        TEACHING = "teaching", "Dạy học, giáo dục"
        MANAGEMENT = "management", "Quản lý"
        REFORM = "reform", "Cải cách hành chính"
        DIGITAL = "digital", "Chuyển đổi số"
        SAFETY = "safety", "An toàn, y tế trường học"
        CARE = "care", "Nuôi dưỡng, chăm sóc"
        MOVEMENT = "movement", "Công tác Đoàn, Đội, phong trào"
        OFFICE = "office", "Tài chính, thiết bị, văn phòng"
        OTHER = "other", "Lĩnh vực khác"

    class Status(models.TextChoices):
        DRAFT = "draft", "Bản nháp"
        REGISTERED = "registered", "Đã đăng ký"
        UNDER_WAY = "under_way", "Đang thực hiện"
        REPORTED = "reported", "Đã báo cáo kết quả"
        UNDER_REVIEW = "under_review", "Đang chấm"
        RECOGNISED = "recognised", "Được công nhận"
        NOT_RECOGNISED = "not_recognised", "Không được công nhận"
        SPREAD = "spread", "Đã nhân rộng"
        WITHDRAWN = "withdrawn", "Đã rút"

    MOVES: ClassVar[dict[str, Move]] = {
        "register": Move({Status.DRAFT}, Status.REGISTERED, "Gửi đăng ký"),
        "start": Move({Status.REGISTERED}, Status.UNDER_WAY, "Bắt đầu thực hiện"),
        "report": Move({Status.REGISTERED, Status.UNDER_WAY}, Status.REPORTED, "Nộp kết quả"),
        "return": Move({Status.REPORTED, Status.UNDER_REVIEW}, Status.UNDER_WAY, "Yêu cầu bổ sung kết quả"),
        "open_review": Move({Status.REPORTED}, Status.UNDER_REVIEW, "Đưa vào chấm"),
        "recognise": Move({Status.REPORTED, Status.UNDER_REVIEW}, Status.RECOGNISED, "Công nhận"),
        "refuse": Move({Status.REPORTED, Status.UNDER_REVIEW}, Status.NOT_RECOGNISED, "Không công nhận"),
        "spread": Move({Status.RECOGNISED}, Status.SPREAD, "Ghi nhận đã nhân rộng"),
        "annul": Move({Status.RECOGNISED, Status.SPREAD}, Status.NOT_RECOGNISED, "Hủy bỏ công nhận"),
        "withdraw": Move(
            {Status.DRAFT, Status.REGISTERED, Status.UNDER_WAY, Status.REPORTED}, Status.WITHDRAWN, "Rút sáng kiến"
        ),
    }
    WRITABLE = frozenset({Status.DRAFT, Status.REGISTERED, Status.UNDER_WAY})
    HONOURED = frozenset({Status.RECOGNISED, Status.SPREAD})
    """In these it belongs to the library."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="initiatives", verbose_name="đơn vị")
    """Where it was registered: the team, school or office that the first author works in."""
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="initiatives", verbose_name="đợt đăng ký"
    )
    """None for what was taken over from past years."""
    year = models.PositiveSmallIntegerField("năm")
    title = models.CharField("tên sáng kiến", max_length=500)
    kind = models.CharField("loại", max_length=12, choices=Kind, default=Kind.INITIATIVE)
    field = models.CharField("lĩnh vực", max_length=12, choices=Field, default=Field.TEACHING)
    first_applied = models.DateField("ngày áp dụng lần đầu", null=True, blank=True)
    parts = models.JSONField("mô tả", default=dict)
    """By the names of `thidua.initiatives.parts`."""
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="initiatives", verbose_name="phục vụ chỉ tiêu"
    )
    beneficiaries = models.CharField("đối tượng hưởng lợi", max_length=300, blank=True)
    beneficiary_count = models.PositiveIntegerField("số người hưởng lợi", null=True, blank=True)
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.DRAFT)
    scope = models.CharField("phạm vi công nhận", max_length=8, choices=Scope, blank=True, default="")
    """The widest of its recognitions; empty while there is none."""
    reason = models.TextField("lý do", blank=True)
    """Why it was returned, not recognised or withdrawn the last time."""
    handed_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="handed_to", verbose_name="chuyển từ năm trước"
    )
    past_import = models.ForeignKey(
        "PastImport", models.PROTECT, null=True, blank=True, related_name="initiatives", verbose_name="lần nhập"
    )
    """The workbook that it was taken over from, for what was recognised before this system."""
    copies = models.PositiveIntegerField("số nơi áp dụng", default=0, editable=False)
    """Adoptions that were not dropped; kept so that the library sorts by it."""
    is_public = models.BooleanField("công khai", default=False)
    """Whether the unit lets everybody read it without signing in, once it is recognised."""
    blind_code = models.CharField("mã phiếu chấm", max_length=12, blank=True)
    """What reviewers know it by: drawn by lot when the review opens, so that no order of registering shows."""
    registered_at = models.DateTimeField("đăng ký lúc", null=True, blank=True)
    reported_at = models.DateTimeField("nộp kết quả lúc", null=True, blank=True)
    attachments: "models.ManyToManyField[Attachment, Enclosure]" = models.ManyToManyField(
        Attachment, through="Enclosure", related_name="initiatives", verbose_name="tệp kèm theo"
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    """Counts the changes: who saves says which edition was seen, so that two authors do not overwrite unseen."""
    created = models.DateTimeField("lập lúc", auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập")
    changed = models.DateTimeField("sửa lúc", auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người sửa")
    search_text = models.CharField(max_length=3000, editable=False, db_default="")

    class Meta:
        verbose_name = "sáng kiến"
        indexes = [
            models.Index(fields=["unit", "status", "-id"], name="initiatives_of_unit"),
            models.Index(fields=["round", "status"], name="initiatives_of_round"),
            models.Index(fields=["status", "field", "-year"], name="initiatives_library"),
            models.Index(fields=["status", "-copies", "-id"], name="initiatives_most_copied"),
        ]

    def __str__(self) -> str:
        return self.title or "Sáng kiến chưa đặt tên"

    def fold_text(self) -> None:
        """Bring the search text in line; `save` does, bulk creation must. Never with names of authors in it: by
        searching one could guess who wrote what.
        """
        self.title = clean(self.title)[:500]
        told = " ".join(str(self.parts.get(name, "")) for name in ("need", "solution", "novelty", "benefit"))
        self.search_text = fold(f"{self.title} {told}")[:3000]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_text()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("initiatives:initiative", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.unit.path

    @property
    def place(self) -> str:
        """Where it was made, in words that say something elsewhere too: a team with its school. Lists bring the
        school's name along (`queries.places.with_homes`); without it this asks for it.
        """
        return place_of(self.unit, getattr(self, "home", None))

    @property
    def is_honoured(self) -> bool:
        return self.status in self.HONOURED


class Author(models.Model):
    """One who made it: a person of the system, or somebody from outside by name. The shares make 100 together."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="authors")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="authorships",
        verbose_name="người",
    )
    outside_name = models.CharField("họ tên (người ngoài)", max_length=120, blank=True)
    workplace = models.CharField("nơi công tác", max_length=300, blank=True)
    """As it was when they registered; posts change."""
    position = models.CharField("chức danh", max_length=120, blank=True)
    share = models.DecimalField("tỷ lệ đóng góp (%)", max_digits=5, decimal_places=2)
    """Per cent of the whole."""
    order = models.PositiveSmallIntegerField(default=0)
    agreed_at = models.DateTimeField("đồng ý lúc", null=True, blank=True)
    declined_at = models.DateTimeField("từ chối lúc", null=True, blank=True)
    decline_reason = models.CharField("lý do từ chối", max_length=300, blank=True)

    class Meta:
        verbose_name = "tác giả"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "person"], name="initiatives_author_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, outside_name="") | (Q(person__isnull=True) & ~Q(outside_name="")),
                name="initiatives_author_one_of",
            ),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="initiatives_author_share"),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.outside_name

    @property
    def audit_path(self) -> str:
        return self.initiative.audit_path

    @property
    def is_settled(self) -> bool:
        """Whether nobody waits for this author's word: who is not in the system cannot be asked."""
        return self.person_id is None or self.agreed_at is not None

    @property
    def is_waited_for(self) -> bool:
        """Whether neither yes nor no was said yet."""
        return not self.is_settled and self.declined_at is None


class Result(models.Model):
    """One figure before and after (số liệu trước, sau khi áp dụng)."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="results")
    order = models.PositiveSmallIntegerField(default=0)
    indicator = models.CharField("chỉ số", max_length=300)
    unit_of_count = models.CharField("đơn vị tính", max_length=60, blank=True)
    before = models.DecimalField("trước khi áp dụng", max_digits=16, decimal_places=4, null=True, blank=True)
    after = models.DecimalField("sau khi áp dụng", max_digits=16, decimal_places=4, null=True, blank=True)
    note = models.CharField("cách đo, nguồn số liệu", max_length=500, blank=True)

    class Meta:
        verbose_name = "kết quả"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.indicator


class Enclosure(models.Model):
    """A file or link that an initiative points at, with the copy that reviewers get in a blind review."""

    class Purpose(models.TextChoices):
        DESCRIPTION = "description", "Tài liệu kèm mô tả"
        EVIDENCE = "evidence", "Minh chứng kết quả"

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="enclosures")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="enclosures", verbose_name="tệp")
    purpose = models.CharField("dùng làm", max_length=12, choices=Purpose, default=Purpose.DESCRIPTION)
    blind_file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    """The content again without author, dates, place and the like; None until made, or where it cannot be."""
    blind_problem = models.CharField("vì sao không đưa vào chấm kín", max_length=300, blank=True)
    blind_unread = models.BooleanField("chưa đọc được chữ trong tệp", default=False)
    """A picture or scan: names on it cannot be found, somebody must look."""
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đã xem"
    )
    """Who looked at a picture or scan and found no name on it."""

    class Meta:
        verbose_name = "tệp của sáng kiến"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["initiative", "attachment"], name="initiatives_enclosure_once")]

    def __str__(self) -> str:
        return str(self.attachment)

    @property
    def audit_path(self) -> str:
        return self.initiative.audit_path
