"""One target: its way over time, how units spread and rank, and each unit period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import escape
from django.utils.safestring import SafeString

from thidua.kernel.calendar import Period, today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.text import short
from thidua.people.requests import PersonRequest
from thidua.plans.models import Obligation, Target
from thidua.progress import charts
from thidua.progress.heat import heat_of
from thidua.progress.queries import boards, trends
from thidua.progress.queries.boards import Part
from thidua.progress.queries.trends import Moment
from thidua.progress.views.boards import (
    HEAD,
    Cell,
    View,
    asked_plan,
    asked_view,
    cell_url,
    frame_of,
    own_top,
    paper_url,
)
from thidua.writing.document import Point
from thidua.writing.sheets import Column, workbook

PER_PAGE = 25
MOST_PERIODS = 12
"""So many periods have a column, the last ones."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the ranking; `place` is empty for a unit without a figure."""

    place: int | None
    label: str
    url: str
    cells: list[Cell]

    @property
    def html(self) -> SafeString:
        """The cells of the row."""
        return SafeString("".join(cell.html for cell in self.cells))


def target_page(request: PersonRequest, target_id: int) -> HttpResponse:
    target = get_object_or_404(trends.targets_visible_to(request.user).select_related("plan"), pk=target_id)
    plan = asked_plan(request, target.plan_id)
    versions = trends.versions_of(target)
    view = asked_view(request, plan, versions)
    periods = view.periods
    moments = trends.moments_of(boards.sums_at(view.node, versions), view.node.pk, versions, periods)
    now = next((moment for moment in moments if moment.period == view.period), None)
    rows = ranked_parts(request, view, versions)
    if request.GET.get("xuat") == "excel":
        return ranking_sheet(target, places_of(view, rows, versions, periods), periods)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    values = values_of(view, [part for _, part in rows if not part.is_node], versions)
    context = {
        **frame_of(request, view),
        "target": target,
        "moments": moments,
        "now": now,
        "chart": trend_of(target, moments),
        "spread": spread_of(target, list(values.values())) if view.whole and view.is_flat else None,
        "places": places_of(view, list(found), versions, periods[-MOST_PERIODS:]),
        "found": found,
        "shown_periods": periods[-MOST_PERIODS:],
    }
    return page(request, "progress/target.html", context, part="ranking")


def ranked_parts(request: PersonRequest, view: View, versions: Sequence[Target]) -> list[tuple[int | None, Part]]:
    """Parts of the node or single units, best first; one's own units alone have no places."""
    plans = {target.plan_id for target in versions}
    papers = boards.hand_ins(plans, view.key, own_top(view)).exclude(status=Obligation.Status.EXCUSED)
    if view.is_flat:
        shown = papers if view.whole else boards.visible_to(request.user, papers)
        shown = boards.narrowed(shown, request.GET, versions, today())
        parts = boards.parts_of(shown.order_by("unit__sort_key", "pk"))
    else:
        parts = boards.nodes_below(view.node, versions, view.key)
        parts += boards.parts_of(boards.reporting_right_below(papers, view.node))
        parts.sort(key=lambda part: (part.sort_key, part.unit))
    if not view.whole:
        return [(None, part) for part in parts]
    values = values_of(view, parts, versions)
    rows = trends.ranked((part.unit for part in parts), values, falling=trends.is_falling(versions[0]))
    known = {part.unit: part for part in parts}
    return [(place, known[unit]) for place, unit in rows]


def values_of(view: View, parts: Sequence[Part], versions: Sequence[Target]) -> dict[int, Decimal]:
    """By unit: the accepted figure of the period."""
    cells, _ = boards.cells_of(parts, versions, [view.key])
    values = {}
    for part in parts:
        found = trends.share_in(cells, part.unit, versions, view.key)
        if found and (value := heat_of(*found).value) is not None:
            values[part.unit] = value
    return values


def places_of(
    view: View, rows: Sequence[tuple[int | None, Part]], versions: Sequence[Target], periods: Sequence[Period]
) -> list[Place]:
    parts = [part for _, part in rows]
    cells, found = boards.cells_of(parts, versions, [period.key for period in periods])
    labels = {period.key: escape(period.label) for period in periods}
    places = []
    for place, part in rows:
        line = []
        before = None
        for period in periods:
            target, share = trends.share_in(cells, part.unit, versions, period.key) or (versions[0], None)
            opens = escape(f"?don-vi={part.unit}&ky={period.key}" if part.is_node else "")
            url = opens or cell_url(found.get((part.unit, target.pk, period.key)))
            line.append(Cell(heat_of(target, share, before, one=not part.is_node), url, labels[period.key]))
            before = share
        leads = f"?don-vi={part.unit}&ky={view.key}" if part.is_node else paper_url(part)
        places.append(Place(place, part.label, leads, line))
    return places


def trend_of(target: Target, moments: Sequence[Moment]) -> SafeString | None:
    """Ratios against their goal, counts without one: it is of each unit; yes or no as the per cent of units."""
    points = [Point(charts.short_label(moment.period), moment.heat.value) for moment in moments]
    if sum(point.value is not None for point in points) == 0:
        return None
    goal = target.value if target.measure == Target.Measure.RATIO else None
    unit = "" if target.measure == Target.Measure.COUNT else "%"
    return charts.trend(f"{short(target.text, HEAD)}: diễn biến theo kỳ", points, goal, unit)


def spread_of(target: Target, values: list[Decimal]) -> dict[str, object] | None:
    if not values or target.measure not in (Target.Measure.RATIO, Target.Measure.COUNT):
        return None
    points = trends.distribution(target, values)
    return {"chart": charts.bars(f"{short(target.text, HEAD)}: số đơn vị theo mức", points), "points": points}


def ranking_sheet(target: Target, places: Sequence[Place], periods: Sequence[Period]) -> HttpResponse:
    columns = [Column("Hạng", 8), Column("Đơn vị", 44), *(Column(period.label, 18) for period in periods)]
    rows = ((place.place, place.label, *(cell.heat.value for cell in place.cells)) for place in places)
    return excel("xep-hang", workbook("Xếp hạng", columns, rows))
