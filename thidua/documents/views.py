"""Documents, their files, and the registers of numbers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.models import Entry
from thidua.documents import operations
from thidua.documents.forms import CancelNumberForm, DocumentForm
from thidua.documents.models import DocumentType, File, OfficialDocument
from thidua.documents.queries import (
    attachments_visible_to,
    document_files_visible_to,
    documents_visible_to,
    numbers_visible_to,
)
from thidua.kernel.htmx import page
from thidua.people.models import Unit
from thidua.people.queries import EDITORS, matching, valid_posts
from thidua.people.requests import PersonRequest
from thidua.writing.sheets import EXCEL_TYPE, Column, workbook

PER_PAGE = 25


def chosen_documents(request: PersonRequest) -> Any:
    """Documents that one may see, narrowed by the address: q, chieu, loai, nam."""
    asked = request.GET
    rows = matching(documents_visible_to(request.user), asked.get("q", ""))
    if asked.get("chieu") in OfficialDocument.Direction.values:
        rows = rows.filter(direction=asked["chieu"])
    if asked.get("loai") in DocumentType.values:
        rows = rows.filter(type=asked["loai"])
    if (year := asked.get("nam", "")).isdecimal() and len(year) == 4:
        rows = rows.filter(date__year=year)
    return rows.select_related("unit", "plan").order_by("-pk").distinct()


def documents(request: PersonRequest) -> HttpResponse:
    rows = chosen_documents(request)
    if request.GET.get("xuat") == "excel":
        return documents_sheet(rows)
    context = {
        "documents": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "directions": OfficialDocument.Direction.choices,
        "types": DocumentType.choices,
        "may_add": keeping_unit(request) is not None,
    }
    return page(request, "documents/documents.html", context, part="document-rows")


def documents_sheet(rows: Any) -> HttpResponse:
    columns = [Column("Chiều", 12), Column("Loại", 14), Column("Số, ký hiệu", 20), Column("Ngày", 12)]
    columns += [Column("Cơ quan ban hành", 36), Column("Trích yếu", 80), Column("Người ký", 24)]
    lines = (
        (
            row.get_direction_display(),
            row.get_type_display(),
            row.number,
            row.date,
            row.issuer_name,
            row.excerpt,
            row.signer_name,
        )
        for row in rows.iterator(chunk_size=500)
    )
    response = HttpResponse(workbook("Văn bản", columns, lines), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = 'attachment; filename="van-ban.xlsx"'
    return response


def keeping_unit(request: PersonRequest) -> Unit | None:
    """The unit whose documents the person keeps: the acting post's when it writes, else the first such."""
    acting = request.user.acting_post
    posts = ([acting] if acting else []) + list(valid_posts(request.user))
    return next((post.unit for post in posts if post.role in EDITORS), None)


def document_page(request: PersonRequest, document_id: int) -> HttpResponse:
    rows = documents_visible_to(request.user).select_related("unit", "plan", "registry_number")
    document = get_object_or_404(rows.distinct(), pk=document_id)
    entries = Entry.objects.filter(subject_type="documents.officialdocument", subject_id=str(document.pk))
    context = {
        "document": document,
        "files": document.files.select_related("file"),
        "blocks": document.blocks.exclude(kind__in=["page_number", "running_head", "residue"])[:500],
        "entries": entries.select_related("by").order_by("-pk")[:50],
    }
    return page(request, "documents/document.html", context)


def add_document(request: PersonRequest) -> HttpResponse:
    unit = keeping_unit(request)
    if unit is None:
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách đưa văn bản vào hệ thống.")
    form = DocumentForm(request.POST or None, request.FILES or None, initial={"direction": "in"})
    if form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("file")
        try:
            with transaction.atomic():
                document = operations.add_document(unit, by=request.user, **facts)
                if upload:
                    operations.keep_file(document, upload.read(), upload.name)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã đưa vào hệ thống: {document}.")
            return redirect("documents:document", document.pk)
    return page(request, "documents/add_document.html", {"form": form, "unit": unit})


def numbers(request: PersonRequest) -> HttpResponse:
    """The register: numbers of a unit's series of a year, cancelled ones with their reason."""
    rows = numbers_visible_to(request.user).select_related("unit", "document")
    years = rows.order_by("-year").values_list("year", flat=True).distinct()
    if (year := request.GET.get("nam", "")).isdecimal() and len(year) == 4:
        rows = rows.filter(year=year)
    ordered = rows.order_by("-year", "series", "-n")
    context = {"numbers": Paginator(ordered, 50).get_page(request.GET.get("trang")), "years": years}
    return page(request, "documents/numbers.html", context)


def cancel_number(request: PersonRequest, number_id: int) -> HttpResponse:
    number = get_object_or_404(numbers_visible_to(request.user).select_related("document"), pk=number_id)
    form = CancelNumberForm(request.POST or None)
    if form.is_valid():
        try:
            operations.cancel_number(number, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã hủy số {number}.")
            return redirect("documents:numbers")
    return page(request, "documents/cancel_number.html", {"number": number, "form": form})


def download(file: File, name: str) -> FileResponse:
    """Content as a download: never shown as a page, whatever it claims to be."""
    response = FileResponse(operations.open_file(file), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def document_file(request: PersonRequest, file_id: int) -> FileResponse:
    row = get_object_or_404(document_files_visible_to(request.user), pk=file_id)
    return download(row.file, row.name)


def attachment(request: PersonRequest, attachment_id: int) -> HttpResponseBase:
    """A file as a download; a link leads to its address by a page that names it."""
    row = get_object_or_404(attachments_visible_to(request.user).distinct(), pk=attachment_id)
    if row.file is None:
        return page(request, "documents/link.html", {"attachment": row})
    return download(row.file, row.name)
