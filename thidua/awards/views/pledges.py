"""Pledges: the list, one pledge with who has signed, writing it, its paper."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.queries import history_of
from thidua.awards.forms.pledges import NewPledgeForm, PledgeForm
from thidua.awards.models import Pledge
from thidua.awards.operations import pledges as operations
from thidua.awards.pledge_paper import pledge_paper
from thidua.awards.queries import pledges as queries
from thidua.awards.views.seen import did, refused
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.law import national_rules
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.writing.docx import docx_of
from thidua.writing.pdf import pdf_of

PER_PAGE = 25
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STEPS = list(Pledge.Status)


def pledges(request: PersonRequest) -> HttpResponse:
    if request.GET.get("xuat") == "excel":
        return exported(request, "awards.pledges", today())
    context = {
        "pledges": Paginator(queries.chosen_pledges(request.user, request.GET), PER_PAGE).get_page(
            request.GET.get("trang")
        ),
        "to_sign": queries.pledges_to_sign(request.user)[:20],
        "statuses": Pledge.Status.choices,
        "may_add": queries.clusters_kept_by(request.user).exists(),
    }
    return page(request, "awards/pledges.html", context, part="pledge-rows")


def seen_pledge(request: PersonRequest, pledge_id: int) -> Pledge:
    rows = queries.pledges_visible_to(request.user).select_related("cluster__unit")
    return get_object_or_404(rows, pk=pledge_id)


def add(request: PersonRequest) -> HttpResponse:
    clusters = queries.clusters_kept_by(request.user)
    if not clusters.exists():
        raise PermissionDenied("Giao ước do đơn vị tổ chức cụm, khối soạn.")
    year = national_rules().calendar(today()).year_of(today(), is_school=True)
    initial = {"year": year.short, "title": f"Giao ước thi đua {year.label}"}
    form = NewPledgeForm(clusters, request.POST or None, initial=initial)
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            pledge = operations.add_pledge(said.pop("cluster"), by=request.user, **said)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu bản nháp. Xem lại rồi gửi các đơn vị ký.")
            return redirect(pledge)
    return page(request, "awards/pledge_form.html", {"form": form})


def change(request: PersonRequest, pledge_id: int) -> HttpResponse:
    pledge = seen_pledge(request, pledge_id)
    if not request.user.has_perm("awards.change_pledge", pledge):
        raise PermissionDenied("Chỉ đơn vị tổ chức cụm, khối sửa được giao ước.")
    initial = {"year": pledge.year, "title": pledge.title, "text": pledge.text}
    form = PledgeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            operations.change_pledge(pledge, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu giao ước.")
            return redirect(pledge)
    return page(request, "awards/pledge_form.html", {"form": form, "pledge": pledge})


def pledge_page(request: PersonRequest, pledge_id: int) -> HttpResponse:
    pledge = seen_pledge(request, pledge_id)
    if act := request.POST.get("act", ""):
        if act not in DEEDS:
            raise Http404
        DEEDS[act](request, pledge)
        return redirect(pledge)
    places = queries.places_of(pledge, request.user)
    place = STEPS.index(Pledge.Status(pledge.status))
    context = {
        "pledge": pledge,
        "places": places,
        "signed": sum(each.signature is not None for each in places),
        "to_sign": [each for each in places if each.may_sign],
        "moves": possible_moves(pledge, request.user),
        "keeps": request.user.has_perm("awards.change_pledge", pledge),
        "steps": [
            {"label": str(step.label), "state": "done" if n < place else "now" if n == place else "next"}
            for n, step in enumerate(STEPS)
        ],
        "entries": history_of(pledge)[:30] if request.user.has_perm("awards.change_pledge", pledge) else None,
    }
    return page(request, "awards/pledge.html", context)


def paper(request: PersonRequest, pledge_id: int) -> HttpResponse:
    """As PDF, or as Word with `dang=word`."""
    pledge = seen_pledge(request, pledge_id)
    document = pledge_paper(pledge)
    is_word = request.GET.get("dang") == "word"
    content, kind, ending = (
        (docx_of(document), WORD, "docx") if is_word else (pdf_of(document), "application/pdf", "pdf")
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="giao-uoc-{pledge.pk}.{ending}"'
    return response


def send(request: PersonRequest, pledge: Pledge) -> None:
    did(request, lambda: operations.open_pledge(pledge, by=request.user), "Đã gửi các đơn vị ký.")


def recall(request: PersonRequest, pledge: Pledge) -> None:
    did(request, lambda: operations.recall_pledge(pledge, by=request.user), "Đã rút lại để sửa.")


def close(request: PersonRequest, pledge: Pledge) -> None:
    anyway = request.POST.get("anyway") == "1"
    did(request, lambda: operations.close_pledge(pledge, by=request.user, anyway=anyway), "Đã kết thúc ký.")


def remind(request: PersonRequest, pledge: Pledge) -> None:
    did(request, lambda: operations.remind_pledge(pledge, by=request.user), "Đã nhắc các đơn vị chưa ký.")


def sign(request: PersonRequest, pledge: Pledge) -> None:
    asked = number_of(request.POST.get("unit", ""))
    unit = get_object_or_404(pledge.cluster.units, pk=asked)
    did(request, lambda: operations.sign_pledge(pledge, unit, by=request.user), f"Đã ký thay mặt {unit.label}.")


DEEDS: dict[str, Callable[[PersonRequest, Pledge], None]] = {
    "open": send,
    "recall": recall,
    "close": close,
    "remind": remind,
    "sign": sign,
}
