"""The tree: adding, changing, closing, moving."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.people import operations
from thidua.people.models import Person, Unit
from thidua.people.queries import reaches
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place):
    return make.person(place["top"], "administrator", name="Trần Văn Bình")


def again(person):
    return Person.objects.get(pk=person.pk)


def codes_of(refusal) -> set[str]:
    """The codes of a refusal, of its fields too."""
    error = refusal.value
    errors = (
        [each for found in error.error_dict.values() for each in found] if hasattr(error, "error_dict") else [error]
    )
    return {each.code for each in errors}


def test_administrator_adds_a_unit_below(place, chief):
    unit = operations.add_unit(
        place["commune"], by=chief, kind="preschool", name="  Trường  Mầm non Hoa Sen ", code=" MN1 "
    )

    assert (unit.name, unit.code, Unit.objects.get_parent(unit, update=True)) == (
        "Trường Mầm non Hoa Sen",
        "MN1",
        place["commune"],
    )
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    entry = Entry.objects.get(action="people.add_unit")
    assert (entry.by, entry.unit_path) == (chief, unit.path)
    assert entry.sentence == "Thêm đơn vị “Trường Mầm non Hoa Sen” (MN1) vào “Xã Bình Minh”"


@pytest.mark.parametrize("role", ["head", "officer", "leader", "member", "inspector"])
def test_other_roles_add_no_unit(place, role):
    with pytest.raises(PermissionDenied):
        operations.add_unit(place["commune"], by=make.person(place["top"], role), kind="other", name="Đội", code="D")


def test_administrator_adds_nothing_beside_or_above(place):
    school_admin = make.person(place["school"], "administrator")

    for name in ("top", "commune", "other"):
        with pytest.raises(PermissionDenied):
            operations.add_unit(place[name], by=school_admin, kind="team", name="Tổ", code="T")


def test_code_is_unique_in_the_installation(place, chief):
    with pytest.raises(ValidationError) as refusal:
        operations.add_unit(place["commune"], by=chief, kind="other", name="Đội", code=place["other"].code)

    assert codes_of(refusal) == {"unique"}


def test_nothing_is_added_to_a_closed_unit(place, chief):
    operations.close_unit(place["other"], by=chief, last_day=TODAY)

    with pytest.raises(ValidationError) as refusal:
        operations.add_unit(place["other"], by=chief, kind="team", name="Tổ", code="T")

    assert codes_of(refusal) == {"closed"}


def test_change_is_told_in_words(place, chief):
    school_admin = make.person(place["school"], "administrator")

    operations.change_unit(place["school"], by=school_admin, name="Trường THCS Suối Trong", place="Bình Minh")

    assert place["school"].search_text.startswith("truong thcs suoi trong")
    assert Entry.objects.get().changes == [
        ["tên đơn vị", "Trường THCS Suối Mơ", "Trường THCS Suối Trong"],
        ["địa danh ghi trên văn bản", "–", "Bình Minh"],
    ]


def test_change_of_nothing_leaves_no_trace(place, chief):
    operations.change_unit(place["school"], by=chief, name=place["school"].name)

    assert not Entry.objects.exists()


def test_kind_is_for_the_administrator_above(place, chief):
    """A school that could call itself a team would show its members the whole commune."""
    school_admin = make.person(place["school"], "administrator")

    with pytest.raises(PermissionDenied):
        operations.change_unit(place["school"], by=school_admin, kind="team")
    operations.change_unit(place["school"], by=chief, kind="combined")

    assert place["school"].kind == "combined"


def test_closing_asks_about_units_below(place, chief):
    with pytest.raises(ValidationError) as refusal:
        operations.close_unit(place["school"], by=chief, last_day=TODAY)
    assert codes_of(refusal) == {"open_below"}

    assert operations.close_unit(place["school"], by=chief, last_day=TODAY, with_below=True) == 2
    place["team"].refresh_from_db()
    assert place["team"].valid_to == place["school"].valid_to == TODAY
    assert Entry.objects.filter(action="people.close_unit").count() == 2


def test_unit_is_closed_once_and_not_before_it_began(place, chief):
    young = make.unit(parent=place["commune"], valid_from=TODAY)
    with pytest.raises(ValidationError) as early:
        operations.close_unit(young, by=chief, last_day=TODAY - timedelta(days=1))
    operations.close_unit(young, by=chief, last_day=TODAY)
    with pytest.raises(ValidationError) as twice:
        operations.close_unit(young, by=chief, last_day=TODAY)

    assert codes_of(early) == {"before_start"}
    assert codes_of(twice) == {"closed"}


def test_school_administrator_cannot_close_the_own_school(place):
    with pytest.raises(PermissionDenied):
        operations.close_unit(place["school"], by=make.person(place["school"], "administrator"), last_day=TODAY)


def test_root_is_neither_closed_nor_moved(place, chief):
    other = make.unit("Sở khác", kind="department")
    make.post(chief, other, "administrator")

    with pytest.raises(ValidationError) as closing:
        operations.close_unit(place["top"], by=chief, last_day=TODAY, with_below=True)
    with pytest.raises(ValidationError) as moving:
        operations.move_unit(place["top"], other, by=chief, today=TODAY)

    assert codes_of(closing) == codes_of(moving) == {"is_root"}


def test_closing_is_taken_back(place, chief):
    operations.close_unit(place["other"], by=chief, last_day=TODAY)

    operations.reopen_unit(place["other"], by=chief)

    assert place["other"].valid_to is None
    with pytest.raises(ValidationError) as refusal:
        operations.reopen_unit(place["other"], by=chief)
    assert codes_of(refusal) == {"not_closed"}


def test_unit_below_a_closed_one_stays_closed(place, chief):
    operations.close_unit(place["school"], by=chief, last_day=TODAY, with_below=True)

    with pytest.raises(ValidationError) as refusal:
        operations.reopen_unit(place["team"], by=chief)

    assert codes_of(refusal) == {"closed"}


def test_subtree_moves_with_its_rights(place, chief):
    commune = make.unit("Xã Tân Lập", parent=place["top"], kind="commune")
    old_head, new_head = make.person(place["commune"], "head"), make.person(commune, "head")

    operations.move_unit(place["school"], commune, by=chief, today=TODAY)

    place["team"].refresh_from_db()
    assert Unit.objects.get_parent(place["school"]) == commune
    assert Unit.objects.get_parent(place["team"]) == place["school"]
    assert not reaches(again(old_head), place["team"], {"head"})
    assert reaches(again(new_head), place["team"], {"head"})
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    entries = Entry.objects.filter(action="people.move_unit")
    assert [entry.changes for entry in entries] == [[["đơn vị cấp trên", "Xã Bình Minh", "Xã Tân Lập"]]] * 2
    assert {entry.unit_path[:8] for entry in entries} == {place["commune"].path, commune.path}
    assert "từ ngày 21/11/2026" in entries[0].sentence


def test_unit_moves_neither_into_itself_nor_nowhere(place, chief):
    for parent, code in (("team", "into_itself"), ("school", "into_itself"), ("commune", "same_parent")):
        with pytest.raises(ValidationError) as refusal:
            operations.move_unit(place["school"], place[parent], by=chief, today=TODAY)
        assert codes_of(refusal) == {code}


def test_moving_wants_both_sides(place):
    far = make.unit("Sở khác", kind="department")
    commune_admin = make.person(place["commune"], "administrator")

    with pytest.raises(PermissionDenied):
        operations.move_unit(place["school"], far, by=commune_admin, today=TODAY)
    with pytest.raises(PermissionDenied):
        operations.move_unit(place["division"], place["commune"], by=commune_admin, today=TODAY)


def test_cluster_has_members_and_a_lead_for_each_year(place, chief):
    school, other = place["school"], place["other"]
    cluster = operations.add_cluster(place["top"], by=chief, name=" Cụm  1 ", units=[school, other])

    operations.set_cluster_lead(cluster, by=chief, year=2025, unit=school)
    operations.set_cluster_lead(cluster, by=chief, year=2026, unit=school)
    operations.set_cluster_lead(cluster, by=chief, year=2026, unit=other)
    operations.change_cluster(cluster, by=chief, name="Cụm 1", units=[other], year=2026)

    assert (cluster.name, list(cluster.units.all())) == ("Cụm 1", [other])
    assert list(cluster.leads.order_by("year").values_list("year", "unit")) == [(2025, school.pk), (2026, other.pk)]
    assert Entry.objects.get(action="people.change_cluster").changes == [
        ["đơn vị trong cụm", "Trường THCS Suối Mơ, Trường Tiểu học Đồi Thông", "Trường Tiểu học Đồi Thông"],
    ]
    assert Entry.objects.filter(action="people.set_cluster_lead").latest("pk").changes == [
        ["cụm trưởng năm 2026", "Trường THCS Suối Mơ", "Trường Tiểu học Đồi Thông"]
    ]


def test_unit_that_leads_this_year_or_later_stays_in_the_cluster(place, chief):
    school, other = place["school"], place["other"]
    cluster = operations.add_cluster(place["top"], by=chief, name="Cụm 1", units=[school, other])
    operations.set_cluster_lead(cluster, by=chief, year=2027, unit=school)

    with pytest.raises(ValidationError) as refusal:
        operations.change_cluster(cluster, by=chief, name="Cụm 1", units=[other], year=2027)
    operations.change_cluster(cluster, by=chief, name="Cụm 1", units=[other], year=2028)

    assert codes_of(refusal) == {"leads"}
    assert list(cluster.units.all()) == [other]


def test_cluster_takes_no_outsider_and_no_lead_from_outside(place, chief):
    admin = make.person(place["commune"], "administrator")
    cluster = make.cluster(place["commune"], [place["other"]])

    with pytest.raises(ValidationError) as outsider:
        operations.add_cluster(place["commune"], by=admin, name="Cụm", units=[place["division"]])
    with pytest.raises(ValidationError) as lead:
        operations.set_cluster_lead(cluster, by=admin, year=2026, unit=place["school"])
    with pytest.raises(PermissionDenied):
        operations.add_cluster(place["top"], by=admin, name="Cụm", units=[])
    with pytest.raises(PermissionDenied):
        operations.set_cluster_lead(cluster, by=make.person(place["commune"], "head"), year=2026, unit=place["other"])

    assert codes_of(outsider) == {"outside"}
    assert codes_of(lead) == {"not_member"}
