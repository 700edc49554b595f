"""The shape of what people enter about nominations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from thidua.awards.models import Nomination
from thidua.awards.operations.nominations import MOST_MERIT
from thidua.councils.forms import MeetingField
from thidua.councils.models import Meeting
from thidua.documents.forms import UploadField
from thidua.documents.models import Attachment
from thidua.initiatives.models import Initiative
from thidua.kernel.forms import offer_choices
from thidua.people.forms.fields import SeveralField, TicksField, person_field, unit_field
from thidua.people.models import Person, Unit

MERIT_HINT = "Một dòng, ghi như trong quyết định. Ví dụ: hoàn thành tốt nhiệm vụ năm học 2025-2026."
FEW = 40
"""Collectives that are ticked; more are searched for."""


class ChooseForm(forms.Form):
    """Who is proposed for what."""

    award = forms.ChoiceField(label="Danh hiệu, hình thức")
    merit = forms.CharField(
        label="Thành tích ghi trên quyết định", required=False, max_length=MOST_MERIT, help_text=MERIT_HINT
    )

    def __init__(
        self,
        *args: Any,
        awards: Iterable[tuple[str, str]],
        persons: QuerySet[Person],
        units: QuerySet[Unit],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "award", list(awards))
        self.fields["person"] = person_field(persons, several=True, label="Cá nhân", required=False)
        few = units.count() <= FEW
        label = "Tập thể"
        self.fields["collective"] = (
            TicksField(units, label=label, required=False)
            if few
            else unit_field(units, several=True, label=label, required=False)
        )
        self.order_fields(["award", "person", "collective", "merit"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("person") and not values.get("collective"):
            raise ValidationError("Chọn ít nhất một người hoặc một tập thể.", code="nobody")
        return values

    @property
    def subjects(self) -> list[Person | Unit]:
        return [*self.cleaned_data["person"], *self.cleaned_data["collective"]]


class InitiativesField(TicksField):
    """Recognised initiatives of the nominee, each with how wide it is recognised."""

    def label_from_instance(self, obj: Any) -> str:
        scope = f", {obj.get_scope_display().lower()}" if obj.scope else ""
        return f"{obj.title[:140]} ({obj.year}{scope})"


class NominationForm(forms.Form):
    merit = forms.CharField(
        label="Thành tích ghi trên quyết định", required=False, max_length=MOST_MERIT, help_text=MERIT_HINT
    )

    def __init__(self, row: Nomination, initiatives: QuerySet[Initiative], typed: Any = None) -> None:
        initial = {
            "merit": row.merit,
            "initiatives": list(row.initiatives.all()),
            "claims": row.claims,
            "asks_report": row.asks_report,
        }
        super().__init__(typed, initial=initial)
        if initiatives.exists():
            hint = "Chỉ sáng kiến đã được công nhận và chưa dùng cho cùng danh hiệu, hình thức."
            self.fields["initiatives"] = InitiativesField(
                initiatives, label="Sáng kiến làm căn cứ", required=False, help_text=hint
            )
        claimable = [(one["key"], one["words"]) for one in row.findings.get("claimable", [])]
        if claimable:
            self.fields["claims"] = forms.MultipleChoiceField(
                choices=claimable,
                label="Căn cứ nêu thêm, kèm minh chứng",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Đánh dấu căn cứ có thật; người xem xét đọc minh chứng rồi kết luận.",
            )
        whom = "tổ trưởng" if row.collective_id else "người được đề nghị"
        self.fields["asks_report"] = forms.BooleanField(label=f"Nhờ {whom} viết báo cáo thành tích", required=False)


class FileForm(forms.Form):
    """A file for the nomination: new, or one that was uploaded before."""

    file = UploadField(label="Tệp mới", required=False)
    caption = forms.CharField(label="Chú thích", required=False, max_length=300)

    def __init__(self, known: QuerySet[Attachment], purposes: Iterable[tuple[str, str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["purpose"] = forms.ChoiceField(choices=list(purposes), label="Dùng làm")
        if known:
            self.fields["known"] = SeveralField(
                known, label="Hoặc tệp đã có của đơn vị", required=False, widget=forms.CheckboxSelectMultiple
            )
        self.order_fields(["purpose", "file", "caption", "known"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("file") and not values.get("known"):
            raise ValidationError("Chọn tệp mới hoặc một tệp đã có.", code="nothing")
        return values


class BringForm(forms.Form):
    """Which meeting, and whether members who are nominees get items of their own."""

    apart = forms.BooleanField(
        label="Mỗi thành viên Hội đồng có tên trong danh sách là một nội dung riêng",
        required=False,
        initial=True,
        help_text="Thành viên đó không tham gia biểu quyết nội dung của chính mình, vẫn biểu quyết các nội dung khác.",
    )

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = MeetingField(meetings, label="Phiên họp", empty_label=None)
        self.order_fields(["meeting", "apart"])
