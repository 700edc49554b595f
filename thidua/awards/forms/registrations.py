"""What is asked of who registers, and rows pasted from a sheet."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from thidua.awards.operations.registrations import MOST_LETTERS, Entry
from thidua.awards.queries.registrations import Board, Line
from thidua.kernel.forms import offer_choices
from thidua.kernel.text import clean, fold
from thidua.law.rules import Award
from thidua.people.forms.fields import TicksField
from thidua.people.models import Person, Unit

MOST_ROWS = 500
MOST_PROBLEMS = 20
HEADS = {"ho va ten", "ho ten", "ten", "ma", "ma can bo", "stt", "tt"}
"""Words that the first cell of a row of titles says."""


class OwnForm(forms.Form):
    awards = forms.MultipleChoiceField(
        label="Đăng ký phấn đấu đạt", widget=forms.CheckboxSelectMultiple, required=False, choices=[]
    )
    goals = forms.CharField(
        label="Chỉ tiêu, nội dung phấn đấu",
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 4}),
        help_text="Ví dụ: một sáng kiến cấp cơ sở; dự giờ 18 tiết; lớp chủ nhiệm đạt tập thể tiên tiến.",
    )

    def __init__(self, awards: Sequence[Award], *args: Any, stands: bool = False, **kwargs: Any) -> None:
        """`stands`: something is registered, so that no tick at all means to withdraw it."""
        super().__init__(*args, **kwargs)
        offer_choices(self, "awards", [(award.key, award.name) for award in awards])
        self.fields["awards"].required = not stands
        if stands:
            self.fields["awards"].help_text = "Bỏ hết dấu rồi lưu là rút đăng ký."


class TickForm(forms.Form):
    """One award for many of the staff."""

    award = forms.ChoiceField(label="Danh hiệu, hình thức", choices=[])

    def __init__(self, awards: Sequence[Award], lines: Sequence[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "award", [(award.key, award.name) for award in awards])
        persons = Person.objects.filter(pk__in=[line.subject.pk for line in lines])
        self.fields["persons"] = TicksField(
            queryset=persons, label="Người đăng ký", error_messages={"required": "Đánh dấu ít nhất một người."}
        )

    @property
    def entries(self) -> list[Entry]:
        return [Entry(person, self.cleaned_data["award"]) for person in self.cleaned_data["persons"]]


class PasteForm(forms.Form):
    """Rows as they are copied from a sheet: name or code, award, goals."""

    rows = forms.CharField(
        label="Dán các dòng từ Excel",
        max_length=200_000,
        strip=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Mỗi dòng một người hoặc tập thể, ba cột: họ tên hoặc mã cán bộ; danh hiệu (tên hoặc chữ tắt, "
        "nhiều danh hiệu cách nhau dấu phẩy); chỉ tiêu (không bắt buộc).",
    )

    def __init__(self, board: Board, units: Sequence[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.board, self.units = board, units

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        entries, problems = read_rows(said.get("rows", ""), self.board, self.units)
        for problem in problems[:MOST_PROBLEMS]:
            self.add_error("rows", ValidationError(problem, code="bad_row"))
        if len(problems) > MOST_PROBLEMS:
            more = f"Còn {len(problems) - MOST_PROBLEMS} lỗi nữa. Sửa các dòng trên rồi dán lại."
            self.add_error("rows", ValidationError(more, code="more"))
        if not entries and not problems and "rows" not in self.errors:
            self.add_error("rows", ValidationError("Chưa có dòng nào để ghi. Dán ít nhất một dòng.", code="no_rows"))
        return {**said, "entries": entries}


def read_rows(text: str, board: Board, units: Sequence[Unit]) -> tuple[list[Entry], list[str]]:
    """The lines as entries, and a sentence for each that cannot be understood."""
    names, awards = _known(board, units), _aliases(board.awards.values())
    entries, problems = list[Entry](), list[str]()
    lines = text.splitlines()
    if len(lines) > MOST_ROWS:
        return [], [f"Mỗi lần nhiều nhất {MOST_ROWS} dòng. Chia ra nhiều lần."]
    for n, line in enumerate(lines, start=1):
        cells = [clean(cell) for cell in line.split("\t" if "\t" in line else ";")]
        while cells and re.fullmatch(r"\d{1,3}\.?", cells[0]) and fold(cells[0]) not in names:
            cells = cells[1:]
        if not any(cells) or fold(cells[0]) in HEADS:
            continue
        try:
            entries += _entries(cells, names, awards)
        except ValueError as problem:
            problems.append(f"Dòng {n}: {problem}")
    return entries, problems


def _entries(cells: list[str], names: dict[str, list[Person | Unit]], awards: dict[str, str]) -> list[Entry]:
    """Raises ValueError with what to mend."""
    found = names.get(fold(cells[0]), [])
    if not found:
        raise ValueError(f"không có ai hay tập thể nào tên “{cells[0][:80]}” trong đơn vị.")
    if len(found) > 1:
        raise ValueError(f"có {len(found)} người tên “{cells[0][:80]}”. Ghi mã cán bộ thay cho họ tên.")
    asked = [each for each in re.split(r"[,+]", cells[1]) if each.strip()] if len(cells) > 1 else []
    if not asked:
        raise ValueError("chưa ghi danh hiệu ở cột thứ hai.")
    unknown = [each.strip() for each in asked if fold(each) not in awards]
    if unknown:
        raise ValueError(f"đợt này không xét “{unknown[0][:80]}”.")
    goals = " ".join(cells[2:]).strip()
    return [Entry(found[0], awards[fold(each)], goals) for each in asked]


def _known(board: Board, units: Sequence[Unit]) -> dict[str, list[Person | Unit]]:
    known: dict[str, list[Person | Unit]] = defaultdict(list)
    for line in board.persons:
        if isinstance(line.subject, Person) and line.place:
            known[fold(line.subject.full_name)].append(line.subject)
            if line.subject.code:
                known[fold(line.subject.code)].append(line.subject)
    for unit in units:
        for name in {fold(unit.name), fold(unit.short_name)} - {""}:
            known[name].append(unit)
    return known


def _aliases(awards: Iterable[Award]) -> dict[str, str]:
    """Names, short names and first letters (`LĐTT`); letters that two awards share stand for none."""
    found: dict[str, set[str]] = defaultdict(set)
    for award in awards:
        letters = "".join(word[0] for word in re.findall(r"\w+", award.name))
        for name in (award.name, award.short, letters):
            found[fold(name)].add(award.key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}
