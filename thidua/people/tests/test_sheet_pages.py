"""The pages on which units and persons go in and out by Excel."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.kernel.models import Run
from thidua.people.models import Person, SheetImport
from thidua.people.sheets import PERSON_SHEET, files
from thidua.people.tests import make
from thidua.people.tests.workbooks import START, sheet
from thidua.writing.sheets import EXCEL_TYPE

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def admin(place, client):
    admin = make.person(place["school"], "administrator", name="Vũ Thị Cúc")
    client.force_login(admin)
    return admin


def row_of(place, **facts) -> dict:
    row = {"code": "GV01", "full_name": "Đỗ Văn Dũng", "unit": place["team"].code, "role": "Thành viên"}
    return row | {"valid_from": START} | facts


def upload(client, data: bytes, subject: str = "persons"):
    file = SimpleUploadedFile("danh-sach.xlsx", data, EXCEL_TYPE)
    return client.post(reverse(f"people:import_{subject}"), {"file": file})


def uploaded(client, *rows: dict) -> SheetImport:
    upload(client, sheet("persons", *rows))
    return SheetImport.objects.latest("pk")


def address(name: str, row: SheetImport) -> str:
    return reverse(f"people:{name}", args=[row.pk])


def lines(response) -> list[list]:
    assert response["Content-Type"] == EXCEL_TYPE
    return CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()


def test_administrator_uploads_looks_and_confirms(client, place, admin):
    answer = upload(client, sheet("persons", row_of(place)))
    row = SheetImport.objects.get()
    preview = client.get(answer.url)
    confirmed = client.post(address("confirm_import", row), follow=True)

    assert answer.url == address("import", row)
    assert "Đỗ Văn Dũng" in preview.content.decode()
    assert "Nhập 1 mới, 0 thay đổi" in preview.content.decode()
    assert confirmed.redirect_chain == [(address("import", row), 302)]
    assert "Đã nhập: 1 mới, 0 thay đổi, 0 giữ nguyên." in confirmed.content.decode()
    assert Person.objects.filter(code="GV01").exists()


def test_page_of_an_upload_names_the_columns_and_the_scope(client, place, admin):
    response = client.get(reverse("people:import_persons"))

    text = response.content.decode()
    assert [column.title for column in PERSON_SHEET.columns if column.title not in text] == []
    assert place["school"].name in text
    assert reverse("people:persons_template") in text


@pytest.mark.parametrize("subject", ["units", "persons"])
def test_template_is_downloaded(client, admin, subject):
    response = client.get(reverse(f"people:{subject}_template"))

    assert len(lines(response)) == 1
    assert response["Content-Disposition"].startswith('attachment; filename="mau-')


def test_list_is_downloaded_as_it_is_filtered(client, place, admin):
    make.person(place["team"], "member", name="Lê Thị Ánh", code="GV2")

    response = client.get(reverse("people:export_persons"), {"q": "anh"})

    assert [line[0] for line in lines(response)[1:]] == ["GV2"]


@pytest.mark.parametrize("data", [b"khong phai excel", b""])
def test_what_is_no_workbook_comes_back_with_the_form(client, admin, data):
    response = upload(client, data)

    assert response.status_code == 422
    assert not SheetImport.objects.exists()


def test_upload_without_a_file_comes_back_with_the_form(client, admin):
    response = client.post(reverse("people:import_units"), {})

    assert response.status_code == 422
    assert "Chọn tệp Excel đã điền theo mẫu." in response.content.decode()


def test_upload_that_is_too_large_is_not_read(client, admin, place, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 10)

    assert upload(client, sheet("persons", row_of(place))).status_code == 422
    assert not SheetImport.objects.exists()


def test_problems_are_shown_and_downloaded(client, place, admin):
    row = uploaded(client, row_of(place), row_of(place, code="GV02", role="Giám đốc"))

    text = client.get(address("import", row)).content.decode()
    found = lines(client.get(address("import_problems", row)))

    assert "Giám đốc" in text
    assert address("confirm_import", row) not in text
    assert [line[:2] for line in found] == [["Dòng", "Cột"], [3.0, "Vai trò"]]
    assert client.post(address("confirm_import", row)).status_code == 422


def test_given_up_preview_leads_back_to_the_upload(client, place, admin):
    row = uploaded(client, row_of(place))

    response = client.post(address("cancel_import", row))

    assert response.url == reverse("people:import_persons")
    assert not Person.objects.filter(code="GV01").exists()


def test_progress_is_told_to_who_waits(client, place, admin):
    row = uploaded(client, row_of(place))
    run = Run.objects.create(kind="people.write_sheet", title="Nhập", by=admin, done=500, total=2000)
    SheetImport.objects.update(status="writing", run=run)

    text = client.get(address("import", row), headers={"HX-Request": "true"}).content.decode()

    assert text.lstrip().startswith('<section id="import-state"')
    assert f'hx-get="{address("import", row)}"' in text
    assert '<progress max="2000" value="500"' in text


def test_changed_data_bring_the_preview_again(client, place, admin):
    row = uploaded(client, row_of(place))
    make.person(place["team"], "leader", name="Đỗ Văn Dũng", code="GV01", username=None)

    response = client.post(address("confirm_import", row), follow=True)

    text = response.content.decode()
    assert "Dữ liệu vừa thay đổi nên chưa nhập." in text
    assert "Nhập 0 mới, 1 thay đổi" in text


@pytest.mark.parametrize("name", ["import_units", "import_persons", "units_template", "export_units", "export_persons"])
def test_pages_are_for_administrators(client, place, name):
    client.force_login(make.person(place["school"], "head"))

    assert client.get(reverse(f"people:{name}")).status_code == 403


def test_import_of_another_is_not_found(client, place, admin):
    row = uploaded(client, row_of(place))
    client.force_login(make.person(place["top"], "administrator"))

    codes = [client.get(address(name, row)).status_code for name in ("import", "import_problems")]
    codes += [client.post(address(name, row)).status_code for name in ("confirm_import", "cancel_import")]

    assert codes == [404] * 4
    assert SheetImport.objects.get().status == "ready"


def test_who_is_not_signed_in_is_sent_to_sign_in(client, place):
    make.person(place["school"], "administrator")

    response = client.get(reverse("people:export_persons"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
