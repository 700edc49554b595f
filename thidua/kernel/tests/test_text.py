import unicodedata

import pytest

from thidua.kernel.text import clean, clean_lines, fold, initials, name_key, short, text_key, unpiled


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Lê   Thị\tAn \n", "Lê Thị An"),
        (unicodedata.normalize("NFD", "Nguyễn Đặng Ưng"), "Nguyễn Đặng Ưng"),
        ("Lê\u00a0Thị\x00An", "Lê Thị An"),
        ("Lê\u200b Th\u00adị \u202eAn\ufeff", "Lê Thị An"),
        ("a\ud800b", "ab"),
        ("", ""),
    ],
)
def test_clean_leaves_what_can_be_seen(text, cleaned):
    assert clean(text) == cleaned


PILES = ["\u0301\u0323", "\u0f73", "\u05b0\u0591", "\U0001d165\U0001d16d"]
"""Marks that want to stand in another order: of Latin, Tibetan (hidden in one sign), Hebrew, and of music."""


@pytest.mark.parametrize("pile", PILES, ids=ascii)
@pytest.mark.parametrize("tidy", [clean, fold])
def test_pile_of_marks_is_cut(pile, tidy):
    """Without the cut each takes minutes."""
    text = f"Lê a{pile * 200_000} An"

    assert len(tidy(text)) < 100


def test_marks_that_people_write_stay():
    decomposed = unicodedata.normalize("NFD", "ẶỘỮ") + "é" + "\u0303" * 29

    assert unpiled(decomposed) == decomposed


def test_clean_lines_keeps_line_breaks():
    assert clean_lines(" một \r\n\r\n hai\tba \n") == "một\n\nhai ba"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường lối ĐỔI MỚI", "duong loi doi moi"),
        (unicodedata.normalize("NFD", "Trường Tiểu học Đồi Thông"), "truong tieu hoc doi thong"),
        ("ẫ ữ Ặ ợ ỷ", "a u a o y"),
        ("giáo dục đặc biệt", "giao duc dac biet"),
        ("  12/KH-THCSHB  ", "12/kh-thcshb"),
    ],
)
def test_fold_takes_away_accents_and_case(text, folded):
    assert fold(text) == folded


def test_names_are_sorted_by_given_name_then_middle_then_family():
    names = ["Trần Văn Bình", "Nguyễn Thị An", "Lê Văn An", "Lê Thị An", "Đặng Thị Ánh", "Phạm Anh", "Đinh An"]

    assert sorted(names, key=name_key) == [
        "Đinh An",
        "Lê Thị An",
        "Nguyễn Thị An",
        "Lê Văn An",
        "Phạm Anh",
        "Đặng Thị Ánh",
        "Trần Văn Bình",
    ]


def test_tones_follow_the_order_of_the_dictionary():
    names = ["Lê Mạ", "Lê Mã", "Lê Má", "Lê Mả", "Lê Mà", "Lê Ma", "Lê Mai", "Lê Mă"]

    assert sorted(names, key=name_key) == [
        "Lê Ma",
        "Lê Mà",
        "Lê Mả",
        "Lê Mã",
        "Lê Má",
        "Lê Mạ",
        "Lê Mai",
        "Lê Mă",
    ]


def test_letters_follow_the_vietnamese_alphabet():
    words = ["ư", "đ", "ơ", "d", "â", "e", "a", "ê", "u", "ô", "o", "ă", "z"]

    assert sorted(words, key=text_key) == ["a", "ă", "â", "d", "đ", "e", "ê", "o", "ô", "ơ", "u", "ư", "z"]


def test_numbers_in_names_of_units_count():
    names = ["Tổ 10", "Tổ Toán", "Tổ 2", "Tổ 1", "Tổ Anh"]

    assert sorted(names, key=text_key) == ["Tổ 1", "Tổ 2", "Tổ 10", "Tổ Anh", "Tổ Toán"]


def test_keys_do_not_care_for_case_and_composition():
    assert name_key(unicodedata.normalize("NFD", "LÊ THỊ ÁNH")) == name_key("Lê Thị Ánh")


@pytest.mark.parametrize("sign", ["Ω", "’", "-", "ʼ"])
def test_keys_of_foreign_signs_come_after_letters(sign):
    assert text_key("z") < text_key(sign)
    assert text_key(sign).isalnum()


def test_the_key_of_nothing_is_empty():
    assert (name_key("  "), text_key("")) == ("", "")


@pytest.mark.parametrize(
    ("name", "letters"), [("Lê Thị Ánh", "TÁ"), ("Đinh An", "ĐA"), ("Ân", "Â"), ("", ""), (" lê  an ", "LA")]
)
def test_initials_are_of_the_last_two_words(name, letters):
    assert initials(name) == letters


def test_what_is_left_out_is_marked_within_the_length():
    assert short("Chuyển đổi số", 13) == "Chuyển đổi số"
    assert short("Chuyển đổi số", 12) == "Chuyển đổi…"
