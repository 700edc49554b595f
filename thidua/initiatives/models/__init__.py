"""Rounds, initiatives with their authors and results, their review, recognition and spread."""

from thidua.initiatives.models.bundles import Bundle
from thidua.initiatives.models.hearings import Hearing
from thidua.initiatives.models.imports import PastImport
from thidua.initiatives.models.initiatives import Author, Enclosure, Initiative, Result
from thidua.initiatives.models.likeness import CommonHash, Fingerprint, Mark
from thidua.initiatives.models.recognition import Recognition, Scope, TitleUse
from thidua.initiatives.models.reviews import Conflict, Criterion, Remark, Review, Rubric, Score
from thidua.initiatives.models.rounds import Round
from thidua.initiatives.models.spread import Adoption, Question

__all__ = [
    "Adoption",
    "Author",
    "Bundle",
    "CommonHash",
    "Conflict",
    "Criterion",
    "Enclosure",
    "Fingerprint",
    "Hearing",
    "Initiative",
    "Mark",
    "PastImport",
    "Question",
    "Recognition",
    "Remark",
    "Result",
    "Review",
    "Round",
    "Rubric",
    "Scope",
    "Score",
    "TitleUse",
]
