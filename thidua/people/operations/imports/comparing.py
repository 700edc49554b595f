"""What taking over a sheet would do, found out before anything is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from thidua.audit.operations import Change
from thidua.people.sheets import Problems

MANY = 2000
"""Values that are asked for in one query at most."""
MOST_SHOWN = 8
"""Rows of each sort that the preview shows."""
Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)


@dataclass
class Draft:
    """A subject of the sheet: the number of its first row, the text that names it, and what would change.

    `is_new` when there is no such subject yet; `changes` are in words.
    """

    number: int
    label: str = ""
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)


@dataclass
class Comparison:
    """The drafts that bring something, how many bring nothing, and what is wrong."""

    problems: Problems
    drafts: list[Any] = field(default_factory=list)
    unchanged: int = 0

    def add(self, draft: Draft) -> None:
        if draft.is_new or draft.changes:
            self.drafts.append(draft)
        else:
            self.unchanged += 1

    @property
    def new(self) -> list[Any]:
        return [draft for draft in self.drafts if draft.is_new]

    @property
    def changed(self) -> list[Any]:
        return [draft for draft in self.drafts if not draft.is_new]

    @property
    def counts(self) -> tuple[int, int, int]:
        return len(self.new), len(self.changed), self.unchanged

    @property
    def samples(self) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [
                {"row": draft.number, "label": draft.label, "changes": draft.changes} for draft in drafts[:MOST_SHOWN]
            ]
            for name, drafts in (("new", self.new), ("changed", self.changed))
        }


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while batch := list(islice(waiting, MANY)):
        yield batch


def rows_where(rows: QuerySet[Row], field: str, values: Iterable[Any]) -> Iterator[Row]:
    """The rows whose `field` is one of these values, however many; one query for each `MANY` of them."""
    for batch in batches(sorted(set(values))):
        yield from rows.filter(**{f"{field}__in": batch})
