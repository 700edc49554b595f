"""A share of a task: its page and the buttons that move it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.models import Entry
from thidua.documents.models import Attachment
from thidua.documents.operations import add_attachment, add_link
from thidua.documents.queries import pieces_of, store_of
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import WORKERS, holders, number_of
from thidua.people.requests import PersonRequest
from thidua.plans import operations
from thidua.plans.forms import HandInForm, ReasonForm
from thidua.plans.models import Assignment
from thidua.plans.queries import assignments_visible_to

Act = Callable[..., Any]
PLAIN_ASSIGNMENT: dict[str, tuple[Act, str]] = {
    "take": (operations.take_assignment, "Đã nhận việc."),
    "release": (operations.release_assignment, "Đã trả việc lại cho đơn vị."),
    "resume": (operations.resume_assignment, "Đã mở lại để làm tiếp."),
    "confirm": (operations.confirm_assignment, "Đã xác nhận."),
}


def new_evidence(request: PersonRequest, unit: Any, form: HandInForm) -> list[Attachment]:
    """Store the uploaded files and the link of a form as attachments of the unit; with what is in its store already."""
    rows = [
        add_attachment(unit, by=request.user, data=file.read(), name=file.name)
        for file in form.cleaned_data["evidence"]
    ]
    if link := form.cleaned_data["link"]:
        rows.append(add_link(unit, by=request.user, link=link))
    return [*rows, *form.cleaned_data.get("stored", ())]


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


def done_with_words(request: PersonRequest, subject: Any, form: Form, operation: Act, said: str) -> bool:
    """An operation whose facts are what the form gives; a refusal stands on the form."""
    if not form.is_valid():
        return False
    try:
        operation(subject, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, said)
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
    finishes = request.user.has_perm("plans.finish_assignment", assignment)
    store = store_of(assignment.unit, request.user) if finishes else None
    result = HandInForm(request.POST if act == "finish" else None, request.FILES or None, store=store)
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
        "pieces": pieces_of(assignment.attachments.order_by("pk"), request.user, here=request.path),
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
        return done_with_words(request, assignment, reason, operations.return_assignment, "Đã trả lại kèm lý do.")
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
