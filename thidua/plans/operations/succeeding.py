"""What becomes of papers, shares and sums when units are merged, split, moved or closed. Part of those deeds: who may
do them may do this.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from thidua.audit.operations import entry_of, record_all
from thidua.kernel.calendar import Period
from thidua.kernel.calendar import today as present_day
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import under_any
from thidua.plans.models import Addressee, Assignment, Duty, ForUnits, Obligation, Plan, Target, Task
from thidua.plans.operations.excusing import excuse_many, tell_sums
from thidua.plans.rounds import places_of
from thidua.plans.signals import papers_held

SUCCEEDED = "Đơn vị đã sáp nhập, chia tách"
CLOSED = "Đơn vị đã đóng"
LIVE = (Plan.Status.ISSUED, Plan.Status.DRAFT)


@transaction.atomic
def hold_papers(units: list[Unit]) -> None:
    """Lock what a merge or a split may touch step by step: papers in the order of their keys, then sums. Who decides
    one paper takes that and then its sums, so neither holds what the other waits for.
    """
    rows = Obligation.objects.filter(under_any([unit.path for unit in units], "unit__path"))
    rows = rows.filter(~Q(period="") | Q(status__in=Obligation.OWING)).order_by("pk")
    plans = set(rows.select_for_update(of=("self",)).values_list("duty__plan", flat=True))
    papers_held.send(Plan, plans=sorted(plans))


@transaction.atomic
def succeed_in_plans(olds: list[Unit], news: list[Unit], *, first_day: date, by: Person) -> None:
    """The new units receive what the old ones received and owe what those had not handed in from `first_day` on; what
    was handed in stays with who did. An old unit that goes on beside the new ones goes on owing.
    """
    _name(olds, news)
    plans = list(Plan.objects.filter(status__in=LIVE, addressees__unit__in=olds).distinct())
    _address(plans, olds, news)
    papers = [paper for paper in _owing(olds) if is_of(paper, first_day)]
    opened = _open_for(news, papers)
    ended = [unit.pk for unit in olds if unit.valid_to is not None]
    excuse_many([paper for paper in papers if paper.unit_id in ended], lambda paper: SUCCEEDED, by=by)
    _hand_shares(ended, news, first_day, by)
    tell_sums([*papers, *opened])


def is_of(paper: Obligation, first_day: date) -> bool:
    """Whether the paper belongs to the time from the day on: figures by their period's end, others by their day."""
    return (Period.from_key(paper.period).end if paper.period else paper.deadline) >= first_day


def _owing(units: Iterable[Unit] | QuerySet[Unit]) -> QuerySet[Obligation]:
    """Kept from others until the commit: what is handed in meanwhile is no longer owing."""
    rows = Obligation.objects.filter(unit__in=units, status__in=Obligation.OWING, duty__plan__status=Plan.Status.ISSUED)
    return rows.select_related("unit", "duty__plan__unit").select_for_update(of=("self",)).order_by("pk")


def _name(olds: list[Unit], news: list[Unit]) -> None:
    """Where lines of running plans and drafts name an old unit they name the new ones too."""
    kinds: tuple[type[ForUnits], ...] = (Duty, Target, Task)
    for kind in kinds:
        through, field = kind.units.through, f"{kind._meta.model_name}_id"
        named = {f"{kind._meta.model_name}__plan__status__in": LIVE}
        lines = set(through._default_manager.filter(unit__in=olds, **named).values_list(field, flat=True))
        rows = [through(**{field: line, "unit_id": new.pk}) for line in sorted(lines) for new in news]
        through._default_manager.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _address(plans: list[Plan], olds: list[Unit], news: list[Unit]) -> None:
    now = timezone.now()
    rows = [
        Addressee(plan=plan, unit=new, received_at=None if plan.is_draft else now) for plan in plans for new in news
    ]
    Addressee.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    ended = [unit.pk for unit in olds if unit.valid_to is not None]
    Addressee.objects.filter(plan__in=[plan.pk for plan in plans if plan.is_draft], unit__in=ended).delete()


def _open_for(news: list[Unit], papers: list[Obligation]) -> list[Obligation]:
    """Each round that an old unit still owed, once for each new one, with the longest time that any of them had."""
    places = {plan.pk: places_of(plan, news) for plan in {paper.duty.plan for paper in papers}}
    rounds: dict[tuple[int, int, date], Obligation] = {}
    for paper in papers:
        for new in news:
            row = rounds.setdefault(
                (paper.duty_id, new.pk, paper.due),
                Obligation(duty=paper.duty, unit=new, due=paper.due, period=paper.period),
            )
            row.place = places[paper.duty.plan_id][new.pk] if paper.period else ""
            row.extended_to = max(filter(None, (row.extended_to, paper.extended_to)), default=None)
    return Obligation.objects.bulk_create(rounds.values(), batch_size=500, ignore_conflicts=True)


def _hand_shares(ended: list[int], news: list[Unit], first_day: date, by: Person) -> None:
    """Shares that are not done go to the unit where their person works now, else to the first of the new ones. What
    nobody took is not given twice to one unit.
    """
    shares = Assignment.objects.filter(
        unit__in=ended, status__in=Assignment.UNDONE, task__plan__status=Plan.Status.ISSUED
    ).exclude(due__lt=first_day)
    shares = shares.select_related("task__plan", "unit", "person").select_for_update(of=("self",))
    rows = list(shares.order_by("person", "pk"))
    rows.sort(key=lambda share: share.status == Assignment.Status.OPEN)
    places = dict(
        Post.objects.valid_on(first_day).filter(unit__in=news).order_by("-pk").values_list("person_id", "unit_id")
    )
    known = {new.pk: new for new in news}
    given = set(Assignment.objects.filter(unit__in=news).values_list("task_id", "share"))
    moved, doubled = [], []
    for share in rows:
        new = known[places.get(share.person_id or 0, news[0].pk)]
        named = share.share.split(":")[1]
        key = f"{new.pk}:{named}:{share.due or ''}"
        if (share.task_id, key) not in given:
            given.add((share.task_id, key))
            share.unit, share.share = new, key
            moved.append(share)
        elif share.status == Assignment.Status.OPEN:
            doubled.append(share)
    _record_shares(moved, "chuyển sang đơn vị mới", by)
    _record_shares(doubled, "gộp vào phần việc của đơn vị mới", by)
    Assignment.objects.filter(pk__in=[share.pk for share in doubled]).delete()
    Assignment.objects.bulk_update(moved, ["unit", "share"], batch_size=200)


def _record_shares(shares: list[Assignment], words: str, by: Person) -> None:
    record_all(
        entry_of("plans.move_assignment", each, by=by, sentence=f"Phần việc “{each.task}” {words}", path=each.unit.path)
        for each in shares
    )


@transaction.atomic
def hang_elsewhere(units: list[Unit], *, first_day: date) -> int:
    """After a move figures whose period ends on that day or later are summed at the new place; earlier ones stay.

    Returns how many papers were hung elsewhere.
    """
    papers = Obligation.objects.filter(under_any([unit.path for unit in units], "unit__path")).exclude(period="")
    papers = papers.select_related("unit", "duty__plan__unit").select_for_update(of=("self",))
    by_plan: dict[Plan, list[Obligation]] = {}
    for paper in papers.order_by("pk"):
        if is_of(paper, first_day):
            by_plan.setdefault(paper.duty.plan, []).append(paper)
    moved = []
    for plan, rows in by_plan.items():
        places = places_of(plan, {paper.unit_id: paper.unit for paper in rows}.values())
        for paper in rows:
            if paper.place != places[paper.unit_id]:
                paper.place = places[paper.unit_id]
                moved.append(paper)
    Obligation.objects.bulk_update(moved, ["place"], batch_size=500)
    tell_sums(moved)
    return len(moved)


@transaction.atomic
def excuse_closed(units: list[Unit], *, last_day: date, by: Person) -> None:
    """Nobody goes on with what closed units owe: what belongs to later days is excused; on the last day, all."""
    is_over, next_day = last_day <= present_day(), last_day + timedelta(days=1)
    papers = [paper for paper in _owing(units) if is_over or is_of(paper, next_day)]
    excuse_many(papers, lambda paper: CLOSED, by=by)
    tell_sums(papers)


@transaction.atomic
def excuse_ended(*, today: date) -> int:
    """Excuse what units still owe whose last day was set ahead and is over; safe to repeat. Returns how many papers.

    Units that others took the place of are not meant: what they owed until then stays to be seen.
    """
    ended = Unit.objects.filter(valid_to__lt=today, successors=None)
    papers = list(_owing(ended))
    excuse_many(papers, lambda paper: CLOSED, by=None)
    tell_sums(papers)
    return len(papers)


@transaction.atomic
def demand_again(unit: Unit, *, by: Person) -> None:
    """A closing that is taken back takes back what it excused."""
    rows = Obligation.objects.filter(unit=unit, status=Obligation.Status.EXCUSED, reason=CLOSED)
    rows = rows.filter(duty__plan__status=Plan.Status.ISSUED).select_for_update(of=("self",)).order_by("pk")
    papers = list(rows.select_related("unit", "duty__plan"))
    for paper in papers:
        paper.status, paper.reason = Obligation.Status.NOT_STARTED, ""
    Obligation.objects.bulk_update(papers, ["status", "reason"], batch_size=200)
    record_all(
        entry_of("plans.demand_obligation", each, by=by, sentence="Yêu cầu nộp lại: đơn vị mở lại", path=each.unit.path)
        for each in papers
    )
    tell_sums(papers)
