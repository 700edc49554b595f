"""Registering: for oneself, a team, others; late, withdrawn, again; who has not."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.awards.forms.registrations import read_rows
from thidua.awards.models import Registration
from thidua.awards.operations.registrations import (
    Entry,
    register,
    register_many,
    set_registrations,
    withdraw_registration,
)
from thidua.awards.operations.seasons import close_season
from thidua.awards.queries.registrations import board_of, reminder_of
from thidua.awards.tests import make
from thidua.kernel.calendar import today

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def url(name, *args):
    return reverse(f"awards:{name}", args=args)


def refusal_of(deed):
    with pytest.raises(ValidationError) as refusal:
        deed()
    return refusal.value.code


def standing(season):
    rows = season.registrations.filter(status="registered").select_related("person", "collective")
    return sorted((row.subject_name, row.award) for row in rows)


@pytest.fixture
def place():
    return make.Place()


@pytest.fixture
def season(place):
    return make.season(place.school, registers_from=today() - 10 * DAY, registers_until=today() + 10 * DAY)


def test_teacher_registers_withdraws_and_registers_again(place, season):
    teacher = place.teachers[0]

    row = register(season, teacher, make.WORKER, by=teacher, today=today(), goals="Một  sáng kiến")
    withdraw_registration(row, by=teacher)
    states = [(row.goals, row.status, row.late)]
    again = register(season, teacher, make.WORKER, by=teacher, today=today(), goals="Dự giờ 18 tiết")

    assert states == [("Một sáng kiến", "withdrawn", False)]
    assert (again.pk, again.status, again.goals) == (row.pk, "registered", "Dự giờ 18 tiết")
    assert Registration.objects.count() == 1


def test_registering_twice_changes_the_goals_only(place, season):
    teacher = place.teachers[0]
    register(season, teacher, make.WORKER, by=teacher, today=today())

    register(season, teacher, make.WORKER, by=teacher, today=today(), goals="Mới")

    assert list(Registration.objects.values_list("goals", "status")) == [("Mới", "registered")]


def test_late_registration_is_marked_never_refused(place, season):
    teacher = place.teachers[0]

    last = register(season, teacher, make.WORKER, by=teacher, today=season.registers_until)
    late = register(season, teacher, make.FIGHTER, by=teacher, today=season.registers_until + DAY)

    assert (last.late, late.late) == (False, True)


def test_registering_is_refused_before_the_first_day_and_in_a_closed_season(place, season):
    teacher = place.teachers[0]
    too_early = season.registers_from - DAY

    assert refusal_of(lambda: register(season, teacher, make.WORKER, by=teacher, today=too_early)) == "not_yet"
    row = register(season, teacher, make.WORKER, by=teacher, today=today())
    close_season(season, by=place.officer)
    assert refusal_of(lambda: register(season, teacher, make.FIGHTER, by=teacher, today=today())) == "closed"
    row.refresh_from_db()
    row.season.refresh_from_db()
    assert refusal_of(lambda: withdraw_registration(row, by=teacher)) == "closed"


def test_award_must_be_of_the_season_and_for_such_a_subject(place, season):
    teacher, leader = place.teachers[0], place.leader

    def codes(subject, award, by):
        return refusal_of(lambda: register(season, subject, award, by=by, today=today()))

    assert codes(teacher, "merit_certificate_province", teacher) == "not_in_season"
    assert codes(teacher, make.COLLECTIVE, teacher) == "wrong_subject"
    assert codes(place.team, make.WORKER, leader) == "wrong_subject"


def test_leader_registers_the_team_and_a_member_does_not(place, season):
    register(season, place.team, make.COLLECTIVE, by=place.leader, today=today())

    with pytest.raises(PermissionDenied):
        register(season, place.team, make.COLLECTIVE, by=place.teachers[0], today=today())
    with pytest.raises(PermissionDenied):
        register(season, place.teachers[1], make.WORKER, by=place.leader, today=today())
    assert standing(season) == [("Tổ Toán - Tin", make.COLLECTIVE)]


def test_school_registers_as_a_collective_above_but_its_people_do_not(place):
    above = make.season(place.department)

    register(above, place.school, make.COLLECTIVE, by=place.officer, today=today())

    assert standing(above) == [("Trường THPT Suối Mơ", make.COLLECTIVE)]
    assert refusal_of(lambda: register(above, place.officer, make.WORKER, by=place.officer, today=today())) == (
        "not_of_unit"
    )


def test_people_of_a_division_register_with_their_department(place):
    above = make.season(place.department)

    register(above, place.appraiser, make.WORKER, by=place.appraiser, today=today())

    assert standing(above) == [("Lương Văn Thẩm", make.WORKER)]


def test_what_is_ticked_stands_and_the_rest_is_withdrawn(place, season):
    teacher = place.teachers[0]
    set_registrations(season, teacher, [make.WORKER, make.FIGHTER], by=teacher, today=today())

    set_registrations(season, teacher, [make.FIGHTER], by=teacher, today=today(), goals="Sáng kiến")

    assert standing(season) == [(teacher.full_name, make.FIGHTER)]
    set_registrations(season, teacher, [], by=teacher, today=today())
    assert standing(season) == []


def test_officer_registers_many_and_keeps_what_they_wrote(place, season):
    register(season, place.teachers[0], make.WORKER, by=place.teachers[0], today=today(), goals="Của tôi")

    entries = [Entry(teacher, make.WORKER) for teacher in place.teachers]
    new = register_many(season, entries, by=place.officer, today=today())

    assert new == 2
    assert sorted(Registration.objects.values_list("goals", flat=True)) == ["", "", "Của tôi"]
    with pytest.raises(PermissionDenied):
        register_many(season, entries, by=place.leader, today=today())


def test_one_stranger_among_many_stops_all(place, season):
    entries = [Entry(place.teachers[0], make.WORKER), Entry(place.stranger, make.WORKER)]

    assert refusal_of(lambda: register_many(season, entries, by=place.officer, today=today())) == "not_of_unit"


def read(place, season, text):
    entries, problems = read_rows(text, board_of(season, today()), [place.school, place.team])
    return [(str(entry.subject), entry.award, entry.goals) for entry in entries], problems


def test_pasted_rows_are_read_by_name_code_and_letters(place, season):
    place.teachers[1].code = "GV-07"
    place.teachers[1].save()
    text = (
        "STT\tHọ và tên\tDanh hiệu\n1\tnguyen giao vien 0\tLĐTT, CSTĐCS\tMột sáng kiến\n"
        "gv-07;Lao động tiên tiến\n\nTổ Toán - Tin\ttập thể lao động tiên tiến"
    )

    entries, problems = read(place, season, text)

    assert problems == []
    assert entries == [
        ("Nguyễn Giáo Viên 0", make.WORKER, "Một sáng kiến"),
        ("Nguyễn Giáo Viên 0", make.FIGHTER, "Một sáng kiến"),
        ("Nguyễn Giáo Viên 1", make.WORKER, ""),
        ("Tổ Toán - Tin", make.COLLECTIVE, ""),
    ]


def test_pasted_rows_that_cannot_be_understood_are_named(place, season):
    make.person(place.team, "member", name="Nguyễn Giáo Viên 0")

    entries, problems = read(place, season, "Nguyễn Giáo Viên 0\tLĐTT\nAi Đó\tLĐTT\nPhan Thị Trưởng\nVũ Thị Phượng\tHC")

    assert entries == []
    assert [problem.split(":")[0] for problem in problems] == ["Dòng 1", "Dòng 2", "Dòng 3", "Dòng 4"]


def test_semicolon_of_pasted_cells_stays_in_the_goals(place, season):
    entries, problems = read(place, season, "Nguyễn Giáo Viên 0\tLĐTT\tMột sáng kiến; dự giờ 10 tiết")

    assert ([goals for _, _, goals in entries], problems) == (["Một sáng kiến; dự giờ 10 tiết"], [])


def test_board_counts_by_team_and_names_who_is_missing(place, season):
    for teacher in place.teachers[:2]:
        register(season, teacher, make.WORKER, by=teacher, today=today())

    board = board_of(season, today())
    text = reminder_of(season, board, "https://thidua.example/dang-ky/", today())

    assert [(group.place, group.registered, group.people) for group in board.groups] == [
        (place.school, 0, 2),
        (place.team, 2, 4),
    ]
    assert board.counts == [("Lao động tiên tiến", 2), ("Chiến sĩ thi đua cơ sở", 0), ("Tập thể lao động tiên tiến", 0)]
    assert "- Tổ Toán - Tin (2): Nguyễn Giáo Viên 2, Phan Thị Trưởng" in text
    assert "còn 4 người chưa đăng ký" in text


def test_nobody_is_reminded_when_all_have_registered(place, season):
    register_many(
        season,
        [Entry(line.subject, make.WORKER) for line in board_of(season, today()).persons],
        by=place.officer,
        today=today(),
    )

    assert reminder_of(season, board_of(season, today()), "", today()) == ""


def test_teacher_registers_by_one_form_and_withdraws_by_it(client, place, season):
    sign_in(client, place.teachers[0])
    address = url("add_registration", season.pk)

    blank = client.get(address)
    answer = client.post(address, {"awards": [make.WORKER, make.FIGHTER], "goals": "Một sáng kiến"}, follow=True)
    shown = client.get(address).context["form"].initial
    client.post(address, {"awards": [make.FIGHTER], "goals": "Một sáng kiến"})

    assert ("Tập thể lao động tiên tiến" in blank.text, "Điều 7" in blank.text) == (False, True)
    assert "Lao động tiên tiến; Chiến sĩ thi đua cơ sở" in answer.text
    assert shown == {"awards": [make.WORKER, make.FIGHTER], "goals": "Một sáng kiến"}
    assert standing(season) == [(place.teachers[0].full_name, make.FIGHTER)]


def test_first_registration_needs_a_choice_and_none_withdraws_what_stands(client, place, season):
    sign_in(client, place.teachers[0])
    address = url("add_registration", season.pk)

    empty = client.post(address, {"goals": "Một sáng kiến"})
    client.post(address, {"awards": [make.WORKER], "goals": ""})
    before = standing(season)
    client.post(address, {"goals": ""})

    assert empty.context["form"].errors.as_data()["awards"][0].code == "required"
    assert (before, standing(season)) == ([(place.teachers[0].full_name, make.WORKER)], [])


def test_leader_finds_the_team_beside_herself(client, place, season):
    sign_in(client, place.leader)
    address = url("add_registration", season.pk) + f"?tap-the={place.team.pk}"

    page = client.get(url("registrations", season.pk))
    client.post(address, {"awards": [make.COLLECTIVE], "goals": ""})

    assert [each["name"] for each in page.context["own"]] == ["Bản thân", "Tổ Toán - Tin"]
    assert standing(season) == [("Tổ Toán - Tin", make.COLLECTIVE)]
    assert client.get(url("add_registration", season.pk) + f"?tap-the={place.school.pk}").status_code == 404


def test_officer_ticks_and_pastes(client, place, season):
    sign_in(client, place.officer)
    address = url("register_others", season.pk)

    client.post(address, {"act": "tick", "award": make.WORKER, "persons": [place.teachers[0].pk, place.teachers[1].pk]})
    wrong = client.post(address, {"act": "paste", "rows": "Nguyễn Giáo Viên 2\tLĐTT\nKhông Ai\tLĐTT"})
    before = len(standing(season))
    client.post(address, {"act": "paste", "rows": "Nguyễn Giáo Viên 2\tLĐTT"})

    assert (wrong.status_code, before, len(standing(season))) == (422, 2, 3)
    assert client.post(address, {"act": "tick", "award": make.WORKER}).status_code == 422


def test_pages_of_the_office_are_refused_to_teachers_and_unknown_to_strangers(client, place, season):
    row = make.registration(season, place.teachers[0], by=place.teachers[0])
    names = ["registrations", "add_registration", "register_others", "remind_registration"]
    seen = {}
    for who in (place.teachers[1], place.stranger, place.chief, place.officer):
        sign_in(client, who)
        seen[who.full_name] = [client.get(url(name, season.pk)).status_code for name in names]
        seen[who.full_name].append(client.get(url("withdraw_registration", row.pk)).status_code)

    assert seen == {
        "Nguyễn Giáo Viên 1": [200, 200, 403, 403, 405],
        "Người Trường Khác": [404, 404, 404, 404, 405],
        "Hoàng Văn Giám": [403, 403, 403, 403, 405],
        "Vũ Thị Phượng": [200, 200, 200, 200, 405],
    }


def test_own_registration_is_withdrawn_by_its_owner_or_the_office_only(client, place, season):
    row = make.registration(season, place.teachers[0], by=place.teachers[0])
    answers = []
    for who in (place.stranger, place.teachers[1], place.teachers[0]):
        sign_in(client, who)
        answers.append(client.post(url("withdraw_registration", row.pk)).status_code)

    assert answers == [404, 403, 302]
    assert standing(season) == []


def test_list_is_narrowed_and_goes_out_as_a_workbook(client, place, season):
    register(season, place.teachers[0], make.WORKER, by=place.teachers[0], today=today(), goals="Một sáng kiến")
    sign_in(client, place.officer)
    address = url("registrations", season.pk)

    found = {
        query: [line.name for line in client.get(address + query).context["lines"]]
        for query in ("?q=giao vien 0", "?trangthai=da", "?trangthai=muon", f"?danhhieu={make.WORKER}")
    }
    missing = [line.name for line in client.get(address + "?trangthai=chua").context["lines"]]
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(address + "?xuat=excel&trangthai=da").content))

    only = ["Nguyễn Giáo Viên 0"]
    assert found == {
        "?q=giao vien 0": only,
        "?trangthai=da": only,
        "?trangthai=muon": [],
        f"?danhhieu={make.WORKER}": only,
    }
    assert (len(missing), only[0] in missing) == (5, False)
    assert [row[:5] for row in book.get_sheet_by_index(0).to_python()[-1:]] == [
        ["Nguyễn Giáo Viên 0", "", "Tổ Toán - Tin", "Lao động tiên tiến", "Một sáng kiến"]
    ]


def test_list_holds_its_queries_with_many_people(client, django_assert_max_num_queries):
    place = make.Place(teachers=3)
    season = make.season(place.school)
    sign_in(client, place.officer)
    with django_assert_max_num_queries(60) as few:
        client.get(url("registrations", season.pk))
    for n in range(30):
        teacher = make.person(place.team, "member", name=f"Người Mới {n}")
        make.registration(season, teacher, by=teacher)

    with django_assert_max_num_queries(len(few)):
        client.get(url("registrations", season.pk))
