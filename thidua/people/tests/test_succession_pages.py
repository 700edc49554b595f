"""The pages on which units are renamed, merged and split."""

from datetime import timedelta

import pytest
from django.urls import reverse

from thidua.kernel.calendar import today
from thidua.people import operations
from thidua.people.models import Post, Unit
from thidua.people.queries import merging_of, named_on
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGES = ["rename_unit", "merge_unit", "split_unit"]


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place, client):
    chief = make.person(place["top"], "administrator", name="Trần Văn Bình")
    client.force_login(chief)
    return chief


def address(name: str, unit: Unit) -> str:
    return reverse(f"people:{name}", args=[unit.pk])


def shown(day) -> str:
    return f"{day:%d/%m/%Y}"


@pytest.mark.parametrize("name", PAGES)
def test_unit_of_another_scope_is_not_found(client, place, name):
    client.force_login(make.person(place["school"], "administrator"))

    assert client.get(address(name, place["other"])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_unit_one_does_not_administer_is_forbidden(client, place, name):
    client.force_login(make.person(place["school"], "head"))

    assert client.get(address(name, place["school"])).status_code == 403
    assert client.post(address(name, place["school"]), {"confirm": "1"}).status_code == 403


def test_school_renames_itself_but_neither_merges_nor_splits(client, place):
    client.force_login(make.person(place["school"], "administrator"))

    assert [client.get(address(name, place["school"])).status_code for name in PAGES] == [200, 403, 403]
    text = client.get(address("unit", place["school"])).text
    assert address("rename_unit", place["school"]) in text
    assert address("merge_unit", place["school"]) not in text


def test_renaming_is_told_in_the_life_of_the_unit(client, place, chief):
    day = today() - 3 * DAY

    answer = client.post(
        address("rename_unit", place["school"]), {"name": "Trường THCS Hạ Long", "first_day": shown(day)}
    )

    assert answer.url == address("unit", place["school"])
    assert named_on(place["school"], day - DAY) == "Trường THCS Suối Mơ"
    text = client.get(answer.url).text
    assert "Đổi tên từ “Trường THCS Suối Mơ” thành “Trường THCS Hạ Long”" in text
    assert shown(day) in text


def test_renaming_of_tomorrow_is_refused_at_its_field(client, place, chief):
    answer = client.post(
        address("rename_unit", place["school"]), {"name": "Trường Mới", "first_day": shown(today() + DAY)}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()["first_day"][0].code == "future"


def entered(place, **facts) -> dict:
    return {
        "others": [place["other"].pk],
        "way": "new",
        "kind": "combined",
        "name": "Trường Bình Minh",
        "code": "BM",
        "first_day": shown(today()),
        **facts,
    }


def test_merging_is_looked_at_before_it_happens(client, place, chief):
    make.person(place["school"], "head", name="Hiệu Trưởng Một")
    make.person(place["other"], "head", name="Hiệu Trưởng Hai")

    answer = client.post(address("merge_unit", place["school"]), entered(place))

    assert answer.status_code == 200
    assert not Unit.objects.filter(code="BM").exists()
    assert (answer.context["preview"].posts, answer.context["preview"].teams) == (2, 1)
    for said in ("Trường THCS Suối Mơ", "Trường Tiểu học Đồi Thông", "Hiệu Trưởng Một", "Hiệu Trưởng Hai"):
        assert said in answer.text
    assert '<input type="hidden" name="code" value="BM">' in answer.text


def test_confirmed_merging_happens_with_the_chosen_head(client, place, chief):
    head = make.person(place["other"], "head", name="Hiệu Trưởng Hai")
    make.person(place["school"], "head", name="Hiệu Trưởng Một")

    answer = client.post(address("merge_unit", place["school"]), entered(place, confirm="1", head=head.pk))

    new = Unit.objects.get(code="BM")
    assert answer.url == address("unit", new)
    assert set(Post.objects.filter(unit=new).values_list("person__full_name", "role")) == {
        ("Hiệu Trưởng Một", "officer"),
        ("Hiệu Trưởng Hai", "head"),
    }
    assert "Tiếp nối" in client.get(answer.url).text
    assert "Có đơn vị tiếp nối" in client.get(address("unit", place["school"])).text


def test_going_back_keeps_what_was_entered(client, place, chief):
    answer = client.post(address("merge_unit", place["school"]), entered(place, back="1"))

    assert answer.context["preview"] is None
    assert 'value="Trường Bình Minh"' in answer.text


def test_merging_into_a_unit_that_is_there(client, place, chief):
    facts = entered(place, way="one", target=place["other"].pk, others=[], name="", code="", confirm="1")

    answer = client.post(address("merge_unit", place["school"]), facts)

    assert answer.url == address("unit", place["other"])
    assert Unit.objects.get(pk=place["school"].pk).valid_to == today() - DAY


@pytest.mark.parametrize(
    ("facts", "field"), [({"name": ""}, "name"), ({"code": ""}, "code"), ({"way": "one"}, "target")]
)
def test_what_is_missing_is_said_at_its_field(client, place, chief, facts, field):
    answer = client.post(address("merge_unit", place["school"]), entered(place, **facts))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_code_that_is_taken_is_refused_on_confirming(client, place, chief):
    answer = client.post(address("merge_unit", place["school"]), entered(place, code=place["team"].code, confirm="1"))

    assert answer.status_code == 422
    assert "code" in answer.context["form"].errors


def test_strange_units_are_no_choice(client, place):
    client.force_login(make.person(place["commune"], "administrator"))
    far = make.unit("Trường Xa", parent=place["top"])

    answer = client.post(address("merge_unit", place["school"]), entered(place, others=[far.pk]))

    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()["others"][0].code == "invalid_choice"


def halves(**facts) -> dict:
    return {
        "name1": "Trường Một",
        "code1": "T1",
        "name2": "Trường Hai",
        "code2": "T2",
        "first_day": shown(today()),
        **facts,
    }


def test_splitting_is_looked_at_then_happens(client, place, chief):
    teacher = make.person(place["school"], "member", name="Cô Giáo").posts.get()
    facts = halves(**{f"post-{teacher.pk}": "2", f"team-{place['team'].pk}": "1"})

    looked = client.post(address("split_unit", place["school"]), facts)
    assert looked.context["preview"] == [("Trường Một", 1, 0), ("Trường Hai", 0, 1)]
    assert not Unit.objects.filter(code="T1").exists()

    client.post(address("split_unit", place["school"]), {**facts, "confirm": "1"})
    assert Post.objects.get(unit__code="T2").person == teacher.person
    assert Unit.objects.get_parent(Unit.objects.get(pk=place["team"].pk), update=True).code == "T1"


def test_unit_that_stays_is_shown_first(client, place, chief):
    looked = client.post(address("split_unit", place["school"]), halves(name2="", code2="", stays="on"))

    assert looked.context["preview"] == [("Trường THCS Suối Mơ", 1, 0), ("Trường Một", 0, 0)]


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"code2": ""}, "code2"), ({"name1": "", "code1": ""}, "name1"), ({"first_day": ""}, "first_day")],
)
def test_half_a_split_is_refused_at_its_field(client, place, chief, facts, field):
    answer = client.post(address("split_unit", place["school"]), halves(**facts))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_one_part_alone_is_refused_above_the_form(client, place, chief):
    answer = client.post(address("split_unit", place["school"]), halves(name2="", code2="", confirm="1"))

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors().as_data()[0].code == "too_few"


def test_move_is_dated_on_its_page(client, place, chief):
    far = make.unit("Xã Hòa Thuận", parent=place["top"], kind="commune")
    day = today() - 2 * DAY

    client.post(address("move_unit", place["school"]), {"parent": far.pk, "first_day": shown(day), "basis": "QĐ 1"})

    text = client.get(address("unit", place["school"])).text
    assert "Chuyển về" in text
    assert shown(day) in text


def test_look_beforehand_costs_the_same_for_many(place, chief, django_assert_num_queries):
    schools = [make.unit(f"Trường {n}", parent=place["commune"]) for n in range(12)]
    for school in schools:
        make.unit("Tổ Toán", parent=school, kind="team")

    with django_assert_num_queries(4):
        found = merging_of(schools, schools, today())
        list(found.heads)

    assert (found.teams, found.doubled) == (12, ["Tổ Toán"])


def test_closed_unit_offers_no_merging(client, place, chief):
    operations.close_unit(place["other"], by=chief, last_day=today() - DAY)

    text = client.get(address("unit", place["other"])).text

    assert address("merge_unit", place["other"]) not in text
    assert "Thôi hoạt động" in text
