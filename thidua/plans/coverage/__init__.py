"""How a plan answers the plan above it, line by line: frozen dataclasses in, verdicts out, no database.

`said` is the data, `vocabulary` the words, `meaning` the likeness, `pairing` the best choice, `strictness` more or
less, `checking` the comparison.
"""

from thidua.plans.coverage.checking import ALIKE, SURE, compare
from thidua.plans.coverage.said import Answer, Finding, Kind, SaidLine, SaidPlan, Verdict
from thidua.plans.coverage.strictness import days_later, judge

__all__ = [
    "ALIKE",
    "SURE",
    "Answer",
    "Finding",
    "Kind",
    "SaidLine",
    "SaidPlan",
    "Verdict",
    "compare",
    "days_later",
    "judge",
]
