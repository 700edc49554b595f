"""Decisions of a season and of the unit, one decision, decisions taken elsewhere, and awards taken back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.queries import history_of
from thidua.awards.authority import deciders
from thidua.awards.bonuses import TIMES, Reckoning, due_again
from thidua.awards.decision_paper import authority_words, described_decision
from thidua.awards.decision_sheets import DECISIONS, PAY, pay_lines
from thidua.awards.forms.decisions import (
    BonusForm,
    CertificatesForm,
    DecisionForm,
    EnterForm,
    IssueForm,
    LinesForm,
    RevokeForm,
)
from thidua.awards.models import Award, Decision, Nomination, Season
from thidua.awards.operations import decisions as operations
from thidua.awards.operations.giving import page_of
from thidua.awards.operations.revocation import grounds_of, money_words, payer_of, return_day
from thidua.awards.queries import decisions as queries
from thidua.awards.queries.visibility import awards_visible_to, decisions_visible_to
from thidua.awards.rulebook import rules_for
from thidua.awards.views.seen import did, kept_season, refused, seen_season
from thidua.documents.certificate_queries import designs_offered
from thidua.documents.models import DocumentFile
from thidua.documents.operations import open_file
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel, exported
from thidua.kernel.htmx import page
from thidua.kernel.text import fold
from thidua.people.requests import PersonRequest
from thidua.writing.docx import docx_of
from thidua.writing.pdf import pdf_of
from thidua.writing.sheets import workbook

PER_PAGE = 25
LINES = 50
HISTORY = 30
KEEPERS_ONLY = "Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị ra quyết định."
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {
    "pdf": (DocumentFile.Made.PDF, "application/pdf", "inline", "pdf"),
    "word": (DocumentFile.Made.WORD, WORD, "attachment", "docx"),
}
"""Of a decision's paper: the file that is kept, its type, how a browser takes it, its ending."""


def unit_decisions(request: PersonRequest) -> HttpResponse:
    """All that one may see, whatever the season."""
    if request.GET.get("xuat") == "excel":
        return exported(request, DECISIONS, today())
    rows = queries.chosen_decisions(request.user, request.GET)
    context = {
        "decisions": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "statuses": Decision.Status.choices,
        "awards": queries.award_keys(request.user),
    }
    return page(request, "awards/unit_decisions.html", context, part="decision-rows")


def decisions(request: PersonRequest, season_id: int) -> HttpResponse:
    """Those of a season; for who keeps it also who waits for one."""
    season = seen_season(request, season_id)
    if request.GET.get("xuat") == "excel":
        return exported(request, DECISIONS, today(), season=season.pk)
    rows = queries.chosen_decisions(request.user, request.GET).filter(season=season)
    keeps = request.user.has_perm("awards.add_decision", season)
    context = {
        "season": season,
        "tab": "decisions",
        "decisions": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "statuses": Decision.Status.choices,
        "keeps": keeps,
        "may_add": keeps and season.status == Season.Status.OPEN,
        "waiting": waiting_words(season, today()) if keeps else [],
        "enterable": queries.enterable(season).count() if keeps else 0,
    }
    return page(request, "awards/decisions.html", context, part="decision-rows")


def waiting_words(season: Season, day: date) -> list[dict[str, Any]]:
    """Who waits for a decision, by award, with whose it is in words."""
    rules = rules_for(season.unit)
    return [{"row": row, "powers": authority_words(row.powers, rules, day)} for row in queries.waiting_in(season, day)]


def add_decision(request: PersonRequest, season_id: int) -> HttpResponse:
    """Choose whom it names; all the rest is proposed and can be changed on the draft."""
    season = kept_season(request, season_id, "awards.add_decision")
    award, day = request.GET.get("danhhieu", ""), today()
    waiting = next((row for row in queries.waiting_in(season, day) if row.award == award), None)
    if waiting is None or not waiting.deciding:
        messages.info(request, "Không có đề nghị nào đang chờ quyết định ở đây.")
        return redirect("awards:decisions", season.pk)
    rows = queries.enterable(season).filter(pk__in=[row.pk for row in waiting.deciding])
    form = LinesForm(rows, typed(request), initial={"nominations": rows})
    if form.is_valid():
        try:
            made = operations.draft_decision(
                season, award, form.cleaned_data["nominations"], by=request.user, today=day
            )
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã soạn quyết định. Xem lại căn cứ, danh sách và người ký rồi ban hành.")
            return redirect("awards:decision", made.pk)
    rules = rules_for(season.unit)
    powers = authority_words(deciders(award, waiting.deciding[0].unit, day), rules, day)
    context = {"season": season, "tab": "decisions", "form": form, "waiting": waiting, "powers": powers}
    return page(request, "awards/decision_lines.html", context | ticked(form, waiting.deciding, day))


def typed(request: PersonRequest) -> Any:
    """What was sent, though it be nothing."""
    return request.POST if request.method == "POST" else None


def ticked(form: LinesForm, rows: list[Nomination], day: date) -> dict[str, Any]:
    """Lines to tick, with which are."""
    chosen = form["nominations"].value() or []
    ids = {getattr(one, "pk", None) or int(one) for one in chosen if hasattr(one, "pk") or str(one).isdecimal()}
    return {"lines": [(line, line.nomination.pk in ids) for line in queries.in_order(rows, day)]}


def seen_decision(request: PersonRequest, decision_id: int) -> Decision:
    rows = decisions_visible_to(request.user).select_related(
        "season__unit", "season__plan__document__unit", "document", "certificates"
    )
    return get_object_or_404(rows, pk=decision_id)


def kept_decision(request: PersonRequest, decision_id: int) -> Decision:
    """404 for one that is not seen, 403 for one that is another's to write."""
    row = seen_decision(request, decision_id)
    if not request.user.has_perm("awards.change_decision", row):
        raise PermissionDenied(KEEPERS_ONLY)
    return row


def decision(request: PersonRequest, decision_id: int) -> HttpResponse:
    row = seen_decision(request, decision_id)
    act = request.POST.get("act", "")
    if act and act not in ACTS:
        raise Http404
    is_draft = row.status == Decision.Status.DRAFT
    issue = IssueForm(row.season.unit, request.POST if act == "issue" else None, initial={"on": today()})
    batch = CertificatesForm(row.season.unit, request.POST if act == "certificates" else None)
    if act and ACTS[act](request, row, {"issue": issue, "certificates": batch}.get(act)):
        return redirect("awards:decision", row.pk) if act != "discard" else redirect("awards:decisions", row.season_id)
    lines = queries.lines_of(row, row.decided_on or today())
    pay = operations.pay_of_decision(row, lines, row.decided_on or today()) if is_draft else None
    if request.GET.get("xuat") == "excel":
        return excel(f"tien-thuong-{row.pk}", workbook("Tiền thưởng", PAY, pay_lines(lines, pay)))
    keeps = request.user.has_perm("awards.change_decision", row)
    shown = Paginator(lines, LINES).get_page(request.GET.get("trang"))
    context = {
        "decision": row,
        "season": row.season,
        "keeps": keeps,
        "is_draft": is_draft,
        "lines": shown,
        "rows": [(line, pay.by_nomination[line.nomination.pk] if pay else None) for line in shown],
        "total": pay.total if pay else queries.bonus_total(row),
        "ways": ways_of(lines, pay),
        "doubts": pay.doubts if pay else [],
        "missing": operations.shortcomings(row, lines, by=request.user, today=today()) if keeps and is_draft else [],
        "issue": issue,
        "batch": batch,
        "designs": designs_offered(row.season.unit).exists(),
        "steps": steps_of(row),
        "entries": history_of(row)[:HISTORY] if keeps else [],
        "lowered": pay.lowered if pay else [],
    }
    return page(request, "awards/decision.html", context)


def ways_of(lines: list[queries.Line], pay: Reckoning | None) -> list[tuple[str, int]]:
    """How money was computed, each way once with how many it is for; what somebody noted stands in its row."""
    given = [getattr(line.nomination, "given", None) for line in lines]
    notes = [award.bonus_note for award in given if award and award.status == Award.Status.VALID]
    if pay:
        notes = [pay.by_nomination[line.nomination.pk].note for line in lines]
    return Counter(note for note in notes if TIMES in note).most_common()


def steps_of(row: Decision) -> list[dict[str, Any]]:
    issued = row.status == Decision.Status.ISSUED
    given = row.certificates is not None and row.certificates.status == row.certificates.Status.ISSUED
    return [
        {"label": "Soạn", "state": "done" if issued else "now", "about": (row.by.full_name, row.at)},
        {"label": "Ban hành", "state": "done" if issued else "next"},
        {"label": "Cấp giấy", "state": "done" if given else "now" if issued else "next"},
    ]


def issued(request: PersonRequest, row: Decision, form: Any) -> bool:
    if not form.is_valid():
        return False
    try:
        given = operations.issue_decision(row, by=request.user, today=today(), **form.cleaned_data)
    except ValidationError as refusal:
        refused(form, refusal)
        return False
    messages.success(request, f"Đã ban hành Quyết định số {given.number}. Người được khen thưởng được báo.")
    return True


def certificates_drafted(request: PersonRequest, row: Decision, form: Any) -> bool:
    if not form.is_valid():
        return False

    def draft() -> object:
        return operations.draft_certificates(row, form.cleaned_data["design"], by=request.user)

    return did(request, draft, "Đã lập giấy khen, giấy chứng nhận cho cả danh sách. Kiểm tra rồi cấp và in.") or True


def discarded(request: PersonRequest, row: Decision, form: Any) -> bool:
    return did(request, lambda: operations.discard_decision(row, by=request.user), "Đã bỏ bản soạn quyết định.")


ACTS: dict[str, Callable[[PersonRequest, Decision, Any], bool]] = {
    "issue": issued,
    "certificates": certificates_drafted,
    "discard": discarded,
}


def change_decision(request: PersonRequest, decision_id: int) -> HttpResponse:
    row = kept_decision(request, decision_id)
    form = DecisionForm(row, today(), request.POST or None)
    if form.is_valid():
        try:
            operations.change_decision(row, by=request.user, **form.facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu quyết định.")
            return redirect("awards:decision", row.pk)
    return page(request, "awards/change_decision.html", {"form": form, "decision": row, "season": row.season})


def change_lines(request: PersonRequest, decision_id: int) -> HttpResponse:
    row, day = kept_decision(request, decision_id), today()
    listed = Nomination.objects.filter(decision_lines__decision=row)
    waiting = next((one for one in queries.waiting_in(row.season, day) if one.award == row.award), None)
    free = [one.pk for one in waiting.deciding] if waiting else []
    ids = [*listed.values_list("pk", flat=True), *free]
    rows = Nomination.objects.filter(pk__in=ids).select_related(*queries.ABOUT)
    form = LinesForm(rows, typed(request), initial={"nominations": listed})
    if form.is_valid():
        try:
            operations.change_lines(row, form.cleaned_data["nominations"], by=request.user, today=day)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu danh sách.")
            return redirect("awards:decision", row.pk)
    context = {"form": form, "decision": row, "season": row.season, "tab": "decisions"}
    return page(request, "awards/decision_lines.html", context | ticked(form, list(rows), day))


def preview(request: PersonRequest, decision_id: int) -> HttpResponse:
    """The paper: of an issued decision the file that is kept, of a draft as it would be (`dang=word`)."""
    row = seen_decision(request, decision_id)
    made, content_type, disposition, ending = FORMS["word" if request.GET.get("dang") == "word" else "pdf"]
    name = f"quyet-dinh-{row.number.replace('/', '-') or 'du-thao'}"
    if row.document:
        kept = get_object_or_404(row.document.files.select_related("file"), made=made)
        content = open_file(kept.file).read()
    else:
        content = drafted(row)[0 if made == DocumentFile.Made.WORD else 1]
    headers = {"Content-Disposition": f'{disposition}; filename="{fold(name)}.{ending}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def drafted(row: Decision) -> tuple[bytes, bytes]:
    """As Word and PDF, marked as a draft."""
    lines = queries.lines_of(row, today())
    pay = operations.pay_of_decision(row, lines, today())
    paper = replace(described_decision(row, lines, pay, today()), is_draft=True)
    return docx_of(paper), pdf_of(paper)


def enter_awards(request: PersonRequest, season_id: int) -> HttpResponse:
    """Whom a decision of another body honours, with its file where there is one."""
    season = kept_season(request, season_id, "awards.add_decision")
    form = EnterForm(season, request.POST or None, request.FILES or None, initial={"decision_date": today()})
    if form.is_valid() and entered(request, season, form):
        return redirect("awards:decisions", season.pk)
    rows = list(queries.enterable(season))
    context = {"season": season, "tab": "decisions", "form": form, "rows": rows}
    return page(request, "awards/enter_awards.html", context | ticked(form, rows, today()))


def entered(request: PersonRequest, season: Season, form: EnterForm) -> bool:
    facts = dict(form.cleaned_data)
    rows, file = facts.pop("nominations"), facts.pop("file")
    try:
        content = (file.read(), file.name) if file else None
        awards = operations.enter_with_file(season, rows, content, by=request.user, today=today(), **facts)
    except ValidationError as refusal:
        refused(form, refusal)
        return False
    messages.success(request, f"Đã ghi {len(awards)} lượt khen thưởng vào sổ. Người được khen thưởng được báo.")
    return True


def given_award(request: PersonRequest, award_id: int, permission: str) -> Award:
    rows = awards_visible_to(request.user).select_related(
        "person", "collective", "unit", "decision__season__unit", "certificate__batch"
    )
    award = get_object_or_404(rows, pk=award_id)
    if not request.user.has_perm(permission, award):
        raise PermissionDenied("Việc này dành cho đơn vị đã quyết định khen thưởng.")
    return award


def revoke_award(request: PersonRequest, award_id: int) -> HttpResponse:
    award = given_award(request, award_id, "awards.revoke_award")
    form = RevokeForm(grounds_of(payer_of(award), today()), request.POST or None, initial={"on": today()})
    if form.is_valid():
        try:
            operations.revoke_award(award, by=request.user, today=today(), **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã hủy bỏ khen thưởng và báo cho người liên quan.")
            return redirect(home_of(award))
    context = {
        "award": award,
        "form": form,
        "is_revoked": award.status == Award.Status.REVOKED,
        "payer": payer_of(award),
        "return_by": return_day(award, today()),
        "money": money_words(award, due_again(award, "")),
        "back": home_of(award),
    }
    return page(request, "awards/revoke_award.html", context)


def home_of(award: Award) -> str:
    """Where the award is looked at: its decision, else the register of who has it."""
    return award.decision.get_absolute_url() if award.decision else page_of(award)


def note_bonus(request: PersonRequest, award_id: int) -> HttpResponse:
    award = given_award(request, award_id, "awards.note_bonus")
    form = BonusForm(request.POST or None, initial={"amount": award.bonus})
    if form.is_valid():
        try:
            operations.note_bonus(award, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã ghi mức chi.")
            return redirect(home_of(award))
    return page(request, "awards/note_bonus.html", {"award": award, "form": form, "back": home_of(award)})
