"""The rows of this room, by noun."""

from thidua.councils.models.ballots import CountSheet, Option, Paper, Urn
from thidua.councils.models.councils import Council, HouseRule, Seat
from thidua.councils.models.meetings import Attendance, Item, ItemFile, Meeting, Recusal
from thidua.councils.models.votes import Ballot

__all__ = [
    "Attendance",
    "Ballot",
    "Council",
    "CountSheet",
    "HouseRule",
    "Item",
    "ItemFile",
    "Meeting",
    "Option",
    "Paper",
    "Recusal",
    "Seat",
    "Urn",
]
