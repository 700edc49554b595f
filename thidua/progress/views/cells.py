"""One figure: its value, its history, what proves it and what people say about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.documents.forms import PieceForm
from thidua.documents.models import Attachment
from thidua.documents.operations import add_attachment, add_link
from thidua.documents.queries import attachments_visible_to, found_in_store, pieces_of, store_of
from thidua.kernel.calendar import Period, today
from thidua.kernel.htmx import page
from thidua.people.models import Unit
from thidua.people.queries import WORKERS, acts_in, number_of
from thidua.people.requests import PersonRequest
from thidua.plans.matching import inner_units, staff_of
from thidua.plans.models import Obligation, Target
from thidua.progress.forms import CommentForm
from thidua.progress.models import Measurement
from thidua.progress.operations import evidence
from thidua.progress.operations.figures import give_cell
from thidua.progress.queries.figures import comments_on, history_for, measurements_visible_to, targets_asked
from thidua.progress.queries.trends import target_below
from thidua.progress.views.figures import seen_paper

MOST_AT_ONCE = 20


def seen_cell(request: PersonRequest, measurement_id: int) -> Measurement:
    rows = measurements_visible_to(request.user).select_related(
        "obligation__duty__plan__document", "obligation__duty__plan__unit", "target__plan__unit", "unit", "keeper"
    )
    return get_object_or_404(rows.select_related("changed_by").distinct(), pk=measurement_id)


def cell(request: PersonRequest, obligation_id: int, target_id: int) -> HttpResponse:
    """The cell of a target, whether somebody wrote in it yet or not."""
    paper = seen_paper(request, obligation_id)
    target = get_object_or_404(targets_asked(paper), pk=target_id)
    written = measurements_visible_to(request.user).filter(obligation=paper, target=target).first()
    if request.method != "POST":
        return redirect("progress:measurement", written.pk) if written else redirect("progress:figures", paper.pk)
    if request.POST.get("act") == "open":
        return redirect("progress:measurement", evidence.attach_evidence(paper, target, (), by=request.user).pk)
    if request.POST.get("act") != "prove":
        raise Http404
    form = PieceForm(request.POST, files_of(request))
    if not form.is_valid():
        sentences = [str(message) for errors in form.errors.values() for message in errors]
        raise ValidationError(sentences or "Chọn tệp rồi gửi.", code="nothing")
    prove(request, paper, target, form)
    messages.success(request, "Đã thêm minh chứng.")
    return redirect("progress:figures", paper.pk)


def files_of(request: PersonRequest) -> Any:
    """What was chosen, or what was photographed instead."""
    files = request.FILES.copy()
    if photo := files.get("photo"):
        files.setdefault("file", photo)
    return files


def prove(request: PersonRequest, paper: Obligation, target: Target, form: PieceForm) -> None:
    """Store and point at it in one transaction: what is refused leaves nothing behind."""
    with transaction.atomic():
        piece = stored(request, store_for(request, paper.unit), form)
        evidence.attach_evidence(paper, target, [piece], by=request.user)


def store_for(request: PersonRequest, unit: Unit) -> Unit:
    """Where the person's files go: to the unit, or to the person's own team in it."""
    if acts_in(request.user, unit, WORKERS):
        return unit
    return next((team for team in inner_units(unit) if acts_in(request.user, team, WORKERS)), unit)


def stored(request: PersonRequest, unit: Unit, form: PieceForm) -> Attachment:
    values = form.cleaned_data
    if upload := values["file"]:
        return add_attachment(unit, by=request.user, data=upload.read(), name=upload.name, caption=values["caption"])
    return add_link(unit, by=request.user, link=values["link"], caption=values["caption"])


def measurement(request: PersonRequest, measurement_id: int) -> HttpResponse:
    figure = seen_cell(request, measurement_id)
    act = request.POST.get("act", "")
    proof = PieceForm(request.POST if act == "prove" else None, files_of(request) if act == "prove" else None)
    comment = CommentForm(request.POST if act == "comment" else None)
    if act and act not in DEEDS:
        raise Http404
    if act and DEEDS[act](request, figure, proof, comment):
        return redirect("progress:measurement", figure.pk)
    writable = figure.obligation.status in Obligation.WRITABLE and figure.status in Measurement.WRITABLE
    may_prove = writable and request.user.has_perm("progress.prove_measurement", figure)
    may_give = writable and request.user.has_perm("progress.give_measurement", figure)
    words = request.GET.get("q", "")
    context = {
        "figure": figure,
        "obligation": figure.obligation,
        "plan": figure.obligation.duty.plan,
        "period": Period.from_key(figure.period),
        "below": target_below(figure, request.user),
        "pieces": pieces_of(figure.evidence.all(), request.user, here=figure.get_absolute_url()),
        "proof": proof,
        "comment": comment,
        "comments": comments_on(figure),
        "may_prove": may_prove,
        "may_comment": request.user.has_perm("progress.comment_measurement", figure),
        "candidates": staff_of(figure.unit, today()) if may_give else [],
        "words": words,
        "store": unused(request, figure, words) if may_prove and "q" in request.GET else [],
        "entries": history_for(request.user, figure),
    }
    return page(request, "progress/measurement.html", context)


def unused(request: PersonRequest, figure: Measurement, words: str) -> list[Attachment]:
    known = figure.evidence.values("pk")
    return found_in_store(store_of(figure.unit, request.user).exclude(pk__in=known), words)


def add_proof(request: PersonRequest, figure: Measurement, proof: PieceForm, _: CommentForm) -> bool:
    if not proof.is_valid():
        return False
    try:
        prove(request, figure.obligation, figure.target, proof)
    except ValidationError as refusal:
        proof.add_error(None, refusal)
        return False
    messages.success(request, "Đã thêm minh chứng.")
    return True


def choose(request: PersonRequest, figure: Measurement, *_: Any) -> bool:
    ids = [number_of(pk) for pk in request.POST.getlist("piece")[:MOST_AT_ONCE]]
    pieces = list(attachments_visible_to(request.user).filter(pk__in=ids))
    if not pieces:
        raise ValidationError("Chưa chọn tệp nào. Đánh dấu tệp rồi bấm Dùng.", code="nothing")
    evidence.attach_evidence(figure.obligation, figure.target, pieces, by=request.user)
    messages.success(request, f"Đã dùng {len(pieces)} minh chứng có sẵn.")
    return True


def take_out(request: PersonRequest, figure: Measurement, *_: Any) -> bool:
    piece = get_object_or_404(figure.evidence.all(), pk=number_of(request.POST.get("piece", "")))
    evidence.detach_evidence(figure, piece, by=request.user)
    messages.success(request, "Đã bỏ khỏi số liệu này. Tệp vẫn còn trong kho của đơn vị.")
    return True


def say(request: PersonRequest, figure: Measurement, _: PieceForm, comment: CommentForm) -> bool:
    if not comment.is_valid():
        return False
    evidence.comment_figure(figure, by=request.user, text=comment.cleaned_data["text"])
    messages.success(request, "Đã gửi ý kiến.")
    return True


def give(request: PersonRequest, figure: Measurement, *_: Any) -> bool:
    chosen = request.POST.get("person", "")
    staff = staff_of(figure.unit, today())
    person = get_object_or_404(staff, pk=number_of(chosen)) if chosen else None
    give_cell(figure.obligation, figure.target, person, by=request.user)
    messages.success(request, f"Đã giao cho {person}." if person else "Đã thôi giao.")
    return True


DEEDS: dict[str, Callable[..., bool]] = {
    "prove": add_proof,
    "choose": choose,
    "take_out": take_out,
    "comment": say,
    "give": give,
}
