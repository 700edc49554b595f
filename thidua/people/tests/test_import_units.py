"""Units from Excel: compared, shown, taken over as a whole or not at all."""

import pytest

from thidua.audit.queries import history_of
from thidua.people.models import Unit
from thidua.people.tests.workbooks import (
    START,
    TODAY,
    below,
    bring,
    problems_of,
    state_of,
)

pytestmark = pytest.mark.django_db


def test_units_come_in_below_each_other_in_any_order(place, chief):
    row = bring(
        chief,
        "units",
        below(place["school"], code="A1", parent="A"),
        below(place["school"], code="A"),
        below(place["school"], code="B", valid_from=START, short_name="Văn", sign="TV", place="Bình Minh"),
        below(place["commune"], code="C", kind="Trường tiểu học", name="Trường Tiểu học Sông Bé"),
    )

    found = {unit.code: unit for unit in Unit.objects.filter(code__in=["A", "A1", "B", "C"])}
    assert state_of(row) == ("done", 4, 0, 0)
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert {code: Unit.objects.get_parent(unit).code for code, unit in found.items()} == {
        "A": place["school"].code,
        "A1": "A",
        "B": place["school"].code,
        "C": place["commune"].code,
    }
    facts = ("kind", "name", "short_name", "sign", "place", "valid_from", "search_text")
    assert [getattr(found["B"], name) for name in facts] == [
        "team",
        "Tổ Ngữ văn",
        "Văn",
        "TV",
        "Bình Minh",
        START,
        "to ngu van van b",
    ]
    assert history_of(found["A1"]).get().unit_path == found["A1"].path
    Unit.objects.add_child(found["A"], {"name": "Nhóm", "kind": "team", "code": "A2"})
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_same_units_again_change_nothing_and_another_name_updates(place, chief):
    first = bring(chief, "units", below(place["school"]))
    again = bring(chief, "units", below(place["school"]))
    renamed = bring(chief, "units", below(place["school"], name="Tổ Văn – Sử"))

    unit = Unit.objects.get(code="TO-VAN")
    assert [state_of(row) for row in (first, again, renamed)] == [
        ("done", 1, 0, 0),
        ("done", 0, 0, 1),
        ("done", 0, 1, 0),
    ]
    assert (unit.name, unit.search_text) == ("Tổ Văn – Sử", "to van – su to-van")
    assert history_of(unit)[0].changes == [["tên đơn vị", "Tổ Ngữ văn", "Tổ Văn – Sử"]]
    assert Unit.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"parent": None}, "Mã đơn vị cấp trên"),
        ({"parent": "KHONG-CO"}, "Mã đơn vị cấp trên"),
        ({"parent": "TO-VAN"}, "Mã đơn vị cấp trên"),
        ({"kind": "Liên hiệp"}, "Loại đơn vị"),
        ({"name": "x" * 256}, "Tên đơn vị"),
        ({"code": None}, "Mã đơn vị"),
        ({"valid_from": "2026"}, "Hoạt động từ ngày"),
    ],
)
def test_bad_unit_is_told_and_none_is_written(place, chief, facts, column):
    rows = [below(place["school"], code="TO-SU"), below(place["school"], **facts)]

    assert problems_of(chief, "units", *rows) == [(3, column)]


def test_units_in_a_circle_have_no_place(place, chief):
    rows = [below(place["school"], code="A", parent="B"), below(place["school"], code="B", parent="A")]

    assert problems_of(chief, "units", *rows) == [(2, "Mã đơn vị cấp trên"), (3, "Mã đơn vị cấp trên")]


def test_unit_twice_in_a_file_is_a_problem(place, chief):
    assert problems_of(chief, "units", below(place["school"]), below(place["commune"])) == [(3, "Mã đơn vị")]


def test_unit_is_not_moved_by_a_file(place, chief):
    team = place["team"]

    assert problems_of(chief, "units", below(place["other"], code=team.code, name=team.name)) == [
        (2, "Mã đơn vị cấp trên")
    ]


def test_nothing_is_added_below_a_closed_unit(place, chief):
    Unit.objects.filter(pk=place["school"].pk).update(valid_to=TODAY)

    assert problems_of(chief, "units", below(place["school"])) == [(2, "Mã đơn vị cấp trên")]


def test_foreign_units_are_refused_without_their_names(place, school_admin):
    other = place["other"]

    row = bring(
        school_admin,
        "units",
        below(other, code="MOI"),
        below(place["commune"], code=other.code, kind="Trường tiểu học"),
    )

    assert [problem[:2] for problem in row.problems] == [[2, "Mã đơn vị cấp trên"], [3, "Mã đơn vị"]]
    assert other.name not in f"{row.problems}{row.samples}"


def test_own_unit_is_renamed_but_its_kind_is_for_the_unit_above(place, school_admin, chief):
    school = place["school"]
    own = {"code": school.code, "name": "Trường THCS Suối Reo", "kind": "Trường trung học cơ sở"}

    renamed = bring(school_admin, "units", own)

    assert state_of(renamed) == ("done", 0, 1, 0)
    other_kind = own | {"kind": "Trường tiểu học"}
    assert problems_of(school_admin, "units", other_kind) == [(2, "Loại đơn vị")]
    assert state_of(bring(chief, "units", other_kind)) == ("done", 0, 1, 0)
