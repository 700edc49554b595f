"""Who works in the unit, and which units lie below it; counted on the day of filling."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Count
from django.urls import reverse

from thidua.kernel.templatetags.words import number
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import WORKERS, open_units, under_any
from thidua.plans.matching import inner_units
from thidua.reports.facts import Fact, Facts
from thidua.reports.sources import Ask, source

MOST_TEAMS = 40
"""Teams and divisions with a line of their own; the line of the whole counts all."""
ROLES = (Post.Role.HEAD, Post.Role.OFFICER, Post.Role.LEADER, Post.Role.MEMBER)
Counted = Mapping[str, int]
"""By role, and of all roles under the empty word."""


def sector(unit: Unit) -> str:
    """The path of what the unit answers for: a department (sở) looks after its sector in the whole province."""
    return unit.path[: -Unit.steplen] if unit.kind == Unit.Kind.DEPARTMENT and unit.depth > 1 else unit.path


@source(
    "staff",
    "Đội ngũ của đơn vị",
    "Số người đang làm việc theo vai trò, của cả đơn vị và từng tổ, phòng; không đếm quản trị viên, người kiểm tra.",
)
def staff(ask: Ask) -> Facts:
    unit = ask.report.unit
    teams = list(inner_units(unit))
    counts, whole = counted_by_place([unit, *teams], ask)
    lines = [("Cả đơn vị", unit, whole)] + [(team.label, team, counts.get(team.pk, {})) for team in teams[:MOST_TEAMS]]
    rows = tuple(_staff_row(name, place, found, ask) for name, place, found in lines)
    more = len(teams) - MOST_TEAMS
    note = f"Còn {number(more)} tổ, phòng khác, đã đếm ở dòng cả đơn vị." if more > 0 else ""
    return Facts(("Nơi làm việc", "Số người", *(Post.Role(role).label for role in ROLES)), rows, note=note)


def counted_by_place(places: Iterable[Unit], ask: Ask) -> tuple[dict[int, Counted], Counted]:
    """Persons by unit and role, and of all these units together: who has several posts is counted once in each sum."""
    workers = Person.objects.filter(is_active=True).values("pk")
    posts = Post.objects.valid_on(ask.today).filter(unit__in=[place.pk for place in places], role__in=WORKERS)
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    whole: dict[str, set[int]] = defaultdict(set)
    for unit, role, person in posts.filter(person__in=workers).values_list("unit", "role", "person"):
        for sums in (found[unit], whole):
            sums[role].add(person)
            sums[""].add(person)
    size = lambda sums: {role: len(persons) for role, persons in sums.items()}  # noqa: E731
    return {unit: size(sums) for unit, sums in found.items()}, size(whole)


def _staff_row(name: str, place: Unit, counts: Counted, ask: Ask) -> tuple[Fact, ...]:
    is_whole = place.pk == ask.report.unit_id
    stem = "ns" if is_whole else f"ns{place.pk}"
    where = f"{place.label} và các tổ, phòng của đơn vị" if is_whole else place.label
    url = f"{reverse('people:persons')}?donvi={place.pk}"
    told = f"Người có vị trí công tác còn hiệu lực ngày {ask.today:%d/%m/%Y} tại {where}"
    cells = [
        _cell(counts.get("", 0), f"{stem}.nguoi", told, url),
        *(
            _cell(
                counts.get(role, 0),
                f"{stem}.{role}",
                f"{told}; vai trò {Post.Role(role).label.lower()}",
                f"{url}&vaitro={role}",
            )
            for role in ROLES
        ),
    ]
    return (Fact(name), *cells)


def _cell(count: int, key: str, told: str, url: str) -> Fact:
    return Fact(number(count), str(count), key, told, url)


@source("units", "Đơn vị theo loại", "Số đơn vị đang hoạt động thuộc phạm vi quản lý, theo loại; không đếm tổ, phòng.")
def units(ask: Ask) -> Facts:
    """A query, whatever lies below."""
    unit = ask.report.unit
    inner = [Unit.Kind.TEAM, Unit.Kind.DIVISION]
    below = open_units(Unit.objects.filter(under_any([sector(unit)])), ask.today)
    below = below.exclude(pk=unit.pk).exclude(path=sector(unit)).exclude(kind__in=inner)
    counts = dict(below.order_by().values_list("kind").annotate(Count("pk")))
    if not counts:
        return Facts(note="Không có đơn vị trực thuộc.")
    told = f"Đơn vị đang hoạt động ngày {ask.today:%d/%m/%Y} thuộc phạm vi quản lý của {unit.label}"
    page = reverse("people:units")
    rows = [
        (
            Fact(kind.label),
            _cell(counts[kind], f"dv.{kind.replace('_', '-')}", f"{told}: {kind.label}", f"{page}?loai={kind}"),
        )
        for kind in Unit.Kind
        if kind in counts
    ]
    rows.append((Fact("Tất cả"), _cell(sum(counts.values()), "dv.tat-ca", told, page)))
    return Facts(("Loại đơn vị", "Số đơn vị"), tuple(rows))
