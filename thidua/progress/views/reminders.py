"""Reminding: when a plan does it by itself, all units at once, and the text for a group of a messenger."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.kernel.text import short
from thidua.people.models import Person, Unit
from thidua.people.queries import units_visible_to
from thidua.people.requests import PersonRequest
from thidua.plans.models import Plan
from thidua.plans.views.plans import visible_plan
from thidua.progress.group_text import GROUPS, MOST, pieces_of
from thidua.progress.models import ReminderRule
from thidua.progress.operations.calls import MANY, remind_units
from thidua.progress.operations.letters import letters_are_sent
from thidua.progress.operations.rules import change_rule, drop_rule
from thidua.progress.queries.calls import (
    LATE,
    Call,
    columns_owing,
    last_reminded,
    papers_asked,
    preview_of,
    with_address,
)
from thidua.progress.queries.reminders import pattern_of_unit, patterns_of
from thidua.progress.reminder_forms import CallForm, RuleForm
from thidua.progress.reminding import DEFAULT, Pattern

PER_PAGE = 50
SOON_WORDS = "Quá hạn hoặc đến hạn trong 7 ngày tới"


def own_plan(request: PersonRequest, plan_id: int) -> Plan:
    """A plan whose units one may remind."""
    plan = visible_plan(request, plan_id)
    if not request.user.has_perm("progress.remind_units", plan):
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách của đơn vị ban hành nhắc việc của kế hoạch này.")
    return plan


def plan_rule(request: PersonRequest, plan_id: int) -> HttpResponse:
    plan = own_plan(request, plan_id)
    rule = ReminderRule.objects.filter(plan=plan).first()
    context = {"plan": plan, "unit": plan.unit, "back": reverse("plans:plan", args=[plan.pk])}
    return rule_page(request, plan, rule, patterns_of([plan])[plan.pk], context)


def unit_rule(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit = get_object_or_404(units_visible_to(request.user), pk=unit_id)
    if not request.user.has_perm("progress.change_rule", unit):
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách của đơn vị đặt cách nhắc việc.")
    rule = ReminderRule.objects.filter(plan=None, unit=unit).first()
    context = {"unit": unit, "back": reverse("people:unit", args=[unit.pk])}
    return rule_page(request, unit, rule, pattern_of_unit(unit), context)


def rule_page(
    request: PersonRequest,
    subject: Plan | Unit,
    rule: ReminderRule | None,
    pattern: Pattern | None,
    context: dict[str, Any],
) -> HttpResponse:
    """What holds now; saving makes a rule of its own, dropping it goes back to the common one."""
    if "drop" in request.POST:
        drop_rule(subject, by=request.user)
        messages.success(request, "Từ nay nhắc việc theo cách chung.")
        return redirect(request.path)
    form = RuleForm(request.POST or None, pattern=known(rule, pattern), active=pattern is not None)
    if form.is_valid():
        try:
            change_rule(subject, by=request.user, **form.facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu cách nhắc việc.")
            return redirect(context["back"])
    return page(request, "progress/rule.html", {**context, "form": form, "has_rule": rule is not None})


def known(rule: ReminderRule | None, pattern: Pattern | None) -> Pattern:
    """The days to show, also of a rule that is switched off."""
    return pattern or (Pattern(tuple(rule.days), rule.escalate_after) if rule and rule.days else DEFAULT)


def remind(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Who would be told what; then, by one press, they are."""
    plan = own_plan(request, plan_id)
    if plan.status != Plan.Status.ISSUED:
        messages.warning(request, "Kế hoạch không còn được thực hiện nên không nhắc được.")
        return redirect("plans:plan", plan.pk)
    asked, again = request.GET.get("viec", ""), request.GET.get("nhaclai") == "1"
    form = CallForm(request.POST or None)
    if form.is_valid():
        try:
            run = remind_units(plan, asked, by=request.user, today=today(), text=form.cleaned_data["text"], again=again)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if run:
                return redirect("web:run", run.pk)
            messages.success(request, "Đã nhắc các đơn vị chưa nộp.")
            return redirect("plans:plan_units", plan.pk)
    preview = preview_of(plan, asked, by=request.user, today=today(), again=again)
    calls = Paginator(preview.calls, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "plan": plan,
        "form": form,
        "preview": preview,
        "persons": len(preview.persons),
        "letters": with_address(preview.persons) if letters_are_sent() else 0,
        "calls": calls,
        "rows": with_names(calls, last_reminded(plan)),
        "rounds": choices_of(plan),
        "soon": SOON_WORDS,
        "repeats": [("1", "Nhắc lại")],
        "is_many": preview.units > MANY,
    }
    return page(request, "progress/remind.html", context, part="call-preview")


def choices_of(plan: Plan) -> list[tuple[str, str]]:
    """What can be asked for, beside what is late or due soon."""
    columns = columns_owing(plan, today())
    rounds = [(column.key, f"{short(column.text, 70)} – {column.when}: {column.owed} đơn vị") for column in columns]
    return [(LATE, "Mọi mục đã quá hạn"), *rounds]


def with_names(calls: Iterable[Call], last: dict[int, Any]) -> list[dict[str, Any]]:
    """Each call with the names of whom it reaches, in one query."""
    ids = {person for call in calls for person in call.told}
    names = {person.pk: person for person in Person.objects.filter(pk__in=ids)}
    return [
        {
            "paper": call.paper,
            "told": sorted((names[person] for person in call.told), key=lambda person: person.sort_key),
            "last": last.get(call.paper.pk),
        }
        for call in calls
    ]


def group_text(request: PersonRequest, plan_id: int) -> HttpResponse:
    plan = own_plan(request, plan_id)
    asked, group = request.GET.get("viec", ""), request.GET.get("nhom", "")
    link = request.build_absolute_uri(reverse("plans:plan", args=[plan.pk]))
    pieces = pieces_of(
        plan,
        papers_asked(plan, asked, today()) if plan.status == Plan.Status.ISSUED else (),
        today=today(),
        group=group if group in GROUPS else "xa",
        link="" if request.GET.get("lienket") == "khong" else link,
    )
    context = {
        "plan": plan,
        "pieces": pieces,
        "rounds": choices_of(plan),
        "soon": SOON_WORDS,
        "groups": GROUPS.items(),
        "most": MOST,
        "links": [("co", "Có đường dẫn"), ("khong", "Không có đường dẫn")],
    }
    return page(request, "progress/group_text.html", context, part="pieces")
