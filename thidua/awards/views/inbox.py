"""Dossiers that came in, and what one's division was asked about."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.awards.dossier_sheets import INBOX
from thidua.awards.forms.dossiers import AskForm, DueForm, OpinionForm, WithdrawForm, WordsOfEach
from thidua.awards.models import Appraisal
from thidua.awards.operations import appraisals as operations
from thidua.awards.queries import dossiers as queries
from thidua.awards.queries.sent import as_received, reads_copies, worded_as
from thidua.awards.queries.visibility import dossiers_visible_to
from thidua.awards.views.dossiers import RECEIVERS_ONLY, judged_dossier
from thidua.awards.views.seen import refused
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.people.queries import EDITORS, LEADERS, paths_held
from thidua.people.requests import PersonRequest

PER_PAGE = 25
MOST_ASKED = 20


def inbox(request: PersonRequest) -> HttpResponse:
    if not paths_held(request.user, LEADERS):
        raise PermissionDenied("Hồ sơ gửi đến dành cho người xử lý hồ sơ của đơn vị và phòng, ban được lấy ý kiến.")
    if request.GET.get("xuat") == "excel":
        return exported(request, INBOX, today())
    rows = queries.chosen_inbox(request.user, request.GET)
    asked = queries.appraisals_of(request.user).filter(status=Appraisal.Status.ASKED)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    shown.object_list = list(queries.as_listed(shown.object_list, request.user))
    context = {
        "dossiers": shown,
        "states": queries.INBOX_STATES.items(),
        "senders": queries.inbox_senders(request.user),
        "awards": queries.inbox_awards(request.user),
        "asked": [(row, row.is_late(today())) for row in asked[:MOST_ASKED]],
        "given": queries.appraisals_of(request.user).filter(status=Appraisal.Status.GIVEN)[:MOST_ASKED],
        "keeps": bool(paths_held(request.user, EDITORS)),
        "today": today(),
    }
    return page(request, "awards/inbox.html", context, part="inbox-rows")


def ask_appraisal(request: PersonRequest, dossier_id: int) -> HttpResponse:
    row = judged_dossier(request, dossier_id)
    form = AskForm(row, today(), request.POST or None)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            operations.ask_appraisal(row, facts["divisions"], by=request.user, due=facts["due"], today=today())
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã gửi yêu cầu, phòng ban được báo.")
            return redirect("awards:dossier", row.pk)
    return page(request, "awards/ask_appraisal.html", {"dossier": row, "form": form})


def change_appraisal(request: PersonRequest, appraisal_id: int) -> HttpResponse:
    """For who asked: another day, or asked no more."""
    rows = Appraisal.objects.select_related("division", "dossier__to_unit", "dossier__season__unit")
    asked = get_object_or_404(rows.filter(dossier__in=dossiers_visible_to(request.user)), pk=appraisal_id)
    if not request.user.has_perm("awards.change_appraisal", asked):
        if not request.user.has_perm("awards.give_appraisal", asked):
            raise Http404
        raise PermissionDenied(RECEIVERS_ONLY)
    worded_as(request.user, asked.dossier)
    is_withdrawing = request.POST.get("act") == "withdraw"
    due = DueForm(None if is_withdrawing else request.POST or None, initial={"due": asked.due})
    withdraw = WithdrawForm(request.POST if is_withdrawing else None)
    form = withdraw if is_withdrawing else due
    if form.is_valid():
        try:
            if is_withdrawing:
                reason = form.cleaned_data["reason"]
                operations.withdraw_appraisal(asked, by=request.user, reason=reason, today=today())
            else:
                operations.move_due(asked, form.cleaned_data["due"], by=request.user, today=today())
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            said = "Đã rút yêu cầu" if is_withdrawing else "Đã lưu hạn"
            messages.success(request, f"{said}, {asked.division.label} được báo.")
            return redirect(asked.dossier)
    context = {"dossier": asked.dossier, "appraisal": asked, "due": due, "withdraw": withdraw, "form": form}
    return page(request, "awards/change_appraisal.html", context)


def appraisal(request: PersonRequest, appraisal_id: int) -> HttpResponse:
    """For the division that was asked: the nominees, and its own opinion only."""
    asked = get_object_or_404(queries.appraisals_of(request.user), pk=appraisal_id)
    row = worded_as(request.user, asked.dossier)
    entries, copies = list(queries.with_nominations(row.entries.all())), reads_copies(request.user, row)
    entries = as_received(row, entries) if copies else entries
    is_open = asked.status == Appraisal.Status.ASKED and row.status == row.Status.RECEIVED
    each = WordsOfEach(entries, request.POST)
    form = OpinionForm(request.POST or None)
    if is_open and form.is_valid():
        facts = form.cleaned_data
        try:
            operations.give_appraisal(
                asked,
                by=request.user,
                agrees=facts["agrees"] == "dong-y",
                opinion=facts["opinion"],
                remarks=each.opinions,
                today=today(),
            )
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã gửi ý kiến thẩm định.")
            return redirect("awards:inbox")
    said = {remark.entry_id: remark for remark in asked.remarks.all()}
    for line in each.rows:
        line.said = said.get(line.entry.pk)
    context = {
        "appraisal": asked,
        "dossier": row,
        "is_late": asked.is_late(today()),
        "is_open": is_open,
        "form": form,
        "rows": each.rows,
        "pack": row.received_pack if copies else row.pack,
        "today": today(),
    }
    return page(request, "awards/appraisal.html", context)
