"""What who keeps a round does: assign, look at the points, decide, certify, look through reviewers' eyes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.initiatives.certificates import certificate_pdf
from thidua.initiatives.forms.initiatives import DecisionForm, UseForm
from thidua.initiatives.forms.rounds import AssignForm, HandForm
from thidua.initiatives.models import Initiative, Review, Round
from thidua.initiatives.operations import blind as blinding
from thidua.initiatives.operations import recognition, reviews
from thidua.initiatives.operations.recognition import Decision
from thidua.initiatives.parts import PARTS
from thidua.initiatives.queries.blind import mask_of
from thidua.initiatives.queries.lists import with_authors
from thidua.initiatives.queries.reach import standing
from thidua.initiatives.queries.reviews import progress_of_reviewers, verdicts_of
from thidua.initiatives.views.seen import did, seen_initiative, seen_round
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.writing.sheets import Column, workbook

MOST = 500
"""Initiatives of a round that a page shows at once."""


def kept_round(request: PersonRequest, round_id: int) -> Round:
    the_round = seen_round(request, round_id)
    if not request.user.has_perm("initiatives.assign_review", the_round):
        raise PermissionDenied("Chỉ đơn vị tổ chức đợt làm được việc này.")
    return the_round


def assigning(request: PersonRequest, round_id: int) -> HttpResponse:
    the_round = kept_round(request, round_id)
    act = request.POST.get("act", "")
    form = AssignForm(request.POST if act == "evenly" else None)
    if act == "evenly" and form.is_valid():
        if spread_evenly(request, the_round, form):
            return redirect("initiatives:assign_review", the_round.pk)
    elif act == "release":
        review = get_object_or_404(Review, pk=number_of(request.POST.get("review", "")), initiative__round=the_round)
        did(request, lambda: reviews.release_review(review, by=request.user), "Đã bỏ người chấm.")
        return redirect("initiatives:assign_review", the_round.pk)
    hand = HandForm(request.POST if act == "hand" else None)
    if act == "hand":
        row = get_object_or_404(standing(the_round), pk=number_of(request.POST.get("initiative", "")))
        if hand.is_valid() and handed(request, row, hand):
            return redirect("initiatives:assign_review", the_round.pk)
    rows = with_authors(standing(the_round)).prefetch_related("reviews__reviewer").order_by("field", "pk")
    context = {
        "round": the_round,
        "form": form,
        "hand": hand,
        "rows": rows[:MOST],
        "reviewers": progress_of_reviewers(the_round),
        "is_over": the_round.status == Round.Status.CONCLUDED,
    }
    return page(request, "initiatives/assigning.html", context)


def spread_evenly(request: PersonRequest, the_round: Round, form: AssignForm) -> bool:
    said = form.cleaned_data
    try:
        made, lacking = reviews.assign_evenly(
            the_round, list(said["persons"]), each=said["each"], by=request.user, field=said["field"]
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"Đã phân công {made} lượt chấm.")
    if lacking:
        named = "; ".join(str(row) for row in lacking[:5])
        messages.warning(
            request,
            f"{len(lacking)} sáng kiến còn thiếu người chấm không vướng tác giả, cùng tổ hay quyền xem: {named}.",
        )
    return True


def handed(request: PersonRequest, row: Initiative, form: HandForm) -> bool:
    try:
        reviews.assign_reviewers(row, [form.cleaned_data["person"]], by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Đã phân công.")
    return True


SHEET = (
    Column("Mã phiếu", 10),
    Column("Tên sáng kiến", 60),
    Column("Đơn vị", 30),
    Column("Tác giả", 40),
    Column("Đã chấm", 10),
    Column("Được giao", 10),
    Column("Điểm trung bình", 14),
    Column("Chênh lệch", 12),
    Column("Độ lệch chuẩn", 12),
    Column("Kết quả", 18),
    Column("Lý do", 60),
)


def standing_page(request: PersonRequest, round_id: int) -> HttpResponse:
    """Average and spread of each initiative; before the discussion only how many sheets are in."""
    the_round = kept_round(request, round_id)
    rows = list(with_authors(standing(the_round)).filter(reviews__isnull=False).distinct()[:MOST])
    for row in rows:
        row.round = the_round
    verdicts = verdicts_of(rows) if rows else {}
    shows = the_round.status in {Round.Status.DISCUSSION, Round.Status.CONCLUDED}
    lines = [(row, verdicts[row.pk]) for row in rows]
    if shows:
        lines.sort(key=lambda line: -(line[1].average or 0))
    if request.GET.get("xuat") == "excel":
        return scores_sheet(lines, shows)
    context = {"round": the_round, "lines": lines, "shows": shows, "reviewers": progress_of_reviewers(the_round)}
    return page(request, "initiatives/scores.html", context)


def scores_sheet(lines: list[Any], shows: bool) -> HttpResponse:
    cells = (
        (
            row.blind_code,
            row.title,
            row.unit.name,
            "; ".join(str(author) for author in row.authors.all()),
            verdict.handed_in,
            verdict.asked,
            *((verdict.average, verdict.spread, verdict.deviation, verdict.words) if shows else (None,) * 4),
            "; ".join((*verdict.reasons, *verdict.doubts)) if shows else "",
        )
        for row, verdict in lines
    )
    return excel("diem-cham-sang-kien", workbook("Điểm chấm", SHEET, cells))


def kept_initiative(request: PersonRequest, initiative_id: int) -> Initiative:
    row = seen_initiative(request, initiative_id)
    if not request.user.has_perm("initiatives.keep_initiative", row):
        raise PermissionDenied("Chỉ đơn vị tổ chức đợt làm được việc này.")
    return row


def decide(request: PersonRequest, initiative_id: int) -> HttpResponse:
    """Enter a decision, or for which title an author used it."""
    row = kept_initiative(request, initiative_id)
    act = request.POST.get("act", "")
    unit = row.round.unit if row.round else row.unit
    form = DecisionForm(request.POST if act == "recognise" else None, initial={"decided_by": unit.name})
    use = UseForm(request.POST if act == "use" else None, initial={"year": today().year})
    if act == "recognise" and form.is_valid() and recognised(request, row, form):
        return redirect("initiatives:initiative", row.pk)
    if act == "use" and use.is_valid() and used(request, row, use):
        return redirect("initiatives:initiative", row.pk)
    context = {
        "initiative": row,
        "form": form,
        "use": use,
        "authors": row.authors.filter(person__isnull=False, declined_at=None).select_related("person"),
        "uses": row.title_uses.select_related("person"),
        "recognitions": row.recognitions.all(),
        "may_recognise": request.user.has_perm("initiatives.recognise_initiative", row),
    }
    return page(request, "initiatives/decide.html", context)


def recognised(request: PersonRequest, row: Initiative, form: DecisionForm) -> bool:
    unit = row.round.unit if row.round else row.unit
    decision = Decision(unit=unit if form.cleaned_data["scope"] == "unit" else None, **form.cleaned_data)
    try:
        recognition.recognise_initiative(row, decision, by=request.user, today=today())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Đã ghi quyết định công nhận. Các tác giả được báo.")
    return True


def used(request: PersonRequest, row: Initiative, form: UseForm) -> bool:
    author = get_object_or_404(row.authors, pk=number_of(request.POST.get("author", "")), person__isnull=False)
    name = form.cleaned_data["award_name"]
    facts: dict[str, Any] = {"award": key_of(name), "award_name": name, "year": form.cleaned_data["year"]}
    assert author.person
    try:
        recognition.use_for_title(row, author.person, by=request.user, **facts)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Đã ghi nhận.")
    return True


def key_of(name: str) -> str:
    """A title named by hand, compared without regard to diacritics and case."""
    from thidua.kernel.text import fold

    return fold(name)[:80]


def certificate(request: PersonRequest, initiative_id: int) -> HttpResponse:
    """The certificates of the latest recognition, a page for each author."""
    row = seen_initiative(request, initiative_id)
    is_author = row.authors.filter(person=request.user, declined_at=None).exists()
    if not is_author and not request.user.has_perm("initiatives.keep_initiative", row):
        raise Http404
    found = row.recognitions.filter(status="valid").select_related("unit").last()
    if found is None:
        raise ValidationError("Sáng kiến chưa được công nhận nên chưa có giấy chứng nhận.", code="not_recognised")
    response = HttpResponse(certificate_pdf(row, found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="giay-chung-nhan-{row.pk}.pdf"'
    return response


def blind_page(request: PersonRequest, initiative_id: int) -> HttpResponse:
    """What reviewers will read of it, and the files that somebody must look at first."""
    row = kept_initiative(request, initiative_id)
    if request.POST.get("act") == "clear":
        piece = get_object_or_404(row.enclosures, pk=number_of(request.POST.get("piece", "")))
        did(request, lambda: blinding.clear_enclosure(piece, by=request.user), "Người chấm xem được tệp này.")
        return redirect("initiatives:blind", row.pk)
    mask = mask_of(row)
    parts = [
        (part.label, mask.text(row.parts[part.name]))
        for part in PARTS
        if row.parts.get(part.name) and not part.names_people
    ]
    files = list(enumerate(row.enclosures.select_related("attachment__file", "blind_file", "cleared_by"), start=1))
    context = {"initiative": row, "title": mask.text(row.title), "parts": parts, "files": files}
    return page(request, "initiatives/blind.html", context)


def blind_file(request: PersonRequest, initiative_id: int, n: int) -> Any:
    """A copy as reviewers get it."""
    from thidua.documents.views import download
    from thidua.initiatives.views.reviewing import neutral_name

    row = kept_initiative(request, initiative_id)
    files = list(row.enclosures.select_related("blind_file"))
    piece = files[n - 1] if 0 < n <= len(files) else None
    if piece is None or piece.blind_file is None:
        raise Http404
    return download(piece.blind_file, neutral_name(row, n, piece.blind_file.kind))
