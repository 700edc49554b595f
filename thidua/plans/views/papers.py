"""What a unit owes: its page, what waits for approval, and more time for several."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.documents.models import Attachment
from thidua.documents.operations import add_attachment
from thidua.documents.queries import pieces_of, store_of
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans import operations
from thidua.plans.forms import FlaggedForm, HandInForm, ReturnForm, TimeForm, WordsForm
from thidua.plans.models import ExtensionRequest, Obligation, Plan
from thidua.plans.queries import (
    assignments_to_decide,
    extensions_to_decide,
    for_rows,
    goes_to_head,
    obligations_to_decide,
    obligations_visible_to,
    open_flags,
    own_reach,
    plans_visible_to,
)
from thidua.plans.standing import locks_on
from thidua.plans.views.plans import note_opening
from thidua.plans.views.work import Act, done_with_words, hand_in, history, plain_act

PLAIN: dict[str, tuple[Act, str]] = {
    "start": (operations.start_obligation, "Đã chuyển sang đang soạn."),
    "confirm": (operations.confirm_obligation, "Đã duyệt và nộp."),
    "withdraw": (operations.withdraw_obligation, "Đã rút lại."),
    "accept": (operations.accept_obligation, "Đã chấp nhận."),
    "demand": (operations.demand_obligation, "Đã yêu cầu nộp lại."),
}
WORDED: dict[str, tuple[Act, str]] = {
    "return": (operations.return_obligation, "Đã trả lại kèm lý do."),
    "reject": (operations.reject_obligation, "Đã trả lại người soạn kèm lý do."),
    "excuse": (operations.excuse_obligation, "Đã miễn nộp."),
    "extend": (operations.extend_obligation, "Đã gia hạn."),
    "ask": (operations.ask_extension, "Đã gửi đề nghị gia hạn tới đơn vị ban hành."),
}
SHOWN = frozenset({Obligation.Status.SUBMITTED, Obligation.Status.ACCEPTED, Obligation.Status.RETURNED})
"""The states in which others than the unit see what is in a paper."""
MOST_AT_ONCE = 50


def obligation_page(request: PersonRequest, obligation_id: int) -> HttpResponse:
    rows = obligations_visible_to(request.user).select_related(
        "duty__plan__document", "duty__plan__unit", "duty__block", "unit", "submitted_by", "confirmed_by", "decided_by"
    )
    obligation = get_object_or_404(rows, pk=obligation_id)
    act = request.POST.get("act", "")
    is_own = Obligation.objects.filter(own_reach(request.user), pk=obligation.pk).exists()
    if is_own:
        note_opening(obligation.duty.plan, request.user)
    flags = open_flags(obligation)
    evidence = evidence_of(obligation, flags, is_own=is_own)
    requests = obligation.extension_requests.filter(status=ExtensionRequest.Status.ASKED)
    asked = requests.select_related("asked_by").first()
    forms = forms_of(request, obligation, flags, evidence, asked)
    if done_obligation(request, obligation, act, forms, asked):
        return redirect("plans:obligation", obligation.pk)
    last = locks_on(obligation)
    settled = obligation.flags.exclude(settled_at=None)
    context = {
        "obligation": obligation,
        "plan": obligation.duty.plan,
        "moves": possible_moves(obligation, request.user),
        "flags": flags,
        "rounds": settled.select_related("attachment", "target", "answer", "raised_by"),
        "evidence": evidence,
        "pieces": pieces_of(evidence, request.user, here=request.path),
        "shows_content": is_own or obligation.status in SHOWN,
        "to_head": goes_to_head(obligation, request.user),
        "locks_on": last,
        "is_locked": obligation.is_owing and last is not None and last < today(),
        "asked": asked,
        "entries": history(obligation),
        "today": today(),
        **forms,
    }
    return page(request, "plans/obligation.html", context)


def evidence_of(obligation: Obligation, flags: list[Any], *, is_own: bool) -> QuerySet[Attachment]:
    """The files of the paper; what shall replace a flagged one is the unit's own until it is handed in again."""
    rows = obligation.attachments.select_related("file", "by").order_by("pk")
    return rows if is_own else rows.exclude(pk__in=[flag.answer_id for flag in flags if flag.answer_id])


def forms_of(
    request: PersonRequest,
    obligation: Obligation,
    flags: list[Any],
    evidence: QuerySet[Attachment],
    asked: ExtensionRequest | None,
) -> dict[str, Any]:
    """Every form of the page; bound is the one whose button was pressed."""
    act = request.POST.get("act", "")

    def given(name: str) -> Any:
        return request.POST if act == name else None

    return {
        "result": hand_in_form(given("submit"), request, obligation, flags),
        "return_form": ReturnForm(given("return"), files=evidence),
        "reject_form": WordsForm(given("reject"), name="reject", label="Điều cần sửa"),
        "excuse_form": WordsForm(given("excuse"), name="excuse", label="Lý do miễn nộp"),
        "extend_form": TimeForm(given("extend"), name="extend", initial={"until": asked and asked.until}),
        "refuse_form": WordsForm(given("refuse"), name="refuse", label="Lý do không gia hạn"),
        "ask_form": TimeForm(given("ask"), name="ask", label="Lý do xin gia hạn", must_say=True),
    }


def hand_in_form(given: Any, request: PersonRequest, obligation: Obligation, flags: list[Any]) -> HandInForm:
    """Of a paper with flags only what is flagged can be put in."""
    initial, files = {"note": obligation.note}, request.FILES or None
    if flags:
        return FlaggedForm(given, files, initial=initial, flags=flags)
    submits = obligation.status in Obligation.WRITABLE and request.user.has_perm("plans.submit_obligation", obligation)
    store = store_of(obligation.unit, request.user).exclude(obligations=obligation) if submits else None
    return HandInForm(given, files, initial=initial, store=store)


def done_obligation(
    request: PersonRequest, obligation: Obligation, act: str, forms: dict[str, Any], asked: ExtensionRequest | None
) -> bool:
    """Carry out what the page's button asks; False when there is nothing to do or a form has errors."""
    if act == "submit":
        return handed_in(request, obligation, forms["result"])
    if act == "refuse" and asked:
        operation = operations.refuse_extension
        return done_with_words(request, asked, forms["refuse_form"], operation, "Đã trả lời đơn vị.")
    if act == "take-out":
        return taken_out(request, obligation)
    if act in WORDED:
        return done_with_words(request, obligation, forms[f"{act}_form"], *WORDED[act])
    return bool(act) and plain_act(request, obligation, PLAIN, act)


def handed_in(request: PersonRequest, obligation: Obligation, form: HandInForm) -> bool:
    """Answers to flags are kept even when handing in is refused: a chosen file cannot be put back into a form."""
    if not form.is_valid():
        return False
    to_head = goes_to_head(obligation, request.user)
    said = "Đã trình người đứng đầu duyệt." if to_head else f"Đã nộp cho {obligation.duty.plan.unit.label}."
    if isinstance(form, FlaggedForm) and not answered(request, obligation, form):
        return False
    return hand_in(request, obligation, form, operations.submit_obligation, said)


def answered(request: PersonRequest, obligation: Obligation, form: FlaggedForm) -> bool:
    try:
        with transaction.atomic():
            for flag, file in form.answers:
                new = add_attachment(obligation.unit, by=request.user, data=file.read(), name=file.name)
                operations.answer_flag(flag, new, by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def taken_out(request: PersonRequest, obligation: Obligation) -> bool:
    file = get_object_or_404(obligation.attachments, pk=number_of(request.POST.get("file", "")))
    operations.take_out_file(obligation, file, by=request.user)
    messages.success(request, f"Đã bỏ tệp “{file}”.")
    return True


def approvals(request: PersonRequest, plan_id: int) -> HttpResponse:
    """What waits for one's approval under a plan, with what was reported; several are approved with one press."""
    plan = get_object_or_404(plans_visible_to(request.user).select_related("unit", "document"), pk=plan_id)
    papers = obligations_to_decide(request.user).filter(duty__plan=plan)
    shares = assignments_to_decide(request.user).filter(task__plan=plan)
    if request.method == "POST":
        papers = papers.filter(pk__in=ticked(request, "paper"))
        shares = shares.filter(pk__in=ticked(request, "share"))
        tell_approved(request, *operations.approve_all(papers, shares, by=request.user))
        return redirect(request.get_full_path())
    if duty := request.GET.get("viec"):
        papers, shares = papers.filter(duty=number_of(duty)), shares.none()
    elif task := request.GET.get("nhiem-vu"):
        papers, shares = papers.none(), shares.filter(task=number_of(task))
    context = {
        "plan": plan,
        "papers": papers.annotate(pieces=Count("attachments"))[:MOST_AT_ONCE],
        "shares": shares.annotate(pieces=Count("attachments"))[:MOST_AT_ONCE],
        "total": papers.order_by().count() + shares.order_by().count(),
    }
    return page(request, "plans/approvals.html", context)


def ticked(request: PersonRequest, name: str) -> list[int]:
    return [number_of(pk) for pk in request.POST.getlist(name)[:MOST_AT_ONCE]]


def tell_approved(request: PersonRequest, done: int, left: int) -> None:
    if done:
        messages.success(request, f"Đã duyệt {done} mục.")
    if left:
        messages.warning(request, f"{left} mục vừa đổi trạng thái nên chưa duyệt. Mở từng mục để xem lại.")
    if not done and not left:
        messages.warning(request, "Chưa chọn mục nào. Đánh dấu các mục rồi bấm Duyệt.")


def extensions(request: PersonRequest, plan_id: int) -> HttpResponse:
    """More time for several units: those that asked for it, or those that were ticked on the board (`don-vi`)."""
    plan = get_object_or_404(plans_visible_to(request.user).select_related("unit", "document"), pk=plan_id)
    if not request.user.has_perm("plans.change_campaign", plan):
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách của đơn vị ban hành gia hạn được.")
    form = TimeForm(request.POST if request.method == "POST" else None, name="extend")
    if form.is_valid() and extended(request, plan, form):
        return redirect("plans:extensions", plan.pk)
    papers, chosen = papers_for_time(request, plan)
    context = {"plan": plan, "form": form, "papers": papers[:MOST_AT_ONCE], "chosen": chosen}
    return page(request, "plans/extensions.html", context)


def papers_for_time(request: PersonRequest, plan: Plan) -> tuple[QuerySet[Obligation], bool]:
    """What is still owing: of the ticked units, else with a request that waits. And whether units were ticked."""
    owing = for_rows(Obligation.objects.filter(duty__plan=plan, status__in=Obligation.OWING))
    if duty := number_of(request.GET.get("viec", "").partition(":")[0]):
        owing = owing.filter(duty=duty)
    if units := [number_of(unit) for unit in request.GET.getlist("don-vi")[:MOST_AT_ONCE]]:
        return owing.filter(unit__in=units), True
    asked = extensions_to_decide(request.user).order_by().values("obligation")
    return owing.filter(pk__in=asked).prefetch_related("extension_requests__asked_by"), False


def extended(request: PersonRequest, plan: Plan, form: TimeForm) -> bool:
    papers = for_rows(Obligation.objects.filter(duty__plan=plan, pk__in=ticked(request, "paper")))
    done, left = operations.extend_all(papers, by=request.user, **form.cleaned_data)
    if done:
        messages.success(request, f"Đã gia hạn cho {done} mục.")
    if left:
        messages.warning(request, f"{left} mục chưa gia hạn: đã nộp, hoặc hạn mới không sau hạn đang có.")
    if not done and not left:
        form.add_error(None, ValidationError("Chưa chọn mục nào. Đánh dấu các mục cần gia hạn.", code="none_chosen"))
    return bool(done or left)
