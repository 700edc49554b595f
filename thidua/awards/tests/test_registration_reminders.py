"""Before the last day of registering who has not done so hears of it, once a day of the season, with the digest."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from thidua.audit.models import Entry
from thidua.awards.models import Season
from thidua.awards.operations.registration_reminders import remind_registrations
from thidua.awards.operations.seasons import change_season
from thidua.awards.tests import make
from thidua.awards.tests.test_decisions import refusal_of
from thidua.initiatives.tests.test_library import signed_in
from thidua.kernel.models import Run
from thidua.people.models import Notice
from thidua.progress.operations.daily import remind_daily
from thidua.progress.operations.reminders import remind_due

pytestmark = pytest.mark.django_db
LAST = date(2026, 10, 15)


@pytest.fixture
def place():
    return make.Place(teachers=2)


@pytest.fixture
def season(place):
    return make.season(place.school, registers_until=LAST, reminds_before=[7, 1], title="Năm học mới")


def told(person) -> list[str]:
    return list(person.notices.filter(key__startswith="remind:season").order_by("pk").values_list("text", flat=True))


def on(day, since=None):
    remind_due(today=day, since=since)


def test_who_has_not_registered_the_teams_leader_and_the_keepers_hear_of_it(place, season):
    make.registration(season, place.teachers[0], by=place.officer)

    on(LAST - timedelta(days=7))

    assert told(place.teachers[0]) == []
    assert told(place.teachers[1]) == ["Còn 7 ngày, hạn 15/10/2026: Đăng ký thi đua – Năm học mới"]
    assert told(place.leader) == [
        "Còn 7 ngày, hạn 15/10/2026: Đăng ký thi đua – Năm học mới",
        "Còn 7 ngày, hạn 15/10/2026: Đăng ký thi đua cho Tổ Toán - Tin – Năm học mới",
    ]
    assert told(place.officer)[-1] == (
        "Còn 7 ngày, hạn 15/10/2026: còn 4 người và 1 tổ, phòng chưa đăng ký thi đua – Năm học mới"
    )
    assert told(place.stranger) == told(place.clerk) == []


def test_days_are_those_of_the_season_and_missed_ones_are_caught_up_once(place, season):
    on(LAST - timedelta(days=6))
    assert told(place.teachers[0]) == []

    on(LAST - timedelta(days=5), since=LAST - timedelta(days=9))
    assert len(told(place.teachers[0])) == 1
    on(LAST - timedelta(days=1))
    assert told(place.teachers[0])[-1].startswith("Còn 1 ngày")
    on(LAST + timedelta(days=1), since=LAST - timedelta(days=9))
    assert len(told(place.teachers[0])) == 2


def test_job_that_runs_twice_tells_nothing_twice(place, season):
    day = LAST - timedelta(days=7)
    on(day)
    before, entries = Notice.objects.count(), Entry.objects.count()

    on(day)
    assert remind_registrations(since=day - timedelta(days=1), today=day) == 0

    assert (Notice.objects.count(), Entry.objects.count()) == (before, entries)
    assert Entry.objects.filter(action="awards.remind_registrations", subject_id=str(season.pk)).count() == 1


def test_who_came_between_two_runs_of_a_day_is_told_and_nobody_else_again(place, season):
    day = LAST - timedelta(days=7)
    on(day)
    late = make.person(place.team, "member", name="Trần Thị Mới Đến")

    on(day)

    assert (len(told(late)), len(told(place.teachers[0])), len(told(place.officer))) == (1, 1, 2)
    entry = Entry.objects.filter(action="awards.remind_registrations").latest("pk")
    assert entry.sentence.endswith(": 1 người nhận")


def test_daily_job_of_all_reminders_sends_them(place, season):
    remind_daily(today=LAST - timedelta(days=1), now=timezone.now())

    assert Run.objects.get(kind="progress.remind_due").status == "done"
    assert len(told(place.teachers[0])) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "closed"},
        {"registers_until": None},
        {"registers_from": LAST - timedelta(days=6)},
        {"reminds_before": []},
    ],
)
def test_nobody_is_reminded_where_nothing_is_asked(place, season, facts):
    Season.objects.filter(pk=season.pk).update(**facts)

    on(LAST - timedelta(days=7))

    assert not Notice.objects.filter(key__startswith="remind:season").exists()


def test_season_of_collectives_alone_asks_no_person(place, season):
    Season.objects.filter(pk=season.pk).update(awards=[make.COLLECTIVE])

    on(LAST - timedelta(days=7))

    assert told(place.teachers[0]) == []
    assert len(told(place.leader)) == 1


def test_days_are_written_in_the_season_and_bad_ones_refused(client, place, season):
    assert refusal_of(change_season, season, by=place.officer, reminds_before=[0]) == ["bad_days"]
    assert refusal_of(change_season, season, by=place.officer, reminds_before=[61]) == ["bad_days"]

    page = signed_in(client, place.officer).get(reverse("awards:change_season", args=[season.pk]))
    assert 'name="reminds_before" value="7, 1"' in page.content.decode()
    change_season(season, by=place.officer, reminds_before=[3, 10, 3])
    assert Season.objects.get(pk=season.pk).reminds_before == [10, 3]
