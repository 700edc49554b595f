import unicodedata

import pytest

from thidua.reading.refusals import Refusal
from thidua.reading.sources import extract
from thidua.reading.sources.legacy import from_tcvn3, from_vni
from thidua.reading.tests.files import holds_everything_once, rows, sayings

SENTENCE = "Kế hoạch phát động phong trào thi đua của trường, thực hiện nhiệm vụ năm học mới với các tổ"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_is_read(encoding):
    source = extract(f"{SENTENCE}\r\n\r\nHết".encode(encoding))

    assert source.kind == "text"
    assert sayings(source) == [SENTENCE, "Hết"]


def test_decomposed_letters_are_composed_before_offsets_are_given():
    source = extract(unicodedata.normalize("NFD", f"{SENTENCE}\n{SENTENCE}").encode())

    assert unicodedata.is_normalized("NFC", source.text)
    assert sayings(source) == [SENTENCE, SENTENCE]


def test_form_feed_begins_a_page():
    source = extract("Trang một\n\fTrang hai\n".encode())

    assert [line.page for line in source.lines] == [1, 2]
    assert source.pages == 2


def test_blank_line_stays_between_lines():
    assert extract("một\n\nhai".encode()).text == "một\n\nhai\n"


def test_letters_that_nobody_sees_are_dropped():
    assert extract("a\u200bb\x00c\ufeff \uf0b7 mục".encode()).text == "abc • mục\n"


def test_windows_1258_is_recognised():
    tones = "\u0300\u0301\u0303\u0309\u0323"

    def letter(sign):
        parts = unicodedata.normalize("NFD", sign)
        tone = "".join(part for part in parts if part in tones)
        return unicodedata.normalize("NFC", parts.replace(tone, "")) + tone if tone else sign

    source = extract("".join(map(letter, SENTENCE)).encode("cp1258"))

    assert sayings(source) == [SENTENCE]


def test_tcvn3_is_recognised():
    old = "KÕ ho¹ch ph¸t ®éng phong trµo thi ®ua cña tr\xadêng, thùc hiÖn nhiÖm vô n¨m häc míi víi c¸c tæ"

    assert sayings(extract(old.encode("latin-1"))) == [SENTENCE]
    assert from_tcvn3(old) == SENTENCE


def test_vni_is_recognised():
    old = "Keá hoaïch phaùt ñoäng phong traøo thi ñua cuûa tröôøng, thöïc hieän nhieäm vuï naêm hoïc môùi vôùi caùc toå"

    assert sayings(extract(old.encode("latin-1"))) == [SENTENCE]
    assert from_vni(old) == SENTENCE


def test_unknown_encoding_is_refused():
    with pytest.raises(Refusal) as refusal:
        extract("Съешь же ещё этих мягких французских булок".encode("koi8-r"))

    assert refusal.value.code == "old_encoding"


def test_few_wrong_bytes_do_not_make_a_text_old():
    source = extract((SENTENCE + "\n").encode() * 5 + b"\xff")

    assert sayings(source)[:5] == [SENTENCE] * 5


PAGE = """<!DOCTYPE html><html><head><title>Trang tin</title><style>p { color: red }</style></head>
<body><ul><li>Trang chủ<li>Liên hệ</ul><!-- ẩn --><h2>Kế hoạch</h2>
<p>Đoạn <b>một</b>
tiếp &amp; hết.<br>Dòng hai</p><script>if (a < b) { "<p>" }</SCRIPT>
<table><tr><td>Trường A<br>Số: 1</td><td>Nơi nhận</td></tr></table>
<table><tr><th>STT</th><th>Việc</th><th>Hạn</th></tr><tr><td>1<td>Họp<td>20/10</table></body></html>"""


def test_web_page_gives_its_text_and_its_rows():
    source = extract(PAGE.encode())

    assert sayings(source) == [
        *("Trang tin", "Trang chủ", "Liên hệ", "Kế hoạch", "Đoạn một tiếp & hết.", "Dòng hai"),
        *("Trường A", "Số: 1", "Nơi nhận", "STT\tViệc\tHạn", "1\tHọp\t20/10"),
    ]
    assert rows(source) == [["STT", "Việc", "Hạn"], ["1", "Họp", "20/10"]]
    assert [line.heading for line in source.lines if line.heading] == [2]
    assert holds_everything_once(source)


@pytest.mark.parametrize(
    "tail", ["<table><tr><td>a", "</table></table>", "<!-- x", "<script> x", "a < b", "<", "<td>x"]
)
def test_broken_web_page_keeps_its_text(tail):
    source = extract(f"<html><p>Đầu{tail}".encode())

    assert sayings(source)[0].startswith("Đầu")
    assert holds_everything_once(source)
