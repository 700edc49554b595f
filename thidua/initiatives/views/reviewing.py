"""The pages of reviewers: what to judge, one sheet, the files that go with it. Nothing here names an author while the
review is blind.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from thidua.documents.operations.files import ENDINGS
from thidua.documents.views import download
from thidua.initiatives.forms.fields import last_day
from thidua.initiatives.forms.reviews import RemarkForm, ScoreForm
from thidua.initiatives.forms.rounds import ConflictForm
from thidua.initiatives.models import Enclosure, Initiative, Remark, Review, Round
from thidua.initiatives.operations import reviews as operations
from thidua.initiatives.parts import PARTS
from thidua.initiatives.queries.blind import handed_out, mask_of
from thidua.initiatives.queries.lists import reviews_to_do
from thidua.initiatives.queries.reviews import peers_of, verdict_of
from thidua.initiatives.queries.visibility import reviews_of
from thidua.initiatives.views.seen import address, did, seen_review
from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PER_PAGE = 25


class Shown(TypedDict):
    shown: str


def reviews(request: PersonRequest) -> HttpResponse:
    """One's sheets, those to do first; and whose work one must not judge."""
    form = ConflictForm(request.POST if request.POST.get("act") == "declare" else None)
    if form.is_bound and form.is_valid() and declared(request, form):
        return redirect("initiatives:reviews")
    rows = (
        reviews_of(request.user).select_related("initiative__round__unit").order_by("status", "initiative__round", "pk")
    )
    sheets = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    for review in cast("Iterable[WithAnnotations[Review, Shown]]", sheets):
        review.shown = shown_title(review)
    context = {"reviews": sheets, "waiting": reviews_to_do(request.user).count(), "form": form}
    return page(request, "initiatives/reviews.html", context)


def shown_title(review: Review) -> str:
    initiative = review.initiative
    return mask_of(initiative).text(initiative.title) if hides(initiative) else initiative.title


def hides(initiative: Initiative) -> bool:
    return initiative.round is not None and initiative.round.hides_authors


def declared(request: PersonRequest, form: ConflictForm) -> bool:
    said = form.cleaned_data
    try:
        operations.declare_conflict(request.user, said["author"], by=request.user, reason=said["reason"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"Đã ghi: không phân công chấm sáng kiến của {said['author']}.")
    return True


def review_page(request: PersonRequest, review_id: int) -> HttpResponse:
    review = seen_review(request, review_id)
    act = request.POST.get("act", "")
    if act and act not in DEEDS and act not in ("save", "submit"):
        raise Http404
    if act in DEEDS:
        return DEEDS[act](request, review)
    criteria = operations.criteria_of(review)
    scores = may_score(review)
    form = ScoreForm(review, criteria, request.POST if act else None)
    problem, saved = "", None
    if act and scores:
        problem = written(request, review, form)
        if not problem and act == "submit":
            done = did(request, lambda: operations.submit_review(review, by=request.user), "Đã nộp phiếu chấm.")
            return redirect("initiatives:reviews") if done else redirect("initiatives:review", review.pk)
        saved = None if problem else timezone.now()
        review.refresh_from_db(fields=["edition", "total", "comment"])
    if act and request.htmx:
        context = {"review": review, "saved": saved, "problem": problem}
        return page(request, "initiatives/score_saved.html", context, status=422 if problem else 200)
    if act and not problem:
        messages.success(request, "Đã lưu, chưa nộp.")
        return redirect("initiatives:review", review.pk)
    return page(
        request, "initiatives/review.html", sheet(request, review, form, scores), status=422 if problem else 200
    )


def may_score(review: Review) -> bool:
    the_round, initiative = review.initiative.round, review.initiative
    open_now = the_round is not None and the_round.status in Round.REVIEWING
    return open_now and initiative.status == "under_review" and review.status == Review.Status.ASSIGNED


def written(request: PersonRequest, review: Review, form: ScoreForm) -> str:
    """Save what was given; answers with what is wrong."""
    if not form.is_valid():
        return " ".join(str(each) for errors in form.errors.values() for each in errors)
    said = form.cleaned_data
    try:
        operations.save_scores(
            review, form.entries, by=request.user, comment=said["comment"], seen_edition=said["seen"]
        )
    except ValidationError as refusal:
        if not request.htmx:
            form.add_error(None, refusal)
        return " ".join(refusal.messages)
    return ""


def sheet(request: PersonRequest, review: Review, form: ScoreForm, scores: bool) -> dict[str, Any]:
    initiative, the_round = review.initiative, review.initiative.round
    blind = hides(initiative)
    mask = mask_of(initiative)
    clear: Callable[[str], str] = mask.text if blind else str
    peers = peers_of(review)
    return {
        "review": review,
        "round": the_round,
        "rubric": the_round.rubric if the_round else None,
        "code": initiative.blind_code,
        "title": clear(initiative.title),
        "kind": initiative.get_kind_display(),
        "field": initiative.get_field_display(),
        "first_applied": initiative.first_applied,
        "parts": [
            (part.label, clear(initiative.parts[part.name]))
            for part in PARTS
            if initiative.parts.get(part.name) and not (blind and part.names_people)
        ],
        "results": [
            (clear(each.indicator), each.unit_of_count, each.before, each.after, clear(each.note))
            for each in initiative.results.all()
        ],
        "beneficiaries": clear(initiative.beneficiaries),
        "beneficiary_count": initiative.beneficiary_count,
        "files": files_shown(initiative, blind),
        "blind": blind,
        "authors": [] if blind else initiative.authors.select_related("person"),
        "form": form,
        "scores": scores,
        "peers": [
            (peer, [(score.criterion, score, clear(score.comment)) for score in peer.scores.all()]) for peer in peers
        ],
        "verdict": verdict_of(initiative) if peers else None,
        "remarks": remarks_of(review) if the_round and the_round.status != Round.Status.SCORING else [],
        "remark": RemarkForm(),
        "may_discuss": the_round is not None and the_round.status == Round.Status.DISCUSSION,
        "may_reopen": review.status == Review.Status.SUBMITTED
        and the_round is not None
        and the_round.status in Round.REVIEWING
        and initiative.status == "under_review",
        "score_day": last_day(the_round.score_by) if the_round else None,
        "likeness_url": address("initiatives:review_likeness", review.pk),
    }


def remarks_of(review: Review) -> list[Remark]:
    rows = Remark.objects.filter(review__initiative=review.initiative_id)
    return list(rows.select_related("review"))


def files_shown(initiative: Initiative, blind: bool) -> list[tuple[int, str, int]]:
    """Number, neutral name and size of the files that reviewers get."""
    return [
        (n, neutral_name(initiative, n, file.kind), file.size)
        for n, piece in enumerate(given(initiative, blind), start=1)
        if (file := piece.blind_file if blind else piece.attachment.file)
    ]


def given(initiative: Initiative, blind: bool) -> list[Enclosure]:
    if blind:
        return list(handed_out(initiative))
    rows = initiative.enclosures.filter(attachment__file__isnull=False)
    return list(rows.select_related("attachment__file").order_by("pk"))


def neutral_name(initiative: Initiative, n: int, kind: str) -> str:
    return f"{initiative.blind_code or 'sang-kien'}-tep-{n}{ENDINGS[kind][0]}"


def review_file(request: PersonRequest, review_id: int, n: int) -> Any:
    review = seen_review(request, review_id)
    blind = hides(review.initiative)
    files = given(review.initiative, blind)
    if not 0 < n <= len(files):
        raise Http404
    piece = files[n - 1]
    file = piece.blind_file if blind else piece.attachment.file
    if file is None:
        raise Http404
    return download(file, neutral_name(review.initiative, n, file.kind))


def reopen(request: PersonRequest, review: Review) -> HttpResponse:
    did(request, lambda: operations.reopen_review(review, by=request.user), "Đã mở lại phiếu để sửa điểm.")
    return redirect("initiatives:review", review.pk)


def excuse(request: PersonRequest, review: Review) -> HttpResponse:
    reason = request.POST.get("reason", "")
    deed = lambda: operations.excuse_review(review, by=request.user, reason=reason)  # noqa: E731
    done = did(request, deed, "Đã từ chối chấm. Đơn vị tổ chức được báo để phân công người khác.")
    return redirect("initiatives:reviews") if done else redirect("initiatives:review", review.pk)


def discuss(request: PersonRequest, review: Review) -> HttpResponse:
    text = request.POST.get("text", "")
    did(request, lambda: operations.discuss(review, by=request.user, text=text), "Đã gửi ý kiến.")
    return redirect("initiatives:review", review.pk)


DEEDS: dict[str, Callable[[PersonRequest, Review], HttpResponse]] = {
    "reopen": reopen,
    "excuse": excuse,
    "discuss": discuss,
}
