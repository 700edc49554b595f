"""Files to read, built from invented text."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable

import docx
from docx.document import Document

from thidua.reading.source import Line, Source


def docx_of(write: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    write(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def docx_with(document_xml: str, **parts: str) -> bytes:
    """The least a Word file needs; `parts` are written as word/<name>.xml with a relation of that name."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "".join(f'<Relationship Id="r{name}" Type="{kind}/{name}" Target="{name}.xml"/>' for name in parts)
    return zipped(
        {
            "_rels/.rels": _RELATIONS.format(
                f'<Relationship Id="r1" Type="{kind}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/document.xml": document_xml,
            "word/_rels/document.xml.rels": _RELATIONS.format(relations),
            **{f"word/{name}.xml": part for name, part in parts.items()},
        }
    )


_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def word_xml(inner: str, root: str = "document") -> str:
    body = f"<w:body>{inner}</w:body>" if root == "document" else inner
    return f"<w:{root} {_NAMES}>{body}</w:{root}>"


def paragraph(text: str, marks: str = "") -> str:
    return f"<w:p><w:pPr>{marks}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def pdf_of(pages: Iterable[str], extra: str = "") -> bytes:
    """A PDF of content streams, one a page, with Helvetica as /F1; `extra` goes into each page."""
    streams = list(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(streams)} /Kids [{' '.join(f'{4 + 2 * i} 0 R' for i in range(len(streams)))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for index, stream in enumerate(streams):
        packed = zlib.compress(stream.encode("latin-1"))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * index} 0 R {extra} "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed))
    return _numbered(objects)


def stream(marks: str, text: str) -> bytes:
    """A stream object, not packed."""
    return f"<< {marks} /Length {len(text)} >>\nstream\n{text}\nendstream".encode("latin-1")


def pdf_of_forms(depth: int, repeats: int) -> bytes:
    """A page of forms in forms: each draws the next so many times, the last prints a word."""
    fonts = "/Font << /F1 3 0 R >>"
    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources"
    page = f"/Resources << {fonts} /XObject << /X 6 0 R >> >>"
    inner = (
        stream(f"{form} << {fonts} /XObject << /X {7 + level} 0 R >> >>", "/X Do " * repeats) for level in range(depth)
    )
    return _numbered(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R {page} >>".encode(),
            stream("", printed((60, 700, "Ke hoach")) + "/X Do"),
            *inner,
            stream(f"{form} << {fonts} >>", printed((60, 600, "nam 2026"))),
        ]
    )


def _numbered(objects: list[bytes]) -> bytes:
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(file)


def printed(*lines: tuple[float, float, str]) -> str:
    """A content stream of texts, each at its place in points from the lower left corner."""
    return "".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)


def said(source: Source, line: Line) -> str:
    return source.text[line.start : line.end]


def sayings(source: Source) -> list[str]:
    """What each line says, its printed number before it."""
    return [f"{line.label} {said(source, line)}".strip() for line in source.lines]


def rows(source: Source) -> list[list[str]]:
    """The cells of each row of the tables."""
    return [[source.text[start:end] for start, end in line.cells] for line in source.lines if line.cells]


def holds_everything_once(source: Source) -> bool:
    """Whether the lines, in order, hold every letter of the text; and each line something."""
    place = 0
    for line in source.lines:
        between, inside = source.text[place : line.start], said(source, line)
        if line.start < place or between.strip() or not inside.strip():
            return False
        place = line.end
    return not source.text[place:].strip()
