"""What one cell adds to the sums of the nodes above it. Plain values: no database, no other rows."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from operator import add, sub
from typing import NamedTuple, Protocol

ZERO = Decimal(0)
Key = tuple[int, int, str]
"""Target, unit and period of a sum. Sums are always changed in the order of their keys."""


class Share(NamedTuple):
    """The additive facts of `RollUp`, of one cell or of many together; differences are Shares too."""

    units: int = 0
    reported: int = 0
    accepted: int = 0
    reached: int = 0
    numerator: Decimal = ZERO
    denominator: Decimal = ZERO
    total: Decimal = ZERO

    def __add__(self, other: "Share") -> "Share":  # type: ignore[override]  # not the two tuples in a row
        return Share(*map(add, self, other))

    def __sub__(self, other: "Share") -> "Share":
        return Share(*map(sub, self, other))

    def __bool__(self) -> bool:
        return any(self)


NOTHING = Share()
ASKED = Share(units=1)
"""What a unit that must report adds for each target asked of it, before it wrote anything."""


class Cell(Protocol):
    """What `share_of` reads of a `Measurement`."""

    status: str
    reached: bool | None
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None


def share_of(cell: Cell | None) -> Share:
    """What a cell adds in the state it is in; None is a cell that does not exist (yet).

    Handed in it counts as reported; accepted it also counts with its figures: a ratio by numerator and denominator,
    a count by its value, yes or no as 1 or 0, words by nothing but being there.
    """
    if cell is None or cell.status not in ("submitted", "accepted"):
        return NOTHING
    if cell.status == "submitted":
        return Share(reported=1)
    reached = int(cell.reached is True)
    if cell.numerator is None and cell.denominator is None:
        return Share(reported=1, accepted=1, reached=reached, total=cell.value or ZERO)
    return Share(
        reported=1,
        accepted=1,
        reached=reached,
        numerator=cell.numerator or ZERO,
        denominator=cell.denominator or ZERO,
    )


def summed(shares: Iterable[tuple[Key, Share]]) -> dict[Key, Share]:
    """Shares of the same key added up; keys that come to nothing are left out."""
    sums: dict[Key, Share] = {}
    for key, share in shares:
        sums[key] = sums[key] + share if key in sums else share
    return {key: share for key, share in sums.items() if share}


def apart(now: Mapping[Key, Share], then: Mapping[Key, Share]) -> dict[Key, Share]:
    """What must be added to `then` to come to `now`."""
    keys = now.keys() | then.keys()
    return {key: by for key in keys if (by := now.get(key, NOTHING) - then.get(key, NOTHING))}
