"""The workbook that somebody chooses."""

from typing import Any

from django import forms

from thidua.people.sheets.files import MOST_BYTES, refuse_size


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label="tệp Excel",
        help_text=f"Tệp .xlsx theo mẫu, tối đa {MOST_BYTES // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Chọn tệp Excel đã điền theo mẫu.", "empty": "Tệp không có nội dung."},
    )

    def clean_file(self) -> Any:
        """Before an upload that is too large is read."""
        file = self.cleaned_data["file"]
        refuse_size(file.size)
        return file
