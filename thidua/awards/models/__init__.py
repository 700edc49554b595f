"""The rows of this room, by noun."""

from thidua.awards.models.dossiers import Appraisal, AppraisalRemark, Dossier, DossierEntry, DossierPaper, SentCopy
from thidua.awards.models.eligibility import Screening
from thidua.awards.models.nominations import CouncilResult, Hearing, Nomination, NominationPaper
from thidua.awards.models.publications import HonourPage, Objection, OwnDay, Publication
from thidua.awards.models.records import Absence, Discipline, Lead, Proceeding, Service, SheetIn, YearGrade
from thidua.awards.models.register import Award, Decision, DecisionLine, OtherAward
from thidua.awards.models.rulebook import LocalRules, RulesPreview
from thidua.awards.models.seasons import Pledge, PledgeSignature, Registration, Season

__all__ = [
    "Absence",
    "Appraisal",
    "AppraisalRemark",
    "Award",
    "CouncilResult",
    "Decision",
    "DecisionLine",
    "Discipline",
    "Dossier",
    "DossierEntry",
    "DossierPaper",
    "Hearing",
    "HonourPage",
    "Lead",
    "LocalRules",
    "Nomination",
    "NominationPaper",
    "Objection",
    "OtherAward",
    "OwnDay",
    "Pledge",
    "PledgeSignature",
    "Proceeding",
    "Publication",
    "Registration",
    "RulesPreview",
    "Screening",
    "Season",
    "SentCopy",
    "Service",
    "SheetIn",
    "YearGrade",
]
