"""Trusted certificates, seals and what was found about signatures: what one may see."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from thidua.documents.models import DocumentFile, OfficeSeal, OfficialDocument, SignatureCheck, TrustAnchor
from thidua.documents.pades.verdicts import Level, worst
from thidua.documents.queries import is_in_hand
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import EDITORS, paths_held, under_any

ADMINISTRATOR = frozenset({Post.Role.ADMINISTRATOR})


def anchors_visible_to(person: Person) -> QuerySet[TrustAnchor]:
    """All of them, for whoever administers the root of a tree."""
    return TrustAnchor.objects.filter(unit__path__in=paths_held(person, ADMINISTRATOR))


def roots_administered_by(person: Person) -> QuerySet[Unit]:
    """Roots of trees whose administrator one is: trust is for the whole installation."""
    return Unit.objects.filter(depth=1, path__in=paths_held(person, ADMINISTRATOR))


def seals_visible_to(person: Person) -> QuerySet[OfficeSeal]:
    """Of the units whose head or officer one is, and of those that one administers."""
    administered = under_any(paths_held(person, ADMINISTRATOR), "unit__path")
    return OfficeSeal.objects.filter(administered) | OfficeSeal.objects.filter(
        unit__path__in=paths_held(person, EDITORS)
    )


def seals_for(document: OfficialDocument, person: Person) -> list[OfficeSeal]:
    """Those that the person may put on the document today."""
    rows = OfficeSeal.objects.filter(unit=document.unit_id, retired_at=None).select_related("unit")
    now = timezone.now()
    return [seal for seal in rows if seal.is_usable(now) and person.has_perm("documents.use_seal", seal)]


def is_sealable(document: OfficialDocument) -> bool:
    """Whether it was issued: it went out with a number from the register, and no room works at it any more."""
    is_out = document.direction == OfficialDocument.Direction.OUT and document.date is not None
    return is_out and hasattr(document, "registry_number") and not is_in_hand(document)


def current_files(document: OfficialDocument) -> QuerySet[DocumentFile]:
    """Without those that were sealed since: the sealed ones stand for them."""
    return document.files.filter(sealings=None)


def pdf_files(document: OfficialDocument) -> QuerySet[DocumentFile]:
    """Those of the current files that a stranger could be given: Word files tell who wrote at them."""
    return current_files(document).filter(file__kind="pdf").select_related("file")


def checks_of(documents: Iterable[OfficialDocument]) -> dict[int, SignatureCheck]:
    """By document: of its current files' checks the one to be looked at first."""
    rows = DocumentFile.objects.filter(document__in=list(documents), sealings=None, file__signature_check__isnull=False)
    found: dict[int, SignatureCheck] = {}
    for row in rows.select_related("file__signature_check"):
        check, other = row.file.signature_check, found.get(row.document_id)
        if other is None or worst([_level(other), _level(check)]) == _level(check):
            found[row.document_id] = check
    return found


def _level(check: SignatureCheck) -> Level:
    return Level(check.level) if check.level != SignatureCheck.Level.WAITING else Level.NONE
