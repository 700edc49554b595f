"""The code by which a printed document is checked, and the mark of a draft."""

import struct
import zlib

import pypdfium2 as pdfium
import pytest
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from thidua.writing.codes import qr_png
from thidua.writing.docx import docx_of
from thidua.writing.lint import lint
from thidua.writing.pdf import pdf_of
from thidua.writing.tests import make
from thidua.writing.tests.prints import Word

URL = "https://thidua.example.edu.vn/cong-khai/kiem-tra/7KQ2-M9XW-PA/"


def modules(url=URL):
    code = QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(url)
    code.make(fit=True)
    return [list(map(bool, row)) for row in code.get_matrix()]


def test_picture_of_a_code_holds_its_modules():
    data = qr_png(URL)
    side = struct.unpack(">I", data[16:20])[0]
    length = struct.unpack(">I", data[33:37])[0]
    lines = zlib.decompress(data[41 : 41 + length])
    stride = side // 8 + 1

    assert [[lines[y * 8 * stride + 1 + x] == 0 for x in range(side // 8)] for y in range(side // 8)] == modules()


def test_word_file_holds_the_code_under_the_recipients():
    word = Word(docx_of(make.plan(check_url=URL)))

    assert word.package.read("word/media/check.png") == qr_png(URL)
    assert word.text.rstrip().endswith("Mã kiểm tra: 7KQ2-M9XW-PA")


def test_pdf_holds_the_code_on_its_last_page():
    """Found by its first dark dot over the words, then read module by module."""
    paper = pdfium.PdfDocument(pdf_of(make.plan(check_url=URL)))
    page = paper[len(paper) - 1]
    bitmap = page.render(scale=8, grayscale=True)
    wanted = modules()
    module = 18 / len(wanted) * 72 / 25.4 * 8
    left = 30 * 72 / 25.4 * 8 + 2 * module
    top = next(
        y
        for y in range(bitmap.height // 8, bitmap.height)
        if all(is_dark(bitmap, left + 2 + x, y) for x in range(int(7 * module) - 4))
    )

    assert [
        [is_dark(bitmap, left + (x - 1.5) * module, top + (y - 1.5) * module) for x in range(len(wanted))]
        for y in range(len(wanted))
    ] == wanted


def is_dark(bitmap, x, y):
    return bitmap.buffer[int(y) * bitmap.stride + int(x)] < 128


def test_letters_of_a_check_do_not_pass_for_recipients():
    assert lint(docx_of(make.plan(check_url=URL))) == ()


@pytest.mark.parametrize("facts", [{}, {"check_url": URL}])
def test_same_document_gives_same_bytes(facts):
    assert docx_of(make.plan(**facts)) == docx_of(make.plan(**facts))


def test_draft_says_so_under_its_number():
    lines = Word(docx_of(make.plan(is_draft=True))).text.splitlines()

    assert lines[lines.index("Số: 05/KH-THPTNT") + 1] == "DỰ THẢO"
    assert "DỰ THẢO" not in Word(docx_of(make.plan())).text
