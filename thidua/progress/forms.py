"""What is typed into cells, and words about them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from thidua.kernel.templatetags.words import number
from thidua.plans.models import Target
from thidua.plans.models.work import MOST_NOTE
from thidua.progress.measuring import Parts, Unreadable, parse_number, parse_yes_no
from thidua.progress.models.figures import MOST_LETTERS
from thidua.progress.operations.figures import Entry
from thidua.progress.queries.figures import Line

MOST_EDITIONS = 2**31 - 1


class NumberField(forms.CharField):
    """A number as it is written in Vietnam."""

    def clean(self, value: Any) -> Any:
        try:
            return parse_number(super().clean(value))
        except Unreadable as reason:
            raise ValidationError(str(reason), code="not_a_number") from reason


class YesNoField(forms.ChoiceField):
    def clean(self, value: Any) -> Any:
        try:
            return parse_yes_no(super().clean(value))
        except Unreadable as reason:
            raise ValidationError(str(reason), code="not_yes_or_no") from reason


class FigureForm(forms.Form):
    """The cell of one target: the fields that its measure takes, a note, and the edition that was seen."""

    note = forms.CharField(
        label="Giải trình", required=False, max_length=MOST_LETTERS, widget=forms.Textarea({"rows": 1})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_EDITIONS)

    def __init__(self, line: Line, typed: Any = None) -> None:
        self.line, measure = line, line.target.measure
        super().__init__(typed, prefix=f"t{line.target.pk}", initial=_shown(line))
        fields = {name: self.fields[name] for name in ("note", "seen")}
        self.fields = {**_figure_fields(measure), **fields}
        for column, name in zip("abn" if measure == Target.Measure.RATIO else "an", self.visible, strict=True):
            attrs = {"form": "figures", "data-cell": line.target.pk, "data-col": column, "autocomplete": "off"}
            attrs["aria-label"] = f"{self.fields[name].label}, chỉ tiêu {line.number}"
            self.fields[name].widget.attrs |= attrs
        self.fields["seen"].widget.attrs |= {"form": "figures", "data-cell": line.target.pk}

    @property
    def visible(self) -> list[str]:
        return [name for name in self.fields if name != "seen"]

    @property
    def figures(self) -> list[Any]:
        """The fields of the figure itself, without the note."""
        return [self[name] for name in self.visible if name != "note"]

    @property
    def entry(self) -> Entry:
        values = self.cleaned_data
        parts = Parts(
            values.get("numerator"),
            values.get("denominator"),
            values.get("value"),
            values.get("words", ""),
            values["note"],
        )
        return Entry(self.line.target.pk, values["seen"], parts)


def _figure_fields(measure: str) -> dict[str, forms.Field]:
    if measure == Target.Measure.RATIO:
        return {"numerator": _number_field("Tử số"), "denominator": _number_field("Mẫu số")}
    if measure == Target.Measure.COUNT:
        return {"value": _number_field("Số đạt được")}
    if measure == Target.Measure.YES_NO:
        choices = [("", "Chưa chọn"), ("1", "Đạt"), ("0", "Chưa đạt")]
        return {"value": YesNoField(label="Kết quả", required=False, choices=choices)}
    words = forms.Textarea({"rows": 1})
    return {"words": forms.CharField(label="Kết quả bằng lời", required=False, max_length=MOST_LETTERS, widget=words)}


def _number_field(label: str) -> NumberField:
    return NumberField(
        label=label, required=False, max_length=40, widget=forms.TextInput({"inputmode": "decimal", "class": "num"})
    )


def _shown(line: Line) -> dict[str, Any]:
    parts, measure = line.parts, line.target.measure
    value = parts.value if measure != Target.Measure.YES_NO or parts.value is None else int(parts.value)
    return {
        "numerator": number(parts.numerator),
        "denominator": number(parts.denominator),
        "value": "" if value is None else str(value) if measure == Target.Measure.YES_NO else number(value),
        "words": parts.words,
        "note": parts.note,
        "seen": line.cell.edition if line.cell else 0,
    }


class HandInForm(forms.Form):
    note = forms.CharField(
        label="Lời kèm theo", required=False, max_length=MOST_NOTE, widget=forms.Textarea({"rows": 2})
    )


class CommentForm(forms.Form):
    text = forms.CharField(label="Ý kiến", max_length=2000, widget=forms.Textarea({"rows": 2}))
