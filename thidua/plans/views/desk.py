"""The reading desk: the document beside what was understood, everything editable, saved as one types."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import reselect, retarget

from thidua.documents.models import Block
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.people.models import Cluster, Unit
from thidua.people.queries import matching, number_of
from thidua.people.requests import PersonRequest
from thidua.plans import operations
from thidua.plans.forms import LINE_FORMS, LineForm, PaperForm, PlanForm
from thidua.plans.marking import anchor, marked
from thidua.plans.matching import units_received
from thidua.plans.models import ForUnits, Line, Plan
from thidua.plans.queries import (
    KINDS,
    addressable_units,
    doubts_of,
    issuing_run,
    lines_at,
    lines_of,
    plans_visible_to,
)

SET_APART = ("page_number", "running_head", "residue", "footnote")


def own_draft(request: PersonRequest, plan_id: int) -> Plan:
    """The draft, for who writes it: 404 for others, 403 for readers, a refusal when it was issued meanwhile."""
    plan = get_object_or_404(plans_visible_to(request.user).select_related("unit", "document", "parent"), pk=plan_id)
    if not request.user.has_perm("plans.change_plan", plan):
        raise PermissionDenied("Chỉ người đứng đầu và cán bộ phụ trách của đơn vị sửa được kế hoạch này.")
    return plan


def desk(request: PersonRequest, plan_id: int) -> HttpResponse:
    plan = own_draft(request, plan_id)
    if not plan.is_draft:
        return redirect("plans:plan", plan.pk)
    if issuing_run(plan):
        return redirect("plans:issue_plan", plan.pk)
    groups = [(word, kind, list(lines_of(plan, kind))) for word, kind in KINDS.items()]
    every_line = [line for _, _, lines in groups for line in lines]
    blocks = plan.document.blocks.all()
    context = {
        "plan": plan,
        "blocks": marked([block for block in blocks if block.kind not in SET_APART], every_line, plan.title),
        "above": blocks_above(request, plan) if not blocks else [],
        "apart": [block for block in blocks if block.kind in SET_APART],
        "file": plan.document.files.filter(made="").select_related("file", "layout_check").first(),
        "groups": [group_context(word, kind, lines) for word, kind, lines in groups],
        "plan_form": PlanForm(instance=plan),
        "paper_form": PaperForm(instance=plan.document),
        "addressed": plan.addressees.count(),
        "doubts": sum(line.certainty == Line.Certainty.CHECK for line in every_line),
    }
    return page(request, "plans/desk.html", context)


def blocks_above(request: PersonRequest, plan: Plan) -> list[Block]:
    """The document of the plan above, beside a draft that was made from it; where one may see it."""
    seen = plans_visible_to(request.user).filter(pk=plan.parent_id or 0)
    return list(Block.objects.filter(document__plan__in=seen).exclude(kind__in=SET_APART).order_by("index"))


def group_context(word: str, kind: type[Line], lines: list[Line]) -> dict[str, Any]:
    return {
        "word": word,
        "title": kind._meta.verbose_name,
        "lines": [line_context(line) for line in lines],
        "template": f"plans/lines/{kind._meta.model_name}.html",
    }


def line_context(line: Line) -> dict[str, Any]:
    """A line as its card shows it."""
    units = [unit.label for unit in line.units.all()] if isinstance(line, ForUnits) else []
    return {
        "line": line,
        "anchor": anchor(line),
        "word": anchor(line).rpartition("-")[0],
        "units": units,
        "template": f"plans/lines/{line._meta.model_name}.html",
    }


@require_POST
def facts(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Save the facts of the plan, or the head and foot of its document, as they are typed.

    What was saved only redraws the summary: somebody is typing in the next field by now. Errors redraw the form.
    """
    plan = own_draft(request, plan_id)
    is_paper = "paper" in request.POST
    form = PaperForm(request.POST, instance=plan.document) if is_paper else PlanForm(request.POST, instance=plan)
    if form.is_valid():
        try:
            if is_paper:
                operations.change_paper(plan, by=request.user, **form.cleaned_data)
            else:
                operations.change_plan(Plan.objects.get(pk=plan.pk), by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    if form.is_valid() and not request.htmx:
        return redirect("plans:desk", plan.pk)
    context = {
        "plan": plan,
        "form": form,
        "is_paper": is_paper,
        "saved_at": timezone.now() if form.is_valid() else None,
    }
    answer = page(request, "plans/facts.html", context, part="facts")
    whole = "#paper-facts" if is_paper else "#plan-facts"
    return answer if form.is_valid() else reselect(retarget(answer, whole), whole)


def kind_of(word: str) -> type[Line]:
    if word not in KINDS:
        raise Http404
    return KINDS[word]


def draft_line(request: PersonRequest, plan_id: int, word: str, line_id: int) -> Line:
    plan = own_draft(request, plan_id)
    rows = kind_of(word)._default_manager.select_related("block", "parent_line")
    line = get_object_or_404(rows, pk=line_id, plan=plan)
    line.plan = plan
    return line


def chosen_block(request: PersonRequest, plan: Plan) -> dict[str, Any]:
    """The sentence that was selected in the document, when one was: its block and place."""
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("block"):
        return {}
    block = get_object_or_404(Block, pk=number_of(asked["block"]), document=plan.document_id)
    start, end = (min(number_of(asked.get(name, "")), len(block.text)) for name in ("start", "end"))
    if not 0 <= start < end:
        return {"block": block, "start_char": 0, "end_char": len(block.text)}
    return {"block": block, "start_char": start, "end_char": end}


def form_page(request: PersonRequest, plan: Plan, word: str, form: LineForm, line: Line | None) -> HttpResponse:
    place = {} if line else chosen_block(request, plan)
    context = {"plan": plan, "word": word, "form": form, "line": line, "place": place}
    context["anchor"] = anchor(line) if line else f"{word}-moi"
    return page(request, "plans/line_form.html", context, part="line-form")


def card(request: PersonRequest, line: Line, **more: Any) -> HttpResponse:
    """The card of a line, and out of band the count of doubts."""
    context = {"plan": line.plan, "item": line_context(line), "doubts": doubts_of(line.plan), **more}
    if line.block:
        context["repainted"] = marked([line.block], lines_at(line.plan, line.block), line.plan.title)[0]
    if not request.htmx:
        return redirect("plans:desk", line.plan_id)
    return page(request, "plans/line.html", context, part="line-card")


def add_line(request: PersonRequest, plan_id: int, word: str) -> HttpResponse:
    """A new line: from the sentence selected in the document, or written by hand."""
    plan = own_draft(request, plan_id)
    kind = kind_of(word)
    place = chosen_block(request, plan)
    first = place["block"].text[place["start_char"] : place["end_char"]].strip(" .;:-–+") if place else ""
    named = {"muc": "title", "giai-doan": "label", "can-cu": "number"}.get(word, "text")
    form = LINE_FORMS[kind](request.POST or None, plan=plan, initial={named: first})
    if form.is_valid():
        try:
            line = operations.add_line(plan, kind, by=request.user, **place, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return card(request, line, is_new=True)
    return form_page(request, plan, word, form, None)


def change_line(request: PersonRequest, plan_id: int, word: str, line_id: int) -> HttpResponse:
    line = draft_line(request, plan_id, word, line_id)
    form = LINE_FORMS[kind_of(word)](request.POST or None, plan=line.plan, instance=line)
    if line.departure or "departure" in request.POST:
        form.fields["departure"] = departure_field(line)
    if form.is_valid():
        fresh = draft_line(request, plan_id, word, line_id)
        try:
            return card(request, operations.change_line(fresh, by=request.user, **form.cleaned_data))
        except ValidationError as refusal:
            if NEEDS_REASON in codes_of(refusal):
                form.fields["departure"] = departure_field(line)
                form.fields["departure"].required, form.use_required_attribute = True, False
            form.add_error(None, refusal)
    return form_page(request, line.plan, word, form, line)


NEEDS_REASON = "needs_reason"


def codes_of(refusal: ValidationError) -> set[str | None]:
    return {error.code for error in refusal.error_list} if hasattr(refusal, "error_list") else set()


def departure_field(line: Line) -> forms.CharField:
    """Asked for where a line is to ask less than the plan above."""
    label = "Lý do nới hoặc bỏ so với cấp trên"
    return forms.CharField(
        label=label, max_length=500, required=False, initial=line.departure, widget=forms.Textarea(attrs={"rows": 2})
    )


def show_line(request: PersonRequest, plan_id: int, word: str, line_id: int) -> HttpResponse:
    """The card again, when a form is left without saving."""
    return card(request, draft_line(request, plan_id, word, line_id))


ACTS = {"xem-xong": operations.settle_line, "bo": operations.remove_line, "lay-lai": operations.restore_line}


@require_POST
def act_on_line(request: PersonRequest, plan_id: int, word: str, line_id: int, act: str) -> HttpResponse:
    """Settle, take out, or put back."""
    line = draft_line(request, plan_id, word, line_id)
    reason = {"departure": request.POST.get("departure", "")} if act == "bo" else {}
    try:
        ACTS[act](line, by=request.user, **reason)
    except ValidationError as refusal:
        if NEEDS_REASON not in codes_of(refusal):
            raise
        return reason_page(request, draft_line(request, plan_id, word, line_id), word, refusal)
    return card(request, line)


def reason_page(request: PersonRequest, line: Line, word: str, refusal: ValidationError) -> HttpResponse:
    """Ask why a line that binds the unit is to be dropped."""
    field = departure_field(line)
    context = {"plan": line.plan, "line": line, "word": word, "anchor": anchor(line), "label": field.label}
    context["refusal"] = refusal.messages[0] if "departure" in request.POST else ""
    return page(request, "plans/departure.html", context, part="departure-form", status=422)


def addressing(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Choose the addressees: all of a kind, a cluster, all below, or by name."""
    plan = own_draft(request, plan_id)
    choice = request.POST.get("choice", "")
    if request.method == "POST" and choice:
        units = chosen_units(request, plan, choice)
        if "remove" in request.POST:
            operations.unaddress_units(plan, units, by=request.user)
        else:
            operations.address_units(plan, units, by=request.user, today=today())
    candidates = addressable_units(plan, today())
    taken = plan.addressees.values_list("unit_id", flat=True)
    found = matching(candidates.exclude(pk__in=taken), request.GET.get("q", "")).order_by("depth", "sort_key")
    rows = plan.addressees.select_related("unit").order_by("unit__depth", "unit__sort_key")
    kinds = dict(Unit.Kind.choices)
    context = {
        "plan": plan,
        "addressees": Paginator(rows, 50).get_page(request.GET.get("trang")),
        "found": found[:20] if request.GET.get("q") else [],
        "received": len(units_received(plan.document.recipients, candidates.exclude(pk__in=taken))),
        "kinds": [(k, kinds[k]) for k in candidates.order_by().values_list("kind", flat=True).distinct()],
        "clusters": Cluster.objects.filter(unit=plan.unit),
        "total": rows.count(),
    }
    return page(request, "plans/addressing.html", context, part="addressing")


def chosen_units(request: PersonRequest, plan: Plan, choice: str) -> list[Unit]:
    """`self`, `below` (one level down), `all`, `kind:team`, `cluster:3`, `unit:12`, `recipients` (those that the
    document names), `everyone` (all chosen).
    """
    rows = addressable_units(plan, today())
    word, _, value = choice.partition(":")
    if word == "self":
        rows = rows.filter(pk=plan.unit_id)
    elif word == "below":
        rows = rows.filter(depth=plan.unit.depth + 1)
    elif word == "all":
        rows = rows.exclude(pk=plan.unit_id)
    elif word == "kind":
        rows = rows.filter(kind=value)
    elif word == "cluster":
        rows = rows.filter(clusters=number_of(value))
    elif word == "unit":
        rows = Unit.objects.filter(pk=number_of(value))
    elif word == "recipients":
        return units_received(plan.document.recipients, rows)
    elif word == "everyone":
        rows = Unit.objects.filter(received_plans__plan=plan)
    else:
        raise Http404
    return list(rows)
