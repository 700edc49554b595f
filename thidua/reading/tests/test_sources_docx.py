import pytest

from thidua.reading.sources import extract
from thidua.reading.tests.files import (
    docx_of,
    docx_with,
    holds_everything_once,
    paragraph,
    rows,
    said,
    sayings,
    word_xml,
)

LETTERHEAD = "UBND XÃ BÌNH AN\nTRƯỜNG TIỂU HỌC HOA MAI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do"


def read(inner, **parts):
    source = extract(docx_with(word_xml(inner), **parts))
    assert holds_everything_once(source)
    return source


def test_paragraphs_and_rows_come_in_order():
    def write(document):
        document.add_heading("Mục tiêu", 2)
        document.add_paragraph("Đoạn đầu")
        table = document.add_table(2, 3, style="Table Grid")
        for cell, text in zip(
            (c for row in table.rows for c in row.cells), ["STT", "Việc", "Hạn", "1", "Họp", "Quý I"], strict=True
        ):
            cell.text = text
        document.add_paragraph("Đoạn cuối")

    source = extract(docx_of(write))

    assert source.kind == "docx"
    assert sayings(source) == ["Mục tiêu", "Đoạn đầu", "STT\tViệc\tHạn", "1\tHọp\tQuý I", "Đoạn cuối"]
    assert rows(source) == [["STT", "Việc", "Hạn"], ["1", "Họp", "Quý I"]]
    assert [line.table for line in source.lines] == [None, None, 0, 0, None]
    assert [line.heading for line in source.lines] == [2, 0, 0, 0, 0]
    assert all(line.whole for line in source.lines)


def test_letterhead_and_signatures_are_read_cell_by_cell():
    def write(document):
        table = document.add_table(1, 2, style="Table Grid")
        for cell, text in zip(table.rows[0].cells, LETTERHEAD, strict=True):
            cell.text = text
        signatures = document.add_table(1, 2)
        signatures.cell(0, 0).text = "Người nhận:\n- Lưu: VT."
        signatures.cell(0, 1).text = "HIỆU TRƯỞNG"

    source = extract(docx_of(write))

    assert sayings(source) == [*"\n".join(LETTERHEAD).split("\n"), "Người nhận:", "- Lưu: VT.", "HIỆU TRƯỞNG"]
    assert rows(source) == []


def test_bold_and_centred_are_told_whether_direct_or_by_style():
    styles = word_xml(
        '<w:style w:type="paragraph" w:styleId="T"><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="U"><w:basedOn w:val="T"/><w:rPr><w:b w:val="0"/></w:rPr></w:style>',
        "styles",
    )
    source = read(
        paragraph("một", '<w:pStyle w:val="T"/>')
        + paragraph("hai", '<w:pStyle w:val="U"/><w:jc w:val="left"/>')
        + "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>ba </w:t></w:r><w:r><w:t>bốn</w:t></w:r></w:p>",
        styles=styles,
    )

    assert [(line.bold, line.centred) for line in source.lines] == [(True, True), (False, False), (False, False)]


def levels(*shapes):
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (kind, text, start) in enumerate(shapes)
    )


def numbering(*abstracts, numbers):
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{inner}</w:abstractNum>' for i, inner in enumerate(abstracts)
    )
    uses = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'
        for number, (abstract, more) in numbers.items()
    )
    return word_xml(lists + uses, "numbering")


def numbered(number, depth=0):
    return paragraph("x", f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def labels(inner, **parts):
    return [line.label for line in read(inner, **parts).lines]


LEVELS = levels(("upperRoman", "%1.", 1), ("decimal", "%2.", 1), ("decimal", "%2.%3.", 1), ("lowerLetter", "%4)", 1))


def test_levels_count_and_restart_as_printed():
    depths = [0, 1, 2, 2, 1, 2, 0, 1, 2, 3, 3]

    found = labels("".join(numbered(1, depth) for depth in depths), numbering=numbering(LEVELS, numbers={1: (0, "")}))

    assert found == ["I.", "1.", "1.1.", "1.2.", "2.", "2.1.", "II.", "1.", "1.1.", "a)", "b)"]


def test_level_can_go_on_counting_under_the_next_heading():
    shapes = LEVELS.replace('w:val="%2."/>', 'w:val="%2."/><w:lvlRestart w:val="0"/>')

    found = labels(
        "".join(numbered(1, depth) for depth in [0, 1, 1, 0, 1]), numbering=numbering(shapes, numbers={1: (0, "")})
    )

    assert found == ["I.", "1.", "2.", "II.", "3."]


def test_two_uses_of_one_list_go_on_counting_unless_one_starts_again():
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    parts = numbering(levels(("decimal", "%1.", 1)), numbers={1: (0, ""), 2: (0, ""), 3: (0, again)})

    found = labels("".join(numbered(number) for number in [1, 2, 3, 3]), numbering=parts)

    assert found == ["1.", "2.", "1.", "2."]


def test_numbers_come_from_the_style_too():
    styles = word_xml(
        '<w:style w:type="paragraph" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
        "styles",
    )
    parts = numbering(levels(("decimalZero", "Bước %1:", 1)), numbers={1: (0, "")})
    off = paragraph("y", '<w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr>')

    found = labels(paragraph("x", '<w:pStyle w:val="L"/>') + off, styles=styles, numbering=parts)

    assert found == ["Bước 01:", ""]


@pytest.mark.parametrize(
    ("shape", "expected"), [("-", "-"), ("\uf0b7", "•"), ("\uf02d", "-"), ("+", "+"), ("\uf0fc", "•")]
)
def test_bullets_are_told(shape, expected):
    parts = numbering(levels(("bullet", shape, 1)), numbers={1: (0, "")})

    assert labels(numbered(1), numbering=parts) == [expected]


def test_printed_number_of_a_cell_is_part_of_its_text():
    parts = numbering(levels(("decimal", "%1", 1)), numbers={1: (0, "")})
    empty = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    row = f"<w:tr><w:tc>{empty}</w:tc><w:tc>{paragraph('Họp')}</w:tc><w:tc/><w:tc/></w:tr>"

    source = read(f"<w:tbl>{row}{row}</w:tbl>", numbering=parts)

    assert rows(source) == [["1", "Họp", "", ""], ["2", "Họp", "", ""]]


def test_spanned_columns_stay_in_line():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{paragraph("Phần A")}</w:tc>'
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in "abcd")

    source = read(f"<w:tbl><w:tr>{wide}<w:tc>{paragraph('z')}</w:tc></w:tr><w:tr>{cells}</w:tr></w:tbl>")

    assert rows(source) == [["Phần A", "", "", "z"], ["a", "b", "c", "d"]]


def test_nested_table_is_part_of_its_cell():
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('trong')}</w:tc></w:tr></w:tbl>"
    cells = f"<w:tc>{paragraph('a')}{inner}</w:tc>" + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in "bcd")

    source = read(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")

    assert rows(source) == [["a\ntrong", "b", "c", "d"]]


def test_broken_lines_of_a_paragraph_are_lines():
    source = read("<w:p><w:r><w:t>một</w:t><w:br/><w:t>hai</w:t></w:r></w:p>" + paragraph("ba"))

    assert sayings(source) == ["một", "hai", "ba"]
    assert [line.whole for line in source.lines] == [False, False, True]


def test_inserted_text_is_kept_and_deleted_text_is_not():
    source = read(
        "<w:p><w:ins><w:r><w:t>mới</w:t></w:r></w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>xa</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t> gần</w:t></w:r></w:moveTo></w:p>"
    )

    assert sayings(source) == ["mới gần"]


def test_links_fields_and_controls_are_read_through():
    source = read(
        "<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>trang tin</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t> 12</w:t></w:r></w:fldSimple>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:noBreakHyphen/><w:tab/><w:t>z</w:t></w:r>"
        "</w:p></w:sdtContent></w:sdt>"
    )

    assert sayings(source) == ["trang tin 12-\tz"]


def test_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{paragraph('khung')}</w:txbxContent>"
    source = read(
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent><w:t>thân</w:t></w:r></w:p>"
    )

    assert sayings(source) == ["thân", "khung"]


def test_heads_feet_and_notes_are_marked():
    notes = word_xml(
        f'<w:footnote w:type="separator">{paragraph("—")}</w:footnote><w:footnote>{paragraph("chú thích")}</w:footnote>',
        "footnotes",
    )
    source = read(
        paragraph("thân"),
        header=word_xml(paragraph("đầu trang"), "hdr"),
        footer=word_xml(paragraph("chân trang"), "ftr"),
        footnotes=notes,
    )

    assert [(said(source, line), line.note) for line in source.lines] == [
        ("đầu trang", "header"),
        ("thân", ""),
        ("chú thích", "footnote"),
        ("chân trang", "footer"),
    ]


@pytest.mark.parametrize(
    ("font", "written", "expected"),
    [
        (".VnTime", "tr\xadêng häc", "trường học"),
        (".VnTimeH", "tr\xadêng", "TRƯỜNG"),
        ("VNI-Times", "tröôøng hoïc", "trường học"),
        ("Arial", "trường học", "trường học"),
    ],
)
def test_old_fonts_are_put_into_unicode(font, written, expected):
    run = f'<w:p><w:r><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr><w:t>{written}</w:t></w:r></w:p>'

    assert sayings(read(run)) == [expected]


def test_strict_flavour_is_read():
    strict = word_xml(paragraph("chặt")).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )

    assert sayings(extract(docx_with(strict))) == ["chặt"]
