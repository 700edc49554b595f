"""Every write of this room."""

from thidua.reports.operations.forms import (
    add_section,
    change_form,
    change_section,
    move_section,
    new_form,
    new_version,
    remove_section,
    retire_form,
    use_form,
)
from thidua.reports.operations.handing_in import (
    accept_report,
    finish_report,
    hand_in_report,
    reopen_report,
    return_report,
)
from thidua.reports.operations.reports import (
    change_head,
    drop_report,
    make_report,
    quote_passages,
    refill_report,
    start_report,
    write_section,
)

__all__ = [
    "accept_report",
    "add_section",
    "change_form",
    "change_head",
    "change_section",
    "drop_report",
    "finish_report",
    "hand_in_report",
    "make_report",
    "move_section",
    "new_form",
    "new_version",
    "quote_passages",
    "refill_report",
    "remove_section",
    "reopen_report",
    "retire_form",
    "return_report",
    "start_report",
    "use_form",
    "write_section",
]
