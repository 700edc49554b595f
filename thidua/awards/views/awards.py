"""The register of awards: the list, awards of before, the printed book, honours for everybody."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from thidua.awards.forms.awards import AwardFactsForm, PastAwardForm, PlaceFilter
from thidua.awards.models import Award, HonourPage, Season, SheetIn
from thidua.awards.operations import awards as operations
from thidua.awards.operations.award_sheet import AWARD_SHEET
from thidua.awards.operations.own import AWARDS, own_words
from thidua.awards.operations.own_days import show_honours as show
from thidua.awards.operations.register_book import PRINT, print_awards, printed_file
from thidua.awards.operations.sheets import start_sheet
from thidua.awards.queries import awards as queries
from thidua.awards.queries.visibility import awards_visible_to, organisations
from thidua.awards.views.seen import KEEPERS_ONLY, keeping_unit, refused, required_unit
from thidua.documents.views import download
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel, exported
from thidua.kernel.htmx import page
from thidua.kernel.models import Run
from thidua.people.forms.sheets import WorkbookForm
from thidua.people.requests import PersonRequest
from thidua.writing.docx import DOCX_TYPE
from thidua.writing.pdf import PDF_TYPE

PER_PAGE, RECENT = 25, 10
TYPES = {"pdf": PDF_TYPE, "docx": DOCX_TYPE}


def register(request: PersonRequest) -> HttpResponse:
    by, asked = request.user, request.GET
    if asked.get("xuat") == "excel":
        return exported(request, "awards.awards", today())
    unit = keeping_unit(request)
    page_of_honours = HonourPage.objects.filter(unit=unit).first() if unit else None
    context = {
        "awards": Paginator(queries.shown_in_lists(queries.chosen_awards(by, asked)), PER_PAGE).get_page(
            asked.get("trang")
        ),
        "place": PlaceFilter(asked, by=by)["donvi"],
        "names": queries.award_names(),
        "kinds": Season.Kind.choices,
        "statuses": Award.Status.choices,
        "whom": queries.WHOM.items(),
        "unit": unit,
        "is_public": page_of_honours is not None and page_of_honours.is_public,
        "address": settings.SITE_ADDRESS + reverse("portal:honours") + f"?donvi={unit.pk}" if unit else "",
        "is_narrowed": any(
            asked.get(name) for name in ("q", "donvi", "nam", "danhhieu", "loai", "doituong", "trangthai")
        ),
    }
    return page(request, "awards/register.html", context, part="award-rows")


def add_award(request: PersonRequest) -> HttpResponse:
    unit = required_unit(request)
    form = PastAwardForm(unit, request.POST or None)
    if form.is_valid():
        try:
            row = operations.add_past_award(unit, form.subject, form.told, by=request.user, today=today())
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, f"Đã ghi vào sổ: {row}.")
            return redirect("awards:register")
    return page(request, "awards/award_form.html", {"form": form, "unit": unit})


def change_award(request: PersonRequest, award_id: int) -> HttpResponse:
    rows = awards_visible_to(request.user).select_related("person", "collective", "unit")
    row = get_object_or_404(rows, pk=award_id)
    if not request.user.has_perm("awards.add_award", row.unit):
        raise PermissionDenied(KEEPERS_ONLY)
    if row.person_id == request.user.pk:
        raise PermissionDenied(own_words(row.unit, request.user, AWARDS))
    if row.decision_id or row.nomination_id or row.status != Award.Status.VALID:
        messages.error(request, "Khen thưởng do quyết định trong hệ thống, hoặc đã hủy bỏ, thì không sửa ở đây được.")
        return redirect("awards:register")
    form = AwardFactsForm(row.unit, request.POST or None, row=row)
    if form.is_valid():
        try:
            operations.change_past_award(row, form.told, by=request.user, today=today())
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("awards:register")
    return page(request, "awards/award_form.html", {"form": form, "unit": row.unit, "award": row})


@require_safe
def print_register(request: PersonRequest) -> HttpResponseBase:
    """What the list shows, as a book: Word or PDF."""
    form = request.GET.get("dang", "pdf")
    form = form if form in TYPES else "pdf"
    office = keeping_unit(request) or next(iter(organisations(request.user)), None)
    if office is None:
        raise PermissionDenied("Sổ khen thưởng dành cho người đang công tác tại một đơn vị.")
    asked = {name: str(value) for name, value in request.GET.items() if name not in ("dang", "trang")}
    made = print_awards(office, asked, by=request.user, form=form)
    if isinstance(made, Run):
        return redirect("web:run", made.pk)
    disposition = f'attachment; filename="so-khen-thuong.{form}"'
    return HttpResponse(made, content_type=TYPES[form], headers={"Content-Disposition": disposition})


def printed_register(request: PersonRequest, run_id: int) -> HttpResponseBase:
    """What the background has printed, for who asked for it."""
    run = get_object_or_404(Run, pk=run_id, kind=PRINT, by=request.user, status=Run.Status.DONE)
    return download(printed_file(run), f"so-khen-thuong.{run.parameters['form']}")


def awards_template(request: PersonRequest) -> HttpResponse:
    required_unit(request)
    return excel("mau-khen-thuong-da-co", AWARD_SHEET.workbook([]))


def start_awards_sheet(request: PersonRequest) -> HttpResponse:
    unit, by = required_unit(request), request.user
    subject = SheetIn.Subject.AWARDS
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = start_sheet(unit, subject, by=by, data=file.read(), name=file.name, today=today())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect(row)
    rows = SheetIn.objects.filter(by=by, subject=subject).defer("rows", "problems").select_related("unit")
    context = {"form": form, "unit": unit, "columns": AWARD_SHEET.columns, "sheets": rows[:RECENT]}
    return page(request, "awards/start_awards_sheet.html", context)


@require_POST
def show_honours(request: PersonRequest) -> HttpResponse:
    unit, is_public = required_unit(request), request.POST.get("act") == "open"
    show(unit, by=request.user, is_public=is_public)
    told = "Đã công khai bảng vinh danh: ai cũng xem được." if is_public else "Đã thôi công khai bảng vinh danh."
    messages.success(request, told)
    return redirect("awards:register")
