"""The pages on which a plan is amended, compared and acknowledged."""

import pytest
from django.urls import reverse

from thidua.kernel.models import Run
from thidua.plans import operations
from thidua.plans.models import Addressee, Duty, Plan
from thidua.plans.operations import amending
from thidua.plans.tests import make
from thidua.plans.tests.test_amending import LATER, TEXT, Campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return Campaign()


def address(name: str, plan: Plan) -> str:
    return reverse(f"plans:{name}", args=[plan.pk])


def amended(campaign) -> Plan:
    draft = operations.amend_plan(campaign.plan, by=campaign.officer)
    campaign.change(draft, Duty, "Báo cáo 1", due=LATER)
    return draft


def test_amendment_begins_from_the_plan_in_force(client, campaign):
    client.force_login(campaign.officer)
    assert address("amend_plan", campaign.plan) in client.get(address("plan", campaign.plan)).text

    answer = client.post(address("amend_plan", campaign.plan), {"copy": "1"})

    draft = Plan.objects.get(supersedes=campaign.plan)
    assert answer.url == address("desk", draft)
    assert address("plan_differences", draft) in client.get(answer.url).text
    assert address("desk", draft) in client.get(address("amend_plan", campaign.plan)).text


def test_amendment_begins_from_a_file(client, campaign, tmp_path):
    client.force_login(campaign.officer)
    path = tmp_path / "sua-doi.txt"
    path.write_text(TEXT)

    with path.open("rb") as file:
        answer = client.post(address("amend_plan", campaign.plan), {"upload": "1", "file": file})

    assert answer.url == address("plan_differences", Plan.objects.get(supersedes=campaign.plan))


def test_slow_file_is_read_in_the_background_once(campaign):
    run = operations.amend_later(campaign.plan, by=campaign.officer, data=TEXT.encode(), name="sua-doi.txt")

    done = Run.objects.get(pk=run.pk)
    draft = Plan.objects.get(supersedes=campaign.plan)
    assert (done.status, done.result_url) == ("done", address("plan_differences", draft))
    assert amending.read_kept_amendment(done).url == done.result_url
    assert Plan.objects.filter(supersedes=campaign.plan).count() == 1


def test_second_amendment_is_refused_with_what_to_do(client, campaign):
    amended(campaign)
    client.force_login(campaign.officer)

    answer = client.post(address("amend_plan", campaign.plan), {"copy": "1"})

    assert answer.status_code == 422
    assert "Mở bản đó để sửa tiếp" in answer.text


def test_differences_are_marked_and_the_note_is_kept(client, campaign):
    draft = amended(campaign)
    client.force_login(campaign.officer)

    client.post(address("plan_differences", draft), {"change_note": "Lùi hạn báo cáo"})
    answer = client.get(address("plan_differences", draft))

    assert [(line.standing, line.text) for line in answer.context["changed"]] == [("changed", "Báo cáo 1")]
    assert f"<del>{campaign.paper.due:%d/%m/%Y}</del>" in answer.text
    assert f"<ins>{LATER:%d/%m/%Y}</ins>" in answer.text
    assert "Lùi hạn báo cáo" in answer.text


def test_draft_differences_are_hidden_from_units(client, campaign):
    draft = amended(campaign)
    client.force_login(campaign.clerks[0])

    assert client.get(address("plan_differences", draft)).status_code == 404
    assert client.get(address("amend_plan", campaign.plan)).status_code == 403
    assert client.post(address("amend_plan", campaign.plan), {"copy": "1"}).status_code == 403


def test_first_version_has_no_differences(client, campaign):
    client.force_login(campaign.officer)

    assert client.get(address("plan_differences", campaign.plan)).url == address("plan", campaign.plan)


def test_stranger_finds_none_of_it(client, campaign):
    new = campaign.issue(amended(campaign))
    client.force_login(make.person(make.unit("Trường Xa")))

    found = [client.get(address(name, new)).status_code for name in ("amend_plan", "plan_differences")]

    assert [*found, client.post(address("acknowledge_plan", new)).status_code] == [404, 404, 404]


def test_versions_lead_to_each_other(client, campaign):
    new = campaign.issue(amended(campaign))
    client.force_login(campaign.clerks[0])

    old_page, new_page = client.get(address("plan", campaign.plan)).text, client.get(address("plan", new)).text

    assert "đã được thay bằng bản số 2" in old_page
    assert f'href="{address("plan", new)}"' in old_page
    assert f'href="{address("plan", campaign.plan)}"' in new_page


def test_unit_says_once_that_it_knows(client, campaign):
    new = campaign.issue(amended(campaign))
    client.force_login(campaign.clerks[0])
    assert "Xác nhận đã nắm" in client.get(address("plan", new)).text

    client.post(address("acknowledge_plan", new))

    row = Addressee.objects.get(plan=new, unit=campaign.schools[0])
    assert row.acknowledged_by == campaign.clerks[0]
    assert "Xác nhận đã nắm" not in client.get(address("plan", new)).text
    assert client.post(address("acknowledge_plan", new)).status_code == 403


def test_board_finds_who_has_not_said_so(client, campaign):
    new = campaign.issue(amended(campaign))
    operations.acknowledge_plan(Addressee.objects.get(plan=new, unit=campaign.schools[0]), by=campaign.clerks[0])
    client.force_login(campaign.officer)

    answer = client.get(address("plan_units", new), {"trangthai": "chua-nam"})

    assert "Trường Suối" in answer.text
    assert "Trường Đồi" not in answer.text


def test_unit_with_a_plan_of_its_own_learns_of_the_amendment_above(client, campaign):
    own = make.draft(campaign.schools[0], campaign.clerks[0], title="Kế hoạch của trường")
    Plan.objects.filter(pk=own.pk).update(parent=campaign.plan, status="issued")
    new = campaign.issue(amended(campaign))
    client.force_login(campaign.clerks[0])

    text = client.get(address("plan", own)).text

    assert "Kế hoạch cấp trên đã sửa đổi" in text
    assert address("plan_differences", new) in text
