"""Rows for the tests of a room that has only runs."""

from typing import Any, ClassVar

from django.contrib.auth import get_user_model

from thidua.kernel.models import Run
from thidua.kernel.workflow import Move


class Errand(Run):
    """A run as a subject with states: it borrows the table."""

    MOVES: ClassVar[dict[str, Move]] = {
        "begin": Move({Run.Status.QUEUED}, Run.Status.RUNNING, "Bắt đầu"),
        "end": Move({Run.Status.QUEUED, Run.Status.RUNNING}, Run.Status.DONE, "Kết thúc"),
    }

    class Meta:
        proxy = True
        app_label = "kernel"


def somebody(username: str = "nguoi1") -> Any:
    return get_user_model()._default_manager.create(username=username)


def errand(**facts: Any) -> Errand:
    return Errand.objects.create(**{"kind": "test", "title": "Việc thử", **facts})
