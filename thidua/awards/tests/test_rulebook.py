"""Which rules hold for whom: layers in order, found quickly, whoever adopted them in whichever process."""

from datetime import date
from fractions import Fraction

import pytest

from thidua.awards.models import LocalRules
from thidua.awards.rulebook import bound_by, layers_of, rules_for
from thidua.awards.tests import make
from thidua.law.rules import Quota
from thidua.people.models import Unit
from thidua.people.queries import authorities
from thidua.people.tests.make import unit

pytestmark = pytest.mark.django_db
TEXT = """
[layer]
name = "{name}"
rank = "{rank}"

[[document]]
key = "{key}"
short = "Quyết định {key}"
title = "Quyết định số {key}"
issued = 2025-09-10
valid_from = 2025-09-15
verified = true

[[quota]]
mode = "replace"
key = "title_emulation_fighter_unit"
name = "Chiến sĩ thi đua cơ sở"
share = "{share}"
of = "số người đạt Lao động tiên tiến"
source = "{key} Đ4"
verified = true
"""
ON = date(2026, 6, 1)


def adopted(of: Unit, *, rank: str, share: str, by, n: int = 1, status: str = "adopted") -> LocalRules:
    content = TEXT.format(name=of.name, rank=rank, key=f"QĐ-{of.code}", share=share)
    return LocalRules.objects.create(unit=of, n=n, name=f"Quy chế {of.name}", content=content, status=status, by=by)


def share_for(of: Unit) -> Fraction | None:
    return rules_for(of).find(Quota, ON, make.FIGHTER).share


def test_own_rules_lie_over_those_of_the_units_above():
    place = make.Place()
    adopted(place.department, rank="department", share="20%", by=place.chief)
    adopted(place.school, rank="unit", share="15%", by=place.head)
    adopted(place.other, rank="unit", share="1%", by=place.head, status="draft")

    found = [share_for(one) for one in (place.school, place.team, place.other, place.department)]

    assert found == [Fraction(15, 100), Fraction(15, 100), Fraction(20, 100), Fraction(20, 100)]


def test_rules_of_a_department_lie_below_those_of_a_commune_whichever_came_first_into_the_tree():
    top = unit("Tỉnh Đông Hải", kind="province")
    commune = unit("Xã Bình Minh", parent=top, kind="commune")
    department = unit("Sở Giáo dục và Đào tạo", parent=top, kind="department")
    school = unit("Trường THCS Suối Mơ", parent=commune)
    head = make.person(school, "head")
    adopted(department, rank="department", share="20%", by=head)
    assert share_for(school) == Fraction(20, 100)

    adopted(commune, rank="commune", share="10%", by=head)

    assert share_for(school) == Fraction(10, 100)
    assert [layer.name for layer in rules_for(school).layers[1:]] == [department.name, commune.name]


def test_a_new_version_counts_at_the_next_question():
    place = make.Place()
    row = adopted(place.school, rank="unit", share="15%", by=place.head)
    assert share_for(place.school) == Fraction(15, 100)
    LocalRules.objects.filter(pk=row.pk).update(status="replaced")

    assert share_for(place.school) is None
    adopted(place.school, rank="unit", share="12%", by=place.head, n=2)
    assert share_for(place.school) == Fraction(12, 100)


def test_rules_are_laid_once(django_assert_num_queries):
    place = make.Place()
    adopted(place.school, rank="unit", share="15%", by=place.head)
    first = rules_for(place.school)

    with django_assert_num_queries(1):
        again = rules_for(place.team)

    assert again is first


def test_whom_rules_bind_is_the_same_asked_from_either_end():
    top = unit("Tỉnh Đông Hải", kind="province")
    commune = unit("Xã Bình Minh", parent=top, kind="commune")
    department = unit("Sở Giáo dục và Đào tạo", parent=top, kind="department")
    unit("Trường THPT Đồi Thông", parent=department, kind="upper_secondary")
    school = unit("Trường THCS Suối Mơ", parent=commune)
    unit("Tổ Toán", parent=school, kind="team")
    unit("Sở Giáo dục tỉnh khác", kind="department")
    every = list(Unit.objects.all())
    drafts = [LocalRules(unit=each, n=1, name=each.name) for each in every]

    for above in every:
        bound = set(Unit.objects.filter(bound_by(above)))

        assert bound == {one for one in every if above in authorities(one)}
        assert bound == {one for one in every if above in [row.unit for row in layers_of(one, drafts)]}
