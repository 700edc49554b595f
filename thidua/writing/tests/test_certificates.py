from datetime import date

import pypdfium2 as pdfium
import pytest
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from thidua.writing.certificates import FIELDS, Certificate, Kind, Spot, certificates_pdf, on_stock
from thidua.writing.codes import new_code
from thidua.writing.document import Signature
from thidua.writing.fonts import serif
from thidua.writing.tests.prints import Pdf, squeezed

LINK = "https://thidua.example.vn/tra-cuu/K7QM-3ZPA-X9"


def certificate(**changes):
    facts = {
        "kind": Kind.COMMENDATION,
        "authority": "Hiệu trưởng Trường THPT Ngọc Trì",
        "recipient": "Bà Nguyễn Thị Hoài Thương",
        "about": "Giáo viên, Tổ Toán - Tin",
        "merit": "Đã có thành tích xuất sắc trong phong trào thi đua năm học 2025 - 2026",
        "decision": "Quyết định số 145/QĐ-THPTNT ngày 30/5/2026",
        "register": "Số vào sổ khen thưởng: 145",
        "place": "Sơn Hạ",
        "day": date(2026, 5, 30),
        "signature": Signature("Hiệu trưởng", "Lê Thị Minh Nguyệt"),
        "code": "K7QM-3ZPA-X9",
        "link": LINK,
    }
    return Certificate(**{**facts, **changes})


def test_batch_has_one_page_a_certificate_in_their_order():
    pdf = Pdf(certificates_pdf([certificate(recipient=f"Người thứ {number}") for number in range(60)]))

    assert len(pdf) == 60
    assert ["Người thứ 0" in pdf.pages[0], "Người thứ 59" in pdf.pages[59]] == [True, True]


def test_design_is_a4_landscape_and_says_everything_in_the_chosen_font():
    pdf = Pdf(certificates_pdf([certificate()]))

    assert pdf.document[0].get_size() == pytest.approx((841.89, 595.28), abs=0.1)
    said = squeezed(pdf.text)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "HIỆU TRƯỞNG TRƯỜNG THPT NGỌC TRÌ",
        "TẶNG",
        "GIẤY KHEN",
        "Bà Nguyễn Thị Hoài Thương",
        "Giáo viên, Tổ Toán - Tin",
        "Quyết định số 145/QĐ-THPTNT ngày 30/5/2026",
        "Số vào sổ khen thưởng: 145",
        "Sơn Hạ, ngày 30 tháng 5 năm 2026",
        "Lê Thị Minh Nguyệt",
        "Mã tra cứu: K7QM-3ZPA-X9",
    ):
        assert said.count(squeezed(words)) == 1, words
    assert {font.partition("-")[0] for font in pdf.fonts} == {serif().name.replace(" ", "")}


@pytest.mark.parametrize("kind", Kind)
def test_title_is_centred(kind):
    title = Pdf(certificates_pdf([certificate(kind=kind)])).find(kind)

    assert title.middle == pytest.approx(297 / 2, abs=1)
    assert title.size == 50


@pytest.mark.parametrize("field", ["recipient", "about", "merit", "authority", "decision", "register"])
@pytest.mark.parametrize("text", ["Trường Trung học phổ thông Ngọc Trì " * 5, "W" * 150])
def test_long_text_is_set_smaller_and_stays_whole_on_its_page(field, text):
    pdf = Pdf(certificates_pdf([certificate(**{field: text})]))

    wanted = text.strip().upper() if field == "authority" else text.strip()
    assert len(pdf) == 1
    assert squeezed(wanted) in squeezed(pdf.text)


def test_short_name_is_larger_than_a_long_one():
    short, long = (Pdf(certificates_pdf([certificate(recipient=name)])) for name in ("Lê An", "Lê An " * 25))

    assert short.find("Lê An").size == 28
    assert long.find("Lê An").size < 20


def test_hostile_text_does_no_harm():
    evil = '#panic("x") </svg> $ \\ *a* \x00 \u202e'
    pdf = Pdf(certificates_pdf([certificate(recipient=evil, merit=evil, code=evil)]))

    assert len(pdf) == 1
    assert squeezed(pdf.text).count(squeezed('#panic("x") </svg> $ \\ *a*')) == 3


def test_field_stands_where_the_officer_puts_it():
    spots = {
        "recipient": Spot(40, 90, 200, 20, 12, "left"),
        "signer": Spot(150, 170, 100, 14, 8, "center", bold=True),
        "code": Spot(180, 20, 100, 9, 6, "right"),
    }
    pdf = Pdf(on_stock([certificate()], spots))
    name, signer, code = (pdf.find(words) for words in ("Bà Nguyễn Thị Hoài Thương", "Lê Thị Minh Nguyệt", "K7QM"))

    assert name.left == pytest.approx(40, abs=0.6)
    assert 90 < name.top < name.bottom < 102
    assert name.size == 20
    assert signer.middle == pytest.approx(200, abs=0.5)
    assert signer.font.endswith("Bold")
    assert pdf.find("X9").right == pytest.approx(280, abs=0.6)
    assert 20 < code.top < 26
    assert "GIẤY KHEN" not in pdf.text


def test_only_the_preview_draws_boxes_and_names_them():
    spots = {"recipient": Spot(40, 90, 200)}
    printed, shown = (Pdf(on_stock([certificate()], spots, preview=preview)) for preview in (False, True))

    assert FIELDS["recipient"] not in printed.text
    assert FIELDS["recipient"] in shown.text
    assert len(list(printed.document[0].get_objects())) < len(list(shown.document[0].get_objects()))


def test_every_field_can_be_set_on_stock_of_another_size():
    spots = {name: Spot(10, 10 + 11 * place, 100, 8, 10) for place, name in enumerate(FIELDS)}
    pdf = Pdf(on_stock([certificate()], spots, paper=(210, 148)))

    assert pdf.document[0].get_size() == pytest.approx((595.28, 419.53), abs=0.1)
    assert "Số vào sổ" in pdf.text


@pytest.mark.parametrize(
    "spots",
    [
        {"recipient": Spot(200, 10, 100)},
        {"recipient": Spot(-1, 10, 100)},
        {"recipient": Spot(10, 205, 100)},
        {"recipient": Spot(10, 10, 0)},
        {"poem": Spot(10, 10, 10)},
    ],
)
def test_box_that_leaves_the_paper_is_refused(spots):
    with pytest.raises(ValueError, match=r"outside the paper|unknown field"):
        on_stock([certificate()], spots)


def test_nobody_is_no_batch():
    with pytest.raises(ValueError, match="no certificate"):
        certificates_pdf([])


def test_code_on_paper_is_the_link():
    """The modules are read off the printed page and compared with the code of the link."""
    page = pdfium.PdfDocument(on_stock([certificate()], {"qr": Spot(20, 20, 50, height=50, align="left")}))[0]
    bitmap = page.render(scale=8, grayscale=True)
    code = QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(LINK)
    code.make(fit=True)
    rows = code.get_matrix()
    module = 50 / len(rows) * 72 / 25.4 * 8
    corner = 20 * 72 / 25.4 * 8

    def is_dark(x, y):
        return bitmap.buffer[int(corner + (y + 0.5) * module) * bitmap.stride + int(corner + (x + 0.5) * module)] < 128

    assert [[is_dark(x, y) for x in range(len(rows))] for y in range(len(rows))] == [
        list(map(bool, row)) for row in rows
    ]


def test_codes_differ_and_can_be_read_aloud():
    codes = {new_code() for _ in range(200)}

    assert len(codes) == 200
    assert all([len(part) for part in code.split("-")] == [4, 4, 2] for code in codes)
    assert not set("01IO") & set("".join(codes))
