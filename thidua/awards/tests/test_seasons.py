"""Seasons: written, closed, found, and their pages."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template import Context, Template
from django.urls import reverse

from thidua.awards.models import Season
from thidua.awards.operations.seasons import add_season, change_season, close_season, reopen_season
from thidua.awards.queries.seasons import steps_of
from thidua.awards.tests import make
from thidua.kernel.calendar import today
from thidua.people.models import Notice
from thidua.plans.tests import make as plans

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


def test_home_lists_own_seasons_and_those_above(client):
    place = make.Place()
    make.season(place.school, title="Xét thi đua Suối Mơ")
    make.season(place.department, title="Xét thi đua toàn ngành")
    make.season(place.other, title="Xét thi đua Đồi Thông")
    sign_in(client, place.teachers[0])

    answer = client.get(url("home"))

    assert [row.title for row in answer.context["seasons"]] == ["Xét thi đua toàn ngành", "Xét thi đua Suối Mơ"]


def test_home_finds_without_diacritics_and_narrows(client):
    place = make.Place()
    make.season(place.school, title="Xét thi đua Suối Mơ")
    make.season(place.school, title="Tổng kết phong trào", kind="movement", status="closed")
    sign_in(client, place.officer)

    found = {
        query: [row.title for row in client.get(url("home") + query).context["seasons"]]
        for query in ("?q=suoi mo", "?loai=movement", "?trangthai=open", "?nam=2026", "?nam=2019", "?cua=noi-khac")
    }

    assert found == {
        "?q=suoi mo": ["Xét thi đua Suối Mơ"],
        "?loai=movement": ["Tổng kết phong trào"],
        "?trangthai=open": ["Xét thi đua Suối Mơ"],
        "?nam=2026": ["Tổng kết phong trào", "Xét thi đua Suối Mơ"],
        "?nam=2019": [],
        "?cua=noi-khac": [],
    }


def test_home_holds_its_queries_with_many_seasons(client, django_assert_max_num_queries):
    place = make.Place()
    sign_in(client, place.officer)
    for n in range(3):
        make.season(place.school, title=f"Đợt {n}")
    with django_assert_max_num_queries(40) as few:
        client.get(url("home"))
    for n in range(3, 30):
        make.season(place.school, title=f"Đợt {n}")

    with django_assert_max_num_queries(len(few)):
        client.get(url("home"))


def test_list_comes_alone_when_it_is_filtered(client):
    place = make.Place()
    make.season(place.school)
    sign_in(client, place.officer)

    answer = client.get(url("home"), headers={"HX-Request": "true"})

    assert ("<html" in answer.text, 'id="season-rows"' in answer.text) == (False, True)


def test_season_of_a_stranger_is_not_found(client):
    place = make.Place()
    season = make.season(place.school)
    sign_in(client, place.stranger)

    assert client.get(url("season", season.pk)).status_code == 404


def test_menu_lights_the_room_and_holds_nine_entries(client):
    place = make.Place()
    sign_in(client, place.teachers[0])

    lit = {
        name: [entry.label for entry in client.get(reverse(name)).context["menu"] if entry.on]
        for name in ("awards:home", "councils:councils")
    }

    assert lit == {"awards:home": ["Khen thưởng"], "councils:councils": ["Khen thưởng"]}
    assert len(client.get(url("home")).context["menu"]) == 9


def tabs_of(season, by):
    text = "{% load awards %}{% season_tabs season by as tabs %}{% for key, a, b in tabs %}{{ key }} {% endfor %}"
    return Template(text).render(Context({"season": season, "by": by})).split()


def test_tabs_are_what_one_may_open():
    place = make.Place()
    season = make.season(place.school)

    assert "eligibility" in tabs_of(season, place.officer)
    assert "eligibility" not in tabs_of(season, place.teachers[0])
    assert "overview" in tabs_of(season, place.teachers[0])
    assert "overview" in tabs_of(season, place.officer)


def opened(place, **facts):
    facts = {"kind": "yearly", "year": make.YEAR, "title": "Xét thi đua", "awards": [make.WORKER], **facts}
    return add_season(facts.pop("unit", place.school), by=facts.pop("by", place.officer), **facts)


def refusal_of(deed):
    with pytest.raises(ValidationError) as refusal:
        deed()
    found = refusal.value
    return (
        [error.code for errors in found.error_dict.values() for error in errors]
        if hasattr(found, "error_dict")
        else [found.code]
    )


def test_office_opens_a_season_and_its_staff_hear_until_when_they_register():
    place = make.Place(teachers=2)

    season = opened(place, title="  Xét   thi đua ", registers_until=today() + timedelta(days=10), notice_days=5)

    assert (season.title, season.status, season.awards, season.notice_days) == (
        "Xét thi đua",
        "open",
        [make.WORKER],
        5,
    )
    told = set(Notice.objects.values_list("person__full_name", flat=True))
    assert told == {"Đỗ Văn Hiển", "Phan Thị Trưởng", "Nguyễn Giáo Viên 0", "Nguyễn Giáo Viên 1"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"title": "  "}, "no_title"),
        ({"year": "2025-2027"}, "bad_year"),
        ({"year": "9998-9999"}, "bad_year"),
        ({"kind": "weekly"}, "bad_kind"),
        ({"awards": []}, "no_awards"),
        ({"awards": ["title_invented"]}, "unknown_award"),
        ({"registers_from": date(2026, 2, 1), "registers_until": date(2026, 1, 1)}, "bad_dates"),
        ({"registers_until": date(2026, 2, 1), "send_by": date(2026, 1, 1)}, "bad_dates"),
        ({"notice_days": 400}, "bad_days"),
    ],
)
def test_season_with_wrong_facts_is_refused(facts, code):
    place = make.Place()

    assert refusal_of(lambda: opened(place, **facts)) == [code]
    assert not Season.objects.exists()


def test_second_season_of_one_name_and_year_is_refused():
    place = make.Place()
    opened(place)

    assert refusal_of(lambda: opened(place)) == ["taken"]


def test_season_hangs_under_one_of_an_authority_only():
    place = make.Place()
    above, beside = make.season(place.department), make.season(place.other)

    assert opened(place, parent=above).parent == above
    assert refusal_of(lambda: opened(place, title="Khác", parent=beside)) == ["bad_parent"]


@pytest.mark.parametrize("who", ["leader", "stranger", "chief"])
def test_others_do_not_open_a_season_of_the_school(who):
    place = make.Place()

    with pytest.raises(PermissionDenied):
        opened(place, by=getattr(place, who))


def test_award_that_somebody_registered_for_stays_in_the_season():
    place = make.Place()
    season = opened(place, awards=[make.WORKER, make.FIGHTER])
    make.registration(season, place.teachers[0], make.FIGHTER, by=place.teachers[0])

    assert refusal_of(lambda: change_season(season, by=place.officer, awards=[make.WORKER])) == ["award_in_use"]
    change_season(season, by=place.officer, awards=[make.FIGHTER], title="Xét lại")
    season.refresh_from_db()
    assert (season.awards, season.title) == ([make.FIGHTER], "Xét lại")


def test_year_of_a_season_stays_once_somebody_is_proposed():
    place = make.Place()
    season = opened(place)
    change_season(season, by=place.officer, year="2024-2025")
    make.nomination(season, place.teachers[0], by=place.officer)

    assert refusal_of(lambda: change_season(season, by=place.officer, year="2023-2024")) == ["year_in_use"]
    change_season(season, by=place.officer, title="Chỉ đổi tên")


def test_closed_season_is_changed_only_after_it_is_reopened():
    place = make.Place()
    season = opened(place)
    close_season(season, by=place.officer)

    assert refusal_of(lambda: change_season(season, by=place.officer, title="Khác")) == ["closed"]
    assert refusal_of(lambda: close_season(season, by=place.officer)) == ["wrong_state"]
    reopen_season(season, by=place.head)
    change_season(season, by=place.officer, title="Khác")
    assert Season.objects.get().title == "Khác"


def test_season_with_open_nominations_closes_only_when_that_is_meant():
    place = make.Place()
    season = opened(place)
    make.nomination(season, place.teachers[0], by=place.officer, status="ready")

    assert refusal_of(lambda: close_season(season, by=place.officer)) == ["unfinished"]
    close_season(season, by=place.officer, anyway=True)
    assert season.status == "closed"


def test_steps_tell_where_a_season_is():
    place = make.Place()
    season = opened(place, registers_until=today())

    def now():
        return next(step.label for step in steps_of(season, today() + timedelta(days=1)) if step.state == "now")

    assert [step.state for step in steps_of(season, today())] == ["now", "next", "next", "next", "next"]
    assert now() == "Lập đề nghị"
    row = make.nomination(season, place.teachers[0], by=place.officer, status="ready")
    assert now() == "Xét, hội đồng"
    row.status = "passed"
    row.save()
    assert now() == "Quyết định, gửi hồ sơ"


def test_season_page_says_what_to_do_next_there_and_to_whom(client):
    place = make.Place()
    season = opened(place, registers_until=today())
    elsewhere = opened(place, title="Đợt khác", registers_until=today())
    make.nomination(season, place.teachers[0], by=place.officer, status="draft")
    make.nomination(elsewhere, place.teachers[1], by=place.officer, status="ready")

    def told(who):
        sign_in(client, who)
        return [(due.text, due.url) for due in client.get(url("season", season.pk)).context["duties"]]

    own = ("Đăng ký thi đua", url("add_registration", season.pk))
    drafts = f"{url('nominations', season.pk)}?trangthai=draft"
    assert told(place.teachers[0]) == [own]
    assert told(place.officer) == [own, ("Đưa ra xét 1 đề nghị đang lập", drafts)]


def test_officer_opens_a_season_by_the_form(client):
    place = make.Place()
    sign_in(client, place.officer)
    blank = client.get(url("add_season"))
    year = blank.context["form"].initial["year"]

    answer = client.post(
        url("add_season"),
        {
            "kind": "yearly",
            "title": "Xét thi đua",
            "year": "2026-2027",
            "awards": [make.WORKER],
            "registers_until": "31/10/2026",
            "notice_days": "5",
        },
        follow=True,
    )

    assert (len(year), blank.context["form"].initial["notice_days"] > 0) == (9, True)
    assert answer.redirect_chain == [(url("season", Season.objects.get().pk), 302)]
    assert "31/10/2026" in answer.text


def test_wrong_form_comes_back_with_what_is_wrong(client):
    place = make.Place()
    sign_in(client, place.officer)

    facts = {"kind": "yearly", "title": "Xét", "year": "mai", "awards": [make.WORKER], "notice_days": "0"}
    answer = client.post(url("add_season"), facts)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["year"])


def test_season_of_last_year_is_copied_a_year_on(client):
    place = make.Place()
    last = make.season(
        place.school,
        title="Xét thi đua năm học 2025-2026",
        registers_until=date(2025, 10, 31),
        send_by=date(2026, 6, 30),
    )
    sign_in(client, place.officer)

    initial = client.get(url("add_season") + f"?tu={last.pk}").context["form"].initial

    assert (initial["year"], initial["title"]) == ("2026-2027", "Xét thi đua năm học 2026-2027")
    assert (initial["registers_until"], initial["send_by"]) == (date(2026, 10, 31), date(2027, 6, 30))
    assert initial["awards"] == last.awards


def test_office_changes_closes_and_reopens_on_the_pages(client):
    place = make.Place()
    season = make.season(place.school)
    sign_in(client, place.head)
    facts = {"kind": "yearly", "title": "Tên mới", "year": make.YEAR, "awards": season.awards, "notice_days": "3"}

    states = []
    client.post(url("change_season", season.pk), facts)
    for act in ("close", "reopen"):
        client.post(url("season", season.pk), {"act": act})
        season.refresh_from_db()
        states.append((season.title, season.status))

    assert states == [("Tên mới", "closed"), ("Tên mới", "open")]
    assert client.post(url("season", season.pk), {"act": "burn"}).status_code == 404


def test_teacher_reads_a_season_and_changes_nothing(client):
    place = make.Place()
    season = make.season(place.school)
    sign_in(client, place.teachers[0])

    answer = client.get(url("season", season.pk))

    assert (answer.status_code, "Sửa đợt xét" in answer.text) == (200, False)
    assert client.get(url("change_season", season.pk)).status_code == 403
    assert client.get(url("add_season")).status_code == 403
    assert client.post(url("season", season.pk), {"act": "close"}).status_code == 403


def test_list_goes_out_as_a_workbook(client):
    place = make.Place()
    make.season(place.school)
    sign_in(client, place.officer)

    answer = client.get(url("home") + "?xuat=excel")

    assert answer["Content-Disposition"] == 'attachment; filename="dot-xet.xlsx"'


def test_movement_is_reviewed_in_the_year_in_which_its_plan_ends(client):
    place = make.Place()
    plan = plans.issued(place.school, place.officer, [place.team], title="Phong trào Trường học xanh")
    plan.end = date(2027, 5, 31)
    plan.save()
    sign_in(client, place.officer)

    form = client.get(url("add_season") + f"?ke-hoach={plan.pk}").context["form"]
    facts = {"kind": "movement", "title": "Tổng kết", "year": "2026-2027", "awards": [make.WORKER], "notice_days": "0"}
    client.post(url("add_season"), {**facts, "plan": plan.pk})

    assert (form.initial["plan"], form.initial["kind"], form.initial["year"]) == (plan, "movement", "2026-2027")
    assert form.initial["title"] == "Khen thưởng phong trào Trường học xanh"
    assert Season.objects.get().plan == plan


def test_season_hangs_on_a_plan_of_the_unit_or_sent_to_it_only():
    place = make.Place()
    foreign = plans.issued(place.other, place.stranger, [place.other], title="Kế hoạch bên cạnh")

    assert refusal_of(lambda: opened(place, plan=foreign)) == ["bad_plan"]
