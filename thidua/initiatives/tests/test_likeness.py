"""Likeness of texts, without a database."""

from itertools import pairwise

import pytest

from thidua.initiatives.likeness import Degree, degree, like_passages, likeness, profile, sketch, terms

MAPS = (
    "Sử dụng sơ đồ tư duy trong dạy học môn Lịch sử lớp 8 giúp học sinh ghi nhớ các mốc sự kiện. Giáo viên chia lớp "
    "thành các nhóm nhỏ, mỗi nhóm vẽ một nhánh của bản đồ trên giấy khổ lớn rồi trình bày trước lớp. Kết quả khảo sát "
    "cuối kỳ cho thấy 85% học sinh nhớ được các mốc chính và tự tin kể lại diễn biến của từng cuộc khởi nghĩa."
)
REWORDED = (
    "Cac nhom trinh bay truoc lop. Thầy cô chia lớp thành những nhóm nhỏ; mỗi nhóm vẽ một nhánh bản đồ tư duy lên giấy "
    "lớn. Học sinh ghi nhớ mốc sự kiện Lịch sử 8 nhờ dùng lược đồ tư duy. Cuối kỳ, 85% học sinh nhớ được mốc chính, tu "
    "tin ke lai dien bien tung cuoc khoi nghia."
)
UNRELATED = (
    "Xây dựng góc đọc sách lưu động trong dạy học môn Tiếng Việt lớp 3 giúp học sinh yêu thích đọc sách. Mỗi tổ quản lý "
    "một xe sách, cuối tuần đổi sách cho tổ bên và ghi nhật ký đọc. Kết quả khảo sát cuối kỳ cho thấy số lượt mượn tăng "
    "gấp ba, nhiều em kể lại được cả câu chuyện trước lớp."
)


def value(one: str, two: str) -> float:
    return likeness(profile(terms(one)), profile(terms(two)))


def test_text_is_wholly_like_itself():
    assert value(MAPS, MAPS) == 1.0


def test_letters_without_diacritics_are_the_same_words():
    plain = "Giao vien chia lop thanh cac nhom nho"

    assert [term.key for term in terms(plain)] == [term.key for term in terms("Giáo viên chia lớp thành các nhóm nhỏ")]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("thầy cô", "giáo viên"),
        ("lược đồ tư duy", "sơ đồ tư duy"),
        ("CNTT", "công nghệ thông tin"),
        ("chuyển đổi số", "công nghệ thông tin"),
        ("trò chơi học tập", "game"),
    ],
)
def test_synonyms_are_one_word(one, two):
    assert [term.key for term in terms(one)] == [term.key for term in terms(two)]


def test_offsets_point_into_the_text_as_it_was_written():
    text = "Học nhanh: Sơ đồ  TƯ DUY!"

    assert [text[term.start : term.end] for term in terms(text)] == ["Học", "nhanh", "Sơ đồ  TƯ DUY"]


def test_reworded_and_reordered_text_is_close():
    assert degree(value(MAPS, REWORDED)) in {Degree.SAME, Degree.CLOSE}


def test_phrases_of_the_trade_make_no_look_alike():
    assert degree(value(MAPS, UNRELATED)) is Degree.NONE


def test_short_text_within_a_long_one_proves_little():
    assert value("giúp học sinh ghi nhớ", MAPS) < 0.1


def test_empty_text_is_like_nothing():
    assert (value("", MAPS), value("", ""), sketch(terms(""))) == (0.0, 0.0, ())


def test_sketch_is_the_same_in_every_process_and_fits_an_integer():
    found = sketch(terms("Giáo viên chia lớp thành nhóm nhỏ"))

    assert found == (-1360380774, -419966180, -138578420, 985569874, 1279472051)
    assert all(-(2**31) <= each < 2**31 for each in found)


def test_long_text_keeps_more_hashes_and_holds_those_of_its_part():
    part = " ".join(f"tu{n}x vat{n * 7}y" for n in range(90))
    long = part + " " + " ".join(f"khac{n}z loi{n * 3}w" for n in range(2000))

    few, many = sketch(terms(part)), sketch(terms(long))

    assert (len(few), len(many) > 300) == (64, True)
    assert len(set(few) & set(many)) > 10


def test_like_passages_stand_side_by_side():
    found = like_passages(terms(MAPS), terms(REWORDED))

    shown = [(MAPS[slice(*each.one)], REWORDED[slice(*each.two)]) for each in found]
    assert shown[0] == ("học sinh ghi nhớ các mốc sự kiện", "Học sinh ghi nhớ mốc sự kiện")
    assert shown[1][0].startswith("Giáo viên chia lớp thành các nhóm nhỏ, mỗi nhóm vẽ một nhánh")
    assert shown[1][1].startswith("Thầy cô chia lớp thành những nhóm nhỏ; mỗi nhóm vẽ một nhánh")


def test_like_passages_do_not_overlap():
    found = like_passages(terms(MAPS + " " + MAPS), terms(MAPS))

    ends = [each.one for each in found]
    assert all(before[1] <= after[0] for before, after in pairwise(ends))


def test_unrelated_texts_have_no_like_passages():
    assert [MAPS[slice(*each.one)] for each in like_passages(terms(MAPS), terms(UNRELATED))] == []


def test_repeated_phrase_is_compared_in_time():
    text = "mỗi nhóm vẽ một nhánh rồi đổi chỗ; " * 3000

    assert len(like_passages(terms(text), terms(text))) <= 20
