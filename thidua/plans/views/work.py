"""A share of a task, and what a unit owes: their pages and the buttons that move them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.models import Entry
from thidua.documents.models import Attachment
from thidua.documents.operations import add_attachment, add_link
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import WORKERS, holders, number_of
from thidua.people.requests import PersonRequest
from thidua.plans import operations
from thidua.plans.forms import HandInForm, ReasonForm
from thidua.plans.models import Assignment, Obligation
from thidua.plans.queries import (
    assignments_to_decide,
    assignments_visible_to,
    obligations_to_decide,
    obligations_visible_to,
    own_reach,
    plans_visible_to,
)

Act = Callable[..., None]
PLAIN_ASSIGNMENT: dict[str, tuple[Act, str]] = {
    "take": (operations.take_assignment, "Đã nhận việc."),
    "release": (operations.release_assignment, "Đã trả việc lại cho đơn vị."),
    "resume": (operations.resume_assignment, "Đã mở lại để làm tiếp."),
    "confirm": (operations.confirm_assignment, "Đã xác nhận."),
}
PLAIN_OBLIGATION: dict[str, tuple[Act, str]] = {
    "start": (operations.start_obligation, "Đã chuyển sang đang soạn."),
    "withdraw": (operations.withdraw_obligation, "Đã rút lại."),
    "accept": (operations.accept_obligation, "Đã chấp nhận."),
}


def new_evidence(request: PersonRequest, unit: Any, form: HandInForm) -> list[Attachment]:
    """Store the uploaded files and the link of a form as attachments of the unit."""
    rows = [
        add_attachment(unit, by=request.user, data=file.read(), name=file.name)
        for file in form.cleaned_data["evidence"]
    ]
    if link := form.cleaned_data["link"]:
        rows.append(add_link(unit, by=request.user, link=link))
    return rows


def hand_in(request: PersonRequest, subject: Any, form: HandInForm, operation: Act, said: str) -> bool:
    """Evidence and move in one transaction: what is refused leaves nothing behind. The form keeps what was typed."""
    try:
        with transaction.atomic():
            evidence = new_evidence(request, subject.unit, form)
            operation(subject, by=request.user, note=form.cleaned_data["note"], attachments=evidence)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        subject.refresh_from_db()
        return False
    messages.success(request, said)
    return True


def send_back(request: PersonRequest, subject: Any, form: ReasonForm, operation: Act) -> bool:
    try:
        operation(subject, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Đã trả lại kèm lý do.")
    return True


def history(subject: Any) -> Any:
    rows = Entry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return rows.select_related("by").order_by("-pk")[:50]


def assignment_page(request: PersonRequest, assignment_id: int) -> HttpResponse:
    rows = assignments_visible_to(request.user).select_related(
        "task__plan__document", "task__plan__unit", "task__block"
    )
    assignment = get_object_or_404(rows.select_related("unit", "person", "decided_by").distinct(), pk=assignment_id)
    act = request.POST.get("act", "")
    result = HandInForm(request.POST if act == "finish" else None, request.FILES or None)
    reason = ReasonForm(request.POST if act == "return" else None)
    if done_assignment(request, assignment, act, result, reason):
        return redirect("plans:assignment", assignment.pk)
    may_hand = assignment.status == "open" and request.user.has_perm("plans.hand_assignment", assignment)
    context = {
        "assignment": assignment,
        "plan": assignment.task.plan,
        "moves": possible_moves(assignment, request.user),
        "result": result,
        "reason_form": reason,
        "candidates": holders(assignment.unit, WORKERS, today()) if may_hand else [],
        "evidence": assignment.attachments.select_related("file", "by"),
        "entries": history(assignment),
        "today": today(),
    }
    return page(request, "plans/assignment.html", context)


def done_assignment(
    request: PersonRequest, assignment: Assignment, act: str, result: HandInForm, reason: ReasonForm
) -> bool:
    """Carry out what the page's button asks; False when there is nothing to do or a form has errors."""
    if not act:
        return False
    if act == "finish":
        return result.is_valid() and hand_in(
            request, assignment, result, operations.finish_assignment, "Đã báo xong, chờ xác nhận."
        )
    if act == "return":
        return reason.is_valid() and send_back(request, assignment, reason, operations.return_assignment)
    if act == "hand":
        person = get_object_or_404(
            holders(assignment.unit, WORKERS, today()), pk=number_of(request.POST.get("person", ""))
        )
        operations.hand_assignment(assignment, person, by=request.user)
        messages.success(request, f"Đã giao cho {person}.")
        return True
    return plain_act(request, assignment, PLAIN_ASSIGNMENT, act)


def plain_act(request: PersonRequest, subject: Any, acts: dict[str, tuple[Act, str]], act: str) -> bool:
    if act not in acts:
        raise Http404
    operation, said = acts[act]
    operation(subject, by=request.user)
    messages.success(request, said)
    return True


def obligation_page(request: PersonRequest, obligation_id: int) -> HttpResponse:
    rows = obligations_visible_to(request.user).select_related(
        "duty__plan__document", "duty__plan__unit", "duty__block"
    )
    obligation = get_object_or_404(rows.select_related("unit", "submitted_by", "decided_by"), pk=obligation_id)
    act = request.POST.get("act", "")
    result = HandInForm(
        request.POST if act == "submit" else None, request.FILES or None, initial={"note": obligation.note}
    )
    reason = ReasonForm(request.POST if act == "return" else None)
    if done_obligation(request, obligation, act, result, reason):
        return redirect("plans:obligation", obligation.pk)
    is_own = Obligation.objects.filter(own_reach(request.user), pk=obligation.pk).exists()
    context = {
        "obligation": obligation,
        "plan": obligation.duty.plan,
        "moves": possible_moves(obligation, request.user),
        "result": result,
        "reason_form": reason,
        "evidence": obligation.attachments.select_related("file", "by"),
        "shows_content": is_own or obligation.status not in {"not_started", "drafting"},
        "entries": history(obligation),
        "today": today(),
    }
    return page(request, "plans/obligation.html", context)


def done_obligation(
    request: PersonRequest, obligation: Obligation, act: str, result: HandInForm, reason: ReasonForm
) -> bool:
    if not act:
        return False
    if act == "submit":
        said = f"Đã nộp cho {obligation.duty.plan.unit.label}."
        return result.is_valid() and hand_in(request, obligation, result, operations.submit_obligation, said)
    if act == "return":
        return reason.is_valid() and send_back(request, obligation, reason, operations.return_obligation)
    return plain_act(request, obligation, PLAIN_OBLIGATION, act)


MOST_AT_ONCE = 50


def approvals(request: PersonRequest, plan_id: int) -> HttpResponse:
    """What waits for one's approval under a plan, with what was reported; several are approved with one press."""
    plan = get_object_or_404(plans_visible_to(request.user).select_related("unit", "document"), pk=plan_id)
    papers = obligations_to_decide(request.user).filter(duty__plan=plan)
    shares = assignments_to_decide(request.user).filter(task__plan=plan)
    if request.method == "POST":
        papers = papers.filter(pk__in=ticked(request, "paper"))
        shares = shares.filter(pk__in=ticked(request, "share"))
        tell_approved(request, *operations.approve_all(papers, shares, by=request.user))
        return redirect(request.get_full_path())
    if duty := request.GET.get("viec"):
        papers, shares = papers.filter(duty=number_of(duty)), shares.none()
    elif task := request.GET.get("nhiem-vu"):
        papers, shares = papers.none(), shares.filter(task=number_of(task))
    context = {
        "plan": plan,
        "papers": papers.annotate(pieces=Count("attachments"))[:MOST_AT_ONCE],
        "shares": shares.annotate(pieces=Count("attachments"))[:MOST_AT_ONCE],
        "total": papers.order_by().count() + shares.order_by().count(),
    }
    return page(request, "plans/approvals.html", context)


def ticked(request: PersonRequest, name: str) -> list[int]:
    return [number_of(pk) for pk in request.POST.getlist(name)[:MOST_AT_ONCE]]


def tell_approved(request: PersonRequest, done: int, left: int) -> None:
    if done:
        messages.success(request, f"Đã duyệt {done} mục.")
    if left:
        messages.warning(request, f"{left} mục vừa đổi trạng thái nên chưa duyệt. Mở từng mục để xem lại.")
    if not done and not left:
        messages.warning(request, "Chưa chọn mục nào. Đánh dấu các mục rồi bấm Duyệt.")
