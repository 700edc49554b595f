"""What is known of persons and collectives, gathered for the judge in a fixed number of queries.

How what is there is read, where a reading is needed:

- **Proposed** is what a season of the year judged has from "chờ xét" on, until it is decided. A draft is not.
- **An initiative** counts for every author who has not declined it, once. Of its recognitions the widest one decided by
  the end of the year judged tells scope and year: a wider one that comes later is for a later review. The first
  recognition counts, for a calendar year, in the year of its round; any other, and all for a school year, in the year
  in which its decision was dated.
- **Applied** is what was recognised beyond the unit (there effect and spread are what is recognised: Thông tư
  15/2025/TT-BNV, Điều 9, second-hand), or has a first day of use, a figure after it, or another unit that uses it.
- **Replicable** is what was recognised beyond the unit, or what another unit uses.
- **An initiative is used** for what `TitleUse` says, and for every award given on a nomination that names it. The year
  of a `TitleUse` is that of the review: 2026 for the school year 2025-2026 (`review_year`).
- **Years of service** run from the day of entering the sector, else of being hired, time under discipline left out;
  unknown while the end of a discipline is not written down.
- **A transfer** is a first post in another office or school, held by nobody who stays in the one before, unless that
  one was merged into the new one.
- **Members** of a collective hold a post in it or below it on the last day of the year judged, or on `on` while the
  year runs. Who is a fighter counts among the advanced workers: Luật 06/2022/QH15, Điều 23 builds on Điều 24. Titles
  proposed in the same year count as well, as persons and teams are reviewed together; as long as no title of any
  member is known, the counts are unknown.
- **Of merged units** a year before the merging counts where all of them have it, with the lowest grade (knowledge, not
  read in a text: the words say so).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q

from thidua.awards.models import (
    Absence,
    Award,
    Discipline,
    Lead,
    Nomination,
    Proceeding,
    Registration,
    Season,
    Service,
    YearGrade,
)
from thidua.awards.queries.staff import INSIDE
from thidua.initiatives.models import Adoption, Author, Initiative, Recognition, Result, TitleUse
from thidua.law import CollectiveFacts, PersonFacts, RuleSet, Year, facts, national_rules
from thidua.law.years import Calendar
from thidua.people.models import Person, Post, Succession, Unit
from thidua.people.queries import WORKERS, lineage, under_any
from thidua.people.queries.rights import STEP

MANY_PERSONS, MANY_UNITS = 2000, 200
"""Subjects that one round of queries asks for."""
PROPOSED = (
    Nomination.Status.READY,
    Nomination.Status.PASSED,
    Nomination.Status.SENT,
    Nomination.Status.RETURNED,
)
ADVANCED, FIGHTER = "title_advanced_worker", "title_emulation_fighter_unit"
_year = cache(Year.of)
GRADES = {grade.name.lower(): grade for grade in facts.Grade}
ABSENCES = {kind.value: kind for kind in facts.AbsenceKind}
PROCEEDINGS = {kind.value: kind for kind in facts.ProceedingKind}
LEADS = {kind.value: kind for kind in facts.LeadKind}
BEFORE_MERGING = "của đơn vị trước khi sáp nhập, cần đối chiếu văn bản"
USED = (Adoption.Status.APPLIED, Adoption.Status.REPORTED)


def person_facts(
    persons: Sequence[Person], *, year: Year, on: date, rules: RuleSet | None = None
) -> dict[int, PersonFacts]:
    """By id of the person. `year` is the one judged; what is proposed in its seasons counts as proposed. School years
    begin as `rules` say (those of the State if none are given).
    """
    found: dict[int, PersonFacts] = {}
    for start in range(0, len(persons), MANY_PERSONS):
        found |= _of_persons(persons[start : start + MANY_PERSONS], year, on, rules or national_rules())
    return found


def collective_facts(
    units: Sequence[Unit], *, year: Year, on: date, rules: RuleSet | None = None
) -> dict[int, CollectiveFacts]:
    """By id of the unit; members are those whose post lies in it or below it in the year."""
    found: dict[int, CollectiveFacts] = {}
    for start in range(0, len(units), MANY_UNITS):
        found |= _of_units(units[start : start + MANY_UNITS], year, on, rules or national_rules())
    return found


def review_year(year: Year) -> int:
    """The calendar year in which a year is reviewed: what `TitleUse.year` holds."""
    return year.start + year.is_school


def _of_persons(persons: Sequence[Person], year: Year, on: date, rules: RuleSet) -> dict[int, PersonFacts]:
    ids = [person.pk for person in persons]
    shared = _shared("person", ids, year)
    initiatives = _initiatives(ids, year, on, rules)
    absences = _by_subject(
        (row.person_id, facts.Absence(ABSENCES[row.kind], row.start, row.end))
        for row in Absence.objects.filter(person__in=ids).order_by("start", "pk")
    )
    services = {row.person_id: row for row in Service.objects.filter(person__in=ids)}
    jobs = _jobs(ids)
    transfers = _transfers(jobs)
    registered = _registered("person", ids, {key: {job.home for job in rows} for key, rows in jobs.items()}, year)
    found = {}
    for person in persons:
        key, service = person.pk, services.get(person.pk)
        found[key] = PersonFacts(
            key=str(key),
            name=person.full_name,
            **_of(key, shared),
            registered=registered.get(key),
            known_since=Year.of(service.known_since) if service and service.known_since else None,
            initiatives=tuple(initiatives[key]),
            absences=tuple(absences[key]),
            transfers=tuple(transfers[key]),
            hired=service.hired if service else None,
            service_years=_years_served(service, shared["disciplines"][key], on) if service else None,
            hard_area_years=service.hard_area_years if service else None,
        )
    return found


def _by_subject(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for key, fact in pairs:
        found[key].append(fact)
    return found


def _shared(whose: str, ids: Iterable[int], year: Year) -> dict[str, dict[int, list[Any]]]:
    """What persons and collectives have in common; `whose` is the field that names them."""
    about, key = {f"{whose}__in": ids}, f"{whose}_id"
    grades = YearGrade.objects.filter(**about).order_by("year")
    awards = Award.objects.filter(**about, status=Award.Status.VALID).order_by("year", "pk")
    decided = awards.values_list(key, "award", "year", "decision_date", "decision_number")
    proposed = Nomination.objects.filter(**about, season__year=year.short, status__in=PROPOSED).order_by("pk")
    disciplines = Discipline.objects.filter(**about).order_by("decided", "pk")
    proceedings = Proceeding.objects.filter(**about).order_by("since", "pk")
    given = ((subject, facts.AwardRecord(award, _year(of), *paper)) for subject, award, of, *paper in decided)
    asked = (
        (subject, facts.AwardRecord(award, year, proposed=True))
        for subject, award in proposed.values_list(key, "award")
    )
    return {
        "grades": _by_subject(
            (subject, facts.YearGrade(_year(of), GRADES[grade], decision))
            for subject, of, grade, decision in grades.values_list(key, "year", "grade", "decision")
        ),
        "awards": _by_subject(pair for pairs in (given, asked) for pair in pairs),
        "disciplines": _by_subject((getattr(row, key), _discipline(row)) for row in disciplines),
        "proceedings": _by_subject(
            (getattr(row, key), facts.Proceeding(PROCEEDINGS[row.kind], row.since, row.cleared)) for row in proceedings
        ),
    }


def _of(key: int, shared: dict[str, dict[int, list[Any]]]) -> dict[str, Any]:
    return {name: tuple(rows[key]) for name, rows in shared.items()}


def _discipline(row: Discipline) -> facts.Discipline:
    return facts.Discipline(facts.DisciplineForm[row.form.upper()], row.decided, row.until, row.decision)


def _years_served(service: Service, disciplines: Iterable[facts.Discipline], on: date) -> int | None:
    """Whole years by the day, without those under discipline; None where a day is missing."""
    since = service.sector_since or service.hired
    past = [one for one in disciplines if one.decided <= on]
    if since is None or any(one.until is None for one in past):
        return None
    away = {
        first + timedelta(days=n)
        for first, last in ((max(one.decided, since), min(one.until or on, on)) for one in past)
        for n in range((last - first).days + 1)
    }
    begun = since + timedelta(days=len(away))
    return max(0, on.year - begun.year - ((on.month, on.day) < (begun.month, begun.day)))


class Job(NamedTuple):
    """A post that takes part in the work, by the office or school that it belongs to."""

    home: str
    first: date
    last: date
    role: str


def _jobs(ids: Sequence[int]) -> dict[int, list[Job]]:
    posts = Post.objects.filter(person__in=ids, role__in=WORKERS).order_by("valid_from", "pk")
    return _by_subject(
        (person, Job(_home(path, kind), first, last or date.max, role))
        for person, path, kind, first, last, role in posts.values_list(
            "person_id", "unit__path", "unit__kind", "valid_from", "valid_to", "role"
        )
    )


def _home(path: str, kind: str) -> str:
    """Of an office or school: one does not change it by going from team to team."""
    return path[:-STEP] if kind in INSIDE and len(path) > STEP else path


def _transfers(jobs: dict[int, list[Job]]) -> dict[int, list[facts.Transfer]]:
    paths = {job.home for rows in jobs.values() for job in rows if len({one.home for one in rows}) > 1}
    units = {unit.path: unit for unit in Unit.objects.filter(path__in=paths)}
    merged = _mergers()
    found: dict[int, list[facts.Transfer]] = defaultdict(list)
    for person, rows in jobs.items():
        for n, job in enumerate(rows):
            before = rows[:n]
            if not before or any(one.last >= job.first for one in before):
                continue
            came_from = units.get(max(before, key=lambda one: one.last).home)
            to = units.get(job.home)
            if came_from and to and came_from != to and came_from.pk not in _all_before(to.pk, merged):
                found[person].append(facts.Transfer(job.first, came_from.label))
    return found


Mergers = dict[int, list[tuple[int, date]]]
"""By unit those whose place it took, each with the day from which it did."""


def _mergers() -> Mergers:
    ended = Succession.objects.filter(old__valid_to__lt=F("first_day"))
    rows = ended.values_list("new_id", "old_id", "first_day")
    return _by_subject((new, (old, first_day)) for new, old, first_day in rows)


def _all_before(unit: int, merged: Mergers) -> set[int]:
    """The units whose place it took, and those whose place these took."""
    found: set[int] = set()
    waiting = [old for old, _ in merged.get(unit, ())]
    while waiting:
        old = waiting.pop()
        if old not in found:
            found.add(old)
            waiting += [older for older, _ in merged.get(old, ())]
    return found - {unit}


def _registered(
    whose: str, ids: Iterable[int], homes: dict[int, set[str]], year: Year
) -> dict[int, frozenset[tuple[str, Year]]]:
    """By subject the awards registered for in the year; missing where the subject's unit keeps no registrations."""
    seasons = Season.objects.filter(year=year.short)
    dated = Q(registers_from__isnull=False) | Q(registers_until__isnull=False)
    used = Exists(Registration.objects.filter(season=OuterRef("pk")))
    kept = set(seasons.filter(dated | used).values_list("unit__path", flat=True))
    rows = Registration.objects.filter(
        **{f"{whose}__in": ids}, season__year=year.short, status=Registration.Status.REGISTERED
    )
    own = _by_subject((key, (award, year)) for key, award in rows.values_list(f"{whose}_id", "award"))
    return {key: frozenset(own[key]) for key in ids if key in own or homes.get(key, set()) & kept}


def _initiatives(ids: Sequence[int], year: Year, on: date, rules: RuleSet) -> dict[int, list[facts.Initiative]]:
    """Asked step by step from the persons on: in one question a database may begin with every initiative there is."""
    written = Author.objects.filter(person__in=ids, declined_at=None)
    authors = list(written.order_by("initiative_id").values_list("person_id", "initiative_id"))
    wanted = {initiative for _, initiative in authors}
    valid = Recognition.objects.filter(initiative__in=wanted, status=Recognition.Status.VALID)
    recognitions = _by_subject((row.initiative_id, row) for row in valid.order_by("decision_date", "pk"))
    found, uses = _honoured(recognitions), _uses(ids, year, rules)
    return _by_subject(
        (person, _initiative(found[pk], recognitions[pk], uses.get((person, pk), set()), year, on, rules))
        for person, pk in authors
        if person and pk in found
    )


def _honoured(ids: Collection[int]) -> dict[int, Initiative]:
    """Those of these initiatives that are recognised now, with what shows that they are applied."""
    adopted = Adoption.objects.filter(initiative=OuterRef("pk"), status__in=USED).exclude(unit=OuterRef("unit"))
    measured = Result.objects.filter(initiative=OuterRef("pk"), after__isnull=False)
    rows = Initiative.objects.filter(pk__in=ids).annotate(is_adopted=Exists(adopted), is_measured=Exists(measured))
    needed = rows.only("title", "year", "status", "first_applied")
    return {row.pk: row for row in needed if row.is_honoured}


def _initiative(
    row: Any, recognitions: list[Recognition], uses: set[facts.Use], year: Year, on: date, rules: RuleSet
) -> facts.Initiative:
    calendar = rules.calendar(on)
    dated = [
        (Year(row.year, is_school=False), recognition)
        if recognition is recognitions[0] and not year.is_school
        else (calendar.year_of(recognition.decision_date, is_school=year.is_school), recognition)
        for recognition in recognitions
    ]
    by_then = [pair for pair in dated if pair[0] <= year] or dated[:1]
    of, recognition = max(by_then, key=lambda pair: facts.Scope[pair[1].scope.upper()])
    scope = facts.Scope[recognition.scope.upper()]
    is_wide = scope > facts.Scope.UNIT
    spread = row.is_adopted or row.status == Initiative.Status.SPREAD
    return facts.Initiative(
        name=row.title,
        year=of,
        scope=scope,
        applied=bool(is_wide or spread or row.first_applied or row.is_measured),
        replicable=bool(is_wide or spread),
        decision=f"Quyết định số {recognition.decision_number} ngày {recognition.decision_date:%d/%m/%Y}",
        uses=tuple(sorted(uses, key=lambda use: (use.year, use.award))),
    )


def _uses(ids: Sequence[int], year: Year, rules: RuleSet) -> dict[tuple[int, int], set[facts.Use]]:
    """By person and initiative. Awards that the rules do not know say nothing to the judge."""
    known = {award.key for award in rules.awards()}
    found: dict[tuple[int, int], set[facts.Use]] = defaultdict(set)
    noted = TitleUse.objects.filter(person__in=ids)
    for person, initiative, award, of in noted.values_list("person_id", "initiative_id", "award", "year"):
        if award in known:
            found[person, initiative].add(facts.Use(award, Year(of - year.is_school, year.is_school)))
    given = Nomination.initiatives.through.objects.filter(
        nomination__person__in=ids, nomination__given__status=Award.Status.VALID
    )
    for person, initiative, award, short in given.values_list(
        "nomination__person_id", "initiative_id", "nomination__award", "nomination__given__year"
    ):
        if award in known:
            found[person, initiative].add(facts.Use(award, Year.of(short)))
    return found


def _of_units(units: Sequence[Unit], year: Year, on: date, rules: RuleSet) -> dict[int, CollectiveFacts]:
    ids = [unit.pk for unit in units]
    merged = _mergers()
    olds = {old for key in ids for old in _all_before(key, merged)} - set(ids)
    shared = _shared("collective", [*ids, *olds], year)
    _inherit(ids, merged, shared, rules.calendar(on))
    leads = _by_subject(
        (row.collective_id, _lead(row)) for row in Lead.objects.filter(collective__in=ids).order_by("year", "pk")
    )
    homes = {unit.pk: {unit.path, _home(unit.path, unit.kind)} for unit in units}
    registered = _registered("collective", ids, homes, year)
    members = _members(units, year, on, rules)
    found = {}
    for unit in units:
        key = unit.pk
        found[key] = CollectiveFacts(
            key=str(key),
            name=unit.name,
            **_of(key, shared),
            registered=registered.get(key),
            members=(members[key],) if key in members else (),
            leads=tuple(leads[key]),
            dissolved=unit.valid_to + timedelta(days=1) if unit.valid_to else None,
        )
    return found


def _lead(row: Lead) -> facts.Lead:
    return facts.Lead(Year.of(row.year), LEADS[row.kind], facts.Scope[row.scope.upper()], row.lasting)


def _inherit(ids: Iterable[int], merged: Mergers, shared: dict[str, dict[int, list[Any]]], calendar: Calendar) -> None:
    """Give units the grades and awards of the years before they took the place of others, where all of these have
    them; the oldest units first.
    """
    done: set[int] = set()

    def of(unit: int) -> None:
        if unit in done or unit not in merged:
            return
        done.add(unit)
        olds = merged[unit]
        for old, _ in olds:
            of(old)
        begun = min(day for _, day in olds)
        grades, awards = ([shared[name][old] for old, _ in olds] for name in ("grades", "awards"))
        shared["grades"][unit] = [*_common_grades(grades, shared["grades"][unit], begun, calendar)]
        shared["awards"][unit] = [*_common_awards(awards, shared["awards"][unit], begun, calendar)]

    for key in ids:
        of(key)


def _common_grades(
    olds: list[list[facts.YearGrade]], own: list[facts.YearGrade], begun: date, calendar: Calendar
) -> Iterator[facts.YearGrade]:
    by_year = [{one.year: one.grade for one in rows} for rows in olds]
    had = {one.year for one in own}
    for of in sorted(by_year[0].keys() - had):
        if calendar.first_day(of) < begun and all(of in one for one in by_year):
            yield facts.YearGrade(of, min(one[of] for one in by_year), BEFORE_MERGING)
    yield from own


def _common_awards(
    olds: list[list[facts.AwardRecord]], own: list[facts.AwardRecord], begun: date, calendar: Calendar
) -> Iterator[facts.AwardRecord]:
    by_key = [{(one.award, one.year): one for one in rows if not one.proposed} for rows in olds]
    had = {(one.award, one.year) for one in own}
    for award, of in sorted(by_key[0].keys() - had):
        if calendar.first_day(of) < begun and all((award, of) in one for one in by_key):
            first = by_key[0][award, of]
            yield facts.AwardRecord(award, of, first.decided, f"{first.decision}, {BEFORE_MERGING}")
    yield from own


def _members(units: Sequence[Unit], year: Year, on: date, rules: RuleSet) -> dict[int, facts.Members]:
    calendar = rules.calendar(on)
    first, last = calendar.first_day(year), calendar.last_day(year)
    day = min(max(on, first), last)
    posts = Post.objects.valid_on(day).filter(under_any([unit.path for unit in units], "unit__path"), role__in=WORKERS)
    wanted = {unit.path: unit.pk for unit in units}
    people: dict[int, set[int]] = {unit.pk: set() for unit in units}
    for person, path in posts.values_list("person_id", "unit__path"):
        for above in lineage(path):
            if above in wanted:
                people[wanted[above]].add(person)
    inside = {"person__in": posts.values("person")}
    grades = dict(YearGrade.objects.filter(**inside, year=year.short).values_list("person_id", "grade"))
    titles: dict[str, set[int]] = {ADVANCED: set(), FIGHTER: set()}
    given = Award.objects.filter(**inside, year=year.short, award__in=titles, status=Award.Status.VALID)
    asked = Nomination.objects.filter(**inside, season__year=year.short, award__in=titles, status__in=PROPOSED)
    for rows in (given, asked):
        for person, award in rows.values_list("person_id", "award"):
            titles[award].add(person)
    forms: dict[int, facts.DisciplineForm] = {}
    disciplined = Discipline.objects.filter(**inside, decided__range=(first, last))
    for person, name in disciplined.values_list("person_id", "form"):
        form = facts.DisciplineForm[name.upper()]
        forms[person] = max(forms.get(person, form), form)
    advanced, fighters = titles[ADVANCED] | titles[FIGHTER], titles[FIGHTER]
    return {key: _counted(year, who, grades, advanced, fighters, forms) for key, who in people.items() if who}


def _counted(
    year: Year, who: set[int], grades: dict[int, str], advanced: set[int], fighters: set[int],
    forms: dict[int, facts.DisciplineForm],
) -> facts.Members:  # fmt: skip
    graded = [facts.Grade[grades[person].upper()] for person in who if person in grades]
    titled = bool(who & advanced)
    return facts.Members(
        year,
        members=len(who),
        completed=sum(grade >= facts.Grade.COMPLETED for grade in graded) if graded else None,
        advanced_workers=len(who & advanced) if titled else None,
        fighters=len(who & fighters) if titled else None,
        worst_discipline=max((forms[person] for person in who if person in forms), default=None),
    )
