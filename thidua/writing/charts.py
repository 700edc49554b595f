"""Charts as SVG: axes, values, the mark to be reached as a line. One drawing for pages and for papers.

Colours and sizes stand as attributes, which a page's style sheet overrides by the classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from xml.sax.saxutils import escape, quoteattr

from thidua.writing.document import Figure
from thidua.writing.wording import clean
from thidua.writing.wording import figure as in_words

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 18, 34
"""Of the drawing and of its margins; four are a millimetre on paper."""
MOST_LABELS = 8
_SIZE = 14
_LINES = {
    "axis": 'stroke="#c9c4bd" stroke-width="1"',
    "goal": 'stroke="#a4161a" stroke-width="1.5" stroke-dasharray="5 4"',
    "line": 'fill="none" stroke="#1d4e79" stroke-width="2.5" stroke-linejoin="round"',
    "dot": 'fill="#1d4e79"',
    "bar": 'fill="#1d4e79"',
    "val": 'font-weight="600"',
}


def svg_of(figure: Figure, *, font: str = "") -> str:
    """A picture with its title; `font` is for papers, a page has its own."""
    title = clean(figure.title)
    face = f" font-family={quoteattr(font)}" if font else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label={quoteattr(title)} font-size="{_SIZE}" fill="#222222"{face}><title>{escape(title)}</title>'
        f"{''.join(_bars(figure) if figure.is_bars else _trend(figure))}</svg>"
    )


def told(figure: Figure) -> str:
    """What the drawing shows, in words."""
    said = [f"{clean(point.label)}: {_said(point.value, figure.unit) or 'không có số liệu'}" for point in figure.points]
    goal = [f"mức phải đạt: {_said(figure.goal, figure.unit)}"] if figure.goal is not None else []
    return f"Biểu đồ {clean(figure.title)}. {'; '.join([*said, *goal])}."


def ceiling(values: Sequence[Decimal]) -> Decimal:
    """A round number at or above all values, for the top of the scale: 1, 2 or 5 times a power of ten, or 100."""
    largest = max(values, default=Decimal(0))
    if largest <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(largest.adjusted())
    return next(step * power for step in (1, 2, 5, 10) if step * power >= largest)


def _trend(figure: Figure) -> Iterator[str]:
    """A line over time, broken where there is no value."""
    points, unit = figure.points, figure.unit
    known = [point.value for point in points if point.value is not None]
    top = ceiling([*known, *([figure.goal] if figure.goal is not None else [])])
    spots = [
        (_across(place, len(points)), None if point.value is None else _height(point.value, top))
        for place, point in enumerate(points)
    ]
    yield from _scale(top, unit)
    if figure.goal is not None:
        yield from _goal_line(figure.goal, top, unit)
    for run in _runs(spots):
        if " " in run:
            yield f'<polyline class="line" {_LINES["line"]} points="{run}"/>'
    for (x, y), point in zip(spots, points, strict=True):
        if y is not None:
            said = escape(f"{clean(point.label)}: {_said(point.value, unit)}")
            yield f'<circle class="dot" {_LINES["dot"]} cx="{x}" cy="{y}" r="4"><title>{said}</title></circle>'
    yield from _labels([point.label for point in points])


def _bars(figure: Figure) -> Iterator[str]:
    """How many there are of each kind, the number over each bar."""
    points = figure.points
    top = ceiling([point.value for point in points if point.value is not None])
    width = max((WIDTH - LEFT - RIGHT) / max(len(points), 1) * 0.7, 4)
    yield from _scale(top, "")
    for place, point in enumerate(points):
        x, y = _across(place, len(points)), _height(point.value or Decimal(0), top)
        box = (
            f'x="{round(x - width / 2, 1)}" y="{y}" width="{round(width, 1)}" height="{round(HEIGHT - BOTTOM - y, 1)}"'
        )
        yield f'<rect class="bar" {_LINES["bar"]} {box}/>'
        yield _text(x, y - 5, in_words(point.value or Decimal(0)), "middle", kind="val")
    yield from _labels([point.label for point in points])


def _scale(top: Decimal, unit: str) -> Iterator[str]:
    """Four lines across with their values."""
    for share in range(5):
        mark = top * share / 4
        y = _height(mark, top)
        yield f'<line class="axis" {_LINES["axis"]} x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
        yield _text(LEFT - 8, y + 4, _said(mark, unit), "end")


def _goal_line(goal: Decimal, top: Decimal, unit: str) -> Iterator[str]:
    y, right = _height(goal, top), WIDTH - RIGHT
    yield f'<line class="goal" {_LINES["goal"]} x1="{LEFT}" y1="{y}" x2="{right}" y2="{y}"/>'
    said = f"mức phải đạt {in_words(goal)} {unit}".strip()
    yield _text(right, y - 5 if y > TOP + 8 else y + 15, said, "end", kind="val")


def _labels(labels: Sequence[str]) -> Iterator[str]:
    """Under the axis; of many only some, the last always."""
    every = -(-len(labels) // MOST_LABELS) or 1
    for place, label in enumerate(labels):
        if (len(labels) - 1 - place) % every == 0:
            yield _text(_across(place, len(labels)), HEIGHT - 10, clean(label), "middle")


def _text(x: float, y: float, said: str, anchor: str, *, kind: str = "") -> str:
    face = f' class="{kind}" {_LINES[kind]}' if kind else ""
    return f'<text{face} x="{x}" y="{y}" text-anchor="{anchor}">{escape(said)}</text>'


def _runs(spots: Sequence[tuple[float, float | None]]) -> list[str]:
    """The points of each stretch without a gap."""
    runs: list[list[str]] = [[]]
    for x, y in spots:
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{x},{y}")
    return [" ".join(run) for run in runs]


def _across(place: int, count: int) -> float:
    """The middle of one of `count` equal stretches."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(count, 1), 1)


def _height(value: Decimal, top: Decimal) -> float:
    return round(float(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(max(value, Decimal(0)), top) / top), 1)


def _said(value: Decimal | None, unit: str) -> str:
    """To the tenth, with its unit."""
    if value is None:
        return ""
    return f"{in_words(value.quantize(Decimal('0.1'), ROUND_HALF_EVEN))} {unit}".strip()
