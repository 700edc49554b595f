"""The pages of records, and who never reaches what they hold."""

import json
import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from thidua.awards.grade_sheet import GRADE_SHEET
from thidua.awards.models import Absence, Discipline, Lead, Proceeding, Service, SheetIn, YearGrade
from thidua.awards.operations import records as operations
from thidua.awards.queries.records import caps_of, year_choices
from thidua.awards.tests import make
from thidua.kernel.calendar import today
from thidua.law import Year

pytestmark = pytest.mark.django_db
ADDRESS = f"?nam={make.YEAR}"


@pytest.fixture
def place():
    return make.Place()


def signed_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name, *args) -> str:
    return reverse(f"awards:{name}", args=args)


def typed(response, **values) -> dict[str, str]:
    """The form of the page as a browser would send it, with some fields typed anew."""
    form = response.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return {**sent, "act": "grade", **values}


def grades() -> dict[str, str]:
    return {row.subject_name: row.grade for row in YearGrade.objects.all()}


def test_officer_grades_many_at_once_on_one_page(place, client):
    first, second, third = place.teachers
    make.grade(place.school, third, "completed", by=place.head, group="Giáo viên")
    signed_in(client, place.officer)
    page = client.get(url("records") + ADDRESS)
    sent = typed(page, decision="8/QĐ", **{f"g{first.pk}": "excellent", f"g{second.pk}": "good"})
    sent[f"n{first.pk}"] = "Giáo viên"

    response = client.post(url("records") + ADDRESS, sent)

    assert response.status_code == 302
    assert response["Location"] == url("records") + ADDRESS
    assert grades() == {first.full_name: "excellent", second.full_name: "good", third.full_name: "completed"}
    assert dict(YearGrade.objects.values_list("person__full_name", "decision"))[third.full_name] == ""
    assert YearGrade.objects.get(person=first).decision == "8/QĐ"


def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_is_written(place, client):
    teacher, other = place.teachers[:2]
    signed_in(client, place.officer)
    sent = typed(client.get(url("records") + ADDRESS), **{f"g{teacher.pk}": "good", f"g{other.pk}": "good"})
    operations.set_grade(place.school, teacher, year=make.YEAR, grade="completed", by=place.head)

    response = client.post(url("records") + ADDRESS, sent)

    assert response.status_code == 422
    assert "vừa được người khác ghi" in response.content.decode()
    assert grades() == {teacher.full_name: "completed"}


def test_an_unknown_grade_is_refused_on_the_page(place, client):
    signed_in(client, place.officer)
    sent = typed(client.get(url("records") + ADDRESS), **{f"g{place.teachers[0].pk}": "best"})

    assert client.post(url("records") + ADDRESS, sent).status_code == 422
    assert grades() == {}


def test_the_list_is_narrowed_by_name_team_and_grade(place, client):
    make.grade(place.school, place.teachers[1], "good", by=place.officer)
    signed_in(client, place.officer)

    def found(**asked):
        page = client.get(url("records"), {"nam": make.YEAR, **asked})
        return {person.full_name for person in page.context["people"]}

    assert found(q="nguyen giao vien 1") == {place.teachers[1].full_name}
    assert len(found(to=place.team.pk)) == 4
    assert found(muc="good") == {place.teachers[1].full_name}
    assert len(found(muc="chua")) == 5
    assert found(q="không ai") == set()
    assert found(to="x", donvi="99999999999999999999") == found()


def test_the_part_alone_answers_to_a_filter(place, client):
    part = signed_in(client, place.officer).get(url("records") + ADDRESS, headers={"HX-Request": "true"})

    assert part.content.decode().strip().startswith('<div id="staff-rows"')


def test_years_of_a_school_come_before_calendar_years(place):
    years = year_choices(place.school, date(2026, 11, 21))

    assert [years[0], years[6]] == [Year(2026), Year(2026, is_school=False)]
    assert year_choices(place.department, date(2026, 11, 21))[0] == Year(2026, is_school=False)


def test_shares_are_shown_exactly_with_the_doubt_and_a_place_for_the_ground(place, client):
    team = place.team
    for n in range(17):
        person = make.person(team, "member", name=f"Lê Thị {n}")
        make.grade(place.school, person, "excellent" if n < 3 else "good", by=place.officer, group="Giáo viên")
    signed_in(client, place.officer)

    text = client.get(url("records") + ADDRESS).content.decode()
    assert "3/14 = 21,4 %, mức tối đa 20 %: vượt 1 người" in text
    assert "cần đối chiếu văn bản" in text

    sent = {"act": "explain", "group": "Giáo viên", "ground": "Công văn 12/SGDĐT"}
    assert client.post(url("records") + ADDRESS, sent).status_code == 302
    assert "Căn cứ: Công văn 12/SGDĐT" in client.get(url("records") + ADDRESS).content.decode()
    assert client.post(url("records") + ADDRESS, {**sent, "ground": ""}).status_code == 422


def test_groups_are_counted_apart_and_together(place):
    for teacher, group in zip(place.teachers, ("Giáo viên", "Giáo viên", ""), strict=True):
        make.grade(place.school, teacher, "excellent" if group else "good", by=place.officer, group=group)

    lines = caps_of(place.school, Year.of(make.YEAR), date(2026, 11, 21)).lines

    assert [(line.group, line.excellent, line.good, line.over) for line in lines] == [
        (None, 2, 1, 2),
        ("", 0, 1, 0),
        ("Giáo viên", 2, 0, 2),
    ]
    assert lines[2].words == "2/0 = –, mức tối đa 20 %: vượt 2 người"


def test_without_a_rule_the_page_says_so(place, client):
    make.grade(place.school, place.teachers[0], "excellent", by=place.officer, year="2023-2024")

    page = signed_in(client, place.officer).get(url("records") + "?nam=2023-2024")

    assert "Chưa có quy định về tỷ lệ tối đa" in page.content.decode()


def test_collectives_are_graded_in_one_table_too(place, client):
    signed_in(client, place.officer)
    page = client.get(url("collective_records") + ADDRESS)
    sent = typed(page, **{f"g{place.team.pk}": "excellent"})

    assert client.post(url("collective_records") + ADDRESS, sent).status_code == 302
    assert grades() == {place.team.name: "excellent"}
    assert {unit.pk for unit in page.context["collectives"]} == {place.school.pk, place.team.pk}


def test_everything_about_a_person_is_written_and_shown_on_one_page(place, client):
    teacher = place.teachers[0]
    signed_in(client, place.officer)
    deeds = {
        "xep-loai": {"year": make.YEAR, "grade": "good"},
        "ky-luat": {"form": "warning", "decided": "05/01/2026", "decision": "4/QĐ"},
        "dang-xem-xet": {"kind": "complaint", "since": "01/02/2026"},
        "nghi": {"kind": "maternity", "start": "01/03/2026", "end": "31/08/2026"},
        "qua-trinh": {"hired": "01/09/2010", "known_since": "2015-2016"},
    }
    for slug, sent in deeds.items():
        assert client.get(url("add_person_record", teacher.pk, slug)).status_code == 200
        response = client.post(url("add_person_record", teacher.pk, slug), sent)
        assert (response.status_code, response["Location"]) == (302, url("person_records", teacher.pk)), slug

    text = client.get(url("person_records", teacher.pk)).content.decode()

    for words in ("Hoàn thành tốt nhiệm vụ", "Cảnh cáo", "4/QĐ", "chưa có kết luận", "Nghỉ thai sản", "01/09/2010"):
        assert words in text
    assert "Kỷ luật: Cập nhật hồ sơ thi đua của" in text
    signed_in(client, teacher)
    own = client.get(url("my_records")).content.decode()
    assert "Cảnh cáo" in own
    assert "Bỏ" not in own


def test_known_since_is_written_for_the_whole_staff(place, client):
    signed_in(client, place.officer)
    assert client.post(url("set_known_since"), {"known_since": "20"}).status_code == 422

    assert client.post(url("set_known_since"), {"known_since": "2024-2025"}).status_code == 302
    assert Service.objects.filter(known_since="2024-2025").count() == 5
    assert signed_in(client, place.leader).get(url("set_known_since")).status_code == 403


def test_records_are_changed_concluded_and_taken_away(place, client):
    teacher, given = place.teachers[0], {"by": place.officer, "today": today()}
    row = operations.add_discipline(place.school, teacher, form="warning", decided=date(2026, 1, 5), **given)
    pending = operations.add_proceeding(place.school, teacher, kind="complaint", since=date(2026, 1, 5), **given)
    signed_in(client, place.officer)

    wrong = client.post(url("change_record", "ky-luat", row.pk), {"form": "warning", "decided": "05/01/2099"})
    assert wrong.status_code == 422
    client.post(url("change_record", "ky-luat", row.pk), {"form": "reprimand", "decided": "06/01/2026"})
    client.post(url("change_record", "dang-xem-xet", pending.pk), {"on": "06/02/2026"})
    row.refresh_from_db()
    pending.refresh_from_db()
    assert (row.form, pending.cleared) == ("reprimand", date(2026, 2, 6))

    assert client.post(url("change_record", "ky-luat", row.pk), {"act": "remove"}).status_code == 302
    assert not Discipline.objects.exists()
    assert client.get(url("change_record", "xep-loai", 1)).status_code == 404
    assert client.get(url("change_record", "khac", 1)).status_code == 404


def test_a_collective_has_leads_and_no_leave(place, client):
    signed_in(client, place.officer)
    lead = {"year": make.YEAR, "kind": "cluster", "scope": "province", "lasting": ""}

    assert client.post(url("add_unit_record", place.team.pk, "dan-dau"), lead).status_code == 302
    assert client.get(url("add_unit_record", place.team.pk, "nghi")).status_code == 404
    text = client.get(url("unit_records", place.team.pk)).content.decode()
    assert "Dẫn đầu cụm, khối, phong trào" in text
    assert client.post(url("change_record", "dan-dau", Lead.objects.get().pk), {"act": "remove"}).status_code == 302
    assert not Lead.objects.exists()


def test_who_left_is_seen_by_the_unit_that_wrote_and_not_written_about_any_more(place, client):
    gone = make.person(name="Đã Chuyển Đi")
    make.post(gone, place.other, "member")
    make.grade(place.school, gone, by=place.officer)
    signed_in(client, place.officer)

    page = client.get(url("person_records", gone.pk))

    assert page.context["may_change"] is False
    assert client.get(url("add_person_record", gone.pk, "ky-luat")).status_code == 403


def test_excel_goes_out_is_looked_at_and_comes_in(place, client):
    signed_in(client, place.officer)
    template = client.get(url("grade_template") + ADDRESS)
    rows = CalamineWorkbook.from_filelike(BytesIO(template.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 7
    name = place.teachers[0].full_name
    data = GRADE_SHEET.workbook([("", name, "", "Hoàn thành tốt nhiệm vụ")])
    file = SimpleUploadedFile("xl.xlsx", data)

    started = client.post(url("start_grade_sheet") + ADDRESS, {"file": file})

    sheet = SheetIn.objects.get()
    assert (started["Location"], sheet.year) == (url("sheet_in", sheet.pk), make.YEAR)
    assert name in client.get(url("sheet_in", sheet.pk)).content.decode()
    client.post(url("sheet_step", sheet.pk), {"act": "confirm"})
    assert grades() == {name: "good"}
    assert name not in client.get(url("sheet_in", sheet.pk)).content.decode()
    out = client.get(url("records"), {"nam": make.YEAR, "xuat": "excel", "muc": "good"})
    lines = CalamineWorkbook.from_filelike(BytesIO(out.content)).get_sheet_by_index(0).to_python()
    assert [line[1] for line in lines[1:]] == [name]


def test_a_wrong_file_and_its_problems_are_told(place, client):
    signed_in(client, place.officer)
    assert client.get(url("start_grade_sheet")).status_code == 200
    junk = SimpleUploadedFile("xl.xlsx", b"khong phai excel")
    assert client.post(url("start_grade_sheet") + ADDRESS, {"file": junk}).status_code == 422
    bad = SimpleUploadedFile("xl.xlsx", GRADE_SHEET.workbook([("", "Người Lạ", "", "Hoàn thành tốt nhiệm vụ")]))
    client.post(url("start_grade_sheet") + ADDRESS, {"file": bad})
    sheet = SheetIn.objects.get()

    assert "Không có người mang họ tên này" in client.get(url("sheet_in", sheet.pk)).content.decode()
    assert client.get(url("sheet_problems", sheet.pk)).status_code == 200
    assert client.post(url("sheet_step", sheet.pk), {"act": "nonsense"}).status_code == 404
    assert client.get(url("sheet_step", sheet.pk)).status_code == 405
    assert signed_in(client, place.head).get(url("sheet_in", sheet.pk)).status_code == 404


SECRET = {
    "decision": "77/QĐ-SM",
    "grade": "Không hoàn thành nhiệm vụ",
    "form": "Giáng chức",
    "kind": "Nghỉ không hưởng lương",
}


def private_rows(place):
    """One of each kind about the first teacher, by words that appear nowhere else."""
    teacher, by = place.teachers[0], place.officer
    given = {"by": by, "today": today()}
    operations.set_grade(place.school, teacher, year=make.YEAR, grade="not_completed", decision="77/QĐ-SM", by=by)
    operations.set_grade(place.school, place.team, year=make.YEAR, grade="not_completed", by=by)
    return (
        operations.add_discipline(place.school, teacher, form="lowered", decided=date(2026, 1, 5), **given),
        operations.add_proceeding(place.school, teacher, kind="investigation", since=date(2026, 1, 5), **given),
        operations.add_absence(place.school, teacher, kind="unpaid", start=date(2026, 1, 5), by=by),
    )


@pytest.mark.parametrize(
    "who",
    ["chief", "clerk", "appraiser", "leader", "colleague", "stranger", "administrator", "sector admin", "inspector"],
)
def test_nobody_else_reaches_a_grade_a_discipline_or_an_absence(place, client, who):
    discipline, pending, absence = private_rows(place)
    sheet = SheetIn.objects.create(unit=place.school, subject="grades", year=make.YEAR, by=place.officer, name="xl")
    people = {
        "colleague": place.teachers[1],
        "administrator": make.person(place.school, "administrator", name="Quản Trị Trường"),
        "sector admin": make.person(place.department, "administrator", name="Quản Trị Sở"),
        "inspector": make.person(place.department, "inspector", name="Thanh Tra Sở"),
    }
    signed_in(client, people.get(who) or getattr(place, who))
    teacher = place.teachers[0]
    hidden = [
        url("person_records", teacher.pk),
        *(url("add_person_record", teacher.pk, slug) for slug in ("xep-loai", "ky-luat", "nghi", "qua-trinh")),
        url("unit_records", place.team.pk),
        url("change_record", "ky-luat", discipline.pk),
        url("change_record", "dang-xem-xet", pending.pk),
        url("change_record", "nghi", absence.pk),
        url("sheet_in", sheet.pk),
        url("sheet_problems", sheet.pk),
    ]
    assert [client.get(address).status_code for address in hidden] == [404] * len(hidden)
    if who not in ("chief", "clerk", "stranger"):
        lists = ("records", "collective_records", "start_grade_sheet", "grade_template")
        assert [client.get(url(name)).status_code for name in lists] == [403] * 4
        assert client.get(url("records"), {"xuat": "excel"}).status_code == 403
    places = [
        url("records") + f"{ADDRESS}&donvi={place.school.pk}",
        url("records") + f"{ADDRESS}&donvi={place.school.pk}&xuat=excel",
        url("collective_records") + f"{ADDRESS}&donvi={place.school.pk}",
        url("grade_template") + f"{ADDRESS}&donvi={place.school.pk}",
        url("my_records"),
        reverse("people:person", args=[teacher.pk]),
        reverse("people:own_record"),
        reverse("people:persons") + "?q=Giáo Viên 0",
        reverse("web:search") + "?q=77/QĐ",
        reverse("web:audit"),
        reverse("web:audit") + "?q=Giáng",
        reverse("web:audit") + "?xuat=excel",
    ]
    for address in places:
        said = words_of(client.get(address)).lower()
        assert not [secret for secret in SECRET.values() if secret.lower() in said], address


def words_of(response) -> str:
    """What an answer says, a workbook's cells too; not what could be chosen or was looked for."""
    if response.status_code != 200:
        return ""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return json.dumps(book.get_sheet_by_index(0).to_python(), default=str, ensure_ascii=False)
    return re.sub(r"<option (?!.*selected).*?</option>|<input[^>]*>|<title>.*?</title>", "", content.decode())


def test_the_one_it_is_about_and_who_keeps_it_do_reach_it(place, client):
    private_rows(place)
    teacher = place.teachers[0]

    own = words_of(signed_in(client, teacher).get(url("my_records")))
    record = words_of(client.get(reverse("people:own_record")))
    kept = words_of(signed_in(client, place.head).get(url("person_records", teacher.pk)))

    for secret in SECRET.values():
        assert secret.lower() in own.lower()
        assert secret.lower() in record.lower()
        assert secret.lower() in kept.lower()


def test_a_list_asks_as_often_for_three_as_for_thirty(place, client):
    signed_in(client, place.officer)

    def count(name) -> int:
        client.get(url(name) + ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name) + ADDRESS).status_code == 200
        return len(queries)

    def fill(count):
        for n in range(count):
            team = make.unit(f"Tổ {n}", parent=place.school, kind="team")
            person = make.person(team, "member", name=f"Người Thêm {n}")
            make.grade(place.school, person, by=place.officer, group=f"Nhóm {n % 2}")
            make.grade(place.school, team, by=place.officer)
            Absence.objects.create(
                unit=place.school, by=place.officer, person=person, kind="sick", start=date(2026, 1, 1)
            )

    fill(3)
    few = {name: count(name) for name in ("records", "collective_records")}
    fill(27)

    assert {name: count(name) for name in few} == few
    assert max(few.values()) < 45
    assert Service.objects.count() == Proceeding.objects.count() == 0
