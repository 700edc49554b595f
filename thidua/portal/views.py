"""Pages open without signing in."""

import hashlib
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from thidua.documents.checkers import Paper, code_in, paper_with
from thidua.documents.operations.signatures import judged
from thidua.documents.pades.verdicts import Report
from thidua.documents.views import download
from thidua.kernel.htmx import page
from thidua.portal.forms import CheckForm


@dataclass(frozen=True, slots=True)
class Upload:
    """What was found about a file that somebody brought to be checked; the file itself is forgotten."""

    name: str
    report: Report
    is_same: bool | None
    """Whether its bytes are those of the paper; None where no paper was named."""


@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """Type a code or bring a PDF."""
    form = CheckForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return page(request, "portal/check.html", {"form": form})
    if is_too_much(request):
        return refused(request)
    code, file = form.cleaned_data["code"], form.cleaned_data["file"]
    if code and not file:
        return redirect("portal:check_code", code)
    return answer(request, code, file)


@login_not_required
@require_safe
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one paper: where the QR code on it leads."""
    return refused(request) if is_too_much(request) else answer(request, code_in(code) or code[:20])


@login_not_required
@require_safe
def checked_file(request: HttpRequest, code: str, file_id: int) -> HttpResponseBase:
    """A file of a paper whose unit lets everybody download it."""
    if is_too_much(request):
        return refused(request)
    paper = paper_with(code_in(code))
    row = next((row for row in paper.files if row.pk == file_id), None) if paper else None
    if row is None:
        raise Http404
    response = download(row.file, row.name)
    response["X-Robots-Tag"] = "noindex"
    return response


def answer(request: HttpRequest, code: str, file: UploadedFile | None = None) -> HttpResponse:
    paper = paper_with(code) if code else None
    upload = looked_at(file.read(), file.name or "", paper, is_named=bool(code)) if file else None
    context = {"code": code, "paper": paper, "upload": upload, "form": CheckForm(initial={"code": code})}
    status = 404 if code and paper is None else 200
    response = page(request, "portal/answer.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def looked_at(data: bytes, name: str, paper: Paper | None, *, is_named: bool) -> Upload:
    same = paper is not None and hashlib.sha256(data).hexdigest() in paper.hashes
    return Upload(name[:120], judged(data), same if is_named else None)


def is_too_much(
    request: HttpRequest, what: str = "checks", most: int = 0, seconds: int = 60, *, spares_known: bool = True
) -> bool:
    """Whether a stranger's place on the net asks more often than a person does: by default for looking something up,
    within a minute. Who has signed in may look up as much as wanted, if it `spares_known`.
    """
    if spares_known and request.user.is_authenticated:
        return False
    key = f"{what}:{get_adapter().get_client_ip(request)}:{int(time.time() // seconds)}"
    cache.add(key, 0, timeout=2 * seconds)
    return cache.incr(key) > (most or settings.CHECKS_A_MINUTE)


def refused(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/too_often.html", status=429)
