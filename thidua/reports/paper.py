"""A report as an official document and as a sheet. Every table says the day of its figures; what each number was
counted from stands in an appendix.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from thidua.documents.letterheads import described
from thidua.documents.models import DocumentType, OfficialDocument
from thidua.kernel.calendar import today as present_day
from thidua.kernel.text import sentence
from thidua.reports.facts import LIVE, Fact, resolved
from thidua.reports.models import Report, ReportSection
from thidua.reports.queries import numbers_of
from thidua.writing import forms
from thidua.writing.document import (
    Appendix,
    Block,
    Column,
    Document,
    Figure,
    Heading,
    Paragraph,
    Point,
    Rank,
    Run,
    Table,
)
from thidua.writing.docx import docx_of
from thidua.writing.pdf import pdf_of
from thidua.writing.sheets import Column as SheetColumn
from thidua.writing.sheets import workbook

ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
FIRST_WIDTH = 24
"""Letters, at least, of the column that names the rows; the others are as wide as their longest word."""


def word_of_report(report: Report) -> bytes:
    return docx_of(document_of(report))


def pdf_of_report(report: Report) -> bytes:
    return pdf_of(document_of(report))


def document_of(report: Report) -> Document:
    sections = list(report.sections.all())
    numbers = numbers_of(sections)
    body = [
        block
        for place, section in enumerate(sections, start=1)
        for block in _section(place, section, numbers, sections)
    ]
    closing = f"Trên đây là báo cáo {report.title[:1].lower()}{report.title[1:]}, {report.unit.name} trân trọng báo cáo"
    sources = tuple(_sources(sections))
    to = (report.addressee,) if report.addressee else ()
    drawn = described(
        official_of(report),
        body=(*body, Paragraph(f"{closing}.")),
        recipients=to,
        appendices=(_appendix(sources),) if sources else (),
    )
    return replace(drawn, addressees=to, is_draft=report.is_open)


def official_of(report: Report) -> OfficialDocument:
    """The document that the report goes out as; not kept yet before it was handed in or fixed."""
    if report.document:
        return report.document
    out, kind = OfficialDocument.Direction.OUT, DocumentType.REPORT
    return OfficialDocument(unit=report.unit, direction=out, type=kind, date=present_day(), excerpt=report.title)


def roman(place: int) -> str:
    words = ""
    for value, sign in ROMAN:
        while place >= value:
            words, place = words + sign, place - value
    return words


def _section(
    place: int, section: ReportSection, numbers: Mapping[str, Fact], every: Sequence[ReportSection]
) -> Iterator[Block]:
    yield Heading(section.title, f"{roman(place)}.", Rank.ROMAN)
    if section.is_words:
        yield from _words(section, numbers, every)
        return
    facts = section.facts
    for who, what in facts.passages:
        first, *rest = what.splitlines() or [""]
        yield Paragraph((Run(f"{who}: ", bold=True), Run(first)))
        yield from (Paragraph(line) for line in rest)
    if facts.points:
        yield figure_of(section)
    if facts.rows:
        yield _table(section)
    if facts.note:
        yield Paragraph(facts.note)
    if facts.is_empty and not facts.note:
        yield Paragraph("Không có số liệu trong kỳ.")
    if not facts.is_empty:
        yield _dated(section)


def figure_of(section: ReportSection) -> Figure:
    """The chart of a section that has one."""
    facts = section.facts
    points = tuple(Point(label, Decimal(value)) for label, value in facts.points)
    title = facts.columns[0] if facts.columns else section.title
    return Figure(title, points, Decimal(facts.goal) if facts.goal else None, facts.unit, caption=f"Biểu đồ: {title}")


def _words(section: ReportSection, numbers: Mapping[str, Fact], every: Sequence[ReportSection]) -> Iterator[Block]:
    for line in section.text.splitlines():
        if line.strip():
            yield Paragraph(resolved(line, numbers))
    if not section.text.strip():
        yield Paragraph("Không có nội dung báo cáo ở mục này.")
    if LIVE.search(section.text):
        days = sorted({each.day for each in every if each.day and _gives(each, section.text)})
        if days:
            yield Paragraph((Run(f"(Số liệu chốt ngày {', '.join(days)}.)", italic=True),))


def _gives(section: ReportSection, text: str) -> bool:
    """Whether the section's table has a number that the text refers to."""
    keys = set(LIVE.findall(text))
    return any(fact.key in keys for fact in section.facts.numbers())


def _dated(section: ReportSection) -> Paragraph:
    return Paragraph((Run(f"(Số liệu chốt ngày {section.day}.)", italic=True),))


def _table(section: ReportSection) -> Table:
    facts = section.facts
    longest = [
        max(len(word) for text in (title, *(row[place].text for row in facts.rows)) for word in text.split(" ") or [""])
        for place, title in enumerate(facts.columns)
    ]
    columns = tuple(
        Column(
            title.strip(),
            max(longest[0], FIRST_WIDTH) if place == 0 else longest[place],
            "left" if place == 0 else "center",
        )
        for place, title in enumerate(facts.columns)
    )
    return Table(columns, tuple(tuple(fact.text for fact in row) for row in facts.rows))


def _sources(sections: Sequence[ReportSection]) -> Iterator[tuple[str, str, str, str]]:
    for place, section in enumerate(sections, start=1):
        if not section.source:
            continue
        facts = section.facts
        for row in facts.rows:
            for title, fact in zip(facts.columns, row, strict=False):
                if fact.key:
                    yield f"{roman(place)}. {row[0].text}: {title.strip().lower()}", fact.text, fact.source, section.day


def _appendix(sources: tuple[tuple[str, str, str, str], ...]) -> Appendix:
    columns = (
        Column("Số liệu", 2.4),
        Column("Giá trị", 1, "center"),
        Column("Nguồn", 2.4),
        Column("Ngày chốt", 0.8, "center"),
    )
    return forms.roster("Nguồn của số liệu trong báo cáo", columns, sources, is_landscape=True)


def sheet_of_report(report: Report) -> bytes:
    """All numbers of the report in one list, typed, with source and day."""
    columns = [SheetColumn("Mục", 36), SheetColumn("Dòng", 60), SheetColumn("Cột", 24), SheetColumn("Giá trị", 14)]
    columns += [SheetColumn("Như in", 24), SheetColumn("Nguồn", 60), SheetColumn("Ngày chốt", 12)]
    return workbook("Số liệu báo cáo", columns, _sheet_rows(report.sections.all()))


def _sheet_rows(sections: Any) -> Iterator[tuple[Any, ...]]:
    for section in sections:
        facts = section.facts
        for row in facts.rows:
            for title, fact in zip(facts.columns[1:], row[1:], strict=False):
                day = section.filled_at
                yield section.title, row[0].text, sentence(title.strip()), fact.number, fact.text, fact.source, day
