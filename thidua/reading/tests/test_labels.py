import pytest

from thidua.reading.labels import bullet_of, label_of, roman_value, stopless_label_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PHẦN I. MỤC TIÊU", ("PHẦN I", "part", (1,), "MỤC TIÊU")),
        ("Phần thứ hai: Nội dung", ("Phần thứ hai", "part", (2,), "Nội dung")),
        ("I. MỤC ĐÍCH", ("I", "roman", (1,), "MỤC ĐÍCH")),
        ("II- YÊU CẦU", ("II", "roman", (2,), "YÊU CẦU")),
        ("III", ("III", "roman", (3,), "")),
        ("IV TỔ CHỨC", ("IV", "roman", (4,), "TỔ CHỨC")),
        ("II.1. Chỉ tiêu", ("II.1", "roman_dotted", (2, 1), "Chỉ tiêu")),
        ("B. NỘI DUNG", ("B", "capital", (2,), "NỘI DUNG")),
        ("1. Mục đích", ("1", "number", (1,), "Mục đích")),
        ("1/ Mục đích", ("1", "number", (1,), "Mục đích")),
        ("2) Yêu cầu", ("2", "number)", (2,), "Yêu cầu")),
        ("10 - Nội dung", ("10", "number", (10,), "Nội dung")),
        ("1.1. Chỉ tiêu", ("1.1", "dotted2", (1, 1), "Chỉ tiêu")),
        ("2.1 Chỉ tiêu", ("2.1", "dotted2", (2, 1), "Chỉ tiêu")),
        ("1. 2. Chỉ tiêu", ("1.2", "dotted2", (1, 2), "Chỉ tiêu")),
        ("1.2.10. Chỉ tiêu", ("1.2.10", "dotted3", (1, 2, 10), "Chỉ tiêu")),
        ("1. 100% chi đoàn", ("1", "number", (1,), "100% chi đoàn")),
        ("1. 95,5% lớp", ("1", "number", (1,), "95,5% lớp")),
        ("1. 02 sáng kiến", ("1", "number", (1,), "02 sáng kiến")),
        ("1.1. 95% lớp", ("1.1", "dotted2", (1, 1), "95% lớp")),
        ("a) Tập thể", ("a", "small", (1,), "Tập thể")),
        ("đ. Cá nhân", ("đ", "small", (4,), "Cá nhân")),
        ("a1) Cá nhân", ("a1", "small_dotted", (1,), "Cá nhân")),
    ],
)
def test_label_is_told_from_the_text_after_it(text, expected):
    label = label_of(text)

    assert label is not None
    assert (label.raw, label.style, label.path, text[label.end :]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mục đích",
        "- Mục đích",
        "31.12.2026",
        "1.000 học sinh",
        "2026 là năm",
        "100% lớp",
        "12",
        "Xã Sơn Hà",
    ],
)
def test_text_without_a_label_has_none(text):
    assert label_of(text) is None


@pytest.mark.parametrize(("text", "raw"), [("1 Mục đích", "1"), ("a Tập thể", "a"), ("12 lớp", None), ("I Mục", None)])
def test_label_that_lost_its_stop_is_found_where_it_is_looked_for(text, raw):
    label = stopless_label_of(text)

    assert (label.raw if label else None) == raw


@pytest.mark.parametrize(
    ("text", "bullet"), [("- Việc", "-"), ("+ Việc", "+"), ("\uf0b7 Việc", "\uf0b7"), ("-", ""), ("a", "")]
)
def test_bullet_stands_before_text(text, bullet):
    assert bullet_of(text) == bullet


@pytest.mark.parametrize(("numeral", "value"), [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14), ("XXXIX", 39)])
def test_numeral_has_its_value(numeral, value):
    assert roman_value(numeral) == value
