"""The library of what was recognised, and the units that apply it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from thidua.documents.models import Attachment
from thidua.documents.queries import Use, attachment_uses, attachments_seen_through, year_of
from thidua.initiatives.models import Adoption, Author, Enclosure, Initiative, Question, Recognition, Result, Scope
from thidua.initiatives.parts import PARTS, Part
from thidua.initiatives.queries.places import above, organisation_path, with_both_homes, with_homes
from thidua.initiatives.queries.visibility import library, rounds_reviewed_blind
from thidua.people.models import Person, Unit
from thidua.people.queries import LEADERS, WORKERS, matching, oversight_paths, paths_held, under_any, valid_posts
from thidua.writing.sheets import Column

MANY = 100
"""Persons who gain by it, from which on they are many."""
EFFECTS = {
    "so-lieu": "Có số liệu trước và sau",
    "ap-dung": "Đã có nơi khác áp dụng",
    "nhieu-nguoi": f"Từ {MANY} người hưởng lợi",
}
ORDERS = {"": "Mới nhất", "ap-dung": "Áp dụng nhiều nhất"}
SCHOOLS = [(kind.value, kind.label.removeprefix("Trường ").capitalize()) for kind in Unit.Kind if kind in Unit.SCHOOLS]
NEEDED = ("conditions", "solution", "cost")
"""What somebody who copies it asks first."""
UNTOLD = frozenset({"secret"})
USED = (Adoption.Status.APPLIED, Adoption.Status.REPORTED)


def library_visible_to(person: Person) -> QuerySet[Initiative]:
    """Everything that was recognised, for who is at work somewhere; but nothing of a round that one judges blind."""
    if not valid_posts(person):
        return Initiative.objects.none()
    hidden = list(rounds_reviewed_blind(person).values_list("pk", flat=True))
    return library().exclude(round__in=hidden) if hidden else library()


def public_library() -> QuerySet[Initiative]:
    """What the units let everybody read without signing in."""
    return library().filter(is_public=True)


def chosen_models(rows: QuerySet[Initiative], asked: Mapping[str, str]) -> QuerySet[Initiative]:
    """Narrowed by `q`, `loai`, `linhvuc`, `capdo` (scope of recognition), `bac` (kind of school), `nam` and `hieuqua`;
    in the order `xep`.
    """
    rows = matching(rows, asked.get("q", ""))
    for name, field, values in (
        ("loai", "kind", Initiative.Kind.values),
        ("linhvuc", "field", Initiative.Field.values),
        ("capdo", "scope", Scope.values),
    ):
        if asked.get(name) in values:
            rows = rows.filter(**{field: asked[name]})
    if (kind := asked.get("bac")) in Unit.Kind.values:
        rows = rows.alias(above=above("kind")).filter(Q(unit__kind=kind) | Q(unit__kind=Unit.Kind.TEAM, above=kind))
    if year := year_of(asked.get("nam", "")):
        rows = rows.filter(year=year)
    rows = _with_effect(rows, asked.get("hieuqua", ""))
    first = ("-copies",) if asked.get("xep") == "ap-dung" else ("-year",)
    return rows.order_by(*first, "-pk")


def _with_effect(rows: QuerySet[Initiative], effect: str) -> QuerySet[Initiative]:
    if effect == "so-lieu":
        measured = Result.objects.filter(initiative=OuterRef("pk"), before__isnull=False, after__isnull=False)
        return rows.filter(Exists(measured))
    if effect == "ap-dung":
        return rows.filter(copies__gt=0)
    return rows.filter(beneficiary_count__gte=MANY) if effect == "nhieu-nguoi" else rows


def shown_in_lists(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    return with_homes(rows).select_related("unit").prefetch_related("authors__person").defer("parts", "search_text")


COLUMNS = [
    Column("Tên", 60),
    Column("Loại", 12),
    Column("Lĩnh vực", 24),
    Column("Năm", 8),
    Column("Đơn vị", 36),
    Column("Tác giả", 40),
    Column("Phạm vi công nhận", 20),
    Column("Số nơi áp dụng", 12),
    Column("Người hưởng lợi", 14),
]


def library_lines(rows: QuerySet[Initiative]) -> Iterator[tuple[Any, ...]]:
    for row in shown_in_lists(rows).iterator(chunk_size=500):
        yield (
            row.title,
            row.get_kind_display(),
            row.get_field_display(),
            row.year,
            row.place,
            "; ".join(str(author) for author in row.authors.all() if author.declined_at is None),
            row.get_scope_display(),
            row.copies,
            row.beneficiary_count,
        )


def most_copied(rows: QuerySet[Initiative], count: int = 5) -> list[Initiative]:
    return list(with_homes(rows).filter(copies__gt=0).select_related("unit").order_by("-copies", "-pk")[:count])


@dataclass(frozen=True)
class Told:
    """A part of a description that has words."""

    part: Part
    text: str


def needed_parts(initiative: Initiative) -> list[Told]:
    """Conditions, steps and cost: what one has to know to do it as well."""
    return _told(initiative, (part for part in PARTS if part.name in NEEDED))


def other_parts(initiative: Initiative) -> list[Told]:
    """The rest of the description, but for names of persons and what is secret."""
    left = (part for part in PARTS if part.name not in NEEDED and part.name not in UNTOLD and not part.names_people)
    return _told(initiative, left)


def _told(initiative: Initiative, parts: Iterable[Part]) -> list[Told]:
    return [Told(part, text) for part in parts if (text := str(initiative.parts.get(part.name, "")).strip())]


def authors_of(initiative: Initiative) -> QuerySet[Author]:
    return initiative.authors.filter(declined_at=None).select_related("person")


def recognitions_of(initiative: Initiative) -> QuerySet[Recognition]:
    return initiative.recognitions.filter(status=Recognition.Status.VALID)


def files_of(initiative: Initiative) -> QuerySet[Enclosure]:
    """What goes with the description; evidence is for who keeps the round."""
    return initiative.enclosures.filter(purpose=Enclosure.Purpose.DESCRIPTION).select_related("attachment__file")


def questions_of(initiative: Initiative) -> QuerySet[Question]:
    return initiative.questions.select_related("by", "answered_by")


def adoptions_of(initiative: Initiative) -> QuerySet[Adoption]:
    """Of whoever still applies it, those with a result first."""
    kept = initiative.adoptions.exclude(status=Adoption.Status.DROPPED)
    rows = with_both_homes(kept).select_related("unit")
    return rows.annotate(pieces=Count("evidence")).order_by("-status", "pk")


def proofs_of_influence(initiative: Initiative) -> QuerySet[Adoption]:
    """Other units that apply it, with a result and evidence: what its scope of influence rests on."""
    own = organisation_path(initiative.unit)
    others = initiative.adoptions.filter(status=Adoption.Status.REPORTED).exclude(unit__path__under=own)
    return others.select_related("unit").order_by("since", "pk")


def units_that_could_adopt(initiative: Initiative, person: Person) -> QuerySet[Unit]:
    """Units that the person leads, but for its own office or school and what belongs to it."""
    led = Unit.objects.filter(path__in=paths_held(person, LEADERS))
    return led.exclude(path__under=organisation_path(initiative.unit)).order_by("path")


def adoptions_visible_to(person: Person) -> QuerySet[Adoption]:
    """Of units that one works in or oversees, and of what one made oneself."""
    made = Author.objects.filter(person=person, declined_at=None, initiative=OuterRef("initiative"))
    posted = bool(valid_posts(person))
    condition = Q(unit__path__in=paths_held(person, WORKERS)) | under_any(oversight_paths(person), "unit__path")
    rows = Adoption.objects.filter(condition | Q(Exists(made))) if posted else Adoption.objects.none()
    hidden = list(rounds_reviewed_blind(person).values_list("pk", flat=True))
    return rows.exclude(initiative__round__in=hidden) if hidden else rows


def chosen_adoptions(person: Person, asked: Mapping[str, str]) -> QuerySet[Adoption]:
    """Narrowed by `q` (of the initiative), `trangthai` and `phia` (ours applies, or others apply ours)."""
    rows = adoptions_visible_to(person)
    if asked.get("q"):
        rows = rows.filter(initiative__in=matching(Initiative.objects.all(), asked["q"]).values("pk"))
    if asked.get("trangthai") in Adoption.Status.values:
        rows = rows.filter(status=asked["trangthai"])
    if asked.get("phia") == "cua-toi":
        rows = rows.filter(initiative__authors__person=person, initiative__authors__declined_at=None)
    elif asked.get("phia") == "don-vi":
        rows = rows.filter(unit__path__in=paths_held(person, WORKERS))
    return with_both_homes(rows).select_related("initiative", "unit", "initiative__unit").order_by("-pk")


def visible_evidence(adoption: Adoption) -> Prefetch[Any]:
    return Prefetch("evidence", Attachment.objects.select_related("file").order_by("pk"))


@attachments_seen_through
def evidence_of_adoptions(person: Person) -> QuerySet[Attachment]:
    return Attachment.objects.filter(adoptions__in=adoptions_visible_to(person))


@attachment_uses
def adoptions_proved_by(ids: Collection[int], person: Person) -> Iterator[Use]:
    rows = adoptions_visible_to(person).filter(evidence__in=ids).select_related("unit", "initiative").distinct()
    for row in rows.order_by("-pk"):
        for pk in row.evidence.filter(pk__in=ids).values_list("pk", flat=True):
            yield Use(pk, f"Áp dụng tại {row.place}: {row.initiative}", row.get_absolute_url())
