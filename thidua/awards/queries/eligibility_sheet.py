"""The list of who meets the rules as a workbook."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from thidua.awards.models import Screening, Season
from thidua.awards.queries import eligibility as queries
from thidua.kernel.exports import Export, export_kind
from thidua.kernel.permissions import require
from thidua.people.models import Person
from thidua.people.queries import number_of
from thidua.writing.sheets import Column

COLUMNS = (
    Column("Họ và tên, tập thể", 34),
    Column("Tổ, đơn vị", 26),
    Column("Kết quả", 18),
    Column("Còn thiếu", 60),
    Column("Người xem xét", 60),
    Column("Cần đối chiếu văn bản", 14),
    Column("Đăng ký", 14),
    Column("Đề nghị", 22),
    Column("Lưu ý", 60),
)


@export_kind("awards.eligibility")
def eligibility_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    season = Season.objects.select_related("unit").get(pk=number_of(asked["season"]))
    require(by, "awards.change_season", season)
    award = queries.award_of(season, asked["danhhieu"])
    kind = queries.IN_ADDRESS[asked["doituong"]]
    lines, _ = lines_of(season, award.key, kind, queries.candidates(season, kind, today), today)
    shown = queries.shown_lines(lines, season, award.key, queries.homes_kept(by, lines))
    rows = queries.chosen(shown, asked)
    name = f"Điều kiện {award.short}"
    return Export(name, f"dieu-kien-{season.pk}-{award.key}".replace("_", "-"), COLUMNS, sheet_lines(rows), len(rows))


def lines_of(
    season: Season, award: str, kind: str, whom: list[queries.Candidate], today: date
) -> tuple[list[queries.Line], Screening | None]:
    """Judged now, or, where that takes too long, as kept when they were judged last."""
    if len(whom) <= queries.MOST_LIVE:
        found = queries.verdicts_of(season, award, today=today, kind=kind, only=whom)
        return [queries.line_of(one, verdict) for one, verdict in found], None
    kept = Screening.objects.filter(season=season, award=award, subject=kind).select_related("run").first()
    return [queries.Line.read(line) for line in kept.lines] if kept else [], kept


def sheet_lines(rows: Iterable[queries.Shown]) -> Iterable[Sequence[Any]]:
    """Without private facts where the reader does not keep the records."""
    for row in rows:
        line = row.line
        yield (
            line.name,
            line.place,
            queries.OUTCOMES[line.outcome],
            "; ".join(line.lacks) if row.is_open else "",
            "; ".join(line.asks) if row.is_open else "",
            "cần đối chiếu" if line.to_check else "",
            "đã đăng ký" if row.is_registered else "chưa đăng ký",
            row.nomination.get_status_display() if row.nomination else "",
            "; ".join(line.warnings) if row.is_open else "",
        )
