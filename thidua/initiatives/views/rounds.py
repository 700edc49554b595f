"""Rounds: the list, one round, writing and announcing it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from thidua.audit.queries import history_of
from thidua.initiatives.forms.fields import last_day
from thidua.initiatives.forms.rounds import RoundForm, initial_of
from thidua.initiatives.models import Round
from thidua.initiatives.operations import reviews as judging
from thidua.initiatives.operations import rounds as operations
from thidua.initiatives.queries.blind import waiting_for_a_look
from thidua.initiatives.queries.lists import chosen_rounds, counts_by_status
from thidua.initiatives.queries.proposals import Proposal, proposed_rounds
from thidua.initiatives.queries.reach import may_register_in
from thidua.initiatives.queries.reviews import progress_of_reviewers
from thidua.initiatives.queries.visibility import initiatives_visible_to
from thidua.initiatives.views.seen import did, keeping_unit, seen_round
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans.models import Plan
from thidua.plans.queries import plans_visible_to
from thidua.writing.sheets import Column, workbook

PER_PAGE = 25
HISTORY = 30
SHEET = (
    Column("Tên đợt", 50),
    Column("Đơn vị tổ chức", 36),
    Column("Năm", 8),
    Column("Đăng ký đến hết ngày", 18),
    Column("Nộp kết quả đến hết ngày", 18),
    Column("Trạng thái", 20),
    Column("Số sáng kiến", 12),
)


def rounds(request: PersonRequest) -> HttpResponse:
    rows = chosen_rounds(request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        lines = (
            (
                row.name,
                row.unit.name,
                row.year,
                last_day(row.closes),
                last_day(row.report_by),
                row.get_status_display(),
                row.standing,
            )
            for row in rows.iterator(chunk_size=500)
        )
        return excel("dot-sang-kien", workbook("Đợt sáng kiến", SHEET, lines))
    context = {
        "rounds": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "statuses": Round.Status.choices,
        "may_add": keeping_unit(request) is not None,
    }
    return page(request, "initiatives/rounds.html", context, part="round-rows")


def add(request: PersonRequest) -> HttpResponse:
    """A new round, filled in from a plan (`ke-hoach`, `dot`: the how-manieth round that the plan sets) where asked."""
    unit = keeping_unit(request)
    if unit is None:
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách lập được đợt sáng kiến.")
    plan = plans_visible_to(request.user).filter(pk=number_of(request.GET.get("ke-hoach", ""))).first()
    proposals = proposed_rounds(plan) if plan else []
    chosen = number_of(request.GET.get("dot", "")) - 1
    proposal = proposals[chosen] if 0 <= chosen < len(proposals) else None
    form = RoundForm(unit, request.POST or None, initial=proposed(plan, proposal))
    if form.is_valid():
        try:
            row = operations.add_round(unit, by=request.user, **form.facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lập đợt. Xem lại rồi bấm Thông báo đợt.")
            return redirect("initiatives:round", row.pk)
    context = {"form": form, "unit": unit, "plan": plan, "proposals": proposals, "proposal": proposal}
    return page(request, "initiatives/add_round.html", {**context, "plans": form.plans[:20]})


def proposed(plan: Plan | None, proposal: Proposal | None) -> dict[str, object]:
    blank: dict[str, object] = {"year": today().year, "blind": True, "first_day": today(), "plan": plan}
    if proposal is None:
        return blank
    return blank | {
        "name": proposal.name,
        "year": proposal.year,
        "first_day": proposal.opens,
        "last_day": proposal.closes,
        "report_day": proposal.report_by,
    }


def change(request: PersonRequest, round_id: int) -> HttpResponse:
    the_round = seen_round(request, round_id)
    if not request.user.has_perm("initiatives.change_round", the_round):
        raise PermissionDenied("Chỉ đơn vị tổ chức sửa được đợt.")
    form = RoundForm(the_round.unit, request.POST or None, initial=initial_of(the_round))
    if form.is_valid():
        try:
            operations.change_round(the_round, by=request.user, **form.facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu đợt.")
            return redirect("initiatives:round", the_round.pk)
    return page(request, "initiatives/change_round.html", {"form": form, "round": the_round})


def round_page(request: PersonRequest, round_id: int) -> HttpResponse:
    the_round = seen_round(request, round_id)
    if act := request.POST.get("act", ""):
        if act not in DEEDS:
            raise Http404
        DEEDS[act](request, the_round)
        return redirect("initiatives:round", the_round.pk)
    keeps = request.user.has_perm("initiatives.change_round", the_round)
    visible = initiatives_visible_to(request.user)
    now = timezone.now()
    context = {
        "round": the_round,
        "keeps": keeps,
        "moves": possible_moves(the_round, request.user),
        "labels": {name: step.label for name, step in Round.MOVES.items()},
        "may_register": the_round.takes_registrations(now) and may_register_in(request.user, the_round),
        "is_closed": now >= the_round.closes,
        "last_day": last_day(the_round.closes),
        "report_day": last_day(the_round.report_by),
        "score_day": last_day(the_round.score_by),
        "counts": counts_by_status(the_round, visible),
        "mine": visible.filter(round=the_round, authors__person=request.user).distinct()[:20],
        "reviewers": progress_of_reviewers(the_round) if keeps else [],
        "unread": waiting_for_a_look(request.user, the_round) if keeps else [],
        "entries": history_of(the_round)[:HISTORY] if keeps else [],
        "steps": steps_of_round(the_round),
    }
    return page(request, "initiatives/round.html", context)


def steps_of_round(the_round: Round) -> list[dict[str, str]]:
    path = list(Round.Status)
    place = path.index(Round.Status(the_round.status))
    return [
        {"label": str(step.label), "state": "done" if n < place else "now" if n == place else "next"}
        for n, step in enumerate(path)
    ]


def announce(request: PersonRequest, the_round: Round) -> None:
    did(request, lambda: operations.announce_round(the_round, by=request.user), "Đã thông báo đợt.")


def open_scoring(request: PersonRequest, the_round: Round) -> None:
    deed = lambda: operations.open_scoring(the_round, by=request.user)  # noqa: E731
    did(request, deed, "Đã mở chấm điểm. Người chấm được báo.")


def open_discussion(request: PersonRequest, the_round: Round) -> None:
    anyway = request.POST.get("anyway") == "1"
    deed = lambda: operations.open_discussion(the_round, by=request.user, anyway=anyway)  # noqa: E731
    did(request, deed, "Đã mở thảo luận: người chấm xem được điểm của nhau.")


def resume_scoring(request: PersonRequest, the_round: Round) -> None:
    did(request, lambda: operations.resume_scoring(the_round, by=request.user), "Đã quay lại chấm độc lập.")


def conclude(request: PersonRequest, the_round: Round) -> None:
    anyway = request.POST.get("anyway") == "1"
    deed = lambda: operations.conclude_round(the_round, by=request.user, anyway=anyway)  # noqa: E731
    did(request, deed, "Đã kết thúc đợt. Giờ ghi quyết định công nhận cho từng sáng kiến.")


def remind(request: PersonRequest, the_round: Round) -> None:
    deed = lambda: judging.remind_reviewers(the_round, by=request.user, today=today())  # noqa: E731
    did(request, deed, "Đã nhắc những người chưa chấm xong.")


DEEDS: dict[str, Callable[[PersonRequest, Round], None]] = {
    "announce": announce,
    "open_scoring": open_scoring,
    "open_discussion": open_discussion,
    "resume_scoring": resume_scoring,
    "conclude": conclude,
    "remind": remind,
}


def later_rounds(request: PersonRequest, round_id: int | None) -> list[Round]:
    """Rounds to which the person may hand an initiative on."""
    from thidua.initiatives.queries.lists import open_rounds

    return [row for row in open_rounds(request.user, timezone.now()) if row.pk != round_id]
