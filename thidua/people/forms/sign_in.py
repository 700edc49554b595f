"""allauth's forms in Vietnamese. What they check is theirs; labels, hints and the check of a repeated word are ours."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

HINT = (
    "Ít nhất 10 ký tự, không chỉ gồm chữ số, không phải mật khẩu nhiều người dùng, không giống tên hay thư điện tử. "
    "Một câu ngắn dễ nhớ là tốt nhất."
)
LONGEST_LOGIN = 254
"""No name and no address is longer; a stranger's book is not looked for in the database."""


class Worded(forms.Form):
    """Gives the fields their Vietnamese labels and hints, and takes the placeholders away."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.widget.attrs.pop("placeholder", None)


class Repeated(Worded):
    """A new password typed twice."""

    def clean(self) -> dict[str, Any]:
        typed = forms.Form.clean(self) or {}
        first, second = typed.get("password1"), typed.get("password2")
        if first and second and first != second:
            sentence = "Hai lần nhập mật khẩu chưa giống nhau. Nhập lại cả hai lần."
            self.add_error("password2", ValidationError(sentence, code="password_mismatch"))
        return typed


NEW_PASSWORD = {"password1": ("Mật khẩu mới", HINT), "password2": ("Nhập lại mật khẩu mới", "")}
CODE = {"code": ("Mã xác thực", "Sáu chữ số đang hiện trong ứng dụng xác thực, hoặc một mã dự phòng.")}


class LoginForm(Worded, account.LoginForm):
    words = {
        "login": ("Tên đăng nhập hoặc thư điện tử", ""),
        "password": ("Mật khẩu", ""),
        "remember": ("Giữ đăng nhập trên máy này", "Không chọn trên máy dùng chung."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        login = self.fields["login"]
        login.widget.attrs.update(attributes)
        login.validators.append(MaxLengthValidator(LONGEST_LOGIN))


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    words = {"email": ("Thư điện tử đã khai với đơn vị", "")}


class NewPasswordForm(Repeated, account.ResetPasswordKeyForm):
    words = NEW_PASSWORD


class ChangePasswordForm(Repeated, account.ChangePasswordForm):
    words = {"oldpassword": ("Mật khẩu hiện tại", ""), **NEW_PASSWORD}


class SetPasswordForm(Repeated, account.SetPasswordForm):
    words = NEW_PASSWORD


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    words = {"password": ("Mật khẩu", "")}


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    words = {"code": ("Mã xác thực", "Sáu chữ số đang hiện trong ứng dụng xác thực.")}


class AuthenticateForm(Worded, factor.AuthenticateForm):
    words = CODE


class ReauthenticateByCodeForm(Worded, factor.ReauthenticateForm):
    words = CODE
