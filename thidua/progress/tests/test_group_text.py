from datetime import timedelta

import pytest
from django.test import Client

from thidua.people.models import Cluster
from thidua.plans.models import Duty, Obligation
from thidua.plans.tests import make
from thidua.progress.group_text import MOST, pieces_of
from thidua.progress.queries.calls import papers_asked

pytestmark = pytest.mark.django_db
LINK = "https://thidua.example.org/ke-hoach/1/"
LATE = make.TODAY - timedelta(days=2)


class Place:
    """A department whose plan is owed by schools in two communes, two days late."""

    def __init__(self, schools: int = 4) -> None:
        self.province = make.unit("Tỉnh Đông Hải", kind="province")
        self.department = make.unit("Sở Giáo dục", parent=self.province, kind="department")
        communes = [make.unit(f"Xã {n}", parent=self.province, kind="commune") for n in (1, 2)]
        self.schools = [make.unit(f"Trường {n + 1}", parent=communes[n % 2]) for n in range(schools)]
        self.by = make.person(self.department)
        self.plan = make.issued(self.department, self.by, self.schools, tasks=0, title="Trường học số")
        Obligation.objects.exclude(period="").delete()
        Obligation.objects.update(due=LATE)

    def pieces(self, group: str = "xa", link: str = LINK) -> list[str]:
        return pieces_of(self.plan, papers_asked(self.plan, "", make.TODAY), today=make.TODAY, group=group, link=link)


def test_text_names_who_is_missing_by_commune_with_the_deadline_and_the_link():
    place = Place()
    Obligation.objects.filter(unit=place.schools[0]).update(status="submitted")

    assert place.pieces() == [
        "Sở Giáo dục kính gửi các đơn vị. Trường học số: các mục sau chưa nộp.\n"
        "\n"
        "* Báo cáo 1 – hạn 19/11/2026, quá hạn 2 ngày; còn 3 đơn vị:\n"
        "- Xã 1 (1): Trường 3\n"
        "- Xã 2 (2): Trường 2, Trường 4\n"
        "\n"
        f"Đề nghị các đơn vị nộp sớm tại: {LINK}. Trân trọng."
    ]


def test_school_that_lies_in_no_commune_stands_with_the_others_of_its_office():
    place = Place(1)
    school = make.unit("Trường THPT", parent=place.department)
    Obligation.objects.create(duty=Duty.objects.get(frequency=""), unit=school, due=LATE)

    assert place.pieces()[0].splitlines()[3:5] == ["- Trực thuộc Sở Giáo dục (1): Trường THPT", "- Xã 1 (1): Trường 1"]


def test_text_groups_by_cluster_with_the_rest_last():
    place = Place()
    cluster = Cluster.objects.create(unit=place.department, name="Cụm A")
    cluster.units.set(place.schools[2:])

    lines = place.pieces("cum")[0].splitlines()

    assert lines[3:5] == ["- Cụm A (2): Trường 3, Trường 4", "- Đơn vị khác (2): Trường 1, Trường 2"]


def test_text_without_groups_and_link_is_a_plain_list():
    lines = Place().pieces("khong", link="")[0].splitlines()

    assert lines[3] == "- Trường 1, Trường 2, Trường 3, Trường 4"
    assert lines[-1] == "Đề nghị các đơn vị nộp sớm. Trân trọng."


def test_many_units_are_cut_into_pieces_that_fit_and_name_each_once():
    place = Place(300)

    pieces = place.pieces()

    names = [
        name
        for piece in pieces
        for line in piece.splitlines()
        if line[:1] == "-"
        for name in line.split(": ")[1].split(", ")
    ]
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= MOST
    assert [piece.split(")")[0] for piece in pieces] == [f"({n}/{len(pieces)}" for n in range(1, len(pieces) + 1)]
    assert sorted(names) == sorted(unit.name for unit in place.schools)


def test_endless_names_fit_all_the_same():
    place = Place(40)
    place.plan.title = "T" * 900
    for unit in place.schools:
        unit.name = f"{unit.name} " + "x" * 200
        unit.save()
    Duty.objects.update(text="y" * 900)

    assert max(map(len, place.pieces())) <= MOST


def test_nobody_missing_gives_no_text():
    place = Place()
    Obligation.objects.update(status="accepted")

    assert place.pieces() == []


def test_page_offers_each_piece_to_copy(monkeypatch):
    monkeypatch.setattr("thidua.progress.views.reminders.today", lambda: make.TODAY)
    place = Place(300)
    client = Client()
    client.force_login(place.by, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/tien-do/ke-hoach/{place.plan.pk}/tin-nhan-nhom/"

    with_link, without = client.get(url), client.get(url, {"lienket": "khong", "nhom": "cum"})

    assert with_link.text.count("data-copy=") == with_link.text.count("<textarea") > 1
    assert f"http://testserver/ke-hoach/{place.plan.pk}/" in with_link.text
    assert "testserver" not in without.text
    assert "Đơn vị khác" in without.text
