"""What a section was filled with: a table whose numbers know where they came from. Plain values, kept as JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

LIVE = re.compile(r"\[\[([a-z0-9.-]{1,60})\]\]")
"""A number in running words, by its key: `[[t12.ket-qua]]`."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One number or word of a table. `key` is what a text refers to it by, `source` says in words what was counted, by
    which query, `url` leads to where it can be seen. `value` is the number as it is, `text` as it is printed.
    """

    text: str
    value: str = ""
    key: str = ""
    source: str = ""
    url: str = ""

    @property
    def live(self) -> str:
        return f"[[{self.key}]]"

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.value) if self.value else None


@dataclass(frozen=True, slots=True)
class Facts:
    """The first column names the rows. `points` are label and value of a chart; `note` stands under it all."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Fact, ...], ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    goal: str = ""
    unit: str = ""
    note: str = ""
    passages: tuple[tuple[str, str], ...] = field(default=())
    """Who says it and what, of sections that quote."""

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.points or self.passages)

    def numbers(self) -> Iterator[Fact]:
        """The facts that a text can refer to."""
        return (fact for row in self.rows for fact in row if fact.key)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Facts":
        return cls(
            columns=tuple(kept["columns"]),
            rows=tuple(tuple(Fact(**fact) for fact in row) for row in kept["rows"]),
            points=tuple((label, value) for label, value in kept["points"]),
            goal=kept["goal"],
            unit=kept["unit"],
            note=kept["note"],
            passages=tuple((who, what) for who, what in kept["passages"]),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """What one cell said and says; empty where it was not there before, or is not any more."""

    where: str
    before: str
    after: str


def differences(before: Facts, after: Facts) -> list[Difference]:
    """Cell by cell, rows being known by their first cell and columns by their heading; then passages."""
    old, new = _cells(before), _cells(after)
    keys = list(dict.fromkeys([*new, *old]))
    return [
        Difference(": ".join(filter(None, key)), old.get(key, ""), new.get(key, ""))
        for key in keys
        if old.get(key, "") != new.get(key, "")
    ]


def _cells(facts: Facts) -> dict[tuple[str, str], str]:
    cells: dict[tuple[str, str], str] = {}
    for row in facts.rows:
        for title, fact in zip(facts.columns[1:], row[1:], strict=False):
            cells[row[0].text, title] = fact.text
    cells |= {("Biểu đồ", label): value for label, value in facts.points}
    cells |= {(who, ""): what for who, what in facts.passages}
    if facts.note:
        cells["Ghi chú", ""] = facts.note
    return cells


def resolved(text: str, numbers: Mapping[str, Fact]) -> str:
    """The text with each live number as it was recorded; one that is not there any more is a gap to be seen."""
    return LIVE.sub(lambda found: numbers[found[1]].text if found[1] in numbers else "…", text)


def lost(text: str, numbers: Mapping[str, Fact]) -> list[str]:
    """Keys that a text refers to and no table has."""
    return [key for key in LIVE.findall(text) if key not in numbers]


def pieces(text: str, numbers: Mapping[str, Fact]) -> list[str | Fact]:
    """The text cut at its live numbers, for a page that shows where each came from."""
    found: list[str | Fact] = []
    for place, part in enumerate(LIVE.split(text)):
        found.append(part if place % 2 == 0 else numbers.get(part, Fact("…")))
    return found
