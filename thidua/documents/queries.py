"""Documents, files and attachments that one may see.

A room whose things point at documents or attachments registers a query here, so that who sees the thing
may open what it points at.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Max, Q, QuerySet

from thidua.documents.models import Attachment, DocumentFile, OfficialDocument, RegistryNumber
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, LEADERS, paths_held

AttachmentQuery = Callable[[Person], QuerySet[Attachment]]
DocumentQuery = Callable[[Person], QuerySet[OfficialDocument]]
_attachments_seen_through: list[AttachmentQuery] = []
_documents_seen_through: list[DocumentQuery] = []


def attachments_seen_through(query: AttachmentQuery) -> AttachmentQuery:
    """Register a room's query of the attachments that a person sees because of that room's things."""
    _attachments_seen_through.append(query)
    return query


def documents_seen_through(query: DocumentQuery) -> DocumentQuery:
    """Register a room's query of the documents that a person sees because of that room's things."""
    _documents_seen_through.append(query)
    return query


def attachments_visible_to(person: Person) -> QuerySet[Attachment]:
    """One's own, those of a unit that one leads, and those on a thing that one may see."""
    condition = Q(by=person) | Q(unit__path__in=paths_held(person, LEADERS))
    for query in _attachments_seen_through:
        condition |= Q(pk__in=query(person).values("pk"))
    return Attachment.objects.filter(condition)


def documents_visible_to(person: Person) -> QuerySet[OfficialDocument]:
    """Those of a unit whose head or officer one is, and those of a thing that one may see."""
    condition = Q(unit__path__in=paths_held(person, EDITORS), plan__isnull=True)
    for query in _documents_seen_through:
        condition |= Q(pk__in=query(person).values("pk"))
    return OfficialDocument.objects.filter(condition)


def document_files_visible_to(person: Person) -> QuerySet[DocumentFile]:
    return DocumentFile.objects.filter(document__in=documents_visible_to(person)).select_related("file")


def numbers_visible_to(person: Person) -> QuerySet[RegistryNumber]:
    """The registers of the units whose head or officer one is."""
    return RegistryNumber.objects.filter(unit__path__in=paths_held(person, EDITORS))


def last_number(unit: Unit, series: str, year: int) -> int:
    """The highest number given in the series of the year, 0 for none."""
    row = RegistryNumber.objects.filter(unit=unit, series=series, year=year).aggregate(last=Max("n"))
    return row["last"] or 0


def documents_numbered(number: str, on: date | None) -> QuerySet[OfficialDocument]:
    """Documents out that bear this number, spaces and case aside (and this date, when it is known)."""
    rows = OfficialDocument.objects.filter(number__iexact="".join(number.split()), direction="out")
    return rows.filter(date=on) if on else rows
