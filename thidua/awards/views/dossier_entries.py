"""One nominee of a dossier: what is known, what divisions say, and the word of the receiver or the sender."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.awards.models import DossierEntry
from thidua.awards.operations import dossiers as operations
from thidua.awards.queries import dossiers as queries
from thidua.awards.queries.sent import entries_read_by, seen_as
from thidua.awards.queries.visibility import dossiers_visible_to
from thidua.awards.queries.warnings import warnings_for
from thidua.awards.views.dossiers import own_appraisal, seen_dossier
from thidua.awards.views.seen import did
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest


def dossier_entry(request: PersonRequest, entry_id: int) -> HttpResponse:
    """One nominee of a dossier: what is known, what divisions say, and the word of the receiver or the sender."""
    seen = DossierEntry.objects.filter(dossier__in=dossiers_visible_to(request.user))
    entry = get_object_or_404(queries.with_nominations(seen), pk=entry_id)
    row = seen_dossier(request, entry.dossier_id)
    if not entries_read_by(request.user, row).filter(pk=entry.pk).exists():
        raise Http404
    keeps = request.user.has_perm("awards.change_dossier", row)
    judges = request.user.has_perm("awards.flag_entry", row)
    if not keeps and not judges:
        return redirect("awards:appraisal", own_appraisal(request, row))
    if act := request.POST.get("act", ""):
        if act not in ENTRY_DEEDS:
            raise Http404
        is_done = ENTRY_DEEDS[act](request, entry)
        return redirect("awards:dossier", row.pk) if is_done else redirect("awards:dossier_entry", entry.pk)
    nomination = seen_as(request.user, entry.nomination)
    here = nomination.desk_id == row.to_season_id and row.status in operations.WITH_RECEIVER
    context = {
        "dossier": row,
        "entry": entry,
        "nomination": nomination,
        "outcome": queries.outcome_of(entry, row),
        "keeps": keeps,
        "judges": judges and here,
        "may_agree": judges and here and nomination.status in {"ready", "passed"},
        "may_refuse": judges and here and nomination.status in {"ready", "passed", "failed"},
        "may_flag": judges and here and nomination.status in {"ready", "returned"},
        "may_resend": keeps and entry.state == DossierEntry.State.FLAGGED and nomination.desk_id == row.season_id,
        "warnings": warnings_for([nomination])[nomination.pk] if judges or nomination.desk_id == row.season_id else [],
        "remarks": queries.remarks_on([entry]).get(entry.pk, []) if judges else [],
    }
    return page(request, "awards/dossier_entry.html", context)


def agree(request: PersonRequest, entry: DossierEntry) -> bool:
    reason = request.POST.get("reason", "")
    deed = partial(operations.agree_entry, entry, by=request.user, today=today(), reason=reason)
    return did(request, deed, "Đã ghi ý kiến đồng ý.")


def refuse(request: PersonRequest, entry: DossierEntry) -> bool:
    reason = request.POST.get("reason", "")
    deed = partial(operations.refuse_entry, entry, by=request.user, reason=reason, today=today())
    return did(request, deed, "Đã ghi không đồng ý, nơi gửi được báo lý do.")


def flag(request: PersonRequest, entry: DossierEntry) -> bool:
    words = {entry.pk: request.POST.get("reason", "")}
    deed = partial(operations.flag_entries, entry.dossier, words, by=request.user, today=today())
    return did(request, deed, "Đã trả đề nghị này để bổ sung.")


def resend(request: PersonRequest, entry: DossierEntry) -> bool:
    answer = request.POST.get("reason", "")
    deed = partial(operations.resend_entry, entry, by=request.user, today=today(), answer=answer)
    return did(request, deed, "Đã gửi lại đề nghị này.")


ENTRY_DEEDS: dict[str, Callable[[PersonRequest, DossierEntry], bool]] = {
    "agree": agree,
    "refuse": refuse,
    "flag": flag,
    "resend": resend,
}
