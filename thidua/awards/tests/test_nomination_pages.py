"""The pages of nominations, reports of achievements and hearings."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from thidua.awards.findings import findings_of
from thidua.awards.models import Nomination
from thidua.awards.operations import hearings as bringing
from thidua.awards.operations import nomination_papers as papers
from thidua.awards.operations import nominations as operations
from thidua.awards.tests import make, sitting
from thidua.documents.models import Attachment
from thidua.documents.operations import add_attachment
from thidua.documents.queries import attachments_visible_to
from thidua.kernel.calendar import today
from thidua.people.models import Notice

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 20)


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


def case(status="draft", award=make.WORKER, graded="good"):
    place = make.Place()
    season = make.season(place.school)
    if graded:
        make.grade(place.school, place.teachers[0], graded, by=place.officer)
    row = operations.draft_nomination(season, place.teachers[0], award, by=place.officer, today=TODAY)
    if status == "ready":
        operations.propose_nomination(row, by=place.officer, today=TODAY)
    return place, season, row


def statuses(client, people, address):
    found = {}
    for name, person in people.items():
        sign_in(client, person)
        found[name] = client.get(address).status_code
    return found


def seats(place):
    return {
        "officer": place.officer,
        "nominee": place.teachers[0],
        "colleague": place.teachers[1],
        "chief": place.chief,
        "stranger": place.stranger,
    }


def test_list_is_for_who_sees_the_season_and_shows_only_what_one_may_see(client):
    place, season, row = case("ready")
    address = url("nominations", season.pk)

    assert statuses(client, seats(place), address) == {
        "officer": 200,
        "nominee": 200,
        "colleague": 200,
        "chief": 200,
        "stranger": 404,
    }
    shown = {}
    for name, person in seats(place).items():
        if name != "stranger":
            sign_in(client, person)
            shown[name] = [one.pk for one, *_ in client.get(address).context["lines"]]
    assert shown == {"officer": [row.pk], "nominee": [row.pk], "colleague": [], "chief": []}


def test_list_narrows_by_words_award_state_and_conditions(client):
    place, season, _ = case()
    make.nomination(season, place.teachers[1], make.FIGHTER, by=place.officer, status="ready", outcome="not_met")
    make.nomination(season, place.teachers[2], by=place.officer, status="withdrawn")
    sign_in(client, place.officer)

    found = {
        query: [
            one.person.full_name[-1] for one, *_ in client.get(url("nominations", season.pk) + query).context["lines"]
        ]
        for query in (
            "",
            "?q=giao vien 1",
            f"?danhhieu={make.WORKER}",
            "?trangthai=withdrawn",
            "?dieukien=not_met",
            "?noi=nhan-ve",
            "?noi=dang-o-day",
        )
    }

    assert found == {
        "": ["0", "1"],
        "?q=giao vien 1": ["1"],
        f"?danhhieu={make.WORKER}": ["0"],
        "?trangthai=withdrawn": ["2"],
        "?dieukien=not_met": ["1"],
        "?noi=nhan-ve": [],
        "?noi=dang-o-day": ["0", "1"],
    }
    part = client.get(url("nominations", season.pk), headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith("<section")
    excel = client.get(url("nominations", season.pk) + "?xuat=excel")
    assert excel["Content-Disposition"] == 'attachment; filename="de-nghi-khen-thuong.xlsx"'


def test_list_holds_its_queries_with_many_rows(client, django_assert_max_num_queries):
    place = make.Place(teachers=30)
    season = make.season(place.school)
    sign_in(client, place.officer)
    for person in place.teachers[:3]:
        make.nomination(season, person, by=place.officer, merit="Thành tích")
    client.get(url("nominations", season.pk))
    with django_assert_max_num_queries(70) as few:
        client.get(url("nominations", season.pk))
    for person in place.teachers[3:]:
        make.nomination(season, person, by=place.officer, merit="Thành tích")
    with django_assert_max_num_queries(len(few)):
        client.get(url("nominations", season.pk))


def test_several_are_chosen_looked_at_and_drafted_at_once(client):
    place = make.Place()
    season = make.season(place.school)
    make.grade(place.school, place.teachers[0], by=place.officer)
    sign_in(client, place.officer)
    address = url("add_nominations", season.pk)

    query = f"?award={make.WORKER}&person={place.teachers[0].pk}&person={place.teachers[1].pk}"
    answer = client.get(address + query)
    assert [(one.subject, tree["outcome"]) for one, tree, *_ in answer.context["lines"]] == [
        (place.teachers[0], "open"),
        (place.teachers[1], "not_met"),
    ]

    chosen = {"award": make.WORKER, "person": [one.pk for one in place.teachers], "act": "draft"}
    answer = client.post(address, {**chosen, "collective": [place.team.pk]}, follow=True)

    assert Nomination.objects.count() == 3
    assert "không dành cho tập thể" in answer.content.decode()
    assert Nomination.objects.filter(by=place.officer, status="draft").count() == 3


def test_only_keepers_choose(client):
    place, season, _ = case()

    found = statuses(client, seats(place), url("add_nominations", season.pk))

    assert found == {"officer": 200, "nominee": 403, "colleague": 403, "chief": 403, "stranger": 404}
    sign_in(client, place.officer)
    answer = client.post(url("add_nominations", season.pk), {"award": make.WORKER, "act": "draft"})
    assert answer.status_code == 422
    answer = client.post(
        url("add_nominations", season.pk), {"award": make.WORKER, "person": [place.stranger.pk], "act": "draft"}
    )
    assert (answer.status_code, Nomination.objects.count()) == (422, 1)


def test_ticked_ones_are_put_forward_withdrawn_or_led_to_the_council(client):
    place, season, row = case()
    other = make.nomination(season, place.teachers[1], by=place.officer)
    sign_in(client, place.officer)
    address = url("change_nominations", season.pk)
    ids = {"de-nghi": [row.pk, other.pk]}

    answer = client.post(address, {**ids, "act": "propose"}, follow=True).content.decode()
    assert "Đã đưa ra xét 1 đề nghị." in answer
    assert f"{other.subject_name} chưa đủ điều kiện" in answer
    assert client.post(address, {**ids, "act": "bring"}).url.endswith(
        f"ra-hoi-dong/?de-nghi={row.pk}&de-nghi={other.pk}"
    )
    assert "Chưa chọn đề nghị nào" in client.post(address, {"act": "propose"}, follow=True).content.decode()
    client.post(address, {**ids, "act": "withdraw", "reason": "Lập nhầm"})
    assert set(Nomination.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert client.post(address, {**ids, "act": "khong-co"}).status_code == 404


def test_one_answer_is_written_for_all_that_are_ticked_but_never_for_oneself(client):
    place, season, row = case()
    make.grade(place.school, place.officer, by=place.officer)
    own = operations.draft_nomination(season, place.officer, make.WORKER, by=place.officer, today=TODAY)
    sign_in(client, place.officer)
    key = row.findings["answerable"][0]["key"]
    said = {"de-nghi": [row.pk, own.pk], "act": "answer", "key": key, "met": "co"}
    address = url("change_nominations", season.pk)
    assert key in client.get(url("nominations", season.pk)).context["asked"]

    client.post(address, {**said, "word": " "})
    assert not Nomination.objects.exclude(judgements={}).exists()
    client.post(address, {**said, "word": "Kết luận họp tổ"})

    assert [one.pk for one in Nomination.objects.exclude(judgements={})] == [row.pk]
    again = client.post(address, {**said, "de-nghi": [row.pk], "word": "Lần nữa"}, follow=True)
    assert "còn chờ kết luận" in again.content.decode()


def test_page_of_a_draft_says_when_the_facts_have_changed(client):
    place, _, row = case(graded=None)
    sign_in(client, place.officer)
    page = client.get(url("nomination", row.pk))
    operations.judge_nomination(row, today=today())
    assert not client.get(url("nomination", row.pk)).context["is_stale"]

    make.grade(place.school, place.teachers[0], "good", by=place.officer)

    assert page.status_code == 200
    assert client.get(url("nomination", row.pk)).context["is_stale"]
    client.post(url("nomination", row.pk), {"act": "judge_again"})
    assert not client.get(url("nomination", row.pk)).context["is_stale"]


def test_page_is_for_who_may_see_the_nomination(client):
    place, _, row = case()
    address = url("nomination", row.pk)

    assert statuses(client, seats(place), address) == {
        "officer": 200,
        "nominee": 404,
        "colleague": 404,
        "chief": 404,
        "stranger": 404,
    }
    operations.propose_nomination(row, by=place.officer, today=TODAY)
    assert statuses(client, seats(place), address) == {
        "officer": 200,
        "nominee": 200,
        "colleague": 404,
        "chief": 404,
        "stranger": 404,
    }


def test_page_leads_through_judging_putting_forward_and_the_heads_word(client):
    place, _, row = case()
    sign_in(client, place.head)
    address = url("nomination", row.pk)
    key = row.findings["answerable"][0]["key"]

    page = client.get(address).content.decode()
    assert "Phần người xem xét" in page
    client.post(address, {"act": "judge", "key": key, "met": "co", "reason": "Tổ nhận xét"})
    client.post(address, {"act": "judge_again"})
    client.post(address, {"act": "propose"})
    page = client.get(address).content.decode()
    assert "Tổ nhận xét" in page
    assert "Đưa ra Hội đồng" in page
    assert "Vẫn đưa ra xét" not in page
    client.post(address, {"act": "pass", "reason": "Họp liên tịch"})
    row.refresh_from_db()
    assert row.status == "passed"
    assert client.post(address, {"act": "khong-co"}).status_code == 404


def test_nominee_reads_the_findings_and_does_nothing(client):
    place, _, row = case("ready")
    sign_in(client, place.teachers[0])
    address = url("nomination", row.pk)

    page = client.get(address).content.decode()

    assert "Dữ kiện: năm học 2025-2026: hoàn thành tốt nhiệm vụ" in page
    assert "Diễn biến" not in page
    assert "Rút đề nghị" not in page
    assert client.post(address, {"act": "pass", "reason": "Có"}).status_code == 403
    assert client.post(address, {"act": "withdraw", "reason": "Có"}).status_code == 403
    row.refresh_from_db()
    assert row.status == "ready"


def test_draft_is_mended_and_what_was_put_forward_is_not(client):
    place, _, row = case()
    sign_in(client, place.officer)
    address = url("change_nomination", row.pk)

    answer = client.post(address, {"merit": "Giải Nhất hội giảng", "asks_report": "on"})
    assert answer.url == url("nomination", row.pk)
    row.refresh_from_db()
    assert (row.merit, row.asks_report) == ("Giải Nhất hội giảng", True)
    assert Notice.objects.filter(person=place.teachers[0], key=f"awards:report:{row.pk}").count() == 1
    assert client.post(address, {"merit": "x" * 501}).status_code == 422
    operations.propose_nomination(row, by=place.officer, today=TODAY)
    assert client.get(address).status_code == 403
    sign_in(client, place.stranger)
    assert client.get(address).status_code == 404


def test_file_is_uploaded_once_and_used_for_many(client):
    place, season, row = case()
    other = operations.draft_nomination(season, place.teachers[1], make.WORKER, by=place.officer, today=TODAY)
    sign_in(client, place.officer)

    upload = SimpleUploadedFile("giay-khen.txt", b"giay khen")
    client.post(url("add_nomination_file", row.pk), {"purpose": "evidence", "file": upload})
    file = Attachment.objects.get()
    client.post(url("add_nomination_file", other.pk), {"purpose": "achievement_report", "known": [file.pk]})

    assert list(row.evidence.all()) == [file]
    assert [paper.attachment for paper in other.papers.all()] == [file]
    assert not attachments_visible_to(place.stranger).exists()
    assert not attachments_visible_to(place.teachers[0]).exists()
    operations.propose_nomination(row, by=place.officer, today=TODAY)
    assert list(attachments_visible_to(place.teachers[0])) == [file]
    assert client.post(url("add_nomination_file", other.pk), {"purpose": "evidence"}).status_code == 422


def test_evidence_and_papers_are_taken_out_again(client):
    place, _, row = case()
    file = add_attachment(place.school, by=place.officer, data=b"tep", name="tep.txt")
    operations.change_nomination(row, by=place.officer, today=TODAY, evidence=[file])
    papers.add_paper(row, "achievement_report", by=place.officer, attachment=file)
    sign_in(client, place.officer)

    client.post(url("nomination", row.pk), {"act": "take_out_evidence", "evidence": file.pk})
    client.post(url("nomination", row.pk), {"act": "take_out_paper", "paper": row.papers.get().pk})

    assert not row.evidence.exists()
    assert not row.papers.exists()


def test_findings_of_many_take_as_many_queries_as_of_few(django_assert_max_num_queries):
    place = make.Place(teachers=30)
    season = make.season(place.school)
    rows = [make.nomination(season, person, by=place.officer) for person in place.teachers]
    known = list(Nomination.objects.select_related("season__unit", "unit", "person", "collective"))
    findings_of(known[:3], today=TODAY)
    with django_assert_max_num_queries(40) as few:
        findings_of(known[:3], today=TODAY)

    with django_assert_max_num_queries(len(few)):
        findings_of(known, today=TODAY)
    assert len(rows) == 30


def heard():
    """A nomination brought before the council; teachers[1] is a member."""
    place, season, row = case("ready")
    council = sitting.council(place, more=[place.teachers[1]], matter=make.WORKER)
    meeting = sitting.meeting(council, place.head)
    hearing = bringing.bring_to_council(season, make.WORKER, [row], meeting, by=place.head)
    return place, season, row, meeting, hearing


def test_members_read_every_nominee_once_they_are_invited(client):
    place, _, row, meeting, hearing = heard()
    people = {**seats(place), "member": place.teachers[1]}
    del people["colleague"]
    address = url("hearing", hearing.pk)
    assert statuses(client, people, address)["member"] == 404
    assert statuses(client, people, url("nomination", row.pk))["member"] == 404

    sitting.begin(meeting, place.head)

    assert statuses(client, people, address) == {
        "officer": 200,
        "nominee": 404,
        "chief": 404,
        "stranger": 404,
        "member": 200,
    }
    sign_in(client, place.teachers[1])
    assert "hoàn thành tốt nhiệm vụ" in client.get(address).content.decode()
    assert client.get(url("hearing_file", hearing.pk)).content[:4] == b"%PDF"
    assert client.get(url("nomination", row.pk)).status_code == 200
    assert client.get(reverse("councils:item", args=[hearing.item.pk])).context["source"][1] == address


def test_ticked_nominations_are_brought_to_a_meeting_on_a_page(client):
    place, season, row = case("ready")
    council = sitting.council(place, matter=make.WORKER)
    meeting = sitting.meeting(council, place.head)
    sign_in(client, place.head)
    address = url("bring_hearing", season.pk)

    page = client.get(f"{address}?de-nghi={row.pk}").content.decode()
    assert meeting.title in page
    assert client.get(address).status_code == 200
    answer = client.post(address, {"de-nghi": [row.pk], "meeting": meeting.pk, "apart": "on"})
    assert answer.url == reverse("councils:meeting", args=[meeting.pk])
    assert client.post(address, {"de-nghi": [row.pk], "meeting": meeting.pk}).status_code == 422
    listed = client.get(url("hearings", season.pk)).context["hearings"]
    assert [len(hearing.nominations.all()) for hearing, _ in listed] == [1]
    sign_in(client, place.teachers[0])
    assert client.get(address).status_code == 403
    assert client.get(url("hearings", season.pk)).status_code == 403
    sign_in(client, place.stranger)
    assert client.get(address).status_code == 404


def test_list_of_hearings_holds_its_queries(client, django_assert_max_num_queries):
    place = make.Place(teachers=12)
    season = make.season(place.school)
    council = sitting.council(place, matter=make.WORKER)
    meeting = sitting.meeting(council, place.head)
    sign_in(client, place.head)
    rows = [make.nomination(season, one, by=place.officer, status="ready") for one in place.teachers]
    for row in rows[:2]:
        bringing.bring_to_council(season, make.WORKER, [row], meeting, by=place.head)
    client.get(url("hearings", season.pk))
    with django_assert_max_num_queries(60) as few:
        client.get(url("hearings", season.pk))
    for row in rows[2:]:
        bringing.bring_to_council(season, make.WORKER, [row], meeting, by=place.head)
    with django_assert_max_num_queries(len(few)):
        client.get(url("hearings", season.pk))


def test_empty_list_says_how_to_begin(client):
    place = make.Place()
    season = make.season(place.school)
    sign_in(client, place.officer)

    assert "Mở danh sách điều kiện" in client.get(url("nominations", season.pk)).content.decode()
    assert "Chưa đưa đề nghị nào ra Hội đồng" in client.get(url("hearings", season.pk)).content.decode()


def test_every_form_of_a_nomination_carries_its_token(client):
    place, _, row = case(status="ready")
    sign_in(client, place.head)

    said = client.get(url("nomination", row.pk)).content.decode()

    assert 'value="pass"' in said
    assert said.count('method="post"') == said.count("csrfmiddlewaretoken")
