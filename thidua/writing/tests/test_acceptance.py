"""Six documents, each in Word and in PDF, beside the numbers of Nghị định 30/2020/NĐ-CP, Phụ lục I.

The numbers stand here once more, apart from `decree.py`, and are read out of the files apart from the renderer: out of
the XML of Word, and out of the letters and strokes of the PDF.
"""

import re
from functools import cache

import pypdfium2.raw as raw
import pytest
from lxml import etree

from thidua.writing.docx import docx_of
from thidua.writing.pdf import pdf_of
from thidua.writing.tests import make
from thidua.writing.tests.prints import MM, Pdf, W, Word, font_of, squeezed

SIX = ("plan", "submission", "report", "decision", "minutes", "letter")
TALL, SMALL, EXACT, TWELVE, ELEVEN = (13, 14), (12, 13), (13, 13), (12, 12), (11, 11)
BOLD, ITALIC, UPRIGHT, BOTH = (True, False), (False, True), (False, False), (True, True)
HEAD = (
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", SMALL, BOLD),
    ("Độc lập - Tự do - Hạnh phúc", TALL, BOLD),
)
FOOT = (("Nơi nhận:", TWELVE, BOTH), ("- Lưu:", ELEVEN, UPRIGHT))
LOOKS = {
    "plan": (
        ("SỞ GIÁO DỤC VÀ ", SMALL, UPRIGHT),
        ("TRƯỜNG THPT NGỌC TRÌ", SMALL, BOLD),
        ("Số: 05/KH-THPTNT", EXACT, UPRIGHT),
        ("Sơn Hạ, ngày 08 tháng 01 năm 2026", TALL, ITALIC),
        ("KẾ HOẠCH", TALL, BOLD),
        ("Thực hiện phong trào thi đua “Dạy", TALL, BOLD),
        ("Căn cứ Luật Thi đua", TALL, ITALIC),
        ("Trường THPT Ngọc Trì ban hành", TALL, UPRIGHT),
        ("I. MỤC ĐÍCH, YÊU CẦU", TALL, BOLD),
        ("1. Mục đích", TALL, BOLD),
        ("a) Thiết thực", TALL, UPRIGHT),
        ("HIỆU TRƯỞNG", TALL, BOLD),
        ("Lê Thị Minh Nguyệt", TALL, BOLD),
        ("- Sở GDĐT (để", ELEVEN, UPRIGHT),
    ),
    "submission": (
        ("Số: 16/TTr-THPTNT", EXACT, UPRIGHT),
        ("Sơn Hạ, ngày 03 tháng 6 năm 2026", TALL, ITALIC),
        ("TỜ TRÌNH", TALL, BOLD),
        ("Về việc đề nghị khen thưởng", TALL, BOLD),
        ("Kính gửi:", TALL, UPRIGHT),
        ("- Hội đồng Thi đua - Khen thưởng thành phố", TALL, UPRIGHT),
        ("KT. HIỆU TRƯỞNG", TALL, BOLD),
        ("PHÓ HIỆU TRƯỞNG", TALL, BOLD),
        ("Phạm Quốc Bảo", TALL, BOLD),
    ),
    "report": (
        ("Số: 210/BC-SGDĐT", EXACT, UPRIGHT),
        ("KHẨN", TALL, BOLD),
        ("BÁO CÁO", TALL, BOLD),
        ("Phần I", TALL, BOLD),
        ("Mục 1", TALL, BOLD),
        ("1.1. Nhiệm vụ trọng tâm", TALL, BOLD),
        ("KT. GIÁM ĐỐC", TALL, BOLD),
    ),
    "decision": (
        ("Số: 1045/QĐ-SGDĐT", EXACT, UPRIGHT),
        ("Sơn Hạ, ngày 09 tháng 02 năm 2026", TALL, ITALIC),
        ("Về việc tặng danh hiệu", TALL, BOLD),
        ("GIÁM ĐỐC SỞ GIÁO DỤC", TALL, BOLD),
        ("Theo đề nghị của Trưởng phòng", TALL, ITALIC),
        ("QUYẾT ĐỊNH:", TALL, BOLD),
        ("Điều 1.", TALL, BOLD),
        ("DANH SÁCH CÁ NHÂN", TALL, BOLD),
        ("(Kèm theo Quyết định số", TALL, ITALIC),
    ),
    "minutes": (
        ("BIÊN BẢN", TALL, BOLD),
        ("Thời gian bắt đầu:", TALL, UPRIGHT),
        ("Chủ trì (chủ tọa):", TALL, UPRIGHT),
        ("THƯ KÝ", TALL, BOLD),
        ("CHỦ TỌA", TALL, BOLD),
    ),
    "letter": (
        ("Số: 07/SGDĐT-VP", EXACT, UPRIGHT),
        ("V/v hướng dẫn xây dựng", SMALL, UPRIGHT),
        ("Kính gửi: Hiệu trưởng các trường", TALL, UPRIGHT),
        ("TL. GIÁM ĐỐC", TALL, BOLD),
        ("CHÁNH VĂN PHÒNG", TALL, BOLD),
        ("Đỗ Quang Vinh", TALL, BOLD),
    ),
}
EVERY = [(name, *look) for name in SIX for look in (*HEAD, *LOOKS[name], *FOOT)]
LAST = {
    "plan": "đểđượchướngdẫn./.",
    "submission": "thànhtíchxuấtsắc./.",
    "report": "Tiếptụctriểnkhaiphongtrào./.",
    "decision": "thihànhQuyếtđịnhnày./.",
    "minutes": "ngày12tháng5năm2026./.",
    "letter": "trướcngày15/3/2026./.",
}
A4 = (210.0, 297.0)
TOP, BOTTOM, LEFT, RIGHT = (20, 25), (20, 25), (30, 35), (15, 20)


@pytest.fixture(scope="module", autouse=True)
def _files_are_closed_in_the_end():
    yield
    for kept in (pdf, word, letters):
        kept.cache_clear()


@cache
def pdf(name):
    return Pdf(pdf_of(make.KINDS[name]()))


@cache
def word(name):
    return Word(docx_of(make.KINDS[name]()))


def found(name, words):
    """In the PDF, on whichever page it stands first, at the head of a line or of a cell."""
    file = pdf(name)
    page = next(at for at, text in enumerate(file.pages) if words.strip() in text)
    return file.find(words.strip(), page=page)


@cache
def letters(name):
    """Every printed letter: page, box in millimetres from left and top, font and colour."""
    return tuple(_letters(name))


def _letters(name):
    for number, page in enumerate(pdf(name).document):
        text, high = page.get_textpage(), page.get_height()
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at)
            if right > left and text.get_text_range(at, 1).strip():
                box = (left * MM, (high - top) * MM, right * MM, (high - bottom) * MM)
                yield number, box, font_of(text, at), colour(text, at)


def colour(text, at):
    red, green, blue, alpha = (raw.ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(text, at, red, green, blue, alpha)
    return red.value, green.value, blue.value


def within(value, span, slack=0.05):
    return span[0] - slack <= value <= span[1] + slack


@pytest.mark.parametrize("name", [*SIX, "notice"])
def test_every_sheet_is_a4_with_the_margins(name):
    for section in word(name).sections:
        assert sorted((section["w"], section["h"])) == pytest.approx(A4, abs=0.02)
        assert [
            within(section[edge], span)
            for edge, span in zip(("top", "bottom", "left", "right"), (TOP, BOTTOM, LEFT, RIGHT), strict=True)
        ] == [True] * 4
    for page in pdf(name).document:
        assert sorted(side * MM for side in page.get_size()) == pytest.approx(A4, abs=0.1)


@pytest.mark.parametrize("name", SIX)
def test_text_stays_between_the_margins(name):
    """But for page numbers above and the office's address below."""
    boxes = [box for _, box, _, _ in letters(name)]

    inner = [box for box in boxes if box[1] > 19.5 and box[3] < 278]
    assert min(box[0] for box in inner) == pytest.approx(30, abs=0.8)
    assert max(box[2] for box in inner) <= 190.6
    assert within(min(box[1] for box in inner), TOP, 0.2)  # marks on capitals stand over the line's top
    above = [box for box in boxes if box[1] <= 19.5]
    assert all(100 < box[0] < 120 for box in above)
    assert len(inner) + len(above) + len([box for box in boxes if box[3] >= 278]) == len(boxes)


@pytest.mark.parametrize("name", SIX)
def test_one_font_in_black_but_for_the_urgency(name):
    fonts = {font.partition("-")[0] for _, _, font, _ in letters(name)}
    colours = {said for _, _, _, said in letters(name)}
    asked = set()
    for part in ("word/document.xml", "word/styles.xml"):
        tree = etree.fromstring(word(name).package.read(part))
        asked |= {
            fonts.get(W + side) for fonts in tree.iter(W + "rFonts") for side in ("ascii", "hAnsi", "cs", "eastAsia")
        }
    inks = {
        ink.get(W + "val") for ink in etree.fromstring(word(name).package.read("word/styles.xml")).iter(W + "color")
    }

    assert len(fonts) == 1
    assert asked - {None} == {"Times New Roman"}
    assert colours == ({(0, 0, 0), (255, 0, 0)} if name == "report" else {(0, 0, 0)})
    assert inks <= {"000000", "FF0000", "auto"}


@pytest.mark.parametrize(("name", "words", "sizes", "face"), EVERY)
def test_component_has_its_size_and_face_in_both(name, words, sizes, face):
    printed = found(name, words)
    font = printed.font.lower()

    assert within(printed.size, sizes)
    assert ("bold" in font, "italic" in font) == face
    assert within(word(name).size(words), sizes)
    assert word(name).face(words) == face


@pytest.mark.parametrize("name", SIX)
def test_head_stands_in_two_centred_columns(name):
    nation, motto = found(name, "CỘNG HÒA"), found(name, "Độc lập - Tự do - Hạnh phúc")
    whole = found(name, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    number = found(name, "Số: ")

    assert nation.top < motto.top
    assert whole.middle == pytest.approx(motto.middle, abs=0.6)
    assert whole.middle > 105 > number.right
    for words in ("CỘNG HÒA", "Độc lập", "Số: "):
        assert word(name).aligned(words) == "center"


@pytest.mark.parametrize("name", [name for name in SIX if name != "minutes"])
def test_date_stands_level_with_the_number_and_under_the_motto(name):
    date, motto = found(name, "Sơn Hạ, ngày"), found(name, "Độc lập - Tự do - Hạnh phúc")
    line = next(line for line in pdf(name).pages[0].splitlines() if "Sơn Hạ, ngày" in line)
    whole = found(name, re.search(r"Sơn Hạ, ngày \d{2} tháng \d{1,2} năm \d{4}", line)[0])

    assert date.top == pytest.approx(found(name, "Số: ").top, abs=0.6)
    assert whole.middle == pytest.approx(motto.middle, abs=0.6)


@pytest.mark.parametrize("name", SIX)
def test_rules_have_the_length_of_the_decree(name):
    strokes = [stroke for stroke in pdf(name).lines() if stroke[2] < 110]
    motto, issuer = found(name, "Độc lập - Tự do - Hạnh phúc"), found(name, ISSUERS[name])
    under_motto = min(strokes, key=lambda stroke: abs((stroke[0] + stroke[1]) / 2 - motto.middle) + stroke[2] / 10)
    under_issuer = min(strokes, key=lambda stroke: abs((stroke[0] + stroke[1]) / 2 - issuer.middle) + stroke[2] / 10)

    assert under_motto[1] - under_motto[0] == pytest.approx(motto.right - motto.left, abs=1.2)
    assert 0 < under_motto[2] - motto.bottom < 3
    assert 1 / 3 <= (under_issuer[1] - under_issuer[0]) / (issuer.right - issuer.left) <= 1 / 2
    assert 0 < under_issuer[2] - issuer.bottom < 3


ISSUERS = {
    "plan": "TRƯỜNG THPT NGỌC TRÌ",
    "submission": "TRƯỜNG THPT NGỌC TRÌ",
    "minutes": "TRƯỜNG THPT NGỌC TRÌ",
    "report": "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    "decision": "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    "letter": "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
}


@pytest.mark.parametrize("name", [name for name in SIX if name != "letter"])
def test_excerpt_is_centred_over_a_rule_of_a_third_to_a_half(name):
    kind = make.KINDS[name]().kind.name.upper()
    title, excerpt = found(name, kind), found(name, make.KINDS[name]().excerpt)
    strokes = [stroke for stroke in pdf(name).lines() if 0 < stroke[2] - excerpt.bottom < 4]

    (rule,) = strokes
    assert title.middle == pytest.approx(110, abs=0.6)
    assert excerpt.middle == pytest.approx(110, abs=0.6)
    assert (rule[0] + rule[1]) / 2 == pytest.approx(110, abs=0.6)
    assert 1 / 3 <= (rule[1] - rule[0]) / (excerpt.right - excerpt.left) <= 1 / 2


def test_excerpt_of_a_letter_stands_six_points_under_its_number():
    number, excerpt = found("letter", "Số: 07/SGDĐT-VP"), found("letter", "V/v hướng dẫn xây dựng kế hoạch")

    assert excerpt.middle == pytest.approx(number.middle, abs=0.6)
    assert word("letter").spacing("V/v", "before") / 20 == 6
    assert 6 * MM < excerpt.top - number.bottom < 6 * MM + 3


@pytest.mark.parametrize("name", ["plan", "decision", "submission"])
def test_bases_stand_on_lines_of_their_own_and_end_as_a_list(name):
    bases = [line for line in word(name).text.splitlines() if line.startswith(("Căn cứ", "Theo đề nghị"))]

    assert [line[-1] for line in bases] == [";"] * (len(bases) - 1) + ["."]


BODY = {
    "plan": "Trường THPT Ngọc Trì ban hành Kế hoạch",
    "submission": "Trường THPT Ngọc Trì kính trình",
    "report": "Tiếp tục triển khai",
    "decision": "Điều 1. Tặng danh hiệu",
    "minutes": "Hội đồng biểu quyết",
    "letter": "Sở Giáo dục và Đào tạo đề nghị",
}


@pytest.mark.parametrize("name", SIX)
def test_body_is_justified_indented_and_spaced(name):
    words, file = BODY[name], word(name)
    printed = found(name, words)

    assert file.aligned(words) == "both"
    assert file.indent(words) in (pytest.approx(10, abs=0.02), pytest.approx(12.7, abs=0.02))
    assert file.spacing(words, "after") / 20 >= 6
    assert 1 <= file.spacing(words, "line") / 240 <= 1.5
    assert printed.left - 30 == pytest.approx(12.7, abs=0.7)


def test_lines_and_paragraphs_of_the_pdf_stand_apart_as_the_decree_allows():
    first, second = found("plan", "Căn cứ Kế hoạch số 120"), found("plan", "Đào tạo Sơn Hạ về phong")
    after = found("plan", "Trường THPT Ngọc Trì ban hành")
    single = 14 * 1.149 * MM

    pitch = second.bottom - first.bottom
    between = after.top - second.top - pitch
    assert within(pitch / single, (1.0, 1.5), 0.06)
    assert between >= 6 * MM - 0.35


def test_several_addressees_stand_under_the_colon():
    colon, first, second = (
        found("submission", words) for words in ("Kính gửi:", "- Hội đồng Thi đua - Khen thưởng thành", "- Sở Giáo dục")
    )

    assert first.left == pytest.approx(colon.right, abs=2.5)
    assert second.left == pytest.approx(first.left, abs=0.2)
    lines = [line for line in word("submission").text.splitlines() if line.startswith("- ")][:2]
    assert [line[-1] for line in lines] == [";", "."]


def test_one_addressee_stands_beside_the_colon():
    line = found("letter", "Kính gửi: Hiệu trưởng các trường trung học phổ thông")

    assert line.middle == pytest.approx(110, abs=0.6)


@pytest.mark.parametrize(
    ("name", "post", "signer"),
    [
        ("plan", "HIỆU TRƯỞNG", "Lê Thị Minh Nguyệt"),
        ("submission", "PHÓ HIỆU TRƯỞNG", "Phạm Quốc Bảo"),
        ("report", "PHÓ GIÁM ĐỐC", "Trần Văn Khải"),
        ("decision", "PHÓ GIÁM ĐỐC", "Trần Văn Khải"),
        ("letter", "CHÁNH VĂN PHÒNG", "Đỗ Quang Vinh"),
    ],
)
def test_signature_stands_on_the_right_level_with_the_recipients(name, post, signer):
    recipients = found(name, "Nơi nhận:")
    page = recipients.page
    above = pdf(name).find(post, page=page)
    below = pdf(name).find(signer, page=page)
    standing = [words for words in ("KT. ", "TL. ") if words in pdf(name).pages[page]]
    first = pdf(name).find((*standing, post)[0], page=page)

    assert recipients.left == pytest.approx(30, abs=0.5)
    assert recipients.top == pytest.approx(first.top, abs=1.5)
    assert above.left > 105
    assert below.middle == pytest.approx(above.middle, abs=0.6)
    assert 20 < below.top - above.bottom < 35
    assert word(name).aligned(post) == word(name).aligned(signer) == "center"


@pytest.mark.parametrize("name", SIX)
def test_text_ends_with_the_mark_and_recipients_with_where_it_is_kept(name):
    for text in (squeezed(word(name).text), squeezed(pdf(name).text)):
        assert text.count(LAST[name]) == 1
        assert text.count("./.") == 1
    kept = [line for line in word(name).text.splitlines() if line.startswith("- Lưu: ")]
    assert [line[-1] for line in kept] == ["."]


@pytest.mark.parametrize("name", ["plan", "decision"])
def test_page_numbers_begin_with_the_second_page_of_every_sheet(name):
    file, starts = pdf(name), {0, 1} if name == "decision" else {0}
    style = etree.fromstring(word(name).package.read("word/head.xml")).find(f".//{W}pStyle").get(W + "val")
    number = 0

    for at in range(len(file)):
        number = 1 if at in starts else number + 1
        above = [box for page, box, _, _ in letters(name) if page == at and box[3] < 20]
        assert bool(above) == (at not in starts)
        if above:
            printed = file.find(str(number), page=at)
            assert (printed.middle, printed.size) == (pytest.approx(110, abs=0.5), 13)
            assert 0 < printed.top < printed.bottom < 20
    sizes = word(name)._styles[style]
    assert within(int(sizes.find(f"{W}rPr/{W}sz").get(W + "val")) / 2, TALL)
    assert sizes.find(f"{W}pPr/{W}jc").get(W + "val") == "center"
    for section in word(name).body.iter(W + "sectPr"):
        assert section.find(W + "titlePg") is not None
        assert section.find(W + "pgNumType").get(W + "start") == "1"


def test_list_of_three_hundred_is_whole_with_its_head_on_every_page():
    file = pdf("decision")
    table = word("decision").body.findall(W + "tbl")[-1]
    rows = table.findall(W + "tr")

    assert len(rows) == 301
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all("Danh hiệu" in page and "Họ và tên" in page for page in file.pages[1:])
    assert len(re.findall(r"Nguyễn Thị Hoài \d+", file.text)) == 300
    assert "1.059" not in file.text
    assert "759.300" in file.text


def test_turned_appendix_is_landscape_and_numbered():
    sections = word("notice").sections

    assert [(round(section["w"]), round(section["h"])) for section in sections] == [(210, 297), (297, 210), (210, 297)]
    sizes = [tuple(round(side * MM) for side in page.get_size()) for page in pdf("notice").document]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    for label, title, page in (("Phụ lục I", "LỊCH KIỂM TRA", 1), ("Phụ lục II", "BIỂU TỔNG HỢP", 2)):
        above, below = pdf("notice").find(label, page=page), pdf("notice").find(title, page=page)
        assert (above.size, above.font.endswith("Bold")) == (14, True)
        assert (13 <= below.size <= 14, below.font.endswith("Bold")) == (True, True)
        assert above.bottom < below.top
        assert below.middle == pytest.approx(sizes[page][0] / 2 + 5, abs=0.6)


@pytest.mark.parametrize("name", SIX)
def test_word_and_pdf_say_the_same_in_the_same_words(name):
    """Every letter of one is in the other, as often, page numbers aside and heads of tables counted once."""
    document = word(name)
    said = [squeezed(line) for line in document.text.splitlines()]
    printed = squeezed(pdf(name).text)
    contact = (
        squeezed("".join(etree.fromstring(document.package.read("word/foot0.xml")).itertext(W + "t")))
        if name == "plan"
        else ""
    )

    for line in filter(None, said):
        printed = printed.replace(line, "", 1)
    rest = printed.replace(contact, "", 1)
    for title in map(squeezed, ("TT", "Họ và tên", "Đơn vị", "Danh hiệu", "Tiền thưởng (đồng)")):
        rest = rest.replace(title, "")
    assert rest.strip("0123456789") == ""
