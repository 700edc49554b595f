"""Divisions look into a dossier beside each other."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from thidua.audit.models import Entry
from thidua.awards.models import Appraisal
from thidua.awards.operations.appraisals import ask_appraisal, give_appraisal, move_due, withdraw_appraisal
from thidua.awards.operations.dossiers import agree_entry, conclude_dossier, return_dossier
from thidua.awards.queries.dossiers import appraisals_of, divisions_of, remarks_on, with_nominations
from thidua.awards.queries.visibility import dossiers_visible_to, nominations_visible_to
from thidua.awards.tests import make
from thidua.awards.tests.test_dossiers import DAY, Case, refused, told
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 20)


@pytest.fixture
def case():
    found = Case()
    found.made = found.received()
    found.second = unit("Văn phòng Sở", parent=found.place.department, kind="division")
    found.second_head = make.person(found.second, "leader", name="Trịnh Thị Phòng")
    return found


def ask(case, *divisions, **facts) -> list[Appraisal]:
    chosen = divisions or (case.place.division, case.second)
    return ask_appraisal(case.made, chosen, by=case.clerk, due=DUE, today=DAY, **facts)


def test_two_divisions_are_asked_at_once_and_told(case):
    first, second = ask(case)

    assert told(case.place.appraiser) == [
        f"Sở Giáo dục và Đào tạo Đông Hải lấy ý kiến thẩm định hồ sơ “{case.made.title}” của Trường THPT Suối Mơ, "
        "hạn 20/06/2026"
    ]
    assert len(told(case.second_head)) == 1
    assert list(appraisals_of(case.place.appraiser)) == [first]
    assert list(appraisals_of(case.second_head)) == [second]


def test_only_own_divisions_are_asked_and_once(case):
    assert list(divisions_of(case.place.department, DAY)) == [case.place.division, case.second]
    refused("other_unit", ask, case, case.place.team)
    refused("other_unit", ask, case, case.place.school)
    refused("nothing_chosen", ask_appraisal, case.made, [], by=case.clerk, due=None)
    refused("past_due", ask_appraisal, case.made, [case.second], by=case.clerk, due=date(2026, 6, 1), today=DAY)
    ask(case, case.second)
    refused("asked_already", ask, case)
    with pytest.raises(PermissionDenied):
        ask_appraisal(case.made, [case.place.division], by=case.officer, due=None, today=DAY)


def test_nobody_is_asked_about_what_was_not_taken_in(case):
    return_dossier(case.made, by=case.clerk, reason="Thiếu biên bản")

    refused("wrong_state", ask, case)


def test_opinions_on_the_whole_and_on_single_nominees(case):
    first, second = ask(case)
    good, bad = case.entry(0).pk, case.entry(1).pk

    give_appraisal(
        first,
        by=case.place.appraiser,
        agrees=True,
        opinion="Hồ sơ đủ",
        remarks={good: (True, ""), bad: (False, "Chưa đủ 10 tháng công tác")},
        today=DAY,
    )

    assert (first.status, first.agrees, first.opinion, first.by) == ("given", True, "Hồ sơ đủ", case.place.appraiser)
    found = remarks_on(with_nominations(case.made.entries.all()))
    assert {entry: [(row.agrees, row.text) for row in rows] for entry, rows in found.items()} == {
        good: [(True, "")],
        bad: [(False, "Chưa đủ 10 tháng công tác")],
    }
    assert told(case.clerk)[-1] == f"Phòng Tổ chức cán bộ đã gửi ý kiến thẩm định hồ sơ “{case.made.title}”: đồng ý"
    facts = {"agrees": True, "opinion": "", "remarks": {}}
    refused("wrong_state", give_appraisal, first, by=case.place.appraiser, **facts)
    with pytest.raises(PermissionDenied):
        give_appraisal(second, by=case.place.appraiser, **facts)


def test_not_agreeing_needs_words(case):
    first, _ = ask(case)
    facts = {"by": case.place.appraiser}
    entry = case.entry().pk

    refused("no_reason", give_appraisal, first, agrees=False, opinion=" ", remarks={}, **facts)
    refused("no_reason", give_appraisal, first, agrees=True, opinion="", remarks={entry: (False, "")}, **facts)
    refused("not_in_dossier", give_appraisal, first, agrees=True, opinion="", remarks={0: (True, "")}, **facts)


def test_nobody_gives_an_opinion_on_oneself():
    case = Case()
    case.rows.append(make.nomination(case.season, case.place.appraiser, by=case.officer, status="passed"))
    case.made = case.received()
    [first] = ask_appraisal(case.made, [case.place.division], by=case.clerk, due=None, today=DAY)
    own = case.entry(3).pk

    facts = {"by": case.place.appraiser, "agrees": True, "opinion": ""}
    refused("own_case", give_appraisal, first, remarks={own: (True, "")}, **facts)
    give_appraisal(first, remarks={}, **facts)


def test_late_ones_are_known(case):
    first, second = ask(case)

    assert [first.is_late(DUE), first.is_late(date(2026, 6, 21))] == [False, True]
    second.given_at = timezone.make_aware(timezone.datetime(2026, 6, 20, 23, 30))
    assert not second.is_late(date(2026, 7, 1))


def test_concluding_without_an_asked_opinion_needs_a_reason(case):
    ask(case)
    for n in range(3):
        agree_entry(case.entry(n), by=case.clerk, today=DAY, reason="Họp ngày 10/06")

    refused("opinion_missing", conclude_dossier, case.made, by=case.clerk, today=DAY)
    conclude_dossier(case.made, by=case.clerk, today=DAY, reason="Phòng đã có ý kiến tại cuộc họp")
    assert case.made.conclusion == "Phòng đã có ý kiến tại cuộc họp"
    asked = Appraisal.objects.filter(dossier=case.made).first()
    refused("wrong_state", give_appraisal, asked, by=case.place.appraiser, agrees=True, opinion="", remarks={})


def test_withdrawn_request_is_told_with_its_reason_and_closes_the_dossier_to_the_division(case):
    first, _ = ask(case)
    assert case.made in dossiers_visible_to(case.place.appraiser)

    withdraw_appraisal(first, by=case.clerk, reason="Đã có ý kiến của Văn phòng Sở", today=DAY)

    assert (first.status, first.reason) == ("withdrawn", "Đã có ý kiến của Văn phòng Sở")
    assert told(case.place.appraiser)[-1] == (
        f"Sở Giáo dục và Đào tạo Đông Hải rút yêu cầu thẩm định hồ sơ “{case.made.title}”: Đã có ý kiến của Văn phòng Sở"
    )
    assert case.made not in dossiers_visible_to(case.place.appraiser)
    assert not nominations_visible_to(case.place.appraiser).exists()
    assert not appraisals_of(case.place.appraiser).exists()
    assert case.made in dossiers_visible_to(case.second_head)
    entry = Entry.objects.get(action="awards.withdraw_appraisal", subject_type="awards.dossier")
    assert "Phòng Tổ chức cán bộ: Đã có ý kiến" in entry.sentence
    facts = {"by": case.place.appraiser, "agrees": True, "opinion": "", "remarks": {}}
    refused("wrong_state", give_appraisal, first, **facts)


def test_division_is_asked_anew_after_a_withdrawal(case):
    first, _ = ask(case)
    withdraw_appraisal(first, by=case.clerk, reason="Hỏi nhầm", today=DAY)

    [again] = ask(case, case.place.division)

    assert list(appraisals_of(case.place.appraiser)) == [again]


def test_only_who_asked_withdraws_with_a_reason_and_before_the_opinion(case):
    first, second = ask(case)
    facts = {"reason": "Hỏi nhầm", "today": DAY}
    give_appraisal(second, by=case.second_head, agrees=True, opinion="", remarks={}, today=DAY)

    refused("no_reason", withdraw_appraisal, first, by=case.clerk, reason=" ", today=DAY)
    refused("wrong_state", withdraw_appraisal, second, by=case.clerk, **facts)
    for person in (case.officer, case.place.appraiser):
        with pytest.raises(PermissionDenied):
            withdraw_appraisal(first, by=person, **facts)
        with pytest.raises(PermissionDenied):
            move_due(first, None, by=person, today=DAY)


def test_silent_division_no_longer_holds_up_the_conclusion_once_withdrawn(case):
    [first] = ask(case, case.second)
    for n in range(3):
        agree_entry(case.entry(n), by=case.place.chief, reason="Đủ điều kiện", today=DAY)
    refused("opinion_missing", conclude_dossier, case.made, by=case.clerk, today=DAY)

    withdraw_appraisal(first, by=case.clerk, reason="Đã đủ căn cứ", today=DAY)
    conclude_dossier(case.made, by=case.clerk, today=DAY)

    case.made.refresh_from_db()
    assert case.made.status == "concluded"


def test_deadline_moves_and_the_division_is_told(case):
    first, _ = ask(case)

    move_due(first, date(2026, 6, 25), by=case.clerk, today=DAY)

    assert first.due == date(2026, 6, 25)
    assert told(case.place.appraiser)[-1].startswith(
        f"Hạn gửi ý kiến thẩm định hồ sơ “{case.made.title}” đổi thành 25/06/2026"
    )
    entry = Entry.objects.get(action="awards.change_appraisal", subject_type="awards.dossier")
    assert entry.changes == [["hạn gửi ý kiến", "20/06/2026", "25/06/2026"]]
    refused("past_due", move_due, first, date(2026, 6, 1), by=case.clerk, today=DAY)
    give_appraisal(first, by=case.place.appraiser, agrees=True, opinion="", remarks={}, today=DAY)
    refused("wrong_state", move_due, first, date(2026, 6, 28), by=case.clerk, today=DAY)
