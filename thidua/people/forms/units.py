"""What people enter about units."""

from typing import Any

from django import forms

from thidua.kernel.forms import offer_choices
from thidua.people.forms.fields import DayField, unit_field
from thidua.people.models import Person, Unit
from thidua.people.operations.units import PLACE_FACTS
from thidua.people.queries import units_administered_by


class UnitForm(forms.ModelForm):
    valid_from = DayField(label="hoạt động từ ngày", required=False)

    class Meta:
        model = Unit
        fields = ["kind", "name", "short_name", "code", "sign", "place", "valid_from"]
        help_texts = {
            "code": "Mã ngành cấp, hoặc một tên viết tắt. Không trùng với đơn vị khác.",
            "short_name": "Dùng trong bảng và danh sách, ví dụ THCS Suối Mơ.",
            "sign": "Phần của đơn vị trong số văn bản, ví dụ THCSSM của 12/KH-THCSSM.",
            "place": "Ghi trước ngày ban hành văn bản, ví dụ tên xã.",
        }

    def __init__(self, *args: Any, may_place: bool = True, **kwargs: Any) -> None:
        """Without `may_place` only what a unit's own administrator may change."""
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", [("", "Chọn loại đơn vị"), *Unit.Kind.choices])
        if not may_place:
            for name in PLACE_FACTS:
                del self.fields[name]


class CloseUnitForm(forms.Form):
    last_day = DayField(label="đóng sau hết ngày", help_text="Ngày hoạt động cuối cùng, dạng dd/mm/yyyy.")
    with_below = forms.BooleanField(label="đóng cả các đơn vị bên dưới", required=False)


class MoveUnitForm(forms.Form):
    def __init__(self, *args: Any, by: Person, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_administered_by(by).exclude(path__under=unit.path)
        self.fields["parent"] = unit_field(units, query="quan-tri=1", label="chuyển đến thuộc đơn vị")
        self.fields["first_day"] = DayField(
            label="từ ngày", required=False, help_text="Hôm nay hoặc một ngày đã qua; để trống là hôm nay."
        )
        self.fields["basis"] = forms.CharField(label="căn cứ", max_length=200, required=False)
