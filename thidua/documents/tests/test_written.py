"""Documents that the system writes: head and foot from what it knows, two files kept for ever."""

import io
from dataclasses import replace

import docx
import pypdfium2 as pdfium
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.documents import operations
from thidua.documents.letterheads import described, issuer_of, signature_of
from thidua.documents.models import DocumentType, OfficialDocument
from thidua.documents.queries import written_files
from thidua.documents.tests import make
from thidua.people.tests import make as people
from thidua.writing.decree import TYPES
from thidua.writing.document import Issuer, Number, Paragraph, Signature

pytestmark = pytest.mark.django_db
BODY = (Paragraph("Nhà trường báo cáo kết quả học kỳ I."),)


@pytest.fixture
def units():
    return people.province()


@pytest.fixture
def officer(units):
    return people.person(units["school"], "officer")


@pytest.fixture
def report(units, officer):
    facts = {"type": "BC", "number": "07/BC-THCSSM", "excerpt": "Kết quả học kỳ I", "place": "Bình Minh"}
    return make.document(units["school"], officer, **facts)


def text_of(row):
    paper = pdfium.PdfDocument(operations.open_file(row.file).read())
    return "\n".join(page.get_textpage().get_text_bounded() for page in paper)


def test_types_are_those_of_the_decree():
    named = {kind.key: (kind.label, kind.value) for kind in DocumentType if kind.key}

    assert {key: (kind.name, kind.abbreviation) for key, kind in TYPES.items()} == {
        **named,
        "letter": ("Công văn", ""),
        "public_letter": ("Thư công", ""),
    }


def test_every_document_gets_a_code_of_its_own(units, officer):
    codes = {make.document(units["school"], officer).check_code for _ in range(3)}

    assert len(codes) == 3
    assert all(code and len(code) == 12 for code in codes)


def test_written_document_has_word_and_pdf_with_its_code(report, officer):
    written = operations.write_document(report, described(report, body=BODY), by=officer)

    assert written_files(report) == {"word": written.word, "pdf": written.pdf}
    assert (written.word.name, written.word.file.kind) == ("07-BC-THCSSM ket qua hoc ky i.docx", "docx")
    assert (written.pdf.name, written.pdf.file.kind, written.pdf.pages) == (
        "07-BC-THCSSM ket qua hoc ky i.pdf",
        "pdf",
        1,
    )
    assert f"Mã kiểm tra: {report.check_code}" in text_of(written.pdf)
    assert "Nhà trường báo cáo kết quả học kỳ I" in text_of(written.pdf)
    assert Entry.objects.filter(action="documents.write_document", by=officer).count() == 1


def test_writing_the_same_again_changes_nothing(report, officer):
    first = operations.write_document(report, described(report, body=BODY), by=officer)

    assert operations.write_document(report, described(report, body=BODY), by=officer) == first
    assert report.files.count() == 2
    assert Entry.objects.filter(action="documents.write_document").count() == 1


def test_kept_files_are_not_replaced_by_others(report, officer):
    first = operations.write_document(report, described(report, body=BODY), by=officer)

    with pytest.raises(ValidationError) as refusal:
        operations.write_document(report, described(report, body=(Paragraph("Khác"),)), by=officer)

    assert refusal.value.code == "written_already"
    assert written_files(report) == {"word": first.word, "pdf": first.pdf}


def test_paper_that_was_sent_back_is_written_anew(report, officer):
    first = operations.write_document(report, described(report, body=BODY), by=officer)

    second = operations.write_document(report, described(report, body=(Paragraph("Đã sửa"),)), by=officer, anew=True)

    assert second.pdf.file_id != first.pdf.file_id
    assert written_files(report) == {"word": second.word, "pdf": second.pdf}


def test_uploaded_files_stay_beside_the_written_ones(report, officer):
    own = operations.add_file(report, by=officer, data=make.PDF, name="goc.pdf")

    written = operations.write_document(report, described(report, body=BODY), by=officer)

    assert list(report.files.all()) == [own, written.word, written.pdf]


def test_stranger_writes_nothing(report, units):
    stranger = people.person(units["other"], "officer")

    with pytest.raises(PermissionDenied):
        operations.write_document(report, described(report, body=BODY), by=stranger)

    assert report.files.count() == 0


def test_draft_bears_no_code(report):
    draft = described(report, body=BODY)
    _, plain = operations.printed(report, draft)
    word, pdf = operations.printed(report, replace(draft, is_draft=True))

    tables = docx.Document(io.BytesIO(word)).tables
    texts = [line.text for table in tables for row in table.rows for cell in row.cells for line in cell.paragraphs]
    assert "DỰ THẢO" in texts
    assert not any("Mã kiểm tra" in text for text in texts)
    assert pdf != plain


def test_head_and_foot_are_the_documents_own(report):
    document = described(report, body=BODY)

    assert document.type == "report"
    assert document.number == Number("BC-THCSSM", 7)
    assert (document.place, document.day, document.excerpt) == ("Bình Minh", make.DAY, "Kết quả học kỳ I")


def test_numberless_document_leaves_room_for_its_number(units, officer):
    letter = make.document(units["school"], officer, type="CV")

    assert described(letter, body=BODY).number == Number(units["school"].sign)


def test_other_type_is_not_printed(units, officer):
    other = make.document(units["school"], officer, type="khác")

    with pytest.raises(ValidationError) as refusal:
        described(other, body=BODY)

    assert refusal.value.code == "no_type"


def test_school_stands_under_its_committee_and_a_commune_alone(units):
    assert issuer_of(units["school"]) == Issuer(
        "Trường THCS Suối Mơ", ("Ủy ban nhân dân xã Bình Minh",), "Trường THCS Suối Mơ"
    )
    assert issuer_of(units["commune"]).name == "Ủy ban nhân dân xã Bình Minh"
    assert issuer_of(units["commune"]).parents == ()


def test_head_signs_where_the_document_names_nobody(units, officer):
    people.person(units["school"], "head", name="Trần Minh")
    people.person(units["commune"], "head", name="Lê Hòa")
    chief = people.person(units["commune"], "officer")
    named = {"signer_capacity": "KT. HIỆU TRƯỞNG", "signer_position": "PHÓ HIỆU TRƯỞNG", "signer_name": "Vũ An"}

    assert signature_of(make.document(units["school"], officer)) == Signature("Hiệu trưởng", "Trần Minh")
    assert signature_of(make.document(units["commune"], chief)) == Signature(
        "Chủ tịch", "Lê Hòa", ("TM. Ủy ban nhân dân",)
    )
    assert signature_of(OfficialDocument(unit=units["school"], **named)) == Signature(
        "PHÓ HIỆU TRƯỞNG", "Vũ An", ("KT. HIỆU TRƯỞNG",)
    )
