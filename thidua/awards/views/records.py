"""Records as who keeps them sees them: the staff of a year, collectives, everything about one; and one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from thidua.awards.forms import records as fields
from thidua.awards.models import Absence, Discipline, Lead, Proceeding, Service, YearGrade
from thidua.awards.operations import records as operations
from thidua.awards.operations.own import own_words
from thidua.awards.queries import records as queries
from thidua.awards.queries.keepers import only_keepers_below, units_stood_in_for
from thidua.awards.queries.staff import own_units, strangers_among
from thidua.awards.rules.records import keeps_record
from thidua.awards.views.seen import did, refused
from thidua.kernel.calendar import today
from thidua.kernel.exports import exported
from thidua.kernel.htmx import page
from thidua.law import Year
from thidua.people.models import Person, Unit
from thidua.people.queries import matching
from thidua.people.requests import PersonRequest

PER_PAGE = 50


def records(request: PersonRequest) -> HttpResponse:
    """The staff of a year with their grades, entered in one table; and the shares of excellent ones."""
    unit = queries.unit_kept(request.user, request.GET)
    year = queries.asked_year(unit, request.GET, today())
    if request.GET.get("xuat") == "excel":
        return exported(request, "awards.grades", today(), donvi=unit.pk, nam=year.short)
    persons = queries.chosen_staff(unit, year, request.GET, today())
    people = Paginator(persons, PER_PAGE).get_page(request.GET.get("trang"))
    lines = queries.staff_lines(unit, year, today(), people.object_list)
    act = request.POST.get("act")
    ground = fields.GroundForm(request.POST if act == "explain" else None)
    if ground.is_bound and explained(request, ground, unit, year):
        return redirect(request.get_full_path())
    form = fields.GradesForm(lines, request.POST if act == "grade" else None, by=request.user)
    if form.is_bound and graded(request, form, unit, year):
        return redirect(request.get_full_path())
    context = frame(request, unit, year) | {
        "people": people,
        "form": form,
        "ground": ground,
        "teams": [(team.pk, team.label) for team in own_units(unit) if team != unit and not team.valid_to],
        "groups": queries.groups_of(unit),
        "standing": queries.standing_of(unit, year, today()),
        "caps": queries.caps_of(unit, year, today()),
        "alone": matching(only_keepers_below(request.user, today()), request.GET.get("q", ""))[:PER_PAGE],
    }
    return page(request, "awards/records.html", context, part="staff-rows")


def frame(request: PersonRequest, unit: Unit, year: Year) -> dict[str, Any]:
    """What both lists show around their rows."""
    return {
        "unit": unit,
        "year": year,
        "units": [(each.pk, each.label) for each in queries.units_kept_by(request.user)],
        "years": [(each.short, each.label.capitalize()) for each in queries.year_choices(unit, today())],
        "grades": [(queries.UNGRADED, "Chưa xếp loại"), *fields.LABELS],
        "address": f"donvi={unit.pk}&nam={year.short}",
    }


def graded(request: PersonRequest, form: fields.GradesForm, unit: Unit, year: Year) -> bool:
    if not form.is_valid():
        return False
    try:
        count = operations.set_grades(unit, form.entries, year=year.short, by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"Đã ghi {count} xếp loại." if count else "Không có gì thay đổi.")
    return True


def explained(request: PersonRequest, form: fields.GroundForm, unit: Unit, year: Year) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        operations.explain_share(unit, year=year.short, group=said["group"], ground=said["ground"], by=request.user)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, "Đã ghi căn cứ vượt tỷ lệ.")
    return True


def set_known_since(request: PersonRequest) -> HttpResponse:
    """From which year on the records of the whole staff are there."""
    unit = queries.unit_kept(request.user, request.GET)
    form = fields.KnownSinceForm(request.POST or None)
    back = f"{reverse('awards:records')}?donvi={unit.pk}"
    if form.is_valid():
        year = form.cleaned_data["known_since"]
        count = operations.set_known_since(unit, year=year, by=request.user, today=today())
        said = f"Đã ghi hồ sơ đủ từ {year} cho {count} người." if count else "Mọi người đều đã có năm ghi từ trước."
        messages.success(request, said)
        return redirect(back)
    context = {"form": form, "title": "Hồ sơ đủ từ năm nào", "subject": unit, "back": back, "intro": KNOWN_SINCE}
    return page(request, "awards/record_form.html", context)


KNOWN_SINCE = (
    "Khi mới dùng hệ thống, kết quả các năm cũ thường chưa được nhập. Các năm trước năm ghi ở đây không bị coi là "
    "thiếu thành tích, mà để người xem xét quyết định. Ai đã có năm riêng trong hồ sơ thì giữ nguyên; hồ sơ của "
    "chính người đang ghi thì người khác ghi."
)


def collective_records(request: PersonRequest) -> HttpResponse:
    """Teams, divisions and the units below, with their grades of a year."""
    unit = queries.unit_kept(request.user, request.GET)
    year = queries.asked_year(unit, request.GET, today())
    rows = queries.chosen_collectives(unit, year, request.GET, today())
    units = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    lines = queries.collective_lines(unit, year, units.object_list)
    form = fields.GradesForm(lines, request.POST or None, by=request.user)
    if form.is_bound and graded(request, form, unit, year):
        return redirect(request.get_full_path())
    context = frame(request, unit, year) | {"collectives": units, "form": form}
    return page(request, "awards/collective_records.html", context, part="collective-rows")


def person_records(request: PersonRequest, person_id: int) -> HttpResponse:
    person = get_object_or_404(queries.persons_recorded_by(request.user), pk=person_id)
    return subject_page(request, person)


def unit_records(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit = get_object_or_404(queries.collectives_recorded_by(request.user), pk=unit_id)
    return subject_page(request, unit)


def subject_page(request: PersonRequest, subject: Person | Unit) -> HttpResponse:
    kept = queries.kept_of(subject, request.user)
    keeper, is_own = keeping_unit_of(request.user, subject), subject == request.user
    writes = keeper is not None and not is_own
    context = {
        "subject": subject,
        "kept": kept,
        "is_person": isinstance(subject, Person),
        "may_change": writes,
        "own_words": own_words(keeper, request.user) if keeper and is_own else "",
        "kinds": [(slug, kind.title) for slug, kind in KINDS.items() if takes(kind, subject)] if writes else [],
        "entries": queries.trail_of(kept),
    }
    return page(request, "awards/subject_records.html", context)


def my_records(request: PersonRequest) -> HttpResponse:
    """What is kept about oneself, by whatever unit."""
    return page(request, "awards/my_records.html", {"kept": queries.kept_of(request.user, request.user)})


def keeping_unit_of(by: Person, subject: Person | Unit) -> Unit | None:
    """The unit that the person keeps records for and that the subject belongs to; of who alone keeps those of a unit
    below, that one.
    """
    units = queries.units_kept_by(by)
    ours = next((unit for unit in units if not strangers_among(unit, [subject])), None)
    if ours or not isinstance(subject, Person):
        return ours
    return next(iter(units_stood_in_for(by, subject, today())), None)


@dataclass(frozen=True)
class Kind:
    """A kind of record: how it is called, the form to add one, and what adds it; `change` where one may be changed."""

    title: str
    model: type[Model]
    form: Callable[..., forms.Form]
    add: Callable[..., Any]
    of_persons: bool = True
    of_collectives: bool = True
    change_form: Callable[..., forms.Form] | None = None
    change: Callable[..., Any] | None = None
    change_title: str = ""
    needs_today: bool = True


KINDS = {
    "xep-loai": Kind("Xếp loại một năm", YearGrade, fields.GradeForm, operations.set_grade, needs_today=False),
    "ky-luat": Kind(
        "Kỷ luật", Discipline, fields.DisciplineForm, operations.add_discipline, change_form=fields.DisciplineForm,
        change=operations.change_discipline, change_title="Sửa kỷ luật",
    ),
    "dang-xem-xet": Kind(
        "Việc đang xem xét", Proceeding, fields.ProceedingForm, operations.add_proceeding,
        change_form=fields.ClearForm, change=operations.clear_proceeding, change_title="Ghi kết luận",
    ),
    "nghi": Kind(
        "Nghỉ, đi học", Absence, fields.AbsenceForm, operations.add_absence, of_collectives=False,
        change_form=fields.AbsenceForm, change=operations.change_absence, change_title="Sửa thời gian nghỉ, đi học",
        needs_today=False,
    ),
    "qua-trinh": Kind(
        "Quá trình công tác", Service, fields.ServiceForm, operations.set_service, of_collectives=False,
        needs_today=False,
    ),
    "dan-dau": Kind("Dẫn đầu", Lead, fields.LeadForm, operations.add_lead, of_persons=False, needs_today=False),
}  # fmt: skip


def takes(kind: Kind, subject: Person | Unit) -> bool:
    return kind.of_persons if isinstance(subject, Person) else kind.of_collectives


def add_person_record(request: PersonRequest, person_id: int, slug: str) -> HttpResponse:
    person = get_object_or_404(queries.persons_recorded_by(request.user), pk=person_id)
    return add_record(request, person, slug)


def add_unit_record(request: PersonRequest, unit_id: int, slug: str) -> HttpResponse:
    unit = get_object_or_404(queries.collectives_recorded_by(request.user), pk=unit_id)
    return add_record(request, unit, slug)


def add_record(request: PersonRequest, subject: Person | Unit, slug: str) -> HttpResponse:
    kind, unit = KINDS.get(slug), keeping_unit_of(request.user, subject)
    if kind is None or not takes(kind, subject):
        raise Http404
    if unit is None:
        raise PermissionDenied("Người, tập thể này không thuộc đơn vị phụ trách.")
    if subject == request.user:
        raise PermissionDenied(own_words(unit, request.user))
    form = blank(kind, subject, unit, request)
    if form.is_valid():
        day: dict[str, date] = {"today": today()} if kind.needs_today else {}
        try:
            kind.add(unit, subject, by=request.user, **said_in(form), **day)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, f"Đã ghi: {kind.title.lower()}.")
            return redirect(address_of(subject))
    context = {"form": form, "title": kind.title, "subject": subject, "back": address_of(subject)}
    return page(request, "awards/record_form.html", context)


def said_in(form: forms.Form) -> dict[str, Any]:
    """What was entered; a number left out is none."""
    said = dict(form.cleaned_data)
    if "lasting" in said:
        said["lasting"] = said["lasting"] or 0
    return said


def blank(kind: Kind, subject: Person | Unit, unit: Unit, request: PersonRequest) -> forms.Form:
    """The form to add a record, with what is known filled in: of a grade that of the year asked for."""
    typed = request.POST or None
    if kind.model is Service:
        row = queries.kept_by(request.user, Service).filter(person=subject).first()
        return kind.form(typed, initial=initial_of(row, kind.form) if row else {})
    if kind.model is Lead:
        return kind.form(typed, initial={"year": queries.asked_year(unit, request.GET, today()).short})
    if kind.model is not YearGrade:
        return kind.form(typed)
    year = queries.asked_year(unit, request.GET, today())
    about = {"person" if isinstance(subject, Person) else "collective": subject}
    row = queries.kept_by(request.user, YearGrade).filter(**about, year=year.short).first()
    initial = initial_of(row, fields.GradeForm) if row else {"year": year.short}
    return fields.GradeForm(queries.year_choices(unit, today()), typed, initial=initial)


def initial_of(row: Any, form: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}


def address_of(subject: Person | Unit) -> str:
    name = "awards:person_records" if isinstance(subject, Person) else "awards:unit_records"
    return reverse(name, args=[subject.pk])


def change_record(request: PersonRequest, slug: str, record_id: int) -> HttpResponse:
    """Change a record, write its conclusion, or take it away."""
    kind = KINDS.get(slug)
    if kind is None or kind.model in (YearGrade, Service):
        raise Http404
    row: Any = get_object_or_404(kind.model._default_manager.select_related("unit"), pk=record_id)
    if not keeps_record(request.user, row):
        raise Http404
    subject = getattr(row, "person", None) or row.collective
    if subject == request.user:
        raise PermissionDenied(own_words(row.unit, request.user))
    if request.POST.get("act") == "remove":
        did(request, lambda: operations.remove_record(row, by=request.user), "Đã bỏ khỏi hồ sơ.")
        return redirect(address_of(subject))
    if kind.change_form is None or kind.change is None:
        raise Http404
    form = kind.change_form(request.POST or None, initial=initial_of(row, kind.change_form))
    if form.is_valid():
        day: dict[str, date] = {"today": today()} if kind.needs_today else {}
        try:
            kind.change(row, by=request.user, **form.cleaned_data, **day)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã ghi.")
            return redirect(address_of(subject))
    context = {"form": form, "title": kind.change_title, "subject": subject, "back": address_of(subject), "row": row}
    return page(request, "awards/record_form.html", context)
