"""What is like an initiative: candidates by shared hashes in one query, then the exact measure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from thidua.initiatives.likeness import Degree, Term, degree, like_passages, likeness, profile, sketch, terms
from thidua.initiatives.models import Fingerprint, Initiative, Mark
from thidua.initiatives.parts import PARTS
from thidua.initiatives.queries.blind import mask_of
from thidua.initiatives.queries.places import with_homes
from thidua.initiatives.queries.visibility import initiatives_visible_to
from thidua.people.models import Person

CANDIDATES = 12
"""Which are measured exactly, of those that share most hashes."""
MOST_SHOWN = 5
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
    others = with_homes(Initiative.objects.filter(pk__in=found)).select_related("unit")
    measured = (LookAlike(other, likeness(whole, profile(_terms_of(other)))) for other in others)
    wanted = list(Degree)[: list(Degree).index(least) + 1]
    ranked = sorted((each for each in measured if each.degree in wanted), key=lambda one: (-one.value, one.other.pk))
    return ranked[:most]


def _terms_of(initiative: Initiative) -> list[Term]:
    return terms(compared_text(initiative))


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody may read about the other one of a pair; `url` is empty where its page is not for these eyes."""

    title: str
    about: str
    url: str = ""


def look_alikes_shown(initiative: Initiative, person: Person, *, is_blind: bool) -> list[tuple[LookAlike, Shown]]:
    """The look-alikes that the person may know of. Who reviews blind reads no names of persons and units and gets no
    page to go to; others see what they see anyway, which for an author is their own and the library.
    """
    found = look_alikes(initiative, most=CANDIDATES if not is_blind else MOST_SHOWN)
    if is_blind:
        beside = masking(initiative)
        return [(pair, Shown(beside(pair.other)(pair.other.title), _about(pair.other))) for pair in found]
    ids = [pair.other.pk for pair in found]
    seen = set(initiatives_visible_to(person).filter(pk__in=ids).values_list("pk", flat=True))
    shown = [pair for pair in found if pair.other.pk in seen]
    return [(pair, _shown_openly(pair.other)) for pair in shown[:MOST_SHOWN]]


def _shown_openly(other: Initiative) -> Shown:
    page = reverse("initiatives:model", args=[other.pk]) if other.is_honoured else other.get_absolute_url()
    return Shown(str(other), f"{other.place} · {_about(other)}", page)


def _about(other: Initiative) -> str:
    return f"{other.get_field_display()} · năm {other.year} · {other.get_status_display().lower()}"


def masking(initiative: Initiative) -> Callable[[Initiative], Callable[[str], str]]:
    """For another one of a pair: what blacks out the names of both; they may be by the same authors."""
    own = mask_of(initiative)

    def beside(other: Initiative) -> Callable[[str], str]:
        foreign = mask_of(other)
        return lambda text: foreign.text(own.text(text))

    return beside


def shown_passages(initiative: Initiative, other: Initiative, *, is_blind: bool) -> list[tuple[str, str]]:
    """The like passages in words, side by side, the longest first."""
    one, two = compared_text(initiative), compared_text(other)
    found = sorted(like_passages(terms(one), terms(two)), key=lambda each: -each.shared)
    pairs = [(one[slice(*each.one)], two[slice(*each.two)]) for each in found]
    if not is_blind:
        return pairs
    masked = masking(initiative)(other)
    return [(masked(here), masked(there)) for here, there in pairs]


def marks_on(initiative: Initiative) -> QuerySet[Mark]:
    return initiative.marks.select_related("other", "by").order_by("-at")


def own_marks(initiative: Initiative, person: Person) -> dict[int, Mark]:
    """By the other initiative: what this person said."""
    return {mark.other_id: mark for mark in initiative.marks.filter(by=person)}
