"""Names blacked out of texts, whatever way they are written."""

import unicodedata

import pytest

from thidua.initiatives.masking import mask_for

MASK = mask_for(["Nguyễn Thị Hoài Lan"], ["Trường THCS Suối Mơ", "Tổ Khoa học tự nhiên", "Tổ 1", "SM-01"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Do Nguyễn Thị Hoài Lan soạn", "Do ▇▇▇ soạn"),
        ("do NGUYEN THI HOAI LAN soạn", "do ▇▇▇ soạn"),
        ("Nguyễn  Thị\nHoài_Lan", "▇▇▇"),
        ("Cô Lan và cô Hoài Lan dạy", "Cô ▇▇▇ và cô ▇▇▇ dạy"),
        ("tác giả: Lan", "tác giả: ▇▇▇"),
        ("N. T. H. Lan", "▇▇▇"),
        ("hoa lan nở", "hoa lan nở"),
        ("Tại trường thcs suoi mo năm học này", "Tại ▇▇▇ năm học này"),
        ("Tổ Khoa học tự nhiên đã thử", "▇▇▇ đã thử"),
        ("Tổ 1 thảo luận", "▇▇▇ thảo luận"),
        ("Bài của Hoài Lan", "Bài của ▇▇▇"),
        ("hoài lan rừng", "hoài lan rừng"),
        ("thư hoailan@suoimo.edu.vn hoặc 0912 345 678", "thư ▇▇▇ hoặc ▇▇▇"),
        ("xem https://drive.example/hoailan", "xem ▇▇▇"),
        ("tăng từ 40 lên 130 lượt", "tăng từ 40 lên 130 lượt"),
    ],
)
def test_mention_is_blacked_out_and_nothing_else(text, shown):
    assert MASK.text(text) == shown


def test_decomposed_letters_are_the_same_name():
    text = unicodedata.normalize("NFD", "Do Nguyễn Thị Hoài Lan soạn")

    assert MASK.text(text) == unicodedata.normalize("NFD", "Do ▇▇▇ soạn")


def test_length_is_kept_where_it_must_be():
    text = "Cô Lan dạy"

    hidden = MASK.same_length(text)

    assert (hidden, len(hidden)) == ("Cô ▇▇▇ dạy", len(text))


def test_mask_without_names_hides_addresses_only():
    assert mask_for([], []).text("Lan, a@b.vn") == "Lan, ▇▇▇"
