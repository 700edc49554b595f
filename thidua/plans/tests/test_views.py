"""The list of plans, a plan's pages and the pages of work, as a browser gets them."""

from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.documents.operations import add_attachment
from thidua.people.models import Unit
from thidua.plans import operations
from thidua.plans.models import Assignment, Obligation, Plan, Target
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db
TABS = ("plan", "plan_document", "plan_targets", "plan_tasks", "plan_units", "plan_history")


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def department_with(schools):
    department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
    officer = make.person(department)
    below = [make.unit(f"Trường số {n}", parent=department) for n in range(schools)]
    plans = [make.issued(department, officer, below, tasks=2, duties=2) for _ in range(schools)]
    return officer, plans


@pytest.mark.parametrize("name", ["plans", "add_plan", *TABS])
def test_page_asks_as_much_with_thirty_rows_as_with_three(client, name, django_assert_max_num_queries):
    asked = []
    for rows in (3, 30):
        officer, plans = department_with(rows)
        sign_in(client, officer)
        path = reverse(f"plans:{name}", args=[plans[0].pk] if name in TABS else [])
        client.get(path)
        with django_assert_max_num_queries(30) as captured:
            assert client.get(path).status_code == 200
        asked.append(len(captured))
        Plan.objects.filter(pk__in=[plan.pk for plan in plans]).update(status="withdrawn")
        Unit.objects.filter(name__startswith="Trường số").update(valid_to=date(2020, 1, 1))
        officer.posts.update(valid_to=date(2020, 1, 1))

    assert asked[1] <= asked[0]


def test_plan_is_found_without_diacritics(client):
    school, team, officer = make.school()
    make.issued(school, officer, [team], title="Đổi mới đường lối")
    make.issued(school, officer, [team], title="Thư viện xanh")
    sign_in(client, officer)

    answer = client.get(reverse("plans:plans"), {"q": "doi moi duong"})

    assert [plan.title for plan in answer.context["plans"]] == ["Đổi mới đường lối"]


def test_partial_of_the_list_comes_without_the_page(client):
    school, team, officer = make.school()
    make.issued(school, officer, [team])
    sign_in(client, officer)

    answer = client.get(reverse("plans:plans"), headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_targets_of_a_plan_are_searched_and_go_out_as_they_are_shown(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team], tasks=0, duties=0)
    first, second = (
        Target.objects.create(plan=plan, order=n, text=text, value=90, comparator=">=", unit_of_count="%", **facts)
        for n, (text, facts) in enumerate(
            [
                ("Học sinh đọc sách", {"measure": "ratio", "frequency": "quarter"}),
                ("Lớp có tủ sách", {"measure": "ratio", "mandatory": False, "level": "own"}),
            ],
            start=10,
        )
    )
    second.units.add(team)
    sign_in(client, officer)
    asked = {"q": "tu sach"}

    page = client.get(reverse("plans:plan_targets", args=[plan.pk]), asked)
    sheet = client.get(reverse("plans:plan_targets", args=[plan.pk]), asked | {"xuat": "excel"})

    assert first not in page.context["targets"]
    assert list(page.context["targets"]) == [second]
    rows = CalamineWorkbook.from_filelike(_file(sheet)).get_sheet_by_index(0).to_python()
    how = [second.get_measure_display(), second.get_frequency_display()]
    assert rows[1:] == [["Lớp có tủ sách", "≥ 90 %", *how, "không", team.label]]


def test_list_goes_out_as_excel(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team], title="Thư viện xanh")
    sign_in(client, officer)

    answer = client.get(reverse("plans:plans"), {"xuat": "excel"})

    rows = CalamineWorkbook.from_filelike(_file(answer)).get_sheet_by_index(0).to_python()
    assert any(plan.title in row for row in rows)


def _file(answer):
    from io import BytesIO

    return BytesIO(b"".join(answer) if answer.streaming else answer.content)


def test_officer_of_an_addressed_school_may_begin_from_the_plan_itself(client):
    department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
    school = make.unit("Trường THPT Ven Sông", parent=department, kind="upper_secondary")
    plan = make.issued(department, make.person(department, "officer"), [school], duties=1)
    sign_in(client, make.person(school, "officer"))
    page = client.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    sign_in(client, make.person(school, "member"))

    for_member = client.get(reverse("plans:plan", args=[plan.pk])).content.decode()

    assert "Lập kế hoạch của đơn vị" in page
    assert "Lập kế hoạch của đơn vị" not in for_member


def test_first_look_of_an_addressed_unit_is_noted(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    leader = make.person(team, "leader")
    sign_in(client, leader)

    client.get(reverse("plans:plan", args=[plan.pk]))

    addressee = plan.addressees.get()
    assert (addressee.opened_by, addressee.opened_at is not None) == (leader, True)


def test_work_is_taken_and_finished_with_evidence_through_its_page(client, tmp_path):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    share = make.assignment(plan, team)
    sign_in(client, make.person(team, "member"))
    path = reverse("plans:assignment", args=[share.pk])
    evidence = tmp_path / "minh-chung.txt"
    evidence.write_text("Đã ký số", "utf-8")

    client.post(path, {"act": "take"})
    with evidence.open("rb") as file:
        client.post(path, {"act": "finish", "note": "Đã làm xong", "evidence": file})

    share.refresh_from_db()
    assert (share.status, share.note, share.attachments.count()) == (Assignment.Status.DONE, "Đã làm xong", 1)


def test_paper_is_handed_in_through_its_page(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    paper = make.obligation(plan, team)
    sign_in(client, make.person(team, "leader"))

    client.post(reverse("plans:obligation", args=[paper.pk]), {"act": "submit", "note": "Gửi kế hoạch."})

    paper.refresh_from_db()
    assert (paper.status, paper.note) == (Obligation.Status.SUBMITTED, "Gửi kế hoạch.")


def test_one_upload_proves_a_share_and_a_paper(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    share, paper = make.assignment(plan, team), make.obligation(plan, team)
    leader = make.person(team, "leader")
    piece = add_attachment(team, by=leader, data=b"bien ban", name="Biên bản họp.txt")
    foreign = make.unit("Trường bên cạnh")
    other = add_attachment(foreign, by=make.person(foreign), data=b"khac", name="khac.txt")
    sign_in(client, leader)
    of_share, of_paper = (reverse(f"plans:{row._meta.model_name}", args=[row.pk]) for row in (share, paper))
    client.post(of_share, {"act": "take"})

    offered = ["Biên bản họp.txt" in client.get(page).text for page in (of_share, of_paper)]
    refused = client.post(of_share, {"act": "finish", "note": "Xong", "stored": [piece.pk, other.pk]})
    client.post(of_share, {"act": "finish", "note": "Xong", "stored": piece.pk})
    client.post(of_paper, {"act": "submit", "note": "Gửi", "stored": piece.pk})

    found = client.get(of_share).text
    assert ("Cũng đang dùng ở 1 nơi" in found, of_paper in found) == (True, True)
    assert of_share in client.get(of_paper).text
    assert offered == [True, True]
    assert (refused.status_code, "khac.txt" in refused.text) == (422, False)
    assert (list(share.attachments.all()), list(paper.attachments.all())) == ([piece], [piece])


def test_several_papers_are_accepted_with_one_press(client):
    school, team, officer = make.school()
    teams = [team, make.unit("Tổ Văn", parent=school, kind="team")]
    plan = make.issued(school, officer, teams)
    papers = [make.obligation(plan, unit) for unit in teams]
    for paper in papers:
        operations.submit_obligation(paper, by=make.person(paper.unit, "leader"), note="Gửi kèm.")
    sign_in(client, officer)
    path = reverse("plans:approvals", args=[plan.pk])

    shown = list(client.get(path).context["papers"])
    client.post(path, {"paper": [paper.pk for paper in papers]})

    assert shown == papers
    assert set(Obligation.objects.filter(period="").values_list("status", flat=True)) == {Obligation.Status.ACCEPTED}


def test_paper_of_a_plan_that_is_not_ones_own_is_not_accepted(client):
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    paper = make.obligation(plan, team)
    leader = make.person(team, "leader")
    operations.submit_obligation(paper, by=leader, note="Gửi kèm.")
    sign_in(client, leader)

    client.post(reverse("plans:approvals", args=[plan.pk]), {"paper": [paper.pk]})

    paper.refresh_from_db()
    assert paper.status == Obligation.Status.SUBMITTED


def test_paper_withdrawn_meanwhile_is_left_and_the_rest_accepted():
    school, team, officer = make.school()
    teams = [team, make.unit("Tổ Văn", parent=school, kind="team")]
    plan = make.issued(school, officer, teams)
    papers = [make.obligation(plan, unit) for unit in teams]
    leaders = [make.person(unit, "leader") for unit in teams]
    for paper, leader in zip(papers, leaders, strict=True):
        operations.submit_obligation(paper, by=leader, note="Gửi kèm.")
    shown = [Obligation.objects.get(pk=paper.pk) for paper in papers]
    operations.withdraw_obligation(papers[0], by=leaders[0])

    counts = operations.approve_all(shown, [], by=officer)

    assert counts == (1, 1)
    assert [Obligation.objects.get(pk=paper.pk).status for paper in papers] == ["drafting", "accepted"]


def test_list_shows_drafts_that_were_put_away_only_when_asked(client):
    school, _, officer = make.school()
    plan = make.draft(school, officer, title="Bản nháp bỏ đi")
    operations.withdraw_plan(plan, by=officer)
    sign_in(client, officer)

    pages = [client.get(reverse("plans:plans"), asked).content.decode() for asked in ({}, {"trangthai": "withdrawn"})]

    assert ["Bản nháp bỏ đi" in page for page in pages] == [False, True]
