"""What is asked of decisions, of decisions taken elsewhere, and of awards that are taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from thidua.awards.models import Decision, Nomination, Season
from thidua.awards.operations.revocation import RevocationGround
from thidua.awards.queries.decisions import Signer, enterable, signers_of
from thidua.documents.certificate_queries import designs_offered
from thidua.documents.forms import UploadField
from thidua.documents.models import CertificateDesign
from thidua.kernel.forms import offer_choices, offer_rows
from thidua.people.forms.fields import DayField, TicksField
from thidua.people.models import Unit

SAME = ("title", "proposal", "bonus_words", "signer_position", "signer_name", "signer_standing")
BY_HAND = ("signer_position", "signer_name", "signer_standing")


class NominationTicks(TicksField):
    """Nominations to tick; `rows` are drawn by the page, with what each is about."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.subject_name} – {row.unit.label}"


class LinesForm(forms.Form):
    """Who stands on a decision."""

    nominations = NominationTicks(
        Nomination.objects.none(),
        label="Danh sách",
        error_messages={"required": "Chọn ít nhất một người hoặc tập thể."},
    )

    def __init__(self, rows: QuerySet[Nomination], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "nominations", rows)


class DecisionForm(forms.Form):
    """The words of a draft."""

    title = forms.CharField(label="Trích yếu", max_length=300, widget=forms.Textarea({"rows": 2}))
    bases = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=12_000,
        widget=forms.Textarea({"rows": 7}),
        help_text="Mỗi dòng một căn cứ. Đã điền sẵn văn bản còn hiệu lực, kế hoạch và biên bản họp; đối chiếu rồi sửa.",
    )
    proposal = forms.CharField(
        label="Dòng đề nghị",
        required=False,
        max_length=300,
        help_text="Ví dụ: Theo đề nghị của Hội đồng Thi đua - Khen thưởng.",
    )
    signer = forms.ChoiceField(label="Người ký", required=False)
    signer_position = forms.CharField(label="Chức vụ người ký", required=False, max_length=200)
    signer_name = forms.CharField(label="Họ và tên người ký", required=False, max_length=120)
    signer_standing = forms.CharField(
        label="Thẩm quyền ký",
        required=False,
        max_length=200,
        help_text="Ví dụ KT. GIÁM ĐỐC; bỏ trống khi ký trực tiếp.",
    )
    bonus_words = forms.CharField(
        label="Ghi trên quyết định về tiền thưởng",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Chỉ ghi khi đơn vị chi khác mức của Nhà nước; bỏ trống thì quyết định ghi tổng tiền theo quy định.",
    )

    def __init__(self, decision: Decision, day: date, typed: Any = None) -> None:
        initial = {name: getattr(decision, name) for name in SAME} | {"bases": "\n".join(decision.bases)}
        self.signers: list[Signer] = signers_of(decision.season.unit, day)
        said = tuple(getattr(decision, name) for name in BY_HAND)
        known = {(one.position, one.name, one.standing): one.key for one in self.signers}
        super().__init__(typed, initial=initial | {"signer": known.get(said, "")})
        choices = [(one.key, str(one)) for one in self.signers]
        offer_choices(self, "signer", [*choices, ("", "Ghi tay ở dưới")])

    @property
    def facts(self) -> dict[str, Any]:
        """What `operations.decisions.change_decision` takes."""
        values = dict(self.cleaned_data)
        chosen = next((one for one in self.signers if one.key == values.pop("signer")), None)
        if chosen:
            values |= {
                "signer_position": chosen.position,
                "signer_name": chosen.name,
                "signer_standing": chosen.standing,
            }
        return values | {"bases": values["bases"].splitlines()}


class CertificatesForm(forms.Form):
    """By which of the designs of a unit certificates are printed."""

    design = forms.ModelChoiceField(CertificateDesign.objects.none(), label="Mẫu", empty_label=None)

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "design", designs_offered(unit))


class IssueForm(CertificatesForm):
    on = DayField(label="Ngày quyết định")
    number = forms.CharField(
        label="Số quyết định", required=False, max_length=80, help_text="Bỏ trống để lấy số tiếp theo trong sổ văn bản."
    )
    design = forms.ModelChoiceField(
        CertificateDesign.objects.none(),
        label="Lập giấy khen, giấy chứng nhận theo mẫu",
        required=False,
        empty_label="Chưa lập",
        help_text="Lập sẵn giấy cho cả danh sách; kiểm tra rồi cấp và in sau.",
    )
    field_order = ["on", "number", "design"]


class EnterForm(LinesForm):
    """A decision of another body, and whom of the season it names."""

    decided_by = forms.CharField(label="Cơ quan quyết định", max_length=200)
    decision_number = forms.CharField(label="Số quyết định", max_length=80)
    decision_date = DayField(label="Ngày quyết định")
    file = UploadField(
        label="Tệp quyết định",
        required=False,
        help_text="Bản quét hoặc bản điện tử, được lưu vào văn bản đến của đơn vị.",
    )

    def __init__(self, season: Season, *args: Any, **kwargs: Any) -> None:
        super().__init__(enterable(season), *args, **kwargs)
        self.order_fields(["decided_by", "decision_number", "decision_date", "file", "nominations"])


class RevokeForm(forms.Form):
    ground = forms.ChoiceField(label="Căn cứ hủy bỏ", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Sự việc, kết luận nào. Người được khen thưởng đọc được.",
    )
    paper = forms.CharField(label="Số quyết định hủy bỏ", max_length=120)
    on = DayField(label="Ngày quyết định hủy bỏ")

    def __init__(self, grounds: Sequence[RevocationGround], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [(one.key, f"{one.text} ({one.source})") for one in grounds]
        offer_choices(self, "ground", said)
        if any(one.doubts for one in grounds):
            self.fields["ground"].help_text = "Căn cứ theo luật đã nhập; cần đối chiếu văn bản sửa đổi."


class BonusForm(forms.Form):
    amount = forms.IntegerField(
        label="Số tiền thực chi (đồng)",
        required=False,
        min_value=0,
        max_value=10**10,
        help_text="Bỏ trống khi không biết hoặc không chi.",
    )
    note = forms.CharField(
        label="Căn cứ chi", max_length=300, help_text="Quy chế chi tiêu nội bộ, nghị quyết, thỏa thuận nào."
    )
