"""Where a draft asks less than the plan above that it derives from, and says no reason."""

from thidua.plans.coverage import Verdict, judge
from thidua.plans.models import Duty, Line, Plan, Target, Task
from thidua.plans.queries.cascade import is_bound
from thidua.plans.queries.coverage import said_line

MAY_DEPART: tuple[type[Line], ...] = (Target, Duty, Task)


def weakening_of(line: Line) -> str:
    """In words, how a line that is bound by the plan above was dropped or weakened; empty when it was not."""
    above = line.parent_line
    if above is None or not is_bound(line, above):
        return ""
    if line.removed:
        return "bỏ hẳn dòng này"
    judged = judge(said_line(above), said_line(line))
    return judged.why if judged.verdict is Verdict.WEAKER or judged.late else ""


def unexplained(plan: Plan) -> list[Line]:
    """The draft's lines that were dropped or weakened without a reason."""
    rows = (
        line
        for kind in MAY_DEPART
        for line in kind._default_manager.filter(plan=plan, departure="", parent_line__isnull=False).select_related(
            "parent_line"
        )
    )
    return [line for line in rows if weakening_of(line)]
