"""Pages of lists that are shown before the decision, and of the days that count."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from thidua.awards.models import Objection, OwnDay, Publication
from thidua.awards.operations.publications import answer_objection, close_publication, object_to, open_publication
from thidua.awards.tests import make
from thidua.awards.tests.test_publications import Shown
from thidua.kernel.calendar import today

pytestmark = pytest.mark.django_db


def signed_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def opened(shown, rows=None, **facts) -> Publication:
    row = shown.listed(rows, **{"today": today(), **facts})
    open_publication(row, by=shown.place.officer, today=today())
    return row


def ended(row) -> None:
    """Its last day was yesterday."""
    Publication.objects.filter(pk=row.pk).update(starts=today() - timedelta(days=9), ends=today() - timedelta(days=1))


def test_keeper_writes_shows_and_changes_a_list(client):
    shown = Shown(merit="Dạy giỏi")
    signed_in(client, shown.place.officer)
    add = reverse("awards:add_publication", args=[shown.season.pk])
    page = client.get(add)
    facts = {"title": "Đợt 1", "nominations": [shown.rows[0].pk], "days": "3", "is_public": "on"}

    assert "Nguyễn Giáo Viên 0 – Lao động tiên tiến" in page.text
    made = client.post(add, facts, follow=True)
    row = Publication.objects.get()
    changed = client.post(reverse("awards:change_publication", args=[row.pk]), facts | {"title": "Đợt 2"}, follow=True)
    done = client.post(reverse("awards:publication_step", args=[row.pk]), {"act": "open"}, follow=True)

    assert ("Xem lại rồi bấm Công khai" in made.text, "Đợt 2" in changed.text) == (True, True)
    assert ("Đang công khai" in done.text, "Dạy giỏi" in done.text, row.code in done.text) == (True, True, True)
    assert "data:image/png" in done.text


def test_wrong_form_is_told_in_place(client):
    shown = Shown()
    add = reverse("awards:add_publication", args=[shown.season.pk])

    answer = signed_in(client, shown.place.officer).post(add, {"title": "", "days": "1", "nominations": ["9" * 30]})

    assert (answer.status_code, Publication.objects.count()) == (422, 0)
    assert "Chọn ít nhất một người" in client.post(add, {"title": "x", "days": "3"}).text
    assert client.post(add, {"title": "x", "days": "1", "nominations": [shown.rows[0].pk]}).status_code == 422


def test_colleague_reads_and_comments_and_sees_no_other_comments(client):
    shown = Shown()
    row = opened(shown)
    object_to(row, text="Ý KIẾN KHÁC", name="Người Dân", today=today())
    signed_in(client, shown.place.teachers[1])
    url = row.get_absolute_url()

    sent = client.post(url, {"nomination": shown.rows[0].pk, "text": "Xin xem lại."}, follow=True)

    assert ("Ý kiến của tôi" in sent.text, "Xin xem lại." in sent.text) == (True, True)
    assert [words for words in ("Ý KIẾN KHÁC", "Người Dân", "Kết thúc công khai") if words in sent.text] == []
    assert client.post(url, {"text": ""}).status_code == 422


def test_keeper_answers_and_the_sender_reads_it(client):
    shown = Shown()
    row = opened(shown)
    objection = object_to(row, text="Xin xem lại.", by=shown.place.teachers[1], today=today())
    signed_in(client, shown.place.officer)

    listed = client.get(row.get_absolute_url())
    url = reverse("awards:answer_objection", args=[objection.pk])
    assert (url in listed.text, "Nguyễn Giáo Viên 1" in listed.text) == (True, True)
    assert client.post(url, {"upheld": "", "answer": ""}).status_code == 422
    client.post(url, {"upheld": "co", "answer": "Đúng vậy."})

    objection.refresh_from_db()
    assert (objection.upheld, objection.answer) == (True, "Đúng vậy.")
    assert "Đúng vậy." in signed_in(client, shown.place.teachers[1]).get(row.get_absolute_url()).text


def test_result_is_printed_without_senders_and_kept_once(client):
    shown = Shown()
    row = opened(shown)
    objection = object_to(row, text="Cần kiểm tra giờ dạy.", name="Người Gửi Thư", today=today())
    answer_objection(objection, by=shown.place.head, upheld=False, answer="Đã kiểm tra.")
    signed_in(client, shown.place.officer)
    step, file = (
        reverse(f"awards:publication_{name}", args=[row.pk, *rest]) for name, rest in (("step", ()), ("file", ("pdf",)))
    )

    early = client.post(step, {"act": "keep"}, follow=True)
    assert "Kết thúc công khai rồi mới lưu" in early.text
    ended(row)
    client.post(step, {"act": "close"})
    assert client.get(file).content[:5] == b"%PDF-"
    assert client.get(reverse("awards:publication_file", args=[row.pk, "docx"])).content[:2] == b"PK"
    assert client.get(reverse("awards:publication_file", args=[row.pk, "zip"])).status_code == 404
    client.post(step, {"act": "keep"})
    again = client.post(step, {"act": "keep"}, follow=True)

    row.refresh_from_db()
    assert (row.status, row.result.files.count(), row.result.number[:3]) == ("closed", 2, "01/")
    assert "đã được lưu" in again.text


def test_words_of_the_result_name_nobody_who_sent():
    from thidua.awards.notice_paper import result_of

    shown = Shown()
    row = opened(shown)
    object_to(row, text="Cần kiểm tra giờ dạy.", name="Người Gửi Thư", today=today(), nomination=shown.rows[0])

    words = str(result_of(row, today=today()))

    assert ("Cần kiểm tra giờ dạy." in words, "Người Gửi Thư" in words) == (True, False)


def test_closing_early_says_until_when(client):
    shown = Shown()
    row = opened(shown)
    row.refresh_from_db()

    step = reverse("awards:publication_step", args=[row.pk])
    answer = signed_in(client, shown.place.officer).post(step, {"act": "close"}, follow=True)

    assert f"đến hết ngày {row.ends:%d/%m/%Y}" in answer.text
    row.refresh_from_db()
    assert row.status == "open"


def test_over_list_takes_no_comments(client):
    shown = Shown()
    row = opened(shown)
    ended(row)

    page = signed_in(client, shown.place.teachers[0]).post(row.get_absolute_url(), {"text": "Muộn"})

    assert (page.status_code, "Gửi ý kiến" in page.text, Objection.objects.count()) == (200, False, 0)


def test_drafts_and_lists_of_others_are_not_found_and_deeds_are_forbidden(client):
    shown = Shown()
    draft, row = shown.listed(shown.rows[:1], today=today()), opened(shown, shown.rows[1:])
    objection = object_to(row, text="Xem lại.", name="Dân", today=today())
    season = shown.season.pk

    signed_in(client, shown.place.teachers[0])
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(reverse("awards:answer_objection", args=[objection.pk])).status_code == 404
    for name, args in (
        ("add_publication", [season]),
        ("change_publication", [row.pk]),
        ("publication_file", [row.pk, "pdf"]),
        ("own_days", []),
    ):
        assert client.get(reverse(f"awards:{name}", args=args)).status_code == 403
    assert client.post(reverse("awards:publication_step", args=[row.pk]), {"act": "close"}).status_code == 403

    signed_in(client, shown.place.stranger)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(reverse("awards:publications", args=[season])).status_code == 404


@pytest.mark.parametrize("count", [3, 30])
def test_pages_ask_few_queries(client, django_assert_max_num_queries, count):
    place = make.Place(teachers=count)
    season = make.season(place.school)
    rows = [make.nomination(season, each, by=place.officer, status="passed") for each in place.teachers]
    shown = Shown.__new__(Shown)
    shown.place, shown.season, shown.rows = place, season, rows
    row = opened(shown)
    for n in range(count):
        object_to(row, text=f"Ý kiến {n}", name="Dân", nomination=rows[n], today=today())
    for n in range(count):
        Publication.objects.create(season=season, title=f"Danh sách {n}", days=5, by=place.officer)
    signed_in(client, place.officer)

    with django_assert_max_num_queries(24):
        assert client.get(reverse("awards:publications", args=[season.pk])).status_code == 200
    with django_assert_max_num_queries(28):
        assert client.get(row.get_absolute_url()).status_code == 200


def test_unit_writes_its_own_days(client):
    place = make.Place()
    signed_in(client, place.officer)
    url = reverse("awards:own_days")
    facts = {"day": "05/06/2026", "works": "nghi", "reason": "Bão"}

    assert client.post(url, facts).status_code == 302
    assert (client.post(url, facts).status_code, client.post(url, {"day": "x"}).status_code) == (422, 422)
    row = OwnDay.objects.get()
    assert (row.day, row.works, row.unit) == (date(2026, 6, 5), False, place.school)
    signed_in(client, place.stranger)
    assert client.post(reverse("awards:remove_own_day", args=[row.pk])).status_code == 404
    signed_in(client, place.officer)
    client.post(reverse("awards:remove_own_day", args=[row.pk]))
    assert not OwnDay.objects.exists()


def test_closed_list_shows_no_button(client):
    shown = Shown()
    row = opened(shown)
    ended(row)
    row.refresh_from_db()
    close_publication(row, by=shown.place.officer, today=today())

    page = signed_in(client, shown.place.officer).get(row.get_absolute_url())

    assert ("Kết thúc công khai</button>" in page.text, "Lấy số và lưu" in page.text) == (False, True)
    assert all(f">{words}</a>" in page.text for words in ("Tải Word", "Tải PDF"))
