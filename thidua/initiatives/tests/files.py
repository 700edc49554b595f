"""Files full of what tells who made them, as offices and telephones write them."""

import io
import struct
import zipfile
import zlib

import docx
import pypdfium2
import xlsxwriter

from thidua.writing.document import Document, Issuer, Number, Paragraph
from thidua.writing.pdf import pdf_of

AUTHOR = "Nguyễn Thị Hoài Lan"
SCHOOL = "Trường THCS Suối Mơ"
EXTRA = "Hoai Lan Canon"
"""Where a tag takes only plain letters."""


def word() -> bytes:
    """Properties, a name cut into runs, a comment's author in a part of its own, a picture with Exif, an outer link."""
    paper = docx.Document()
    paper.core_properties.author = AUTHOR
    paper.core_properties.last_modified_by = AUTHOR
    paper.core_properties.comments = SCHOOL
    line = paper.add_paragraph("Sáng kiến của ")
    for piece in ("Nguyễn ", "Thị Hoài", " Lan"):
        line.add_run(piece)
    line.add_run(f" tại {SCHOOL}, áp dụng tốt")
    paper.sections[0].header.paragraphs[0].text = f"{SCHOOL} – {AUTHOR}"
    paper.add_picture(io.BytesIO(png()))
    paper.part.relate_to("file:///C:/Users/HoaiLan/x.docx", HYPERLINK, is_external=True)
    out = io.BytesIO()
    paper.save(out)
    return with_parts(
        out.getvalue(), {"word/people.xml": f'<p author="{AUTHOR}"/>', "customXml/item9.xml": f"<a>{AUTHOR}</a>"}
    )


HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def with_parts(package: bytes, parts: dict[str, str]) -> bytes:
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.set_properties({"author": AUTHOR, "company": SCHOOL, "manager": AUTHOR})
        page = book.add_worksheet("Hoài Lan")
        page.write(0, 0, f"Người lập: {AUTHOR}")
        page.write(1, 0, 130)
        page.write_comment("A1", "xem lại", {"author": AUTHOR})
        page.set_header(f"&C{SCHOOL}")
    return out.getvalue()


def pdf() -> bytes:
    """A paper of text, with properties."""
    paper = Document(
        type="report",
        issuer=Issuer(SCHOOL.upper()),
        number=Number("BC-SM", 1),
        place="Suối Mơ",
        day=None,
        excerpt="Kết quả",
        body=(Paragraph(f"Người viết: {AUTHOR}, kết quả tăng 25 %."),),
    )
    return with_info(pdf_of(paper))


def with_info(data: bytes) -> bytes:
    """The same with an information dictionary that names the author, in the way of an incremental update."""
    mark = f"\n%%Author {EXTRA}\n".encode()
    return data + mark


def png() -> bytes:
    text = chunk(b"tEXt", b"Author\x00" + EXTRA.encode()) + chunk(b"eXIf", EXTRA.encode())
    head = struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\x00" + bytes([120] * 4) for _ in range(4)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + text + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def jpeg() -> bytes:
    """The bones of a JPEG: Exif with an artist and a turn, XMP, a comment, a scan with stuffed bytes, a film behind."""
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0) + EXTRA.encode()
    xmp = b"http://ns.adobe.com/xap/1.0/\x00" + EXTRA.encode()
    jfif = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    parts = [segment(0xE0, jfif), segment(0xE1, exif), segment(0xE1, xmp), segment(0xFE, EXTRA.encode())]
    table, scan = segment(0xDB, bytes(65)), segment(0xDA, bytes(6)) + b"\x01\xff\x00\x02\xff\xd0\x03"
    return b"\xff\xd8" + b"".join(parts) + table + scan + b"\xff\xd9" + EXTRA.encode()


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def told_by(data: bytes, kind: str) -> str:
    """All that can be read in a file without diacritics and case: parts of packages, strings, text of pages."""
    from thidua.kernel.text import fold

    pieces = [data.decode("latin-1"), data.decode("utf-8", "ignore"), data.decode("utf-16-le", "ignore")]
    if kind in {"docx", "xlsx", "pptx"}:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                pieces += [entry.filename, package.read(entry).decode("utf-8", "ignore")]
                pieces.append(package.read(entry).decode("latin-1"))
    if kind == "pdf":
        paper = pypdfium2.PdfDocument(data)
        pieces += [page.get_textpage().get_text_range() for page in paper]
        pieces += list(paper.get_metadata_dict().values())
    return fold(" ".join(pieces))
