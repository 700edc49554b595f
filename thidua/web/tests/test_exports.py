"""The trail, plans, tasks and clusters as Excel files."""

from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from thidua.people.tests import make as people
from thidua.plans.tests import make as plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return people.unit("Trường THCS Suối Mơ")


def sheet(person, url, **asked):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(url, {"xuat": "excel", **asked})
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_administrator_gets_the_trail_without_what_drafts_say(school):
    officer = people.person(school)
    plans.draft(school, officer, title="Bí mật bản nháp")
    administrator = people.person(school, "administrator", name="Trần Quản Trị")

    head, *lines = sheet(administrator, "/nhat-ky/")

    assert head == ["Lúc", "Người làm", "Vai trò khi làm", "Nội dung", "Đối tượng", "Thay đổi"]
    assert {(line[1], line[3]) for line in lines} == {("Lê Thị An", "Soạn bản nháp kế hoạch")}
    assert "Bí mật" not in str(lines)


def test_list_of_plans_is_written_as_it_is_filtered(school):
    officer = people.person(school)
    team = people.unit("Tổ Toán", parent=school, kind="team")
    plans.issued(school, officer, [team], title="Dạy tốt")
    plans.issued(school, officer, [team], title="Học tốt")

    lines = sheet(officer, "/ke-hoach/", q="day tot")

    assert [(line[2], line[7]) for line in lines[1:]] == [("Dạy tốt", 1.0)]


def test_tasks_of_a_plan_and_clusters_are_written(school):
    officer = people.person(school)
    team = people.unit("Tổ Toán", parent=school, kind="team")
    plan = plans.issued(school, officer, [team])
    people.cluster(school, [team], name="Cụm 1")

    tasks, clusters = sheet(officer, f"/ke-hoach/{plan.pk}/nhiem-vu/"), sheet(officer, "/cum/")

    task = plan.tasks.get()
    assert [(line[0], line[4], line[5]) for line in tasks[1:]] == [(task.text, 0.0, float(task.assignments.count()))]
    assert clusters[1:] == [["Cụm 1", "Trường THCS Suối Mơ", 1.0, ""]]
