"""A dossier as one zip."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.urls import reverse
from docx import Document
from pypdfium2 import PdfDocument

from thidua.awards.models import Dossier, DossierPaper, NominationPaper
from thidua.awards.operations.dossiers import take_out_entry
from thidua.awards.operations.packing import pack_in_background, start_packing
from thidua.awards.packing import folder_of, safe
from thidua.awards.tests import make
from thidua.awards.tests.test_dossiers import Case, refused
from thidua.documents.operations import add_attachment, add_link, open_file
from thidua.documents.tests.make import PDF
from thidua.initiatives.tests import make as initiatives
from thidua.initiatives.tests.test_library import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_storage(settings):
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"]}}


def files(dossier: Dossier) -> dict[str, bytes]:
    dossier.refresh_from_db()
    with open_file(dossier.pack) as content, ZipFile(BytesIO(content.read())) as book:
        assert book.testzip() is None
        return {name: book.read(name) for name in book.namelist()}


def done_again(run) -> None:
    """As a worker does that took it over from a dead one."""
    type(run).objects.filter(pk=run.pk).update(status="running")
    run.refresh_from_db()
    pack_in_background(run)
    type(run).objects.filter(pk=run.pk).update(status="done")


def words(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def paper(case: Case, name: str = "Giấy khen.pdf", data: bytes = PDF):
    return add_attachment(case.place.school, by=case.officer, data=data, name=name)


def test_pack_has_contents_shared_papers_and_a_folder_for_each():
    case = Case(count=2, summary="Dạy tốt", report=[{"key": "i", "title": "I. Thành tích", "text": "Đạt giải tỉnh"}])
    NominationPaper.objects.create(nomination=case.rows[0], key="initiative_proof", attachment=paper(case))
    case.rows[0].evidence.add(add_link(case.place.school, by=case.officer, link="https://truong.example/anh"))
    case.rows[1].evidence.add(paper(case, "Ảnh lớp.pdf", PDF + b"\n"))
    made = case.sent()
    DossierPaper.objects.create(dossier=made, key="other", attachment=paper(case, "Công văn.pdf", PDF + b"\n\n"))

    run = start_packing(made, by=case.officer)

    run.refresh_from_db()
    found = files(made)
    number = made.submission.number.replace("/", "-").lower()
    first, second = "002-nguyen-giao-vien-0-lao-dong-tien-tien", "003-nguyen-giao-vien-1-lao-dong-tien-tien"
    assert [name for name in found if number not in name] == [
        "01-to-trinh-va-giay-to-chung/03-cong-van.pdf",
        f"{first}/1-bao-cao-thanh-tich.docx",
        f"{first}/2-tom-tat-va-dieu-kien.docx",
        f"{first}/giay-to/01-giay-khen.pdf",
        f"{second}/1-bao-cao-thanh-tich.docx",
        f"{second}/2-tom-tat-va-dieu-kien.docx",
        f"{second}/giay-to/01-anh-lop.pdf",
        "00-muc-luc.docx",
        "00-muc-luc.pdf",
    ]
    assert len([name for name in found if number in name]) == 2
    assert found[f"{first}/giay-to/01-giay-khen.pdf"] == PDF
    assert "Đạt giải tỉnh" in words(found[f"{first}/1-bao-cao-thanh-tich.docx"])
    assert "Dạy tốt" in words(found[f"{first}/2-tom-tat-va-dieu-kien.docx"])
    assert (run.status, run.done, run.problems) == ("done", 2, [])


def test_contents_page_names_every_file_and_link():
    case = Case(count=1)
    case.rows[0].evidence.add(add_link(case.place.school, by=case.officer, link="https://truong.example/anh"))
    made = case.sent()

    start_packing(made, by=case.officer)

    found = files(made)
    contents = words(found["00-muc-luc.docx"])
    named = [name for name in found if not name.startswith("00-")]
    assert named
    assert [name for name in named if name not in contents] == []
    assert "https://truong.example/anh" in contents
    with PdfDocument(found["00-muc-luc.pdf"]) as book:
        assert "MỤC LỤC HỒ SƠ" in book[0].get_textpage().get_text_range()


def test_what_the_store_has_lost_is_told_and_does_not_stop_the_rest():
    case = Case(count=1)
    lost = paper(case)
    case.rows[0].evidence.add(lost)
    made = case.sent()
    default_storage.delete(lost.file.key)

    run = start_packing(made, by=case.officer)

    run.refresh_from_db()
    assert (run.status, run.problems) == ("done", [f"{lost}: tệp không còn trong kho lưu trữ"])
    assert "Tệp không còn trong kho lưu trữ" in words(files(made)["00-muc-luc.docx"])


def test_packing_again_gives_the_same_file():
    case = Case(count=1)
    made = case.sent()
    first = start_packing(made, by=case.officer)
    made.refresh_from_db()
    before = made.pack_id

    done_again(first)
    start_packing(made, by=case.clerk)

    made.refresh_from_db()
    assert made.pack_id == before
    assert made.pack_run_id != first.pk


def test_older_run_does_not_take_the_place_of_a_newer():
    case = Case(count=1)
    made = case.draft()
    first = start_packing(made, by=case.officer)
    second = start_packing(made, by=case.officer)
    made.refresh_from_db()
    newest = made.pack_id
    case.rows[0].merit = "Khác"
    case.rows[0].evidence.add(paper(case))

    done_again(first)

    made.refresh_from_db()
    assert (made.pack_id, made.pack_run) == (newest, second)


def test_pack_in_the_making_is_not_begun_twice():
    case = Case(count=1)
    made = case.draft()
    run = start_packing(made, by=case.officer)
    run.refresh_from_db()
    run.status = "running"
    run.save()

    assert start_packing(made, by=case.officer) == run


def test_recognised_initiative_comes_with_its_certificate():
    case = Case(count=1)
    place = initiatives.School(teams=1)
    row = initiatives.initiative(initiatives.round_of(place), place.teachers[0], status="reported")
    recognition = row.recognitions.create(
        scope="unit",
        unit=place.unit,
        decided_by="Trường THCS Suối Mơ",
        decision_number="15/QĐ-THCSSM",
        decision_date=date(2026, 5, 5),
        certificate_number="07/2026",
        by=place.officer,
    )
    case.rows[0].initiatives.add(row)
    made = case.sent()

    start_packing(made, by=case.officer)

    found = files(made)
    [name] = [name for name in found if "/sang-kien/" in name]
    assert name.endswith("/sang-kien/01-unit-giay-chung-nhan.pdf")
    assert str(recognition) in words(found["00-muc-luc.docx"])


def test_empty_dossier_and_strangers_pack_nothing():
    case = Case(count=1)
    made = case.draft()

    with pytest.raises(PermissionDenied):
        start_packing(made, by=case.clerk)
    made.entries.all().delete()
    refused("nothing_in_it", start_packing, made, by=case.officer)


def test_pack_is_handed_to_who_sees_the_dossier_only(client):
    case = Case(count=1)
    made = case.sent()
    address = reverse("awards:dossier_pack", args=[made.pk])
    assert signed_in(client, case.officer).get(address).status_code == 404
    start_packing(made, by=case.officer)

    got = {
        person.full_name: signed_in(client, person).get(address).status_code
        for person in (case.officer, case.clerk, case.place.appraiser, case.place.stranger, case.place.teachers[0])
    }

    assert list(got.values()) == [200, 200, 404, 404, 404]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Đỗ Văn Hiển", "do-van-hien"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows", "c-windows"),
        ("", "khong-ten"),
        ("日本", "khong-ten"),
        ("a" * 200, "a" * 60),
    ],
)
def test_names_are_safe_everywhere(text, name):
    assert safe(text) == name


def test_folders_of_namesakes_differ():
    case = Case(count=2)

    assert folder_of(1, case.rows[0])[:4] != folder_of(2, case.rows[0])[:4]
    assert len(folder_of(1, make.nomination(case.season, case.place.team, "x" * 60, by=case.officer))) < 100


def test_who_was_taken_out_is_no_longer_in_the_pack():
    case = Case(count=2)
    made = case.draft()
    start_packing(made, by=case.officer)
    made.refresh_from_db()
    had = made.pack_id
    take_out_entry(case.entry(0), by=case.officer)
    made.refresh_from_db()

    assert (had is None, made.pack_id) == (False, None)
    start_packing(made, by=case.officer)
    assert not [name for name in files(made) if safe(case.rows[0].subject_name) in name]
