"""The lines of a plan: what it says, each with the sentence it was read from."""

import uuid
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from thidua.documents.models import Block
from thidua.kernel.calendar import Length
from thidua.kernel.text import fold
from thidua.people.models import Person, Unit
from thidua.plans.models.plans import Plan
from thidua.reading.recurrence import Recurrence


class Level(models.TextChoices):
    """To whom a line is handed."""

    OWN = "own", "Đơn vị ban hành"
    SUBORDINATE = "subordinate", "Các đơn vị nhận"
    PERSON = "person", "Từng cá nhân"


class Line(models.Model):
    """One thing that a plan says. `line_key` is stable across versions, `parent_line` leads to the level above."""

    class Certainty(models.TextChoices):
        SURE = "sure", "Chắc chắn"
        CHECK = "check", "Xem lại"

    plan = models.ForeignKey(Plan, models.CASCADE)
    order = models.PositiveIntegerField("thứ tự", default=0)
    line_key = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    parent_line = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="child_lines")
    block = models.ForeignKey(Block, models.SET_NULL, null=True, blank=True, related_name="+")
    start_char = models.PositiveIntegerField(default=0)
    end_char = models.PositiveIntegerField(default=0)
    """The half-open range within the block's text that the line was read from."""
    certainty = models.CharField("độ chắc chắn", max_length=8, choices=Certainty, default=Certainty.SURE)
    doubt = models.CharField("điều cần xem lại", max_length=500, blank=True)
    removed = models.BooleanField("đã bỏ", default=False)
    """Taken out of a draft at the desk: can be put back until the plan is issued."""
    departure = models.CharField("lý do nới hoặc bỏ so với cấp trên", max_length=500, blank=True)
    """Why a line carried over from the plan above was weakened or dropped."""

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    @property
    def audit_path(self) -> str:
        return self.plan.audit_path


class Section(Line):
    """A heading of the plan and the kind of content under it."""

    class Kind(models.TextChoices):
        AIMS = "aims", "Mục đích, yêu cầu"
        PARTICIPANTS = "participants", "Đối tượng, phạm vi"
        TIME = "time", "Thời gian"
        CONTENTS = "contents", "Nội dung"
        TARGETS = "targets", "Chỉ tiêu"
        TASKS = "tasks", "Nhiệm vụ"
        SOLUTIONS = "solutions", "Giải pháp"
        CRITERIA = "criteria", "Tiêu chí"
        BUDGET = "budget", "Kinh phí"
        COMMENDATION = "commendation", "Khen thưởng"
        ORGANISATION = "organisation", "Tổ chức thực hiện"
        REPORTING = "reporting", "Chế độ báo cáo"
        OTHER = "other", "Phần khác"

    label = models.CharField("số mục", max_length=40, blank=True)
    title = models.CharField("tên mục", max_length=1000)
    level = models.PositiveSmallIntegerField("cấp", default=1)
    kind = models.CharField("loại nội dung", max_length=16, choices=Kind, default=Kind.OTHER)
    body = models.TextField("nội dung", blank=True)

    class Meta(Line.Meta):
        verbose_name = "mục"
        default_related_name = "sections"

    def __str__(self) -> str:
        return f"{self.label}. {self.title}" if self.label else self.title


class Basis(Line):
    """A document that the plan is built on (căn cứ)."""

    number = models.CharField("số, ký hiệu", max_length=80)
    date = models.DateField("ngày", null=True, blank=True)
    text = models.TextField("nội dung viện dẫn", blank=True)
    cited = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="cited_by", verbose_name="kế hoạch được viện dẫn"
    )

    class Meta(Line.Meta):
        verbose_name = "căn cứ"
        default_related_name = "bases"

    def __str__(self) -> str:
        return self.number


class Phase(Line):
    """A stretch of the plan's time with dates of its own (giai đoạn, đợt); None where the document leaves it open."""

    label = models.CharField("tên giai đoạn, đợt", max_length=300)
    start = models.DateField("từ ngày", null=True, blank=True)
    end = models.DateField("đến ngày", null=True, blank=True)

    class Meta(Line.Meta):
        verbose_name = "giai đoạn, đợt"
        default_related_name = "phases"
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")), name="plans_phase_dates"
            )
        ]

    def __str__(self) -> str:
        return self.label


class ForUnits(models.Model):
    """A line that may be given to units by name; naming none means by its `level`."""

    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="giao riêng cho")

    class Meta:
        abstract = True


class Found(models.Model):
    """A line that is found by words of its text."""

    text: str
    search_text = models.CharField(max_length=1000, editable=False, db_default="")

    class Meta:
        abstract = True

    def fold_text(self) -> None:
        """Bring the search text in line; `save` does, bulk creation must."""
        self.search_text = fold(self.text)[:1000]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_text()
        super().save(*args, **kwargs)


class Target(Found, ForUnits, Line):
    """Something to be reached (chỉ tiêu). Without a number it is kept in words."""

    class Comparator(models.TextChoices):
        AT_LEAST = ">=", "≥ từ … trở lên"
        MORE = ">", "> trên"
        EQUAL = "=", "= đạt đúng"
        AT_MOST = "<=", "≤ không quá"
        LESS = "<", "< dưới"

    class Measure(models.TextChoices):
        RATIO = "ratio", "Tỷ lệ"
        COUNT = "count", "Đếm số lượng"
        YES_NO = "yes_no", "Đạt / chưa đạt"
        WORDS = "words", "Bằng lời"

    class Frequency(models.TextChoices):
        MONTH = "month", "Hằng tháng"
        QUARTER = "quarter", "Hằng quý"
        HALF = "half", "Sáu tháng"
        TERM = "term", "Học kỳ"
        YEAR = "year", "Hằng năm"
        ONCE = "once", "Một lần, khi kết thúc"

    PERIODIC: ClassVar[dict[str, Length]] = {
        Frequency.MONTH: Length.MONTH,
        Frequency.QUARTER: Length.QUARTER,
        Frequency.HALF: Length.HALF,
        Frequency.TERM: Length.TERM,
        Frequency.YEAR: Length.YEAR,
    }

    text = models.TextField("chỉ tiêu")
    comparator = models.CharField("so sánh", max_length=2, choices=Comparator, blank=True)
    value = models.DecimalField("mức phải đạt", max_digits=16, decimal_places=4, null=True, blank=True)
    unit_of_count = models.CharField("đơn vị tính", max_length=60, blank=True)
    measure = models.CharField("cách đo", max_length=8, choices=Measure, default=Measure.WORDS)
    frequency = models.CharField("kỳ đo", max_length=8, choices=Frequency, default=Frequency.ONCE)
    level = models.CharField("ai phải đạt", max_length=12, choices=Level, default=Level.OWN)
    mandatory = models.BooleanField("bắt buộc", default=True)

    class Meta(Line.Meta):
        verbose_name = "chỉ tiêu"
        default_related_name = "targets"

    def __str__(self) -> str:
        return self.text

    @property
    def goal(self) -> str:
        """`≥ 90 %`, `≥ 1 sáng kiến`; in words where there is no number."""
        if self.value is None:
            return "bằng lời" if self.measure == self.Measure.WORDS else self.get_measure_display().lower()
        sign = {">=": "≥ ", "<=": "≤ ", "=": "= "}.get(self.comparator, f"{self.comparator} ")
        value = f"{Decimal(self.value).normalize():,f}".translate(str.maketrans(",.", ".,"))
        return f"{sign}{value} {self.unit_of_count}".strip()


class Recurring(models.Model):
    """A line that may come round: `recurrence` is a key of `thidua.reading.recurrence`, empty for once."""

    due = models.DateField("hạn", null=True, blank=True)
    recurrence = models.CharField("lặp lại", max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def when(self) -> str:
        """The date or the rule in words; empty for neither."""
        if self.recurrence:
            return Recurrence.from_key(self.recurrence).words
        return f"{self.due:%d/%m/%Y}" if self.due else ""


class Task(Found, Recurring, ForUnits, Line):
    """Work that the plan gives to bodies (nhiệm vụ). What each of them does with it is an Assignment."""

    text = models.TextField("nhiệm vụ")
    product = models.CharField("sản phẩm", max_length=500, blank=True)
    body = models.CharField("chủ trì (như trong văn bản)", max_length=500, blank=True)
    cooperating = models.CharField("phối hợp", max_length=500, blank=True)
    level = models.CharField("giao cho", max_length=12, choices=Level, default=Level.OWN)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người thực hiện"
    )

    class Meta(Line.Meta):
        verbose_name = "nhiệm vụ"
        default_related_name = "tasks"

    def __str__(self) -> str:
        return self.text


class Duty(Recurring, ForUnits, Line):
    """What must be handed in or done by a date (mốc thời gian): of each addressed unit it makes an Obligation."""

    class Kind(models.TextChoices):
        PLAN = "plan", "Gửi kế hoạch"
        REPORT = "report", "Báo cáo"
        REGISTRATION = "registration", "Đăng ký"
        SUBMISSION = "data", "Gửi số liệu, hồ sơ"
        OTHER = "other", "Việc phải xong"

    text = models.TextField("việc phải nộp")
    frequency = models.CharField(
        "gom số liệu chỉ tiêu đo", max_length=8, choices=Target.Frequency, blank=True, default=""
    )
    """The figures of which targets are handed in by it: of those measured so often; empty for other papers."""
    rounds = models.JSONField("kỳ số liệu đã đặt lại", default=dict, blank=True)
    """For figures, by key of the period: the day that the issuer set for all units, None for a dropped period; a period
    that the calendar would not give is an added one.
    """
    kind = models.CharField("loại", max_length=16, choices=Kind, default=Kind.OTHER)
    level = models.CharField("ai phải nộp", max_length=12, choices=Level, default=Level.SUBORDINATE)

    class Meta(Line.Meta):
        verbose_name = "mốc thời gian"
        verbose_name_plural = "mốc thời gian"
        default_related_name = "duties"

    def __str__(self) -> str:
        return self.text
