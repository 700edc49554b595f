"""What is like an initiative: candidates by shared hashes in one query, then the exact measure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from thidua.initiatives.likeness import Degree, Passage, Term, degree, like_passages, likeness, profile, sketch, terms
from thidua.initiatives.models import Fingerprint, Initiative, Mark
from thidua.initiatives.parts import PARTS
from thidua.people.models import Person

CANDIDATES = 12
"""Which are measured exactly, of those that share most hashes."""
FEWEST = 2
"""Shared hashes below which nothing is a candidate."""
Status = Initiative.Status
REMEMBERED = frozenset(set(Status) - {Status.DRAFT, Status.WITHDRAWN})
"""In these an initiative is met by look-alikes. A draft is its authors' own."""
COMPARED = tuple(part.name for part in PARTS if not part.names_people and part.name != "secret")
WORDS = {Degree.SAME: "gần như trùng", Degree.CLOSE: "rất giống", Degree.SOME: "có phần giống", Degree.NONE: "ít giống"}
TONES = {Degree.SAME: "late", Degree.CLOSE: "warn", Degree.SOME: "info", Degree.NONE: "mute"}


@dataclass(frozen=True)
class LookAlike:
    """Another initiative; `value` from 0 to 1."""

    other: Initiative
    value: float

    @property
    def degree(self) -> Degree:
        return degree(self.value)

    @property
    def words(self) -> str:
        return WORDS[self.degree]

    @property
    def tone(self) -> str:
        return TONES[self.degree]

    @property
    def percent(self) -> int:
        return round(100 * self.value)


def compared_text(initiative: Initiative) -> str:
    """Title and description, a blank line between the parts; without who took part and what is secret."""
    told = (str(initiative.parts.get(name, "")) for name in COMPARED)
    return "\n\n".join(filter(None, (initiative.title, *told)))


def candidates(hashes: Iterable[int], *, but: int | None = None) -> dict[int, int]:
    """By initiative, how many of these hashes it shares; those that share most, in one query."""
    rows = Fingerprint.objects.filter(hash__in=list(hashes))
    counted = rows.values("initiative_id").annotate(shared=Count("hash")).filter(shared__gte=FEWEST)
    if but is not None:
        counted = counted.exclude(initiative_id=but)
    best = counted.order_by("-shared", "initiative_id").values_list("initiative_id", "shared")
    return dict(best[:CANDIDATES])


def look_alikes(initiative: Initiative, *, most: int = 5, least: Degree = Degree.SOME) -> list[LookAlike]:
    """The most alike of the whole tree and of all years, the likest first; whoever asks decides what may be shown."""
    words = terms(compared_text(initiative))
    found = candidates(sketch(words), but=initiative.pk)
    whole = profile(words)
    others = Initiative.objects.filter(pk__in=found).select_related("unit")
    measured = (LookAlike(other, likeness(whole, profile(_terms_of(other)))) for other in others)
    wanted = list(Degree)[: list(Degree).index(least) + 1]
    ranked = sorted((each for each in measured if each.degree in wanted), key=lambda one: (-one.value, one.other.pk))
    return ranked[:most]


def _terms_of(initiative: Initiative) -> list[Term]:
    return terms(compared_text(initiative))


def passages_of(initiative: Initiative, other: Initiative) -> list[tuple[str, str, Passage]]:
    """The like passages as words, side by side."""
    one, two = compared_text(initiative), compared_text(other)
    found = like_passages(terms(one), terms(two))
    return [(one[slice(*each.one)], two[slice(*each.two)], each) for each in found]


def marks_on(initiative: Initiative) -> QuerySet[Mark]:
    return initiative.marks.select_related("other", "by").order_by("-at")


def own_marks(initiative: Initiative, person: Person) -> dict[int, Mark]:
    """By the other initiative: what this person said."""
    return {mark.other_id: mark for mark in initiative.marks.filter(by=person)}


def marked_copies(initiatives: Iterable[int]) -> QuerySet[Mark]:
    return Mark.objects.filter(Q(initiative__in=list(initiatives)), verdict=Mark.Verdict.COPY)
