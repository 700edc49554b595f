"""Who meets the rules, why or why not: lists, the page of one, one's own, what is supposed, and who may look."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.audit.models import Entry
from thidua.awards.models import Award, Screening, YearGrade
from thidua.awards.operations.eligibility import screen
from thidua.awards.queries import eligibility as queries
from thidua.awards.tests import make
from thidua.kernel.models import Run
from thidua.law import Unknown
from thidua.law.facts import Outcome
from thidua.people.models import Post, Unit
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    for module in ("views.eligibility", "operations.eligibility"):
        name = "today" if module.startswith("views") else "present_day"
        monkeypatch.setattr(f"thidua.awards.{module}.{name}", lambda: ON)


@pytest.fixture
def place():
    return make.Place()


@pytest.fixture
def season(place):
    return make.season(place.school)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, *args) -> str:
    return reverse(f"awards:{name}", args=args)


def judged(season, award=make.WORKER, **more):
    found = queries.verdicts_of(season, award, today=ON, **more)
    return {queries.line_of(one, verdict).name: verdict for one, verdict in found}


# --- Who is judged


def test_everybody_who_works_in_the_school_is_judged_and_nobody_else(place, season):
    make.person(place.school, "administrator", name="Quản Trị")
    make.person(place.school, "inspector", name="Thanh Tra")
    gone = make.person(place.team, "member", name="Đã Chuyển", valid_to=date(2025, 8, 31))
    left = make.person(place.team, "member", name="Nghỉ Hưu", valid_to=date(2026, 3, 31))

    names = list(judged(season))

    everybody = [place.head, place.officer, place.leader, *place.teachers, left]
    assert sorted(names) == sorted(one.full_name for one in everybody)
    assert gone.full_name not in names
    place_of_left = next(one.place for one in queries.staff_of(season, ON) if one.subject == left)
    assert place_of_left == "Tổ Toán - Tin, đến 31/03/2026"


def test_teams_and_the_school_itself_are_judged_and_for_a_department_the_schools_below(place, season):
    own = judged(season, make.COLLECTIVE)
    above = judged(make.season(place.department), make.COLLECTIVE)

    assert list(own) == [place.school.name, place.team.name]
    assert list(above) == [place.department.name, place.division.name, place.other.name, place.school.name]


def test_who_is_not_on_the_list_is_told_why(place, season):
    make.person(place.team, "member", name="Trần Đã Chuyển", valid_to=date(2025, 8, 31))
    make.person(place.school, "administrator", name="Trần Quản Trị")
    make.person(place.team, "member", name="Trần Sắp Đến", valid_from=date(2026, 10, 1))
    listed = [one.subject.pk for one in queries.staff_of(season, ON)]

    found = {person.full_name: why for person, why in queries.absent(season, "tran", listed, ON)}

    assert "đã kết thúc ngày 31/08/2025" in found["Trần Đã Chuyển"]
    assert "chỉ có vai trò quản trị viên" in found["Trần Quản Trị"]
    assert "chỉ bắt đầu từ 01/10/2026" in found["Trần Sắp Đến"]
    assert queries.absent(season, "", listed, ON) == []


def test_schools_below_are_judged_by_their_own_rules(place):
    from thidua.awards.tests.test_rulebook import adopted

    adopted(place.other, rank="unit", share="1%", by=place.chief)
    above = make.season(place.department)
    found = {
        candidate.subject.pk: verdict for candidate, verdict in queries.verdicts_of(above, make.COLLECTIVE, today=ON)
    }

    assert [layer.name for layer in found[place.other.pk].rules.layers[1:]] == [place.other.name]
    assert found[place.school.pk].rules.layers[1:] == ()


# --- Verdicts


def test_verdicts_say_what_is_lacking_and_who_is_near(place, season):
    best, good, low = place.teachers
    make.grade(place.school, best, "excellent", by=place.officer)
    make.grade(place.school, good, "good", by=place.officer)
    make.grade(place.school, low, "not_completed", by=place.officer)

    found = judged(season, make.FIGHTER)
    lines = {line.name: line for line in _lines(season, make.FIGHTER)}

    assert found[best.full_name].outcome is Outcome.OPEN
    assert lines[good.full_name].outcome == "not_met"
    assert lines[good.full_name].is_near
    assert not lines[low.full_name].is_near
    assert "sáng kiến" in lines[good.full_name].lacks[0]


def _lines(season, award):
    return [queries.line_of(one, verdict) for one, verdict in queries.verdicts_of(season, award, today=ON)]


def test_a_line_comes_back_as_it_was_kept(place, season):
    lines = _lines(season, make.WORKER)

    assert {place.head.full_name, place.officer.full_name} <= {line.name for line in lines}
    assert [queries.Line.read(line.written()) for line in lines] == lines


def test_an_award_that_no_rule_knows_is_refused(season):
    with pytest.raises(Unknown):
        queries.verdicts_of(season, "khong-co", today=ON)


@pytest.mark.parametrize("award", [make.WORKER, make.COLLECTIVE])
def test_judging_asks_the_same_number_of_queries_for_few_and_for_many(
    place, season, award, django_assert_max_num_queries
):
    with CaptureQueriesContext(connection) as few:
        queries.verdicts_of(season, award, today=ON)
    for n in range(27):
        team = unit(f"Tổ {n}", parent=place.school, kind="team")
        member = make.person(team, "member", name=f"Giáo Viên Mới {n}")
        make.grade(place.school, member, "good", by=place.officer)

    with CaptureQueriesContext(connection) as many:
        queries.verdicts_of(season, award, today=ON)

    assert len(many) <= len(few) + 1


# --- The list


def test_list_shows_verdicts_registration_and_nomination(place, season):
    first, second = place.teachers[:2]
    make.grade(place.school, first, "good", by=place.officer)
    make.registration(season, first, by=place.officer)
    make.nomination(season, second, by=place.officer, status="ready")

    answer = signed_in(place.officer).get(url("eligibility", season.pk))

    assert answer.status_code == 200
    shown = {row.line.name: row for row in answer.context["rows"]}
    assert shown[first.full_name].line.outcome == "open"
    assert shown[first.full_name].is_registered
    assert not shown[second.full_name].is_registered
    assert shown[second.full_name].nomination is not None
    assert "Chưa có kết quả xếp loại năm học 2025-2026" in answer.text


def test_list_is_narrowed_by_words_outcome_and_registration(place, season):
    make.grade(place.school, place.teachers[0], "good", by=place.officer)
    make.registration(season, place.teachers[1], by=place.officer)
    client = signed_in(place.officer)

    def names(**asked):
        answer = client.get(url("eligibility", season.pk), asked)
        part = client.get(url("eligibility", season.pk), asked, headers=HTMX).text
        assert "<html" not in part
        assert all(row.line.name in part for row in answer.context["rows"])
        return [row.line.name for row in answer.context["rows"]]

    assert names(q="do van hien") == [place.head.full_name]
    assert names(ketqua="xem-xet") == [place.teachers[0].full_name]
    assert names(dangky="roi") == [place.teachers[1].full_name]
    assert len(names(ketqua="gan-du")) == 5
    assert names(q="khong ai ca") == []


def test_list_of_an_award_that_the_season_does_not_review_is_not_found(place, season):
    client = signed_in(place.officer)

    assert client.get(url("eligibility", season.pk), {"danhhieu": "labour_order_first"}).status_code == 404
    assert client.get(url("eligibility", season.pk), {"danhhieu": make.COLLECTIVE}).status_code == 200


def test_season_without_awards_says_what_to_do(place):
    answer = signed_in(place.officer).get(url("eligibility", make.season(place.school, awards=[]).pk))

    assert "Đợt này chưa chọn danh hiệu nào để xét" in answer.text


@pytest.mark.parametrize(("who", "status"), [("head", 200), ("leader", 403), ("chief", 403), ("stranger", 404)])
def test_list_is_for_who_keeps_the_season(place, season, who, status):
    assert signed_in(getattr(place, who)).get(url("eligibility", season.pk)).status_code == status


def test_a_department_reads_no_private_facts_of_a_school(place):
    make.grade(place.school, place.school, "not_completed", by=place.officer)
    season = make.season(place.department)
    client = signed_in(place.clerk)

    listed = client.get(url("eligibility", season.pk), {"danhhieu": make.COLLECTIVE}).text
    told = client.get(url("verdict", season.pk, make.COLLECTIVE, "collective", place.school.pk)).text
    own = signed_in(place.officer).get(url("eligibility", make.season(place.school).pk), {"danhhieu": make.COLLECTIVE})

    assert place.school.name in listed
    assert "không hoàn thành" in own.text
    assert "không hoàn thành" not in listed
    assert "không hoàn thành" not in told
    assert f"do {place.school.name} giữ" in told


def test_list_comes_as_a_workbook(place, season):
    make.grade(place.school, place.teachers[0], "good", by=place.officer)

    answer = signed_in(place.officer).get(url("eligibility", season.pk), {"xuat": "excel", "ketqua": "xem-xet"})

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Họ và tên, tập thể", "Tổ, đơn vị", "Kết quả"]
    assert [row[:3] for row in rows[1:]] == [[place.teachers[0].full_name, "Tổ Toán - Tin", "Cần người xem xét"]]


def test_list_page_keeps_its_number_of_queries(place, season):
    client = signed_in(place.officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_of_page:
            assert client.get(url("eligibility", season.pk)).status_code == 200
        return len(queries_of_page)

    few = asked()
    for n in range(30):
        member = make.person(place.team, "member", name=f"Giáo Viên Mới {n}")
        make.grade(place.school, member, "good", by=place.officer)
        make.registration(season, member, by=place.officer)
        make.nomination(season, member, by=place.officer)
    assert asked() <= few + 1


# --- Many at once


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(queries, "MOST_LIVE", 2)


@pytest.mark.usefixtures("large")
def test_many_are_judged_in_the_background_and_kept(place, season):
    client = signed_in(place.officer)
    before = client.get(url("eligibility", season.pk))

    client.post(url("eligibility", season.pk), {"act": "screen", "danhhieu": make.WORKER, "doituong": "ca-nhan"})
    after = client.get(url("eligibility", season.pk))

    kept = Screening.objects.get()
    assert "Chưa xét lần nào" in before.text
    assert len(kept.lines) == 6
    assert kept.judged_on == ON
    assert [row.line.name for row in after.context["rows"]] == list(judged(season))
    assert Run.objects.get().message == "Đã xét 6 trường hợp."
    assert Entry.objects.filter(action="awards.screen").count() == 1


@pytest.mark.usefixtures("large")
def test_what_is_under_way_is_not_begun_twice(place, season):
    first = screen(season, make.WORKER, "person", by=place.officer)
    Run.objects.filter(pk=first.pk).update(status=Run.Status.RUNNING)

    assert screen(season, make.WORKER, "person", by=place.head) == first
    shown = signed_in(place.officer).get(url("eligibility", season.pk)).text
    assert "Đang xét cả danh sách" in shown


def test_screening_is_refused_to_others_and_for_what_cannot_be(place, season):
    with pytest.raises(PermissionDenied):
        screen(season, make.WORKER, "person", by=place.chief)
    for award, kind, code in (("la", "person", "unknown_award"), (make.WORKER, "collective", "wrong_subject")):
        with pytest.raises(ValidationError) as refusal:
            screen(season, award, kind, by=place.officer)
        assert refusal.value.code == code


# --- One


def test_page_of_one_explains_condition_by_condition(place, season):
    teacher = place.teachers[0]
    make.grade(place.school, teacher, "good", by=place.officer)

    answer = signed_in(place.officer).get(url("verdict", season.pk, make.FIGHTER, "person", teacher.pk))

    assert "/dieu-kien/title_emulation_fighter_unit/ca-nhan/" in answer.wsgi_request.path
    assert "năm học 2025-2026: hoàn thành tốt nhiệm vụ" in answer.text
    assert "Điều 23 Luật" in answer.text
    assert "còn thiếu 1 sáng kiến" in answer.text.lower()
    assert answer.context["next"].needs == ("hoàn thành xuất sắc nhiệm vụ",)


def test_what_is_supposed_changes_the_verdict_and_nothing_else(place, season):
    teacher = place.teachers[0]
    make.grade(place.school, teacher, "good", by=place.officer)
    client, address = signed_in(place.officer), url("verdict", season.pk, make.FIGHTER, "person", teacher.pk)

    graded = client.get(address, {"nam": "nay", "xeploai": "excellent"})
    invented = client.get(address, {"nam": "nay", "sangkien": "unit"})
    wrong = client.get(address, {"nam": "khong", "xeploai": "excellent"})

    assert [answer.context["supposed"]["tree"]["outcome"] for answer in (graded, invented)] == ["open", "open"]
    assert wrong.context["supposed"] is None
    assert (YearGrade.objects.count(), Award.objects.count()) == (1, 0)


def test_titles_that_a_standard_rests_on_may_be_supposed(place):
    season = make.season(place.school, awards=["title_emulation_fighter_province"])
    teacher = place.teachers[0]
    for year in ("2023-2024", "2024-2025"):
        make.award(place.school, teacher, make.FIGHTER, by=place.officer, year=year)
    address = url("verdict", season.pk, "title_emulation_fighter_province", "person", teacher.pk)

    answer = signed_in(place.officer).get(address, {"nam": "nay", "danhhieu": make.FIGHTER, "sangkien": "province"})

    assert answer.context["tree"]["outcome"] == "not_met"
    assert answer.context["supposed"]["tree"]["outcome"] == "open"


def test_page_of_one_is_for_the_person_and_for_who_keeps_the_season(place, season):
    teacher, colleague = place.teachers[:2]
    address = url("verdict", season.pk, make.WORKER, "person", teacher.pk)

    found = [
        signed_in(one).get(address).status_code
        for one in (teacher, place.officer, colleague, place.chief, place.stranger)
    ]

    assert found == [200, 200, 403, 403, 404]


def test_page_of_who_is_not_listed_says_why_and_of_nobody_is_not_found(place, season):
    gone = make.person(place.team, "member", name="Đã Chuyển", valid_to=date(2025, 8, 31))
    client = signed_in(place.officer)

    told = client.get(url("verdict", season.pk, make.WORKER, "person", gone.pk))

    assert "đã kết thúc ngày 31/08/2025" in told.text
    for kind, number in (("person", place.stranger.pk), ("person", 99999), ("collective", place.other.pk)):
        award = make.WORKER if kind == "person" else make.COLLECTIVE
        assert client.get(url("verdict", season.pk, award, kind, number)).status_code == 404
    assert client.get(url("verdict", season.pk, "la", "person", place.teachers[0].pk)).status_code == 404
    assert client.get(url("verdict", season.pk, make.WORKER, "collective", place.team.pk)).status_code == 404


# --- Oneself


def test_each_sees_the_own_verdicts_for_all_awards(place):
    teacher = place.teachers[0]
    make.grade(place.school, teacher, "excellent", by=place.officer)
    client = signed_in(teacher)

    answer = client.get(url("outlook"))
    one = client.get(url("own_award", make.FIGHTER))

    names = [verdict.award.name for _, rows in answer.context["groups"] for verdict, _, _ in rows]
    assert {"Lao động tiên tiến", "Chiến sĩ thi đua cơ sở", "Giấy khen"} <= set(names)
    assert "Tập thể lao động tiên tiến" not in names
    assert one.context["tree"]["outcome"] == "open"
    assert client.get(url("own_award", make.COLLECTIVE)).status_code == 404
    assert client.get(url("own_award", "la")).status_code == 404


def test_own_page_looks_at_the_years_of_the_units_seasons(place):
    make.season(place.school, year="2024-2025", title="Năm trước")
    answer = signed_in(place.teachers[0]).get(url("outlook"), {"namxet": "2024-2025"})

    assert [short for short, _ in answer.context["periods"]] == ["2025-2026", "2024-2025"]
    assert answer.context["period"].short == "2024-2025"


def test_who_works_nowhere_is_told_so():
    somebody = make.person(None, name="Chưa Có Vị Trí")

    assert "Chưa có vị trí công tác" in signed_in(somebody).get(url("outlook")).text
    assert signed_in(somebody).get(url("own_award", make.WORKER)).status_code == 404


def test_people_of_a_division_are_judged_by_their_department(place):
    assert queries.own_home(place.appraiser) == place.department
    assert queries.own_home(place.teachers[0]) == place.school
    Post.objects.filter(person=place.stranger).update(role="administrator")
    place.stranger.posts_by_day = None
    assert queries.own_home(place.stranger) is None
    assert Unit.objects.filter(kind="division").count() == 1
