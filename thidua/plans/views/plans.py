"""The list of plans and a plan's pages."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from thidua.audit.models import Entry
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, matching, number_of, paths_held, valid_posts
from thidua.people.requests import PersonRequest
from thidua.plans import operations
from thidua.plans.exports import chosen_plans, chosen_targets, tasks_with_shares
from thidua.plans.forms import BlankForm, IssueForm, UploadForm
from thidua.plans.models import Addressee, Assignment, Duty, Obligation, Phase, Plan, Section, Target, Task
from thidua.plans.printing import is_as_uploaded
from thidua.plans.queries import (
    doubts_of,
    failed_issuing,
    for_rows,
    for_task_rows,
    issuing_run,
    lines_of,
    own_paths,
    plans_visible_to,
    progress_of,
    with_counts,
)
from thidua.plans.queries.board import sees_all_units  # noqa: F401  (other boards ask it too)

PER_PAGE = 25
SIDES = {"cua-don-vi": "Đơn vị mình ban hành", "duoc-giao": "Cấp trên giao", "cap-duoi": "Cấp dưới ban hành"}


def plans(request: PersonRequest) -> HttpResponse:
    rows = chosen_plans(request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        return exported(request, "plans.plans", today())
    context = {
        "plans": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "statuses": Plan.Status.choices,
        "kinds": Plan.Kind.choices,
        "sides": SIDES.items(),
        "today": today(),
        "may_add": bool(paths_held(request.user, EDITORS)),
    }
    return page(request, "plans/plans.html", context, part="plan-rows")


def visible_plan(request: PersonRequest, plan_id: int) -> Plan:
    rows = plans_visible_to(request.user).select_related("unit", "document", "parent__document", "issued_by")
    return get_object_or_404(rows, pk=plan_id)


def shown(request: PersonRequest, plan: Plan, tab: str, *, part: str = "", **context: object) -> HttpResponse:
    """One tab of a plan's page; htmx may ask for its `part` alone."""
    return page(request, f"plans/plan_{tab}.html", {**frame_of(request, plan, tab), **context}, part=part)


def frame_of(request: PersonRequest, plan: Plan, tab: str) -> dict[str, Any]:
    """What the frame around every tab needs, those of other rooms too."""
    return {
        "plan": plan,
        "tab": tab,
        "today": today(),
        "moves": possible_moves(plan, request.user),
        "may_change": request.user.has_perm("plans.change_plan", plan),
    }


def plan_page(request: PersonRequest, plan_id: int) -> HttpResponse:
    """The overview. The first look by who works in an addressed unit is noted as its opening."""
    plan = visible_plan(request, plan_id)
    if plan.is_draft and request.user.has_perm("plans.change_plan", plan):
        return redirect("plans:desk", plan.pk)
    note_opening(plan, request.user)
    own = for_rows(Obligation.objects.filter(duty__plan=plan, unit__path__in=own_paths(request.user)))
    return shown(
        request,
        plan,
        "overview",
        progress=progress_of(plan, today()),
        phases=lines_of(plan, Phase),
        duties=lines_of(plan, Duty),
        bases=plan.bases.filter(removed=False).select_related("cited"),
        own_obligations=own[:10],
        children=plan.children.filter(pk__in=plans_visible_to(request.user)).select_related("unit", "document")[:50],
    )


def note_opening(plan: Plan, person: Person) -> None:
    """Remember who of an addressed unit opened the plan first."""
    unopened = Addressee.objects.filter(plan=plan, unit__path__in=own_paths(person), opened_at=None)
    if plan.status == Plan.Status.ISSUED:
        unopened.update(opened_at=timezone.now(), opened_by=person)


def plan_document(request: PersonRequest, plan_id: int) -> HttpResponse:
    plan = visible_plan(request, plan_id)
    blocks = plan.document.blocks.exclude(kind__in=["page_number", "running_head", "residue"])
    files = plan.document.files.filter(made="").select_related("file", "layout_check")
    return shown(
        request,
        plan,
        "document",
        blocks=blocks,
        files=files,
        sections=lines_of(plan, Section),
        is_as_uploaded=is_as_uploaded(plan) if files else False,
    )


def plan_targets(request: PersonRequest, plan_id: int) -> HttpResponse:
    plan = visible_plan(request, plan_id)
    if request.GET.get("xuat") == "excel":
        return exported(request, "plans.targets", today(), plan=plan.pk)
    targets = chosen_targets(plan, request.GET.get("q", ""))
    return shown(request, plan, "targets", part="target-rows", targets=targets)


def plan_tasks(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Each task with how far its shares are; the shares of one's own units open from here."""
    plan = visible_plan(request, plan_id)
    if request.GET.get("xuat") == "excel":
        return exported(request, "plans.tasks", today(), plan=plan.pk)
    tasks = matching(tasks_with_shares(plan), request.GET.get("q", ""))
    mine = for_task_rows(Assignment.objects.filter(task__plan=plan, unit__path__in=own_paths(request.user)))
    listed = Paginator(tasks, 50).get_page(request.GET.get("trang"))
    return shown(request, plan, "tasks", part="task-rows", tasks=listed, mine=mine[:100])


def plan_history(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Since the plan was issued; how drafts of it, or of its next version, came about is for who writes them."""
    plan = visible_plan(request, plan_id)
    entries = Entry.objects.filter(subject_type="plans.plan", subject_id=str(plan.pk)).select_related("by")
    if not request.user.has_perm("plans.change_plan", plan):
        entries = entries.filter(at__gte=plan.issued_at).exclude(action="plans.amend_plan")
    return shown(
        request, plan, "history", entries=Paginator(entries.order_by("-pk"), 50).get_page(request.GET.get("trang"))
    )


def new_plan(request: PersonRequest) -> HttpResponse:
    """Three ways to begin: from a document, from a plan, from a blank sheet."""
    unit = writing_unit(request)
    upload = UploadForm(request.POST if "upload" in request.POST else None, request.FILES or None)
    blank = BlankForm(request.POST if "blank" in request.POST else None)
    plan = None
    try:
        if "upload" in request.POST and upload.is_valid():
            file = upload.cleaned_data["file"]
            data = file.read()
            if operations.is_slow(data):
                run = operations.read_later(unit, by=request.user, data=data, name=file.name)
                return redirect("web:run", run.pk)
            plan = operations.draft_from_file(unit, by=request.user, data=data, name=file.name)
        elif "blank" in request.POST and blank.is_valid():
            plan = operations.blank_draft(unit, by=request.user, title=blank.cleaned_data["title"])
        elif "copy" in request.POST:
            source = get_object_or_404(plans_visible_to(request.user), pk=number_of(request.POST.get("source", "")))
            plan = operations.draft_from_plan(source, unit, by=request.user)
    except ValidationError as refusal:
        (upload if "upload" in request.POST else blank).add_error(None, refusal)
    if plan:
        return redirect("plans:desk", plan.pk)
    seen = with_counts(plans_visible_to(request.user)).exclude(status=Plan.Status.WITHDRAWN)
    copyable = matching(seen, request.GET.get("q", "")).order_by("-pk")[:10]
    context = {"upload": upload, "blank": blank, "unit": unit, "copyable": copyable}
    return page(request, "plans/new_plan.html", context, part="copyable")


def writing_unit(request: PersonRequest) -> Unit:
    """The acting post's unit when one writes its plans, else the first such unit. PermissionDenied without any."""
    acting = request.user.acting_post
    if acting and request.user.has_perm("plans.add_plan", acting.unit):
        return acting.unit
    unit = next((post.unit for post in valid_posts(request.user) if post.role in EDITORS), None)
    if unit is None:
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách lập kế hoạch.")
    return unit


def issue(request: PersonRequest, plan_id: int) -> HttpResponse:
    """What will happen, to whom, and that it stands; then it happens."""
    plan = visible_plan(request, plan_id)
    if not request.user.has_perm("plans.issue_plan", plan):
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách của đơn vị ban hành kế hoạch này.")
    if not plan.is_draft:
        if request.htmx:
            return HttpResponseClientRedirect(reverse("plans:plan", args=[plan.pk]))
        if request.method == "POST":
            messages.warning(request, f"Chưa ban hành lần nữa: trạng thái hiện nay là “{plan.get_status_display()}”.")
        return redirect("plans:plan", plan.pk)
    if run := issuing_run(plan):
        return page(request, "plans/being_issued.html", {"plan": plan, "run": run}, part="being-issued")
    if request.htmx:
        return HttpResponseClientRefresh()
    first = {"number": plan.document.number, "on": plan.document.date or today()}
    form = IssueForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            return issued(request, plan, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "plan": plan,
        "form": form,
        "units": plan.addressees.count(),
        "duties": lines_of(plan, Duty),
        "tasks": lines_of(plan, Task).count(),
        "targets": lines_of(plan, Target).count(),
        "doubts": doubts_of(plan),
        "missing": operations.shortcomings(plan),
        "failed": None if form.is_bound else failed_issuing(plan),
    }
    return page(request, "plans/issue.html", context)


def issued(request: PersonRequest, plan: Plan, facts: dict[str, Any]) -> HttpResponse:
    """At once, or in the background where it would take long; then this page tells how far it is."""
    if operations.is_long(plan):
        operations.issue_later(plan, by=request.user, today=today(), **facts)
        return redirect("plans:issue_plan", plan.pk)
    operations.issue_plan(plan, by=request.user, today=today(), **facts)
    messages.success(request, f"Đã ban hành {plan.document} tới {plan.addressees.count()} đơn vị.")
    return redirect("plans:plan", plan.pk)


STEPS = {
    "bo": (operations.withdraw_plan, "Đã bỏ bản nháp."),
    "lay-lai": (operations.restore_plan, "Đã lấy lại bản nháp."),
    "ket-thuc": (operations.close_plan, "Đã kết thúc kế hoạch."),
    "mo-lai": (operations.reopen_plan, "Đã mở lại kế hoạch."),
}


@require_POST
def step(request: PersonRequest, plan_id: int, word: str) -> HttpResponse:
    """Put away, bring back, close or reopen."""
    plan = visible_plan(request, plan_id)
    operation, said = STEPS[word]
    operation(plan, by=request.user)
    messages.success(request, said)
    return redirect("plans:plans" if word == "bo" else "plans:plan", *([] if word == "bo" else [plan.pk]))
