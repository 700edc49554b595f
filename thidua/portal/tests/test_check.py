"""The page where anybody checks a paper."""

import re

import pytest
from django.test import Client

from thidua.documents import operations
from thidua.documents.checkers import code_in, document_with
from thidua.documents.operations.signatures import install_anchors
from thidua.documents.tests import authority, make
from thidua.people.tests import make as people
from thidua.writing.docx import docx_of
from thidua.writing.tests import make as papers

pytestmark = pytest.mark.django_db
PAGE = "/cong-khai/kiem-tra/"


@pytest.fixture
def officer():
    province = people.unit("Tỉnh Sơn Hà", kind="province")
    install_anchors(province, by=people.person(province, "administrator"), data=authority.root().pem)
    return people.person(people.unit("Trường THCS Suối Mơ", parent=province, sign="THCSSM"))


def issued(officer, data=None):
    document = make.document(officer.posts.get().unit, officer, signer_name="Trần Thị Thu Hà")
    if data:
        operations.add_file(document, by=officer, data=data, name="ke-hoach.pdf")
    operations.give_number(document, by=officer)
    return document


def send(client, code="", data=None, name="tep.pdf"):
    posted = {"code": code} | ({"file": make.upload(name, data)} if data else {})
    return client.post(PAGE, posted)


def test_code_shows_the_facts_of_the_paper_and_no_file(client, officer):
    document = issued(officer, authority.paper())

    answer = client.get(f"{PAGE}{document.check_code}/")

    for words in ("01/KH-THCSSM", "21/11/2026", "Trường THCS Suối Mơ", document.excerpt, "Trần Thị Thu Hà"):
        assert words in answer.text
    assert ("/tep/" in answer.text, officer.full_name in answer.text) == (False, False)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_file_is_downloaded_only_while_the_office_allows_it(client, officer):
    document = issued(officer, authority.paper())
    row = document.files.get()
    place, page = f"{PAGE}{document.check_code}/tep/{row.pk}/", f"{PAGE}{document.check_code}/"
    before = client.get(place).status_code
    operations.publish_files(document, by=officer, is_public=True)

    answer = client.get(place)
    shown = place in client.get(page).text
    operations.publish_files(document, by=officer, is_public=False)

    assert (before, answer.status_code, shown) == (404, 200, True)
    assert b"".join(answer.streaming_content) == authority.paper()
    assert answer["Content-Type"] == "application/octet-stream"
    assert (client.get(place).status_code, place in client.get(page).text) == (404, False)


def test_only_pdf_files_of_the_paper_itself_are_given(client, officer):
    document, other = issued(officer, authority.paper()), issued(officer, authority.paper())
    word = operations.add_file(document, by=officer, data=docx_of(papers.plan()), name="ban-soan.docx")
    operations.publish_files(document, by=officer, is_public=True)

    codes = [
        client.get(f"{PAGE}{document.check_code}/tep/{pk}/").status_code for pk in (word.pk, other.files.get().pk, 0)
    ]

    assert codes == [404, 404, 404]


def test_file_of_a_cancelled_paper_is_given_to_nobody(client, officer):
    document = issued(officer, authority.paper())
    operations.publish_files(document, by=officer, is_public=True)
    operations.cancel_number(document.registry_number, by=officer, reason="Sai thể thức")

    assert client.get(f"{PAGE}{document.check_code}/tep/{document.files.get().pk}/").status_code == 404


@pytest.mark.parametrize("typed", ["{}", " {} ", "({})"])
def test_code_is_found_however_it_is_typed(client, officer, typed):
    document = issued(officer)
    shown = document.check_code.replace("-", " ").lower()

    answer = send(client, typed.format(shown))

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}{document.check_code}/")


def test_draft_and_incoming_paper_are_nobodys_business(client, officer):
    school = officer.posts.get().unit
    draft, incoming = make.document(school, officer), make.document(school, officer, direction="in", number="1/KH-X")

    for code in (draft.check_code, incoming.check_code, "K7QM-3ZPA-X9"):
        answer = client.get(f"{PAGE}{code}/")
        assert (answer.status_code, "Không có văn bản nào đã ban hành mang mã này" in answer.text) == (404, True)


def test_cancelled_paper_says_so_and_counts_again_under_a_new_number(client, officer):
    document = issued(officer)
    operations.cancel_number(document.registry_number, by=officer, reason="Sai thể thức, chuyện nội bộ")

    answer = client.get(f"{PAGE}{document.check_code}/")
    document.refresh_from_db()
    operations.give_number(type(document).objects.get(), by=officer)

    assert ("Đơn vị đã hủy số của văn bản này" in answer.text, "nội bộ" in answer.text) == (True, False)
    assert document_with(document.check_code).is_valid


def test_upload_is_compared_and_its_signatures_are_told(client, officer):
    document = issued(officer, authority.signed_paper())

    same = send(client, document.check_code, authority.signed_paper())
    other = send(client, document.check_code, authority.signed_paper() + b"x")
    alone = send(client, "", authority.paper())

    assert "Tệp giống hệt bản đơn vị lưu." in same.text
    assert "Chữ ký số hợp lệ" in same.text
    assert "Tệp khác bản đơn vị lưu." in other.text
    assert "Chỉ bảo vệ bản trước của tệp" in other.text
    assert ("Không có chữ ký số" in alone.text, "Tệp khác bản" in alone.text) == (True, False)


def test_form_of_the_page_itself_is_taken(officer):
    """Its proof that it comes from our page lies in the form, for strangers too."""
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(PAGE).text)[1]

    sent = client.post(PAGE, {"code": "K7QM-3ZPA-X9", "csrfmiddlewaretoken": token})

    assert (sent.status_code, client.post(PAGE, {"code": "K7QM-3ZPA-X9"}).status_code) == (302, 403)


def test_upload_is_not_kept(client, officer):
    from thidua.documents.models import File, SignatureCheck

    before = (File.objects.count(), SignatureCheck.objects.count())

    assert send(client, "", authority.signed_paper()).status_code == 200
    assert (File.objects.count(), SignatureCheck.objects.count()) == before


@pytest.mark.parametrize(("code", "data"), [("", None), ("abc", None), ("", b"PK\x03\x04"), ("K7QM3ZPAX", None)])
def test_what_cannot_be_checked_is_refused(client, officer, code, data):
    assert send(client, code, data).status_code == 422


def test_too_large_file_is_refused_before_and_after_it_is_read(client, officer, settings):
    settings.MAX_CHECKED_BYTES = 100_000
    at_page = send(client, "", b"%PDF-" + bytes(120_000))
    much = client.post(PAGE, {"code": "x"}, CONTENT_LENGTH=str(200_000))
    elsewhere = client.post("/tai-khoan/dang-nhap/", {"login": "x"}, CONTENT_LENGTH=str(90_000))

    assert [answer.status_code for answer in (at_page, much, elsewhere)] == [422, 413, 413]


def test_codes_are_not_tried_by_the_thousand(client, officer):
    document = issued(officer)
    codes = [client.get(f"{PAGE}K7QM-3ZPA-X{n}/").status_code for n in range(2, 10)]
    for _ in range(22):
        codes.append(client.get(f"{PAGE}{document.check_code}/").status_code)

    refused = client.get(f"{PAGE}{document.check_code}/")

    assert (codes[:8], set(codes[8:]), refused.status_code) == ([404] * 8, {200}, 429)
    assert send(client, "", authority.paper()).status_code == 429


def test_codes_have_no_look_alikes():
    assert [code_in(text) for text in ("k7qm3zpax9", "K7QM-3ZPA-X9", "K7QM-3ZPA", "KOIM-3ZPA-X9", "Ạ" * 10, "")] == [
        "K7QM-3ZPA-X9",
        "K7QM-3ZPA-X9",
        "",
        "",
        "",
        "",
    ]
