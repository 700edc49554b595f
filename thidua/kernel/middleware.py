"""What is refused outside a form becomes a notice; what is private stays so, what is too large stays outside."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Private:
    """What somebody signed in sees is kept by no cache, and not by a shared computer after signing out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Bounds:
    """More than is taken is answered with 413 before any of it is read: else a stranger's upload fills the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if announced_bytes(request) > most_bytes(request):
            sentence = "Nội dung gửi lên quá lớn. Gửi ít tệp hơn mỗi lần, hoặc giảm dung lượng của tệp."
            return refusal(request, [sentence], status=413)
        return self.get_response(request)


class Refusals:
    """A ValidationError that no form caught is answered with 422 and its sentences, unreadable input with 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """The zero character is nobody's writing, and no database takes it."""
        given = (value for values in (request.GET, request.POST) for _, words in values.lists() for value in words)
        if any("\x00" in str(value) for value in given):
            sentence = "Nội dung gửi lên có ký tự không đọc được. Gõ lại nội dung rồi gửi lần nữa."
            return refusal(request, [sentence], status=400)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception.messages, status=422) if isinstance(exception, ValidationError) else None


def most_bytes(request: HttpRequest) -> int:
    """That are taken from who asks, at this address."""
    if request.user.is_authenticated:
        return settings.MAX_BODY_BYTES
    if request.path == settings.OPEN_UPLOADS:
        return settings.MAX_CHECKED_BYTES + settings.MAX_STRANGER_BYTES
    return settings.MAX_STRANGER_BYTES


def announced_bytes(request: HttpRequest) -> int:
    """How many bytes the request says it brings; what it does not announce is never read."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    return int(announced[:20]) if announced.isascii() and announced.isdecimal() else 0


def unproved(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without proof that it comes from a page of ours: mostly of a page left open across a new sign-in."""
    sentence = "Trang đã mở từ trước khi đăng nhập lại nên chưa gửi được. Tải lại trang rồi gửi lần nữa."
    return refusal(request, [sentence], status=403)


def refusal(request: HttpRequest, sentences: list[str], *, status: int) -> HttpResponse:
    template = "web/refusal.html#notice" if getattr(request, "htmx", False) else "web/refusal.html"
    return render(request, template, {"sentences": sentences}, status=status)
