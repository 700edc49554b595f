"""The pages of persons and posts."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.urls import reverse
from django.utils import timezone

from thidua.kernel.calendar import today
from thidua.people.models import Person
from thidua.people.queries import chosen_persons, posts_visible_to
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


@pytest.fixture
def school_admin(place):
    return make.person(place["school"], "administrator", name="Vũ Thị Cúc")


def address(name: str, person: Person) -> str:
    return reverse(f"people:{name}", args=[person.pk])


def listed(response) -> list[str]:
    return [person.full_name for person in response.context["persons"]]


def test_list_is_sorted_by_given_name_the_vietnamese_way(client, place, chief):
    for name in ("Nguyễn Văn Đức", "Nguyễn Văn Ẩn", "Lê Thị Dung", "Phạm Ân", "Bùi Thị An", "Nguyễn Thị An"):
        make.person(place["school"], "member", name=name)

    response = client.get(reverse("people:persons"))

    assert listed(response) == [
        "Bùi Thị An",
        "Nguyễn Thị An",
        "Phạm Ân",
        "Nguyễn Văn Ẩn",
        "Trần Văn Bình",
        "Lê Thị Dung",
        "Nguyễn Văn Đức",
    ]


def test_list_says_whose_team_it_is(client, place, chief):
    make.person(place["team"], "leader", name="Vũ Thị Tổ")

    page = client.get(reverse("people:persons"), {"q": "vu thi to"}).content.decode()

    assert "Tổ trưởng – Tổ Toán, Trường THCS Suối Mơ<" in page


@pytest.mark.parametrize("words", ["duc", "Đức", "ĐUC nguyen", "CB-07"])
def test_search_minds_neither_marks_nor_case_nor_order(client, place, chief, words):
    make.person(place["school"], "member", name="Nguyễn Văn Đức", code="cb-07")

    assert listed(client.get(reverse("people:persons"), {"q": words})) == ["Nguyễn Văn Đức"]


def test_list_is_narrowed_by_subtree_and_role(place, chief):
    leader = make.person(place["team"], "leader")
    member = make.person(place["school"], "member")
    make.person(place["school"], "leader", valid_to=today() - DAY)
    make.person(place["other"], "leader")

    def found(**asked):
        return set(chosen_persons(chief, asked, today()))

    assert found(donvi=str(place["school"].pk)) == {leader, member}
    assert found(donvi=str(place["school"].pk), vaitro="leader") == {leader}
    assert found(vaitro="administrator") == {chief}


def test_list_is_narrowed_by_how_one_signs_in(place, chief):
    school = place["school"]
    new = make.person(school, "member")
    usual = make.person(school, "member", password="mat-khau-cua-toi", last_login=timezone.now())
    waiting = make.person(school, "member", password="mat-khau-cua-toi")
    locked = make.person(school, "member", is_active=False)

    def found(state):
        return set(chosen_persons(chief, {"trangthai": state}, today())) - {chief}

    assert found("mo") == {new, usual, waiting}
    assert found("khoa") == {locked}
    assert found("chua-vao") == {new, waiting}
    assert found("chua-mat-khau") == {new}


def test_how_somebody_signs_in_is_told_to_administrators_only(client, place, school_admin):
    """An administrator is also shown the colleagues that somebody else administers: of those nothing is told."""
    locked = make.person(place["team"], "member", is_active=False, name="Hồ Văn Khóa")
    make.person(place["commune"], "head", is_active=False)
    make.post(school_admin, place["commune"], "member")

    assert list(chosen_persons(school_admin, {"trangthai": "khoa"}, today())) == [locked]
    member = make.person(place["team"], "member")
    client.force_login(member)
    response = client.get(reverse("people:persons"), {"trangthai": "khoa"})
    assert len(listed(response)) == 3
    assert "Đang bị khóa" not in response.text
    assert "Đang bị khóa" not in client.get(address("person", locked)).text


def test_posts_elsewhere_are_not_shown(client, place, school_admin):
    person = make.person(place["school"], "member")
    make.post(person, make.unit("Sở Xa", kind="department"), "officer", title="Chuyên viên xa")
    client.force_login(school_admin)

    page, row = client.get(address("person", person)), client.get(reverse("people:persons"))

    assert [post.unit for post in page.context["all_posts"]] == [place["school"]]
    assert "Chuyên viên xa" not in page.text + row.text
    assert posts_visible_to(person).filter(person=person).count() == 2, "one sees all of one's own"


def test_page_shows_contact_and_sign_in_to_who_looks_after_the_person(client, place, school_admin):
    person = make.person(place["school"], "member", email="dung@truong.example", username="dungvt")
    make.person(place["school"], "member")
    colleague, head = make.person(place["school"], "member"), make.person(place["school"], "head")

    def shown(viewer):
        client.force_login(viewer)
        text = client.get(address("person", person)).text
        return "dung@truong.example" in text, "dungvt" in text, "Tạo liên kết" in text

    assert shown(colleague) == (False, False, False)
    assert shown(head) == (True, False, False)
    assert shown(school_admin) == (True, True, True)


@pytest.mark.parametrize("name", ["person", "change_person", "add_post"])
def test_person_of_another_scope_is_not_found(client, place, school_admin, name):
    stranger = make.person(place["other"], "member")
    client.force_login(school_admin)

    assert client.get(address(name, stranger)).status_code == 404


@pytest.mark.parametrize("name", ["lock_person", "unlock_person", "clear_second_factor", "hand_link"])
def test_deeds_are_posts_and_not_for_strangers_nor_colleagues(client, place, school_admin, name):
    stranger, colleague = make.person(place["other"], "member"), make.person(place["school"], "member")
    client.force_login(school_admin)

    assert client.get(address(name, colleague)).status_code == 405
    assert client.post(address(name, stranger)).status_code == 404
    client.force_login(make.person(place["school"], "head"))
    assert client.post(address(name, colleague)).status_code == 403


@pytest.mark.parametrize("name", ["change_person", "add_post"])
def test_forms_are_forbidden_to_who_does_not_administer(client, place, name):
    colleague = make.person(place["school"], "member")
    client.force_login(make.person(place["school"], "head"))

    assert client.get(address(name, colleague)).status_code == 403
    assert client.get(reverse("people:add_person")).status_code == 403


def test_person_is_added_with_a_post_in_a_unit_of_ones_own(client, place, school_admin):
    client.force_login(school_admin)
    facts = {"full_name": "Đỗ Văn Dũng", "username": "dung", "phone": "0900", "role": "leader"}
    facts |= {"unit": place["team"].pk, "title": "Tổ trưởng", "valid_from": "01/09/2026", "valid_to": "31/05/2027"}

    response = client.post(reverse("people:add_person"), facts)

    person = Person.objects.get(username="dung")
    post = person.posts.get()
    assert response.url == address("person", person)
    assert (post.unit, post.role, post.title) == (place["team"], "leader", "Tổ trưởng")
    assert f"{post.valid_from:%d/%m/%Y}–{post.valid_to:%d/%m/%Y}" == "01/09/2026–31/05/2027"
    assert person.contact.phone == "0900"


def test_person_is_not_added_elsewhere(client, place, school_admin):
    client.force_login(school_admin)
    facts = {"full_name": "Đỗ Văn Dũng", "username": "dung", "role": "leader", "valid_from": "01/09/2026"}

    response = client.post(reverse("people:add_person"), {**facts, "unit": place["other"].pk})

    assert response.status_code == 422
    assert response.context["form"].errors.as_data()["unit"][0].code == "invalid_choice"
    assert not Person.objects.filter(username="dung").exists()


def test_unit_of_the_page_is_chosen_for_a_new_person(client, place, school_admin):
    client.force_login(school_admin)

    ours = client.get(reverse("people:add_person"), {"donvi": place["team"].pk})
    foreign = client.get(reverse("people:add_person"), {"donvi": place["other"].pk})

    assert f'name="unit" value="{place["team"].pk}" checked' in ours.text
    assert place["other"].name not in foreign.text


def test_refusals_of_the_operation_stand_at_their_fields(client, place, school_admin):
    make.person(place["school"], username="dung")
    client.force_login(school_admin)
    facts = {"full_name": "Đỗ Văn Dũng", "role": "member", "unit": place["school"].pk, "valid_from": "01/09/2026"}

    taken = client.post(reverse("people:add_person"), {**facts, "username": "DUNG"})
    keyless = client.post(reverse("people:add_person"), facts)

    assert set(taken.context["form"].errors.as_data()) == {"username"}
    assert keyless.context["form"].non_field_errors().as_data()[0].code == "no_key"


def test_changes_of_a_person_are_all_or_nothing(client, place, school_admin):
    person = make.person(place["school"], "member", name="Đỗ Văn Dũng", username="dung")
    make.person(place["school"], username="khac")
    client.force_login(school_admin)

    refused = client.post(address("change_person", person), {"full_name": "Mới", "username": "khac", "phone": "0900"})
    has_contact = hasattr(Person.objects.get(pk=person.pk), "contact")
    client.post(address("change_person", person), {"full_name": "Đỗ Văn Dũng B", "username": "dung", "phone": "0911"})

    person.refresh_from_db()
    assert (refused.status_code, has_contact) == (422, False)
    assert (person.full_name, person.contact.phone) == ("Đỗ Văn Dũng B", "0911")


def test_post_is_added_and_ended_by_its_forms(client, place, school_admin):
    person = make.person(place["school"], "member")
    client.force_login(school_admin)
    day = f"{today():%d/%m/%Y}"

    facts = {"unit": place["team"].pk, "role": "leader", "valid_from": day}
    client.post(address("add_post", person), facts)
    again = client.post(address("add_post", person), facts)
    post = person.posts.get(role="leader")
    ended = client.post(reverse("people:end_post", args=[post.pk]), {"last_day": day})
    early = client.post(reverse("people:end_post", args=[post.pk]), {"last_day": "01/01/2000"})

    post.refresh_from_db()
    assert again.context["form"].non_field_errors().as_data()[0].code == "overlapping"
    assert (ended.url, post.valid_to) == (address("person", person), today())
    assert early.context["form"].errors.as_data()["last_day"][0].code == "before_start"


def test_post_of_another_scope_is_not_found_and_of_a_colleague_forbidden(client, place):
    stranger, colleague = make.person(place["other"]), make.person(place["school"], "member")
    client.force_login(make.person(place["school"], "head"))

    assert client.get(reverse("people:end_post", args=[stranger.posts.get().pk])).status_code == 404
    assert client.get(reverse("people:end_post", args=[colleague.posts.get().pk])).status_code == 403


def test_person_is_locked_and_unlocked_from_the_page(client, place, school_admin):
    person = make.person(place["school"], "member")
    client.force_login(school_admin)

    client.post(address("lock_person", person))
    locked = client.get(address("person", person))
    twice = client.post(address("lock_person", person))
    client.post(address("unlock_person", person))

    assert "Đang bị khóa" in locked.text
    assert twice.status_code == 422
    assert Person.objects.get(pk=person.pk).is_active


def test_second_factor_is_cleared_from_the_page(client, place, school_admin):
    person = make.person(place["school"], "member")
    Authenticator.objects.create(user=person, type="totp", data={})
    client.force_login(school_admin)

    before = client.get(address("person", person)).context["has_factor"]
    client.post(address("clear_second_factor", person))

    assert (before, client.get(address("person", person)).context["has_factor"]) == (True, False)


def test_link_is_shown_once_and_never_stored(client, place, school_admin):
    person = make.person(place["school"], "member")
    client.force_login(school_admin)

    response = client.post(address("hand_link", person))

    assert response.context["url"] in response.text
    assert "no-store" in response["Cache-Control"]
    assert "/mat-khau/moi/" not in client.get(address("person", person)).text


def test_part_for_htmx_is_the_rows_alone(client, chief):
    response = client.get(reverse("people:persons"), {"q": "binh"}, headers={"HX-Request": "true"})

    assert response.text.strip().startswith('<section id="person-rows"')
    assert "Trần Văn Bình" in response.text


def test_list_is_paged_and_a_page_beyond_the_end_is_the_last(client, place, chief):
    for number in range(30):
        make.person(place["school"], "member", name=f"Lê Văn {number:02d}")

    assert len(listed(client.get(reverse("people:persons"), {"trang": 2}))) == 6
    assert len(listed(client.get(reverse("people:persons"), {"trang": 99}))) == 6


@pytest.mark.parametrize("count", [3, 30])
def test_list_asks_no_more_for_more_rows(client, place, chief, count, django_assert_max_num_queries):
    for _ in range(count):
        make.post(make.person(place["school"], "member"), place["team"], "leader")

    with django_assert_max_num_queries(18):
        client.get(reverse("people:persons"), {"q": "an", "donvi": place["commune"].pk, "trangthai": "mo"})


@pytest.mark.parametrize("count", [3, 30])
def test_page_of_a_person_asks_no_more_for_more_posts(client, place, chief, count, django_assert_max_num_queries):
    person = make.person()
    for number in range(count):
        make.post(person, place["school"], "member", valid_from=today() + number * DAY)

    with django_assert_max_num_queries(22):
        client.get(address("person", person))


def test_person_without_a_post_finds_only_oneself(client, place):
    make.person(place["school"], "member")
    person = make.person(place["school"], "head", valid_to=today() - DAY, name="Hồ Văn Cũ")
    client.force_login(person)

    assert listed(client.get(reverse("people:persons"))) == ["Hồ Văn Cũ"]


def test_acting_post_is_switched_and_kept(client, place):
    person = make.person(place["school"], "head")
    second, past = (
        make.post(person, place["other"], "member"),
        make.post(person, place["top"], "officer", valid_to=today() - DAY),
    )
    client.force_login(person)
    units = reverse("people:units")

    switched = client.post(reverse("people:switch_post"), {"post": second.pk, "next": units})
    shown = client.get(units).context["acting_post"]
    refused = client.post(reverse("people:switch_post"), {"post": past.pk})
    outside = client.post(reverse("people:switch_post"), {"post": second.pk, "next": "//xau.example/"})

    assert (switched.url, shown) == (units, second)
    assert refused.status_code == 422
    assert client.get(units).context["acting_post"] == second
    assert outside.url == reverse("web:home")
    assert client.get(reverse("people:switch_post")).status_code == 405


def test_acting_post_that_ended_gives_way_to_a_valid_one(client, place):
    person = make.person(place["school"], "head")
    second = make.post(person, place["other"], "member")
    client.force_login(person)
    client.post(reverse("people:switch_post"), {"post": second.pk})

    second.valid_to = today() - DAY
    second.save()

    response = client.get(reverse("people:units"))
    assert response.context["acting_post"].unit == place["school"]
    assert get_user(client) == person


def test_menu_of_posts_comes_back_to_the_page(client, place):
    person = make.person(place["school"], "head")
    make.post(person, place["other"], "member")
    client.force_login(person)

    response = client.get(reverse("people:persons"), {"q": "an"})

    assert 'name="next" value="/can-bo/?q=an"' in response.text


def test_menu_lights_the_entry_of_the_page(client, place, chief):
    person, cluster = make.person(place["school"]), make.cluster(place["top"], [])
    addresses = {
        reverse("people:unit", args=[place["school"].pk]): ["Đơn vị"],
        reverse("people:cluster", args=[cluster.pk]): ["Đơn vị"],
        reverse("people:persons"): ["Người"],
        reverse("people:add_post", args=[person.pk]): ["Người"],
        reverse("people:profile"): [],
        reverse("plans:plans"): ["Kế hoạch"],
    }

    lit = {url: [entry.label for entry in client.get(url).context["menu"] if entry.on] for url in addresses}

    assert lit == addresses
