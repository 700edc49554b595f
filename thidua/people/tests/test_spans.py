"""What units were called and where they lay, day by day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.people import operations
from thidua.people.models import Unit, UnitSpan
from thidua.people.queries import named_on, names_on, parent_on, parents_on, timeline_of
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place):
    return make.person(place["top"], "administrator", name="Trần Văn Bình")


def spans_of(unit):
    rows = UnitSpan.objects.filter(unit=unit).order_by("pk")
    return list(rows.values_list("name", "parent_id", "valid_from", "valid_to"))


def code_of(refusal) -> str:
    error = refusal.value
    found = next(iter(error.error_dict.values())) if hasattr(error, "error_dict") else [error]
    return found[0].code


def test_new_unit_begins_with_one_span(place, chief):
    unit = operations.add_unit(place["commune"], by=chief, kind="primary", name="TH Mới", code="M", valid_from=TODAY)

    assert spans_of(unit) == [("TH Mới", place["commune"].pk, TODAY, None)]


def test_renamed_unit_bears_the_old_name_before_its_day(place, chief):
    day = TODAY - timedelta(days=20)

    operations.rename_unit(
        place["school"], by=chief, name="Trường THCS Hạ Long", first_day=day, today=TODAY, basis="QĐ 12/QĐ-UBND"
    )

    assert place["school"].name == "Trường THCS Hạ Long"
    assert named_on(place["school"], day - DAY) == "Trường THCS Suối Mơ"
    assert named_on(place["school"], day) == "Trường THCS Hạ Long"
    sentence = Entry.objects.get(action="people.rename_unit").sentence
    assert sentence == (
        "Đổi tên đơn vị “Trường THCS Suối Mơ” thành “Trường THCS Hạ Long” từ ngày 01/11/2026 theo QĐ 12/QĐ-UBND"
    )


def test_moved_unit_lay_elsewhere_before_its_day(place, chief):
    commune = make.unit("Xã Tân Lập", parent=place["top"], kind="commune")
    day = TODAY - timedelta(days=5)

    operations.move_unit(place["school"], commune, by=chief, today=TODAY, first_day=day)

    assert parent_on(place["school"], day - DAY) == place["commune"].pk
    assert parent_on(place["school"], day) == commune.pk
    place["team"].refresh_from_db()
    assert parent_on(place["team"], day) == place["school"].pk


def test_names_and_parents_of_many_cost_the_same_as_of_one(place, chief, django_assert_num_queries):
    operations.rename_unit(place["school"], by=chief, name="Trường Mới", first_day=TODAY, today=TODAY)

    with django_assert_num_queries(3):
        names = names_on(place.values(), TODAY - DAY)
        parents = parents_on(place.values(), TODAY)

    assert names[place["school"].pk] == "Trường THCS Suối Mơ"
    assert (parents[place["top"].pk], parents[place["team"].pk]) == (None, place["school"].pk)


def test_change_of_tomorrow_is_refused(place, chief):
    when = {"by": chief, "first_day": TODAY + DAY, "today": TODAY}

    with pytest.raises(ValidationError) as renaming:
        operations.rename_unit(place["school"], name="Mới", **when)
    with pytest.raises(ValidationError) as moving:
        operations.move_unit(place["school"], place["top"], **when)

    assert (code_of(renaming), code_of(moving)) == ("future", "future")


def test_change_before_the_last_change_is_refused(place, chief):
    operations.rename_unit(place["school"], by=chief, name="Mới", first_day=TODAY - 2 * DAY, today=TODAY)

    with pytest.raises(ValidationError) as refusal:
        operations.move_unit(place["school"], place["top"], by=chief, first_day=TODAY - 3 * DAY, today=TODAY)
    assert code_of(refusal) == "before_change"

    with pytest.raises(ValidationError) as refusal:
        operations.close_unit(place["school"], by=chief, last_day=TODAY - 3 * DAY, with_below=True)
    assert code_of(refusal) == "before_change"


def test_two_changes_of_one_day_make_one_span(place, chief):
    operations.rename_unit(place["school"], by=chief, name="Mới", first_day=TODAY, today=TODAY)
    operations.move_unit(place["school"], place["top"], by=chief, today=TODAY)

    assert spans_of(place["school"]) == [
        ("Trường THCS Suối Mơ", place["commune"].pk, None, TODAY - DAY),
        ("Mới", place["top"].pk, TODAY, None),
    ]


def test_correcting_a_name_rewrites_the_present_span_only(place, chief):
    operations.rename_unit(place["school"], by=chief, name="Trường Mơi", first_day=TODAY, today=TODAY)

    operations.change_unit(place["school"], by=chief, name="Trường Mới")

    assert [name for name, *_ in spans_of(place["school"])] == ["Trường THCS Suối Mơ", "Trường Mới"]


def test_first_day_cannot_pass_the_first_change(place, chief):
    operations.rename_unit(place["school"], by=chief, name="Mới", first_day=TODAY - 2 * DAY, today=TODAY)

    with pytest.raises(ValidationError) as refusal:
        operations.change_unit(place["school"], by=chief, valid_from=TODAY)

    assert code_of(refusal) == "after_change"


def test_closing_ends_the_span_and_reopening_takes_it_back(place, chief):
    operations.close_unit(place["other"], by=chief, last_day=TODAY)
    assert [span[3] for span in spans_of(place["other"])] == [TODAY]

    operations.reopen_unit(place["other"], by=chief)
    assert [span[3] for span in spans_of(place["other"])] == [None]


def test_same_name_is_no_renaming(place, chief):
    with pytest.raises(ValidationError) as refusal:
        operations.rename_unit(place["school"], by=chief, name=" Trường THCS  Suối Mơ ", first_day=TODAY, today=TODAY)

    assert code_of(refusal) == "same_name"


@pytest.mark.parametrize("role", ["head", "officer", "leader", "member", "inspector"])
def test_other_roles_rename_nothing(place, role):
    with pytest.raises(PermissionDenied):
        operations.rename_unit(
            place["school"], by=make.person(place["school"], role), name="Mới", first_day=TODAY, today=TODAY
        )


def test_timeline_tells_what_befell_a_unit(place, chief):
    operations.rename_unit(place["school"], by=chief, name="Mới", first_day=TODAY - 3 * DAY, today=TODAY)
    operations.move_unit(place["school"], place["top"], by=chief, today=TODAY, first_day=TODAY - DAY)

    told = [(event.day, event.words, event.other) for event in timeline_of(Unit.objects.get(pk=place["school"].pk))]

    assert told == [
        (TODAY - DAY, "Chuyển về", place["top"]),
        (TODAY - 3 * DAY, "Đổi tên từ “Trường THCS Suối Mơ” thành “Mới”", None),
        (None, "Hoạt động với tên “Trường THCS Suối Mơ”", place["commune"]),
    ]
