"""Lists of decisions, and what a decision brings each, as Excel files."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from thidua.awards.bonuses import Reckoning, total_of
from thidua.awards.models import Award, Decision
from thidua.awards.queries.decisions import Given, Line, chosen_decisions
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.awards.templatetags.awards import award_name
from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person
from thidua.people.queries import number_of
from thidua.writing.sheets import Column

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

DECISIONS = "awards.decisions"
COLUMNS = (
    Column("Trích yếu", 60),
    Column("Danh hiệu, hình thức", 30),
    Column("Số quyết định", 20),
    Column("Ngày", 12),
    Column("Đơn vị", 36),
    Column("Năm", 12),
    Column("Số người, tập thể", 14),
    Column("Tiền thưởng (đồng)", 18),
    Column("Trạng thái", 16),
)
PAY = (
    Column("TT", 6),
    Column("Họ và tên, tên tập thể", 32),
    Column("Chức vụ", 20),
    Column("Đơn vị", 40),
    Column("Danh hiệu, hình thức", 28),
    Column("Tiền thưởng (đồng)", 18),
    Column("Cách tính, căn cứ", 70),
    Column("Tình trạng", 16),
)


@export_kind(DECISIONS)
def decisions_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_decisions(by, asked)
    if season := number_of(asked.get("season", "")):
        rows = rows.filter(season=get_object_or_404(seasons_visible_to(by), pk=season))
    return Export("Quyết định khen thưởng", "quyet-dinh-khen-thuong", COLUMNS, _decision_lines(rows), rows.count())


def _decision_lines(rows: "QuerySet[WithAnnotations[Decision, Given]]") -> Iterator[tuple[Any, ...]]:
    for row in rows.iterator(chunk_size=500):
        yield (
            row.title,
            award_name(row.award),
            row.number,
            row.decided_on,
            row.season.unit.name,
            row.season.year,
            row.size,
            total_of(row.valid),
            row.get_status_display(),
        )


def pay_lines(lines: list[Line], pay: Reckoning | None) -> Iterator[tuple[Any, ...]]:
    """By what was kept when the decision was issued; of a draft by `pay`, with the sum at the end."""
    total = 0
    for place, line in enumerate(lines, start=1):
        given: Award | None = getattr(line.nomination, "given", None)
        amount, note = (given.bonus, given.bonus_note) if given else _said(pay, line)
        stands = given is None or given.status == Award.Status.VALID
        total += (amount or 0) if stands else 0
        yield (
            place,
            line.name,
            line.position,
            line.workplace,
            line.nomination.award_name,
            amount,
            note,
            given.get_status_display() if given else "Dự kiến",
        )
    yield (None, "Tổng cộng", "", "", "", total, "", "")


def _said(pay: Reckoning | None, line: Line) -> tuple[int | None, str]:
    found = pay.by_nomination[line.nomination.pk] if pay else None
    return (found.amount, found.note) if found else (None, "")
