"""Files written again for reviewers: nothing of the author is left, what is shown stays."""

import io
import zipfile

import docx
import pypdfium2
import pytest

from thidua.initiatives.blind import NotClean, cleaned
from thidua.initiatives.masking import mask_for
from thidua.initiatives.tests import files

MASK = mask_for([files.AUTHOR], [files.SCHOOL])
MADE = {
    "docx": files.word,
    "xlsx": files.sheet,
    "pdf": files.pdf,
    "png": files.png,
    "jpeg": files.jpeg,
    "text": f"Người viết {files.AUTHOR}, {files.SCHOOL}".encode,
}


@pytest.mark.parametrize("kind", MADE)
def test_nothing_of_the_author_is_left(kind):
    before = MADE[kind]()

    after = cleaned(before, kind, MASK).data

    names = ("hoai lan", "suoi mo", "hoailan")
    assert any(name in files.told_by(before, kind) for name in names)
    assert [name for name in names if name in files.told_by(after, kind)] == []


def test_word_file_still_opens_and_reads():
    after = docx.Document(io.BytesIO(cleaned(files.word(), "docx", MASK).data))

    text = "\n".join(paragraph.text for paragraph in after.paragraphs)
    assert text.startswith("Sáng kiến của ▇▇▇")
    assert text.strip().endswith("áp dụng tốt")
    assert len(after.inline_shapes) == 1
    assert after.core_properties.author in ("", "python-docx")


def test_sheet_keeps_its_numbers():
    data = cleaned(files.sheet(), "xlsx", MASK).data

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        page = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>130</v>" in page


def test_pages_of_a_pdf_are_pictures_with_the_name_blacked_out():
    before, after = (pypdfium2.PdfDocument(data) for data in (files.pdf(), cleaned(files.pdf(), "pdf", MASK).data))

    assert (len(after), after[0].get_size()) == (len(before), pytest.approx(before[0].get_size()))
    assert after[0].get_textpage().count_chars() == 0
    assert darkness(after[0]) > darkness(before[0])


def darkness(page) -> int:
    return sum(1 for value in bytes(page.render(scale=0.5, grayscale=True).buffer) if value < 100)


def test_picture_keeps_which_way_up_it_is():
    after = cleaned(files.jpeg(), "jpeg", MASK).data

    assert after.startswith(b"\xff\xd8\xff\xe1")
    assert after[2:40].count(b"Exif") == 1
    assert after.endswith(b"\x01\xff\x00\x02\xff\xd0\x03\xff\xd9")


@pytest.mark.parametrize(("kind", "unread"), [("png", True), ("jpeg", True), ("xlsx", False), ("docx", True)])
def test_what_nobody_could_search_for_names_is_told(kind, unread):
    assert cleaned(MADE[kind](), kind, MASK).unread is unread


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04broken", "docx"),
        (b"%PDF-1.4 broken", "pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "png"),
        (b"\xff\xd8\xff\xe1\x00", "jpeg"),
        (b"\xff\xff\xfe\x80", "text"),
        (b"PK", "zip"),
        (b"x", "doc"),
        (files.with_parts(files.word(), {"word/embeddings/oleObject1.bin": "x"}), "docx"),
    ],
)
def test_file_that_may_still_tell_is_refused(data, kind):
    with pytest.raises(NotClean):
        cleaned(data, kind, MASK)
