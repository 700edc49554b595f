"""What rooms above bring before a council: each registers its kind, and gets the answer by `ballot_closed`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question. `url` leads from the id of a subject to its page."""

    key: str
    name: str
    url: Callable[[int], str]


_kinds: dict[str, Kind] = {}


def register_kind(key: str, name: str, url: Callable[[int], str]) -> None:
    """Called by a room above when it is ready: `initiative`, `Sáng kiến`, a reverse of its page."""
    _kinds[key] = Kind(key, name, url)


def kind_of(key: str) -> Kind | None:
    return _kinds.get(key)
