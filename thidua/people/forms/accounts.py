"""The first start and one's own profile."""

from typing import Any

from django import forms

from thidua.people.forms.sign_in import HINT, Repeated
from thidua.people.models import Contact, Person, Unit


class SetUpForm(Repeated):
    """The first unit and its administrator."""

    kind = forms.ChoiceField(
        label="loại đơn vị",
        choices=[choice for choice in Unit.Kind.choices if choice[0] != Unit.Kind.TEAM],
        initial=Unit.Kind.DEPARTMENT,
        help_text="Đơn vị cao nhất sẽ dùng hệ thống này: cả sở, hoặc chỉ một trường.",
    )
    name = forms.CharField(label="tên đơn vị", max_length=255)
    code = forms.CharField(label="mã đơn vị", max_length=40, help_text="Mã ngành cấp, hoặc một tên viết tắt.")
    full_name = forms.CharField(label="họ và tên quản trị viên", max_length=120)
    username = forms.CharField(label="tên đăng nhập", max_length=80, help_text="Chữ, số và các dấu . _ -")
    email = forms.EmailField(
        label="thư điện tử", required=False, help_text="Để đặt lại mật khẩu khi quên và đăng nhập thay tên."
    )
    password1 = forms.CharField(
        label="mật khẩu",
        help_text=HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="nhập lại mật khẩu",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def unit(self) -> Unit:
        return Unit(**{name: self.cleaned_data[name] for name in ("kind", "name", "code")})

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in ("full_name", "username", "email")})


class ContactForm(forms.Form):
    phone = forms.CharField(
        label="điện thoại",
        required=False,
        max_length=Contact._meta.get_field("phone").max_length,
        help_text="Chỉ người quản lý của đơn vị và chính người này thấy.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        contact = Contact.objects.filter(person=person).first()
        kwargs.setdefault("initial", {"phone": contact.phone if contact else ""})
        super().__init__(*args, **kwargs)


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="thư điện tử mới",
        help_text="Một liên kết xác nhận sẽ được gửi đến địa chỉ này; mở liên kết thì địa chỉ mới được dùng.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
