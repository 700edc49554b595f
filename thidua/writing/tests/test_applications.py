"""Papers that persons hand in."""

from io import BytesIO

import pypdfium2
from docx import Document

from thidua.writing.applications import Application, application_docx, application_pdf
from thidua.writing.document import Column, Paragraph, Table

PAPER = Application(
    "Đơn yêu cầu công nhận sáng kiến",
    (Paragraph("Chúng tôi ghi tên dưới đây:"), Table((Column("Họ và tên"),), (("Nguyễn Thị Lan",),)), Paragraph("Hết")),
    ("Hội đồng sáng kiến Trường THCS Suối Mơ",),
    dated="Sơn Hà, ngày 20 tháng 10 năm 2026",
    signs_as="Người nộp đơn",
    signers=("Nguyễn Thị Lan", "Trần Văn Bảo"),
)


def test_paper_has_no_issuer_and_its_signers_at_the_end():
    document = Document(BytesIO(application_docx(PAPER)))

    signed = [paragraph.text for paragraph in document.tables[-1].rows[0].cells[1].paragraphs]
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN",
        "Kính gửi: Hội đồng sáng kiến Trường THCS Suối Mơ",
        "Chúng tôi ghi tên dưới đây:",
        "Hết",
    ]
    assert [text for text in signed if text] == [
        "Sơn Hà, ngày 20 tháng 10 năm 2026",
        "NGƯỜI NỘP ĐƠN",
        "Nguyễn Thị Lan",
        "Trần Văn Bảo",
    ]


def test_same_paper_gives_the_same_bytes():
    assert application_docx(PAPER) == application_docx(PAPER)


def test_the_same_paper_as_pdf_says_the_same():
    with pypdfium2.PdfDocument(application_pdf(PAPER)) as book:
        words = " ".join(book[0].get_textpage().get_text_range().split())

    assert PAPER.title.upper() in words
    assert application_pdf(PAPER) == application_pdf(PAPER)
