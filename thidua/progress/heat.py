"""A figure as a heat cell shows it: its value in words, its tone by the distance from the target, its change."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString

from thidua.kernel.templatetags.words import number
from thidua.plans.models import Target
from thidua.progress.shares import ZERO, Share

NEAR = Decimal("0.95")
SHORT = Decimal("0.80")
"""Parts of the target: from the first on a figure is near it, from the second on it falls short, below it is far."""
ALMOST = Decimal("0.9999")
TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")
HUNDRED = Decimal(100)
RATIO, COUNT, YES_NO = (str(measure) for measure in (Target.Measure.RATIO, Target.Measure.COUNT, Target.Measure.YES_NO))
"""As plain words: a board asks for them thousands of times."""
SIGNS = {"ok": "✓", "near": "≈", "warn": "◔", "late": "●", "wait": "…", "none": "", "plain": ""}
WORDS = {
    "ok": "đạt",
    "near": "gần đạt",
    "warn": "còn thiếu",
    "late": "còn xa",
    "wait": "đã nộp, chờ duyệt",
    "none": "chưa có số liệu",
    "plain": "",
}


class Heat(NamedTuple):
    """`value` is per cent for ratios and for shares of units; `trend` is `▲ 2,1`, and `words` say it all."""

    text: str
    tone: str
    words: str
    value: Decimal | None = None
    trend: str = ""

    @property
    def sign(self) -> str:
        return SIGNS[self.tone]


EMPTY = Heat("–", "none", WORDS["none"])


def value_of(target: Target, share: Share) -> Decimal | None:
    """What the accepted figures come to: a ratio of sums, a sum, or the per cent of units that reached the target."""
    if not share.accepted:
        return None
    if target.measure == RATIO:
        return HUNDRED * share.numerator / share.denominator if share.denominator else None
    if target.measure == COUNT:
        return share.total
    if target.measure == YES_NO:
        return HUNDRED * share.reached / share.accepted
    return None


def satisfies(value: Decimal, comparator: str, goal: Decimal) -> bool:
    match comparator:
        case ">=":
            return value >= goal
        case ">":
            return value > goal
        case "<=":
            return value <= goal
        case "<":
            return value < goal
    return value == goal


def nearness(value: Decimal, comparator: str, goal: Decimal) -> Decimal:
    """How much of the way to the goal is gone, 1 being there and nothing else."""
    if satisfies(value, comparator, goal):
        return Decimal(1)
    small, large = (value, goal) if value < goal else (goal, value)
    return min(small / large, ALMOST) if small > 0 else ZERO


def tone_of(target: Target, share: Share) -> str:
    """Ratios by their value; counts and yes or no by how many of the accepted units reached the target."""
    return _tone_by(target, share, value_of(target, share))


def _tone_by(target: Target, share: Share, value: Decimal | None) -> str:
    if not share.accepted:
        return "wait" if share.reported else "none"
    measure, goal = target.measure, target.value
    if measure == RATIO and goal is not None:
        return "none" if value is None else _tone(nearness(value, target.comparator, goal))
    if measure == YES_NO or (measure == COUNT and goal is not None):
        return _tone(Decimal(share.reached) / share.accepted)
    return "plain"


def _tone(near: Decimal) -> str:
    return "ok" if near >= 1 else "near" if near >= NEAR else "warn" if near >= SHORT else "late"


def is_reached(target: Target, share: Share) -> bool:
    return tone_of(target, share) == "ok"


def distance_of(target: Target, share: Share) -> Decimal | None:
    """How far the sum is from the target, from 0 (there) to 1; None without a figure or a number to be reached."""
    tone = tone_of(target, share)
    if tone in ("wait", "none", "plain"):
        return None
    if target.measure == RATIO:
        value = value_of(target, share)
        return 1 - nearness(value or ZERO, target.comparator, target.value or ZERO)
    return 1 - Decimal(share.reached) / share.accepted


def heat_of(target: Target, share: Share | None, before: Share | None = None, *, one: bool = False) -> Heat:
    """The cell of a sum or, with `one`, of a single unit; `before` is that of the period before."""
    if share is None or not share.reported:
        return EMPTY
    if not share.accepted:
        return Heat("chờ duyệt" if one else f"{share.reported} chờ", "wait", WORDS["wait"])
    value = value_of(target, share)
    tone = _tone_by(target, share, value)
    trend, change = change_of(target, value, None if before is None else value_of(target, before))
    counts = "" if one else f"{share.accepted}/{share.units} đơn vị được duyệt, {share.reached} đạt"
    words = "; ".join(filter(None, (WORDS[tone], counts, change)))
    return Heat(text_of(target, share, value, one), tone, words, value, trend)


def text_of(target: Target, share: Share, value: Decimal | None, one: bool = False) -> str:
    if target.measure == RATIO:
        return "–" if value is None else f"{_rounded(target, value)} %"
    if target.measure == COUNT:
        return number(value)
    if target.measure == YES_NO:
        return ("có" if share.reached else "chưa") if one else f"{share.reached}/{share.units}"
    return "đã báo" if one else f"{share.accepted}/{share.units}"


def _rounded(target: Target, value: Decimal) -> str:
    """To a tenth; what just misses the goal is not rounded up to it."""
    shown = value.quantize(TENTH, ROUND_HALF_UP)
    goal, comparator = target.value, target.comparator
    if goal is not None and satisfies(shown, comparator, goal) and not satisfies(value, comparator, goal):
        shown = value.quantize(HUNDREDTH, ROUND_DOWN)
    return number(shown)


def change_of(target: Target, value: Decimal | None, before: Decimal | None) -> tuple[str, str]:
    """`▲ 2,1` and `tăng 2,1 so với kỳ trước`; both empty without two figures."""
    if value is None or before is None:
        return "", ""
    change = (value - before).quantize(TENTH, ROUND_HALF_UP)
    if not change:
        return "=", "bằng kỳ trước"
    size = number(abs(change))
    points = "" if target.measure == COUNT else " điểm %"
    if change > 0:
        return f"▲ {size}", f"tăng {size}{points} so với kỳ trước"
    return f"▼ {size}", f"giảm {size}{points} so với kỳ trước"


def cell_of(heat: Heat, url: SafeString, label: SafeString) -> SafeString:
    """The cell as HTML. A board has hundreds: written here they take a tenth of the time that a template takes. Label
    and url come escaped; nothing else in it was typed by anybody.
    """
    inner = f'<i aria-hidden="true">{heat.sign}</i>{heat.text}' if heat.sign else heat.text
    if heat.trend:
        inner += f" <small>{heat.trend}</small>"
    facts = f'class="heat h-{heat.tone}" title="{heat.words}"'
    whole = f'<a {facts} href="{url}">{inner}</a>' if url else f"<span {facts}>{inner}</span>"
    return SafeString(f'<td data-label="{label}">{whole}</td>')
