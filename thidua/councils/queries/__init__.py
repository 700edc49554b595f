"""Every read of this room: `seats` says who sits where, `meetings` lists them, `ballots` tells of votes."""

from thidua.councils.queries.ballots import (
    Turnout,
    ballots_running,
    ballots_visible_to,
    ballots_waiting_for,
    paper_of,
    turnout,
    turnout_names,
)
from thidua.councils.queries.councils import chosen_councils, councils_visible_to, members_of, with_sizes
from thidua.councils.queries.meetings import (
    Quorum,
    item_files_visible_to,
    items_visible_to,
    meetings_ahead,
    meetings_open_to,
    meetings_visible_to,
    quorum_at,
)
from thidua.councils.queries.seats import OFFICERS, seats_held, seats_on

__all__ = [
    "OFFICERS",
    "Quorum",
    "Turnout",
    "ballots_running",
    "ballots_visible_to",
    "ballots_waiting_for",
    "chosen_councils",
    "councils_visible_to",
    "item_files_visible_to",
    "items_visible_to",
    "meetings_ahead",
    "meetings_open_to",
    "meetings_visible_to",
    "members_of",
    "paper_of",
    "quorum_at",
    "seats_held",
    "seats_on",
    "turnout",
    "turnout_names",
    "with_sizes",
]
