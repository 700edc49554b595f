"""The registers on paper, and how a unit numbers its documents."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from thidua.documents.models import SHARED, DocumentType, RegistryNumber
from thidua.documents.operations.registers import PRINT, print_register, printed_file
from thidua.documents.operations.registry import set_numbering
from thidua.documents.register_queries import KINDS, rule_of, series_words, years_registered
from thidua.documents.views import download, required_unit
from thidua.kernel.calendar import today
from thidua.kernel.forms import offer_choices
from thidua.kernel.htmx import page
from thidua.kernel.models import Run
from thidua.people.requests import PersonRequest
from thidua.writing.docx import DOCX_TYPE
from thidua.writing.pdf import PDF_TYPE
from thidua.writing.registers import TO_CHECK
from thidua.writing.sheets import EXCEL_TYPE

TYPES = {"pdf": PDF_TYPE, "docx": DOCX_TYPE, "xlsx": EXCEL_TYPE}
FORMS = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}


class PrintForm(forms.Form):
    so = forms.ChoiceField(label="Sổ", choices=[(key, kind.title) for key, kind in KINDS.items()])
    nam = forms.TypedChoiceField(label="Năm", coerce=int)
    loai = forms.ChoiceField(label="Dãy số", required=False, help_text="Sổ văn bản đến không chia theo dãy.")
    dang = forms.ChoiceField(label="Dạng tệp", choices=FORMS.items())

    def __init__(self, data: Any = None, *, years: list[int], series: list[str]) -> None:
        super().__init__(data)
        offer_choices(self, "nam", [(year, year) for year in years])
        named = [(name, series_words(name)) for name in series]
        offer_choices(self, "loai", [("", "Tất cả"), *named])


class NumberingForm(forms.Form):
    year = forms.TypedChoiceField(label="Áp dụng từ năm", coerce=int)
    own_types = forms.MultipleChoiceField(
        label="Loại có dãy số riêng",
        choices=DocumentType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Các loại không chọn dùng chung một dãy. Không chọn loại nào: mọi văn bản chung một dãy.",
    )

    def __init__(self, data: Any = None, *, year: int, own_types: list[str], is_running: bool) -> None:
        super().__init__(data, initial={"own_types": own_types, "year": year + is_running})
        offer_choices(self, "year", [(year, year), (year + 1, year + 1)])


def print_page(request: PersonRequest) -> HttpResponseBase:
    """Choose a register; with a choice in the address the file itself."""
    unit = required_unit(request)
    rows = RegistryNumber.objects.filter(unit=unit).order_by("series")
    series = list(rows.values_list("series", flat=True).distinct())
    years = years_registered(unit) or [today().year]
    form = PrintForm(request.GET if "dang" in request.GET else None, years=years, series=series)
    if not form.is_valid():
        return page(request, "documents/print_register.html", {"form": form, "unit": unit, "note": TO_CHECK})
    asked = form.cleaned_data
    facts = {"kind": asked["so"], "year": asked["nam"], "series": asked["loai"], "form": asked["dang"]}
    made = print_register(unit, by=request.user, **facts)
    if isinstance(made, Run):
        return redirect("web:run", made.pk)
    name = f"so-van-ban-{asked['so']}-{asked['nam']}.{asked['dang']}"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(made, content_type=TYPES[asked["dang"]], headers={"Content-Disposition": disposition})


def printed_register(request: PersonRequest, run_id: int) -> HttpResponseBase:
    """What the background has printed, for who asked for it."""
    run = get_object_or_404(Run, pk=run_id, kind=PRINT, by=request.user, status=Run.Status.DONE)
    return download(printed_file(run), f"so-van-ban-{run.parameters['register']}-{run.parameters['year']}.pdf")


def numbering(request: PersonRequest) -> HttpResponse:
    """Which types of documents have a series of their own."""
    unit, year = required_unit(request), today().year
    rule = rule_of(unit, year + 1)
    own = list(rule.own_types) if rule else list(DocumentType.values)
    is_running = RegistryNumber.objects.filter(unit=unit, year=year).exists()
    form = NumberingForm(request.POST or None, year=year, own_types=own, is_running=is_running)
    if form.is_valid():
        try:
            set_numbering(unit, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("year", refusal)
        else:
            messages.success(request, "Đã đặt cách đánh số.")
            return redirect("documents:numbers")
    context = {"form": form, "unit": unit, "rule": rule, "shared": series_words(SHARED)}
    return page(request, "documents/numbering.html", context)
