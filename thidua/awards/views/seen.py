"""Seasons as the person may see them, and deeds whose refusals are told on the page."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from thidua.awards.models import Season
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.people.models import Unit
from thidua.people.queries import EDITORS, valid_posts
from thidua.people.requests import PersonRequest

KEEPERS_ONLY = "Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị tổ chức đợt xét."


def seen_season(request: PersonRequest, season_id: int) -> Season:
    rows = seasons_visible_to(request.user).select_related("unit", "plan", "parent__unit")
    return get_object_or_404(rows, pk=season_id)


def kept_season(request: PersonRequest, season_id: int, permission: str = "awards.change_season") -> Season:
    """404 for one that is not seen, 403 for one that is another's to keep."""
    season = seen_season(request, season_id)
    if not request.user.has_perm(permission, season):
        raise PermissionDenied(KEEPERS_ONLY)
    return season


def keeping_unit(request: PersonRequest) -> Unit | None:
    """The office or school for which the person keeps seasons: of the acting post, else of another."""
    acting = request.user.acting_post
    posts = ([acting] if acting else []) + list(valid_posts(request.user))
    return next((post.unit for post in posts if post.role in EDITORS), None)


def required_unit(request: PersonRequest) -> Unit:
    """As `keeping_unit`; 403 for who keeps nowhere."""
    unit = keeping_unit(request)
    if unit is None:
        raise PermissionDenied("Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị.")
    return unit


def refused(form: BaseForm, refusal: ValidationError) -> None:
    """The refusal in the form: a field's own where the form has it, else on top."""
    fields = getattr(refusal, "error_dict", None)
    for name, errors in (fields or {None: refusal}).items():
        form.add_error(name if name in form.fields else None, errors)


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
