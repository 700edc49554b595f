"""What people enter about persons and posts."""

from collections.abc import Sequence
from typing import Any

from django import forms

from thidua.kernel.calendar import today
from thidua.people.forms.fields import DayField, unit_field
from thidua.people.models import Contact, Person, Post, Unit
from thidua.people.queries import units_administered_by, units_visible_to


class FactsForm(forms.Form):
    """Who somebody is and how to reach them."""

    full_name = forms.CharField(label="họ và tên", max_length=120)
    code = forms.CharField(label="mã cán bộ", max_length=40, required=False)
    username = forms.CharField(
        label="tên đăng nhập", max_length=80, required=False, help_text="Chữ, số và các dấu . _ - +"
    )
    email = forms.EmailField(
        label="thư điện tử",
        required=False,
        help_text="Cần ít nhất một trong ba: mã cán bộ, tên đăng nhập, thư điện tử.",
    )
    phone = forms.CharField(
        label="điện thoại",
        required=False,
        max_length=Contact._meta.get_field("phone").max_length,
        help_text="Chỉ người quản lý của đơn vị và chính người này thấy.",
        widget=forms.TextInput(attrs={"type": "tel"}),
    )


class PostForm(forms.Form):
    """A role in one of the units that `by` administers."""

    role = forms.ChoiceField(label="vai trò", choices=Post.Role.choices, initial=Post.Role.MEMBER)
    title = forms.CharField(
        label="chức danh", max_length=120, required=False, help_text="Như ghi trên giấy tờ, ví dụ Phó Hiệu trưởng."
    )
    valid_from = DayField(label="từ ngày")
    valid_to = DayField(label="đến hết ngày", required=False, help_text="Để trống nếu chưa biết ngày kết thúc.")
    field_order: Sequence[str] = ("unit", "role", "title", "valid_from", "valid_to")

    def __init__(self, *args: Any, by: Person, unit: Unit | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"valid_from": today(), "unit": unit})
        super().__init__(*args, **kwargs)
        self.fields["unit"] = unit_field(units_administered_by(by), query="quan-tri=1", label="đơn vị")
        self.order_fields(self.field_order)


class NewPersonForm(PostForm, FactsForm):
    """A new person with a first post."""

    field_order = ("full_name", "code", "username", "email", "phone", *PostForm.field_order)


class EndPostForm(forms.Form):
    last_day = DayField(label="giữ vị trí đến hết ngày")


class PlaceFilter(forms.Form):
    """The subtree to which the list of persons is narrowed."""

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["donvi"] = unit_field(units_visible_to(by), label="trong đơn vị", required=False)
