"""Our own documents pass; every planted fault is found, and nothing but it."""

import io
import re
import zipfile
from datetime import date
from time import process_time

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from thidua.writing.document import Document, Issuer, Number, Paragraph, Signature
from thidua.writing.docx import docx_of
from thidua.writing.lint import Refused, lint
from thidua.writing.lint.rules import RULES
from thidua.writing.tests import make


def rules_of(data):
    return [finding.rule for finding in lint(data)]


def changed(data, part, change):
    """The file with one part rewritten; fails when the change changes nothing."""
    package = zipfile.ZipFile(io.BytesIO(data))
    parts = {name: package.read(name).decode() for name in package.namelist()}
    before = parts[part]
    parts[part] = change(before)
    assert parts[part] != before
    answer = io.BytesIO()
    with zipfile.ZipFile(answer, "w") as rewritten:
        for name, text in parts.items():
            rewritten.writestr(name, text)
    return answer.getvalue()


def text(old, new):
    return "word/document.xml", lambda xml: xml.replace(old, new)


def style(role, old, new):
    """A change within one style only."""
    block = re.compile(rf'<w:style [^>]*w:styleId="{role}">.*?</w:style>')
    return "word/styles.xml", lambda xml: block.sub(lambda found: found[0].replace(old, new), xml)


def size(role, points):
    block = re.compile(rf'(<w:style [^>]*w:styleId="{role}">.*?<w:sz w:val=")\d+')
    return "word/styles.xml", lambda xml: block.sub(lambda found: found[1] + str(points * 2), xml)


def without(pattern):
    return "word/document.xml", lambda xml: re.sub(pattern, "", xml, count=1)


def paragraph_of(words):
    return rf"<w:p>(?:(?!</w:p>).)*{words}(?:(?!</w:p>).)*</w:p>"


BOLD, ITALIC = "<w:b/>", "<w:i/>"
FAULTS = [
    ("page_size", "plan", text('w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"')),
    ("page_turned", "plan", text('w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906"')),
    ("margin_top", "plan", text('w:top="1134"', 'w:top="700"')),
    ("margin_bottom", "plan", text('w:bottom="1134"', 'w:bottom="1800"')),
    ("margin_left", "plan", text('w:left="1701" w:header', 'w:left="1134" w:header')),
    ("margin_right", "plan", text('w:right="1134"', 'w:right="600"')),
    ("font", "plan", style("body", "<w:rPr>", '<w:rPr><w:rFonts w:ascii="Arial"/>')),
    ("colour", "plan", style("body", "<w:sz ", '<w:color w:val="0000FF"/><w:sz ')),
    ("page_number_missing", "decision", text('<w:headerReference w:type="default" r:id="head"/>', "")),
    ("page_number_place", "plan", style("page_number", "center", "right")),
    ("page_number_place", "plan", text('headerReference w:type="default"', 'footerReference w:type="default"')),
    ("page_number_first", "plan", text("<w:titlePg/>", "")),
    ("page_number_size", "plan", size("page_number", 10)),
    ("nation_missing", "plan", without(paragraph_of("CỘNG HÒA XÃ HỘI"))),
    ("nation_wording", "plan", text("CỘNG HÒA XÃ HỘI CHỦ", "Cộng hòa xã hội chủ")),
    ("nation_size", "plan", size("nation", 14)),
    ("nation_face", "plan", style("nation", BOLD, "")),
    ("motto_missing", "plan", without(paragraph_of("Độc lập - Tự do"))),
    ("motto_wording", "plan", text("Độc lập - Tự do - Hạnh phúc", "Độc lập-Tự do-Hạnh phúc")),
    ("motto_size", "plan", size("motto", 12)),
    ("motto_face", "plan", style("motto", BOLD, ITALIC)),
    ("motto_rule", "plan", ("word/document.xml", lambda xml: re.sub(r"(Hạnh phúc.*?)<w:pBdr>.*?</w:pBdr>", r"\1", xml, count=1))),
    ("motto_underlined", "plan", style("motto", "<w:sz ", '<w:u w:val="single"/><w:sz ')),
    ("issuer_missing", "plan", ("word/document.xml", lambda xml: re.sub(paragraph_of("TRƯỜNG THPT"), "", re.sub(paragraph_of("SỞ GIÁO DỤC"), "", xml, count=1), count=1))),
    ("issuer_caps", "plan", text("TRƯỜNG THPT NGỌC TRÌ", "Trường THPT Ngọc Trì")),
    ("issuer_face", "plan", style("issuer", BOLD, "")),
    ("issuer_size", "plan", size("issuer", 16)),
    ("issuer_rule", "plan", ("word/document.xml", lambda xml: re.sub(r"<w:pBdr>.*?</w:pBdr>", "", xml, count=1))),
    ("parent_face", "plan", style("parent", "<w:rPr>", "<w:rPr><w:b/>")),
    ("number_missing", "plan", without(paragraph_of("Số: 05"))),
    ("number_form", "plan", text("Số: 05/KH-THPTNT", "Số : 05 / KH - THPTNT")),
    ("number_form", "plan", text("Số: 05/KH-THPTNT", "Số: 05/kh-thptnt")),
    ("number_zero", "plan", text("Số: 05/KH-THPTNT", "Số: 5/KH-THPTNT")),
    ("number_type", "plan", text("Số: 05/KH-THPTNT", "Số: 05/QĐ-THPTNT")),
    ("number_type", "letter", text("Số: 07/SGDĐT-VP", "Số: 07/CV-SGDĐT")),
    ("number_type", "submission", text("/TTr-", "/TB-")),
    ("number_size", "plan", size("number", 14)),
    ("number_face", "plan", style("number", "<w:rPr>", "<w:rPr><w:b/>")),
    ("date_missing", "plan", without(paragraph_of("Sơn Hạ, ngày"))),
    ("date_form", "plan", text("Sơn Hạ, ngày 08", "Sơn Hạ ngày 08")),
    ("date_zero", "plan", text("ngày 08 tháng 01 năm 2026", "ngày 8 tháng 01 năm 2026")),
    ("date_zero", "plan", text("ngày 08 tháng 01 năm 2026", "ngày 08 tháng 1 năm 2026")),
    ("date_zero", "plan", text("ngày 08 tháng 01 năm 2026", "ngày 08 tháng 09 năm 2026")),
    ("date_face", "plan", style("dated", ITALIC, "")),
    ("date_size", "plan", size("dated", 12)),
    ("type_missing", "plan", without(paragraph_of(">KẾ HOẠCH"))),
    ("type_caps", "plan", text(">KẾ HOẠCH<", ">Kế hoạch<")),
    ("type_face", "plan", style("type", BOLD, "")),
    ("type_size", "plan", size("type", 16)),
    ("type_centre", "plan", style("type", "center", "left")),
    ("excerpt_missing", "plan", style("excerpt", "center", "left")),
    ("excerpt_face", "plan", style("excerpt", BOLD, "")),
    ("excerpt_size", "plan", size("excerpt", 12)),
    ("letter_excerpt_size", "letter", size("letter_excerpt", 14)),
    ("letter_excerpt_face", "letter", style("letter_excerpt", "<w:rPr>", "<w:rPr><w:b/>")),
    ("bases_face", "plan", style("basis", ITALIC, "")),
    ("bases_stops", "plan", text("tháng 6 năm 2022;", "tháng 6 năm 2022.")),
    ("body_size", "plan", size("body", 12)),
    ("body_align", "plan", style("body", 'w:val="both"', 'w:val="left"')),
    ("body_indent", "plan", style("body", 'w:firstLine="720"', 'w:firstLine="0"')),
    ("body_gap", "plan", style("body", 'w:after="120"', 'w:after="40"')),
    ("body_line", "plan", style("body", 'w:line="264"', 'w:line="480"')),
    ("heading_face", "plan", style("roman", BOLD, "")),
    ("heading_face", "plan", text("I. MỤC ĐÍCH, YÊU CẦU", "I. Mục đích, yêu cầu")),
    ("closing", "plan", text("để được hướng dẫn./.", "để được hướng dẫn.")),
    ("signature_missing", "plan", without(paragraph_of(">HIỆU TRƯỞNG"))),
    ("signature_capacity", "submission", text("KT. HIỆU TRƯỞNG", "KT.HIỆU TRƯỞNG")),
    ("signature_capacity", "submission", text("KT. HIỆU TRƯỞNG", "K/T HIỆU TRƯỞNG")),
    ("signature_capacity", "letter", text("TL. GIÁM ĐỐC", "TL GIÁM ĐỐC")),
    ("signature_caps", "plan", text(">HIỆU TRƯỞNG<", ">Hiệu trưởng<")),
    ("signature_face", "submission", style("capacity", BOLD, BOLD + ITALIC)),
    ("signature_size", "plan", size("capacity", 12)),
    ("signer_degree", "plan", text(">Lê Thị Minh Nguyệt<", ">ThS. Lê Thị Minh Nguyệt<")),
    ("signer_degree", "minutes", text(">Hoàng Anh Dũng<", ">TS Hoàng Anh Dũng<")),
    ("signer_caps", "plan", text(">Lê Thị Minh Nguyệt<", ">LÊ THỊ MINH NGUYỆT<")),
    ("signer_face", "plan", style("signer", BOLD, "")),
    ("signer_size", "plan", size("signer", 12)),
    ("recipients_missing", "plan", ("word/document.xml", lambda xml: re.sub(paragraph_of("- (?:Sở GDĐT|Các tổ|Lưu)"), "", re.sub(paragraph_of("Nơi nhận"), "", xml)))),
    ("recipients_head", "plan", size("recipients", 14)),
    ("recipients_head", "plan", style("recipients", ITALIC, "")),
    ("recipients_size", "plan", size("recipient", 13)),
    ("recipients_stops", "plan", text("(để báo cáo);", "(để báo cáo)")),
    ("recipients_kept", "plan", text("- Lưu: VT.", "- Tổ Văn phòng.")),
    ("appendix_face", "notice", size("appendix", 12)),
    ("appendix_pages", "notice", text('<w:pgNumType w:start="1"/>', "")),
]  # fmt: skip


@pytest.mark.parametrize("kind", make.KINDS)
def test_our_own_documents_pass(kind):
    assert rules_of(docx_of(make.KINDS[kind]())) == []


@pytest.mark.parametrize("urgency", ["KHẨN", "THƯỢNG KHẨN", "HOẢ TỐC"])
@pytest.mark.parametrize("kind", ["plan", "letter", "decision"])
def test_urgent_documents_pass(kind, urgency):
    assert rules_of(docx_of(make.KINDS[kind](urgency=urgency))) == []


@pytest.mark.parametrize(
    "standing", [("TM. ỦY BAN NHÂN DÂN",), ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), ("TUQ. GIÁM ĐỐC",), ()]
)
def test_every_standing_passes(standing):
    document = make.plan(signatures=(Signature("Q. HIỆU TRƯỞNG", "Trần Văn Khải", standing),))

    assert rules_of(docx_of(document)) == []


@pytest.mark.parametrize(
    "type_", ["resolution", "directive", "regulation", "programme", "guidance", "introduction", "scheme"]
)
def test_named_types_pass_with_their_own_abbreviation(type_):
    document = make.plan()
    renamed = Document(
        **{**{name: getattr(document, name) for name in document.__slots__}, "type": type_, "number": None}
    )
    numbered = Document(
        **{
            **{name: getattr(document, name) for name in document.__slots__},
            "type": type_,
            "number": Number(f"{renamed.kind.abbreviation}-THPTNT", 12),
        }
    )

    assert rules_of(docx_of(numbered)) == []
    assert rules_of(docx_of(renamed)) == ["number_missing"]


def test_document_without_number_and_day_yet_passes():
    assert rules_of(docx_of(make.plan(number=Number("KH-THPTNT"), day=None))) == []


@pytest.mark.parametrize(
    ("rule", "kind", "fault"), FAULTS, ids=[f"{rule}-{index}" for index, (rule, *_) in enumerate(FAULTS)]
)
def test_planted_fault_is_found_and_nothing_else(rule, kind, fault):
    assert rules_of(changed(docx_of(make.KINDS[kind]()), *fault)) == [rule]


def test_every_rule_has_a_planted_fault():
    assert set(RULES) - {rule for rule, *_ in FAULTS} == set()


def test_finding_says_what_where_and_by_which_article():
    (finding,) = lint(changed(docx_of(make.plan()), *text('w:left="1701" w:header', 'w:left="1134" w:header')))

    assert finding.sentence == "Lề trái 20 mm, phải từ 30 đến 35 mm. Vào Bố cục > Lề để sửa."
    assert finding.source == "Phụ lục I, Mục I, khoản 3"


def test_faults_of_one_kind_are_told_once_with_their_count():
    (finding,) = lint(changed(docx_of(make.plan()), *size("body", 12)))

    assert finding.sentence.startswith("Nội dung có cỡ chữ ngoài 13-14: “Trường THPT Ngọc Trì ban hành")
    assert "và 7 chỗ khác" in finding.sentence


def messy():
    """As people write: no styles, spaces for places, a tab between columns, the head in a table with lines."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height, section.left_margin = Mm(210), Mm(297), Mm(30)
    table = document.add_table(1, 2)
    table.style = "Table Grid"
    table.cell(0, 0).text = "PHÒNG GD&ĐT SƠN HẠ\nTRƯỜNG TH HOA BAN"
    table.cell(0, 1).text = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập – Tự do – Hạnh phúc"
    document.add_paragraph("Số: 7/KH-THHB\tSơn Hạ, ngày 5 tháng 3 năm 2026")
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("KẾ HOẠCH\nThi đua năm 2026").bold = True
    document.add_paragraph("Căn cứ kế hoạch của Phòng;")
    document.add_paragraph("I. Mục đích").runs[0].font.size = Pt(14)
    document.add_paragraph(
        "Nhà trường tổ chức phong trào thi đua trong toàn thể giáo viên và học sinh của trường năm 2026."
    )
    document.add_paragraph("Nơi nhận:\tHIỆU TRƯỞNG")
    document.add_paragraph("- Các tổ\tThs. Lê Thị Hoa")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_messy_document_is_understood_and_told_what_to_mend():
    found = rules_of(messy())

    assert {
        "font",
        "nation_face",
        "motto_wording",
        "number_zero",
        "date_zero",
        "heading_face",
        "body_size",
        "body_align",
        "closing",
    } <= set(found)
    assert not {
        "nation_missing",
        "motto_missing",
        "issuer_missing",
        "number_missing",
        "date_missing",
        "type_missing",
        "recipients_missing",
        "signature_missing",
    } & set(found)
    assert len(found) == len(set(found))


def test_empty_document_is_told_everything_it_lacks():
    file = io.BytesIO()
    docx.Document().save(file)

    assert {"nation_missing", "number_missing", "recipients_missing", "signature_missing"} <= set(
        rules_of(file.getvalue())
    )


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * (80 << 20))
    return file.getvalue()


def packed(body):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("word/document.xml", body)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 nonsense",
        b"%PDF-1.7",
        bomb(),
        packed(b"<x/>"),
        packed(b"<w:document"),
        packed(b'<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'),
    ],
    ids=["empty", "broken", "pdf", "bomb", "foreign", "cut", "entities"],
)  # fmt: skip
def test_hostile_file_is_refused_in_a_sentence(data):
    with pytest.raises(Refused) as refusal:
        lint(data)

    assert str(refusal.value).startswith("Tệp ")


def test_tables_in_tables_take_no_more_time_than_their_text():
    inner = "<w:p><w:r><w:t>chữ</w:t></w:r></w:p>" * 20_000
    for _ in range(60):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    data = changed(
        docx_of(make.plan()), "word/document.xml", lambda xml: xml.replace("<w:sectPr>", f"{inner}<w:sectPr>")
    )
    start = process_time()

    lint(data)

    assert process_time() - start < 8


def test_styles_that_stand_on_one_another_in_a_ring_end():
    data = changed(docx_of(make.plan()), *style("body", 'basedOn w:val="Normal"', 'basedOn w:val="body"'))

    assert isinstance(rules_of(data), list)


@settings(max_examples=60)
@given(st.data())
def test_damaged_files_are_refused_or_checked_but_never_crash(data):
    whole = bytearray(docx_of(make.letter()))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    try:
        found = lint(bytes(whole))
    except Refused:
        found = ()

    assert isinstance(found, tuple)


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=80), st.dates(date(1900, 1, 1)))
def test_any_text_can_be_checked(name, words, day):
    document = Document(
        type="plan",
        issuer=Issuer(name),
        place=words,
        day=day,
        excerpt=words,
        body=(Paragraph(words),),
        recipients=(name,),
    )

    assert isinstance(rules_of(docx_of(document)), list)
