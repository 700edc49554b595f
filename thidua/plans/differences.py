"""What a new version of a plan says otherwise, line by line. Plain data in, plain data out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from uuid import UUID

from thidua.kernel.text import fold
from thidua.plans.coverage.meaning import text_likeness, weights
from thidua.plans.coverage.pairing import best_pairs

SURE, LIKELY = 0.9, 0.45
"""Likeness from which two texts are taken for the same line, without and with a person's look."""
LONG = 60
"""Letters from which a value is compared word by word."""


class Standing(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    DROPPED = "dropped"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is compared: its key, its kind in words, what it says, and each fact by its label."""

    key: UUID
    kind: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    inner: bool = False
    """Whether it concerns the issuer alone and none of the units that the plan is sent to."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: in both versions, only in the old one, or only in the new one."""

    words: str
    side: str = ""
    """Empty, `old` or `new`."""


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Word by word where there is much to read, else the one value and the other."""
        if max(len(self.before), len(self.after)) < LONG:
            return (Piece(self.before, "old"), Piece(self.after, "new"))
        return pieces(self.before, self.after)


@dataclass(frozen=True, slots=True)
class LineDifference:
    standing: Standing
    kind: str
    key: UUID
    text: str
    changes: tuple[Change, ...] = ()
    inner: bool = False


def differences(olds: Iterable[Told], news: Iterable[Told]) -> list[LineDifference]:
    """Every line of both versions once: those of the new one in their order, then those that were dropped."""
    before = {line.key: line for line in olds}
    after = {line.key: line for line in news}
    found = [_difference(before.get(key), line) for key, line in after.items()]
    dropped = [line for key, line in before.items() if key not in after]
    return found + [
        LineDifference(Standing.DROPPED, line.kind, line.key, line.text, inner=line.inner) for line in dropped
    ]


def _difference(old: Told | None, new: Told) -> LineDifference:
    if old is None:
        return LineDifference(Standing.NEW, new.kind, new.key, new.text, inner=new.inner)
    changes = changed_facts(old, new)
    standing = Standing.CHANGED if changes else Standing.KEPT
    return LineDifference(standing, new.kind, new.key, new.text, changes, inner=new.inner and old.inner)


def changed_facts(old: Told, new: Told) -> tuple[Change, ...]:
    before, after = dict(old.facts), dict(new.facts)
    return tuple(
        Change(label, before.get(label, "–"), after.get(label, "–"))
        for label in dict.fromkeys([*after, *before])
        if before.get(label, "–") != after.get(label, "–")
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one, word by word, with what is only in the one or the other."""
    old, new = before.split(), after.split()
    found: list[Piece] = []
    for tag, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(" ".join(old[start:end])))
            continue
        if start < end:
            found.append(Piece(" ".join(old[start:end]), "old"))
        if begin < stop:
            found.append(Piece(" ".join(new[begin:stop]), "new"))
    return tuple(found)


def summary(found: Iterable[LineDifference]) -> str:
    """`2 chỉ tiêu sửa, 1 mốc thời gian mới`; empty when nothing is otherwise."""
    words = {Standing.CHANGED: "sửa", Standing.NEW: "mới", Standing.DROPPED: "bỏ"}
    counts: dict[tuple[str, Standing], int] = {}
    for line in found:
        if line.standing in words:
            counts[line.kind, line.standing] = counts.get((line.kind, line.standing), 0) + 1
    return ", ".join(f"{count} {kind} {words[standing]}" for (kind, standing), count in counts.items())


@dataclass(frozen=True, slots=True)
class Match:
    """The place of an old text that a new one goes on from; `is_sure` when a person need not look."""

    old: int
    is_sure: bool


def same_lines(olds: Sequence[str], news: Sequence[str]) -> dict[int, Match]:
    """By the place of each new text the old one that it goes on from: the same words, else the best likeness."""
    exact: dict[str, list[int]] = {}
    for place, text in enumerate(olds):
        exact.setdefault(fold(text), []).append(place)
    found = {}
    for place, text in enumerate(news):
        if same := exact.get(fold(text)):
            found[place] = Match(same.pop(0), is_sure=True)
    return found | _alike(olds, news, found)


def _alike(olds: Sequence[str], news: Sequence[str], known: dict[int, Match]) -> dict[int, Match]:
    taken = {match.old for match in known.values()}
    open_news = [place for place in range(len(news)) if place not in known]
    open_olds = [place for place in range(len(olds)) if place not in taken]
    weighed = weights([*olds, *news])
    gains = {}
    for new in open_news:
        for old in open_olds:
            alike = text_likeness(olds[old], news[new], weighed)
            if alike >= LIKELY:
                gains[new, old] = alike
    return {new: Match(old, gains[new, old] >= SURE) for new, old in best_pairs(gains).items()}
