"""The reading desk in the browser's eyes: pages, partials, refusals."""

import pytest
from django.urls import reverse

from thidua.plans import operations
from thidua.plans.marking import anchor
from thidua.plans.models import Duty, Plan, Target, Task
from thidua.plans.tests import make
from thidua.plans.tests.test_understanding import PLAN

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def scene(client):
    """A draft that was read from a document, and its officer at the desk."""
    school, _, officer = make.school()
    plan = operations.draft_from_file(school, by=officer, data=PLAN.encode(), name="ke-hoach.txt")
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return plan


def url(name, plan, *rest):
    return reverse(f"plans:{name}", args=[plan.pk, *rest])


def target_form(**values):
    return {
        "text": "Tỷ lệ học bạ số",
        "comparator": ">=",
        "value": "98,5",
        "unit_of_count": "%",
        "measure": "ratio",
        "frequency": "year",
        "level": "own",
        "mandatory": "on",
    } | values


def test_desk_shows_every_block_and_every_item(client, scene):
    answer = client.get(url("desk", scene))

    page = answer.content.decode()
    for block in scene.document.blocks.all():
        assert f'id="k{block.pk}"' in page or block.kind == "residue"
    for line in [*scene.targets.all(), *scene.tasks.all(), *scene.duties.all()]:
        assert f'data-anchor="{anchor(line)}"' in page
        assert line.text[:40] in page


def test_changed_item_comes_back_as_its_card_with_the_repainted_sentence(client, scene):
    target = scene.targets.get()

    answer = client.post(url("change_line", scene, "chi-tieu", target.pk), target_form(), headers=HTMX)

    target.refresh_from_db()
    page = answer.content.decode()
    assert (target.value, target.certainty) == (pytest.approx(98.5), "sure")
    assert "≥ 98,5 %" in page
    assert "<html" not in page
    assert f'id="k{target.block_id}"' in page


def test_form_with_an_error_is_422_and_keeps_what_was_typed(client, scene):
    target = scene.targets.get()

    answer = client.post(url("change_line", scene, "chi-tieu", target.pk), target_form(value="chín mươi"), headers=HTMX)

    assert answer.status_code == 422
    assert "chín mươi" in answer.content.decode()


def test_level_is_read_and_shown_as_numbers_are_written_in_vietnam(client, scene):
    target = scene.targets.get()
    change = url("change_line", scene, "chi-tieu", target.pk)

    client.post(change, target_form(value="1.500", measure="count", unit_of_count="cuốn"))
    form = client.get(change, headers=HTMX)

    target.refresh_from_db()
    assert target.value == 1500
    assert 'value="1500"' in form.content.decode()


def test_comparator_without_a_figure_is_refused(client, scene):
    target = scene.targets.get()

    answer = client.post(url("change_line", scene, "chi-tieu", target.pk), target_form(value=""))

    codes = {error.code for errors in answer.context["form"].errors.as_data().values() for error in errors}
    assert codes == {"half"}


def test_selected_sentence_becomes_an_item_that_points_at_it(client, scene):
    block = scene.document.blocks.get(text__contains="Giảm việc giấy tờ")
    place = {"block": block.pk, "start": 2, "end": 20}

    form = client.get(url("add_line", scene, "nhiem-vu"), place, headers=HTMX)
    client.post(
        url("add_line", scene, "nhiem-vu"),
        {"text": "Giảm việc giấy tờ", "level": "own", **place},
        headers=HTMX,
    )

    assert block.text[2:20].strip() in form.content.decode()
    line = Task.objects.get(plan=scene, text="Giảm việc giấy tờ")
    assert (line.block, line.start_char, line.end_char) == (block, 2, 20)


def test_sentence_of_another_document_is_not_found(client, scene):
    other = operations.draft_from_file(scene.unit, by=scene.created_by, data=PLAN.encode(), name="khac.txt")
    block = other.document.blocks.first()

    answer = client.get(url("add_line", scene, "nhiem-vu"), {"block": block.pk, "start": 0, "end": 3})

    assert answer.status_code == 404


def test_removed_item_can_be_put_back(client, scene):
    target = scene.targets.get()

    client.post(url("act_on_line", scene, "chi-tieu", target.pk, "bo"), headers=HTMX)
    gone = Target.objects.get(pk=target.pk).removed
    client.post(url("act_on_line", scene, "chi-tieu", target.pk, "lay-lai"), headers=HTMX)

    assert (gone, Target.objects.get(pk=target.pk).removed) == (True, False)


def test_doubtful_item_is_settled_and_counted_out(client, scene):
    line = make.line(scene, Duty, scene.created_by, text="Báo cáo", due=make.TODAY)
    Duty.objects.filter(pk=line.pk).update(certainty="check", doubt="Xem lại")
    before = client.get(url("desk", scene)).context["doubts"]

    client.post(url("act_on_line", scene, "moc", line.pk, "xem-xong"), headers=HTMX)

    assert client.get(url("desk", scene)).context["doubts"] == before - 1


def test_facts_save_as_they_are_typed(client, scene):
    facts = {"title": "Trường học số", "kind": "digital", "movement": "", "start": "01/12/2026", "end": "31/12/2026"}

    answer = client.post(url("change_plan", scene), facts, headers=HTMX)

    scene.refresh_from_db()
    assert answer.status_code == 200
    assert (scene.title, str(scene.start)) == ("Trường học số", "2026-12-01")
    assert "Đã lưu lúc" in answer.content.decode()
    assert "HX-Retarget" not in answer.headers


def test_end_before_the_start_is_refused_in_place(client, scene):
    facts = {"title": "Trường học số", "kind": "digital", "movement": "", "start": "31/12/2026", "end": "01/12/2026"}

    answer = client.post(url("change_plan", scene), facts, headers=HTMX)

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#plan-facts"
    assert Plan.objects.get(pk=scene.pk).start == scene.start


def test_issued_plan_is_changed_no_more(client, scene):
    operations.address_units(scene, [scene.unit], by=scene.created_by, today=make.TODAY)
    operations.issue_plan(scene, by=scene.created_by, today=make.TODAY)
    target = scene.targets.get()

    answer = client.post(url("change_line", scene, "chi-tieu", target.pk), target_form(text="Khác"), headers=HTMX)

    assert answer.status_code in {403, 422}
    assert Target.objects.get(pk=target.pk).text == target.text


def test_second_press_on_issue_comes_to_the_plan_that_the_first_issued(client, scene):
    operations.address_units(scene, [scene.unit], by=scene.created_by, today=make.TODAY)
    operations.issue_plan(scene, by=scene.created_by, today=make.TODAY)

    opened = client.get(url("issue_plan", scene))
    pressed = client.post(url("issue_plan", scene), {"number": "", "on": "21/11/2026"}, follow=True)

    assert (opened.status_code, opened.url) == (302, url("plan", scene))
    assert pressed.redirect_chain == [(url("plan", scene), 302)]
    assert "Chưa ban hành lần nữa" in pressed.content.decode()


def test_reader_of_the_school_may_not_open_the_desk(client, scene):
    client.force_login(
        make.person(scene.unit, "inspector"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )

    answer = client.get(url("desk", scene))

    assert answer.status_code == 404


def test_whole_kind_of_units_is_addressed_at_once(client, scene):
    make.unit("Tổ Văn", parent=scene.unit, kind="team")

    client.post(url("address_units", scene), {"choice": "kind:team"}, headers=HTMX)

    assert scene.addressees.count() == 2
