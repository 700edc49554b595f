"""A new version of a plan: drafted, issued in place of the old one; what is owed goes on, what was done stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thidua.documents.operations import add_attachment
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.models import Addressee, Assignment, Duty, Obligation, Plan, Target, Task
from thidua.plans.operations.carrying import NO_LONGER, REPLACED
from thidua.plans.queries import owed_by, work_of
from thidua.plans.queries.versions import differences_of, latest_version, to_acknowledge
from thidua.plans.signals import plan_amended
from thidua.plans.tests import make
from thidua.plans.tests.make import TODAY

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=10)
LATER = DUE + timedelta(days=20)


class Campaign:
    """A department with two schools that got a plan: one report, one task, one target in numbers."""

    def __init__(self) -> None:
        self.department = make.unit("Sở Giáo dục và Đào tạo Sơn Hà", kind="department")
        self.schools = [make.unit(name, parent=self.department) for name in ("Trường Đồi", "Trường Suối")]
        self.officer = make.person(self.department)
        self.clerks = [make.person(school) for school in self.schools]
        self.plan = make.issued(self.department, self.officer, self.schools, title="Kế hoạch thi đua")

    @property
    def paper(self) -> Obligation:
        return make.obligation(self.plan, self.schools[0])

    def line(self, plan: Plan, kind: type, text: str = ""):
        rows = kind._default_manager.filter(plan=plan, removed=False)
        return rows.get(text=text) if text else rows.get()

    def change(self, draft: Plan, kind: type, text: str, **values) -> None:
        line = self.line(draft, kind, text)
        fields = {"Duty": ("text", "kind", "due"), "Task": ("text", "due"), "Target": ("text", "value")}
        kept = {name: getattr(line, name) for name in fields[kind.__name__]}
        operations.change_line(line, by=self.officer, **{**kept, **values})

    def amend(self, **changes) -> Plan:
        draft = operations.amend_plan(self.plan, by=self.officer)
        for text, values in changes.items():
            kind = {"Báo": Duty, "Nhi": Task, "100": Target}[text[:3]]
            self.change(draft, kind, text, **values)
        return self.issue(draft)

    def issue(self, draft: Plan) -> Plan:
        operations.issue_plan(draft, by=self.officer, today=TODAY)
        self.plan.refresh_from_db()
        return draft


@pytest.fixture
def campaign():
    return Campaign()


def again(row):
    return type(row).objects.get(pk=row.pk)


def papers_of(plan: Plan, unit) -> list[tuple]:
    rows = Obligation.objects.filter(duty__plan=plan, unit=unit, period="").order_by("due")
    return list(rows.values_list("duty__text", "status", "due"))


# Drafting


def test_next_version_has_the_same_lines_with_their_keys(campaign):
    draft = operations.amend_plan(campaign.plan, by=campaign.officer)

    assert (draft.version, draft.supersedes, draft.family_key) == (2, campaign.plan, campaign.plan.family_key)
    assert (draft.status, draft.document.number, draft.title) == ("draft", "", campaign.plan.title)
    for kind in (Target, Task, Duty):
        keys = [
            list(kind._default_manager.filter(plan=plan).values_list("line_key", "order"))
            for plan in (campaign.plan, draft)
        ]
        assert keys[0] == keys[1] != []
    assert set(draft.addressees.values_list("unit", flat=True)) == {school.pk for school in campaign.schools}
    assert draft.addressees.exclude(received_at=None).count() == 0
    assert all(line.standing == "kept" for line in differences_of(campaign.plan, draft))


def test_copied_line_keeps_its_sentence_its_units_and_the_line_above(campaign):
    team = make.unit("Phòng Phổ thông", parent=campaign.department, kind="division")
    above = campaign.line(campaign.plan, Target)
    plan = make.draft(campaign.department, campaign.officer)
    make.line(plan, Task, campaign.officer, text="Tập huấn", units=[team])
    target = make.line(plan, Target, campaign.officer, text="Đạt")
    operations.address_units(plan, campaign.schools, by=campaign.officer, today=TODAY)
    operations.issue_plan(plan, by=campaign.officer, today=TODAY)
    Target.objects.filter(pk=target.pk).update(parent_line=above)

    draft = operations.amend_plan(plan, by=campaign.officer)

    assert list(campaign.line(draft, Task).units.all()) == [team]
    assert campaign.line(draft, Target).parent_line == above


def test_one_amendment_at_a_time(campaign):
    operations.amend_plan(campaign.plan, by=campaign.officer)

    with pytest.raises(ValidationError) as refusal:
        operations.amend_plan(campaign.plan, by=campaign.officer)

    assert refusal.value.code == "amending"
    assert Plan.objects.filter(supersedes=campaign.plan).count() == 1


def test_put_away_draft_makes_room_for_another(campaign):
    first = operations.amend_plan(campaign.plan, by=campaign.officer)
    operations.withdraw_plan(first, by=campaign.officer)

    second = operations.amend_plan(campaign.plan, by=campaign.officer)

    assert again(first).supersedes is None
    assert again(first).family_key != campaign.plan.family_key
    assert second.supersedes == campaign.plan


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_only_a_plan_in_force_is_amended(campaign, state):
    plan = make.draft(campaign.department, campaign.officer) if state == "draft" else campaign.plan
    if state == "closed":
        operations.close_plan(plan, by=campaign.officer)

    with pytest.raises(ValidationError) as refusal:
        operations.amend_plan(plan, by=campaign.officer)

    assert refusal.value.code == "not_issued"


def test_addressed_units_amend_nothing(campaign):
    with pytest.raises(PermissionDenied):
        operations.amend_plan(campaign.plan, by=campaign.clerks[0])


TEXT = """UBND TỈNH SƠN HÀ
SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số: 99/KH-SGDĐT
Sơn Hà, ngày 20 tháng 11 năm 2026

KẾ HOẠCH
Thi đua năm 2026

I. CHỈ TIÊU
1. 100% văn bản ký số.
2. Ít nhất 80% trường học có phòng đọc xanh.

II. TỔ CHỨC THỰC HIỆN
Các trường nộp Báo cáo 1 trước ngày 31/12/2026.
"""


def test_amended_document_goes_on_with_the_lines_that_mean_the_same(campaign):
    target = campaign.line(campaign.plan, Target)

    draft = operations.amend_from_file(campaign.plan, by=campaign.officer, data=TEXT.encode(), name="sua-doi.txt")

    assert (draft.version, draft.supersedes) == (2, campaign.plan)
    keys = dict(Target.objects.filter(plan=draft).values_list("line_key", "text"))
    assert "100% văn bản ký số" in keys[target.line_key]
    assert len(keys) == 2
    assert draft.addressees.count() == 2
    asked = Duty.objects.get(plan=campaign.plan, frequency="once")
    assert Duty.objects.get(plan=draft, frequency="once").line_key == asked.line_key


# Coming into force


def test_new_version_takes_the_place_of_the_old_one(campaign):
    news = []
    plan_amended.connect(lambda sender, old, new, by, **_: news.append((old, new, by)), weak=False, dispatch_uid="t")

    new = campaign.amend(**{"Báo cáo 1": {"due": LATER}})

    plan_amended.disconnect(dispatch_uid="t")
    assert (campaign.plan.status, new.status) == ("superseded", "issued")
    assert latest_version(campaign.plan) == new
    assert news == [(campaign.plan, new, campaign.officer)]


def test_paper_that_is_owing_goes_on_under_the_new_version(campaign):
    paper = campaign.paper
    operations.start_obligation(paper, by=campaign.clerks[0])
    piece = add_attachment(campaign.schools[0], by=campaign.clerks[0], data=b"nhap", name="nhap.txt")
    paper.attachments.add(piece)
    Obligation.objects.filter(pk=paper.pk).update(note="Đang viết")

    new = campaign.amend(**{"Báo cáo 1": {"due": LATER}})

    assert papers_of(campaign.plan, campaign.schools[0]) == [("Báo cáo 1", "excused", DUE)]
    assert again(paper).reason == REPLACED
    heir = make.obligation(new, campaign.schools[0])
    assert (heir.status, heir.due, heir.note) == ("drafting", LATER, "Đang viết")
    assert list(heir.attachments.all()) == [piece]
    owed = [row.duty.plan for row in owed_by(campaign.clerks[0]) if not row.period]
    assert owed == [new]


def test_longer_time_that_was_granted_stays(campaign):
    Obligation.objects.filter(pk=campaign.paper.pk).update(extended_to=LATER)

    new = campaign.amend()

    assert make.obligation(new, campaign.schools[0]).deadline == LATER


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_what_was_handed_in_is_not_asked_for_again(campaign, state):
    paper = campaign.paper
    operations.submit_obligation(paper, by=campaign.clerks[0], note="Xong")
    if state == "accepted":
        operations.accept_obligation(paper, by=campaign.officer)

    new = campaign.amend()

    assert again(paper).status == state
    assert papers_of(new, campaign.schools[0]) == []
    assert papers_of(new, campaign.schools[1]) == [("Báo cáo 1", "not_started", DUE)]


def test_changed_line_that_is_due_later_is_asked_for_again(campaign):
    operations.submit_obligation(campaign.paper, by=campaign.clerks[0], note="Xong")

    new = campaign.amend(**{"Báo cáo 1": {"due": LATER}})

    assert papers_of(new, campaign.schools[0]) == [("Báo cáo 1", "not_started", LATER)]
    assert papers_of(campaign.plan, campaign.schools[0]) == [("Báo cáo 1", "submitted", DUE)]


def test_changed_line_that_is_due_sooner_is_not_asked_for_again(campaign):
    operations.submit_obligation(campaign.paper, by=campaign.clerks[0], note="Xong")

    new = campaign.amend(**{"Báo cáo 1": {"due": DUE - timedelta(days=3)}})

    assert papers_of(new, campaign.schools[0]) == []


def test_third_version_remembers_what_was_handed_in_under_the_first(campaign):
    operations.submit_obligation(campaign.paper, by=campaign.clerks[0], note="Xong")
    second = campaign.amend()
    first, campaign.plan = campaign.plan, second

    third = campaign.amend()

    assert papers_of(third, campaign.schools[0]) == []
    assert papers_of(third, campaign.schools[1]) == [("Báo cáo 1", "not_started", DUE)]
    assert again(first).status == again(second).status == "superseded"


def test_dropped_line_is_owed_no_more(campaign):
    paper = campaign.paper
    draft = operations.amend_plan(campaign.plan, by=campaign.officer)
    operations.remove_line(campaign.line(draft, Duty, "Báo cáo 1"), by=campaign.officer)

    new = campaign.issue(draft)

    assert (again(paper).status, again(paper).reason) == ("excused", NO_LONGER)
    assert papers_of(new, campaign.schools[0]) == []


def test_figures_handed_in_are_not_asked_for_again(campaign):
    figures = Obligation.objects.filter(duty__plan=campaign.plan).exclude(period="")
    done = figures.filter(status="not_started").first()
    assert done is not None
    Obligation.objects.filter(pk=done.pk).update(status="accepted")

    new = campaign.amend()

    asked = Obligation.objects.filter(duty__plan=new).exclude(period="")
    assert not asked.filter(unit=done.unit, period=done.period).exists()
    left = figures.exclude(pk=done.pk)
    assert set(left.values_list("status", flat=True)) <= {"excused"}


def test_round_that_is_over_is_still_owed(campaign):
    """What comes round is opened from today on: an overdue round must not be forgiven by amending."""
    plan = make.draft(campaign.department, campaign.officer, title="Báo cáo tháng")
    make.line(plan, Duty, campaign.officer, text="Báo cáo tháng", kind="report", recurrence="monthly:25")
    operations.address_units(plan, campaign.schools[:1], by=campaign.officer, today=TODAY)
    operations.issue_plan(plan, by=campaign.officer, today=TODAY)
    missed = Obligation.objects.filter(duty__plan=plan, period="").order_by("due").first()
    assert missed is not None
    campaign.plan = plan
    draft = operations.amend_plan(plan, by=campaign.officer)

    operations.issue_plan(draft, by=campaign.officer, today=missed.due + timedelta(days=5))

    assert papers_of(draft, missed.unit)[0] == ("Báo cáo tháng", "not_started", missed.due)


def test_taken_share_moves_on_with_who_has_it(campaign):
    share = make.assignment(campaign.plan, campaign.schools[0])
    operations.take_assignment(share, by=campaign.clerks[0])

    new = campaign.amend(**{"Nhiệm vụ 1": {"due": LATER}})

    moved = again(share)
    assert (moved.task.plan, moved.status, moved.person, moved.due) == (new, "taken", campaign.clerks[0], LATER)
    assert Assignment.objects.filter(task__plan=new, unit=campaign.schools[0]).count() == 1
    assert list(work_of(campaign.clerks[0])) == [moved]


def test_done_share_stays_and_is_not_given_again(campaign):
    share = make.assignment(campaign.plan, campaign.schools[0])
    operations.take_assignment(share, by=campaign.clerks[0])
    operations.finish_assignment(share, by=campaign.clerks[0], note="Xong")

    new = campaign.amend()

    assert again(share).task.plan == campaign.plan
    assert not Assignment.objects.filter(task__plan=new, unit=campaign.schools[0]).exists()
    assert Assignment.objects.filter(task__plan=new, unit=campaign.schools[1]).count() == 1


def test_paper_of_the_old_version_can_be_sent_back_and_mended(campaign):
    paper = campaign.paper
    operations.submit_obligation(paper, by=campaign.clerks[0], note="Xong")
    campaign.amend()

    operations.return_obligation(again(paper), by=campaign.officer, reason="Thiếu số liệu")
    assert paper in owed_by(campaign.clerks[0])
    operations.submit_obligation(again(paper), by=campaign.clerks[0], note="Đã bổ sung")
    operations.accept_obligation(again(paper), by=campaign.officer)

    assert again(paper).status == "accepted"


def test_amendment_of_a_plan_that_was_closed_meanwhile_is_not_issued(campaign):
    draft = operations.amend_plan(campaign.plan, by=campaign.officer)
    operations.close_plan(campaign.plan, by=campaign.officer)

    with pytest.raises(ValidationError) as refusal:
        operations.issue_plan(draft, by=campaign.officer, today=TODAY)

    assert refusal.value.code == "wrong_state"
    assert (again(draft).status, again(campaign.plan).status) == ("draft", "closed")


def test_units_are_told_what_changed_for_them(campaign):
    draft = operations.amend_plan(campaign.plan, by=campaign.officer)
    campaign.change(draft, Duty, "Báo cáo 1", due=LATER)
    make.line(draft, Task, campaign.officer, text="Việc của Sở", level="own")
    new = campaign.issue(draft)

    notice = Notice.objects.get(person=campaign.clerks[0], key=f"plan:{new.pk}:issued")

    assert notice.text.endswith("sửa đổi kế hoạch: Kế hoạch thi đua. Thay đổi với đơn vị: 1 mốc thời gian sửa.")
    assert notice.url == f"/ke-hoach/{new.pk}/khac-biet/"


def test_unit_left_out_is_told_and_owes_nothing_more(campaign):
    draft = operations.amend_plan(campaign.plan, by=campaign.officer)
    operations.unaddress_units(draft, campaign.schools[:1], by=campaign.officer)

    new = campaign.issue(draft)

    assert Notice.objects.filter(person=campaign.clerks[0], key=f"plan:{new.pk}:left").exists()
    assert papers_of(new, campaign.schools[0]) == []
    assert papers_of(campaign.plan, campaign.schools[0]) == [("Báo cáo 1", "excused", DUE)]


def test_issuing_an_amendment_costs_the_same_for_many_schools():
    def counted(schools: int) -> int:
        top = make.unit(f"Sở {schools}", kind="department")
        officer = make.person(top)
        units = [make.unit(f"Trường {n}", parent=top) for n in range(schools)]
        plan = make.issued(top, officer, units)
        draft = operations.amend_plan(plan, by=officer)
        with CaptureQueriesContext(connection) as queries:
            operations.issue_plan(draft, by=officer, today=TODAY)
        return len(queries)

    few, many = counted(3), counted(40)

    assert many <= few + 5


# Acknowledging


def test_unit_acknowledges_once_and_the_first_word_counts(campaign):
    leader = make.person(campaign.schools[0], "head", name="Hiệu Trưởng")
    new = campaign.amend()
    (waiting,) = to_acknowledge(new, campaign.clerks[0])

    operations.acknowledge_plan(waiting, by=campaign.clerks[0])
    operations.acknowledge_plan(waiting, by=leader)

    row = Addressee.objects.get(plan=new, unit=campaign.schools[0])
    assert row.acknowledged_by == campaign.clerks[0]
    assert not to_acknowledge(new, leader).exists()
    assert to_acknowledge(new, campaign.clerks[1]).exists()


def test_nobody_acknowledges_for_another_unit(campaign):
    new = campaign.amend()
    row = Addressee.objects.get(plan=new, unit=campaign.schools[0])

    for stranger in (campaign.clerks[1], campaign.officer, make.person(campaign.schools[0], "member")):
        with pytest.raises(PermissionDenied):
            operations.acknowledge_plan(row, by=stranger)


def test_first_version_asks_for_no_word(campaign):
    assert not to_acknowledge(campaign.plan, campaign.clerks[0]).exists()


def test_change_note_is_written_while_it_is_a_draft(campaign):
    draft = operations.amend_plan(campaign.plan, by=campaign.officer)
    operations.describe_amendment(draft, by=campaign.officer, change_note=" Lùi hạn ")
    assert again(draft).change_note == "Lùi hạn"
    campaign.issue(draft)

    with pytest.raises(ValidationError) as refusal:
        operations.describe_amendment(draft, by=campaign.officer, change_note="Khác")

    assert refusal.value.code == "not_draft"
