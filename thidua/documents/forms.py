"""The shape of what people enter about documents."""

from django import forms

from thidua.documents.models import OfficialDocument


class DocumentForm(forms.ModelForm):
    """A document that came in or that was issued outside the system, with its file."""

    date = forms.DateField(
        label="Ngày ban hành",
        required=False,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}),
        error_messages={"invalid": "Ghi ngày dạng dd/mm/yyyy."},
    )
    file = forms.FileField(label="Tệp văn bản", required=False)

    class Meta:
        model = OfficialDocument
        fields = ["direction", "type", "number", "date", "issuer_name", "excerpt", "signer_name"]
        widgets = {"excerpt": forms.Textarea(attrs={"rows": 2})}


class CancelNumberForm(forms.Form):
    reason = forms.CharField(label="Lý do hủy số", max_length=300)
