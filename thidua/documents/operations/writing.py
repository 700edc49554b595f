"""Documents that the system writes: set out as Word and PDF, kept for ever."""

from dataclasses import replace
from typing import NamedTuple

import pypdfium2 as pdfium
from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.descriptions import as_data, from_data
from thidua.documents.filling import filled
from thidua.documents.models import Description, DocumentFile, OfficialDocument
from thidua.documents.operations.files import file_name, open_file, store_file
from thidua.documents.queries import written_files
from thidua.documents.template_rules import template_for
from thidua.kernel.permissions import require
from thidua.kernel.text import fold
from thidua.people.models import Person
from thidua.writing.document import Document
from thidua.writing.docx import docx_of
from thidua.writing.pdf import pdf_of


class Written(NamedTuple):
    """The two files of a document that the system wrote."""

    word: DocumentFile
    pdf: DocumentFile


@transaction.atomic
def write_document(official: OfficialDocument, document: Document, *, by: Person, anew: bool = False) -> Written:
    """Set out what `document` describes as Word and PDF and keep both as files of `official`.

    Make the description with `documents.letterheads.described(official, body=…)`, which takes head and foot from the
    official document (give it its number and date first), or with `thidua.writing.forms`. Call it once, in the
    transaction that issues the document: the files stay as they are, byte for byte. Calling it again with the same
    description changes nothing, so a task may run twice; another description is refused (`written_already`) unless
    `anew`, which puts the new files in the place of the old ones (a paper that was sent back and is handed in again).
    About 0.1 s for ten pages; lists of thousands of rows belong in a `kernel.runs` run.

    What is only to be looked at is not kept: use `printed(official, document)`. Rooms whose members have no right to
    write documents of the unit (a council's secretary) ask their own permission and call `keep_written`.
    """
    require(by, "documents.write_document", official)
    before = written_files(official)
    written = keep_written(official, document, anew=anew)
    if {row.file_id for row in before.values()} != {written.word.file_id, written.pdf.file_id}:
        sentence = f"Lập bản Word và PDF (mã băm {written.word.file.sha256[:12]}, {written.pdf.file.sha256[:12]})"
        record("documents.write_document", official, by=by, sentence=sentence)
    return written


@transaction.atomic
def keep_written(official: OfficialDocument, document: Document, *, anew: bool = False) -> Written:
    """As `write_document`, part of an operation that asked the permission and makes the audit entry."""
    OfficialDocument.objects.select_for_update().get(pk=official.pk)
    word, pdf = printed(official, document)
    kept = written_files(official)
    made = DocumentFile.Made
    if kept and not anew and kept[made.PDF].file.sha256 != store_file(pdf).sha256:
        sentence = "Văn bản đã có bản Word và PDF được lập khi ban hành; các bản đó không đổi được nữa."
        raise ValidationError(sentence, code="written_already")
    if kept and not anew:
        return Written(kept[made.WORD], kept[made.PDF])
    name = name_of(official, document)
    for row in kept.values():
        row.delete()
    pages = len(pdfium.PdfDocument(pdf))
    return Written(
        _kept(official, made.WORD, word, f"{name}.docx", pages), _kept(official, made.PDF, pdf, f"{name}.pdf", pages)
    )


def freeze_description(official: OfficialDocument, document: Document) -> None:
    """Keep what a document says when it is issued; `written_of` makes its files of it when they are wanted first. Part
    of an operation that issues. For papers of which thousands may be issued in one go.
    """
    row = Description(document=official, said=as_data(document))
    Description.objects.bulk_create([row], update_conflicts=True, unique_fields=["document"], update_fields=["said"])


def written_of(official: OfficialDocument) -> Written | None:
    """The two files of a document; made now of its frozen description where they were not yet. None without one."""
    kept = written_files(official)
    if kept:
        return Written(kept[DocumentFile.Made.WORD], kept[DocumentFile.Made.PDF])
    frozen = Description.objects.filter(document=official).first()
    return keep_written(official, from_data(frozen.said)) if frozen else None


def _kept(official: OfficialDocument, made: str, data: bytes, name: str, pages: int) -> DocumentFile:
    file = store_file(data)
    place = official.files.count()
    return official.files.create(file=file, name=file_name(name, file.kind), order=place, pages=pages, made=made)


def printed(official: OfficialDocument, document: Document) -> tuple[bytes, bytes]:
    """Word and PDF as they would be kept, with the code by which the document is checked unless it is a draft.

    Word by the template that the unit uses for the type, if any; drafts and documents with appendices by our layout, as
    PDF always.
    """
    whole = document if document.is_draft else replace(document, check_url=official.check_url)
    template = None if whole.is_draft or whole.appendices else template_for(official.unit, official.type)
    word = filled(open_file(template.file).read(), whole) if template else docx_of(whole)
    return word, pdf_of(whole)


def name_of(official: OfficialDocument, document: Document) -> str:
    """A file's name without its ending: `12-KH-THCSSM ke hoach`, safe everywhere."""
    number = official.number.replace("/", "-")
    words = fold(document.excerpt or document.kind.name)[:80].strip()
    return f"{number} {words}".strip() or fold(document.kind.name)
