"""The tree of units, clusters, persons and their dated posts."""

import unicodedata
from datetime import date
from typing import Any, ClassVar

import rules
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from treebeard.mp_tree import MP_Node

from thidua.kernel.models import Run
from thidua.kernel.text import clean, fold, name_key, text_key
from thidua.kernel.workflow import Move


class Unit(MP_Node):
    """A node of the organisation tree. A unit that has history is closed, never deleted."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", "Bộ, cơ quan trung ương"
        PROVINCE = "province", "Tỉnh, thành phố"
        DEPARTMENT = "department", "Sở"
        DIVISION = "division", "Phòng, ban thuộc sở"
        COMMUNE = "commune", "Xã, phường, đặc khu"
        PRESCHOOL = "preschool", "Trường mầm non"
        PRIMARY = "primary", "Trường tiểu học"
        LOWER_SECONDARY = "lower_secondary", "Trường trung học cơ sở"
        UPPER_SECONDARY = "upper_secondary", "Trường trung học phổ thông"
        COMBINED = "combined", "Trường nhiều cấp học"
        CENTRE = "centre", "Trung tâm giáo dục"
        TEAM = "team", "Tổ"
        OTHER = "other", "Đơn vị khác"

    SCHOOLS: ClassVar[frozenset[str]] = frozenset(
        {Kind.PRESCHOOL, Kind.PRIMARY, Kind.LOWER_SECONDARY, Kind.UPPER_SECONDARY, Kind.COMBINED, Kind.CENTRE}
    )

    kind = models.CharField("loại đơn vị", max_length=24, choices=Kind)
    name = models.CharField("tên đơn vị", max_length=255)
    short_name = models.CharField("tên gọi tắt", max_length=80, blank=True)
    code = models.CharField("mã đơn vị", max_length=40, unique=True)
    sign = models.CharField("ký hiệu trong số văn bản", max_length=40, blank=True)
    """The unit's part of a document's sign: `THPTNT` of `12/KH-THPTNT`."""
    place = models.CharField("địa danh ghi trên văn bản", max_length=80, blank=True)
    valid_from = models.DateField("hoạt động từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    search_text = models.CharField(max_length=500, editable=False, db_default="")
    sort_key = models.CharField(max_length=1000, editable=False, db_default="")
    inherited_paths: tuple[str, ...] = ()
    """Of ended units that this one goes on for; told by `queries.valid_posts` only."""

    class Meta:
        verbose_name = "đơn vị"
        indexes = [models.Index(fields=["kind", "path"], name="people_unit_kind")]

    def __str__(self) -> str:
        return self.name

    def clean_keys(self) -> None:
        """Bring the name into the form in which it is stored, and make what searching and sorting go by."""
        self.name = clean(self.name)
        self.search_text = fold(f"{self.name} {self.short_name} {self.code}")[:500]
        self.sort_key = text_key(self.name)[:1000]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean_keys()
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def audit_path(self) -> str:
        return self.path

    @property
    def is_school(self) -> bool:
        return self.kind in self.SCHOOLS


class UnitSpan(models.Model):
    """What a unit was called and under which unit it lay, from one day to another (both included)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="spans")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cấp trên")
    name = models.CharField("tên đơn vị", max_length=255)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "giai đoạn của đơn vị"
        ordering = ["unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to__isnull=True), name="people_unit_span_one_present"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="people_unit_span_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One unit takes the place of another from a day on: by merging (several old, one new) or splitting."""

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successors", verbose_name="đơn vị trước")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors", verbose_name="đơn vị sau")
    first_day = models.DateField("từ ngày")
    basis = models.CharField("căn cứ (quyết định)", max_length=200, blank=True)

    class Meta:
        verbose_name = "tiếp nối đơn vị"
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="people_succession_once")]

    def __str__(self) -> str:
        return f"{self.old.label} → {self.new.label}"


class Cluster(models.Model):
    """Peer units that compete with each other (cụm, khối thi đua)."""

    name = models.CharField("tên cụm, khối", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clusters_run", verbose_name="đơn vị tổ chức")
    units = models.ManyToManyField(Unit, related_name="clusters", blank=True, verbose_name="đơn vị trong cụm")
    search_text = models.CharField(max_length=200, editable=False, db_default="")
    sort_key = models.CharField(max_length=1000, editable=False, db_default="")

    class Meta:
        verbose_name = "cụm, khối thi đua"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="people_cluster_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean(self.name)
        self.search_text, self.sort_key = fold(self.name), text_key(self.name)[:1000]
        super().save(*args, **kwargs)

    @property
    def audit_path(self) -> str:
        return self.unit.path


class ClusterLead(models.Model):
    """The unit that leads a cluster in a year (cụm trưởng, khối trưởng); the turn goes round."""

    cluster = models.ForeignKey(Cluster, models.CASCADE, related_name="leads")
    year = models.PositiveSmallIntegerField("năm")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clusters_led", verbose_name="đơn vị làm cụm trưởng")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "year"], name="people_cluster_lead_once")]

    def __str__(self) -> str:
        return f"{self.unit.label} – {self.year}"


def plain(value: str) -> str:
    """A sign-in name as it is compared: NFKC, lower case, no white space at the ends."""
    return unicodedata.normalize("NFKC", value).strip().casefold()


sign_in_name = RegexValidator(
    r"\A[\w.+-]+\Z", "Tên đăng nhập chỉ gồm chữ, số và các dấu . _ - +, không có dấu cách hay @.", code="bad_username"
)


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=plain(username or ""))


class Person(AbstractBaseUser):
    """A person, one row for life, however many posts. Without a password until invited."""

    full_name = models.CharField("họ và tên", max_length=120)
    username = models.CharField("tên đăng nhập", max_length=80, unique=True, null=True, blank=True)
    email = models.EmailField("thư điện tử", unique=True, null=True, blank=True)
    code = models.CharField("mã cán bộ", max_length=40, unique=True, null=True, blank=True)
    is_active = models.BooleanField("được đăng nhập", default=True)
    search_text = models.CharField(max_length=500, editable=False, db_default="")
    """Only what everybody sees who sees the person: by searching one could guess the rest letter by letter."""
    sort_key = models.CharField(max_length=600, editable=False, db_default="", db_index=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = PersonManager()
    acting_post: "Post | None" = None
    """The post that the person acts from in this request; set by middleware, told to the audit trail."""
    posts_by_day: "dict[date, tuple[Post, ...]] | None" = None
    """What `queries.valid_posts` has asked already, for the time of one request."""

    class Meta:
        verbose_name = "người"

    def __str__(self) -> str:
        return self.full_name

    def clean_keys(self) -> None:
        """Bring the names into the form in which they are stored and compared."""
        self.full_name = clean(self.full_name)
        self.username = plain(self.username) if self.username else None
        self.email = plain(self.email) if self.email else None
        self.code = clean(self.code) if self.code else None
        self.search_text = fold(f"{self.full_name} {self.code or ''}")[:500]
        self.sort_key = name_key(self.full_name)[:600]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean_keys()
        super().save(*args, **kwargs)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """By the rules alone: no superuser passes by."""
        return self.is_active and rules.has_perm(perm, self, obj)

    @property
    def audit_path(self) -> str:
        post = self.posts.select_related("unit").order_by("-valid_from", "-pk").first()
        return post.unit.path if post else ""


class Contact(models.Model):
    """How to reach a person: seen by that person and by who looks after people of their unit."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="contact")
    phone = models.CharField("điện thoại", max_length=30, blank=True)

    def __str__(self) -> str:
        return f"Liên hệ của {self.person}"


class PostQuerySet(models.QuerySet["Post"]):
    def valid_on(self, day: date) -> "PostQuerySet":
        """Posts held on that day, first and last day included, in units open on it."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            Q(unit__valid_to__isnull=True) | Q(unit__valid_to__gte=day),
            valid_from__lte=day,
        )


class Post(models.Model):
    """A person's role in a unit, from one day to another (both included). All rights follow from posts."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "Quản trị viên"
        HEAD = "head", "Người đứng đầu"
        OFFICER = "officer", "Cán bộ phụ trách"
        LEADER = "leader", "Tổ trưởng"
        MEMBER = "member", "Thành viên"
        INSPECTOR = "inspector", "Người kiểm tra (chỉ xem)"

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="người")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="đơn vị")
    role = models.CharField("vai trò", max_length=16, choices=Role)
    title = models.CharField("chức danh", max_length=120, blank=True)
    """As written on paper: `Phó Hiệu trưởng`, `Giáo viên`."""
    valid_from = models.DateField("từ ngày", default=timezone.localdate)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "vị trí công tác"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")), name="people_post_dates"
            ),
            models.UniqueConstraint(fields=["person", "unit", "role", "valid_from"], name="people_post_once"),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="people_post_unit")]

    def __str__(self) -> str:
        return f"{self.title or self.get_role_display()} – {self.unit.label}"

    @property
    def audit_path(self) -> str:
        return self.unit.path


class Notice(models.Model):
    """A line in a person's inbox. `key` is unique for the person, so telling twice is impossible."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    text = models.CharField("nội dung", max_length=500)
    url = models.CharField("đường dẫn", max_length=500, blank=True)
    at = models.DateTimeField("lúc", default=timezone.now)
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="people_notice_once")]
        indexes = [models.Index(fields=["person", "-id"], name="people_notice_inbox")]

    def __str__(self) -> str:
        return self.text


class SheetImport(models.Model):
    """A workbook of units or persons on its way in: read, looked at, then taken over as a whole or not at all."""

    class Subject(models.TextChoices):
        UNITS = "units", "đơn vị"
        PERSONS = "persons", "người"

    class Status(models.TextChoices):
        READING = "reading", "Đang đọc"
        READY = "ready", "Chờ xác nhận"
        REFUSED = "refused", "Có lỗi"
        WRITING = "writing", "Đang nhập"
        DONE = "done", "Đã nhập"
        CANCELLED = "cancelled", "Đã bỏ"

    MOVES: ClassVar[dict[str, Move]] = {
        "confirm": Move({Status.READY}, Status.WRITING, "Nhập vào hệ thống"),
        "cancel": Move({Status.READING, Status.READY, Status.REFUSED, Status.WRITING}, Status.CANCELLED, "Bỏ lần nhập"),
    }

    subject = models.CharField("nhập gì", max_length=8, choices=Subject)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    by = models.ForeignKey(Person, models.PROTECT, related_name="sheet_imports", verbose_name="người nhập")
    at = models.DateTimeField("lúc", default=timezone.now)
    name = models.CharField("tên tệp", max_length=255)
    content = models.BinaryField(editable=False)
    """The workbook itself, emptied as soon as it is taken over or given up: it holds telephone numbers."""
    status = models.CharField("trạng thái", max_length=16, choices=Status, default=Status.READING)
    is_large = models.BooleanField(default=False)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    new = models.PositiveIntegerField("thêm mới", default=0)
    changed = models.PositiveIntegerField("thay đổi", default=0)
    unchanged = models.PositiveIntegerField("giữ nguyên", default=0)
    samples = models.JSONField(default=dict)
    """The first rows of what is new and what changes, for the eye: `{"new": [...], "changed": [...]}`."""
    unused = models.JSONField("cột không dùng", default=list)
    problems = models.JSONField("lỗi", default=list)
    """The first problems as [row of the sheet, title of the column, sentence]; `problem_count` counts all."""
    problem_count = models.PositiveIntegerField("số lỗi", default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần nhập từ Excel"

    def __str__(self) -> str:
        return f"Nhập {self.get_subject_display()} từ tệp {self.name}"

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.new, self.changed, self.unchanged

    @property
    def audit_path(self) -> str:
        return self.unit.path
