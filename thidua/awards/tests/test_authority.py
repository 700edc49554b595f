"""Who decides on which award, by the kind of unit, its place in the tree and the day."""

from datetime import date

import pytest

from thidua.awards.authority import deciders, home_of, may_decide, may_decide_all, superior_for
from thidua.awards.models import LocalRules
from thidua.awards.tests import make
from thidua.law import Unknown
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
BEFORE_TWO_TIERS = date(2025, 6, 30)
PAPER = "commendation_certificate"
PUPIL = "commendation_certificate_pupil"
MERIT = "merit_certificate_province"
MINISTERIAL = "merit_certificate_education"
NATIONAL = "title_emulation_fighter_national"


class Tree:
    def __init__(self) -> None:
        self.ministry = unit("Bộ Giáo dục và Đào tạo", kind="ministry")
        self.province = unit("Tỉnh Đông Hải", parent=self.ministry, kind="province")
        self.department = unit("Sở Giáo dục và Đào tạo", parent=self.province, kind="department")
        self.division = unit("Phòng Tổ chức cán bộ", parent=self.department, kind="division")
        self.high = unit("Trường THPT Suối Mơ", parent=self.department, kind="upper_secondary")
        self.team = unit("Tổ Toán", parent=self.high, kind="team")
        self.commune = unit("Xã Bình Minh", parent=self.province, kind="commune")
        self.low = unit("Trường THCS Bình Minh", parent=self.commune, kind="lower_secondary")
        self.own_low = unit("Trường THCS Thực nghiệm", parent=self.department, kind="lower_secondary")
        self.mixed = unit("Trường Phổ thông Đồi Thông", parent=self.commune, kind="combined")


@pytest.fixture
def tree():
    return Tree()


def offices(award, of, on=TODAY):
    return {one.office for one in deciders(award, of, on)}


def test_titles_of_a_school_are_decided_by_who_manages_it(tree):
    assert offices(make.WORKER, tree.high) == {"department_head"}
    assert offices(make.WORKER, tree.low) == {"commune_chair"}
    assert offices(make.WORKER, tree.mixed) == {"commune_chair"}
    assert offices(make.WORKER, tree.own_low) == {"department_head"}


def test_place_in_the_tree_is_to_be_compared_with_the_documents(tree):
    [found] = deciders(make.WORKER, tree.own_low, TODAY)

    assert not found.verified
    assert found.note


def test_school_alone_in_the_system_keeps_what_the_rules_say_of_its_kind():
    alone = unit("Trường Tiểu học Hoa Ban", kind="primary")

    assert offices(make.WORKER, alone) == {"commune_chair"}
    assert superior_for(alone, make.WORKER, TODAY) is None
    assert may_decide(alone, PAPER, alone, TODAY)


def test_district_decided_before_the_two_tier_model(tree):
    assert offices(make.FIGHTER, tree.low, BEFORE_TWO_TIERS) == {"district_chair"}
    assert may_decide(tree.commune, make.FIGHTER, tree.low, BEFORE_TWO_TIERS) is None


def test_team_goes_by_the_school_that_it_belongs_to(tree):
    assert home_of(tree.team) == tree.high
    assert offices(PAPER, tree.team) == {"principal", "department_head"}
    assert may_decide(tree.high, PAPER, tree.team, TODAY).office == "principal"


def test_unit_of_a_kind_that_no_rule_knows_has_no_decider():
    lonely = unit("Câu lạc bộ", kind="other")

    assert deciders(make.WORKER, lonely, TODAY) == ()
    assert may_decide(lonely, make.WORKER, lonely, TODAY) is None


@pytest.mark.parametrize(
    ("decider", "award", "whose", "office"),
    [
        ("high", PAPER, "high", "principal"),
        ("high", PUPIL, "high", "principal"),
        ("high", make.WORKER, "high", None),
        ("high", PAPER, "low", None),
        ("department", make.WORKER, "high", "department_head"),
        ("department", PAPER, "high", "department_head"),
        ("department", make.WORKER, "division", "department_head"),
        ("department", make.WORKER, "department", "department_head"),
        ("department", make.WORKER, "low", None),
        ("department", MERIT, "high", None),
        ("commune", make.FIGHTER, "low", "commune_chair"),
        ("commune", make.FIGHTER, "high", None),
        ("commune", make.WORKER, "commune", "commune_chair"),
        ("province", MERIT, "high", "province_chair"),
        ("province", MERIT, "low", "province_chair"),
        ("ministry", MINISTERIAL, "high", "minister"),
        ("province", NATIONAL, "high", None),
    ],
)
def test_unit_decides_within_its_authority_only(tree, decider, award, whose, office):
    found = may_decide(getattr(tree, decider), award, getattr(tree, whose), TODAY)

    assert (found.office if found else None) == office


@pytest.mark.parametrize(
    ("sender", "award", "receiver"),
    [
        ("high", make.WORKER, "department"),
        ("high", PAPER, "department"),
        ("high", PUPIL, None),
        ("low", make.WORKER, "commune"),
        ("own_low", make.WORKER, "department"),
        ("mixed", make.WORKER, "commune"),
        ("division", make.WORKER, "department"),
        ("department", make.WORKER, None),
        ("high", MERIT, "department"),
        ("low", MERIT, "commune"),
        ("commune", MERIT, "province"),
        ("department", MERIT, "province"),
        ("province", MERIT, None),
        ("high", MINISTERIAL, "department"),
        ("department", MINISTERIAL, "ministry"),
        ("high", NATIONAL, "department"),
        ("department", NATIONAL, "province"),
        ("province", NATIONAL, None),
    ],
)
def test_dossier_goes_up_one_step_towards_who_decides(tree, sender, award, receiver):
    expected = getattr(tree, receiver) if receiver else None

    assert superior_for(getattr(tree, sender), award, TODAY) == expected


def test_department_beside_receives_from_a_school_right_below_the_province():
    province = unit("Tỉnh Đông Hải", kind="province")
    department = unit("Sở Giáo dục và Đào tạo", parent=province, kind="department")
    school = unit("Trường THPT Suối Mơ", parent=province, kind="upper_secondary")

    assert superior_for(school, make.WORKER, TODAY) == department
    assert may_decide(department, make.WORKER, school, TODAY)


def test_award_that_the_rules_do_not_know_is_refused(tree):
    with pytest.raises(Unknown):
        deciders("title_of_nothing", tree.high, TODAY)


def test_many_units_are_asked_about_in_few_queries(tree, django_assert_max_num_queries):
    schools = [unit(f"Trường THPT {n}", parent=tree.department, kind="upper_secondary") for n in range(30)]
    foreign = unit("Trường Tỉnh Khác", kind="primary")

    with django_assert_max_num_queries(3):
        found = may_decide_all(tree.department, make.WORKER, [*schools, tree.low, foreign], TODAY)

    assert {found[school.pk].office for school in schools} == {"department_head"}
    assert (found[tree.low.pk], found[foreign.pk]) == (None, None)


def test_local_rules_tell_who_decides(tree):
    LocalRules.objects.create(
        unit=tree.province,
        n=1,
        name="Quy định của tỉnh",
        status="adopted",
        content=LOCAL,
        by=make.person(tree.province),
    )

    assert may_decide(tree.department, make.WORKER, tree.own_low, TODAY).name == "Giám đốc Sở theo phân cấp của tỉnh"


LOCAL = """
[layer]
name = "Tỉnh Đông Hải"
rank = "province"

[[document]]
key = "QĐ14"
short = "Quyết định 14/2026/QĐ-UBND"
title = "Quyết định số 14/2026/QĐ-UBND của Ủy ban nhân dân tỉnh Đông Hải"
issued = 2026-01-05
valid_from = 2026-01-15
verified = true

[[authority]]
awards = ["title_advanced_worker"]
units = ["lower_secondary"]
office = "department_head"
mode = "add"
name = "Giám đốc Sở theo phân cấp của tỉnh"
source = "QĐ14 Đ5"
verified = true
"""
