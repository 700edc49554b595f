"""Look-alikes: of an initiative for its authors and keepers, of a review for its reviewer."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.initiatives.forms.library import MarkForm
from thidua.initiatives.models import Initiative, Mark
from thidua.initiatives.operations.likeness import mark_look_alike
from thidua.initiatives.queries import likeness as queries
from thidua.initiatives.queries.likeness import LookAlike, Shown
from thidua.initiatives.queries.visibility import initiatives_visible_to, reviews_of
from thidua.kernel.htmx import page
from thidua.kernel.permissions import require
from thidua.people.models import Person
from thidua.people.requests import PersonRequest


@dataclass(frozen=True)
class Seen:
    """A look-alike as one may see it, with what one said about it."""

    pair: LookAlike
    shown: Shown
    mark: Mark | None


def seen_by(initiative: Initiative, person: Person, *, is_blind: bool) -> list[Seen]:
    said = queries.own_marks(initiative, person)
    pairs = queries.look_alikes_shown(initiative, person, is_blind=is_blind)
    return [Seen(pair, shown, said.get(pair.other.pk)) for pair, shown in pairs]


def look_alikes(request: PersonRequest, initiative_id: int) -> HttpResponse:
    row = get_object_or_404(initiatives_visible_to(request.user).select_related("unit", "round"), pk=initiative_id)
    by = request.user
    context = {
        "initiative": row,
        "pairs": seen_by(row, by, is_blind=False),
        "may_mark": by.has_perm("initiatives.mark_look_alike", row),
        "marks": queries.marks_on(row) if by.has_perm("initiatives.keep_initiative", row) else [],
    }
    return page(request, "initiatives/look_alikes.html", context)


def look_alike(request: PersonRequest, initiative_id: int, other_id: int) -> HttpResponse:
    row = get_object_or_404(initiatives_visible_to(request.user).select_related("unit", "round"), pk=initiative_id)
    return pair_page(request, row, other_id, back=("initiatives:likeness", row.pk), is_blind=False)


def is_hidden(row: Initiative) -> bool:
    """Whether its reviewers must not learn who wrote it."""
    return row.round is not None and row.round.hides_authors


def review_look_alikes(request: PersonRequest, review_id: int) -> HttpResponse:
    review = get_object_or_404(reviews_of(request.user).select_related("initiative__round"), pk=review_id)
    row = review.initiative
    context = {
        "review": review,
        "pairs": seen_by(row, request.user, is_blind=is_hidden(row)),
        "may_mark": request.user.has_perm("initiatives.mark_look_alike", row),
        "marks": [],
    }
    return page(request, "initiatives/look_alikes.html", context)


def review_look_alike(request: PersonRequest, review_id: int, other_id: int) -> HttpResponse:
    review = get_object_or_404(reviews_of(request.user).select_related("initiative__round"), pk=review_id)
    row, back = review.initiative, ("initiatives:review_likeness", review.pk)
    return pair_page(request, row, other_id, back=back, is_blind=is_hidden(row))


def pair_page(
    request: PersonRequest, row: Initiative, other_id: int, *, back: tuple[str, int], is_blind: bool
) -> HttpResponse:
    """Both side by side, and what one says about them. Only a pair that the list shows has a page."""
    found = {seen.pair.other.pk: seen for seen in seen_by(row, request.user, is_blind=is_blind)}
    if other_id not in found:
        raise Http404
    seen, by = found[other_id], request.user
    initial = {"verdict": seen.mark.verdict, "note": seen.mark.note} if seen.mark else {}
    form = MarkForm(request.POST or None, initial=initial)
    if request.method == "POST":
        require(by, "initiatives.mark_look_alike", row)
    if form.is_valid():
        try:
            mark_look_alike(row, seen.pair.other, by=by, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã ghi kết luận.")
            return redirect(*back)
    context = {
        "seen": seen,
        "form": form,
        "passages": queries.shown_passages(row, seen.pair.other, is_blind=is_blind),
        "may_mark": by.has_perm("initiatives.mark_look_alike", row),
        "back": back,
        "is_blind": is_blind,
    }
    return page(request, "initiatives/look_alike.html", context)
