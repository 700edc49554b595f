"""Writing an initiative: begin, text that saves itself, authors, results and files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import formset_factory
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from thidua.documents.operations import add_attachment, add_link
from thidua.initiatives.forms.initiatives import (
    AuthorForm,
    BeginForm,
    BeneficiaryForm,
    FileForm,
    NewAuthorForm,
    ResultForm,
    TextForm,
    result_rows,
)
from thidua.initiatives.models import Author, Initiative
from thidua.initiatives.operations import authors as naming
from thidua.initiatives.operations import initiatives as operations
from thidua.initiatives.operations import results as proving
from thidua.initiatives.operations.checks import WHOLE, missing_of, shares_sentence
from thidua.initiatives.queries.people import colleagues, found_by
from thidua.initiatives.queries.reach import units_to_register_for
from thidua.initiatives.views.seen import did, seen_initiative, seen_round
from thidua.kernel.htmx import page
from thidua.people.models import Person
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.people.views.choices import answer


def colleague_choices(request: PersonRequest) -> HttpResponse:
    """Colleagues of one's own units by any part of the name, of others by the whole of it."""
    name = request.GET.get("ten", "")
    words = request.GET.get(f"{name}_tim" if name else "q", "")[:200]
    chosen = [number_of(value) for value in request.GET.getlist(name)] if name else []
    return answer(request, found_by(request.user, words) | colleagues().filter(pk__in=chosen))


def begin(request: PersonRequest, round_id: int) -> HttpResponse:
    the_round = seen_round(request, round_id)
    units = units_to_register_for(request.user, the_round)
    if not request.user.has_perm("initiatives.add_initiative", the_round):
        raise PermissionDenied("Đợt này không nhận đăng ký từ vai trò hiện nay.")
    form = BeginForm(units, request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            row = operations.draft_initiative(
                the_round, said["unit"], by=request.user, title=said["title"], now=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("initiatives:change_initiative", row.pk)
    return page(request, "initiatives/begin.html", {"form": form, "round": the_round})


def written(request: PersonRequest, initiative_id: int) -> Initiative:
    """One that the person may change now."""
    row = seen_initiative(request, initiative_id)
    if not request.user.has_perm("initiatives.change_initiative", row):
        raise PermissionDenied("Chỉ tác giả đã xác nhận sửa được nội dung.")
    if row.status not in Initiative.WRITABLE:
        sentence = f"Sáng kiến đang ở trạng thái “{row.get_status_display()}” nên không sửa được."
        raise PermissionDenied(sentence)
    return row


def text(request: PersonRequest, initiative_id: int) -> HttpResponse:
    """The sections. Each change is saved as it is typed (htmx); without scripts by the button."""
    row = written(request, initiative_id)
    is_sent = request.method == "POST"
    form = TextForm(row, request.POST if is_sent else None)
    problem, saved = "", None
    if is_sent and form.is_valid():
        try:
            row = operations.save_initiative(
                row,
                by=request.user,
                seen_edition=form.cleaned_data["seen"],
                parts=form.parts,
                **form.facts,
            )
        except ValidationError as refusal:
            if not request.htmx:
                form.add_error(None, refusal)
            problem = " ".join(refusal.messages)
        else:
            saved = timezone.now()
            if request.POST.get("next") == "register":
                return registered(request, row)
            if not request.htmx:
                messages.success(request, "Đã lưu.")
                return redirect("initiatives:authors", row.pk)
    elif is_sent:
        problem = " ".join(str(each) for errors in form.errors.values() for each in errors)
    context = {
        "initiative": row,
        "form": form,
        "missing": missing_of(row, "register"),
        "saved": saved,
        "problem": problem,
        "tab": "text",
    }
    if request.htmx and is_sent:
        return page(request, "initiatives/saved.html", {**context, "form": None}, status=422 if problem else 200)
    return page(request, "initiatives/text.html", context, status=422 if problem else 200)


def registered(request: PersonRequest, row: Initiative) -> HttpResponse:
    """Send it off; what keeps it from that is said on its page, and all that was typed is saved already."""
    deed = lambda: operations.register_initiative(row, by=request.user, now=timezone.now())  # noqa: E731
    did(request, deed, "Đã gửi đăng ký.")
    return redirect("initiatives:initiative", row.pk)


AuthorRows: Any = formset_factory(AuthorForm, extra=0, max_num=naming.MOST, absolute_max=naming.MOST + 5)


def authors(request: PersonRequest, initiative_id: int) -> HttpResponse:
    row = written(request, initiative_id)
    there = list(row.authors.select_related("person"))
    act = request.POST.get("act", "")
    lines = AuthorRows(request.POST if act == "save" else None, initial=[initial_of(each) for each in there])
    new = NewAuthorForm(request.POST if act == "add" else None)
    if act == "save" and lines.is_valid():
        entries = [form.entry for form in lines if not form.cleaned_data.get("remove")]
        if named(request, row, entries, None):
            return redirect("initiatives:authors", row.pk)
    if act == "add" and new.is_valid():
        entries = [*map(entry_of, there), new.entry]
        if named(request, row, entries, new):
            return redirect("initiatives:authors", row.pk)
    total = sum((each.share for each in there), WHOLE - WHOLE)
    context = {
        "initiative": row,
        "lines": list(zip(there, lines.forms, strict=False)) if not lines.is_bound else bound_lines(there, lines),
        "management": lines.management_form,
        "new": new,
        "total": total,
        "shares_problem": "" if total == WHOLE else shares_sentence(total),
        "tab": "authors",
        "status": 422 if (lines.is_bound or new.is_bound) else 200,
    }
    return page(request, "initiatives/authors.html", context, status=context["status"])


def bound_lines(there: list[Author], lines: Any) -> list[tuple[Author | None, AuthorForm]]:
    known = {each.pk: each for each in there}
    by_place = dict(enumerate(known.values()))
    return [(by_place.get(n), form) for n, form in enumerate(lines.forms)]


def initial_of(author: Author) -> dict[str, Any]:
    from thidua.kernel.templatetags.words import number

    return {
        "person": author.person_id,
        "outside_name": author.outside_name,
        "workplace": author.workplace,
        "share": number(author.share),
    }


def entry_of(author: Author) -> naming.Entry:
    return naming.Entry(author.share, author.person, author.outside_name, author.workplace, author.position)


def named(request: PersonRequest, row: Initiative, entries: list[naming.Entry], form: Any) -> bool:
    try:
        naming.set_authors(row, entries, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        if form is not None:
            form.add_error(None, refusal)
        else:
            for sentence in refusal.messages:
                messages.error(request, sentence)
        return False
    messages.success(request, "Đã lưu danh sách tác giả. Người mới được hỏi ý kiến.")
    return True


ResultRows: Any = formset_factory(
    ResultForm, extra=2, max_num=proving.MOST_RESULTS, absolute_max=proving.MOST_RESULTS + 5
)


def results(request: PersonRequest, initiative_id: int) -> HttpResponse:
    row = written(request, initiative_id)
    act = request.POST.get("act", "")
    if act == "take_out":
        piece = get_object_or_404(row.enclosures, pk=number_of(request.POST.get("piece", "")))
        did(request, lambda: proving.take_out(piece, by=request.user), "Đã bỏ tệp khỏi sáng kiến.")
        return redirect("initiatives:results", row.pk)
    rows = ResultRows(request.POST if act == "save" else None, initial=figures_of(row))
    whom = BeneficiaryForm(
        request.POST if act == "save" else None,
        initial={"beneficiaries": row.beneficiaries, "beneficiary_count": row.beneficiary_count},
    )
    files = files_of(request) if act == "file" else None
    file = FileForm(request.POST if act == "file" else None, files, initial={"purpose": "evidence"})
    if act == "save" and rows.is_valid() and whom.is_valid() and figures_saved(request, row, rows, whom):
        return redirect("initiatives:results", row.pk)
    if act == "file" and file.is_valid() and filed(request, row, file):
        return redirect("initiatives:results", row.pk)
    context = {
        "initiative": row,
        "rows": rows,
        "whom": whom,
        "file": file,
        "files": row.enclosures.select_related("attachment__file", "attachment__by"),
        "missing": missing_of(row, "report"),
        "tab": "results",
    }
    bad = rows.is_bound or file.is_bound
    return page(request, "initiatives/results.html", context, status=422 if bad else 200)


def files_of(request: PersonRequest) -> Any:
    """What was chosen, or what was photographed instead."""
    files = request.FILES.copy()
    if photo := files.get("photo"):
        files.setdefault("file", photo)
    return files


def figures_of(row: Initiative) -> list[dict[str, Any]]:
    from thidua.kernel.templatetags.words import number

    return [
        {
            "indicator": each.indicator,
            "unit_of_count": each.unit_of_count,
            "before": number(each.before),
            "after": number(each.after),
            "note": each.note,
        }
        for each in row.results.all()
    ]


def figures_saved(request: PersonRequest, row: Initiative, rows: Any, whom: BeneficiaryForm) -> bool:
    try:
        with transaction.atomic():
            filled = [form for form in rows if form.cleaned_data.get("indicator")]
            proving.set_results(row, [form.row for form in filled], by=request.user)
            facts = whom.cleaned_data
            operations.save_initiative(row, by=request.user, seen_edition=row.edition, parts={}, **facts)
    except ValidationError as refusal:
        whom.add_error(None, refusal)
        return False
    messages.success(request, "Đã lưu kết quả.")
    return True


def filed(request: PersonRequest, row: Initiative, form: FileForm) -> bool:
    """Store and point at it in one transaction: what is refused leaves nothing behind."""
    said = form.cleaned_data
    try:
        with transaction.atomic():
            unit = store_for(request.user, row)
            if upload := said["file"]:
                piece = add_attachment(
                    unit, by=request.user, data=upload.read(), name=upload.name, caption=said["caption"]
                )
            else:
                piece = add_link(unit, by=request.user, link=said["link"], caption=said["caption"])
            proving.enclose(row, [piece], purpose=said["purpose"], by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Đã thêm tệp.")
    return True


def store_for(person: Person, row: Initiative) -> Any:
    """Where the person's files go: to the initiative's unit, or to the own one of a co-author from elsewhere."""
    if person.has_perm("documents.add_attachment", row.unit):
        return row.unit
    from thidua.people.queries import WORKERS, valid_posts

    return next((post.unit for post in valid_posts(person) if post.role in WORKERS), row.unit)


__all__ = ["authors", "begin", "colleague_choices", "result_rows", "results", "text"]
