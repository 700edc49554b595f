"""The library: the list, a page for who would copy, questions, opening to the public."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from thidua.initiatives.forms.library import WordsForm
from thidua.initiatives.models import Initiative, Question, Scope
from thidua.initiatives.operations import adopting
from thidua.initiatives.queries import library as queries
from thidua.initiatives.queries.places import with_homes
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.permissions import require
from thidua.people.queries import EDITORS, paths_held
from thidua.people.requests import PersonRequest
from thidua.writing.sheets import workbook

PER_PAGE = 20


def library(request: PersonRequest) -> HttpResponse:
    visible, asked = queries.library_visible_to(request.user), request.GET
    rows = queries.chosen_models(visible, asked)
    context = {
        "models": Paginator(queries.shown_in_lists(rows), PER_PAGE).get_page(asked.get("trang")),
        "kinds": Initiative.Kind.choices,
        "fields": Initiative.Field.choices,
        "scopes": Scope.choices,
        "schools": queries.SCHOOLS,
        "effects": queries.EFFECTS.items(),
        "orders": queries.ORDERS.items(),
        "may_import": bool(paths_held(request.user, EDITORS)),
        "most_copied": [] if request.htmx or asked.get("q") else queries.most_copied(visible),
    }
    return page(request, "initiatives/library.html", context, part="model-rows")


def export_library(request: PersonRequest) -> HttpResponse:
    rows = queries.chosen_models(queries.library_visible_to(request.user), request.GET)
    return excel("thu-vien-sang-kien", workbook("Thư viện", queries.COLUMNS, queries.library_lines(rows)))


def visible_model(request: PersonRequest, initiative_id: int) -> Initiative:
    rows = with_homes(queries.library_visible_to(request.user)).select_related("unit", "round__unit")
    return get_object_or_404(rows, pk=initiative_id)


def model_page(request: PersonRequest, initiative_id: int) -> HttpResponse:
    row, by = visible_model(request, initiative_id), request.user
    form = WordsForm(request.POST or None, label="Câu hỏi cho tác giả", most=1000)
    if form.is_valid():
        try:
            adopting.ask_question(row, by=by, text=form.cleaned_data["text"])
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            messages.success(request, "Đã gửi câu hỏi. Câu trả lời hiện ở trang này và trong thông báo.")
            return redirect("initiatives:model", row.pk)
    context = model_facts(row) | {
        "form": form,
        "may_ask": by.has_perm("initiatives.ask_question", row),
        "may_answer": by.has_perm("initiatives.answer_question", Question(initiative=row)),
        "may_publish": by.has_perm("initiatives.publish_initiative", row),
        "units": queries.units_that_could_adopt(row, by),
    }
    return page(request, "initiatives/model.html", context)


def model_facts(row: Initiative) -> dict[str, object]:
    """What the page tells of it, signed in or not."""
    return {
        "model": row,
        "authors": queries.authors_of(row),
        "needed": queries.needed_parts(row),
        "others": queries.other_parts(row),
        "results": row.results.all(),
        "recognitions": queries.recognitions_of(row),
        "files": queries.files_of(row),
        "adoptions": queries.adoptions_of(row),
        "questions": queries.questions_of(row),
    }


@require_POST
def publish_model(request: PersonRequest, initiative_id: int) -> HttpResponse:
    row = visible_model(request, initiative_id)
    is_public = request.POST.get("act") == "open"
    adopting.publish_initiative(row, by=request.user, is_public=is_public)
    told = "Đã công khai: ai cũng xem được mà không cần đăng nhập." if is_public else "Đã thôi công khai."
    messages.success(request, told)
    return redirect("initiatives:model", row.pk)


def answer_question(request: PersonRequest, question_id: int) -> HttpResponse:
    rows = Question.objects.select_related("initiative__unit", "initiative__round__unit", "by")
    visible = rows.filter(initiative__in=queries.library_visible_to(request.user).values("pk"))
    question = get_object_or_404(visible, pk=question_id)
    require(request.user, "initiatives.answer_question", question)
    form = WordsForm(request.POST or None, label="Trả lời", initial={"text": question.answer})
    if form.is_valid():
        try:
            adopting.answer_question(question, by=request.user, text=form.cleaned_data["text"], now=timezone.now())
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            messages.success(request, "Đã trả lời. Người hỏi được báo tin.")
            return redirect("initiatives:model", question.initiative_id)
    return page(request, "initiatives/answer_question.html", {"question": question, "form": form})
