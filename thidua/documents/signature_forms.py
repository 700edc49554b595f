"""The shape of what people enter about trust and seals."""

from decimal import Decimal
from typing import Any

from django import forms

from thidua.documents.forms import UploadField
from thidua.documents.models import OfficeSeal
from thidua.documents.operations.seals import day_of
from thidua.kernel.calendar import today
from thidua.kernel.forms import offer_choices, offer_rows
from thidua.people.forms.fields import TicksField
from thidua.people.models import Person
from thidua.people.queries import EDITORS, holders


class AnchorForm(forms.Form):
    file = UploadField(label="Tệp chứng thư", help_text="Tệp .cer, .crt, .pem hoặc .p7b do nơi cấp phát hành.")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=300)


def password_field(label: str, help_text: str) -> forms.CharField:
    """Never shown, never filled in again; spaces may belong to it."""
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, required=False, strip=False, max_length=200, widget=widget, help_text=help_text)


class SealForm(forms.Form):
    keys = UploadField(label="Tệp khóa", required=False, help_text="Tệp .p12 hoặc .pfx do nơi cấp phát hành.")
    password = password_field("Mật khẩu của tệp khóa", "Chỉ dùng để mở tệp ngay lúc này, hệ thống không giữ lại.")
    label = forms.CharField(
        label="Hoặc tên chứng thư trong thiết bị ký của máy chủ",
        required=False,
        max_length=120,
        help_text="Để trống nếu đã chọn tệp khóa.",
    )
    picture = UploadField(
        label="Hình dấu", required=False, help_text="Ảnh PNG màu đỏ, nền trong suốt. Để trống nếu ký không hiện hình."
    )
    side = forms.DecimalField(
        label="Bề rộng dấu (mm)",
        initial=Decimal(36),
        max_digits=4,
        decimal_places=1,
        localize=True,
        help_text="Đo trên con dấu thật; hình dấu được in đúng kích thước này.",
    )


class ClerksForm(forms.Form):
    clerks = TicksField(label="Người được đóng dấu", queryset=Person.objects.none(), required=False)

    def __init__(self, data: Any = None, *, seal: OfficeSeal) -> None:
        super().__init__(data, initial={"clerks": seal.clerks.all()})
        offer_rows(self, "clerks", holders(seal.unit, EDITORS, today()))


class SealDocumentForm(forms.Form):
    seal = forms.ChoiceField(label="Dấu")
    password = password_field("Mật khẩu của dấu", "Nhập mỗi lần đóng dấu; hệ thống không giữ lại.")
    is_shown = forms.BooleanField(label="Hiện hình dấu trên trang ký", required=False, initial=True)

    def __init__(self, *given: Any, seals: list[OfficeSeal], **named: Any) -> None:
        super().__init__(*given, **named)
        lines = [(str(seal.pk), f"{seal} – hạn đến {day_of(seal.valid_to)}") for seal in seals]
        offer_choices(self, "seal", lines)
        self.seals = {str(seal.pk): seal for seal in seals}

    def clean_seal(self) -> OfficeSeal:
        return self.seals[self.cleaned_data["seal"]]
