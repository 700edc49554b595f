"""The board of a plan: the heat map of one node, period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from thidua.kernel.calendar import Period, today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.text import sentence, short
from thidua.kernel.workflow import possible_moves
from thidua.people.models import Unit
from thidua.people.queries import clusters_visible_to, lineage, number_of
from thidua.people.requests import PersonRequest
from thidua.plans.models import Obligation, Plan, Target
from thidua.plans.queries import plans_visible_to
from thidua.plans.rounds import top_of
from thidua.plans.standing import of_obligation
from thidua.progress.heat import Heat, cell_of, heat_of
from thidua.progress.operations.rebuilding import start_rebuild
from thidua.progress.queries import boards
from thidua.progress.queries.boards import Cells, Part
from thidua.writing.sheets import Column, workbook

PER_PAGE = 50
SHEET_ROWS = 500
"""Rows whose cells are fetched at once."""
HEAD = 56
"""Letters of a target above its column."""
FLAT = ("loai", "cum", "xa", "chi", "q")
"""Filters that look for single units, wherever they lie."""


class Cell(NamedTuple):
    """A heat cell, where it leads, and its label for narrow screens, both escaped."""

    heat: Heat
    url: SafeString
    label: SafeString

    @property
    def html(self) -> SafeString:
        return cell_of(self.heat, self.url, self.label)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the board. `standing` is tone and words of a chip."""

    label: str
    url: str
    standing: tuple[str, str]
    cells: list[Cell]
    own: int | None = None
    """The unit's own plan that answers this one."""

    @property
    def html(self) -> SafeString:
        """The cells of the row."""
        return SafeString("".join(cell.html for cell in self.cells))


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks of a plan's board, as far as the person may see it."""

    plan: Plan
    node: Unit
    whole: bool
    """Whether the units below are shown by name; otherwise only one's own, beside the sums of all."""
    targets: list[Target]
    """All that the period asks for; `columns` are those chosen."""
    columns: list[Target]
    periods: list[Period]
    period: Period | None
    keys: list[str]
    """Of the period and of the one before it, of the same length."""
    asked: QueryDict

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""

    @property
    def before(self) -> Period | None:
        return Period.from_key(self.keys[1]) if len(self.keys) > 1 else None

    @property
    def is_flat(self) -> bool:
        return not self.whole or self.asked.get("xem") == "tat-ca" or any(self.asked.get(name) for name in FLAT)


def asked_plan(request: PersonRequest, plan_id: int) -> Plan:
    plans = plans_visible_to(request.user).select_related("unit", "document", "parent__document")
    return get_object_or_404(plans, pk=plan_id)


def asked_view(request: PersonRequest, plan: Plan, targets: list[Target]) -> View:
    """Raises Http404 for a node that one may not see, and for a period that the targets do not have."""
    node, whole = asked_node(request, plan)
    known = boards.periods_at(node, targets)
    period = asked_period(request.GET.get("ky", ""), list(known))
    earlier = [each.key for each in known if period and each < period and each.length == period.length]
    keys = [period.key, *earlier[-1:]] if period else []
    mine = [target for target in targets if period and target.pk in known[period]]
    return View(plan, node, whole, mine, asked_columns(request.GET, mine), list(known), period, keys, request.GET)


def asked_columns(asked: QueryDict, targets: list[Target]) -> list[Target]:
    chosen = {number_of(word) for word in asked.getlist("chi-tieu")}
    return [target for target in targets if target.pk in chosen] or targets


def asked_node(request: PersonRequest, plan: Plan) -> tuple[Unit, bool]:
    """The node of the address, else the top; and whether its units are shown by name."""
    wanted = number_of(request.GET.get("don-vi", ""))
    node = get_object_or_404(Unit, pk=wanted) if wanted else boards.top_unit(plan)
    if not node.path.startswith(top_of(plan)):
        raise Http404
    whole = boards.oversees(request.user, plan.unit.path) or boards.oversees(request.user, node.path)
    if not whole and wanted and node.path != top_of(plan):
        raise Http404
    return node, whole


def asked_period(key: str, periods: Sequence[Period]) -> Period | None:
    found = next((period for period in periods if period.key == key), None)
    if key and found is None:
        raise Http404
    return found or boards.present_of(periods, today())


@gzip_page
def board(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Hundreds of cells that are alike: a tenth of them goes over the line."""
    plan = asked_plan(request, plan_id)
    view = asked_view(request, plan, boards.measured_targets(plan))
    papers = boards.hand_ins([plan.pk], view.key, own_top(view))
    rows = parts_listed(request, view, papers)
    if request.GET.get("xuat") == "excel":
        return board_sheet(view, listed(rows))
    parts = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    heads = heads_of(view)
    (total,) = lines_of(view, heads, [whole_of(view)])
    context = {
        **frame_of(request, view),
        "heads": heads,
        "total": total,
        "lines": lines_of(view, heads, listed(parts.object_list)),
        "parts": parts,
        "counts": boards.counts_of(papers, today()),
        "reached": sum(cell.heat.tone == "ok" for cell in total.cells),
        "only": boards.ONLY.items(),
        "target_choices": [(each.pk, short(each.text, HEAD)) for each in view.targets],
    }
    return page(request, "progress/board.html", context, part="board")


def frame_of(request: PersonRequest, view: View) -> dict[str, Any]:
    """What the frame of the plan's pages and the filters above a board need."""
    return {
        "plan": view.plan,
        "tab": "progress",
        "today": today(),
        "moves": possible_moves(view.plan, request.user),
        "view": view,
        "crumbs": crumbs_of(view),
        "period_choices": [(each.key, sentence(each.label)) for each in view.periods],
        "kinds": [(value, label) for value, label in Unit.Kind.choices if value in Unit.SCHOOLS],
        "clusters": clusters_visible_to(request.user).values_list("pk", "name")[:100] if view.whole else [],
        "communes": boards.communes_of(view.node) if view.whole else [],
        "ways": [("", "Từng cấp"), ("tat-ca", "Mọi đơn vị báo cáo")],
    }


def own_top(view: View) -> Unit | None:
    """The node that narrows the hand-ins; the top takes all."""
    return None if view.node.path == top_of(view.plan) else view.node


def parts_listed(
    request: PersonRequest, view: View, papers: QuerySet[Obligation]
) -> Sequence[Part] | QuerySet[Obligation]:
    """The rows in order: parts of the node, or hand-ins of single units, which are fetched page by page."""
    target, falling = asked_order(view)
    if view.is_flat:
        if not view.whole:
            papers = boards.visible_to(request.user, papers)
        rows = boards.narrowed(papers, request.GET, view.columns, today())
        if target:
            figure = F("figure").desc(nulls_last=True) if falling else F("figure").asc(nulls_last=True)
            return boards.by_figure(rows, target).order_by(figure, "unit__sort_key", "pk")
        return rows.order_by("unit__sort_key", "pk")
    parts = boards.nodes_below(view.node, view.columns, view.key)
    parts += boards.parts_of(boards.reporting_right_below(papers, view.node))
    parts.sort(key=lambda part: (not part.is_node, part.sort_key, part.unit))
    if target:
        values = boards.sort_values(target, view.key, parts)
        parts.sort(key=lambda part: (part.unit not in values, values.get(part.unit, 0) * (-1 if falling else 1)))
    return parts


def listed(rows: Any) -> list[Part]:
    """The parts of a page or of the whole list: of hand-ins only those of the page are fetched."""
    return boards.parts_of(rows) if isinstance(rows, QuerySet) else list(rows)


def asked_order(view: View) -> tuple[Target | None, bool]:
    """`xep`: the id of a target for its lowest figures first, with a minus for its highest."""
    word = view.asked.get("xep", "")
    target = next((target for target in view.columns if str(target.pk) == word.removeprefix("-")), None)
    return target, word.startswith("-")


def whole_of(view: View) -> Part:
    """The sums of the node itself as the first line; asked for alone, for a unit may be a node and report as well."""
    return Part(view.node.pk, "Toàn bộ", "")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its target, where it leads, where its rows are sorted by it, how they are, and its label
    in the cells.
    """

    target: Target
    label: str
    url: SafeString
    order: str
    sorted: str
    mark: SafeString


def heads_of(view: View) -> list[Head]:
    target, falling = asked_order(view)
    other = view.asked.copy()
    for name in ("xep", "trang"):
        other.pop(name, None)
    kept = other.urlencode()
    return [
        Head(
            each,
            short(each.text, HEAD),
            escape(f"{reverse('progress:target', args=[each.pk])}?don-vi={view.node.pk}"),
            f"?{kept}&xep={'-' if each == target and not falling else ''}{each.pk}",
            ("descending" if falling else "ascending") if each == target else "",
            escape(short(each.text, 40)),
        )
        for each in view.columns
    ]


def lines_of(view: View, heads: Sequence[Head], parts: Sequence[Part]) -> list[Line]:
    """The parts with their cells: of the whole each leads to the target's page, of nodes to their parts, of units to
    the figure itself.
    """
    cells, found = boards.cells_of(parts, view.columns, view.keys)
    key, before = view.key, view.keys[1] if len(view.keys) > 1 else ""
    columns = [(head.target.pk, head) for head in heads]
    own = boards.plans_answering(view.plan, [part.unit for part in parts if part.paper])
    lines = []
    for part in parts:
        unit, one = part.unit, not part.is_node
        opens = escape(f"?don-vi={unit}&ky={key}" if part.is_node and unit != view.node.pk else "")
        row = [
            Cell(
                heat_of(head.target, cells.get((unit, target, key)), cells.get((unit, target, before)), one=one),
                opens or (cell_url(found.get((unit, target, key))) if one else head.url),
                head.mark,
            )
            for target, head in columns
        ]
        lines.append(Line(part.label, opens or paper_url(part), standing_of(view, part, cells), row, own.get(unit)))
    return lines


def standing_of(view: View, part: Part, cells: Cells) -> tuple[str, str]:
    """The state of the hand-in; of a node how many of its units have handed in."""
    if part.paper:
        return of_obligation(part.paper, today())
    key, unit = view.key, part.unit
    shares = [share for target in view.columns if (share := cells.get((unit, target.pk, key)))]
    units, reported = max(((share.units, share.reported) for share in shares), default=(0, 0))
    return "ok" if reported >= units else "warn" if reported else "mute", f"{reported}/{units} đã nộp"


def cell_url(cell: int | None) -> SafeString:
    return escape(_address("progress:measurement", cell) if cell else "")


def paper_url(part: Part) -> str:
    return _address("plans:obligation", part.paper.pk) if part.paper else ""


def _address(name: str, row: int) -> str:
    try:
        return reverse(name, args=[row])
    except NoReverseMatch:
        return ""


def crumbs_of(view: View) -> list[tuple[str, str]]:
    """From the plan's top down to the node, each with its address; one of them alone is no path."""
    if view.node.path == top_of(view.plan):
        return []
    paths = [path for path in lineage(view.node.path) if path.startswith(top_of(view.plan))]
    units = Unit.objects.filter(path__in=paths).order_by("path")
    return [(unit.label, f"?don-vi={unit.pk}&ky={view.key}") for unit in units]


def board_sheet(view: View, parts: list[Part]) -> HttpResponse:
    """Every row of the list as chosen, a column a target: numbers as numbers, per cent as per cent."""
    columns = [Column("Đơn vị", 44), Column("Tình trạng nộp", 24)]
    columns += [Column(f"{target.text} ({target.goal})", 24) for target in view.columns]
    heads = heads_of(view)
    some = [[whole_of(view)], *(parts[start : start + SHEET_ROWS] for start in range(0, len(parts), SHEET_ROWS))]
    lines = chain.from_iterable(lines_of(view, heads, each) for each in some)
    filled = ((line.label, line.standing[1], *(cell.heat.value for cell in line.cells)) for line in lines)
    return excel("tien-do", workbook(f"Tiến độ {view.key}", columns, filled))


@require_POST
def rebuild_sums(request: PersonRequest, plan_id: int) -> HttpResponse:
    """Count the sums of the plan anew, in the background."""
    plan = get_object_or_404(plans_visible_to(request.user).select_related("unit"), pk=plan_id)
    return redirect("web:run", start_rebuild(plan, by=request.user).pk)
