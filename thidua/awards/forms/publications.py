"""What is asked of who shows a list, who comments on it and who answers."""

from datetime import date
from typing import Any

from django import forms

from thidua.awards.models import Nomination, Publication, Season
from thidua.awards.operations.publications import MOST_WORDS
from thidua.awards.operations.seasons import MOST_NOTICE_DAYS
from thidua.awards.queries.publications import listable, listed, notice_of, still_listed
from thidua.kernel.forms import offer_rows
from thidua.people.forms.fields import DayField, SeveralField


class NomineesField(SeveralField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row: Any) -> str:
        return f"{row.subject_name} – {row.award_name} ({row.unit.label})"


class NomineeField(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return f"{row.subject_name} – {row.award_name}"


class PublicationForm(forms.Form):
    title = forms.CharField(label="Tên danh sách", max_length=200)
    nominations = NomineesField(
        queryset=Nomination.objects.none(),
        label="Người, tập thể đưa vào danh sách",
        error_messages={"required": "Chọn ít nhất một người hoặc tập thể."},
    )
    days = forms.IntegerField(label="Số ngày làm việc công khai", min_value=1, max_value=MOST_NOTICE_DAYS)
    is_public = forms.BooleanField(
        label="Cho người ngoài đơn vị xem và góp ý, không cần đăng nhập",
        required=False,
        help_text="Trang công khai chỉ có tên, đơn vị, danh hiệu đề nghị và thành tích tóm tắt.",
    )

    def __init__(self, season: Season, data: Any = None, *, today: date, row: Publication | None = None) -> None:
        rows = listable(season, today, but=row)
        notice = notice_of(season, set(rows.order_by().values_list("award", flat=True)), today)
        first = {"title": f"Danh sách đề nghị khen thưởng, {season.title}"[:200], "days": notice.days}
        first |= {"nominations": [each.pk for each in rows], "is_public": True}
        if row is not None:
            first = {"title": row.title, "days": row.days, "is_public": row.is_public}
            first["nominations"] = list(listed(row).values_list("pk", flat=True))
        super().__init__(data, initial=first)
        self.notice = notice
        offer_rows(self, "nominations", rows)
        hint = f"Ít nhất {notice.least} ngày, không kể ngày đầu, ngày nghỉ, ngày lễ."
        self.fields["days"].help_text = f"{hint} Căn cứ: {notice.source}." if notice.source else hint


class ObjectionForm(forms.Form):
    """By somebody signed in."""

    nomination = NomineeField(
        Nomination.objects.none(),
        label="Ý kiến về",
        required=False,
        empty_label="Cả danh sách",
        help_text="Chọn đúng người: người đó không thấy ý kiến, người khác hoặc cấp trên trả lời.",
    )
    text = forms.CharField(
        label="Nội dung ý kiến",
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 5}),
        help_text="Nêu sự việc cụ thể, thời gian, nơi có thể kiểm tra.",
    )

    def __init__(self, publication: Publication, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "nomination", still_listed(publication))


class AnswerForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label="Ý kiến có cơ sở không",
        choices=[("", "Chọn"), ("co", "Có cơ sở"), ("khong", "Không có cơ sở")],
        coerce=lambda value: value == "co",
    )
    answer = forms.CharField(
        label="Trả lời",
        max_length=MOST_WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text="Người gửi đọc được câu trả lời; câu trả lời vào văn bản kết quả trình Hội đồng.",
    )


class OwnDayForm(forms.Form):
    day = DayField(label="Ngày")
    works = forms.TypedChoiceField(
        label="Là ngày gì",
        choices=[("nghi", "Ngày nghỉ"), ("lam", "Ngày làm bù")],
        coerce=lambda value: value == "lam",
    )
    reason = forms.CharField(label="Lý do", max_length=200, help_text="Ví dụ: Nghỉ bão theo công văn số 12/UBND.")
