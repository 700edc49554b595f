"""The text of an initiative, its authors, results and decisions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from thidua.documents.forms import PieceForm
from thidua.initiatives.forms.fields import NumberField, colleague_field
from thidua.initiatives.models import Enclosure, Initiative, Scope
from thidua.initiatives.operations.authors import Entry
from thidua.initiatives.operations.results import Row
from thidua.initiatives.parts import MOST_LETTERS, PARTS
from thidua.initiatives.queries.people import colleagues
from thidua.kernel.forms import offer_rows
from thidua.people.forms.fields import DayField
from thidua.people.models import Person, Unit
from thidua.plans.models import Target

MOST_EDITIONS = 2**31 - 1


class BeginForm(forms.Form):
    title = forms.CharField(label="Tên sáng kiến", max_length=500, help_text="Ngắn gọn; sau này vẫn sửa được.")
    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đăng ký cho", empty_label=None)

    def __init__(self, units: QuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "unit", units)


class PartField(forms.CharField):
    """Shown as needed, for it is when the initiative is sent; saving does not ask for it."""

    def validate(self, value: object) -> None:
        """Nothing to refuse while one writes."""


class TextForm(forms.Form):
    """All sections of the description; nothing but the title must be there to be saved."""

    use_required_attribute = False

    title = forms.CharField(label="Tên sáng kiến", max_length=500)
    kind = forms.ChoiceField(label="Loại", choices=Initiative.Kind.choices)
    field = forms.ChoiceField(label="Lĩnh vực", choices=Initiative.Field.choices)
    target = forms.ModelChoiceField(
        Target.objects.none(), label="Phục vụ chỉ tiêu của kế hoạch", required=False, empty_label="Không gắn chỉ tiêu"
    )
    first_applied = DayField(label="Ngày áp dụng lần đầu", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_EDITIONS)

    def __init__(self, initiative: Initiative, typed: Any = None) -> None:
        names = ("title", "kind", "field", "target", "first_applied")
        initial = {name: getattr(initiative, name) for name in names}
        initial |= {"seen": initiative.edition, **initiative.parts}
        super().__init__(typed, initial=initial)
        for part in PARTS:
            area = forms.Textarea({"rows": 4})
            self.fields[part.name] = PartField(
                label=part.label,
                help_text=part.hint,
                required=bool(part.asked),
                max_length=MOST_LETTERS,
                widget=area,
            )
        plan = initiative.round.plan_id if initiative.round else None
        targets = Target.objects.filter(plan=plan, removed=False) if plan else Target.objects.none()
        if targets:
            offer_rows(self, "target", targets, lambda row: row.text[:120])
        else:
            del self.fields["target"]

    @property
    def parts(self) -> dict[str, str]:
        return {part.name: self.cleaned_data[part.name] for part in PARTS}

    @property
    def facts(self) -> dict[str, Any]:
        names = ("title", "kind", "field", "target", "first_applied")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class AuthorForm(forms.Form):
    """One line of the list of authors."""

    person = forms.ModelChoiceField(Person.objects.all(), required=False, widget=forms.HiddenInput)
    outside_name = forms.CharField(label="Họ tên", required=False, max_length=120)
    workplace = forms.CharField(label="Nơi công tác", required=False, max_length=300)
    share = NumberField(label="Tỷ lệ đóng góp (%)")
    remove = forms.BooleanField(label="Bỏ", required=False)

    @property
    def entry(self) -> Entry:
        values = self.cleaned_data
        return Entry(
            values["share"],
            values["person"],
            "" if values["person"] else values["outside_name"],
            values["workplace"],
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("person") and not values.get("outside_name") and not values.get("remove"):
            raise ValidationError("Ghi họ tên tác giả.", code="no_name")
        return values


class NewAuthorForm(forms.Form):
    """Another author: found in the system, or named by hand when from outside."""

    outside_name = forms.CharField(label="Hoặc ghi tên người ngoài hệ thống", required=False, max_length=120)
    workplace = forms.CharField(label="Nơi công tác của người ngoài", required=False, max_length=300)
    share = NumberField(label="Tỷ lệ đóng góp (%)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = colleague_field(colleagues(), label="Đồng nghiệp, ở bất kỳ đơn vị nào", required=False)
        self.fields = {"person": person, **self.fields}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not values.get("person") and not values.get("outside_name"):
            raise ValidationError("Tìm và chọn một người, hoặc ghi tên người ngoài hệ thống.", code="nobody")
        return values

    @property
    def entry(self) -> Entry:
        values = self.cleaned_data
        outside = "" if values["person"] else values["outside_name"]
        return Entry(values["share"], values["person"], outside, values["workplace"])


class ResultForm(forms.Form):
    indicator = forms.CharField(label="Chỉ số", max_length=300)
    unit_of_count = forms.CharField(label="Đơn vị tính", required=False, max_length=60)
    before = NumberField(label="Trước", required=False, places=4)
    after = NumberField(label="Sau", places=4)
    note = forms.CharField(label="Cách đo, nguồn", required=False, max_length=500)

    @property
    def row(self) -> Row:
        return Row(**self.cleaned_data)


class BeneficiaryForm(forms.Form):
    beneficiaries = forms.CharField(label="Đối tượng hưởng lợi", max_length=300, required=False)
    beneficiary_count = forms.IntegerField(
        label="Số người hưởng lợi", required=False, min_value=0, max_value=100_000_000
    )


def result_rows(forms_of_rows: Iterable[Any]) -> list[Row]:
    """Rows that were filled in."""
    return [form.row for form in forms_of_rows if form.has_changed() and form.cleaned_data.get("indicator")]


class FileForm(PieceForm):
    purpose = forms.ChoiceField(label="Dùng làm", choices=Enclosure.Purpose.choices)

    field_order = ("purpose",)


class DecisionForm(forms.Form):
    scope = forms.ChoiceField(label="Phạm vi công nhận", choices=Scope.choices)
    number = forms.CharField(label="Số quyết định", max_length=80)
    day = DayField(label="Ngày quyết định")
    decided_by = forms.CharField(label="Cơ quan, người quyết định", max_length=300)
    votes_for = forms.IntegerField(label="Số phiếu đồng ý", required=False, min_value=0, max_value=1000)
    votes_of = forms.IntegerField(label="Trên tổng số thành viên Hội đồng", required=False, min_value=1, max_value=1000)
    certificate_number = forms.CharField(label="Số giấy chứng nhận", required=False, max_length=80)


class UseForm(forms.Form):
    """For which title of which year an author uses it."""

    award_name = forms.CharField(label="Danh hiệu", max_length=200)
    year = forms.IntegerField(label="Năm xét", min_value=2000, max_value=2199)
