"""The board of units: counts, matrix, filters, order, Excel, and what it costs."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from thidua.kernel.calendar import today as present_day
from thidua.people.models import Cluster
from thidua.plans import operations
from thidua.plans.models import Addressee, Obligation
from thidua.plans.tests import make
from thidua.plans.tests.test_views import sign_in

pytestmark = pytest.mark.django_db
KINDS = ("primary", "lower_secondary")


class Scene:
    """A department's plan with two duties, issued to schools; each school has a head."""

    def __init__(self, schools=4):
        self.province = make.unit("Tỉnh Sơn Hà", kind="province")
        self.department = make.unit("Sở Giáo dục và Đào tạo", parent=self.province, kind="department")
        self.commune = make.unit("Xã Suối Mơ", parent=self.province, kind="commune")
        self.officer = make.person(self.department)
        self.schools = [
            make.unit(f"Trường số {n}", parent=self.commune if n % 2 else self.province, kind=KINDS[n % 2])
            for n in range(schools)
        ]
        self.plan = make.issued(self.department, self.officer, self.schools, duties=2)
        make.due_in(days=10)
        self.duties = list(self.plan.duties.filter(frequency="").order_by("pk"))

    def paper(self, school, duty=0):
        return Obligation.objects.get(unit=self.schools[school], duty=self.duties[duty])

    def late(self, school, days, duty=0):
        papers = Obligation.objects.filter(pk=self.paper(school, duty).pk)
        papers.update(extended_to=present_day() - timedelta(days=days))

    def hand_in(self, school, duty=0):
        paper = self.paper(school, duty)
        operations.submit_obligation(paper, by=make.person(self.schools[school], "head"), note="Báo cáo")
        return paper

    @property
    def url(self):
        return reverse("plans:plan_units", args=[self.plan.pk])


@pytest.fixture
def scene():
    return Scene()


def names(answer):
    return [line["unit"].name for line in answer.context["lines"] if line["unit"].is_school]


def words_of(answer, unit):
    line = next(line for line in answer.context["lines"] if line["unit"] == unit)
    return {(column.text, column.period == ""): cell and cell[1] for column, _, cell in line["cells"]}


def test_matrix_says_where_each_paper_stands(client, scene):
    scene.late(0, 5)
    scene.hand_in(1)
    returned = scene.hand_in(2)
    operations.return_obligation(returned, by=scene.officer, reason="Thiếu")
    operations.excuse_obligation(scene.paper(3), by=scene.officer, reason="Mới lập")
    sign_in(client, scene.officer)

    answer = client.get(scene.url)

    first = {school: words_of(answer, school)["Báo cáo 1", True] for school in scene.schools}
    assert list(first.values()) == ["Trễ 5 ngày", "Chờ duyệt", "Bị trả lại", "Miễn nộp"]


def test_cards_count_units_and_papers(client, scene):
    Addressee.objects.filter(unit=scene.schools[0]).update(opened_at=timezone.now())
    scene.late(0, 5)
    scene.late(0, 5, duty=1)
    scene.late(1, 2)
    scene.hand_in(2)
    operations.return_obligation(scene.hand_in(3), by=scene.officer, reason="Thiếu")
    sign_in(client, scene.officer)

    cards = client.get(scene.url).context["cards"]

    assert (cards["opened"], cards["addressed"], cards["late"]) == (3, 4, 2)
    assert (cards["returned"], cards["waiting"]) == (1, 1)
    column = next(column for column in cards["columns"] if column.text == "Báo cáo 1")
    assert (column.handed_in, column.owed) == (1, 4)


def test_excused_unit_does_not_count_as_owing(client, scene):
    operations.excuse_obligation(scene.paper(3), by=scene.officer, reason="Mới lập")
    sign_in(client, scene.officer)

    columns = client.get(scene.url).context["columns"]

    assert {column.text: column.owed for column in columns if not column.period} == {"Báo cáo 1": 3, "Báo cáo 2": 4}


def test_late_units_come_first_when_asked(client, scene):
    scene.late(2, 9)
    scene.late(1, 3)
    sign_in(client, scene.officer)

    assert names(client.get(scene.url, {"xep": "tre"})) == [
        "Trường số 2",
        "Trường số 1",
        "Trường số 0",
        "Trường số 3",
    ]


def test_filters_narrow_the_units(client, scene):
    scene.late(2, 9)
    scene.hand_in(1)
    operations.ask_extension(
        scene.paper(3), by=make.person(scene.schools[3], "head"), until=present_day() + timedelta(days=30), reason="x"
    )
    cluster = Cluster.objects.create(unit=scene.department, name="Cụm 1")
    cluster.units.add(scene.schools[0])
    Addressee.objects.exclude(unit=scene.schools[3]).update(opened_at=timezone.now())
    sign_in(client, scene.officer)

    found = {
        asked: names(client.get(scene.url, dict([asked])))
        for asked in (
            ("trangthai", "qua-han"),
            ("trangthai", "submitted"),
            ("trangthai", "xin-gia-han"),
            ("trangthai", "chua-mo"),
            ("loai", "primary"),
            ("cum", str(cluster.pk)),
            ("xa", str(scene.commune.pk)),
            ("q", "truong so 2"),
        )
    }

    assert list(found.values()) == [
        ["Trường số 2"],
        ["Trường số 1"],
        ["Trường số 3"],
        ["Trường số 3"],
        ["Trường số 0", "Trường số 2"],
        ["Trường số 0"],
        ["Trường số 1", "Trường số 3"],
        ["Trường số 2"],
    ]


def test_state_is_looked_for_in_the_chosen_duty_only(client, scene):
    scene.hand_in(1, duty=1)
    sign_in(client, scene.officer)

    found = [names(client.get(scene.url, {"viec": duty.pk, "trangthai": "submitted"})) for duty in scene.duties]

    assert found == [[], ["Trường số 1"]]


def test_figures_stand_in_a_column_for_each_period(client, scene):
    sign_in(client, scene.officer)
    figures = Obligation.objects.exclude(period="").filter(duty__plan=scene.plan)

    columns = client.get(scene.url).context["columns"]

    assert {column.period for column in columns} - {""} == set(figures.values_list("period", flat=True))


def test_one_round_is_chosen_by_its_date(client, scene):
    day = scene.paper(0).due
    sign_in(client, scene.officer)

    chosen = client.get(scene.url, {"viec": f"{scene.duties[0].pk}:{day.isoformat()}"})

    assert [(column.text, column.due) for column in chosen.context["columns"]] == [("Báo cáo 1", day)]


def test_school_sees_its_own_line_only(client, scene):
    sign_in(client, make.person(scene.schools[1], "head"))

    answer = client.get(scene.url)

    assert names(answer) == ["Trường số 1"]
    assert (answer.context["cards"]["addressed"], answer.context["groups"]) == (1, {})


def test_commune_sees_the_schools_below_it(client, scene):
    plan = make.issued(scene.department, scene.officer, [scene.commune, *scene.schools])
    sign_in(client, make.person(scene.commune, "head"))

    answer = client.get(reverse("plans:plan_units", args=[plan.pk]))

    assert names(answer) == ["Trường số 1", "Trường số 3"]


def test_filter_gets_the_list_alone(client, scene):
    sign_in(client, scene.officer)

    text = client.get(scene.url, {"q": "so 2"}, headers={"HX-Request": "true"}).text

    assert ("<html" in text, "Trường số 2" in text, "Trường số 1" in text) == (False, True, False)


def test_stranger_finds_no_board(client, scene):
    sign_in(client, make.person(make.unit("Trường khác"), "head"))

    assert client.get(scene.url).status_code == 404


def test_excel_holds_every_unit_typed(client, scene):
    scene.late(0, 5)
    handed_in = scene.hand_in(1)
    sign_in(client, scene.officer)

    answer = client.get(scene.url, {"xuat": "excel", "viec": scene.duties[0].pk})

    head, *rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    told = {row[1]: row[4:7] for row in rows}
    assert head[4:] == [f"Báo cáo 1 ({handed_in.due:%d/%m/%Y})", "Nộp lúc", "Trễ (ngày)"]
    assert told["Trường số 0"] == ["Chưa bắt đầu", "", 5]
    assert told["Trường số 1"][0] == "Đã nộp, chờ duyệt"
    assert told["Trường số 1"][1].date() == present_day()
    assert len(told) == 4


def test_owner_who_opens_the_paper_has_opened_the_plan(client, scene):
    head = make.person(scene.schools[0], "head")
    for person in (scene.officer, head):
        sign_in(client, person)
        client.get(reverse("plans:obligation", args=[scene.paper(0).pk]))

    assert [row.opened_by for row in scene.plan.addressees.exclude(opened_at=None)] == [head]


def test_board_costs_as_many_queries_for_many_units_as_for_few(client):
    asked = []
    for schools in (3, 24):
        scene = Scene(schools)
        sign_in(client, scene.officer)
        client.get(scene.url)
        with CaptureQueriesContext(connection) as captured:
            assert len(names(client.get(scene.url, {"xep": "tre", "trangthai": "not_started"}))) == schools
        asked.append(len(captured))

    assert asked[0] == asked[1]
    assert asked[0] <= 30
