from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2 as pdfium
import pytest
from python_calamine import CalamineWorkbook

from thidua.reports import operations
from thidua.reports.paper import document_of, pdf_of_report, roman, sheet_of_report, word_of_report
from thidua.reports.tests import make
from thidua.writing.document import Figure, Point, Table
from thidua.writing.lint import lint

pytestmark = pytest.mark.django_db


def words_of(data):
    """Paragraphs and cells of a Word file, in one text."""
    document = docx.Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def letters_of(data):
    """What a PDF says, without its line breaks."""
    pages = pdfium.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


@pytest.fixture
def report():
    """A department's, from two schools of three."""
    campaign = make.Campaign()
    campaign.measure(0, 19, 20, 4)
    campaign.measure(1, 60, 80, 6)
    report = campaign.own_report()
    live = make.filled_from(report, "figures").facts.rows[0][2].live
    make.write_all(report, campaign.officer, f"{make.LONG} Toàn ngành đạt {live}.")
    return report


def test_word_says_the_sums_and_their_day(report):
    text = words_of(word_of_report(report))

    for said in ("79 % (79/100)", "2/3", "Toàn ngành đạt 79 % (79/100).", "Kính gửi: Ủy ban nhân dân tỉnh Đông Hải"):
        assert said in text
    day = make.filled_from(report, "figures").day
    assert f"(Số liệu chốt ngày {day}.)" in text
    assert "Số cộng của 2/3 đơn vị đã được duyệt số liệu, quý I/2026" in text


def test_pdf_says_the_same(report):
    text = letters_of(pdf_of_report(report))

    assert "Toàn ngành đạt 79 % (79/100)." in text
    assert "Số cộng của 2/3 đơn vị đã được duyệt" in text


def test_draft_says_that_it_is_one(report):
    assert document_of(report).is_draft
    make.write_all(report, report.changed_by)
    operations.finish_report(report, by=report.changed_by)

    assert not document_of(report).is_draft


def test_sheet_has_every_number_typed_with_its_source(report):
    sheet = CalamineWorkbook.from_filelike(BytesIO(sheet_of_report(report))).get_sheet_by_index(0).to_python()

    row = next(row for row in sheet if row[1] == "Hồ sơ giải quyết trực tuyến" and row[2] == "Kết quả")
    assert row[3:6] == [79.0, "79 % (79/100)", "Số cộng của 2/3 đơn vị đã được duyệt số liệu, quý I/2026"]


def test_report_keeps_to_the_decree(report):
    report.unit.place = "Đông Hải"
    report.unit.save()

    findings = lint(word_of_report(report))

    assert [finding.rule for finding in findings] == []


def test_sections_are_numbered_in_roman():
    assert [roman(place) for place in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]


def test_chart_stands_over_its_table_in_word_and_pdf():
    campaign = make.Campaign(schools=1)
    campaign.measure(0, 15, 20, 4)
    form = make.form(campaign.department, campaign.officer, plan=campaign.plan)
    operations.add_section(form, by=campaign.officer, title="Diễn biến", source="chart")
    operations.use_form(form, by=campaign.officer)
    report = campaign.begun()

    blocks = document_of(report).body
    (place,) = (n for n, block in enumerate(blocks) if isinstance(block, Figure))

    figure, table = blocks[place : place + 2]
    assert (figure.points, figure.goal, figure.unit) == ((Point("Q1/26", Decimal("75.0")),), Decimal("90.0000"), "%")
    assert isinstance(table, Table)
    drawing = docx.Document(BytesIO(word_of_report(report))).inline_shapes[0]
    assert drawing._inline.docPr.get("descr").endswith("Q1/26: 75 %; mức phải đạt: 90 %.")
    assert "mức phải đạt 90 %" in letters_of(pdf_of_report(report))
