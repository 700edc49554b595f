"""What is entered in records."""

from collections.abc import Sequence
from typing import Any

from django import forms

from thidua.awards.grade_sheet import LABELS
from thidua.awards.models.records import ABSENCES, DISCIPLINES, LEADS, PROCEEDINGS, SCOPES
from thidua.awards.models.subjects import check_year
from thidua.awards.operations.records import MOST_HARD_YEARS, Graded, moment_of
from thidua.awards.queries.records import CollectiveLine, StaffLine
from thidua.kernel.text import sentence
from thidua.law import Year
from thidua.people.forms.fields import DayField
from thidua.people.models import Person, Unit

NOT_YET = ("", "Chưa xếp loại")


def worded(choices: Sequence[tuple[str, str]], first: str = "") -> list[tuple[str, str]]:
    return ([("", first)] if first else []) + [(value, sentence(words)) for value, words in choices]


class GradesForm(forms.Form):
    """The grades of the persons or collectives of one page: for each a grade, the group, and what was seen. Nobody
    writes the own line.
    """

    decision = forms.CharField(label="Số quyết định cho dòng vừa sửa", required=False, max_length=120)

    def __init__(self, lines: Sequence[StaffLine | CollectiveLine], *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.by = lines, by
        for line in lines:
            self._add(line)

    def _add(self, line: StaffLine | CollectiveLine) -> None:
        subject, row = _subject_of(line), line.grade
        name = subject.full_name if isinstance(subject, Person) else subject.name
        self.fields[f"g{subject.pk}"] = forms.ChoiceField(
            choices=[NOT_YET, *LABELS],
            required=False,
            disabled=subject == self.by,
            initial=row.grade if row else "",
            widget=forms.Select({"aria-label": f"Xếp loại của {name}"}),
        )
        seen = forms.CharField(required=False, initial=moment_of(row) or "", widget=forms.HiddenInput)
        self.fields[f"s{subject.pk}"] = seen
        if isinstance(line, StaffLine):
            told = {"list": "groups", "aria-label": f"Nhóm vị trí việc làm của {name}"}
            self.fields[f"n{subject.pk}"] = forms.CharField(
                required=False,
                disabled=subject == self.by,
                max_length=80,
                initial=line.group,
                widget=forms.TextInput(told),
            )

    @property
    def rows(self) -> list[tuple[StaffLine | CollectiveLine, dict[str, forms.BoundField]]]:
        """The lines with their fields."""
        names = {"grade": "g", "group": "n", "seen": "s"}
        return [
            (line, {name: self[f"{sign}{pk}"] for name, sign in names.items() if f"{sign}{pk}" in self.fields})
            for line in self.lines
            for pk in [_subject_of(line).pk]
        ]

    @property
    def entries(self) -> list[Graded]:
        """Those in which something was changed."""
        said, found = self.cleaned_data, []
        for line in self.lines:
            subject, row = _subject_of(line), line.grade
            if subject == self.by:
                continue
            grade = said[f"g{subject.pk}"]
            group = said.get(f"n{subject.pk}", row.group if row else "")
            if grade == (row.grade if row else "") and (row is None or group == row.group):
                continue
            decision = said["decision"] or (row.decision if row else "")
            beyond = row.beyond_share if row else ""
            found.append(Graded(subject, grade, group, decision, beyond, said[f"s{subject.pk}"] or None))
        return found


def _subject_of(line: StaffLine | CollectiveLine) -> Person | Unit:
    return line.person if isinstance(line, StaffLine) else line.collective


class GroundForm(forms.Form):
    group = forms.CharField(required=False, max_length=80, strip=False, widget=forms.HiddenInput)
    ground = forms.CharField(
        label="Căn cứ vượt tỷ lệ",
        max_length=300,
        help_text="Văn bản của cấp có thẩm quyền, thành tích nổi trội của đơn vị.",
    )


class GradeForm(forms.Form):
    """The grade of one year, of a person or a collective."""

    year = forms.ChoiceField(label="Năm")
    grade = forms.ChoiceField(label="Mức xếp loại", choices=LABELS)
    group = forms.CharField(label="Nhóm vị trí việc làm", required=False, max_length=80)
    decision = forms.CharField(label="Số quyết định", required=False, max_length=120)
    beyond_share = forms.CharField(
        label="Căn cứ vượt tỷ lệ", required=False, max_length=300, help_text="Chỉ ghi khi nhóm vượt tỷ lệ xuất sắc."
    )

    def __init__(self, years: Sequence[Year], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"] = forms.ChoiceField(label="Năm", choices=[(year.short, year.label) for year in years])


class DisciplineForm(forms.Form):
    form = forms.ChoiceField(label="Hình thức kỷ luật", choices=worded(DISCIPLINES))
    decided = DayField(label="Ngày quyết định")
    until = DayField(
        label="Hết hiệu lực ngày",
        required=False,
        help_text="Ngày cuối cùng còn tính. Để trống nếu chưa rõ: khi xét, người xem xét sẽ quyết định.",
    )
    decision = forms.CharField(label="Số quyết định", required=False, max_length=120)


class ProceedingForm(forms.Form):
    kind = forms.ChoiceField(label="Việc đang xem xét", choices=worded(PROCEEDINGS))
    since = DayField(label="Từ ngày")
    paper = forms.CharField(label="Văn bản", required=False, max_length=120)


class ClearForm(forms.Form):
    on = DayField(label="Có kết luận ngày", help_text="Từ ngày này lại được xét khen thưởng.")
    paper = forms.CharField(label="Văn bản kết luận", required=False, max_length=120)


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(label="Lý do", choices=worded(ABSENCES))
    start = DayField(label="Từ ngày")
    end = DayField(label="Đến hết ngày", required=False, help_text="Để trống nếu chưa kết thúc.")


class ServiceForm(forms.Form):
    hired = DayField(label="Tuyển dụng ngày", required=False)
    sector_since = DayField(
        label="Vào ngành ngày", required=False, help_text="Số năm công tác trong ngành tính từ ngày này."
    )
    hard_area_years = forms.IntegerField(
        label="Số năm ở vùng đặc biệt khó khăn", required=False, min_value=0, max_value=MOST_HARD_YEARS
    )
    known_since = forms.CharField(
        label="Hồ sơ đủ từ năm",
        required=False,
        max_length=9,
        validators=[check_year],
        help_text="Năm học như 2020-2021 hoặc năm như 2020. Các năm trước đó sẽ do người xem xét quyết định, không "
        "coi là thiếu thành tích.",
    )


class KnownSinceForm(forms.Form):
    known_since = forms.CharField(
        label="Hồ sơ đủ từ năm",
        max_length=9,
        validators=[check_year],
        help_text="Năm học như 2020-2021 hoặc năm như 2020.",
    )


class LeadForm(forms.Form):
    year = forms.CharField(
        label="Năm", max_length=9, validators=[check_year], help_text="Năm học như 2025-2026 hoặc năm như 2026."
    )
    kind = forms.ChoiceField(label="Dẫn đầu", choices=worded(LEADS))
    scope = forms.ChoiceField(label="Phạm vi", choices=worded(SCOPES))
    lasting = forms.IntegerField(
        label="Số năm của phong trào", required=False, min_value=0, max_value=99, help_text="Chỉ ghi với phong trào."
    )
    paper = forms.CharField(label="Văn bản công nhận", required=False, max_length=120)
