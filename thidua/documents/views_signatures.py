"""Trusted certificates, seals, and putting a seal on a document."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from thidua.audit.queries import history_of
from thidua.documents.models import OfficeSeal
from thidua.documents.operations import seals, signatures
from thidua.documents.queries import document_files_visible_to
from thidua.documents.signature_forms import AnchorForm, ClerksForm, ReasonForm, SealDocumentForm, SealForm
from thidua.documents.signature_queries import (
    ADMINISTRATOR,
    anchors_visible_to,
    roots_administered_by,
    seals_for,
    seals_visible_to,
)
from thidua.kernel.htmx import page
from thidua.people.models import Unit
from thidua.people.queries import valid_posts
from thidua.people.requests import PersonRequest

PER_PAGE = 50


def anchors(request: PersonRequest) -> HttpResponse:
    """The certificates that signatures are believed by; a file of more may be brought in."""
    root = roots_administered_by(request.user).first()
    if root is None:
        raise PermissionDenied("Chỉ quản trị viên của đơn vị cao nhất trong hệ thống xem và sửa danh sách này.")
    form = AnchorForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            found = signatures.install_anchors(root, by=request.user, data=form.cleaned_data["file"].read())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, f"Đã tin cậy {len(found)} chứng thư. Chữ ký đã lưu đang được kiểm tra lại.")
            return redirect("documents:anchors")
    rows = anchors_visible_to(request.user).select_related("by").order_by("removed_at", "-at")
    context = {"anchors": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")), "form": form}
    return page(request, "documents/anchors.html", {**context, "now": timezone.now()})


def remove_anchor(request: PersonRequest, anchor_id: int) -> HttpResponse:
    anchor = get_object_or_404(anchors_visible_to(request.user).filter(removed_at=None), pk=anchor_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            signatures.remove_anchor(anchor, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã bỏ chứng thư “{anchor}”. Chữ ký đã lưu đang được kiểm tra lại.")
            return redirect("documents:anchors")
    return page(request, "documents/remove_anchor.html", {"anchor": anchor, "form": form})


def office_seals(request: PersonRequest) -> HttpResponse:
    rows = seals_visible_to(request.user).select_related("unit").order_by("retired_at", "unit__path", "-at")
    context = {
        "seals": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "may_add": sealing_unit(request) is not None,
        "may_trust": roots_administered_by(request.user).exists(),
        "now": timezone.now(),
    }
    return page(request, "documents/seals.html", context)


def sealing_unit(request: PersonRequest) -> Unit | None:
    """The unit that the person brings seals in for: the acting post's if it administers, else the first such."""
    acting = request.user.acting_post
    posts = ([acting] if acting else []) + list(valid_posts(request.user))
    return next((post.unit for post in posts if post.role in ADMINISTRATOR), None)


def add_seal(request: PersonRequest) -> HttpResponse:
    unit = sealing_unit(request)
    if unit is None:
        raise PermissionDenied("Chỉ quản trị viên của đơn vị đưa dấu số vào được.")
    form = SealForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        files: dict[str, Any] = {name: given[name].read() if given[name] else b"" for name in ("keys", "picture")}
        facts: dict[str, Any] = {name: given[name] for name in ("password", "label", "side")}
        try:
            seal = seals.add_seal(unit, by=request.user, **facts, **files)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã đưa dấu “{seal}” vào. Người đứng đầu đơn vị dùng được ngay.")
            return redirect("documents:seal", seal.pk)
    return page(request, "documents/add_seal.html", {"form": form, "unit": unit})


def seal_page(request: PersonRequest, seal_id: int) -> HttpResponse:
    """A seal, who may use it, what happened to it."""
    seal = _seen(request, seal_id)
    may_let = request.user.has_perm("documents.let_seal", seal) and seal.retired_at is None
    form = ClerksForm(request.POST or None, seal=seal) if may_let else None
    if request.method == "POST" and form is None:
        raise PermissionDenied("Chỉ người đứng đầu đơn vị giao dấu cho người khác.")
    if form and form.is_valid():
        seals.let_seal(seal, by=request.user, clerks=list(form.cleaned_data["clerks"]))
        messages.success(request, "Đã lưu người được đóng dấu.")
        return redirect("documents:seal", seal.pk)
    context = {
        "seal": seal,
        "form": form,
        "clerks": seal.clerks.order_by("sort_key"),
        "may_retire": seal.retired_at is None and request.user.has_perm("documents.retire_seal", seal),
        "entries": history_of(seal)[:50],
        "now": timezone.now(),
    }
    return page(request, "documents/seal.html", context)


def retire_seal(request: PersonRequest, seal_id: int) -> HttpResponse:
    seal = _seen(request, seal_id)
    if not request.user.has_perm("documents.retire_seal", seal):
        raise PermissionDenied("Chỉ quản trị viên và người đứng đầu đơn vị cho dấu thôi dùng.")
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            seals.retire_seal(seal, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Dấu “{seal}” đã thôi dùng.")
            return redirect("documents:seal", seal.pk)
    return page(request, "documents/retire_seal.html", {"seal": seal, "form": form})


def _seen(request: PersonRequest, seal_id: int) -> OfficeSeal:
    return get_object_or_404(seals_visible_to(request.user).select_related("unit"), pk=seal_id)


def seal_document(request: PersonRequest, file_id: int) -> HttpResponse:
    """Put a seal on one file of a document."""
    rows = document_files_visible_to(request.user).select_related("document__unit")
    row = get_object_or_404(rows, pk=file_id)
    usable = seals_for(row.document, request.user)
    if not usable:
        raise PermissionDenied("Chưa được giao dấu số nào còn hạn của đơn vị ban hành văn bản này.")
    form = SealDocumentForm(request.POST or None, seals=usable)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            seals.seal_document(row, given.pop("seal"), by=request.user, **given)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã đóng dấu số. Bản đã đóng dấu đứng đầu danh sách tệp.")
            return redirect("documents:document", row.document_id)
    return page(request, "documents/seal_document.html", {"form": form, "row": row, "document": row.document})
