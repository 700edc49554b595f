"""The shape of what anybody may send."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from thidua.awards.forms.publications import ObjectionForm
from thidua.documents.checkers import code_in


class CheckForm(forms.Form):
    code = forms.CharField(
        label="Mã kiểm tra",
        required=False,
        max_length=40,
        help_text="Mười chữ và số dưới mã QR trên văn bản, ví dụ K7QM-3ZPA-X9.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Tệp PDF",
        required=False,
        help_text="Để xem chữ ký số và so với bản đơn vị lưu. Tệp chỉ được đọc để kiểm tra, không được lưu lại.",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_code(self) -> str:
        """Raises ValidationError `not_code`."""
        typed = self.cleaned_data["code"]
        if typed and not code_in(typed):
            raise ValidationError("Mã kiểm tra gồm mười chữ và số. Xem lại mã dưới mã QR.", code="not_code")
        return code_in(typed)

    def clean_file(self) -> UploadedFile | None:
        """Raises ValidationError `too_large`, `not_pdf`."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > settings.MAX_CHECKED_BYTES:
            most = settings.MAX_CHECKED_BYTES // 2**20
            raise ValidationError(f"Tệp lớn hơn {most} MB nên không kiểm tra được ở đây.", code="too_large")
        start = file.read(1024)
        file.seek(0)
        if b"%PDF-" not in start:
            raise ValidationError("Tệp không phải PDF. Chọn tệp .pdf.", code="not_pdf")
        return file

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError `nothing`."""
        given = super().clean() or {}
        if not self.errors and not given.get("code") and not given.get("file"):
            raise ValidationError("Nhập mã kiểm tra hoặc chọn tệp PDF.", code="nothing")
        return given


class CommentForm(ObjectionForm):
    """By anybody who has the address of a list of nominees."""

    name = forms.CharField(
        label="Họ tên người gửi",
        max_length=120,
        help_text="Chỉ người trả lời xem được; không hiện trên trang này.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label="Điện thoại hoặc thư điện tử",
        required=False,
        max_length=120,
        help_text="Để người trả lời hỏi thêm khi cần.",
    )
    website = forms.CharField(label="Để trống ô này", required=False, widget=forms.TextInput({"tabindex": "-1"}))
    """Nobody sees it: only machines fill it in."""
    field_order = ("nomination", "text", "name", "contact", "website")

    def clean_website(self) -> str:
        """Raises ValidationError `machine`."""
        if self.cleaned_data["website"]:
            raise ValidationError("Để trống ô này rồi gửi lại.", code="machine")
        return ""

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("nomination", "text", "name", "contact")}
