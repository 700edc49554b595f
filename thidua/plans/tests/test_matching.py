"""Bodies as documents name them, among the units there are."""

import pytest

from thidua.people.models import Unit
from thidua.plans.matching import inner_units, units_named, units_received
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    """A department with a division and a school of each level."""
    department = make.unit("Sở Giáo dục và Đào tạo Sơn Hà", kind="department")
    kinds = {
        "division": "Phòng Giáo dục phổ thông",
        "preschool": "Trường Mầm non Hoa Ban",
        "primary": "Trường Tiểu học Suối Trong",
        "lower_secondary": "Trường THCS Suối Mơ",
        "upper_secondary": "Trường THPT Sơn Hà",
        "centre": "Trung tâm GDTX Sơn Hà",
    }
    return {kind: make.unit(name, parent=department, kind=kind) for kind, name in kinds.items()}


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (["Các trường THPT;", "Lưu: VT."], {"upper_secondary"}),
        (
            ["Các cơ sở giáo dục trực thuộc (t/h)"],
            {"preschool", "primary", "lower_secondary", "upper_secondary", "centre"},
        ),
        (["Các trường mầm non, tiểu học, THCS"], {"preschool", "primary", "lower_secondary"}),
        (["Các phòng thuộc Sở"], {"division"}),
        (["Trường THCS Suối Mơ"], {"lower_secondary"}),
        (["UBND tỉnh (b/c)", "Lưu: VT."], set()),
        ([], set()),
    ],
)
def test_recipients_name_kinds_or_single_units(province, lines, kinds):
    found = units_received(lines, province.values())

    assert {unit.kind for unit in found} == kinds


def test_recipients_name_the_teams_of_a_school():
    school, team, _ = make.school()
    other = make.unit("Tổ Ngữ văn", parent=school, kind="team")

    assert units_received(["Các tổ chuyên môn (thực hiện)"], [team, other]) == [team, other]


def test_teams_are_meant_one_by_one_or_all():
    school, maths, _ = make.school()
    literature = make.unit("Tổ Ngữ văn", parent=school, kind="team")
    office = make.unit("Tổ Văn phòng", parent=school, kind="team")
    inner = list(inner_units(school))

    assert units_named(["Tổ Toán"], inner) == [maths]
    assert units_named(["Các tổ chuyên môn"], inner) == [maths, literature]
    assert units_named(["Các tổ"], inner) == [maths, literature, office]
    assert units_named(["tổ văn phòng"], inner) == [office]
    assert units_named(["Các tổ chức đoàn thể"], inner) == []


def test_closed_team_is_no_part_of_the_school():
    school, team, _ = make.school()
    Unit.objects.filter(pk=team.pk).update(valid_to=make.TODAY)

    assert list(inner_units(school)) == []
