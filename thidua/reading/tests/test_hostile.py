"""Files that mean harm, and files that were harmed: nothing but a Refusal may come of them."""

import io
import tracemalloc
import zipfile
import zlib
from functools import cache

import pytest
import typst
from hypothesis import example, given
from hypothesis import strategies as st

from thidua.reading.refusals import Refusal
from thidua.reading.sources import MAX_BYTES, Programs, apart, extract, kind_of, paper
from thidua.reading.sources.streams import is_plain
from thidua.reading.tests.files import (
    docx_of,
    docx_with,
    holds_everything_once,
    paragraph,
    pdf_of,
    pdf_of_forms,
    printed,
    sayings,
    stream,
    word_xml,
    zipped,
)

NOTHING_INSTALLED = Programs()


def code_of(data):
    with pytest.raises(Refusal) as refusal:
        extract(data, programs=NOTHING_INSTALLED)
    return refusal.value.code


def refusal_of(data):
    """The code of the refusal; "" for a file that was read, and wholly."""
    try:
        source = extract(data, programs=NOTHING_INSTALLED)
    except Refusal as refusal:
        return refusal.code
    assert holds_everything_once(source)
    return ""


def test_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = docx_with(word_xml(paragraph("a" * 100_000_000)))
    tracemalloc.start()

    code = code_of(bomb)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code == "zip_bomb"
    assert peak < 10_000_000


def test_zip_that_lies_about_its_size_is_refused():
    honest = docx_with(word_xml(paragraph("thật " * 200_000)))
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lying = honest.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))

    assert lying != honest
    assert code_of(lying) == "damaged"


def test_archive_of_countless_entries_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", word_xml(paragraph("a")))
        for number in range(10_001):
            archive.writestr(f"word/{number}", "")

    assert code_of(file.getvalue()) == "zip_bomb"


@pytest.mark.parametrize(
    "entity",
    [
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY a "một">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;',
    ],
)
def test_entities_are_never_resolved(entity):
    assert code_of(docx_with(f"<!DOCTYPE x [{entity}]>" + word_xml(paragraph("&a;")))) == "damaged"


def test_billion_laughs_are_refused():
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "ha">{layers}]>' + word_xml(paragraph("&l11;"))

    assert code_of(docx_with(laughs)) == "damaged"


def test_tables_nested_without_end_are_refused():
    depth = 20_000
    nested = "<w:tbl><w:tr><w:tc>" * depth + paragraph("đáy") + "</w:tc></w:tr></w:tbl>" * depth

    assert code_of(docx_with(word_xml(nested))) == "damaged"


def test_tables_nested_as_deep_as_the_parser_allows_are_read():
    depth = 80
    nested = "<w:tbl><w:tr><w:tc>" * depth + paragraph("đáy") + "</w:tc></w:tr></w:tbl>" * depth

    assert sayings(extract(docx_with(word_xml(nested)))) == ["đáy"]


@pytest.mark.parametrize("chain", [50, 3000])
def test_styles_based_on_themselves_come_to_an_end(chain):
    styles = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % chain}"/></w:style>' for n in range(chain)
    )
    file = docx_with(word_xml(paragraph("a", '<w:pStyle w:val="s0"/>')), styles=word_xml(styles, "styles"))

    assert sayings(extract(file)) == ["a"]


def test_macros_are_left_alone_and_the_text_is_read():
    parts = {
        "word/document.xml": word_xml(paragraph("Nội dung")),
        "word/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub AutoOpen()",
    }

    file = zipped(parts)

    assert kind_of(file) == "docm"
    assert sayings(extract(file)) == ["Nội dung"]


def encrypted_pdf():
    body = pdf_of([printed((60, 700, "bi mat"))])
    key = "00" * 32
    lock = f"<< /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>"
    return body.replace(b"trailer <<", f"trailer << /Encrypt {lock} /ID [<00> <00>]".encode())


def encrypted_zip():
    file = bytearray(docx_with(word_xml(paragraph("a"))))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := file.find(mark, start + 1)) >= 0:
            file[start + place] |= 1
    return bytes(file)


@pytest.mark.parametrize("make", [encrypted_pdf, encrypted_zip])
def test_encrypted_file_is_refused_as_such(make):
    assert code_of(make()) == "encrypted"


@cache
def real_docx():
    def write(document):
        document.add_heading("Mục tiêu", 1)
        document.add_paragraph("Nội dung", style="List Number")
        document.add_table(5, 4, style="Table Grid").cell(0, 0).text = "STT"

    return docx_of(write)


@cache
def real_pdf():
    return pdf_of([printed((60, 800, "Ke hoach")) + "50 50 m 90 50 l S"] * 3)


@pytest.mark.parametrize("file", [real_docx, real_pdf])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_file_cut_short_is_read_or_refused(file, share):
    whole = file()

    code = refusal_of(whole[: int(len(whole) * share)])

    assert code in ("", "damaged", "unknown_type", "no_text_layer")


def test_pdf_of_ten_thousand_pages_is_refused_at_once():
    assert code_of(pdf_of(["BT ET"] * 10_000)) == "too_many_pages"


def test_forms_in_forms_are_read_apart_and_nothing_of_them_is_lost():
    assert not is_plain(pdf_of_forms(2, 1))
    assert sayings(extract(pdf_of_forms(2, 1))) == ["Ke hoach", "nam 2026"]


def test_forms_that_repeat_each_other_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 2)
    file = pdf_of_forms(9, 10)
    assert not is_plain(file)  # else it would be opened here, and fill the memory

    assert code_of(file) in ("too_slow", "zip_bomb")


@pytest.mark.parametrize("letter", [" ", "q Q ", "(aaaaaaaa) Tj "])
def test_page_that_unpacks_to_far_more_than_a_page_is_not_trusted(letter):
    assert not is_plain(pdf_of([letter * (5_000_000 // len(letter))]))


def test_many_pages_that_unpack_to_far_more_than_a_document_are_not_trusted():
    assert not is_plain(pdf_of(["q Q " * 500_000] * 20))


@pytest.mark.parametrize(
    "marks",
    [
        *("/Encrypt 9 0 R", "/Subtype /Form", "/Subtype /Fo#72m", "/#46orm", "/Subtype /Type3", "/PatternType 1"),
        "/Contents [" + "5 0 R " * 9 + "]",
    ],
)
def test_page_that_may_draw_its_streams_again_is_not_trusted(marks):
    assert not is_plain(pdf_of(["BT ET"], extra=marks))


def test_stream_packed_twice_is_not_trusted():
    assert not is_plain(stream_file("/Filter [/FlateDecode /FlateDecode]"))
    assert not is_plain(stream_file("/Filter /LZWDecode"))


def test_objects_within_a_stream_are_judged_too():
    packed = zlib.compress(b"1 0 << /Subtype /Form >>")
    head = b"9 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n"

    assert not is_plain(head + packed + b"\nendstream")


def stream_file(marks):
    return b"9 0 obj " + stream(marks, "a")


def test_plain_pages_are_trusted():
    assert is_plain(real_pdf())
    assert is_plain(typst.compile("= Kế hoạch\nNội dung _thi đua_ *năm 2026*".encode()))


def test_page_tree_that_turns_in_a_circle_comes_to_an_end():
    circle = pdf_of([printed((60, 700, "a"))]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")

    assert code_of(circle) in ("damaged", "no_text_layer")


def test_text_of_fifty_megabytes_is_refused_for_its_length_and_a_byte_more_for_its_size():
    text = (b"a" * 999 + b"\n") * (MAX_BYTES // 1000) + b"a" * (MAX_BYTES % 1000)

    assert code_of(text) == "too_long"
    assert code_of(text + b"b") == "too_large"


def test_text_as_long_as_is_read_is_read_and_a_letter_more_refused(monkeypatch):
    monkeypatch.setattr(paper, "MAX_LETTERS", 1000)

    assert refusal_of(b"a" * 1000) == ""
    assert refusal_of(b"a" * 1001) == "too_long"
    assert refusal_of(b"a" + b"\n" * 1002) == "too_long"
    assert refusal_of(docx_of(lambda document: fill(document.add_table(2, 2), "a" * 240))) == ""
    assert refusal_of(docx_of(lambda document: fill(document.add_table(2, 2), "a" * 251))) == "too_long"


def fill(table, text):
    table.style = "Table Grid"
    for row in table.rows:
        for cell in row.cells:
            cell.text = text


def test_text_of_more_lines_than_memory_should_hold_is_refused(monkeypatch):
    monkeypatch.setattr(paper, "MAX_LINES", 1000)

    assert refusal_of(b"a\n" * 1000) == ""
    assert refusal_of(b"a\n" * 1001) == "too_long"


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"%PDF-")
@example(b"\xff\xfe\x00")
@example(b"<html><![CDATA[")
def test_any_bytes_are_read_or_refused(data):
    assert refusal_of(data) != "unreadable"


@given(st.text(max_size=300), st.sampled_from(["", "<html>", "<p>"]))
def test_any_text_is_read_whole(text, start):
    assert refusal_of((start + text).encode("utf-8", "replace")) in ("", "empty", "unknown_type", "old_encoding")


@given(st.sampled_from([real_docx, real_pdf]), st.data())
def test_changed_bytes_of_a_real_file_are_read_or_refused(file, data):
    changed = bytearray(file())
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place] = data.draw(st.integers(0, 255))

    assert refusal_of(bytes(changed)) != "unreadable"


@given(st.data())
def test_changed_letters_of_word_xml_are_read_or_refused(data):
    """Behind the checksum of the archive, where the bytes of a whole file never come."""
    parts = xml_parts()
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(part) - 1))
        part[place : place + data.draw(st.integers(0, 9))] = data.draw(st.sampled_from(SHRAPNEL))

    assert refusal_of(zipped({**parts, name: bytes(part)})) != "unreadable"


SHRAPNEL = [b"", b"<", b">", b"/", b'"', b"9", b"-1", b"99999999999", "đ".encode(), b"\xff", b"w:tbl", b"&#0;", b"&x;"]


@cache
def xml_parts():
    with zipfile.ZipFile(io.BytesIO(real_docx())) as archive:
        kept = ("_rels/.rels", "word/document.xml", "word/numbering.xml", "word/_rels/document.xml.rels")
        return {name: archive.read(name) for name in kept}
