import pytest

from thidua.reading.refusals import Refusal
from thidua.reading.sources import extract
from thidua.reading.sources.columns import Piece, in_reading_order
from thidua.reading.sources.pdf import read_pdf
from thidua.reading.sources.ruling import Box, grids
from thidua.reading.tests.files import holds_everything_once, pdf_of, printed, rows, said, sayings

SIDE_BY_SIDE = [
    *((60, 800, "UBND XA BINH AN"), (310, 800, "CONG HOA XA HOI CHU NGHIA")),
    *((60, 785, "TRUONG HOA MAI"), (330, 785, "Doc lap - Tu do")),
    *((60, 770, "So: 12/KH-THHM"), (310, 770, "Binh An, ngay 05 thang 01")),
]
PARAGRAPH = [
    (60, 740, "Doan van binh thuong mot hai ba bon nam sau bay tam chin muoi muoi mot"),
    (60, 725, "tiep theo cua doan van cho den khi het dong nay va con them chu nua nhe"),
    (60, 710, "het doan."),
]


def read(*pages, **options):
    source = read_pdf(pdf_of(pages, **options))
    assert holds_everything_once(source)
    return source


def test_lines_keep_their_pages():
    source = read(printed(*PARAGRAPH), printed((60, 800, "Trang hai")))

    assert source.kind == "pdf"
    assert source.pages == 2
    assert [(said(source, line), line.page) for line in source.lines] == [
        *((text, 1) for _, _, text in PARAGRAPH),
        ("Trang hai", 2),
    ]


def test_columns_drawn_line_by_line_are_read_one_after_the_other():
    source = read(printed(*SIDE_BY_SIDE, *PARAGRAPH))

    assert sayings(source) == [
        *("UBND XA BINH AN", "TRUONG HOA MAI", "So: 12/KH-THHM"),
        *("CONG HOA XA HOI CHU NGHIA", "Doc lap - Tu do", "Binh An, ngay 05 thang 01"),
        *(text for _, _, text in PARAGRAPH),
    ]


def test_stretched_line_is_not_cut():
    words = [(60 + 90 * place, 740, word) for place, word in enumerate(["sau", "chu", "rat", "xa", "nhau", "nhe"])]

    source = read(printed(*words, *PARAGRAPH[1:]))

    assert sayings(source)[0] == "sau chu rat xa nhau nhe"


def test_left_column_that_is_longer_stays_together():
    lines = [
        [Piece("Noi nhan:", 60, 120), Piece("HIEU TRUONG", 320, 420)],
        [Piece("- Phong;", 60, 110)],
        [Piece("- Luu: VT.", 60, 115), Piece("Nguyen Mau", 330, 410)],
        [Piece("Dong rong het trang", 60, 500)],
        [Piece("a", 60, 70), Piece("b", 200, 210), Piece("c", 300, 310)],
    ]

    order = [piece.text for piece in in_reading_order(lines)]

    assert order == ["Noi nhan:", "- Phong;", "- Luu: VT.", "HIEU TRUONG", "Nguyen Mau", "Dong rong het trang", *"abc"]


def ruled(tops, lefts):
    across = "".join(f"{lefts[0]} {top} m {lefts[-1]} {top} l S\n" for top in tops)
    return across + "".join(f"{left} {tops[0]} m {left} {tops[-1]} l S\n" for left in lefts)


TABLE = printed(
    *((60, 685, "STT"), (110, 685, "Nhiem vu"), (310, 685, "Chu tri"), (410, 685, "Han")),
    *((60, 665, "1"), (110, 665, "To chuc hoi thi do"), (110, 651, "dung day hoc"), (310, 665, "To Toan")),
    *((60, 635, "2"), (110, 635, "Tong ket"), (310, 635, "Van phong"), (410, 635, "Quy II")),
)
ROWS = [
    ["STT", "Nhiem vu", "Chu tri", "Han"],
    ["1", "To chuc hoi thi do\ndung day hoc", "To Toan", ""],
    ["2", "Tong ket", "Van phong", "Quy II"],
]


def test_ruled_table_is_read_as_rows():
    page = printed((60, 740, "Truoc bang")) + TABLE + ruled([700, 680, 645, 625], [55, 105, 305, 405, 500])

    source = read(page + printed((60, 600, "Sau bang")))

    assert rows(source) == ROWS
    assert [line.table for line in source.lines] == [None, 0, 0, 0, None]


def test_table_that_goes_on_over_the_page_is_one_table():
    page = TABLE + ruled([700, 680, 645, 625], [55, 105, 305, 405, 500])

    source = read(page, page, printed((60, 740, "Giua")) + page)

    assert [line.table for line in source.lines if line.cells] == [0] * 6 + [1] * 3


@pytest.mark.parametrize(
    ("turn", "matrix"), [(90, "0 1 -1 0 842 0"), (180, "-1 0 0 -1 595 842"), (270, "0 -1 1 0 0 595")]
)
def test_table_on_a_turned_page_is_read_as_rows(turn, matrix):
    page = f"q {matrix} cm\n{TABLE}\n{ruled([700, 680, 645, 625], [55, 105, 305, 405, 500])} Q"

    source = read(page, extra=f"/Rotate {turn}")

    assert rows(source) == ROWS


def test_cells_drawn_one_by_one_make_one_grid():
    cells = [Box(left, bottom, left + 50, bottom + 20) for left in (0, 50, 100) for bottom in (0, 20)]

    (grid,) = grids(cells)

    assert grid.cell(10, 30) == (0, 0)
    assert grid.cell(110, 10) == (1, 2)
    assert grid.cell(160, 10) is None
    assert grid.cell(10, 45) is None


def test_merged_cell_counts_as_its_first_one():
    left_merged = [Box(0, 0, 50, 40), Box(50, 0, 100, 20), Box(50, 20, 100, 40), Box(0, 40, 100, 60)]

    (grid,) = grids(left_merged)

    assert grid.cell(10, 5) == grid.cell(10, 30) == (1, 0)
    assert grid.cell(60, 5) == (2, 1)
    assert grid.cell(90, 50) == (0, 0)


@pytest.mark.parametrize("boxes", [[], [Box(0, 0, 400, 600)], [Box(0, y, 400, y) for y in range(0, 600, 9)]])
def test_frames_and_underlines_are_no_tables(boxes):
    assert grids(boxes) == []


def test_drawing_of_countless_lines_is_no_table():
    mesh = [Box(0, y, 9000, y) for y in range(0, 8000, 9)] + [Box(x, 0, x, 9000) for x in range(0, 8000, 9)]

    assert grids(mesh) == []


def test_too_many_pages_are_refused():
    with pytest.raises(Refusal) as refusal:
        read_pdf(pdf_of([printed((60, 700, "a"))] * 3), max_pages=2)

    assert refusal.value.code == "too_many_pages"
    assert "3 trang" in str(refusal.value)


@pytest.mark.parametrize("page", ["", "0 0 m 50 50 l S"])
def test_pdf_without_text_is_a_scan(page):
    with pytest.raises(Refusal) as refusal:
        read_pdf(pdf_of([page]))

    assert refusal.value.code == "no_text_layer"


def test_stamp_over_a_picture_does_not_make_it_a_text():
    picture = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x55 EI Q\n"
    stamp = printed((300, 60, "Nguoi ky: Truong Hoa Mai"))

    with pytest.raises(Refusal) as refusal:
        read_pdf(pdf_of([picture + stamp]))

    assert refusal.value.code == "no_text_layer"
    assert sayings(extract(pdf_of([stamp]))) == ["Nguoi ky: Truong Hoa Mai"]
