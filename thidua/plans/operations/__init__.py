"""Every write of this room, by noun."""

from thidua.plans.operations.addressing import address_units, unaddress_units
from thidua.plans.operations.drafts import (
    blank_draft,
    draft_from_file,
    draft_from_plan,
    draft_from_reading,
    restore_plan,
    withdraw_plan,
)
from thidua.plans.operations.issuing import close_plan, issue_plan, open_occurrences, reopen_plan, shortcomings
from thidua.plans.operations.lines import (
    add_line,
    change_line,
    change_plan,
    remove_line,
    restore_line,
    settle_line,
)
from thidua.plans.operations.uploads import is_slow, read_later
from thidua.plans.operations.work import (
    accept_obligation,
    approve_all,
    confirm_assignment,
    finish_assignment,
    hand_assignment,
    release_assignment,
    resume_assignment,
    return_assignment,
    return_obligation,
    start_obligation,
    submit_obligation,
    take_assignment,
    withdraw_obligation,
)

__all__ = [
    "accept_obligation",
    "add_line",
    "address_units",
    "approve_all",
    "blank_draft",
    "change_line",
    "change_plan",
    "close_plan",
    "confirm_assignment",
    "draft_from_file",
    "draft_from_plan",
    "draft_from_reading",
    "finish_assignment",
    "hand_assignment",
    "is_slow",
    "issue_plan",
    "open_occurrences",
    "read_later",
    "release_assignment",
    "remove_line",
    "reopen_plan",
    "restore_line",
    "restore_plan",
    "resume_assignment",
    "return_assignment",
    "return_obligation",
    "settle_line",
    "shortcomings",
    "start_obligation",
    "submit_obligation",
    "take_assignment",
    "unaddress_units",
    "withdraw_obligation",
    "withdraw_plan",
]
