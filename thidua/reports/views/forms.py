"""Forms of reports: the list, the editor, and what a unit will see."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.models import Unit
from thidua.people.queries import EDITORS, matching, paths_held
from thidua.people.requests import PersonRequest
from thidua.reports import operations
from thidua.reports.forms import FormHeadForm, NewFormForm, SectionForm
from thidua.reports.models import FormSection, Kind, ReportForm
from thidua.reports.operations.forms import FIELDS
from thidua.reports.queries import forms_visible_to
from thidua.reports.shipped import shipped_choices
from thidua.reports.sources import all_sources
from thidua.writing.sheets import Column, workbook

PER_PAGE = 25


def forms(request: PersonRequest) -> HttpResponse:
    rows = matching(forms_visible_to(request.user), request.GET.get("q", ""))
    if request.GET.get("loai") in Kind.values:
        rows = rows.filter(kind=request.GET["loai"])
    if request.GET.get("trangthai") in ReportForm.Status.values:
        rows = rows.filter(status=request.GET["trangthai"])
    else:
        rows = rows.exclude(status=ReportForm.Status.RETIRED)
    rows = rows.select_related("unit", "plan").annotate(parts=Count("sections")).order_by("-pk")
    if request.GET.get("xuat") == "excel":
        return sheet(rows)
    context = {
        "forms": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "kinds": Kind.choices,
        "statuses": ReportForm.Status.choices,
        "shipped": shipped_choices(),
        "may_add": bool(paths_held(request.user, EDITORS)),
    }
    return page(request, "reports/forms.html", context, part="form-rows")


def sheet(rows: Any) -> HttpResponse:
    columns = [Column("Tên mẫu", 60), Column("Loại", 18), Column("Đơn vị", 40), Column("Kế hoạch", 60)]
    columns += [Column("Bản số", 8), Column("Trạng thái", 14), Column("Số mục", 8)]
    lines = (
        (
            form.title,
            form.get_kind_display(),
            form.unit.name,
            str(form.plan or ""),
            form.version,
            form.get_status_display(),
            form.parts,
        )
        for form in rows
    )
    return excel("mau-bao-cao", workbook("Mẫu báo cáo", columns, lines))


def new(request: PersonRequest) -> HttpResponse:
    paths = paths_held(request.user, EDITORS)
    units = Unit.objects.filter(path__in=paths).order_by("path")
    if not paths:
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách lập được mẫu báo cáo.")
    form = NewFormForm(request.POST or None, by=request.user)
    if form.is_valid():
        plan = form.cleaned_data["plan"]
        unit = plan.unit if plan else units[0]
        try:
            made = operations.new_form(unit, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lập mẫu. Sửa từng mục, xem thử rồi đưa vào dùng.")
            return redirect("reports:form", made.pk)
    return page(request, "reports/new_form.html", {"form": form})


def seen_form(request: PersonRequest, form_id: int) -> ReportForm:
    rows = forms_visible_to(request.user).select_related("unit", "plan__unit", "changed_by")
    return get_object_or_404(rows, pk=form_id)


STEPS = {
    "use": (operations.use_form, "Đã đưa mẫu vào dùng."),
    "retire": (operations.retire_form, "Đã thôi dùng mẫu."),
}


def form_page(request: PersonRequest, form_id: int) -> HttpResponse:
    """The sections in order; of a draft they are moved, changed and taken out here."""
    form = seen_form(request, form_id)
    act = request.POST.get("act", "")
    head = FormHeadForm(request.POST if act == "head" else None, form=form, by=request.user)
    if act == "head" and head.is_valid():
        try:
            operations.change_form(form, by=request.user, **{"duties": (), **head.cleaned_data})
        except ValidationError as refusal:
            head.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("reports:form", form.pk)
    elif act in STEPS:
        deed, words = STEPS[act]
        deed(form, by=request.user)
        messages.success(request, words)
        return redirect("reports:form", form.pk)
    elif act == "version":
        made = operations.new_version(form, by=request.user)
        return redirect("reports:form", made.pk)
    elif act and act != "head":
        raise Http404
    may_change = request.user.has_perm("reports.change_reportform", form)
    context = {
        "form": form,
        "head": head,
        "sections": form.sections.all(),
        "labels": {source.key: source.label for source in all_sources()},
        "moves": possible_moves(form, request.user),
        "may_change": may_change and form.is_draft,
        "may_version": may_change and not form.is_draft,
        "versions": forms_visible_to(request.user).filter(family_key=form.family_key).order_by("-version"),
    }
    return page(request, "reports/form.html", context)


def add(request: PersonRequest, form_id: int) -> HttpResponse:
    form = changeable(request, form_id)
    return section_page(request, form, None)


def changeable(request: PersonRequest, form_id: int) -> ReportForm:
    form = seen_form(request, form_id)
    if not request.user.has_perm("reports.change_reportform", form):
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách của đơn vị sửa được mẫu.")
    return form


def change(request: PersonRequest, form_id: int, part_id: int) -> HttpResponse:
    form = changeable(request, form_id)
    section = get_object_or_404(form.sections.all(), pk=part_id)
    act = request.POST.get("act", "")
    if act in ("up", "down"):
        operations.move_section(section, by=request.user, step=-1 if act == "up" else 1)
        return redirect(f"/bao-cao/mau/{form.pk}/#{act}{section.pk}")
    if act == "remove":
        operations.remove_section(section, by=request.user)
        messages.success(request, f"Đã bỏ mục “{section.title}”.")
        return redirect("reports:form", form.pk)
    return section_page(request, form, section)


def section_page(request: PersonRequest, form: ReportForm, section: FormSection | None) -> HttpResponse:
    initial = {name: getattr(section, name) for name in FIELDS} if section else {"required": True}
    bound = SectionForm(request.POST or None, plan=form.plan, initial=initial)
    if bound.is_valid():
        try:
            if section:
                operations.change_section(section, by=request.user, **bound.cleaned_data)
            else:
                operations.add_section(form, by=request.user, **bound.cleaned_data)
        except ValidationError as refusal:
            bound.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu mục.")
            return redirect("reports:form", form.pk)
    context = {"report_form": form, "section": section, "form": bound, "sources": all_sources()}
    return page(request, "reports/section_form.html", context)


def preview(request: PersonRequest, form_id: int) -> HttpResponse:
    """The writing page as a unit will find it, with nothing in it."""
    form = seen_form(request, form_id)
    return page(request, "reports/preview.html", {"form": form, "sections": form.sections.all(), "labels": labels()})


def labels() -> dict[str, str]:
    return {source.key: source.label for source in all_sources()}
