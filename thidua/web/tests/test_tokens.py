"""Forms in parts that are included by themselves get the token that a real browser has to send back."""

import re
from pathlib import Path

import thidua

ROOM = Path(thidua.__file__).parent
ALONE = re.compile(r'{% include "([\w/.-]+)"([^%]*?) only %}')


def templates():
    found = {}
    for path in ROOM.glob("*/templates/**/*.html"):
        found[path.relative_to(next(up for up in path.parents if up.name == "templates")).as_posix()] = path.read_text()
    return found


def needs_token(name, known):
    """The template itself holds the token, or one that it includes with all that it has."""
    text = known.get(name, "")
    if "{% csrf_token %}" in text:
        return True
    shared = re.findall(r'{% include "([\w/.-]+)"(?![^%]* only)', text)
    return any(needs_token(other, known) for other in shared if other != name)


def test_part_that_is_included_alone_is_handed_its_token():
    known = templates()
    alone = [(name, other, given) for name, text in known.items() for other, given in ALONE.findall(text)]
    without = [
        (name, other) for name, other, given in alone if needs_token(other, known) and "csrf_token=" not in given
    ]

    assert len(alone) > 100
    assert without == []
