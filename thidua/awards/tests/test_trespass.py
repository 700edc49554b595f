"""What nobody does or sees, though the address and the form are right: other desks, closed seasons, one's own case."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument

from thidua.audit.operations import record
from thidua.awards.models import Nomination, Season, Service
from thidua.awards.operations import decisions, hearings, nominations, publications, records
from thidua.awards.operations import dossiers as operations
from thidua.awards.queries.decisions import enterable
from thidua.awards.queries.visibility import dossiers_visible_to, nominations_visible_to
from thidua.awards.tests import make, sitting
from thidua.awards.tests.test_dossiers import DAY, WHY, Case
from thidua.kernel.calendar import today
from thidua.people.models import Notice, Person, Post
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
PAPER = "commendation_certificate"
OUTSIDE = {"decided_by": "Ủy ban nhân dân tỉnh", "decision_number": "9/QĐ-UBND", "decision_date": DAY}


def refusal_of(deed, *args, **facts) -> str:
    with pytest.raises(ValidationError) as refused:
        deed(*args, **facts)
    return refused.value.error_list[0].code


def signed_in(client: Client, person: Person) -> None:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def closed(season: Season) -> None:
    Season.objects.filter(pk=season.pk).update(status=Season.Status.CLOSED)


# Other desks


def test_receiver_does_not_refuse_what_went_further_up():
    case = Case(count=1)
    below = case.received().entries.get()
    Nomination.objects.update(status="passed")
    province = unit("Ủy ban nhân dân tỉnh Đông Hải", kind="province")
    clerk = make.person(province, "officer", name="Cán Bộ Tỉnh")
    upper = operations.draft_dossier(case.above, Nomination.objects.all(), by=case.clerk, to_unit=province, today=DAY)
    facts = {"by": case.clerk, "reason": "Không đủ thời gian"}
    in_draft = refusal_of(operations.refuse_entry, below, **facts)

    operations.submit_dossier(upper, by=case.clerk, today=DAY, anyway=WHY)
    on_the_way = refusal_of(operations.refuse_entry, below, **facts)
    operations.receive_dossier(upper, make.season(province), by=clerk, today=DAY)
    above = refusal_of(operations.refuse_entry, below, **facts)

    assert (in_draft, on_the_way, above) == ("in_dossier", "wrong_state", "wrong_state")
    assert case.states() == ["ready"]


def test_what_a_council_votes_on_is_neither_refused_nor_given_back_meanwhile():
    place = make.Place()
    season = make.season(place.school)
    team = make.season(place.other)
    row = make.nomination(team, place.teachers[0], by=place.stranger, status="ready", desk=season)
    dossier = make.dossier(
        team, place.school, by=place.stranger, status="received", to_season=season, nominations=[row]
    )
    meeting = sitting.meeting(sitting.council(place), place.head)
    hearing = hearings.bring_to_council(season, make.WORKER, [row], meeting, by=place.head)
    sitting.begin(meeting, place.head)
    sitting.ballot(hearing, place.head)
    entry = dossier.entries.get()

    refused = refusal_of(operations.refuse_entry, entry, by=place.officer, reason="Không đủ")
    flagged = refusal_of(operations.flag_entries, dossier, {entry.pk: "Bổ sung"}, by=place.officer)
    returned = refusal_of(operations.return_dossier, dossier, by=place.officer, reason="Thiếu giấy tờ")

    assert (refused, flagged, returned) == ("ballot_open",) * 3


@pytest.mark.parametrize("step", ["returned", "taken back"])
def test_dossier_that_was_looked_into_goes_to_no_other_receiver(step):
    case = Case()
    made = case.received()
    operations.return_dossier(made, by=case.clerk, reason="Thiếu biên bản", today=DAY)
    if step == "taken back":
        operations.submit_dossier(made, by=case.officer, today=DAY, anyway=WHY)
        operations.take_back_dossier(made, by=case.officer, today=DAY)
    facts = {"by": case.officer, "to_name": "", "title": "Hồ sơ", "note": ""}

    assert refusal_of(operations.change_dossier, made, to_unit=case.place.other, **facts) == "seen_elsewhere"
    assert not dossiers_visible_to(case.place.stranger).exists()
    assert operations.change_dossier(made, to_unit=case.place.department, **facts).title == "Hồ sơ"


def test_sender_does_not_enter_an_award_for_what_waits_at_a_unit_of_the_system():
    case = Case(count=1)
    made = case.sent()
    row = Nomination.objects.get()

    assert list(enterable(case.season)) == []
    assert refusal_of(decisions.enter_award, row, by=case.officer, today=DAY, **OUTSIDE) == "with_receiver"
    operations.receive_dossier(made, case.above, by=case.clerk, today=DAY)
    assert case.states() == ["ready"]


def test_who_employed_somebody_before_does_not_write_over_the_service():
    place = make.Place()
    teacher = place.teachers[0]
    Post.objects.filter(person=teacher).update(valid_to=TODAY - timedelta(days=400))
    make.post(teacher, place.other, "member")
    records.set_service(place.other, teacher, hired=date(2010, 9, 1), by=place.stranger)

    facts = {"hired": date(2024, 9, 1), "by": place.officer}

    assert refusal_of(records.set_service, place.school, teacher, **facts) == "kept_elsewhere"
    assert Service.objects.values_list("unit", "hired").get() == (place.other.pk, date(2010, 9, 1))


# Closed seasons


def test_closed_season_gives_no_word_brings_nothing_sends_nothing_and_issues_nothing():
    place = make.Place()
    season = make.season(place.school, awards=[PAPER])
    facts = {"by": place.officer, "award_name": "Giấy khen"}
    ready, passed = (
        make.nomination(season, one, PAPER, status=status, **facts)
        for one, status in zip(place.teachers, ("ready", "passed"), strict=False)
    )
    asked = {"answerable": [{"key": "k", "words": "tiêu biểu"}]}
    Nomination.objects.filter(pk=ready.pk).update(findings=asked)
    draft = decisions.draft_decision(season, PAPER, [passed], by=place.officer, today=TODAY)
    dossier = make.dossier(season, None, by=place.officer, nominations=[passed])
    meeting = sitting.meeting(sitting.council(place), place.head)
    closed(season)
    season.refresh_from_db()
    head = {"by": place.head}

    found = [
        refusal_of(nominations.pass_nomination, ready, reason="Được cả tổ đồng ý", **head),
        refusal_of(nominations.fail_nomination, ready, reason="Tổ không đồng ý", **head),
        refusal_of(nominations.reopen_nomination, passed, reason="Xem lại", **head),
        refusal_of(nominations.judge_condition, ready, "k", True, "Đã xem", today=TODAY, **head),
        refusal_of(hearings.bring_to_council, season, PAPER, [ready], meeting, **head),
        refusal_of(operations.submit_dossier, dossier, today=TODAY, anyway=WHY, **head),
        refusal_of(decisions.issue_decision, draft, today=TODAY, **head),
    ]

    assert found == ["season_closed"] * 7


# One's own case


def test_head_does_not_put_forward_the_own_nomination_against_the_conditions():
    place = make.Place()
    season = make.season(place.school)
    make.grade(place.school, place.head, "completed", by=place.officer)
    row = nominations.draft_nomination(season, place.head, make.WORKER, by=place.officer, today=TODAY)
    facts = {"today": TODAY, "reason": "Có công lớn"}

    assert row.outcome == "not_met"
    assert refusal_of(nominations.propose_nomination, row, by=place.head, **facts) == "own_case"


def test_nobody_takes_away_the_own_discipline_or_ends_what_is_pending(client):
    place = make.Place()
    given = {"by": place.head, "today": TODAY}
    discipline = records.add_discipline(place.school, place.officer, form="warning", decided=DAY, **given)
    pending = records.add_proceeding(place.school, place.officer, kind="investigation", since=DAY, **given)
    own = {"by": place.officer}

    for deed in (
        lambda: records.remove_record(discipline, **own),
        lambda: records.change_discipline(discipline, form="reprimand", decided=DAY, today=TODAY, **own),
        lambda: records.clear_proceeding(pending, on=DAY, today=TODAY, **own),
        lambda: records.remove_record(pending, **own),
    ):
        assert refusal_of(deed) == "own_record"
    signed_in(client, place.officer)
    page = client.get(reverse("awards:person_records", args=[place.officer.pk])).text
    assert reverse("awards:change_record", args=["ky-luat", discipline.pk]) not in page
    records.clear_proceeding(pending, on=DAY, **given)


# Sight


def test_keeper_does_not_read_comments_about_the_own_nomination_in_the_result(client):
    place = make.Place()
    season = make.season(place.school)
    own = make.nomination(season, place.officer, by=place.head, status="passed")
    other = make.nomination(season, place.teachers[0], by=place.head, status="passed")
    row = publications.add_publication(season, [own, other], by=place.head, title="Danh sách", today=today())
    publications.open_publication(row, by=place.head, today=today())
    for about, text in ((own, "Cán bộ hay vắng họp"), (other, "Giáo viên dạy tốt")):
        publications.object_to(row, nomination=about, text=text, name="Người Dân", today=today())
    address = reverse("awards:publication_file", args=[row.pk, "pdf"])

    said = {}
    for reader in (place.officer, place.head):
        signed_in(client, reader)
        pages = PdfDocument(client.get(address).content)
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
        said[reader.full_name] = ("vắng họp" in text, "dạy tốt" in text)

    assert said == {place.officer.full_name: (False, True), place.head.full_name: (True, True)}


def test_what_a_school_lacks_is_not_told_to_the_department_that_only_looks(client):
    place = make.Place()
    season = make.season(place.department)
    make.grade(place.school, place.school, "not_completed", by=place.officer)
    address = reverse("awards:add_nominations", args=[season.pk])
    signed_in(client, place.clerk)

    page = client.get(address, {"award": make.COLLECTIVE, "collective": place.school.pk})

    [(_, tree, _, refusal)] = page.context["lines"]
    assert (sorted(tree), refusal) == (["is_private", "outcome"], "")
    assert "Dữ kiện do đơn vị giữ hồ sơ xem" in page.text


@pytest.mark.parametrize("who", ["administrator", "officer"])
def test_trail_tells_what_was_found_of_a_nominee_to_the_office_that_keeps_it_only(client, who):
    place = make.Place()
    season = make.season(place.school)
    row = make.nomination(season, place.teachers[0], by=place.officer)
    dossier = make.dossier(season, None, by=place.officer)
    with transaction.atomic():
        record("awards.judge_condition", row, by=place.officer, sentence="Kết luận: đang bị thanh tra")
        record("awards.return_dossier", dossier, by=place.officer, sentence="Trả lại: có người bị thanh tra")
    reader = place.officer if who == "officer" else make.person(place.other, "member", name="Quản Trị")
    make.post(reader, place.school, "administrator")
    signed_in(client, reader)

    page = client.get(reverse("web:audit"))
    found = client.get(reverse("web:audit"), {"q": "thanh tra"}).context["entries"]

    assert ("thanh tra" in page.text, len(found)) == ((True, 2) if who == "officer" else (False, 0))
    assert ("Xử lý đề nghị" in page.text) == (who == "administrator")


def test_nomination_of_a_team_is_seen_by_who_leads_it_only():
    place = make.Place()
    make.nomination(make.season(place.school), place.team, make.COLLECTIVE, by=place.officer, status="ready")

    assert nominations_visible_to(place.leader).exists()
    assert not nominations_visible_to(place.teachers[0]).exists()


def test_draft_that_was_given_up_is_not_told_to_whom_it_was_about():
    place = make.Place()
    season = make.season(place.school)
    given_up = make.nomination(season, place.teachers[0], by=place.officer)
    nominations.withdraw_nomination(given_up, by=place.officer, reason="Đang chờ kết luận thanh tra")
    proposed = make.nomination(season, place.teachers[1], by=place.officer, status="ready", received_on=TODAY)
    nominations.withdraw_nomination(proposed, by=place.officer, reason="Xin rút")

    assert not nominations_visible_to(place.teachers[0]).exists()
    assert list(nominations_visible_to(place.teachers[1])) == [proposed]


def test_who_leads_for_a_limited_time_hears_of_the_award_and_who_left_does_not():
    place = make.Place()
    deputy = make.person(place.team, "leader", name="Tổ Phó Tạm Thời")
    Post.objects.filter(person=deputy).update(valid_to=date(2099, 1, 1))
    later = make.person(place.team, "leader", name="Chưa Nhận Việc")
    Post.objects.filter(person=later).update(valid_from=date(2098, 1, 1))
    season = make.season(place.school, awards=[make.COLLECTIVE])
    row = make.nomination(season, place.team, make.COLLECTIVE, by=place.officer, status="passed")

    decisions.enter_award(row, by=place.officer, today=TODAY, **OUTSIDE)

    told = set(Notice.objects.filter(key__startswith="award:").values_list("person", flat=True))
    assert told == {place.leader.pk, deputy.pk}


def test_one_colleague_does_not_flood_who_answers():
    place = make.Place()
    season = make.season(place.school)
    row = make.nomination(season, place.teachers[0], by=place.head, status="passed")
    shown = publications.add_publication(season, [row], by=place.head, title="Danh sách", today=today())
    publications.open_publication(shown, by=place.head, today=today())
    facts = {"by": place.teachers[1], "today": today()}
    for n in range(publications.MOST_OF_ONE):
        publications.object_to(shown, text=f"Ý kiến {n}", **facts)

    assert refusal_of(publications.object_to, shown, text="Thêm nữa", **facts) == "too_many"
    assert publications.object_to(shown, text="Ý kiến khác", by=place.leader, today=today())
