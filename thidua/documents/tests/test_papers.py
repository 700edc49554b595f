"""Official documents, their files and blocks."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.queries import history_of
from thidua.documents import operations
from thidua.documents.models import OfficialDocument
from thidua.documents.tests import make
from thidua.people.tests import make as people
from thidua.reading.blocks import Block

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return people.unit("Trường THCS Suối Mơ", sign="THCSSM")


@pytest.fixture
def officer(school):
    return people.person(school)


def test_document_is_entered_with_its_facts_cleaned(school, officer):
    document = operations.add_document(
        school,
        by=officer,
        direction="in",
        type="CV",
        number=" 12/SGDĐT-VP ",
        date=make.DAY,
        issuer_name="Sở  Giáo dục\u200b và Đào tạo",
        excerpt="Hướng dẫn\tthi đua",
    )

    document.refresh_from_db()
    assert (document.number, document.issuer_name, document.excerpt) == (
        "12/SGDĐT-VP",
        "Sở Giáo dục và Đào tạo",
        "Hướng dẫn thi đua",
    )
    assert str(document) == "Công văn số 12/SGDĐT-VP ngày 21/11/2026"
    assert [entry.sentence for entry in history_of(document)] == [f"Đưa văn bản vào hệ thống: {document}"]


@pytest.mark.parametrize("head", [{"direction": "sideways"}, {"type": "XX"}, {"number": "1" * 81}])
def test_document_with_impossible_facts_is_refused(school, officer, head):
    with pytest.raises(ValidationError) as refusal:
        make.document(school, officer, **head)

    assert list(refusal.value.error_dict) == list(head)
    assert OfficialDocument.objects.count() == 0


@pytest.mark.parametrize("role", ["leader", "member", "inspector", "administrator"])
def test_who_does_not_write_for_the_unit_enters_and_changes_nothing(school, officer, role):
    document, somebody = make.document(school, officer), people.person(school, role)

    with pytest.raises(PermissionDenied):
        make.document(school, somebody)
    with pytest.raises(PermissionDenied):
        operations.change_document(document, by=somebody, excerpt="Khác")
    with pytest.raises(PermissionDenied):
        operations.add_file(document, by=somebody, data=make.PDF, name="a.pdf")

    stored = OfficialDocument.objects.get()
    assert (stored.excerpt, stored.files.count()) == (document.excerpt, 0)


def test_change_is_told_with_before_and_after(school, officer):
    document = make.document(school, officer, excerpt="Thi đua")

    operations.change_document(document, by=officer, excerpt=" Phong trào  thi đua ", date=None)

    latest = history_of(document).first()
    assert (latest.action, latest.by) == ("documents.change_document", officer)
    assert latest.changes == [["ngày ban hành", "21/11/2026", "–"], ["trích yếu", "Thi đua", "Phong trào thi đua"]]
    assert OfficialDocument.objects.get().search_text.split()[-4:] == ["phong", "trao", "thi", "dua"]


def test_change_of_nothing_is_not_told(school, officer):
    document = make.document(school, officer)

    operations.change_document(document, by=officer, excerpt=document.excerpt)

    assert history_of(document).count() == 1


def test_change_does_not_move_a_document_to_another_unit(school, officer):
    document = make.document(school, officer)

    operations.change_document(document, by=officer, unit=people.unit("Trường khác"), excerpt="Mới")

    stored = OfficialDocument.objects.get()
    assert (stored.unit, stored.excerpt) == (school, "Mới")


@pytest.mark.parametrize("head", [{"number": "99/KH-X"}, {"date": None}, {"type": "QĐ"}, {"direction": "in"}])
def test_what_the_register_says_of_a_document_stays(school, officer, head):
    document = make.document(school, officer)
    operations.give_number(document, by=officer)

    with pytest.raises(ValidationError) as refusal:
        operations.change_document(OfficialDocument.objects.get(), by=officer, **head)

    stored = OfficialDocument.objects.get()
    assert refusal.value.code == "numbered"
    assert (stored.number, stored.date, stored.type, stored.direction) == ("01/KH-THCSSM", make.DAY, "KH", "out")


def test_other_facts_of_a_registered_document_can_be_mended(school, officer):
    document = make.document(school, officer)
    operations.give_number(document, by=officer)

    operations.change_document(document, by=officer, number="01/KH-THCSSM", signer_name="Phạm Văn Dũng")

    assert OfficialDocument.objects.get().signer_name == "Phạm Văn Dũng"


def test_files_of_a_document_keep_their_order(school, officer):
    document = make.document(school, officer)

    operations.add_file(document, by=officer, data=make.PDF, name="ke-hoach.pdf")
    operations.add_file(document, by=officer, data=make.PNG, name="phu-luc.pdf")

    assert [(file.name, file.order) for file in document.files.all()] == [("ke-hoach.pdf", 0), ("phu-luc.png", 1)]
    assert history_of(document).first().sentence == "Kèm tệp “phu-luc.png”"


def test_refused_file_leaves_the_document_as_it_was(school, officer):
    document = make.document(school, officer)

    with pytest.raises(ValidationError) as refusal:
        operations.add_file(document, by=officer, data=b"<html>", name="a.pdf")

    assert (refusal.value.code, document.files.count(), history_of(document).count()) == ("unknown_type", 0, 1)


def test_blocks_are_kept_as_they_were_read(school, officer):
    document = make.document(school, officer)
    read = [
        Block(index=0, kind="heading", text="I. MỤC TIÊU", page=1, label="I", level=1, spans=()),
        Block(index=2, kind="row", text="1 | 100%", page=2, label="", level=0, cells=("1", "100%"), table=0, spans=()),
    ]

    rows = operations.keep_blocks(document, read)

    stored = list(document.blocks.values_list("index", "kind", "text", "page", "label", "level", "cells", "table"))
    assert stored == [
        (0, "heading", "I. MỤC TIÊU", 1, "I", 1, [], None),
        (2, "row", "1 | 100%", 2, "", 0, ["1", "100%"], 0),
    ]
    assert {index: row.pk for index, row in rows.items()} == dict(document.blocks.values_list("index", "pk"))
