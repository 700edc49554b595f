"""From the lines of a page to its paragraphs: what belongs together is joined, what only frames the page is set apart."""

import pytest

from thidua.reading import blocks_of
from thidua.reading.sources.text import source_of_text


def blocks(text):
    return [(str(block.kind), block.text) for block in blocks_of(source_of_text(text))]


def texts(text):
    return [block.text for block in blocks_of(source_of_text(text))]


BODY = "\n".join(
    [
        "Các tổ chuyên môn, tổ văn phòng và toàn thể giáo viên, nhân viên",
        "nhà trường tổ chức thực hiện nghiêm túc kế hoạch này; trong quá",
        "trình thực hiện có khó khăn, vướng mắc thì báo cáo Ban Giám hiệu",
        "để xem xét, giải quyết kịp thời theo đúng quy định hiện hành của",
        "ngành và của địa phương.",
    ]
)


def test_broken_lines_are_one_paragraph():
    assert texts(BODY) == [BODY.replace("\n", " ")]


def test_blank_lines_part_paragraphs():
    first, second = BODY.replace("\n", " "), "Trên đây là kế hoạch của trường."

    assert texts(f"{BODY}\n\n{second}") == [first, second]


def test_paragraph_goes_on_over_the_page_around_its_number_and_running_head():
    lines = BODY.split("\n")
    torn = "\n".join(lines[:2]) + "\n\n12\n\fKế hoạch năm 2026\n" + "\n".join(lines[2:])
    pages = "\n\n13\n\fKế hoạch năm 2026\n" + BODY + "\n\n14\n\fKế hoạch năm 2026\n" + BODY

    found = blocks(torn + pages)

    assert ("paragraph", BODY.replace("\n", " ")) in found
    assert [text for kind, text in found if kind == "page_number"] == ["12", "13", "14"]
    assert [text for kind, text in found if kind == "running_head"] == ["Kế hoạch năm 2026"] * 3


@pytest.mark.parametrize("number", ["2", "- 2 -", "Trang 2", "Trang 2/7", "2/7"])
def test_page_number_is_told_in_every_form(number):
    assert blocks(f"{BODY}\n\n{number}\n\f{BODY}")[1] == ("page_number", number)


def test_bare_numbers_side_by_side_are_cells_and_no_page_numbers():
    kinds = [kind for kind, _ in blocks(f"{BODY}\n\n12\n15\n18\n\nTổng số học sinh.")]

    assert "page_number" not in kinds


def test_bare_number_on_the_first_page_is_read():
    assert ("page_number", "5") in blocks("KẾ HOẠCH\n\n5\n\n" + BODY)


def test_note_at_the_foot_of_a_page_is_set_apart():
    found = blocks(f"{BODY}\n[1] Theo số liệu của phòng chuyên môn.\n\f{BODY}")

    assert ("footnote", "[1] Theo số liệu của phòng chuyên môn.") in found


@pytest.mark.parametrize(
    "residue", ["---", "***", "https://truong.example.vn/tin-tuc", "Người ký: Nguyễn Văn A", "________"]
)
def test_what_a_converter_left_is_residue(residue):
    kinds = [kind for kind, _ in blocks(f"{BODY}\n\n{residue}\n\nHết.")]

    assert kinds == ["paragraph", "residue", "paragraph"]


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("## **I. MỤC TIÊU**", "I. MỤC TIÊU"),
        ("**1. Chỉ tiêu:** *100%* lớp", "1. Chỉ tiêu: 100% lớp"),
        (r"1\. Chỉ tiêu", "1. Chỉ tiêu"),
        ("Nội dung&nbsp;thi đua<br>đợt 1", "Nội dung thi đua đợt 1"),
        ("a * b", "a * b"),
    ],
)
def test_marks_of_markdown_are_dropped(marked, plain):
    assert texts(marked) == [plain]


def test_bullets_and_labels_begin_items():
    found = blocks_of(source_of_text("Trong đó:\n- Lớp một;\n+ Lớp hai;\n1. Lớp ba."))

    assert [(str(block.kind), block.label) for block in found] == [
        ("paragraph", ""),
        ("item", "-"),
        ("item", "+"),
        ("item", "1"),
    ]


def test_years_torn_at_their_dash_are_no_item():
    torn = "Kế hoạch tổ chức phong trào thi đua của nhà trường giai đoạn 2025\n- 2026 và những năm tiếp theo."

    assert texts(f"{BODY}\n\n{torn}")[1:] == [torn.replace("\n", " ")]


def test_label_on_a_line_of_its_own_joins_its_text():
    assert texts("I.\nMỤC TIÊU\n1.\nChỉ tiêu") == ["I. MỤC TIÊU", "1. Chỉ tiêu"]


def test_letterhead_in_two_columns_is_read_column_by_column():
    head = (
        "ỦY BAN NHÂN DÂN XÃ SƠN HÀ        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "  TRƯỜNG TIỂU HỌC SƠN HÀ             Độc lập - Tự do - Hạnh phúc\n"
        "    Số: 12/KH-THSH               Sơn Hà, ngày 05 tháng 9 năm 2025\n"
    )

    assert texts(head) == [
        "ỦY BAN NHÂN DÂN XÃ SƠN HÀ",
        "TRƯỜNG TIỂU HỌC SƠN HÀ",
        "Số: 12/KH-THSH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Sơn Hà, ngày 05 tháng 9 năm 2025",
    ]


def test_text_that_lost_its_line_breaks_is_cut_at_labels_in_turn():
    lost = (
        "KẾ HOẠCH Thi đua năm 2026 I. MỤC TIÊU 1. Nâng cao chất lượng dạy học; 2. Xây dựng trường học an toàn theo "
        "Điều 3 của Quy chế. II. TỔ CHỨC THỰC HIỆN 1. Hiệu trưởng chỉ đạo chung toàn bộ các nội dung của kế hoạch. "
        "2. Tổ trưởng chuyên môn triển khai đến từng giáo viên trong tổ của mình."
    )

    found = texts(lost)

    assert [text.split(" ")[0] for text in found] == ["KẾ", "I.", "1.", "2.", "II.", "1.", "2."]
    assert " ".join(found) == lost


def test_rows_of_bars_keep_their_cells():
    found = blocks_of(source_of_text("| STT | Nội dung | Thời gian |\n|---|---|---|\n| 1 | Sơ kết |  |\n"))

    assert [(str(block.kind), block.cells, block.text) for block in found if block.cells] == [
        ("row", ("STT", "Nội dung", "Thời gian"), "STT | Nội dung | Thời gian"),
        ("row", ("1", "Sơ kết", ""), "1 | Sơ kết |"),
    ]


def test_hyphen_within_a_name_stays_and_lines_keep_their_words():
    text = "Phòng Văn hóa - Xã hội phối hợp với Liên đội triển khai phong trào thi\nđua trong các chi đội."

    assert "thi đua" in texts(text)[0]
    assert "Văn hóa - Xã hội" in texts(text)[0]
