"""What a packed dossier holds: its own papers, a folder for each nominee, and a contents page, as one zip."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from shutil import copyfileobj
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.exceptions import ValidationError

from thidua.awards.models import Dossier, DossierEntry, DossierPaper, Nomination, NominationPaper
from thidua.awards.papers import report_paper, summary_paper
from thidua.awards.queries.papers import has_report
from thidua.documents.models import Attachment, DocumentFile, File
from thidua.documents.operations import open_file
from thidua.documents.signature_queries import current_files
from thidua.initiatives.certificates import certificate_pdf
from thidua.initiatives.models import Initiative, Recognition
from thidua.kernel.text import fold
from thidua.writing.applications import Application, application_docx, application_pdf
from thidua.writing.document import Band, Block, Cell, Column, Paragraph, Table
from thidua.writing.docx import docx_of

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Of files in a zip: the same dossier gives the same bytes."""
PACKED = frozenset({"docx", "xlsx", "pptx", "odt", "pdf", "png", "jpeg", "zip"})
"""Kinds that are compressed in themselves: to compress them again takes long and gains nothing."""
CONTENTS = "00-muc-luc"
SHARED = "01-to-trinh-va-giay-to-chung"


@dataclass(slots=True)
class Book:
    """A zip that is being written, with what its contents page will say."""

    zip: ZipFile
    lines: list[tuple[Cell, ...] | Band] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def begin(self, title: str) -> None:
        self.lines.append(Band(title))

    def add(self, place: str, what: str, content: bytes | IO[bytes], kind: str) -> None:
        place = self._free(place)
        entry = ZipInfo(place, FIRST_DAY)
        entry.compress_type = ZIP_STORED if kind in PACKED else ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        if isinstance(content, bytes):
            self.zip.writestr(entry, content)
        else:
            with content, self.zip.open(entry, "w", force_zip64=True) as target:
                copyfileobj(content, target, 1 << 20)
        self.lines.append((what, place))

    def _free(self, place: str) -> str:
        """A place that no other file has: `a.pdf`, then `a-2.pdf`."""
        stem, dot, ending = place.rpartition(".")
        n, free = 1, place
        while free in self.names:
            n += 1
            free = f"{stem}-{n}{dot}{ending}"
        self.names.add(free)
        return free

    def add_file(self, stem: str, what: str, file: File, name: str) -> None:
        """A kept file; one that the store has lost is told on the contents page."""
        try:
            content = open_file(file)
        except ValidationError:
            self.lost.append(f"{what}: tệp không còn trong kho lưu trữ")
            self.lines.append((what, "Tệp không còn trong kho lưu trữ"))
            return
        self.add(f"{stem}{safe_ending(name, file.kind)}", what, content, file.kind)


def safe(text: str, most: int = 60) -> str:
    """A name that every system can keep: letters without diacritics, digits and hyphens."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in fold(text)).split()
    return "-".join(words)[:most].strip("-") or "khong-ten"


def safe_ending(name: str, kind: str) -> str:
    ending = PurePath(name).suffix.lower()
    is_plain = len(ending) <= 6 and ending[1:].isascii() and ending[1:].isalnum()
    return ending if is_plain else f".{safe(kind, 5)}"


def folder_of(place: int, row: Nomination) -> str:
    return f"{place + 1:03d}-{safe(row.subject_name, 40)}-{safe(row.award_name, 40)}"


def write_book(
    target: IO[bytes], dossier: Dossier, entries: Iterable[DossierEntry], papers: Iterable[DossierPaper] | None = None
) -> list[str]:
    """Write the zip. `entries` come with what `operations.packing.with_papers` fetches; `papers` are the dossier's own
    where these are others than it has now. Returns what was lost.
    """
    with ZipFile(target, "w") as archive:
        book = Book(archive)
        book.begin("Tờ trình và giấy tờ chung")
        _add_shared(book, dossier, papers)
        for place, entry in enumerate(entries, start=1):
            _add_nominee(book, folder_of(place, entry.nomination), entry.nomination)
        page = contents_of(dossier, book)
        book.add(f"{CONTENTS}.docx", "", application_docx(page), "docx")
        book.add(f"{CONTENTS}.pdf", "", application_pdf(page), "pdf")
    return book.lost


def contents_of(dossier: Dossier, book: Book) -> Application:
    """The contents page: every file with what it is, in the order of the zip."""
    counted: list[tuple[Cell, ...] | Band] = []
    place = 0
    for line in book.lines:
        if isinstance(line, Band):
            counted.append(line)
        else:
            place += 1
            counted.append((place, *line))
    columns = (Column("TT", 0.4, "center"), Column("Giấy tờ", 2), Column("Tệp", 2.2))
    to = dossier.to_unit.name if dossier.to_unit else dossier.to_name
    body: list[Block] = [Paragraph(f"{dossier.title}, do {dossier.season.unit.name} lập, gửi {to}.")]
    if dossier.submitted_on:
        body.append(Paragraph(f"Ngày gửi: {dossier.submitted_on:%d/%m/%Y}."))
    return Application("Mục lục hồ sơ", (*body, Table(columns, tuple(counted))), excerpt=dossier.title)


def _add_shared(book: Book, dossier: Dossier, papers: Iterable[DossierPaper] | None) -> None:
    n = 0
    if dossier.submission:
        for n, row in enumerate(current_files(dossier.submission).select_related("file"), start=1):
            _add_document_file(book, f"{SHARED}/{n:02d}", "Tờ trình", row)
    if papers is None:
        papers = dossier.papers.select_related("document", "attachment__file").order_by("pk")
    for paper in papers:
        n = _add_paper(book, f"{SHARED}/", n, paper)


def _add_document_file(book: Book, stem: str, what: str, row: DocumentFile) -> None:
    ending = {"word": " (Word)", "pdf": " (PDF)"}.get(row.made, "")
    book.add_file(f"{stem}-{safe(PurePath(row.name).stem)}", f"{what}{ending}", row.file, row.name)


def _add_paper(book: Book, folder: str, n: int, paper: DossierPaper | NominationPaper) -> int:
    """The files of one paper, numbered on from `n`. Returns the last number."""
    if paper.document is not None:
        for row in current_files(paper.document).select_related("file"):
            n += 1
            _add_document_file(book, f"{folder}{n:02d}", str(paper.document), row)
    if paper.attachment is not None:
        n += 1
        _add_attachment(book, f"{folder}{n:02d}", paper.attachment)
    return n


def _add_attachment(book: Book, stem: str, row: Attachment) -> None:
    if row.file is None:
        book.lines.append((str(row), row.link))
        return
    book.add_file(f"{stem}-{safe(PurePath(row.name).stem)}", str(row), row.file, row.name)


def _add_nominee(book: Book, folder: str, row: Nomination) -> None:
    book.begin(f"{row.subject_name} – {row.award_name}")
    papers = list(row.papers.all())
    if has_report(row) or not any(paper.key == "achievement_report" for paper in papers):
        book.add(f"{folder}/1-bao-cao-thanh-tich.docx", "Báo cáo thành tích", docx_of(report_paper(row)), "docx")
    summary = docx_of(summary_paper(row))
    book.add(f"{folder}/2-tom-tat-va-dieu-kien.docx", "Tóm tắt thành tích, giải trình điều kiện", summary, "docx")
    n = 0
    for paper in papers:
        n = _add_paper(book, f"{folder}/giay-to/", n, paper)
    for place, attachment in enumerate(row.evidence.all(), start=n + 1):
        _add_attachment(book, f"{folder}/giay-to/{place:02d}", attachment)
    for place, initiative in enumerate(row.initiatives.all(), start=1):
        _add_initiative(book, f"{folder}/sang-kien/{place:02d}", initiative)


def _add_initiative(book: Book, stem: str, row: Initiative) -> None:
    """Of each recognition in force the decision's files, and the certificate where one was given."""
    for recognition in row.recognitions.all():
        if recognition.status != Recognition.Status.VALID:
            continue
        what = f"Sáng kiến “{row.title}”: {recognition}"
        if recognition.document:
            for file in current_files(recognition.document).select_related("file"):
                _add_document_file(book, f"{stem}-{safe(recognition.scope, 12)}", what, file)
        if recognition.certificate_number:
            certificate = certificate_pdf(row, recognition)
            name = f"{stem}-{safe(recognition.scope, 12)}-giay-chung-nhan.pdf"
            book.add(name, f"Giấy chứng nhận: {what}", certificate, "pdf")
        if not recognition.document and not recognition.certificate_number:
            book.lines.append((what, "Ghi trong hệ thống, không có tệp"))
