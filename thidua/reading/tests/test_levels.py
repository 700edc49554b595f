"""Whose a target is."""

import pytest

from thidua.reading import read

PLAN = "TRƯỜNG THCS SUỐI MƠ\nKẾ HOẠCH\nCải cách hành chính năm 2026\nI. CHỈ TIÊU\n- {}\n"


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("100% hồ sơ được xử lý trên môi trường mạng.", "own"),
        ("100% đơn vị bảo đảm MÔI TRƯỜNG xanh, sạch.", "subordinate"),
        ("100% các trường có phòng đọc.", "subordinate"),
        ("Mỗi trường có ít nhất 01 mô hình.", "subordinate"),
        ("Mỗi giáo viên có ít nhất 01 sáng kiến.", "person"),
        ("Tỷ lệ học bạ số đạt trên 95%.", "own"),
    ],
)
def test_the_subject_of_the_sentence_says_whose_target_it_is(sentence, level):
    (target,) = read(PLAN.format(sentence).encode()).plan.indicators

    assert target.level == level
