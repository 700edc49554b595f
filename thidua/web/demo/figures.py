"""A campaign measured quarter by quarter: figures handed in, accepted, sent back, late and still missing."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from thidua.documents.operations import add_link
from thidua.people.models import Person, Post
from thidua.plans import operations
from thidua.plans.models import Level, Obligation, Plan, Target
from thidua.plans.queries import for_rows
from thidua.progress.measuring import Parts
from thidua.progress.models import Measurement
from thidua.progress.operations.evidence import attach_evidence
from thidua.progress.operations.figures import Entry, record_figures

SOURCE = "Theo sổ tiếp nhận hồ sơ của bộ phận một cửa."
WHY = "Trường đang bổ sung thiết bị và tập huấn lại cho bộ phận tiếp nhận; kỳ sau sẽ đạt."
LINK = "https://example.org/bang-tong-hop"
SILENT, BEGUN, RETURNED, WAITING = 0.25, 0.32, 0.38, 0.55
"""Of the newest figures: up to which chance nothing was done, some written, returned, not yet decided."""
PROVEN = 0.7


def quarterly(plan: Plan, by: Person) -> None:
    """The targets of a draft are measured each quarter."""
    for target in plan.targets.all():
        operations.change_line(target, by=by, frequency=Target.Frequency.QUARTER)


def measure(plan: Plan, today: date, chance: random.Random) -> None:
    """The quarters come one after the other; the schools answer each, the last one not all of them."""
    assert plan.start
    for day in quarters(plan.start, today):
        operations.open_occurrences(plan, today=day)
    judge = Person.objects.get(posts__unit=plan.unit, posts__role="officer")
    over = for_rows(Obligation.objects.filter(duty__plan=plan).exclude(period="")).filter(due__lt=today)
    papers = sorted(over, key=lambda paper: (paper.period, paper.unit_id))
    rounds = sorted({paper.period for paper in papers})
    writers = officers(papers)
    skill = {paper.unit_id: chance.gauss(0, 1) for paper in papers}
    for paper in papers:
        place = rounds.index(paper.period)
        cells = entries(paper, skill[paper.unit_id], place, chance)
        answer(paper, cells, writers[paper.unit_id], judge, chance, is_newest=place == len(rounds) - 1)


def quarters(start: date, today: date) -> Iterator[date]:
    day = start
    while day < today:
        yield day
        day += timedelta(days=80)
    yield today


def officers(papers: list[Obligation]) -> dict[int, Person]:
    units = {paper.unit_id for paper in papers}
    posts = Post.objects.filter(unit__in=units, role="officer").select_related("person")
    return {post.unit_id: post.person for post in posts}


def answer(
    paper: Obligation, figures: list[Entry], by: Person, judge: Person, chance: random.Random, *, is_newest: bool
) -> None:
    """What became of one school's figures of one quarter."""
    fate = chance.random()
    if is_newest and fate < SILENT:
        return
    cells = record_figures(paper, figures, by=by)
    if is_newest and fate < BEGUN:
        return
    if fate < PROVEN:
        prove(paper, cells, by)
    operations.submit_obligation(paper, by=by, note="Số liệu đã được hiệu trưởng xem.")
    if is_newest and fate < RETURNED:
        flags = [(cells[0].target, "Mẫu số thấp hơn kỳ trước, xem lại số học sinh.")]
        operations.return_obligation(paper, by=judge, reason="Một chỉ tiêu chưa khớp với kỳ trước.", flags=flags)
    elif not is_newest or fate > WAITING:
        operations.accept_obligation(paper, by=judge)
    date_back(paper, chance)


def entries(paper: Obligation, skill: float, place: int, chance: random.Random) -> list[Entry]:
    """Figures near the goal: by how good the school is, and better with every quarter."""
    targets = paper.duty.plan.targets.filter(level=Level.SUBORDINATE)
    return [Entry(target.pk, 0, parts_of(target, skill, place, chance)) for target in targets]


def parts_of(target: Target, skill: float, place: int, chance: random.Random) -> Parts:
    goal = float(target.value or 0)
    if target.measure != Target.Measure.RATIO:
        count = max(0, round(goal + skill + chance.random()))
        return Parts(value=Decimal(count), note=SOURCE if count >= goal else WHY)
    base = chance.randrange(180, 620)
    share = min(100.0, goal - 5 + 3 * skill + 2 * place + chance.random())
    reached = round(base * share / 100)
    return Parts(Decimal(reached), Decimal(base), note=SOURCE if 100 * reached >= goal * base else WHY)


def prove(paper: Obligation, cells: list[Measurement], by: Person) -> None:
    """A piece of evidence for the first figure."""
    evidence = add_link(paper.unit, by=by, link=LINK, caption="Bảng tổng hợp có chữ ký")
    for cell in cells[:1]:
        attach_evidence(paper, cell.target, [evidence], by=by)


def date_back(paper: Obligation, chance: random.Random) -> None:
    """It was handed in some days before its deadline, now and then after it: not all today."""
    day = paper.due - timedelta(days=chance.choice([0, 1, 2, 3, 5, -2]))
    moment = timezone.make_aware(datetime.combine(day, time(9, 30)))
    Obligation.objects.filter(pk=paper.pk).update(submitted_at=moment)
