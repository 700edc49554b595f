"""One answer for pages and their parts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, part: str = "", status: int = 200
) -> HttpResponse:
    """The page, or only its partial `part` for an htmx request (a history restore gets the page).

    The status is 422 when a form of the context has errors. Sets `Vary: HX-Request`.
    """
    context = context or {}
    if status == 200 and any(getattr(value, "is_bound", False) and not value.is_valid() for value in context.values()):
        status = 422
    htmx = getattr(request, "htmx", None)
    wants_part = part and htmx and not htmx.history_restore_request and not htmx.boosted
    name = f"{template}#{part}" if wants_part else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
