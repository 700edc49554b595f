"""Tasks, who handed in, and what the units below say."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from thidua.kernel.templatetags.words import number
from thidua.plans.models import Assignment, Duty, Obligation, Plan
from thidua.plans.queries.board import Column, columns_of
from thidua.reports.facts import Fact, Facts
from thidua.reports.models import ReportSection
from thidua.reports.sources import Ask, source

MOST_TASKS = 60
MOST_NAMED = 30
"""Units without a report that are named; of more the number is told."""


@source("tasks", "Bảng nhiệm vụ", "Từng nhiệm vụ của kế hoạch với số đầu việc đã xong, đã xác nhận, quá hạn.")
def tasks(ask: Ask) -> Facts:
    plan = ask.campaign or ask.report.plan
    shares = Assignment.objects.filter(task__plan=plan)
    if plan.unit_id != ask.report.unit_id:
        shares = shares.filter(unit__path__under=ask.report.unit.path)
    undone = Q(status__in=Assignment.UNDONE)
    groups = (
        shares.order_by("task__order", "task")
        .values("task", "task__text", "task__line_key")
        .annotate(
            shares=Count("pk", filter=undone | Q(status__in=Assignment.FINISHED)),
            finished=Count("pk", filter=Q(status__in=Assignment.FINISHED)),
            confirmed=Count("pk", filter=Q(status=Assignment.Status.CONFIRMED)),
            delayed=Count("pk", filter=undone & Q(due__lt=ask.today)),
        )
    )
    url = reverse("plans:plan_tasks", args=[plan.pk])
    rows = [_task_row(group, plan, url) for group in groups[: MOST_TASKS + 1]]
    note = f"Bảng nêu {MOST_TASKS} nhiệm vụ đầu." if len(rows) > MOST_TASKS else ""
    columns = ("Nhiệm vụ", "Số đầu việc", "Đã xong", "Đã xác nhận", "Quá hạn")
    return Facts(columns, tuple(rows[:MOST_TASKS]), note=note if rows else "Kế hoạch chưa giao nhiệm vụ nào.")


def _task_row(group: Mapping[str, Any], plan: Plan, url: str) -> tuple[Fact, ...]:
    stem = f"n{group['task__line_key'].hex[:8]}"
    told = f"Phần việc của nhiệm vụ trong {plan.document}"
    numbers = (("dau-viec", "shares"), ("xong", "finished"), ("xac-nhan", "confirmed"), ("qua-han", "delayed"))
    cells = [
        Fact(number(group[name]), str(group[name]), f"{stem}.{word}", f"{told}: {TOLD[name]}", url)
        for word, name in numbers
    ]
    return (Fact(group["task__text"]), *cells)


TOLD = {
    "shares": "mọi đầu việc",
    "finished": "đã báo xong",
    "confirmed": "đã được xác nhận",
    "delayed": "quá hạn chưa xong",
}


@source("standing", "Tình hình nộp", "Bao nhiêu đơn vị đã nộp kế hoạch, số liệu, báo cáo; đơn vị nào còn thiếu.")
def standing(ask: Ask) -> Facts:
    if ask.campaign is None:
        return Facts(note="Không có đơn vị cấp dưới nộp báo cáo theo kế hoạch này.")
    papers = papers_below(ask.campaign)
    asked = [column for column in columns_of(papers, ask.today) if column.due <= max(ask.report.span.end, ask.today)]
    url = reverse("plans:plan_units", args=[ask.campaign.pk])
    rows = tuple(_standing_row(column, f"{url}?viec={column.key}") for column in asked)
    columns = ("Việc phải nộp", "Hạn", "Phải nộp", "Đã nộp", "Quá hạn chưa nộp", "Bị trả lại")
    return Facts(columns, rows, note=missing_words(papers, ask.today))


def papers_below(campaign: Plan) -> QuerySet[Obligation]:
    """What is owed by other units under any version of a plan; what was excused is not."""
    papers = Obligation.objects.filter(duty__plan__family_key=campaign.family_key)
    return papers.exclude(unit=campaign.unit_id).exclude(status=Obligation.Status.EXCUSED)


def _standing_row(column: Column, url: str) -> tuple[Fact, ...]:
    stem = f"m{column.duty}.{column.due:%Y%m%d}"
    told = f"Sổ nộp của kế hoạch: {column.text}, hạn {column.due:%d/%m/%Y}"
    numbers = (
        ("phai-nop", column.owed, "phải nộp"),
        ("da-nop", column.handed_in, "đã nộp"),
        ("qua-han", column.late, "quá hạn chưa nộp"),
        ("tra-lai", column.returned, "bị trả lại"),
    )
    name = f"{column.text} – {column.when}" if column.period else column.text
    cells = [Fact(number(n), str(n), f"{stem}.{word}", f"{told}; {said}", url) for word, n, said in numbers]
    return (Fact(name), Fact(f"{column.due:%d/%m/%Y}"), *cells)


def missing_words(papers: QuerySet[Obligation], today: date) -> str:
    """Who has not handed in a report whose day is over or near, by name, at most so many."""
    owing = papers.filter(duty__kind=Duty.Kind.REPORT, period="", status__in=Obligation.OWING)
    units = owing.order_by("unit__sort_key").values_list("unit__short_name", "unit__name").distinct()
    names = [short or name for short, name in islice(units[:MOST_NAMED], MOST_NAMED)]
    if not names:
        return ""
    more = units.count() - len(names)
    rest = f" và {number(more)} đơn vị khác" if more > 0 else ""
    return f"Chưa nộp báo cáo: {', '.join(names)}{rest}."


@source(
    "quotes",
    "Điển hình từ đơn vị",
    "Những đoạn trong báo cáo của đơn vị cấp dưới mà người soạn đánh dấu để trích.",
)
def quotes(ask: Ask) -> Facts:
    if not isinstance(ask.section, ReportSection) or ask.section.pk is None:
        return Facts()
    chosen = ask.section.quoted.select_related("report__unit").order_by("report__unit__sort_key", "pk")
    passages = tuple((section.report.unit.label, printed(section)) for section in chosen)
    return Facts(passages=passages, note="" if passages else "Chưa trích đoạn nào.")


def printed(section: ReportSection) -> str:
    """A passage with its live numbers as they stand in the report that it belongs to."""
    from thidua.reports.facts import resolved
    from thidua.reports.queries import numbers_of

    return resolved(section.text, numbers_of(section.report.sections.all()))
