"""The lists of this room as Excel files."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from thidua.documents.certificate_queries import batch_lines, chosen_batches, chosen_designs, design_lines
from thidua.documents.models import OfficialDocument, RegistryNumber
from thidua.documents.queries import chosen_documents, chosen_numbers
from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person
from thidua.writing.sheets import Column

MANY = 500
"""Rows that are fetched at once."""
DOCUMENT_COLUMNS = [
    Column("Chiều", 12),
    Column("Loại", 14),
    Column("Số, ký hiệu", 20),
    Column("Ngày", 12),
    Column("Cơ quan ban hành", 36),
    Column("Trích yếu", 80),
    Column("Người ký", 24),
]
NUMBER_COLUMNS = [
    Column("Đơn vị", 36),
    Column("Năm", 8),
    Column("Dãy", 8),
    Column("Số", 8),
    Column("Số, ký hiệu", 20),
    Column("Ngày ban hành", 14),
    Column("Trích yếu", 80),
    Column("Người ký", 24),
    Column("Nơi nhận", 40),
    Column("Tình trạng", 40),
]
BATCH_COLUMNS = [
    Column("Đợt", 44),
    Column("Đơn vị", 36),
    Column("Mẫu", 28),
    Column("Số giấy", 10),
    Column("Số quyết định", 20),
    Column("Ngày quyết định", 14),
    Column("Người ký", 24),
    Column("Trạng thái", 14),
]
DESIGN_COLUMNS = [
    Column("Mẫu", 40),
    Column("Đơn vị", 36),
    Column("Cách in", 30),
    Column("Số phiên bản", 12),
    Column("Số đợt đã cấp", 12),
    Column("Ngừng dùng lúc", 18),
]


@export_kind("documents.documents")
def documents_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_documents(by, asked)
    lines = document_lines(rows.iterator(chunk_size=MANY))
    return Export("Văn bản", "van-ban", DOCUMENT_COLUMNS, lines, rows.count())


def document_lines(rows: Iterable[OfficialDocument]) -> Iterable[tuple[Any, ...]]:
    for row in rows:
        yield (
            row.get_direction_display(),
            row.get_type_display(),
            row.number,
            row.date,
            row.issuer_name,
            row.excerpt,
            row.signer_name,
        )


@export_kind("documents.numbers")
def numbers_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_numbers(by, asked)
    lines = number_lines(rows.iterator(chunk_size=MANY))
    return Export("Sổ đăng ký", "so-dang-ky", NUMBER_COLUMNS, lines, rows.count())


def number_lines(rows: Iterable[RegistryNumber]) -> Iterable[tuple[Any, ...]]:
    for row in rows:
        paper = row.document
        said = [paper.number, paper.date, paper.excerpt, paper.signer_name] if paper else ["", None, row.purpose, ""]
        received = "; ".join(paper.recipients) if paper else ""
        yield (row.unit.name, row.year, row.series, row.n, *said, received, row.state)


@export_kind("documents.certificate_batches")
def batches_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_batches(by, asked)
    return Export("Đợt giấy khen", "dot-giay-khen", BATCH_COLUMNS, batch_lines(rows), rows.count())


@export_kind("documents.designs")
def designs_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = chosen_designs(by, asked)
    return Export("Mẫu giấy khen", "mau-giay-khen", DESIGN_COLUMNS, design_lines(rows), rows.count())
