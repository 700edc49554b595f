"""What is asked of who applies, asks, compares or brings in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from thidua.documents.forms import UploadField
from thidua.initiatives.models import Mark
from thidua.kernel.forms import offer_rows
from thidua.people.forms.fields import DayField
from thidua.people.models import Unit


class AdoptForm(forms.Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Áp dụng tại", empty_label=None)
    since = DayField(label="Áp dụng từ ngày", required=False, help_text="Để trống nếu mới dự định áp dụng.")

    def __init__(self, units: QuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", units)


class AdoptionResultForm(forms.Form):
    """The result at the unit, with one piece of evidence; more are added by sending again before it is handed in."""

    since = DayField(label="Áp dụng từ ngày", required=False)
    result = forms.CharField(
        label="Kết quả tại đơn vị",
        help_text="Đã làm gì, thay đổi ra sao so với trước; nêu số liệu nếu có.",
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
    )
    beneficiary_count = forms.IntegerField(
        label="Số người hưởng lợi", required=False, min_value=0, max_value=100_000_000
    )
    file = UploadField(label="Minh chứng: tệp hoặc ảnh", required=False, allow_empty_file=True)
    link = forms.URLField(label="Hoặc đường dẫn minh chứng", required=False, max_length=1000, assume_scheme="https")


class WordsForm(forms.Form):
    def __init__(self, *args: Any, label: str = "Nội dung", most: int = 2000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = forms.CharField(label=label, max_length=most, widget=forms.Textarea({"rows": 3}))


class MarkForm(forms.Form):
    """What one says about a pair."""

    verdict = forms.ChoiceField(label="Kết luận", choices=Mark.Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        max_length=2000,
        help_text="Sao chép thì ghi rõ phần nào giống và vì sao.",
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("verdict") == Mark.Verdict.COPY and not values.get("note", "").strip():
            raise ValidationError("Kết luận sao chép cần ghi rõ phần nào giống và vì sao.", code="no_note")
        return values
