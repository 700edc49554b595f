"""What somebody or a collective was honoured with over the years, as a paper of the office or school."""

from collections.abc import Sequence

from thidua.awards.models import Award, OtherAward
from thidua.awards.queries.awards import YearOfAwards, counts_of
from thidua.documents.letterheads import described
from thidua.documents.models import DocumentType, OfficialDocument
from thidua.initiatives.models import Recognition
from thidua.people.models import Unit
from thidua.writing.document import Block, Column, Document, Heading, Paragraph, Rank, Table

NOT_COUNTED = "Các khen thưởng dưới đây không tính khi xét danh hiệu, hình thức khen thưởng của Nhà nước."


def passport_of(
    name: str,
    about: str,
    office: Unit,
    years: Sequence[YearOfAwards],
    others: Sequence[OtherAward] = (),
    recognitions: Sequence[Recognition] = (),
) -> Document:
    """`about` is where the person works, in a sentence; `office` is whose head confirms it."""
    official = OfficialDocument(unit=office, type=DocumentType.REPORT, excerpt=f"Quá trình khen thưởng của {name}")
    return described(official, body=tuple(_body(name, about, years, others, recognitions)))


def _body(
    name: str,
    about: str,
    years: Sequence[YearOfAwards],
    others: Sequence[OtherAward],
    recognitions: Sequence[Recognition],
) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(f"{name}{f' ({about})' if about else ''}."),
        Heading("Danh hiệu thi đua, hình thức khen thưởng", "I.", Rank.ROMAN),
    ]
    rows = [row for year in years for row in year.awards]
    if rows:
        counts = "; ".join(f"{award}: {count}" for award, count in counts_of(years))
        blocks += [Paragraph(f"Tổng hợp các lượt còn hiệu lực: {counts or 'không có'}."), _awards(rows)]
    else:
        blocks.append(Paragraph("Chưa ghi nhận khen thưởng nào."))
    numerals = iter(("II.", "III."))
    if others:
        blocks += [Heading(OtherAward.LABEL, next(numerals), Rank.ROMAN), Paragraph(NOT_COUNTED), _others(others)]
    if recognitions:
        blocks += [Heading("Sáng kiến được công nhận", next(numerals), Rank.ROMAN), _initiatives(recognitions)]
    return blocks


def _awards(rows: Sequence[Award]) -> Table:
    columns = (
        Column("Năm", 1),
        Column("Danh hiệu, hình thức", 2),
        Column("Số, ngày quyết định", 1.8),
        Column("Cơ quan quyết định", 2),
        Column("Ghi chú", 1.3),
    )
    return Table(
        columns, tuple((row.year, row.award_name, decision_of(row), row.decided_by, row.revocation) for row in rows)
    )


def decision_of(row: Award) -> str:
    return f"{row.decision_number} ngày {row.decision_date:%d/%m/%Y}"


def _others(rows: Sequence[OtherAward]) -> Table:
    columns = (
        Column("Năm", 1),
        Column("Tên khen thưởng", 2.4),
        Column("Số, ngày quyết định", 1.8),
        Column("Tổ chức, cơ quan tặng", 2.2),
    )
    return Table(columns, tuple((row.year, row.name, paper_of(row), row.decided_by) for row in rows))


def paper_of(row: OtherAward) -> str:
    return f"{row.decision_number} ngày {row.decision_date:%d/%m/%Y}".strip()


def _initiatives(rows: Sequence[Recognition]) -> Table:
    columns = (Column("Sáng kiến", 3), Column("Phạm vi", 1), Column("Số, ngày quyết định", 1.8), Column("Cơ quan", 2))
    return Table(
        columns,
        tuple(
            (
                row.initiative.title,
                row.get_scope_display(),
                f"{row.decision_number} ngày {row.decision_date:%d/%m/%Y}",
                row.decided_by,
            )
            for row in rows
        ),
    )
