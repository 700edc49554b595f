"""What a deed does for whom the rules do not name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from thidua.audit.models import Entry


def refuses(deed: Callable[[Any, Any], Any], subject: Any, by: Any) -> bool:
    """Whether it is forbidden, and nothing is told of it in the trail."""
    told = Entry.objects.count()
    with pytest.raises(PermissionDenied):
        deed(subject, by)
    return Entry.objects.count() == told
