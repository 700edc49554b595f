"""The shape of what people enter about dossiers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from thidua.awards.models import Appraisal, AppraisalRemark, Dossier, DossierEntry, Nomination, Season
from thidua.awards.queries.dossiers import PaperLine, divisions_of, free_to_send, receivers_for
from thidua.documents.forms import UploadField
from thidua.kernel.forms import offer_choices, offer_rows
from thidua.people.forms.fields import DayField, SeveralField, TicksField
from thidua.people.models import Unit


class DossierForm(forms.Form):
    """Where it goes and what its tờ trình says besides."""

    title = forms.CharField(label="Tên hồ sơ", max_length=200)
    to_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="Gửi đến", required=False, empty_label="Nơi nhận ngoài hệ thống"
    )
    to_name = forms.CharField(
        label="Tên nơi nhận ngoài hệ thống",
        max_length=200,
        required=False,
        help_text="Chỉ ghi khi nơi nhận chưa dùng hệ thống này; kết quả do đơn vị gửi tự ghi vào.",
    )
    note = forms.CharField(
        label="Nội dung ghi thêm vào tờ trình",
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Căn cứ, danh sách và tóm tắt thành tích do hệ thống lập.",
    )

    def __init__(self, season: Season, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to_unit", receivers_for(season.unit))


class ChosenForm(forms.Form):
    """Nominations that were ticked."""

    nominations = SeveralField(
        queryset=Nomination.objects.none(),
        label="Đề nghị",
        error_messages={"required": "Chọn ít nhất một đề nghị đưa vào hồ sơ."},
    )

    def __init__(self, season: Season, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "nominations", free_to_send(season))

    @property
    def ticked(self) -> set[int]:
        """What was chosen, also of a form with errors."""
        values = self["nominations"].value() or []
        return {int(value) for value in values if str(value).isdecimal()}


class ReceiveForm(forms.Form):
    season = forms.ModelChoiceField(Season.objects.none(), label="Tiếp nhận vào đợt", empty_label=None)

    def __init__(self, dossier: Dossier, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Season.objects.filter(unit=dossier.to_unit, status=Season.Status.OPEN).order_by("-year", "-pk")
        offer_rows(self, "season", rows)
        same = next((row.pk for row in rows if row.year == dossier.season.year), None)
        self.initial.setdefault("season", dossier.season.parent_id or same)


class PaperForm(forms.Form):
    key = forms.ChoiceField(label="Là giấy tờ nào")
    file = UploadField(label="Tệp")
    caption = forms.CharField(label="Chú thích", required=False, max_length=300)

    def __init__(self, checklist: Sequence[PaperLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(line.key, line.name) for line in checklist if line.key != "other"]
        offer_choices(self, "key", [*choices, ("other", "Giấy tờ khác")])


class AskForm(forms.Form):
    due = DayField(label="Hạn gửi ý kiến", required=False)

    def __init__(self, dossier: Dossier, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Unit.objects.none()
        if dossier.to_unit:
            asked = dossier.appraisals.exclude(status=Appraisal.Status.WITHDRAWN).values("division")
            rows = divisions_of(dossier.to_unit, today).exclude(pk__in=asked).order_by("path")
        self.fields["divisions"] = TicksField(rows, label="Phòng, ban được lấy ý kiến")
        self.order_fields(["divisions", "due"])


class DueForm(forms.Form):
    due = DayField(label="Hạn gửi ý kiến", required=False, help_text="Để trống nếu không ấn định hạn.")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Lý do rút yêu cầu",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Phòng, ban được báo lý do này.",
    )


AGREES = (("dong-y", "Đồng ý"), ("khong", "Không đồng ý"))


@dataclass(slots=True)
class EachWord:
    """What was chosen and written at one entry; `said` is what stands there already."""

    entry: DossierEntry
    choice: str
    words: str
    said: AppraisalRemark | None = None


class WordsOfEach:
    """A choice and words for each entry, of fields `y_12` and `n_12` of the page's own rows."""

    def __init__(self, entries: Iterable[DossierEntry], data: Mapping[str, str]) -> None:
        self.rows = [
            EachWord(each, data.get(f"y_{each.pk}", ""), data.get(f"n_{each.pk}", "")[:2000]) for each in entries
        ]

    @property
    def words(self) -> dict[int, str]:
        """Of those with words."""
        return {row.entry.pk: row.words for row in self.rows if row.words.strip()}

    @property
    def opinions(self) -> dict[int, tuple[bool, str]]:
        """Of those with a choice or words; words alone are said of who is agreed to."""
        said = (row for row in self.rows if row.choice in dict(AGREES) or row.words.strip())
        return {row.entry.pk: (row.choice != "khong", row.words) for row in said}


class OpinionForm(forms.Form):
    agrees = forms.ChoiceField(label="Ý kiến chung về hồ sơ", choices=AGREES, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label="Nội dung ý kiến", required=False, max_length=4000, widget=forms.Textarea({"rows": 4})
    )


class AnswerForm(forms.Form):
    """What a receiver outside the system answered."""

    answer = forms.ChoiceField(
        label="Kết quả",
        choices=[
            ("agreed", "Được khen thưởng"),
            ("refused", "Không được khen thưởng"),
            ("returned", "Trả lại để bổ sung"),
        ],
        widget=forms.RadioSelect,
    )
    decided_by = forms.CharField(label="Cơ quan quyết định", max_length=200, required=False)
    decision_number = forms.CharField(label="Số quyết định", max_length=80, required=False)
    decision_date = DayField(label="Ngày quyết định", required=False)
    reason = forms.CharField(
        label="Lý do theo văn bản trả lời", required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, entries: QuerySet[DossierEntry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticks = SeveralField(
            queryset=entries, label="Đề nghị", error_messages={"required": "Chọn ít nhất một đề nghị đã có kết quả."}
        )
        self.fields["entries"] = ticks
        self.order_fields(["entries", "answer"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("answer") == "agreed":
            for name in ("decided_by", "decision_number", "decision_date"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, forms.ValidationError("Ghi theo quyết định khen thưởng.", code="required"))
        return values

    @property
    def decision(self) -> dict[str, Any]:
        """What `record_answer` is told of the decision."""
        if self.cleaned_data["answer"] != "agreed":
            return {}
        return {name: self.cleaned_data[name] for name in ("decided_by", "decision_number", "decision_date")}
