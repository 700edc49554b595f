"""Charts as SVG drawn on the server: a title for who cannot see them, axes, the target as a line. The table of the same
numbers stands beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thidua.kernel.calendar import Length, Period
from thidua.kernel.templatetags.words import number

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 18, 34
"""Pixels of the drawing and of its margins."""
MOST_LABELS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """A value over its label; None is a gap."""

    label: str
    value: Decimal | None


def short_label(period: Period) -> str:
    """Under an axis: `10/26`, `Q4/26`, `2026`, `HK1`; of phases their first day."""
    year, first = period.start.year, period.start
    match period.length:
        case Length.MONTH:
            label = f"{first.month}/{year % 100:02d}"
        case Length.QUARTER:
            label = f"Q{(first.month + 2) // 3}/{year % 100:02d}"
        case Length.HALF:
            label = f"{'đầu' if first.month == 1 else 'cuối'} {year}"
        case Length.YEAR:
            label = str(year)
        case Length.TERM:
            label = f"HK{period.term} {period.school_year % 100}-{period.school_year % 100 + 1}"
        case Length.SCHOOL_YEAR:
            label = f"{year}-{(year + 1) % 100}"
        case _:
            label = f"{first:%d/%m/%y}"
    return label


def trend(title: str, points: Sequence[Point], goal: Decimal | None = None, unit: str = "") -> SafeString:
    """A line over time; `goal` is drawn across, `unit` is written at the values (`%`)."""
    known = [point.value for point in points if point.value is not None]
    top = ceiling([*known, *([goal] if goal is not None else [])])
    spots = [
        (_across(place, len(points)), None if point.value is None else _height(point.value, top))
        for place, point in enumerate(points)
    ]
    return _framed(
        title,
        _scale(top, unit),
        _goal_line(goal, top, unit),
        format_html_join("", '<polyline class="line" points="{}"/>', ((run,) for run in _runs(spots) if " " in run)),
        format_html_join(
            "",
            '<circle class="dot" cx="{}" cy="{}" r="4"><title>{}</title></circle>',
            (
                (x, y, f"{point.label}: {number(_tenth(point.value))} {unit}".strip())
                for (x, y), point in zip(spots, points, strict=True)
                if y is not None
            ),
        ),
        _labels([point.label for point in points]),
    )


def bars(title: str, points: Sequence[Point]) -> SafeString:
    """How many there are of each kind, the number over each bar."""
    top = ceiling([point.value for point in points if point.value is not None])
    width = max((WIDTH - LEFT - RIGHT) / max(len(points), 1) * 0.7, 4)
    drawn = []
    for place, point in enumerate(points):
        x, y = _across(place, len(points)), _height(point.value or Decimal(0), top)
        drawn.append((round(x - width / 2, 1), y, round(width, 1), round(HEIGHT - BOTTOM - y, 1), x, y - 5, point))
    return _framed(
        title,
        _scale(top, ""),
        format_html_join(
            "",
            '<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>'
            '<text class="val" x="{}" y="{}" text-anchor="middle">{}</text>',
            ((*box, number(point.value) or "0") for *box, point in drawn),
        ),
        _labels([point.label for point in points]),
    )


def ceiling(values: Sequence[Decimal]) -> Decimal:
    """A round number at or above all values, for the top of the scale: 1, 2 or 5 times a power of ten, or 100."""
    largest = max(values, default=Decimal(0))
    if largest <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(largest.adjusted())
    return next(step * power for step in (1, 2, 5, 10) if step * power >= largest)


def _framed(title: str, *parts: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>',
        WIDTH, HEIGHT, title, title, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _scale(top: Decimal, unit: str) -> SafeString:
    """Four lines across with their values."""
    marks = [top * share / 4 for share in range(5)]
    return format_html_join(
        "",
        '<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, _height(mark, top), WIDTH - RIGHT, _height(mark, top), LEFT - 8, _height(mark, top) + 4,
             f"{number(_tenth(mark))} {unit}".strip())
            for mark in marks
        ),
    )  # fmt: skip


def _goal_line(goal: Decimal | None, top: Decimal, unit: str) -> SafeString:
    if goal is None:
        return SafeString("")
    y = _height(goal, top)
    return format_html(
        '<line class="goal" x1="{}" y1="{}" x2="{}" y2="{}"/>'
        '<text class="val" x="{}" y="{}" text-anchor="end">{}</text>',
        LEFT, y, WIDTH - RIGHT, y, WIDTH - RIGHT, y - 5 if y > TOP + 8 else y + 15,
        f"mức phải đạt {number(goal)} {unit}".strip(),
    )  # fmt: skip


def _labels(labels: Sequence[str]) -> SafeString:
    """Under the axis; of many only some, the last always."""
    every = -(-len(labels) // MOST_LABELS) or 1
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (_across(place, len(labels)), HEIGHT - 10, label)
            for place, label in enumerate(labels)
            if (len(labels) - 1 - place) % every == 0
        ),
    )


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


def _tenth(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.1"))
