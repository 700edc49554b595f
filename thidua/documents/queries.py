"""Documents, files and attachments that one may see.

A room whose things point at documents or attachments registers a query here, so that who sees the thing
may open what it points at.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from thidua.documents.models import SHARED, Attachment, DocumentFile, DocumentType, OfficialDocument, RegistryNumber
from thidua.documents.register_queries import series_of
from thidua.kernel.text import fold
from thidua.people.models import Person, Unit
from thidua.people.queries import (
    EDITORS,
    LEADERS,
    lineage,
    matching,
    number_of,
    organisation_path,
    organisation_paths,
    paths_held,
    under_any,
)

AttachmentQuery = Callable[[Person], QuerySet[Attachment]]
DocumentQuery = Callable[[Person], QuerySet[OfficialDocument]]
STORE_READ = 500
"""Files of a unit, the latest, among which one looks for evidence."""


@dataclass(frozen=True, slots=True)
class Use:
    """A thing that points at an attachment: what it is called and where it is."""

    attachment: int
    label: str
    url: str


UseQuery = Callable[[Collection[int], Person], Iterable[Use]]
_attachment_uses: list[UseQuery] = []
_attachments_seen_through: list[AttachmentQuery] = []
_documents_seen_through: list[DocumentQuery] = []
_documents_in_hand: list[Callable[[], QuerySet[OfficialDocument]]] = []


def attachments_seen_through(query: AttachmentQuery) -> AttachmentQuery:
    """Register a room's query of the attachments that a person sees because of that room's things."""
    _attachments_seen_through.append(query)
    return query


def attachment_uses(query: UseQuery) -> UseQuery:
    """Register a room's query of its things that point at some attachments (by their ids) and that a person sees."""
    _attachment_uses.append(query)
    return query


def uses_of(attachments: Iterable[Attachment], person: Person) -> dict[int, list[Use]]:
    """By attachment: every thing of any room that points at it and that the person sees."""
    found: dict[int, list[Use]] = defaultdict(list)
    ids = [attachment.pk for attachment in attachments]
    for query in _attachment_uses if ids else ():
        for use in query(ids, person):
            found[use.attachment].append(use)
    return found


@dataclass(frozen=True, slots=True)
class Piece:
    """An attachment with all other places where it is used."""

    attachment: Attachment
    uses: list[Use]


def pieces_of(attachments: QuerySet[Attachment], person: Person, *, here: str) -> list[Piece]:
    """`here` is the address of the thing that one looks at."""
    rows = list(attachments.select_related("file", "by"))
    used = uses_of(rows, person)
    return [Piece(row, [use for use in used.get(row.pk, ()) if use.url != here]) for row in rows]


def documents_seen_through(query: DocumentQuery) -> DocumentQuery:
    """Register a room's query of the documents that a person sees because of that room's things."""
    _documents_seen_through.append(query)
    return query


def documents_in_hand(query: Callable[[], QuerySet[OfficialDocument]]) -> Callable[[], QuerySet[OfficialDocument]]:
    """Register the documents that a room is still working on: that room changes and numbers them, not our pages."""
    _documents_in_hand.append(query)
    return query


def is_in_hand(document: OfficialDocument) -> bool:
    return any(query().filter(pk=document.pk).exists() for query in _documents_in_hand)


def attachments_visible_to(person: Person) -> QuerySet[Attachment]:
    """One's own while one works in that organisation, those of a unit that one leads, and those on a thing that one
    may see.
    """
    condition = _own(person) | Q(unit__path__in=paths_held(person, LEADERS))
    for query in _attachments_seen_through:
        condition |= Q(pk__in=query(person).values("pk"))
    return Attachment.objects.filter(condition)


def _own(person: Person) -> Q:
    return Q(under_any(organisation_paths(person), "unit__path"), by=person)


def store_of(unit: Unit, by: Person) -> QuerySet[Attachment]:
    """What was uploaded in the unit, or in the school that a team belongs to, and `by` may see; the latest first."""
    home = organisation_path(unit)
    places = [path for path in lineage(unit.path) if path.startswith(home)]
    rows = attachments_visible_to(by).filter(unit__path__in=places)
    return rows.select_related("file", "by").order_by("-pk")


def found_in_store(rows: QuerySet[Attachment], words: str, *, most: int = 20) -> list[Attachment]:
    """Of the latest, those that hold every word, without regard to diacritics."""
    wanted = fold(words[:200]).split()[:10]
    return [row for row in rows[:STORE_READ] if _holds(row, wanted)][:most]


def _holds(row: Attachment, wanted: list[str]) -> bool:
    text = fold(f"{row.caption} {row.name} {row.link} {row.file.sha256 if row.file else ''}")
    return all(word in text for word in wanted)


def are_visible(person: Person, ids: Collection[int]) -> bool:
    """Whether the person may see all these attachments; of what one added oneself the rooms are not asked."""
    others = set(ids) - set(Attachment.objects.filter(_own(person), pk__in=ids).values_list("pk", flat=True))
    return not others or attachments_visible_to(person).filter(pk__in=others).count() == len(others)


def documents_visible_to(person: Person) -> QuerySet[OfficialDocument]:
    """Those of a unit whose head or officer one is, and those of a thing that one may see."""
    condition = Q(unit__path__in=paths_held(person, EDITORS))
    for query in _documents_seen_through:
        condition |= Q(pk__in=query(person).values("pk"))
    return OfficialDocument.objects.filter(condition)


def document_files_visible_to(person: Person) -> QuerySet[DocumentFile]:
    return DocumentFile.objects.filter(document__in=documents_visible_to(person)).select_related("file")


def written_files(document: OfficialDocument) -> dict[str, DocumentFile]:
    """The two files that the system wrote, by `DocumentFile.Made`; empty when it wrote none."""
    return {row.made: row for row in document.files.exclude(made="").select_related("file")}


def numbers_visible_to(person: Person) -> QuerySet[RegistryNumber]:
    """The registers of the units whose head or officer one is."""
    return RegistryNumber.objects.filter(unit__path__in=paths_held(person, EDITORS))


def numbers_held_for(document: OfficialDocument) -> QuerySet[RegistryNumber]:
    """Held numbers that the document could bear."""
    if document.date is None:
        return RegistryNumber.objects.none()
    held = RegistryNumber.objects.filter(document=None, cancelled_reason="")
    series = series_of(document.unit, document.type, document.date.year)
    return held.filter(unit=document.unit_id, series=series, year=document.date.year).order_by("n")


def chosen_documents(by: Person, asked: Mapping[str, str]) -> QuerySet[OfficialDocument]:
    """Documents that one may see, newest first, narrowed by `q`, `chieu`, `loai` and `nam`; what a room still works at
    only with `nhap=co`.
    """
    rows = matching(documents_visible_to(by), asked.get("q", ""))
    if asked.get("nhap") != "co":
        for query in _documents_in_hand:
            rows = rows.exclude(pk__in=query().values("pk"))
    if asked.get("chieu") in OfficialDocument.Direction.values:
        rows = rows.filter(direction=asked["chieu"])
    if asked.get("loai") in DocumentType.values:
        rows = rows.filter(type=asked["loai"])
    if year := year_of(asked.get("nam", "")):
        rows = rows.filter(date__year=year)
    return rows.select_related("unit").order_by("-pk")


def chosen_numbers(by: Person, asked: Mapping[str, str]) -> QuerySet[RegistryNumber]:
    """Numbers that one may see, the newest of each series first, narrowed by `nam` and `loai`."""
    rows = numbers_visible_to(by)
    if asked.get("loai") in DocumentType.values:
        rows = rows.filter(Q(series=asked["loai"]) | Q(series=SHARED, document__type=asked["loai"]))
    if year := year_of(asked.get("nam", "")):
        rows = rows.filter(year=year)
    return rows.select_related("unit", "document").order_by("-year", "unit__path", "series", "-n")


def year_of(text: str) -> int | None:
    """A year that the address asks for, of this century or the last."""
    year = number_of(text)
    return year if 1900 <= year < 2100 else None


def last_number(unit: Unit, series: str, year: int) -> int:
    """The highest number given in the series of the year, 0 for none."""
    row = RegistryNumber.objects.filter(unit=unit, series=series, year=year).aggregate(last=Max("n"))
    return row["last"] or 0


def documents_numbered(number: str, on: date | None) -> QuerySet[OfficialDocument]:
    """Documents out that bear this number, spaces and case aside (and this date, when it is known)."""
    rows = OfficialDocument.objects.filter(number__iexact="".join(number.split()), direction="out")
    return rows.filter(date=on) if on else rows
