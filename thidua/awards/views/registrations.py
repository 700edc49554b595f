"""Registering for oneself, one's team and others; who has and who has not."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.awards.forms.registrations import OwnForm, PasteForm, TickForm
from thidua.awards.models import Registration, Season
from thidua.awards.operations import registrations as operations
from thidua.awards.queries import registrations as queries
from thidua.awards.rulebook import article_of, rules_for
from thidua.awards.views.seen import did, refused, seen_season
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.kernel.text import sentence
from thidua.law.facts import Subject
from thidua.law.rules import Principle
from thidua.people.models import Person, Unit
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans.matching import inner_units

PER_PAGE = 25


def registrations(request: PersonRequest, season_id: int) -> HttpResponse:
    season = seen_season(request, season_id)
    if not request.user.has_perm("awards.add_registration", season):
        raise PermissionDenied("Đăng ký của đơn vị chỉ cho người trong đơn vị xem.")
    if request.GET.get("xuat") == "excel":
        return exported(request, "awards.registrations", today(), season_id=season.pk)
    day = today()
    sees_all = request.user.has_perm("awards.list_registrations", season)
    board = queries.board_of(season, day) if sees_all else queries.Board([], [], {})
    context = {
        "season": season,
        "tab": "registrations",
        "board": board,
        "sees_all": sees_all,
        "lines": Paginator(queries.narrowed(board, request.GET), PER_PAGE).get_page(request.GET.get("trang")),
        "own": own_subjects(request, season),
        "teams": [(group.place.pk, group.place.label) for group in board.groups if group.place],
        "awards": [(key, award.name) for key, award in board.awards.items()],
        "states": queries.STATES.items(),
        "keeps": request.user.has_perm("awards.register_others", season),
        "note": note_of(season),
        "today": day,
    }
    return page(request, "awards/registrations.html", context, part="registration-rows")


def own_subjects(request: PersonRequest, season: Season) -> list[dict[str, Any]]:
    """Oneself and the collectives that one leads, each with what stands registered."""
    day, rows = today(), list[dict[str, Any]]()
    subjects: list[Person | Unit] = [*queries.collectives_of(request.user, season, day)]
    if queries.belongs(season, request.user, day):
        subjects.insert(0, request.user)
    for subject in subjects:
        if not queries.awards_for(season, subject):
            continue
        line = queries.line_of(season, subject)
        url = reverse("awards:add_registration", args=[season.pk])
        if isinstance(subject, Unit):
            url += f"?tap-the={subject.pk}"
        rows.append({"name": "Bản thân" if isinstance(subject, Person) else subject.name, "line": line, "url": url})
    return rows


def note_of(season: Season) -> dict[str, str] | None:
    """Why registering is no condition, as the rules say it, with the article."""
    rules = rules_for(season.unit)
    rule = rules.find_standing(Principle, today(), "registration")
    return {"text": sentence(rule.text), "source": article_of(rule, rules, today())} if rule else None


def add_registration(request: PersonRequest, season_id: int) -> HttpResponse:
    """One's own, or of a collective that one leads (`tap-the`): what is ticked stands, what is not is withdrawn."""
    season = seen_season(request, season_id)
    day = today()
    subject = own_subject(request, season)
    awards = queries.awards_for(season, subject)
    held = queries.held_by(season, subject)
    standing = [row for row in held if row.status == Registration.Status.REGISTERED]
    initial = {
        "awards": [row.award for row in standing],
        "goals": next((row.goals for row in [*standing, *held] if row.goals), ""),
    }
    form = OwnForm(awards, request.POST or None, initial=initial, stands=bool(standing))
    if form.is_valid():
        try:
            operations.set_registrations(season, subject, by=request.user, today=day, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            count = len(form.cleaned_data["awards"])
            said = f"Đã lưu: đang đăng ký {count} danh hiệu, hình thức." if count else "Đã rút đăng ký."
            messages.success(request, said)
            return redirect("awards:registrations", season.pk)
    context = {
        "season": season,
        "form": form,
        "subject": subject,
        "is_me": isinstance(subject, Person),
        "standing": standing,
        "is_late": bool(season.registers_until and day > season.registers_until),
        "is_early": bool(season.registers_from and day < season.registers_from),
        "note": note_of(season),
    }
    return page(request, "awards/add_registration.html", context)


def own_subject(request: PersonRequest, season: Season) -> Person | Unit:
    """Raises Http404 for a collective that the person does not lead, PermissionDenied for who does not belong here."""
    day = today()
    if "tap-the" in request.GET:
        asked = number_of(request.GET["tap-the"])
        found = [unit for unit in queries.collectives_of(request.user, season, day) if unit.pk == asked]
        if not found:
            raise Http404
        return found[0]
    if not queries.belongs(season, request.user, day):
        raise PermissionDenied("Cá nhân đăng ký trong đợt xét của đơn vị mình.")
    return request.user


def register_others(request: PersonRequest, season_id: int) -> HttpResponse:
    """Many at once: ticked in the list of those who have not, or pasted from a sheet."""
    season = seen_season(request, season_id)
    if not request.user.has_perm("awards.register_others", season):
        raise PermissionDenied("Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị tổ chức đợt xét.")
    day, act = today(), request.POST.get("act", "")
    board = queries.board_of(season, day)
    lines = [line for line in board.persons if line.place is not None]
    persons_awards = [award for award in board.awards.values() if Subject.PERSON in award.subjects]
    units = [season.unit, *inner_units(season.unit)]
    tick = TickForm(persons_awards, lines, request.POST if act == "tick" else None)
    paste = PasteForm(board, units, request.POST if act == "paste" else None)
    for name, form in (("tick", tick), ("paste", paste)):
        if act == name and form.is_valid():
            entries = tick.entries if name == "tick" else paste.cleaned_data["entries"]
            try:
                new = operations.register_many(season, entries, by=request.user, today=day)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, f"Đã ghi {new} đăng ký mới trong {len(entries)} lượt.")
                return redirect("awards:registrations", season.pk)
    ticked = set(request.POST.getlist("persons")) if act == "tick" else set()
    context = {"season": season, "tab": "registrations", "tick": tick, "paste": paste, "lines": lines, "ticked": ticked}
    return page(request, "awards/register_others.html", context)


@require_POST
def withdraw_registration(request: PersonRequest, registration_id: int) -> HttpResponse:
    rows = Registration.objects.select_related("season__unit", "person", "collective")
    row = get_object_or_404(rows, pk=registration_id)
    if not request.user.has_perm("awards.view_registration", row):
        raise Http404
    did(request, lambda: operations.withdraw_registration(row, by=request.user), "Đã rút đăng ký.")
    return redirect("awards:registrations", row.season_id)


def remind_registration(request: PersonRequest, season_id: int) -> HttpResponse:
    """Text for a group of a messenger, naming who has not registered."""
    season = seen_season(request, season_id)
    if not request.user.has_perm("awards.register_others", season):
        raise PermissionDenied("Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị tổ chức đợt xét.")
    board = queries.board_of(season, today())
    link = settings.SITE_ADDRESS + reverse("awards:add_registration", args=[season.pk])
    context = {
        "season": season,
        "tab": "registrations",
        "text": queries.reminder_of(season, board, link, today()),
        "missing": len(board.missing),
    }
    return page(request, "awards/remind_registration.html", context)
