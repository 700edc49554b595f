"""What is asked of a pledge."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from thidua.people.models import Cluster


class PledgeForm(forms.Form):
    year = forms.CharField(label="Năm học hoặc năm", max_length=9, help_text="Ghi như 2026-2027 hoặc 2026.")
    title = forms.CharField(label="Tên giao ước", max_length=200)
    text = forms.CharField(
        label="Nội dung giao ước",
        max_length=20_000,
        widget=forms.Textarea({"rows": 14}),
        help_text="Mỗi ý một dòng. Dòng bắt đầu bằng 1. hoặc a) hoặc dấu gạch được in thành khoản, điểm.",
    )


class NewPledgeForm(PledgeForm):
    def __init__(self, clusters: QuerySet[Cluster], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cluster"] = forms.ModelChoiceField(clusters, label="Cụm, khối", empty_label=None)
        self.order_fields(["cluster", "year", "title", "text"])
