"""Dossiers of a season, and one dossier as its sender, its receiver and a division see it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from thidua.audit.models import Entry
from thidua.audit.queries import history_of
from thidua.awards.dossier_sheets import OF_SEASON
from thidua.awards.forms.dossiers import AnswerForm, ChosenForm, DossierForm, ReceiveForm, WordsOfEach
from thidua.awards.models import Appraisal, Dossier, DossierEntry, DossierPaper, Nomination
from thidua.awards.operations import dossiers as operations
from thidua.awards.operations.packing import start_packing
from thidua.awards.queries import dossiers as queries
from thidua.awards.queries.sent import (
    as_received,
    papers_as_received,
    reads_copies,
    worded_as,
)
from thidua.awards.queries.visibility import dossiers_visible_to
from thidua.awards.queries.warnings import warnings_for
from thidua.awards.submission import doubts_of
from thidua.awards.views.seen import did, kept_season, refused, seen_season
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest

PER_PAGE = 25
ENTRIES_PER_PAGE = 50
HISTORY = 40
MOST_SHOWN = 12
"""Points that are told before sending; what concerns one nominee stands at the nominee as well."""
INNER = (
    "awards.ask_appraisal",
    "awards.give_appraisal",
    "awards.withdraw_appraisal",
    "awards.change_appraisal",
)
"""What the receiver asks of its own divisions is not told to the sender."""
SENDERS_ONLY = "Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị gửi hồ sơ."
RECEIVERS_ONLY = "Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị nhận hồ sơ."
RELATED = (
    "season__unit",
    "to_unit",
    "to_season__unit",
    "submission",
    "pack",
    "pack_run",
    "received_pack",
    "received_run",
    "by",
)


def dossiers(request: PersonRequest, season_id: int) -> HttpResponse:
    season = seen_season(request, season_id)
    if request.GET.get("xuat") == "excel":
        return exported(request, OF_SEASON, today(), season=season.pk)
    rows = queries.chosen_dossiers(request.user, season, request.GET)
    keeps = request.user.has_perm("awards.add_dossier", season)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    shown.object_list = list(queries.as_listed(shown.object_list, request.user))
    context = {
        "season": season,
        "tab": "dossiers",
        "dossiers": shown,
        "statuses": Dossier.Status.choices,
        "ways": [("di", "Gửi đi"), ("den", "Nhận vào đợt này")],
        "piles": queries.piles_of(season, today()) if keeps else [],
        "may_add": keeps and season.status == "open",
        "today": today(),
    }
    return page(request, "awards/dossiers.html", context, part="dossier-rows")


def add_dossier(request: PersonRequest, season_id: int) -> HttpResponse:
    """What was agreed, ticked; those that go to the receiver asked about (`noi`) are ticked beforehand."""
    season = kept_season(request, season_id, "awards.add_dossier")
    piles = queries.piles_of(season, today())
    first = _first_pile(piles, request.GET.get("noi", ""))
    ticked = [row.pk for pile in piles if first and pile.to_unit == first.to_unit for row in pile.rows]
    initial = {
        "title": f"Hồ sơ đề nghị khen thưởng {season.law_year.label}",
        "to_unit": first.to_unit if first else None,
        "to_name": first.office if first and first.to_unit is None else "",
    }
    form = DossierForm(season, request.POST or None, initial=initial)
    chosen = ChosenForm(season, request.POST or None, initial={"nominations": ticked})
    if form.is_valid() and chosen.is_valid():
        rows = list(chosen.cleaned_data["nominations"])
        try:
            made = operations.draft_dossier(season, rows, by=request.user, today=today(), **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lập hồ sơ. Xem những điểm còn thiếu, bổ sung rồi gửi.")
            return redirect("awards:dossier", made.pk)
    context = {"season": season, "tab": "dossiers", "form": form, "chosen": chosen, "piles": piles}
    return page(request, "awards/add_dossier.html", context)


def _first_pile(piles: list[queries.Pile], asked: str) -> queries.Pile | None:
    wanted = (pile for pile in piles if asked and str(pile.to_unit.pk if pile.to_unit else "ngoai") == asked)
    return next(wanted, piles[0] if piles else None)


def seen_dossier(request: PersonRequest, dossier_id: int) -> Dossier:
    """In the words that the person may read."""
    rows = Dossier.objects.filter(pk__in=dossiers_visible_to(request.user).values("pk")).select_related(*RELATED)
    return worded_as(request.user, get_object_or_404(rows, pk=dossier_id))


def kept_dossier(request: PersonRequest, dossier_id: int) -> Dossier:
    """404 for one that is not seen, 403 for one that another sends."""
    row = seen_dossier(request, dossier_id)
    if not request.user.has_perm("awards.change_dossier", row):
        raise PermissionDenied(SENDERS_ONLY)
    return row


def judged_dossier(request: PersonRequest, dossier_id: int) -> Dossier:
    row = seen_dossier(request, dossier_id)
    if not request.user.has_perm("awards.flag_entry", row):
        raise PermissionDenied(RECEIVERS_ONLY)
    return row


def dossier(request: PersonRequest, dossier_id: int) -> HttpResponse:
    row = seen_dossier(request, dossier_id)
    keeps = request.user.has_perm("awards.change_dossier", row)
    judges = request.user.has_perm("awards.flag_entry", row)
    if not keeps and not judges:
        return redirect("awards:appraisal", own_appraisal(request, row))
    if act := request.POST.get("act", ""):
        if act not in DEEDS:
            raise Http404
        DEEDS[act](request, row)
        return redirect("awards:dossier", row.pk)
    return page(request, "awards/dossier.html", dossier_context(request, row, keeps, judges), part="pack")


def own_appraisal(request: PersonRequest, row: Dossier) -> int:
    asked = queries.appraisals_of(request.user).filter(dossier=row).first()
    if asked is None:
        raise Http404
    return asked.pk


def dossier_context(request: PersonRequest, row: Dossier, keeps: bool, judges: bool) -> dict[str, Any]:
    writable = keeps and row.status in operations.WRITABLE
    entries, papers = list(queries.with_nominations(row.entries.all())), None
    copies = reads_copies(request.user, row)
    if copies:
        entries, papers = as_received(row, entries), papers_as_received(row)
    problems = queries.problems_of(row, entries, today(), request.user) if writable else []
    shown = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("trang"))
    lines = _lines(row, list(shown.object_list), judges, problems)
    moves = possible_moves(row, request.user)
    asked = list(row.appraisals.select_related("division", "by")) if judges else []
    return {
        "dossier": row,
        "season": row.season if keeps else row.to_season,
        "steps": steps_of(row),
        "receiver": operations.receiver_name(row),
        "keeps": keeps,
        "judges": judges,
        "writable": writable,
        "moves": moves,
        "problems": [each for each in problems if each.entry is None][:MOST_SHOWN],
        "asking": sum(each.asks for each in problems),
        "checklist": queries.checklist_of(row, entries, papers),
        "copies": copies,
        "pack": row.received_pack if copies else row.pack,
        "pack_run": (run := row.received_run if copies else row.pack_run),
        "unkept": queries.unkept_minutes(row) if writable else [],
        "doubts": doubts_of(row, entries, today()) if writable else (),
        "count": len(entries),
        "shown": shown,
        "lines": lines,
        "again": len(operations.sent_again(entries)) if row.status in operations.WITH_RECEIVER else 0,
        "receive_form": ReceiveForm(row) if "receive" in moves and judges else None,
        "appraisals": (appraisals := [each for each in asked if each.status != Appraisal.Status.WITHDRAWN]),
        "withdrawn": [each for each in asked if each.status == Appraisal.Status.WITHDRAWN],
        "awaits": any(each.status == Appraisal.Status.ASKED for each in appraisals),
        "entries": history_for(row, judges, copies)[:HISTORY],
        "is_packing": bool(run and not run.is_over),
        "today": today(),
    }


def history_for(row: Dossier, judges: bool, copies: bool) -> QuerySet[Entry]:
    """To the sender nothing of what the receiver asks its divisions; to the receiver nothing of what the sender changes
    in what it has back.
    """
    entries = history_of(row)
    if not judges:
        return entries.exclude(action__in=INNER)
    return entries.exclude(action="awards.change_dossier", pk__gt=_returned_at(row)) if copies else entries


def _returned_at(row: Dossier) -> int:
    last = history_of(row).filter(action="awards.return_dossier").order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _lines(
    row: Dossier, entries: list[DossierEntry], judges: bool, problems: list[queries.Problem]
) -> list[dict[str, Any]]:
    """What the table says of each: state for the sender, warnings, and to the receiver what divisions said."""
    told: dict[int, list[str]] = {}
    for problem in problems:
        if problem.entry is not None:
            told.setdefault(problem.entry.pk, []).append(problem.text)
    if judges and row.status in operations.WITH_RECEIVER | {Dossier.Status.SUBMITTED}:
        found = warnings_for([each.nomination for each in entries])
        for each in entries:
            told[each.pk] = [one.text for one in found[each.nomination_id] if one.is_weighty]
    remarks = queries.remarks_on(entries) if judges else {}
    return [
        {
            "entry": each,
            "outcome": (outcome := queries.outcome_of(each, row)),
            "outcome_words": outcome_words(each, outcome),
            "told": told.get(each.pk, []),
            "remarks": remarks.get(each.pk, []),
        }
        for each in entries
    ]


def outcome_words(entry: DossierEntry, outcome: str) -> str:
    """Of what is still open, where the nomination is."""
    state = DossierEntry.State(outcome)
    return entry.nomination.get_status_display() if state == state.INCLUDED else str(state.label)


STEPS = ("Lập hồ sơ", "Gửi", "Tiếp nhận", "Xét xong")


def steps_of(row: Dossier) -> list[dict[str, Any]]:
    """Where it is, and since when."""
    status = Dossier.Status
    place = {status.DRAFT: 0, status.RETURNED: 0, status.SUBMITTED: 1, status.RECEIVED: 2, status.CONCLUDED: 3}
    now = place[status(row.status)]
    days = (timezone.localdate(row.at), row.submitted_on, row.received_on, row.concluded_on)
    labels = ("Bị trả lại", *STEPS[1:]) if row.status == status.RETURNED else STEPS
    return [
        {
            "label": label,
            "state": "done" if n < now or row.status == status.CONCLUDED else "now" if n == now else "next",
            "about": (f"{day:%d/%m/%Y}" if day and n <= now else "", None),
        }
        for n, (label, day) in enumerate(zip(labels, days, strict=True))
    ]


def submit(request: PersonRequest, row: Dossier) -> None:
    anyway = request.POST.get("anyway", "")
    deed = partial(operations.submit_dossier, row, by=request.user, today=today(), anyway=anyway)
    did(request, deed, f"Đã gửi hồ sơ đến {operations.receiver_name(row)}.")


def take_back(request: PersonRequest, row: Dossier) -> None:
    did(request, lambda: operations.take_back_dossier(row, by=request.user, today=today()), "Đã lấy lại hồ sơ.")


def receive(request: PersonRequest, row: Dossier) -> None:
    form = ReceiveForm(row, request.POST)
    if not form.is_valid():
        messages.error(request, "Chọn đợt xét đang mở để tiếp nhận. Chưa có đợt thì mở đợt trước.")
        return
    season = form.cleaned_data["season"]
    deed = partial(operations.receive_dossier, row, season, by=request.user, today=today())
    did(request, deed, f"Đã tiếp nhận vào “{season}”.")


def receive_again(request: PersonRequest, row: Dossier) -> None:
    deed = partial(operations.receive_entries, row, by=request.user, today=today())
    did(request, deed, "Đã tiếp nhận những đề nghị vừa gửi lại.")


def give_back(request: PersonRequest, row: Dossier) -> None:
    reason = request.POST.get("reason", "")
    deed = partial(operations.return_dossier, row, by=request.user, reason=reason, today=today())
    did(request, deed, "Đã trả lại cả hồ sơ, nơi gửi được báo lý do.")


def conclude(request: PersonRequest, row: Dossier) -> None:
    reason = request.POST.get("reason", "")
    deed = partial(operations.conclude_dossier, row, by=request.user, today=today(), reason=reason)
    did(request, deed, "Đã kết thúc xét hồ sơ, nơi gửi được báo kết quả.")


def pack(request: PersonRequest, row: Dossier) -> None:
    said = "Đang đóng gói. Có thể rời trang này; xong sẽ có thông báo."
    did(request, lambda: start_packing(row, by=request.user), said)


def take_out(request: PersonRequest, row: Dossier) -> None:
    entry = get_object_or_404(row.entries.select_related("nomination"), pk=number_of(request.POST.get("entry", "")))
    did(request, lambda: operations.take_out_entry(entry, by=request.user), "Đã bỏ ra khỏi hồ sơ.")


def take_out_paper(request: PersonRequest, row: Dossier) -> None:
    paper = get_object_or_404(DossierPaper, dossier=row, pk=number_of(request.POST.get("paper", "")))
    did(request, lambda: operations.take_out_paper(paper, by=request.user), "Đã bỏ giấy tờ.")


DEEDS: dict[str, Callable[[PersonRequest, Dossier], None]] = {
    "submit": submit,
    "take_back": take_back,
    "receive": receive,
    "receive_again": receive_again,
    "return": give_back,
    "conclude": conclude,
    "pack": pack,
    "take_out": take_out,
    "take_out_paper": take_out_paper,
}


def change_dossier(request: PersonRequest, dossier_id: int) -> HttpResponse:
    row = kept_dossier(request, dossier_id)
    initial = {"title": row.title, "to_unit": row.to_unit, "to_name": row.to_name, "note": row.note}
    form = DossierForm(row.season, request.POST or None, initial=initial)
    if form.is_valid():
        try:
            operations.change_dossier(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("awards:dossier", row.pk)
    return page(request, "awards/change_dossier.html", {"dossier": row, "form": form})


def add_entries(request: PersonRequest, dossier_id: int) -> HttpResponse:
    row = kept_dossier(request, dossier_id)
    chosen = ChosenForm(row.season, request.POST or None)
    if chosen.is_valid():
        nominations: list[Nomination] = list(chosen.cleaned_data["nominations"])
        try:
            operations.add_entries(row, nominations, by=request.user)
        except ValidationError as refusal:
            refused(chosen, refusal)
        else:
            messages.success(request, f"Đã đưa thêm {len(nominations)} đề nghị vào hồ sơ.")
            return redirect("awards:dossier", row.pk)
    context = {"dossier": row, "chosen": chosen, "piles": queries.piles_of(row.season, today())}
    return page(request, "awards/add_entries.html", context)


def flag_entries(request: PersonRequest, dossier_id: int) -> HttpResponse:
    """Words at those that go back; the others stay."""
    row = judged_dossier(request, dossier_id)
    waiting = queries.with_nominations(row.entries.filter(nomination__desk=row.to_season_id))
    waiting = waiting.filter(nomination__status__in=["ready", "returned"])
    each = WordsOfEach(waiting, request.POST)
    refusal_said: list[str] = []
    if request.method == "POST":
        try:
            operations.flag_entries(row, each.words, by=request.user, today=today())
        except ValidationError as refusal:
            refusal_said = refusal.messages
        else:
            messages.success(request, f"Đã trả {len(each.words)} đề nghị để bổ sung.")
            return redirect("awards:dossier", row.pk)
    context = {"dossier": row, "each": each, "refusal": refusal_said}
    return page(request, "awards/flag_entries.html", context, status=422 if refusal_said else 200)


def record_answer(request: PersonRequest, dossier_id: int) -> HttpResponse:
    row = kept_dossier(request, dossier_id)
    waiting = queries.with_nominations(row.entries.filter(nomination__status="sent"))
    form = AnswerForm(waiting, request.POST or None, initial={"decided_by": row.to_name})
    if form.is_valid():
        facts = form.cleaned_data
        try:
            operations.record_answer(
                row,
                facts["entries"],
                by=request.user,
                today=today(),
                answer=facts["answer"],
                reason=facts["reason"],
                **form.decision,
            )
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã ghi kết quả.")
            return redirect("awards:dossier", row.pk)
    ticked = set(request.POST.getlist("entries"))
    return page(
        request, "awards/record_answer.html", {"dossier": row, "form": form, "waiting": waiting, "ticked": ticked}
    )
