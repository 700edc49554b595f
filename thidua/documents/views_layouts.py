"""Pages of the layout check: of a file that is kept, and of any Word file without keeping it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from thidua.documents.forms import WordForm
from thidua.documents.layout_rules import as_rows, parts_of, what_is_checked
from thidua.documents.models import DocumentFile
from thidua.documents.operations import layouts
from thidua.documents.queries import document_files_visible_to
from thidua.kernel.htmx import page
from thidua.kernel.models import Run
from thidua.people.requests import PersonRequest


def seen_file(request: PersonRequest, file_id: int) -> DocumentFile:
    rows = document_files_visible_to(request.user).select_related("document__unit", "layout_check")
    return get_object_or_404(rows, pk=file_id)


def layout(request: PersonRequest, file_id: int) -> HttpResponse:
    """What was found in a kept Word file."""
    row = seen_file(request, file_id)
    check = getattr(row, "layout_check", None)
    context = {
        "file": row,
        "check": check,
        "parts": parts_of(check.findings) if check else [],
        "may_check": request.user.has_perm("documents.check_layout", row),
    }
    return page(request, "documents/layout.html", context)


@require_POST
def check_layout(request: PersonRequest, file_id: int) -> HttpResponse:
    answer = layouts.check_layout(seen_file(request, file_id), by=request.user)
    if isinstance(answer, Run):
        return redirect("web:run", answer.pk)
    messages.success(request, "Đã kiểm tra lại.")
    return redirect("documents:layout", file_id)


def check_any(request: PersonRequest) -> HttpResponse:
    """Anybody signed in may have a Word file checked; nothing of it is kept."""
    form = WordForm(request.POST or None, request.FILES or None)
    context = {"form": form, "rules": what_is_checked()}
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            findings = layouts.looked_at(upload.read())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            context |= {"name": upload.name, "parts": parts_of(as_rows(findings)), "count": len(findings)}
    return page(request, "documents/check_any.html", context, part="layout-result")
