"""How fast plans are read: with the length of the text, by the second, and beside bare text extraction."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import docx
import pypdfium2 as pdfium
import typst
from docx.table import Table

from thidua.reading import read, read_text

PLANS = Path(__file__).parents[1] / "thidua/reading/tests/plans/text"
MEGABYTE = 1_000_000
ROUNDS = 5
"""Each time is the best of so many: what else the machine does only ever adds to it."""


def measure() -> Iterable[tuple[str, float, str]]:
    texts = [path.read_text("utf-8") for path in sorted(PLANS.glob("*.txt"))]
    read_all(texts)
    yield "reading.growth", growth(texts), "times"
    yield "reading.plans_per_second", len(texts) / best(lambda: read_all(texts)), "plans/s"
    word, pages = [word_file(text) for text in texts], [pdf_file(text) for text in texts]
    in_word, in_pdf = ratio(word, text_of_word), ratio(pages, text_of_pdf)
    yield "reading.vs_extraction.docx", in_word, "times"
    yield "reading.vs_extraction.pdf", in_pdf, "times"
    yield "reading.vs_extraction", max(in_word, in_pdf), "times"


def best(work: Callable[[], object]) -> float:
    """Seconds."""
    return min(timed(work) for _ in range(ROUNDS))


def timed(work: Callable[[], object]) -> float:
    """Seconds of the processor: waiting for other programmes does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def read_all(texts: Sequence[str]) -> None:
    for text in texts:
        read_text(text)


def growth(texts: Sequence[str]) -> float:
    """How many times longer four megabytes take than one."""
    short, long = varied(texts, MEGABYTE), varied(texts, 4 * MEGABYTE)
    return best(lambda: read_text(long)) / best(lambda: read_text(short))


def varied(texts: Sequence[str], size: int) -> str:
    """Plans one after another, every repetition with other years and numbers, cut at `size` bytes."""
    return "\f".join(repeated(texts, size)).encode()[:size].decode("utf-8", "ignore")


def repeated(texts: Sequence[str], size: int) -> Iterator[str]:
    written, turn = 0, 0
    while written < size:
        for text in texts:
            plan = text.replace("202", f"20{turn % 7}").replace("1", str(turn % 10))
            written += len(plan.encode())
            yield plan
        turn += 1


def ratio(files: Sequence[bytes], extract: Callable[[bytes], str]) -> float:
    """The whole reading of files for each second of bare extraction."""
    rounds = [
        (timed(lambda: [read(file) for file in files]), timed(lambda: [extract(file) for file in files]))
        for _ in range(ROUNDS)
    ]
    return min(whole for whole, _ in rounds) / min(bare for _, bare in rounds)


def text_of_word(file: bytes) -> str:
    document = docx.Document(io.BytesIO(file))
    return "\n".join(
        "\n".join(cell.text for row in part.rows for cell in row.cells) if isinstance(part, Table) else part.text
        for part in document.iter_inner_content()
    )


def text_of_pdf(file: bytes) -> str:
    with pdfium.PdfDocument(file) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def word_file(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph("".join(filter(str.isprintable, line)))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf_file(text: str) -> bytes:
    """Typeset as offices do: headings bold, the dated line in italics, so that a file brings three fonts."""
    lines = (line.strip().replace("\\", "").replace('"', "”") for line in text.replace("\f", "\n").split("\n"))
    written = "\n\n".join(f'#{style_of(line)}("{line}")' for line in lines if line)
    return typst.compile(f"#set page(margin: 2.5cm)\n#set text(size: 13pt)\n{written}".encode())


def style_of(line: str) -> str:
    if line.isupper() or re.match(r"[IVX]+\.|\d+\. ", line):
        return "strong"
    return "emph" if re.search(r", ngày .*tháng", line) else "text"
