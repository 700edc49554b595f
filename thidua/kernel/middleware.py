"""Refusals raised outside a form become notices."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Refusals:
    """A ValidationError that no form caught is answered with 422 and its sentences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ValidationError):
            return None
        template = "web/refusal.html#notice" if getattr(request, "htmx", False) else "web/refusal.html"
        return render(request, template, {"sentences": exception.messages}, status=422)
