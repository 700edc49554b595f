"""Sections of initiatives, staff and units."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from thidua.initiatives.models import Initiative, Scope
from thidua.initiatives.tests import make as initiatives
from thidua.kernel.calendar import Period
from thidua.people.tests import make as people
from thidua.plans.tests import make as plans
from thidua.reports.filling.initiatives import initiatives as sums
from thidua.reports.filling.initiatives import recognised as named
from thidua.reports.filling.initiatives import years_of
from thidua.reports.filling.people import staff, units
from thidua.reports.models import Report, ReportSection
from thidua.reports.paper import pdf_of_report, sheet_of_report, word_of_report
from thidua.reports.sources import Ask
from thidua.reports.tests import make
from thidua.reports.tests.test_paper import letters_of, words_of

pytestmark = pytest.mark.django_db
YEAR = make.TODAY.year


class Place:
    """A province with its department, a commune, and a school with a team; reports of both offices on one plan."""

    def __init__(self) -> None:
        self.top = plans.unit("Tỉnh Đông Hải", kind="province")
        self.department = plans.unit("Sở Giáo dục và Đào tạo", parent=self.top, kind="department")
        self.commune = plans.unit("Xã Bình Minh", parent=self.top, kind="commune")
        self.school = plans.unit("Trường Suối Mơ", parent=self.commune)
        self.team = plans.unit("Tổ Toán", parent=self.school, kind="team")
        self.officer = plans.person(self.school)
        self.plan = plans.draft(self.department, self.officer_of_department())

    def officer_of_department(self):
        self.chief = plans.person(self.department)
        return self.chief

    def ask(self, unit, period: str = f"{YEAR}-01-01..{YEAR}-12-31") -> Ask:
        report = Report(unit=unit, plan=self.plan, kind="final", period=period, changed_by=self.chief)
        return Ask(report, ReportSection(report=report), None, make.TODAY)

    def initiative(self, title: str, status: str = "recognised", scope: str = "unit", **facts) -> Initiative:
        facts = {"unit": self.team, "year": YEAR, "created_by": self.officer, "changed_by": self.officer, **facts}
        row = Initiative.objects.create(title=title, status=status, scope=scope, **facts)
        row.authors.create(person=self.officer, share=100, workplace="Tổ Toán")
        return row


@pytest.fixture
def place():
    return Place()


def table(facts):
    return [[fact.text for fact in row] for row in facts.rows]


def counts(facts):
    return {row[0].text: row[1].text for row in facts.rows}


def test_department_counts_what_the_schools_of_the_province_registered(place):
    place.initiative("Tủ sách hành lang", copies=2)
    place.initiative("Sơ đồ tư duy", "spread", Scope.PROVINCE, copies=3)
    place.initiative("Vườn rau", "registered", "")
    place.initiative("Bỏ dở", "withdrawn", "")
    place.initiative("Nháp", "draft", "")
    place.initiative("Năm trước", year=YEAR - 1)

    assert counts(sums(place.ask(place.department))) == {
        "Đã đăng ký": "3",
        "Được công nhận": "2",
        "Phạm vi công nhận: cơ sở": "1",
        "Phạm vi công nhận: bộ, ngành, tỉnh": "1",
        "Phạm vi công nhận: toàn quốc": "0",
        "Đã nhân rộng": "1",
        "Lượt đơn vị áp dụng": "5",
    }


def test_numbers_of_initiatives_tell_where_they_come_from(place):
    place.initiative("Tủ sách hành lang")

    told = sums(place.ask(place.school)).rows[2][1]

    assert (told.key, told.value, told.url) == (
        "sk.cong-nhan.unit",
        "1",
        f"/sang-kien/kho/?capdo=unit&nam={YEAR}",
    )
    assert told.source == (
        f"Sáng kiến có phạm vi công nhận rộng nhất là cơ sở, năm {YEAR}, Trường Suối Mơ và đơn vị trực thuộc"
    )


def test_recognised_ones_are_named_with_the_units_of_their_authors(place):
    place.initiative("Tủ sách hành lang", copies=2)
    wide = place.initiative("Sơ đồ tư duy", "spread", Scope.PROVINCE)
    wide.authors.create(outside_name="Người ngoài", share=10, workplace="Trường Đồi Thông")
    wide.authors.create(outside_name="Người từ chối", share=10, workplace="Trường Xa", declined_at=initiatives.NOW)
    place.initiative("Vườn rau", "not_recognised", "")

    assert table(named(place.ask(place.department))) == [
        ["Sơ đồ tư duy", "Tổ Toán, Trường Suối Mơ; Trường Đồi Thông", "Bộ, ngành, tỉnh", "0"],
        ["Tủ sách hành lang", "Tổ Toán, Trường Suối Mơ", "Cơ sở", "2"],
    ]


def test_schools_report_has_nothing_of_another_school(place):
    other = plans.unit("Trường Đồi Thông", parent=place.commune)
    place.initiative("Của trường khác", unit=other)

    assert sums(place.ask(place.school)).note == f"Chưa có sáng kiến nào được đăng ký năm {YEAR}."
    assert named(place.ask(place.school)).is_empty


@pytest.mark.parametrize(("status", "listed"), [("scoring", []), ("discussion", []), ("concluded", ["Đang chấm kín"])])
def test_nothing_of_a_blind_round_is_told_before_it_is_concluded(place, status, listed):
    the_round, row, _ = initiatives.judged(place.school, place.team, place.officer, "chấm kín")
    type(the_round).objects.filter(pk=the_round.pk).update(status=status, year=YEAR, blind=True)
    Initiative.objects.filter(pk=row.pk).update(status="recognised", scope="unit", title="Đang chấm kín", year=YEAR)

    found = sums(place.ask(place.school))

    assert [line[0] for line in table(named(place.ask(place.school)))] == listed
    assert counts(found)["Đã đăng ký"] == "1"
    assert counts(found)["Được công nhận"] == str(len(listed))


def test_recognised_one_that_is_judged_blind_again_is_not_named(place):
    before = place.initiative("Tủ sách hành lang")
    the_round, row, _ = initiatives.judged(place.school, place.team, place.officer, "chấm lại")
    Initiative.objects.filter(pk=row.pk).update(handed_from=before)

    assert the_round.blind
    assert named(place.ask(place.school)).is_empty


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2026-Q1", [2026]),
        ("2026-02-24..2026-12-31", [2026]),
        ("2025-12-27..2027-03-22", [2026]),
        ("2025-09-05..2026-05-31", [2026]),
        ("2025-01-01..2027-12-31", [2025, 2026, 2027]),
    ],
)
def test_report_is_about_the_years_that_it_covers(period, years):
    assert years_of(Period.from_key(period)) == years


def test_staff_is_counted_once_by_role_and_team(place):
    teacher = people.person(place.team, "member", name="Nguyễn Thị Hoài Lan")
    people.post(teacher, place.team, "leader")
    people.person(place.team, "member", name="Trần Quốc Bảo", valid_to=date(YEAR, 1, 1))
    people.person(place.school, "administrator", name="Lý Gia Khánh")
    people.person(place.school, "head", name="Đỗ Văn Hiển")

    assert table(staff(place.ask(place.school))) == [
        ["Cả đơn vị", "3", "1", "1", "1", "1"],
        ["Tổ Toán", "1", "0", "0", "1", "1"],
    ]


def test_staff_tells_the_day_and_the_list(place):
    told = staff(place.ask(place.school)).rows[1][1]

    assert told.source == "Người có vị trí công tác còn hiệu lực ngày 21/11/2026 tại Tổ Toán"
    assert told.url == f"/can-bo/?donvi={place.team.pk}"


def test_department_counts_the_units_of_the_province_by_kind(place):
    plans.unit("Trường Đồi Thông", parent=place.commune, kind="primary")
    closed = plans.unit("Trường đã đóng", parent=place.commune, kind="primary")
    type(closed).objects.filter(pk=closed.pk).update(valid_to=date(YEAR, 1, 1))

    assert counts(units(place.ask(place.department))) == {
        "Xã, phường, đặc khu": "1",
        "Trường tiểu học": "1",
        "Trường trung học cơ sở": "1",
        "Tất cả": "3",
    }
    assert units(place.ask(place.school)).note == "Không có đơn vị trực thuộc."


@pytest.mark.parametrize("many", [3, 30])
def test_filling_asks_the_same_however_many_there_are(place, many, django_assert_max_num_queries):
    for n in range(many):
        team = plans.unit(f"Tổ {n}", parent=place.school, kind="team")
        place.initiative(f"Sáng kiến {n}", unit=team)
    ask = place.ask(place.school)

    with django_assert_max_num_queries(9):
        assert len(named(ask).rows) == many
        assert sums(ask).rows[0][1].text == str(many)
        assert len(staff(ask).rows) == many + 2
        units(ask)


def test_report_prints_initiatives_in_word_pdf_and_excel():
    campaign = make.Campaign(schools=1)
    officer = campaign.writers[0]
    made = {"unit": campaign.schools[0], "created_by": officer, "changed_by": officer}
    Initiative.objects.create(title="Tủ sách hành lang", status="recognised", scope="unit", year=2026, copies=4, **made)
    report = campaign.own_report()
    make.write_all(report, campaign.officer, f"{make.LONG} Cả ngành có [[sk.cong-nhan]] sáng kiến được công nhận.")

    word, pdf = words_of(word_of_report(report)), letters_of(pdf_of_report(report))
    sheet = CalamineWorkbook.from_filelike(BytesIO(sheet_of_report(report))).get_sheet_by_index(0).to_python()

    for text in (word, pdf):
        assert "Cả ngành có 1 sáng kiến được công nhận." in text
        assert "Tủ sách hành lang" in text
        assert "đơn vị trực thuộc" in text
    row = next(row for row in sheet if row[1] == "Tủ sách hành lang" and row[2] == "Nơi áp dụng")
    assert row[3:6] == [4.0, "4", "Đơn vị áp dụng sáng kiến “Tủ sách hành lang”, kể cả dự định áp dụng"]
