"""The figures of a paper by Excel: out, in with a preview, confirmed as a whole."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from thidua.kernel.calendar import Period
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest
from thidua.people.sheets.files import refuse_size
from thidua.plans.models import Obligation
from thidua.progress.measuring import in_words
from thidua.progress.operations.figures import record_figures
from thidua.progress.queries.figures import Line
from thidua.progress.sheets import Reading, packed, read_sheet, sheet_of, unpacked
from thidua.progress.views.figures import lines_for, may_write, problems_of, seen_paper

SALT = "progress.figures_sheet"
VALID = 3600
"""Seconds between the preview and the confirmation."""
PROBLEMS_SHOWN = 100


class SheetForm(forms.Form):
    file = forms.FileField(label="Tệp Excel đã điền", allow_empty_file=True)

    def clean_file(self) -> Any:
        refuse_size(self.cleaned_data["file"].size)
        return self.cleaned_data["file"]


def figures_sheet(request: PersonRequest, obligation_id: int) -> HttpResponse:
    paper = seen_paper(request, obligation_id)
    lines = lines_for(request, paper)
    if request.GET.get("xuat") == "excel":
        return excel(f"so-lieu-{paper.period}", sheet_of(lines))
    open_lines = [line for line in lines if may_write(request, paper, line)]
    if "confirm" in request.POST:
        return confirmed(request, paper, lines)
    form = SheetForm(request.POST or None, request.FILES or None)
    reading = None
    if request.method == "POST" and not open_lines:
        raise PermissionDenied("Bản số liệu này không mở để nhập.")
    if form.is_valid():
        try:
            reading = read_sheet(form.cleaned_data["file"].read(), open_lines)
        except ValidationError as refusal:
            form.add_error("file", refusal)
    return preview(request, paper, form, reading, writes=bool(open_lines))


def preview(
    request: PersonRequest, paper: Obligation, form: SheetForm, reading: Reading | None, *, writes: bool
) -> HttpResponse:
    good = reading if reading and reading.changes and not reading.problems else None
    context = {
        "obligation": paper,
        "plan": paper.duty.plan,
        "period": Period.from_key(paper.period),
        "form": form,
        "writes": writes,
        "reading": reading,
        "changes": [shown(line, entry.parts) for line, entry in reading.changes] if reading else [],
        "problems": reading.problems[:PROBLEMS_SHOWN] if reading else [],
        "packed": signing.dumps([paper.pk, packed(good.changes)], salt=SALT, compress=True) if good else "",
    }
    return page(request, "progress/figures_sheet.html", context)


def shown(line: Line, parts: Any) -> dict[str, Any]:
    measure = line.target.measure
    return {
        "line": line,
        "before": in_words(measure, line.parts),
        "after": in_words(measure, parts),
        "note": parts.note if parts.note != line.parts.note else "",
    }


def confirmed(request: PersonRequest, paper: Obligation, lines: list[Line]) -> HttpResponse:
    """Write what the preview showed, all or nothing. Raises ValidationError `stale_preview` and what writing raises."""
    try:
        pk, rows = signing.loads(request.POST["confirm"], salt=SALT, max_age=VALID)
    except signing.BadSignature as cause:
        raise ValidationError("Bản xem trước đã cũ. Chọn lại tệp.", code="stale_preview") from cause
    if pk != paper.pk:
        raise ValidationError("Bản xem trước là của bản số liệu khác. Chọn lại tệp.", code="stale_preview")
    try:
        saved = record_figures(paper, unpacked(rows), by=request.user)
    except ValidationError as refusal:
        numbers = {line.target.pk: line.number for line in lines}
        sentences = [f"Chỉ tiêu {numbers.get(pk, '?')}: {words}" for pk, words in problems_of(refusal).items()]
        raise ValidationError(["Chưa ghi dòng nào.", *sentences]) from refusal
    messages.success(request, f"Đã ghi {len(saved)} chỉ tiêu từ Excel.")
    return redirect("progress:figures", paper.pk)
