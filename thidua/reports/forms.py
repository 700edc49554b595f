"""Shape of what is typed about forms and reports."""

from typing import Any

from django import forms

from thidua.kernel.forms import offer_choices, offer_rows
from thidua.people.forms.fields import SeveralField
from thidua.people.models import Person
from thidua.plans.models import Duty, Plan, Target
from thidua.reports.models import Kind, ReportForm
from thidua.reports.queries import plans_for_forms
from thidua.reports.shipped import shipped_choices
from thidua.reports.sources import all_sources, source_of


class PlanChoice(forms.ModelChoiceField):
    def label_from_instance(self, plan: Plan) -> str:
        return f"{plan.title[:110]} ({plan.unit.label})"


class DutyChoice(SeveralField):
    def label_from_instance(self, duty: Duty) -> str:
        return f"{duty.text[:120]} – {duty.when or 'chưa rõ hạn'}"


class NewFormForm(forms.Form):
    """A form is begun: `by` chooses among the plans that `by` writes."""

    title = forms.CharField(label="Tên mẫu", max_length=300)
    kind = forms.ChoiceField(label="Loại báo cáo", choices=Kind.choices, initial=Kind.FINAL)
    plan = PlanChoice(
        Plan.objects.none(),
        label="Dùng cho kế hoạch",
        required=False,
        empty_label="Mọi kế hoạch của đơn vị",
    )
    after = forms.ChoiceField(label="Bắt đầu từ mẫu có sẵn", required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "plan", plans_for_forms(by))
        offer_choices(self, "after", [("", "Mẫu trống"), *shipped_choices()])
        self.fields["after"].initial = "final"


class FormHeadForm(forms.Form):
    title = forms.CharField(label="Tên mẫu", max_length=300)
    kind = forms.ChoiceField(label="Loại báo cáo", choices=Kind.choices)
    plan = PlanChoice(
        Plan.objects.none(), label="Dùng cho kế hoạch", required=False, empty_label="Mọi kế hoạch của đơn vị"
    )
    duties = DutyChoice(
        Duty.objects.none(),
        label="Chỉ dùng cho các mốc",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không đánh dấu thì dùng cho mọi mốc báo cáo cùng loại.",
    )

    def __init__(self, *args: Any, form: ReportForm, by: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": form.title,
            "kind": form.kind,
            "plan": form.plan_id,
            "duties": [duty.pk for duty in form.duties.all()],
        }
        super().__init__(*args, **kwargs)
        plans = plans_for_forms(by).filter(unit=form.unit_id)
        offer_rows(self, "plan", plans)
        duties = Duty.objects.filter(plan=form.plan_id, kind=Duty.Kind.REPORT, removed=False, frequency="")
        offer_rows(self, "duties", duties)
        if not form.plan_id:
            del self.fields["duties"]


class SectionForm(forms.Form):
    """A section of a form. `plan` gives the targets that can be chosen."""

    title = forms.CharField(label="Tên mục", max_length=300)
    source = forms.ChoiceField(label="Nội dung", required=False)
    hint = forms.CharField(
        label="Gợi ý cho người viết", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    required = forms.BooleanField(label="Bắt buộc phải viết", required=False)
    least_words = forms.IntegerField(label="Ít nhất (chữ)", required=False, min_value=1, max_value=5000)
    most_words = forms.IntegerField(label="Nhiều nhất (chữ)", required=False, min_value=1, max_value=20000)
    chosen = forms.MultipleChoiceField(
        label="Chỉ tiêu",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không đánh dấu thì lấy mọi chỉ tiêu.",
    )

    def __init__(self, *args: Any, plan: Plan | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = [("", "Đơn vị tự viết"), *((each.key, f"Tự điền: {each.label}") for each in all_sources())]
        offer_choices(self, "source", sources)
        targets = Target.objects.filter(plan=plan, removed=False).order_by("order", "pk") if plan else ()
        choices = [(str(target.line_key), target.text[:150]) for target in targets]
        if choices:
            offer_choices(self, "chosen", choices)
        else:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        """What does not fit the kind of section is left out."""
        values = super().clean() or {}
        source = source_of(values.get("source", ""))
        if source:
            values |= {"required": False, "least_words": None, "most_words": None}
        if not (source and source.takes_targets):
            values["chosen"] = []
        return values


class NewReportForm(forms.Form):
    plan = PlanChoice(Plan.objects.none(), label="Báo cáo về kế hoạch", empty_label="Chọn kế hoạch")
    kind = forms.ChoiceField(label="Loại báo cáo", choices=Kind.choices, initial=Kind.FINAL)
    addressee = forms.CharField(label="Kính gửi", max_length=300, required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "plan", plans_for_forms(by))


class HeadForm(forms.Form):
    title = forms.CharField(label="Tên báo cáo", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    addressee = forms.CharField(label="Kính gửi", max_length=300, required=False)
    since = forms.DateField(label="Số liệu từ ngày", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label="Đến ngày", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", "Ngày cuối phải sau ngày đầu.")
        return values


class WriteForm(forms.Form):
    """The text of one section, with the edition that was seen."""

    text = forms.CharField(required=False, strip=False, widget=forms.Textarea, max_length=60_000)
    seen = forms.IntegerField(min_value=1)
    exemplary = forms.BooleanField(required=False)
