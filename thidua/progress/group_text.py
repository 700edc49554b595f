"""Text to paste into a group of a messenger: who has not handed in yet, in pieces that the messenger takes."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby

from thidua.kernel.calendar import distance
from thidua.kernel.text import short
from thidua.people.models import Cluster, Unit
from thidua.people.queries import units_above
from thidua.plans.models import Obligation, Plan

MOST = 2000
"""Letters of one message."""
ROW = 400
"""Letters of one line of names, so that pieces fill up well."""
GROUPS = {"xa": "Theo xã, phường", "cum": "Theo cụm, khối", "khong": "Không chia nhóm"}
ELSEWHERE = "Đơn vị khác"


def pieces_of(plan: Plan, papers: Iterable[Obligation], *, today: date, group: str, link: str) -> list[str]:
    """The messages, in order; none when nobody owes anything. An empty `link` leaves it out."""
    rows = list(papers)
    if not rows:
        return []
    name_of = _group_names(plan, rows, group)
    lines = [
        line for _, owed in groupby(sorted(rows, key=_round), _round) for line in _block(list(owed), name_of, today)
    ]
    foot = [f"Đề nghị các đơn vị nộp sớm{f' tại: {link}' if link else ''}. Trân trọng."]
    head = f"{plan.unit.label} kính gửi các đơn vị. {short(plan.title, 200)}: các mục sau chưa nộp."
    return _cut(head, lines, foot)


def _round(paper: Obligation) -> tuple[date, int, str]:
    return paper.deadline, paper.duty_id, paper.period


def _block(owed: list[Obligation], name_of: Callable[[Unit], str], today: date) -> Iterator[str]:
    """One duty and deadline: what it is, then a line or more of names for each group."""
    due = owed[0].deadline
    yield ""
    yield f"* {short(owed[0].text, 150)} – hạn {due:%d/%m/%Y}, {distance(due, today)}; còn {len(owed)} đơn vị:"
    named = sorted(owed, key=lambda paper: (name_of(paper.unit) == ELSEWHERE, name_of(paper.unit), paper.unit.sort_key))
    for name, papers in groupby(named, lambda paper: name_of(paper.unit)):
        yield from _rows(name, [paper.unit.label for paper in papers])


def _rows(name: str, units: list[str]) -> Iterator[str]:
    """`- Xã 1 (2): Trường A, Trường B`, carried on in further lines when there are many."""
    lead = f"- {name} ({len(units)}): " if name else "- "
    row: list[str] = []
    for unit in units:
        if row and len(lead) + len(", ".join([*row, unit])) > ROW:
            yield lead + ", ".join(row)
            lead, row = (f"- {name} (tiếp): " if name else "- "), []
        row.append(short(unit, ROW // 4))
    yield lead + ", ".join(row)


def _group_names(plan: Plan, papers: list[Obligation], group: str) -> Callable[[Unit], str]:
    units = {paper.unit for paper in papers}
    if group == "xa":
        above = units_above(units)
        names = {unit.pk: _commune(unit, above[unit.pk]) for unit in units}
    elif group == "cum":
        links = Cluster.units.through.objects.filter(cluster__unit=plan.unit, unit__in=units)
        names = dict(links.order_by("-cluster__sort_key").values_list("unit_id", "cluster__name"))
    else:
        return lambda unit: ""
    return lambda unit: short(names.get(unit.pk, ELSEWHERE), 80)


def _commune(unit: Unit, above: list[Unit]) -> str:
    """The commune that the unit is or lies in, else whom it belongs to directly."""
    communes = [each for each in [*above, unit] if each.kind == Unit.Kind.COMMUNE]
    if communes:
        return communes[-1].label
    return f"Trực thuộc {above[-1].label}" if above else ELSEWHERE


def _cut(head: str, lines: list[str], foot: list[str]) -> list[str]:
    """Fill pieces line by line; each begins with the head, and says which of how many it is when there are several."""
    bodies: list[list[str]] = [[]]
    room = MOST - len(head) - len("(99/99) ") - 1
    for line in [*lines, "", *foot]:
        if bodies[-1] and len("\n".join([*bodies[-1], line])) > room:
            bodies.append([])
        bodies[-1].append(line)
    total = len(bodies)
    return [
        "\n".join([f"({n}/{total}) {head}" if total > 1 else head, *body]).rstrip()
        for n, body in enumerate(bodies, start=1)
    ]
