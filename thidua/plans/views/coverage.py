"""Making one's own plan from the one above, and comparing the two: side by side, and for all units at once."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.text import fold
from thidua.people.queries import matching, number_of
from thidua.people.requests import PersonRequest
from thidua.plans import operations, standing
from thidua.plans.coverage import SURE, Answer, Finding, SaidLine, Verdict
from thidua.plans.models import Addressee, Coverage, Line, Plan
from thidua.plans.queries import (
    adopting_unit,
    answer_of,
    answer_to,
    answers_of,
    coverage_sums,
    coverages_of,
    lines_by_key,
    own_paths,
    parents_for,
    plans_visible_to,
    said_by_parent,
)
from thidua.plans.views.desk import own_draft
from thidua.plans.views.plans import PER_PAGE, sees_all_units, shown, visible_plan, writing_unit
from thidua.writing.sheets import Column, workbook

VERDICTS = {
    Verdict.KEPT: "Giữ",
    Verdict.SHARPER: "Cao hơn",
    Verdict.WEAKER: "Thấp hơn",
    Verdict.MISSING: "Thiếu",
    Verdict.ADDED: "Thêm mới",
}
LATER = "muon"
KIND_WORDS = {"chi-tieu": "Chỉ tiêu", "moc": "Mốc thời gian", "nhiem-vu": "Nhiệm vụ", "giai-doan": "Giai đoạn, đợt"}


@require_POST
def adopt(request: PersonRequest, plan_id: int) -> HttpResponse:
    """One's own draft of a plan that came from above; the one that is there already is opened."""
    parent = visible_plan(request, plan_id)
    unit = adopting_unit(parent, request.user) or writing_unit(request)
    own = answer_of(parent, unit)
    if own is None:
        own = operations.adopt_plan(parent, unit, by=request.user, today=today())
        messages.success(request, "Đã lập bản nháp của đơn vị. Xem lại từng mục rồi ban hành.")
    else:
        messages.info(request, "Đơn vị đã có kế hoạch lập theo kế hoạch này.")
    return redirect("plans:plan", own.pk)


@require_POST
def hand_in(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Hand in one's issued plan where the plan above asks for it."""
    paper = operations.hand_in_plan(visible_plan(request, plan_id), by=request.user)
    messages.success(request, f"Đã nộp kế hoạch: {paper.get_status_display().lower()}.")
    return redirect("plans:obligation", paper.pk)


def choose_parent(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Say which plan above the draft answers."""
    plan = own_draft(request, plan_id)
    rows = parents_for(plan, request.user)
    if "parent" in request.POST:
        chosen = request.POST["parent"]
        parent = get_object_or_404(rows, pk=number_of(chosen)) if chosen else None
        operations.choose_parent(plan, parent, by=request.user)
        messages.success(request, "Đã nối với kế hoạch cấp trên." if parent else "Đã bỏ nối với kế hoạch cấp trên.")
        return redirect("plans:desk", plan.pk)
    found = matching(rows, request.GET.get("q", ""))
    context = {"plan": plan, "found": Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))}
    return page(request, "plans/choose_parent.html", context, part="parents")


def coverage(request: PersonRequest, plan_id: int) -> HttpResponse:
    """The plan beside the one above, line by line."""
    child = visible_plan(request, plan_id)
    if child.parent_id is None:
        messages.info(request, "Kế hoạch này không nối với kế hoạch cấp trên nào.")
        return redirect("plans:plan", child.pk)
    parent = parent_of(request, child)
    if request.method == "POST":
        return paired(request, child)
    answer = answer_to(parent, child, today())
    asked = request.GET.get("loc", "")
    if request.GET.get("xuat") == "excel":
        return coverage_sheet(chosen(answer, asked))
    above, below = lines_by_key(parent), lines_by_key(child)
    rows = [row_of(found, above, below) for found in chosen(answer, asked)]
    pairing = request.GET.get("ghep", "")
    return shown(
        request,
        child,
        "coverage",
        parent=parent,
        answer=answer,
        rows=rows,
        counts=counts_of(answer),
        asked=asked,
        may_pair=request.user.has_perm("plans.pair_lines", child),
        pairing=pairing,
        options=list(options_of(answer, below)) if pairing else [],
    )


def parent_of(request: PersonRequest, child: Plan) -> Plan:
    """The plan above, where one may see it too; 404 otherwise."""
    rows = plans_visible_to(request.user).select_related("unit", "document")
    return get_object_or_404(rows, pk=child.parent_id)


def chosen(answer: Answer, asked: str) -> list[Finding]:
    found = [*answer.findings, *answer.added]
    if asked == LATER:
        return [finding for finding in found if finding.late]
    return [finding for finding in found if finding.verdict == asked] if asked in list(Verdict) else found


def counts_of(answer: Answer) -> list[tuple[str, str, int]]:
    """What the filter offers: value, words, how many."""
    rows = [(str(verdict), words, answer.count(verdict)) for verdict, words in VERDICTS.items()]
    return [*rows, (LATER, "Hạn muộn hơn", answer.later)]


COVERAGE_COLUMNS = [
    Column("Loại", 16),
    Column("Kế hoạch cấp trên", 60),
    Column("Hạn cấp trên", 14),
    Column("Đối chiếu", 14),
    Column("Kế hoạch của đơn vị", 60),
    Column("Hạn của đơn vị", 14),
    Column("Muộn hơn (ngày)", 12),
    Column("Nhận xét", 40),
    Column("Lý do của đơn vị", 40),
]


def coverage_sheet(found: Iterable[Finding]) -> HttpResponse:
    return excel("doi-chieu-tung-dong", workbook("Đối chiếu", COVERAGE_COLUMNS, map(coverage_line, found)))


def coverage_line(found: Finding) -> tuple[Any, ...]:
    above, below = found.parent, found.child
    return (
        KIND_WORDS[found.line.kind],
        above and above.text,
        above and above.due,
        VERDICTS[found.verdict],
        below and below.text,
        below and below.due,
        found.late or None,
        found.why,
        found.departure,
    )


def row_of(found: Finding, above: dict[str, Line], below: dict[str, Line]) -> dict[str, Any]:
    """A finding with its two lines as the page shows them."""
    tone, words = standing.of_finding(found.verdict, found.late)
    return {
        "found": found,
        "tone": tone,
        "words": words,
        "above": above.get(found.parent.key) if found.parent else None,
        "below": below.get(found.child.key) if found.child else None,
        "kind": KIND_WORDS[found.line.kind],
        "is_doubtful": 0 < found.likeness < SURE,
    }


def options_of(answer: Answer, below: dict[str, Line]) -> Iterator[tuple[str, str]]:
    """Lines that can be paired: first those that answer nothing, by kind."""
    free = {found.child.key for found in answer.added if found.child}
    for key, line in sorted(below.items(), key=lambda item: item[0] not in free):
        words = f"{line._meta.verbose_name}: {line}"
        yield key, words if key in free else f"{words} (đang ghép)"


def paired(request: PersonRequest, child: Plan) -> HttpResponse:
    """Pair by hand, say that nothing answers, or leave it to the comparison."""
    above, below = key_of(request.POST.get("above", "")), request.POST.get("below", "")
    if above is None:
        raise Http404
    if below == "tu-dong":
        operations.forget_pair(child, above, by=request.user, today=today())
    else:
        operations.pair_lines(child, above, key_of(below), by=request.user, today=today())
    messages.success(request, "Đã ghi nhận cách ghép.")
    return redirect("plans:coverage", child.pk)


def key_of(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


def coverages(request: PersonRequest, plan_id: int) -> HttpResponse:
    """All units' plans beside this one: units by lines."""
    plan = visible_plan(request, plan_id)
    if plan.issued_at is None:
        raise Http404
    lines = said_by_parent(plan).lines
    rows = chosen_addressees(request, plan)
    if request.GET.get("xuat") == "excel":
        return coverages_sheet(plan, rows, lines)
    kinds = [(kind, words) for kind, words in KIND_WORDS.items() if any(line.kind == kind for line in lines)]
    kind = request.GET.get("loai") or (kinds[0][0] if kinds else "")
    columns = [line for line in lines if line.kind == kind]
    addressees = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    return shown(
        request,
        plan,
        "coverages",
        part="coverage-rows",
        addressees=addressees,
        board=list(board_rows(plan, addressees, columns)),
        columns=columns,
        kinds=kinds,
        kind=kind,
        sums=coverage_sums(plan),
        answered=answers_of(plan).values("unit").distinct().count(),
        addressed=plan.addressees.count(),
        states=STATES.items(),
        may_check=request.user.has_perm("plans.check_coverages", plan),
    )


STATES = {"thieu": "Có dòng thiếu", "thap": "Có dòng thấp hơn", LATER: "Có hạn muộn hơn", "chua": "Chưa có kế hoạch"}
LACKS = {"thieu": {"missing__gt": 0}, "thap": {"weaker__gt": 0}, LATER: {"later__gt": 0}}


def chosen_addressees(request: PersonRequest, plan: Plan) -> QuerySet[Addressee]:
    """The addressed units that one may see, narrowed by the address: q, trangthai."""
    rows = plan.addressees.exclude(unit=plan.unit_id).select_related("unit").order_by("unit__sort_key", "pk")
    if not request.user.has_perm("plans.change_plan", plan) and not sees_all_units(request.user, plan):
        rows = rows.filter(unit__path__in=own_paths(request.user))
    if words := request.GET.get("q", ""):
        rows = rows.filter(unit__search_text__contains=fold(words[:200]))
    state = request.GET.get("trangthai", "")
    if state in LACKS:
        rows = rows.filter(unit__in=coverages_of(plan).filter(**LACKS[state]).values("child__unit"))
    elif state == "chua":
        rows = rows.exclude(unit__in=answers_of(plan).values("unit"))
    return rows


def board_rows(plan: Plan, addressees: Iterable[Addressee], columns: list[SaidLine]) -> Iterator[dict[str, Any]]:
    """By unit: its plan, what was found in all, and a cell for each line."""
    addressees = list(addressees)
    units = [addressee.unit_id for addressee in addressees]
    plans = {each.unit_id: each for each in answers_of(plan).filter(unit__in=units).order_by("pk")}
    found = {row.child_id: row for row in coverages_of(plan).filter(child__in=plans.values())}
    for addressee in addressees:
        child = plans.get(addressee.unit_id)
        row = found.get(child.pk) if child else None
        cells = [(line, *cell_of(row, line)) for line in columns]
        yield {"unit": addressee.unit, "plan": child, "coverage": row, "cells": cells}


def cell_of(row: Coverage | None, line: SaidLine) -> tuple[str, str, str]:
    """Tone, words and the reason of one cell; empty for what was not compared."""
    found = row.verdicts.get(line.key) if row else None
    if not found:
        return "", "", ""
    tone, words = standing.of_finding(found["verdict"], found["late"])
    return tone, words, found["reason"]


def coverages_sheet(plan: Plan, rows: QuerySet[Addressee], lines: Iterable[SaidLine]) -> HttpResponse:
    lines = list(lines)
    columns = [Column("Đơn vị", 40), Column("Số, ký hiệu", 18), Column("Ngày", 12)]
    columns += [Column(words, 10) for words in ("Giữ", "Cao hơn", "Thấp hơn", "Thiếu", "Hạn muộn hơn", "Thêm mới")]
    columns += [Column(line.text[:200], 22) for line in lines]
    return excel("doi-chieu", workbook("Đối chiếu", columns, sheet_rows(plan, rows, lines)))


def sheet_rows(plan: Plan, rows: QuerySet[Addressee], lines: list[SaidLine]) -> Iterator[tuple[Any, ...]]:
    found = {row.child.unit_id: row for row in coverages_of(plan).select_related("child__document").order_by("pk")}
    for addressee in rows.iterator(chunk_size=500):
        row = found.get(addressee.unit_id)
        if row is None:
            yield (addressee.unit.name, "chưa có kế hoạch được đối chiếu")
            continue
        counts = (row.kept, row.sharper, row.weaker, row.missing, row.later, len(row.added))
        words = (" – ".join(filter(None, cell_of(row, line)[1:])) for line in lines)
        yield (addressee.unit.name, row.child.document.number, row.child.document.date, *counts, *words)


@require_POST
def check_coverages(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Compare all anew, in the background."""
    run = operations.check_coverages(visible_plan(request, plan_id), by=request.user)
    return redirect("web:run", run.pk)
