"""A unit's own rules as text that `thidua.law` reads: taken apart into points, put together again, and checked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError

from thidua.law import Fault
from thidua.law.loading import tables_in
from thidua.law.rules import Rank
from thidua.people.models import Unit

LAYER, DOCUMENT = "layer", "document"
BARE = re.compile(r"[A-Za-z0-9_-]+")
ORDER = ("mode", "key", "award", "subject", "matters", "council", "name", "short", "title")
"""Keys that come first in a table, so that people find their way."""
LAST = ("source", "valid_from", "valid_to", "verified", "note", "local")
SPACES = re.compile(r"[\s;]+")


@dataclass(frozen=True, slots=True)
class Point:
    """One table of the text: the kind of rule, the how-manieth of that kind, and what it says."""

    table: str
    n: int
    facts: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What tells it from others of its kind: a key, an award with its subject, matters."""
        told = (self.facts.get(key) for key in ("key", "award", "awards", "matters", "subject", "kind", "council"))
        return ", ".join(_plain(one) for one in told if one)

    @property
    def places(self) -> tuple[str, ...]:
        """How faults name it: by number as long as it cannot be read, then by its keys."""
        keys = [self.facts.get(key) for key in ("key", "award", "matters", "awards", "council")]
        names = [part for one in keys if one for part in ([one] if isinstance(one, str) else one)]
        return (f"{self.table} {self.n + 1}", *(f"{self.table} “{name}" for name in names))


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def digest_of(content: str) -> str:
    return sha256(content.encode()).hexdigest()


def read(content: str) -> dict[str, Any]:
    """The tables; empty where it is no TOML at all, which `faults_of` then says."""
    try:
        return tables_in(content)
    except ValueError:
        return {}


def tables_of(content: str) -> dict[str, Any]:
    """The tables for changing one of them. Raises ValidationError `not_readable` where that cannot be done by form."""
    tables = read(content)
    lists = [value for name, value in tables.items() if name != LAYER]
    plain = all(isinstance(value, list) and all(isinstance(one, dict) for one in value) for value in lists)
    if not plain or not isinstance(tables.get(LAYER), dict):
        raise ValidationError(
            "Phần mã của quy định đang có lỗi nên chưa sửa được bằng mẫu. Mở phần mã, sửa lỗi rồi thử lại.",
            code="not_readable",
        )
    return tables


def points_of(content: str) -> list[Point]:
    """Every point in the order of the text, documents first."""
    tables = read(content)
    names = sorted((name for name in tables if name != LAYER), key=lambda name: name != DOCUMENT)
    return [
        Point(name, n, facts)
        for name in names
        if isinstance(tables[name], list)
        for n, facts in enumerate(tables[name])
        if isinstance(facts, dict)
    ]


def documents_of(content: str) -> list[Point]:
    return [point for point in points_of(content) if point.table == DOCUMENT]


def layer_for(unit: Unit, rank: Rank) -> dict[str, str]:
    return {"name": unit.name, "rank": rank.name.lower()}


def written(tables: Mapping[str, Any]) -> str:
    """The tables as TOML, the layer first and documents next."""
    parts = [_table(f"[{LAYER}]", tables.get(LAYER, {}))]
    names = sorted((name for name in tables if name != LAYER), key=lambda name: name != DOCUMENT)
    for name in names:
        parts += [_table(f"[[{name}]]", facts) for facts in tables[name]]
    return "\n\n".join(parts) + "\n"


def _table(head: str, facts: Mapping[str, Any]) -> str:
    keys = sorted(facts, key=_place)
    return "\n".join([head, *(f"{_key(key)} = {_value(facts[key])}" for key in keys)])


def _place(key: str) -> int:
    if key in ORDER:
        return ORDER.index(key)
    return len(ORDER) + 1 + LAST.index(key) if key in LAST else len(ORDER)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_value(one)}' for key, one in value.items())} }}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(value: str) -> str:
    """A basic string: quotes, backslashes and control characters written out."""
    inside = "".join(
        f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else f"\\{sign}" if sign in '"\\' else sign
        for sign in value
    )
    return f'"{inside}"'


def document_key(number: str, taken: Iterable[str]) -> str:
    """By which points cite it: its number without spaces, with a count behind it where another bears that."""
    bare, held = SPACES.sub("", number) or "VB", set(taken)
    return next(key for n in range(1, len(held) + 2) if (key := bare if n == 1 else f"{bare}-{n}") not in held)


def placed(faults: Iterable[Fault], points: Sequence[Point]) -> tuple[dict[tuple[str, int], list[str]], list[str]]:
    """Sentences by table and number of the point that they are about, and those about the text as a whole."""
    at: dict[tuple[str, int], list[str]] = {}
    rest = []
    for fault in faults:
        found = next((point for point in points if _is_at(fault, point)), None)
        if found:
            at.setdefault((found.table, found.n), []).append(fault.sentence)
        else:
            rest.append(": ".join(part for part in (fault.place, fault.sentence) if part))
    return at, rest


def _is_at(fault: Fault, point: Point) -> bool:
    first, *named = point.places
    place = fault.place
    if place == first or place.startswith(f"{first},"):
        return True
    return any(place.startswith(name) and place[len(name)] in "”," for name in named if len(place) > len(name))
