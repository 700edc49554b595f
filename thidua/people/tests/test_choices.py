"""Choosing a unit or person by searching: the addresses, and the field without scripts."""

from datetime import timedelta

import pytest
from django import forms
from django.http import QueryDict
from django.urls import reverse

from thidua.kernel.calendar import today
from thidua.people.forms.fields import person_field, unit_field
from thidua.people.models import Person, Unit
from thidua.people.queries import units_visible_to
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def school_admin(place, client):
    person = make.person(place["school"], "administrator", name="Vũ Thị Cúc")
    client.force_login(person)
    return person


def found(client, name: str, **asked) -> list[str]:
    return [row["label"] for row in client.get(reverse(f"people:{name}"), asked).json()["results"]]


def test_units_are_found_without_marks_and_only_those_one_sees(client, place, school_admin):
    make.unit("Tổ Toán cũ", parent=place["school"], kind="team", valid_to=today() - DAY)

    assert found(client, "unit_choices", q="to toan") == ["Tổ Toán"]
    assert found(client, "unit_choices", q="truong") == ["Trường THCS Suối Mơ"]
    assert found(client, "unit_choices", q="binh minh") == ["Xã Bình Minh"]
    assert found(client, "unit_choices", **{"q": "binh minh", "quan-tri": "1"}) == []
    assert found(client, "unit_choices", q="suoi", trong=place["commune"].pk) == ["Trường THCS Suối Mơ"]
    assert found(client, "unit_choices", q="suoi", trong=place["school"].pk) == []
    assert found(client, "unit_choices", q="suoi", trong="x") == []
    assert found(client, "unit_choices", q="") == []


def test_what_begins_with_the_words_comes_first(client, place, school_admin):
    make.unit("Tổ Khoa học tự nhiên", parent=place["school"], kind="team")
    make.unit("Tự nhiên", parent=place["school"], kind="team")

    assert found(client, "unit_choices", q="tu nhien") == ["Tự nhiên", "Tổ Khoa học tự nhiên"]


def test_unit_is_told_from_its_namesake_by_what_lies_above(client, place, school_admin):
    rows = client.get(reverse("people:unit_choices"), {"q": "toan"}).json()["results"]

    assert rows == [{"id": place["team"].pk, "label": "Tổ Toán", "about": "Xã Bình Minh › Trường THCS Suối Mơ"}]


def test_persons_are_found_by_what_one_sees(client, place, school_admin):
    leader = make.person(place["school"], "member", name="Đặng Văn Đạt")
    make.post(leader, place["team"], "leader", title="Tổ trưởng Toán")
    make.person(place["other"], "leader", name="Đặng Văn Xa")
    make.person(place["school"], "member", name="Đặng Văn Khóa", is_active=False)

    rows = client.get(reverse("people:person_choices"), {"q": "dang van"}).json()["results"]

    assert [(row["label"], row["about"]) for row in rows] == [
        ("Đặng Văn Đạt", "Thành viên – Trường THCS Suối Mơ; Tổ trưởng Toán – Tổ Toán, Trường THCS Suối Mơ")
    ]


def test_twenty_are_enough(client, place, school_admin):
    for number in range(25):
        make.person(place["school"], "member", name=f"Lê Văn {number:02d}")

    assert found(client, "person_choices", q="le van") == [f"Lê Văn {number:02d}" for number in range(20)]


def test_rows_for_htmx_keep_what_is_chosen(client, place, school_admin):
    asked = {"ten": "units", "nhieu": "1", "units_tim": "suoi mo", "units": [place["team"].pk, place["other"].pk]}

    text = client.get(reverse("people:unit_choices"), asked, headers=HTMX).text

    assert f'type="checkbox" name="units" value="{place["team"].pk}" checked' in text
    assert f'type="checkbox" name="units" value="{place["school"].pk}">' in text
    assert place["other"].name not in text, "what one may not see is not shown, chosen or not"


def test_chosen_row_that_matches_is_shown_once(client, place, school_admin):
    asked = {"ten": "unit", "unit_tim": "to toan", "unit": place["team"].pk}

    text = client.get(reverse("people:unit_choices"), asked, headers=HTMX).text

    assert text.count("Tổ Toán") == 1
    assert f'type="radio" name="unit" value="{place["team"].pk}" checked' in text


def test_who_is_not_signed_in_finds_nothing(client, place):
    make.person(place["school"])

    assert client.get(reverse("people:unit_choices"), {"q": "suoi"}).status_code == 302
    assert client.get(reverse("people:person_choices"), {"q": "an"}).status_code == 302


@pytest.mark.parametrize("name", ["unit_choices", "person_choices"])
@pytest.mark.parametrize("count", [3, 30])
def test_search_asks_no_more_for_more_rows(client, place, school_admin, name, count, django_assert_max_num_queries):
    for number in range(count):
        team = make.unit(f"Tổ Tìm {number}", parent=place["school"], kind="team")
        make.person(team, "leader", name=f"Lê Tìm {number}")

    with django_assert_max_num_queries(13):
        client.get(reverse(f"people:{name}"), {"q": "tim"})


class OneForm(forms.Form):
    def __init__(self, data=None, *, units, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["unit"] = unit_field(units, label="đơn vị")


class SeveralForm(forms.Form):
    def __init__(self, data=None, *, persons, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["persons"] = person_field(persons, several=True, required=False, label="người")


def codes(form, name: str) -> list[str]:
    return [error.code for error in form.errors.as_data().get(name, [])]


def test_form_sent_to_search_comes_back_with_rows(place, school_admin):
    units = units_visible_to(school_admin)

    form = OneForm(QueryDict("unit_tim=suoi+mo&tim=unit"), units=units)

    assert codes(form, "unit") == ["search"]
    assert f'type="radio" name="unit" value="{place["school"].pk}">' in str(form)
    assert 'value="suoi mo"' in str(form)


def test_chosen_row_is_taken_and_one_from_elsewhere_is_not(place, school_admin):
    units = units_visible_to(school_admin)

    good = OneForm(QueryDict(f"unit={place['school'].pk}&unit_tim=suoi"), units=units)
    foreign = OneForm(QueryDict(f"unit={place['other'].pk}"), units=units)
    nothing = OneForm(QueryDict("unit_tim=suoi"), units=units)
    nonsense = OneForm(QueryDict("unit=1e9"), units=units)

    assert good.is_valid()
    assert good.cleaned_data == {"unit": place["school"]}
    assert (codes(foreign, "unit"), codes(nothing, "unit")) == (["invalid_choice"], ["required"])
    assert codes(nonsense, "unit") == ["invalid_choice"]
    assert place["other"].name not in str(foreign)


def test_several_are_taken_and_initial_ones_are_marked(place, school_admin):
    one, two = make.person(place["school"], name="Lê Một"), make.person(place["school"], name="Lê Hai")
    persons = Person.objects.filter(pk__in=[one.pk, two.pk])

    taken = SeveralForm(QueryDict(f"persons={one.pk}&persons={two.pk}"), persons=persons)
    fresh = SeveralForm(persons=persons, initial={"persons": [two]})

    assert taken.is_valid()
    assert set(taken.cleaned_data["persons"]) == {one, two}
    assert f'type="checkbox" name="persons" value="{two.pk}" checked' in str(fresh)
    assert "Lê Một" not in str(fresh)


def test_optional_choice_can_be_taken_back(place):
    form = forms.Form()
    form.fields["unit"] = unit_field(Unit.objects.all(), label="đơn vị", required=False)

    assert 'type="radio" name="unit" value="" checked' in str(form)
