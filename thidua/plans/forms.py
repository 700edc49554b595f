"""The shape of what people enter about plans."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from thidua.documents.forms import UploadField
from thidua.documents.models import Attachment, OfficialDocument
from thidua.kernel.calendar import today
from thidua.kernel.text import clean, clean_lines
from thidua.people.forms.fields import DayField, TicksField, person_field
from thidua.plans.matching import inner_units, staff_of
from thidua.plans.models import Basis, Chain, Duty, Flag, Line, Phase, Plan, Section, Target, Task
from thidua.plans.models.work import MOST_NOTE, MOST_REASON
from thidua.reading.recurrence import Recurrence, find_recurrences


class SpanForm(forms.ModelForm):
    """A form with a first and a last day that must stand in order."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self.add_error("end", forms.ValidationError("Ngày cuối phải từ ngày đầu trở đi.", code="order"))
        return values


class RecurrenceField(forms.CharField):
    """How often something comes round, written as people say it; kept as a rule's key."""

    default_error_messages = {
        "recurrence": "Chưa hiểu cách lặp lại. Ghi như: hằng tháng, ngày 25; hằng quý; thứ sáu hằng tuần."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="Lặp lại", required=False, help_text="Ví dụ: hằng tháng, ngày 25. Để trống nếu chỉ một lần."
        )

    def prepare_value(self, value: Any) -> Any:
        return rule_words(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        words = clean(value or "")
        if not words:
            return ""
        found = find_recurrences(words)
        if len(found) != 1:
            raise forms.ValidationError(self.error_messages["recurrence"], code="recurrence")
        return found[0][2].key


def rule_words(key: str) -> str:
    """A rule's key in words; what is not a key (typed and refused) stays as it is."""
    try:
        return Recurrence.from_key(key).words
    except ValueError:
        return key


class PlanForm(SpanForm):
    start = DayField(label="Thực hiện từ ngày", required=False)
    end = DayField(label="Đến ngày", required=False)

    class Meta:
        model = Plan
        fields = ["title", "kind", "movement", "start", "end"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}
        labels = {"movement": "Tên phong trào (nếu phát động)"}

    def clean_title(self) -> str:
        return clean(self.cleaned_data["title"])


class RecipientsField(forms.CharField):
    """A list of text, a line each."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line for line in clean_lines(value or "").splitlines() if line]


class PaperForm(forms.ModelForm):
    """The head and foot of the plan's document."""

    date = DayField(label="Ngày ban hành", required=False)
    recipients = RecipientsField(label="Nơi nhận ghi trên văn bản", required=False)

    class Meta:
        model = OfficialDocument
        fields = [
            "issuer_name",
            "number",
            "place",
            "date",
            "signer_capacity",
            "signer_position",
            "signer_name",
            "recipients",
        ]


class LineForm(forms.ModelForm):
    """One line of a draft; the place of its sentence comes along when it was selected in the document."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        if "units" in self.fields:
            self.fields["units"] = TicksField(inner_units(plan.unit), label="Giao riêng cho", required=False)
        if "person" in self.fields:
            self.fields["person"] = person_field(staff_of(plan.unit, today()), label="Người thực hiện", required=False)

    def clean_text(self) -> str:
        return clean(self.cleaned_data["text"])


class LevelField(forms.DecimalField):
    """A number as it is written in Vietnam: 1.500 is one thousand five hundred, 62,5 has a fraction."""

    GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?")

    def prepare_value(self, value: Any) -> Any:
        return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        text = str(value).strip() if value is not None else value
        return super().to_python(text.replace(".", "") if text and self.GROUPED.fullmatch(text) else text)


class TargetForm(LineForm):
    class Meta:
        model = Target
        fields = ["text", "comparator", "value", "unit_of_count", "measure", "frequency", "level", "units", "mandatory"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    value = LevelField(label="Mức phải đạt", required=False, localize=True, max_digits=16, decimal_places=4)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        has_number, compares = values.get("value") is not None, bool(values.get("comparator"))
        if has_number != compares:
            field = "comparator" if has_number else "value"
            self.add_error(field, forms.ValidationError("So sánh và mức phải đạt đi cùng nhau.", code="half"))
        if values.get("measure") in {Target.Measure.RATIO, Target.Measure.COUNT} and not has_number:
            self.add_error("measure", forms.ValidationError("Cách đo này cần một con số ở mức phải đạt.", code="half"))
        return values


class DutyForm(LineForm):
    due = DayField(label="Hạn", required=False)
    recurrence = RecurrenceField()

    class Meta:
        model = Duty
        fields = ["text", "kind", "due", "recurrence", "level", "units"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class TaskForm(LineForm):
    due = DayField(label="Hạn", required=False)
    recurrence = RecurrenceField()

    class Meta:
        model = Task
        fields = ["text", "product", "body", "cooperating", "due", "recurrence", "level", "units", "person"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class PhaseForm(LineForm, SpanForm):
    start = DayField(label="Từ ngày", required=False)
    end = DayField(label="Đến ngày", required=False)

    class Meta:
        model = Phase
        fields = ["label", "start", "end"]


class BasisForm(LineForm):
    date = DayField(label="Ngày", required=False)

    class Meta:
        model = Basis
        fields = ["number", "date", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class SectionForm(LineForm):
    class Meta:
        model = Section
        fields = ["label", "title", "level", "kind", "body"]
        widgets = {"title": forms.Textarea(attrs={"rows": 1}), "body": forms.Textarea(attrs={"rows": 4})}


LINE_FORMS: dict[type[Line], type[LineForm]] = {
    Target: TargetForm,
    Duty: DutyForm,
    Task: TaskForm,
    Phase: PhaseForm,
    Basis: BasisForm,
    Section: SectionForm,
}


class UploadForm(forms.Form):
    """The document of a plan."""

    file = UploadField(label="Tệp kế hoạch (Word, PDF, văn bản thuần)")


class BlankForm(forms.Form):
    title = forms.CharField(label="Tên kế hoạch", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class ChangeNoteForm(forms.Form):
    change_note = forms.CharField(
        label="Nội dung sửa đổi, lý do",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Các đơn vị nhận đọc phần này trước khi xác nhận đã nắm.",
    )


class IssueForm(forms.Form):
    number = forms.CharField(
        label="Số, ký hiệu",
        max_length=80,
        required=False,
        help_text="Để trống thì hệ thống cấp số tiếp theo trong sổ của đơn vị.",
    )
    on = DayField(label="Ngày ban hành")


class ManyFilesField(UploadField):
    """Any number of files."""

    widget = forms.FileInput
    default_validators: list[Any] = []

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


LATEST = 10
"""Files of the store that are offered; the page of a figure searches among more."""


class LatestChoices(ModelChoiceIterator):
    def __iter__(self) -> Iterator[Any]:
        return map(self.choice, self.queryset[:LATEST])


class StoredField(forms.ModelMultipleChoiceField):
    """Evidence that was uploaded before: one file proves many things."""

    iterator = LatestChoices
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Attachment) -> str:
        return f"{obj} – {obj.by}, {obj.at.astimezone():%d/%m/%Y}"


class HandInForm(forms.Form):
    """What came of the work, with files or a link as evidence, or with files of the `store`."""

    note = forms.CharField(
        label="Kết quả", required=False, max_length=MOST_NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )
    evidence = ManyFilesField(label="Tệp minh chứng", required=False, widget=ManyFilesInput())
    link = forms.URLField(label="Hoặc đường dẫn", required=False, assume_scheme="https")

    def __init__(self, *args: Any, store: QuerySet[Attachment] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if store is not None and store.exists():
            label = f"Tệp đơn vị đã tải lên, {LATEST} tệp mới nhất"
            self.fields["stored"] = StoredField(store, label=label, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do trả lại", max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 3}))


class FlaggedForm(HandInForm):
    """A correction: a file for each flagged one, and nothing else."""

    def __init__(self, *args: Any, flags: Iterable[Flag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flags = {f"answer_{flag.pk}": flag for flag in flags if flag.attachment}
        del self.fields["evidence"], self.fields["link"]
        self.fields["note"].label = "Lời kèm theo"
        for name, flag in self.flags.items():
            label = f"Tệp thay cho “{flag.item}”"
            hint = f"{flag.reason} – đã thay bằng “{flag.answer}”" if flag.answer else flag.reason
            self.fields[name] = UploadField(label=label, required=flag.answered_at is None, help_text=hint)

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "evidence": [], "link": ""}

    @property
    def answers(self) -> list[tuple[Flag, Any]]:
        """The flags that a file was chosen for."""
        return [(flag, file) for name, flag in self.flags.items() if (file := self.cleaned_data.get(name))]


class WordsForm(forms.Form):
    """A reason, under ids of its own: a page may hold several."""

    reason = forms.CharField(label="Lý do", max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, name: str, label: str = "Lý do", **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{name}_%s", **kwargs)
        self.fields["reason"].label = label


class TimeForm(WordsForm):
    """A new deadline and why."""

    until = DayField(label="Hạn mới")
    field_order = ["until", "reason"]

    def __init__(self, data: Any = None, *, must_say: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].required = must_say


class ReturnForm(WordsForm):
    """Why a paper goes back, and which of its files must be mended; what it gives are facts for `return_obligation`."""

    def __init__(self, data: Any = None, *, files: Iterable[Attachment], **kwargs: Any) -> None:
        super().__init__(data, name="return", label="Lý do trả lại", **kwargs)
        self.fields["reason"].required = False
        self.pieces = list(files)
        for file in self.pieces:
            self.fields[f"flag_{file.pk}"] = forms.BooleanField(label=str(file), required=False)
            self.fields[f"why_{file.pk}"] = forms.CharField(label="Cần sửa gì", max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        ticked = [file for file in self.pieces if said.get(f"flag_{file.pk}")]
        return {"reason": said.get("reason", ""), "flags": [(file, said.get(f"why_{file.pk}", "")) for file in ticked]}

    @property
    def flaggable(self) -> list[tuple[Any, Any]]:
        """For each file its tick and its words."""
        return [(self[f"flag_{file.pk}"], self[f"why_{file.pk}"]) for file in self.pieces]


class CampaignForm(forms.ModelForm):
    """How papers are checked again, and when they are locked."""

    class Meta:
        model = Plan
        fields = ["recheck", "locks_after"]
        widgets = {"recheck": forms.RadioSelect}
        help_texts = {"recheck": "Duyệt lại từ đầu: bản sửa qua người đứng đầu đơn vị trước khi nộp lại."}

    locks_after = forms.IntegerField(
        label="Khóa nhận sau hạn bao nhiêu ngày",
        help_text="Để trống thì không khóa; 0 là khóa ngay khi hết ngày hạn.",
        min_value=0,
        max_value=366,
        required=False,
    )


class CopyForm(forms.Form):
    start = DayField(label="Kế hoạch mới thực hiện từ ngày")


class ChainForm(forms.ModelForm):
    class Meta:
        model = Chain
        fields = ["head_confirms"]
