"""Plans, the lines they hold, and the work that issuing them creates."""

from thidua.plans.models.coverage import Coverage, Pair
from thidua.plans.models.lines import Basis, Duty, ForUnits, Found, Level, Line, Phase, Section, Target, Task
from thidua.plans.models.plans import Addressee, Plan
from thidua.plans.models.work import Assignment, Chain, ExtensionRequest, Flag, Obligation

__all__ = [
    "Addressee",
    "Assignment",
    "Basis",
    "Chain",
    "Coverage",
    "Duty",
    "ExtensionRequest",
    "Flag",
    "ForUnits",
    "Found",
    "Level",
    "Line",
    "Obligation",
    "Pair",
    "Phase",
    "Plan",
    "Section",
    "Target",
    "Task",
]
