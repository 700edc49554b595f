"""Figures go up, come back, and are seen by others."""

import pytest
from django.core.exceptions import ValidationError

from thidua.documents.operations import add_document
from thidua.people.models import Post
from thidua.plans.models import Obligation, Plan, Target
from thidua.plans.operations import (
    accept_obligation,
    confirm_obligation,
    return_obligation,
    submit_obligation,
    withdraw_obligation,
)
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.figures import (
    record_figure,
    take_proposals,
)
from thidua.progress.operations.rebuilding import rebuild
from thidua.progress.queries.figures import (
    history_for,
    lines_of_paper,
    measurements_visible_to,
)
from thidua.progress.queries.sums import kept, recounted
from thidua.progress.queries.trends import target_below
from thidua.progress.tests import make
from thidua.progress.tests.desks import D, count, handed_in, ratio, states, targets
from thidua.progress.tests.test_boards import signed_in

pytestmark = pytest.mark.django_db


def test_figures_are_handed_in_when_each_is_there_and_explained(desk):
    paper, officer = desk
    ratio(paper, officer, 11, 10, note="")
    with pytest.raises(ValidationError) as refusal:
        submit_obligation(paper, note="", by=officer)
    assert {error.code for error in refusal.value.error_list} == {"incomplete"}
    assert [sentence.split(":")[0] for sentence in refusal.value.messages] == [
        "Chưa nộp được",
        "Chỉ tiêu 1",
        "Chỉ tiêu 2",
    ]
    ratio(paper, officer, 8, 10, seen=1, note="")
    count(paper, officer)
    with pytest.raises(ValidationError):
        submit_obligation(paper, note="", by=officer)

    ratio(paper, officer, 8, 10, seen=2, note="Mưa bão kéo dài")
    submit_obligation(paper, note="", by=officer)

    paper.refresh_from_db()
    assert (paper.status, states(paper)) == ("submitted", ["submitted", "submitted"])


def test_handed_in_figures_are_closed(desk):
    paper, officer = desk
    handed_in(paper, officer)

    with pytest.raises(ValidationError) as refusal:
        ratio(paper, officer, 8, seen=1)

    assert refusal.value.code == "not_open"


def test_accepted_figures_reach_the_sums(desk, world):
    paper, officer = desk
    handed_in(paper, officer)

    accept_obligation(paper, by=world.officer)

    plan = paper.duty.plan
    sums = {
        unit: share
        for (target, unit, _), share in kept(plan).items()
        if target == targets(paper)[0].pk and share.accepted
    }
    assert {share.numerator for share in sums.values()} == {D(9)}
    assert set(sums) == {world.top.pk, world.communes[0].pk}
    assert states(paper) == ["accepted", "accepted"]
    assert kept(plan) == recounted(plan)


def test_flagged_figure_alone_is_opened_again(desk, world):
    paper, officer = desk
    handed_in(paper, officer)
    first, _ = targets(paper)

    return_obligation(paper, by=world.officer, reason="", flags=[(first, "Tử số lẫn hồ sơ giấy")])

    assert states(paper) == ["returned", "submitted"]
    with pytest.raises(ValidationError) as refusal:
        count(paper, officer, 4, seen=1)
    assert refusal.value.code == "closed_cell"
    ratio(paper, officer, 10, seen=1, note="Đã tách hồ sơ giấy")
    submit_obligation(paper, note="", by=officer)
    assert states(paper) == ["submitted", "submitted"]
    assert kept(paper.duty.plan) == recounted(paper.duty.plan)


def test_flagged_figure_must_be_changed_before_it_goes_up_again(desk, world):
    paper, officer = desk
    handed_in(paper, officer)
    return_obligation(paper, by=world.officer, reason="", flags=[(targets(paper)[0], "Xem lại")])

    with pytest.raises(ValidationError) as refusal:
        submit_obligation(paper, note="", by=officer)

    assert refusal.value.code == "unanswered"


def test_paper_returned_as_a_whole_opens_all_figures(desk, world):
    paper, officer = desk
    handed_in(paper, officer)

    return_obligation(paper, by=world.officer, reason="Sai kỳ")

    assert states(paper) == ["returned", "returned"]
    count(paper, officer, 4, seen=1)
    submit_obligation(paper, note="", by=officer)
    assert states(paper) == ["submitted", "submitted"]


def test_withdrawn_figures_are_drafts_again_and_leave_the_sums(desk):
    paper, officer = desk
    handed_in(paper, officer)

    withdraw_obligation(paper, by=officer)

    assert states(paper) == ["drafting", "drafting"]
    assert all(not share.reported for share in kept(paper.duty.plan).values())


@pytest.fixture
def under_a_head(desk):
    """The desk in a school whose head approves before papers go up."""
    paper, officer = desk
    head = plans.person(paper.unit, "head", name="Phạm Thị Hoa")
    plans.operations.change_chain(paper.unit, by=head, head_confirms=True)
    return paper, officer, head


def test_figures_laid_before_the_head_are_drafts_until_the_head_hands_them_in(under_a_head):
    paper, officer, head = under_a_head
    ratio(paper, officer)
    with pytest.raises(ValidationError):
        submit_obligation(paper, note="", by=officer)
    count(paper, officer)

    submit_obligation(paper, note="", by=officer)

    assert (paper.status, states(paper)) == ("confirming", ["drafting", "drafting"])
    with pytest.raises(ValidationError) as refusal:
        count(paper, officer, 4, seen=1)
    assert refusal.value.code == "not_open"
    confirm_obligation(paper, by=head)
    assert states(paper) == ["submitted", "submitted"]


def test_correction_taken_back_from_the_head_leaves_the_rest_closed(under_a_head, world):
    paper, officer, head = under_a_head
    Plan.objects.update(recheck="chain")
    handed_in(paper, head)
    return_obligation(paper, by=world.officer, reason="", flags=[(targets(paper)[0], "Xem lại")])
    ratio(paper, officer, 10, seen=1)
    paper = Obligation.objects.select_related("duty__plan", "unit").get(pk=paper.pk)
    submit_obligation(paper, note="", by=officer)
    assert paper.status == "confirming"

    withdraw_obligation(paper, by=officer)

    assert states(paper) == ["drafting", "submitted"]
    assert kept(paper.duty.plan) == recounted(paper.duty.plan)


def test_members_of_a_team_see_no_drafts_of_other_teams(world):
    school = world.schools[0]
    mine, other = (plans.unit(name, parent=school, kind="team") for name in ("Tổ Toán", "Tổ Văn"))
    head, leader = plans.person(school, "head"), plans.person(other, "leader")
    persons = [plans.person(mine, "member"), plans.person(mine, "leader"), plans.person(other, "member"), head]
    paper = make.owed(world.issued(to=[mine, other]), other)
    ratio(paper, leader)

    def seen():
        return [measurements_visible_to(person).count() for person in persons]

    assert seen() == [0, 0, 1, 1]
    submit_obligation(paper, note="", by=leader)
    assert seen() == [1, 1, 1, 1]


def test_others_see_what_was_handed_in_each_time_and_no_earlier_word(desk, world):
    paper, officer = desk
    count(paper, officer)
    ratio(paper, officer, 4)
    cell = ratio(paper, officer, 9, seen=1)
    submit_obligation(paper, note="", by=officer)
    return_obligation(paper, by=world.officer, reason="Đối chiếu lại sổ")
    paper.refresh_from_db()
    ratio(paper, officer, 7, seen=2)
    ratio(paper, officer, 8, seen=3)

    def written(person):
        entries = history_for(person, cell)
        return [(entry.sentence, bool(entry.changes)) for entry in entries if entry.action == "progress.record_figure"]

    told = [f"Ghi số liệu: {part}/10 ({part}0 %)" for part in (8, 7, 9, 4)]
    assert written(officer) == [(sentence, True) for sentence in told]
    assert written(world.officer) == [(told[2], False)]
    submit_obligation(paper, note="", by=officer)
    assert written(world.officer) == [(told[0], False), (told[2], False)]
    assert "plans.return_obligation" in [entry.action for entry in history_for(world.officer, cell)]


def test_drafts_are_seen_inside_and_figures_handed_in_also_above(desk, world):
    paper, officer = desk
    cell = ratio(paper, officer)
    count(paper, officer)
    above = [world.officer, plans.person(world.communes[0], "inspector"), plans.person(world.top, "head")]
    inside = [officer, plans.person(paper.unit, "inspector")]
    foreign = [plans.person(world.schools[1]), plans.person(world.department, "administrator")]

    def seen():
        return [[measurements_visible_to(person).count() for person in group] for group in (inside, above, foreign)]

    assert seen() == [[2, 2], [0, 0, 0], [0, 0]]
    submit_obligation(paper, note="", by=officer)
    assert seen() == [[2, 2], [2, 2, 2], [0, 0]]
    for person in (*inside, *above, *foreign):
        listed = measurements_visible_to(person).filter(pk=cell.pk).exists()
        assert person.has_perm("progress.view_measurement", cell) is listed
    return_obligation(paper, by=world.officer, reason="Sai")
    ratio(paper, officer, 8, seen=1)
    assert seen() == [[2, 2], [1, 1, 1], [0, 0]]


def test_last_period_follows_the_line_from_version_to_version(desk, world):
    paper, officer = desk
    ratio(paper, officer)
    count(paper, officer)
    submit_obligation(paper, note="", by=officer)
    later = make.owed(paper.duty.plan, paper.unit, "2026-Q2")
    plan = later.duty.plan
    amended = Plan.objects.create(
        unit=plan.unit,
        document=add_document(plan.unit, by=world.officer, direction="out"),
        title="Bản hai",
        version=2,
        status="issued",
        created_by=world.officer,
    )
    for target in targets(later):
        target.pk, target.plan, target._state.adding = None, amended, True
        target.save()
    later.duty.plan = amended
    later.duty.save()
    for school in world.schools:
        amended.addressees.create(unit=school)

    lines = lines_of_paper(later, Measurement.objects.all())

    assert [line.last.shown for line in lines] == ["9/10 (90 %)", "3"]
    assert {line.target.plan for line in lines} == {amended}


def test_figure_far_from_other_units_of_the_kind_must_be_explained(world):
    world = make.Province(communes=1, schools=10)
    plan = world.issued({"text": "Sáng kiến", "measure": "count", "value": 2, "unit_of_count": "sáng kiến"})
    target = Target.objects.get(plan=plan)
    for school in world.schools[1:]:
        paper = make.owed(plan, school)
        record_figure(paper, target, by=plans.person(school), seen_edition=0, value=D(3), note="Có minh chứng giấy")
        submit_obligation(paper, note="", by=Post.objects.get(unit=school).person)
    paper, officer = make.owed(plan, world.schools[0]), plans.person(world.schools[0])
    record_figure(paper, target, by=officer, seen_edition=0, value=D(30))

    (line,) = lines_of_paper(paper, Measurement.objects.all())

    assert "outlier" in [one.code for one in line.open_findings]


def test_sums_of_the_own_plan_are_taken_into_empty_cells(desk):
    paper, officer = desk
    school = paper.unit
    teams = [plans.unit(f"Tổ {n}", parent=school, kind="team") for n in range(2)]
    first, second = targets(paper)
    own = plans.draft(school, officer, start=make.JANUARY.replace(day=1), end=make.JANUARY.replace(month=12))
    for parent in (first, second):
        line = make.target(own, officer, measure=parent.measure, text=parent.text, unit_of_count=parent.unit_of_count)
        Target.objects.filter(pk=line.pk).update(parent_line=parent)
    plans.operations.address_units(own, teams, by=officer, today=make.JANUARY)
    plans.operations.issue_plan(own, by=officer, today=make.JANUARY)
    for team, part in zip(teams, (9, 6), strict=True):
        leader, part_paper = plans.person(team, "leader"), make.owed(own, team)
        ratio(part_paper, leader, part, 10, note="Đã rà soát")
        record_figure(part_paper, targets(part_paper)[1], by=leader, seen_edition=0, value=D(part), note="Rà soát")
        submit_obligation(part_paper, note="", by=leader)
        accept_obligation(part_paper, by=officer)
    count(paper, officer, 14)

    taken = take_proposals(paper, by=officer)

    assert [(cell.numerator, cell.denominator) for cell in taken] == [(15, 20)]
    lines = lines_of_paper(paper, Measurement.objects.all())
    assert [line.deviates for line in lines] == [False, True]
    take_proposals(paper, [second.pk], by=officer)
    assert Measurement.objects.get(obligation=paper, target=second).value == 15
    below = own.targets.get(parent_line__line_key=first.line_key)
    chief = Post.objects.get(unit__kind="department").person
    stranger = plans.person(plans.unit("Trường ngoài"))
    assert [target_below(taken[0], person) for person in (officer, chief, stranger)] == [below, below, None]
    page = signed_in(officer).get(f"/tien-do/o/{taken[0].pk}/")
    leads = f"/tien-do/chi-tieu/{below.pk}/?ky=2026-Q1"
    assert leads in page.text
    assert {line.label for line in signed_in(chief).get(leads).context["places"]} >= {"Tổ 0", "Tổ 1"}


def test_without_sums_below_there_is_nothing_to_take(desk):
    paper, officer = desk

    with pytest.raises(ValidationError) as refusal:
        take_proposals(paper, by=officer)

    assert refusal.value.code == "no_proposal"


def test_figures_of_an_excused_paper_count_no_more(desk, world):
    paper, officer = desk
    handed_in(paper, officer)
    return_obligation(paper, by=world.officer, reason="", flags=[(targets(paper)[0], "Xem lại")])

    plans.operations.excuse_obligation(paper, by=world.officer, reason="Trường tạm nghỉ")

    assert states(paper) == ["returned", "drafting"]
    assert kept(paper.duty.plan) == recounted(paper.duty.plan)
    assert Obligation.objects.get(pk=paper.pk).status == "excused"


def test_kept_sums_need_no_rebuilding_after_all_this(desk, world):
    paper, officer = desk
    handed_in(paper, officer)
    accept_obligation(paper, by=world.officer)
    before = kept(paper.duty.plan)

    rebuild()

    assert kept(paper.duty.plan) == before
