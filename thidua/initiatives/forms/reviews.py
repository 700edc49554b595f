"""Scores and rubrics."""

from typing import Any

from django import forms

from thidua.initiatives.forms.fields import NumberField
from thidua.initiatives.lawbook import CriterionTemplate
from thidua.initiatives.models import Criterion, Review
from thidua.initiatives.operations.reviews import Entry
from thidua.kernel.templatetags.words import number

MOST_EDITIONS = 2**31 - 1
ANSWERS = [("", "Chưa chọn"), ("yes", "Đạt"), ("no", "Không đạt")]


class ScoreForm(forms.Form):
    """One sheet: for each criterion what its kind takes, and a general comment."""

    comment = forms.CharField(
        label="Nhận xét chung", required=False, max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_EDITIONS)

    def __init__(self, review: Review, criteria: list[Criterion], typed: Any = None) -> None:
        self.criteria = criteria
        given = {score.criterion_id: score for score in review.scores.all()}
        initial: dict[str, Any] = {"comment": review.comment, "seen": review.edition}
        for each in criteria:
            score = given.get(each.pk)
            if score:
                met = {True: "yes", False: "no", None: ""}[score.met]
                initial |= {f"p{each.pk}": number(score.points), f"m{each.pk}": met, f"c{each.pk}": score.comment}
        super().__init__(typed, initial=initial)
        for each in criteria:
            self._add(each)

    def _add(self, each: Criterion) -> None:
        if each.kind == Criterion.Kind.POINTS:
            floor = f", dưới {number(each.floor)} là không đạt" if each.floor is not None else ""
            label = f"Điểm, từ 0 đến {number(each.most)}{floor}"
            self.fields[f"p{each.pk}"] = NumberField(label=label, required=False)
        elif each.kind == Criterion.Kind.CONDITION:
            self.fields[f"m{each.pk}"] = forms.ChoiceField(label="Kết luận", required=False, choices=ANSWERS)
        area = forms.Textarea({"rows": 1})
        self.fields[f"c{each.pk}"] = forms.CharField(label="Nhận xét", required=False, max_length=4000, widget=area)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The criteria with their fields, in order."""
        return [
            {
                "criterion": each,
                "given": self[f"p{each.pk}"] if f"p{each.pk}" in self.fields else None,
                "met": self[f"m{each.pk}"] if f"m{each.pk}" in self.fields else None,
                "comment": self[f"c{each.pk}"],
            }
            for each in self.criteria
        ]

    @property
    def entries(self) -> dict[int, Entry]:
        said = self.cleaned_data
        answers = {"yes": True, "no": False}
        return {
            each.pk: Entry(said.get(f"p{each.pk}"), answers.get(said.get(f"m{each.pk}", "")), said[f"c{each.pk}"])
            for each in self.criteria
        }


class RubricForm(forms.Form):
    name = forms.CharField(label="Tên bộ tiêu chí", max_length=200)
    source = forms.CharField(label="Nguồn", required=False, max_length=300, help_text="Quy chế, quyết định quy định.")
    pass_mark = NumberField(label="Điểm đạt")


class CriterionForm(forms.Form):
    group = forms.CharField(label="Nhóm", required=False, max_length=120)
    name = forms.CharField(label="Tiêu chí", max_length=200)
    kind = forms.ChoiceField(label="Cách chấm", choices=Criterion.Kind.choices, initial="points")
    most = NumberField(label="Điểm tối đa", required=False)
    floor = NumberField(label="Mức tối thiểu", required=False)

    @property
    def template(self) -> CriterionTemplate:
        said = self.cleaned_data
        return CriterionTemplate(
            said["name"], said["group"], said["kind"], said["most"] or CriterionTemplate("").most, said["floor"]
        )


class RemarkForm(forms.Form):
    text = forms.CharField(
        label="Ý kiến gửi những người cùng chấm", max_length=2000, widget=forms.Textarea({"rows": 2})
    )
