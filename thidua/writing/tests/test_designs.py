import struct
import zlib

import pytest

from thidua.writing.certificates import Certificate, Kind, certificate_png, certificates_pdf, on_stock
from thidua.writing.designs import EMBLEMS, FRAMES, Design, filled, unknown_placeholders
from thidua.writing.pdf import Unprintable
from thidua.writing.tests.prints import Pdf, squeezed

HONOUR = Certificate(
    kind=Kind.COMMENDATION, authority="Hiệu trưởng Trường THPT Ngọc Trì", recipient="Bà Lê Thị An", merit="Dạy tốt"
)


def png(side=4):
    """A red square."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    lines = (b"\0" + b"\xff\0\0" * side) * side
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{chức vụ}, {đơn vị}", "Giáo viên, Tổ Toán"),
        ("{Chức vụ}, {lớp}", "Giáo viên"),
        ("{lớp}, {đơn vị}", "Tổ Toán"),
        ("Lớp {lớp}", ""),
        ("Quyết định số {số}\nSố vào sổ: {sổ}", "Quyết định số 12/QĐ"),
        ("Không chỗ điền", "Không chỗ điền"),
        ("{đơn vị} - {lớp}", "Tổ Toán"),
    ],
)
def test_placeholders_are_filled_and_empty_ones_leave_no_trace(template, said):
    assert filled(template, {"chức vụ": "Giáo viên", "đơn vị": "Tổ Toán", "số": "12/QĐ", "lớp": ""}) == said


def test_text_of_a_value_is_never_a_placeholder():
    assert filled("{họ tên}", {"họ tên": "{đơn vị}", "đơn vị": "Tổ Toán"}) == "{đơn vị}"


def test_unknown_placeholders_and_lone_braces_are_named():
    assert unknown_placeholders("{họ tên} {Đơn vị} {ho ten} và }") == ("ho ten", "}")


def test_title_and_verb_are_the_designs_own():
    design = Design(title="GIẤY CHỨNG NHẬN SÁNG KIẾN CẤP CƠ SỞ NĂM HỌC 2026 - 2027", verb="CẤP CHO")
    pdf = Pdf(certificates_pdf([HONOUR, HONOUR], design=design))

    assert len(pdf) == 2
    assert squeezed(design.title) in squeezed(pdf.pages[1])
    assert "CẤP CHO" in pdf.pages[0]
    assert "GIẤY KHEN" not in pdf.text
    title = pdf.find("GIẤY CHỨNG NHẬN")
    assert title.left > 25


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("emblem", EMBLEMS)
def test_every_frame_goes_with_every_emblem(frame, emblem):
    design = Design(title="GIẤY KHEN", frame=frame, emblem=emblem, picture=png() if emblem == "picture" else b"")

    pdf = Pdf(certificates_pdf([HONOUR], design=design))

    assert (len(pdf), squeezed("GIẤY KHEN") in squeezed(pdf.text)) == (1, True)


def test_long_authority_keeps_clear_of_the_emblem():
    long = Certificate(
        kind=Kind.COMMENDATION, authority="Chủ tịch Ủy ban nhân dân " * 12, recipient="Lê An", merit="Dạy tốt"
    )
    pdf = Pdf(certificates_pdf([long], design=Design(emblem="star")))
    text = pdf.document[0].get_textpage()
    boxes = [text.get_charbox(at) for at in range(text.count_chars())]

    beside = [box[0] * 25.4 / 72 for box in boxes if 25 < (595.28 - box[3]) * 25.4 / 72 < 45 and box[2] > box[0]]
    assert beside
    assert min(beside) > 55


@pytest.mark.parametrize("picture", [b"", b"no picture", png()[:40]])
def test_broken_picture_is_refused(picture):
    with pytest.raises(Unprintable):
        certificates_pdf([HONOUR], design=Design(emblem="picture", picture=picture))


def test_picture_of_a_design_has_the_sheets_shape():
    picture = certificate_png(HONOUR, design=Design(frame="lines"), dots=50)

    assert picture.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", picture[16:24])
    assert wide / high == pytest.approx(297 / 210, abs=0.01)


def test_only_the_preview_says_that_it_is_one():
    printed, shown = (Pdf(certificates_pdf([HONOUR], preview=preview)) for preview in (False, True))

    assert ("BẢN XEM THỬ" in printed.text, "BẢN XEM THỬ" in shown.text) == (False, True)


def test_ruler_of_the_preview_counts_millimetres_from_the_edges():
    pdf = Pdf(on_stock([HONOUR], {}, preview=True))
    strokes = [item.get_bounds() for item in pdf.document[0].get_objects() if item.type == 2]
    on_top = {round((box[0] + box[2]) / 2 * 25.4 / 72) for box in strokes if box[3] > 590 and box[3] - box[1] > 4}

    assert set(range(10, 297, 10)) <= on_top
