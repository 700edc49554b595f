"""Whether words name a body or say what it does."""

import pytest

from thidua.reading.bodies import list_of_bodies, subject_of


@pytest.mark.parametrize(
    ("sentence", "body"),
    [
        ("Hiệu trưởng xây dựng kế hoạch, phân công nhiệm vụ", "Hiệu trưởng"),
        ("Hiệu trưởng phụ trách chung, chỉ đạo phong trào", "Hiệu trưởng"),
        ("Giáo viên tổ chức dạy học theo hướng mới", "Giáo viên"),
        ("Các tổ tổ chức thao giảng", "Các tổ"),
        ("Ban nữ công tổ chức hội thi nấu ăn", "Ban nữ công"),
        ("Bộ phận thi đua tổng hợp kết quả", "Bộ phận thi đua"),
        ("Giáo viên chủ nhiệm thông tin đến phụ huynh", "Giáo viên chủ nhiệm"),
        ("Ban tổ chức phân công giám khảo", "Ban tổ chức"),
        ("Hội đồng thi đua khen thưởng theo dõi phong trào", "Hội đồng thi đua khen thưởng"),
        ("Phó Hiệu trưởng phụ trách nuôi dưỡng chỉ đạo bếp ăn", "Phó Hiệu trưởng phụ trách nuôi dưỡng"),
        ("Các cụm thi đua xây dựng giao ước", "Các cụm thi đua"),
    ],
)
def test_predicate_ends_the_name_of_the_body_that_acts(sentence, body):
    subject = subject_of(sentence)

    assert (subject.body, subject.acts) == (body, True)


@pytest.mark.parametrize(
    ("cell", "bodies"),
    [
        ("Văn phòng HĐND và UBND", ("Văn phòng HĐND và UBND",)),
        ("Sở Giáo dục và Đào tạo", ("Sở Giáo dục và Đào tạo",)),
        ("BGH và Công đoàn; Tổ Toán", ("BGH", "Công đoàn", "Tổ Toán")),
    ],
)
def test_cell_is_parted_between_bodies_not_within_a_name(cell, bodies):
    assert list_of_bodies(cell) == bodies
