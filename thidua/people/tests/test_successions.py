"""Units merged and split: who stands for whom, what becomes of posts, teams and clusters."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.people import operations
from thidua.people.models import Person, Post, Succession, Unit
from thidua.people.queries import acts_in, parent_on, reaches
from thidua.people.signals import units_succeeded
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
FIRST = date(2026, 11, 2)
EVE = FIRST - timedelta(days=1)


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place):
    return make.person(place["top"], "administrator", name="Trần Văn Bình")


@pytest.fixture
def heard():
    news = []

    def hear(sender, **facts):
        news.append((facts["old"], facts["new"], facts["first_day"]))

    units_succeeded.connect(hear)
    yield news
    units_succeeded.disconnect(hear)


def code_of(refusal) -> str:
    error = refusal.value
    found = next(iter(error.error_dict.values())) if hasattr(error, "error_dict") else [error]
    return found[0].code


def again(person):
    return Person.objects.get(pk=person.pk)


def posts_in(unit):
    rows = Post.objects.filter(unit=unit).order_by("person__full_name", "pk")
    return list(rows.values_list("person__full_name", "role", "valid_from", "valid_to"))


def merged(place, chief, **facts):
    new = {"parent": place["commune"], "kind": "combined", "name": "Trường Bình Minh", "code": "BM"}
    facts = {"first_day": FIRST, "today": TODAY, "basis": "Quyết định 12/QĐ-UBND", **facts}
    return operations.merge_units([place["school"], place["other"]], new, by=chief, **facts)


def test_merged_units_end_the_day_before_and_the_new_one_stands_for_them(place, chief, heard):
    new = merged(place, chief)

    for name in ("school", "other"):
        place[name].refresh_from_db()
        assert place[name].valid_to == EVE
    assert (new.valid_from, Unit.objects.get_parent(new, update=True)) == (FIRST, place["commune"])
    assert set(Succession.objects.values_list("old", "new", "first_day", "basis")) == {
        (place[name].pk, new.pk, FIRST, "Quyết định 12/QĐ-UBND") for name in ("school", "other")
    }
    assert heard == [([place["school"], place["other"]], [new], FIRST)]


def test_posts_go_on_in_the_new_unit(place, chief):
    make.person(place["school"], "member", name="An")
    make.person(place["other"], "member", name="Bình", valid_from=FIRST + timedelta(days=9))
    make.person(place["other"], "member", name="Chi", valid_to=EVE - timedelta(days=9))

    new = merged(place, chief)

    assert posts_in(new) == [
        ("An", "member", FIRST, None),
        ("Bình", "member", FIRST + timedelta(days=9), None),
    ]
    assert posts_in(place["school"]) == [("An", "member", make.LONG_AGO, EVE)]
    assert posts_in(place["other"]) == [("Chi", "member", make.LONG_AGO, EVE - timedelta(days=9))]


def test_who_works_in_both_has_one_post_in_the_new_unit(place, chief):
    both = make.person(place["school"], "member", name="An")
    make.post(both, place["other"], "member")

    new = merged(place, chief)

    assert posts_in(new) == [("An", "member", FIRST, None)]


def test_one_head_remains_when_one_is_named(place, chief):
    stays = make.person(place["school"], "head", name="An")
    make.person(place["other"], "head", name="Bình")

    new = merged(place, chief, head=stays)

    assert posts_in(new) == [("An", "head", FIRST, None), ("Bình", "officer", FIRST, None)]


def test_head_of_the_receiving_unit_may_give_way(place, chief):
    make.person(place["school"], "head", name="An")
    stays = make.person(place["other"], "head", name="Bình")

    operations.merge_units([place["other"]], place["school"], by=chief, first_day=FIRST, today=TODAY, head=stays)

    assert posts_in(place["school"]) == [
        ("An", "head", make.LONG_AGO, EVE),
        ("An", "officer", FIRST, None),
        ("Bình", "head", FIRST, None),
    ]


def test_head_must_be_one_of_the_heads(place, chief):
    with pytest.raises(ValidationError) as refusal:
        merged(place, chief, head=make.person(place["school"], "member"))

    assert code_of(refusal) == "not_head"


def test_teams_move_under_the_new_unit(place, chief):
    new = merged(place, chief)

    place["team"].refresh_from_db()
    assert Unit.objects.get_parent(place["team"], update=True) == new
    assert parent_on(place["team"], EVE) == place["school"].pk
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_clusters_take_the_new_unit(place, chief):
    cluster = make.cluster(place["commune"], [place["school"], place["other"]])
    operations.set_cluster_lead(cluster, by=chief, year=2026, unit=place["school"])

    new = merged(place, chief)

    assert list(cluster.units.all()) == [new]
    assert cluster.leads.get(year=2026).unit == new


def test_both_places_tell_of_the_merging(place, chief):
    new = merged(place, chief)

    told = {entry.subject_id: entry.sentence for entry in Entry.objects.filter(action="people.merge_units")}
    sentence = (
        "Sáp nhập “Trường THCS Suối Mơ”, “Trường Tiểu học Đồi Thông” thành “Trường Bình Minh” "
        "từ ngày 02/11/2026 theo Quyết định 12/QĐ-UBND"
    )
    assert told == {str(unit.pk): sentence for unit in (place["school"], place["other"], new)}


def test_officer_of_the_new_unit_answers_for_the_old_ones(place, chief):
    officer = make.person(place["school"], "officer", name="An")
    other = place["other"]
    assert not acts_in(officer, other, {"officer"})

    new = merged(place, chief)

    assert acts_in(again(officer), new, {"officer"})
    assert acts_in(again(officer), other, {"officer"})
    assert not reaches(again(officer), place["commune"], {"officer"})


def test_what_was_taken_over_twice_is_still_answered_for(place, chief):
    officer = make.person(place["school"], "officer", name="An")
    new = merged(place, chief, first_day=FIRST)
    last = operations.add_unit(place["commune"], by=chief, kind="combined", name="Trường Lớn", code="TL")
    operations.merge_units([new], last, by=chief, first_day=TODAY, today=TODAY)

    assert acts_in(again(officer), place["school"], {"officer"})


def test_merged_unit_is_not_reopened(place, chief):
    merged(place, chief)

    with pytest.raises(ValidationError) as refusal:
        operations.reopen_unit(place["school"], by=chief)

    assert code_of(refusal) == "succeeded"


@pytest.mark.parametrize(
    ("olds", "near", "code"), [(["commune"], "school", "inside"), (["school"], "school", "inside")]
)
def test_unit_is_not_merged_into_itself_or_its_part(place, chief, olds, near, code):
    with pytest.raises(ValidationError) as refusal:
        operations.merge_units([place[name] for name in olds], place[near], by=chief, first_day=FIRST, today=TODAY)

    assert code_of(refusal) == code


def test_merging_of_tomorrow_is_refused(place, chief):
    with pytest.raises(ValidationError) as refusal:
        merged(place, chief, first_day=TODAY + timedelta(days=1))

    assert code_of(refusal) == "future"
    assert not Unit.objects.filter(code="BM").exists()


def test_one_unit_alone_is_not_merged_into_a_new_one(place, chief):
    facts = {"parent": place["commune"], "kind": "primary", "name": "Mới", "code": "M"}

    with pytest.raises(ValidationError) as refusal:
        operations.merge_units([place["school"]], facts, by=chief, first_day=FIRST, today=TODAY)

    assert code_of(refusal) == "too_few"


def test_schools_do_not_merge_themselves(place):
    own = make.person(place["school"], "administrator")

    with pytest.raises(PermissionDenied):
        operations.merge_units([place["school"]], place["other"], by=own, first_day=FIRST, today=TODAY)
    with pytest.raises(PermissionDenied):
        operations.split_unit(
            place["school"],
            [{"kind": "primary", "name": "A", "code": "A"}],
            by=own,
            first_day=FIRST,
            today=TODAY,
            stays=True,
        )


def two_of(place):
    return [
        {"kind": "lower_secondary", "name": "Trường Suối Mơ 1", "code": "SM1"},
        {"kind": "lower_secondary", "name": "Trường Suối Mơ 2", "code": "SM2"},
    ]


def test_divided_unit_ends_and_people_go_where_they_are_put(place, chief):
    make.person(place["school"], "member", name="An")
    to_second = make.person(place["school"], "member", name="Bình").posts.get()

    first, second = operations.split_unit(
        place["school"],
        two_of(place),
        by=chief,
        first_day=FIRST,
        today=TODAY,
        places={to_second: 1, place["team"]: 1},
    )

    assert place["school"].valid_to == EVE
    assert posts_in(first) == [("An", "member", FIRST, None)]
    assert posts_in(second) == [("Bình", "member", FIRST, None)]
    place["team"].refresh_from_db()
    assert Unit.objects.get_parent(place["team"], update=True) == second


def test_unit_that_stays_keeps_what_is_not_put_elsewhere(place, chief):
    make.person(place["school"], "officer", name="An")
    goes = make.person(place["school"], "member", name="Bình").posts.get()

    (new,) = operations.split_unit(
        place["school"], two_of(place)[:1], by=chief, first_day=FIRST, today=TODAY, stays=True, places={goes: 0}
    )

    assert place["school"].valid_to is None
    assert posts_in(new) == [("Bình", "member", FIRST, None)]
    place["team"].refresh_from_db()
    assert Unit.objects.get_parent(place["team"], update=True) == place["school"]
    assert not acts_in(again(goes.person), place["school"], {"member"})


def test_who_was_split_off_does_not_go_on_for_the_old_unit_when_it_ends_later(place, chief):
    goes = make.person(place["school"], "officer", name="Bình").posts.get()
    stays = make.person(place["school"], "officer", name="An")
    operations.split_unit(
        place["school"], two_of(place)[:1], by=chief, first_day=EVE, today=TODAY, stays=True, places={goes: 0}
    )

    operations.merge_units([place["school"]], place["other"], by=chief, first_day=FIRST, today=FIRST)

    assert acts_in(again(stays), place["school"], {"officer"})
    assert not acts_in(again(goes.person), place["school"], {"officer"})


def test_what_was_split_off_may_be_joined_again(place, chief):
    goes = make.person(place["school"], "officer", name="Bình").posts.get()
    (new,) = operations.split_unit(
        place["school"], two_of(place)[:1], by=chief, first_day=EVE, today=TODAY, stays=True, places={goes: 0}
    )

    operations.merge_units([place["school"]], new, by=chief, first_day=FIRST, today=FIRST)

    assert list(Succession.objects.values_list("old", "new", "first_day")) == [(place["school"].pk, new.pk, FIRST)]
    assert acts_in(again(goes.person), place["school"], {"officer"})


def test_closing_of_a_unit_that_was_split_before_is_taken_back(place, chief):
    operations.split_unit(place["school"], two_of(place)[:1], by=chief, first_day=EVE, today=TODAY, stays=True)
    operations.close_unit(place["school"], by=chief, last_day=TODAY, with_below=True)

    operations.reopen_unit(place["school"], by=chief)

    assert place["school"].valid_to is None


def test_division_into_one_is_refused(place, chief):
    with pytest.raises(ValidationError) as refusal:
        operations.split_unit(place["school"], two_of(place)[:1], by=chief, first_day=FIRST, today=TODAY)

    assert code_of(refusal) == "too_few"
