"""Facts for the rules that nobody but the person and who answers for them may see."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from thidua.awards.models.subjects import AboutSubject, YearField, one_subject
from thidua.kernel.models import Run
from thidua.kernel.workflow import Move
from thidua.law.facts import AbsenceKind, DisciplineForm, Grade, LeadKind, ProceedingKind, Scope
from thidua.people.models import Person, Unit

GRADES = [(grade.name.lower(), grade.words) for grade in sorted(Grade, reverse=True)]
DISCIPLINES = [(form.name.lower(), form.words) for form in DisciplineForm]
ABSENCES = [(kind.value, kind.words) for kind in AbsenceKind]
PROCEEDINGS = [(kind.value, kind.words) for kind in ProceedingKind]
LEADS = [(kind.value, kind.words) for kind in LeadKind]
SCOPES = [(scope.name.lower(), scope.words) for scope in Scope]


class Entered(models.Model):
    """Who wrote the row down, and where."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị ghi")
    """The office or school that keeps the record."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        abstract = True

    @property
    def audit_path(self) -> str:
        return self.unit.path


class YearGrade(AboutSubject, Entered):
    """How a year's work of a person or a team was graded (xếp loại chất lượng)."""

    year = YearField("năm")
    grade = models.CharField("mức xếp loại", max_length=16, choices=GRADES)
    group = models.CharField("nhóm vị trí việc làm", max_length=80, blank=True)
    """Persons of one group compete for the share of excellent grades."""
    decision = models.CharField("quyết định", max_length=120, blank=True)
    beyond_share = models.CharField("căn cứ vượt tỷ lệ", max_length=300, blank=True)
    earlier = models.JSONField("đã ghi trước đó", default=list)
    """What was written before each change, as `{"grade", "group", "decision", "by", "at"}` in words, the oldest first:
    kept here and not in the trail, which others read.
    """

    class Meta:
        verbose_name = "xếp loại năm"
        constraints = [
            one_subject("awards_year_grade_subject"),
            models.UniqueConstraint(
                fields=["person", "year"], condition=Q(person__isnull=False), name="awards_grade_person"
            ),
            models.UniqueConstraint(
                fields=["collective", "year"], condition=Q(collective__isnull=False), name="awards_grade_collective"
            ),
        ]
        indexes = [models.Index(fields=["unit", "year"], name="awards_grade_of_unit")]

    def __str__(self) -> str:
        return f"{self.subject_name}, {self.year}: {self.get_grade_display()}"


class Discipline(AboutSubject, Entered):
    """A discipline, with the days between which it counts."""

    form = models.CharField("hình thức kỷ luật", max_length=16, choices=DISCIPLINES)
    decided = models.DateField("ngày quyết định")
    until = models.DateField("hết hiệu lực ngày", null=True, blank=True)
    decision = models.CharField("số quyết định", max_length=120, blank=True)

    class Meta:
        verbose_name = "kỷ luật"
        constraints = [
            one_subject("awards_discipline_subject"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("decided")), name="awards_discipline_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.get_form_display()}"


class Proceeding(AboutSubject, Entered):
    """Something pending that stops every award until a conclusion clears it."""

    kind = models.CharField("việc đang xem xét", max_length=16, choices=PROCEEDINGS)
    since = models.DateField("từ ngày")
    cleared = models.DateField("có kết luận ngày", null=True, blank=True)
    paper = models.CharField("văn bản", max_length=120, blank=True)

    class Meta:
        verbose_name = "việc đang xem xét"
        constraints = [
            one_subject("awards_proceeding_subject"),
            models.CheckConstraint(
                condition=Q(cleared__isnull=True) | Q(cleared__gte=models.F("since")), name="awards_proceeding_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}: {self.get_kind_display()}"


class Absence(Entered):
    """Leave or study of a person, first and last day included."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name="cá nhân")
    kind = models.CharField("lý do", max_length=16, choices=ABSENCES)
    start = models.DateField("từ ngày")
    end = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "thời gian nghỉ, đi học"
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=models.F("start")), name="awards_absence_dates"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person.full_name}: {self.get_kind_display()}"


class Service(Entered):
    """What posts do not tell of a person's working life."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="service", verbose_name="cá nhân")
    hired = models.DateField("tuyển dụng ngày", null=True, blank=True)
    sector_since = models.DateField("vào ngành ngày", null=True, blank=True)
    hard_area_years = models.PositiveSmallIntegerField("số năm ở vùng đặc biệt khó khăn", null=True, blank=True)
    known_since = YearField("hồ sơ đủ từ năm", blank=True)
    """Years before it are not in the records at all: the judge asks a person instead of saying no."""

    class Meta:
        verbose_name = "quá trình công tác"

    def __str__(self) -> str:
        return self.person.full_name


class Lead(Entered):
    """A collective came first in a cluster, or in a movement at its review."""

    collective = models.ForeignKey(Unit, models.PROTECT, related_name="leads_won", verbose_name="tập thể")
    year = YearField("năm")
    kind = models.CharField("dẫn đầu", max_length=16, choices=LEADS)
    scope = models.CharField("phạm vi", max_length=16, choices=SCOPES)
    lasting = models.PositiveSmallIntegerField("số năm của phong trào", default=0)
    paper = models.CharField("văn bản công nhận", max_length=120, blank=True)

    class Meta:
        verbose_name = "dẫn đầu"
        constraints = [models.UniqueConstraint(fields=["collective", "year", "kind", "scope"], name="awards_lead_once")]

    def __str__(self) -> str:
        return f"{self.collective}: dẫn đầu {self.get_kind_display()} {self.year}"


class SheetIn(models.Model):
    """A workbook of grades or of old awards: read, looked at, then taken over as a whole or not at all."""

    class Subject(models.TextChoices):
        GRADES = "grades", "Xếp loại năm"
        AWARDS = "awards", "Khen thưởng đã có"

    class Status(models.TextChoices):
        READY = "ready", "Chờ xác nhận"
        REFUSED = "refused", "Có lỗi"
        WRITING = "writing", "Đang nhập"
        DONE = "done", "Đã nhập"
        CANCELLED = "cancelled", "Đã bỏ"

    MOVES: ClassVar[dict[str, Move]] = {
        "confirm": Move({Status.READY}, Status.WRITING, "Nhập vào hệ thống"),
        "cancel": Move({Status.READY, Status.REFUSED}, Status.CANCELLED, "Bỏ lần nhập"),
    }

    subject = models.CharField("nhập gì", max_length=8, choices=Subject)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    year = YearField("năm", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="award_sheets", verbose_name="người nhập")
    at = models.DateTimeField("lúc", default=timezone.now)
    name = models.CharField("tên tệp", max_length=255)
    status = models.CharField("trạng thái", max_length=12, choices=Status, default=Status.READY)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    rows = models.JSONField("các dòng", default=list)
    """What was read of each row; emptied when it is taken over or given up, for it is private."""
    new = models.PositiveIntegerField("thêm mới", default=0)
    changed = models.PositiveIntegerField("thay đổi", default=0)
    known = models.PositiveIntegerField("đã có", default=0)
    problems = models.JSONField("lỗi", default=list)
    """The first problems as [row of the sheet, title of the column, sentence]; `problem_count` counts all."""
    problem_count = models.PositiveIntegerField("số lỗi", default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần nhập"

    def __str__(self) -> str:
        return f"Nhập {self.get_subject_display().lower()} từ tệp {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("awards:sheet_in", args=[self.pk])

    @property
    def audit_path(self) -> str:
        return self.unit.path
