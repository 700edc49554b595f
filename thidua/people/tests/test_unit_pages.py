"""The pages of units."""

from datetime import timedelta

import pytest
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.kernel.calendar import today
from thidua.people import operations
from thidua.people.models import Unit
from thidua.people.queries import chosen_units, closing_of, lines_of, posts_visible_to, units_visible_to
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place, client):
    chief = make.person(place["top"], "administrator", name="Trần Văn Bình")
    client.force_login(chief)
    return chief


def listed(response) -> list[str]:
    return [line.unit.name for line in response.context["lines"]]


def address(name: str, unit: Unit) -> str:
    return reverse(f"people:{name}", args=[unit.pk])


def test_list_begins_at_the_own_office_and_goes_down_by_levels(client, place, chief):
    first = client.get(reverse("people:units"))
    below = client.get(reverse("people:units"), {"trong": place["commune"].pk})
    top = client.get(reverse("people:units"), {"trong": "0"})

    assert listed(first) == ["Phòng Giáo dục phổ thông", "Xã Bình Minh"]
    assert listed(below) == ["Trường THCS Suối Mơ", "Trường Tiểu học Đồi Thông"]
    assert [unit.name for unit in below.context["above"]] == ["Sở Giáo dục và Đào tạo Đông Hải", "Xã Bình Minh"]
    assert listed(top) == ["Sở Giáo dục và Đào tạo Đông Hải"]


def test_member_of_a_team_begins_at_the_school(client, place):
    client.force_login(make.person(place["team"], "member"))

    assert listed(client.get(reverse("people:units"))) == ["Tổ Toán"]


@pytest.mark.parametrize("words", ["doi thong", "Đồi", "ĐỒI THÔNG", "thong doi"])
def test_search_minds_neither_marks_nor_case_nor_order(client, place, chief, words):
    assert listed(client.get(reverse("people:units"), {"q": words})) == ["Trường Tiểu học Đồi Thông"]


def test_list_is_narrowed_by_kind_state_and_place(place, chief):
    make.unit("Trường cũ", parent=place["commune"], valid_to=today() - DAY)
    make.unit("Trường sắp đóng", parent=place["commune"], valid_to=today())
    make.unit("Trường mới", parent=place["division"], valid_from=today() + DAY)

    def names(**asked):
        return [unit.name for unit in chosen_units(chief, asked, today())]

    assert names(loai="lower_secondary") == ["Trường sắp đóng", "Trường THCS Suối Mơ"]
    assert names(trangthai="dong") == ["Trường cũ"]
    assert names(trangthai="sap-mo") == ["Trường mới"]
    assert names(trangthai="tat-ca", q="truong", trong=str(place["division"].pk)) == ["Trường mới"]
    assert names(q="truong", loai="không có", trong="9" * 30) == [
        "Trường sắp đóng",
        "Trường THCS Suối Mơ",
        "Trường Tiểu học Đồi Thông",
    ]


def test_lines_count_open_units_below_and_people_of_today(place, chief):
    make.unit("Trường cũ", parent=place["commune"], valid_to=today() - DAY)
    officer = make.person(place["commune"], "officer")
    make.post(officer, place["commune"], "head")
    make.person(place["commune"], "officer", valid_to=today() - DAY)
    make.person(place["team"], "member")

    lines = {line.unit: line for line in lines_of(list(place.values()), chief, today())}

    assert (lines[place["commune"]].below, lines[place["commune"]].staff) == (2, 1)
    assert (lines[place["school"]].below, lines[place["school"]].staff) == (1, 0)
    assert (lines[place["team"]].below, lines[place["team"]].staff) == (0, 1)
    assert lines[place["team"]].above == [place["top"], place["commune"], place["school"]]


def test_units_above_ones_own_are_known_by_name_only(client, place):
    make.person(place["commune"], "head", name="Ngô Thị Hiền")
    member = make.person(place["school"], "member", name="Lý Văn Khoa")
    client.force_login(member)

    own, above = client.get(address("unit", place["school"])), client.get(address("unit", place["commune"]))
    line = lines_of([place["commune"]], member, today())[0]

    assert "Lý Văn Khoa" in own.text
    assert above.status_code == 200
    assert "Ngô Thị Hiền" not in above.text
    assert listed(above) == ["Trường THCS Suối Mơ"]
    assert (line.below, line.staff) == (1, None)


def test_staff_is_seen_where_the_list_of_persons_reaches(place):
    """The permission to see a unit's staff and the list of visible posts agree."""
    people = [make.person(unit, role) for unit in place.values() for role in ("administrator", "officer", "member")]

    for person in people:
        seen = {post.unit for post in posts_visible_to(person)}
        assert seen == {unit for unit in place.values() if person.has_perm("people.view_staff", unit)}


def test_page_of_a_unit_shows_who_leads_and_what_happened(client, place, chief):
    make.person(place["school"], "head", name="Ngô Thị Hiền")
    make.person(place["school"], "head", name="Hồ Văn Cũ", valid_to=today() - DAY)
    operations.change_unit(place["school"], by=chief, place="Bình Minh")

    response = client.get(address("unit", place["school"]))

    assert [post.person.full_name for post in response.context["leaders"]] == ["Ngô Thị Hiền"]
    assert [post.person.full_name for post in response.context["staff"]] == ["Ngô Thị Hiền"]
    assert [entry.action for entry in response.context["entries"]] == ["people.change_unit"]
    assert listed(response) == ["Tổ Toán"]


@pytest.mark.parametrize("name", ["unit", "add_unit", "change_unit", "move_unit", "close_unit"])
def test_unit_of_another_scope_is_not_found(client, place, name):
    client.force_login(make.person(place["school"], "administrator"))

    assert client.get(address(name, place["other"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "unit"),
    [("add_unit", "commune"), ("change_unit", "commune"), ("move_unit", "school"), ("close_unit", "school")],
)
def test_unit_one_sees_but_does_not_administer_is_forbidden(client, place, name, unit):
    client.force_login(make.person(place["school"], "administrator"))

    assert client.get(address(name, place[unit])).status_code == 403
    assert client.post(address(name, place[unit]), {}).status_code == 403


def test_reopening_is_asked_by_post_and_for_who_administers_above(client, place):
    client.force_login(make.person(place["school"], "administrator"))

    assert client.get(address("reopen_unit", place["school"])).status_code == 405
    assert client.post(address("reopen_unit", place["school"])).status_code == 403
    assert client.post(address("reopen_unit", place["other"])).status_code == 404


def test_unit_is_added_from_its_page(client, place, chief):
    facts = {"kind": "team", "name": "Tổ Văn", "code": "TV", "valid_from": "01/09/2026"}

    response = client.post(address("add_unit", place["school"]), facts)

    unit = Unit.objects.get(code="TV")
    assert response.url == address("unit", unit)
    assert (unit.name, f"{unit.valid_from:%d/%m/%Y}") == ("Tổ Văn", "01/09/2026")
    assert Unit.objects.get_parent(unit, update=True) == place["school"]


def test_form_with_errors_keeps_what_was_typed(client, place, chief):
    facts = {"kind": "team", "name": "Tổ Văn", "code": place["team"].code, "valid_from": "32/13/2026"}

    response = client.post(address("add_unit", place["school"]), facts)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"code", "valid_from"}
    assert 'value="Tổ Văn"' in response.text
    assert 'value="32/13/2026"' in response.text


def test_own_administrator_changes_the_name_but_not_the_kind(client, place):
    client.force_login(make.person(place["school"], "administrator"))

    form = client.get(address("change_unit", place["school"])).context["form"]
    facts = {"name": "Trường THCS Suối Reo", "kind": "department", "code": "X"}
    client.post(address("change_unit", place["school"]), facts)

    place["school"].refresh_from_db()
    assert list(form.fields) == ["name", "short_name", "sign", "place"]
    assert (place["school"].name, place["school"].kind) == ("Trường THCS Suối Reo", "lower_secondary")


def test_closing_says_what_it_takes_along(client, place, chief):
    both = make.person(place["team"], "member")
    make.post(both, place["division"], "officer")
    make.person(place["school"], "head")
    make.cluster(place["top"], [place["school"], place["other"]])

    assert closing_of(place["school"], today()) == (1, 2, 1, 1)
    page = client.get(address("close_unit", place["school"])).text
    assert "1 người trong số đó không có vị trí nơi khác" in page


def test_unit_is_closed_and_opened_again(client, place, chief):
    day = f"{today():%d/%m/%Y}"

    refused = client.post(address("close_unit", place["school"]), {"last_day": day})
    client.post(address("close_unit", place["school"]), {"last_day": day, "with_below": "on"})
    place["school"].refresh_from_db()
    closed = place["school"].valid_to
    client.post(address("reopen_unit", place["school"]))
    place["school"].refresh_from_db()

    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors().as_data()[0].code == "open_below"
    assert (closed, place["school"].valid_to) == (today(), None)


def test_unit_is_moved_to_one_found_by_searching(client, place, chief):
    far = make.unit("Xã Hòa Thuận", parent=place["top"], kind="commune")

    searched = client.post(address("move_unit", place["school"]), {"parent_tim": "hoa thuan", "tim": "parent"})
    client.post(address("move_unit", place["school"]), {"parent": far.pk})

    place["school"].refresh_from_db()
    assert searched.status_code == 422
    assert f'value="{far.pk}"' in searched.text
    assert Unit.objects.get_parent(place["school"], update=True) == far
    assert Entry.objects.filter(action="people.move_unit").count() == 2


def test_unit_is_not_moved_below_itself(client, place, chief):
    response = client.post(address("move_unit", place["school"]), {"parent": place["team"].pk})

    assert response.status_code == 422
    assert response.context["form"].errors.as_data()["parent"][0].code == "invalid_choice"


def test_part_for_htmx_is_the_rows_alone(client, place, chief):
    response = client.get(reverse("people:units"), {"q": "suoi"}, headers={"HX-Request": "true"})

    assert response.text.strip().startswith('<section id="unit-rows"')
    assert "Trường THCS Suối Mơ" in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize("asked", [{}, {"q": "truong"}])
def test_list_asks_no_more_for_more_rows(client, place, chief, count, asked, django_assert_max_num_queries):
    for number in range(count):
        school = make.unit(f"Trường {number}", parent=place["top"])
        make.person(school, "head")

    with django_assert_max_num_queries(18):
        client.get(reverse("people:units"), asked)


@pytest.mark.parametrize("count", [3, 30])
def test_page_of_a_unit_asks_no_more_for_more_rows(client, place, chief, count, django_assert_max_num_queries):
    for number in range(count):
        make.unit(f"Tổ {number}", parent=place["school"], kind="team")
        make.person(place["school"], "head")

    with django_assert_max_num_queries(26):
        client.get(address("unit", place["school"]))


def test_person_whose_post_ended_yesterday_finds_no_unit(client, place):
    person = make.person(place["school"], "head", valid_to=today() - DAY)
    client.force_login(person)

    assert not units_visible_to(person).exists()
    assert listed(client.get(reverse("people:units"), {"trong": "0"})) == []
    assert client.get(address("unit", place["school"])).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in(client, place):
    make.person(place["school"])

    response = client.get(address("unit", place["school"]))

    assert response.url == f"{reverse('account_login')}?next={address('unit', place['school'])}"
