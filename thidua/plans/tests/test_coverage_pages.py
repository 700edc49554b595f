"""A unit's plan beside the one above in the browser's eyes: pages, forms, strangers."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.kernel.models import Run
from thidua.plans import operations
from thidua.plans.models import Coverage, Obligation, Pair, Plan, Target
from thidua.plans.tests import make
from thidua.plans.tests.test_adopting import Scene, duty, share

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def scene():
    return Scene()


def sign_in(client, person) -> None:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def url(name: str, plan: Plan, *rest: object) -> str:
    return reverse(f"plans:{name}", args=[plan.pk, *rest])


def issued_answer(scene: Scene, *lines) -> Plan:
    plan = scene.adopt(scene.plan(*lines))
    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)
    return plan


def test_one_press_makes_the_draft_and_the_next_opens_it(client, scene):
    parent = scene.plan(share("Tỷ lệ học bạ số"))
    sign_in(client, scene.officer)

    offered = "Lập kế hoạch của đơn vị" in client.get(url("plan", parent)).text
    answers = [client.post(url("adopt_plan", parent)) for _ in range(2)]

    plan = Plan.objects.get(parent=parent)
    assert offered
    assert [answer["Location"] for answer in answers] == [url("plan", plan)] * 2
    assert "Mở bản nháp của đơn vị" in client.get(url("plan", parent)).text


def test_issued_plan_is_handed_in_from_its_page(client, scene):
    plan = issued_answer(scene, duty("Gửi kế hoạch về Sở", kind="plan"))
    sign_in(client, scene.officer)

    asked = "đang chờ kế hoạch này" in client.get(url("plan", plan)).text
    client.post(url("hand_in_plan", plan))

    paper = Obligation.objects.get(duty__plan=plan.parent)
    shown = client.get(reverse("plans:obligation", args=[paper.pk])).text
    assert (asked, paper.status, plan.title in shown) == (True, "submitted", True)
    assert "đang chờ kế hoạch này" not in client.get(url("plan", plan)).text


def test_page_shows_both_lines_and_the_filter_leaves_one_kind(client, scene):
    plan = scene.adopt(scene.plan(share("Tỷ lệ học bạ số"), share("Tỷ lệ chữ ký số")))
    operations.change_line(plan.targets.get(text="Tỷ lệ chữ ký số"), by=scene.officer, value=80, departure="Trường mới")
    sign_in(client, scene.officer)

    whole = client.get(url("coverage", plan)).text
    weaker = client.get(url("coverage", plan), {"loc": "weaker"}).text

    assert all(words in whole for words in ("Tỷ lệ học bạ số", "Tỷ lệ chữ ký số", "Giữ", "Thấp hơn"))
    assert "Lý do: Trường mới" in weaker
    assert "Tỷ lệ học bạ số" not in weaker


def test_lines_are_paired_and_parted_by_form(client, scene):
    plan = issued_answer(scene, share("Tỷ lệ học bạ số"))
    above, below = plan.parent.targets.get(), plan.targets.get()
    sign_in(client, scene.officer)

    form = client.get(url("coverage", plan), {"ghep": str(above.line_key)}).text
    client.post(url("coverage", plan), {"above": above.line_key, "below": ""})
    parted = Coverage.objects.get(child=plan).missing
    client.post(url("coverage", plan), {"above": above.line_key, "below": str(below.line_key)})
    joined = Pair.objects.get().child_key
    client.post(url("coverage", plan), {"above": above.line_key, "below": "tu-dong"})

    assert f'value="{below.line_key}"' in form
    assert (parted, joined, Pair.objects.count()) == (1, below.line_key, 0)


def test_department_sees_the_issued_plan_and_no_draft(client, scene):
    plan = scene.adopt(scene.plan(share("Tỷ lệ học bạ số")))
    sign_in(client, scene.chief)

    before = client.get(url("coverage", plan)).status_code
    operations.issue_plan(plan, by=scene.officer, today=make.TODAY)

    assert (before, client.get(url("coverage", plan)).status_code) == (404, 200)


def test_plan_above_that_one_may_not_see_is_not_shown(client, scene):
    plan = issued_answer(scene, share("Chỉ tiêu riêng của Sở"))
    plan.parent.addressees.all().delete()
    sign_in(client, scene.officer)

    assert client.get(url("coverage", plan)).status_code == 404


def board_of(scene: Scene, schools: int) -> Plan:
    """A plan to so many schools, each of which issued its own."""
    plan = make.draft(scene.department, scene.chief)
    operations.add_line(plan, Target, by=scene.chief, text="Tỷ lệ học bạ số", level="subordinate")
    units = [make.unit(f"Trường {n}", parent=scene.department) for n in range(schools)]
    operations.address_units(plan, units, by=scene.chief, today=make.TODAY)
    operations.issue_plan(plan, by=scene.chief, today=make.TODAY)
    for unit in units:
        officer = make.person(unit)
        operations.issue_plan(
            operations.adopt_plan(plan, unit, by=officer, today=make.TODAY), by=officer, today=make.TODAY
        )
    return plan


def test_board_asks_as_much_for_many_units_as_for_few(client, scene, django_assert_max_num_queries):
    few, many = board_of(scene, 2), board_of(scene, 15)
    sign_in(client, scene.chief)
    client.get(url("coverages", few))

    with django_assert_max_num_queries(30) as asked:
        client.get(url("coverages", few))
    with django_assert_max_num_queries(len(asked)):
        page = client.get(url("coverages", many)).text

    assert page.count("Xem từng dòng") == 15


def test_board_names_who_has_no_plan_and_narrows(client, scene):
    plan = issued_answer(scene, share("Tỷ lệ học bạ số"))
    late = make.unit("Trường Chậm", parent=scene.department)
    plan.parent.addressees.create(unit=late)
    sign_in(client, scene.chief)

    whole = client.get(url("coverages", plan.parent)).text
    without = client.get(url("coverages", plan.parent), {"trangthai": "chua"}, headers=HTMX).text
    found = client.get(url("coverages", plan.parent), {"q": "suoi mo"}, headers=HTMX).text

    assert all(words in whole for words in ("Trường Chậm", "Chưa có kế hoạch", "Trường THCS Suối Mơ", "Giữ"))
    assert ("Trường Chậm" in without, "Suối Mơ" in without, "<html" in without) == (True, False, False)
    assert ("Trường Chậm" in found, "Suối Mơ" in found) == (False, True)


def test_other_school_sees_only_itself_on_the_board(client, scene):
    plan = issued_answer(scene, share("Tỷ lệ học bạ số"))
    other = make.unit("Trường Bên Cạnh", parent=scene.department)
    plan.parent.addressees.create(unit=other)
    sign_in(client, make.person(other))

    page = client.get(url("coverages", plan.parent)).text

    assert ("Trường Bên Cạnh" in page, "Trường THCS Suối Mơ" in page) == (True, False)


def test_board_goes_out_as_excel_line_by_line(client, scene):
    plan = issued_answer(scene, share("Tỷ lệ học bạ số"), share("Tỷ lệ chữ ký số"))
    sign_in(client, scene.chief)

    answer = client.get(url("coverages", plan.parent), {"xuat": "excel"})

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][-2:] == ["Tỷ lệ học bạ số", "Tỷ lệ chữ ký số"]
    assert rows[1][0] == "Trường THCS Suối Mơ"
    assert rows[1][3:] == [2, 0, 0, 0, 0, 0, "Giữ", "Giữ"]


def test_lines_beside_each_other_go_out_as_they_are_filtered(client, scene):
    plan = scene.adopt(scene.plan(share("Tỷ lệ học bạ số"), share("Tỷ lệ chữ ký số")))
    operations.change_line(plan.targets.get(text="Tỷ lệ chữ ký số"), by=scene.officer, value=80, departure="Trường mới")
    sign_in(client, scene.officer)

    whole, weaker = (client.get(url("coverage", plan), {"xuat": "excel", "loc": kind}) for kind in ("", "weaker"))

    _, *both = CalamineWorkbook.from_filelike(BytesIO(whole.content)).get_sheet_by_index(0).to_python()
    _, *one = CalamineWorkbook.from_filelike(BytesIO(weaker.content)).get_sheet_by_index(0).to_python()
    assert [(row[1], row[3]) for row in both] == [("Tỷ lệ học bạ số", "Giữ"), ("Tỷ lệ chữ ký số", "Thấp hơn")]
    words = "hạ từ ≥ 90 % thành ≥ 80 %"
    assert one == [["Chỉ tiêu", "Tỷ lệ chữ ký số", "", "Thấp hơn", "Tỷ lệ chữ ký số", "", "", words, "Trường mới"]]


def test_comparing_all_is_started_from_the_board(client, scene):
    plan = issued_answer(scene, share("Tỷ lệ học bạ số"))
    sign_in(client, scene.chief)

    answer = client.post(url("check_coverages", plan.parent))

    run = Run.objects.get(kind="plans.check_coverages")
    assert answer["Location"] == reverse("web:run", args=[run.pk])
    assert run.result_url == url("coverages", plan.parent)


def test_plan_above_is_chosen_at_the_desk(client, scene):
    parent, plan = scene.plan(), make.draft(scene.school, scene.officer)
    sign_in(client, scene.officer)

    listed = parent.title in client.get(url("choose_parent", plan)).text
    client.post(url("choose_parent", plan), {"parent": parent.pk})
    plan.refresh_from_db()
    chosen = plan.parent
    client.post(url("choose_parent", plan), {"parent": ""})
    plan.refresh_from_db()

    assert (listed, chosen, plan.parent) == (True, parent, None)


def test_desk_asks_why_before_it_drops_or_weakens(client, scene):
    plan = scene.adopt(scene.plan(share("Tỷ lệ học bạ số")))
    line = plan.targets.get()
    sign_in(client, scene.officer)
    form = {"text": line.text, "comparator": ">=", "value": "80", "unit_of_count": "%", "measure": "ratio"}
    form |= {"frequency": "once", "level": "own", "mandatory": "on"}

    drop = client.post(url("act_on_line", plan, "chi-tieu", line.pk, "bo"), headers=HTMX)
    weaken = client.post(url("change_line", plan, "chi-tieu", line.pk), form, headers=HTMX)
    mended = client.post(
        url("change_line", plan, "chi-tieu", line.pk), form | {"departure": "Trường mới"}, headers=HTMX
    )

    assert [answer.status_code for answer in (drop, weaken, mended)] == [422, 422, 200]
    assert ('name="departure"' in drop.text, 'name="departure"' in weaken.text) == (True, True)
    assert weaken.context["form"]["departure"].field.required
    assert (plan.targets.get().value, plan.targets.get().departure) == (80, "Trường mới")
    client.post(url("act_on_line", plan, "chi-tieu", line.pk, "bo"), {"departure": "Không phù hợp"}, headers=HTMX)
    assert plan.targets.get().removed


def test_desk_of_an_adopted_draft_shows_the_document_above(client, scene):
    text = "KẾ HOẠCH\nThi đua năm 2026\nI. MỤC ĐÍCH\n- Bớt giấy tờ cho giáo viên.\n"
    parent = operations.draft_from_file(scene.department, by=scene.chief, data=text.encode(), name="ke-hoach.txt")
    operations.address_units(parent, [scene.school], by=scene.chief, today=make.TODAY)
    operations.issue_plan(parent, by=scene.chief, today=make.TODAY)
    plan = scene.adopt(parent)
    sign_in(client, scene.officer)

    page = client.get(url("desk", plan)).text

    assert "Bớt giấy tờ cho giáo viên" in page.partition('id="desk-und"')[0]
