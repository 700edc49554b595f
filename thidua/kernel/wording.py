"""What forms say when an entry is refused: Django's own Vietnamese reads badly, or speaks of "trường" (a school)."""

from django import forms
from django.core.validators import EmailValidator

REFUSALS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Chưa điền mục này."},
    forms.ChoiceField: {
        "required": "Chưa chọn mục nào.",
        "invalid_choice": "Lựa chọn này không còn. Chọn lại trong danh sách.",
    },
    forms.IntegerField: {"invalid": "Ghi một số nguyên, ví dụ 12."},
    forms.DecimalField: {"invalid": "Ghi một số, ví dụ 98,5."},
    forms.URLField: {"invalid": "Ghi đủ địa chỉ trang, ví dụ https://truong.edu.vn/bao-cao."},
    forms.FileField: {
        "required": "Chưa chọn tệp.",
        "missing": "Chưa chọn tệp.",
        "empty": "Tệp không có nội dung. Kiểm tra lại tệp rồi chọn tệp khác.",
    },
}


def use_own_words() -> None:
    for field, words in REFUSALS.items():
        field.default_error_messages = {**field.default_error_messages, **words}
    EmailValidator.message = "Ghi đủ địa chỉ thư điện tử, ví dụ ten@truong.edu.vn."
