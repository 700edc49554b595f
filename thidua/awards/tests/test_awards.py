"""The register of awards: found, written by hand, brought in from Excel."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.awards.models import Award, OtherAward, SheetIn
from thidua.awards.operations import sheets
from thidua.awards.operations.award_sheet import AWARD_SHEET
from thidua.awards.operations.awards import PastAward, add_past_award, change_past_award
from thidua.awards.operations.sheets import choose_in_sheet, confirm_sheet, start_sheet
from thidua.awards.queries.awards import (
    awards_by_year,
    awards_of_collective,
    book_of,
    chosen_awards,
    collectives_visible_to,
    passports_visible_to,
)
from thidua.awards.tests import make
from thidua.kernel.calendar import today
from thidua.people.models import Succession, Unit

pytestmark = pytest.mark.django_db
NAMES = [column.name for column in AWARD_SHEET.columns]
DAY = date(2020, 8, 15)
MEDAL = "commendation_certificate"


@pytest.fixture
def place():
    return make.Place()


def told(**facts) -> PastAward:
    facts = {
        "award": make.WORKER,
        "year": "2019-2020",
        "decided_by": "Sở Giáo dục và Đào tạo Đông Hải",
        "decision_number": "12/QĐ-SGDĐT",
        "decision_date": DAY,
        **facts,
    }
    return PastAward(**facts)


def added(place, subject=None, *, by=None, **facts) -> Award:
    subject = subject or place.teachers[0]
    return add_past_award(place.school, subject, told(**facts), by=by or place.officer, today=today())


def code_of(deed, *args, **facts) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return refusal.value.code


def test_award_of_before_is_written_down_with_its_name_and_trail(place):
    row = added(place, achievement="Dạy giỏi")

    assert (row.award_name, row.year, row.unit, row.status) == (
        "Lao động tiên tiến", "2019-2020", place.school, "valid",
    )  # fmt: skip
    assert Entry.objects.filter(action="awards.add_award", subject_id=str(row.pk)).count() == 1
    team = added(place, place.team, award=make.COLLECTIVE)
    assert (team.collective, team.unit) == (place.team, place.school)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"award": "vuong_mien"}, "wrong_award"),
        ({"award": make.COLLECTIVE}, "wrong_subject"),
        ({"year": "2019-2021"}, "bad_year"),
        ({"decided_by": " "}, "no_decision"),
        ({"decision_number": " "}, "no_decision"),
        ({"decision_date": today() + timedelta(days=1)}, "future_decision"),
    ],
)
def test_wrong_facts_are_refused(place, facts, code):
    assert code_of(added, place, **facts) == code
    assert not Award.objects.exists()


def test_same_award_twice_and_a_title_twice_a_year_are_refused_but_not_two_certificates(place):
    added(place)
    added(place, award=MEDAL)

    assert code_of(added, place, decision_number="12/qđ-sgdđt") == "known_award"
    assert code_of(added, place, decision_number="13/QĐ-SGDĐT") == "same_title"
    added(place, award=MEDAL, decision_number="13/QĐ-SGDĐT")
    added(place, place.teachers[1])
    assert Award.objects.count() == 4


def test_strangers_get_no_award_and_others_write_none(place):
    assert code_of(added, place, place.stranger) == "stranger"
    assert code_of(added, place, place.other, award=make.COLLECTIVE) == "stranger"
    for by in (place.teachers[0], place.leader, place.chief, place.stranger):
        with pytest.raises(PermissionDenied):
            added(place, by=by)


def test_nobody_writes_or_mends_an_award_of_the_own(place):
    row = added(place, place.officer, by=place.head)

    assert code_of(added, place, place.head, by=place.head) == "own_record"
    assert code_of(change_past_award, row, told(year="2018-2019"), by=place.officer, today=today()) == "own_record"
    change_past_award(row, told(year="2018-2019"), by=place.head, today=today())
    assert list(Award.objects.values_list("person", "year")) == [(place.officer.pk, "2018-2019")]


def test_row_written_by_hand_is_mended_until_it_is_revoked(place):
    row = added(place)

    change_past_award(row, told(decision_number="15/QĐ-SGDĐT"), by=place.head, today=today())
    row.refresh_from_db()
    assert (row.decision_number, "15/qd-sgddt" in row.search_text) == ("15/QĐ-SGDĐT", True)
    assert Entry.objects.filter(action="awards.add_award").count() == 2
    with pytest.raises(PermissionDenied):
        change_past_award(row, told(), by=place.teachers[0], today=today())
    Award.objects.filter(pk=row.pk).update(status="revoked")
    assert code_of(change_past_award, row, told(), by=place.head, today=today()) == "revoked"


def test_award_given_by_a_nomination_is_not_mended_by_hand(place):
    season = make.season(place.school)
    nomination = make.nomination(season, place.teachers[0], by=place.officer, status="awarded")
    row = make.award(place.school, place.teachers[0], by=place.officer, nomination=nomination)

    assert code_of(change_past_award, row, told(), by=place.officer, today=today()) == "decided_here"


def found(place, by=None, **asked) -> list[Award]:
    return list(chosen_awards(by or place.officer, asked))


def test_register_is_searched_and_narrowed(place):
    old = added(place)
    team = added(place, place.team, award=make.COLLECTIVE, year="2020-2021", decision_number="77/QĐ-UBND")
    medal = added(place, place.teachers[1], award=MEDAL, year="2021", kind="occasion", decision_number="5/QĐ-THPT")
    Award.objects.filter(pk=medal.pk).update(status="revoked")

    assert found(place) == [medal, team, old]
    assert found(place, q="GIAO VIEN 0") == found(place, q="12/qđ") == found(place, q="12/QD-SGD") == [old]
    assert found(place, nam="2020") == [team, old]
    assert found(place, danhhieu=make.WORKER) == found(place, doituong="ca-nhan", trangthai="valid") == [old]
    assert found(place, loai="occasion") == found(place, trangthai="revoked") == [medal]
    assert found(place, doituong="tap-the") == [team]
    assert found(place, donvi=str(place.team.pk)) == [team]
    assert found(place, donvi=str(place.school.pk)) == [medal, team, old]


def test_register_shows_what_one_may_see(place):
    row = added(place)
    administrator = make.person(place.school, "administrator", name="Quản Trị")

    for person in (*place.teachers, place.head, place.chief, place.stranger, administrator):
        assert bool(found(place, person)) == person.has_perm("awards.view_award", row)
    assert found(place, place.chief) == found(place, place.teachers[1]) == [row]
    assert found(place, place.stranger) == found(place, administrator) == []


def test_book_has_every_award_in_order_with_revoked_ones_noted(place):
    first, second = added(place), added(place, place.teachers[1], year="2020-2021")
    Award.objects.filter(pk=first.pk).update(status="revoked", revoked_on=date(2022, 1, 2))

    book = book_of(place.school, chosen_awards(place.officer, {}), None)

    assert [line[0] for line in book.rows] == [1, 2]
    assert (book.rows[0][-1], book.rows[1][1]) == ("Đã hủy bỏ ngày 02/01/2022", second.subject_name)
    assert book.span == ("2 lượt khen thưởng, từ năm 2019-2020 đến năm 2020-2021",)


def test_passports_are_seen_by_oneself_colleagues_and_who_oversees(place):
    teacher = place.teachers[0]
    administrator = make.person(place.school, "administrator", name="Quản Trị")

    seen = {
        person.full_name
        for person in (teacher, place.teachers[1], place.head, place.chief, place.stranger, administrator)
        if passports_visible_to(person).filter(pk=teacher.pk).exists()
    }
    assert seen == {each.full_name for each in (teacher, place.teachers[1], place.head, place.chief)}
    assert place.team in collectives_visible_to(teacher)
    assert place.team not in collectives_visible_to(place.stranger)


def test_merged_school_keeps_what_its_predecessors_earned(place):
    added(place, place.team, award=make.COLLECTIVE)
    new = Unit.objects.get(pk=place.other.pk)
    Succession.objects.create(old=place.team, new=new, first_day=date(2024, 1, 1))

    [year] = awards_by_year(awards_of_collective(new))
    assert [row.collective for row in year.awards] == [place.team]


# From Excel.


def line(**facts):
    values = {
        "name": "Nguyễn Giáo Viên 0",
        "award": "Lao động tiên tiến",
        "year": "2019-2020",
        "number": "12/QĐ-SGDĐT",
        "day": DAY,
        "decided_by": "Sở Giáo dục và Đào tạo Đông Hải",
        **facts,
    }
    return tuple(values.get(name) for name in NAMES)


def read(place, *lines, by=None, unit=None) -> SheetIn:
    data = AWARD_SHEET.workbook(lines)
    row = start_sheet(
        unit or place.school, SheetIn.Subject.AWARDS, by=by or place.officer, data=data, name="cu.xlsx", today=today()
    )
    row.refresh_from_db()
    return row


def brought(place, *lines, **facts) -> SheetIn:
    row = read(place, *lines, **facts)
    confirm_sheet(row, by=facts.get("by") or place.officer)
    row.refresh_from_db()
    return row


def test_sheet_brings_persons_and_collectives_and_is_safe_twice(place):
    lines = (
        line(),
        line(name="nguyễn giáo viên 1", award="LAO DONG TIEN TIEN", year=2020.0),
        line(name="Tổ Toán - Tin", whom="Tập thể", award="Tập thể lao động tiên tiến", kind="Đột xuất"),
    )

    row = read(place, *lines)
    assert (row.status, row.new, row.problem_count, Award.objects.count()) == ("ready", 3, 0, 0)
    confirm_sheet(row, by=place.officer)

    rows = {each.subject_name: each for each in Award.objects.all()}
    first, team = rows["Nguyễn Giáo Viên 0"], rows["Tổ Toán - Tin"]
    assert (first.unit, first.award, first.decision_date) == (place.school, make.WORKER, DAY)
    assert (rows["Nguyễn Giáo Viên 1"].year, team.kind, team.unit) == ("2020", "occasion", place.school)
    assert "12/qd-sgddt" in first.search_text
    assert Entry.objects.filter(action="awards.add_award").count() == 3
    again = read(place, *lines)
    assert (again.status, again.new, again.known) == ("done", 0, 3)


@pytest.mark.parametrize(
    ("column", "facts"),
    [
        ("Họ tên hoặc tên tập thể", {"name": "Không Có Ai"}),
        ("Họ tên hoặc tên tập thể", {"name": "Người Trường Khác"}),
        ("Mã cán bộ hoặc mã đơn vị", {"code": "KHONG-CO"}),
        ("Mã đơn vị", {"unit": "KHONG-CO"}),
        ("Danh hiệu, hình thức", {"award": "Vương miện"}),
        ("Danh hiệu, hình thức", {"award": "Tập thể lao động tiên tiến"}),
        ("Năm", {"year": "2019-2022"}),
        ("Số quyết định", {"number": None}),
        ("Ngày quyết định", {"day": today() + timedelta(days=1)}),
        ("Cơ quan quyết định", {"decided_by": None}),
    ],
)
def test_line_with_an_error_is_named_and_nothing_comes_in(place, column, facts):
    row = read(place, line(name="Nguyễn Giáo Viên 1"), line(**facts))

    assert [problem[:2] for problem in row.problems] == [[3, column]]
    assert (row.status, row.rows) == ("refused", [])


def test_person_is_known_by_code_or_team(place):
    namesake = make.person(place.school, "officer", name="Nguyễn Giáo Viên 0", code="CB7")

    assert read(place, line(code="CB7")).rows[0]["facts"]["person"] == namesake.pk
    assert read(place, line(unit=place.team.code)).rows[0]["facts"]["person"] == place.teachers[0].pk
    assert read(place, line(code="CB7", name="Người Khác")).problem_count == 1


def test_of_several_of_one_name_one_is_chosen_in_the_preview_and_kept(place):
    namesake = make.person(place.school, "officer", name="Nguyễn Giáo Viên 0", code="CB7")
    row = read(place, line(), line(name="Nguyễn Giáo Viên 1"))
    assert (row.status, row.problem_count) == ("ready", 0)
    [asking] = [each for each in row.rows if each.get("offered")]
    labels = {one["pk"]: one["label"] for one in asking["offered"]}
    assert set(labels) == {namesake.pk, place.teachers[0].pk}
    assert ("mã CB7" in labels[namesake.pk], "Tổ Toán - Tin" in labels[place.teachers[0].pk]) == (True, True)

    assert choose_in_sheet(row, {2: namesake.pk}, by=place.officer) == 0
    row.refresh_from_db()
    assert [each.get("chosen") for each in row.rows if each.get("offered")] == [namesake.pk]
    confirm_sheet(row, by=place.officer)

    assert set(Award.objects.values_list("person", flat=True)) == {namesake.pk, place.teachers[1].pk}


def test_preview_shows_what_comes_in_and_of_whom_once_chosen(client, place):
    make.person(place.team, "member", name="Nguyễn Giáo Viên 0")
    row = read(place, line(), line(name="Nguyễn Giáo Viên 1"), by=place.chief, unit=place.department)
    client.force_login(place.chief)

    def coming() -> list[tuple[int, str]]:
        lines = client.get(row.get_absolute_url()).context["lines"]
        return [(each["row"], each["cells"][1]) for each in lines]

    before = coming()
    choose_in_sheet(row, {2: place.teachers[0].pk}, by=place.chief)

    assert before == [(3, "Trường THPT Suối Mơ")]
    assert coming() == [(2, "Trường THPT Suối Mơ"), (3, "Trường THPT Suối Mơ")]


def test_row_of_which_nobody_said_whom_it_means_stays_out_and_is_told(place):
    make.person(place.school, "officer", name="Nguyễn Giáo Viên 0")
    row = read(place, line(), line(name="Nguyễn Giáo Viên 1"))
    assert "1 dòng trùng họ tên chưa chọn người" in sheets.outcome_of(row)

    confirm_sheet(row, by=place.officer)

    row.refresh_from_db()
    assert [award.person for award in Award.objects.all()] == [place.teachers[1]]
    assert (row.status, row.new, row.problem_count, row.problems[0][0]) == ("done", 1, 1, 2)
    assert "1 dòng chưa chọn người nên chưa nhập" in sheets.outcome_of(row)


def test_choice_is_of_those_offered_and_not_of_who_has_it_already(place):
    namesake = make.person(place.school, "officer", name="Nguyễn Giáo Viên 0")
    added(place, namesake)
    row = read(place, line(), line(number="13/QĐ-SGDĐT", year="2018-2019"))

    assert code_of(choose_in_sheet, row, {2: place.teachers[1].pk}, by=place.officer) == "not_offered"
    assert code_of(choose_in_sheet, row, {9: namesake.pk}, by=place.officer) == "not_offered"
    assert code_of(choose_in_sheet, row, {2: namesake.pk}, by=place.officer) == "known"
    with pytest.raises(PermissionDenied):
        choose_in_sheet(row, {2: namesake.pk}, by=place.head)
    assert choose_in_sheet(row, {2: place.teachers[0].pk, 3: namesake.pk}, by=place.officer) == 0
    confirm_sheet(row, by=place.officer)
    assert code_of(choose_in_sheet, row, {2: 0}, by=place.officer) == "wrong_state"


def test_sheet_brings_nothing_about_who_brings_it(place):
    place.officer.full_name = "Nguyễn Giáo Viên 0"
    place.officer.save()

    alone = read(place, line(name=place.head.full_name), by=place.head)
    shared = read(place, line(), line(name="Nguyễn Giáo Viên 1"))

    assert (alone.status, alone.problem_count) == ("refused", 1)
    assert "Không ai tự ghi, sửa khen thưởng của mình" in str(alone.problems)
    assert code_of(choose_in_sheet, shared, {2: place.officer.pk}, by=place.officer) == "known"
    assert choose_in_sheet(shared, {2: place.teachers[0].pk}, by=place.officer) == 0


def test_awards_outside_the_rules_of_the_state_come_in_by_their_name_and_apart(place):
    told = {"award": None, "other": "Bằng khen của Tỉnh Đoàn", "decided_by": "Tỉnh Đoàn Đông Hải", "number": None}

    row = brought(place, line(**told), line(**told, name="Tổ Toán - Tin", whom="Tập thể"), line())

    assert (row.status, row.new) == ("done", 3)
    assert {(each.subject_name, each.name, each.decided_by) for each in OtherAward.objects.all()} == {
        ("Nguyễn Giáo Viên 0", "Bằng khen của Tỉnh Đoàn", "Tỉnh Đoàn Đông Hải"),
        ("Tổ Toán - Tin", "Bằng khen của Tỉnh Đoàn", "Tỉnh Đoàn Đông Hải"),
    }
    assert Award.objects.count() == 1
    assert read(place, line(**told)).known == 1
    title = "Khen thưởng ngoài quy định của Nhà nước"
    for wrong in ({"other": "Lao động tiên tiến", "award": None}, {"other": "Bằng khen của Tỉnh Đoàn"}):
        assert [problem[1] for problem in read(place, line(**wrong)).problems] == [title]


def test_unit_hears_what_the_department_wrote_into_its_register_and_how_to_dispute_it(place):
    brought(place, line(), by=place.chief, unit=place.department)

    [notice] = place.officer.notices.filter(key__startswith="award_sheet:")
    assert "đã ghi 1 khen thưởng vào sổ của đơn vị: Nguyễn Giáo Viên 0: Lao động tiên tiến 2019-2020" in notice.text
    assert "Thấy sai thì sửa trong sổ, hoặc báo Sở Giáo dục và Đào tạo Đông Hải" in notice.text
    assert notice.url.endswith(f"?donvi={place.school.pk}")
    assert place.head.notices.filter(key=notice.key).exists()
    assert not place.chief.notices.filter(key__startswith="award_sheet:").exists()


def test_unit_hears_of_a_long_sheet_once(place, monkeypatch):
    monkeypatch.setattr(sheets, "BATCH", 1)
    brought(place, *(line(name=f"Nguyễn Giáo Viên {n}") for n in range(3)), by=place.chief, unit=place.department)

    [notice] = place.officer.notices.filter(key__startswith="award_sheet:")
    assert "đã ghi 3 khen thưởng vào sổ của đơn vị: Nguyễn Giáo Viên 0" in notice.text


def test_title_given_anew_after_a_revocation_can_be_chosen_for_a_namesake(place):
    namesake = make.person(place.school, "officer", name="Nguyễn Giáo Viên 0")
    Award.objects.filter(pk=added(place, namesake, decision_number="1/QĐ").pk).update(status="revoked")
    row = read(place, line())

    assert choose_in_sheet(row, {2: namesake.pk}, by=place.officer) == 0
    confirm_sheet(row, by=place.officer)

    assert Award.objects.filter(person=namesake, status="valid", decision_number="12/QĐ-SGDĐT").count() == 1


def test_department_writes_nothing_for_units_that_are_not_below_it(place):
    elsewhere = make.unit("Trường THCS Cửa Sông", kind="lower_secondary")
    make.person(elsewhere, "member", name="Trần Ở Xã", code="XA1")

    for facts in ({"name": "Trần Ở Xã"}, {"name": "Trần Ở Xã", "code": "XA1"}, {"unit": elsewhere.code}):
        assert read(place, line(**facts), by=place.chief, unit=place.department).status == "refused"


def test_title_of_a_year_comes_in_once_whatever_the_number(place):
    added(place)

    assert read(place, line()).known == 1
    assert read(place, line(number="99/QĐ-UBND")).problems[0][1] == "Danh hiệu, hình thức"
    assert read(place, line(number="12/QD-SGDDT")).known == 1


def test_line_that_stands_twice_is_an_error(place):
    assert read(place, line(), line()).problems[0][0] == 3


def test_department_brings_in_what_its_schools_have(place):
    row = brought(place, line(), by=place.chief, unit=place.department)

    assert (row.status, Award.objects.get().unit) == ("done", place.school)


def test_others_bring_in_nothing(place):
    for by in (place.teachers[0], place.chief, place.stranger):
        with pytest.raises(PermissionDenied):
            read(place, line(), by=by)


def test_many_rows_are_written_in_the_background(place, monkeypatch):
    monkeypatch.setattr(sheets, "LARGE_FROM", 2)

    row = brought(place, *(line(name=each.full_name) for each in place.teachers))

    assert (row.status, row.run.status, Award.objects.count()) == ("done", "done", 3)
    sheets.write_sheet(row)
    assert Award.objects.count() == 3


@pytest.mark.parametrize("count", [3, 30])
def test_reading_asks_the_same_queries_for_many(count, django_assert_max_num_queries):
    place = make.Place(teachers=count)
    for each in place.teachers:
        added(place, each)

    with django_assert_max_num_queries(22):
        read(place, *(line(name=each.full_name, year="2021-2022") for each in place.teachers))
