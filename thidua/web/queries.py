"""What the shell's own pages gather from the rooms below."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator

from thidua.audit.models import Entry
from thidua.awards.queries.jobs import duties_of
from thidua.awards.queries.pledges import pledges_visible_to
from thidua.awards.queries.publications import trail_of_own_comments
from thidua.awards.queries.visibility import (
    dossiers_visible_to,
    nominations_visible_to,
    seasons_visible_to,
    trail_of_cases,
)
from thidua.councils.models import Ballot, Meeting
from thidua.councils.queries import ballots_waiting_for, councils_visible_to, meetings_ahead
from thidua.documents.models import OfficialDocument
from thidua.documents.queries import documents_visible_to
from thidua.initiatives.queries.blind import waiting_for_a_look
from thidua.initiatives.queries.lists import answers_awaited, returned_to, reviews_to_do
from thidua.initiatives.queries.visibility import initiatives_visible_to, trail_hidden_from
from thidua.kernel.calendar import Period, today
from thidua.people.models import Person, Post
from thidua.people.queries import (
    EDITORS,
    LEADERS,
    WORKERS,
    matching,
    paths_held,
    persons_visible_to,
    under_any,
    units_visible_to,
)
from thidua.plans.models import Assignment, ExtensionRequest, Obligation, Plan
from thidua.plans.queries import (
    assignments_to_decide,
    drafts_of,
    extensions_to_decide,
    obligations_to_confirm,
    obligations_to_decide,
    owed_by,
    plans_visible_to,
    targets_visible_to,
    tasks_visible_to,
    work_of,
)
from thidua.progress.models import Measurement
from thidua.progress.queries.figures import cells_to_fill_by
from thidua.reports.models import Report
from thidua.reports.queries import is_report

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_SHOWN = 30
SOON = timedelta(days=7)
PILE = 3
"""From so many papers of one duty on, they stand as one row."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do: by when, what, about which plan, and the one button that moves it.

    `subject` is None for several rows that one button opens together.
    """

    due: date | None
    text: str
    about: str
    subject: Obligation | Assignment | Plan | None
    button: str
    url: str
    chip: str = ""
    """What stands in the place of a state for what has none here."""


def jobs_of(person: Person) -> list[Job]:
    """What the person owes, by deadline, those without one last; the first of each kind when there are very many."""
    owed = _owed(owed_by(person)[:MOST_SHOWN])
    work = [_work(row, person) for row in work_of(person)[:MOST_SHOWN]]
    cells = [_cell(row) for row in cells_to_fill_by(person)[:MOST_SHOWN]]
    cells += [_vote(row) for row in ballots_waiting_for(person)[:MOST_SHOWN]]
    cells += [_meeting(row) for row in meetings_ahead(person)[:MOST_SHOWN]]
    jobs = owed + work + cells + _initiatives(person) + _awards(person)
    return sorted(jobs, key=lambda job: (job.due is None, job.due or date.max))


def _initiatives(person: Person) -> list[Job]:
    """Sheets to fill in, files to look at, authorships to confirm, results that were sent back."""
    sheets: Counter[Any] = Counter(review.initiative.round for review in reviews_to_do(person))
    url = reverse("initiatives:reviews")
    jobs = [Job(each.score_day, f"Chấm {n} sáng kiến", each.name, None, "Chấm", url) for each, n in sheets.items()]
    for the_round, n in Counter(row.round for row in waiting_for_a_look(person) if row.round).items():
        text = f"Xem ảnh, bản quét trong tệp của {n} sáng kiến trước khi người chấm nhận"
        jobs.append(Job(the_round.score_day, text, the_round.name, None, "Xem tệp", the_round.get_absolute_url()))
    for author in answers_awaited(person)[:MOST_SHOWN]:
        row = author.initiative
        text = f"Xác nhận là đồng tác giả: {row.title}"
        jobs.append(Job(None, text, row.unit.label, None, "Trả lời", row.get_absolute_url()))
    for row in returned_to(person)[:MOST_SHOWN]:
        text = f"Bổ sung kết quả sáng kiến: {row.title}"
        jobs.append(Job(None, text, row.reason, None, "Bổ sung", row.get_absolute_url()))
    return jobs


def _owed(rows: Iterable[Obligation]) -> list[Job]:
    """Papers to hand in: a report is written at its own page, unless one began to hand it in without."""
    papers = list(rows)
    reports = [row.pk for row in papers if is_report(row)]
    begun = set(Report.objects.filter(obligation__in=reports).values_list("obligation", flat=True))
    jobs = []
    for row in papers:
        is_written = row.pk in begun or (is_report(row) and row.status == Obligation.Status.NOT_STARTED)
        first = "Soạn báo cáo" if is_written else "Nhập số liệu" if row.period else "Nộp"
        button = {"returned": "Bổ sung", "drafting": "Viết tiếp"}.get(row.status, first)
        url = reverse("reports:start_report" if is_written else "plans:obligation", args=[row.pk])
        jobs.append(Job(row.deadline, row.text, f"{row.unit.label} · {row.duty.plan.title}", row, button, url))
    return jobs


def _awards(person: Person) -> list[Job]:
    """Registrations, nominations, dossiers, comments and pledges that wait."""
    due = duties_of(person, today())
    return [Job(row.day, row.text, row.about, None, row.button, row.url, "Khen thưởng") for row in due]


def _work(row: Assignment, person: Person) -> Job:
    button = {"open": "Xem và nhận", "returned": "Bổ sung"}.get(row.status, "Báo kết quả")
    url = reverse("plans:assignment", args=[row.pk])
    return Job(row.due, row.task.text, f"{row.unit.label} · {row.task.plan.title}", row, button, url)


def _cell(row: Measurement) -> Job:
    paper = row.obligation
    about = f"{row.unit.label} · {paper.duty.plan.title}"
    text = f"Số liệu {Period.from_key(row.period).label}: {row.target.text}"
    return Job(paper.deadline, text, about, paper, "Nhập số liệu", reverse("progress:figures", args=[paper.pk]))


def _vote(row: Ballot) -> Job:
    meeting = row.item.meeting
    url = reverse("councils:ballot", args=[row.pk])
    return Job(meeting.day, row.question, meeting.council.name, None, "Bỏ phiếu", url, "Hội đồng")


def _meeting(row: Meeting) -> Job:
    text = f"Dự họp: {row.title}"
    url = reverse("councils:meeting", args=[row.pk])
    return Job(row.first_day, text, row.council.name, None, "Xem tài liệu", url, "Hội đồng")


def decisions_of(person: Person) -> list[Job]:
    """What waits for the approval of the person: what goes up from the own unit, what came from below (many papers of
    one duty as one row), and who asks for more time.
    """
    confirming = [_proposed(row) for row in obligations_to_confirm(person)[:MOST_SHOWN]]
    asking = [_asking(row) for row in extensions_to_decide(person)[:MOST_SHOWN]]
    waiting = obligations_to_decide(person).order_by()
    groups = waiting.values("duty", "duty__text", "duty__plan", "duty__plan__title").annotate(
        papers=Count("pk"), first=Min("due")
    )
    piles = list(groups.filter(papers__gte=PILE).order_by("first")[:MOST_SHOWN])
    single = obligations_to_decide(person).exclude(duty__in=[pile["duty"] for pile in piles])
    handed_in = [_pile(pile, "duty", "đơn vị đã nộp") for pile in piles] + [_paper(row) for row in single[:MOST_SHOWN]]
    return confirming + handed_in + _reported(person) + asking


def _reported(person: Person) -> list[Job]:
    waiting = assignments_to_decide(person).order_by()
    groups = waiting.values("task", "task__text", "task__plan", "task__plan__title").annotate(
        papers=Count("pk"), first=Min("due")
    )
    piles = list(groups.filter(papers__gte=PILE).order_by("first")[:MOST_SHOWN])
    single = assignments_to_decide(person).exclude(task__in=[pile["task"] for pile in piles])
    return [_pile(pile, "task", "người báo xong") for pile in piles] + [_share(row) for row in single[:MOST_SHOWN]]


def _proposed(row: Obligation) -> Job:
    about = f"{row.unit.label} · {row.duty.plan.title}"
    return Job(row.deadline, row.text, about, row, "Duyệt để nộp", reverse("plans:obligation", args=[row.pk]))


def _asking(row: ExtensionRequest) -> Job:
    paper = row.obligation
    about = f"{paper.unit.label} xin gia hạn đến {row.until:%d/%m/%Y} · {paper.duty.plan.title}"
    url = reverse("plans:obligation", args=[paper.pk])
    return Job(paper.deadline, paper.text, about, paper, "Trả lời", url)


def _share(row: Assignment) -> Job:
    about = f"{row.person} báo xong · {row.unit.label}"
    return Job(row.due, row.task.text, about, row, "Xem và xác nhận", reverse("plans:assignment", args=[row.pk]))


def _paper(row: Obligation) -> Job:
    about = f"{row.unit.label} nộp · {row.duty.plan.title}"
    return Job(row.deadline, row.text, about, row, "Xem và duyệt", reverse("plans:obligation", args=[row.pk]))


def _pile(pile: Mapping[str, Any], of: str, who: str) -> Job:
    """Several for one duty or one task: `of` names which."""
    url = reverse("plans:approvals", args=[pile[f"{of}__plan"]])
    about = f"{pile['papers']} {who} · {pile[f'{of}__plan__title']}"
    query = f"?{'viec' if of == 'duty' else 'nhiem-vu'}={pile[of]}"
    return Job(pile["first"], pile[f"{of}__text"], about, None, f"Duyệt {pile['papers']} mục", url + query)


def drafts_at_desk(person: Person) -> QuerySet[Plan]:
    return drafts_of(person).select_related("unit", "document").order_by("-changed")[:5]


def counts_of(person: Person, today: date) -> dict[str, int]:
    """The figures on top of the home page; counted by the database, so true beyond what is listed."""
    soon, work = today + SOON, work_of(person).order_by()
    owing: list[QuerySet] = [owed_by(person).order_by(), cells_to_fill_by(person).order_by()]
    return {
        "waiting": work.count() + sum(rows.count() for rows in owing),
        "soon": work.filter(due__range=(today, soon)).count()
        + sum(rows.filter(deadline_day__range=(today, soon)).count() for rows in owing),
        "late": work.filter(due__lt=today).count() + sum(rows.filter(deadline_day__lt=today).count() for rows in owing),
        "to_decide": sum(
            rows(person).order_by().count()
            for rows in (
                obligations_to_confirm,
                obligations_to_decide,
                assignments_to_decide,
                extensions_to_decide,
            )
        ),
    }


def counts_with(counts: dict[str, int], jobs: Iterable[Job], today: date) -> dict[str, int]:
    """The figures with what is not owed to a plan: votes, meetings, initiatives and awards, as listed."""
    others = [job for job in jobs if job.subject is None]
    more = {
        "waiting": len(others),
        "soon": sum(job.due is not None and today <= job.due <= today + SOON for job in others),
        "late": sum(job.due is not None and job.due < today for job in others),
    }
    return {name: count + more.get(name, 0) for name, count in counts.items()}


def cards_of(person: Person, jobs: Collection[Job], decisions: Collection[Job]) -> dict[str, bool]:
    """Which cards of the home page say something to the person: who only looks on or administers has no work of a
    plan, but may sit on a council; a teacher approves nothing.
    """
    return {
        "work": bool(jobs or paths_held(person, WORKERS)),
        "decide": bool(decisions or paths_held(person, LEADERS)),
    }


def administration_of(person: Person, today: date) -> dict[str, int]:
    """For who administers: units without an officer or head, and persons who were never invited."""
    paths = paths_held(person, {Post.Role.ADMINISTRATOR})
    if not paths:
        return {}
    units = units_visible_to(person).filter(under_any(paths)).exclude(kind="team")
    staffed = Post.objects.valid_on(today).filter(role__in=["head", "officer", "leader"]).values("unit")
    persons = Person.objects.filter(pk__in=Post.objects.filter(under_any(paths, "unit__path")).values("person"))
    return {
        "units": units.count(),
        "unstaffed": units.exclude(pk__in=staffed).count(),
        "persons": persons.count(),
        "uninvited": persons.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).count(),
    }


class Told(TypedDict):
    is_of_draft: bool
    is_of_case: bool


class Named(Told):
    subject: tuple[str, str] | None
    """A name and an address."""


def entries_visible_to(person: Person) -> "QuerySet[WithAnnotations[Entry, Told]]":
    """The trail of the subtrees that one administers; `is_of_draft` where it tells what somebody else's draft says,
    `is_of_case` where it tells what was found and said of a nominee.
    """
    paths = paths_held(person, {Post.Role.ADMINISTRATOR})
    is_of_draft = ExpressionWrapper(_tells_of_drafts(person), BooleanField())
    hidden = trail_hidden_from(person) | trail_of_own_comments(person)
    rows = Entry.objects.filter(under_any(paths, "unit_path")).exclude(hidden)
    is_of_case = ExpressionWrapper(trail_of_cases(person), BooleanField())
    rows = rows.annotate(is_of_draft=is_of_draft, is_of_case=is_of_case)
    return rows.select_related("by").order_by("-pk")


def _tells_of_drafts(person: Person) -> Q:
    """Entries of the time before their plan, or the plan of their document, was issued; not for its writers."""
    row = Cast(OuterRef("subject_id"), BigIntegerField())
    then = Plan.objects.filter(Q(issued_at=None) | Q(issued_at__gt=OuterRef("at")))
    plans = then.exclude(unit__path__in=paths_held(person, EDITORS))
    return Q(Exists(plans.filter(pk=row)), subject_type=Plan._meta.label_lower) | Q(
        Exists(plans.filter(document=row)), subject_type=OfficialDocument._meta.label_lower
    )


def entries_about(person: Person, words: str) -> "QuerySet[WithAnnotations[Entry, Told]]":
    """Those whose sentence holds the words, as far as the person may read it."""
    rows = entries_visible_to(person)
    if not words:
        return rows
    return rows.exclude(_tells_of_drafts(person) | trail_of_cases(person)).filter(sentence__icontains=words)


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind of thing that search finds."""

    kind: str
    visible: Callable[[Person], QuerySet]
    label: Callable[[Any], str]
    url: Callable[[Any], str]
    related: tuple[str, ...] = ()


FINDERS = (
    Finder(
        "Kế hoạch",
        plans_visible_to,
        lambda row: f"{row.title} – {row.unit.label}",
        lambda row: reverse("plans:plan", args=[row.pk]),
        ("unit",),
    ),
    Finder(
        "Chỉ tiêu",
        targets_visible_to,
        lambda row: f"{row.text} ({row.goal})",
        lambda row: reverse("plans:plan_targets", args=[row.plan_id]),
    ),
    Finder(
        "Nhiệm vụ",
        tasks_visible_to,
        lambda row: f"{Truncator(row.text).chars(160)} – {row.plan.unit.label}",
        lambda row: f"{reverse('plans:plan_tasks', args=[row.plan_id])}?{urlencode({'q': row.text[:80]})}",
        ("plan__unit",),
    ),
    Finder(
        "Văn bản",
        documents_visible_to,
        lambda row: f"{row}: {row.excerpt[:120]}",
        lambda row: reverse("documents:document", args=[row.pk]),
    ),
    Finder(
        "Sáng kiến",
        initiatives_visible_to,
        lambda row: f"{row.title} – {row.unit.label}",
        lambda row: row.get_absolute_url(),
        ("unit",),
    ),
    Finder(
        "Đợt xét khen thưởng",
        seasons_visible_to,
        lambda row: f"{row.title} – {row.unit.label}",
        lambda row: row.get_absolute_url(),
        ("unit",),
    ),
    Finder(
        "Đề nghị khen thưởng",
        nominations_visible_to,
        lambda row: f"{row} – {row.unit.label}",
        lambda row: row.get_absolute_url(),
        ("unit", "person", "collective"),
    ),
    Finder(
        "Hồ sơ khen thưởng",
        dossiers_visible_to,
        lambda row: f"{row.title} – {row.season.unit.label}",
        lambda row: row.get_absolute_url(),
        ("season__unit",),
    ),
    Finder(
        "Giao ước thi đua",
        pledges_visible_to,
        lambda row: f"{row.title} – {row.cluster.name}",
        lambda row: row.get_absolute_url(),
        ("cluster",),
    ),
    Finder(
        "Hội đồng",
        councils_visible_to,
        lambda row: f"{row.name} – {row.unit.label}",
        lambda row: reverse("councils:council", args=[row.pk]),
        ("unit",),
    ),
    Finder("Đơn vị", units_visible_to, lambda row: row.name, lambda row: reverse("people:unit", args=[row.pk])),
    Finder("Người", persons_visible_to, lambda row: row.full_name, lambda row: reverse("people:person", args=[row.pk])),
)


NAMED: tuple[tuple[Callable[[], QuerySet], Callable[[Any], str]], ...] = (
    (lambda: Plan.objects.exclude(issued_at=None), lambda row: row.title),
    (lambda: Obligation.objects.select_related("duty", "unit"), lambda row: f"{row.unit.label}: {row.text}"),
    (lambda: Assignment.objects.select_related("task", "unit"), lambda row: f"{row.unit.label}: {row.task.text}"),
)
"""What the trail names also to those who administer the unit but may not open it."""


def with_subjects(
    person: Person, entries: "Iterable[WithAnnotations[Entry, Told]]"
) -> "list[WithAnnotations[Entry, Named]]":
    """The entries, each with `subject`: the name of what it is about, and its address where the person may open it.

    That somebody worked at a draft or a nomination is told, what it says is not.
    """
    rows = cast("list[WithAnnotations[Entry, Named]]", list(entries))
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for named, name in NAMED:
        kind = named().model._meta.label_lower
        ids = {entry.subject_id for entry in rows if entry.subject_type == kind}
        for row in named().filter(pk__in=ids) if ids else ():
            known[kind, str(row.pk)] = (name(row), "")
    for finder in FINDERS:
        visible = finder.visible(person)
        kind = visible.model._meta.label_lower
        ids = {entry.subject_id for entry in rows if entry.subject_type == kind}
        for row in visible.filter(pk__in=ids).select_related(*finder.related) if ids else ():
            known[kind, str(row.pk)] = (finder.label(row), finder.url(row))
    for entry in rows:
        if entry.is_of_draft:
            entry.sentence, entry.changes = "Soạn bản nháp kế hoạch", []
        elif entry.is_of_case:
            entry.sentence, entry.changes = "Xử lý đề nghị, hồ sơ khen thưởng", []
        entry.subject = known.get((entry.subject_type, entry.subject_id))
    return rows


def found(person: Person, words: str, most: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each kind the first matches as (label, address), with and without diacritics; kinds without any left out."""
    if not words.strip():
        return []
    groups = []
    for finder in FINDERS:
        rows = matching(finder.visible(person).select_related(*finder.related), words).distinct()[:most]
        if hits := [(finder.label(row), finder.url(row)) for row in rows]:
            groups.append((finder.kind, hits))
    return groups
