"""The board of units: who opened, handed in, is late, and what waits; out as Excel."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse

from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.text import short
from thidua.people.models import Unit
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans.models import Obligation, Plan
from thidua.plans.queries import overdue
from thidua.plans.queries.board import (
    STATES,
    Column,
    cells_of,
    chosen_rows,
    columns_of,
    groups_of,
    of_column,
    opened_by,
    papers_of_board,
    sees_all_units,
    units_of_board,
    units_opened,
)
from thidua.plans.standing import cell_of, late_by
from thidua.plans.views.plans import PER_PAGE, shown, visible_plan
from thidua.writing.sheets import Column as SheetColumn
from thidua.writing.sheets import workbook

WIDE = 6
"""Columns of papers that stand side by side."""
CARDS = 2
ORDERS = (("", "Tên đơn vị"), ("tre", "Trễ lâu nhất trước"))


def plan_units(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Units by what each owes; its columns are duties by date, or figures by period."""
    plan, day = visible_plan(request, plan_id), today()
    units = units_of_board(request.user, plan)
    papers = papers_of_board(request.user, plan, units)
    columns = columns_of(papers, day)
    chosen = papers.filter(of_column(request.GET.get("viec", "")))
    rows = chosen_rows(units, plan, chosen, request.GET, day)
    asked_for = [column for column in columns if is_asked_for(column, request.GET.get("viec", ""))]
    if request.GET.get("xuat") == "excel":
        return sheet(plan, rows, asked_for, chosen, day)
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    stretch = stretch_of(asked_for, request.GET.get("cot"), day)
    return shown(
        request,
        plan,
        "units",
        part="unit-board",
        listed=listed,
        columns=stretch,
        lines=lines_of_board(plan, listed, list(stretch.object_list), chosen, day),
        cards=cards_of(plan, units, papers, columns, day),
        duties=choices_of(columns),
        statuses=STATES,
        orders=ORDERS,
        groups=groups_of(plan, units) if sees_all_units(request.user, plan) else {},
    )


def is_asked_for(column: Column, key: str) -> bool:
    return not key or key in (column.key, str(column.duty))


def stretch_of(columns: list[Column], asked: str | None, day: date) -> Page[Column]:
    """So many columns as fit; unless asked otherwise those around the present day."""
    pages = Paginator(columns, WIDE)
    ahead = next((place for place, column in enumerate(columns) if column.due >= day), len(columns) - 1)
    return pages.get_page(number_of(asked) if asked else max(ahead, 0) // WIDE + 1)


def lines_of_board(
    plan: Plan, listed: Page[Unit], columns: list[Column], papers: QuerySet[Obligation], day: date
) -> list[dict[str, Any]]:
    """For each unit when it opened the plan, and a cell for each column: None where it owes nothing."""
    cells, opened = cells_of(papers, listed), opened_by(plan, listed)
    lines = []
    for unit in listed:
        own = cells.get(unit.pk, {})
        row = [(column, own.get(column.key)) for column in columns]
        lines.append(
            {
                "unit": unit,
                "addressee": opened.get(unit.pk),
                "cells": [(column, paper, cell_of(paper, day) if paper else None) for column, paper in row],
            }
        )
    return lines


def cards_of(
    plan: Plan, units: QuerySet[Unit], papers: QuerySet[Obligation], columns: list[Column], day: date
) -> dict[str, Any]:
    """How many units opened the plan, handed in what is due next, are late; how many papers wait or went back."""
    addressed, opened = units_opened(plan, units)
    last = [column for column in columns if column.due <= day][-CARDS:]
    ahead = [column for column in columns if column.due > day]
    nearest = (last + ahead)[:CARDS] if len(last) < CARDS else [last[-1], *ahead[:1]] if ahead else last
    late = overdue(papers, day).order_by().aggregate(units=Count("unit", distinct=True))
    return {
        "addressed": addressed,
        "opened": opened,
        "columns": nearest,
        "late": late["units"],
        "returned": sum(column.returned for column in columns),
        "waiting": sum(column.waiting for column in columns),
    }


def choices_of(columns: list[Column]) -> list[tuple[str, str]]:
    """Each duty, and under it its dates or periods where there are several."""
    by_duty: dict[int, list[Column]] = {}
    for column in columns:
        by_duty.setdefault(column.duty, []).append(column)
    choices = []
    for duty, rounds in by_duty.items():
        choices.append((str(duty), short(rounds[0].text, 60)))
        if len(rounds) > 1:
            choices += [(column.key, f"– {column.when}") for column in rounds]
    return choices


def sheet(
    plan: Plan, rows: QuerySet[Unit], columns: list[Column], papers: QuerySet[Obligation], day: date
) -> HttpResponse:
    """All units that the filters leave, whatever the page."""
    heads = [SheetColumn("Mã", 14), SheetColumn("Đơn vị", 44), SheetColumn("Loại", 18), SheetColumn("Mở kế hoạch", 18)]
    for column in columns:
        name = f"{short(column.text, 60)} ({column.when})"
        heads += [SheetColumn(name, 24), SheetColumn("Nộp lúc", 18), SheetColumn("Trễ (ngày)", 10)]
    content = workbook("Đơn vị", heads, sheet_lines(plan, rows, columns, papers, day))
    return excel(f"don-vi-ke-hoach-{plan.pk}", content)


def sheet_lines(
    plan: Plan, rows: QuerySet[Unit], columns: list[Column], papers: QuerySet[Obligation], day: date
) -> Iterator[list[Any]]:
    units = list(rows)
    cells, opened = cells_of(papers, units), opened_by(plan, units)
    for unit in units:
        addressee, own = opened.get(unit.pk), cells.get(unit.pk, {})
        line: list[Any] = [unit.code, unit.name, unit.get_kind_display(), addressee and addressee.opened_at]
        for column in columns:
            paper = own.get(column.key)
            line += [paper.get_status_display(), paper.submitted_at, late_by(paper, day)] if paper else [None] * 3
        yield line
