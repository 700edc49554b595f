from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from thidua.writing.document import Column, Document, Issuer, Paragraph, Run, Signature, Table
from thidua.writing.fonts import EMBEDDED, Family, serif
from thidua.writing.pdf import pdf_of
from thidua.writing.tests import make
from thidua.writing.tests.prints import Pdf, squeezed

LEFT_COLUMN, RIGHT_COLUMN = 30 + 66 / 2, 30 + 66 + 94 / 2


@pytest.fixture(scope="module")
def plan():
    return Pdf(pdf_of(make.plan()))


def test_page_is_a4(plan):
    assert plan.document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.1)


@pytest.mark.parametrize(
    ("words", "size", "face"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, "bold"),
        ("Độc lập - Tự do - Hạnh phúc", 13, "bold"),
        ("ĐÀO TẠO SƠN HẠ", 12, ""),
        ("TRƯỜNG THPT NGỌC TRÌ", 12, "bold"),
        ("Số: 05/KH-THPTNT", 13, ""),
        ("Sơn Hạ, ngày 08 tháng 01 năm 2026", 13, "italic"),
        ("KẾ HOẠCH", 14, "bold"),
        ("Căn cứ Luật", 14, "italic"),
        ("Trường THPT Ngọc Trì ban hành", 14, ""),
        ("I. MỤC ĐÍCH, YÊU CẦU", 14, "bold"),
    ],
)
def test_component_has_its_size_and_face(plan, words, size, face):
    letters = plan.find(words)

    assert letters.size == size
    assert letters.font.lower().rpartition("-")[2].replace("liberationserif", "") == face


@pytest.mark.parametrize(
    "words", ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Sơn Hạ, ngày 08 tháng 01 năm 2026"]
)
def test_right_column_is_centred(plan, words):
    assert plan.find(words).middle == pytest.approx(RIGHT_COLUMN, abs=0.6)


@pytest.mark.parametrize("words", ["TRƯỜNG THPT NGỌC TRÌ", "Số: 05/KH-THPTNT"])
def test_left_column_is_centred(plan, words):
    assert plan.find(words).middle == pytest.approx(LEFT_COLUMN, abs=0.6)


def test_number_and_date_stand_level(plan):
    assert plan.find("Số: 05").top == pytest.approx(plan.find("Sơn Hạ, n").top, abs=0.5)


def test_title_is_centred_in_the_text(plan):
    assert plan.find("KẾ HOẠCH").middle == pytest.approx(30 + 160 / 2, abs=0.5)


def test_text_keeps_the_margins(plan):
    first, body = (
        plan.find("CỘNG HÒA"),
        plan.find("Trường THPT Ngọc Trì ban hành Kế hoạch thực hiện phong trào thi đua"),
    )

    assert first.top == pytest.approx(20, abs=1)
    assert body.left == pytest.approx(30 + 12.7, abs=0.5)
    assert body.right == pytest.approx(190, abs=1)


def test_rules_are_as_long_as_the_decree_says(plan):
    issuer, motto, excerpt = plan.lines()[:3]
    name, words = plan.find("TRƯỜNG THPT NGỌC TRÌ"), plan.find("Độc lập - Tự do - Hạnh phúc")
    title = plan.find("Thực hiện phong trào thi đua “Dạy tốt, học tốt” năm 2026")

    assert motto[1] - motto[0] == pytest.approx(words.right - words.left, abs=1.2)
    assert 1 / 3 <= (issuer[1] - issuer[0]) / (name.right - name.left) <= 1 / 2
    assert 1 / 3 <= (excerpt[1] - excerpt[0]) / (title.right - title.left) <= 1 / 2
    assert 0 < motto[2] - words.bottom < 3


def test_page_number_is_centred_in_the_top_margin_from_page_two(plan):
    number = plan.find("2", page=1)

    assert number.middle == pytest.approx(110, abs=0.5)
    assert number.size == 13
    assert number.bottom < 20
    assert plan.pages[0].startswith("SỞ GIÁO DỤC")


def test_recipients_stand_level_with_the_post_on_the_left(plan):
    recipients, post = plan.find("Nơi nhận:", page=1), plan.find("HIỆU TRƯỞNG", page=1)

    assert recipients.left == pytest.approx(30, abs=0.5)
    assert recipients.top == pytest.approx(post.top, abs=1.5)
    assert (recipients.size, plan.find("- Sở GDĐT", page=1).size) == (12, 11)
    assert post.middle == pytest.approx(plan.find("Lê Thị Minh Nguyệt", page=1).middle, abs=0.5)
    assert plan.find("Lê Thị Minh", page=1).top - post.bottom > 20


def test_contact_stands_at_the_bottom_of_the_first_page_only(plan):
    address = plan.find("số 12 đường Hoa Mai")

    assert 270 < address.top < 292
    assert "Hoa Mai" not in plan.pages[1]


def test_only_the_chosen_font_is_in_the_file():
    fonts = {font for kind in make.KINDS.values() for font in Pdf(pdf_of(kind())).fonts}

    assert {font.partition("-")[0] for font in fonts} == {serif().name.replace(" ", "")}


def test_embedded_font_prints_every_vietnamese_letter():
    from thidua.writing.fonts import vietnamese_letters

    letters = "".join(sorted(vietnamese_letters() - set("≥≤")))
    document = make.plan(place="", day=None, bases=(letters,))
    pdf = Pdf(pdf_of(document, family=Family(EMBEDDED)))

    assert {font.partition("-")[0] for font in pdf.fonts} == {"LibertinusSerif"}
    assert letters in squeezed(pdf.text)


def test_every_appendix_counts_its_own_pages():
    pdf = Pdf(pdf_of(make.decision()))
    heads = [page.split()[0] for page in pdf.pages]

    assert heads[1] == "DANH"
    assert heads[2:] == [str(number) for number in range(2, len(pdf))]


def test_head_of_a_long_table_repeats_on_every_page():
    pdf = Pdf(pdf_of(make.decision()))

    assert len(pdf) > 8
    assert all("Danh hiệu" in page for page in pdf.pages[1:])


@pytest.mark.parametrize("count", range(20, 34))
def test_signature_never_stands_alone_on_a_page(count):
    body = tuple(Paragraph(f"Nội dung thứ {number} của kế hoạch.") for number in range(count))
    facts = {"signatures": (make.HEAD,), "recipients": ("Như trên",)}
    pdf = Pdf(pdf_of(Document(type="plan", issuer=make.SCHOOL, body=body, **facts)))

    last = pdf.pages[-1]
    assert "Lê Thị Minh Nguyệt" in last
    assert "Nơi nhận" in last
    assert f"Nội dung thứ {count - 1} " in last


@pytest.mark.parametrize("count", [5, 14, 18, 19, 22, 26, 30])
def test_long_last_paragraph_goes_over_in_part_and_fills_its_page(count):
    last = (Run("Tổ chức thực hiện: ", bold=True), Run("Câu cuối cùng của đoạn dài để thử xem sao nhé. " * 22))
    body = (*(Paragraph(f"Nội dung thứ {number} của kế hoạch.") for number in range(count)), Paragraph(last))
    pdf = Pdf(
        pdf_of(Document(type="plan", issuer=make.SCHOOL, body=body, signatures=(make.HEAD,), recipients=("Như trên",)))
    )

    last_page = squeezed(pdf.pages[-1])
    assert "saonhé./." in last_page
    assert last_page.index("saonhé./.") > 60
    flow = "".join(squeezed(page).removeprefix("2") for page in pdf.pages)
    assert flow.count("Câucuốicùngcủađoạndàiđểthửxemsaonhé.") == 22
    for page in pdf.pages[:-1]:
        assert len(page.split("\n")) > 24


def test_very_long_words_and_names_stay_on_the_page():
    long = "X" * 500
    pdf = Pdf(pdf_of(make.plan(place="Đ" * 120, recipients=(long,), bases=(long,))))
    named = Pdf(pdf_of(Document(type="plan", issuer=Issuer("TRƯỜNG " * 60 + long), excerpt=long)))

    for file in (pdf, named):
        for page in file.document:
            assert page.get_textpage().count_chars()
            boxes = [item.get_bounds() for item in page.get_objects()]
            assert max(box[2] for box in boxes) < 595.3 - 15 * 72 / 25.4
    assert squeezed(named.text).count("X" * 500) == 2


def test_markup_is_only_text():
    evil = '#import "x" $x^2$ *bold* <tag> @ref \\u{41} #{panic("!")} // -- ```'
    pdf = Pdf(pdf_of(make.plan(bases=(evil,), recipients=(evil,))))

    assert squeezed(pdf.text).count(squeezed(evil)) == 2


def test_threads_set_documents_at_the_same_time():
    expected = pdf_of(make.report())

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: pdf_of(make.report()), range(8)))

    assert answers == [expected] * 8


LONG = "Nội dung dài để thử. " * 600


@pytest.mark.parametrize(
    "changes",
    [
        {"recipients": tuple(f"Đơn vị thứ {number} của thành phố" for number in range(150))},
        {"body": (Paragraph("Mở đầu"), Paragraph(LONG))},
        {"body": (Table((Column("A"), Column("B")), (("1", LONG), ("2", "sau"))),)},
        {"excerpt": LONG},
        {"signatures": tuple(Signature(f"CHỨC VỤ THỨ {number}", "Lê An") for number in range(4))},
        {"contact": tuple(f"Địa chỉ thứ {number}" for number in range(8))},
    ],
    ids=["recipients", "last_paragraph", "cell", "excerpt", "signatures", "contact"],
)
def test_what_is_longer_than_a_page_goes_on_over_the_next(changes):
    document = replace(make.plan(), **changes)
    pdf = Pdf(pdf_of(document))

    words = squeezed(" ".join(text for value in changes.values() for text in words_of(value)))
    assert len(squeezed(pdf.text)) >= len(words)
    for page in pdf.document:
        text = page.get_textpage()
        lowest = min(text.get_charbox(index)[1] for index in range(text.count_chars()))
        assert lowest > 9 * 72 / 25.4


def words_of(value):
    """Every text in a part of a description."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in words_of(part)]
    return (
        [text for name in value.__slots__ for text in words_of(getattr(value, name))]
        if hasattr(value, "__slots__")
        else []
    )


def test_urgency_is_red_and_in_the_middle_of_its_frame():
    pdf = Pdf(pdf_of(make.report()))
    word = pdf.find("KHẨN")
    frames = [item.get_bounds() for item in pdf.document[0].get_objects() if item.type == 2]
    (frame,) = (
        box for box in frames if abs(box[2] - box[0] - 20 * 72 / 25.4) < 3 and abs(box[3] - box[1] - 8 * 72 / 25.4) < 3
    )

    assert word.middle == pytest.approx((frame[0] + frame[2]) / 2 * 25.4 / 72, abs=0.4)
    assert word.middle == pytest.approx(LEFT_COLUMN, abs=0.4)
    assert word.font.endswith("Bold")


def test_title_of_a_part_stands_under_it():
    pdf = Pdf(pdf_of(make.report()))

    assert pdf.find("Phần I").bottom < pdf.find("KẾT QUẢ THỰC HIỆN").top
    assert pdf.find("Phần I").middle == pytest.approx(pdf.find("KẾT QUẢ THỰC HIỆN").middle, abs=0.5)
