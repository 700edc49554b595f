"""Rows as the person may see them, and deeds whose refusals are told on the page."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from thidua.initiatives.models import Initiative, Review, Round
from thidua.initiatives.queries.visibility import initiatives_visible_to, reviews_of, rounds_visible_to
from thidua.people.models import Unit
from thidua.people.queries import EDITORS, valid_posts
from thidua.people.requests import PersonRequest

RELATED = ("unit", "round__unit", "round__rubric", "round__plan", "target", "created_by", "changed_by")


def seen_round(request: PersonRequest, round_id: int) -> Round:
    rows = rounds_visible_to(request.user).select_related("unit", "plan__document", "rubric").distinct()
    return get_object_or_404(rows, pk=round_id)


def seen_initiative(request: PersonRequest, initiative_id: int) -> Initiative:
    rows = initiatives_visible_to(request.user).select_related(*RELATED).distinct()
    return get_object_or_404(rows, pk=initiative_id)


def seen_review(request: PersonRequest, review_id: int) -> Review:
    rows = reviews_of(request.user).select_related("initiative__unit", "initiative__round__rubric", "reviewer")
    return get_object_or_404(rows.select_related("initiative__round__unit"), pk=review_id)


def keeping_unit(request: PersonRequest) -> Unit | None:
    """The unit whose rounds and rubrics the person keeps: of the acting post, else of another."""
    posts = [post for post in valid_posts(request.user) if post.role in EDITORS]
    acting = request.user.acting_post
    chosen = next((post for post in posts if acting and post.pk == acting.pk), posts[0] if posts else None)
    return chosen.unit if chosen else None


def did(request: HttpRequest, deed: Callable[[], object], said: str) -> bool:
    """Do it and say so; a refusal is said instead."""
    try:
        deed()
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return False
    messages.success(request, said)
    return True


def address(name: str, *args: object) -> str:
    """Where a page is, empty where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
