"""Every deed asks who does it before anything else: whom the rules do not name does nothing."""

from datetime import date

import pytest

from thidua.awards.models import Absence, LocalRules, Pledge, Publication
from thidua.awards.operations import (
    achievements,
    awards,
    decisions,
    dossiers,
    nomination_papers,
    nominations,
    own_days,
    pledges,
    publications,
    records,
    registrations,
    rulebook,
    seasons,
    sheets,
)
from thidua.awards.tests import make
from thidua.kernel.tests.asking import refuses
from thidua.people.models import Cluster

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 15)
TOLD = awards.PastAward(make.WORKER, make.YEAR, "Sở", "1/QĐ", DAY)
OF_A_UNIT = {
    "explain_share": lambda u, by: records.explain_share(
        u, year=make.YEAR, group="staff", ground="Theo văn bản", by=by
    ),
    "set_grades": lambda u, by: records.set_grades(u, [], year=make.YEAR, by=by),
    "add_lead": lambda u, by: records.add_lead(u, u, year=make.YEAR, kind="cluster", scope="province", by=by),
    "add_past_award": lambda u, by: awards.add_past_award(u, by, TOLD, by=by, today=DAY),
    "start_sheet": lambda u, by: sheets.start_sheet(u, "awards", by=by, data=b"x", name="so.xlsx", today=DAY),
    "add_own_day": lambda u, by: own_days.add_own_day(u, by=by, day=DAY, works=False, reason="Nghỉ bão"),
    "show_honours": lambda u, by: own_days.show_honours(u, by=by, is_public=True),
}
OF_A_SEASON = {
    "change_season": lambda s, by: seasons.change_season(s, by=by, title="Đợt khác"),
    "close_season": lambda s, by: seasons.close_season(s, by=by, anyway=True),
    "reopen_season": lambda s, by: seasons.reopen_season(s, by=by),
    "set_registrations": lambda s, by: registrations.set_registrations(s, s.unit, [make.COLLECTIVE], by=by, today=DAY),
    "draft_nominations": lambda s, by: nominations.draft_nominations(s, make.WORKER, [by], by=by, today=DAY),
    "judge_drafts": lambda s, by: nominations.judge_drafts(s, by=by, today=DAY),
}
OF_A_NOMINATION = {
    "write_report": lambda n, by: achievements.write_report(n, {}, by=by, seen={}),
    "waive_paper": lambda n, by: nomination_papers.waive_paper(n, "report", by=by, reason="Không cần"),
    "take_out_paper": lambda n, by: nomination_papers.take_out_paper(n, 1, by=by),
    "change_nomination": lambda n, by: nominations.change_nomination(n, by=by, today=DAY, merit="Khác"),
    "propose_nomination": lambda n, by: nominations.propose_nomination(n, by=by, today=DAY),
    "recall_nomination": lambda n, by: nominations.recall_nomination(n, by=by),
    "withdraw_nomination": lambda n, by: nominations.withdraw_nomination(n, by=by, reason="Thôi"),
    "pass_nomination": lambda n, by: nominations.pass_nomination(n, by=by, reason="Đồng ý"),
    "fail_nomination": lambda n, by: nominations.fail_nomination(n, by=by, reason="Không đồng ý"),
    "reopen_nomination": lambda n, by: nominations.reopen_nomination(n, by=by, reason="Xét lại"),
}
OF_A_DOSSIER = {
    "change_dossier": lambda d, by: dossiers.change_dossier(
        d, by=by, to_unit=d.to_unit, to_name="", title="Hồ sơ khác", note=""
    ),
    "add_entries": lambda d, by: dossiers.add_entries(d, [], by=by),
    "take_out_entry": lambda d, by: dossiers.take_out_entry(d.entries.get(), by=by),
    "submit_dossier": lambda d, by: dossiers.submit_dossier(d, by=by, today=DAY, anyway="Gửi sau"),
    "take_back_dossier": lambda d, by: dossiers.take_back_dossier(d, by=by, today=DAY),
    "resend_entry": lambda d, by: dossiers.resend_entry(d.entries.get(), by=by, today=DAY),
    "receive_dossier": lambda d, by: dossiers.receive_dossier(d, d.season, by=by, today=DAY),
    "receive_entries": lambda d, by: dossiers.receive_entries(d, by=by, today=DAY),
    "return_dossier": lambda d, by: dossiers.return_dossier(d, by=by, reason="Thiếu", today=DAY),
    "agree_entry": lambda d, by: dossiers.agree_entry(d.entries.get(), by=by, today=DAY),
    "refuse_entry": lambda d, by: dossiers.refuse_entry(d.entries.get(), by=by, reason="Không đủ"),
    "conclude_dossier": lambda d, by: dossiers.conclude_dossier(d, by=by, today=DAY),
}
OF_A_PLEDGE = {
    "change_pledge": lambda p, by: pledges.change_pledge(p, by=by, title="Khác"),
    "open_pledge": lambda p, by: pledges.open_pledge(p, by=by),
    "sign_pledge": lambda p, by: pledges.sign_pledge(p, p.cluster.unit, by=by),
    "recall_pledge": lambda p, by: pledges.recall_pledge(p, by=by),
    "close_pledge": lambda p, by: pledges.close_pledge(p, by=by, anyway=True),
    "remind_pledge": lambda p, by: pledges.remind_pledge(p, by=by),
}
OF_A_LIST = {
    "remove_publication": lambda p, by: publications.remove_publication(p, by=by),
    "open_publication": lambda p, by: publications.open_publication(p, by=by, today=DAY),
    "close_publication": lambda p, by: publications.close_publication(p, by=by, today=DAY),
    "keep_result": lambda p, by: publications.keep_result(p, by=by, today=DAY),
}
OF_RULES = {
    "change_rules": lambda r, by: rulebook.change_rules(r, by=by, name="Khác", document=None),
    "write_text": lambda r, by: rulebook.write_text(r, "", by=by, seen=""),
    "discard_rules": lambda r, by: rulebook.discard_rules(r, by=by),
    "adopt_rules": lambda r, by: rulebook.adopt_rules(r, by=by),
}


@pytest.fixture
def place():
    return make.Place()


@pytest.mark.parametrize("deed", OF_A_UNIT.values(), ids=OF_A_UNIT)
def test_officer_of_another_school_writes_nothing_for_a_unit(place, deed):
    assert refuses(deed, place.school, place.stranger)


@pytest.mark.parametrize("deed", OF_A_SEASON.values(), ids=OF_A_SEASON)
def test_officer_of_another_school_does_nothing_to_a_season(place, deed):
    assert refuses(deed, make.season(place.school), place.stranger)


@pytest.mark.parametrize("deed", OF_A_NOMINATION.values(), ids=OF_A_NOMINATION)
def test_officer_of_another_school_does_nothing_to_a_nomination(place, deed):
    row = make.nomination(make.season(place.school), place.teachers[0], by=place.officer)

    assert refuses(deed, row, place.stranger)


@pytest.mark.parametrize("deed", OF_A_DOSSIER.values(), ids=OF_A_DOSSIER)
def test_officer_of_another_school_does_nothing_to_a_dossier(place, deed):
    season = make.season(place.school)
    row = make.nomination(season, place.teachers[0], by=place.officer, status="passed")
    dossier = make.dossier(season, place.department, by=place.officer, nominations=[row])

    assert refuses(deed, dossier, place.stranger)


@pytest.mark.parametrize("deed", OF_A_PLEDGE.values(), ids=OF_A_PLEDGE)
def test_officer_of_a_member_does_nothing_to_the_clusters_pledge(place, deed):
    cluster = Cluster.objects.create(unit=place.department, name="Cụm số 1")
    cluster.units.add(place.school, place.other)
    pledge = Pledge.objects.create(cluster=cluster, year=make.YEAR, title="Giao ước", text="Thi đua", by=place.clerk)

    assert refuses(deed, pledge, place.stranger)


@pytest.mark.parametrize("deed", OF_A_LIST.values(), ids=OF_A_LIST)
def test_officer_of_another_school_does_nothing_to_a_list_of_nominees(place, deed):
    row = Publication.objects.create(season=make.season(place.school), title="Danh sách", days=5, by=place.officer)

    assert refuses(deed, row, place.stranger)


@pytest.mark.parametrize("deed", OF_RULES.values(), ids=OF_RULES)
def test_officer_of_a_school_does_nothing_to_the_departments_rules(place, deed):
    row = LocalRules.objects.create(unit=place.department, n=1, name="Quy chế", content="", by=place.clerk)

    assert refuses(deed, row, place.stranger)


def test_officer_of_another_school_does_not_change_an_absence(place):
    row = Absence.objects.create(unit=place.school, person=place.teachers[0], kind="study", start=DAY, by=place.officer)

    def change(row, by):
        records.change_absence(row, kind="study", start=DAY, by=by)

    assert refuses(change, row, place.stranger)


def test_officer_of_another_school_does_nothing_to_a_decision(place):
    season = make.season(place.school)
    row = season.decisions.create(award=make.WORKER, title="Khen thưởng", by=place.officer)

    for deed in (
        lambda row, by: decisions.change_decision(row, by=by, title="Khác"),
        lambda row, by: decisions.discard_decision(row, by=by),
        lambda row, by: decisions.issue_decision(row, by=by, today=DAY),
        lambda row, by: decisions.draft_certificates(row, None, by=by),
    ):
        assert refuses(deed, row, place.stranger)
