"""Old Word files and scans, with the programmes that this machine has; without them, the polite refusal."""

import struct
import subprocess
import zlib

import docx
import pypdfium2 as pdfium
import pytest
import typst

from thidua.reading.refusals import Refusal
from thidua.reading.sources import extract
from thidua.reading.sources.programs import programs_here

LINES = ["KẾ HOẠCH", "Tổ chức hội thi đọc sách của học sinh", "Hoàn thành trước ngày 20 tháng 11"]


def lines_or_code(data):
    try:
        source = extract(data)
    except Refusal as refusal:
        return refusal.code
    return [source.text[line.start : line.end] for line in source.lines]


def words_or_code(data):
    found = lines_or_code(data)
    return found if isinstance(found, str) else " ".join(found).split()


@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_old_word_file_is_read_or_refused(tmp_path, kind):
    office = programs_here().office
    given = tmp_path / f"given.{kind}"
    given.write_bytes(b"{\\rtf1 a}")
    if office:
        make_old(office, tmp_path, kind)

    found = lines_or_code(given.read_bytes())

    assert found == (LINES if office else "old_word")


def make_old(office, folder, kind):
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    document.save(folder / "given.docx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(folder / "given.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_scan_is_recognised_or_refused(tmp_path, kind):
    picture = tmp_path / "page.png"
    picture.write_bytes(scanned(tmp_path))
    data = picture.read_bytes() if kind == "png" else typeset(tmp_path, '#set page(margin: 0cm)\n#image("page.png")')

    found = words_or_code(data)

    if programs_here().tesseract is None:
        assert found == "no_text_layer"
    else:
        expected = " ".join(LINES).split()
        assert len(set(expected) & set(found)) >= 0.8 * len(set(expected))


def typeset(folder, source):
    page = folder / "page.typ"
    page.write_text(source, "utf-8")
    return typst.compile(str(page))


def scanned(folder):
    """A typeset page as a grey PNG."""
    text = "#set text(size: 16pt)\n" + "\n\n".join(LINES)
    with pdfium.PdfDocument(typeset(folder, text)) as document:
        bitmap = document[0].render(scale=3, grayscale=True)
        pixels = bytes(bitmap.buffer)
        rows = (pixels[row * bitmap.stride :][: bitmap.width] for row in range(bitmap.height))
        return png(bitmap.width, bitmap.height, b"".join(b"\0" + row for row in rows))


def png(width, height, rows):
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
