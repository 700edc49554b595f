"""Lists of dossiers as Excel files."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from thidua.awards.models import Dossier, Season
from thidua.awards.queries.dossiers import Counts, as_listed, chosen_dossiers, chosen_inbox
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person
from thidua.people.queries import number_of
from thidua.writing.sheets import Column

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

INBOX, OF_SEASON = "awards.inbox", "awards.dossiers"
COLUMNS = (
    Column("Hồ sơ", 50),
    Column("Nơi gửi", 36),
    Column("Nơi nhận", 36),
    Column("Số đề nghị", 12),
    Column("Cần bổ sung", 12),
    Column("Trạng thái", 28),
    Column("Ngày gửi", 12),
    Column("Ngày nhận", 12),
    Column("Hạn giải quyết", 14),
    Column("Xét xong", 12),
)


@export_kind(INBOX)
def inbox_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_inbox(by, asked)
    return Export("Hồ sơ gửi đến", "ho-so-khen-thuong-den", COLUMNS, _lines(rows, by), rows.count())


@export_kind(OF_SEASON)
def dossiers_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    season = seasons_visible_to(by).filter(pk=number_of(asked.get("season", ""))).first()
    rows = chosen_dossiers(by, season, asked) if season else chosen_dossiers(by, Season(), asked).none()
    return Export("Hồ sơ khen thưởng", "ho-so-khen-thuong", COLUMNS, _lines(rows, by), rows.count())


def _lines(rows: "QuerySet[WithAnnotations[Dossier, Counts]]", by: Person) -> Iterator[tuple[Any, ...]]:
    for row in as_listed(rows.iterator(chunk_size=500), by):
        yield (
            row.title,
            row.season.unit.name,
            row.to_unit.name if row.to_unit else row.to_name,
            row.size,
            row.flagged,
            row.get_status_display(),
            row.submitted_on,
            row.received_on,
            row.due,
            row.concluded_on,
        )
