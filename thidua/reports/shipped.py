"""The forms that come with the system, as data."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from thidua.reports.models import FormSection, Kind

FILE = Path(__file__).parent / "data" / "forms.toml"


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def shipped_name(kind: str, *, gathers: bool) -> str:
    """The name of the form for a kind of report; `gathers` for who tells of the units below."""
    if not gathers:
        return kind
    return "above_final" if kind == Kind.FINAL else "above_other"


def shipped_sections(name: str) -> Iterator[FormSection]:
    """New sections, of no form yet."""
    for order, facts in enumerate(_shipped()[name]["sections"], start=1):
        yield FormSection(order=order, **facts)


def shipped_choices() -> list[tuple[str, str]]:
    return [(name, str(form["title"])) for name, form in _shipped().items()]
