"""Rounds and who judges in them."""

from typing import Any

from django import forms
from django.utils import timezone

from thidua.initiatives.forms.fields import colleague_field, first_moment, last_day, moment_after
from thidua.initiatives.models import Initiative, Round, Rubric
from thidua.initiatives.queries.people import colleagues
from thidua.kernel.forms import offer_rows
from thidua.people.forms.fields import DayField
from thidua.people.models import Unit
from thidua.plans.models import Plan


class RoundForm(forms.Form):
    name = forms.CharField(label="Tên đợt", max_length=300)
    year = forms.IntegerField(label="Năm", min_value=2000, max_value=2199, help_text="Năm được tính kết quả công nhận.")
    plan = forms.ModelChoiceField(Plan.objects.none(), label="Theo kế hoạch", required=False, empty_label="Không gắn")
    first_day = DayField(label="Nhận đăng ký từ ngày")
    last_day = DayField(label="Nhận đăng ký đến hết ngày")
    report_day = DayField(label="Nộp kết quả đến hết ngày", required=False)
    registrants = forms.ChoiceField(label="Ai được đăng ký", choices=Round.Registrants.choices)
    below = forms.BooleanField(label="Nhận cả từ các đơn vị cấp dưới", required=False)
    most_per_unit = forms.IntegerField(label="Mỗi đơn vị nhiều nhất", required=False, min_value=1, max_value=1000)
    most_per_person = forms.IntegerField(label="Mỗi người nhiều nhất", required=False, min_value=1, max_value=100)
    most_authors = forms.IntegerField(label="Số tác giả nhiều nhất", required=False, min_value=1, max_value=20)
    rubric = forms.ModelChoiceField(
        Rubric.objects.none(), label="Bộ tiêu chí chấm", required=False, empty_label="Chọn sau"
    )
    blind = forms.BooleanField(
        label="Chấm kín",
        required=False,
        help_text="Người chấm không thấy tên tác giả, đơn vị và thông tin trong tệp cho đến khi đợt kết thúc.",
    )
    score_day = DayField(label="Chấm xong trong ngày", required=False)
    note = forms.CharField(
        label="Hướng dẫn cho người đăng ký", required=False, max_length=8000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Plan.objects.filter(unit=unit, status=Plan.Status.ISSUED).order_by("-pk")
        received = Plan.objects.filter(addressees__unit=unit, status=Plan.Status.ISSUED)
        self.plans = (own | received).distinct().order_by("-pk")
        offer_rows(self, "plan", self.plans)
        offer_rows(self, "rubric", Rubric.objects.filter(unit=unit))

    @property
    def facts(self) -> dict[str, Any]:
        """What `operations.add_round` takes."""
        values = dict(self.cleaned_data)
        return {
            "opens": first_moment(values.pop("first_day")),
            "closes": moment_after(values.pop("last_day")),
            "report_by": moment_after(values.pop("report_day")),
            "score_by": moment_after(values.pop("score_day")),
            **values,
        }


def initial_of(the_round: Round) -> dict[str, Any]:
    same = ("name", "year", "plan", "registrants", "below", "rubric", "blind", "note")
    numbers = ("most_per_unit", "most_per_person", "most_authors")
    return {
        **{name: getattr(the_round, name) for name in (*same, *numbers)},
        "first_day": timezone.localtime(the_round.opens).date(),
        "last_day": last_day(the_round.closes),
        "report_day": last_day(the_round.report_by),
        "score_day": last_day(the_round.score_by),
    }


class AssignForm(forms.Form):
    """Persons to judge, for one initiative or for all of a field."""

    each = forms.IntegerField(label="Số người chấm mỗi sáng kiến", min_value=1, max_value=15, initial=2)
    field = forms.ChoiceField(
        label="Lĩnh vực", required=False, choices=[("", "Mọi lĩnh vực"), *Initiative.Field.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"] = colleague_field(colleagues(), several=True, label="Người chấm")


class HandForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = colleague_field(colleagues(), label="Người chấm")


class ConflictForm(forms.Form):
    reason = forms.CharField(label="Lý do", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["author"] = colleague_field(colleagues(), label="Không chấm sáng kiến của")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea({"rows": 3}))
