from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile


class Sheet(forms.Form):
    name = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A")])
    count = forms.IntegerField(required=False)
    address = forms.EmailField(required=False)
    paper = forms.FileField(required=False)


def test_empty_form_is_refused_without_calling_a_field_a_school():
    form = Sheet({})

    assert form.errors == {"name": ["Chưa điền mục này."], "kind": ["Chưa chọn mục nào."]}


def test_wrong_entries_are_told_how_to_write_them():
    entries = {"name": "Tên", "kind": "b", "count": "mười", "address": "ten"}

    form = Sheet(entries, {"paper": SimpleUploadedFile("trong.txt", b"")})

    assert form.errors == {
        "kind": ["Lựa chọn này không còn. Chọn lại trong danh sách."],
        "count": ["Ghi một số nguyên, ví dụ 12."],
        "address": ["Ghi đủ địa chỉ thư điện tử, ví dụ ten@truong.edu.vn."],
        "paper": ["Tệp không có nội dung. Kiểm tra lại tệp rồi chọn tệp khác."],
    }
