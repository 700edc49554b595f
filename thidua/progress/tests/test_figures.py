"""Figures are written, looked at together, and handed in; two at one cell lose nothing."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry as AuditEntry
from thidua.documents.operations import add_document
from thidua.people.models import Notice, Post
from thidua.plans.models import Obligation, Plan, Target
from thidua.plans.operations import (
    accept_obligation,
    confirm_obligation,
    return_obligation,
    submit_obligation,
    withdraw_obligation,
)
from thidua.plans.tests import make as plans
from thidua.progress.measuring import Parts
from thidua.progress.models import Measurement
from thidua.progress.operations.figures import (
    Entry,
    give_cell,
    record_figure,
    record_figures,
    take_proposals,
)
from thidua.progress.operations.rebuilding import rebuild
from thidua.progress.queries.figures import (
    asked_among,
    history_for,
    lines_of_paper,
    measurements_visible_to,
    targets_asked,
)
from thidua.progress.queries.sums import kept, recounted
from thidua.progress.tests import make

pytestmark = pytest.mark.django_db
Status = Measurement.Status
D = Decimal


@pytest.fixture
def world():
    return make.Province(communes=1, schools=2)


@pytest.fixture
def desk(world):
    """A school's paper for the first quarter of a ratio and a count, and its officer."""
    plan = world.issued({}, {"text": "Sáng kiến", "measure": "count", "value": 2, "unit_of_count": "sáng kiến"})
    school = world.schools[0]
    return make.owed(plan, school), plans.person(school, "officer", name="Trần Văn Bình")


def targets(paper):
    return list(targets_asked(paper))


def ratio(paper, by, part=9, whole=10, *, seen=0, note="Đủ hồ sơ"):
    return record_figure(
        paper, targets(paper)[0], by=by, seen_edition=seen, numerator=D(part), denominator=D(whole), note=note
    )


def count(paper, by, value=3, *, seen=0, note="Có quyết định công nhận"):
    return record_figure(paper, targets(paper)[1], by=by, seen_edition=seen, value=D(value), note=note)


def states(paper):
    return list(paper.measurements.order_by("target__order", "target").values_list("status", flat=True))


def test_first_figure_starts_the_paper_and_is_told_in_the_trail(desk):
    paper, officer = desk

    cell = ratio(paper, officer)

    paper.refresh_from_db()
    assert (paper.status, cell.value, cell.reached, cell.edition) == ("drafting", D(90), True, 1)
    entry = AuditEntry.objects.get(action="progress.record_figure")
    assert (entry.by, entry.subject_id, entry.sentence) == (officer, str(cell.pk), "Ghi số liệu: 9/10 (90 %)")
    assert ["tử số", "–", "9"] in entry.changes


def test_change_of_a_figure_is_told_with_before_and_after(desk):
    paper, officer = desk
    cell = ratio(paper, officer)

    record_figure(
        paper, cell.target, by=officer, seen_edition=1, numerator=D("7.5"), denominator=D(10), note="Đủ hồ sơ"
    )

    entry = AuditEntry.objects.filter(action="progress.record_figure").latest("pk")
    assert entry.changes == [["tử số", "9", "7,5"], ["giá trị", "90", "75"]]
    cell.refresh_from_db()
    assert (cell.edition, cell.reached) == (2, False)


def test_writing_the_same_again_changes_nothing(desk):
    paper, officer = desk
    cell = ratio(paper, officer)

    again = ratio(paper, officer, seen=0)

    assert (again.edition, AuditEntry.objects.filter(action="progress.record_figure").count()) == (1, 1)
    assert again.pk == cell.pk


def test_second_of_two_is_told_who_wrote_what(desk):
    paper, officer = desk
    other = plans.person(paper.unit, "head", name="Phạm Thị Hoa")
    ratio(paper, officer)

    with pytest.raises(ValidationError) as refusal:
        ratio(paper, other, 8, 10, seen=0)

    assert refusal.value.code == "changed_meanwhile"
    for words in ("Trần Văn Bình", "9/10 (90 %)", "8/10 (80 %)"):
        assert words in refusal.value.messages[0]
    assert Measurement.objects.get().numerator == 9


def test_own_word_of_a_moment_ago_stands_in_nobodys_way(desk):
    paper, officer = desk
    ratio(paper, officer, 8)

    cell = ratio(paper, officer, 9, seen=0)

    assert (cell.numerator, cell.edition) == (9, 2)


def test_many_figures_are_written_all_or_none(desk):
    paper, officer = desk
    first, second = targets(paper)
    count(paper, plans.person(paper.unit, "head"), 7)
    foreign = make.target(plans.draft(paper.unit, officer), officer)
    good, bad = Entry(first.pk, 0, Parts(D(1), D(2))), Entry(second.pk, 5, Parts(value=D(2)))

    with pytest.raises(ValidationError) as refusal:
        record_figures(paper, [good, bad, Entry(foreign.pk, 0, Parts(value=D(1)))], by=officer)

    codes = {key: [error.code for error in errors] for key, errors in refusal.value.error_dict.items()}
    assert codes == {str(second.pk): ["changed_meanwhile"], str(foreign.pk): ["not_asked"]}
    assert Measurement.objects.get().value == 7


def test_many_figures_take_no_more_queries_than_two(world, django_assert_num_queries):
    facts = [{"text": f"Chỉ tiêu {n}"} for n in range(12)]
    papers = Obligation.objects.select_related("duty__plan", "unit")
    paper = papers.get(pk=make.owed(world.issued(*facts), world.schools[0]).pk)
    officer = plans.person(world.schools[0])
    rows = targets(paper)
    record_figure(paper, rows[0], by=officer, seen_edition=0, numerator=D(1), denominator=D(2))
    entries = [Entry(target.pk, 0, Parts(D(9), D(10))) for target in rows[1:]]

    with django_assert_num_queries(8):
        record_figures(paper, entries[:2], by=officer)
    with django_assert_num_queries(8):
        record_figures(paper, entries[2:], by=officer)
    with django_assert_num_queries(8):
        record_figures(paper, [Entry(target.pk, 1, Parts(D(8), D(10))) for target in rows], by=officer)
    assert set(Measurement.objects.values_list("numerator", "value", "edition")) == {(8, 80, 2)}


def test_a_figure_too_large_for_its_place_is_refused(desk):
    paper, officer = desk

    with pytest.raises(ValidationError) as refusal:
        ratio(paper, officer, 10**11, D("0.0001"))

    assert refusal.value.code == "too_large"


def test_words_too_long_for_their_place_are_refused_and_not_cut(desk):
    paper, officer = desk

    with pytest.raises(ValidationError) as refusal:
        ratio(paper, officer, note="a" * 4001)

    assert refusal.value.code == "too_long"
    assert len(ratio(paper, officer, note="a" * 4000).note) == 4000


def test_only_targets_of_the_unit_and_the_frequency_are_asked(world):
    first, second = world.schools
    plan = world.issued(
        {"text": "Mọi trường"},
        {"text": "Riêng trường một", "units": [first]},
        {"text": "Hằng năm", "frequency": "year"},
        {"text": "Của Sở", "level": "own"},
    )

    assert [str(target) for target in targets_asked(make.owed(plan, first))] == ["Mọi trường", "Riêng trường một"]
    assert [str(target) for target in targets_asked(make.owed(plan, second))] == ["Mọi trường"]
    assert [str(target) for target in targets_asked(make.owed(plan, world.department))] == ["Của Sở"]


def test_who_writes_is_asked_for_what_the_page_shows(world):
    first, second = world.schools
    named = {"text": "Riêng trường một", "units": [first]}
    own = {"text": "Của Sở", "level": "own"}
    addressed = world.issued({"text": "Mọi trường"}, named, {"text": "Hằng năm", "frequency": "year"}, own, to=[second])
    alone = world.issued({"text": "Của nơi ban hành"}, named, own, to=[world.department])
    every = list(Target.objects.values_list("pk", flat=True))
    papers = Obligation.objects.filter(duty__plan__in=[addressed, alone]).exclude(period="")

    written = {paper.pk: asked_among(paper, every).keys() for paper in papers.select_related("duty__plan")}

    assert written == {paper.pk: {target.pk for target in targets_asked(paper)} for paper in papers}
    assert len({frozenset(asked) for asked in written.values()}) >= 5


@pytest.mark.parametrize("role", ["inspector", "administrator", "member"])
def test_who_does_not_answer_for_the_unit_writes_no_figure(desk, role):
    paper, _ = desk

    with pytest.raises(PermissionDenied):
        ratio(paper, plans.person(paper.unit, role))


def test_foreign_officer_writes_no_figure(desk, world):
    paper, _ = desk

    for unit in (world.schools[1], world.department, world.communes[0]):
        with pytest.raises(PermissionDenied):
            ratio(paper, plans.person(unit))
    assert Measurement.objects.count() == 0


def test_member_writes_the_cell_that_was_given_and_no_other(desk):
    paper, officer = desk
    teacher = plans.person(paper.unit, "member", name="Vũ Thị Lan")
    first, _ = targets(paper)

    cell = give_cell(paper, first, teacher, by=officer)
    written = ratio(paper, teacher)

    assert (written.pk, written.numerator, written.keeper) == (cell.pk, 9, teacher)
    assert Notice.objects.filter(person=teacher, key__contains=":given:").count() == 1
    with pytest.raises(PermissionDenied):
        count(paper, teacher)
    give_cell(paper, first, None, by=officer)
    with pytest.raises(PermissionDenied):
        ratio(paper, teacher, 8, seen=1)


def test_cell_is_given_only_to_who_works_there(desk, world):
    paper, officer = desk

    with pytest.raises(ValidationError) as refusal:
        give_cell(paper, targets(paper)[0], plans.person(world.schools[1]), by=officer)

    assert refusal.value.code == "not_there"


def test_member_who_left_writes_no_more(desk):
    paper, officer = desk
    teacher = plans.person(paper.unit, "member")
    give_cell(paper, targets(paper)[0], teacher, by=officer)
    Post.objects.filter(person=teacher).delete()
    teacher.posts_by_day = None

    with pytest.raises(PermissionDenied):
        ratio(paper, teacher)


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


def handed_in(paper, officer):
    ratio(paper, officer)
    count(paper, officer)
    submit_obligation(paper, note="", by=officer)
    return paper


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
