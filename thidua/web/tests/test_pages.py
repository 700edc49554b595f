"""The shell's own pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from thidua.kernel.calendar import today
from thidua.kernel.models import Run
from thidua.people.tests import make as people
from thidua.plans import operations
from thidua.plans.models import Target, Task
from thidua.plans.tests import make
from thidua.plans.tests.test_papers import Scene
from thidua.reports.tests import make as reports
from thidua.web.queries import Job, cards_of

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


def test_home_leads_to_the_report_that_is_to_be_written(client):
    campaign = reports.Campaign(schools=3)
    begun = campaign.begun(1)
    by_file = campaign.paper(2)
    operations.start_obligation(by_file, by=campaign.writers[2])

    shown = []
    for writer in campaign.writers:
        sign_in(client, writer)
        jobs = client.get(reverse("web:home")).context["jobs"]
        shown += [(job.button, job.url) for job in jobs if job.text == "Báo cáo kết quả"]

    start, paper = "/bao-cao/viec-phai-nop/{}/", "/ke-hoach/viec-phai-nop/{}/"
    assert shown == [
        ("Soạn báo cáo", start.format(campaign.paper(0).pk)),
        ("Viết tiếp", start.format(begun.obligation_id)),
        ("Viết tiếp", paper.format(by_file.pk)),
    ]
    sign_in(client, campaign.writers[1])
    assert client.get(shown[1][1])["Location"] == f"/bao-cao/{begun.pk}/viet/"


def test_home_filters_by_deadline(client):
    school, team, officer = make.school()
    make.issued(school, officer, [team])
    sign_in(client, make.person(team, "leader"))

    everything = client.get(reverse("web:home")).context["jobs"]
    late = client.get(reverse("web:home"), {"loc": "qua-han"}).context["jobs"]

    assert len(everything) == 2
    assert [job for job in everything if job in late] == late


@pytest.mark.parametrize(
    ("role", "work", "decide"),
    [
        ("head", True, True),
        ("officer", True, True),
        ("leader", True, True),
        ("member", True, False),
        ("inspector", False, False),
        ("administrator", False, False),
    ],
)
def test_home_shows_the_cards_that_one_can_have(client, role, work, decide):
    school, _, _ = make.school()
    sign_in(client, make.person(school, role))

    page = client.get(reverse("web:home"))

    shown = {"jobs": 'id="jobs"', "soon": "Đến hạn trong 7 ngày", "decide": 'id="cho-duyet"', "wait": "việc đang chờ"}
    assert {name: words in page.text for name, words in shown.items()} == {
        "jobs": work,
        "soon": work,
        "decide": decide,
        "wait": work,
    }
    assert "Mới thay đổi" in page.text


def test_inspector_who_sits_on_a_council_sees_what_is_to_be_done(client):
    school, _, _ = make.school()
    inspector = make.person(school, "inspector")
    jobs = [Job(None, "Bỏ phiếu", "Hội đồng", None, "Bỏ phiếu", "/")]

    assert cards_of(inspector, jobs, []) == {"work": True, "decide": False}


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


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts go to the database itself")
def test_pages_of_runs_show_the_count_told_beside_the_transaction(client, settings, tmp_path):
    settings.VAR = tmp_path
    _, _, officer = make.school()
    run = Run.objects.create(kind="plans.issue_plan", title="Ban hành", by=officer, status="running", attempts=1)
    (tmp_path / "progress").mkdir()
    (tmp_path / "progress" / str(run.pk)).write_text("1 1200 9000")
    sign_in(client, officer)

    shown = [client.get(url).text for url in (reverse("web:runs"), reverse("web:run", args=[run.pk]))]

    assert ["1.200" in text and "9.000" in text for text in shown] == [True, True]


@pytest.mark.parametrize("words", ["Bồi dưỡng", "boi duong", "tin hoc boi"])
def test_search_finds_tasks_and_leads_to_them(client, words):
    school, _, officer = make.school()
    plan = make.draft(school, officer)
    make.line(plan, Task, officer, text="Bồi dưỡng tin học cho giáo viên")
    make.line(plan, Task, officer, text="Trang trí bảng tin")
    sign_in(client, officer)

    [(label, url)] = dict(client.get(reverse("web:search"), {"q": words}).context["groups"])["Nhiệm vụ"]

    assert label == f"Bồi dưỡng tin học cho giáo viên – {school.label}"
    assert [row.text for row in client.get(url).context["tasks"]] == ["Bồi dưỡng tin học cho giáo viên"]
    sign_in(client, make.person(make.unit("Trường Xa"), "head"))
    assert "Nhiệm vụ" not in dict(client.get(reverse("web:search"), {"q": words}).context["groups"])


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
