"""Every read of this room, by noun."""

from thidua.plans.queries.lines import KINDS, doubts_of, lines_at, lines_of
from thidua.plans.queries.plans import (
    STANDING,
    addressable_units,
    drafts_of,
    own_paths,
    plans_visible_to,
    running_plans,
    with_counts,
)
from thidua.plans.queries.work import (
    assignments_to_decide,
    assignments_visible_to,
    for_rows,
    for_task_rows,
    obligations_to_decide,
    obligations_visible_to,
    overdue,
    owed_by,
    progress_of,
    targets_of,
    targets_visible_to,
    watched_plans,
    work_of,
)

__all__ = [
    "KINDS",
    "STANDING",
    "addressable_units",
    "assignments_to_decide",
    "assignments_visible_to",
    "doubts_of",
    "drafts_of",
    "for_rows",
    "for_task_rows",
    "lines_at",
    "lines_of",
    "obligations_to_decide",
    "obligations_visible_to",
    "overdue",
    "owed_by",
    "own_paths",
    "plans_visible_to",
    "progress_of",
    "running_plans",
    "targets_of",
    "targets_visible_to",
    "watched_plans",
    "with_counts",
    "work_of",
]
