"""The board of a plan: what it shows, to whom, at what cost."""

from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from thidua.kernel.models import Run
from thidua.people.models import Cluster
from thidua.plans.models import Addressee, Obligation, Plan
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement
from thidua.progress.operations.sums import expect
from thidua.progress.tests import make

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def accept(plan, unit, part, whole=10, period="2026-Q1", target=None, **facts):
    """A cell and its hand-in as they are once accepted; the sums are counted by `measured`."""
    paper = make.owed(plan, unit, period)
    target = target or plan.targets.first()
    figure = make.cell(paper, target, plans.person(unit), part, whole, status="accepted", **facts)
    Obligation.objects.filter(pk=paper.pk).update(status="accepted")
    return figure


@pytest.fixture
def world():
    """Three schools in two communes: 10/10 and 5/10 in the first, nothing in the second."""
    world = make.Province(communes=2, schools=3)
    world.plan = world.issued()
    accept(world.plan, world.schools[0], 10)
    accept(world.plan, world.schools[2], 5)
    expect(world.plan)
    return world


def board(world, person=None, **asked):
    asked.setdefault("ky", "2026-Q1")
    return signed_in(person or world.officer).get(f"/tien-do/ke-hoach/{world.plan.pk}/", asked)


def shown(answer):
    """The lines of the board: label, words of the chip, texts of the cells."""
    lines = [answer.context["total"], *answer.context["lines"]]
    return [(line.label, line.standing[1], [cell.heat.text for cell in line.cells]) for line in lines]


def test_a_node_shows_its_parts_and_the_ratio_of_their_sums(world):
    answer = board(world)

    assert shown(answer) == [
        ("Toàn bộ", "2/3 đã nộp", ["75 %"]),
        ("Xã 1", "2/2 đã nộp", ["75 %"]),
        ("Xã 2", "0/1 đã nộp", ["–"]),
    ]


def test_a_part_opens_into_the_units_that_report_and_they_into_their_papers(world):
    answer = board(world, **{"don-vi": world.communes[0].pk})

    assert shown(answer) == [
        ("Toàn bộ", "2/2 đã nộp", ["75 %"]),
        ("Trường 1", "Đã chấp nhận", ["100 %"]),
        ("Trường 3", "Đã chấp nhận", ["50 %"]),
    ]
    paper = make.owed(world.plan, world.schools[0])
    assert answer.context["lines"][0].url == f"/ke-hoach/viec-phai-nop/{paper.pk}/"


def test_the_period_before_says_whether_it_rose_or_fell(world):
    accept(world.plan, world.schools[0], 4, period="2026-Q2")
    expect(world.plan)

    answer = board(world, ky="2026-Q2", xem="tat-ca", q="truong 1")

    (cell,) = answer.context["lines"][0].cells
    assert (cell.heat.text, cell.heat.trend, cell.heat.tone) == ("40 %", "▼ 60", "late")
    assert "giảm 60 điểm % so với kỳ trước" in answer.text


def test_counts_are_of_the_hand_ins_of_the_node(world):
    Obligation.objects.filter(unit=world.schools[1], period="2026-Q1").update(due="2026-03-01")

    whole = board(world).context["counts"]
    part = board(world, **{"don-vi": world.communes[0].pk}).context["counts"]

    assert (whole.units, whole.reported, whole.waiting, whole.late) == (3, 2, 0, 1)
    assert (part.units, part.reported, part.late) == (2, 2, 0)


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ({"xem": "tat-ca"}, ["Trường 1", "Trường 2", "Trường 3"]),
        ({"q": "trường 2"}, ["Trường 2"]),
        ({"q": "TRUONG 3"}, ["Trường 3"]),
        ({"loai": "primary"}, []),
        ({"loai": "lower_secondary"}, ["Trường 1", "Trường 2", "Trường 3"]),
        ({"chi": "chua-dat"}, ["Trường 3"]),
        ({"chi": "chua-nop"}, ["Trường 2"]),
        ({"chi": "cho-duyet"}, []),
    ],
)
def test_filters_look_for_single_units_wherever_they_lie(world, asked, labels):
    assert [line.label for line in board(world, **asked).context["lines"]] == labels


def test_a_cluster_narrows_the_list(world):
    cluster = Cluster.objects.create(unit=world.department, name="Cụm 1")
    cluster.units.add(world.schools[2])

    assert [line.label for line in board(world, cum=cluster.pk).context["lines"]] == ["Trường 3"]


def test_a_commune_narrows_the_list(world):
    answer = board(world, xa=world.communes[1].pk)

    assert [line.label for line in answer.context["lines"]] == ["Trường 2"]
    assert answer.context["communes"] == [(commune.pk, commune.name) for commune in world.communes]
    assert board(world, **{"don-vi": world.communes[0].pk}).context["communes"] == []


@pytest.mark.parametrize(
    ("falling", "labels"),
    [("", ["Trường 3", "Trường 1", "Trường 2"]), ("-", ["Trường 1", "Trường 3", "Trường 2"])],
)
def test_units_are_sorted_by_a_target_those_without_a_figure_last(world, falling, labels):
    answer = board(world, xem="tat-ca", xep=f"{falling}{world.plan.targets.get().pk}")

    assert [line.label for line in answer.context["lines"]] == labels


def test_nodes_are_sorted_by_a_target_those_without_a_figure_last(world):
    accept(world.plan, world.schools[1], 1)
    expect(world.plan)

    answer = board(world, xep=world.plan.targets.get().pk)

    assert [line.label for line in answer.context["lines"]] == ["Xã 2", "Xã 1"]


def test_what_a_unit_still_writes_is_not_shown(world):
    paper = make.owed(world.plan, world.schools[1])
    make.cell(paper, world.plan.targets.get(), world.officer, 3, status=Measurement.Status.DRAFTING)

    answer = board(world, q="Trường 2")

    assert [cell.heat.text for cell in answer.context["lines"][0].cells] == ["–"]


def test_an_officer_of_a_school_sees_the_whole_without_names_and_the_own_school(world):
    answer = board(world, plans.person(world.schools[2]))

    assert shown(answer) == [("Toàn bộ", "2/3 đã nộp", ["75 %"]), ("Trường 3", "Đã chấp nhận", ["50 %"])]
    assert "Trường 1" not in answer.text
    assert "Xã 1" not in answer.text


def test_a_school_cannot_ask_for_others_by_address_or_in_excel(world):
    officer = plans.person(world.schools[2])

    sheet = CalamineWorkbook.from_filelike(BytesIO(board(world, officer, xuat="excel", xem="tat-ca").content))

    assert [row[0] for row in sheet.get_sheet_by_index(0).to_python()[1:]] == ["Toàn bộ", "Trường 3"]
    for node in (world.communes[0], world.communes[1], world.schools[0]):
        assert board(world, officer, **{"don-vi": node.pk}).status_code == 404


def test_who_oversees_a_commune_sees_its_schools_and_no_other(world):
    Addressee.objects.create(plan=world.plan, unit=world.communes[0])
    officer = plans.person(world.communes[0])

    inside = board(world, officer, **{"don-vi": world.communes[0].pk})

    assert [line.label for line in inside.context["lines"]] == ["Trường 1", "Trường 3"]
    assert [line.label for line in board(world, officer).context["lines"]] == ["Trường 1", "Trường 3"]
    assert board(world, officer, **{"don-vi": world.communes[1].pk}).status_code == 404


def test_a_stranger_finds_no_board(world):
    stranger = plans.person(plans.unit("Trường ngoài"))

    assert board(world, stranger).status_code == 404


def test_a_node_outside_the_plan_and_a_period_it_does_not_have_are_not_found(world):
    outside = plans.unit("Tỉnh khác", kind="province")

    assert board(world, **{"don-vi": outside.pk}).status_code == 404
    assert board(world, ky="2025-Q1").status_code == 404


def test_excel_has_all_rows_with_numbers(world):
    sheet = CalamineWorkbook.from_filelike(BytesIO(board(world, xuat="excel", xem="tat-ca").content))

    rows = sheet.get_sheet_by_index(0).to_python()
    assert rows[1:] == [
        ["Toàn bộ", "2/3 đã nộp", 75.0],
        ["Trường 1", "Đã chấp nhận", 100.0],
        ["Trường 2", rows[3][1], ""],
        ["Trường 3", "Đã chấp nhận", 50.0],
    ]


def test_a_plan_that_measures_nothing_says_so(world):
    draft = plans.draft(world.department, world.officer)

    answer = signed_in(world.officer).get(f"/tien-do/ke-hoach/{draft.pk}/")

    assert "Chưa có số liệu để theo dõi" in answer.text


def cell_of(world, school, target):
    make.cell(make.owed(world.plan, school), target, world.officer, 8, status="accepted")


@pytest.mark.parametrize("asked", [{}, {"xem": "tat-ca"}, {"xem": "tat-ca", "chi": "chua-dat"}])
def test_few_and_many_units_cost_the_same_queries(asked, django_assert_max_num_queries):
    costs = []
    for schools in (3, 30):
        world = make.Province(communes=3, schools=schools)
        world.plan = world.issued({}, {"text": "Học bạ số"})
        for school in world.schools:
            for target in world.plan.targets.all():
                cell_of(world, school, target)
        expect(world.plan)
        client = signed_in(world.officer)
        client.get(f"/tien-do/ke-hoach/{world.plan.pk}/", asked)
        with django_assert_max_num_queries(30) as cost:
            client.get(f"/tien-do/ke-hoach/{world.plan.pk}/", {**asked, "ky": "2026-Q2"})
        costs.append(len(cost))
    assert costs[0] == costs[1]


def test_what_the_issuer_reports_of_itself_stands_beside_the_sum(world):
    plan = world.issued({"level": "own"})
    paper = make.owed(plan, world.department)
    make.cell(paper, plan.targets.get(), world.officer, 9, status="submitted")
    Obligation.objects.filter(pk=paper.pk).update(status="accepted")
    expect(plan)
    world.plan = plan

    answer = board(world)

    assert shown(answer) == [
        ("Toàn bộ", "1/1 đã nộp", ["1 chờ"]),
        ("Sở Giáo dục và Đào tạo", "Đã chấp nhận", ["chờ duyệt"]),
    ]


def test_targets_of_a_year_stand_beside_those_measured_once_in_the_same_period(world):
    world.plan = world.issued({"frequency": "year", "text": "Năm"}, {"frequency": "once", "text": "Một lần"})

    answer = board(world, ky="2026")

    assert [head.label for head in answer.context["heads"]] == ["Năm", "Một lần"]


def test_a_unit_leads_on_to_its_own_plan_for_this_one(world):
    school = world.schools[0]
    writer = plans.person(school)
    own = plans.draft(school, writer)
    Plan.objects.filter(pk=own.pk).update(parent=world.plan, status="issued")

    answer = board(world, xem="tat-ca")

    assert [line.own for line in answer.context["lines"]] == [own.pk, None, None]
    assert f'href="/tien-do/ke-hoach/{own.pk}/"' in answer.text


def test_only_who_writes_the_plan_has_its_sums_counted_anew(world):
    url = f"/tien-do/ke-hoach/{world.plan.pk}/tinh-lai/"

    refused = signed_in(plans.person(world.schools[0])).post(url)
    begun = signed_in(world.officer).post(url)

    assert refused.status_code == 403
    assert Run.objects.get().by == world.officer
    assert begun["Location"] == f"/viec-nen/{Run.objects.get().pk}/"
    assert signed_in(world.officer).get(url).status_code == 405


def test_a_board_of_many_cells_goes_over_the_line_in_little(world):
    world.plan = world.issued(*({"text": f"Chỉ tiêu số {n}"} for n in range(30)))
    client = signed_in(world.officer)

    sent = client.get(f"/tien-do/ke-hoach/{world.plan.pk}/", {"xem": "tat-ca"}, headers={"Accept-Encoding": "gzip"})

    assert (sent["Content-Encoding"], len(sent.content) < 40_000) == ("gzip", True)
