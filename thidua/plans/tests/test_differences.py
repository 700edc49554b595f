"""What a new version says otherwise, without a database."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from thidua.plans.differences import (
    Change,
    LineDifference,
    Match,
    Piece,
    Told,
    differences,
    pieces,
    same_lines,
    summary,
)


def key(number: int) -> UUID:
    return UUID(int=number)


def told(number: int, text: str, **facts: str) -> Told:
    return Told(key(number), "chỉ tiêu", text, tuple(facts.items()))


def test_every_line_of_both_versions_is_told_once():
    olds = [told(1, "Giữ", hạn="01/12/2026"), told(2, "Sửa", hạn="01/12/2026"), told(3, "Bỏ")]
    news = [told(4, "Mới"), told(2, "Sửa", hạn="10/12/2026"), told(1, "Giữ", hạn="01/12/2026")]

    assert differences(olds, news) == [
        LineDifference("new", "chỉ tiêu", key(4), "Mới"),
        LineDifference("changed", "chỉ tiêu", key(2), "Sửa", (Change("hạn", "01/12/2026", "10/12/2026"),)),
        LineDifference("kept", "chỉ tiêu", key(1), "Giữ"),
        LineDifference("dropped", "chỉ tiêu", key(3), "Bỏ"),
    ]


def test_words_that_went_and_came_are_marked():
    assert pieces("Ít nhất 90% giáo viên đạt", "Ít nhất 95% giáo viên, nhân viên đạt") == (
        Piece("Ít nhất"),
        Piece("90%", "old"),
        Piece("95%", "new"),
        Piece("giáo"),
        Piece("viên, nhân", "new"),
        Piece("viên đạt"),
    )


def test_short_values_stand_side_by_side():
    assert Change("hạn", "01/12/2026", "10/12/2026").pieces == (Piece("01/12/2026", "old"), Piece("10/12/2026", "new"))


@given(st.text(max_size=80), st.text(max_size=80))
def test_marked_words_give_both_texts_back(before, after):
    found = pieces(before, after)

    assert " ".join(piece.words for piece in found if piece.side != "new").split() == before.split()
    assert " ".join(piece.words for piece in found if piece.side != "old").split() == after.split()


def test_summary_counts_by_kind_and_leaves_out_what_stayed():
    found = differences(
        [told(1, "a", x="1"), told(2, "b", x="1"), told(3, "c"), told(5, "e")],
        [told(1, "a", x="2"), told(2, "b", x="2"), told(4, "d"), told(5, "e")],
    )

    assert summary(found) == "2 chỉ tiêu sửa, 1 chỉ tiêu mới, 1 chỉ tiêu bỏ"
    assert summary(differences([told(1, "a")], [told(1, "a")])) == ""


def test_same_words_are_surely_the_same_line():
    olds = ["100% trường học có thư viện số", "Báo cáo kết quả thực hiện"]

    assert same_lines(olds, ["Báo cáo kết quả  thực hiện", "100% TRƯỜNG HỌC có thư viện số"]) == {
        0: Match(1, True),
        1: Match(0, True),
    }


def test_twice_the_same_words_are_two_lines():
    assert same_lines(["Báo cáo", "Báo cáo"], ["Báo cáo", "Báo cáo", "Báo cáo"]) == {
        0: Match(0, True),
        1: Match(1, True),
    }


def test_likeness_is_looked_at_and_strange_lines_are_new():
    olds = [
        "Ít nhất 90% cán bộ, giáo viên tham gia bồi dưỡng kỹ năng số trên nền tảng trực tuyến",
        "Tổ chức hội thi giáo viên dạy giỏi cấp trường",
    ]
    news = [
        "Tổ chức hội thi giáo viên dạy giỏi cấp trường và hội thi đồ dùng dạy học tự làm",
        "Trồng thêm cây xanh trong khuôn viên",
        "Ít nhất 95% cán bộ, giáo viên, nhân viên tham gia bồi dưỡng kỹ năng số trên nền tảng trực tuyến",
    ]

    found = same_lines(olds, news)

    assert {new: match.old for new, match in found.items()} == {0: 1, 2: 0}
    assert not found[0].is_sure
