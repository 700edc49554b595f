"""How a unit numbers its documents, and its registers on paper."""

from datetime import date
from io import BytesIO

import docx
import pypdfium2 as pdfium
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from python_calamine import CalamineWorkbook

from thidua.documents import operations
from thidua.documents.models import RegistryNumber
from thidua.documents.operations.registry import set_numbering
from thidua.documents.queries import chosen_numbers, numbers_held_for
from thidua.documents.register_queries import register_of, series_of
from thidua.documents.tests import make
from thidua.kernel.calendar import today
from thidua.people.tests import make as people
from thidua.writing.registers import register_docx, register_pdf, register_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return people.unit("Trường THCS Suối Mơ", parent=people.unit("Xã Sơn Hạ", kind="commune"), sign="THCSSM")


@pytest.fixture
def officer(school):
    return people.person(school)


def numbered(school, officer, **head):
    document = make.document(school, officer, **head)
    operations.give_number(document, by=officer)
    return document.number


def test_types_without_a_series_of_their_own_share_one(school, officer):
    set_numbering(school, by=officer, year=2026, own_types=["QĐ"])

    numbers = [numbered(school, officer, type=kind) for kind in ("KH", "QĐ", "BC", "QĐ", "KH")]

    assert numbers == ["01/KH-THCSSM", "01/QĐ-THCSSM", "02/BC-THCSSM", "02/QĐ-THCSSM", "03/KH-THCSSM"]
    assert [series_of(school, kind, 2026) for kind in ("KH", "QĐ", "BC")] == ["chung", "QĐ", "chung"]
    assert [row.n for row in chosen_numbers(officer, {"loai": "KH"})] == [3, 1]


def test_letter_has_no_abbreviation_in_its_sign(school, officer):
    assert numbered(school, officer, type="CV") == "01/THCSSM"


def test_rule_holds_from_its_year_on(school, officer):
    set_numbering(school, by=officer, year=2027, own_types=[])

    numbers = [
        numbered(school, officer, type=kind, date=date(2026 + n, 1, 2)) for n in (0, 1, 2) for kind in ("KH", "BC")
    ]

    assert [number.split("/")[0] for number in numbers] == ["01", "01", "01", "02", "01", "02"]


def test_held_number_of_the_shared_series_serves_any_of_its_types(school, officer):
    set_numbering(school, by=officer, year=2026, own_types=["QĐ"])
    held = operations.hold_number(school, by=officer, series="KH", year=2026, purpose="Chờ ký")
    report, decision = make.document(school, officer, type="BC"), make.document(school, officer, type="QĐ")

    assert (held.series, list(numbers_held_for(report)), list(numbers_held_for(decision))) == ("chung", [held], [])
    operations.use_number(held, report, by=officer)
    assert report.number == "01/BC-THCSSM"


@pytest.mark.parametrize(
    ("year", "own", "code"), [(2026, [], "in_use"), (2025, [], "in_use"), (2027, ["XX"], "no_series")]
)
def test_series_that_runs_is_not_renamed(school, officer, year, own, code):
    numbered(school, officer)

    with pytest.raises(ValidationError) as refusal:
        set_numbering(school, by=officer, year=year, own_types=own)

    assert refusal.value.code == code


def test_who_does_not_write_for_the_unit_does_not_change_its_numbering(school):
    for role in ("leader", "member", "administrator", "inspector"):
        with pytest.raises(PermissionDenied):
            set_numbering(school, by=people.person(school, role), year=2026, own_types=[])


def filled(school, officer):
    """A number used, one held, one cancelled; and two documents that came in."""
    numbered(
        school, officer, excerpt="Phong trào thi đua", signer_name="Trần Thị Thu Hà", recipients=["Sở GDĐT", "Các tổ"]
    )
    held = [operations.hold_number(school, by=officer, series="KH", year=2026, purpose=f"Kế hoạch {n}") for n in (1, 2)]
    operations.cancel_number(held[1], by=officer, reason="Không ban hành")
    for n in (1, 2):
        make.document(school, officer, direction="in", number=f"{n}/CV-SGDĐT", issuer_name="Sở GDĐT", type="CV")


def test_register_of_outgoing_papers_leaves_no_gap(school, officer):
    filled(school, officer)

    register = register_of(school, "di", 2026)

    assert (register.office, register.parent) == ("Trường THCS Suối Mơ", "Xã Sơn Hạ")
    assert register.span == ("Kế hoạch: từ số 01 đến số 03",)
    assert register.rows == (
        ("01/KH-THCSSM", make.DAY, "Kế hoạch: Phong trào thi đua", "Trần Thị Thu Hà", "Sở GDĐT; Các tổ", "VT", "", ""),
        ("02/KH", None, "Kế hoạch 1", "", "", "", "", "Đang giữ"),
        ("03/KH", None, "Kế hoạch 2", "", "", "", "", "Đã hủy: Không ban hành"),
    )
    assert register_of(school, "di", 2026, "QĐ").rows == register_of(school, "di", 2025).rows == ()


def test_register_of_incoming_papers_numbers_them_as_they_came(school, officer):
    filled(school, officer)
    year = operations.add_document(school, by=officer, direction="out").entered.year

    rows = register_of(school, "den", year).rows

    assert [row[1:5] for row in rows] == [
        (1, "Sở GDĐT", "1/CV-SGDĐT", make.DAY),
        (2, "Sở GDĐT", "2/CV-SGDĐT", make.DAY),
    ]


def test_register_says_the_same_in_every_form(school, officer):
    filled(school, officer)
    register = register_of(school, "di", 2026)

    word = docx.Document(BytesIO(register_docx(register)))
    sheet = CalamineWorkbook.from_filelike(BytesIO(register_xlsx(register))).get_sheet_by_index(0).to_python()
    with pdfium.PdfDocument(register_pdf(register)) as pdf:
        sizes = [[round(edge / 72 * 25.4) for edge in page.get_size()] for page in pdf]
        text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf).replace("\ufffe", "-")

    heads = [title for title, _ in register.kind.columns]
    assert [cell.text for cell in word.tables[-1].rows[0].cells] == heads == sheet[0]
    assert [row.cells[0].text for row in word.tables[-1].rows[1:]] == [row[0] for row in sheet[1:]]
    assert sheet[1][1] == make.DAY
    assert (sizes, "SỔĐĂNGKÝVĂNBẢNĐI" in text, "Năm2026" in text) == ([[297, 210]] * 2, True, True)
    said = ("01/KH-THCSSM", "21/11/2026", "Đã hủy: Không ban hành", "từ số 01 đến số 03")
    assert [words for words in said if "".join(words.split()) not in text] == []


def test_register_is_printed_at_once_or_in_the_background(client, school, officer, django_capture_on_commit_callbacks):
    filled(school, officer)
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = "/van-ban/so/in/?so=di&nam=2026&loai="

    found = {form: client.get(f"{asked}&dang={form}") for form in ("pdf", "docx", "xlsx")}
    many = [RegistryNumber(unit=school, year=2026, series="BC", n=n, purpose="x") for n in range(1, 301)]
    RegistryNumber.objects.bulk_create(many)
    with django_capture_on_commit_callbacks(execute=True):
        later = client.get(f"{asked}&dang=pdf")
    run = officer.runs.get()

    assert [found[form].content[:2] for form in found] == [b"%P", b"PK", b"PK"]
    assert (later.status_code, run.status, run.message) == (302, "done", "Đã in 303 dòng.")
    assert b"".join(client.get(run.result_url).streaming_content)[:4] == b"%PDF"
    other = people.person(school)
    client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(run.result_url).status_code == 404


def test_pages_of_register_and_numbering(client, school, officer):
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    year = str(today().year)

    shown = client.get("/van-ban/so/in/")
    sent = client.post("/van-ban/so/cach-danh-so/", {"year": year, "own_types": ["QĐ"]})
    numbered(school, officer, date=today())
    refused = client.post("/van-ban/so/cach-danh-so/", {"year": year})
    bad = client.get("/van-ban/so/in/?so=x&nam=1&dang=pdf")

    assert ("cần đối chiếu" in shown.text, sent.status_code, refused.status_code, bad.status_code) == (
        True,
        302,
        422,
        422,
    )
    client.force_login(people.person(school, "member"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert [client.get(f"/van-ban/so/{page}/").status_code for page in ("in", "cach-danh-so")] == [403, 403]
