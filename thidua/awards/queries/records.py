"""Records as their pages show them: the staff of a unit in a year, the shares of excellent grades, one person's own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Model, Q, QuerySet

from thidua.audit.models import Entry
from thidua.awards.models import Absence, Discipline, Lead, Proceeding, Service, SheetIn, YearGrade
from thidua.awards.models.records import GRADES
from thidua.awards.queries.keepers import only_keepers_below, units_stood_in_for
from thidua.awards.queries.staff import INSIDE, collectives_of, own_units, staff_ever, staff_on
from thidua.awards.rulebook import rules_for
from thidua.kernel.calendar import today as present_day
from thidua.kernel.templatetags.words import percent
from thidua.law import Cap, RuleSet, Year, cap_of, national_rules
from thidua.law.refusals import NotInForce
from thidua.law.wording import share_words
from thidua.law.years import Calendar
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import EDITORS, WORKERS, matching, number_of, paths_held

EXCELLENT, GOOD = "excellent", "good"
UNGRADED = "chua"
YEARS_BACK = 6
OFFICES = frozenset(
    {Unit.Kind.MINISTRY, Unit.Kind.PROVINCE, Unit.Kind.DEPARTMENT, Unit.Kind.DIVISION, Unit.Kind.COMMUNE}
)
"""Whose staff are civil servants (công chức); those of schools are public employees (viên chức)."""
PRIVATE = (YearGrade, Discipline, Proceeding, Absence, Service)
KINDS = {
    "awards.yeargrade": "Xếp loại",
    "awards.discipline": "Kỷ luật",
    "awards.proceeding": "Việc đang xem xét",
    "awards.absence": "Nghỉ, đi học",
    "awards.service": "Quá trình công tác",
    "awards.lead": "Dẫn đầu",
}


def units_kept_by(person: Person) -> list[Unit]:
    """The offices and schools whose records the person keeps."""
    return list(Unit.objects.filter(path__in=paths_held(person, EDITORS)).order_by("path"))


def unit_kept(person: Person, asked: Mapping[str, str]) -> Unit:
    """The one that the address asks for (`donvi`), else that of the acting post, else the first. Raises
    PermissionDenied for who keeps none.
    """
    units = units_kept_by(person)
    if not units:
        raise PermissionDenied("Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị.")
    acting = person.acting_post.unit_id if person.acting_post else None
    wanted = number_of(asked.get("donvi", ""))
    return min(units, key=lambda unit: (unit.pk != wanted, unit.pk != acting))


def asked_year(unit: Unit, asked: Mapping[str, str], today: date) -> Year:
    """The year that the address asks for (`nam`), else the present one of the unit's kind."""
    choices = year_choices(unit, today)
    return next((year for year in choices if year.short == asked.get("nam")), choices[0])


def kept_by(person: Person, model: type[Model]) -> QuerySet[Any]:
    """Rows of one of the models of records that the person keeps for an office or school."""
    return model._default_manager.filter(unit__path__in=paths_held(person, EDITORS))


def sheets_of(person: Person) -> QuerySet[SheetIn]:
    """What one brought in oneself, as long as one answers for the unit."""
    return SheetIn.objects.filter(by=person, unit__path__in=paths_held(person, EDITORS)).select_related("unit", "by")


def rules_kept_by(unit: Unit) -> RuleSet:
    """Those of the unit; of the State alone while its own are out of order, which is no reason to keep no records."""
    try:
        return rules_for(unit)
    except ValidationError:
        return national_rules()


def calendar_of(unit: Unit, today: date) -> Calendar:
    return rules_kept_by(unit).calendar(today)


def year_choices(unit: Unit, today: date) -> list[Year]:
    """The years one may grade, the latest first: of schools the school years before the calendar years."""
    calendar = calendar_of(unit, today)
    kinds = (True, False) if unit.is_school else (False, True)
    return [calendar.year_of(today, is_school=kind).back(n) for kind in kinds for n in range(YEARS_BACK)]


def day_of(year: Year, calendar: Calendar, today: date) -> date:
    """On which who has a post counts as staff of the year: today, or the last day of a year that is over."""
    return min(max(today, calendar.first_day(year)), calendar.last_day(year))


def chosen_staff(unit: Unit, year: Year, asked: Mapping[str, str], today: date) -> QuerySet[Person]:
    """The staff of the year and who was graded here in it, narrowed by `q`, `to` (a team), `muc`, `nhom`."""
    day = day_of(year, calendar_of(unit, today), today)
    own = own_units(unit)
    graded = YearGrade.objects.filter(unit=unit, year=year.short, person__isnull=False)
    rows = Person.objects.filter(Q(pk__in=staff_on(own, day).values("pk")) | Q(pk__in=graded.values("person")))
    rows = matching(rows, asked.get("q", ""))
    if team := number_of(asked.get("to", "")):
        rows = rows.filter(pk__in=staff_on([one for one in own if one.pk == team], day).values("pk"))
    wanted = asked.get("muc", "")
    if wanted == UNGRADED:
        rows = rows.exclude(pk__in=graded.values("person"))
    elif wanted in dict(GRADES):
        rows = rows.filter(pk__in=graded.filter(grade=wanted).values("person"))
    if group := asked.get("nhom", ""):
        rows = rows.filter(pk__in=graded.filter(group=group[:80]).values("person"))
    return rows.order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A person in the list of a year: where, how graded, and what else is kept of that year."""

    person: Person
    team: str
    grade: YearGrade | None
    group: str
    """Of the grade; before there is one, that of the last one."""
    marks: tuple[tuple[str, str], ...]
    """Signs as pairs of a tone and words."""


def staff_lines(unit: Unit, year: Year | str, today: date, persons: Iterable[Person] | None = None) -> list[StaffLine]:
    """The lines of these persons, or of the whole staff of the year; as many queries whatever their number."""
    year = Year.of(year) if isinstance(year, str) else year
    calendar = calendar_of(unit, today)
    rows = list(chosen_staff(unit, year, {}, today) if persons is None else persons)
    ids = [person.pk for person in rows]
    teams = _teams(unit, ids, day_of(year, calendar, today))
    grades = {row.person_id: row for row in YearGrade.objects.filter(unit=unit, year=year.short, person__in=ids)}
    earlier = YearGrade.objects.filter(unit=unit, person__in=ids).exclude(group="").order_by("year")
    groups = dict(earlier.values_list("person_id", "group"))
    marks = _marks(unit, ids, calendar.first_day(year), calendar.last_day(year))
    return [
        StaffLine(
            person,
            teams.get(person.pk, ""),
            grades.get(person.pk),
            grades[person.pk].group if person.pk in grades else groups.get(person.pk, ""),
            tuple(marks[person.pk]),
        )
        for person in rows
    ]


def _teams(unit: Unit, ids: Collection[int], day: date) -> dict[int, str]:
    """By person the team or division on the day, else the title of the post in the unit itself."""
    posts = Post.objects.valid_on(day).filter(person__in=ids, unit__in=[one.pk for one in own_units(unit)])
    found: dict[int, str] = {}
    for post in posts.filter(role__in=WORKERS).select_related("unit").order_by("unit__depth", "pk"):
        if post.unit.kind in INSIDE or post.person_id not in found:
            found[post.person_id] = (
                post.unit.label if post.unit.kind in INSIDE else post.title or post.get_role_display()
            )
    return found


def _marks(unit: Unit, ids: Collection[int], first: date, last: date) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    kept = Q(unit=unit, person__in=ids)
    counts = Q(until__isnull=True) | Q(until__gte=first)
    for row in Discipline.objects.filter(kept, counts, decided__lte=last).order_by("decided"):
        found[row.person_id or 0].append(("late", f"Kỷ luật: {row.get_form_display()}"))
    open_then = Q(cleared__isnull=True) | Q(cleared__gt=last)
    for pending in Proceeding.objects.filter(kept, open_then, since__lte=last).order_by("since"):
        found[pending.person_id or 0].append(("warn", "Đang xem xét"))
    away = Absence.objects.filter(kept, Q(end__isnull=True) | Q(end__gte=first), start__lte=last)
    for absence in away.order_by("start"):
        found[absence.person_id].append(("info", absence.get_kind_display().capitalize()))
    return found


def groups_of(unit: Unit) -> list[str]:
    """Groups of similar jobs that the unit has written, by name."""
    rows = YearGrade.objects.filter(unit=unit).exclude(group="").order_by("group")
    return list(rows.values_list("group", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of the staff of a year are graded, by grade in words, the best first."""

    staff: int
    counts: tuple[tuple[str, int], ...]

    @property
    def graded(self) -> int:
        return sum(count for _, count in self.counts)

    @property
    def missing(self) -> int:
        return max(0, self.staff - self.graded)


def standing_of(unit: Unit, year: Year, today: date) -> Standing:
    rows = YearGrade.objects.filter(unit=unit, year=year.short, person__isnull=False)
    counts = dict(rows.order_by().values_list("grade").annotate(Count("pk")))
    staff = chosen_staff(unit, year, {}, today).count()
    return Standing(staff, tuple((words, counts.get(value, 0)) for value, words in GRADES))


@dataclass(frozen=True, slots=True)
class CapLine:
    """The share of excellent grades in one group (empty: whose group is not written), or in the whole unit (None)."""

    group: str | None
    excellent: int
    good: int
    cap: Cap
    ground: str

    @property
    def over(self) -> int:
        return max(0, self.excellent - self.cap.number) if self.cap.number is not None else 0

    @property
    def words(self) -> str:
        """`3/14 = 21,4 %, mức tối đa 20 %: vượt 1 người`."""
        if self.cap.quota.share is None:
            return f"{self.excellent}/{self.good} = {percent(self.excellent, self.good)}, không có mức tối đa"
        most = share_words(self.cap.quota.share).replace("%", " %")
        number = self.cap.number or 0
        verdict = f"vượt {self.over} người" if self.over else f"trong mức, nhiều nhất {number} người"
        return f"{self.excellent}/{self.good} = {percent(self.excellent, self.good)}, mức tối đa {most}: {verdict}"

    @property
    def wider_words(self) -> str:
        """The same with the excellent ones among those whose share is taken: how some read a text that is unclear."""
        whole = self.excellent + self.good
        return f"Nếu tính cả người xuất sắc: {self.excellent}/{whole} = {percent(self.excellent, whole)}."


@dataclass(frozen=True, slots=True)
class Caps:
    """The shares of a unit in a year; `problem` where no rule says what they may be."""

    lines: tuple[CapLine, ...] = ()
    of: str = ""
    source: str = ""
    doubts: tuple[str, ...] = ()
    problem: str = ""

    @property
    def over(self) -> bool:
        return any(line.over for line in self.lines)


def caps_of(unit: Unit, year: Year, today: date) -> Caps:
    """Of those graded good, how many are graded excellent, for each group of similar jobs and for the whole unit: by
    the rules of today, or of the last day of a year that is over. A warning only: who decides may go beyond.
    """
    rules = rules_kept_by(unit)
    on = day_of(year, rules.calendar(today), today)
    rows = YearGrade.objects.filter(unit=unit, year=year.short, person__isnull=False)
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    grounds: dict[str, set[str]] = defaultdict(set)
    for group, grade, ground, count in (
        rows.order_by().values_list("group", "grade", "beyond_share").annotate(count=Count("pk"))
    ):
        counts[group][grade] += count
        if grade == EXCELLENT:
            grounds[group].add(ground)
    try:
        lines = [_cap_line(group, counts[group], grounds[group], unit, on, rules) for group in sorted(counts)]
        if len(lines) > 1:
            total = {grade: sum(each.get(grade, 0) for each in counts.values()) for grade in (EXCELLENT, GOOD)}
            lines.insert(0, _cap_line(None, total, set(), unit, on, rules))
    except NotInForce as refusal:
        return Caps(problem=str(refusal))
    if not lines:
        return Caps()
    quota = lines[0].cap.quota
    return Caps(tuple(lines), quota.of, rules.cite(quota.sources), rules.doubts(quota, on))


def _cap_line(
    group: str | None, counts: Mapping[str, int], grounds: set[str], unit: Unit, on: date, rules: RuleSet
) -> CapLine:
    key = "excellent_civil_servant" if unit.kind in OFFICES else "excellent_public_employee"
    good = counts.get(GOOD, 0)
    ground = "; ".join(sorted(grounds)) if "" not in grounds else ""
    return CapLine(group, counts.get(EXCELLENT, 0), good, cap_of(key, good, on, rules), ground)


def chosen_collectives(unit: Unit, year: Year, asked: Mapping[str, str], today: date) -> QuerySet[Unit]:
    """Those that the unit answers for, in the order of the tree, narrowed by `q` and `muc`."""
    calendar = calendar_of(unit, today)
    rows = matching(collectives_of(unit), asked.get("q", ""))
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=calendar.first_day(year)))
    graded = YearGrade.objects.filter(unit=unit, year=year.short, collective__isnull=False)
    wanted = asked.get("muc", "")
    if wanted == UNGRADED:
        rows = rows.exclude(pk__in=graded.values("collective"))
    elif wanted in dict(GRADES):
        rows = rows.filter(pk__in=graded.filter(grade=wanted).values("collective"))
    return rows.order_by("path")


@dataclass(frozen=True, slots=True)
class CollectiveLine:
    collective: Unit
    grade: YearGrade | None
    leads: tuple[Lead, ...]
    marks: tuple[tuple[str, str], ...]


def collective_lines(unit: Unit, year: Year, units: Iterable[Unit]) -> list[CollectiveLine]:
    rows = list(units)
    ids = [row.pk for row in rows]
    grades = {
        row.collective_id: row for row in YearGrade.objects.filter(unit=unit, year=year.short, collective__in=ids)
    }
    leads: dict[int, list[Lead]] = defaultdict(list)
    for lead in Lead.objects.filter(collective__in=ids, year=year.short).order_by("pk"):
        leads[lead.collective_id].append(lead)
    marks: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pending in Proceeding.objects.filter(unit=unit, collective__in=ids, cleared__isnull=True):
        marks[pending.collective_id or 0].append(("warn", "Đang xem xét"))
    return [CollectiveLine(row, grades.get(row.pk), tuple(leads[row.pk]), tuple(marks[row.pk])) for row in rows]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one person or collective, as far as it is shown to somebody."""

    grades: list[YearGrade]
    disciplines: list[Discipline]
    proceedings: list[Proceeding]
    absences: list[Absence]
    service: Service | None
    leads: list[Lead]

    @property
    def is_empty(self) -> bool:
        rows = (self.grades, self.disciplines, self.proceedings, self.absences, self.leads)
        return not any(rows) and self.service is None


def kept_of(subject: Person | Unit, by: Person) -> Kept:
    """As much as `by` keeps, or all of it to the person that it is about."""
    is_person = isinstance(subject, Person)
    about: dict[str, Any] = {"person" if is_person else "collective": subject}
    own = subject == by
    stood_in = units_stood_in_for(by, subject, present_day()) if isinstance(subject, Person) and not own else []
    kept = Q() if own else Q(unit__path__in=paths_held(by, EDITORS)) | Q(unit__in=stood_in)

    def rows(model: type[Model]) -> QuerySet[Any]:
        held = model._default_manager.filter(kept)
        return held.filter(**about).select_related("unit", "by")

    return Kept(
        list(rows(YearGrade).order_by("-year", "pk")),
        list(rows(Discipline).order_by("-decided", "pk")),
        list(rows(Proceeding).order_by("-since", "pk")),
        list(rows(Absence).order_by("-start", "pk")) if is_person else [],
        rows(Service).first() if is_person else None,
        [] if is_person else list(rows(Lead).order_by("-year", "pk")),
    )


def persons_recorded_by(person: Person) -> QuerySet[Person]:
    """Whose records the person keeps: who works or worked in the offices and schools that the person answers for, and
    who alone keeps those of a unit below.
    """
    units = [one for unit in units_kept_by(person) for one in own_units(unit)]
    kept = Q(pk__in=())
    for model in PRIVATE:
        kept |= Q(pk__in=kept_by(person, model).filter(person__isnull=False).values("person"))
    alone = only_keepers_below(person, present_day())
    return Person.objects.filter(Q(pk__in=staff_ever(units).values("pk")) | Q(pk__in=alone.values("pk")) | kept)


def collectives_recorded_by(person: Person) -> QuerySet[Unit]:
    found = Unit.objects.none()
    for unit in units_kept_by(person):
        found = found | collectives_of(unit)
    return found


def trail_of(kept: Kept) -> list[Entry]:
    """Who changed these records and when, newest first; `kind` says what sort of record it was."""
    rows = [*kept.grades, *kept.disciplines, *kept.proceedings, *kept.absences, *kept.leads]
    wanted = Q(pk__in=())
    for row in [*rows, kept.service] if kept.service else rows:
        wanted |= Q(subject_type=row._meta.label_lower, subject_id=str(row.pk))
    entries = list(Entry.objects.filter(wanted).select_related("by").order_by("-pk")[:40])
    for entry in entries:
        entry.sentence = f"{KINDS.get(entry.subject_type, '')}: {entry.sentence}"
    return entries
