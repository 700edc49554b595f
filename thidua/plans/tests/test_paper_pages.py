"""The pages on which papers go up, come back and get more time, as a browser uses them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from thidua.kernel.calendar import today as present_day
from thidua.plans import operations
from thidua.plans.models import Chain, ExtensionRequest, Flag, Obligation
from thidua.plans.tests import make
from thidua.plans.tests.test_papers import Scene
from thidua.plans.tests.test_views import sign_in

pytestmark = pytest.mark.django_db
LATER = present_day() + timedelta(days=40)


@pytest.fixture
def scene():
    return Scene()


def page_of(paper):
    return reverse("plans:obligation", args=[paper.pk])


def test_head_turns_the_chain_on_and_the_officers_button_says_so(client, scene):
    sign_in(client, scene.head)
    client.post(reverse("plans:change_chain", args=[scene.school.pk]), {"head_confirms": "on"})
    sign_in(client, scene.officer)

    shown = client.get(page_of(scene.paper)).text
    client.post(page_of(scene.paper), {"act": "submit", "note": "Báo cáo"})

    assert Chain.objects.get().head_confirms
    sign_in(client, scene.head)
    client.post(reverse("plans:change_chain", args=[scene.school.pk]))
    assert not Chain.objects.get().head_confirms
    assert ("Trình người đứng đầu duyệt" in shown, scene.fresh().status) == (True, "confirming")


def test_chain_is_for_the_units_head_alone(client, scene):
    answers = []
    for person in (scene.officer, make.person(make.unit("Trường khác"), "head")):
        sign_in(client, person)
        answers.append(client.post(reverse("plans:change_chain", args=[scene.school.pk])).status_code)

    assert answers == [403, 404]


def test_officer_reads_the_chain_without_a_button(client, scene):
    sign_in(client, scene.officer)

    answer = client.get(reverse("plans:change_chain", args=[scene.school.pk]))

    assert (answer.status_code, "Lưu lối duyệt" in answer.text) == (200, False)


def test_head_confirms_or_gives_back_on_the_page(client, scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Báo cáo")
    sign_in(client, scene.head)

    client.post(page_of(scene.paper), {"act": "reject", "reason": "Thiếu"})
    given_back = scene.fresh().status
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Báo cáo")
    client.post(page_of(scene.paper), {"act": "confirm"})

    assert (given_back, scene.fresh().status) == ("drafting", "submitted")


def test_issuer_does_not_read_what_waits_for_the_head(client, scene):
    operations.change_chain(scene.school, by=scene.head, head_confirms=True)
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Chưa ai được đọc", attachments=[scene.file()])
    shown = {}

    for person in (scene.head, scene.issuer):
        sign_in(client, person)
        text = client.get(page_of(scene.paper)).text
        shown[person] = ("Chưa ai được đọc" in text, "bao-cao.txt" in text)

    assert shown == {scene.head: (True, True), scene.issuer: (False, False)}


def test_ticked_file_goes_back_and_its_correction_comes_up(client, scene):
    first, second = scene.file("mot.txt", b"mot"), scene.file("hai.txt", b"hai")
    scene.handed_in(first, second)
    sign_in(client, scene.issuer)
    client.post(
        page_of(scene.paper),
        {"act": "return", "reason": "", f"flag_{first.pk}": "on", f"why_{first.pk}": "Thiếu chữ ký"},
    )
    flag = Flag.objects.get()
    sign_in(client, scene.officer)

    shown = client.get(page_of(scene.paper)).text
    refused = client.post(page_of(scene.paper), {"act": "submit", "note": "Nộp lại"})
    new = SimpleUploadedFile("mot-da-ky.txt", "đã ký".encode())
    client.post(page_of(scene.paper), {"act": "submit", "note": "Nộp lại", f"answer_{flag.pk}": new})

    assert (flag.attachment, flag.reason, "Thiếu chữ ký" in shown) == (first, "Thiếu chữ ký", True)
    assert (refused.status_code, scene.fresh().status) == (422, "submitted")
    assert sorted(map(str, scene.fresh().attachments.all())) == ["hai.txt", "mot-da-ky.txt"]


def test_asker_does_not_see_the_correction_before_it_comes_up(client, scene):
    paper = scene.returned(0)
    operations.answer_flag(paper.flags.get(), scene.file("ban-moi.txt", b"moi"), by=scene.officer)
    sign_in(client, scene.issuer)

    before = [str(file) for file in client.get(page_of(scene.paper)).context["evidence"]]
    operations.submit_obligation(scene.fresh(), by=scene.officer, note="Nộp lại")
    after = [str(file) for file in client.get(page_of(scene.paper)).context["evidence"]]

    assert (before, after) == (["hai.txt"], ["hai.txt", "ban-moi.txt"])


def test_file_is_taken_out_while_it_is_written(client, scene):
    paper = scene.returned()
    sign_in(client, scene.officer)

    client.post(page_of(paper), {"act": "take-out", "file": scene.files[0].pk})

    assert list(scene.fresh().attachments.all()) == [scene.files[1]]


def test_locked_paper_offers_to_ask_for_time(client, scene):
    operations.change_campaign(scene.plan, by=scene.issuer, recheck="asker", locks_after=0)
    Obligation.objects.filter(pk=scene.paper.pk).update(due=present_day() - timedelta(days=1))
    sign_in(client, scene.officer)

    shown = client.get(page_of(scene.paper))
    refused = client.post(page_of(scene.paper), {"act": "submit", "note": "Báo cáo"})
    client.post(page_of(scene.paper), {"act": "ask", "until": f"{LATER:%d/%m/%Y}", "reason": "Mưa bão"})

    assert (shown.context["is_locked"], "Gửi lên" in shown.text, refused.status_code) == (True, False, 422)
    assert [(asked.until, asked.reason) for asked in ExtensionRequest.objects.all()] == [(LATER, "Mưa bão")]


def test_issuer_answers_a_request_on_the_page(client, scene):
    operations.ask_extension(scene.paper, by=scene.officer, until=LATER, reason="Mưa bão")
    sign_in(client, scene.issuer)

    client.post(page_of(scene.paper), {"act": "extend", "until": f"{LATER:%d/%m/%Y}"})

    assert (scene.fresh().extended_to, ExtensionRequest.objects.get().status) == (LATER, "granted")


def test_requests_are_granted_several_at_once(client, scene):
    operations.ask_extension(scene.paper, by=scene.officer, until=LATER, reason="Mưa bão")
    path = reverse("plans:extensions", args=[scene.plan.pk])
    sign_in(client, scene.issuer)

    listed = client.get(path).context["papers"]
    client.post(path, {"until": f"{LATER:%d/%m/%Y}", "paper": [scene.paper.pk]})

    assert ([paper.pk for paper in listed], scene.fresh().extended_to) == ([scene.paper.pk], LATER)


def test_ticked_units_are_offered_time_without_having_asked(client, scene):
    sign_in(client, scene.issuer)

    answer = client.get(reverse("plans:extensions", args=[scene.plan.pk]), {"don-vi": [scene.school.pk]})

    assert scene.paper in answer.context["papers"]


def test_papers_of_another_plan_get_no_time_here(client, scene):
    other = make.issued(scene.department, scene.issuer, [scene.school], title="Kế hoạch khác")
    paper = make.obligation(other, scene.school)
    sign_in(client, scene.issuer)

    client.post(reverse("plans:extensions", args=[scene.plan.pk]), {"until": f"{LATER:%d/%m/%Y}", "paper": [paper.pk]})

    assert Obligation.objects.get(pk=paper.pk).extended_to is None


@pytest.mark.parametrize("name", ["extensions", "change_campaign"])
def test_campaign_is_run_by_the_issuer_alone(client, scene, name):
    path, codes = reverse(f"plans:{name}", args=[scene.plan.pk]), []
    for person in (scene.officer, make.person(make.unit("Trường khác"), "officer"), scene.issuer):
        sign_in(client, person)
        codes.append(client.get(path).status_code)

    assert codes == [403, 404, 200]


def test_settings_are_saved_from_their_page(client, scene):
    sign_in(client, scene.issuer)

    client.post(reverse("plans:change_campaign", args=[scene.plan.pk]), {"recheck": "chain", "locks_after": "10"})

    scene.plan.refresh_from_db()
    assert (scene.plan.recheck, scene.plan.locks_after) == ("chain", 10)


def test_unit_is_excused_and_asked_again_on_the_page(client, scene):
    sign_in(client, scene.issuer)

    client.post(page_of(scene.paper), {"act": "excuse", "reason": "Trường mới lập"})
    excused = scene.fresh().status
    client.post(page_of(scene.paper), {"act": "demand"})

    assert (excused, scene.fresh().status) == ("excused", "not_started")


def test_unit_page_leads_its_head_to_the_chain(client, scene):
    path, led = reverse("plans:change_chain", args=[scene.school.pk]), {}
    for person in (scene.head, scene.officer):
        sign_in(client, person)
        led[person] = path in client.get(reverse("people:unit", args=[scene.school.pk])).text

    assert led == {scene.head: True, scene.officer: False}
