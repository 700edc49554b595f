"""The issuer sets the periods of figures of a running plan: their days, and which of them there are."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.kernel.calendar import Length, Period
from thidua.kernel.permissions import require
from thidua.people.models import Person, Post
from thidua.people.operations.notices import notify
from thidua.people.queries import LEADERS
from thidua.plans.models import Duty, Obligation, Plan, Target
from thidua.plans.operations.issuing import open_occurrences
from thidua.plans.operations.work import require_plan_runs
from thidua.plans.rounds import periods_of
from thidua.plans.signals import obligations_opened

LATEST = 366
"""Days after the end of a period by which its figures must be due."""


@transaction.atomic
def change_round(duty: Duty, period: Period, due: date, *, by: Person, today: date) -> int:
    """Set the day of a period for all units that still owe its figures; an extension beyond it stays. Returns how many.

    Raises ValidationError `plan_closed`, `no_round`, `bad_day` (past, or not after the period began, or too late),
    `same_day` (another period is due on it).
    """
    row = _held(duty, by)
    papers = _papers(row, period)
    if not papers.exists():
        raise ValidationError("Kỳ này chưa mở hoặc không còn. Tải lại trang.", code="no_round")
    _require_day(row, period, due, today)
    before = papers.order_by("due").values_list("due", flat=True).first()
    _set(row, period, due)
    owing = papers.filter(status__in=Obligation.OWING)
    units = list(owing.values_list("unit", flat=True))
    owing.filter(extended_to__lte=due).update(extended_to=None)
    changed = owing.update(due=due)
    sentence = f"Đổi hạn số liệu {period.label} cho {changed} đơn vị"
    change = ("hạn", f"{before:%d/%m/%Y}", f"{due:%d/%m/%Y}")
    record("plans.change_round", row, by=by, sentence=sentence, changes=[change])
    _tell(row, units, f"Hạn gửi số liệu {period.label} đổi thành {due:%d/%m/%Y}", today)
    return changed


@transaction.atomic
def drop_round(duty: Duty, period: Period, *, by: Person, today: date) -> int:
    """Ask no longer for a period in which no unit has begun. Returns how many papers went.

    Raises ValidationError `plan_closed`, `no_round`, `begun`.
    """
    row = _held(duty, by)
    papers = _papers(row, period)
    known = {one.key for one in periods_of(row.plan, row.frequency, today)} | row.rounds.keys()
    if not papers.exists() and period.key not in known:
        raise ValidationError("Kỳ này không còn. Tải lại trang.", code="no_round")
    begun = papers.exclude(status__in=[Obligation.Status.NOT_STARTED, Obligation.Status.EXCUSED])
    if begun.exists() or papers.filter(measurements__isnull=False).exists():
        sentence = f"Đã có đơn vị bắt đầu nhập số liệu {period.label} nên không bỏ kỳ được. Đổi hạn, hoặc miễn nộp."
        raise ValidationError(sentence, code="begun")
    units = list(papers.values_list("unit", flat=True))
    papers.delete()
    _set(row, period, None)
    record("plans.drop_round", row, by=by, sentence=f"Bỏ kỳ số liệu {period.label}")
    obligations_opened.send(Plan, plan=row.plan, periods={period.key})
    _tell(row, units, f"Không phải gửi số liệu {period.label} nữa", today)
    return len(units)


@transaction.atomic
def add_round(duty: Duty, start: date, end: date, due: date, *, by: Person, today: date) -> Period:
    """Ask for the figures of a period more; one that the calendar knows takes its name, else it is a phase.

    Raises ValidationError `plan_closed`, `bad_period` (ends before it begins, or lies outside the plan's time),
    `known_round`, `bad_day`, `same_day`.
    """
    row = _held(duty, by)
    if end < start or (row.plan.start and end < row.plan.start) or (row.plan.end and start > row.plan.end):
        sentence = "Kỳ phải nằm trong thời gian của kế hoạch, ngày cuối sau ngày đầu."
        raise ValidationError(sentence, code="bad_period")
    period = period_between(row, start, end)
    if _papers(row, period).exists():
        raise ValidationError(f"Đã có kỳ {period.label}. Đổi hạn của kỳ đó nếu cần.", code="known_round")
    _require_day(row, period, due, today)
    _set(row, period, due)
    record("plans.add_round", row, by=by, sentence=f"Thêm kỳ số liệu {period.label}, hạn {due:%d/%m/%Y}")
    open_occurrences(row.plan, today=today)
    units = list(_papers(row, period).values_list("unit", flat=True))
    _tell(row, units, f"Thêm kỳ số liệu {period.label}, hạn {due:%d/%m/%Y}", today)
    return period


def period_between(duty: Duty, start: date, end: date) -> Period:
    """The period of the duty's length with these days, else the stretch itself."""
    length = Target.PERIODIC.get(duty.frequency)
    for one in (length, Length.SCHOOL_YEAR) if length else ():
        known = Period.containing(start, one)
        if (known.start, known.end) == (start, end):
            return known
    return Period(start, end, Length.PHASE)


def _held(duty: Duty, by: Person) -> Duty:
    require(by, "plans.change_campaign", duty.plan)
    row = Duty.objects.select_related("plan__document", "plan__unit").select_for_update(of=("self",)).get(pk=duty.pk)
    require_plan_runs(row.plan.status)
    if not row.frequency:
        raise ValidationError("Mốc này không gom số liệu nên không có kỳ.", code="no_round")
    return row


def _papers(duty: Duty, period: Period) -> QuerySet[Obligation]:
    return Obligation.objects.filter(duty=duty, period=period.key)


def _require_day(duty: Duty, period: Period, due: date, today: date) -> None:
    if due < today or due <= period.start or (due - period.end).days > LATEST:
        sentence = "Hạn phải từ hôm nay, sau ngày đầu kỳ và không quá một năm sau kỳ. Chọn ngày khác."
        raise ValidationError(sentence, code="bad_day")
    if Obligation.objects.filter(duty=duty, due=due).exclude(period=period.key).exists():
        raise ValidationError(f"Ngày {due:%d/%m/%Y} là hạn của kỳ khác. Chọn ngày khác.", code="same_day")


def _set(duty: Duty, period: Period, due: date | None) -> None:
    duty.rounds = {**duty.rounds, period.key: due.isoformat() if due else None}
    duty.save(update_fields=["rounds"])


def _tell(duty: Duty, units: list[int], text: str, today: date) -> None:
    posts = Post.objects.valid_on(today).filter(unit__in=units, role__in=LEADERS)
    url = reverse("plans:plan", args=[duty.plan_id])
    key = f"round:{duty.pk}:{timezone.now():%Y%m%d%H%M%S%f}"
    notify(set(posts.values_list("person_id", flat=True)), key, f"{text}: {duty.plan}", url)
