"""The shell's own pages: home, search, notices, runs, the trail, the style page, refusals."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from thidua.kernel.calendar import today
from thidua.kernel.exports import EXPORT, exported
from thidua.kernel.htmx import page
from thidua.kernel.models import Run
from thidua.kernel.runs import with_progress
from thidua.people.forms.fields import unit_field
from thidua.people.models import Post
from thidua.people.operations.notices import read_notices
from thidua.people.queries import paths_held, units_visible_to, valid_posts
from thidua.people.requests import PersonRequest
from thidua.plans.operations.uploads import READ
from thidua.plans.queries import watched_plans
from thidua.web import queries
from thidua.writing.sheets import EXCEL_TYPE

PER_PAGE = 30
WATCHED = 6
"""So many running plans stand on the home page."""
FILTERS = (("", "Tất cả"), ("qua-han", "Quá hạn"), ("sap-den", "Đến hạn trong 7 ngày"))


def home(request: PersonRequest) -> HttpResponse:
    person, day = request.user, today()
    if not valid_posts(person):
        return page(request, "web/no_post.html", {"person": person})
    jobs, decisions = queries.jobs_of(person), queries.decisions_of(person)
    cards = queries.cards_of(person, jobs, decisions)
    counts = queries.counts_with(queries.counts_of(person, day), jobs, day)
    if request.GET.get("loc") == "qua-han":
        jobs = [job for job in jobs if job.due and job.due < day]
    elif request.GET.get("loc") == "sap-den":
        jobs = [job for job in jobs if job.due and day <= job.due <= day + queries.SOON]
    context = {
        "today": day,
        "jobs": jobs,
        "decisions": decisions,
        "cards": cards,
        "drafts": queries.drafts_at_desk(person),
        "watched": watched_plans(person, day)[:WATCHED],
        "counts": counts,
        "administration": queries.administration_of(person, day),
        "notices": person.notices.all()[:6],
        "filters": FILTERS,
    }
    return page(request, "web/home.html", context, part="jobs")


def search(request: PersonRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:200]
    is_short = "ngan" in request.GET
    groups = queries.found(request.user, words, 4 if is_short else 20)
    return page(request, "web/search.html", {"groups": groups, "words": words, "is_short": is_short}, part="found")


def notices(request: PersonRequest) -> HttpResponse:
    rows = Paginator(request.user.notices.all(), PER_PAGE).get_page(request.GET.get("trang"))
    return page(request, "web/notices.html", {"notices": rows})


def open_notice(request: PersonRequest, notice_id: int) -> HttpResponse:
    """Mark one's own notice read and go where it leads."""
    notice = get_object_or_404(request.user.notices, pk=notice_id)
    read_notices(request.user, now=timezone.now(), ids=[notice.pk])
    is_ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and is_ours else "web:notices")


@require_POST
def read_all_notices(request: PersonRequest) -> HttpResponse:
    read_notices(request.user, now=timezone.now())
    return redirect("web:notices")


AGAIN = {READ: ("plans:add_plan", "Chọn tệp khác")}
"""Where to begin anew when a run of a kind failed, and what the button says."""


def run(request: PersonRequest, run_id: int) -> HttpResponse:
    """How far a piece of background work is; only for who asked for it."""
    work = with_progress(get_object_or_404(Run, pk=run_id, by=request.user))
    again = AGAIN.get(work.kind) if work.status == Run.Status.FAILED else None
    return page(request, "web/run.html", {"run": work, "again": again}, part="progress")


def run_file(request: PersonRequest, run_id: int) -> FileResponse:
    """The file that a list was exported to; only for who asked for it."""
    work = get_object_or_404(Run.objects.exclude(result_url=""), pk=run_id, by=request.user, kind=EXPORT)
    try:
        content = default_storage.open(work.parameters["file"], "rb")
    except FileNotFoundError as loss:
        raise Http404 from loss
    name = f"{work.parameters['name']}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=EXCEL_TYPE)


def runs(request: PersonRequest) -> HttpResponse:
    rows = Paginator(request.user.runs.all(), PER_PAGE).get_page(request.GET.get("trang"))
    rows.object_list = [with_progress(row) for row in rows.object_list]
    return page(request, "web/runs.html", {"runs": rows})


def audit(request: PersonRequest) -> HttpResponse:
    """The trail of the units that one administers."""
    if not paths_held(request.user, {Post.Role.ADMINISTRATOR}):
        raise PermissionDenied("Chỉ quản trị viên xem được nhật ký của đơn vị.")
    if request.GET.get("xuat") == "excel":
        return exported(request, "web.audit", today())
    rows = queries.entries_about(request.user, request.GET.get("q", "")[:200].strip())
    entries = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    entries.object_list = queries.with_subjects(request.user, entries.object_list)
    return page(request, "web/audit.html", {"entries": entries}, part="entries")


def styles(request: PersonRequest) -> HttpResponse:
    """The living style page, for administrators and in development."""
    if not settings.DEBUG and not paths_held(request.user, {Post.Role.ADMINISTRATOR}):
        raise PermissionDenied("Trang kiểu dáng dành cho quản trị viên.")
    sample = Form(request.GET if "unit_tim" in request.GET else None)
    sample.fields["unit"] = unit_field(units_visible_to(request.user), required=False, label="Đơn vị")
    tones = ("ok", "warn", "late", "info", "mute", "gold")
    return page(request, "web/styles.html", {"tones": tones, "choice": sample["unit"]})


def forbidden(request: PersonRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "web/403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: PersonRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "web/404.html", status=404)


def broken(request: PersonRequest) -> HttpResponse:
    return page(request, "web/500.html", status=500)
