"""The list of plans, and the targets and tasks of one, as Excel files."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person
from thidua.people.queries import matching, number_of
from thidua.plans.models import Assignment, Plan, Target, Task
from thidua.plans.queries import lines_of, own_paths, plans_visible_to, with_counts
from thidua.writing.sheets import Column

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

COLUMNS = [
    Column("Số, ký hiệu", 20),
    Column("Ngày", 12),
    Column("Tên kế hoạch", 70),
    Column("Đơn vị", 40),
    Column("Từ ngày", 12),
    Column("Đến ngày", 12),
    Column("Trạng thái", 16),
    Column("Đơn vị nhận", 12),
]


class Addressed(TypedDict):
    units_addressed: int


class Shares(TypedDict):
    shares: int
    finished: int


def chosen_plans(person: Person, asked: Mapping[str, str]) -> "QuerySet[WithAnnotations[Plan, Addressed]]":
    """The plans that one may see, narrowed by the address: q, trangthai, loai, nam, phia. Drafts that were put away
    are shown when they are asked for.
    """
    rows = matching(with_counts(plans_visible_to(person)), asked.get("q", ""))
    status = asked.get("trangthai")
    rows = rows.filter(status=status) if status else rows.exclude(status=Plan.Status.WITHDRAWN)
    if kind := asked.get("loai"):
        rows = rows.filter(kind=kind)
    if 1900 <= (year := number_of(asked.get("nam", ""))) < 2200:
        rows = rows.filter(Q(start__year__lte=year) | Q(start=None), Q(end__year__gte=year) | Q(end=None))
    own = own_paths(person)
    if asked.get("phia") == "cua-don-vi":
        rows = rows.filter(unit__path__in=own)
    elif asked.get("phia") == "duoc-giao":
        rows = rows.exclude(unit__path__in=own).filter(addressees__unit__path__in=own)
    elif asked.get("phia") == "cap-duoi":
        rows = rows.exclude(unit__path__in=own).exclude(addressees__unit__path__in=own)
    return rows.order_by("-pk").distinct()


@export_kind("plans.plans")
def plans_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_plans(by, asked)
    return Export("Kế hoạch", "ke-hoach", COLUMNS, plan_lines(rows), rows.count())


def plan_lines(rows: "QuerySet[WithAnnotations[Plan, Addressed]]") -> Iterator[tuple[Any, ...]]:
    for plan in rows.iterator(chunk_size=500):
        yield (
            plan.document.number,
            plan.document.date,
            plan.title,
            plan.unit.name,
            plan.start,
            plan.end,
            plan.get_status_display(),
            plan.units_addressed,
        )


TARGET_COLUMNS = [
    Column("Chỉ tiêu", 80),
    Column("Mức phải đạt", 18),
    Column("Cách đo", 14),
    Column("Kỳ đo", 14),
    Column("Bắt buộc", 10),
    Column("Ai phải đạt", 40),
]


def chosen_targets(plan: Plan, words: str) -> QuerySet[Target]:
    """In their order, narrowed by `words`."""
    return matching(lines_of(plan, Target), words)


@export_kind("plans.targets")
def targets_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    """Of the plan that `plan` names."""
    plan = get_object_or_404(plans_visible_to(by), pk=number_of(asked["plan"]))
    targets = chosen_targets(plan, asked.get("q", ""))
    return Export("Chỉ tiêu", "chi-tieu", TARGET_COLUMNS, target_lines(targets), targets.count())


def target_lines(targets: QuerySet[Target]) -> Iterator[tuple[Any, ...]]:
    for target in targets.iterator(chunk_size=500):
        bearers = ", ".join(unit.label for unit in target.units.all()) or target.get_level_display()
        must = "có" if target.mandatory else "không"
        how = (target.get_measure_display(), target.get_frequency_display())
        yield (target.text, target.goal, *how, must, bearers)


TASK_COLUMNS = [
    Column("Nhiệm vụ", 80),
    Column("Chủ trì", 32),
    Column("Phối hợp", 32),
    Column("Hạn", 20),
    Column("Phần việc đã xong", 12),
    Column("Số phần việc", 12),
]


def tasks_with_shares(plan: Plan) -> "QuerySet[WithAnnotations[Task, Shares]]":
    """In their order, each with `shares` and how many are `finished`."""
    done = Q(assignments__status__in=Assignment.FINISHED)
    asked = done | Q(assignments__status__in=Assignment.UNDONE)
    shares, finished = Count("assignments", filter=asked), Count("assignments", filter=done)
    return lines_of(plan, Task).annotate(shares=shares, finished=finished).order_by("order", "pk")


@export_kind("plans.tasks")
def tasks_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    """Of the plan that `plan` names."""
    plan = get_object_or_404(plans_visible_to(by), pk=number_of(asked["plan"]))
    tasks = matching(tasks_with_shares(plan), asked.get("q", ""))
    return Export("Nhiệm vụ", "nhiem-vu", TASK_COLUMNS, task_lines(tasks), tasks.count())


def task_lines(tasks: "QuerySet[WithAnnotations[Task, Shares]]") -> Iterator[tuple[Any, ...]]:
    for task in tasks.iterator(chunk_size=500):
        counts = (task.finished, task.shares)
        yield (task.text, task.body or task.get_level_display(), task.cooperating, task.when, *counts)
