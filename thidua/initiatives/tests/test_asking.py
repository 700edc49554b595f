"""Every deed asks who does it before anything else: whom the rules do not name does nothing."""

from decimal import Decimal
from io import BytesIO

import pytest

from thidua.initiatives.operations import (
    adopting,
    authors,
    dossiers,
    initiatives,
    likeness,
    past,
    recognition,
    results,
    reviews,
    rounds,
    rubrics,
)
from thidua.initiatives.tests import make
from thidua.kernel.calendar import today
from thidua.kernel.tests.asking import refuses

pytestmark = pytest.mark.django_db
NOW = make.NOW
OF_A_ROUND = {
    "add_round": lambda r, by: rounds.add_round(
        r.unit, by=by, name="Đợt riêng", year=2026, opens=NOW, closes=make.LATE
    ),
    "change_round": lambda r, by: rounds.change_round(r, by=by, name="Đợt khác"),
    "announce_round": lambda r, by: rounds.announce_round(r, by=by),
    "open_scoring": lambda r, by: rounds.open_scoring(r, by=by),
    "open_discussion": lambda r, by: rounds.open_discussion(r, by=by),
    "resume_scoring": lambda r, by: rounds.resume_scoring(r, by=by),
    "conclude_round": lambda r, by: rounds.conclude_round(r, by=by, anyway=True),
    "assign_evenly": lambda r, by: reviews.assign_evenly(r, [by], each=1, by=by),
    "remind_reviewers": lambda r, by: reviews.remind_reviewers(r, by=by, today=today()),
    "pack_dossiers": lambda r, by: dossiers.pack_dossiers(r, by=by),
    "draft_initiative": lambda r, by: initiatives.draft_initiative(r, r.unit, by=by, title="Của tôi", now=NOW),
    "copy_template": lambda r, by: rubrics.copy_template(r.unit, "school_100", by=by),
    "copy_rubric": lambda r, by: rubrics.copy_rubric(r.rubric, by=by),
    "change_rubric": lambda r, by: rubrics.change_rubric(
        r.rubric, [], by=by, name="Bộ khác", source="", pass_mark=Decimal(50)
    ),
    "start_past_import": lambda r, by: past.start_past_import(r.unit, by=by, data=b"x", name="cu.xlsx", today=today()),
}
OF_AN_INITIATIVE = {
    "save_initiative": lambda i, by: initiatives.save_initiative(
        i, by=by, seen_edition=i.edition, parts={}, title="Khác"
    ),
    "set_authors": lambda i, by: authors.set_authors(i, [], by=by, now=NOW),
    "set_results": lambda i, by: results.set_results(i, [], by=by),
    "register_initiative": lambda i, by: initiatives.register_initiative(i, by=by, now=NOW),
    "report_initiative": lambda i, by: initiatives.report_initiative(i, by=by, now=NOW),
    "return_initiative": lambda i, by: initiatives.return_initiative(i, by=by, reason="Thiếu", now=NOW),
    "open_review": lambda i, by: initiatives.open_review(i, by=by),
    "withdraw_initiative": lambda i, by: initiatives.withdraw_initiative(i, by=by, reason="Thôi"),
    "hand_on_initiative": lambda i, by: initiatives.hand_on_initiative(i, i.round, by=by, now=NOW),
    "assign_reviewers": lambda i, by: reviews.assign_reviewers(i, [by], by=by),
    "recognise_initiative": lambda i, by: recognition.recognise_initiative(i, make.decision(), by=by, today=today()),
    "refuse_initiative": lambda i, by: recognition.refuse_initiative(i, by=by, reason="Không mới"),
    "spread_initiative": lambda i, by: recognition.spread_initiative(i, by=by),
    "use_for_title": lambda i, by: recognition.use_for_title(i, by, award="x", award_name="X", year=2026, by=by),
    "take_dossier": lambda i, by: dossiers.take_dossier(i, BytesIO(), by=by),
    "publish_initiative": lambda i, by: adopting.publish_initiative(i, by=by, is_public=True),
    "mark_look_alike": lambda i, by: likeness.mark_look_alike(i, i, by=by, verdict="copied"),
}
OF_A_REVIEW = {
    "release_review": lambda r, by: reviews.release_review(r, by=by),
    "excuse_review": lambda r, by: reviews.excuse_review(r, by=by, reason="Bận"),
    "save_scores": lambda r, by: reviews.save_scores(r, {}, by=by, comment="Tốt"),
    "submit_review": lambda r, by: reviews.submit_review(r, by=by),
    "reopen_review": lambda r, by: reviews.reopen_review(r, by=by),
    "discuss": lambda r, by: reviews.discuss(r, by=by, text="Đồng ý"),
    "declare_conflict": lambda r, by: reviews.declare_conflict(r.reviewer, by, by=by),
}


@pytest.fixture
def school():
    return make.School()


@pytest.fixture
def stranger():
    """Who may do all of it in another school."""
    return make.School(name="Trường THCS Đồi Thông").officer


@pytest.mark.parametrize("deed", OF_A_ROUND.values(), ids=OF_A_ROUND)
def test_officer_of_another_school_does_nothing_to_a_round(school, stranger, deed):
    assert refuses(deed, make.round_of(school), stranger)


@pytest.mark.parametrize("deed", OF_AN_INITIATIVE.values(), ids=OF_AN_INITIATIVE)
def test_officer_of_another_school_does_nothing_to_an_initiative(school, stranger, deed):
    row = make.initiative(make.round_of(school), school.teachers[0], status="reported")

    assert refuses(deed, row, stranger)


@pytest.mark.parametrize("deed", OF_A_REVIEW.values(), ids=OF_A_REVIEW)
def test_officer_of_another_school_does_nothing_to_a_review(school, stranger, deed):
    review = make.judged(school.unit, school.teams[0], school.officer, "của trường")[2]

    assert refuses(deed, review, stranger)


def test_nobody_but_the_asked_answers_for_an_author(school, stranger):
    row = make.initiative(make.round_of(school), school.teachers[0])

    def agree(author, by):
        authors.agree_author(author, by=by, now=NOW)

    def decline(author, by):
        authors.decline_author(author, by=by, now=NOW)

    assert refuses(agree, row.authors.get(), stranger)
    assert refuses(decline, row.authors.get(), stranger)
