"""Charts on paper: the same drawing in Word and in PDF, told in words to who cannot see it."""

import ctypes
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from thidua.writing.charts import svg_of, told
from thidua.writing.document import Column, Figure, Paragraph, Point, Table
from thidua.writing.docx import docx_of
from thidua.writing.lint import lint
from thidua.writing.pdf import pdf_of
from thidua.writing.tests import make
from thidua.writing.tests.prints import Pdf, Word

POINTS = (Point("Quý I", Decimal("62.5")), Point("Quý II", None), Point("Quý III", Decimal(91)))
FIGURE = Figure("Hồ sơ & <số>", POINTS, Decimal("90.0000"), "%", caption="Biểu đồ: Hồ sơ trực tuyến")
BARS = Figure("Số trường theo mức", (Point("0–50", Decimal(3)), Point("50–100", Decimal(9))), is_bars=True)


def paper(*figures):
    table = Table((Column("Kỳ"), Column("Kết quả")), tuple((point.label, point.value) for point in POINTS))
    body = (Paragraph("Kết quả qua các quý:"), *figures, table, Paragraph("Trên đây là báo cáo."))
    return replace(make.plan(), body=body)


def darkest(page):
    """The share of dots that are drawn in, in thousandths."""
    dots = bytes(page.render(scale=1, grayscale=True).buffer)
    return 1000 * sum(1 for value in dots if value < 160) // len(dots)


def alternatives(page):
    """The texts for who cannot see, in the order of the page's structure."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, n) for n in range(raw.FPDF_StructTree_CountChildren(tree))]
    for element in waiting:
        size = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDF_StructElement_GetAltText(element, buffer, size)
            yield buffer.raw.decode("utf-16-le").rstrip("\0")
        count = raw.FPDF_StructElement_CountChildren(element)
        waiting += filter(None, (raw.FPDF_StructElement_GetChildAtIndex(element, n) for n in range(count)))
    raw.FPDF_StructTree_Close(tree)


def test_word_holds_the_picture_with_its_text_once_for_each():
    word = Word(docx_of(paper(FIGURE, BARS, FIGURE)))

    pictures = [name for name in word.package.namelist() if name.startswith("word/media/figure")]
    document = word.package.read("word/document.xml").decode()
    assert len(pictures) == 2
    assert all(word.package.read(name).startswith(b"\x89PNG") for name in pictures)
    assert document.count("<w:drawing>") == 3
    assert "Hồ sơ &amp; &lt;số&gt;. Quý I: 62,5 %; Quý II: không có số liệu" in document


def test_pdf_draws_it_and_its_words_can_be_found():
    plain, with_chart = Pdf(pdf_of(paper())), Pdf(pdf_of(paper(FIGURE)))

    assert "mức phải đạt 90 %" in with_chart.text
    assert "Biểu đồ: Hồ sơ trực tuyến" in with_chart.text
    assert "mức phải đạt" not in plain.text


def test_pdf_marks_the_chart_with_its_text():
    page = pdfium.PdfDocument(pdf_of(paper(FIGURE)))[0]

    assert list(alternatives(page)) == [told(FIGURE)]


def test_letters_of_vietnamese_are_drawn_in_the_font_of_the_paper():
    """Without its font a drawing would have no letters at all."""
    blank = Figure("x", tuple(Point("", point.value) for point in POINTS))
    worded = Figure("x", tuple(Point("Học kỳ ẫữặ", point.value) for point in POINTS))

    shares = [darkest(pdfium.PdfDocument(pdf_of(paper(figure)))[0]) for figure in (blank, worded)]

    assert shares[1] > shares[0]


@pytest.mark.parametrize("figure", [FIGURE, BARS])
def test_same_document_gives_the_same_bytes_and_keeps_to_the_decree(figure):
    one, two = docx_of(paper(figure)), docx_of(paper(figure))

    assert one == two
    assert lint(one) == ()


@pytest.mark.parametrize("figure", [FIGURE, BARS, Figure("Trống", ())])
def test_drawing_is_well_formed(figure):
    assert ElementTree.fromstring(svg_of(figure, font='Tinos "x"')).get("role") == "img"


def test_goal_and_gap_are_told():
    assert told(FIGURE) == (
        "Biểu đồ Hồ sơ & <số>. Quý I: 62,5 %; Quý II: không có số liệu; Quý III: 91 %; mức phải đạt: 90 %."
    )
