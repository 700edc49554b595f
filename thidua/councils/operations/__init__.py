"""Every write of this room, by noun."""

from thidua.councils.operations.ballots import (
    add_ballot,
    cast_vote,
    close_ballot,
    gather_ballot,
    open_ballot,
    second_round,
    void_ballot,
)
from thidua.councils.operations.councils import (
    add_council,
    add_house_rule,
    add_seat,
    change_council,
    end_house_rule,
    end_seat,
)
from thidua.councils.operations.items import (
    add_item,
    add_item_file,
    bring_question,
    change_item,
    declare_conflict,
    record_recusal,
    take_out_item_file,
)
from thidua.councils.operations.keys import destroy_left_keys
from thidua.councils.operations.meetings import (
    add_meeting,
    begin_meeting,
    cancel_meeting,
    change_meeting,
    end_meeting,
    invite,
    mark_attendance,
)
from thidua.councils.operations.minutes import write_minutes
from thidua.councils.operations.paper_ballots import count_papers, hand_paper
from thidua.councils.operations.reminders import remind_members, remind_voters

__all__ = [
    "add_ballot",
    "add_council",
    "add_house_rule",
    "add_item",
    "add_item_file",
    "add_meeting",
    "add_seat",
    "begin_meeting",
    "bring_question",
    "cancel_meeting",
    "cast_vote",
    "change_council",
    "change_item",
    "change_meeting",
    "close_ballot",
    "count_papers",
    "declare_conflict",
    "destroy_left_keys",
    "end_house_rule",
    "end_meeting",
    "end_seat",
    "gather_ballot",
    "hand_paper",
    "invite",
    "mark_attendance",
    "open_ballot",
    "record_recusal",
    "remind_members",
    "remind_voters",
    "second_round",
    "take_out_item_file",
    "void_ballot",
    "write_minutes",
]
