"""Pages of an office's own templates."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from thidua.documents.filling import HOLES, REQUIRED, blank_template
from thidua.documents.forms import WordForm
from thidua.documents.layout_rules import parts_of
from thidua.documents.models import DocumentType, Template
from thidua.documents.operations import templates as keeping
from thidua.documents.template_rules import TYPES, template_for, templates_in_use, templates_visible_to
from thidua.documents.views import download, required_unit
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.requests import PersonRequest
from thidua.reading.sources import programs_here
from thidua.writing.docx import DOCX_TYPE
from thidua.writing.pdf import PDF_TYPE


def templates(request: PersonRequest) -> HttpResponse:
    """Every type, and by which template the unit prints it."""
    unit = required_unit(request)
    used = templates_in_use(unit)
    rows = [{"word": word, "type": kind, "template": used.get(kind.value)} for word, kind in TYPES.items()]
    return page(request, "documents/templates.html", {"unit": unit, "rows": rows})


def type_of(word: str) -> DocumentType:
    if word not in TYPES:
        raise Http404
    return TYPES[word]


def template_page(request: PersonRequest, type_name: str) -> HttpResponse:
    """One type: our file to begin from, versions with their faults, and which is used."""
    unit, kind = required_unit(request), type_of(type_name)
    form = WordForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        facts = {"of_type": kind.value, "data": upload.read(), "name": upload.name}
        try:
            row = keeping.add_template(unit, by=request.user, **facts)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            said = f"{row}: còn {len(row.problems)} lỗi phải sửa." if row.problems else f"{row}: dùng được."
            messages.success(request, said)
            return redirect("documents:template", type_name)
    rows = Template.objects.filter(unit=unit, type=kind.value).select_related("by")
    context = {
        "unit": unit,
        "type": kind,
        "word": type_name,
        "form": form,
        "has_office": programs_here().office is not None,
        "used": template_for(unit, kind.value),
        "versions": [
            {"template": row, "parts": parts_of(row.findings), "moves": possible_moves(row, request.user)}
            for row in rows
        ],
        "holes": [(name, said, name in REQUIRED) for name, said in HOLES.items()],
    }
    return page(request, "documents/template.html", context)


def blank(request: PersonRequest, type_name: str) -> HttpResponse:
    required_unit(request)
    return made_file(blank_template(type_of(type_name).key), f"mau-{type_name}.docx")


def made_file(data: bytes, name: str, content_type: str = DOCX_TYPE) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type=content_type, headers=headers)


def seen_template(request: PersonRequest, template_id: int) -> Template:
    return get_object_or_404(templates_visible_to(request.user), pk=template_id)


def template_file(request: PersonRequest, template_id: int) -> FileResponse:
    row = seen_template(request, template_id)
    return download(row.file, row.name)


def preview(request: PersonRequest, template_id: int) -> HttpResponse:
    """The template filled with made-up words."""
    row = seen_template(request, template_id)
    return made_file(keeping.preview(row), f"xem-thu-ban-{row.version}.docx")


def pdf_preview(request: PersonRequest, template_id: int) -> HttpResponse:
    row = seen_template(request, template_id)
    try:
        data = keeping.pdf_preview(row)
    except ValidationError as refusal:
        messages.warning(request, refusal.message)
        return redirect("documents:template", word_of(row))
    return made_file(data, f"xem-thu-ban-{row.version}.pdf", PDF_TYPE)


def word_of(template: Template) -> str:
    return next(word for word, kind in TYPES.items() if kind.value == template.type)


@require_POST
def use_template(request: PersonRequest, template_id: int) -> HttpResponse:
    row = seen_template(request, template_id)
    keeping.use_template(row, by=request.user)
    messages.success(request, f"Đã đưa vào dùng: {row}.")
    return redirect("documents:template", word_of(row))


@require_POST
def retire_template(request: PersonRequest, template_id: int) -> HttpResponse:
    row = seen_template(request, template_id)
    keeping.retire_template(row, by=request.user)
    messages.success(request, f"Đã thôi dùng: {row}.")
    return redirect("documents:template", word_of(row))
