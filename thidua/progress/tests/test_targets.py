"""The page of one target: trend through versions, spread, ranking; and the home of progress."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from thidua.people.models import Cluster
from thidua.plans.models import Plan, Target
from thidua.plans.tests import make as plans
from thidua.progress.operations.sums import expect
from thidua.progress.queries.overview import farthest, overviews_of, plans_measured
from thidua.progress.queries.trends import distribution, ranked
from thidua.progress.tests import make
from thidua.progress.tests.test_boards import accept, signed_in
from thidua.progress.views.overview import lines_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Four schools in two communes: 10/10, 5/10 and 10/10; the fourth is silent."""
    world = make.Province(communes=2, schools=4)
    world.plan = world.issued()
    world.target = world.plan.targets.get()
    for school, part in zip(world.schools, (10, 5, 10), strict=False):
        accept(world.plan, school, part)
    expect(world.plan)
    return world


def target_page(world, person=None, target=None, **asked):
    asked = {"ky": "2026-Q1", "xem": "tat-ca", **asked}
    return signed_in(person or world.officer).get(f"/tien-do/chi-tieu/{(target or world.target).pk}/", asked)


def places(answer):
    return [(line.place, line.label, line.cells[0].heat.text) for line in answer.context["places"]]


def test_equal_units_share_a_place_and_silent_ones_come_last(world):
    assert places(target_page(world)) == [
        (1, "Trường 1", "100 %"),
        (1, "Trường 3", "100 %"),
        (3, "Trường 2", "50 %"),
        (None, "Trường 4", "–"),
    ]


def test_where_less_is_better_the_lowest_is_first(world):
    Target.objects.filter(pk=world.target.pk).update(comparator="<=", value=2)

    assert [place for place, *_ in places(target_page(world))] == [1, 2, 2, None]
    assert places(target_page(world))[0][1] == "Trường 2"


def test_within_a_cluster_units_have_places_of_their_own(world):
    cluster = Cluster.objects.create(unit=world.department, name="Cụm 1")
    cluster.units.add(world.schools[1], world.schools[3])

    assert places(target_page(world, cum=cluster.pk)) == [(1, "Trường 2", "50 %"), (None, "Trường 4", "–")]


def test_nodes_are_ranked_by_their_sums(world):
    assert places(target_page(world, xem="")) == [(1, "Xã 1", "100 %"), (2, "Xã 2", "50 %")]


def test_a_school_sees_its_own_line_without_a_place(world):
    answer = target_page(world, plans.person(world.schools[1]))

    assert places(answer) == [(None, "Trường 2", "50 %")]
    assert "Trường 1" not in answer.text
    assert [moment.heat.text for moment in answer.context["moments"]] == ["83,3 %", "–"]


def test_a_stranger_and_a_draft_have_no_such_page(world):
    stranger = plans.person(plans.unit("Trường ngoài"))
    draft = plans.draft(world.department, world.officer)
    line = make.target(draft, world.officer)

    assert target_page(world, stranger).status_code == 404
    assert target_page(world, target=line, ky="").status_code == 404


def test_a_trend_goes_on_through_the_versions_and_old_results_stay_with_the_old(world):
    new = world.issued({"value": 95})
    Plan.objects.filter(pk=world.plan.pk).update(status="superseded")
    Plan.objects.filter(pk=new.pk).update(family_key=world.plan.family_key, version=2)
    line = new.targets.get()
    Target.objects.filter(pk=line.pk).update(line_key=world.target.line_key)
    accept(new, world.schools[0], 9, period="2026-Q2")
    expect(new)

    moments = target_page(world, target=line).context["moments"]

    assert [(m.period.key, m.target.plan.version, m.heat.text, m.heat.tone) for m in moments] == [
        ("2026-Q1", 1, "83,3 %", "warn"),
        ("2026-Q2", 2, "90 %", "warn"),
    ]


def test_the_spread_counts_units_in_tenths_of_the_scale(world):
    spread = target_page(world).context["spread"]

    assert {point.label: point.value for point in spread["points"] if point.value} == {"50–60": 1, "90–100": 2}


def test_counts_spread_by_their_number():
    target = Target(measure="count")

    points = distribution(target, [Decimal(0), Decimal(2), Decimal(2)])

    assert [(point.label, point.value) for point in points] == [("0", 1), ("1", 0), ("2", 2)]


def test_ranking_keeps_the_given_order_within_a_place():
    values = {"a": Decimal(1), "b": Decimal(2), "c": Decimal(2)}

    assert ranked("cbda", values, falling=True) == [(1, "c"), (1, "b"), (3, "a"), (None, "d")]


def test_the_ranking_goes_out_to_excel_with_numbers(world):
    sheet = CalamineWorkbook.from_filelike(BytesIO(target_page(world, xuat="excel").content))

    rows = sheet.get_sheet_by_index(0).to_python()
    assert rows[1:3] == [[1, "Trường 1", 100, ""], [1, "Trường 3", 100, ""]]


def test_many_units_cost_the_page_no_more_queries(django_assert_max_num_queries):
    costs = []
    for schools in (3, 30):
        world = make.Province(communes=3, schools=schools)
        world.plan = world.issued()
        world.target = world.plan.targets.get()
        for school in world.schools:
            accept(world.plan, school, 8)
        expect(world.plan)
        client, url = signed_in(world.officer), f"/tien-do/chi-tieu/{world.target.pk}/?xem=tat-ca&ky=2026-Q1"
        client.get(url)
        with django_assert_max_num_queries(30) as cost:
            client.get(url)
        costs.append(len(cost))
    assert costs[0] == costs[1]


def test_home_shows_running_plans_and_the_targets_farthest_from_their_goal(world, monkeypatch):
    monkeypatch.setattr("thidua.progress.views.overview.today", lambda: date(2026, 11, 20))
    world.issued({"text": "Học bạ số", "value": 50})

    answer = signed_in(world.officer).get("/tien-do/")

    found = {view.plan.pk: (view.reported, view.units, view.reached) for view in answer.context["overviews"]}
    assert found[world.plan.pk] == (0, 4, 0)
    assert len(found) == 2


def test_home_goes_out_as_excel_with_a_line_for_each_target(world):
    answer = signed_in(world.officer).get("/tien-do/", {"xuat": "excel"})
    lines = list(lines_of(overviews_of([world.plan], make.JANUARY)))

    head = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()[0]
    assert (head[2], head[5:]) == ("Chỉ tiêu", ["Kết quả", "Đơn vị phải nộp", "Đã nộp", "Đã đạt"])
    plan = (world.plan.title, world.department.name)
    value = Decimal(2500) / 30
    assert lines == [(*plan, world.target.text, "≥ 90 %", "quý I/2026", value, 4, 3, 2)]


def test_the_farthest_target_comes_first_and_reached_ones_do_not_come(world):
    today = make.JANUARY
    plan = world.issued({"text": "Xa"}, {"text": "Gần"}, {"text": "Đạt", "value": 10}, {"text": "Chưa có"})
    for target, part in zip(plan.targets.order_by("pk"), (3, 8, 5), strict=False):
        make.cell(make.owed(plan, world.schools[0]), target, world.officer, part, status="accepted")
    expect(plan)

    rows = farthest(overviews_of([plan], today))

    assert [each.target.text for _, each in rows] == ["Xa", "Gần"]


def test_plans_that_one_does_not_see_are_not_on_the_home(world):
    stranger = plans.person(plans.unit("Trường ngoài"))

    assert list(plans_measured(stranger, make.JANUARY)) == []
    assert list(plans_measured(plans.person(world.schools[0]), make.JANUARY)) == [world.plan]


def test_more_plans_cost_the_home_no_more_queries(world, django_assert_num_queries):
    world.issued()
    every = list(plans_measured(world.officer, make.JANUARY))

    for some in (every[:1], every):
        with django_assert_num_queries(3):
            overviews_of(some, make.JANUARY)
