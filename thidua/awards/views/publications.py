"""Lists shown before the decision: written, shown, commented on, closed; and the days that count."""

from base64 import b64encode
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.audit.queries import history_of
from thidua.awards.forms.publications import AnswerForm, ObjectionForm, OwnDayForm, PublicationForm
from thidua.awards.models import Objection, OwnDay, Publication
from thidua.awards.notice_paper import result_of
from thidua.awards.operations import own_days as days
from thidua.awards.operations import publications as operations
from thidua.awards.queries import publications as queries
from thidua.awards.queries.workdays import in_stretches, last_working_day, special_days
from thidua.awards.views.seen import KEEPERS_ONLY, did, kept_season, refused, required_unit, seen_season
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import EDITORS, paths_held
from thidua.people.requests import PersonRequest
from thidua.writing.codes import qr_png
from thidua.writing.docx import DOCX_TYPE, docx_of
from thidua.writing.pdf import PDF_TYPE, pdf_of

PER_PAGE, HISTORY = 25, 30
SHOWN_BEFORE, SHOWN_AHEAD = 60, 365
"""Days around today whose days off are listed."""
Status = Publication.Status


def publications(request: PersonRequest, season_id: int) -> HttpResponse:
    season = seen_season(request, season_id)
    rows = queries.publications_seen(request.user, season)
    keeps = request.user.has_perm("awards.add_publication", season)
    told = queries.objections_told_to(request.user).filter(publication__season=season)
    context = {
        "season": season,
        "tab": "publications",
        "publications": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "keeps": keeps,
        "counts_comments": keeps or told.exists(),
        "may_add": keeps and season.status == "open",
        "ready": queries.listable(season, today()).count() if keeps else 0,
    }
    return page(request, "awards/publications.html", context)


def add_publication(request: PersonRequest, season_id: int) -> HttpResponse:
    season = kept_season(request, season_id, "awards.add_publication")
    form = PublicationForm(season, request.POST or None, today=today())
    if form.is_valid():
        facts = dict(form.cleaned_data)
        chosen = list(facts.pop("nominations"))
        try:
            row = operations.add_publication(season, chosen, by=request.user, today=today(), **facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lập danh sách. Xem lại rồi bấm Công khai.")
            return redirect("awards:publication", row.pk)
    context = {"season": season, "tab": "publications", "form": form}
    return page(request, "awards/publication_form.html", context)


def seen_publication(request: PersonRequest, publication_id: int) -> Publication:
    rows = queries.publications_visible_to(request.user).select_related("season__unit", "result")
    return get_object_or_404(rows, pk=publication_id)


def kept_publication(request: PersonRequest, publication_id: int) -> Publication:
    row = seen_publication(request, publication_id)
    if not request.user.has_perm("awards.change_publication", row):
        raise PermissionDenied(KEEPERS_ONLY)
    return row


def change_publication(request: PersonRequest, publication_id: int) -> HttpResponse:
    row = kept_publication(request, publication_id)
    if row.status != Status.DRAFT:
        messages.error(request, "Danh sách đã công khai nên không sửa được nữa.")
        return redirect(row)
    form = PublicationForm(row.season, request.POST or None, today=today(), row=row)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        chosen = list(facts.pop("nominations"))
        try:
            operations.change_publication(row, chosen, by=request.user, today=today(), **facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu danh sách.")
            return redirect(row)
    context = {"season": row.season, "tab": "publications", "form": form, "publication": row}
    return page(request, "awards/publication_form.html", context)


def publication(request: PersonRequest, publication_id: int) -> HttpResponse:
    row, by = seen_publication(request, publication_id), request.user
    form = ObjectionForm(row, request.POST or None) if row.is_shown(today()) else None
    if form is not None and form.is_valid():
        try:
            operations.object_to(row, by=by, today=today(), **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã gửi ý kiến. Khi có trả lời sẽ có thông báo.")
            return redirect(row)
    keeps = by.has_perm("awards.change_publication", row)
    objections = list(queries.objections_to_answer(row, by))
    shows_names = keeps or bool(objections) or row.is_shown(today())
    address = settings.SITE_ADDRESS + reverse("portal:nominees", args=[row.code])
    context = {
        "season": row.season,
        "tab": "publications",
        "publication": row,
        "rows": queries.listed(row) if shows_names else [],
        "shows_names": shows_names,
        "steps": steps_of(row),
        "is_over": row.is_over(today()),
        "moves": possible_moves(row, by),
        "keeps": keeps,
        "would_end": last_working_day(row.season.unit, today(), row.days) if row.status == Status.DRAFT else None,
        "address": address if row.is_public and row.status != Status.DRAFT else "",
        "qr": b64encode(qr_png(address)).decode() if row.is_public and row.status == Status.OPEN and keeps else "",
        "objections": objections,
        "sent": queries.objections_sent(row, by),
        "answer_form": AnswerForm(),
        "form": form,
        "entries": history_of(row)[:HISTORY] if keeps else [],
    }
    return page(request, "awards/publication.html", context)


def steps_of(row: Publication) -> list[dict[str, object]]:
    names = {
        Status.DRAFT: "Lập danh sách",
        Status.OPEN: "Đang công khai, nhận ý kiến",
        Status.CLOSED: "Kết thúc",
    }
    place = list(names).index(Status(row.status))
    states = ["done" if n < place else "now" if n == place else "next" for n in range(len(names))]
    return [{"label": label, "state": state} for label, state in zip(names.values(), states, strict=True)]


@require_POST
def publication_step(request: PersonRequest, publication_id: int) -> HttpResponse:
    row, act, by = kept_publication(request, publication_id), request.POST.get("act", ""), request.user
    if act == "open":
        did(request, lambda: operations.open_publication(row, by=by, today=today()), "Đã công khai danh sách.")
    elif act == "close":
        did(request, lambda: operations.close_publication(row, by=by, today=today()), "Đã kết thúc công khai.")
    elif act == "keep":
        said = "Đã lưu kết quả vào văn bản của đơn vị."
        did(request, lambda: operations.keep_result(row, by=by, today=today()), said)
    elif act == "remove" and did(request, lambda: operations.remove_publication(row, by=by), "Đã bỏ danh sách."):
        return redirect("awards:publications", row.season_id)
    return redirect("awards:publication", publication_id)


def publication_file(request: PersonRequest, publication_id: int, suffix: str) -> HttpResponseBase:
    """The result for the council as it stands, as Word or PDF."""
    row = kept_publication(request, publication_id)
    if suffix not in ("docx", "pdf") or row.status == Status.DRAFT:
        raise Http404
    document = result_of(row, row.result, today=today(), reader=request.user)
    data, kind = (docx_of(document), DOCX_TYPE) if suffix == "docx" else (pdf_of(document), PDF_TYPE)
    disposition = f'attachment; filename="ket-qua-cong-khai.{suffix}"'
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": disposition})


def answer_objection(request: PersonRequest, objection_id: int) -> HttpResponse:
    """404 for whom the comment is not told to: not even that there is one."""
    rows = Objection.objects.select_related("publication__season__unit", "nomination__person", "nomination__collective")
    row = get_object_or_404(
        rows.filter(publication__in=queries.publications_visible_to(request.user).values("pk")), pk=objection_id
    )
    if not request.user.has_perm("awards.view_objection", row):
        raise Http404
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            operations.answer_objection(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã trả lời ý kiến.")
            return redirect("awards:publication", row.publication_id)
    context = {"season": row.publication.season, "tab": "publications", "objection": row, "form": form}
    return page(request, "awards/objection.html", context)


def own_days(request: PersonRequest) -> HttpResponse:
    unit = required_unit(request)
    form = OwnDayForm(request.POST or None)
    if form.is_valid():
        try:
            days.add_own_day(unit, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã ghi ngày.")
            return redirect("awards:own_days")
    first = today() - timedelta(days=SHOWN_BEFORE)
    shown = in_stretches(special_days(unit, first, today() + timedelta(days=SHOWN_AHEAD)))
    context = {"unit": unit, "form": form, "days": shown}
    return page(request, "awards/own_days.html", context)


@require_POST
def remove_own_day(request: PersonRequest, own_day_id: int) -> HttpResponse:
    kept = OwnDay.objects.filter(unit__path__in=paths_held(request.user, EDITORS)).select_related("unit")
    row = get_object_or_404(kept, pk=own_day_id)
    did(request, lambda: days.remove_own_day(row, by=request.user), "Đã bỏ ngày này.")
    return redirect("awards:own_days")
