"""Dossiers handed out: one at once, those of a round in the background."""

import tempfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import IO, TYPE_CHECKING, TypedDict
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from thidua.audit.operations import record
from thidua.documents.operations import open_file, store_file
from thidua.initiatives.dossier import Facts, add_to, folder_of, forms_of
from thidua.initiatives.models import Adoption, Author, Bundle, Enclosure, Initiative, Result, Round
from thidua.initiatives.queries.places import with_both_homes
from thidua.initiatives.queries.reach import standing
from thidua.initiatives.queries.visibility import initiatives_visible_to
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.people.models import Person

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PACK = "initiatives.pack_dossiers"
CHUNK = 100
EVIDENCE = "3-minh-chung"
LINKS = f"{EVIDENCE}/duong-dan.txt"
NOT_ENCLOSED = f"{EVIDENCE}/chua-kem.txt"
BYTES_OF_FORMS = 100 * 2**10
"""What the forms of one initiative take up at the most, zipped."""


class Whole(TypedDict):
    named: list[Author]
    measured: list[Result]
    copied: list[Adoption]
    proved: list[Enclosure]


def with_facts(rows: QuerySet[Initiative]) -> "QuerySet[WithAnnotations[Initiative, Whole]]":
    """With all that the forms tell, in few queries."""
    reported = with_both_homes(Adoption.objects.filter(status=Adoption.Status.REPORTED)).select_related("unit")
    reported = reported.order_by("since", "pk")
    proved = Enclosure.objects.select_related("attachment__file").order_by("purpose", "pk")
    return rows.select_related("unit", "round__unit").prefetch_related(
        Prefetch("authors", Author.objects.filter(declined_at=None).select_related("person"), to_attr="named"),
        Prefetch("results", to_attr="measured"),
        Prefetch("adoptions", reported, to_attr="copied"),
        Prefetch("enclosures", proved, to_attr="proved"),
    )


def facts_of(row: "WithAnnotations[Initiative, Whole]") -> Facts:
    """Of a row of `with_facts`."""
    evidence = [str(each.attachment) for each in row.proved]
    return Facts(row, row.named, row.measured, row.copied, evidence)


@transaction.atomic
def take_dossier(initiative: Initiative, into: IO[bytes], *, by: Person) -> None:
    """Write the forms of one and its evidence as a zip; the trail tells who took them."""
    require(by, "initiatives.take_dossier", initiative)
    row = with_facts(Initiative.objects.all()).get(pk=initiative.pk)
    record("initiatives.take_dossier", row, by=by, sentence="Lấy hồ sơ (đơn, báo cáo, minh chứng)")
    with ZipFile(into, "w", ZIP_DEFLATED) as book:
        add_to(book, files_of(row))


class Room:
    """How many bytes of evidence may still go in; without `left` all."""

    def __init__(self, left: int | None = None) -> None:
        self.left = left

    def takes(self, size: int) -> bool:
        if self.left is None:
            return True
        fits = size <= self.left
        self.left -= size if fits else 0
        return fits


def files_of(row: "WithAnnotations[Initiative, Whole]", room: Room | None = None) -> Iterator[tuple[str, IO[bytes]]]:
    """The forms, then the evidence in the order of the report's list; texts tell its links and what is not enclosed."""
    yield from ((name, BytesIO(data)) for name, data in forms_of(facts_of(row)))
    room, links, missing = room or Room(), [], []
    for number, each in enumerate(row.proved, start=1):
        piece = each.attachment
        if piece.file is None:
            links.append(f"{number:02d}. {piece}: {piece.link}")
            continue
        try:
            content = open_file(piece.file) if room.takes(piece.file.size) else None
        except ValidationError as loss:
            missing.append(f"{number:02d}. {piece}: {loss.message}")
            continue
        if content is None:
            missing.append(f"{number:02d}. {piece}: quá dung lượng của tệp chung. Lấy riêng hồ sơ của sáng kiến này.")
        else:
            yield f"{EVIDENCE}/{number:02d}-{piece.name}", content
    for name, lines in ((LINKS, links), (NOT_ENCLOSED, missing)):
        if lines:
            yield name, BytesIO("\r\n".join(lines).encode("utf-8-sig"))


def dossiers_of(the_round: Round, by: Person) -> QuerySet[Initiative]:
    """What of the round goes into its bundle: not what the person must not see who wrote."""
    seen = initiatives_visible_to(by).values("pk")
    return standing(the_round).filter(pk__in=seen).order_by("unit__path", "pk")


@transaction.atomic
def pack_dossiers(the_round: Round, *, by: Person) -> Bundle:
    """Pack all dossiers of a round in the background. Raises ValidationError `nothing`."""
    require(by, "initiatives.pack_dossiers", the_round.unit)
    count = dossiers_of(the_round, by).count()
    if not count:
        raise ValidationError("Đợt này chưa có sáng kiến nào đã đăng ký.", code="nothing")
    made = Bundle.objects.create(unit=the_round.unit, by=by, title=f"Hồ sơ {the_round.name}"[:300], count=count)
    made.run = start_run(PACK, made.title, by=by, bundle=made.pk, round=the_round.pk)
    made.save(update_fields=["run"])
    record("initiatives.pack_dossiers", made, by=by, sentence=f"Đóng gói {count} hồ sơ sáng kiến"[:500])
    return made


def pack(bundle: Bundle, rows: "Iterable[WithAnnotations[Initiative, Whole]]") -> None:
    """Write the bundle's file; the zip grows on disk, not in memory."""
    room = Room(max(settings.MAX_FILE_BYTES - bundle.count * BYTES_OF_FORMS, 0))
    with tempfile.TemporaryFile() as place:
        with ZipFile(place, "w", ZIP_DEFLATED) as book:
            for row in rows:
                add_to(book, files_of(row, room), folder_of(row))
        place.seek(0)
        bundle.file = store_file(place.read())
    bundle.save(update_fields=["file"])


def _in_chunks(rows: QuerySet[Initiative]) -> "Iterator[WithAnnotations[Initiative, Whole]]":
    numbers = list(rows.values_list("pk", flat=True))
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        yield from sorted(with_facts(Initiative.objects.filter(pk__in=some)), key=lambda row: some.index(row.pk))


@run_kind(PACK)
def pack_in_background(run: Run) -> Outcome:
    bundle = Bundle.objects.select_related("by", "unit").get(pk=run.parameters["bundle"])
    the_round = Round.objects.select_related("unit").get(pk=run.parameters["round"])
    if bundle.file_id is None:
        rows = dossiers_of(the_round, bundle.by)
        pack(bundle, counted(run, _in_chunks(rows), rows.count()))
    return Outcome(f"Đã đóng gói {bundle.count} hồ sơ.", reverse("initiatives:bundles"))
