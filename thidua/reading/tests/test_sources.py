import pytest

from thidua.reading.refusals import Refusal
from thidua.reading.sources import Programs, extract, kind_of
from thidua.reading.tests.files import docx_of, pdf_of, printed, sayings, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
NOTHING_INSTALLED = Programs()


def ole(stream):
    return OLE + stream.encode("utf-16-le") + bytes(64)


KINDS = [
    ("docx", docx_of(lambda document: document.add_paragraph("một"))),
    ("docm", zipped({"word/document.xml": "<a/>", "word/vbaProject.bin": "x"})),
    ("xlsx", zipped({"xl/workbook.xml": "<a/>"})),
    ("xlsm", zipped({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": "x"})),
    ("pptx", zipped({"ppt/presentation.xml": "<a/>"})),
    ("odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})),
    ("zip", zipped({"a.txt": "a"})),
    ("damaged_zip", b"PK\x03\x04 rest is gone"),
    ("doc", ole("WordDocument")),
    ("xls", ole("Workbook")),
    ("ppt", ole("PowerPoint Document")),
    ("encrypted", ole("EncryptedPackage")),
    ("ole", ole("Other")),
    ("pdf", pdf_of([printed((60, 700, "a"))])),
    ("pdf", b"\n\n%PDF-1.7 and nothing else"),
    ("png", b"\x89PNG\r\n\x1a\n...."),
    ("jpeg", b"\xff\xd8\xff\xe0...."),
    ("tiff", b"II*\x00...."),
    ("rtf", b"{\\rtf1 a}"),
    ("html", b"\xef\xbb\xbf\n<!DOCTYPE html><p>a"),
    ("text", "Kế hoạch".encode()),
    ("text", "Kế hoạch".encode("utf-16")),
    ("text", "Ke hoach 2026".encode("utf-16-be")),
    ("text", b"a < b <p>"),
    ("unknown", bytes(range(32)) * 9),
    ("unknown", b"\x7fELF\x02\x01\x01" + bytes(200)),
    ("empty", b""),
    ("empty", b" \r\n\t"),
]


@pytest.mark.parametrize(("kind", "data"), KINDS)
def test_kind_is_told_by_content(kind, data):
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty", b""),
        ("empty", b"\xef\xbb\xbf \n"),
        ("empty", docx_of(lambda document: document.add_paragraph(" "))),
        ("unknown_type", zipped({"xl/workbook.xml": "<a/>"})),
        ("unknown_type", bytes(range(32)) * 9),
        ("unknown_type", zipped({"a.txt": "a"})),
        ("damaged", zipped({"a.txt": "a"})[:-5]),
        ("encrypted", ole("EncryptedPackage")),
        ("old_word", ole("WordDocument")),
        ("old_word", b"{\\rtf1 a}"),
        ("no_text_layer", b"\x89PNG\r\n\x1a\n...."),
        ("no_text_layer", pdf_of([""])),
    ],
)
def test_what_cannot_be_read_is_refused(code, data):
    with pytest.raises(Refusal) as refusal:
        extract(data, programs=NOTHING_INSTALLED)

    assert refusal.value.code == code


def test_file_over_the_limit_is_refused_with_its_size():
    with pytest.raises(Refusal) as refusal:
        extract(b"a" * (3 * 2**20 + 1), max_bytes=3 * 2**20)

    assert refusal.value.code == "too_large"
    assert "3,1 MB" in str(refusal.value)


@pytest.mark.parametrize("refusal", Refusal.__subclasses__())
def test_refusal_says_what_happened_and_what_to_do(refusal):
    made = refusal(*{"too_large": (9, 1), "too_many_pages": (9, 1)}.get(refusal.code, ()))

    assert made.code != Refusal.code
    assert len(str(made).split(". ")) >= 2


@pytest.fixture
def program(tmp_path):
    """Makes a programme that answers as it is told."""

    def make(script):
        path = tmp_path / "program"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return str(path)

    return make


def test_old_word_file_is_read_as_what_the_office_programme_makes_of_it(program, tmp_path):
    made = tmp_path / "made.docx"
    made.write_bytes(docx_of(lambda document: document.add_paragraph("Kế hoạch cũ")))
    office = program(f'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; cp {made} "$2/given.docx"')

    source = extract(ole("WordDocument"), programs=Programs(office=office))

    assert source.kind == "doc"
    assert sayings(source) == ["Kế hoạch cũ"]


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_office_programme_that_makes_nothing_means_a_damaged_file(program, script):
    with pytest.raises(Refusal) as refusal:
        extract(ole("WordDocument"), programs=Programs(office=program(script)))

    assert refusal.value.code == "damaged"


def test_scan_is_read_page_by_page_and_is_uncertain(program):
    recognise = program('cat > /dev/null; printf "KẾ HOẠCH\\n\\nNăm 2026\\n\\f"')

    source = extract(pdf_of(["", ""]), programs=Programs(tesseract=recognise))

    assert (source.kind, source.pages, source.certain) == ("scan", 2, False)
    assert sayings(source) == ["KẾ HOẠCH", "Năm 2026"] * 2
    assert [line.page for line in source.lines] == [1, 1, 2, 2]


def test_page_reaches_the_recogniser_as_a_whole_grey_picture(program):
    size = program("head -c 17 | tr '\\n' ' '")

    source = extract(pdf_of([""]), programs=Programs(tesseract=size))

    assert sayings(source) == ["P5 2480 3509 255"]


def test_picture_is_given_to_the_recogniser_as_it_is(program):
    echo = program("tail -c 7")

    source = extract(b"\x89PNG\r\n\x1a\nHoa Mai", programs=Programs(tesseract=echo))

    assert (source.kind, source.certain) == ("scan", False)
    assert sayings(source) == ["Hoa Mai"]


def test_programme_that_takes_too_long_is_ended(program):
    from thidua.reading.sources.ocr import read_picture

    with pytest.raises(Refusal) as refusal:
        read_picture(b"x", tesseract=program("sleep 30"), seconds=0.2)

    assert refusal.value.code == "too_slow"
