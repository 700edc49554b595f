"""The tab of a plan's page that shows the initiatives serving it."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.initiatives.models import Initiative
from thidua.initiatives.operations.reviews import assign_reviewers
from thidua.initiatives.queries.lists import initiatives_serving
from thidua.initiatives.tests import make
from thidua.initiatives.tests.test_library import signed_in
from thidua.plans.models import Target
from thidua.plans.tests import make as plans

pytestmark = pytest.mark.django_db


class World:
    """A department's plan, a school's plan made from it with a round; one initiative in the round, one elsewhere that
    serves a target, one that has nothing to do with it.
    """

    def __init__(self) -> None:
        self.office = make.unit("Sở Giáo dục Suối Vân", kind="department")
        self.chief = make.person(self.office, "officer", name="Cao Thị Mận")
        self.school = make.School(teams=2, parent=self.office)
        self.above = plans.issued(self.office, self.chief, [self.school.unit])
        self.plan = plans.issued(self.school.unit, self.school.officer, self.school.teams, title="Thi đua của trường")
        type(self.plan).objects.filter(pk=self.plan.pk).update(parent=self.above)
        self.plan.refresh_from_db()
        self.target = Target.objects.get(plan=self.plan)
        self.round = make.round_of(self.school, plan=self.plan, name="Đợt của kế hoạch")
        self.other = make.round_of(self.school, name="Đợt khác")
        self.in_round = make.initiative(self.round, self.school.teachers[0], title="Tủ sách hành lang")
        self.serving = make.initiative(self.other, self.school.teachers[1], title="Ký số học bạ")
        Initiative.objects.filter(pk=self.serving.pk).update(target=self.target)
        self.apart = make.initiative(self.other, self.school.teachers[1], title="Vườn rau lớp học")


@pytest.fixture
def world():
    return World()


def place(plan) -> str:
    return reverse("initiatives:plan_initiatives", args=[plan.pk])


def test_plan_shows_what_serves_its_targets_and_its_rounds(client, world):
    page = signed_in(client, world.school.officer).get(place(world.plan))

    shown = list(page.context["initiatives"].object_list)
    assert shown == [world.serving, world.in_round]
    for words in (world.round.name, world.target.text, "Tổ Khoa học tự nhiên, Trường THCS Suối Mơ", "Lập đợt"):
        assert words in page.text
    assert f'href="{place(world.plan)}"' in client.get(reverse("plans:plan_targets", args=[world.plan.pk])).text


def test_plan_above_shows_what_its_units_plans_brought(client, world):
    Target.objects.filter(pk=world.target.pk).update(parent_line=Target.objects.get(plan=world.above))

    rows = {
        scope: list(initiatives_serving(world.above, world.chief, {"cua": scope}))
        for scope in ("", "ke-hoach", "cap-duoi")
    }

    both = [world.serving, world.in_round]
    assert rows == {"": both, "ke-hoach": [], "cap-duoi": both}


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"q": "ky so"}, ["Ký số học bạ"]),
        ({"q": "Ký số"}, ["Ký số học bạ"]),
        ({"trangthai": "recognised"}, []),
        ({"linhvuc": "teaching"}, ["Ký số học bạ", "Tủ sách hành lang"]),
        ({"nam": "1999"}, []),
    ],
)
def test_list_is_narrowed(world, asked, titles):
    assert [row.title for row in initiatives_serving(world.plan, world.school.officer, asked)] == titles


def test_list_goes_out_as_excel(client, world):
    answer = signed_in(client, world.school.officer).get(place(world.plan), {"xuat": "excel"})

    lines = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [line[0] for line in lines[1:]] == ["Ký số học bạ", "Tủ sách hành lang"]


def test_blind_reviewer_finds_nothing_of_the_round(world):
    judged = make.initiative(world.round, world.school.teachers[0], title="Góc đọc sách")
    reviewer = make.person(world.school.unit, "member", name="Người Chấm Kín")
    Initiative.objects.filter(pk=world.in_round.pk).update(status="recognised")
    before = list(initiatives_serving(world.plan, reviewer, {}))

    assign_reviewers(judged, [reviewer], by=world.school.officer)

    after = list(initiatives_serving(world.plan, reviewer, {}))
    assert (before, after) == ([world.in_round], [])


def test_teacher_registers_from_the_tab_and_sets_no_rounds(client, world):
    page = signed_in(client, world.school.teachers[0]).get(place(world.plan))

    assert reverse("initiatives:add_initiative", args=[world.round.pk]) in page.text
    assert "Lập đợt" not in page.text


def test_stranger_and_draft_are_not_found(client, world):
    stranger = make.person(make.unit("Trường THCS Ao Sen"), "head", name="Người Xa")
    draft = plans.draft(world.school.unit, world.school.officer)

    codes = [
        signed_in(client, stranger).get(place(world.plan)).status_code,
        signed_in(client, world.school.officer).get(place(draft)).status_code,
    ]

    assert codes == [404, 404]


def test_rows_alone_come_for_a_filter(client, world):
    answer = signed_in(client, world.school.officer).get(
        place(world.plan), {"q": "sach"}, headers={"HX-Request": "true"}
    )

    assert ("<html" not in answer.text, "Tủ sách hành lang" in answer.text) == (True, True)


@pytest.mark.parametrize("count", [3, 30])
def test_tab_asks_few_queries(client, world, django_assert_max_num_queries, count):
    for n in range(count):
        make.initiative(world.round, world.school.teachers[0], title=f"Sáng kiến {n}", status="draft")
    Initiative.objects.filter(status="draft").update(status="registered")
    signed_in(client, world.school.officer).get(place(world.plan))

    with django_assert_max_num_queries(32):
        assert client.get(place(world.plan)).status_code == 200
