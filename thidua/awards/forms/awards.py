"""What is asked of an award of before."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from thidua.awards.models import Award, OtherAward, Season
from thidua.awards.models.subjects import check_year
from thidua.awards.operations.awards import PastAward
from thidua.awards.operations.other_awards import OtherFacts
from thidua.awards.queries.awards import award_names
from thidua.awards.queries.staff import collectives_of, own_units, staff_ever
from thidua.awards.rulebook import rules_for
from thidua.kernel.forms import offer_choices
from thidua.people.forms.fields import DayField, person_field, unit_field
from thidua.people.models import Person, Unit
from thidua.people.queries import units_visible_to


class PlaceFilter(forms.Form):
    """The subtree to which the register is narrowed."""

    def __init__(self, data: Any, *, by: Person) -> None:
        super().__init__(data)
        self.fields["donvi"] = unit_field(units_visible_to(by), label="trong đơn vị", required=False)


class AwardFactsForm(forms.Form):
    award = forms.ChoiceField(label="Danh hiệu, hình thức khen thưởng")
    year = forms.CharField(
        label="Năm học hoặc năm",
        max_length=9,
        help_text="Năm được khen, như 2019-2020 hoặc 2019; thành tích nhiều năm thì ghi năm cuối.",
    )
    kind = forms.ChoiceField(label="Loại khen thưởng", choices=Season.Kind.choices)
    decision_number = forms.CharField(label="Số quyết định", max_length=80)
    decision_date = DayField(label="Ngày quyết định")
    decided_by = forms.CharField(
        label="Cơ quan quyết định", max_length=200, help_text="Tên đầy đủ như trên quyết định."
    )
    achievement = forms.CharField(
        label="Thành tích", max_length=500, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="Như ghi trên quyết định.",
    )  # fmt: skip

    def __init__(self, unit: Unit, data: Any = None, *, row: Award | None = None) -> None:
        names = ("award", "year", "kind", "decision_number", "decision_date", "decided_by", "achievement")
        super().__init__(data, initial={name: getattr(row, name) for name in names} if row else None)
        offer_choices(self, "award", [("", "Chọn"), *award_names(rules_for(unit))])

    def clean_year(self) -> str:
        """Raises ValidationError `bad_year`."""
        year: str = self.cleaned_data["year"].strip()
        check_year(year)
        return year

    @property
    def told(self) -> PastAward:
        return PastAward(**{name: self.cleaned_data[name] for name in PastAward.__dataclass_fields__})


class WhoseForm(forms.Form):
    """To whom it was given: a person or a collective."""

    field_order = ("person", "collective")

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(unit, *args, **kwargs)
        persons = staff_ever(own_units(unit))
        self.fields["person"] = person_field(persons, label="Cá nhân", required=False)
        self.fields["collective"] = unit_field(
            collectives_of(unit), label="Hoặc tập thể", required=False, help_text="Chỉ chọn một: cá nhân hoặc tập thể."
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError `one_subject`."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("person")) == bool(given.get("collective")):
            raise ValidationError("Chọn một cá nhân hoặc một tập thể.", code="one_subject")
        return given

    @property
    def subject(self) -> Person | Unit:
        found: Person | Unit = self.cleaned_data["person"] or self.cleaned_data["collective"]
        return found


class PastAwardForm(WhoseForm, AwardFactsForm):
    """With whom it was given to."""


class OtherFactsForm(forms.Form):
    name = forms.CharField(label="Tên khen thưởng", max_length=200, help_text="Như ghi trên quyết định, bằng, giấy.")
    decided_by = forms.CharField(
        label="Tổ chức, cơ quan tặng", max_length=200, help_text="Như Liên đoàn Lao động tỉnh, Tỉnh Đoàn, Đảng ủy xã."
    )
    year = forms.CharField(label="Năm học hoặc năm", max_length=9, help_text="Như 2019-2020 hoặc 2019.")
    decision_number = forms.CharField(label="Số quyết định", max_length=80, required=False)
    decision_date = DayField(label="Ngày quyết định")
    achievement = forms.CharField(
        label="Thành tích", max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, unit: Unit, data: Any = None, *, row: OtherAward | None = None) -> None:
        names = OtherFacts.__dataclass_fields__
        super().__init__(data, initial={name: getattr(row, name) for name in names} if row else None)

    def clean_year(self) -> str:
        """Raises ValidationError `bad_year`."""
        year: str = self.cleaned_data["year"].strip()
        check_year(year)
        return year

    @property
    def told(self) -> OtherFacts:
        return OtherFacts(**{name: self.cleaned_data[name] for name in OtherFacts.__dataclass_fields__})


class OtherAwardForm(WhoseForm, OtherFactsForm):
    """With whom it was given to."""
