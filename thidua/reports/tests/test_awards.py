"""Sections of awards."""

from datetime import date

import pytest

from thidua.awards.models import Award
from thidua.awards.tests import make as awards_make
from thidua.kernel.calendar import Period
from thidua.people.tests import make as people
from thidua.plans.models import Plan
from thidua.plans.tests import make as plans
from thidua.reports.filling.awards import award_years, awards, honoured
from thidua.reports.models import Report, ReportSection
from thidua.reports.sources import Ask, source_of
from thidua.reports.tests import make

pytestmark = pytest.mark.django_db
WORKER, FIGHTER, PAPER = awards_make.WORKER, awards_make.FIGHTER, "commendation_certificate"
SCHOOL_YEAR = "2025-09-05..2026-05-31"


class Place:
    """A province with its department and a commune's school; reports on the department's plan."""

    def __init__(self) -> None:
        self.top = plans.unit("Tỉnh Đông Hải", kind="province")
        self.department = plans.unit("Sở Giáo dục và Đào tạo", parent=self.top, kind="department")
        self.commune = plans.unit("Xã Bình Minh", parent=self.top, kind="commune")
        self.school = plans.unit("Trường Suối Mơ", parent=self.commune)
        self.other = plans.unit("Trường Đồi Thông", parent=self.commune)
        self.team = plans.unit("Tổ Toán", parent=self.school, kind="team")
        self.chief = plans.person(self.department)
        self.officer = plans.person(self.school)
        self.plan = plans.draft(self.department, self.chief)

    def ask(self, unit, period: str = SCHOOL_YEAR) -> Ask:
        report = Report(unit=unit, plan=self.plan, kind="final", period=period, changed_by=self.chief)
        return Ask(report, ReportSection(report=report), None, make.TODAY)

    def teacher(self, name: str, unit=None):
        return people.person(unit or self.school, "member", name=name)

    def award(self, about, key=WORKER, *, unit=None, **facts) -> Award:
        return awards_make.award(unit or self.school, about, key, by=self.officer, **facts)


@pytest.fixture
def place():
    return Place()


def table(facts):
    return [[fact.text for fact in row] for row in facts.rows]


def test_awards_are_counted_by_title_for_persons_and_collectives(place):
    for name in ("Trần Quốc Bảo", "Lê Thị An"):
        place.award(place.teacher(name))
    place.award(place.team, PAPER, award_name="Giấy khen")
    place.award(place.teacher("Vàng A Dạy"), PAPER, award_name="Giấy khen")
    place.award(place.teacher("Bị Hủy Bỏ"), status="revoked")
    place.award(place.teacher("Năm Trước"), year="2024-2025")

    assert table(awards(place.ask(place.department))) == [
        ["Lao động tiên tiến", "2", "0", "2"],
        ["Giấy khen", "1", "1", "2"],
        ["Cộng", "3", "1", "4"],
    ]


def test_numbers_of_awards_tell_where_they_come_from(place):
    place.award(place.teacher("Lê Thị An"))

    told = awards(place.ask(place.school)).rows[0][1]

    assert (told.key, told.value) == ("kt.title-advanced-worker.ca-nhan", "1")
    assert told.url == (
        f"/khen-thuong/so-khen-thuong/?donvi={place.school.pk}&danhhieu={WORKER}&doituong=ca-nhan&trangthai=valid&nam=2025"
    )
    assert told.source == (
        "Lượt cá nhân được tặng Lao động tiên tiến, năm học 2025-2026, Trường Suối Mơ và đơn vị trực thuộc; "
        "không tính đã hủy bỏ"
    )


def test_honoured_are_named_the_highest_first_collectives_before_persons(place):
    place.award(place.teacher("Trần Thị Bình"))
    place.award(place.teacher("Lê Văn An"))
    place.award(place.team, awards_make.COLLECTIVE)
    place.award(place.teacher("Vàng A Dạy"), FIGHTER)
    place.award(place.teacher("Hoàng Thị Khen"), PAPER, award_name="Giấy khen")

    assert [row[:3] for row in table(honoured(place.ask(place.department)))] == [
        ["Tổ Toán", "Trường Suối Mơ", "Tập thể lao động tiên tiến 2025-2026"],
        ["Vàng A Dạy", "Trường Suối Mơ", "Chiến sĩ thi đua cơ sở 2025-2026"],
        ["Lê Văn An", "Trường Suối Mơ", "Lao động tiên tiến 2025-2026"],
        ["Trần Thị Bình", "Trường Suối Mơ", "Lao động tiên tiến 2025-2026"],
        ["Hoàng Thị Khen", "Trường Suối Mơ", "Giấy khen 2025-2026"],
    ]


def test_schools_report_has_nothing_of_another_school(place):
    place.award(place.teacher("Của Trường Khác", place.other), unit=place.other)

    assert awards(place.ask(place.school)).note == "Chưa có khen thưởng nào được ghi vào sổ cho năm học 2025-2026."
    assert honoured(place.ask(place.school)).is_empty


def test_awards_of_the_plans_own_review_count_whatever_the_year(place):
    teacher = place.teacher("Lê Thị An")
    season = awards_make.season(place.school, kind="movement", year="2027", plan=place.plan)
    row = awards_make.nomination(season, teacher, PAPER, by=place.officer, status="awarded")
    place.award(teacher, PAPER, year="2027", award_name="Giấy khen", nomination=row)
    foreign = awards_make.season(place.school, kind="movement", year="2027", title="Phong trào khác")
    assert Plan.objects.count() == 1
    other = awards_make.nomination(foreign, place.officer, PAPER, by=place.officer, status="awarded")
    place.award(place.officer, PAPER, year="2027", award_name="Giấy khen", nomination=other)

    assert table(awards(place.ask(place.department)))[-1] == ["Cộng", "1", "0", "1"]


@pytest.mark.parametrize(
    ("period", "years"),
    [
        (SCHOOL_YEAR, ["2025-2026"]),
        ("2026-01-01..2026-12-31", ["2025-2026", "2026"]),
        ("2026-Q4", ["2026-2027", "2026"]),
        ("2025-09-01..2028-08-31", ["2025-2026", "2026", "2026-2027", "2027", "2027-2028", "2028"]),
    ],
)
def test_report_is_about_school_years_and_calendar_years_that_it_covers(period, years):
    assert award_years(Period.from_key(period)) == years


@pytest.mark.parametrize("many", [3, 30])
def test_filling_asks_the_same_however_many_there_are(place, many, django_assert_max_num_queries):
    for n in range(many):
        place.award(place.teacher(f"Nguyễn Giáo Viên {n}"))
    ask = place.ask(place.school)

    with django_assert_max_num_queries(5):
        assert awards(ask).rows[-1][1].text == str(many)
        assert len(honoured(ask).rows) == many


def test_long_lists_end_with_how_many_more(place, monkeypatch):
    monkeypatch.setattr("thidua.reports.filling.awards.MOST_LISTED", 2)
    for n in range(5):
        place.award(place.teacher(f"Nguyễn Giáo Viên {n}"), decision_date=date(2026, 8, 15))

    found = honoured(place.ask(place.school))

    assert (len(found.rows), found.note) == (2, "Và 3 lượt khen thưởng khác trong sổ.")


def test_forms_can_choose_the_sources():
    assert source_of("awards")
    assert source_of("honoured")
