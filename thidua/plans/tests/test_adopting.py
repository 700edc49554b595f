"""From an issued plan to the draft of a unit that it is addressed to."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.plans import operations
from thidua.plans.models import Addressee, Basis, Duty, Obligation, Phase, Plan, Section, Target, Task
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def scene():
    """A department and a school with two teams; each with its officer."""
    return Scene()


class Scene:
    def __init__(self) -> None:
        self.department = make.unit("Sở Giáo dục và Đào tạo tỉnh Sơn Hà", kind="department")
        self.school = make.unit(parent=self.department)
        self.team = make.unit("Tổ Toán", parent=self.school, kind="team")
        self.other_team = make.unit("Tổ Văn phòng", parent=self.school, kind="team")
        self.chief, self.officer = make.person(self.department, name="Trần Văn Sở"), make.person(self.school)

    def plan(self, *lines: tuple[type, dict], **facts) -> Plan:
        """A plan of the department, issued to the school."""
        facts.setdefault("title", "Thi đua chuyển đổi số năm 2026 của Sở Giáo dục và Đào tạo tỉnh Sơn Hà")
        plan = make.draft(self.department, self.chief, **facts)
        for kind, values in lines:
            operations.add_line(plan, kind, by=self.chief, **values)
        operations.address_units(plan, [self.school], by=self.chief, today=TODAY)
        operations.issue_plan(plan, by=self.chief, today=TODAY)
        return plan

    def adopt(self, plan: Plan) -> Plan:
        return operations.adopt_plan(plan, self.school, by=self.officer, today=TODAY)


def target(text: str, **facts) -> tuple[type, dict]:
    return Target, {"text": text, "level": "subordinate", **facts}


def share(text: str, **facts) -> tuple[type, dict]:
    return target(text, comparator=">=", value=90, unit_of_count="%", measure="ratio", **facts)


def duty(text: str, **facts) -> tuple[type, dict]:
    return Duty, {"text": text, "kind": "report", "due": DUE, **facts}


def task(text: str, **facts) -> tuple[type, dict]:
    return Task, {"text": text, "level": "subordinate", **facts}


def test_draft_is_the_units_own_in_name_time_and_addressees(scene):
    parent = scene.plan(kind="digital", start=date(2026, 11, 1), end=date(2026, 12, 31))

    plan = scene.adopt(parent)

    assert (plan.parent, plan.unit, plan.status, plan.created_by) == (parent, scene.school, "draft", scene.officer)
    assert plan.title == "Thi đua chuyển đổi số năm 2026 của Trường THCS Suối Mơ"
    assert (plan.kind, plan.start, plan.end) == ("digital", date(2026, 11, 1), date(2026, 12, 31))
    assert (plan.document.issuer_name, plan.document.number, plan.document.date) == (scene.school.name, "", None)
    assert set(plan.addressees.values_list("unit", flat=True)) == {scene.team.pk, scene.other_team.pk}
    assert Entry.objects.filter(action="plans.adopt_plan", subject_id=str(plan.pk)).count() == 1


def test_first_basis_is_the_plan_above_then_its_own_that_still_hold(scene):
    law = (Basis, {"number": "15/NQ-HĐND", "date": date(2026, 1, 5), "text": "Nghị quyết về chuyển đổi số"})
    own = (Basis, {"number": "7/QĐ-UBND", "text": "Quyết định quy định chức năng, nhiệm vụ của Sở"})
    parent = scene.plan(law, own)

    bases = list(scene.adopt(parent).bases.all())

    assert [(basis.number, basis.cited) for basis in bases] == [(parent.document.number, parent), ("15/NQ-HĐND", None)]
    assert bases[0].date == parent.document.date
    assert "Sở Giáo dục và Đào tạo tỉnh Sơn Hà về việc thi đua chuyển đổi số" in bases[0].text


def test_what_is_asked_of_units_becomes_the_schools_and_goes_to_its_teams(scene):
    parent = scene.plan(
        share("Tỷ lệ học bạ số đạt 90%", frequency="month"),
        target("Mỗi đơn vị có ít nhất 01 mô hình", comparator=">=", value=1, unit_of_count="mô hình", measure="count"),
        target("Giữ vững an toàn", level="own"),
        target("Giáo viên có chữ ký số", level="person"),
    )

    lines = {line.parent_line: line for line in scene.adopt(parent).targets.all()}

    kept = [lines[above] for above in parent.targets.order_by("order")]
    assert [line.level for line in kept] == ["subordinate", "own", "own", "person"]
    assert [line.text for line in kept][1] == "Nhà trường có ít nhất 01 mô hình"
    assert (kept[0].comparator, kept[0].value, kept[0].measure, kept[0].frequency) == (">=", 90, "ratio", "month")
    assert {line.certainty for line in kept} == {"sure"}


def test_tasks_are_the_teams_and_those_of_the_issuer_stay_there(scene):
    parent = scene.plan(
        task("Rà soát dữ liệu học sinh", body="Các cơ sở giáo dục", due=DUE),
        task("Xây dựng kho học liệu; tổ Toán làm trước", body="Các trường"),
        task("Chỉ đạo, đôn đốc giáo viên", body="Thủ trưởng các đơn vị"),
        task("Theo dõi, đôn đốc", body="Văn phòng Sở", level="own"),
        task("Kiểm tra các trường", body="Các phòng chuyên môn thuộc Sở"),
    )

    plan = scene.adopt(parent)

    found = [(t.text, t.level, t.body, [u.name for u in t.units.all()]) for t in plan.tasks.all()]
    assert found == [
        ("Rà soát dữ liệu học sinh", "subordinate", "Các tổ", []),
        ("Xây dựng kho học liệu; tổ Toán làm trước", "subordinate", "Các tổ", ["Tổ Toán"]),
        ("Chỉ đạo, đôn đốc giáo viên", "own", "Hiệu trưởng", []),
    ]
    assert plan.tasks.first().due == DUE


def test_what_the_school_owes_its_teams_owe_some_days_earlier_and_to_the_school(scene):
    parent = scene.plan(
        duty("Báo cáo kết quả về Sở GD&ĐT (qua thư điện tử)"),
        duty("Văn phòng tổng hợp, báo cáo Ủy ban nhân dân tỉnh", level="own"),
    )

    line = scene.adopt(parent).duties.get()

    assert line.text == "Báo cáo kết quả về Trường THCS Suối Mơ (qua thư điện tử)"
    assert (line.due, line.level, line.kind) == (DUE - timedelta(days=5), "subordinate", "report")
    assert (line.parent_line.text, line.certainty) == ("Báo cáo kết quả về Sở GD&ĐT (qua thư điện tử)", "check")
    assert f"{DUE:%d/%m/%Y}" in line.doubt


def test_deadline_that_is_nearly_here_leaves_the_teams_what_is_left_and_a_past_one_is_asked_for(scene):
    parent = scene.plan(duty("Báo cáo nhanh", due=TODAY + timedelta(days=2)), duty("Báo cáo cũ", due=TODAY))
    Duty.objects.filter(text="Báo cáo cũ").update(due=TODAY - timedelta(days=1))

    lines = scene.adopt(parent).duties.order_by("order")

    assert [line.due for line in lines] == [TODAY, None]
    assert "đã qua" in lines[1].doubt


def test_unit_without_teams_keeps_lines_as_its_own(scene):
    parent = scene.plan(
        share("Tỷ lệ học bạ số"), duty("Báo cáo kết quả về Sở GDĐT"), task("Rà soát", body="Các trường")
    )
    scene.team.delete()
    scene.other_team.delete()

    plan = scene.adopt(parent)

    assert [line.level for line in (plan.targets.get(), plan.duties.get(), plan.tasks.get())] == ["own"] * 3
    assert (plan.duties.get().text, plan.duties.get().due) == ("Báo cáo kết quả về Sở GDĐT", DUE)
    assert [addressee.unit for addressee in plan.addressees.all()] == [scene.school]


def test_sentence_that_may_not_fit_any_more_asks_to_be_looked_at(scene):
    parent = scene.plan(
        target("100% cơ sở giáo dục có kế hoạch", comparator="=", value=100, unit_of_count="%", measure="ratio"),
        target("Nâng hạng cổng thông tin của Sở GDĐT", level="own"),
        target("Thực hiện theo hướng dẫn của Sở GDĐT", level="own"),
    )

    counted, mentioned, referred = scene.adopt(parent).targets.order_by("order")

    assert (counted.text, counted.certainty, counted.level) == ("100% cơ sở giáo dục có kế hoạch", "check", "own")
    assert (mentioned.text, mentioned.certainty) == ("Nâng hạng cổng thông tin của Trường THCS Suối Mơ", "check")
    assert (referred.text, referred.certainty) == ("Thực hiện theo hướng dẫn của Sở GDĐT", "sure")


def test_phases_and_sections_come_along(scene):
    parent = scene.plan(
        (Phase, {"label": "Đợt 1", "start": date(2026, 11, 1), "end": date(2026, 12, 1)}),
        (Section, {"label": "I", "title": "Mục đích", "kind": "aims", "body": "Giảm giấy tờ cho giáo viên."}),
    )

    plan = scene.adopt(parent)

    phase, section = plan.phases.get(), plan.sections.get()
    assert (phase.label, phase.end, phase.parent_line) == ("Đợt 1", date(2026, 12, 1), parent.phases.get())
    assert (section.label, section.title, section.body) == ("I", "Mục đích", "Giảm giấy tờ cho giáo viên.")


def test_prose_of_a_read_document_comes_along_without_what_was_read_as_lines(scene):
    text = DOCUMENT.encode()
    parent = operations.draft_from_file(scene.department, by=scene.chief, data=text, name="ke-hoach.txt")
    operations.address_units(parent, [scene.school], by=scene.chief, today=TODAY)
    operations.issue_plan(parent, by=scene.chief, today=TODAY)

    plan = scene.adopt(parent)

    bodies = {section.title: section.body for section in plan.sections.all()}
    assert "Bớt giấy tờ" in bodies["MỤC ĐÍCH"]
    assert "97%" not in "".join(bodies.values())
    assert "Nơi nhận" not in "".join(bodies.values())
    assert plan.targets.count() == parent.targets.count() > 0


DOCUMENT = """SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH SƠN HÀ
Số:    /KH-SGDĐT
Sơn Hà, ngày 10 tháng 11 năm 2026

KẾ HOẠCH
Phát động phong trào thi đua “Trường học số” năm 2026

I. MỤC ĐÍCH
- Bớt giấy tờ cho giáo viên ở mỗi nhà trường.
II. CHỈ TIÊU
- Tỷ lệ học bạ số được ký đúng hạn đạt tối thiểu 97%.
III. THỜI GIAN
Từ ngày 15/11/2026 đến ngày 25/12/2026.
IV. TỔ CHỨC THỰC HIỆN
1. Các cơ sở giáo dục
- Báo cáo kết quả về Sở Giáo dục và Đào tạo trước ngày 10/12/2026.

Nơi nhận:
- Các trường;
- Lưu: VT.

GIÁM ĐỐC
Lò Văn Mơ
"""


def test_second_time_is_refused_until_the_first_draft_is_put_away(scene):
    parent = scene.plan()
    first = scene.adopt(parent)

    with pytest.raises(ValidationError) as refusal:
        scene.adopt(parent)
    operations.withdraw_plan(first, by=scene.officer)
    second = scene.adopt(parent)

    assert refusal.value.code == "adopted_already"
    assert first.title in refusal.value.message
    assert second.pk != first.pk


def test_unit_that_the_plan_is_not_addressed_to_is_told(scene):
    parent = scene.plan()
    Addressee.objects.filter(plan=parent).update(unit=scene.department)
    scene.officer.posts.create(unit=scene.department, role="inspector", valid_from=date(2020, 1, 1))

    with pytest.raises(ValidationError) as refusal:
        scene.adopt(parent)

    assert refusal.value.code == "not_addressed"


def test_closed_plan_is_not_adopted(scene):
    parent = scene.plan()
    operations.close_plan(parent, by=scene.chief)

    with pytest.raises(ValidationError) as refusal:
        scene.adopt(parent)

    assert refusal.value.code == "not_issued"


@pytest.mark.parametrize("role", ["member", "leader", "inspector", "administrator"])
def test_only_head_and_officer_of_the_unit_adopt(scene, role):
    parent = scene.plan()

    for somebody in (make.person(scene.school, role), scene.chief, make.person(make.unit("Trường Đồi Thông"))):
        with pytest.raises(PermissionDenied):
            operations.adopt_plan(parent, scene.school, by=somebody, today=TODAY)

    assert Plan.objects.filter(parent=parent).count() == 0


def test_adopting_begins_the_paper_and_the_issued_plan_is_handed_in_for_it(scene):
    parent = scene.plan(duty("Gửi kế hoạch về Sở GDĐT", kind="plan"), duty("Báo cáo"))
    plan = scene.adopt(parent)
    paper = Obligation.objects.get(duty__plan=parent, duty__kind="plan")
    begun = paper.status
    operations.issue_plan(plan, by=scene.officer, today=TODAY)

    handed = operations.hand_in_plan(plan, by=scene.officer)

    paper.refresh_from_db()
    assert (begun, handed, paper.status) == ("drafting", paper, "submitted")
    assert plan.document.number in paper.note
    with pytest.raises(ValidationError) as refusal:
        operations.hand_in_plan(plan, by=scene.officer)
    assert refusal.value.code == "nothing_owed"


def test_draft_is_not_handed_in(scene):
    parent = scene.plan(duty("Gửi kế hoạch về Sở GDĐT", kind="plan"))
    plan = scene.adopt(parent)

    with pytest.raises(ValidationError) as refusal:
        operations.hand_in_plan(plan, by=scene.officer)

    assert refusal.value.code == "not_issued"


def test_adopting_costs_the_same_queries_for_many_lines(scene, django_assert_max_num_queries):
    parent = scene.plan(*(share(f"Tỷ lệ {n}") for n in range(15)), *(task(f"Việc {n}") for n in range(15)))

    with django_assert_max_num_queries(80):
        scene.adopt(parent)


def test_copy_of_the_plan_above_answers_it_line_by_line(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))

    plan = operations.draft_from_plan(parent, scene.school, by=scene.officer)

    assert (plan.parent, plan.targets.get().parent_line) == (parent, parent.targets.get())


def test_copy_of_ones_own_plan_keeps_its_parent_while_that_runs(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))
    own = scene.adopt(parent)

    running = operations.draft_from_plan(own, scene.school, by=scene.officer)
    operations.close_plan(parent, by=scene.chief)
    own.parent.refresh_from_db()
    later = operations.draft_from_plan(own, scene.school, by=scene.officer)

    assert (running.parent, running.targets.get().parent_line) == (parent, parent.targets.get())
    assert (later.parent, later.targets.get().parent_line) == (None, None)


def test_copy_of_a_plan_that_was_not_sent_to_the_unit_has_no_parent(scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))

    plan = operations.draft_from_plan(parent, scene.department, by=scene.chief)
    Addressee.objects.filter(plan=parent).update(unit=scene.department)
    scene.officer.posts.create(unit=scene.department, role="inspector", valid_from=date(2020, 1, 1))
    other = operations.draft_from_plan(parent, scene.school, by=scene.officer)

    assert (plan.parent, other.parent) == (None, None)
