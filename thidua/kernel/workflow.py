"""States change only through named moves: permission, compare-and-set, audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from thidua.audit.operations import entry_of, record, record_all
from thidua.kernel.permissions import require


@dataclass(frozen=True)
class Move:
    """One step of a state machine: from any of `source` to `target`. `label` is what its button says."""

    source: frozenset[str] | set[str]
    target: str
    label: str = ""


def permission_of(subject: Model, name: str) -> str:
    """`issue` of a Plan is `plans.issue_plan`."""
    return f"{subject._meta.app_label}.{name}_{subject._meta.model_name}"


def possible_moves(subject: Any, by: Any) -> list[str]:
    """The moves that `by` could make of `subject` now; what the page offers is what the operation allows."""
    return [
        name
        for name, step in subject.MOVES.items()
        if subject.status in step.source and by.has_perm(permission_of(subject, name), subject)
    ]


def wrong_state(subject: Any) -> ValidationError:
    """The refusal (code `wrong_state`) that names the state the row is really in."""
    current = type(subject)._base_manager.get(pk=subject.pk)
    return ValidationError(
        f"Chưa thực hiện được vì trạng thái hiện nay là “{current.get_status_display()}”. "
        "Tải lại trang để xem diễn biến mới nhất.",
        code="wrong_state",
    )


def move(subject: Any, name: str, *, by: Any, sentence: str, **changes: Any) -> None:
    """Make one move in one compare-and-set update, with `changes` to other fields, and write the audit entry.

    Must run in a transaction. Of two people at one button the second gets ValidationError `wrong_state`.
    """
    permission = permission_of(subject, name)
    require(by, permission, subject)
    step: Move = subject.MOVES[name]
    if subject.status not in step.source:
        raise wrong_state(subject)
    old = subject.get_status_display()
    same = type(subject)._base_manager.filter(pk=subject.pk, status=subject.status)
    if not same.update(status=step.target, **changes):
        raise wrong_state(subject)
    for field, value in {"status": step.target, **changes}.items():
        setattr(subject, field, value)
    record(permission, subject, by=by, sentence=sentence, changes=[("trạng thái", old, subject.get_status_display())])


def move_all(subjects: Sequence[Any], name: str, *, by: Any, sentence: str, **changes: Any) -> None:
    """As `move` for many rows of one model, in one update: all of them move, or none (`wrong_state`)."""
    if not subjects:
        return
    model, permission = type(subjects[0]), permission_of(subjects[0], name)
    step: Move = subjects[0].MOVES[name]
    for subject in subjects:
        require(by, permission, subject)
        if subject.status not in step.source:
            raise wrong_state(subject)
    rows = model._base_manager.filter(pk__in=[subject.pk for subject in subjects])
    if rows.filter(status__in=step.source).update(status=step.target, **changes) != len(subjects):
        raise wrong_state(rows.exclude(status=step.target).first() or subjects[0])
    entries = []
    for subject in subjects:
        old = subject.get_status_display()
        for field, value in {"status": step.target, **changes}.items():
            setattr(subject, field, value)
        change = ("trạng thái", old, subject.get_status_display())
        path = getattr(subject, "audit_path", "")
        entries.append(entry_of(permission, subject, by=by, sentence=sentence, path=path, changes=[change]))
    record_all(entries)
