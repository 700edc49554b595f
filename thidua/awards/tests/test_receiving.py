"""Dossiers with their receiver: taken in, given back, agreed to, refused, concluded, and answers from outside."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from thidua.awards.models import Nomination
from thidua.awards.operations.dossiers import (
    agree_entry,
    conclude_dossier,
    draft_dossier,
    flag_entries,
    receive_dossier,
    receive_entries,
    record_answer,
    refuse_entry,
    resend_entry,
    return_dossier,
    submit_dossier,
    take_back_dossier,
    take_out_entry,
)
from thidua.awards.queries.dossiers import deadline_for, outcome_of, with_nominations
from thidua.awards.tests import make
from thidua.awards.tests.test_dossiers import DAY, WHY, Case, refused, told
from thidua.people.models import Unit

pytestmark = pytest.mark.django_db


# Receiving


def test_receiving_moves_the_desk_and_sets_a_deadline_in_working_days():
    case = Case()

    made = case.received()

    assert (made.status, made.to_season, made.received_on, made.due) == ("received", case.above, DAY, date(2026, 7, 8))
    assert "20 ngày làm việc" in made.due_source
    assert "cần đối chiếu văn bản" in made.due_source
    assert [(row.status, row.desk) for row in Nomination.objects.all()] == [("ready", case.above)] * 3
    assert told(case.officer) == [
        f"Sở Giáo dục và Đào tạo Đông Hải đã tiếp nhận hồ sơ “{made.title}”, hạn giải quyết 08/07/2026"
    ]


def test_deadline_of_a_commune_rests_on_its_own_rule():
    case = Case()
    made = case.draft(to_unit=make_commune())

    assert deadline_for(made, DAY) == (date(2026, 7, 8), deadline_for(made, DAY)[1])
    assert "cần đối chiếu" not in deadline_for(made, DAY)[1]


def make_commune() -> Unit:
    return Unit.objects.add_root({"name": "Xã Bình Minh", "kind": "commune", "code": "BM", "sign": "BM"})


def test_receiver_takes_it_into_an_open_season_of_its_own():
    case = Case()
    made = case.sent()
    closed = make.season(case.place.department, title="Đợt cũ", status="closed")

    refused("other_unit", receive_dossier, made, case.season, by=case.clerk, today=DAY)
    refused("season_closed", receive_dossier, made, closed, by=case.clerk, today=DAY)
    for person in (case.officer, case.place.appraiser, case.place.stranger):
        with pytest.raises(PermissionDenied):
            receive_dossier(made, case.above, by=person, today=DAY)


def test_nobody_receives_the_own_nomination():
    case = Case()
    case.rows.append(make.nomination(case.season, case.clerk, by=case.officer, status="passed"))
    made = case.sent()

    refused("own_case", receive_dossier, made, case.above, by=case.clerk, today=DAY)
    receive_dossier(made, case.above, by=case.place.chief, today=DAY)
    assert made.status == "received"


def test_whole_dossier_comes_back_with_a_reason_and_goes_up_again():
    case = Case()
    made = case.received()

    refused("no_reason", return_dossier, made, by=case.clerk, reason=" ")
    return_dossier(made, by=case.clerk, reason="Thiếu biên bản", today=DAY)

    assert (made.status, made.reason) == ("returned", "Thiếu biên bản")
    assert [(row.status, row.desk, row.reason) for row in Nomination.objects.all()] == [
        ("returned", case.season, "Thiếu biên bản")
    ] * 3
    take_out_entry(case.entry(2), by=case.officer)
    submit_dossier(made, by=case.officer, today=date(2026, 6, 12), anyway=WHY)
    assert case.states() == ["sent", "sent", "returned"]
    assert made.submission.number.startswith("02/TTr-")
    assert len(told(case.clerk)) == 2


def test_only_flagged_ones_come_back_and_go_up_alone():
    case = Case()
    made = case.received()

    flag_entries(made, {case.entry().pk: "Bổ sung minh chứng"}, by=case.clerk, today=DAY)

    assert (made.status, case.states()) == ("received", ["returned", "ready", "ready"])
    assert (case.entry().state, case.entry().remark) == ("flagged", "Bổ sung minh chứng")
    assert told(case.place.teachers[0])[-1] == "Đề nghị Lao động tiên tiến cần bổ sung: Bổ sung minh chứng"
    resend_entry(case.entry(), by=case.officer, today=DAY, answer="Đã thêm giấy chứng nhận")
    assert case.states() == ["sent", "ready", "ready"]
    assert "đã bổ sung và gửi lại" in told(case.clerk)[-1]
    assert receive_entries(made, by=case.clerk, today=DAY) == 1
    assert (case.states(), case.entry().answer) == (["ready"] * 3, "Đã thêm giấy chứng nhận")


def test_flags_need_words_and_what_waits_here():
    case = Case()
    made = case.received()
    first = case.entry().pk

    refused("nothing_chosen", flag_entries, made, {}, by=case.clerk)
    refused("no_reason", flag_entries, made, {first: " "}, by=case.clerk)
    refused("not_here", flag_entries, made, {first + 1000: "Bổ sung"}, by=case.clerk)
    Nomination.objects.filter(pk=case.rows[0].pk).update(status="passed")
    refused("not_here", flag_entries, made, {first: "Bổ sung"}, by=case.clerk)
    refused("judged_already", return_dossier, made, by=case.clerk, reason="Thiếu")
    with pytest.raises(PermissionDenied):
        flag_entries(made, {first: "Bổ sung"}, by=case.officer)


def test_unflagged_entry_is_not_sent_again():
    case = Case()
    case.received()

    refused("wrong_state", resend_entry, case.entry(), by=case.officer, today=DAY)
    refused("nothing_sent", receive_entries, case.entry().dossier, by=case.clerk, today=DAY)


# Deciding


def test_one_is_agreed_another_refused_and_the_dossier_is_concluded():
    case = Case()
    made = case.received()

    refused("undecided", conclude_dossier, made, by=case.clerk, today=DAY)
    agree_entry(case.entry(0), by=case.clerk, today=DAY, reason="Họp ngày 10/06/2026")
    refuse_entry(case.entry(1), by=case.clerk, reason="Không đủ thời gian công tác")
    Nomination.objects.filter(pk=case.rows[2].pk).update(status="passed")
    conclude_dossier(made, by=case.clerk, today=DAY)

    assert (made.status, made.concluded_on) == ("concluded", DAY)
    assert [(entry.state, entry.remark) for entry in made.entries.all()] == [
        ("agreed", "Họp ngày 10/06/2026"),
        ("refused", "Không đủ thời gian công tác"),
        ("agreed", ""),
    ]
    assert case.states() == ["passed", "refused", "passed"]
    assert told(case.officer)[-1].endswith("2 đồng ý, 1 không đồng ý")
    assert told(case.place.teachers[1])[-1].endswith("không được đồng ý: Không đủ thời gian công tác")


def test_refusing_needs_a_reason_and_a_receiver():
    case = Case()
    case.received()

    refused("no_reason", refuse_entry, case.entry(), by=case.clerk, reason="")
    with pytest.raises(PermissionDenied):
        refuse_entry(case.entry(), by=case.officer, reason="Không đủ")


def test_department_merges_dossiers_of_several_schools_into_its_own():
    case = Case(count=1)
    first = case.received()
    other = make.season(case.place.other)
    row = make.nomination(other, case.place.stranger, by=case.place.stranger, status="passed")
    second = draft_dossier(other, [row], by=case.place.stranger, today=DAY)
    submit_dossier(second, by=case.place.stranger, today=DAY, anyway=WHY)
    receive_dossier(second, case.above, by=case.clerk, today=DAY)
    Nomination.objects.update(status="passed")

    merged = draft_dossier(
        case.above, Nomination.objects.all(), by=case.clerk, to_name="Ủy ban nhân dân tỉnh", today=DAY
    )
    submit_dossier(merged, by=case.clerk, today=DAY, anyway=WHY)

    assert (merged.entries.count(), case.states()) == (2, ["sent", "sent"])
    assert outcome_of(with_nominations(first.entries.all()).get(), first) == "agreed"
    conclude_dossier(first, by=case.clerk, today=DAY)
    assert first.entries.get().state == "agreed"


def test_what_came_back_from_above_is_handed_down():
    case = Case(count=1)
    first = case.received()
    Nomination.objects.update(status="passed")
    upper = draft_dossier(case.above, Nomination.objects.all(), by=case.clerk, to_name="Tỉnh", today=DAY)
    submit_dossier(upper, by=case.clerk, today=DAY, anyway=WHY)
    record_answer(upper, upper.entries.all(), by=case.clerk, today=DAY, answer="returned", reason="Thiếu xác nhận")

    flag_entries(first, {first.entries.get().pk: "Tỉnh trả lại: thiếu xác nhận"}, by=case.clerk)

    row = Nomination.objects.get()
    assert (row.status, row.desk) == ("returned", case.season)
    resend_entry(first.entries.get(), by=case.officer, today=DAY, answer="Đã xác nhận")
    receive_entries(first, by=case.clerk, today=DAY)
    row.refresh_from_db()
    assert (row.status, row.desk) == ("ready", case.above)


# Answers from outside


def test_answers_from_outside_are_written_in():
    case = Case()
    made = case.sent(to_name="Ủy ban nhân dân tỉnh Đông Hải")
    facts = {"by": case.officer, "today": DAY}

    record_answer(made, [case.entry(0)], answer="refused", reason="Không đủ chuẩn", **facts)
    record_answer(made, [case.entry(1)], answer="returned", reason="Thiếu báo cáo", **facts)
    record_answer(
        made,
        [case.entry(2)],
        answer="agreed",
        decided_by="Chủ tịch Ủy ban nhân dân tỉnh",
        decision_number="900/QĐ-UBND",
        decision_date=DAY,
        **facts,
    )

    assert case.states() == ["refused", "returned", "awarded"]
    assert [entry.state for entry in made.entries.all()] == ["refused", "flagged", "agreed"]
    assert case.rows[2].given.decision_number == "900/QĐ-UBND"
    refused("undecided", conclude_dossier, made, **facts)
    resend_entry(case.entry(1), **facts)
    record_answer(made, [case.entry(1)], answer="refused", reason="Vẫn thiếu", **facts)
    conclude_dossier(made, **facts)
    assert made.status == "concluded"


def test_answers_of_a_receiver_within_are_its_own():
    case = Case()
    made = case.sent()

    with pytest.raises(PermissionDenied):
        record_answer(made, [case.entry()], by=case.officer, today=DAY, answer="refused", reason="Không")
    refused("inside", record_answer, made, [case.entry()], by=case.clerk, today=DAY, answer="refused", reason="Không")


def test_answers_need_what_they_say():
    case = Case()
    made = case.sent(to_name="Tỉnh")
    facts = {"by": case.officer, "today": DAY}

    refused("no_answer", record_answer, made, [case.entry()], answer="maybe", **facts)
    refused("no_reason", record_answer, made, [case.entry()], answer="refused", **facts)
    refused("nothing_chosen", record_answer, made, [], answer="refused", reason="Không", **facts)
    record_answer(made, [case.entry()], answer="refused", reason="Không", **facts)
    refused("answered", record_answer, made, [case.entry()], answer="refused", reason="Không", **facts)
    refused("answered", take_back_dossier, made, by=case.officer)
    refused("outside", receive_dossier, made, case.season, **facts)
