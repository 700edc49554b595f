"""The guide says what the rules say, with source and mark."""

from datetime import date

import pytest
from django.urls import reverse

from thidua.awards.queries.guide import GROUPS, guide_for, kind_of
from thidua.awards.tests import make
from thidua.law import national_rules
from thidua.law.facts import UnitKind

ON = date(2026, 11, 21)


def chapter(award, kind=UnitKind.UPPER_SECONDARY):
    groups = guide_for(national_rules(), kind, ON).groups
    return next(one for _, chapters in groups for one in chapters if one.award.key == award)


def test_who_decides_depends_on_who_runs_the_school():
    own = [said.words for said in chapter(make.FIGHTER).deciders]
    communal = [said.words for said in chapter(make.FIGHTER, UnitKind.PRIMARY).deciders]

    assert own == ["Giám đốc Sở, do nhà trường trình"]
    assert communal == ["Chủ tịch Ủy ban nhân dân cấp xã, do nhà trường trình"]


def test_standard_is_told_line_by_line_with_its_article():
    (person,) = chapter(make.FIGHTER).subjects

    assert [(said.depth, said.words) for said in person.standard[:3]] == [
        (0, "Đạt tiêu chuẩn Lao động tiên tiến"),
        (0, "Có một trong các thành tích sau"),
        (1, "Được xếp loại hoàn thành xuất sắc nhiệm vụ"),
    ]
    assert person.standard[0].source == "Điều 23 Luật Thi đua, khen thưởng 06/2022/QH15"


def test_bonus_is_that_of_the_data_on_the_day():
    from thidua.law import bonus_of

    assert chapter(make.WORKER).subjects[0].bonus == bonus_of(make.WORKER, ON, national_rules()).amount


def test_what_nobody_has_read_is_marked_apart_from_what_concerns_everything():
    guide = guide_for(national_rules(), UnitKind.UPPER_SECONDARY, ON)

    assert any("06/2026/QH16" in doubt for doubt in guide.common)
    assert chapter("title_emulation_fighter_national").doubts == ()
    assert "Chưa đọc được nguyên văn Điều 28." in chapter(make.COLLECTIVE).to_compare


def test_every_award_of_every_kind_of_unit_can_be_told():
    for kind in UnitKind:
        guide = guide_for(national_rules(), kind_of(kind.value), ON)
        told = [chapter for _, chapters in guide.groups for chapter in chapters]
        assert [label for label, _ in guide.groups] == [label for _, label in GROUPS]
        assert [one.award.key for one in told if not one.subjects or not one.subjects[0].standard] == []


@pytest.mark.django_db
def test_page_begins_with_the_kind_of_ones_own_unit_and_takes_another(client):
    place = make.Place()
    client.force_login(place.teachers[0], backend="allauth.account.auth_backends.AuthenticationBackend")

    own = client.get(reverse("awards:guide"))
    other = client.get(reverse("awards:guide") + "?loai=primary", headers={"HX-Request": "true"})

    assert own.context["guide"].kind is UnitKind.UPPER_SECONDARY
    assert ("Điều 7 Luật" in own.text, "cần đối chiếu văn bản" in own.text) == (True, True)
    assert ("<html" in other.text, "Ủy ban nhân dân cấp xã" in other.text) == (False, True)


def test_guide_tells_who_pays_and_what_does_not_add_up_with_their_articles():
    guide = guide_for(national_rules(), UnitKind.UPPER_SECONDARY, date(2026, 8, 1))

    sources = {said.words.split(",")[0]: said.source for said in guide.principles}

    assert sources["Kết quả khen thưởng đột xuất"] == "Điều 4 Nghị định 152/2025/NĐ-CP"
    assert any(source == "khoản 2 Điều 47 Nghị định 152/2025/NĐ-CP" for source in sources.values())
