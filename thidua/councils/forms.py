"""The shape of what people enter about councils."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from thidua.councils.counting import ABSTAINED, AGAINST, AGREED, Count
from thidua.councils.models import Ballot, Council, HouseRule, Item, Meeting, Option, Seat
from thidua.councils.operations.paper_ballots import Counted
from thidua.councils.rulebook import matters
from thidua.documents.forms import UploadField
from thidua.kernel.calendar import today
from thidua.kernel.forms import offer_choices
from thidua.kernel.text import clean, clean_lines
from thidua.people.forms.fields import DayField, TicksField, person_field
from thidua.people.models import Person

SENT = {"1": AGREED, "2": AGAINST, "3": ABSTAINED}
"""What a browser sends for each mark: no encoding makes it longer, so the length of what is sent tells nothing."""
APPROVE_MARKS = (("1", "Đồng ý"), ("2", "Không đồng ý"), ("3", "Không có ý kiến"))
CHOOSE_MARKS = (("1", "Chọn"), ("3", "Không chọn"))


class MeetingField(forms.ModelChoiceField):
    """A meeting, told by its time and council."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{timezone.localtime(obj.starts):%H:%M %d/%m/%Y} – {obj.title} ({obj.council.name})"


class CouncilForm(forms.ModelForm):
    decision_date = DayField(label="Ngày quyết định")
    valid_from = DayField(label="Nhiệm kỳ từ ngày")
    valid_to = DayField(label="Đến hết ngày", required=False)

    class Meta:
        model = Council
        fields = [
            "name",
            "purpose",
            "level",
            "decision_number",
            "decision_date",
            "valid_from",
            "valid_to",
            "least_shown",
        ]
        help_texts = {
            "name": "Ghi như trong quyết định thành lập.",
            "least_shown": "Ít phiếu hơn số này thì chỉ nêu đạt hay không đạt, để không đoán được phiếu của ai.",
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError("Ngày cuối phải từ ngày đầu trở đi.", code="order"))
        return values


class SeatForm(forms.Form):
    def __init__(self, *args: Any, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = person_field(persons, label="Người")
        self.order_fields(["person", "office", "may_vote", "valid_from"])

    office = forms.ChoiceField(label="Chức vụ trong hội đồng", choices=Seat.Office.choices, initial=Seat.Office.MEMBER)
    may_vote = forms.BooleanField(label="Có quyền biểu quyết", required=False, initial=True)
    valid_from = DayField(label="Tham gia từ ngày")


class LastDayForm(forms.Form):
    last_day = DayField(label="Ngày cuối")


class HouseRuleForm(forms.ModelForm):
    share = forms.CharField(label="Tỷ lệ", max_length=12, help_text="Ghi dạng 2/3 hoặc 80%.")
    valid_from = DayField(label="Áp dụng từ ngày")
    matter = forms.ChoiceField(label="Áp dụng cho", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", [("", "Chọn"), *HouseRule.Kind.choices])
        offer_choices(self, "matter", [("", "Mọi nội dung"), *matters(today())])
        self.order_fields(["kind", "matter", "share", "is_strict", "whole", "counts_recused", "absent_in_writing"])

    class Meta:
        model = HouseRule
        fields = ["kind", "is_strict", "whole", "counts_recused", "absent_in_writing", "source", "valid_from"]
        help_texts = {
            "is_strict": "Đánh dấu khi quy chế ghi “trên 1/2”, “quá bán”; để trống khi ghi “từ 2/3 trở lên”.",
            "source": "Ví dụ: Quy chế hoạt động của hội đồng, Điều 5 khoản 2.",
        }

    def clean_share(self) -> tuple[int, int]:
        """Raises ValidationError `share`."""
        words = "".join(self.cleaned_data["share"].split())
        top, _, bottom = (f"{words[:-1]}/100" if words.endswith("%") else words).partition("/")
        parts = [int(part) if part.isascii() and part.isdecimal() and len(part) < 4 else 0 for part in (top, bottom)]
        if not 0 < parts[0] <= parts[1]:
            raise ValidationError("Ghi tỷ lệ dạng 2/3 hoặc 80%, không quá 100%.", code="share")
        return parts[0], parts[1]

    @property
    def facts(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["numerator"], values["denominator"] = values.pop("share")
        return values


class MeetingForm(forms.Form):
    title = forms.CharField(label="Tên phiên họp", max_length=200)
    day = DayField(label="Ngày họp")
    hour = forms.TimeField(
        label="Giờ họp",
        input_formats=["%H:%M", "%Hh%M", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00"}),
        error_messages={"invalid": "Ghi giờ dạng 08:00."},
    )
    venue = forms.CharField(label="Địa điểm", max_length=200)
    link = forms.URLField(label="Địa chỉ họp trực tuyến", required=False, max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presiding"] = forms.ModelChoiceField(seats, label="Chủ tọa", empty_label=None)
        self.fields["secretary"] = forms.ModelChoiceField(seats, label="Thư ký", empty_label=None)
        self.fields["counters"] = TicksField(
            seats, label="Tổ kiểm phiếu", required=False, help_text="Cần ít nhất hai người nếu có phiếu giấy."
        )

    @property
    def facts(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        day, hour = values.pop("day"), values.pop("hour")
        starts = datetime.combine(day, hour or time(), timezone.get_current_timezone())
        return values | {"starts": starts, "counters": list(values["counters"])}

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        starts = timezone.localtime(meeting.starts)
        facts = {name: getattr(meeting, name) for name in ("title", "venue", "link", "presiding", "secretary")}
        return facts | {"day": starts.date(), "hour": starts.time(), "counters": meeting.counters.all()}


class ConclusionForm(forms.Form):
    conclusion = forms.CharField(
        label="Kết luận của chủ tọa", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ItemForm(forms.Form):
    title = forms.CharField(label="Nội dung", max_length=300)
    text = forms.CharField(
        label="Trình bày", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    matter = forms.ChoiceField(
        label="Biểu quyết theo quy định về",
        required=False,
        help_text="Để tỷ lệ phiếu lấy đúng điều khoản. Nội dung khác lấy theo quy chế của hội đồng.",
    )
    nominees = forms.CharField(
        label="Danh sách đưa ra biểu quyết",
        required=False,
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mỗi dòng một người hoặc tập thể. Để trống nếu chỉ hỏi một câu.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "matter", [("", "Nội dung khác"), *matters(today())])

    def clean_nominees(self) -> list[tuple[str, None]]:
        return [(line, None) for line in clean_lines(self.cleaned_data["nominees"]).splitlines() if line]


class NotesForm(forms.Form):
    notes = forms.CharField(
        label="Ý kiến thảo luận", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class FileForm(forms.Form):
    file = UploadField(label="Tài liệu cho thành viên đọc")


class ConflictForm(forms.Form):
    reason = forms.CharField(label="Lý do không tham gia biểu quyết", max_length=300)


class RecusalForm(ConflictForm):
    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"] = forms.ModelChoiceField(seats, label="Thành viên")
        self.order_fields(["seat", "reason"])


class BallotForm(forms.ModelForm):
    class Meta:
        model = Ballot
        fields = ["question", "form", "most", "places", "is_secret", "may_abstain", "needs_code"]
        labels = {"form": "Cách bỏ phiếu"}
        help_texts = {
            "most": "Chỉ dùng khi chọn trong danh sách.",
            "places": "Chỉ dùng khi chọn trong danh sách: nhiều nhất bao nhiêu mục được chọn.",
            "needs_code": "Khi mở, màn hình hiện mã gồm hai nửa: chủ tọa ghi một nửa, tổ kiểm phiếu ghi một nửa. "
            "Thiếu một nửa thì không ai mở được hòm phiếu, kể cả người quản trị máy chủ; mất mã thì phải bỏ phiếu lại.",
        }

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].initial = item.title
        self.instance.item = item


class VoteForm(forms.Form):
    """A choice for each option. All values are of one length: what is sent tells nothing by its size."""

    def __init__(self, *args: Any, ballot: Ballot, options: Iterable[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = CHOOSE_MARKS if ballot.form == Ballot.Form.CHOOSE else APPROVE_MARKS
        if ballot.form == Ballot.Form.APPROVE and not ballot.may_abstain:
            choices = APPROVE_MARKS[:2]
        self.marks = {f"option_{option.order}": option for option in options}
        for name, option in self.marks.items():
            self.fields[name] = forms.ChoiceField(
                label=option.label,
                initial="3" if ballot.form == Ballot.Form.CHOOSE else None,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Chọn một ô."},
            )

    @property
    def answer(self) -> str:
        return "".join(SENT[self.cleaned_data[name]] for name in self.marks)


class CountForm(forms.Form):
    """What one of the counting team found on paper."""

    papers = forms.IntegerField(label="Số phiếu giấy thu về", min_value=0, max_value=10_000)
    invalid = forms.IntegerField(label="Trong đó không hợp lệ", min_value=0, max_value=10_000)

    def __init__(self, *args: Any, ballot: Ballot, options: Iterable[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_choice = ballot.form == Ballot.Form.CHOOSE
        words = (
            (("agreed", "Chọn"),)
            if is_choice
            else tuple(zip(Count.__slots__, dict(APPROVE_MARKS).values(), strict=True))
        )
        self.rows = list(options)
        for option in self.rows:
            for part, label in words:
                self.fields[f"{part}_{option.order}"] = forms.IntegerField(
                    label=f"{clean(option.label)[:120]} – {label.lower()}", min_value=0, max_value=10_000
                )

    @property
    def found(self) -> Counted:
        values = self.cleaned_data
        counts = [
            Count(*(values.get(f"{part}_{option.order}", 0) for part in ("agreed", "against", "abstained")))
            for option in self.rows
        ]
        return Counted(values["papers"], values["invalid"], counts)


class CloseForm(forms.Form):
    code = forms.CharField(
        label="Mã mở hòm phiếu",
        max_length=80,
        help_text="Ghi nửa của chủ tọa trước, nửa của tổ kiểm phiếu sau.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
