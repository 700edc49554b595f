"""Who of a unit meets the rules for an award, as they stand on a day. Nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q

from thidua.awards.models import Nomination, Registration, Season
from thidua.awards.queries.facts import collective_facts, person_facts
from thidua.awards.rulebook import adopted_around, bound_by, layers_of, rules_for, rules_of
from thidua.kernel.text import fold
from thidua.law import Facts, PersonFacts, RuleSet, Unknown, Verdict, Year, judge, judge_all
from thidua.law.checking import conditions_of
from thidua.law.conditions import Ever, Held, Meets, Times
from thidua.law.facts import Outcome, Subject
from thidua.law.rules import Award, Standard
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import EDITORS, WORKERS, matching, open_units, organisation_paths, paths_held, under_any

PERSON, COLLECTIVE = Subject.PERSON.value, Subject.COLLECTIVE.value
IN_ADDRESS = {"ca-nhan": PERSON, "tap-the": COLLECTIVE}
"""How they stand in addresses."""
MOST_LIVE = 300
"""Subjects that are judged while somebody waits; more are judged in the background and kept."""
INSIDE = (Unit.Kind.TEAM, Unit.Kind.DIVISION)
"""Units that belong to an office or school."""
BELOW = (*Unit.SCHOOLS, Unit.Kind.COMMUNE, Unit.Kind.DEPARTMENT)
"""Offices and schools that are collectives for the unit above them."""
FAR = 20
"""Absent persons that one is told about at once."""
OUTCOMES = {"met": "Đủ điều kiện", "open": "Cần người xem xét", "not_met": "Chưa đủ"}
FILTERS = {"du": "Đủ điều kiện", "xem-xet": "Cần người xem xét", "chua-du": "Chưa đủ", "gan-du": "Gần đủ"}
REGISTERED = {"roi": "Đã đăng ký", "chua": "Chưa đăng ký"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be judged: `place` is the team, `home` the office or school that keeps the records."""

    subject: Person | Unit
    place: str
    home: Unit


@dataclass(frozen=True, slots=True)
class Line:
    """A verdict in a list, as it can be kept. `home` is the number of the unit that keeps the records."""

    kind: str
    id: int
    name: str
    place: str
    home: int
    outcome: str
    steps: int
    lacks: tuple[str, ...]
    asks: tuple[str, ...]
    to_check: bool
    warnings: tuple[str, ...] = ()
    search_text: str = field(default="", compare=False)

    @property
    def is_near(self) -> bool:
        """A single thing is lacking."""
        return self.outcome == "not_met" and self.steps == 1

    def written(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Line":
        lists = {name: tuple(kept[name]) for name in ("lacks", "asks", "warnings")}
        return cls(**{**kept, **lists})


def award_of(season: Season, key: str) -> Award:
    """Raises law.Unknown."""
    return rules_for(season.unit).award(key)


def awards_of(season: Season) -> list[Award]:
    """The awards of a season that the rules know and that staff and their collectives can have."""
    known = {award.key: award for award in rules_for(season.unit).awards() if not award.learners}
    return [known[key] for key in season.awards if key in known]


def candidates(season: Season, kind: str, today: date) -> list[Candidate]:
    """Whom the season may judge: who works in its unit, or the unit itself, its teams and what lies below it."""
    return staff_of(season, today) if kind == PERSON else collectives_of(season, today)


def staff_of(season: Season, today: date) -> list[Candidate]:
    """Who works in the office or school and its teams, or did in the season's year; sorted by name. Of the units below
    each keeps its own people.
    """
    first, last = span_of(season, today)
    places = {unit.pk: unit for unit in (season.unit, *inner_units(season.unit, first))}
    posts = Post.objects.filter(_lasting(first), unit__in=places, role__in=WORKERS, valid_from__lte=last)
    found: dict[int, Candidate] = {}
    ordered = posts.order_by(
        "person__sort_key", "person_id", F("valid_to").desc(nulls_first=True), "-unit__depth", "pk"
    )
    for post in ordered.select_related("person"):
        place = places[post.unit_id]
        label = place.label if place.pk != season.unit.pk else post.title
        if post.valid_to and post.valid_to < today:
            label = f"{label}, đến {post.valid_to:%d/%m/%Y}".removeprefix(", ")
        found.setdefault(post.person_id, Candidate(post.person, label, season.unit))
    return list(found.values())


def collectives_of(season: Season, today: date) -> list[Candidate]:
    """The unit itself, its teams and divisions, and the offices and schools below it."""
    unit = season.unit
    own = [Candidate(each, unit.label if each != unit else "", unit) for each in (unit, *inner_units(unit, today))]
    below = open_units(Unit.objects.filter(bound_by(unit), kind__in=BELOW).exclude(pk=unit.pk), today)
    return own + [Candidate(each, each.get_kind_display(), each) for each in below.order_by("sort_key", "pk")]


def inner_units(unit: Unit, day: date) -> list[Unit]:
    """Teams and divisions of an office or school, and teams of its divisions, that were not closed before the day."""
    inner = Unit.objects.filter(_lasting(day), kind__in=INSIDE)
    first = list(inner.filter(path__under=unit.path, depth=unit.depth + 1).order_by("sort_key", "pk"))
    deeper = inner.filter(under_any(each.path for each in first), depth__gt=unit.depth + 1)
    return first + (list(deeper.order_by("sort_key", "pk")) if first else [])


def _lasting(day: date) -> Q:
    """Of units and posts: not ended before the day."""
    return Q(valid_to__isnull=True) | Q(valid_to__gte=day)


def span_of(season: Season, today: date) -> tuple[date, date]:
    """The first day of the season's year (today, where it has not begun) and the last on which it can be judged."""
    calendar = rules_for(season.unit).calendar(today)
    return min(calendar.first_day(season.law_year), today), max(calendar.last_day(season.law_year), today)


def verdicts_of(
    season: Season, award: str, *, today: date, kind: str = "", only: Sequence[Candidate] | None = None
) -> list[tuple[Candidate, Verdict]]:
    """The verdict on everybody (or on these) by the rules of today, in a fixed number of queries. Raises law.Unknown,
    and ValidationError `bad_rules` where rules do not go together.
    """
    kind = kind or kinds_of(award_of(season, award))[0]
    whom = candidates(season, kind, today) if only is None else list(only)
    facts, rules = facts_of(whom, kind, season, today), _rules_of(season, whom)
    period = season.law_year
    return [
        (one, judge(award, facts[one.subject.pk], on=today, period=period, rules=rules[one.home.pk])) for one in whom
    ]


def facts_of(whom: Sequence[Candidate], kind: str, season: Season, today: date) -> Mapping[int, Facts]:
    rules = rules_for(season.unit)
    if kind == PERSON:
        persons = [one.subject for one in whom if isinstance(one.subject, Person)]
        return person_facts(persons, year=season.law_year, on=today, rules=rules)
    units = [one.subject for one in whom if isinstance(one.subject, Unit)]
    return collective_facts(units, year=season.law_year, on=today, rules=rules)


def kinds_of(award: Award) -> list[str]:
    """Who can have it: `person`, `collective` or both."""
    return [subject.value for subject in award.subjects]


def _rules_of(season: Season, whom: Iterable[Candidate]) -> dict[int, RuleSet]:
    """By number of the unit whose people are judged: the season's own, or that of a unit below it."""
    homes = {one.home.pk: one.home for one in whom}
    if set(homes) <= {season.unit.pk}:
        return {season.unit.pk: rules_for(season.unit)}
    adopted = adopted_around(season.unit)
    return {pk: rules_of(layers_of(home, adopted)) for pk, home in homes.items()}


def line_of(candidate: Candidate, verdict: Verdict) -> Line:
    subject = candidate.subject
    is_person = isinstance(subject, Person)
    return Line(
        PERSON if is_person else COLLECTIVE,
        subject.pk,
        subject.full_name if isinstance(subject, Person) else subject.name,
        candidate.place,
        candidate.home.pk,
        verdict.outcome.name.lower(),
        verdict.steps,
        verdict.lacks,
        verdict.asks if verdict.outcome is Outcome.OPEN else (),
        verdict.to_check,
        verdict.warnings,
        subject.search_text,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as somebody may see it: with registration and nomination, and with private facts or without."""

    line: Line
    is_registered: bool
    nomination: Nomination | None
    is_open: bool
    """Whether who looks keeps the records, and so may read what is lacking."""


def shown_lines(lines: Iterable[Line], season: Season, award: str, kept: Iterable[int]) -> list[Shown]:
    """With what is known of registration and nomination, in two queries. `kept` are the numbers of the units whose
    records the reader keeps.
    """
    registered = Registration.objects.filter(season=season, award=award, status=Registration.Status.REGISTERED)
    nominated = Nomination.objects.filter(season=season, award=award, status__in=Nomination.LIVE)
    said = {_key(row) for row in registered.only("person_id", "collective_id")}
    rows = {_key(row): row for row in nominated.only("pk", "status", "person_id", "collective_id")}
    open_to = set(kept)
    return [
        Shown(line, (line.kind, line.id) in said, rows.get((line.kind, line.id)), line.home in open_to)
        for line in lines
    ]


def homes_kept(by: Person, lines: Iterable[Line]) -> set[int]:
    """Units among these whose records the person keeps."""
    kept = Unit.objects.filter(path__in=paths_held(by, EDITORS)).values_list("pk", flat=True)
    return {line.home for line in lines} & set(kept)


def _key(row: Registration | Nomination) -> tuple[str, int | None]:
    return (PERSON, row.person_id) if row.person_id else (COLLECTIVE, row.collective_id)


def chosen(rows: Iterable[Shown], asked: Mapping[str, str]) -> list[Shown]:
    """Narrowed by `q`, `ketqua` and `dangky` of the address."""
    words = fold(asked.get("q", "")[:200]).split()[:10]
    return [row for row in rows if all(word in row.line.search_text for word in words) and _fits(row, asked)]


def _fits(row: Shown, asked: Mapping[str, str]) -> bool:
    outcome, registered = asked.get("ketqua", ""), asked.get("dangky", "")
    fits = {
        "du": row.line.outcome == "met",
        "xem-xet": row.line.outcome == "open",
        "chua-du": row.line.outcome == "not_met",
        "gan-du": row.line.is_near and row.is_open,
    }
    return fits.get(outcome, True) and {"roi": row.is_registered, "chua": not row.is_registered}.get(registered, True)


def tally(lines: Iterable[Line]) -> dict[str, int]:
    """How many there are of each outcome."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for line in lines:
        counts[line.outcome] += 1
    return counts


def absent(season: Season, words: str, listed: Iterable[int], today: date) -> list[tuple[Person, str]]:
    """Persons of that name who are or were in the unit or below it and yet are not listed, each with the reason."""
    if not words.strip():
        return []
    posts = Post.objects.filter(unit__path__under=season.unit.path)
    persons = matching(Person.objects.filter(pk__in=posts.values("person")), words).exclude(pk__in=list(listed))
    return why_absent(season, list(persons.order_by("sort_key", "pk")[:FAR]), today)


def why_absent(season: Season, persons: Sequence[Person], today: date) -> list[tuple[Person, str]]:
    """For each who has or had a post in the unit or below it: why the list does not hold that person."""
    posts = Post.objects.filter(unit__path__under=season.unit.path, person__in=persons).select_related("unit")
    held: dict[int, list[Post]] = {}
    for post in posts.order_by("valid_from", "pk"):
        held.setdefault(post.person_id, []).append(post)
    first, last = span_of(season, today)
    inner = {unit.pk for unit in (season.unit, *inner_units(season.unit, date.min))}
    return [(person, _why_absent(held[person.pk], inner, first, last)) for person in persons if person.pk in held]


def _why_absent(posts: Sequence[Post], inner: set[int], first: date, last: date) -> str:
    own = [post for post in posts if post.unit_id in inner]
    if not own:
        return f"làm việc ở {posts[-1].unit.label}; người của đơn vị đó được xét trong đợt của đơn vị đó"
    working = [post for post in own if post.role in WORKERS]
    if not working:
        return f"chỉ có vai trò {own[-1].get_role_display().lower()}, không tham gia công tác của đơn vị"
    post = working[-1]
    if post.valid_from > last:
        return f"vị trí {post} chỉ bắt đầu từ {post.valid_from:%d/%m/%Y}, sau khi năm xét kết thúc"
    if post.valid_to and post.valid_to < first:
        return f"vị trí {post} đã kết thúc ngày {post.valid_to:%d/%m/%Y}, trước khi năm xét bắt đầu ({first:%d/%m/%Y})"
    return f"{post.unit.label} đã ngừng hoạt động trước {first:%d/%m/%Y}"


def candidate_of(season: Season, kind: str, number: int, today: date) -> Candidate | None:
    """The one of the list with this number, None where there is none."""
    return next((one for one in candidates(season, kind, today) if one.subject.pk == number), None)


def own_home(person: Person) -> Unit | None:
    """The office or school that the person works in, of a division the one above it; of several the first in the tree
    whose work one takes part in.
    """
    if not paths_held(person, WORKERS):
        return None
    units = Unit.objects.filter(path__in=organisation_paths(person)).order_by("path")
    paths = [unit.path[: -unit.steplen] if unit.kind in INSIDE and unit.depth > 1 else unit.path for unit in units]
    return Unit.objects.filter(path__in=paths).order_by("path").first()


def own_facts(person: Person, home: Unit, period: Year, today: date) -> PersonFacts:
    return person_facts([person], year=period, on=today, rules=rules_for(home))[person.pk]


def own_verdicts(person: Person, home: Unit, period: Year, today: date) -> list[Verdict]:
    """What the rules say of a person for every award, as things stand today."""
    facts = own_facts(person, home, period, today)
    return list(judge_all(facts, on=today, period=period, rules=rules_for(home)).values())


def periods_of(person: Person, home: Unit, today: date) -> list[Year]:
    """Years that one may look at: of the seasons of one's own office or school, and the present ones; newest first."""
    calendar = rules_for(home).calendar(today)
    years = {Year.of(short) for short in Season.objects.filter(unit=home).values_list("year", flat=True)}
    years |= {calendar.year_of(today, is_school=home.is_school)}
    return sorted(years, key=lambda year: (year.start, year.is_school), reverse=True)


def named_awards(rules: RuleSet, verdict: Verdict) -> list[Award]:
    """Titles that the standard rests on: what one may suppose somebody had."""
    entry = rules.find(Standard, verdict.on, verdict.award.key, subject_of(verdict))
    found = conditions_of(entry) if entry else ()
    keys = dict.fromkeys(one.award for one in found if isinstance(one, Held | Meets | Ever | Times))
    known = {award.key: award for award in rules.awards()}
    return [known[key] for key in keys if key in known]


def subject_of(verdict: Verdict) -> str:
    return PERSON if isinstance(verdict.facts, PersonFacts) else COLLECTIVE


def refuse_unknown(season: Season, award: str, kind: str) -> None:
    """Raises ValidationError `unknown_award`, `wrong_subject`."""
    try:
        entry = award_of(season, award)
    except Unknown as unknown:
        raise ValidationError(unknown.message, code="unknown_award") from unknown
    if kind not in kinds_of(entry):
        raise ValidationError(f"{entry.name} không dành cho đối tượng này. Chọn lại.", code="wrong_subject")
