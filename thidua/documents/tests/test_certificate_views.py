"""The pages of certificates: what they show to whom, and what they do."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.documents.certificate_rows import CERTIFICATE_SHEET, repeated, rows_of_text, rows_of_workbook
from thidua.documents.layouts import Layout
from thidua.documents.models import CertificateBatch, CertificateDesign
from thidua.documents.tests import make
from thidua.people.tests import make as people
from thidua.writing.certificates import FIELDS, Spot
from thidua.writing.tests.prints import Pdf
from thidua.writing.tests.test_designs import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return people.unit("Trường THCS Suối Mơ")


@pytest.fixture
def officer(school):
    return people.person(school)


@pytest.fixture
def client(officer):
    return signed_in(officer)


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def at(name, *args):
    return reverse(f"documents:{name}", args=args)


def lines_of(answer):
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_batch_goes_from_a_pasted_list_to_files(client, school, officer):
    design = make.design(school, officer)
    facts = {"design": design.pk, "title": "Cuối năm", "merit": "Dạy tốt", "signer_name": "Lê Thị Nguyệt"}
    page = client.post(at("add_batch"), facts)
    batch = CertificateBatch.objects.get()
    client.post(at("add_certificates", batch.pk), {"pasted": "Nguyễn An\tGiáo viên\tTổ Toán\nTrần Bình\n"})
    issued = client.post(at("issue_batch", batch.pk), {"number": "12/QĐ-SM", "on": "21/11/2026"})

    assert page["Location"] == at("certificate_batch", batch.pk)
    assert issued["Location"].startswith("/viec-nen/")
    pdf = client.get(at("batch_file", batch.pk, "pdf"))
    assert len(Pdf(b"".join(pdf))) == 2
    assert 'filename="cuoi-nam.pdf"' in pdf["Content-Disposition"]
    assert b"".join(client.get(at("batch_file", batch.pk, "zip"))).startswith(b"PK")
    single = client.get(at("certificate_file", batch.certificates.last().pk))
    assert "Trần Bình" in Pdf(single.content).text


def test_wrong_list_says_what_is_wrong_and_keeps_what_was_pasted(client, school, officer):
    batch = make.batch(school, officer)

    answer = client.post(at("add_certificates", batch.pk), {"pasted": "Nguyễn Bình\n\tGiáo viên\n"})

    assert answer.status_code == 422
    assert "Dòng 2: chưa ghi họ và tên." in answer.text
    assert "Nguyễn Bình" in answer.text
    assert batch.certificates.count() == 1


def test_workbook_of_our_template_is_read(client, school, officer):
    batch = make.batch(school, officer, names=[])
    rows = [("Nguyễn An", "Giáo viên", "Tổ Toán", "Dạy giỏi", "", "007")]
    file = BytesIO(CERTIFICATE_SHEET.workbook(rows))
    file.name = "danh-sach.xlsx"

    client.post(at("add_certificates", batch.pk), {"file": file})

    row = batch.certificates.get()
    assert (row.recipient, row.position, row.merit, row.register) == ("Nguyễn An", "Giáo viên", "Dạy giỏi", "007")
    assert [column.title for column in CERTIFICATE_SHEET.columns] == lines_of(client.get(at("certificate_sheet")))[0]


def test_pasted_titles_say_which_column_is_which():
    rows = rows_of_text("Đơn vị\tTT\tHọ và tên\nTổ Toán\t1\tNguyễn An\n")

    assert rows == [{"unit_name": "Tổ Toán", "recipient": "Nguyễn An"}]


@pytest.mark.parametrize("pasted", ["", " \n", "Họ và tên\tChức vụ"])
def test_list_without_rows_is_refused(pasted):
    with pytest.raises(Exception, match="chưa có dòng nào"):
        rows_of_text(pasted)


def test_sheet_with_wrong_cells_names_row_and_column():
    with pytest.raises(Exception, match="Dòng 2, cột Họ và tên"):
        rows_of_workbook(CERTIFICATE_SHEET.workbook([("", "Giáo viên", "", "", "", "")]))


def test_names_that_stand_twice_with_one_unit_are_pointed_out():
    rows = [{"recipient": "Lê An", "unit_name": "Tổ Toán"}, {"recipient": "Lê An"}]

    assert repeated([*rows, {"recipient": "LÊ AN", "unit_name": "tổ toán"}]) == ["LÊ AN (dòng 1 và 3)"]


def spots(version, **changes):
    """A form's numbers as the page sends them."""
    layout = Layout.of(version)
    sent = {"name": version.design.name, "wide": "297", "high": "210", **layout.wording}
    for name in FIELDS:
        spot = layout.spots.get(name) or Spot(10, 10, 80)
        parts = {part: getattr(spot, part) for part in ("x", "y", "width", "height", "size", "align")}
        sent |= {f"{name}-{part}": value for part, value in parts.items()}
        sent |= {f"{name}-shown": "on"} if name in layout.spots else {}
    return sent | changes


def test_officer_sets_a_field_by_millimetres(client, school, officer):
    design = make.design(school, officer, way="stock")

    answer = client.post(
        at("design", design.pk), spots(design.newest, **{"recipient-x": "31.5", "recipient-y": "77.5"})
    )

    assert answer.status_code == 302
    spot = Layout.of(design.newest).spots["recipient"]
    assert (spot.x, spot.y) == (31.5, 77.5)
    page = client.get(at("design", design.pk)).text
    assert 'data-field="recipient"' in page
    assert 'x="31.50" y="77.50"' in page


def test_field_outside_the_stock_is_refused_in_place(client, school, officer):
    design = make.design(school, officer, way="stock")

    far = client.post(at("design", design.pk), spots(design.newest, **{"recipient-x": "250"}))
    none = client.post(at("design", design.pk), spots(design.newest, **{"recipient-x": "abc"}))

    assert [far.status_code, none.status_code] == [422, 422]
    assert "nằm ngoài khổ giấy" in far.text
    assert "ghi số đo chưa đúng" in none.text


def test_scan_of_the_stock_is_shown_on_the_page_alone(client, school, officer):
    design = make.design(school, officer, way="stock")
    scan = BytesIO(png(30))
    scan.name = "phoi.png"

    client.post(at("design", design.pk), spots(design.newest, picture=scan))

    answer = client.get(at("design_picture", design.pk, "hinh"))
    assert (answer["Content-Type"], answer.content) == ("image/png", png(30))
    assert at("design_picture", design.pk, "hinh") in client.get(at("design", design.pk)).text
    preview = Pdf(client.get(at("design_preview", design.pk)).content)
    assert [item for item in preview.document[0].get_objects() if item.type == 3] == []


def test_own_design_is_changed_and_shown(client, school, officer):
    design = make.design(school, officer)
    look = {"name": "Giấy chứng nhận", "title": "GIẤY CHỨNG NHẬN", "frame": "lines", "emblem": "star"}

    answer = client.post(at("design", design.pk), look | Layout.of(design.newest).wording)

    assert answer.status_code == 302
    assert (Layout.of(design.newest).title, str(CertificateDesign.objects.get())) == (
        "GIẤY CHỨNG NHẬN",
        "Giấy chứng nhận",
    )
    assert client.get(at("design_picture", design.pk, "mau")).content.startswith(b"\x89PNG")
    assert "BẢN XEM THỬ" in Pdf(client.get(at("design_preview", design.pk)).content).text


def test_single_certificate_is_cancelled_with_a_reason(client, school, officer):
    row = make.issued_batch(school, officer).certificates.get()

    client.post(at("cancel_certificate", row.pk), {"reason": "Ghi sai tên"})

    page = client.get(at("certificate", row.pk)).text
    assert "Ghi sai tên" in page
    assert client.get(at("certificate_batch", row.batch_id), {"trangthai": "huy"}).text.count("Nguyễn An") >= 1


def test_lists_go_out_to_excel(client, school, officer):
    batch = make.issued_batch(school, officer)
    row = batch.certificates.get()

    batches, rows, designs = (
        lines_of(client.get(url, {"xuat": "excel"}))
        for url in (at("certificate_batches"), at("certificate_batch", batch.pk), at("designs"))
    )

    assert batches[1][:4] == ["Đợt khen thưởng", "Trường THCS Suối Mơ", "Mẫu 1", 1.0]
    assert rows[1][1:9] == [
        "Nguyễn An",
        "",
        "",
        "Có thành tích xuất sắc",
        "12/QĐ-SM",
        make.DAY,
        "",
        row.code,
    ]
    assert designs[1][0] == "Mẫu 1"


@pytest.mark.parametrize("name", ["certificate_batch", "change_batch", "batch_preview", "certificate", "design"])
def test_stranger_finds_nothing(school, officer, name):
    batch = make.issued_batch(school, officer)
    row = {"certificate": batch.certificates.get(), "design": batch.version.design}.get(name, batch)
    stranger = signed_in(people.person(people.unit("Trường Tiểu học Đồi Thông")))

    assert stranger.get(at(name, row.pk)).status_code == 404


def test_list_answers_htmx_with_its_rows_alone(client, school, officer):
    batch = make.batch(school, officer)

    for url, part in (
        (at("certificate_batches"), "batch-rows"),
        (at("certificate_batch", batch.pk), "certificate-rows"),
    ):
        text = client.get(url, headers={"HX-Request": "true"}).text
        assert text.strip().startswith(f'<section id="{part}"')


@pytest.mark.parametrize("count", [3, 30])
def test_pages_cost_the_same_however_long(client, school, officer, count, django_assert_max_num_queries):
    design = make.design(school, officer)
    batch = make.batch(school, officer, design=design, names=[f"Người {n}" for n in range(count)])
    for _ in range(count - 1):
        make.batch(school, officer, design=design, names=[])

    for url in (at("certificate_batches"), at("certificate_batch", batch.pk), at("designs")):
        with django_assert_max_num_queries(24):
            client.get(url)
