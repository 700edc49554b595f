"""Dossiers: forms as Word files, and the evidence."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from docx import Document

from thidua.documents.operations import add_link
from thidua.initiatives.models import Bundle, Enclosure, Initiative
from thidua.initiatives.operations.dossiers import BYTES_OF_FORMS, pack_dossiers, pack_in_background, take_dossier
from thidua.initiatives.tests import make
from thidua.initiatives.tests.test_library import signed_in
from thidua.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.School(teams=2)


@pytest.fixture
def row(school):
    the_round = make.round_of(school)
    authors = [(school.teachers[0], 70), ("Đinh Văn Khoa", 30)]
    return make.initiative(the_round, school.teachers[0], status="reported", authors=authors, cost="Hai triệu đồng.")


def words(data: bytes) -> str:
    """All text of a Word file, the cells of tables too."""
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def taken(row: Initiative, by: Person) -> bytes:
    place = BytesIO()
    take_dossier(row, place, by=by)
    return place.getvalue()


def files(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_author_takes_the_forms_filled(school, row):
    found = files(taken(row, school.teachers[0]))

    assert list(found) == ["1-don-yeu-cau-cong-nhan.docx", "2-bao-cao-mo-ta.docx", "3-minh-chung/01-ket-qua.txt"]
    application, report = map(words, list(found.values())[:2])
    assert "ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN" in application
    assert f"Kính gửi: Hội đồng sáng kiến {school.unit.name}" in application
    for told in (str(school.teachers[0]), "Đinh Văn Khoa", "70", "30", row.title, "Hai triệu đồng.", "xin cam đoan"):
        assert told in application
    for told in ("BÁO CÁO MÔ TẢ SÁNG KIẾN", "Lượt mượn sách một tháng", "40", "130", "ket-qua.txt"):
        assert told in report


def test_same_dossier_gives_the_same_bytes(school, row):
    assert taken(row, school.teachers[0]) == taken(row, school.teachers[0])


def test_author_takes_the_dossier_from_the_page(client, school, row):
    answer = signed_in(client, school.teachers[0]).get(reverse("initiatives:dossier", args=[row.pk]))

    assert len(files(b"".join(answer.streaming_content))) == 3
    assert f"{row.pk:05d}-tu-sach-hanh-lang.zip" in answer["Content-Disposition"]


def test_dossier_carries_the_evidence_and_tells_its_links(school, row):
    by = school.teachers[0]
    link = add_link(row.unit, by=by, link="https://vi-du.example/anh", caption="Ảnh buổi đọc sách")
    twice = make.attachment(row.unit, by, data=b"ban khac", name="ket-qua.txt")
    for piece in (link, twice):
        row.enclosures.create(attachment=piece, purpose=Enclosure.Purpose.EVIDENCE)

    found = files(taken(row, by))

    told = {name: data.decode("utf-8-sig") for name, data in found.items() if name.endswith(".txt")}
    assert told == {
        "3-minh-chung/01-ket-qua.txt": f"ket qua {row.pk}",
        "3-minh-chung/03-ket-qua.txt": "ban khac",
        "3-minh-chung/duong-dan.txt": "02. Ảnh buổi đọc sách: https://vi-du.example/anh",
    }


def test_bundle_keeps_below_the_largest_file_and_tells_what_it_left_out(client, school, row, settings):
    settings.MAX_FILE_BYTES = BYTES_OF_FORMS

    bundle = pack_dossiers(row.round, by=school.officer)

    bundle.refresh_from_db()
    answer = signed_in(client, school.officer).get(reverse("initiatives:bundle", args=[bundle.pk]))
    found = files(b"".join(answer.streaming_content))
    left = found[f"{row.pk:05d}-tu-sach-hanh-lang/3-minh-chung/chua-kem.txt"].decode("utf-8-sig")
    assert (len(found), left.split(":")[0]) == (3, "01. ket-qua.txt")


def test_lost_evidence_is_told_and_the_rest_comes_out(school, row):
    default_storage.delete(row.enclosures.get().attachment.file.key)

    found = files(taken(row, school.teachers[0]))

    assert "không còn trong kho" in found["3-minh-chung/chua-kem.txt"].decode("utf-8-sig")


def test_stranger_takes_no_dossier(client, school, row):
    stranger = make.person(make.unit("Trường THCS Ao Sen"), "head", name="Người Xa")

    with pytest.raises(PermissionDenied):
        taken(row, stranger)
    page = signed_in(client, stranger).get(reverse("initiatives:dossier", args=[row.pk]))
    assert page.status_code == 404


def test_officer_packs_a_round_in_the_background(client, school, row):
    make.initiative(row.round, school.teachers[1], title="Vườn rau lớp học")
    make.initiative(row.round, school.teachers[1], title="Nháp", status="draft")

    bundle = pack_dossiers(row.round, by=school.officer)

    bundle.refresh_from_db()
    answer = signed_in(client, school.officer).get(reverse("initiatives:bundle", args=[bundle.pk]))
    found = files(b"".join(answer.streaming_content))
    assert (bundle.count, bundle.run.status, len(found)) == (2, "done", 5)
    assert f"{row.pk:05d}-tu-sach-hanh-lang/1-don-yeu-cau-cong-nhan.docx" in found


def test_packing_twice_does_nothing_more(school, row):
    bundle = pack_dossiers(row.round, by=school.officer)
    bundle.refresh_from_db()

    pack_in_background(bundle.run)

    assert Bundle.objects.get().file_id == bundle.file_id


def test_empty_round_is_not_packed(school):
    the_round = make.round_of(school)

    with pytest.raises(ValidationError) as refusal:
        pack_dossiers(the_round, by=school.officer)

    assert refusal.value.code == "nothing"


def test_teacher_packs_nothing(client, school, row):
    with pytest.raises(PermissionDenied):
        pack_dossiers(row.round, by=school.teachers[0])

    assert signed_in(client, school.teachers[0]).get(reverse("initiatives:bundles")).status_code == 403


def test_page_packs_and_lists(client, school, row):
    signed_in(client, school.officer)

    client.post(reverse("initiatives:pack_dossiers"), {"round": row.round_id})
    page = client.get(reverse("initiatives:bundles"))

    assert reverse("initiatives:bundle", args=[Bundle.objects.get().pk]) in page.text


def test_bundle_of_another_person_is_not_found(client, school, row):
    bundle = pack_dossiers(row.round, by=school.officer)

    assert signed_in(client, school.head).get(reverse("initiatives:bundle", args=[bundle.pk])).status_code == 404
