"""What becomes of papers and shares when a new version of a plan comes into force. Part of issuing it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from thidua.audit.operations import entry_of, record_all
from thidua.kernel.workflow import move
from thidua.people.models import Notice, Person, Post, Unit
from thidua.people.operations.notices import notify, notify_all
from thidua.people.queries import EDITORS, LEADERS
from thidua.plans.differences import Standing, summary
from thidua.plans.models import Assignment, Duty, Obligation, Plan, Task
from thidua.plans.operations.excusing import MANY, excuse_many
from thidua.plans.queries.versions import concerning_units, differences_of
from thidua.plans.rounds import bearers_of
from thidua.plans.signals import obligations_opened, plan_amended

REPLACED = "Thay bằng bản mới"
NO_LONGER = "Bản mới không còn yêu cầu"
Paper = Obligation
HANDED_IN = frozenset({Paper.Status.SUBMITTED, Paper.Status.ACCEPTED})
Key = tuple[UUID, int, str]


def carry_over(new: Plan, *, by: Person, today: date) -> None:
    """The old version gives way: what is still owed goes on under the new one, what was handed in stays and is not
    asked for again, unless its line changed and is due later now. Call it when the new one's rows were opened.
    """
    old = new.supersedes
    assert old is not None
    move(old, "supersede", by=by, sentence=f"Thay bằng bản số {new.version}: {new.document}")
    changed = {line.key for line in differences_of(old, new) if line.standing is Standing.CHANGED}
    periods = _carry_papers(new, changed, by)
    _carry_shares(new, changed, by)
    for plan in sorted((*family_of(new), new), key=lambda plan: plan.pk):
        obligations_opened.send(Plan, plan=plan, periods=periods)
    _tell_left_out(old, new, today)
    plan_amended.send(Plan, old=old, new=new, by=by)


def family_of(new: Plan) -> QuerySet[Plan]:
    """The versions before this one, latest first."""
    return Plan.objects.filter(family_key=new.family_key, version__lt=new.version).order_by("-version")


def _carry_papers(new: Plan, changed: set[UUID], by: Person) -> set[str]:
    """Returns the periods whose papers are no longer the same."""
    papers = list(_papers_of(family_of(new)).select_for_update().order_by("pk"))
    rows = list(_papers_of([new]))
    _fetch_lines_and_units([*papers, *rows])
    papers.sort(key=lambda paper: (-paper.duty.plan.version, paper.pk))
    fresh = {_paper_key(paper): paper for paper in rows}
    desk = _Desk(new, fresh, changed)
    for paper in papers:
        desk.place(paper)
    desk.write()
    excuse_many(papers, lambda paper: REPLACED if paper.duty.line_key in desk.duties else NO_LONGER, by=by)
    return {"", *(paper.period for paper in papers), *(paper.period for paper in fresh.values())}


def _papers_of(plans: Iterable[Plan]) -> QuerySet[Paper]:
    rows = Paper.objects.filter(duty__plan__in=plans)
    return rows.only("duty", "unit", "due", "extended_to", "period", "place", "status", "note", "reason")


def _fetch_lines_and_units(papers: list[Paper]) -> None:
    """Once each: a row of thousands of papers would bring them anew."""
    duties = Duty.objects.select_related("plan").in_bulk({paper.duty_id for paper in papers})
    units = Unit.objects.in_bulk({paper.unit_id for paper in papers})
    for paper in papers:
        paper.duty, paper.unit = duties[paper.duty_id], units[paper.unit_id]


def _paper_key(paper: Paper) -> Key:
    """A line, a unit and a round of it: a date that is put off is the same round, another period is not."""
    duty = paper.duty
    return duty.line_key, paper.unit_id, paper.period or (str(paper.due) if duty.recurrence else "")


class _Desk:
    """Lays each paper of the versions before beside the one that the new version opened for it."""

    def __init__(self, new: Plan, fresh: dict[Key, Paper], changed: set[UUID]) -> None:
        addressed = list(Unit.objects.filter(received_plans__plan=new).order_by("path"))
        duties: Iterable[Duty] = new.duties.filter(removed=False).prefetch_related("units")
        self.duties = {duty.line_key: duty for duty in duties}
        self.bearers = {
            duty.line_key: {unit.pk for unit in bearers_of(duty, new, addressed)} for duty in self.duties.values()
        }
        self.new, self.fresh, self.changed = new, fresh, changed
        self.days = {(twin.duty_id, twin.unit_id, twin.due) for twin in fresh.values()}
        self.seen: set[Key] = set()
        self.dropped: list[Paper] = []
        self.heirs: list[tuple[Paper, Paper]] = []
        self.excused: list[Paper] = []

    def place(self, paper: Paper) -> None:
        """The latest version's word on a round counts."""
        key = _paper_key(paper)
        if key in self.seen or (paper.status == Paper.Status.EXCUSED and paper.reason in (REPLACED, NO_LONGER)):
            return
        self.seen.add(key)
        twin = self.fresh.get(key)
        if paper.is_owing:
            heir = twin or self._overdue(paper)
            if heir:
                self.heirs.append((paper, heir))
        elif twin and not (twin.due > paper.due and paper.duty.line_key in self.changed):
            if paper.status == Paper.Status.EXCUSED:
                twin.status, twin.reason = paper.status, paper.reason
                self.excused.append(twin)
            else:
                self.dropped.append(twin)

    def _overdue(self, paper: Paper) -> Paper | None:
        """A round that is over when the new version comes: it is opened there only for who still owes it."""
        key = paper.duty.line_key
        duty = self.duties.get(key)
        if duty is None or paper.unit_id not in self.bearers[key] or not (paper.period or paper.duty.recurrence):
            return None
        if (duty.pk, paper.unit_id, paper.due) in self.days:
            return None
        return Paper(duty=duty, unit=paper.unit, due=paper.due, period=paper.period, place=paper.place)

    def write(self) -> None:
        Paper.objects.filter(pk__in=[twin.pk for twin in self.dropped]).delete()
        begun = [heir for paper, heir in self.heirs if _inherit(paper, heir)]
        kept = [heir for heir in begun if heir.pk] + self.excused
        Paper.objects.bulk_create([heir for _, heir in self.heirs if not heir.pk], batch_size=500)
        Paper.objects.bulk_update(kept, ["status", "note", "reason", "extended_to"], batch_size=200)
        through = Paper.attachments.through
        heirs = {paper.pk: heir.pk for paper, heir in self.heirs}
        held = through._default_manager.filter(obligation__duty__plan__in=family_of(self.new)).order_by("pk")
        rows = (
            through(obligation_id=heirs[paper], attachment_id=piece)
            for paper, piece in held.values_list("obligation", "attachment")
            if paper in heirs
        )
        through._default_manager.bulk_create(rows, batch_size=500)


def _inherit(paper: Paper, heir: Paper) -> bool:
    """What was written goes on being written; a longer time that was granted stays granted. Returns whether there was
    anything to hand on.
    """
    before = (heir.status, heir.note, heir.reason, heir.extended_to)
    begun = {Paper.Status.DRAFTING, Paper.Status.CONFIRMING}
    heir.status = Paper.Status.DRAFTING if paper.status in begun else paper.status
    heir.note, heir.reason = paper.note, paper.reason
    if paper.extended_to and paper.extended_to > heir.due:
        heir.extended_to = paper.extended_to
    return before != (heir.status, heir.note, heir.reason, heir.extended_to)


def _carry_shares(new: Plan, changed: set[UUID], by: Person) -> None:
    """Shares that are not done move on as they are; those done stay and are not given again; what nobody is asked for
    any more ends.
    """
    past, rows = _shares_of(family_of(new)), _shares_of([new])
    past.sort(key=lambda share: (-share.task.plan.version, share.pk))
    fresh = {_share_key(each): each for each in rows}
    bearers = {(each.task.line_key, _whose(each)): each.task for each in rows if each.task.recurrence}
    seen: set[tuple[UUID, str]] = set()
    moved, gone, ended = [], [], []
    same: dict[Task, list[int]] = {}
    for share in past:
        key = _share_key(share)
        twin, task = fresh.get(key), bearers.get((key[0], _whose(share)))
        if key in seen:
            continue
        seen.add(key)
        if twin and share.status in Assignment.UNDONE:
            gone.append(twin.pk)
            if share.share == twin.share:
                same.setdefault(twin.task, []).append(share.pk)
            else:
                share.task, share.due, share.share = twin.task, twin.due, twin.share
                moved.append(share)
        elif task and share.task.recurrence and share.status in Assignment.UNDONE:
            share.task = task
            moved.append(share)
        elif twin and not (key[0] in changed and _is_later(twin.due, share.due)):
            gone.append(twin.pk)
        elif not twin and share.status in Assignment.UNDONE and share.task.plan_id == new.supersedes_id:
            ended.append(share)
    _end(ended, by)
    Assignment.objects.filter(pk__in=gone).delete()
    Assignment.objects.bulk_update(moved, ["task", "due", "share"], batch_size=200)
    for task, ids in same.items():
        for start in range(0, len(ids), MANY):
            Assignment.objects.filter(pk__in=ids[start : start + MANY]).update(task=task)


def _end(shares: list[Assignment], by: Person) -> None:
    """They stay with the old version, where nothing more is done: the history says why, and who had one learns it."""
    ids = [share.pk for share in shares]
    for start in range(0, len(ids), MANY):
        Assignment.objects.filter(pk__in=ids[start : start + MANY]).update(status=Assignment.Status.ENDED)
    units = Unit.objects.in_bulk({share.unit_id for share in shares})
    action, sentence = "plans.end_assignment", "Thôi giao việc: bản mới của kế hoạch không còn phần việc này"
    record_all(entry_of(action, each, by=by, sentence=sentence, path=units[each.unit_id].path) for each in shares)
    notify_all(
        Notice(
            person_id=each.person_id,
            key=f"assignment:{each.pk}:ended",
            text=f"Không phải làm nữa vì kế hoạch đã sửa đổi: {each.task.text}"[:500],
            url=reverse("plans:assignment", args=[each.pk]),
        )
        for each in shares
        if each.person_id
    )


def _shares_of(plans: Iterable[Plan]) -> list[Assignment]:
    shares = list(Assignment.objects.filter(task__plan__in=plans).select_for_update(of=("self",)).order_by("pk"))
    tasks = Task.objects.select_related("plan").in_bulk({share.task_id for share in shares})
    for share in shares:
        share.task = tasks[share.task_id]
    return shares


def _share_key(share: Assignment) -> tuple[UUID, str]:
    """A date that is put off is the same share; of what comes round each date is another."""
    return share.task.line_key, share.share if share.task.recurrence else _whose(share)


def _whose(share: Assignment) -> str:
    """The share's key without its date: unit and named person."""
    return share.share.rpartition(":")[0]


def _is_later(new: date | None, old: date | None) -> bool:
    return bool(new and old and new > old)


def amendment_words(new: Plan) -> str:
    """What the new version says otherwise for the units that it is sent to, in one sentence."""
    assert new.supersedes is not None
    counts = summary(concerning_units(differences_of(new.supersedes, new)))
    return f"Thay đổi với đơn vị: {counts}." if counts else "Phần việc của đơn vị không đổi."


def _tell_left_out(old: Plan, new: Plan, today: date) -> None:
    """Units that the new version is no longer sent to learn that they owe nothing more."""
    left = old.addressees.exclude(unit__in=new.addressees.values("unit")).values("unit")
    posts = Post.objects.valid_on(today).filter(unit__in=left, role__in=EDITORS | LEADERS)
    text = f"{new.unit.label} sửa đổi kế hoạch và không còn gửi tới đơn vị: {old}"
    notify(
        set(posts.values_list("person_id", flat=True)),
        f"plan:{new.pk}:left",
        text,
        reverse("plans:plan", args=[old.pk]),
    )
