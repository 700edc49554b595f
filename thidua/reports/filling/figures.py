"""Figures and their sums: what a unit reported itself, or what the units below it come to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.urls import reverse

from thidua.kernel.calendar import Period
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import short
from thidua.people.models import Unit
from thidua.plans.models import Plan, Target
from thidua.plans.queries import STANDING
from thidua.progress.charts import short_label
from thidua.progress.heat import text_of, value_of
from thidua.progress.measuring import STEP, is_reached
from thidua.progress.models import Measurement
from thidua.progress.queries.boards import Cells, sums_at, top_unit
from thidua.progress.queries.trends import is_falling, share_in
from thidua.progress.shares import NOTHING, Share
from thidua.reports.facts import Fact, Facts
from thidua.reports.models import Report
from thidua.reports.sources import Ask, source

MOST_RANKED = 6
"""Targets whose best and worst units are named."""
ENDS = 3
"""Units named at either end."""
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Line:
    """A target of the plan with all its versions, the newest first."""

    target: Target
    versions: list[Target]

    @property
    def stem(self) -> str:
        """What the keys of its facts begin with; the same in every version of the plan."""
        return f"t{self.target.line_key.hex[:8]}"


def lines_of(plan: Plan, chosen: Iterable[str]) -> list[Line]:
    """The targets of the plan in order, or those that were chosen; one query."""
    rows = Target.objects.filter(plan__family_key=plan.family_key, plan__status__in=STANDING, removed=False)
    versions: dict[UUID, list[Target]] = {}
    for target in rows.order_by("-plan__version", "order", "pk"):
        versions.setdefault(target.line_key, []).append(target)
    wanted = set(chosen)
    newest = [Line(each[0], each) for each in versions.values()]
    here = [line for line in newest if line.target.plan_id == plan.pk]
    return [line for line in here or newest if not wanted or str(line.target.line_key) in wanted]


def falls_into(span: Period, key: str) -> bool:
    period = Period.from_key(key)
    return period.start <= span.end and period.end >= span.start


@source(
    "figures",
    "Bảng chỉ tiêu",
    "Mức phải đạt và kết quả của từng chỉ tiêu trong kỳ. Đơn vị cấp trên nhận số cộng của các đơn vị đã được duyệt.",
    takes_targets=True,
)
def figures(ask: Ask) -> Facts:
    own = own_figures(ask)
    return own if own and not own.is_empty else summed_figures(ask)


def own_figures(ask: Ask) -> Facts | None:
    """What the unit itself handed in under the plan that asks for the report; None where it handed in nothing."""
    plan, span = ask.report.plan, ask.report.span
    if plan.unit_id == ask.report.unit_id:
        return None
    lines = lines_of(plan, ask.section.chosen)
    cells = own_cells(ask.report, lines)
    if not cells:
        return None
    rows = [_own_row(line, _latest(cells, line, span)) for line in lines]
    return Facts(("Chỉ tiêu", "Mức phải đạt", "Kết quả", "Đánh giá", "Kỳ số liệu"), tuple(rows))


def own_cells(report: Report, lines: Sequence[Line]) -> dict[tuple[int, str], Measurement]:
    """By target and period, of the report's time: what was handed in, accepted or not yet."""
    targets = [target.pk for line in lines for target in line.versions]
    rows = Measurement.objects.filter(unit=report.unit_id, target__in=targets, status__in=Measurement.REPORTED)
    rows = rows.select_related("target", "obligation")
    return {(cell.target_id, cell.period): cell for cell in rows if falls_into(report.span, cell.period)}


def _latest(cells: Mapping[tuple[int, str], Measurement], line: Line, span: Period) -> Measurement | None:
    found = [cells[key] for target in line.versions for key in cells if key[0] == target.pk]
    return max(found, key=lambda cell: (Period.from_key(cell.period), cell.target_id), default=None)


def _own_row(line: Line, cell: Measurement | None) -> tuple[Fact, ...]:
    target = line.target
    head = (Fact(target.text), Fact(target.goal))
    if cell is None:
        return (*head, Fact("–"), Fact("chưa có số liệu"), Fact(""))
    period = Period.from_key(cell.period)
    state = "đã được duyệt" if cell.status == Measurement.Status.ACCEPTED else "đã nộp, chờ duyệt"
    told = f"Số liệu {cell.unit.label} báo {period.label}, {state}"
    result = _own_result(cell)
    value = "" if cell.value is None else str(cell.value)
    verdict = {True: "Đạt", False: "Chưa đạt", None: "–"}[cell.reached]
    return (
        *head,
        Fact(result, value, f"{line.stem}.ket-qua", told, cell.get_absolute_url()),
        Fact(verdict),
        Fact(period.label),
    )


def _own_result(cell: Measurement) -> str:
    if cell.target.measure != Target.Measure.RATIO or cell.share is None:
        return cell.shown
    share = Share(1, 1, 1, int(cell.reached is True), cell.numerator or Decimal(0), cell.denominator or Decimal(0))
    return f"{text_of(cell.target, share, cell.share)} ({number(cell.numerator)}/{number(cell.denominator)})"


def summed_figures(ask: Ask) -> Facts:
    place = summed_at(ask)
    if place is None:
        return Facts(note="Chưa có số liệu nào trong kỳ báo cáo.")
    plan, node = place
    lines = lines_of(plan, ask.section.chosen)
    sums = sums_at(node, [target for line in lines for target in line.versions])
    rows = []
    for line in lines:
        period = _last_period(sums, line, ask.report.span)
        rows.append(_sum_row(line, node, sums, period))
    columns = ("Chỉ tiêu", "Mức phải đạt", "Kết quả", "Đơn vị đã được duyệt", "Đơn vị đạt", "Kỳ số liệu")
    return Facts(columns, tuple(rows))


def summed_at(ask: Ask) -> tuple[Plan, Unit] | None:
    """The plan whose sums tell of the unit, and the node that they are kept at."""
    report = ask.report
    if ask.campaign is not None:
        return ask.campaign, top_unit(ask.campaign)
    if report.plan.unit_id == report.unit_id:
        return report.plan, top_unit(report.plan)
    return report.plan, report.unit


def _last_period(sums: Cells, line: Line, span: Period) -> str:
    """The last one of the report's time in which anybody reported, else in which it was asked."""
    ids = {target.pk for target in line.versions}
    found = {key: share for (_, target, key), share in sums.items() if target in ids and falls_into(span, key)}
    reported = [key for key, share in found.items() if share.reported]
    return max(reported or list(found), key=Period.from_key, default="")


def _sum_row(line: Line, node: Unit, sums: Cells, period: str) -> tuple[Fact, ...]:
    head = (Fact(line.target.text), Fact(line.target.goal))
    found = share_in(sums, node.pk, line.versions, period) if period else None
    if found is None:
        return (*head, Fact("–"), Fact(""), Fact(""), Fact(""))
    target, share = found
    label = Period.from_key(period).label
    url = f"{reverse('progress:target', args=[target.pk])}?ky={period}"
    counted = f"{share.accepted}/{share.units} đơn vị đã được duyệt số liệu, {label}"
    value = value_of(target, share)
    return (
        *head,
        Fact(
            _sum_result(target, share),
            "" if value is None else str(value.quantize(STEP)),
            f"{line.stem}.ket-qua",
            f"Số cộng của {counted}",
            url,
        ),
        Fact(
            f"{number(share.accepted)}/{number(share.units)}",
            str(share.accepted),
            f"{line.stem}.don-vi",
            f"Số đơn vị: {counted}",
            url,
        ),
        Fact(number(share.reached), str(share.reached), f"{line.stem}.dat", f"Số đơn vị đạt trong {counted}", url),
        Fact(label),
    )


def _sum_result(target: Target, share: Share) -> str:
    value = value_of(target, share)
    said = text_of(target, share, value)
    if target.measure == Target.Measure.RATIO and value is not None:
        return f"{said} ({number(share.numerator)}/{number(share.denominator)})"
    return said


@source(
    "chart",
    "Biểu đồ một chỉ tiêu",
    "Kết quả của chỉ tiêu được chọn (hoặc chỉ tiêu đầu tiên) qua các kỳ; bản in có bảng số.",
    takes_targets=True,
)
def chart(ask: Ask) -> Facts:
    line, points = _trend(ask)
    if line is None:
        return Facts(note="Chưa có số liệu nào trong kỳ báo cáo.")
    rows = tuple(
        (Fact(period.label), Fact(text, str(value), f"{line.stem}.{period.key.lower().replace('..', '.')}", told, url))
        for period, text, value, told, url in points
    )
    goal = "" if line.target.value is None else str(line.target.value)
    drawn = tuple((short_label(period), str(value)) for period, _, value, _, _ in points)
    unit = "%" if line.target.measure in (Target.Measure.RATIO, Target.Measure.YES_NO) else ""
    return Facts((line.target.text, "Kết quả"), rows, drawn, goal, unit)


Moment = tuple[Period, str, Decimal, str, str]


def _trend(ask: Ask) -> tuple[Line | None, list[Moment]]:
    """Of the first target with figures: period, words, value, what was counted, where it is seen."""
    report = ask.report
    if report.plan.unit_id != report.unit_id:
        lines = lines_of(report.plan, ask.section.chosen)
        cells = own_cells(report, lines)
        for line in lines:
            if found := _own_moments(line, cells):
                return line, found
    place = summed_at(ask)
    if place is None:
        return None, []
    plan, node = place
    lines = lines_of(plan, ask.section.chosen)
    sums = sums_at(node, [target for line in lines for target in line.versions])
    for line in lines:
        if found := _sum_moments(line, node, sums, report.span):
            return line, found
    return None, []


def _own_moments(line: Line, cells: Mapping[tuple[int, str], Measurement]) -> list[Moment]:
    ids = {target.pk for target in line.versions}
    found = {cell.period: cell for key, cell in cells.items() if key[0] in ids and cell.value is not None}
    return [
        (
            period,
            _own_result(cell),
            _short(cell.value),
            f"Số liệu {cell.unit.label} báo {period.label}",
            cell.get_absolute_url(),
        )
        for period, cell in sorted((Period.from_key(key), cell) for key, cell in found.items())
    ]


def _short(value: Decimal | None) -> Decimal:
    return (value or Decimal(0)).quantize(TENTH, ROUND_HALF_UP)


def _sum_moments(line: Line, node: Unit, sums: Cells, span: Period) -> list[Moment]:
    ids = {target.pk for target in line.versions}
    keys = {key for (_, target, key) in sums if target in ids and falls_into(span, key)}
    moments = []
    for period in sorted(map(Period.from_key, keys)):
        target, share = share_in(sums, node.pk, line.versions, period.key) or (line.target, NOTHING)
        value = value_of(target, share)
        if value is not None:
            told = f"Số cộng của {share.accepted}/{share.units} đơn vị đã được duyệt số liệu, {period.label}"
            url = f"{reverse('progress:target', args=[target.pk])}?ky={period.key}"
            moments.append((period, _sum_result(target, share), _short(value), told, url))
    return moments


@source(
    "ranking",
    "Đơn vị dẫn đầu, đơn vị cần cố gắng",
    "Ba đơn vị cao nhất và ba đơn vị thấp nhất của từng chỉ tiêu, theo số liệu đã được duyệt.",
    takes_targets=True,
)
def ranking(ask: Ask) -> Facts:
    if ask.campaign is None:
        return Facts(note="Không có đơn vị cấp dưới báo số liệu theo kế hoạch này.")
    lines = [line for line in lines_of(ask.campaign, ask.section.chosen) if line.target.measure in ("ratio", "count")]
    node = top_unit(ask.campaign)
    sums = sums_at(node, [target for line in lines for target in line.versions])
    rows: list[tuple[Fact, ...]] = []
    for line in lines[:MOST_RANKED]:
        if period := _last_period(sums, line, ask.report.span):
            rows += _ends_of(line, period)
    return Facts(("Chỉ tiêu", "Dẫn đầu", "Kết quả", "Cần cố gắng", "Kết quả "), tuple(rows))


def _ends_of(line: Line, period: str) -> list[tuple[Fact, ...]]:
    """Who leads and who is last beside each other; of few units nobody is named twice."""
    cells = Measurement.objects.filter(
        target__in=[target.pk for target in line.versions], period=period, status="accepted", value__isnull=False
    ).select_related("unit", "target")
    best, worst = ("-value", "value") if is_falling(line.target) else ("value", "-value")
    first = list(cells.order_by(best, "unit__sort_key")[:ENDS])
    last = list(cells.exclude(pk__in=[cell.pk for cell in first]).order_by(worst, "unit__sort_key")[:ENDS])
    rows: list[tuple[Fact, ...]] = []
    for place in range(max(len(first), len(last))):
        name = line.target.text if place == 0 else f"{short(line.target.text, 50)} – thứ {place + 1}"
        rows.append((Fact(name), *_named(line, first, place, "dau"), *_named(line, last, place, "cuoi")))
    return rows


def _named(line: Line, cells: list[Measurement], place: int, end: str) -> tuple[Fact, Fact]:
    if place >= len(cells):
        return Fact(""), Fact("")
    cell = cells[place]
    period = Period.from_key(cell.period).label
    told = f"Số liệu đã được duyệt của {cell.unit.label}, {period}"
    reached = is_reached(cell.target.measure, cell.target.comparator, cell.target.value, cell.parts)
    about = {True: ", đạt", False: ", chưa đạt", None: ""}[reached]
    return Fact(cell.unit.label), Fact(
        _own_result(cell), str(cell.value), f"{line.stem}.{end}-{place + 1}", f"{told}{about}", cell.get_absolute_url()
    )
