"""What a person or a collective was honoured with over all years; and how many there are of each."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from thidua.awards.passport_paper import passport_of
from thidua.awards.queries import awards as queries
from thidua.awards.queries import statistics as counting
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import with_schools
from thidua.people.queries.directory import Above
from thidua.people.requests import PersonRequest
from thidua.progress.charts import bars
from thidua.writing.document import Document
from thidua.writing.docx import DOCX_TYPE, docx_of
from thidua.writing.pdf import PDF_TYPE, pdf_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

FILES: dict[str, tuple[Callable[[Document], bytes], str]] = {"docx": (docx_of, DOCX_TYPE), "pdf": (pdf_of, PDF_TYPE)}


def own_passport(request: PersonRequest) -> HttpResponse:
    return redirect("awards:passport", request.user.pk)


def seen_person(request: PersonRequest, person_id: int) -> Person:
    return get_object_or_404(queries.passports_visible_to(request.user), pk=person_id)


def places_of(person: Person) -> "list[WithAnnotations[Post, Above]]":
    return list(with_schools(Post.objects.valid_on(today()).filter(person=person)))


def passport(request: PersonRequest, person_id: int) -> HttpResponse:
    person = seen_person(request, person_id)
    years = queries.awards_by_year(queries.with_reasons(queries.awards_of_person(person), request.user))
    own = person.pk == request.user.pk
    context = {
        "person": person,
        "others": (others := queries.other_awards_of(person)),
        "mendable": queries.mendable(others, request.user),
        "posts": places_of(person),
        "years": years,
        "counts": queries.counts_of(years),
        "revocable": queries.revocable(years, request.user),
        "recognitions": queries.recognitions_of_person(person, request.user),
        "own": own,
        "outlook": reverse("awards:outlook") if own else "",
    }
    return page(request, "awards/passport.html", context)


def passport_file(request: PersonRequest, person_id: int, suffix: str) -> HttpResponse:
    person = seen_person(request, person_id)
    posts = places_of(person)
    office = office_of(posts[0].unit) if posts else None
    if office is None:
        raise PermissionDenied("Người này hiện không công tác ở đơn vị nào nên chưa có nơi xác nhận.")
    about = "; ".join(f"{post}, {post.above}" if post.above else str(post) for post in posts)
    years = queries.awards_by_year(queries.awards_of_person(person))
    others = queries.other_awards_of(person)
    recognitions = list(queries.recognitions_of_person(person, request.user))
    return as_file(
        passport_of(person.full_name, about, office, years, others, recognitions), suffix, "qua-trinh-khen-thuong"
    )


def office_of(unit: Unit) -> Unit:
    """The office or school of a team or division."""
    above = Unit.objects.get_parent(unit) if unit.kind in (Unit.Kind.TEAM, Unit.Kind.DIVISION) else None
    return above or unit


def as_file(document: Document, suffix: str, name: str) -> HttpResponse:
    if suffix not in FILES:
        raise Http404
    write, kind = FILES[suffix]
    disposition = f'attachment; filename="{name}.{suffix}"'
    return HttpResponse(write(document), content_type=kind, headers={"Content-Disposition": disposition})


def seen_collective(request: PersonRequest, unit_id: int) -> Unit:
    return get_object_or_404(queries.collectives_visible_to(request.user), pk=unit_id)


def collective_passport(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit = seen_collective(request, unit_id)
    years = queries.awards_by_year(queries.with_reasons(queries.awards_of_collective(unit), request.user))
    context = {
        "unit": unit,
        "office": office_of(unit),
        "others": (others := queries.other_awards_of(unit)),
        "mendable": queries.mendable(others, request.user),
        "years": years,
        "counts": queries.counts_of(years),
        "revocable": queries.revocable(years, request.user),
    }
    return page(request, "awards/passport.html", context)


def collective_passport_file(request: PersonRequest, unit_id: int, suffix: str) -> HttpResponse:
    unit = seen_collective(request, unit_id)
    office = office_of(unit)
    years = queries.awards_by_year(queries.awards_of_collective(unit))
    about = office.name if office.pk != unit.pk else ""
    others = queries.other_awards_of(unit)
    return as_file(passport_of(unit.name, about, office, years, others), suffix, "qua-trinh-khen-thuong-tap-the")


def statistics(request: PersonRequest) -> HttpResponse:
    by, asked = request.user, request.GET
    if asked.get("xuat") == "excel":
        return exported(request, "awards.statistics", today())
    board = counting.board_of(by, asked)
    context = {
        "board": board,
        "chart": bars("Số lượt khen thưởng theo năm", counting.points_of(board)) if len(board.years) > 1 else "",
        "year_choices": [(line.label, line.label) for line in reversed(board.years)],
        "seasons": seasons_visible_to(by).order_by("-year", "-pk")[:50],
    }
    return page(request, "awards/statistics.html", context, part="counts")
