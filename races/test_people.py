"""The first start, and the tree of units."""

from functools import partial

import pytest

from thidua.people import operations
from thidua.people.models import Person, Post, Unit
from thidua.people.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("names", [("an", "binh"), ("an", "an")])
def test_first_start_pressed_twice_sets_up_once(at_once, names):
    def set_up(name):
        unit = Unit(name="Trường THCS Suối Mơ", kind="lower_secondary", code=f"DV-{name}")
        return operations.set_up(unit, Person(full_name="Lê Thị An", username=name), password="mot-mat-khau-dai")

    ends = at_once(*(partial(set_up, name) for name in names))

    administrator = Person.objects.get()
    assert sorted(ends, key=str) == sorted([administrator, "set_up_already"], key=str)
    assert Unit.objects.count() == 1
    assert (Post.objects.get().person, Post.objects.get().role) == (administrator, "administrator")


def test_units_added_at_once_leave_a_sound_tree(at_once):
    top = make.unit("Sở Giáo dục và Đào tạo Đông Hải", kind="department")
    administrator = make.person(top, "administrator")

    at_once(
        *(
            partial(
                operations.add_unit,
                Unit.objects.get(pk=top.pk),
                by=administrator,
                name=f"Trường {n}",
                kind="primary",
                code=f"TH-{n}",
            )
            for n in range(8)
        )
    )

    top.refresh_from_db()
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert (top.numchild, Unit.objects.filter(depth=2).count()) == (8, 8)
