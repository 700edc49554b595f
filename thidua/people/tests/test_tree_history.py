"""Whatever is done to the tree, the spans of its units tell a whole life that ends at the tree of today."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from thidua.people import operations
from thidua.people.models import Unit, UnitSpan
from thidua.people.queries import names_on, parents_on
from thidua.people.tests import make

START = date(2026, 1, 1)
DAY = timedelta(days=1)
DEEDS = st.tuples(
    st.sampled_from(["add", "rename", "move", "merge", "join", "split", "close", "reopen"]),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 6),
)


def tree_of(unit: Unit) -> Unit | None:
    return Unit.objects.get_parent(unit, update=True)


class Story:
    """Deeds on a small province, each on its day or some days back; what is refused changes nothing."""

    def __init__(self) -> None:
        self.root = make.unit("Sở", kind="department")
        self.chief = make.person(self.root, "administrator", name="Quản Trị")
        self.today = START
        self.named = 0

    def facts(self) -> dict:
        self.named += 1
        return {"kind": "primary", "name": f"Trường {self.named}", "code": f"T{self.named}"}

    def pick(self, number: int) -> Unit:
        units = list(Unit.objects.order_by("pk"))
        return units[number % len(units)]

    def do(self, deed: str, one: int, other: int, back: int) -> None:
        self.today += 3 * DAY
        when = {"by": self.chief, "first_day": self.today - back * DAY, "today": self.today}
        unit, near = self.pick(one), self.pick(other)
        if deed == "add":
            operations.add_unit(unit, by=self.chief, valid_from=when["first_day"], **self.facts())
        elif deed == "rename":
            operations.rename_unit(unit, name=f"Tên mới {self.today:%d%m%Y}", **when)
        elif deed == "move":
            operations.move_unit(unit, near, **when)
        elif deed == "merge":
            operations.merge_units([unit, near], {"parent": self.root, **self.facts()}, **when)
        elif deed == "join":
            operations.merge_units([unit], near, **when)
        elif deed == "split":
            operations.split_unit(unit, [self.facts(), self.facts()], stays=bool(back % 2), **when)
        elif deed == "close":
            operations.close_unit(unit, by=self.chief, last_day=when["first_day"], with_below=True)
        else:
            operations.reopen_unit(unit, by=self.chief)


def check_life(unit: Unit) -> None:
    """No gap, no overlap, from the first day to the last, and the last span is the row itself."""
    spans = list(UnitSpan.objects.filter(unit=unit).order_by("pk"))
    if unit.is_root() and not spans:
        return
    for before, after in pairwise(spans):
        assert before.valid_to is not None
        assert after.valid_from == before.valid_to + DAY
    assert (spans[0].valid_from, spans[-1].valid_to) == (unit.valid_from, unit.valid_to)
    assert (spans[-1].name, spans[-1].parent) == (unit.name, tree_of(unit))


class TreeHistory(TestCase):
    @settings(max_examples=40)
    @given(st.lists(DEEDS, min_size=1, max_size=12))
    def test_spans_tell_a_whole_life_that_ends_at_the_tree_of_today(self, deeds):
        story = Story()
        for deed in deeds:
            try:
                story.do(*deed)
            except ValidationError:
                continue

        units = list(Unit.objects.order_by("pk"))
        for unit in units:
            check_life(unit)
        assert Unit.objects.find_problems() == ([], [], [], [], [])
        above, names = parents_on(units, story.today), names_on(units, story.today)
        for unit in units:
            parent = tree_of(unit)
            assert above[unit.pk] == (parent.pk if parent else None)
            assert names[unit.pk] == unit.name


def test_story_really_does_its_deeds(db):
    """The sequences above are no sequences of refusals."""
    story = Story()

    for deed, one, other in (
        ("add", 0, 0),
        ("add", 0, 0),
        ("add", 0, 0),
        ("rename", 2, 0),
        ("move", 2, 1),
        ("split", 2, 0),
        ("merge", 4, 5),
        ("close", 3, 0),
        ("reopen", 3, 0),
    ):
        story.do(deed, one, other, 0)

    assert Unit.objects.filter(name__startswith="Tên mới").exists()
    assert UnitSpan.objects.filter(valid_to__isnull=False).count() >= 3


@pytest.mark.django_db
def test_refused_deed_leaves_no_span_behind():
    story = Story()
    story.do("add", 0, 0, 0)
    before = list(UnitSpan.objects.values())

    with pytest.raises(ValidationError):
        operations.move_unit(
            Unit.objects.get(code="T1"), story.root, by=story.chief, today=story.today, first_day=story.today
        )

    assert list(UnitSpan.objects.values()) == before
