"""The figures of a paper: the grid to fill in, and the same grid for who judges it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from thidua.kernel.calendar import Period, today
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans import operations as papers
from thidua.plans.models import Obligation, Target
from thidua.plans.queries import goes_to_head, obligations_visible_to
from thidua.progress.forms import FigureForm, HandInForm
from thidua.progress.models import Measurement
from thidua.progress.operations import figures
from thidua.progress.queries.figures import Line, lines_of_paper, measurements_visible_to

TEMPLATE = "progress/figures.html"


def seen_paper(request: PersonRequest, obligation_id: int) -> Obligation:
    """A paper of figures that one may see."""
    rows = obligations_visible_to(request.user).exclude(period="")
    related = ("duty__plan__document", "duty__plan__unit", "unit", "submitted_by", "decided_by")
    return get_object_or_404(rows.select_related(*related).distinct(), pk=obligation_id)


def lines_for(request: PersonRequest, paper: Obligation) -> list[Line]:
    return lines_of_paper(paper, measurements_visible_to(request.user))


def may_write(request: PersonRequest, paper: Obligation, line: Line) -> bool:
    if paper.status not in Obligation.WRITABLE or paper.duty.plan.status != "issued" or line.is_closed:
        return False
    cell = line.cell or Measurement(obligation=paper, target=line.target, unit=paper.unit)
    return request.user.has_perm("progress.record_measurement", cell)


def figures_page(request: PersonRequest, obligation_id: int) -> HttpResponse:
    paper = seen_paper(request, obligation_id)
    act = request.POST.get("act", "")
    if act == "cell":
        return saved_cell(request, paper)
    if act in DEEDS:
        return DEEDS[act](request, paper)
    if act:
        raise Http404
    return grid(request, paper)


def grid(
    request: PersonRequest,
    paper: Obligation,
    *,
    typed: Any = None,
    problems: dict[int, str] | None = None,
    refused: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = lines_for(request, paper)
    rows = [row_of(request, paper, line, typed, (problems or {}).get(line.target.pk, "")) for line in lines]
    moves = possible_moves(paper, request.user)
    writes = any(row["form"] for row in rows)
    context = {
        "obligation": paper,
        "plan": paper.duty.plan,
        "period": Period.from_key(paper.period),
        "rows": rows,
        "writes": writes,
        "moves": moves,
        "judges": "return" in moves,
        "hands_in": "submit" in moves,
        "goes_to_head": goes_to_head(paper, request.user),
        "proposed": writes and any(line.proposed for line in lines),
        **standing_of(lines),
        "hand_in": HandInForm(initial={"note": paper.note}),
        "refused": refused or [],
        "today": today(),
    }
    return page(request, TEMPLATE, context, part="figures-grid", status=status)


def standing_of(lines: list[Line]) -> dict[str, int]:
    """How many figures are asked, are there, and want to be looked at."""
    return {
        "asked": len(lines),
        "filled": sum(not line.parts.is_empty(line.target.measure) for line in lines),
        "troubled": sum(bool(line.open_findings) for line in lines if line.cell and not line.is_closed),
    }


def row_of(request: PersonRequest, paper: Obligation, line: Line, typed: Any, problem: str) -> dict[str, Any]:
    form = FigureForm(line, typed) if may_write(request, paper, line) else None
    return {"line": line, "form": form, "problem": problem}


def saved_cell(request: PersonRequest, paper: Obligation) -> HttpResponse:
    """One cell as it is left: the answer is what to show beside it."""
    target_id = number_of(request.POST.get("target", ""))
    lines = lines_for(request, paper)
    line = next((line for line in lines if line.target.pk == target_id), None)
    if line is None:
        raise Http404
    form, problem = FigureForm(line, request.POST), ""
    if form.is_valid():
        try:
            figures.record_figures(paper, [form.entry], by=request.user)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
        lines = lines_for(request, paper)
        line = next(line for line in lines if line.target.pk == target_id)
    else:
        problem = first_error(form)
    context = {
        "obligation": paper,
        "row": {"line": line, "form": FigureForm(line), "problem": problem},
        "saved_at": None if problem else timezone.now(),
        **standing_of(lines),
    }
    return page(request, "progress/figure_saved.html", context, status=422 if problem else 200)


def first_error(form: FigureForm) -> str:
    return " ".join(str(message) for errors in form.errors.values() for message in errors)


def save_all(request: PersonRequest, paper: Obligation) -> HttpResponse:
    """All cells of the grid, all or none; what is wrong stands at its row."""
    open_lines = [line for line in lines_for(request, paper) if may_write(request, paper, line)]
    forms = [FigureForm(line, request.POST) for line in open_lines]
    problems = {form.line.target.pk: first_error(form) for form in forms if not form.is_valid()}
    if not problems:
        try:
            saved = figures.record_figures(paper, [form.entry for form in forms], by=request.user)
        except ValidationError as refusal:
            problems = problems_of(refusal)
        else:
            return told(request, paper, f"Đã lưu {len(saved)} chỉ tiêu.")
    refused = [f"Chưa lưu dòng nào: {len(problems)} dòng cần sửa. Sửa các dòng có dấu đỏ rồi lưu lại."]
    return grid(request, paper, typed=request.POST, problems=problems, refused=refused, status=422)


def problems_of(refusal: ValidationError) -> dict[int, str]:
    """By target, of what `record_figures` raised; anything else is raised again."""
    if not hasattr(refusal, "error_dict"):
        raise refusal
    return {int(key): " ".join(messages) for key, messages in refusal.message_dict.items()}


def told(request: PersonRequest, paper: Obligation, sentence: str) -> HttpResponse:
    """Back to the page; within the page the grid anew, with the sentence above it."""
    messages.success(request, sentence)
    if request.htmx:
        paper.refresh_from_db(fields=["status"])
        return grid(request, paper)
    return redirect("progress:figures", paper.pk)


def propose(request: PersonRequest, paper: Obligation) -> HttpResponse:
    wanted = [number_of(pk) for pk in request.POST.getlist("target")] or None
    try:
        taken = figures.take_proposals(paper, wanted, by=request.user)
    except ValidationError as refusal:
        return grid(request, paper, refused=refusal.messages, status=422)
    return told(request, paper, f"Đã lấy số của các tổ cho {len(taken)} chỉ tiêu.")


def hand_in(request: PersonRequest, paper: Obligation) -> HttpResponse:
    form = HandInForm(request.POST)
    if not form.is_valid():
        refused = [str(message) for messages_of in form.errors.values() for message in messages_of]
        return grid(request, paper, refused=refused, status=422)
    try:
        papers.submit_obligation(paper, by=request.user, note=form.cleaned_data["note"])
    except ValidationError as refusal:
        return grid(request, seen_paper(request, paper.pk), refused=refusal.messages, status=422)
    waits = paper.status == Obligation.Status.CONFIRMING
    said = "Đã trình người đứng đầu duyệt." if waits else f"Đã gửi lên {paper.duty.plan.unit.label}."
    messages.success(request, said)
    return redirect("progress:figures", paper.pk)


def accept(request: PersonRequest, paper: Obligation) -> HttpResponse:
    papers.accept_obligation(paper, by=request.user)
    messages.success(request, "Đã chấp nhận.")
    return redirect("progress:figures", paper.pk)


def give_back(request: PersonRequest, paper: Obligation) -> HttpResponse:
    """Return the paper: of the ticked figures those alone, else the whole."""
    ticked = {number_of(pk) for pk in request.POST.getlist("flag")}
    chosen = Target.objects.filter(pk__in=ticked)
    flags = [(target, request.POST.get(f"why{target.pk}", "")) for target in chosen]
    try:
        papers.return_obligation(paper, by=request.user, reason=request.POST.get("reason", ""), flags=flags)
    except ValidationError as refusal:
        return grid(request, seen_paper(request, paper.pk), refused=refusal.messages, status=422)
    messages.success(request, f"Đã trả lại {len(flags)} chỉ tiêu để sửa." if flags else "Đã trả lại cả bản số liệu.")
    return redirect("progress:figures", paper.pk)


DEEDS: dict[str, Callable[[PersonRequest, Obligation], HttpResponse]] = {
    "save": save_all,
    "propose": propose,
    "hand_in": hand_in,
    "accept": accept,
    "return": give_back,
}
