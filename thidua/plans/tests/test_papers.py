"""What is owed on its way: through the unit's head, back with flags, locked, taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone

from thidua.audit.models import Entry
from thidua.documents.operations import add_attachment, add_link
from thidua.documents.queries import attachments_visible_to
from thidua.kernel.calendar import today as present_day
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.models import Flag, Obligation, Target
from thidua.plans.queries import obligations_to_confirm, obligations_to_decide, owed_by, progress_of, watched_plans
from thidua.plans.signals import obligation_moved
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


class Scene:
    """A department's plan, and a school with a head and an officer that owes a report under it."""

    def __init__(self):
        self.department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
        self.issuer = make.person(self.department, name="Vũ Văn Sở")
        self.school = make.unit("Trường THPT Ven Sông", parent=self.department, kind="upper_secondary")
        self.head = make.person(self.school, "head", name="Đỗ Thị Hiệu")
        self.officer = make.person(self.school, "officer", name="Lê Thị An")
        self.plan = make.issued(self.department, self.issuer, [self.school])
        make.due_in(days=10)
        self.paper = make.obligation(self.plan, self.school)

    def file(self, name="bao-cao.txt", data=b"noi dung"):
        return add_attachment(self.school, by=self.officer, data=data, name=name)

    def fresh(self):
        return Obligation.objects.get(pk=self.paper.pk)

    def handed_in(self, *files):
        operations.submit_obligation(self.fresh(), by=self.officer, note="Báo cáo", attachments=files)
        return self.fresh()

    def returned(self, *flagged):
        """A paper of two files, sent back because of the flagged ones."""
        self.files = [self.file("mot.txt", b"mot"), self.file("hai.txt", b"hai")]
        paper = self.handed_in(*self.files)
        flags = [(self.files[n], f"Sửa tệp {n}") for n in flagged]
        operations.return_obligation(paper, by=self.issuer, reason="Chưa đạt", flags=flags)
        return self.fresh()


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def unheard(monkeypatch):
    """The rooms above do not look into figures here."""
    monkeypatch.setattr(obligation_moved, "receivers", [])


def refused(deed, *args, **facts):
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return refusal.value.error_list[0].code


def test_officers_paper_waits_for_the_head_where_the_unit_wants_it(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)

    operations.submit_obligation(scene.paper, by=scene.officer, note="Báo cáo")
    paper = scene.fresh()

    assert (paper.status, paper.submitted_at, paper.submitted_by) == ("confirming", None, scene.officer)
    assert list(obligations_to_confirm(scene.head)) == [paper]
    assert list(obligations_to_confirm(scene.officer)) == []
    assert list(owed_by(scene.officer)) == []
    assert list(obligations_to_decide(scene.issuer)) == []
    assert [notice.person for notice in Notice.objects.filter(key__contains=":proposed:")] == [scene.head]


def test_heads_word_hands_it_in(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.paper, by=scene.officer, note="Báo cáo")

    operations.confirm_obligation(scene.fresh(), by=scene.head)

    paper = scene.fresh()
    assert (paper.status, paper.submitted_by, paper.confirmed_by) == ("submitted", scene.officer, scene.head)
    assert paper.submitted_at is not None
    assert list(obligations_to_decide(scene.issuer)) == [paper]


def test_officer_cannot_give_the_heads_word(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.paper, by=scene.officer, note="Báo cáo")

    for deed in (operations.confirm_obligation, lambda row, by: operations.reject_obligation(row, by=by, reason="x")):
        with pytest.raises(PermissionDenied):
            deed(scene.fresh(), by=scene.officer)

    assert scene.fresh().status == "confirming"


def test_head_gives_it_back_with_a_reason(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.paper, by=scene.officer, note="Báo cáo")

    code = refused(operations.reject_obligation, scene.fresh(), by=scene.head, reason=" ")
    operations.reject_obligation(scene.fresh(), by=scene.head, reason="Thiếu số liệu")

    paper = scene.fresh()
    assert (code, paper.status, paper.reason) == ("no_reason", "drafting", "Thiếu số liệu")
    assert list(owed_by(scene.officer)) == [paper]
    assert Notice.objects.filter(key__contains=":rejected:", person=scene.officer).count() == 1


def test_head_hands_in_without_asking_anybody(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)

    operations.submit_obligation(scene.paper, by=scene.head, note="Báo cáo")

    assert scene.fresh().status == "submitted"


def test_unit_that_nobody_heads_today_hands_in_directly(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    scene.head.posts.update(valid_to=present_day() - timedelta(days=1))

    assert scene.handed_in().status == "submitted"


def test_leader_of_a_team_is_its_head():
    school, team, officer = make.school()
    leader = make.person(team, "leader")
    paper = make.obligation(make.issued(school, officer, [team]), team)
    operations.change_chain(team, by=leader, head_confirms=True)

    operations.submit_obligation(paper, by=leader, note="Báo cáo")

    assert paper.status == "submitted"


@pytest.mark.parametrize(("recheck", "status"), [("asker", "submitted"), ("chain", "confirming")])
def test_correction_goes_to_the_asker_or_through_the_head_again(scene, recheck, status):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.change_campaign(scene.plan, by=scene.issuer, recheck=recheck, locks_after=None)
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Báo cáo")
    operations.confirm_obligation(scene.fresh(), by=scene.head)
    operations.return_obligation(scene.fresh(), by=scene.issuer, reason="Thiếu")

    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Đã bổ sung")

    assert scene.fresh().status == status


def test_only_the_head_sets_the_chain(scene):
    for person in (scene.officer, scene.issuer, make.person(make.unit("Trường khác"), "head")):
        with pytest.raises(PermissionDenied):
            operations.change_chain(scene.school, by=person, head_confirms=True)


def test_flagged_file_alone_is_open(scene):
    paper = scene.returned(0)

    codes = [
        refused(operations.take_out_file, paper, scene.files[1], by=scene.officer),
        refused(operations.take_out_file, paper, scene.files[0], by=scene.officer),
        refused(operations.submit_obligation, paper, by=scene.officer, note="x", attachments=[scene.file("ba.txt")]),
        refused(operations.submit_obligation, paper, by=scene.officer, note="Không sửa gì"),
    ]

    assert codes == ["closed_item", "closed_item", "closed_item", "unanswered"]
    assert set(scene.fresh().attachments.all()) == set(scene.files)


def test_new_file_takes_the_place_of_the_flagged_one(scene):
    paper = scene.returned(0)
    flag, new = paper.flags.get(), scene.file("mot-sua.txt", b"mot da sua")

    same = refused(operations.answer_flag, flag, scene.file("mot.txt", b"mot"), by=scene.officer)
    operations.answer_flag(flag, new, by=scene.officer)
    waiting = Flag.objects.get().settled_at
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Đã sửa")

    flag.refresh_from_db()
    assert (same, waiting, flag.answer, flag.settled_at is not None) == ("same_file", None, new, True)
    assert set(scene.fresh().attachments.all()) == {new, scene.files[1]}
    assert scene.fresh().status == "submitted"


def test_answer_may_be_replaced_until_it_is_handed_in(scene):
    paper = scene.returned(0)
    flag, first, second = paper.flags.get(), scene.file("a.txt", b"a"), scene.file("b.txt", b"b")

    operations.answer_flag(flag, first, by=scene.officer)
    operations.answer_flag(Flag.objects.get(), second, by=scene.officer)
    files = set(paper.attachments.all())
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Đã sửa")
    code = refused(operations.answer_flag, Flag.objects.get(), first, by=scene.officer)

    assert (files, code) == ({second, scene.files[1]}, "not_open")


def test_asker_sees_the_old_file_and_not_yet_the_new_one(scene):
    paper = scene.returned(0)
    new = scene.file("mot-sua.txt", b"mot da sua")
    operations.answer_flag(paper.flags.get(), new, by=scene.officer)

    before = set(attachments_visible_to(scene.issuer))
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Đã sửa")

    assert before == set(scene.files)
    assert set(attachments_visible_to(scene.issuer)) == {new, *scene.files}


def test_flag_stays_open_when_the_head_gives_the_correction_back(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.change_campaign(scene.plan, by=scene.issuer, recheck="chain", locks_after=None)
    scene.files = [scene.file("mot.txt", b"mot"), scene.file("hai.txt", b"hai")]
    operations.submit_obligation(scene.fresh(), by=scene.head, note="Báo cáo", attachments=scene.files)
    operations.return_obligation(scene.fresh(), by=scene.issuer, reason="x", flags=[(scene.files[0], "")])
    operations.answer_flag(Flag.objects.get(), scene.file("ba.txt", b"ba"), by=scene.officer)
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Đã sửa")

    operations.reject_obligation(scene.fresh(), by=scene.head, reason="Chưa được")

    assert Flag.objects.get().settled_at is None
    assert refused(operations.take_out_file, scene.fresh(), scene.files[1], by=scene.officer) == "closed_item"


def test_whole_return_opens_every_file(scene):
    paper = scene.returned()

    operations.take_out_file(paper, scene.files[0], by=scene.officer)
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Lại", attachments=[scene.file("ba.txt", b"ba")])

    assert sorted(str(file) for file in scene.fresh().attachments.all()) == ["ba.txt", "hai.txt"]


def test_file_of_another_paper_is_not_flagged(scene):
    paper = scene.handed_in(scene.file())

    code = refused(
        operations.return_obligation, paper, by=scene.issuer, reason="x", flags=[(scene.file("khac.txt", b"k"), "y")]
    )

    assert (code, scene.fresh().status, Flag.objects.count()) == ("not_of_paper", "submitted", 0)


def test_target_is_flagged_in_figures_only(scene, unheard):
    target = Target.objects.get(plan=scene.plan)
    figures = Obligation.objects.filter(duty__plan=scene.plan, unit=scene.department).exclude(period="").first()
    operations.submit_obligation(figures, by=scene.issuer, note="")
    paper = scene.handed_in()
    chief = make.person(scene.department, "head")

    code = refused(operations.return_obligation, paper, by=scene.issuer, reason="x", flags=[(target, "y")])
    operations.return_obligation(figures, by=chief, reason="", flags=[(target, "Số liệu chưa khớp")])

    assert code == "not_of_paper"
    assert [(flag.target, flag.reason) for flag in figures.flags.all()] == [(target, "Số liệu chưa khớp")]


def test_figures_go_up_again_once_the_room_above_settled_the_flag(scene, unheard):
    target = Target.objects.get(plan=scene.plan)
    figures = Obligation.objects.filter(duty__plan=scene.plan).exclude(period="").first()
    operations.submit_obligation(figures, by=scene.issuer, note="")
    chief = make.person(scene.department, "head")
    operations.return_obligation(figures, by=chief, reason="x", flags=[(target, "y")])

    code = refused(operations.submit_obligation, figures, by=scene.issuer, note="")
    operations.settle_flag(figures.flags.get(), by=scene.issuer)
    operations.submit_obligation(figures, by=scene.issuer, note="")

    assert (code, figures.status) == ("unanswered", "submitted")


def test_rooms_above_find_the_flags_when_they_hear_of_the_return(scene):
    heard = []

    def hear(sender, obligation, step, **_):
        if step == "return":
            heard.extend(flag.item for flag in obligation.flags.all())

    obligation_moved.connect(hear)
    try:
        scene.returned(0)
    finally:
        obligation_moved.disconnect(hear)

    assert heard == ["mot.txt"]


def test_words_too_long_are_refused_and_not_cut(scene):
    too_long = refused(operations.submit_obligation, scene.paper, by=scene.officer, note="a" * 10_001)
    operations.submit_obligation(scene.paper, by=scene.officer, note="a" * 10_000)

    reason = refused(operations.return_obligation, scene.fresh(), by=scene.issuer, reason="b" * 2001)

    assert (too_long, reason, len(scene.fresh().note)) == ("too_long", "too_long", 10_000)


@pytest.mark.parametrize(("field", "letters"), [("note", 10_001), ("reason", 2001)])
def test_database_takes_no_longer_words_either(scene, field, letters):
    with pytest.raises(IntegrityError):
        Obligation.objects.filter(pk=scene.paper.pk).update(**{field: "a" * letters})


def test_return_without_a_word_is_refused(scene):
    paper = scene.handed_in(file := scene.file())

    codes = [
        refused(operations.return_obligation, paper, by=scene.issuer, reason=" ", flags=flags)
        for flags in ([], [(file, " ")])
    ]

    assert (codes, scene.fresh().status) == (["no_reason"] * 2, "submitted")


def test_each_round_stays_in_the_history(scene):
    scene.returned(0)

    said = Entry.objects.filter(subject_type="plans.obligation", subject_id=str(scene.paper.pk))

    assert "Cần sửa “mot.txt”: Sửa tệp 0" in said.values_list("sentence", flat=True)
    assert "Trả lại 1 mục: Chưa đạt" in said.values_list("sentence", flat=True)


@pytest.mark.parametrize(("late", "code"), [(3, None), (4, "locked")])
def test_paper_locks_so_many_days_after_its_deadline(scene, late, code):
    operations.change_campaign(scene.plan, by=scene.issuer, recheck="asker", locks_after=3)
    Obligation.objects.filter(pk=scene.paper.pk).update(due=present_day() - timedelta(days=late))

    try:
        scene.handed_in()
        met = None
    except ValidationError as refusal:
        met = refusal.code

    assert met == code


def test_head_cannot_hand_in_what_locked_meanwhile(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.paper, by=scene.officer, note="Báo cáo")
    operations.change_campaign(scene.plan, by=scene.issuer, recheck="asker", locks_after=0)
    Obligation.objects.filter(pk=scene.paper.pk).update(due=present_day() - timedelta(days=1))

    assert refused(operations.confirm_obligation, scene.fresh(), by=scene.head) == "locked"


def test_lock_counts_from_the_return(scene):
    operations.change_campaign(scene.plan, by=scene.issuer, recheck="asker", locks_after=2)
    scene.returned()
    past = present_day() - timedelta(days=30)
    Obligation.objects.filter(pk=scene.paper.pk).update(due=past)

    in_time = scene.handed_in()
    operations.return_obligation(in_time, by=scene.issuer, reason="Lại")
    Obligation.objects.filter(pk=scene.paper.pk).update(decided_at=timezone.now() - timedelta(days=3))

    assert in_time.submitted_at is not None
    assert refused(operations.submit_obligation, scene.fresh(), by=scene.officer, note="x") == "locked"


def test_extension_opens_a_locked_paper(scene):
    operations.change_campaign(scene.plan, by=scene.issuer, recheck="asker", locks_after=0)
    Obligation.objects.filter(pk=scene.paper.pk).update(due=present_day() - timedelta(days=9))
    operations.extend_obligation(scene.fresh(), present_day(), by=scene.issuer)

    assert scene.handed_in().status == "submitted"


def test_settings_of_a_closed_plan_stand(scene):
    operations.close_plan(scene.plan, by=scene.issuer)

    code = refused(operations.change_campaign, scene.plan, by=scene.issuer, recheck="chain", locks_after=1)

    scene.plan.refresh_from_db()
    assert (code, scene.plan.recheck, scene.plan.locks_after) == ("plan_closed", "asker", None)


def test_settings_are_the_issuers_and_leave_a_trace(scene):
    for person in (scene.head, scene.officer, make.person(scene.department, "member")):
        with pytest.raises(PermissionDenied):
            operations.change_campaign(scene.plan, by=person, recheck="chain", locks_after=5)

    operations.change_campaign(scene.plan, by=scene.issuer, recheck="chain", locks_after=5)

    changes = Entry.objects.get(action="plans.change_campaign").changes
    assert [(before, after) for _, before, after in changes] == [
        ("Chỉ cấp đã yêu cầu bổ sung", "Duyệt lại từ đầu"),
        ("–", "5"),
    ]


def test_excused_paper_is_owed_no_more_until_it_is_demanded(scene):
    operations.excuse_obligation(scene.paper, by=scene.issuer, reason="Trường mới thành lập")
    excused, told = list(owed_by(scene.officer)), Notice.objects.filter(key__contains=":excused:").count()

    operations.demand_obligation(scene.fresh(), by=scene.issuer)

    assert (excused, told) == ([], 2)
    assert list(owed_by(scene.officer)) == [scene.paper]


def test_only_the_issuer_excuses(scene):
    with pytest.raises(PermissionDenied):
        operations.excuse_obligation(scene.paper, by=scene.head, reason="Bận")


def test_proposal_is_taken_back(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Báo cáo")

    operations.withdraw_obligation(scene.fresh(), by=scene.officer)

    paper = scene.fresh()
    assert (paper.status, paper.submitted_by, paper.confirmed_by) == ("drafting", None, None)


def test_who_confirmed_does_not_accept_as_officer(scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Báo cáo")
    operations.confirm_obligation(scene.fresh(), by=scene.head)
    make.Post.objects.create(
        person=scene.head, unit=scene.department, role="officer", valid_from=present_day() - timedelta(days=9)
    )
    both = type(scene.head).objects.get(pk=scene.head.pk)

    with pytest.raises(PermissionDenied):
        operations.accept_obligation(scene.fresh(), by=both)

    assert list(obligations_to_decide(both)) == []


def test_link_answers_a_flag(scene):
    paper = scene.returned(1)

    operations.answer_flag(
        paper.flags.get(), add_link(scene.school, by=scene.officer, link="https://example.org/b"), by=scene.officer
    )

    assert scene.handed_in().status == "submitted"


def test_stranger_answers_no_flag(scene):
    paper = scene.returned(0)

    with pytest.raises(PermissionDenied):
        operations.answer_flag(paper.flags.get(), scene.files[1], by=scene.issuer)


def test_who_hands_in_has_opened_the_plan(scene):
    scene.handed_in()

    row = scene.plan.addressees.get()
    assert (row.opened_by, row.opened_at is not None) == (scene.officer, True)


def test_excused_paper_counts_neither_as_owed_nor_as_handed_in(scene):
    scene.plan.duties.exclude(frequency="").get().obligations.all().delete()
    before = progress_of(scene.plan, present_day())

    operations.excuse_obligation(scene.paper, by=scene.issuer, reason="Trường mới lập")

    after, [watched] = progress_of(scene.plan, present_day()), watched_plans(scene.issuer, present_day())
    assert (before["obligations"], before["handed_in"]) == (1, 0)
    assert (after["obligations"], after["handed_in"], watched.owed, watched.handed_in) == (0, 0, 0, 0)
