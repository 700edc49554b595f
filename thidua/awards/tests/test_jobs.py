"""What the list of things to do says of this room."""

from datetime import timedelta

import pytest
from django.urls import reverse

from thidua.awards.models import Publication
from thidua.awards.operations.registrations import register
from thidua.awards.queries.jobs import duties_of
from thidua.awards.tests import make
from thidua.kernel.calendar import today

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def texts(person):
    person.posts_by_day = None
    return [due.text for due in duties_of(person, today())]


def test_who_has_not_registered_is_called_until_a_while_after_the_last_day():
    place = make.Place()
    season = make.season(place.school, registers_until=today() + 3 * DAY)
    register(season, place.teachers[1], make.WORKER, by=place.teachers[1], today=today())

    assert texts(place.teachers[0]) == ["Đăng ký thi đua"]
    assert texts(place.teachers[1]) == []
    assert texts(place.leader) == ["Đăng ký thi đua", "Đăng ký thi đua cho Tổ Toán - Tin"]
    assert texts(place.stranger) == []
    season.registers_until = today() - 3 * DAY
    season.save()
    assert texts(place.teachers[0]) == ["Đăng ký thi đua"]
    season.registers_until = today() - 30 * DAY
    season.save()
    assert texts(place.teachers[0]) == []


def test_nobody_is_called_to_a_season_that_is_closed_or_not_begun():
    place = make.Place()
    make.season(place.school, title="Xong", registers_until=today() + DAY, status="closed")
    make.season(place.school, title="Chưa", registers_from=today() + DAY, registers_until=today() + 9 * DAY)

    assert texts(place.teachers[0]) == []


def test_office_is_led_from_the_list_to_the_sending():
    place = make.Place()
    above = make.season(place.department, send_by=today() + 9 * DAY)
    season = make.season(place.school, parent=above, registers_until=today() - 30 * DAY)
    first = duties_of(place.officer, today())
    for n, status in enumerate(("draft", "ready", "returned")):
        make.nomination(season, place.teachers[n], by=place.officer, status=status)
    make.nomination(season, place.leader, by=place.officer, status="passed")

    later = duties_of(place.officer, today())

    assert [(due.day, due.text) for due in first] == [(above.send_by, "Lập danh sách đề nghị khen thưởng")]
    assert [due.text for due in later] == [
        "Đưa ra xét 1 đề nghị đang lập",
        "1 đề nghị chờ Hội đồng hoặc người đứng đầu xét",
        "Bổ sung 1 đề nghị bị trả lại",
        "Ra quyết định hoặc gửi hồ sơ 1 đề nghị được đồng ý",
    ]
    assert {due.day for due in later} == {above.send_by}
    assert texts(place.teachers[0]) == []


def test_dossier_calls_its_receiver_its_division_and_again_its_sender():
    place = make.Place()
    season = make.season(place.school)
    dossier = make.dossier(season, place.department, by=place.officer, status="submitted", title="Hồ sơ số 1")

    assert texts(place.clerk) == ["Tiếp nhận hồ sơ: Hồ sơ số 1"]
    dossier.appraisals.create(division=place.division)
    dossier.status = "received"
    dossier.save()
    assert texts(place.clerk) == ["Xét hồ sơ: Hồ sơ số 1"]
    assert texts(place.appraiser) == ["Thẩm định hồ sơ: Hồ sơ số 1"]
    dossier.status = "returned"
    dossier.save()
    assert texts(place.officer) == ["Bổ sung hồ sơ bị trả lại: Hồ sơ số 1"]
    assert texts(place.clerk) == []


def test_comments_are_answered_and_lists_ended():
    place = make.Place()
    season = make.season(place.school)
    shown = Publication.objects.create(
        season=season, title="Danh sách", days=5, ends=today() - DAY, status="open", code="a1", by=place.officer
    )

    assert texts(place.officer) == ["Kết thúc công khai"]
    shown.objections.create(sender_name="Phụ huynh", text="Xem lại")
    assert texts(place.officer) == ["Trả lời 1 ý kiến về danh sách công khai"]


def test_home_page_shows_it_with_its_button(client):
    place = make.Place()
    season = make.season(place.school, registers_until=today() + 3 * DAY)
    client.force_login(place.teachers[0], backend="allauth.account.auth_backends.AuthenticationBackend")

    answer = client.get(reverse("web:home"))

    assert reverse("awards:add_registration", args=[season.pk]) in answer.text


def test_search_finds_seasons_nominations_dossiers_and_pledges_as_far_as_one_may_see_them(client):
    place = make.Place()
    season = make.season(place.school, title="Xét thi đua Suối Mơ")
    make.nomination(season, place.teachers[0], by=place.officer, status="ready")
    make.dossier(season, place.department, by=place.officer, title="Hồ sơ Suối Mơ")

    def found(person, words):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        groups = dict(client.get(reverse("web:search"), {"q": words}).context["groups"])
        return [kind for kind in groups if "khen thưởng" in kind]

    assert found(place.officer, "suoi mo") == ["Đợt xét khen thưởng", "Đề nghị khen thưởng", "Hồ sơ khen thưởng"]
    assert found(place.teachers[1], "suoi mo") == ["Đợt xét khen thưởng"]
    assert found(place.stranger, "suoi mo") == []


def test_figures_of_the_home_page_count_what_is_listed(client):
    place = make.Place()
    make.season(place.school, registers_until=today() + 3 * DAY)
    make.season(place.school, title="Đợt trước", registers_until=today() - 3 * DAY)
    client.force_login(place.teachers[0], backend="allauth.account.auth_backends.AuthenticationBackend")

    counts = client.get(reverse("web:home")).context["counts"]

    assert (counts["waiting"], counts["soon"], counts["late"]) == (2, 1, 1)
