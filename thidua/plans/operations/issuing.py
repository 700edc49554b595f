"""Issuing a plan: it is frozen, numbered and sent; what each unit and person owes comes into being."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.documents.letterheads import missing_signer
from thidua.documents.operations import change_document, claim_number, freeze_description, give_number
from thidua.kernel.runs import Tell, told_nobody
from thidua.kernel.text import short
from thidua.kernel.workflow import move
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, LEADERS, WORKERS, open_units
from thidua.plans.matching import inner_units, staff_of
from thidua.plans.models import Assignment, Duty, Level, Obligation, Plan, Task
from thidua.plans.operations.carrying import amendment_words, carry_over
from thidua.plans.operations.coverage import check_coverage
from thidua.plans.printing import described_plan, every_line
from thidua.plans.queries import unexplained
from thidua.plans.rounds import HORIZON, REPORTS, bearers_of, places_of, rounds_of
from thidua.plans.signals import obligations_opened
from thidua.reading.recurrence import Recurrence

CHUNK = 500
"""Rows that are written before it is told how many."""
Row = TypeVar("Row", Obligation, Assignment)


def shortcomings(plan: Plan) -> list[str]:
    """What keeps a draft from being issued, a sentence each."""
    missing = []
    if not plan.addressees.exists():
        missing.append("Chưa chọn đơn vị nhận. Bấm Chọn đơn vị nhận.")
    undated = Duty.objects.filter(plan=plan, removed=False, due=None, recurrence="", frequency="").count()
    if undated:
        missing.append(f"{undated} mốc thời gian chưa có hạn. Ghi hạn, hoặc bỏ mốc.")
    if plan.parent_id and (departing := unexplained(plan)):
        first = short(str(departing[0]), 80)
        missing.append(
            f"{len(departing)} dòng bỏ hoặc nới so với kế hoạch cấp trên chưa ghi lý do (như “{first}”). "
            "Mở bàn đọc, sửa dòng đó và ghi lý do."
        )
    return missing


def refuse_unready(plan: Plan) -> None:
    """Raise ValidationError `not_ready`, a sentence for each shortcoming."""
    if missing := shortcomings(plan):
        raise ValidationError([ValidationError(sentence, code="not_ready") for sentence in missing])


def enter_register(plan: Plan, number: str, on: date, *, by: Person) -> None:
    """Date the document and give it its number, the next one when `number` is empty; the unit's head signs where it
    names nobody. Raises `number_taken`.
    """
    facts = {"number": "".join(number.split()), "date": on, **missing_signer(plan.document)}
    change_document(plan.document, by=by, **facts)
    if plan.document.number:
        claim_number(plan.document, by=by)
    else:
        give_number(plan.document, by=by)


@transaction.atomic
def issue_plan(
    plan: Plan, *, by: Person, today: date, number: str = "", on: date | None = None, tell: Tell = told_nobody
) -> None:
    """Issue a draft. An empty `number` takes the next one of the unit's register; `on` is the date, today if None.
    `tell` hears how many papers and shares of tasks were given out.

    Of two who issue at once one wins, the other gets `wrong_state`. Raises ValidationError `not_ready`
    (with a sentence for each shortcoming), `number_taken`.
    """
    now = timezone.now()
    move(plan, "issue", by=by, sentence="Ban hành kế hoạch", issued_at=now, issued_by=by)
    refuse_unready(plan)
    enter_register(plan, number, on or today, by=by)
    every = every_line(plan)
    freeze_description(plan.document, described_plan(plan, every))
    if plan.parent_id:
        check_coverage(plan, today=today)
    for kind, lines in every.items():
        if any(line.removed for line in lines):
            kind._default_manager.filter(plan=plan, removed=True).delete()
    _ask_for_figures(plan)
    plan.addressees.update(received_at=now)
    _open(plan, plan.duties.filter(removed=False), plan.tasks.filter(removed=False), today, tell)
    if plan.supersedes_id:
        carry_over(plan, by=by, today=today)
    _tell_units(plan, today)


@transaction.atomic
def open_occurrences(plan: Plan, *, today: date) -> int:
    """Create what comes round and has come into sight; safe to repeat. Returns how many rows.

    What is due once was given when the plan was issued: who comes later finds none of it in arrears.
    """
    duties = plan.duties.filter(removed=False).exclude(recurrence="", frequency="")
    opened = _open(plan, duties, plan.tasks.filter(removed=False).exclude(recurrence=""), today)
    if opened:
        record("plans.open_occurrences", plan, by=None, sentence=f"Mở {opened} việc của kỳ tới")
    return opened


def _open(plan: Plan, duties: QuerySet[Duty], tasks: QuerySet[Task], today: date, tell: Tell = told_nobody) -> int:
    addressed = list(open_units(Unit.objects.filter(received_plans__plan=plan), today).order_by("path"))
    papers = _papers(plan, duties.filter(frequency=""), addressed, today)
    figures = _figures(plan, duties.exclude(frequency=""), addressed, today)
    shares = _assignments(plan, tasks, addressed, today)
    total = len(papers) + len(figures) + len(shares)
    opened = _create_new(Obligation, papers, lambda done: tell(done, total))
    opened_figures = _create_new(Obligation, figures, lambda done: tell(len(papers) + done, total))
    if opened_figures:
        obligations_opened.send(Plan, plan=plan, periods={row.period for row in figures})
    opened_shares = _create_new(Assignment, shares, lambda done: tell(total - len(shares) + done, total))
    return opened + opened_figures + opened_shares


def _ask_for_figures(plan: Plan) -> None:
    """A duty to hand in figures for each frequency of the plan's targets that none of its duties asks for."""
    asked = set(plan.duties.exclude(frequency="").values_list("frequency", "level"))
    wanted = {(target.frequency, _figures_level(target.level)) for target in plan.targets.all()}
    Duty.objects.bulk_create(
        Duty(
            plan=plan,
            order=9000 + place,
            kind=Duty.Kind.SUBMISSION,
            text="Gửi số liệu thực hiện chỉ tiêu",
            frequency=frequency,
            level=level,
        )
        for place, (frequency, level) in enumerate(sorted(wanted - asked))
    )


def _figures_level(level: str) -> str:
    return Level.OWN if level == Level.OWN else Level.SUBORDINATE


def _figures(plan: Plan, duties: QuerySet[Duty], addressed: list[Unit], today: date) -> list[Obligation]:
    """Each unit that bears a target hands in the figures of each period."""
    asking = list(duties)
    if not asking:
        return []
    targets = list(plan.targets.filter(removed=False).prefetch_related("units"))
    reports = [duty.due for duty in plan.duties.filter(kind__in=REPORTS, frequency="") if duty.due]
    rows = []
    for duty in asking:
        asked = [t for t in targets if (t.frequency, _figures_level(t.level)) == (duty.frequency, duty.level)]
        bearers = {unit.pk: unit for target in asked for unit in bearers_of(target, plan, addressed)}
        places = places_of(plan, bearers.values())
        for (period, due), unit in product(rounds_of(duty, plan, today, reports), bearers.values()):
            rows.append(Obligation(duty=duty, unit=unit, due=due, period=period.key, place=places[unit.pk]))
    return _going_on(rows)


def dates_of(due: date | None, recurrence: str, plan: Plan, today: date) -> list[date]:
    """The one date, or the dates of a rule within the plan's time as far as the horizon."""
    if not recurrence:
        return [due] if due else []
    rule = Recurrence.from_key(recurrence)
    first = max(plan.start or today, today)
    last = min(plan.end or today + HORIZON, today + HORIZON)
    return rule.next_dates(after=first - timedelta(days=1), until=last)


def _papers(plan: Plan, duties: QuerySet[Duty], addressed: list[Unit], today: date) -> list[Obligation]:
    rows = [
        Obligation(duty=duty, unit=unit, due=due)
        for duty in duties.prefetch_related("units")
        for due in dates_of(duty.due, duty.recurrence, plan, today)
        for unit in _units_owing(duty, plan, addressed)
    ]
    return _going_on(rows)


def _units_owing(duty: Duty, plan: Plan, addressed: list[Unit]) -> Iterable[Unit]:
    if named := list(duty.units.all()):
        return named
    if duty.level == Level.OWN:
        return [plan.unit]
    return [unit for unit in addressed if unit.pk != plan.unit_id] or [plan.unit]


def _assignments(plan: Plan, tasks: QuerySet[Task], addressed: list[Unit], today: date) -> list[Assignment]:
    rows: list[Assignment] = []
    posts = _posts(plan, today)
    for task in tasks.select_related("person").prefetch_related("units"):
        dates: list[date | None] = list(dates_of(task.due, task.recurrence, plan, today)) or [None]
        for unit, person in _shares(task, plan, addressed, posts):
            rows.extend(
                Assignment(task=task, unit=unit, person=person, due=due, share=Assignment.share_of(unit, person, due))
                for due in dates
            )
    return _going_on(rows)


def _posts(plan: Plan, today: date) -> dict[int, Post]:
    """One post for each who works in the issuing unit or in a part of it: the innermost, by person."""
    places = [plan.unit_id, *inner_units(plan.unit).values_list("pk", flat=True)]
    posts = Post.objects.valid_on(today).filter(unit__in=places, role__in=WORKERS).select_related("person", "unit")
    return {post.person_id: post for post in posts.order_by("unit__depth", "-pk")}


def _shares(
    task: Task, plan: Plan, addressed: list[Unit], posts: dict[int, Post]
) -> Iterator[tuple[Unit, Person | None]]:
    """Who gets a share: the named person; the named units; or by level the issuer, the addressees, or each person."""
    named = list(task.units.all())
    if task.person:
        post = posts.get(task.person.pk)
        yield post.unit if post else plan.unit, task.person
    elif named:
        yield from ((unit, None) for unit in named)
    elif task.level == Level.OWN:
        yield plan.unit, None
    elif task.level == Level.PERSON:
        yield from _personal(addressed, posts)
    else:
        yield from ((unit, None) for unit in addressed)


def _personal(addressed: list[Unit], posts: dict[int, Post]) -> Iterator[tuple[Unit, Person | None]]:
    """Each person in addressed parts of the issuer; other units have people of their own to give the work to."""
    inner = {unit.pk for unit in addressed} & {post.unit_id for post in posts.values()}
    yield from ((post.unit, post.person) for post in posts.values() if post.unit_id in inner)
    yield from ((unit, None) for unit in addressed if unit.pk not in inner)


def _going_on(rows: list[Row]) -> list[Row]:
    """Of units that are named and have ended nothing more is asked."""
    return [row for row in rows if row.unit.valid_to is None or (row.due and row.due <= row.unit.valid_to)]


def _create_new(model: type[Row], rows: Sequence[Row], tell: Callable[[int], None]) -> int:
    if not rows:
        return 0
    before = model._default_manager.count()
    for start in range(0, len(rows), CHUNK):
        model._default_manager.bulk_create(rows[start : start + CHUNK], ignore_conflicts=True)
        tell(min(start + CHUNK, len(rows)))
    return model._default_manager.count() - before


def _tell_units(plan: Plan, today: date) -> None:
    """Heads, officers and team leaders of the addressed units learn of it, and persons named in a task."""
    posts = Post.objects.valid_on(today).filter(unit__received_plans__plan=plan, role__in=EDITORS | LEADERS)
    persons = set(posts.values_list("person_id", flat=True))
    named = plan.tasks.exclude(person=None).values("person")
    persons |= set(staff_of(plan.unit, today).filter(pk__in=named).values_list("pk", flat=True))
    url, text = reverse("plans:plan", args=[plan.pk]), f"{plan.unit.label} ban hành {plan.document}: {plan}"
    if plan.supersedes_id:
        url = reverse("plans:plan_differences", args=[plan.pk])
        text = f"{plan.unit.label} sửa đổi kế hoạch: {short(plan.title, 200)}. {amendment_words(plan)}"
    notify(persons, f"plan:{plan.pk}:issued", text, url)


@transaction.atomic
def close_plan(plan: Plan, *, by: Person) -> None:
    move(plan, "close", by=by, sentence="Kết thúc kế hoạch")


@transaction.atomic
def reopen_plan(plan: Plan, *, by: Person) -> None:
    move(plan, "reopen", by=by, sentence="Mở lại kế hoạch")
