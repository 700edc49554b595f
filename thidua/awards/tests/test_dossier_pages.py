"""Pages of dossiers: for the sender, the receiver, a division, and nobody else."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.awards.models import Dossier, Nomination
from thidua.awards.operations.appraisals import ask_appraisal, give_appraisal
from thidua.awards.operations.dossiers import draft_dossier, flag_entries, return_dossier
from thidua.awards.tests import make
from thidua.awards.tests.test_dossiers import DAY, Case
from thidua.documents.tests.make import upload
from thidua.initiatives.tests.test_library import signed_in

pytestmark = pytest.mark.django_db


def address(name: str, *args: object) -> str:
    return reverse(f"awards:{name}", args=args)


def post(client, person, url: str, **data):
    return signed_in(client, person).post(url, data)


def titles(answer) -> list[str]:
    """The first column of a workbook."""
    return [row[0] for row in CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()]


def statuses(client, url: str, *people) -> list[int]:
    return [signed_in(client, person).get(url).status_code for person in people]


# The season's dossiers


def test_list_shows_what_waits_and_what_was_sent(client):
    case = Case()
    row = make.nomination(case.season, case.place.leader, by=case.officer, status="passed")
    case.sent()

    page = signed_in(client, case.officer).get(address("dossiers", case.season.pk))

    assert page.status_code == 200
    assert "Đã đồng ý, chờ gửi" in page.text
    assert row.award_name in page.text
    assert "Hồ sơ đề nghị khen thưởng năm học 2025-2026" in page.text


def test_list_is_narrowed_with_and_without_diacritics_and_handed_out(client):
    case = Case(count=1)
    case.sent(title="Hồ sơ đợt một")
    other = make.nomination(case.season, case.place.leader, by=case.officer, status="passed")
    draft_dossier(case.season, [other], by=case.officer, title="Hồ sơ đợt hai", today=DAY)
    signed_in(client, case.officer)
    base = address("dossiers", case.season.pk)

    found = {
        words: [title for title in ("Hồ sơ đợt một", "Hồ sơ đợt hai") if title in client.get(base + words).text]
        for words in ("?q=dot+mot", "?q=phan+thi", "?trangthai=draft", "?chieu=den", "?q=khong-co")
    }

    assert found == {
        "?q=dot+mot": ["Hồ sơ đợt một"],
        "?q=phan+thi": ["Hồ sơ đợt hai"],
        "?trangthai=draft": ["Hồ sơ đợt hai"],
        "?chieu=den": [],
        "?q=khong-co": [],
    }
    assert titles(client.get(base + "?xuat=excel&q=dot+mot")) == ["Hồ sơ", "Hồ sơ đợt một"]


def test_lists_and_pages_ask_no_more_for_thirty_than_for_three(client):
    asked = {}
    for count in (3, 30):
        case = Case(count=count)
        for n, row in enumerate(case.rows):
            if n % 3 == 0:
                made = draft_dossier(case.season, [row], by=case.officer, today=DAY, title=f"Hồ sơ {n}")
                Dossier.objects.filter(pk=made.pk).update(status="submitted", submitted_on=DAY)
        rest = [row for n, row in enumerate(case.rows) if n % 3]
        big = draft_dossier(case.season, rest, by=case.officer, today=DAY)
        pages = (
            (case.officer, address("dossiers", case.season.pk)),
            (case.officer, address("dossier", big.pk)),
            (case.clerk, address("inbox")),
        )
        counts = []
        for person, url in pages:
            signed_in(client, person).get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
        asked[count] = counts

    assert asked[3] == asked[30]
    assert max(asked[3]) < 60


def test_stranger_and_teacher_do_not_put_together(client):
    case = Case()
    url = address("add_dossier", case.season.pk)

    assert statuses(client, url, case.officer, case.place.teachers[0], case.place.stranger) == [200, 403, 404]


def test_sender_puts_together_by_ticking(client):
    case = Case()
    url = address("add_dossier", case.season.pk)
    page = signed_in(client, case.officer).get(url)
    assert page.text.count("checked") >= 3

    facts = {"title": "Hồ sơ đợt 1", "to_unit": case.place.department.pk}
    answer = client.post(url, facts | {"nominations": [row.pk for row in case.rows[:2]]})

    made = Dossier.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.title, made.to_unit, made.entries.count()) == ("Hồ sơ đợt 1", case.place.department, 2)


def test_nothing_ticked_or_no_receiver_is_told(client):
    case = Case()
    url = address("add_dossier", case.season.pk)

    nothing = post(client, case.officer, url, title="Hồ sơ", to_unit=case.place.department.pk)
    nowhere = post(client, case.officer, url, title="Hồ sơ", nominations=[10**20])

    assert (nothing.status_code, nowhere.status_code, Dossier.objects.count()) == (422, 422, 0)
    assert "Chọn ít nhất một đề nghị đưa vào hồ sơ." in nothing.text


# One dossier


def test_page_before_sending_tells_what_is_missing(client):
    case = Case()
    made = case.draft()

    page = signed_in(client, case.officer).get(made.get_absolute_url())

    assert "Còn 4 điểm chưa đủ." in page.text
    assert "Thiếu giấy tờ chung: Biên bản bình xét thi đua" in page.text
    assert page.text.count("Thiếu báo cáo thành tích của cá nhân") == 3


def test_draft_is_seen_by_its_sender_only(client):
    case = Case()
    made = case.draft()

    people = (case.officer, case.place.head, case.clerk, case.place.stranger, case.place.teachers[0])
    assert statuses(client, made.get_absolute_url(), *people) == [200, 200, 404, 404, 404]


def test_sender_sends_and_takes_back(client):
    case = Case()
    made = case.draft()
    url = made.get_absolute_url()

    post(client, case.officer, url, act="submit")
    made.refresh_from_db()
    assert made.status == "draft"
    post(client, case.officer, url, act="submit", anyway="Biên bản gửi sau")
    made.refresh_from_db()
    assert made.status == "submitted"
    assert "Biên bản gửi sau" in signed_in(client, case.clerk).get(url).text
    post(client, case.officer, url, act="take_back")
    made.refresh_from_db()
    assert made.status == "draft"


def test_sender_may_not_do_what_the_receiver_does(client):
    case = Case()
    made = case.sent()
    url = made.get_absolute_url()

    for act in ("receive", "return", "conclude"):
        answer = post(client, case.officer, url, act=act, season=case.above.pk, reason="Thiếu")
        assert answer.status_code == 403
    assert post(client, case.clerk, url, act="take_back").status_code == 403
    assert post(client, case.clerk, url, act="nonsense").status_code == 404
    assert post(client, case.place.stranger, url, act="receive").status_code == 404


def test_receiver_takes_in_and_gives_back(client):
    case = Case()
    made = case.sent()
    url = made.get_absolute_url()

    page = signed_in(client, case.clerk).get(url)
    assert case.above.title in page.text
    post(client, case.clerk, url, act="receive", season=case.above.pk)
    made.refresh_from_db()
    assert made.status == "received"
    post(client, case.clerk, url, act="return", reason="Thiếu biên bản")
    made.refresh_from_db()
    assert made.status == "returned"
    assert "Thiếu biên bản" in signed_in(client, case.officer).get(url).text


def test_receiver_without_a_season_is_told_what_to_do(client):
    case = Case()
    made = case.sent()
    case.above.delete()

    page = signed_in(client, case.clerk).get(made.get_absolute_url())

    assert "Đơn vị chưa có đợt xét đang mở để tiếp nhận." in page.text
    post(client, case.clerk, made.get_absolute_url(), act="receive")
    made.refresh_from_db()
    assert made.status == "submitted"


def test_sender_changes_adds_and_takes_out(client):
    case = Case()
    made = case.draft()
    late = make.nomination(case.season, case.place.leader, by=case.officer, status="passed")

    post(client, case.officer, address("change_dossier", made.pk), title="Tên mới", to_name="Tỉnh Đông Hải", note="")
    post(client, case.officer, address("add_entries", made.pk), nominations=[late.pk])
    entry = case.entry(0)
    post(client, case.officer, made.get_absolute_url(), act="take_out", entry=entry.pk)

    made.refresh_from_db()
    assert (made.title, made.to_name, made.entries.count()) == ("Tên mới", "Tỉnh Đông Hải", 3)
    for name in ("change_dossier", "add_entries", "add_dossier_paper", "submission", "record_answer"):
        assert statuses(client, address(name, made.pk), case.officer, case.place.stranger) == [200, 404]


def test_sender_adds_a_paper_of_the_whole(client):
    case = Case()
    made = case.draft()
    url = address("add_dossier_paper", made.pk)

    signed_in(client, case.officer).post(url, {"key": "review_minutes", "file": upload("bien-ban.pdf")})

    assert [paper.key for paper in made.papers.all()] == ["review_minutes"]
    page = client.get(made.get_absolute_url())
    assert "Thiếu giấy tờ chung" not in page.text
    client.post(made.get_absolute_url(), {"act": "take_out_paper", "paper": made.papers.get().pk})
    assert not made.papers.exists()
    assert signed_in(client, case.officer).post(url, {"key": "review_minutes"}).status_code == 422


def test_submission_can_be_looked_at_before_it_goes(client):
    case = Case()
    made = case.draft()

    answer = signed_in(client, case.officer).get(address("submission", made.pk))

    assert answer["Content-Type"] == "application/pdf"
    made.refresh_from_db()
    assert made.submission is None


def test_pack_is_asked_for_and_shown(client):
    case = Case()
    made = case.sent()

    post(client, case.clerk, made.get_absolute_url(), act="pack")

    page = client.get(made.get_absolute_url())
    assert address("dossier_pack", made.pk) in page.text
    part = client.get(made.get_absolute_url(), headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<section id="pack"')


# Flags, opinions, words


def test_receiver_flags_some_and_the_sender_sends_them_again(client):
    case = Case()
    made = case.received()
    url = address("flag_entries", made.pk)
    entry = case.entry(0)

    assert post(client, case.clerk, url).status_code == 422
    assert statuses(client, url, case.clerk, case.officer, case.place.stranger) == [200, 403, 404]
    post(client, case.clerk, url, **{f"n_{entry.pk}": "Bổ sung minh chứng"})
    entry.refresh_from_db()
    assert entry.state == "flagged"
    page = signed_in(client, case.officer).get(address("dossier_entry", entry.pk))
    assert "Bổ sung minh chứng" in page.text
    post(client, case.officer, address("dossier_entry", entry.pk), act="resend", reason="Đã thêm")
    assert "vừa bổ sung và gửi lại" in signed_in(client, case.clerk).get(made.get_absolute_url()).text
    post(client, case.clerk, made.get_absolute_url(), act="receive_again")
    assert Nomination.objects.filter(status="ready").count() == 3


def test_receiver_says_its_word_of_one(client):
    case = Case()
    case.received()
    agreed, refused, flagged = (case.entry(n) for n in range(3))

    post(client, case.clerk, address("dossier_entry", agreed.pk), act="agree", reason="Họp ngày 10/06")
    post(client, case.clerk, address("dossier_entry", refused.pk), act="refuse", reason="Chưa đủ chuẩn")
    post(client, case.clerk, address("dossier_entry", flagged.pk), act="flag", reason="Thiếu xác nhận")

    assert [case.entry(n).state for n in range(3)] == ["agreed", "refused", "flagged"]
    assert post(client, case.officer, address("dossier_entry", agreed.pk), act="refuse", reason="x").status_code == 403
    assert statuses(client, address("dossier_entry", agreed.pk), case.officer, case.place.stranger) == [200, 404]


def test_sender_outside_answers_are_written_in(client):
    case = Case()
    made = case.sent(to_name="Ủy ban nhân dân tỉnh")
    url = address("record_answer", made.pk)
    facts = {"entries": [case.entry(0).pk], "answer": "agreed"}

    assert post(client, case.officer, url, **facts).status_code == 422
    decision = {"decided_by": "Chủ tịch tỉnh", "decision_number": "9/QĐ-UBND", "decision_date": "10/06/2026"}
    assert post(client, case.officer, url, **facts, **decision).status_code == 302
    post(client, case.officer, url, entries=[case.entry(1).pk], answer="refused", reason="Không đủ")

    assert [case.entry(n).state for n in range(3)] == ["agreed", "refused", "included"]


def test_division_sees_its_own_opinion_and_nothing_of_others(client):
    case = Case()
    made = case.received()
    office = make.unit("Văn phòng Sở", parent=case.place.department, kind="division")
    head = make.person(office, "leader", name="Trịnh Thị Phòng")
    mine, theirs = ask_appraisal(made, [case.place.division, office], by=case.clerk, due=date(2026, 6, 20), today=DAY)
    give_appraisal(theirs, by=head, agrees=False, opinion="Thiếu căn cứ riêng", remarks={}, today=DAY)
    url = mine.get_absolute_url()

    assert statuses(client, url, case.place.appraiser, head, case.clerk, case.officer) == [200, 404, 404, 404]
    page = signed_in(client, case.place.appraiser).get(url)
    assert "Thiếu căn cứ riêng" not in page.text
    assert client.get(made.get_absolute_url()).url == url
    assert client.get(address("dossier_entry", case.entry().pk)).url == url
    entry = case.entry(1)
    assert client.post(url, {"agrees": "khong", f"n_{entry.pk}": "Xem lại"}).status_code == 422
    client.post(url, {"agrees": "dong-y", "opinion": "Đủ", f"y_{entry.pk}": "khong", f"n_{entry.pk}": "Xem lại"})
    mine.refresh_from_db()
    assert (mine.agrees, mine.remarks.get().text) == (True, "Xem lại")
    whole = signed_in(client, case.clerk).get(made.get_absolute_url()).text
    assert "Thiếu căn cứ riêng" in whole
    assert "Xem lại" in whole
    assert "Văn phòng Sở gửi ý kiến thẩm định" in whole
    sender = signed_in(client, case.officer).get(made.get_absolute_url()).text
    assert "Tiếp nhận vào" in sender
    assert "Thiếu căn cứ riêng" not in sender
    assert "ý kiến thẩm định" not in sender


def test_receiver_asks_divisions(client):
    case = Case()
    made = case.received()
    url = address("ask_appraisal", made.pk)

    assert statuses(client, url, case.clerk, case.officer, case.place.stranger) == [200, 403, 404]
    assert post(client, case.clerk, url, due="20/06/2036").status_code == 422
    post(client, case.clerk, url, divisions=[case.place.division.pk], due="20/06/2036")
    assert made.appraisals.get().due == date(2036, 6, 20)


# Inbox


def test_inbox_is_narrowed_by_state_sender_award_and_words(client):
    case = Case(count=1)
    case.sent(title="Hồ sơ chờ")
    other = make.season(case.place.other)
    row = make.nomination(other, case.place.stranger, make.FIGHTER, by=case.place.stranger, status="sent")
    second = make.dossier(
        other, case.place.department, by=case.place.stranger, status="received", title="Hồ sơ xét", nominations=[row]
    )
    second.appraisals.create(division=case.place.division)
    signed_in(client, case.clerk)
    base = address("inbox")

    found = {
        words: [title for title in ("Hồ sơ chờ", "Hồ sơ xét") if title in client.get(base + words).text]
        for words in (
            "",
            "?trangthai=cho",
            "?trangthai=tham-dinh",
            "?trangthai=xong",
            f"?donvi={case.place.other.pk}",
            f"?danhhieu={make.WORKER}",
            "?q=doi+thong",
            "?q=nguoi+truong+khac",
        )
    }

    both, first, last = ["Hồ sơ chờ", "Hồ sơ xét"], ["Hồ sơ chờ"], ["Hồ sơ xét"]
    assert list(found.values()) == [both, first, last, [], last, first, last, last]
    assert titles(client.get(base + "?xuat=excel&trangthai=cho")) == ["Hồ sơ", "Hồ sơ chờ"]


def test_inbox_of_a_division_shows_what_it_was_asked(client):
    case = Case()
    made = case.received()
    ask_appraisal(made, [case.place.division], by=case.clerk, due=date(2036, 6, 20), today=DAY)

    page = signed_in(client, case.place.appraiser).get(address("inbox"))

    assert "Chờ ý kiến thẩm định" in page.text
    assert made.title in page.text


def test_inbox_is_not_for_teachers_and_empty_for_another_school(client):
    case = Case()
    case.sent()

    assert statuses(client, address("inbox"), case.place.teachers[0], case.place.stranger) == [403, 200]
    assert "Chưa có hồ sơ nào gửi đến" in signed_in(client, case.place.stranger).get(address("inbox")).text


def test_returned_and_flagged_are_marked_in_the_inbox(client):
    case = Case()
    made = case.received()
    flag_entries(made, {case.entry().pk: "Bổ sung"}, by=case.clerk)
    assert "1 đang bổ sung" in signed_in(client, case.clerk).get(address("inbox")).text
    return_dossier(made, by=case.clerk, reason="Thiếu biên bản")
    assert "Bị trả lại" in client.get(address("inbox")).text


def test_request_to_a_division_is_moved_and_withdrawn_on_its_page(client):
    case = Case()
    case.made = case.received()
    [asked] = ask_appraisal(case.made, [case.place.division], by=case.clerk, due=None)
    page = address("change_appraisal", asked.pk)
    client = signed_in(client, case.clerk)

    assert page in client.get(case.made.get_absolute_url()).content.decode()
    assert client.post(page, {"act": "withdraw", "reason": ""}).status_code == 422
    assert client.post(page, {"act": "due", "due": "20/06/2037"}).status_code == 302
    assert client.post(page, {"act": "withdraw", "reason": "Hỏi nhầm phòng"}).status_code == 302

    asked.refresh_from_db()
    assert (asked.status, f"{asked.due:%d/%m/%Y}") == ("withdrawn", "20/06/2037")
    assert "Phòng Tổ chức cán bộ: Hỏi nhầm phòng" in client.get(case.made.get_absolute_url()).content.decode()
    client = signed_in(client, case.officer)
    assert client.get(page).status_code == 404
    client = signed_in(client, case.place.appraiser)
    assert client.get(page).status_code == 404
    assert client.get(case.made.get_absolute_url()).status_code == 404
