"""How fast documents are printed: beside packing the same XML, beside bare typesetting, certificates by the second."""

from __future__ import annotations

import io
import json
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import typst

from thidua.writing import forms
from thidua.writing.certificates import Certificate, Kind, certificates_pdf
from thidua.writing.document import Column, Document, Issuer, Number, Paragraph, Run, Signature
from thidua.writing.docx import docx_of
from thidua.writing.fonts import serif
from thidua.writing.pdf import pdf_of

ROWS = 2000
CERTIFICATES = 300
ROUNDS = 5
"""Each time is the best of so many: what else the machine does only ever adds to it."""
PARAGRAPHS = 60
SENTENCE = "Các tổ chuyên môn tổ chức thực hiện, báo cáo kết quả về Văn phòng trước ngày 25 của tháng cuối quý. "
BARE = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 20mm))
#set text(size: 14pt)
#set par(justify: true, first-line-indent: (amount: 12.7mm, all: true))
#for words in json(bytes(sys.inputs.given)) { par(words) }
"""


def measure() -> Iterable[tuple[str, float, str]]:
    decision = appendix_of(ROWS)
    word = docx_of(decision)
    yield "docx.list_2000_rows_ms", 1000 * best(lambda: docx_of(decision)), "ms"
    yield "docx.list_2000_rows_vs_floor", best(lambda: docx_of(decision)) / best(packing(word)), "times"
    ours, bare = our_page(), bare_page()
    yield "pdf.page_ms", 1000 * ours, "ms"
    yield "pdf.page_ms_vs_floor", ours / bare, "times"
    batch = [certificate(number) for number in range(CERTIFICATES)]
    yield "certificates.per_second", CERTIFICATES / spent(lambda: certificates_pdf(batch)), "certificates/s"


def best(work: Callable[[], object]) -> float:
    """Seconds."""
    return min(spent(work) for _ in range(ROUNDS))


def spent(work: Callable[[], object]) -> float:
    """Seconds of the processor, of all threads: waiting for other programmes does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def packing(file: bytes) -> Callable[[], object]:
    """Zip the parts of a Word file, ready as they are."""
    parts = {
        name: zipfile.ZipFile(io.BytesIO(file)).read(name) for name in zipfile.ZipFile(io.BytesIO(file)).namelist()
    }

    def pack() -> None:
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)

    return pack


def appendix_of(rows: int) -> Document:
    columns = (Column("Họ và tên", 2), Column("Đơn vị", 3), Column("Danh hiệu", 2), Column("Tiền thưởng", 1))
    people = tuple(
        (f"Nguyễn Thị Hoài {number}", f"Trường Tiểu học Hoa Ban {number % 90}", "Lao động tiên tiến", 759_000)
        for number in range(rows)
    )
    return forms.decision(
        Issuer("SỞ GIÁO DỤC VÀ ĐÀO TẠO"),
        "Về việc tặng danh hiệu thi đua",
        "GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        ("Tặng danh hiệu cho các cá nhân có tên trong danh sách kèm theo.",),
        number=Number("QĐ-SGDĐT", 12),
        appendices=(forms.roster("Danh sách", columns, people),),
    )


def our_page() -> float:
    """Seconds a page; other words at every turn, since typst remembers what it has set."""
    documents = [running_text(turn) for turn in range(ROUNDS + 1)]
    count = pages(pdf_of(documents[-1]))
    return min(spent(lambda document=document: pdf_of(document)) for document in documents[:-1]) / count


def running_text(turn: int) -> Document:
    texts = (Run(f"{SENTENCE * 4}{turn}"),)
    body = tuple(Paragraph((Run(f"{number}. ", bold=True), *texts)) for number in range(PARAGRAPHS))
    return forms.plan(Issuer("TRƯỜNG THPT NGỌC TRÌ"), "Thi đua", body, place="Sơn Hạ", day=date(2026, 1, 8))


def pages(file: bytes) -> int:
    return len(pdfium.PdfDocument(file))


def bare_page() -> float:
    """Seconds a page of the same words, set by typst and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "bare.typ"
        source.write_text(BARE, "utf-8")
        fonts = [str(Path(file).parent) for file in serif().files[:1]]
        compiler = typst.Compiler(str(source), font_paths=fonts, ignore_system_fonts=True)
        given = json.dumps([f"{number}. {SENTENCE * 4}" for number in range(PARAGRAPHS)])
        file = compiler.compile(format="pdf", sys_inputs={"given": given})
        times = []
        for turn in range(ROUNDS):
            again = json.dumps([f"{number}. {SENTENCE * 4}{turn}" for number in range(PARAGRAPHS)])
            times.append(spent(lambda again=again: compiler.compile(format="pdf", sys_inputs={"given": again})))
        return min(times) / pages(file)


def certificate(number: int) -> Certificate:
    return Certificate(
        kind=Kind.COMMENDATION,
        authority="Hiệu trưởng Trường THPT Ngọc Trì",
        recipient=f"Bà Nguyễn Thị Hoài Thương {number}",
        about="Giáo viên, Tổ Toán - Tin",
        merit="Đã có thành tích xuất sắc trong phong trào thi đua năm học 2025 - 2026",
        decision=f"Quyết định số {number}/QĐ-THPTNT ngày 30/5/2026",
        place="Sơn Hạ",
        day=date(2026, 5, 30),
        signature=Signature("Hiệu trưởng", "Lê Thị Minh Nguyệt"),
        code=f"K7QM-3ZPA-{number}",
        link=f"https://thidua.example.vn/tra-cuu/{number}",
    )
