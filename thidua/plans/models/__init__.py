"""Plans, the lines they hold, and the work that issuing them creates."""

from thidua.plans.models.lines import Basis, Duty, ForUnits, Level, Line, Phase, Section, Target, Task
from thidua.plans.models.plans import Addressee, Plan
from thidua.plans.models.work import Assignment, Obligation

__all__ = [
    "Addressee",
    "Assignment",
    "Basis",
    "Duty",
    "ForUnits",
    "Level",
    "Line",
    "Obligation",
    "Phase",
    "Plan",
    "Section",
    "Target",
    "Task",
]
