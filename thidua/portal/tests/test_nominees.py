"""Nominees shown to everybody, and comments without an account."""

from datetime import timedelta

import pytest
from django.urls import reverse

from thidua.awards.models import Nomination, Objection, Publication
from thidua.awards.operations.own_days import show_honours
from thidua.awards.operations.publications import answer_objection, open_publication
from thidua.awards.tests.test_publications import Shown
from thidua.kernel.calendar import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown():
    return Shown(merit="Dạy giỏi nhiều năm", summary="MẬT: hoàn cảnh gia đình", reason="MẬT")


def opened(shown, **facts) -> Publication:
    row = shown.listed(today=today(), **facts)
    open_publication(row, by=shown.place.officer, today=today())
    return row


def page_of(row) -> str:
    return reverse("portal:nominees", args=[row.code])


def words(**facts):
    return {"text": "Cần xem lại.", "name": "Trần Văn Dân", "contact": "0912", **facts}


def test_list_shows_names_units_awards_and_short_merits_only(client, shown):
    answer = client.get(page_of(opened(shown)))

    for said in ("Nguyễn Giáo Viên 0", "Trường THPT Suối Mơ", "Lao động tiên tiến", "Dạy giỏi nhiều năm"):
        assert said in answer.text
    assert ("MẬT" in answer.text, shown.place.officer.full_name in answer.text) == (False, False)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_comment_gets_a_receipt_that_tells_the_answer_and_nothing_else(client, shown, caplog):
    row = opened(shown)

    sent = client.post(page_of(row), words(nomination=shown.rows[0].pk), follow=True)

    objection = Objection.objects.get()
    assert (objection.nomination, objection.sender_name, objection.sender) == (shown.rows[0], "Trần Văn Dân", None)
    assert (objection.receipt in sent.text, "Chờ trả lời" in sent.text) == (True, True)
    answer_objection(objection, by=shown.place.head, upheld=False, answer="Đã kiểm tra, không đúng.")
    told = client.get(reverse("portal:objection", args=[objection.receipt]))
    assert "Đã kiểm tra, không đúng." in told.text
    assert [said for said in ("Trần Văn Dân", "0912", "Cần xem lại.", "Giáo Viên 0") if said in told.text] == []
    assert "Trần Văn Dân" not in caplog.text


@pytest.mark.parametrize("facts", [{"text": ""}, {"name": ""}, {"website": "http://x"}, {"nomination": "9" * 30}])
def test_wrong_comment_is_refused_in_place(client, shown, facts):
    answer = client.post(page_of(opened(shown)), words(**facts))

    assert (answer.status_code, Objection.objects.count()) == (422, 0)


def test_drafts_inside_lists_and_wrong_codes_are_not_found(client, shown):
    draft = shown.listed(shown.rows[:1], today=today())
    inside = shown.listed(shown.rows[1:], today=today(), is_public=False)
    open_publication(inside, by=shown.place.officer, today=today())

    for code in (draft.code, inside.code, "K7QM-3ZPA-X9"):
        assert client.get(reverse("portal:nominees", args=[code])).status_code == 404
        assert client.post(reverse("portal:nominees", args=[code]), words()).status_code == 404
    assert client.get(reverse("portal:objection", args=["K7QM-3ZPA-X9"])).status_code == 404


@pytest.mark.parametrize("status", ["open", "closed"])
def test_after_the_last_day_neither_names_nor_comments_though_some_are_still_answered(client, shown, status):
    row = opened(shown)
    client.post(page_of(row), words())
    yesterday = today() - timedelta(days=1)
    Publication.objects.filter(pk=row.pk).update(ends=yesterday, status=status)

    over = client.post(page_of(row), words(text="Muộn"))

    assert (over.status_code, Objection.objects.count()) == (200, 1)
    assert ("Giáo Viên 0" in over.text, "Dạy giỏi" in over.text, "Gửi ý kiến</button>" in over.text) == (False,) * 3
    assert f"{yesterday:%d/%m/%Y}</b>; từ ngày" in over.text
    assert "Kết quả khen thưởng" in over.text


def test_over_list_leads_to_the_honours_of_a_unit_that_shows_them(client, shown):
    row = opened(shown)
    Publication.objects.filter(pk=row.pk).update(ends=today() - timedelta(days=1))

    without = client.get(page_of(row)).text
    show_honours(shown.place.school, by=shown.place.head, is_public=True)

    assert ("bảng vinh danh" in without, "bảng vinh danh" in client.get(page_of(row)).text) == (False, True)


def test_names_stand_until_the_end_of_the_last_day(client, shown):
    row = opened(shown)
    Publication.objects.filter(pk=row.pk).update(ends=today())

    assert "Giáo Viên 0" in client.get(page_of(row)).text


def test_comments_are_not_sent_by_the_hundred(client, shown, settings):
    settings.COMMENTS_AN_HOUR = 3
    row = opened(shown)

    codes = [client.post(page_of(row), words(text=f"Ý kiến {n}")).status_code for n in range(5)]

    assert (codes, Objection.objects.count()) == ([302, 302, 302, 429, 429], 3)


def test_who_has_signed_in_does_not_send_comments_by_the_hundred_as_a_stranger(client, shown, settings):
    settings.COMMENTS_AN_HOUR = 1
    row = opened(shown)
    client.force_login(shown.place.teachers[1], backend="allauth.account.auth_backends.AuthenticationBackend")

    codes = [client.post(page_of(row), words(text=f"Ý kiến {n}")).status_code for n in range(3)]

    assert codes == [302, 429, 429]


def test_page_asks_the_same_queries_for_many(client, shown, django_assert_max_num_queries):
    row = opened(shown)

    with django_assert_max_num_queries(6):
        assert client.get(page_of(row)).status_code == 200


def test_whole_school_opens_it_at_once_but_codes_are_not_tried_by_the_thousand(client, shown, settings):
    settings.CHECKS_A_MINUTE = 3
    row = opened(shown)

    assert {client.get(page_of(row)).status_code for _ in range(6)} == {200}
    wrong = [client.get(reverse("portal:nominees", args=[f"K7QM-3ZPA-X{n}"])).status_code for n in range(2, 7)]
    assert wrong == [404, 404, 404, 429, 429]
    assert client.get(reverse("portal:objection", args=["K7QM-3ZPA-X9"])).status_code == 429


def test_who_was_withdrawn_meanwhile_is_not_shown_to_strangers(client, shown):
    row = opened(shown)
    Nomination.objects.filter(pk=shown.rows[0].pk).update(status="withdrawn")

    page = client.get(page_of(row))

    assert ("Nguyễn Giáo Viên 0" in page.text, "Nguyễn Giáo Viên 1" in page.text) == (False, True)
    assert client.post(page_of(row), words(nomination=shown.rows[0].pk)).status_code == 422
