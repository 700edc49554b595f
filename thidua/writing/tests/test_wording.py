from datetime import date
from decimal import Decimal

import pytest

from thidua.writing.document import Column, Document, Issuer, Number, Run, Table
from thidua.writing.tests import make
from thidua.writing.wording import (
    attached_to,
    clean,
    closed,
    day_in_words,
    figure,
    issuer_in_prose,
    listed,
    recipients_of,
    roman,
    runs_of,
    shown,
)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 8), "ngày 08 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (None, "ngày      tháng      năm"),
    ],
)
def test_noughts_stand_before_small_days_and_the_first_two_months(day, words):
    assert day_in_words(day) == words


def test_number_below_ten_has_a_nought_and_one_unknown_has_room():
    assert str(Number("KH-THPTNT", 5)) == "05/KH-THPTNT"
    assert str(Number("KH-THPTNT", 0)) == "00/KH-THPTNT"
    assert str(Number("SGDĐT-VP", 1204)) == "1204/SGDĐT-VP"
    assert str(Number("KH-THPTNT")) == "        /KH-THPTNT"


def test_list_ends_with_semicolons_and_a_full_stop_whatever_was_typed():
    assert listed(["Căn cứ A;", " ", "Căn cứ B...", "Căn cứ C"]) == ["Căn cứ A;", "Căn cứ B;", "Căn cứ C."]


def test_recipients_have_one_dash_and_end_with_what_is_kept():
    document = make.plan(recipients=("- Như trên;", "Các tổ"), kept="VT, VP.")

    assert recipients_of(document) == ["- Như trên;", "- Các tổ;", "- Lưu: VT, VP."]


@pytest.mark.parametrize("last", ["để thực hiện", "để thực hiện.", "để thực hiện./.", "để thực hiện ;"])
def test_closing_sign_is_set_once(last):
    assert closed((Run("Gửi các tổ "), Run(last, bold=True))) == (Run("Gửi các tổ "), Run("để thực hiện./.", bold=True))


def test_closing_sign_goes_to_the_last_run_with_words():
    assert closed((Run("Hết"), Run("."), Run(" "))) == (Run("Hết./."),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1.234.567"),
        (Decimal("1234.50"), "1.234,5"),
        (Decimal("98"), "98"),
        (Decimal("100.00"), "100"),
        (-1200, "-1.200"),
    ],
)
def test_figures_have_full_stops_for_thousands_and_a_comma_for_decimals(value, text):
    assert figure(value) == text


def test_cells_show_dates_and_nothing():
    assert [shown(cell) for cell in (None, date(2026, 3, 5), "a\tb", 0)] == ["", "05/03/2026", "a b", "0"]


def test_appendices_count_in_roman():
    assert [roman(number) for number in (1, 4, 9, 14, 29)] == ["I", "IV", "IX", "XIV", "XXIX"]


def test_text_loses_what_cannot_be_printed_and_nothing_else():
    assert clean("a\x00b\x1b[31m\u202eé\ud800\ufeff c\n d") == "ab[31mé c d"
    assert clean("Tiê\u0301ng Việt 😀") == "Tiếng Việt 😀"
    assert runs_of((Run("một "), Run("hai", bold=True), Run(" ba"))) == (Run("một "), Run("hai", True), Run(" ba"))


@pytest.mark.parametrize(
    ("letterhead", "prose"),
    [
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN HẠ", "Sở Giáo dục và Đào tạo Sơn Hạ"),
        ("TRƯỜNG THPT NGỌC TRÌ", "Trường THPT Ngọc Trì"),
        ("ỦY BAN NHÂN DÂN PHƯỜNG HOA MAI", "Ủy ban nhân dân phường Hoa Mai"),
        ("PHÒNG VĂN HÓA - XÃ HỘI", "Phòng Văn hóa - Xã hội"),
        ("Trường Tiểu học Hoa Ban", "Trường Tiểu học Hoa Ban"),
    ],
)
def test_letterhead_is_named_in_prose(letterhead, prose):
    assert issuer_in_prose(Document(type="plan", issuer=Issuer(letterhead))) == prose


def test_prose_that_is_given_wins():
    assert (
        issuer_in_prose(Document(type="plan", issuer=Issuer("SỞ GDĐT", in_prose="Sở GDĐT Sơn Hạ"))) == "Sở GDĐT Sơn Hạ"
    )


def test_appendix_says_what_it_belongs_to():
    assert attached_to(make.plan()).replace("\u00a0", " ") == (
        "(Kèm theo Kế hoạch số 05/KH-THPTNT ngày 08 tháng 01 năm 2026 của Trường THPT Ngọc Trì)"
    )


@pytest.mark.parametrize("wrong", [{"type": "poem"}, {"type": "plan", "urgency": "RẤT KHẨN"}])
def test_description_refuses_what_the_decree_does_not_know(wrong):
    with pytest.raises(ValueError, match="unknown"):
        Document(issuer=Issuer("SỞ"), **wrong)


def test_table_refuses_rows_wider_than_its_head():
    with pytest.raises(ValueError, match="more than 1 cells"):
        Table((Column("A"),), ((1, 2),))


def test_date_of_an_appendix_is_never_broken():
    assert "ngày\u00a008\u00a0tháng\u00a001\u00a0năm\u00a02026" in attached_to(make.plan())
