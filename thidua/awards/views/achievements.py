"""The report of achievements: written part by part, printed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.awards.models import Nomination
from thidua.awards.operations.achievements import SUMMARY, mark_of, write_report
from thidua.awards.operations.nominations import WRITABLE
from thidua.awards.papers import report_paper, summary_paper
from thidua.awards.queries.achievements import drafted_parts, drafted_summary, parts_of
from thidua.awards.queries.nominations import RELATED
from thidua.awards.queries.sent import seen_as
from thidua.awards.queries.visibility import nominations_visible_to
from thidua.councils.views.meetings import handed
from thidua.kernel.htmx import page
from thidua.people.queries import LEADERS, paths_held
from thidua.people.requests import PersonRequest


def asked_nomination(request: PersonRequest, nomination_id: int) -> Nomination:
    """One that the person sees, or whose report the person was asked to write."""
    by = request.user
    asked = Q(person=by) | Q(collective__path__in=paths_held(by, LEADERS))
    rows = Nomination.objects.filter(Q(pk__in=nominations_visible_to(by).values("pk")) | asked & Q(asks_report=True))
    return get_object_or_404(rows.select_related(*RELATED).distinct(), pk=nomination_id)


def report(request: PersonRequest, nomination_id: int) -> HttpResponse:
    row = asked_nomination(request, nomination_id)
    if not request.user.has_perm("awards.write_report", row):
        raise PermissionDenied("Báo cáo do đơn vị lập đề nghị, hoặc người được nhờ, viết.")
    if row.status not in WRITABLE or row.desk_id != row.season_id:
        raise PermissionDenied(f"Đề nghị đang “{row.get_status_display().lower()}” nên không sửa báo cáo được.")
    drafted = drafted_parts(row) | {SUMMARY: drafted_summary(row)}
    refusal, typed = "", request.POST if request.method == "POST" else None
    if typed is not None:
        keys = [part["key"] for part in parts_of(row)] + [SUMMARY]
        texts = {key: drafted[key] if typed.get("take") == key else typed.get(key, "") for key in keys if key in typed}
        seen = {key: typed.get(f"seen_{key}", "") for key in texts}
        try:
            write_report(row, texts, by=request.user, seen=seen)
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
            row.refresh_from_db()
        else:
            messages.success(request, "Đã lưu báo cáo.")
            return redirect("awards:report", row.pk)
    context = {
        "nomination": row,
        "season": row.season,
        "sections": sections_of(row, drafted, typed),
        "refusal": refusal,
        "sees_all": nominations_visible_to(request.user).filter(pk=row.pk).exists(),
    }
    return page(request, "awards/report.html", context, status=422 if refusal else 200)


def sections_of(row: Nomination, drafted: dict[str, str], typed: Any) -> list[dict[str, Any]]:
    """The parts and the summary as they stand: what was typed and not saved, else what is stored, else the draft from
    data.
    """
    stored = [*parts_of(row), {"key": SUMMARY, "title": "Tóm tắt thành tích (một đoạn ngắn)", "text": row.summary}]
    found = []
    for part in stored:
        key, text = part["key"], part["text"]
        shown = typed.get(key, text) if typed is not None else text or drafted[key]
        is_other = typed is not None and shown.strip() != text.strip()
        found.append(
            {
                **part,
                "shown": shown,
                "seen": mark_of(text),
                "is_drafted": typed is None and not text,
                "is_crossed": is_other and typed.get(f"seen_{key}") != mark_of(text),
                "drafted": drafted[key],
                "rows": 4 if key == SUMMARY else 12,
            }
        )
    return found


def report_file(request: PersonRequest, nomination_id: int) -> HttpResponse:
    row = seen_as(request.user, asked_nomination(request, nomination_id))
    if not row.report:
        drafted = drafted_parts(row) if request.user.has_perm("awards.write_report", row) else {}
        row.report = [{**part, "text": drafted.get(part["key"], "")} for part in parts_of(row)]
    return handed(request, report_paper(row), f"bao-cao-thanh-tich-{row.pk}")


def summary_file(request: PersonRequest, nomination_id: int) -> HttpResponse:
    row = get_object_or_404(nominations_visible_to(request.user).select_related(*RELATED).distinct(), pk=nomination_id)
    row = seen_as(request.user, row)
    return handed(request, summary_paper(row), f"tom-tat-thanh-tich-{row.pk}")
