"""A new version of a plan: begun, compared with the one before, acknowledged by the units."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest
from thidua.plans import operations
from thidua.plans.differences import Standing, summary
from thidua.plans.forms import ChangeNoteForm, UploadForm
from thidua.plans.models import Plan
from thidua.plans.queries import plans_visible_to
from thidua.plans.queries.versions import differences_of, open_amendment, to_acknowledge
from thidua.plans.views.plans import visible_plan


def amend(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Two ways to begin the next version: from the one in force, or from the amended document."""
    plan = visible_plan(request, plan_id)
    if not request.user.has_perm("plans.amend_plan", plan):
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách của đơn vị sửa đổi kế hoạch này.")
    upload = UploadForm(request.POST if "upload" in request.POST else None, request.FILES or None)
    if "copy" in request.POST:
        return redirect("plans:desk", operations.amend_plan(plan, by=request.user).pk)
    if "upload" in request.POST and upload.is_valid():
        try:
            return from_file(request, plan, upload)
        except ValidationError as refusal:
            upload.add_error(None, refusal)
    context = {"plan": plan, "upload": upload, "draft": open_amendment(plan)}
    return page(request, "plans/amend.html", context)


def from_file(request: PersonRequest, plan: Plan, upload: UploadForm) -> HttpResponse:
    file = upload.cleaned_data["file"]
    data = file.read()
    if operations.is_slow(data):
        run = operations.amend_later(plan, by=request.user, data=data, name=file.name)
        return redirect("web:run", run.pk)
    draft = operations.amend_from_file(plan, by=request.user, data=data, name=file.name)
    return redirect("plans:plan_differences", draft.pk)


def plan_differences(request: PersonRequest, plan_id: int) -> HttpResponse:
    """What a version says otherwise than the one before it; while it is a draft one may say why."""
    plan = visible_plan(request, plan_id)
    if plan.supersedes_id is None:
        return redirect("plans:plan", plan.pk)
    earlier = plans_visible_to(request.user).select_related("unit", "document")
    old = earlier.filter(superseded_by=plan).first()
    if old is None:
        raise Http404
    may_describe = plan.is_draft and request.user.has_perm("plans.change_plan", plan)
    form = ChangeNoteForm(request.POST or None, initial={"change_note": plan.change_note}) if may_describe else None
    if form and form.is_valid():
        operations.describe_amendment(plan, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu nội dung sửa đổi.")
        return redirect("plans:plan_differences", plan.pk)
    found = differences_of(old, plan)
    context = {
        "plan": plan,
        "old": old,
        "form": form,
        "changed": [line for line in found if line.standing is not Standing.KEPT],
        "kept": [line for line in found if line.standing is Standing.KEPT],
        "summary": summary(found),
    }
    return page(request, "plans/plan_differences.html", context)


@require_POST
def acknowledge(request: PersonRequest, plan_id: int) -> HttpResponse:
    """For every unit that one answers for and that has not said so yet."""
    plan = visible_plan(request, plan_id)
    units = list(to_acknowledge(plan, request.user).select_related("unit", "plan__unit"))
    if not units:
        raise PermissionDenied("Không có đơn vị nào của mình cần xác nhận bản sửa đổi này.")
    for addressee in units:
        operations.acknowledge_plan(addressee, by=request.user)
    messages.success(request, "Đã xác nhận nắm nội dung sửa đổi.")
    return redirect("plans:plan", plan.pk)
