"""A draft made from a document: what was read becomes lines, each with its sentence."""

from datetime import date

import pytest

from thidua.plans import operations
from thidua.plans.models import Duty, Task
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db

PLAN = """TRƯỜNG THCS SUỐI MƠ
Số:    /KH-SM
Suối Mơ, ngày 10 tháng 11 năm 2026

KẾ HOẠCH
Phát động phong trào thi đua “Trường học số” năm 2026

I. MỤC ĐÍCH
- Giảm việc giấy tờ cho giáo viên.
II. CHỈ TIÊU
- Tỷ lệ học bạ số được ký đúng hạn đạt tối thiểu 97%.
III. THỜI GIAN
Từ ngày 15/11/2026 đến ngày 25/12/2026.
IV. TỔ CHỨC THỰC HIỆN
1. Tổ Toán
- Rà soát dữ liệu học sinh, hoàn thành trước ngày 01/12/2026.
- Tổng hợp số liệu; báo cáo Ban Giám hiệu trước ngày 25 hằng tháng.
2. Các tổ chuyên môn
- Nộp báo cáo kết quả trước ngày 10/12/2026.
3. Giáo viên
- Tham gia tập huấn về học bạ số.

Nơi nhận:
- Các tổ;
- Lưu: VT.

HIỆU TRƯỞNG
Lò Văn Mơ
"""


def read_draft():
    school, team, officer = make.school()
    other = make.unit("Tổ Ngữ văn", parent=school, kind="team")
    plan = operations.draft_from_file(school, by=officer, data=PLAN.encode(), name="ke-hoach.txt")
    return plan, team, other


def test_head_and_time_of_the_document_are_the_plans():
    plan, _, _ = read_draft()

    assert (plan.movement, plan.kind, plan.start, plan.end) == (
        "Trường học số",
        "movement",
        date(2026, 11, 15),
        date(2026, 12, 25),
    )
    assert (plan.document.place, plan.document.date) == ("Suối Mơ", date(2026, 11, 10))
    assert plan.document.signer_name == "Lò Văn Mơ"


def test_work_goes_to_the_teams_that_the_document_names():
    plan, team, _ = read_draft()

    given = {
        line.text: ([unit.pk for unit in line.units.order_by("pk")], line.level, line.due)
        for line in Task.objects.filter(plan=plan)
    }

    assert given == {
        "Rà soát dữ liệu học sinh, hoàn thành trước ngày 01/12/2026": ([team.pk], "own", date(2026, 12, 1)),
        "Tổng hợp số liệu": ([team.pk], "own", None),
        "Tham gia tập huấn về học bạ số": ([], "person", None),
    }


def test_duties_are_owed_by_the_body_they_stand_under():
    plan, team, other = read_draft()

    owed = [
        (line.kind, line.due, line.recurrence, [unit.pk for unit in line.units.order_by("pk")])
        for line in Duty.objects.filter(plan=plan)
    ]

    assert owed == [
        ("report", date(2026, 12, 10), "", [team.pk, other.pk]),
        ("report", None, "monthly:25", [team.pk]),
    ]


def test_every_line_points_at_its_words():
    plan, _, _ = read_draft()

    for line in [*plan.tasks.all(), *plan.targets.all(), *plan.duties.all(), *plan.sections.all()]:
        words = line.block.text[line.start_char : line.end_char]
        assert words.strip(), line
    target = plan.targets.get()
    assert target.block.text[target.start_char : target.end_char].rstrip(".") == target.text


def test_plan_of_the_department_is_the_parent_of_a_communal_schools_plan():
    province = make.unit("Tỉnh Sơn Hà", kind="province")
    department = make.unit("Sở Giáo dục và Đào tạo", parent=province, kind="department")
    commune = make.unit("Xã Suối Mơ", parent=province, kind="commune")
    school = make.unit("Trường THCS Suối Mơ", parent=commune)
    above = make.issued(department, make.person(department), [school])
    text = PLAN.replace("I. MỤC ĐÍCH", f"Thực hiện Kế hoạch số {above.document.number} của Sở;\nI. MỤC ĐÍCH")

    plan = operations.draft_from_file(school, by=make.person(school), data=text.encode(), name="ke-hoach.txt")

    assert plan.parent == above


def test_plan_of_another_school_is_no_parent():
    school, _, officer = make.school()
    neighbour = make.unit("Trường khác")
    other = make.issued(neighbour, make.person(neighbour), [neighbour])
    text = PLAN.replace("I. MỤC ĐÍCH", f"Thực hiện Kế hoạch số {other.document.number} của trường;\nI. MỤC ĐÍCH")

    plan = operations.draft_from_file(school, by=officer, data=text.encode(), name="ke-hoach.txt")

    assert plan.parent is None


@pytest.mark.parametrize(
    ("kind", "target", "level"),
    [
        ("department", "Tỷ lệ học bạ số được ký đúng hạn đạt tối thiểu 97%.", "subordinate"),
        ("department", "100% văn bản của Sở được ký số.", "own"),
        ("commune", "100% hồ sơ tại cơ quan được xử lý trên môi trường mạng.", "own"),
        ("lower_secondary", "Tỷ lệ học bạ số được ký đúng hạn đạt tối thiểu 97%.", "own"),
    ],
)
def test_a_target_of_nobody_by_name_is_the_sectors_in_the_plan_of_an_office(kind, target, level):
    office = make.unit("Sở Giáo dục và Đào tạo Đông Hải", kind=kind)
    text = PLAN.replace("Tỷ lệ học bạ số được ký đúng hạn đạt tối thiểu 97%.", target)

    plan = operations.draft_from_file(office, by=make.person(office), data=text.encode(), name="ke-hoach.txt")

    assert [row.level for row in plan.targets.all()] == [level]
