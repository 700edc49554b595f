"""Tasks, duties that come round, and the kinds of sections, read out of whole plans."""

from datetime import date

from thidua.reading import read

HEAD = """TRƯỜNG TIỂU HỌC SUỐI TRONG
Số: 12/KH-THST
Suối Trong, ngày 15 tháng 01 năm 2026
KẾ HOẠCH
Cải cách hành chính năm 2026
"""


def plan(body):
    return read((HEAD + body).encode()).plan


def told(task):
    return (task.text, task.responsible, task.cooperating, task.due, task.timing, task.product)


def test_row_of_a_task_table_gives_all_its_columns():
    body = """I. NHIỆM VỤ
| STT | Nhiệm vụ | Sản phẩm | Chủ trì | Phối hợp | Thời gian |
| 1 | Khảo sát sự hài lòng của phụ huynh | Báo cáo | Tổ Văn phòng | Tổ Toán; Công đoàn | 30/11/2026 |
| 2 | Cập nhật dữ liệu học sinh | | Tổ Văn phòng | | Hằng tháng |
"""

    tasks = plan(body).tasks

    assert [told(task) for task in tasks] == [
        (
            "Khảo sát sự hài lòng của phụ huynh",
            ("Tổ Văn phòng",),
            ("Tổ Toán", "Công đoàn"),
            date(2026, 11, 30),
            "",
            "Báo cáo",
        ),
        ("Cập nhật dữ liệu học sinh", ("Tổ Văn phòng",), (), None, "Hằng tháng", ""),
    ]


def test_table_of_an_appendix_gives_its_work_and_not_its_captions():
    body = """I. NHIỆM VỤ
Theo phụ lục kèm theo Kế hoạch này.
Nơi nhận:
- Lưu: VT.
HIỆU TRƯỞNG
Lê Thị Suối
PHỤ LỤC
| STT | Nhiệm vụ | Chủ trì | Thời gian |
| I | CẢI CÁCH THỦ TỤC HÀNH CHÍNH | | |
| 1 | Rà soát thủ tục hành chính | Văn phòng HĐND và UBND | Trước ngày 30/9/2026 |
KẾT QUẢ NĂM 2025
| STT | Nhiệm vụ | Chủ trì | Thời gian |
| 1 | Số hóa hồ sơ | Tổ Văn phòng | Quý I |
"""

    read_plan = plan(body)

    assert [told(task) for task in read_plan.tasks] == [
        ("Rà soát thủ tục hành chính", ("Văn phòng HĐND và UBND",), (), date(2026, 9, 30), "", ""),
    ]
    assert [(owed.date, owed.action) for owed in read_plan.deadlines] == [
        (date(2026, 9, 30), "Rà soát thủ tục hành chính")
    ]


def test_lines_of_facts_belong_to_the_work_above_them():
    body = """I. NHIỆM VỤ TRỌNG TÂM
1. Cải cách thủ tục hành chính
a) Rà soát, công khai thủ tục hành chính trên trang thông tin của trường.
- Chủ trì: Tổ Văn phòng; phối hợp: các tổ chuyên môn.
- Thời gian: Quý I/2026.
b) Tiếp nhận hồ sơ qua mạng (chủ trì: Tổ Văn phòng; thời gian hoàn thành: 30/6/2026; sản phẩm: báo cáo).
"""

    tasks = plan(body).tasks

    assert [told(task) for task in tasks] == [
        (
            "Rà soát, công khai thủ tục hành chính trên trang thông tin của trường",
            ("Tổ Văn phòng",),
            ("các tổ chuyên môn",),
            None,
            "Quý I/2026",
            "",
        ),
        ("Tiếp nhận hồ sơ qua mạng", ("Tổ Văn phòng",), (), date(2026, 6, 30), "", "báo cáo"),
    ]


def test_what_stands_under_a_body_is_given_to_it():
    body = """I. TỔ CHỨC THỰC HIỆN
1. Ban Giám hiệu: Chỉ đạo, theo dõi và kiểm tra việc thực hiện.
2. Tổ Văn phòng
- Niêm yết thủ tục hành chính tại phòng tiếp dân.
- Phối hợp với Đoàn Thanh niên tổ chức ngày hội đọc sách.
"""

    tasks = plan(body).tasks

    assert [(task.text, task.responsible, task.cooperating) for task in tasks] == [
        ("Chỉ đạo, theo dõi và kiểm tra việc thực hiện", ("Ban Giám hiệu",), ()),
        ("Niêm yết thủ tục hành chính tại phòng tiếp dân", ("Tổ Văn phòng",), ()),
        ("Phối hợp với Đoàn Thanh niên tổ chức ngày hội đọc sách", ("Tổ Văn phòng",), ("Đoàn Thanh niên",)),
    ]


def test_clause_that_hands_something_in_is_a_duty_not_a_task():
    body = """I. TỔ CHỨC THỰC HIỆN
1. Tổ Văn phòng
- Tổng hợp số liệu văn bản điện tử; báo cáo Ban Giám hiệu trước ngày 25 hằng tháng.
- Nộp báo cáo tổng kết trước ngày 10/12/2026.
"""

    found = plan(body)

    assert [task.text for task in found.tasks] == ["Tổng hợp số liệu văn bản điện tử"]
    assert [(item.action, item.rule) for item in found.recurring] == [
        ("báo cáo Ban Giám hiệu trước ngày 25 hằng tháng", "monthly:25")
    ]
    assert [item.date for item in found.deadlines] == [date(2026, 12, 10)]


def test_work_with_a_date_is_due_on_it():
    body = """I. NHIỆM VỤ
- Rà soát cơ sở dữ liệu ngành của trường, hoàn thành trước ngày 20/3/2026.
"""

    tasks = plan(body).tasks

    assert [task.due for task in tasks] == [date(2026, 3, 20)]


def test_timing_that_cannot_be_read_asks_to_be_checked():
    body = """I. NHIỆM VỤ
| STT | Nhiệm vụ | Chủ trì | Thời gian |
| 1 | Sơn lại cổng trường và hàng rào | Tổ Văn phòng | Khi trời tạnh |
"""

    tasks = plan(body).tasks

    assert [(task.timing, task.certainty) for task in tasks] == [("Khi trời tạnh", "check")]


def test_every_task_points_at_its_words():
    body = """I. NHIỆM VỤ
- Rà soát cơ sở dữ liệu ngành của trường.
1. Tổ Toán: Tổ chức thi giải toán trên mạng cho học sinh khối năm.
"""
    reading = read((HEAD + body).encode())

    for task in reading.plan.tasks:
        block = reading.blocks[task.source.block]
        assert block.text[task.source.start : task.source.end].lower() == task.text.lower()


def test_rule_of_a_quarter_names_its_day():
    body = """I. CHẾ ĐỘ BÁO CÁO
- Các tổ báo cáo kết quả về nhà trường trước ngày 15 của tháng cuối quý.
- Báo cáo sơ kết trong Quý III/2026.
- Thường xuyên báo cáo khi có vướng mắc.
"""

    recurring = plan(body).recurring

    assert [(item.rule, item.kind) for item in recurring] == [("quarterly:3-15", "report"), ("once:2026-Q3", "report")]


def test_section_has_its_kind_and_its_blocks():
    body = """I. MỤC ĐÍCH
- Nâng cao chất lượng phục vụ.
II. ĐỐI TƯỢNG THAM GIA
Toàn thể giáo viên, nhân viên.
III. KINH PHÍ
Trích từ nguồn chi thường xuyên.
IV. KHEN THƯỞNG
Khen thưởng tập thể, cá nhân tiêu biểu.
"""
    reading = read((HEAD + body).encode())

    sections = reading.plan.sections

    assert [section.kind for section in sections] == ["aims", "participants", "budget", "commendation"]
    assert [[reading.blocks[index].text for index in section.blocks] for section in sections] == [
        ["- Nâng cao chất lượng phục vụ."],
        ["Toàn thể giáo viên, nhân viên."],
        ["Trích từ nguồn chi thường xuyên."],
        ["Khen thưởng tập thể, cá nhân tiêu biểu."],
    ]
    assert [section.heading for section in sections] == [0, 1, 2, 3]


def test_rule_tells_its_days_within_the_time_of_the_plan():
    body = """I. THỜI GIAN THỰC HIỆN
Từ ngày 01/02/2026 đến ngày 31/10/2026.
II. CHẾ ĐỘ BÁO CÁO
- Các tổ báo cáo kết quả về nhà trường trước ngày 15 của tháng cuối quý.
"""

    recurring = plan(body).recurring

    assert [item.dates for item in recurring] == [(date(2026, 3, 15), date(2026, 6, 15), date(2026, 9, 15))]


def test_rule_without_any_day_to_count_from_tells_none():
    body = """I. CHẾ ĐỘ BÁO CÁO
- Các tổ báo cáo kết quả về nhà trường hằng năm trước ngày 20 tháng 6.
"""

    recurring = read(body.encode()).plan.recurring

    assert [item.dates for item in recurring] == [()]
