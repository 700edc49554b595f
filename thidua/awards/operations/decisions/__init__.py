"""Decisions: drafted from what was agreed to, issued with their list, and entered where others took them.

The draft proposes what it rests on, who signs and in what order the list stands; everything is looked at again when it
is issued, for weeks may lie between.
"""

from thidua.awards.operations.decisions.drafting import (
    beyond_words,
    change_decision,
    change_lines,
    discard_decision,
    draft_decision,
)
from thidua.awards.operations.decisions.entering import enter_award, enter_awards, enter_with_file, keep_paper
from thidua.awards.operations.decisions.issuing import draft_certificates, issue_decision, pay_of_decision, shortcomings
from thidua.awards.operations.revocation import note_bonus, revoke_award

__all__ = [
    "beyond_words",
    "change_decision",
    "change_lines",
    "discard_decision",
    "draft_certificates",
    "draft_decision",
    "enter_award",
    "enter_awards",
    "enter_with_file",
    "issue_decision",
    "keep_paper",
    "note_bonus",
    "pay_of_decision",
    "revoke_award",
    "shortcomings",
]
