"""Issuing a plan: it is frozen, numbered and sent; what each unit and person owes comes into being."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import record
from thidua.documents.operations import change_document, claim_number, give_number
from thidua.kernel.workflow import move
from thidua.people.models import Person, Post, Unit
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, LEADERS, WORKERS
from thidua.plans.matching import inner_units, staff_of
from thidua.plans.models import Assignment, Duty, Level, Obligation, Plan, Task
from thidua.plans.queries import KINDS
from thidua.reading.recurrence import Recurrence

HORIZON = timedelta(days=100)
"""How far ahead the next dates of recurring duties and tasks are opened."""


def shortcomings(plan: Plan) -> list[str]:
    """What keeps a draft from being issued, a sentence each."""
    missing = []
    if not plan.addressees.exists():
        missing.append("Chưa chọn đơn vị nhận. Bấm Chọn đơn vị nhận.")
    undated = Duty.objects.filter(plan=plan, removed=False, due=None, recurrence="").count()
    if undated:
        missing.append(f"{undated} mốc thời gian chưa có hạn. Ghi hạn, hoặc bỏ mốc.")
    return missing


@transaction.atomic
def issue_plan(plan: Plan, *, by: Person, today: date, number: str = "", on: date | None = None) -> None:
    """Issue a draft. An empty `number` takes the next one of the unit's register; `on` is the date, today if None.

    Of two who issue at once one wins, the other gets `wrong_state`. Raises ValidationError `not_ready`
    (with a sentence for each shortcoming), `number_taken`.
    """
    now = timezone.now()
    move(plan, "issue", by=by, sentence="Ban hành kế hoạch", issued_at=now, issued_by=by)
    if missing := shortcomings(plan):
        raise ValidationError([ValidationError(sentence, code="not_ready") for sentence in missing])
    change_document(plan.document, by=by, number="".join(number.split()), date=on or today)
    if plan.document.number:
        claim_number(plan.document, by=by)
    else:
        give_number(plan.document, by=by)
    for kind in KINDS.values():
        kind._default_manager.filter(plan=plan, removed=True).delete()
    plan.addressees.update(received_at=now)
    _open(plan, plan.duties.filter(removed=False), plan.tasks.filter(removed=False), today)
    _tell_units(plan, today)


@transaction.atomic
def open_occurrences(plan: Plan, *, today: date) -> int:
    """Create what comes round and has come into sight; safe to repeat. Returns how many rows.

    What is due once was given when the plan was issued: who comes later finds none of it in arrears.
    """
    duties = plan.duties.filter(removed=False).exclude(recurrence="")
    opened = _open(plan, duties, plan.tasks.filter(removed=False).exclude(recurrence=""), today)
    if opened:
        record("plans.open_occurrences", plan, by=None, sentence=f"Mở {opened} việc của kỳ tới")
    return opened


def _open(plan: Plan, duties: QuerySet[Duty], tasks: QuerySet[Task], today: date) -> int:
    addressed = list(Unit.objects.filter(received_plans__plan=plan).order_by("path"))
    return _open_obligations(plan, duties, addressed, today) + _open_assignments(plan, tasks, addressed, today)


def dates_of(due: date | None, recurrence: str, plan: Plan, today: date) -> list[date]:
    """The one date, or the dates of a rule within the plan's time as far as the horizon."""
    if not recurrence:
        return [due] if due else []
    rule = Recurrence.from_key(recurrence)
    first = max(plan.start or today, today)
    last = min(plan.end or today + HORIZON, today + HORIZON)
    return rule.next_dates(after=first - timedelta(days=1), until=last)


def _open_obligations(plan: Plan, duties: QuerySet[Duty], addressed: list[Unit], today: date) -> int:
    rows = [
        Obligation(duty=duty, unit=unit, due=due)
        for duty in duties.prefetch_related("units")
        for due in dates_of(duty.due, duty.recurrence, plan, today)
        for unit in _units_owing(duty, plan, addressed)
    ]
    return _create_new(Obligation, rows)


def _units_owing(duty: Duty, plan: Plan, addressed: list[Unit]) -> Iterable[Unit]:
    if named := list(duty.units.all()):
        return named
    if duty.level == Level.OWN:
        return [plan.unit]
    return [unit for unit in addressed if unit.pk != plan.unit_id] or [plan.unit]


def _open_assignments(plan: Plan, tasks: QuerySet[Task], addressed: list[Unit], today: date) -> int:
    rows: list[Assignment] = []
    posts = _posts(plan, today)
    for task in tasks.select_related("person").prefetch_related("units"):
        dates: list[date | None] = list(dates_of(task.due, task.recurrence, plan, today)) or [None]
        for unit, person in _shares(task, plan, addressed, posts):
            rows.extend(
                Assignment(task=task, unit=unit, person=person, due=due, share=Assignment.share_of(unit, person, due))
                for due in dates
            )
    return _create_new(Assignment, rows)


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


def _create_new(model: type[Obligation] | type[Assignment], rows: list) -> int:
    before = model._default_manager.count()
    model._default_manager.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return model._default_manager.count() - before


def _tell_units(plan: Plan, today: date) -> None:
    """Heads, officers and team leaders of the addressed units learn of it, and persons named in a task."""
    posts = Post.objects.valid_on(today).filter(unit__received_plans__plan=plan, role__in=EDITORS | LEADERS)
    persons = set(posts.values_list("person_id", flat=True))
    named = plan.tasks.exclude(person=None).values("person")
    persons |= set(staff_of(plan.unit, today).filter(pk__in=named).values_list("pk", flat=True))
    url = reverse("plans:plan", args=[plan.pk])
    notify(persons, f"plan:{plan.pk}:issued", f"{plan.unit.label} ban hành {plan.document}: {plan}", url)


@transaction.atomic
def close_plan(plan: Plan, *, by: Person) -> None:
    move(plan, "close", by=by, sentence="Kết thúc kế hoạch")


@transaction.atomic
def reopen_plan(plan: Plan, *, by: Person) -> None:
    move(plan, "reopen", by=by, sentence="Mở lại kế hoạch")
