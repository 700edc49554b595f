"""What sections can be filled from. A source is registered by a function that answers an `Ask` with `Facts`; rooms
above may add theirs, for rooms below it is done in `reports.filling`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from thidua.plans.models import Plan
from thidua.reports.facts import Facts
from thidua.reports.models import Report, SectionFacts


@dataclass(frozen=True, slots=True)
class Ask:
    """Whose section is filled, for what. `campaign` is the unit's own plan whose figures come from the units below;
    None where it has none.
    """

    report: Report
    section: SectionFacts
    campaign: Plan | None
    today: date


Fill = Callable[[Ask], Facts]


@dataclass(frozen=True, slots=True)
class Source:
    """`about` tells who makes a form what it brings; `takes_targets` whether targets can be chosen for it."""

    key: str
    label: str
    about: str
    fill: Fill
    takes_targets: bool = False


_sources: dict[str, Source] = {}


def source(key: str, label: str, about: str, *, takes_targets: bool = False) -> Callable[[Fill], Fill]:
    """Register what fills sections of this key."""

    def register(fill: Fill) -> Fill:
        _sources[key] = Source(key, label, about, fill, takes_targets)
        return fill

    return register


def all_sources() -> list[Source]:
    return list(_sources.values())


def source_of(key: str) -> Source | None:
    """None for words, and for a source that is not installed any more."""
    return _sources.get(key)


def filled(ask: Ask) -> Facts:
    """What a section comes to now; empty for a source that is not installed any more."""
    found = source_of(ask.section.source)
    return found.fill(ask) if found else Facts(note="Nguồn số liệu này không còn dùng.")
