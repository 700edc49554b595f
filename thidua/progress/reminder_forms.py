"""On which days one is reminded, in which words, and how letters come."""

import re
from typing import Any

from django import forms

from thidua.progress.models import Preference
from thidua.progress.reminding import MOST_DAYS, MOST_WORDS, Pattern

MOST_NUMBERS = 10


class DaysField(forms.CharField):
    """Numbers of days between commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        words = [word for word in re.split(r"[\s,;]+", super().clean(value)) if word]
        days = [int(word) for word in words if word.isascii() and word.isdecimal() and 1 <= int(word[:9]) <= MOST_DAYS]
        if len(days) != len(words) or len(days) > MOST_NUMBERS:
            sentence = f"Ghi nhiều nhất {MOST_NUMBERS} số từ 1 đến {MOST_DAYS}, cách nhau bằng dấu phẩy, ví dụ 7, 3, 1."
            raise forms.ValidationError(sentence, code="days")
        return days


class RuleForm(forms.Form):
    active = forms.BooleanField(label="Tự động nhắc việc", required=False)
    before = DaysField(label="Trước hạn (ngày)", required=False, max_length=60, help_text="Ví dụ: 7, 3, 1")
    on_day = forms.BooleanField(label="Nhắc vào đúng ngày hạn", required=False)
    after = DaysField(
        label="Sau hạn, khi vẫn chưa nộp (ngày)", required=False, max_length=60, help_text="Ví dụ: 1, 3, 7"
    )
    escalate_after = forms.IntegerField(
        label="Báo người đứng đầu khi trễ (ngày)",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="Để trống thì không báo riêng người đứng đầu.",
    )

    def __init__(self, *args: Any, pattern: Pattern, active: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "active": active,
            "before": pattern.before,
            "on_day": 0 in pattern.days,
            "after": pattern.after,
            "escalate_after": pattern.escalate_after,
        }
        super().__init__(*args, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:
        """What `change_rule` takes."""
        values = self.cleaned_data
        days = [-day for day in values["before"]] + [0] * values["on_day"] + values["after"]
        return {"days": days, "escalate_after": values["escalate_after"], "active": values["active"]}


class CallForm(forms.Form):
    text = forms.CharField(
        label="Lời nhắc kèm theo",
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi tin đã có sẵn tên việc, hạn nộp và kế hoạch.",
        initial="Đề nghị đơn vị nộp sớm; có vướng mắc thì báo lại.",
    )


class PreferenceForm(forms.ModelForm):
    class Meta:
        model = Preference
        fields = ["letters", "quiet_from", "quiet_to"]
        labels = {"letters": "Thư điện tử", "quiet_from": "Không gửi thư từ", "quiet_to": "Đến"}
        widgets = {
            "letters": forms.RadioSelect,
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "quiet_to": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if (values.get("quiet_from") is None) != (values.get("quiet_to") is None) and not self.errors:
            field = "quiet_to" if values.get("quiet_to") is None else "quiet_from"
            self.add_error(
                field, forms.ValidationError("Ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai.", code="half")
            )
        return values
