"""The shape of what people enter about certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from thidua.documents.forms import UploadField
from thidua.documents.layouts import WORDINGS, Layout
from thidua.documents.models import Certificate, CertificateBatch, CertificateDesign, DesignVersion
from thidua.people.forms.fields import DayField
from thidua.writing.certificates import FIELDS, Field, Spot
from thidua.writing.designs import EMBLEMS, FRAMES

SIDES = (("left", "Trái"), ("center", "Giữa"), ("right", "Phải"))
MOST_MM = 600
HINTS = {
    "authority": "Ví dụ: Hiệu trưởng Trường THCS Suối Mơ. In chữ hoa.",
    "merit": "Ví dụ: {thành tích}, hoặc Đã có thành tích {thành tích} năm học 2026 - 2027.",
}


class NewDesignForm(forms.Form):
    name = forms.CharField(label="Tên mẫu", max_length=120, help_text="Ví dụ: Giấy khen của Hiệu trưởng.")
    way = forms.ChoiceField(label="Cách in", choices=CertificateDesign.Way.choices, widget=forms.RadioSelect)


class LookForm(forms.Form):
    """What both ways of printing have: a name, the words of each line, a picture."""

    name = forms.CharField(label="Tên mẫu", max_length=120)
    authority = forms.CharField(label=WORDINGS["authority"], max_length=300, required=False)
    recipient = forms.CharField(label=WORDINGS["recipient"], max_length=300, required=False)
    about = forms.CharField(label=WORDINGS["about"], max_length=300, required=False)
    merit = forms.CharField(label=WORDINGS["merit"], max_length=500, required=False)
    decision = forms.CharField(label=WORDINGS["decision"], max_length=300, required=False)
    register = forms.CharField(label=WORDINGS["register"], max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in HINTS.items():
            self.fields[name].help_text = hint

    @property
    def wording(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDINGS}

    def new_picture(self) -> bytes | None:
        """The new picture; empty to take the old one away, None to leave it."""
        upload = self.cleaned_data.get("picture")
        if upload:
            content: bytes = upload.read()
            return content
        return b"" if self.cleaned_data.get("drop_picture") else None


class OwnForm(LookForm):
    """A full design on white paper."""

    title = forms.CharField(label="Tên giấy", max_length=120, help_text="In chữ lớn ở giữa: GIẤY KHEN, BẰNG KHEN…")
    verb = forms.CharField(label="Chữ trên tên giấy", max_length=40, required=False, help_text="TẶNG, CẤP…")
    frame = forms.ChoiceField(label="Khung", choices=tuple(FRAMES.items()))
    emblem = forms.ChoiceField(label="Biểu tượng góc trái", choices=tuple(EMBLEMS.items()))
    picture = UploadField(label="Hình biểu trưng (PNG, JPEG, dưới 1 MB)", required=False)
    drop_picture = forms.BooleanField(label="Bỏ hình đang dùng", required=False)

    def layout(self) -> Layout:
        facts = {name: self.cleaned_data[name] for name in ("title", "verb", "frame", "emblem")}
        return Layout(**facts, wording=self.wording)


class StockForm(LookForm):
    """Where words go on stock that is printed already; the places are forms of their own."""

    wide = forms.FloatField(label="Chiều ngang phôi (mm)", min_value=50, max_value=MOST_MM)
    high = forms.FloatField(label="Chiều dọc phôi (mm)", min_value=50, max_value=MOST_MM)
    picture = UploadField(label="Ảnh quét của phôi (PNG, JPEG)", required=False)
    drop_picture = forms.BooleanField(label="Bỏ ảnh đang dùng", required=False)

    def layout(self, spots: Mapping[Field, Spot]) -> Layout:
        paper = (self.cleaned_data["wide"], self.cleaned_data["high"])
        return Layout(title="", verb="", wording=self.wording, paper=paper, spots=spots)


class SpotForm(forms.Form):
    """Where one field stands: millimetres from the left upper corner, size of letters in points."""

    shown = forms.BooleanField(label="In trường này", required=False)
    x = forms.FloatField(label="Cách trái (mm)", min_value=0, max_value=MOST_MM)
    y = forms.FloatField(label="Cách trên (mm)", min_value=0, max_value=MOST_MM)
    width = forms.FloatField(label="Rộng (mm)", min_value=1, max_value=MOST_MM)
    height = forms.FloatField(label="Cao (mm)", min_value=1, max_value=MOST_MM)
    size = forms.FloatField(label="Cỡ chữ (pt)", min_value=4, max_value=120)
    align = forms.ChoiceField(label="Canh", choices=SIDES)
    bold = forms.BooleanField(label="Đậm", required=False)
    italic = forms.BooleanField(label="Nghiêng", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("x", "y", "width", "height", "size"):
            self.fields[name].widget.attrs["step"] = "0.5" if name == "size" else "any"

    def spot(self) -> Spot:
        return Spot(**{name: value for name, value in self.cleaned_data.items() if name != "shown"})


def look_form(version: DesignVersion, data: Any = None, files: Any = None) -> OwnForm | StockForm:
    layout = Layout.of(version)
    initial: dict[str, Any] = {"name": version.design.name, **layout.wording}
    if version.design.way == CertificateDesign.Way.OWN:
        initial |= {"title": layout.title, "verb": layout.verb, "frame": layout.frame, "emblem": layout.emblem}
        return OwnForm(data, files, initial=initial)
    return StockForm(data, files, initial={**initial, "wide": layout.paper[0], "high": layout.paper[1]})


def spot_forms(version: DesignVersion, data: Any = None) -> dict[Field, SpotForm]:
    """One for each field that stock may bear; those that are not printed begin where there is room."""
    placed = Layout.of(version).spots
    forms_of: dict[Field, SpotForm] = {}
    for row, name in enumerate(FIELDS):
        spot = placed.get(name) or Spot(10, 10 + 12 * (row % 14), 80, 14, 10)
        facts = {part: getattr(spot, part) for part in ("x", "y", "width", "height", "size", "align", "bold", "italic")}
        forms_of[name] = SpotForm(data, prefix=name, initial={"shown": name in placed, **facts})
    return forms_of


class BatchForm(forms.ModelForm):
    """The facts of a batch that all its certificates share."""

    decision_date = DayField(label="Ngày quyết định", required=False)
    merit = forms.CharField(
        label="Thành tích chung",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In cho ai không ghi thành tích riêng trong danh sách.",
    )

    class Meta:
        model = CertificateBatch
        fields = [
            "title",
            "merit",
            "decision_number",
            "decision_date",
            "place",
            "signer_standing",
            "signer_position",
            "signer_name",
        ]
        help_texts = {
            "title": "Ví dụ: Khen thưởng cuối năm học 2026 - 2027.",
            "decision_number": "Có thể ghi sau, khi cấp.",
            "signer_standing": "Ví dụ: KT. HIỆU TRƯỞNG. Để trống khi người đứng đầu ký.",
            "signer_position": "Ví dụ: Hiệu trưởng.",
        }


class NewBatchForm(BatchForm):
    design = forms.ModelChoiceField(CertificateDesign.objects.none(), label="Mẫu", empty_label=None)
    field_order = ["design"]


class RowsForm(forms.Form):
    """A list to add: pasted out of a spreadsheet, or a workbook."""

    pasted = forms.CharField(
        label="Dán danh sách",
        max_length=1_000_000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "Nguyễn Thị An\tGiáo viên\tTổ Toán - Tin"}),
        help_text="Chép các dòng trong Excel rồi dán vào đây. Thứ tự cột: họ và tên, chức vụ, đơn vị, thành tích, "
        "số quyết định, số vào sổ. Chỉ họ và tên là bắt buộc.",
    )
    file = UploadField(label="Hoặc chọn tệp Excel", required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("file") and not (given.get("pasted") or "").strip():
            raise forms.ValidationError("Dán danh sách hoặc chọn tệp Excel.", code="no_rows")
        return given


class CertificateForm(forms.ModelForm):
    merit = forms.CharField(
        label="Thành tích", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = Certificate
        fields = ["recipient", "position", "unit_name", "merit", "decision", "register"]


class IssueForm(forms.Form):
    number = forms.CharField(label="Số quyết định", max_length=80)
    on = DayField(label="Ngày quyết định")


class CancelCertificateForm(forms.Form):
    reason = forms.CharField(
        label="Lý do hủy",
        max_length=300,
        help_text="Người tra cứu chỉ thấy giấy đã bị hủy và ngày hủy, không thấy lý do.",
    )
