"""The conditions that rules are written in: what they ask of facts, and how they answer."""

from thidua.law.conditions.base import Basis, Condition, Finding, View
from thidua.law.conditions.logic import All, AtLeast, Claim, Human, Unread
from thidua.law.conditions.rows import Ever, InARow, Initiatives, Never, Times
from thidua.law.conditions.yearly import (
    Figure,
    GradeAtLeast,
    Held,
    Leads,
    Meets,
    MonthsAway,
    MonthsWorked,
    NoDiscipline,
    NoMemberDiscipline,
    NoProceedings,
    Share,
    StandsAlone,
)

__all__ = [
    "All",
    "AtLeast",
    "Basis",
    "Claim",
    "Condition",
    "Ever",
    "Figure",
    "Finding",
    "GradeAtLeast",
    "Held",
    "Human",
    "InARow",
    "Initiatives",
    "Leads",
    "Meets",
    "MonthsAway",
    "MonthsWorked",
    "Never",
    "NoDiscipline",
    "NoMemberDiscipline",
    "NoProceedings",
    "Share",
    "StandsAlone",
    "Times",
    "Unread",
    "View",
]
