"""Nominations: drafted, judged, put forward, given up; warnings and papers."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.queries import history_of
from thidua.awards.models import Nomination
from thidua.awards.operations import nomination_papers as papers
from thidua.awards.operations import nominations as operations
from thidua.awards.queries.nominations import missing_papers, steps_of, warnings_of
from thidua.awards.tests import make, sitting
from thidua.documents.operations import add_attachment
from thidua.initiatives.models import Initiative, TitleUse
from thidua.people.models import Notice

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 20)


def refused(deed, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **kwargs)
    return refusal.value.code


def drafted(place=None, award=make.WORKER, **facts):
    """A place, its season, and a draft for the first teacher, graded good unless `graded` says otherwise."""
    place = place or make.Place()
    season = make.season(place.school)
    grade = facts.pop("graded", "good")
    if grade:
        make.grade(place.school, place.teachers[0], grade, by=place.officer)
    row = operations.draft_nomination(season, place.teachers[0], award, by=place.officer, today=TODAY, **facts)
    return place, season, row


def answered(row, place, met=True):
    """Every open condition answered by the head."""
    for one in list(row.findings["answerable"]):
        operations.judge_condition(row, one["key"], met, "Tổ nhận xét", by=place.head, today=TODAY)
    return row


def initiative(place, author, *, status="recognised", title="Ngân hàng câu hỏi"):
    made = Initiative.objects.create(
        unit=place.team, year=2026, title=title, status=status, created_by=author, changed_by=author
    )
    made.authors.create(person=author, share=100)
    return made


def test_officer_drafts_and_the_rules_judge_at_once():
    place, season, row = drafted(merit=" Đạt  giải Nhất hội giảng ")

    assert (row.award_name, row.status, row.outcome) == ("Lao động tiên tiến", "draft", "open")
    assert (row.season, row.desk, row.unit, row.merit) == (season, season, place.school, "Đạt giải Nhất hội giảng")
    assert row.findings["rules_of"] == "2026-05-20"
    assert [one["ask"] for one in row.findings["answerable"]]


def test_only_keepers_of_the_season_draft():
    place = make.Place()
    season = make.season(place.school)

    for person in (place.teachers[1], place.leader, place.chief, place.stranger):
        with pytest.raises(PermissionDenied):
            operations.draft_nomination(season, place.teachers[0], make.WORKER, by=person, today=TODAY)


def test_draft_is_refused_for_strangers_other_awards_closed_seasons_and_twice():
    place, season, row = drafted()
    closed = make.season(place.school, title="Đợt cũ", status="closed")
    asked = {"by": place.officer, "today": TODAY}

    draft = operations.draft_nomination
    assert refused(draft, season, place.stranger, make.WORKER, **asked) == "not_of_unit"
    assert refused(draft, season, place.other, make.COLLECTIVE, **asked) == "not_of_unit"
    assert refused(draft, season, place.teachers[0], "labour_order_third", **asked) == "not_in_season"
    assert refused(draft, closed, place.teachers[0], make.WORKER, **asked) == "season_closed"
    assert refused(draft, season, place.teachers[0], make.WORKER, **asked) == "drafted_already"
    assert refused(draft, season, place.teachers[0], make.COLLECTIVE, **asked) == "wrong_subject"
    assert list(Nomination.objects.all()) == [row]


def test_many_are_drafted_and_what_is_refused_does_not_hold_up_the_others():
    place, season, _ = drafted()

    done = operations.draft_nominations(season, place.teachers, make.WORKER, by=place.officer, today=TODAY)

    assert [row.person for row in done.rows] == place.teachers[1:]
    assert [name for name, _ in done.refused] == [place.teachers[0].full_name]


def test_team_and_school_are_nominated_with_the_school_as_their_unit():
    place = make.Place()
    season = make.season(place.school)

    rows = [
        operations.draft_nomination(season, unit, make.COLLECTIVE, by=place.officer, today=TODAY)
        for unit in (place.team, place.school)
    ]

    assert [(row.collective, row.unit) for row in rows] == [(place.team, place.school), (place.school, place.school)]


def test_answer_of_a_person_is_kept_shown_and_audited():
    place, _, row = drafted()
    key = row.findings["answerable"][0]["key"]

    assert refused(operations.judge_condition, row, key, True, " ", by=place.head, today=TODAY) == "no_reason"
    assert (
        refused(operations.judge_condition, row, "khong-co", True, "Có", by=place.head, today=TODAY)
        == "no_such_condition"
    )
    answered(row, place)

    assert row.outcome == "met"
    assert row.judgements[key]["by"] == place.head.full_name
    assert "Tổ nhận xét" in history_of(row).first().sentence


def test_nominee_does_not_answer_for_the_own_case():
    place = make.Place()
    season = make.season(place.school)
    make.grade(place.school, place.officer, by=place.officer)
    row = operations.draft_nomination(season, place.officer, make.WORKER, by=place.officer, today=TODAY)
    operations.propose_nomination(row, by=place.officer, today=TODAY)

    assert not place.officer.has_perm("awards.judge_condition", row)
    with pytest.raises(PermissionDenied):
        operations.pass_nomination(row, by=place.officer, reason="Xứng đáng")
    operations.pass_nomination(row, by=place.head, reason="Họp liên tịch ngày 20/5/2026")
    assert row.status == "passed"


def test_findings_are_frozen_when_it_is_put_forward():
    place, season, row = drafted()
    operations.propose_nomination(row, by=place.officer, today=TODAY)
    before = row.findings

    assert (row.status, row.received_on) == ("ready", TODAY)
    assert refused(operations.judge_nomination, row, today=TODAY) == "wrong_state"
    assert operations.judge_drafts(season, by=place.officer, today=TODAY) == 0
    row.refresh_from_db()
    assert row.findings == before
    assert Notice.objects.filter(person=place.teachers[0], key=f"awards:proposed:{row.pk}").count() == 1


def test_drafts_follow_the_facts_until_then():
    place, season, row = drafted(graded=None)
    assert row.outcome == "not_met"

    make.grade(place.school, place.teachers[0], "good", by=place.officer)
    assert operations.judge_drafts(season, by=place.officer, today=TODAY) == 1

    row.refresh_from_db()
    assert row.outcome == "open"


def test_who_does_not_meet_the_conditions_goes_forward_by_the_heads_word_only():
    place, _, row = drafted(graded="completed")
    assert row.outcome == "not_met"

    propose = operations.propose_nomination
    assert refused(propose, row, by=place.officer, today=TODAY) == "not_met"
    assert refused(propose, row, by=place.officer, today=TODAY, reason="Có công") == "head_only"
    propose(row, by=place.head, today=TODAY, reason="Có công lớn trong xây dựng trường")

    assert row.status == "ready"
    assert (row.exception["reason"], row.exception["by"]) == ("Có công lớn trong xây dựng trường", "Đỗ Văn Hiển")
    assert "Có công lớn" in history_of(row).first().sentence


def test_recall_and_a_later_proposal_keep_the_day_of_receipt():
    place, _, row = drafted()
    operations.propose_nomination(row, by=place.officer, today=TODAY)
    operations.recall_nomination(row, by=place.officer)
    operations.change_nomination(row, by=place.officer, today=date(2026, 6, 1), merit="Thêm")
    operations.propose_nomination(row, by=place.officer, today=date(2026, 6, 2))

    assert (row.status, row.received_on, row.findings["rules_of"]) == ("ready", TODAY, "2026-05-20")


def test_what_lies_elsewhere_or_was_put_forward_is_not_changed():
    place, _, row = drafted()
    above = make.season(place.department)
    operations.propose_nomination(row, by=place.officer, today=TODAY)
    change = operations.change_nomination

    assert refused(change, row, by=place.officer, today=TODAY, merit="x") == "wrong_state"
    Nomination.objects.filter(pk=row.pk).update(desk=above)
    row.refresh_from_db()
    assert refused(operations.recall_nomination, row, by=place.officer) == "not_here"
    assert refused(operations.withdraw_nomination, row, by=place.officer, reason="Thôi") == "not_here"


def test_withdrawing_needs_a_reason_and_tells_the_nominee():
    place, season, row = drafted()
    operations.propose_nomination(row, by=place.officer, today=TODAY)

    assert refused(operations.withdraw_nomination, row, by=place.officer, reason="") == "no_reason"
    operations.withdraw_nomination(row, by=place.officer, reason="Chuyển công tác")

    assert (row.status, row.reason) == ("withdrawn", "Chuyển công tác")
    assert Notice.objects.filter(key=f"awards:withdrawn:{row.pk}").count() == 1
    operations.draft_nomination(season, place.teachers[0], make.WORKER, by=place.officer, today=TODAY)


def test_head_gives_the_word_where_no_vote_is_prescribed():
    place, _, row = drafted()
    operations.propose_nomination(row, by=place.officer, today=TODAY)

    assert refused(operations.pass_nomination, row, by=place.head, reason="") == "no_reason"
    operations.fail_nomination(row, by=place.head, reason="Chưa rõ thành tích")
    assert (row.status, row.reason) == ("failed", "Chưa rõ thành tích")
    operations.reopen_nomination(row, by=place.head, reason="Có thêm minh chứng")
    operations.pass_nomination(row, by=place.head, reason="Đã đủ minh chứng")
    assert row.status == "passed"


def test_word_is_refused_where_the_law_or_the_council_wants_a_vote():
    place, _, row = drafted(award=make.FIGHTER, graded="excellent")
    operations.propose_nomination(row, by=place.officer, today=TODAY)
    assert refused(operations.pass_nomination, row, by=place.head, reason="Xứng đáng") == "vote_needed"

    other, _, second = drafted()
    operations.propose_nomination(second, by=other.officer, today=TODAY)
    sitting.council(other, matter=make.WORKER)
    assert refused(operations.pass_nomination, second, by=other.head, reason="Xứng đáng") == "vote_needed"


def test_initiatives_are_recognised_own_and_not_used_for_the_same_title():
    place, _, row = drafted(award=make.FIGHTER)
    own, raw = initiative(place, place.teachers[0]), initiative(place, place.teachers[0], status="reported")
    foreign = initiative(place, place.teachers[1])
    change = operations.change_nomination
    asked = {"by": place.officer, "today": TODAY}

    assert refused(change, row, initiatives=[raw], **asked) == "not_recognised"
    assert refused(change, row, initiatives=[foreign], **asked) == "not_author"
    change(row, initiatives=[own], **asked)
    assert list(row.initiatives.all()) == [own]
    assert warnings_of(row) == []

    use = {"person": place.teachers[0], "year": 2025, "by": place.officer}
    TitleUse.objects.create(initiative=own, award=make.WORKER, award_name="Lao động tiên tiến", **use)
    assert [(one.code, bool(one.source)) for one in warnings_of(row)] == [("used_initiative", True)]
    TitleUse.objects.create(initiative=own, award=make.FIGHTER, award_name="Chiến sĩ thi đua cơ sở", **use)
    assert refused(change, row, initiatives=[own], **asked) == "used_already"


def test_initiative_of_another_live_nomination_is_told():
    place, season, row = drafted(award=make.FIGHTER)
    own = initiative(place, place.teachers[0])
    asked = {"by": place.officer, "today": TODAY}
    operations.change_nomination(row, initiatives=[own], **asked)

    other = operations.draft_nomination(season, place.teachers[0], make.WORKER, initiatives=[own], **asked)

    assert sorted(one.code for one in warnings_of(other)) == ["several_titles", "used_initiative"]


def test_duplicates_and_double_rewards_are_told_from_the_history():
    place, season, row = drafted(merit="Đạt giải Nhất hội giảng cấp tỉnh")
    make.award(place.school, place.teachers[0], by=place.officer)
    make.award(
        place.school,
        place.teachers[0],
        "commendation_certificate",
        by=place.officer,
        year="2024-2025",
        award_name="Giấy khen",
        achievement="đạt giải nhất hội giảng cấp tỉnh.",
    )
    second = make.season(place.school, title="Đợt bổ sung")
    make.nomination(second, place.teachers[0], by=place.officer, status="ready")
    make.registration(season, place.teachers[1], by=place.officer)

    assert {one.code for one in warnings_of(row)} == {
        "given_already",
        "proposed_already",
        "same_achievement",
        "not_registered",
    }


def test_cap_of_local_rules_is_told_when_more_are_proposed():
    place = make.Place()
    season = make.season(place.school)
    sitting.local_rules(
        place.school,
        """
[[quota]]
key = "title_emulation_fighter_unit"
name = "Chiến sĩ thi đua cơ sở"
mode = "replace"
share = "50%"
of = "số Lao động tiên tiến"
source = "QC Đ3"
verified = true
""",
        by=place.head,
    )
    rows = [make.nomination(season, one, by=place.officer, status="ready") for one in place.teachers[:2]]
    fighters = [make.nomination(season, place.teachers[0], make.FIGHTER, by=place.officer)]

    assert "over_quota" not in {one.code for one in warnings_of(fighters[0])}
    fighters.append(make.nomination(season, place.teachers[1], make.FIGHTER, by=place.officer))

    told = [one.text for one in warnings_of(fighters[0]) if one.code == "over_quota"]
    assert len(rows) == 2
    assert told == [
        "Vượt mức trần: đang đề nghị 2/2, Chiến sĩ thi đua cơ sở: không quá 50% số Lao động tiên tiến: 1 (chính xác 1)."
    ]


def test_papers_are_missing_until_they_are_there():
    place, _, row = drafted(award=make.FIGHTER)
    assert [paper.key for paper in missing_papers(row)] == ["achievement_report"]

    operations.change_nomination(row, by=place.officer, today=TODAY, initiatives=[initiative(place, place.teachers[0])])
    assert [paper.key for paper in missing_papers(row)] == ["achievement_report", "initiative_proof"]
    papers.waive_paper(row, "initiative_proof", by=place.officer, reason="Căn cứ là hoàn thành xuất sắc")
    assert refused(papers.waive_paper, row, "achievement_report", by=place.officer, reason="x") == "always_needed"

    file = add_attachment(place.school, by=place.officer, data=b"bao cao", name="bao-cao.txt")
    papers.add_paper(row, "achievement_report", by=place.officer, attachment=file)
    assert refused(papers.add_paper, row, "khong_co", by=place.officer, attachment=file) == "no_such_paper"
    assert missing_papers(row) == []
    papers.take_out_paper(row, row.papers.get().pk, by=place.officer)
    assert [paper.key for paper in missing_papers(row)] == ["achievement_report"]


def test_files_of_others_are_no_evidence():
    place, _, row = drafted()
    file = add_attachment(place.other, by=place.stranger, data=b"rieng", name="rieng.txt")

    assert refused(operations.change_nomination, row, by=place.officer, today=TODAY, evidence=[file]) == "not_seen"
    assert refused(papers.add_paper, row, "achievement_report", by=place.officer, attachment=file) == "not_seen"


def test_stepper_tells_where_it_is():
    place, _, row = drafted()
    assert [(step.label, step.state) for step in steps_of(row)] == [
        ("Đang lập", "now"),
        ("Chờ xét", "next"),
        ("Được đồng ý", "next"),
        ("Đã có quyết định khen thưởng", "next"),
    ]

    above = make.season(place.department)
    Nomination.objects.filter(pk=row.pk).update(desk=above, status="ready")
    row.refresh_from_db()
    assert [(step.label, step.state) for step in steps_of(row)][3] == (
        "Chờ xét (Sở Giáo dục và Đào tạo Đông Hải)",
        "now",
    )
