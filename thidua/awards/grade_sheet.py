"""The Excel sheet of a year's grades: one list of columns for the template, the reading and the writing out."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from thidua.awards.models.records import GRADES
from thidua.awards.queries.records import StaffLine, asked_year, chosen_staff, staff_lines, unit_kept
from thidua.kernel.exports import Export, export_kind
from thidua.kernel.text import sentence
from thidua.people.models import Person
from thidua.people.sheets import Layout, SheetColumn
from thidua.people.sheets.columns import choice, text

LABELS = tuple((value, sentence(words)) for value, words in GRADES)
GRADE_SHEET = Layout(
    "Xếp loại năm",
    (
        SheetColumn(
            "code", "Mã cán bộ", "Người được nhận ra theo mã; không có mã thì theo họ tên.", text(40), width=14
        ),
        SheetColumn("full_name", "Họ và tên", "Như trong danh sách của đơn vị.", text(120), required=True, width=30),
        SheetColumn("team", "Tổ, bộ phận", "Để phân biệt người trùng họ tên.", text(255), width=26),
        SheetColumn(
            "grade", "Mức xếp loại", "Chọn trong danh sách. Để trống thì bỏ qua dòng này.", choice(LABELS),
            choices=tuple(words for _, words in LABELS), width=34,
        ),
        SheetColumn(
            "group", "Nhóm vị trí việc làm", "Người cùng nhóm cùng xét tỷ lệ hoàn thành xuất sắc. Để trống thì giữ "
            "nguyên.", text(80), width=26,
        ),
        SheetColumn("decision", "Số quyết định", "Để trống thì giữ nguyên.", text(120), width=22),
        SheetColumn(
            "beyond_share", "Căn cứ vượt tỷ lệ", "Chỉ ghi khi nhóm vượt tỷ lệ xuất sắc. Để trống thì giữ nguyên.",
            text(300), width=40,
        ),
    ),
)  # fmt: skip


def sheet_lines(lines: Iterable[StaffLine]) -> Iterator[tuple[Any, ...]]:
    """The staff as the rows of the sheet."""
    labels = dict(LABELS)
    for line in lines:
        row = line.grade
        said = (labels[row.grade], row.group, row.decision, row.beyond_share) if row else ("", line.group, "", "")
        yield (line.person.code or "", line.person.full_name, line.team, *said)


@export_kind("awards.grades")
def grades_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    """The list of staff with their grades as the page shows it; it can be read back."""
    unit = unit_kept(by, asked)
    year = asked_year(unit, asked, today)
    rows = chosen_staff(unit, year, asked, today)
    lines = sheet_lines(staff_lines(unit, year, today, rows))
    return Export(
        f"{GRADE_SHEET.name} {year.short}", f"xep-loai-{year.short}", GRADE_SHEET.headings, lines, rows.count()
    )
