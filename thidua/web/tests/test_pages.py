"""The shell's own pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from thidua.kernel.calendar import today
from thidua.kernel.models import Run
from thidua.people.tests import make as people
from thidua.plans import operations
from thidua.plans.models import Target
from thidua.plans.tests import make
from thidua.plans.tests.test_papers import Scene

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def test_many_papers_for_one_duty_stand_as_one_row(client):
    school, team, officer = make.school()
    teams = [team, *(make.unit(f"Tổ {n}", parent=school, kind="team") for n in range(2))]
    plan = make.issued(school, officer, teams, duties=1)
    for unit in teams:
        operations.submit_obligation(make.obligation(plan, unit), by=make.person(unit, "leader"), note="Gửi kèm.")
    sign_in(client, officer)

    answer = client.get(reverse("web:home"))

    [row] = answer.context["decisions"]
    duty = plan.duties.get(frequency="")
    assert (row.subject, row.button) == (None, "Duyệt 3 mục")
    assert row.url == f"/ke-hoach/{plan.pk}/cho-duyet/?viec={duty.pk}"


def test_head_finds_what_waits_for_the_heads_word(client):
    scene = Scene()
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Báo cáo")

    shown = {}
    for person in (scene.head, scene.officer):
        sign_in(client, person)
        context = client.get(reverse("web:home")).context
        jobs = [job.subject for job in context["jobs"]]
        shown[person] = (
            [job.button for job in context["decisions"]],
            context["counts"]["to_decide"],
            scene.paper in jobs,
        )

    assert shown == {scene.head: (["Duyệt để nộp"], 1, False), scene.officer: ([], 0, False)}


def test_issuer_finds_who_asks_for_more_time(client):
    scene = Scene()
    operations.ask_extension(scene.paper, by=scene.officer, until=today() + timedelta(days=40), reason="Mưa bão")
    sign_in(client, scene.issuer)

    context = client.get(reverse("web:home")).context

    assert ([job.subject for job in context["decisions"]], context["counts"]["to_decide"]) == ([scene.paper], 1)


def test_home_filters_by_deadline(client):
    school, team, officer = make.school()
    make.issued(school, officer, [team])
    sign_in(client, make.person(team, "leader"))

    everything = client.get(reverse("web:home")).context["jobs"]
    late = client.get(reverse("web:home"), {"loc": "qua-han"}).context["jobs"]

    assert len(everything) == 2
    assert [job for job in everything if job in late] == late


def test_person_without_a_post_is_told_what_to_do(client):
    sign_in(client, people.person())

    answer = client.get(reverse("web:home"))

    assert answer.templates[0].name == "web/no_post.html"


def test_failed_reading_offers_another_file(client):
    _, _, officer = make.school()
    failed, other = (
        Run.objects.create(kind=kind, title="Đọc văn bản", by=officer, status="failed")
        for kind in ("plans.read_document", "people.import")
    )
    sign_in(client, officer)

    offered = ["Chọn tệp khác" in client.get(reverse("web:run", args=[run.pk])).text for run in (failed, other)]

    assert offered == [True, False]


def test_search_finds_plans_and_units_without_diacritics(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team], title="Đổi mới đường lối")
    sign_in(client, officer)

    answer = client.get(reverse("web:search"), {"q": "duong loi"})

    assert dict(answer.context["groups"])["Kế hoạch"] == [(f"{plan.title} – {school.label}", f"/ke-hoach/{plan.pk}/")]


def test_trail_leads_to_what_an_entry_is_about_only_for_who_may_open_it(client):
    school, team, officer = make.school()
    issued = make.issued(school, officer, [team], title="Kế hoạch đã ban hành")
    make.draft(school, officer, title="Bản nháp còn giấu")
    sign_in(client, make.person(school, "administrator"))

    page = client.get(reverse("web:audit")).content.decode()

    assert f'href="/ke-hoach/{issued.pk}/"' not in page
    assert "Bản nháp còn giấu" not in page
    sign_in(client, people.post(officer, school, "administrator").person)
    assert f'href="/ke-hoach/{issued.pk}/"' in client.get(reverse("web:audit")).content.decode()


def test_trail_names_an_issued_plan_also_to_who_may_not_open_it(client):
    school, team, officer = make.school()
    make.issued(school, officer, [team], title="Thư viện mở")
    sign_in(client, make.person(school, "administrator"))

    entries = client.get(reverse("web:audit")).context["entries"]

    assert ("Ban hành kế hoạch", ("Thư viện mở", "")) in [(entry.sentence, entry.subject) for entry in entries]


@pytest.mark.parametrize("is_issued", [False, True])
def test_trail_tells_what_a_draft_says_only_to_who_writes_it(client, is_issued):
    school, team, officer = make.school()
    plan = make.draft(school, officer, title="Tên nháp")
    operations.change_plan(plan, by=officer, title="Giảm biên chế")
    make.line(plan, Target, officer, text="Giảm biên chế 5 người")
    if is_issued:
        operations.address_units(plan, [team], by=officer, today=make.TODAY)
        operations.issue_plan(plan, by=officer, today=make.TODAY)

    told = {}
    for person in (make.person(school, "administrator"), people.post(officer, school, "administrator").person):
        sign_in(client, person)
        text = client.get(reverse("web:audit")).content.decode()
        found = client.get(reverse("web:audit"), {"q": "biên chế 5"}).context["entries"]
        told[person == officer] = ("biên chế 5" in text, "Tên nháp" in text, "bản nháp" in text, len(found))

    assert told == {False: (False, False, True, 0), True: (True, True, True, 1)}


def test_trail_is_for_administrators(client):
    officer = make.school()[2]
    sign_in(client, officer)

    assert client.get(reverse("web:audit")).status_code == 403


def test_notice_is_read_by_opening_it(client):
    school, team, officer = make.school()
    leader = make.person(team, "leader")
    plan = make.issued(school, officer, [team])
    notice = leader.notices.get()
    sign_in(client, leader)

    answer = client.get(reverse("web:open_notice", args=[notice.pk]))

    notice.refresh_from_db()
    assert (answer["Location"], notice.read_at is not None) == (f"/ke-hoach/{plan.pk}/", True)


def test_every_page_carries_the_strict_policy(client):
    officer = make.school()[2]
    sign_in(client, officer)

    policy = client.get(reverse("web:home"))["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
