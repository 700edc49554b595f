"""An item of the agenda: what to read, who keeps out, what was said, and its votes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from thidua.councils import operations
from thidua.councils.forms import ConflictForm, FileForm, ItemForm, NotesForm, RecusalForm
from thidua.councils.models import Item
from thidua.councils.queries import item_files_visible_to, items_visible_to, seats_on
from thidua.councils.questions import kind_of
from thidua.councils.rulebook import rule_words, vote_rule
from thidua.councils.views.councils import refused
from thidua.councils.views.meetings import prepared_meeting
from thidua.documents.operations import open_file
from thidua.kernel.htmx import page
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest


def seen_item(request: PersonRequest, item_id: int) -> Item:
    rows = items_visible_to(request.user).select_related(
        "meeting__council__unit", "meeting__presiding__person", "meeting__secretary__person"
    )
    return get_object_or_404(rows, pk=item_id)


def changed_item(request: PersonRequest, item_id: int) -> Item:
    item = seen_item(request, item_id)
    if not request.user.has_perm("councils.change_item", item):
        raise PermissionDenied("Việc này dành cho chủ tọa, thư ký và thường trực hội đồng.")
    return item


def add_item(request: PersonRequest, meeting_id: int) -> HttpResponse:
    meeting = prepared_meeting(request, meeting_id)
    form = ItemForm(request.POST or None)
    if form.is_valid():
        try:
            row = operations.add_item(meeting, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            return redirect("councils:item", row.pk)
    return page(request, "councils/item_form.html", {"form": form, "meeting": meeting})


def change_item(request: PersonRequest, item_id: int) -> HttpResponse:
    row = changed_item(request, item_id)
    lines = "\n".join(label for label, _ in row.nominees)
    initial = {"title": row.title, "text": row.text, "matter": row.matter, "nominees": lines}
    form = ItemForm(request.POST or None, initial=initial)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        known = dict(map(tuple, row.nominees))
        facts["nominees"] = [[label, known.get(label)] for label, _ in facts["nominees"]]
        try:
            operations.change_item(row, by=request.user, **facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            return redirect("councils:item", row.pk)
    return page(request, "councils/item_form.html", {"form": form, "meeting": row.meeting, "item": row})


def forms_of(request: PersonRequest, item: Item) -> dict[str, Form]:
    """Every form of the page; bound is the one whose button was pressed."""
    act = request.POST.get("act", "")

    def given(name: str) -> Any:
        return request.POST if act == name else None

    seats = seats_on(item.meeting.council, item.meeting.day)
    return {
        "notes_form": NotesForm(given("notes"), initial={"notes": item.notes}),
        "file_form": FileForm(given("file"), request.FILES or None),
        "conflict_form": ConflictForm(given("conflict"), prefix="own"),
        "recusal_form": RecusalForm(given("recuse"), seats=seats, prefix="other"),
    }


def item(request: PersonRequest, item_id: int) -> HttpResponse:
    row = seen_item(request, item_id)
    forms = forms_of(request, row)
    if request.method == "POST" and done(request, row, forms):
        return redirect("councils:item", row.pk)
    kind = kind_of(row.kind)
    context = {
        "item": row,
        "meeting": row.meeting,
        "files": row.files.select_related("file").order_by("pk"),
        "attachments": row.attachments.select_related("file").order_by("pk"),
        "recusals": row.recusals.select_related("seat__person").order_by("pk"),
        "ballots": row.ballots.all(),
        "rule": rule_of(row),
        "source": (kind.name, kind.url(row.subject)) if kind and row.subject else None,
        "is_recused": row.recusals.filter(seat__person=request.user).exists(),
        **forms,
    }
    return page(request, "councils/item.html", context)


def rule_of(item: Item) -> dict[str, str]:
    """By what rule the council votes on it, or what is missing."""
    try:
        rule = vote_rule(item.meeting.council, item.matter, item.meeting.day)
    except ValidationError as refusal:
        return {"missing": refusal.messages[0]}
    return {"words": rule_words(rule), "source": rule.source, "to_compare": rule.to_compare}


def done(request: PersonRequest, item: Item, forms: dict[str, Any]) -> bool:
    act, by = request.POST.get("act", ""), request.user
    try:
        if act == "notes" and forms["notes_form"].is_valid():
            operations.change_item(item, by=by, **forms["notes_form"].cleaned_data)
        elif act == "file" and forms["file_form"].is_valid():
            file = forms["file_form"].cleaned_data["file"]
            operations.add_item_file(item, by=by, data=file.read(), name=file.name)
        elif act == "take-out":
            row = get_object_or_404(item.files, pk=number_of(request.POST.get("file", "")))
            operations.take_out_item_file(row, by=by)
        elif act == "conflict" and forms["conflict_form"].is_valid():
            operations.declare_conflict(item, by=by, **forms["conflict_form"].cleaned_data)
        elif act == "recuse" and forms["recusal_form"].is_valid():
            operations.record_recusal(item, by=by, **forms["recusal_form"].cleaned_data)
        else:
            return False
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return True
    messages.success(request, "Đã lưu.")
    return True


def item_file(request: PersonRequest, paper_id: int) -> HttpResponseBase:
    row = get_object_or_404(item_files_visible_to(request.user), pk=paper_id)
    return FileResponse(open_file(row.file), as_attachment=True, filename=row.name)
