"""Voting, the chair's console, the counting team's sheet, and results.

Nothing here writes down an answer: views that take one keep it out of error reports, and what they send back is alike
whatever was chosen.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django_htmx.http import HttpResponseClientRefresh

from thidua.councils import operations, papers
from thidua.councils.forms import BallotForm, CloseForm, CountForm, VoteForm
from thidua.councils.models import Ballot, Paper
from thidua.councils.queries import ballots_visible_to, paper_of, turnout, turnout_names
from thidua.councils.rulebook import rule_words
from thidua.councils.views.councils import refused
from thidua.councils.views.items import changed_item
from thidua.councils.views.meetings import handed
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest


def seen_ballot(request: PersonRequest, ballot_id: int) -> Ballot:
    rows = ballots_visible_to(request.user).select_related(
        "item__meeting__council__unit", "item__meeting__presiding__person", "item__meeting__secretary__person"
    )
    return get_object_or_404(rows, pk=ballot_id)


def add_ballot(request: PersonRequest, item_id: int) -> HttpResponse:
    item = changed_item(request, item_id)
    form = BallotForm(request.POST or None, item=item)
    if form.is_valid():
        try:
            options = [(label, subject) for label, subject in item.nominees]
            row = operations.add_ballot(item, by=request.user, options=options, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã soạn phiếu. Chủ tọa mở bỏ phiếu khi bắt đầu.")
            return redirect("councils:run_ballot", row.pk)
    return page(request, "councils/ballot_form.html", {"form": form, "item": item, "meeting": item.meeting})


def can_use(ballot: Ballot, paper: Paper | None) -> bool:
    if paper is None or paper.state != Paper.State.WAITING:
        return False
    return ballot.status == Ballot.Status.OPEN or (ballot.status == Ballot.Status.GATHERING and paper.is_written)


@sensitive_post_parameters()
@sensitive_variables()
def ballot(request: PersonRequest, ballot_id: int) -> HttpResponse:
    row = seen_ballot(request, ballot_id)
    if request.htmx and request.GET.get("luc") not in {None, row.status}:
        return HttpResponseClientRefresh()
    options = list(row.options.all())
    form = VoteForm(request.POST if request.method == "POST" else None, ballot=row, options=options)
    if request.method == "POST" and voted(request, row, form):
        return redirect("councils:ballot", row.pk)
    paper = paper_of(request.user, row)
    context = {
        **shared(row),
        "form": form,
        "options": options,
        "paper": paper,
        "can_vote": can_use(row, paper),
        "may_run": request.user.has_perm("councils.add_ballot", row.item),
        "seen_marks": open_marks(row, options),
    }
    return page(request, "councils/ballot.html", context, part="turnout")


def shared(row: Ballot) -> dict[str, Any]:
    """What the voting page and the console show alike."""
    return {
        "ballot": row,
        "item": row.item,
        "meeting": row.item.meeting,
        "turnout": turnout(row),
        "names": turnout_names(row),
        "rule": rule_words(row) if row.share else "",
    }


@sensitive_variables()
def voted(request: PersonRequest, row: Ballot, form: VoteForm) -> bool:
    if not form.is_valid():
        return False
    try:
        operations.cast_vote(row, by=request.user, marks=form.answer)
    except ValidationError as refusal:
        if refusal.code == "voted_already":
            messages.success(request, "Phiếu cho nội dung này đã được ghi nhận.")
            return True
        form.add_error(None, refusal)
        return False
    messages.success(request, "Phiếu đã được ghi nhận.")
    return True


def open_marks(row: Ballot, options: list[Any]) -> list[tuple[str, str]]:
    """Who answered what in an open vote that is over."""
    if row.is_secret or row.status != Ballot.Status.CLOSED:
        return []
    words = {"+": "Đồng ý" if row.form == Ballot.Form.APPROVE else "Chọn", "-": "Không đồng ý", "0": "Không có ý kiến"}
    single = len(options) == 1
    return [
        (
            paper.seat.person.full_name,
            "; ".join(
                words[mark] if single else f"{option.label}: {words[mark].lower()}"
                for option, mark in zip(options, paper.marks, strict=False)
            )
            or "Không bỏ phiếu",
        )
        for paper in turnout_names(row)
    ]


def run_ballot(request: PersonRequest, ballot_id: int) -> HttpResponse:
    """The chair's console."""
    row = seen_ballot(request, ballot_id)
    if not request.user.has_perm("councils.add_ballot", row.item):
        raise PermissionDenied("Trang này dành cho chủ tọa, thư ký và thường trực hội đồng.")
    if request.htmx and request.GET.get("luc") not in {None, row.status}:
        return HttpResponseClientRefresh()
    act = request.POST.get("act", "")
    form = CloseForm(request.POST if act == "close" and row.needs_code else None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST":
        code = run(request, row, act, form)
        if code is None and not form.errors:
            return redirect(next_page(row, act))
        context["code"] = code
    context |= shared(row) | {"moves": possible_moves(row, request.user), "options": row.options.all()}
    return page(request, "councils/run_ballot.html", context, part="turnout")


def next_page(row: Ballot, act: str) -> str:
    if act == "again":
        row = row.rounds.order_by("-pk").first() or row
    return reverse("councils:ballot" if act == "close" else "councils:run_ballot", args=[row.pk])


@sensitive_variables()
def run(request: PersonRequest, row: Ballot, act: str, form: CloseForm) -> tuple[str, str] | None:
    """Do what the button asks. Returns the code of the urn when one was given out: it is shown this once."""
    by = request.user
    if act in {"gather", "open"}:
        code = (operations.gather_ballot if act == "gather" else operations.open_ballot)(row, by=by)
        messages.success(request, "Đã mở." if act == "open" else "Đã gửi phiếu tới người vắng mặt.")
        return code
    if act == "close" and (not row.needs_code or form.is_valid()):
        try:
            operations.close_ballot(row, by=by, code=form.cleaned_data["code"] if row.needs_code else "")
        except ValidationError as refusal:
            if not row.needs_code:
                raise
            row.refresh_from_db()
            form.add_error(None, refusal)
            return None
        messages.success(request, "Đã đóng và kiểm phiếu.")
    elif act == "void":
        operations.void_ballot(row, by=by)
        messages.success(request, "Đã hủy cuộc bỏ phiếu.")
    elif act == "again":
        operations.second_round(row, by=by)
        messages.success(request, "Đã soạn phiếu cho lần bỏ phiếu tiếp theo.")
    elif act == "remind":
        late = operations.remind_voters(row, by=by, now=timezone.now())
        messages.success(request, f"Đã nhắc {late} người chưa bỏ phiếu.")
    return None


@sensitive_post_parameters()
@sensitive_variables()
def count_papers(request: PersonRequest, ballot_id: int) -> HttpResponse:
    """The counting team hands out paper ballots by name, and enters what it counted."""
    row = seen_ballot(request, ballot_id)
    if not request.user.has_perm("councils.count_papers", row):
        raise PermissionDenied("Trang này dành cho tổ kiểm phiếu.")
    act = request.POST.get("act", "")
    form = CountForm(request.POST if act == "count" else None, ballot=row, options=row.options.all())
    if act == "hand":
        paper = get_object_or_404(
            row.papers.select_related("seat__person"), pk=number_of(request.POST.get("paper", ""))
        )
        operations.hand_paper(row, paper, by=request.user)
        return redirect("councils:count_papers", row.pk)
    if act == "count" and form.is_valid():
        try:
            operations.count_papers(row, form.found, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã niêm phong số liệu. Người thứ hai nhập để đối chiếu.")
            return redirect("councils:count_papers", row.pk)
    context = shared(row) | {
        "form": form,
        "entered": [
            sheet.seat.person.full_name for sheet in row.sheets.select_related("seat__person").order_by("seat")
        ],
    }
    return page(request, "councils/count_papers.html", context)


def count_minutes(request: PersonRequest, ballot_id: int) -> HttpResponse:
    row = seen_ballot(request, ballot_id)
    if row.status != Ballot.Status.CLOSED:
        raise PermissionDenied("Biên bản kiểm phiếu có khi cuộc bỏ phiếu đã đóng.")
    return handed(request, papers.count_minutes_of(row), f"bien-ban-kiem-phieu-{row.pk}")
