"""Scores, what they come to, decisions, and what the plan sets."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from thidua.initiatives.lawbook import CriterionTemplate, answer_within, council_share, file_within, rubric_templates
from thidua.initiatives.models import Adoption, Recognition, Review
from thidua.initiatives.operations.recognition import (
    recognise_initiative,
    refuse_initiative,
    revoke_recognition,
    spread_initiative,
    use_for_title,
)
from thidua.initiatives.operations.reviews import (
    Entry,
    assign_reviewers,
    criteria_of,
    release_review,
    remind_reviewers,
    reopen_review,
    save_scores,
    submit_review,
)
from thidua.initiatives.operations.rounds import conclude_round, open_discussion, open_scoring
from thidua.initiatives.operations.rubrics import change_rubric, copy_rubric, copy_template
from thidua.initiatives.queries.proposals import Proposal, proposed_rounds
from thidua.initiatives.queries.reviews import peers_of, verdict_of
from thidua.initiatives.tests import make
from thidua.initiatives.tests.test_registering import refusal_of
from thidua.kernel.calendar import today
from thidua.plans.models import Duty, Phase
from thidua.plans.tests import make as plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.School()


@pytest.fixture
def judged(school):
    """An initiative under review by two, with a round whose rubric has floors and conditions."""
    rubric = copy_template(school.unit, "commune_100", by=school.officer)
    wave = make.round_of(school, rubric=rubric)
    row = make.initiative(wave, school.teachers[0], status="reported")
    assign_reviewers(row, school.teachers[1:], by=school.officer)
    open_scoring(wave, by=school.officer)
    row.refresh_from_db()
    return row


def give(review: Review, share: int, *, met: bool = True, **floors: int) -> None:
    """This share (per cent) of all points; other shares for criteria by the first word of their names."""
    entries = {
        each.pk: Entry(each.most * floors.get(each.name.split()[0], share) / 100, met, "")
        for each in criteria_of(review)
    }
    save_scores(review, entries, by=review.reviewer, comment="")
    submit_review(review, by=review.reviewer)


def test_average_and_spread_are_of_what_was_handed_in(judged):
    one, two = judged.reviews.order_by("number")
    give(one, 60)
    give(two, 90)

    verdict = verdict_of(judged)

    assert (verdict.handed_in, verdict.average, verdict.spread, verdict.deviation) == (2, 75, 30, 15)
    assert (verdict.passed, verdict.words) == (True, "đạt")


def test_floor_of_one_criterion_fails_the_whole(judged):
    one, two = judged.reviews.order_by("number")
    give(one, 90, Mức=40)
    give(two, 90, Mức=45)

    verdict = verdict_of(judged)

    assert (verdict.passed, len(verdict.reasons)) == (False, 2)


def test_points_below_the_mark_fail(judged):
    for review in judged.reviews.all():
        give(review, 30, Mức=60)

    assert verdict_of(judged).reasons == ("Điểm trung bình 42 dưới mức đạt 50",)


@pytest.mark.parametrize(("no", "passed"), [(0, True), (1, None), (2, False)])
def test_condition_fails_by_more_than_half_and_one_doubt_asks_a_person(judged, no, passed):
    for n, review in enumerate(judged.reviews.order_by("number")):
        give(review, 80, met=n >= no)

    assert verdict_of(judged).passed is passed


def test_incomplete_sheet_is_not_handed_in(judged):
    review = judged.reviews.first()
    save_scores(review, {}, by=review.reviewer, comment="Tốt")

    assert refusal_of(submit_review, review, by=review.reviewer) == ["incomplete"]


def test_nobody_scores_for_another(judged):
    review = judged.reviews.first()
    other = judged.reviews.last().reviewer

    with pytest.raises(PermissionDenied):
        save_scores(review, {}, by=other, comment="")


def test_second_window_does_not_overwrite_unseen(judged):
    review = judged.reviews.first()
    seen = review.edition
    save_scores(review, {}, by=review.reviewer, comment="Một", seen_edition=seen)

    codes = refusal_of(save_scores, review, {}, by=review.reviewer, comment="Hai", seen_edition=seen)

    assert codes == ["changed_meanwhile"]


def test_discussion_keeps_what_was_given_before_it(school, judged):
    one, two = judged.reviews.order_by("number")
    give(one, 60)
    give(two, 90)
    open_discussion(judged.round, by=school.officer)

    reopen_review(Review.objects.get(pk=one.pk), by=one.reviewer)
    give(Review.objects.get(pk=one.pk), 80)

    one.refresh_from_db()
    assert (one.first_total, one.total, verdict_of(judged).average) == (60, 80, 85)


def test_reviewer_sees_nobody_s_points_before_the_own_are_in(school, judged):
    one, two = judged.reviews.order_by("number")
    give(two, 90)
    open_discussion(judged.round, by=school.officer, anyway=True)

    before = peers_of(Review.objects.get(pk=one.pk))
    give(Review.objects.get(pk=one.pk), 60)

    assert (before, peers_of(Review.objects.get(pk=one.pk))) == ([], [two])


def test_missing_sheets_hold_the_next_step(school, judged):
    assert refusal_of(open_discussion, judged.round, by=school.officer) == ["unfinished"]
    assert refusal_of(conclude_round, judged.round, by=school.officer) == ["unfinished"]


def test_reviewers_are_reminded_of_what_is_missing(school, judged):
    give(judged.reviews.first(), 60)

    assert remind_reviewers(judged.round, by=school.officer, today=today()) == 1
    give(judged.reviews.last(), 60)
    assert refusal_of(remind_reviewers, judged.round, by=school.officer, today=today()) == ["nobody"]


def test_scored_sheet_is_not_taken_back(school, judged):
    review = judged.reviews.first()
    give(review, 60)

    assert refusal_of(release_review, review, by=school.officer) == ["wrong_state"]


@pytest.mark.parametrize(("setting", "code"), [({"rubric": None}, "no_rubric"), ({}, "no_reviewers")])
def test_scoring_opens_only_when_all_is_there(school, setting, code):
    wave = make.round_of(school, **setting)
    make.initiative(wave, school.teachers[0], status="reported")

    assert refusal_of(open_scoring, wave, by=school.officer) == [code]


def test_scoring_of_nothing_is_refused(school):
    assert refusal_of(open_scoring, make.round_of(school), by=school.officer) == ["no_reports"]


def test_decision_waits_for_the_end_of_the_review(school, judged):
    assert refusal_of(refuse_initiative, judged, by=school.officer, reason="Chưa mới") == ["round_not_concluded"]
    codes = refusal_of(recognise_initiative, judged, make.decision(), by=school.officer, today=today())
    assert codes == ["round_not_concluded"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"number": " "}, "no_decision"),
        ({"scope": "world"}, "no_decision"),
        ({"day": today() + timedelta(days=1)}, "future_decision"),
        ({"votes_for": 5, "votes_of": 9}, "too_few_votes"),
        ({"votes_for": 9, "votes_of": 5}, "bad_votes"),
    ],
)
def test_decision_that_cannot_be_is_refused(school, facts, code):
    row = make.initiative(make.round_of(school), school.teachers[0], status="reported")

    codes = refusal_of(recognise_initiative, row, make.decision(**facts), by=school.officer, today=today())

    assert codes == [code]


def test_two_thirds_of_the_council_are_enough(school):
    row = make.initiative(make.round_of(school), school.teachers[0], status="reported")

    recognise_initiative(row, make.decision(votes_for=6, votes_of=9), by=school.officer, today=today())

    assert row.status == "recognised"


def test_wider_decision_comes_on_top(school):
    row = make.initiative(make.round_of(school), school.teachers[0], status="recognised")

    recognise_initiative(row, make.decision(scope="province", number="9/QĐ"), by=school.officer, today=today())

    row.refresh_from_db()
    assert (row.scope, row.recognitions.count()) == ("province", 2)
    again = refusal_of(recognise_initiative, row, make.decision(), by=school.officer, today=today())
    assert again == ["recognised_already"]


def test_author_in_office_does_not_recognise_the_own(school):
    wave = make.round_of(school)
    row = make.initiative(wave, school.officer, status="reported")

    with pytest.raises(PermissionDenied):
        recognise_initiative(row, make.decision(), by=school.officer, today=today())

    recognise_initiative(row, make.decision(), by=school.head, today=today())
    assert row.status == "recognised"


def test_last_recognition_revoked_takes_it_out_of_the_library(school):
    row = make.initiative(make.round_of(school), school.teachers[0], status="recognised")

    revoke_recognition(Recognition.objects.get(), by=school.officer, reason="Sao chép")

    row.refresh_from_db()
    assert (row.status, row.scope) == ("not_recognised", "")
    assert school.teachers[0].notices.filter(text__contains="Sao chép").exists()


def test_refused_author_reads_why(school):
    row = make.initiative(make.round_of(school), school.teachers[0], status="reported")

    refuse_initiative(row, by=school.officer, reason="Trùng với năm trước")

    assert row.status == "not_recognised"
    assert school.teachers[0].notices.filter(text__contains="Trùng với năm trước").exists()


def test_spread_rests_on_another_unit(school):
    row = make.initiative(make.round_of(school), school.teachers[0], status="recognised")
    elsewhere = make.unit("Trường Tiểu học Đồi Thông")
    before = refusal_of(spread_initiative, row, by=school.officer)
    Adoption.objects.create(initiative=row, unit=elsewhere, status="applied", by=school.officer)

    spread_initiative(row, by=school.officer)

    assert (before, row.status) == (["no_adoption"], "spread")


def test_one_initiative_counts_once_for_a_title(school):
    one, two = school.teachers[:2]
    wave = make.round_of(school)
    row = make.initiative(wave, one, status="recognised", authors=[(one, 60), (two, 40)])
    facts = {"award": "cstdcs", "award_name": "Chiến sĩ thi đua cơ sở", "by": school.officer}

    use_for_title(row, one, year=2026, **facts)
    use_for_title(row, two, year=2026, **facts)

    assert refusal_of(use_for_title, row, one, year=2027, **facts) == ["used_already"]
    assert refusal_of(use_for_title, row, school.teachers[2], year=2026, **facts) == ["not_author"]
    assert use_for_title(row, one, year=2027, award="tinh", award_name="Cấp tỉnh", by=school.officer).year == 2027


def test_templates_make_their_points(school):
    assert {template.key: template.most for template in rubric_templates()} == {
        "commune_100": 100,
        "school_100": 100,
        "older_school_100": 100,
    }
    assert [template.verified for template in rubric_templates()] == [False, False, False]


def test_law_is_data_with_its_source():
    assert (council_share().is_reached(6, 9), council_share().is_reached(5, 9)) == (True, False)
    assert answer_within().last_day(date(2026, 11, 30)) == date(2027, 2, 28)
    assert "13/2012" in answer_within().source
    assert (answer_within().verified, file_within().verified) == (True, False)


@pytest.mark.parametrize(
    ("criteria", "mark", "code"),
    [
        ([], "10", "no_criterion"),
        ([CriterionTemplate("Mới", most=Decimal(0))], "0", "no_points"),
        ([CriterionTemplate("Mới", most=Decimal(10), floor=Decimal(11))], "5", "floor_too_high"),
        ([CriterionTemplate("Mới", most=Decimal(10))], "11", "pass_mark_too_high"),
    ],
)
def test_rubric_that_cannot_be_is_refused(school, criteria, mark, code):
    rubric = make.rubric_of(school)

    codes = refusal_of(
        change_rubric, rubric, criteria, by=school.officer, name="Mới", source="", pass_mark=Decimal(mark)
    )

    assert codes == [code]


def test_rubric_with_scores_stands_and_its_copy_changes(school, judged):
    give(judged.reviews.first(), 80)
    rubric = judged.round.rubric
    lines = [CriterionTemplate("Hiệu quả", most=Decimal(10))]
    facts = {"by": school.officer, "name": "Mới", "source": "", "pass_mark": Decimal(5)}

    assert refusal_of(change_rubric, rubric, lines, **facts) == ["in_use"]
    copy = copy_rubric(rubric, by=school.officer)
    change_rubric(copy, lines, **facts)

    assert (copy.criteria.count(), rubric.criteria.count()) == (1, 8)


def test_plan_proposes_its_rounds(school):
    plan = plans.draft(school.unit, school.officer, start=date(2026, 1, 5), end=date(2027, 12, 31))
    Phase.objects.create(plan=plan, label="Đợt 1", end=date(2026, 8, 25))
    for due in (date(2026, 10, 31), date(2027, 10, 31)):
        Duty.objects.create(plan=plan, text="Báo cáo kết quả các giải pháp, sáng kiến đã đăng ký", due=due)

    found = proposed_rounds(plan)

    doubt = "Kế hoạch không nêu hạn đăng ký năm 2027; lấy theo năm 2026. Xem lại."
    assert found == [
        Proposal(2026, date(2026, 8, 25), date(2026, 10, 31), date(2026, 1, 5)),
        Proposal(2027, date(2027, 8, 25), date(2027, 10, 31), date(2027, 1, 1), doubt),
    ]


def test_plan_without_a_word_on_initiatives_proposes_none(school):
    plan = plans.draft(school.unit, school.officer)
    Duty.objects.create(plan=plan, text="Báo cáo tổng kết", due=date(2026, 12, 10))

    assert proposed_rounds(plan) == []
