"""Why rules or facts cannot be used, as typed errors that say in Vietnamese what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: where it stands, a stable code, and the sentence for people."""

    file: str
    place: str
    code: str
    sentence: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.sentence) if part)


class Refusal(Exception):
    """`code` is stable for programs; `str()` is the sentence for people."""

    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Faulty(Refusal):
    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class BadRules(_Faulty):
    """Rule files with faults; all of them are named at once."""

    code = "bad_rules"


class BadFacts(_Faulty):
    """Facts that do not have the expected form."""

    code = "bad_facts"


class Unknown(Refusal):
    """A key that no rule knows."""

    code = "unknown"


class NotInForce(Refusal):
    """The rules say nothing for that day."""

    code = "not_in_force"
