"""Bringing initiatives before a council."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from thidua.councils.forms import MeetingField
from thidua.councils.models import Meeting
from thidua.initiatives.models import Initiative


class BringForm(forms.Form):
    """Which initiatives, to which meeting."""

    def __init__(
        self, *args: Any, meetings: QuerySet[Meeting], initiatives: QuerySet[Initiative], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = MeetingField(meetings, label="Phiên họp", empty_label=None)
        self.fields["rows"] = forms.ModelMultipleChoiceField(initiatives, label="Sáng kiến")
