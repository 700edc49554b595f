"""Documents, their files, and the registers of numbers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from thidua.audit.queries import history_of
from thidua.documents import operations
from thidua.documents.checkers import successor_of
from thidua.documents.forms import CancelNumberForm, DocumentForm, FileForm, HoldNumberForm, NewDocumentForm
from thidua.documents.models import DocumentType, File, OfficialDocument
from thidua.documents.queries import (
    attachments_visible_to,
    chosen_documents,
    chosen_numbers,
    document_files_visible_to,
    documents_visible_to,
    is_in_hand,
    numbers_held_for,
    numbers_visible_to,
)
from thidua.documents.signature_queries import checks_of, current_files, is_sealable, pdf_files, seals_for
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.people.models import Unit
from thidua.people.queries import EDITORS, number_of, valid_posts
from thidua.people.requests import PersonRequest

PER_PAGE = 25
NUMBERS_PER_PAGE = 50
BLOCKS_PER_PAGE = 200
NOT_READ_OUT = ("page_number", "running_head", "residue")
"""Kinds of blocks that are no part of what the document says."""


def documents(request: PersonRequest) -> HttpResponse:
    rows = chosen_documents(request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        return exported(request, "documents.documents", today())
    context = {
        "documents": with_checks(Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))),
        "directions": OfficialDocument.Direction.choices,
        "types": DocumentType.choices,
        "drafts": [("co", "Kèm văn bản còn nháp")],
        "may_add": keeping_unit(request) is not None,
    }
    return page(request, "documents/documents.html", context, part="document-rows")


def with_checks(documents: Page) -> Page:
    """Each with what its signatures are worth, as `signature`; one query for all of them."""
    found = checks_of(documents.object_list)
    for document in documents.object_list:
        document.signature = found.get(document.pk)
    return documents


def keeping_unit(request: PersonRequest) -> Unit | None:
    """The unit whose documents the person keeps: the acting post's when it writes, else the first such."""
    acting = request.user.acting_post
    posts = ([acting] if acting else []) + list(valid_posts(request.user))
    return next((post.unit for post in posts if post.role in EDITORS), None)


def required_unit(request: PersonRequest) -> Unit:
    unit = keeping_unit(request)
    if unit is None:
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách làm được việc này.")
    return unit


def seen_document(request: PersonRequest, document_id: int) -> OfficialDocument:
    rows = documents_visible_to(request.user).select_related("unit", "registry_number")
    return get_object_or_404(rows, pk=document_id)


def kept_document(request: PersonRequest, document_id: int) -> OfficialDocument:
    """A document that the person may change here; one that another room is working on is changed there."""
    document = seen_document(request, document_id)
    if not may_keep(request, document):
        raise PermissionDenied("Văn bản này do đơn vị khác lưu, hoặc đang được soạn cùng kế hoạch của nó.")
    return document


def may_keep(request: PersonRequest, document: OfficialDocument) -> bool:
    return request.user.has_perm("documents.change_document", document) and not is_in_hand(document)


def document_page(request: PersonRequest, document_id: int, file_form: FileForm | None = None) -> HttpResponse:
    document = seen_document(request, document_id)
    blocks = document.blocks.exclude(kind__in=NOT_READ_OUT)
    may_change = may_keep(request, document)
    context = {
        "document": document,
        "files": current_files(document).select_related("file__signature_check", "sealing__by", "layout_check"),
        "replaced": document.files.exclude(sealings=None),
        "may_seal": is_sealable(document) and bool(seals_for(document, request.user)),
        "is_public": is_sealable(document),
        "may_publish": document.files_public or (is_sealable(document) and pdf_files(document).exists()),
        "newer": successor_of(document),
        "blocks": Paginator(blocks, BLOCKS_PER_PAGE).get_page(request.GET.get("trang")),
        "entries": history_of(document)[:50] if request.user.has_perm("documents.change_document", document) else [],
        "may_change": may_change,
        "file_form": file_form or FileForm(),
        "may_number": may_change and document.direction == "out" and not hasattr(document, "registry_number"),
        "held": numbers_held_for(document) if may_change else [],
    }
    return page(request, "documents/document.html", context)


def add_document(request: PersonRequest) -> HttpResponse:
    unit = required_unit(request)
    form = NewDocumentForm(request.POST or None, request.FILES or None, initial={"direction": "in"})
    if form.is_valid():
        facts = dict(form.cleaned_data)
        upload = facts.pop("file")
        try:
            with transaction.atomic():
                document = operations.add_document(unit, by=request.user, **facts)
                if upload:
                    operations.add_file(document, by=request.user, data=upload.read(), name=upload.name)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã đưa vào hệ thống: {document}.")
            return redirect("documents:document", document.pk)
    return page(request, "documents/add_document.html", {"form": form, "unit": unit})


def change_document(request: PersonRequest, document_id: int) -> HttpResponse:
    document = kept_document(request, document_id)
    form = DocumentForm(request.POST or None, instance=document)
    if form.is_valid():
        stored = OfficialDocument.objects.get(pk=document.pk)  # the form has written into its own instance
        try:
            operations.change_document(stored, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu thông tin văn bản.")
            return redirect("documents:document", document.pk)
    return page(request, "documents/change_document.html", {"form": form, "document": document})


@require_POST
def add_file(request: PersonRequest, document_id: int) -> HttpResponse:
    document = kept_document(request, document_id)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            operations.add_file(document, by=request.user, data=upload.read(), name=upload.name)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, "Đã kèm tệp.")
            return redirect("documents:document", document.pk)
    return document_page(request, document_id, form)


@require_POST
def publish_files(request: PersonRequest, document_id: int) -> HttpResponse:
    document, is_public = seen_document(request, document_id), request.POST.get("public") == "1"
    operations.publish_files(document, by=request.user, is_public=is_public)
    messages.success(request, "Ai có mã đều tải được tệp PDF." if is_public else "Đã thôi cho tải tệp công khai.")
    return redirect("documents:document", document.pk)


@require_POST
def take_number(request: PersonRequest, document_id: int) -> HttpResponse:
    """The next number, or a held one that the form names in `number`."""
    document = kept_document(request, document_id)
    chosen = request.POST.get("number", "")
    if chosen:
        held = get_object_or_404(numbers_visible_to(request.user), pk=number_of(chosen))
        operations.use_number(held, document, by=request.user)
    else:
        operations.give_number(document, by=request.user)
    messages.success(request, f"Đã cấp số {document.number}.")
    return redirect("documents:document", document.pk)


def numbers(request: PersonRequest) -> HttpResponse:
    """The register: numbers of a unit's series of a year, held and cancelled ones too."""
    rows = chosen_numbers(request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        return exported(request, "documents.numbers", today())
    seen = numbers_visible_to(request.user)
    context = {
        "numbers": Paginator(rows, NUMBERS_PER_PAGE).get_page(request.GET.get("trang")),
        "years": seen.order_by("-year").values_list("year", flat=True).distinct(),
        "types": DocumentType.choices,
        "may_hold": keeping_unit(request) is not None,
    }
    return page(request, "documents/numbers.html", context)


def hold_number(request: PersonRequest) -> HttpResponse:
    unit = required_unit(request)
    form = HoldNumberForm(request.POST or None)
    if form.is_valid():
        try:
            number = operations.hold_number(unit, by=request.user, year=today().year, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã giữ số {number}.")
            return redirect("documents:numbers")
    return page(request, "documents/hold_number.html", {"form": form, "unit": unit, "year": today().year})


def cancel_number(request: PersonRequest, number_id: int) -> HttpResponse:
    number = get_object_or_404(numbers_visible_to(request.user).select_related("document", "unit"), pk=number_id)
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
    """Content as a download: never shown as a page, whatever it claims to be (`nosniff` is on every answer)."""
    response = FileResponse(operations.open_file(file), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def document_file(request: PersonRequest, file_id: int) -> FileResponse:
    row = get_object_or_404(document_files_visible_to(request.user), pk=file_id)
    return download(row.file, row.name)


def attachment(request: PersonRequest, attachment_id: int) -> HttpResponseBase:
    """A file as a download; a link leads to its address by a page that names it."""
    rows = attachments_visible_to(request.user).select_related("file", "by")
    row = get_object_or_404(rows, pk=attachment_id)
    if row.file is None:
        return page(request, "documents/link.html", {"attachment": row})
    return download(row.file, row.name)
