"""The room's rules of law and templates of rubrics, from `rules_of_law.toml`."""

import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

PLACE = Path(__file__).with_name("rules_of_law.toml")


@dataclass(frozen=True, slots=True)
class CriterionTemplate:
    name: str
    group: str = ""
    kind: str = "points"
    most: Decimal = Decimal(0)
    floor: Decimal | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RubricTemplate:
    """A rubric to copy; what no verified source says shows as such."""

    key: str
    name: str
    source: str
    verified: bool
    pass_mark: Decimal
    pass_mark_note: str
    criteria: tuple[CriterionTemplate, ...]

    @property
    def most(self) -> Decimal:
        return sum((each.most for each in self.criteria), Decimal(0))


@dataclass(frozen=True, slots=True)
class Share:
    """A share of all members that must agree."""

    numerator: int
    denominator: int
    of: str
    source: str

    def is_reached(self, votes: int, members: int) -> bool:
        return votes * self.denominator >= members * self.numerator


@dataclass(frozen=True, slots=True)
class Within:
    """So many months from a day."""

    months: int
    start: str
    source: str
    verified: bool

    def last_day(self, day: date) -> date:
        months = day.year * 12 + day.month - 1 + self.months
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(PLACE.read_text(encoding="utf-8"))


@cache
def rubric_templates() -> tuple[RubricTemplate, ...]:
    return tuple(_template(entry) for entry in _book()["rubric"])


def rubric_template(key: str) -> RubricTemplate | None:
    return next((each for each in rubric_templates() if each.key == key), None)


def _template(entry: dict[str, Any]) -> RubricTemplate:
    criteria = tuple(_criterion(line) for line in entry["criteria"])
    told = {name: entry[name] for name in ("key", "name", "source", "verified", "pass_mark_note")}
    return RubricTemplate(**told, pass_mark=Decimal(entry["pass_mark"]), criteria=criteria)


def _criterion(line: dict[str, Any]) -> CriterionTemplate:
    told: dict[str, Any] = dict(line)
    told |= {name: Decimal(line[name]) for name in ("most", "floor") if name in line}
    return CriterionTemplate(**told)


def council_share() -> Share:
    entry = _book()["council_share"]
    return Share(entry["numerator"], entry["denominator"], entry["of"], entry["source"])


def answer_within() -> Within:
    return _within("answer_within")


def file_within() -> Within:
    return _within("file_within")


def _within(name: str) -> Within:
    entry = _book()[name]
    return Within(entry["months"], entry["from"], entry["source"], entry["verified"])
