"""The forms of an initiative, filled from what is stored: application and report, as Word.

Đơn yêu cầu công nhận sáng kiến: Thông tư 18/2013/TT-BKHCN, Phụ lục (source unknown: not read in full text); what is not
kept here (day of birth, degree) is left open. The report follows the usual parts of a description.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from shutil import copyfileobj
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from thidua.initiatives.models import Adoption, Author, Initiative, Result
from thidua.initiatives.parts import BY_NAME
from thidua.kernel.templatetags.words import number
from thidua.kernel.text import fold
from thidua.writing.applications import Application, application_docx
from thidua.writing.document import Block, Column, Heading, Paragraph, Rank, Table

OPEN = "……………………………"
PLEDGE = (
    "Tôi (chúng tôi) xin cam đoan mọi thông tin nêu trong đơn là trung thực, đúng sự thật và hoàn toàn chịu trách "
    "nhiệm trước pháp luật."
)
ASKED = (
    ("Mô tả bản chất của sáng kiến", ("need", "present", "solution", "novelty")),
    ("Những thông tin cần được bảo mật (nếu có)", ("secret",)),
    ("Các điều kiện cần thiết để áp dụng sáng kiến", ("conditions", "cost")),
    ("Đánh giá lợi ích thu được theo ý kiến của tác giả", ("benefit", "reach")),
    ("Đánh giá lợi ích thu được theo ý kiến của tổ chức, cá nhân đã áp dụng thử", ("users_view",)),
    ("Những người đã tham gia áp dụng thử hoặc áp dụng lần đầu (nếu có)", ("first_users",)),
)
REPORTED = (
    ("Đặt vấn đề", ("need",)),
    ("Cơ sở lý luận, pháp lý", ("basis",)),
    ("Thực trạng trước khi áp dụng", ("present",)),
    ("Giải pháp và tính mới", ("solution", "novelty")),
    ("Điều kiện và kinh phí", ("conditions", "cost")),
    ("Kết quả", ("benefit", "users_view")),
    ("Khả năng áp dụng, nhân rộng", ("reach",)),
    ("Kết luận, kiến nghị", ("conclusion",)),
)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Of files in a zip: the same dossier gives the same bytes."""


@dataclass(frozen=True)
class Facts:
    """All that the forms of one initiative tell."""

    initiative: Initiative
    authors: list[Author]
    results: list[Result]
    adoptions: list[Adoption]
    evidence: list[str]

    @property
    def addressee(self) -> str:
        place = self.initiative.round.unit if self.initiative.round else self.initiative.unit
        return f"Hội đồng sáng kiến {place.name}"

    @property
    def dated(self) -> str:
        place = self.initiative.round.unit if self.initiative.round else self.initiative.unit
        return f"{place.place or '…………'}, ngày …… tháng …… năm ……"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(map(str, self.authors))


def application_of(facts: Facts) -> bytes:
    """Đơn yêu cầu công nhận sáng kiến."""
    return application_docx(
        Application(
            "Đơn yêu cầu công nhận sáng kiến",
            tuple(_application(facts)),
            (facts.addressee,),
            dated=facts.dated,
            signs_as="Người nộp đơn",
            signers=facts.names,
        )
    )


def _application(facts: Facts) -> Iterator[Block]:
    row = facts.initiative
    yield Paragraph("Tôi (chúng tôi) ghi tên dưới đây:")
    yield _authors_table(facts.authors)
    yield Paragraph(f"là tác giả (nhóm tác giả) đề nghị xét công nhận sáng kiến: {row.title}.")
    yield Paragraph(f"Chủ đầu tư tạo ra sáng kiến: {row.unit.name}.", "-")
    yield Paragraph(f"Lĩnh vực áp dụng sáng kiến: {row.get_field_display()}.", "-")
    applied = f"{row.first_applied:%d/%m/%Y}" if row.first_applied else OPEN
    yield Paragraph(f"Ngày sáng kiến được áp dụng lần đầu hoặc áp dụng thử: {applied}.", "-")
    for label, names in ASKED:
        yield Paragraph(f"{label}:", "-")
        yield from _texts(row, names) or [Paragraph(OPEN)]
    yield Paragraph(PLEDGE)


def _authors_table(authors: list[Author]) -> Table:
    columns = (
        Column("TT", 0.4, "center"),
        Column("Họ và tên", 1.6),
        Column("Ngày tháng năm sinh", 0.9, "center"),
        Column("Nơi công tác", 1.7),
        Column("Chức danh", 1.0),
        Column("Trình độ chuyên môn", 0.9),
        Column("Tỷ lệ (%) đóng góp", 0.8, "center"),
    )
    rows = tuple(
        (place, str(author), "", author.workplace, author.position, "", number(author.share))
        for place, author in enumerate(authors, start=1)
    )
    return Table(columns, rows)


def _texts(row: Initiative, names: tuple[str, ...]) -> list[Block]:
    """The parts line by line; two or more parts under one title say which they are."""
    told = [(BY_NAME[name].label, str(row.parts.get(name, "")).strip()) for name in names]
    told = [(label, text) for label, text in told if text]
    found: list[Block] = []
    for label, text in told:
        first, *rest = [each for each in text.splitlines() if each.strip()]
        found.append(Paragraph(f"{label}: {first}" if len(names) > 1 else first))
        found += map(Paragraph, rest)
    return found


def report_of(facts: Facts) -> bytes:
    """Báo cáo mô tả sáng kiến."""
    return application_docx(
        Application(
            "Báo cáo mô tả sáng kiến",
            tuple(_report(facts)),
            excerpt=facts.initiative.title,
            dated=facts.dated,
            signs_as="Tác giả",
            signers=facts.names,
        )
    )


def _report(facts: Facts) -> Iterator[Block]:
    row = facts.initiative
    sections = [(title, _texts(row, names)) for title, names in REPORTED]
    for title, blocks in sections:
        if title == "Kết quả" and facts.results:
            blocks.append(_results_table(facts.results))
    if facts.adoptions:
        sections.append(("Nơi đã áp dụng", [_adoptions_table(facts.adoptions)]))
    if facts.evidence:
        sections.append(("Danh mục minh chứng", [Paragraph(f"{name}.", "-") for name in facts.evidence]))
    filled = [(title, blocks) for title, blocks in sections if blocks]
    for label, (title, blocks) in zip(ROMAN, filled, strict=False):
        yield Heading(title, f"{label}.", Rank.ROMAN)
        yield from blocks


def _results_table(results: list[Result]) -> Table:
    columns = (
        Column("Chỉ số", 2.0),
        Column("Đơn vị tính", 0.8),
        Column("Trước", 0.7, "center"),
        Column("Sau", 0.7, "center"),
        Column("Cách đo, nguồn số liệu", 1.6),
    )
    rows = tuple(
        (each.indicator, each.unit_of_count, number(each.before), number(each.after), each.note) for each in results
    )
    return Table(columns, rows)


def _adoptions_table(adoptions: list[Adoption]) -> Table:
    columns = (
        Column("TT", 0.4, "center"),
        Column("Đơn vị áp dụng", 1.6),
        Column("Từ ngày", 0.8, "center"),
        Column("Kết quả", 2.6),
    )
    rows = tuple(
        (place, each.place, f"{each.since:%d/%m/%Y}" if each.since else "", each.result)
        for place, each in enumerate(adoptions, start=1)
    )
    return Table(columns, rows)


def forms_of(facts: Facts) -> list[tuple[str, bytes]]:
    """The files of one dossier by name."""
    return [("1-don-yeu-cau-cong-nhan.docx", application_of(facts)), ("2-bao-cao-mo-ta.docx", report_of(facts))]


def folder_of(initiative: Initiative) -> str:
    """A name for the dossier's folder or file: its number and the start of its title without diacritics."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in fold(initiative.title)).split()
    return "-".join([f"{initiative.pk:05d}", *words[:8]])[:80]


def add_to(book: ZipFile, files: Iterable[tuple[str, IO[bytes]]], folder: str = "") -> None:
    """Copy files in, a piece at a time: evidence may be large."""
    for name, content in files:
        entry = ZipInfo(f"{folder}/{name}" if folder else name, FIRST_DAY)
        entry.compress_type = ZIP_DEFLATED
        with content, book.open(entry, "w") as place:
            copyfileobj(content, place)
