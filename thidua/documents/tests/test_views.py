"""The pages: what they show to whom, and what they do."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.audit.queries import history_of
from thidua.documents import operations, queries
from thidua.documents.models import Attachment, Block, DocumentFile, OfficialDocument, RegistryNumber
from thidua.documents.tests import make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return people.unit("Trường THCS Suối Mơ", sign="THCSSM")


@pytest.fixture
def officer(school):
    return people.person(school)


@pytest.fixture
def stranger():
    return people.person(people.unit("Trường Tiểu học Đồi Thông"))


@pytest.fixture
def document(school, officer):
    document = make.document(school, officer)
    operations.add_file(document, by=officer, data=make.PDF, name="Kế hoạch “2026”.pdf")
    return document


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(name, *args) -> str:
    return reverse(f"documents:{name}", args=args)


def rows_of(answer) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_nobody_comes_in_without_signing_in(document):
    pages = [address("documents"), address("document", document.pk), address("document_file", document.files.get().pk)]

    assert [Client().get(page).status_code for page in pages] == [302, 302, 302]


def test_list_shows_what_one_sees_and_its_part_alone_for_htmx(document, officer, stranger):
    make.document(stranger.posts.get().unit, stranger, excerpt="Việc của trường khác")

    whole = signed_in(officer).get(address("documents")).content.decode()
    part = signed_in(officer).get(address("documents"), headers={"hx-request": "true"}).content.decode()

    assert (whole.count("<html"), whole.count(document.excerpt), whole.count("trường khác")) == (1, 1, 0)
    assert (part.count("<html"), part.count(document.excerpt), part.count('id="document-rows"')) == (0, 1, 1)


@pytest.mark.parametrize("listing", ["documents", "numbers"])
def test_list_asks_as_many_queries_for_thirty_rows_as_for_three(
    listing, school, officer, django_assert_max_num_queries, django_assert_num_queries
):
    client = signed_in(officer)
    client.get(address(listing))
    for _ in range(3):
        operations.give_number(make.document(school, officer), by=officer)
    with django_assert_max_num_queries(16) as few:
        client.get(address(listing))
    for _ in range(27):
        operations.give_number(make.document(school, officer), by=officer)

    with django_assert_num_queries(len(few)):
        client.get(address(listing))


def test_list_comes_in_pages_and_keeps_the_filter(school, officer):
    for n in range(26):
        make.document(school, officer, excerpt=f"Văn bản thứ {n}", type="QĐ")
    make.document(school, officer, excerpt="Kế hoạch", type="KH")
    client = signed_in(officer)

    first = client.get(address("documents"), {"loai": "QĐ"})
    second = client.get(address("documents"), {"loai": "QĐ", "trang": "2"})

    assert [len(first.context["documents"]), len(second.context["documents"])] == [25, 1]
    assert "?loai=Q%C4%90&amp;trang=2" in first.content.decode()


def test_list_is_written_out_to_excel_as_it_is_narrowed(school, officer, stranger):
    make.document(school, officer, excerpt="=1+1", signer_name="Phạm Văn Dũng")
    make.document(school, officer, excerpt="Công văn", type="CV")
    make.document(stranger.posts.get().unit, stranger, excerpt="Việc của trường khác")

    answer = signed_in(officer).get(address("documents"), {"loai": "KH", "xuat": "excel"})

    assert answer["Content-Disposition"] == 'attachment; filename="van-ban.xlsx"'
    assert rows_of(answer) == [
        ["Chiều", "Loại", "Số, ký hiệu", "Ngày", "Cơ quan ban hành", "Trích yếu", "Người ký"],
        ["Văn bản đi", "Kế hoạch", "", make.DAY, "", "=1+1", "Phạm Văn Dũng"],
    ]


@pytest.mark.parametrize("asked", ["nam=0000", "nam=9999", "loai=%01", "chieu=x", "q=%25", "trang=x", "trang=99"])
def test_lists_bear_any_address(officer, document, asked):
    client = signed_in(officer)

    answers = [client.get(f"{address(page)}?{asked}") for page in ("documents", "numbers")]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_document_page_shows_facts_files_text_and_history(document, officer):
    rows = [Block(document=document, index=n, kind="paragraph", text=f"Đoạn {n}.") for n in range(201)]
    Block.objects.bulk_create([*rows, Block(document=document, index=300, kind="page_number", text="- 1 -")])
    client = signed_in(officer)

    page = client.get(address("document", document.pk)).content.decode()
    second = client.get(address("document", document.pk), {"trang": 2}).content.decode()

    assert all(words in page for words in (document.excerpt, "Kế hoạch “2026”.pdf", "Đoạn 0.", "Kèm tệp"))
    assert ("Đoạn 200." in page, "Đoạn 200." in second, "- 1 -" in second) == (False, True, False)


def test_document_file_and_number_of_another_unit_are_not_there(document, officer, stranger):
    number = operations.give_number(document, by=officer)
    row = make.evidence(document.unit, officer)
    pages = [
        address("document", document.pk),
        address("change_document", document.pk),
        address("document_file", document.files.get().pk),
        address("attachment", row.pk),
        address("cancel_number", number.pk),
        address("document", 10**20),
    ]

    assert [signed_in(officer).get(page).status_code for page in pages] == [200, 200, 200, 200, 200, 404]
    assert [signed_in(stranger).get(page).status_code for page in pages] == [404] * 6


def test_deeds_on_a_document_of_another_unit_are_not_there(document, stranger):
    client = signed_in(stranger)

    answers = [
        client.post(address("change_document", document.pk), {"excerpt": "Khác"}),
        client.post(address("add_file", document.pk), {"file": make.upload()}),
        client.post(address("take_number", document.pk)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (document.files.count(), RegistryNumber.objects.count()) == (1, 0)


@pytest.mark.parametrize("role", ["leader", "member", "inspector", "administrator"])
def test_who_keeps_no_papers_is_refused(school, role):
    client = signed_in(people.person(school, role))

    answers = [client.get(address("add_document")), client.get(address("hold_number"))]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_file_is_served_as_a_download_that_no_browser_opens(document, officer):
    answer = signed_in(officer).get(address("document_file", document.files.get().pk))

    assert b"".join(answer.streaming_content) == make.PDF
    assert {name: answer[name] for name in SAFE} == SAFE


SAFE = {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": "attachment; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20%E2%80%9C2026%E2%80%9D.pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def test_evidence_is_served_to_its_owner_with_the_same_headers(school):
    member = people.person(school, "member")
    row = make.evidence(school, member, data=make.PNG, name="ảnh.exe")

    answer = signed_in(member).get(address("attachment", row.pk))

    assert b"".join(answer.streaming_content) == make.PNG
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E1%BA%A3nh.png"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")


def test_lost_file_is_told_politely(document, officer):
    row = document.files.get()
    default_storage.delete(row.file.key)

    assert signed_in(officer).get(address("document_file", row.pk)).status_code == 422


def test_link_is_named_before_it_is_opened(school):
    member = people.person(school, "member")
    row = operations.add_link(school, by=member, link="https://example.org/<b>", caption="Ảnh")

    page = signed_in(member).get(address("attachment", row.pk)).content.decode()

    assert 'href="https://example.org/&lt;b&gt;"' in page
    assert 'rel="noopener noreferrer nofollow"' in page


def entered(**facts):
    given = {"direction": "in", "type": "CV", "number": "88/SGDĐT-VP", "date": "20/11/2026"}
    return {**given, "issuer_name": "Sở", "excerpt": "Hướng dẫn", "signer_name": "", **facts}


def test_document_is_entered_with_its_file(school, officer):
    answer = signed_in(officer).post(address("add_document"), entered(file=make.upload("../huong dan.exe")))

    document = OfficialDocument.objects.get()
    assert (answer.status_code, answer.url) == (302, address("document", document.pk))
    assert (str(document), document.unit) == ("Công văn số 88/SGDĐT-VP ngày 20/11/2026", school)
    assert [file.name for file in document.files.all()] == ["huong dan.pdf"]


@pytest.mark.parametrize(
    "facts",
    [
        {"excerpt": " "},
        {"date": "2026/13/45"},
        {"type": "XX"},
        {"file": make.upload("a.pdf", b"<html>")},
        {"file": make.upload("a.pdf", b"")},
    ],
)
def test_document_that_is_refused_leaves_nothing_behind(officer, facts):
    answer = signed_in(officer).post(address("add_document"), entered(**facts))

    assert (answer.status_code, answer.context["form"]["number"].value()) == (422, "88/SGDĐT-VP")
    assert (OfficialDocument.objects.count(), DocumentFile.objects.count()) == (0, 0)


def test_too_large_upload_is_refused(settings, officer):
    settings.MAX_FILE_BYTES = 10

    answer = signed_in(officer).post(address("add_document"), entered(file=make.upload()))

    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()["file"][0].code == "too_large"


def test_document_is_mended(document, officer):
    client = signed_in(officer)

    answer = client.post(address("change_document", document.pk), entered(direction="out", excerpt="Trích yếu mới"))

    document.refresh_from_db()
    assert (answer.status_code, document.excerpt, document.number) == (302, "Trích yếu mới", "88/SGDĐT-VP")


def test_number_of_a_registered_document_is_not_mended(document, officer):
    operations.give_number(document, by=officer)

    answer = signed_in(officer).post(address("change_document", document.pk), entered(direction="out"))

    assert (answer.status_code, OfficialDocument.objects.get().number) == (422, "01/KH-THCSSM")


def test_file_is_added_and_a_wrong_one_is_told_on_the_page(document, officer):
    client = signed_in(officer)

    added = client.post(address("add_file", document.pk), {"file": make.upload("phu luc.png", make.PNG)})
    refused = client.post(address("add_file", document.pk), {"file": make.upload("a.pdf", b"<html>")})

    assert (added.status_code, refused.status_code, document.files.count()) == (302, 422, 2)
    assert refused.context["file_form"].errors.as_data()["file"][0].code == "unknown_type"


def test_number_is_taken_from_the_page(document, officer):
    client = signed_in(officer)
    offered = client.get(address("document", document.pk)).content.decode()

    client.post(address("take_number", document.pk))

    taken = client.get(address("document", document.pk)).content.decode()
    assert ("Cấp số vào sổ" in offered, "Cấp số vào sổ" in taken) == (True, False)
    assert OfficialDocument.objects.get().number == "01/KH-THCSSM"


def test_document_that_another_room_works_on_is_left_to_it(document, officer, monkeypatch):
    monkeypatch.setattr(queries, "_documents_in_hand", [])
    queries.documents_in_hand(lambda: OfficialDocument.objects.filter(pk=document.pk))
    client = signed_in(officer)

    page = client.get(address("document", document.pk)).content.decode()
    answers = [
        client.get(address("change_document", document.pk)),
        client.post(address("add_file", document.pk), {"file": make.upload()}),
        client.post(address("take_number", document.pk)),
    ]

    assert [words in page for words in (document.excerpt, "Cấp số vào sổ", "Kèm thêm tệp")] == [True, False, False]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (document.files.count(), RegistryNumber.objects.count()) == (1, 0)


def test_held_number_is_offered_and_taken(document, officer):
    client = signed_in(officer)
    client.post(address("hold_number"), {"series": "KH", "purpose": "Kế hoạch chờ ký"})
    number = RegistryNumber.objects.get()
    RegistryNumber.objects.update(year=document.date.year)
    offered = client.get(address("document", document.pk)).content.decode()

    client.post(address("take_number", document.pk), {"number": number.pk})

    number.refresh_from_db()
    assert ("Kế hoạch chờ ký" in offered, number.document) == (True, document)


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30])
def test_number_that_is_none_is_not_there(document, officer, number):
    answer = signed_in(officer).post(address("take_number", document.pk), {"number": number})

    assert (answer.status_code, RegistryNumber.objects.count()) == (404, 0)


def test_second_press_for_a_number_is_told(document, officer):
    client = signed_in(officer)
    client.post(address("take_number", document.pk))

    answer = client.post(address("take_number", document.pk))

    assert (answer.status_code, RegistryNumber.objects.count()) == (422, 1)


def test_number_is_cancelled_with_its_reason(document, officer):
    number = operations.give_number(document, by=officer)
    client = signed_in(officer)

    without = client.post(address("cancel_number", number.pk), {"reason": " "})
    told = client.post(address("cancel_number", number.pk), {"reason": "Sai thể thức"})

    register = client.get(address("numbers")).content.decode()
    assert (without.status_code, told.status_code) == (422, 302)
    assert "Đã hủy: Sai thể thức" in register


def test_register_is_written_out_to_excel(document, officer, stranger):
    operations.give_number(document, by=officer)
    held = operations.hold_number(document.unit, by=officer, series="KH", year=2026, purpose="Chờ ký")
    elsewhere = stranger.posts.get().unit
    operations.hold_number(elsewhere, by=stranger, series="KH", year=2026, purpose="Trường khác")

    answer = signed_in(officer).get(address("numbers"), {"xuat": "excel", "nam": "2026"})

    school = document.unit.name
    assert rows_of(answer)[1:] == [
        [school, 2026, "KH", held.n, "", "", "Chờ ký", "", "", "Đang giữ"],
        [school, 2026, "KH", 1, "01/KH-THCSSM", make.DAY, document.excerpt, "", "", "Đã cấp"],
    ]


def test_evidence_of_a_colleague_is_not_there_for_a_member(school):
    mine = make.evidence(school, people.person(school, "member"))
    colleague = people.person(school, "member")

    assert signed_in(colleague).get(address("attachment", mine.pk)).status_code == 404
    assert Attachment.objects.count() == 1


def test_officer_opens_the_files_to_everybody_and_closes_them_again(document, officer):
    operations.give_number(document, by=officer)
    client, place = signed_in(officer), address("publish_files", document.pk)
    before = client.get(address("document", document.pk)).text

    opened = client.post(place, {"public": "1"}, follow=True).text
    document.refresh_from_db()
    was = document.files_public
    client.post(place, {"public": "0"})

    document.refresh_from_db()
    assert ("Cho tải tệp công khai" in before, "Thôi cho tải công khai" in opened) == (True, True)
    assert (was, document.files_public) == (True, False)
    told = [entry.sentence for entry in history_of(document)[:2]]
    assert told == ["Thôi cho tải tệp công khai", "Cho người có mã kiểm tra tải tệp PDF"]


def test_files_of_what_was_not_issued_or_has_no_pdf_are_not_opened(school, officer, document):
    bare = make.document(school, officer)
    operations.give_number(bare, by=officer)
    codes = []

    for row in (document, bare):
        with pytest.raises(ValidationError) as refusal:
            operations.publish_files(row, by=officer, is_public=True)
        codes.append(refusal.value.code)

    assert codes == ["not_issued", "no_pdf"]


def test_member_and_stranger_open_no_files(school, officer, stranger, document):
    operations.give_number(document, by=officer)
    member = people.person(school, "member")

    with pytest.raises(PermissionDenied):
        operations.publish_files(document, by=member, is_public=True)
    assert signed_in(stranger).post(address("publish_files", document.pk), {"public": "1"}).status_code == 404
    document.refresh_from_db()
    assert not document.files_public
