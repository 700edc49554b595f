"""A meeting's page, step by step, and its papers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.councils import operations, papers
from thidua.councils.forms import ConclusionForm, MeetingForm
from thidua.councils.models import Attendance, Ballot, Meeting
from thidua.councils.queries import meetings_visible_to, paper_of, quorum_at, seats_on
from thidua.councils.views.councils import refused, seen_council
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.writing.document import Document
from thidua.writing.docx import docx_of
from thidua.writing.pdf import pdf_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STEPS = ("Chuẩn bị", "Mời họp", "Khai mạc", "Thảo luận", "Bỏ phiếu", "Bế mạc", "Biên bản")


def seen_meeting(request: PersonRequest, meeting_id: int) -> Meeting:
    rows = meetings_visible_to(request.user).select_related(
        "council__unit", "presiding__person", "secretary__person", "minutes"
    )
    return get_object_or_404(rows, pk=meeting_id)


def prepared_meeting(request: PersonRequest, meeting_id: int) -> Meeting:
    meeting = seen_meeting(request, meeting_id)
    if not request.user.has_perm("councils.change_meeting", meeting):
        raise PermissionDenied("Việc này dành cho chủ tọa, thư ký và thường trực hội đồng.")
    return meeting


def steps_of(meeting: Meeting, ballots: list[Ballot]) -> list[dict[str, Any]]:
    """Where the meeting is: the ballots tell whether it is being discussed or voted."""
    status, voted = meeting.status, any(ballot.status == Ballot.Status.CLOSED for ballot in ballots)
    place = {"draft": 0, "invited": 1, "held": 3, "ended": 6, "cancelled": 0}[status]
    if status == Meeting.Status.INVITED and meeting.attendances.exclude(state="expected").exists():
        place = 2
    if status == Meeting.Status.HELD and any(ballot.status == Ballot.Status.OPEN for ballot in ballots):
        place = 4
    elif status == Meeting.Status.HELD and voted and not any(b.status == Ballot.Status.DRAFT for b in ballots):
        place = 5
    return [
        {"label": label, "state": "done" if n < place else "now" if n == place else "next"}
        for n, label in enumerate(STEPS)
    ]


def meeting(request: PersonRequest, meeting_id: int) -> HttpResponse:
    row = seen_meeting(request, meeting_id)
    form = ConclusionForm(
        request.POST if request.POST.get("act") == "end" else None, initial={"conclusion": row.conclusion}
    )
    if request.method == "POST" and stepped(request, row, form):
        return redirect("councils:meeting", row.pk)
    items = list(row.items.prefetch_related("ballots", "recusals__seat__person", "files"))
    ballots = [ballot for item in items for ballot in item.ballots.all()]
    context = {
        "meeting": row,
        "items": items,
        "steps": steps_of(row, ballots),
        "moves": possible_moves(row, request.user),
        "quorum": quorum_at(row),
        "attendances": row.attendances.select_related("seat__person").order_by("seat__person__sort_key", "pk"),
        "form": form,
        "today": today(),
        "mine": [ballot.pk for ballot in ballots if ballot.is_running and is_waiting(request, ballot)],
    }
    return page(request, "councils/meeting.html", context)


def is_waiting(request: PersonRequest, ballot: Ballot) -> bool:
    paper = paper_of(request.user, ballot)
    return paper is not None and paper.state == "waiting"


ACTS: dict[str, tuple[Any, str]] = {
    "invite": (operations.invite, "Đã mời họp, mỗi thành viên có một thông báo."),
    "begin": (operations.begin_meeting, "Đã khai mạc."),
    "keep": (operations.write_minutes, "Đã lưu biên bản vào văn bản của đơn vị."),
    "cancel": (operations.cancel_meeting, "Đã hủy phiên họp."),
}


def stepped(request: PersonRequest, meeting: Meeting, form: ConclusionForm) -> bool:
    act = request.POST.get("act", "")
    if act == "end" and form.is_valid():
        operations.end_meeting(meeting, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã bế mạc. Biên bản tải về ở dưới.")
        return True
    if act in ACTS:
        operation, said = ACTS[act]
        operation(meeting, by=request.user)
        messages.success(request, said)
    return act in ACTS


def add_meeting(request: PersonRequest, council_id: int) -> HttpResponse:
    council = seen_council(request, council_id)
    if not request.user.has_perm("councils.add_meeting", council):
        raise PermissionDenied("Việc này dành cho Chủ tịch, Phó Chủ tịch, thường trực và Thư ký hội đồng.")
    seats = seats_on(council, today())
    first = {seat.office: seat for seat in seats}
    initial = {"presiding": first.get("chair"), "secretary": first.get("secretary") or first.get("standing")}
    form = MeetingForm(request.POST or None, seats=seats, initial=initial)
    if form.is_valid():
        try:
            row = operations.add_meeting(council, by=request.user, **form.facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã tạo phiên họp. Thêm nội dung rồi mời họp.")
            return redirect("councils:meeting", row.pk)
    return page(request, "councils/meeting_form.html", {"form": form, "council": council})


def change_meeting(request: PersonRequest, meeting_id: int) -> HttpResponse:
    row = prepared_meeting(request, meeting_id)
    form = MeetingForm(request.POST or None, seats=seats_on(row.council, row.day), initial=MeetingForm.initial_of(row))
    if form.is_valid():
        try:
            operations.change_meeting(row, by=request.user, **form.facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("councils:meeting", row.pk)
    return page(request, "councils/meeting_form.html", {"form": form, "council": row.council, "meeting": row})


def attendance(request: PersonRequest, meeting_id: int) -> HttpResponse:
    row = prepared_meeting(request, meeting_id)
    if request.method == "POST":
        given = {
            number_of(name.removeprefix("seat_")): value
            for name, value in request.POST.items()
            if name.startswith("seat_") and value in Attendance.State.values
        }
        operations.mark_attendance(row, given, by=request.user)
        messages.success(request, "Đã điểm danh.")
        return redirect("councils:meeting", row.pk)
    context = {
        "meeting": row,
        "attendances": row.attendances.select_related("seat__person").order_by("seat__person__sort_key", "pk"),
        "states": Attendance.State.choices,
        "quorum": quorum_at(row),
    }
    return page(request, "councils/attendance.html", context)


def handed(request: PersonRequest, document: Document, name: str) -> HttpResponse:
    """As PDF, or as Word with `dang=word`."""
    is_word = request.GET.get("dang") == "word"
    content, kind, ending = (
        (docx_of(document), WORD, "docx") if is_word else (pdf_of(document), "application/pdf", "pdf")
    )
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def minutes(request: PersonRequest, meeting_id: int) -> HttpResponse:
    """For all members once the meeting is over, for who prepares it before."""
    row = seen_meeting(request, meeting_id)
    if row.status != Meeting.Status.ENDED and not request.user.has_perm("councils.write_minutes", row):
        raise PermissionDenied("Biên bản có khi phiên họp đã bế mạc.")
    return handed(request, papers.minutes_of(row), f"bien-ban-hop-{row.pk}")


def invitation(request: PersonRequest, meeting_id: int) -> HttpResponse:
    row = seen_meeting(request, meeting_id)
    return handed(request, papers.invitation_of(row), f"giay-moi-{row.pk}")
