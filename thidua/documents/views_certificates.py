"""Certificates: designs with a preview, batches, and single ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from thidua.audit.queries import history_of
from thidua.documents import certificate_queries as queries
from thidua.documents.certificate_forms import (
    BatchForm,
    CancelCertificateForm,
    CertificateForm,
    IssueForm,
    LookForm,
    NewBatchForm,
    NewDesignForm,
    OwnForm,
    RowsForm,
    SpotForm,
    StockForm,
    look_form,
    spot_forms,
)
from thidua.documents.certificate_rows import CERTIFICATE_SHEET, repeated, rows_of_text, rows_of_workbook
from thidua.documents.layouts import Layout, certificate_of, content_of, design_of, printed, sample_of
from thidua.documents.models import Certificate, CertificateBatch, CertificateDesign, DesignVersion
from thidua.documents.operations import certificates as work
from thidua.documents.operations import designs as design_work
from thidua.documents.views import download, keeping_unit, required_unit
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel, exported
from thidua.kernel.forms import offer_rows
from thidua.kernel.htmx import page
from thidua.kernel.text import fold
from thidua.people.requests import PersonRequest
from thidua.writing.certificates import FIELDS, Field, certificate_png
from thidua.writing.designs import PLACEHOLDERS
from thidua.writing.sheets import Column, workbook

PER_PAGE = 25
ROWS_PER_PAGE = 50
POINT = 25.4 / 72
"""Millimetres."""


def batches(request: PersonRequest) -> HttpResponse:
    rows = queries.chosen_batches(request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        return exported(request, "documents.certificate_batches", today())
    context = {
        "batches": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "states": CertificateBatch.Status.choices,
        "may_add": keeping_unit(request) is not None,
    }
    return page(request, "documents/certificate_batches.html", context, part="batch-rows")


CERTIFICATE_COLUMNS = [
    Column("TT", 6),
    Column("Họ và tên", 32),
    Column("Chức vụ", 22),
    Column("Đơn vị", 32),
    Column("Thành tích", 60),
    Column("Số quyết định", 20),
    Column("Ngày quyết định", 14),
    Column("Số vào sổ", 14),
    Column("Mã tra cứu", 16),
    Column("Hủy ngày", 12),
    Column("Lý do hủy", 40),
]


def add_batch(request: PersonRequest) -> HttpResponse:
    unit = required_unit(request)
    offered = queries.designs_offered(unit)
    form = NewBatchForm(request.POST or None, initial={"place": unit.place})
    offer_rows(form, "design", offered)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            batch = work.add_batch(unit, facts.pop("design"), by=request.user, **facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lập đợt. Thêm danh sách người nhận.")
            return redirect("documents:certificate_batch", batch.pk)
    return page(request, "documents/add_batch.html", {"form": form, "unit": unit, "has_designs": offered.exists()})


def seen_batch(request: PersonRequest, batch_id: int) -> CertificateBatch:
    rows = queries.batches_visible_to(request.user).select_related("unit", "version__design", "file", "archive")
    return get_object_or_404(rows, pk=batch_id)


def batch_page(
    request: PersonRequest,
    batch_id: int,
    *,
    rows_form: RowsForm | None = None,
    issue_form: IssueForm | None = None,
) -> HttpResponse:
    batch = seen_batch(request, batch_id)
    rows = queries.chosen_certificates(batch, request.GET)
    if request.GET.get("xuat") == "excel":
        lines = queries.certificate_lines(rows, batch)
        return excel("giay-khen", workbook("Giấy khen", CERTIFICATE_COLUMNS, lines))
    begun = {"number": batch.decision_number, "on": batch.decision_date or today()}
    context = {
        "batch": batch,
        "certificates": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("trang")),
        "count": batch.certificates.count(),
        "may_change": request.user.has_perm("documents.change_batch", batch),
        "is_draft": batch.status == CertificateBatch.Status.DRAFT,
        "is_outdated": batch.version.n < batch.version.design.newest.n,
        "rows_form": rows_form or RowsForm(),
        "issue_form": issue_form or IssueForm(initial=begun),
        "steps": steps_of(batch),
        "states": [("huy", "Đã hủy")],
        "entries": history_of(batch)[:30],
    }
    return page(request, "documents/certificate_batch.html", context, part="certificate-rows")


def steps_of(batch: CertificateBatch) -> list[dict[str, Any]]:
    is_issued = batch.status == CertificateBatch.Status.ISSUED
    printing = "done" if batch.file_id else "now" if is_issued else "next"
    return [
        {"label": "Soạn danh sách", "state": "done" if is_issued else "now"},
        {"label": "Cấp theo quyết định", "state": "done" if is_issued else "next"},
        {"label": "In xong", "state": printing},
    ]


def change_batch(request: PersonRequest, batch_id: int) -> HttpResponse:
    batch = seen_batch(request, batch_id)
    form = BatchForm(request.POST or None, instance=batch)
    if form.is_valid():
        stored = seen_batch(request, batch_id)  # the form has written into its own instance
        try:
            work.change_batch(stored, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu thông tin đợt.")
            return redirect("documents:certificate_batch", batch.pk)
    return page(request, "documents/change_batch.html", {"form": form, "batch": batch})


@require_POST
def add_certificates(request: PersonRequest, batch_id: int) -> HttpResponse:
    batch = seen_batch(request, batch_id)
    form = RowsForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            rows = rows_of_workbook(upload.read()) if upload else rows_of_text(form.cleaned_data["pasted"])
            made = work.add_certificates(batch, rows, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã thêm {len(made)} người.")
            if twice := repeated(rows):
                messages.warning(request, f"Xem lại tên trùng cùng đơn vị: {'; '.join(twice[:5])}.")
            return redirect("documents:certificate_batch", batch.pk)
    return batch_page(request, batch_id, rows_form=form)


def certificate_sheet(request: PersonRequest) -> HttpResponse:
    """The workbook to fill in."""
    return excel("mau-danh-sach-giay-khen", CERTIFICATE_SHEET.workbook([]))


@require_POST
def issue_batch(request: PersonRequest, batch_id: int) -> HttpResponse:
    batch = seen_batch(request, batch_id)
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            run = work.issue_batch(batch, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("web:run", run.pk)
    return batch_page(request, batch_id, issue_form=form)


@require_POST
def print_batch(request: PersonRequest, batch_id: int) -> HttpResponse:
    run = work.print_batch(seen_batch(request, batch_id), by=request.user)
    return redirect("web:run", run.pk)


def batch_file(request: PersonRequest, batch_id: int, kind: str) -> FileResponse:
    """All certificates: one PDF, or a ZIP of single ones."""
    batch = seen_batch(request, batch_id)
    file = {"pdf": batch.file, "zip": batch.archive}.get(kind)
    if file is None:
        raise Http404
    return download(file, f"{slugify(fold(batch.title))[:80] or 'giay-khen'}.{kind}")


def batch_preview(request: PersonRequest, batch_id: int) -> HttpResponse:
    """The first certificates of a draft, marked as not valid; of stock with boxes and a ruler."""
    batch = seen_batch(request, batch_id)
    layout = Layout.of(batch.version)
    rows = [certificate_of(row, batch, layout) for row in batch.certificates.all()[:3]]
    return pdf_answer(printed(batch.version, rows or [sample_of(layout)], preview=True), "xem-thu")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


def seen_certificate(request: PersonRequest, certificate_id: int) -> Certificate:
    rows = queries.certificates_visible_to(request.user)
    return get_object_or_404(rows.select_related("batch__unit", "batch__version__design"), pk=certificate_id)


def certificate_page(request: PersonRequest, certificate_id: int) -> HttpResponse:
    """A draft's row to mend; an issued certificate to look at."""
    certificate = seen_certificate(request, certificate_id)
    is_draft = certificate.batch.status == CertificateBatch.Status.DRAFT
    form = CertificateForm(request.POST or None, instance=certificate) if is_draft else None
    if form and form.is_valid():
        stored = seen_certificate(request, certificate_id)  # the form has written into its own instance
        try:
            work.change_certificate(stored, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã sửa giấy khen của {stored.recipient}.")
            return redirect("documents:certificate_batch", certificate.batch_id)
    context = {"certificate": certificate, "batch": certificate.batch, "entries": history_of(certificate)[:30]}
    return page(request, "documents/certificate.html", context | ({"form": form} if form else {}))


@require_POST
def remove_certificate(request: PersonRequest, certificate_id: int) -> HttpResponse:
    certificate = seen_certificate(request, certificate_id)
    work.remove_certificate(certificate, by=request.user)
    messages.success(request, f"Đã bỏ {certificate.recipient} khỏi danh sách.")
    return redirect("documents:certificate_batch", certificate.batch_id)


def cancel_certificate(request: PersonRequest, certificate_id: int) -> HttpResponse:
    certificate = seen_certificate(request, certificate_id)
    form = CancelCertificateForm(request.POST or None)
    if form.is_valid():
        try:
            work.cancel_certificate(certificate, by=request.user, reason=form.cleaned_data["reason"], today=today())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã hủy giấy khen của {certificate.recipient}.")
            return redirect("documents:certificate_batch", certificate.batch_id)
    return page(request, "documents/cancel_certificate.html", {"certificate": certificate, "form": form})


def certificate_file(request: PersonRequest, certificate_id: int) -> HttpResponse:
    """One issued certificate, printed by the version that its batch bears."""
    certificate = seen_certificate(request, certificate_id)
    batch = certificate.batch
    if batch.status != CertificateBatch.Status.ISSUED:
        raise Http404
    made = certificate_of(certificate, batch, Layout.of(batch.version))
    return pdf_answer(printed(batch.version, [made]), f"giay-khen-{certificate.code}")


def designs(request: PersonRequest) -> HttpResponse:
    rows = queries.chosen_designs(request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        return exported(request, "documents.designs", today())
    context = {
        "designs": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "ways": CertificateDesign.Way.choices,
        "retired": [("co", "Kèm mẫu đã ngừng dùng")],
        "may_add": keeping_unit(request) is not None,
    }
    return page(request, "documents/designs.html", context, part="design-rows")


def add_design(request: PersonRequest) -> HttpResponse:
    unit = required_unit(request)
    form = NewDesignForm(request.POST or None, initial={"way": CertificateDesign.Way.OWN})
    if form.is_valid():
        try:
            design = design_work.add_design(unit, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lập mẫu. Xem bản thử và sửa cho hợp.")
            return redirect("documents:design", design.pk)
    return page(request, "documents/add_design.html", {"form": form, "unit": unit})


def seen_design(request: PersonRequest, design_id: int) -> CertificateDesign:
    return get_object_or_404(queries.designs_visible_to(request.user).select_related("unit"), pk=design_id)


def design_page(request: PersonRequest, design_id: int) -> HttpResponse:
    design = seen_design(request, design_id)
    version = design.newest
    form = look_form(version, request.POST or None, request.FILES or None)
    spots = spot_forms(version, request.POST or None) if isinstance(form, StockForm) else {}
    if form.is_bound and form.is_valid() and all(spot.is_valid() for spot in spots.values()):
        try:
            design_work.change_design(
                design,
                by=request.user,
                layout=look_of(form, spots),
                name=form.cleaned_data["name"],
                picture=form.new_picture(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu mẫu.")
            return redirect("documents:design", design.pk)
    elif form.is_bound and any(spot.errors for spot in spots.values()):
        form.add_error(None, ValidationError("Có trường ghi số đo chưa đúng. Xem các trường có chữ đỏ.", code="spots"))
    context = {
        "design": design,
        "version": version,
        "versions": design.versions.select_related("by"),
        "form": form,
        "placeholders": PLACEHOLDERS.items(),
        "may_change": request.user.has_perm("documents.change_design", design) and not design.retired,
        "spots": [(FIELDS[name], name, spot) for name, spot in spots.items()],
        "stage": stage_of(version, spots) if spots else None,
    }
    return page(request, f"documents/design_{design.way}.html", context)


def look_of(form: LookForm, spots: dict[Field, SpotForm]) -> Layout:
    if isinstance(form, OwnForm):
        return form.layout()
    assert isinstance(form, StockForm)
    return form.layout({name: spot.spot() for name, spot in spots.items() if spot.cleaned_data["shown"]})


@dataclass(frozen=True, slots=True)
class Placed:
    """A field on the stage; every number as SVG writes it, in millimetres."""

    field: str
    title: str
    words: str
    x: str
    y: str
    width: str
    height: str
    size: str
    align: str
    bold: bool
    italic: bool
    shown: bool


def stage_of(version: DesignVersion, spots: dict[Field, SpotForm]) -> dict[str, Any]:
    """The stock with its fields where the form says they are."""
    layout = Layout.of(version)
    sample = sample_of(layout)
    said: dict[str, str] = {name: str(getattr(sample, name, "")) for name in FIELDS}
    said |= {
        "dated": "Sơn Hạ, ngày 21 tháng 11 năm 2026",
        "position": "HIỆU TRƯỞNG",
        "signer": "Trần Văn Mẫu",
        "authority": said["authority"].upper(),
        "qr": "QR",
    }
    placed = [placed_of(name, spot, said[name]) for name, spot in spots.items()]
    wide, high = layout.paper
    return {"wide": svg_number(wide), "high": svg_number(high), "placed": placed}


def placed_of(name: Field, form: SpotForm, words: str) -> Placed:
    value = {part: form[part].value() for part in form.fields}
    numbers = {part: svg_number(value[part]) for part in ("x", "y", "width", "height")}
    return Placed(
        field=name,
        title=FIELDS[name],
        words=words,
        **numbers,
        size=svg_number(value["size"], POINT),
        align=str(value["align"]),
        bold=bool(value["bold"]),
        italic=bool(value["italic"]),
        shown=bool(value["shown"]),
    )


def svg_number(value: Any, times: float = 1.0) -> str:
    """What a form holds as a number of SVG; 0 for what is none."""
    try:
        return f"{float(value) * times:.2f}"
    except (TypeError, ValueError):
        return "0"


def design_preview(request: PersonRequest, design_id: int) -> HttpResponse:
    """A test print of the newest version, with an invented name."""
    version = seen_design(request, design_id).newest
    return pdf_answer(printed(version, [sample_of(Layout.of(version))], preview=True), "in-thu")


def design_picture(request: PersonRequest, design_id: int, kind: str) -> HttpResponse:
    """`hinh` is the emblem or the scan that was uploaded, `mau` an own design as a picture."""
    version = seen_design(request, design_id).newest
    if kind == "hinh" and version.picture:
        content, type_ = content_of(version.picture), f"image/{version.picture.kind}"
    elif kind == "mau" and version.design.way == CertificateDesign.Way.OWN:
        content, type_ = certificate_png(sample_of(Layout.of(version)), design=design_of(version)), "image/png"
    else:
        raise Http404
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    return HttpResponse(content, content_type=type_, headers=headers)


@require_POST
def retire_design(request: PersonRequest, design_id: int) -> HttpResponse:
    design = seen_design(request, design_id)
    design_work.retire_design(design, by=request.user)
    messages.success(request, f"Đã ngừng dùng mẫu {design}.")
    return redirect("documents:designs")
