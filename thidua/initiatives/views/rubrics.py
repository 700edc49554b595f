"""A unit's rubrics."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.initiatives.forms.reviews import CriterionForm, RubricForm
from thidua.initiatives.lawbook import rubric_templates
from thidua.initiatives.models import Rubric
from thidua.initiatives.operations import rubrics as operations
from thidua.initiatives.views.seen import did, keeping_unit
from thidua.kernel.htmx import page
from thidua.kernel.templatetags.words import number
from thidua.people.queries import EDITORS, paths_held
from thidua.people.requests import PersonRequest

CriterionRows: Any = formset_factory(
    CriterionForm, extra=2, can_delete=True, max_num=operations.MOST, absolute_max=operations.MOST + 5
)


def rubrics(request: PersonRequest) -> HttpResponse:
    unit = keeping_unit(request)
    if unit is None:
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách quản lý bộ tiêu chí.")
    if key := request.POST.get("template", ""):
        made: list[Rubric] = []
        deed = lambda: made.append(operations.copy_template(unit, key, by=request.user))  # noqa: E731
        if did(request, deed, "Đã lấy mẫu về. Sửa cho đúng quy chế của đơn vị."):
            return redirect("initiatives:rubric", made[0].pk)
        return redirect("initiatives:rubrics")
    rows = Rubric.objects.filter(unit=unit).prefetch_related("criteria", "rounds")
    context = {"rubrics": rows, "templates": rubric_templates(), "unit": unit}
    return page(request, "initiatives/rubrics.html", context)


def rubric_page(request: PersonRequest, rubric_id: int) -> HttpResponse:
    rows = Rubric.objects.filter(unit__path__in=paths_held(request.user, EDITORS)).select_related("unit")
    row = get_object_or_404(rows, pk=rubric_id)
    act = request.POST.get("act", "")
    if act == "copy":
        made: list[Rubric] = []
        did(request, lambda: made.append(operations.copy_rubric(row, by=request.user)), "Đã chép thành bản mới.")
        return redirect("initiatives:rubric", made[0].pk if made else row.pk)
    if act not in ("", "save"):
        raise Http404
    first = {"name": row.name, "source": row.source, "pass_mark": number(row.pass_mark)}
    form = RubricForm(request.POST if act else None, initial=first)
    lines = CriterionRows(request.POST if act else None, initial=criteria_of(row))
    if act and form.is_valid() and lines.is_valid() and saved(request, row, form, lines):
        return redirect("initiatives:rubric", row.pk)
    context = {
        "rubric": row,
        "form": form,
        "lines": lines,
        "is_used": operations.is_used(row),
        "most": sum((each.most for each in row.criteria.all()), Decimal(0)),
    }
    return page(request, "initiatives/rubric.html", context, status=422 if act else 200)


def criteria_of(row: Rubric) -> list[dict[str, Any]]:
    return [
        {
            "group": each.group,
            "name": each.name,
            "kind": each.kind,
            "most": number(each.most) if each.most else "",
            "floor": number(each.floor),
        }
        for each in row.criteria.all()
    ]


def saved(request: PersonRequest, row: Rubric, form: RubricForm, lines: Any) -> bool:
    criteria = [
        line.template for line in lines if line.cleaned_data.get("name") and not line.cleaned_data.get("DELETE")
    ]
    try:
        operations.change_rubric(row, criteria, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Đã lưu bộ tiêu chí.")
    return True
