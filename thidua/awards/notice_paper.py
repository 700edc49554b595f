"""What came of showing a list, as an official document for the council: comments and answers, never who sent them."""

from datetime import date

from thidua.awards.models import Objection, Publication
from thidua.awards.queries.publications import listed, objections_to_answer
from thidua.documents.letterheads import described
from thidua.documents.models import DocumentType, OfficialDocument
from thidua.people.models import Person
from thidua.people.queries import EDITORS, holders
from thidua.writing.document import Block, Column, Document, Heading, Paragraph, Rank, Table

EXCERPT = "Kết quả công khai danh sách đề nghị khen thưởng và việc xử lý ý kiến"

APART = (
    "Ý kiến về người đứng đầu, cán bộ phụ trách của đơn vị (nếu có) do người khác của đơn vị hoặc cấp trên trả lời, "
    "không ghi ở đây."
)
"""Stands in every result, so that it tells nobody whether there was one."""


def result_of(
    publication: Publication,
    official: OfficialDocument | None = None,
    *,
    today: date,
    reader: Person | None = None,
) -> Document:
    """With the comments that are told to the `reader`. Without one it is what the unit keeps as `official`, where its
    head and officers read it: what is about one of them stands in no paper of theirs.
    """
    keepers = holders(publication.season.unit, EDITORS, today)
    comments = objections_to_answer(publication, reader) if reader else publication.objections.filter(sent_up_to=None)
    comments = comments.select_related("nomination")
    if reader is None:
        comments = comments.exclude(nomination__person__in=keepers)
    return described(official or official_of(publication, today), body=tuple(_body(publication, list(comments))))


def official_of(publication: Publication, today: date) -> OfficialDocument:
    facts = {"type": DocumentType.REPORT, "date": today, "excerpt": EXCERPT}
    return OfficialDocument(unit=publication.season.unit, **facts)


def _body(publication: Publication, comments: list[Objection]) -> list[Block]:
    rows = list(listed(publication))
    upheld = sum(bool(each.upheld) for each in comments)
    where = "trong đơn vị và trên trang công khai" if publication.is_public else "trong đơn vị"
    intro = (
        f"{publication.season.unit} đã công khai danh sách “{publication.title}” gồm {len(rows)} cá nhân, tập thể "
        f"{where} từ ngày {_day(publication.starts)} đến hết ngày {_day(publication.ends)} "
        f"({publication.days} ngày làm việc)."
    )
    found = (
        f"Trong thời gian công khai nhận {len(comments)} ý kiến, trong đó {upheld} ý kiến có cơ sở."
        if comments
        else "Trong thời gian công khai không nhận được ý kiến nào."
    )
    blocks: list[Block] = [
        Heading("Việc công khai", "I.", Rank.ROMAN),
        Paragraph(intro),
        _nominees(rows),
        Heading("Ý kiến và việc xử lý", "II.", Rank.ROMAN),
        Paragraph(found),
    ]
    return [*blocks, *([_comments(comments)] if comments else []), Paragraph(APART)]


def _nominees(rows: list) -> Table:
    columns = (Column("TT", 0.4, "center"), Column("Cá nhân, tập thể", 2), Column("Đơn vị", 2), Column("Đề nghị", 2))
    lines = ((n, row.subject_name, row.unit.name, row.award_name) for n, row in enumerate(rows, start=1))
    return Table(columns, tuple(lines))


def _comments(rows: list[Objection]) -> Table:
    columns = (
        Column("TT", 0.4, "center"),
        Column("Về", 1.4),
        Column("Nội dung ý kiến", 3),
        Column("Kết quả", 1.1, "center"),
        Column("Trả lời", 3),
    )
    return Table(
        columns,
        tuple(
            (n, row.nomination.subject_name if row.nomination else "Cả danh sách", row.text, verdict(row), row.answer)
            for n, row in enumerate(rows, start=1)
        ),
    )


def verdict(row: Objection) -> str:
    if row.upheld is None:
        return "Chưa trả lời"
    return "Có cơ sở" if row.upheld else "Không có cơ sở"


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "…"
