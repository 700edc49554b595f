import io
from datetime import date

import docx
import pytest

from thidua.writing.docx import docx_of
from thidua.writing.tests import make
from thidua.writing.tests.prints import MM, W, Word


@pytest.fixture(scope="module")
def plan():
    return Word(docx_of(make.plan()))


def test_page_is_a4_with_the_decrees_margins(plan):
    (section,) = plan.sections

    assert section == pytest.approx(
        {"w": 210, "h": 297, "top": 20, "bottom": 20, "left": 30, "right": 20, "header": 7.5}, abs=0.02
    )


@pytest.mark.parametrize(
    ("words", "size", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI", 12, True, False),
        ("Độc lập - Tự do", 13, True, False),
        ("SỞ GIÁO DỤC", 12, False, False),
        ("TRƯỜNG THPT", 12, True, False),
        ("Số: 05/KH-THPTNT", 13, False, False),
        ("Sơn Hạ, ngày 08 tháng 01 năm 2026", 13, False, True),
        ("KẾ HOẠCH", 14, True, False),
        ("Thực hiện phong trào", 14, True, False),
        ("Căn cứ Luật", 14, False, True),
        ("Trường THPT Ngọc Trì ban hành", 14, False, False),
        ("I. MỤC ĐÍCH, YÊU CẦU", 14, True, False),
        ("1. Mục đích", 14, True, False),
        ("a) Thiết thực", 14, False, False),
        ("HIỆU TRƯỞNG", 14, True, False),
        ("Lê Thị Minh Nguyệt", 14, True, False),
        ("Nơi nhận:", 12, True, True),
        ("- Sở GDĐT", 11, False, False),
    ],
)
def test_component_has_its_size_and_face(plan, words, size, bold, italic):
    assert (plan.size(words), plan.has(words, "b"), plan.has(words, "i")) == (size, bold, italic)


def test_body_is_justified_indented_and_spaced(plan):
    words = "Trường THPT Ngọc Trì ban hành"

    assert plan.aligned(words) == "both"
    assert plan.indent(words) == pytest.approx(12.7, abs=0.02)
    assert plan.spacing(words, "after") / 20 >= 6
    assert 1 <= plan.spacing(words, "line") / 240 <= 1.5


def test_page_number_stands_in_the_head_from_the_second_page(plan):
    section = next(plan.body.iter(W + "sectPr"))
    heads = {head.get(W + "type") for head in section.findall(W + "headerReference")}

    assert heads == {"default", "first"}
    assert section.find(W + "titlePg") is not None
    assert b" PAGE " in plan.package.read("word/head.xml")
    assert b"PAGE" not in plan.package.read("word/blank.xml")


def test_head_of_tables_repeats_and_rows_stay_whole(plan):
    table = plan.body.findall(W + "tbl")[1]
    rows = table.findall(W + "tr")

    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_signature_is_never_alone_on_a_page(plan):
    last = plan.paragraph("Trong quá trình thực hiện")
    gap, foot = last.getnext(), last.getnext().getnext()

    assert last.find(f"{W}pPr/{W}keepNext") is not None
    assert gap.find(f"{W}pPr/{W}keepNext") is not None
    assert foot.find(f"{W}tr/{W}trPr/{W}cantSplit") is not None


def test_rule_under_the_motto_is_as_long_as_its_text(plan):
    ind = plan.paragraph("Độc lập").getnext().find(f"{W}pPr/{W}ind")
    width = 94 - (int(ind.get(W + "left")) + int(ind.get(W + "right"))) * MM / 20

    assert width == pytest.approx(56.1, abs=0.3)


def test_contact_stands_at_the_foot_of_the_first_page_only(plan):
    kinds = {foot.get(W + "type") for foot in plan.body.iter(W + "footerReference")}

    assert kinds == {"first"}
    assert "số 12 đường Hoa Mai" in plan.package.read("word/foot0.xml").decode()


def test_appendix_turns_and_counts_its_own_pages():
    sections = list(Word(docx_of(make.notice())).body.iter(W + "sectPr"))

    assert [section.find(W + "pgSz").get(W + "orient") for section in sections] == [None, "landscape", None]
    assert [section.find(W + "pgNumType").get(W + "start") for section in sections] == ["1", "1", "1"]


def test_urgency_is_framed_in_red_at_its_size():
    frame = Word(docx_of(make.report())).paragraph("KHẨN").getparent().getparent().getparent()
    height = int(frame.find(f"{W}tr/{W}trPr/{W}trHeight").get(W + "val")) * MM / 20
    width = int(frame.find(f"{W}tblPr/{W}tblW").get(W + "w")) * MM / 20

    assert (width, height) == pytest.approx((20, 8), abs=0.02)
    assert {edge.get(W + "color") for edge in frame.find(f"{W}tblPr/{W}tblBorders")} == {"FF0000"}


@pytest.mark.parametrize("kind", make.KINDS)
def test_file_opens_in_another_library(kind):
    document = docx.Document(io.BytesIO(docx_of(make.KINDS[kind]())))

    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.02)
    assert document.styles["Nội dung"].font.size.pt == 14


def test_same_document_gives_the_same_bytes():
    assert docx_of(make.report()) == docx_of(make.report())


def test_hostile_text_is_only_text():
    evil = "</w:t><w:br/>&amp; <script> ]]> \x00\x0b\ud800 $(rm) #import"
    word = Word(docx_of(make.plan(place=evil, recipients=(evil,), day=date(2026, 3, 3))))

    assert "</w:t><w:br/>&amp; <script> ]]> $(rm) #import, ngày 03 tháng 3" in word.text
    assert word.text.count("</w:t><w:br/>&amp; <script> ]]> $(rm) #import") == 2


def test_title_of_a_part_stands_on_a_line_of_its_own():
    part = Word(docx_of(make.report())).paragraph("Phần I")

    assert [element.tag.removeprefix(W) for element in part.find(W + "r")] == ["t", "br", "t"]
