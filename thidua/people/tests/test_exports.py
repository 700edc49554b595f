"""Units and persons written out: what one may see, as the list is filtered, in the form in which it comes in."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from python_calamine import CalamineWorkbook

from thidua.audit.queries import history_of
from thidua.people import operations
from thidua.people.exports import persons_export, units_export
from thidua.people.models import Contact, Unit
from thidua.people.sheets import SHEETS
from thidua.people.tests import make
from thidua.writing.sheets import workbook

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
SINCE = make.LONG_AGO


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place):
    return make.person(place["top"], "administrator", name="Trần Văn Bình", code="SO1")


@pytest.fixture
def school_admin(place):
    return make.person(place["school"], "administrator", name="Vũ Thị Cúc", code="GV1", username="cuc")


def export(by, subject: str, **asked: str) -> bytes:
    unit = by.posts.get().unit
    operations.export_people(unit, by=by, subject=subject)
    return written(subject, by, asked)


def written(subject, by, asked) -> bytes:
    made = {"units": units_export, "persons": persons_export}[subject](by, asked, TODAY)
    return workbook(made.name, made.columns, made.lines)


def lines(content: bytes) -> list[list]:
    """Without the head."""
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]


def codes(content: bytes) -> list[str]:
    return [line[0] for line in lines(content)]


def test_persons_are_written_in_the_order_of_their_names_with_all_their_posts(place, school_admin):
    make.person(place["team"], "member", name="Lê Văn Ân", code="GV3", username=None, email="an@truong.example")
    teacher = make.person(place["team"], "member", name="Lê Thị An", code="GV2", username=None, valid_to=TODAY)
    Contact.objects.create(person=teacher, phone="0912345678")
    make.post(teacher, place["team"], "leader", valid_from=date(2026, 12, 1), title="Tổ trưởng")

    content = export(school_admin, "persons")

    school, team = place["school"].code, place["team"].code
    assert lines(content) == [
        ["GV2", "Lê Thị An", "", "", "0912345678", team, "Thành viên", "", SINCE, TODAY],
        ["GV2", "Lê Thị An", "", "", "0912345678", team, "Tổ trưởng", "Tổ trưởng", date(2026, 12, 1), ""],
        ["GV3", "Lê Văn Ân", "an@truong.example", "", "", team, "Thành viên", "", SINCE, ""],
        ["GV1", "Vũ Thị Cúc", "", "cuc", "", school, "Quản trị viên", "", SINCE, ""],
    ]


def test_units_are_written_with_the_codes_of_those_above(place, school_admin):
    content = export(school_admin, "units")

    school, team, commune = place["school"], place["team"], place["commune"]
    assert lines(content) == [
        [school.code, "Trường THCS Suối Mơ", "", "Trường trung học cơ sở", commune.code, school.sign, "", ""],
        [team.code, "Tổ Toán", "", "Tổ", school.code, team.sign, "", ""],
    ]


@pytest.mark.parametrize("subject", ["units", "persons"])
def test_what_was_written_out_comes_in_again_without_a_change(place, chief, school_admin, subject):
    make.person(place["team"], "member", name="Lê Thị An", code="GV2", email="an@truong.example", valid_to=TODAY)

    row = operations.start_import(
        place["top"], by=chief, subject=subject, data=export(chief, subject), name="lai.xlsx", today=TODAY
    )

    assert (row.status, row.problems) == ("done", [])
    assert row.counts == {"units": (0, 0, 6), "persons": (0, 0, 3)}[subject]


def test_filters_of_the_list_narrow_what_is_written(place, chief, school_admin):
    make.person(place["team"], "member", name="Lê Thị Ánh", code="GV2")

    assert codes(export(chief, "persons", q="anh")) == ["GV2"]
    assert codes(export(chief, "persons", vaitro="administrator")) == ["SO1", "GV1"]
    assert codes(export(chief, "persons", donvi=str(place["team"].pk))) == ["GV2"]
    assert codes(export(chief, "units", trong=str(place["school"].pk))) == [place["team"].code]
    assert codes(export(chief, "units", loai="primary")) == [place["other"].code]


def test_other_schools_are_not_written(place, school_admin):
    make.person(place["other"], "member", name="Ngô Bảo", code="KHAC")

    assert codes(export(school_admin, "persons")) == ["GV1"]
    assert codes(export(school_admin, "persons", donvi=str(place["other"].pk))) == ["GV1"]
    assert codes(export(school_admin, "units", trong=str(place["other"].pk))) == [
        place["school"].code,
        place["team"].code,
    ]


def test_address_of_a_person_who_is_only_looked_up_is_not_written(place):
    admin = make.person(place["division"], "administrator", name="Đỗ An", code="P1", username="an")
    colleague = make.person(place["division"], "officer", name="Lý Bảo", code="P2", email="bao@so.example")
    make.post(admin, place["top"], "officer")
    make.person(place["top"], "officer", name="Hồ Cam", code="P3", email="cam@so.example", username="cam")

    content = written("persons", admin, {})

    facts = {line[0]: line[2:4] for line in lines(content)}
    assert facts == {"P1": ["", "an"], "P2": ["bao@so.example", colleague.username], "P3": ["", ""]}


def test_export_is_for_administrators_and_leaves_a_line_in_the_trail(place, school_admin):
    head = make.person(place["school"], "head", name="Ngô Bảo")

    with pytest.raises(PermissionDenied):
        export(head, "persons")
    export(school_admin, "persons")

    assert [(entry.action, entry.by) for entry in history_of(place["school"])] == [
        ("people.export_people", school_admin)
    ]


@pytest.mark.parametrize("subject", ["units", "persons"])
def test_queries_do_not_grow_with_the_rows(place, chief, subject, django_assert_max_num_queries):
    for count in (3, 30):
        for n in range(count):
            unit = make.unit(f"Tổ {n}", parent=Unit.objects.get(pk=place["school"].pk), kind="team")
            make.person(unit, "member", name=f"Lê Thị {n}")

        with django_assert_max_num_queries(9):
            content = export(chief, subject)

        assert len(lines(content)) >= count


def test_columns_of_the_lines_are_those_of_the_sheet(place, chief):
    for subject, layout in SHEETS.items():
        assert {len(line) for line in lines(export(chief, subject))} == {len(layout.columns)}
