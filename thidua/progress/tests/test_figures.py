"""Figures are written and looked at together; two at one cell lose nothing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry as AuditEntry
from thidua.people.models import Notice, Post
from thidua.plans.models import Obligation, Target
from thidua.plans.tests import make as plans
from thidua.progress.measuring import Parts
from thidua.progress.models import Measurement
from thidua.progress.operations.figures import (
    Entry,
    give_cell,
    record_figure,
    record_figures,
)
from thidua.progress.queries.figures import (
    asked_among,
    targets_asked,
)
from thidua.progress.tests import make
from thidua.progress.tests.desks import D, count, ratio, targets

pytestmark = pytest.mark.django_db


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
