"""The list of initiatives, and the page of one."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from thidua.audit.queries import history_of
from thidua.initiatives.lawbook import answer_within, file_within
from thidua.initiatives.models import Author, Enclosure, Initiative, Recognition
from thidua.initiatives.operations import authors, recognition
from thidua.initiatives.operations import initiatives as operations
from thidua.initiatives.operations.checks import missing_of
from thidua.initiatives.parts import PARTS
from thidua.initiatives.queries.hearings import result_of
from thidua.initiatives.queries.lists import (
    WHOSE,
    answers_awaited,
    chosen_initiatives,
    open_rounds,
    reviews_to_do,
    sheet_of,
    steps_of,
)
from thidua.initiatives.queries.reach import may_register_in
from thidua.initiatives.queries.reviews import verdict_of
from thidua.initiatives.views.rounds import later_rounds
from thidua.initiatives.views.seen import address, did, keeping_unit, seen_initiative
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest

PER_PAGE = 25
HISTORY = 40


def initiatives(request: PersonRequest) -> HttpResponse:
    rows = chosen_initiatives(request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        return excel("sang-kien", sheet_of(rows))
    now = timezone.now()
    rounds = open_rounds(request.user, now)
    context = {
        "initiatives": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "rounds": [(row, row.takes_registrations(now) and may_register_in(request.user, row)) for row in rounds],
        "awaited": answers_awaited(request.user)[:10],
        "to_review": reviews_to_do(request.user).count(),
        "whose": WHOSE.items(),
        "statuses": Initiative.Status.choices,
        "fields": Initiative.Field.choices,
        "keeps": keeping_unit(request) is not None,
        "library_url": address("initiatives:library"),
        "import_url": address("initiatives:start_past_import"),
    }
    return page(request, "initiatives/initiatives.html", context, part="initiative-rows")


def initiative_page(request: PersonRequest, initiative_id: int) -> HttpResponse:
    row = seen_initiative(request, initiative_id)
    if act := request.POST.get("act", ""):
        if act not in DEEDS:
            raise Http404
        answer = DEEDS[act](request, row)
        return answer or redirect("initiatives:initiative", row.pk)
    by = request.user
    keeps = by.has_perm("initiatives.keep_initiative", row)
    people = list(row.authors.select_related("person"))
    is_mine = any(author.person_id == by.pk for author in people) or row.created_by_id == by.pk
    reads_all = is_mine or keeps or row.status not in Initiative.HONOURED
    context = {
        "initiative": row,
        "steps": steps_of(row),
        "moves": possible_moves(row, by),
        "authors": people,
        "asked": next((each for each in people if each.person_id == by.pk and each.is_waited_for), None),
        "is_mine": is_mine,
        "keeps": keeps,
        "reads_all": reads_all,
        "parts": [(part.label, row.parts[part.name]) for part in shown_parts(reads_all) if row.parts.get(part.name)],
        "results": row.results.all(),
        "files": files_of(row, reads_all),
        "may_write": row.status in Initiative.WRITABLE and by.has_perm("initiatives.change_initiative", row),
        "missing": missing_of(row, "report" if row.status != Initiative.Status.DRAFT else "register"),
        "council_result": result_of(row) if keeps or (is_mine and is_decided(row)) else None,
        "recognitions": row.recognitions.select_related("unit"),
        "uses": row.title_uses.select_related("person") if reads_all else [],
        "verdict": verdict_shown(row, is_mine, keeps),
        "rounds": later_rounds(request, row.round_id) if may_hand_on(request, row) else [],
        "answer_by": answer_day(row),
        "filed_late": filed_late(row),
        "law": {"answer": answer_within(), "file": file_within()},
        "entries": history_of(row)[:HISTORY] if is_mine or keeps else [],
        "likeness_url": address("initiatives:likeness", row.pk) if reads_all else "",
        "library_url": address("initiatives:model", row.pk) if row.is_honoured else "",
        "dossier_url": address("initiatives:dossier", row.pk) if is_mine or keeps else "",
    }
    return page(request, "initiatives/initiative.html", context)


def shown_parts(reads_all: bool) -> list:
    """Readers of the library see neither what is to be kept secret nor who took part."""
    return [part for part in PARTS if reads_all or part.name not in {"secret", "first_users"}]


def files_of(row: Initiative, reads_all: bool) -> list[Enclosure]:
    rows = row.enclosures.select_related("attachment__file", "attachment__by")
    return list(rows if reads_all else rows.filter(purpose=Enclosure.Purpose.DESCRIPTION))


def verdict_shown(row: Initiative, is_mine: bool, keeps: bool) -> object:
    """What the review came to: to authors once it is decided, to who keeps the round from the discussion on."""
    if row.round is None or not row.round.rubric_id:
        return None
    open_to_keeper = keeps and row.round.status in {"discussion", "concluded"}
    return verdict_of(row) if open_to_keeper or (is_mine and is_decided(row)) else None


def is_decided(row: Initiative) -> bool:
    return row.status in {*Initiative.HONOURED, Initiative.Status.NOT_RECOGNISED}


def may_hand_on(request: PersonRequest, row: Initiative) -> bool:
    wanted = Initiative.WRITABLE | {Initiative.Status.NOT_RECOGNISED, Initiative.Status.WITHDRAWN}
    if row.status not in wanted or Initiative.objects.filter(handed_from=row).exists():
        return False
    return request.user.has_perm("initiatives.hand_on_initiative", row)


def answer_day(row: Initiative) -> object:
    """By when the unit owes an answer, while it does."""
    if row.reported_at and row.status in {Initiative.Status.REPORTED, Initiative.Status.UNDER_REVIEW}:
        return answer_within().last_day(timezone.localtime(row.reported_at).date())
    return None


def filed_late(row: Initiative) -> bool:
    """Whether more than the year that the law gives passed between first use and registration."""
    filed = timezone.localtime(row.registered_at).date() if row.registered_at else today()
    return bool(row.first_applied and filed > file_within().last_day(row.first_applied))


def register(request: PersonRequest, row: Initiative) -> HttpResponse | None:
    deed = lambda: operations.register_initiative(row, by=request.user, now=timezone.now())  # noqa: E731
    did(request, deed, "Đã gửi đăng ký.")
    return None


def report(request: PersonRequest, row: Initiative) -> HttpResponse | None:
    deed = lambda: operations.report_initiative(row, by=request.user, now=timezone.now())  # noqa: E731
    return None if did(request, deed, "Đã nộp kết quả.") else redirect("initiatives:results", row.pk)


def start(request: PersonRequest, row: Initiative) -> None:
    did(request, lambda: operations.start_initiative(row, by=request.user), "Đã chuyển sang đang thực hiện.")


def withdraw(request: PersonRequest, row: Initiative) -> None:
    reason = request.POST.get("reason", "")
    deed = lambda: operations.withdraw_initiative(row, by=request.user, reason=reason)  # noqa: E731
    did(request, deed, "Đã rút sáng kiến.")


def give_back(request: PersonRequest, row: Initiative) -> None:
    reason, now = request.POST.get("reason", ""), timezone.now()
    deed = lambda: operations.return_initiative(row, by=request.user, reason=reason, now=now)  # noqa: E731
    did(request, deed, "Đã yêu cầu tác giả bổ sung.")


def open_review(request: PersonRequest, row: Initiative) -> None:
    did(request, lambda: operations.open_review(row, by=request.user), "Đã đưa vào chấm.")


def refuse(request: PersonRequest, row: Initiative) -> None:
    reason = request.POST.get("reason", "")
    deed = lambda: recognition.refuse_initiative(row, by=request.user, reason=reason)  # noqa: E731
    did(request, deed, "Đã ghi không công nhận, tác giả được báo lý do.")


def spread(request: PersonRequest, row: Initiative) -> None:
    did(request, lambda: recognition.spread_initiative(row, by=request.user), "Đã ghi nhận nhân rộng.")


def revoke(request: PersonRequest, row: Initiative) -> None:
    chosen = get_object_or_404(Recognition, initiative=row, pk=number_of(request.POST.get("recognition", "")))
    reason = request.POST.get("reason", "")
    deed = lambda: recognition.revoke_recognition(chosen, by=request.user, reason=reason)  # noqa: E731
    did(request, deed, "Đã hủy bỏ công nhận.")


def hand_on(request: PersonRequest, row: Initiative) -> HttpResponse | None:
    asked = number_of(request.POST.get("round", ""))
    to = next((each for each in later_rounds(request, row.round_id) if each.pk == asked), None)
    if to is None:
        raise Http404
    made: list[Initiative] = []
    deed = lambda: made.append(  # noqa: E731
        operations.hand_on_initiative(row, to, by=request.user, now=timezone.now())
    )
    if did(request, deed, f"Đã chuyển sang đợt “{to}”."):
        return redirect("initiatives:initiative", made[0].pk)
    return None


def agree(request: PersonRequest, row: Initiative) -> None:
    own = own_authorship(request, row)
    did(request, lambda: authors.agree_author(own, by=request.user, now=timezone.now()), "Đã xác nhận.")


def decline(request: PersonRequest, row: Initiative) -> HttpResponse:
    own, reason = own_authorship(request, row), request.POST.get("reason", "")
    deed = lambda: authors.decline_author(own, by=request.user, now=timezone.now(), reason=reason)  # noqa: E731
    did(request, deed, "Đã từ chối. Các tác giả khác được báo.")
    return redirect("initiatives:initiatives")


def own_authorship(request: PersonRequest, row: Initiative) -> Author:
    return get_object_or_404(row.authors, person=request.user)


DEEDS: dict[str, Callable[[PersonRequest, Initiative], HttpResponse | None]] = {
    "register": register,
    "report": report,
    "start": start,
    "withdraw": withdraw,
    "return": give_back,
    "open_review": open_review,
    "refuse": refuse,
    "spread": spread,
    "revoke": revoke,
    "hand_on": hand_on,
    "agree": agree,
    "decline": decline,
}
