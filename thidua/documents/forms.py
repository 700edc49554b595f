"""The shape of what people enter about documents."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from thidua.documents.models import DocumentType, OfficialDocument
from thidua.documents.operations import refuse_large
from thidua.people.forms.fields import DayField


class UploadField(forms.FileField):
    """A file; one that is too large is refused before it is read."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, UploadedFile):
            refuse_large(value.size or 0)


class DocumentForm(forms.ModelForm):
    """The facts of a document that came in or that was issued outside the system."""

    date = DayField(label="Ngày ban hành", required=False)
    excerpt = forms.CharField(label="Trích yếu", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = OfficialDocument
        fields = ["direction", "type", "number", "date", "issuer_name", "excerpt", "signer_name"]


class NewDocumentForm(DocumentForm):
    file = UploadField(label="Tệp văn bản", required=False)


class WordForm(forms.Form):
    """A Word file that is only looked at, or that becomes a template."""

    file = UploadField(
        label="Tệp Word (.docx)", error_messages={"empty": "Tệp không có nội dung. Chọn tệp khác."}, max_length=255
    )


class FileForm(forms.Form):
    file = UploadField(label="Kèm thêm tệp")


class PieceForm(forms.Form):
    """A file, a photograph or a link, with what it shows."""

    file = UploadField(label="Tệp hoặc ảnh", required=False, allow_empty_file=True)
    link = forms.URLField(label="Hoặc đường dẫn", required=False, max_length=1000, assume_scheme="https")
    caption = forms.CharField(label="Chú thích", required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("file") and not values.get("link"):
            raise ValidationError("Chọn tệp, chụp ảnh hoặc ghi đường dẫn.", code="nothing")
        return values


class HoldNumberForm(forms.Form):
    series = forms.ChoiceField(label="Loại văn bản", choices=DocumentType.choices)
    purpose = forms.CharField(
        label="Giữ cho văn bản nào", max_length=300, help_text="Ví dụ: kế hoạch đang chờ ký, có số trước để in."
    )


class CancelNumberForm(forms.Form):
    reason = forms.CharField(label="Lý do hủy số", max_length=300)
