"""Permissions are declared in each room's `rules.py` and enforced here, at the head of every operation."""

from typing import Any

from django.core.exceptions import PermissionDenied


def require(by: Any, permission: str, subject: object = None) -> None:
    """Raise PermissionDenied unless `by` may do `permission` to `subject`."""
    if not by.has_perm(permission, subject):
        raise PermissionDenied("Vai trò hiện nay không được làm việc này.")
