from datetime import date
from decimal import Decimal

import pytest

from thidua.plans.models import Duty
from thidua.plans.operations import accept_obligation
from thidua.reports import operations
from thidua.reports.facts import Difference, Fact, Facts, differences, lost, pieces, resolved
from thidua.reports.periods import kind_of, period_of
from thidua.reports.tests import make

pytestmark = pytest.mark.django_db


def test_school_gets_its_own_figures_of_the_last_quarter():
    campaign = make.Campaign()
    campaign.measure(0, 19, 20, 4)

    section = make.filled_from(campaign.begun(), "figures")

    assert make.table(section) == [
        ["Hồ sơ giải quyết trực tuyến", "≥ 90 %", "95 % (19/20)", "Đạt", "quý I/2026"],
        ["Góc đọc sách", "≥ 5 góc", "4", "Chưa đạt", "quý I/2026"],
    ]
    told = section.facts.rows[0][2]
    assert (told.number, told.source) == (Decimal("95.0000"), "Số liệu Trường 1 báo quý I/2026, đã được duyệt")
    assert told.url.startswith("/tien-do/o/")
    assert section.filled_at is not None


def test_figures_that_were_not_handed_in_are_gaps():
    campaign = make.Campaign()
    campaign.measure(0, 19, 20, 4)

    report = campaign.begun(1)

    assert make.table(make.filled_from(report, "figures"))[0][2:] == ["–", "", "", ""]


def test_department_gets_the_sums_of_accepted_figures():
    campaign = make.Campaign()
    campaign.measure(0, 19, 20, 4)
    campaign.measure(1, 60, 80, 6)

    report = campaign.own_report()

    assert make.table(make.filled_from(report, "figures")) == [
        ["Hồ sơ giải quyết trực tuyến", "≥ 90 %", "79 % (79/100)", "2/3", "1", "quý I/2026"],
        ["Góc đọc sách", "≥ 5 góc", "10", "2/3", "1", "quý I/2026"],
    ]


def test_department_names_who_leads_and_who_is_last():
    campaign = make.Campaign()
    for n, part in enumerate((19, 15, 17)):
        campaign.measure(n, part, 20, 5)

    rows = make.table(make.filled_from(campaign.own_report(), "ranking"))

    assert rows[0] == ["Hồ sơ giải quyết trực tuyến", "Trường 1", "95 % (19/20)", "", ""]
    assert [row[1] for row in rows[:3]] == ["Trường 1", "Trường 3", "Trường 2"]


def test_department_learns_who_is_missing():
    campaign = make.Campaign()
    campaign.handed_in(0)

    section = make.filled_from(campaign.own_report(), "standing")

    rows = {row[0]: row[2:] for row in make.table(section)}
    assert rows["Báo cáo kết quả"] == ["3", "1", "0", "0"]
    assert section.facts.note == "Chưa nộp báo cáo: Trường 2, Trường 3."


def test_chart_follows_the_quarters():
    campaign = make.Campaign(schools=1)
    campaign.measure(0, 15, 20, 4)
    form = make.form(campaign.department, campaign.officer, plan=campaign.plan)
    operations.add_section(form, by=campaign.officer, title="Diễn biến", source="chart")
    operations.use_form(form, by=campaign.officer)

    facts = make.filled_from(campaign.begun(), "chart").facts

    assert (facts.points, facts.goal, facts.unit) == ((("Q1/26", "75.0"),), "90.0000", "%")
    assert [fact.text for fact in facts.rows[0]] == ["quý I/2026", "75 % (15/20)"]


def test_chosen_targets_alone_are_told():
    campaign = make.Campaign(schools=1)
    campaign.measure(0, 15, 20, 4)
    form = make.form(campaign.department, campaign.officer, after="", plan=campaign.plan)
    chosen = [str(campaign.count.line_key)]
    operations.add_section(form, by=campaign.officer, title="Góc sách", source="figures", chosen=chosen)
    operations.use_form(form, by=campaign.officer)

    report = campaign.begun()

    assert [row[0] for row in make.table(report.sections.get())] == ["Góc đọc sách"]


def test_refilling_tells_what_changed_and_keeps_the_day():
    campaign = make.Campaign(schools=2)
    campaign.measure(0, 19, 20, 4)
    report = campaign.own_report()
    campaign.measure(1, 60, 80, 6)

    changed = operations.refill_report(report, by=campaign.officer, today=make.TODAY)

    section = make.filled_from(report, "figures")
    assert changed > 4
    assert make.table(section)[0][2] == "79 % (79/100)"


def test_handed_in_report_is_never_refilled():
    campaign = make.Campaign(schools=1)
    report = campaign.handed_in()

    with pytest.raises(Exception, match="giữ nguyên") as refusal:
        operations.refill_report(report, by=campaign.writers[0], today=make.TODAY)

    assert refusal.value.code == "closed"


def test_filling_costs_the_same_for_many_schools(django_assert_max_num_queries):
    campaign = make.Campaign(schools=12)
    for n in range(12):
        campaign.measure(n, 19, 20, 4)

    with django_assert_max_num_queries(75):
        campaign.own_report()


def test_passages_are_quoted_with_their_numbers():
    campaign = make.Campaign(schools=2)
    campaign.measure(0, 19, 20, 4)
    report = campaign.written()
    key = make.filled_from(report, "figures").facts.rows[0][2].live
    good = make.section(report, "Cách làm hay, mô hình tiêu biểu")
    text = f"Mỗi lớp một tủ sách, đạt {key}."
    operations.write_section(good, by=campaign.writers[0], text=text, seen=2, exemplary=True)
    operations.hand_in_report(report, by=campaign.writers[0])
    above = campaign.own_report()

    place = make.filled_from(above, "quotes")
    operations.quote_passages(place, [good], by=campaign.officer, today=make.TODAY)

    place.refresh_from_db()
    assert place.facts.passages == (("Trường 1", "Mỗi lớp một tủ sách, đạt 95 % (19/20)."),)


def test_passage_that_was_not_handed_in_is_not_quoted():
    campaign = make.Campaign(schools=2)
    draft = make.section(campaign.written(), "Hạn chế, nguyên nhân")
    place = make.filled_from(campaign.own_report(), "quotes")

    with pytest.raises(Exception, match="cấp dưới") as refusal:
        operations.quote_passages(place, [draft], by=campaign.officer, today=make.TODAY)

    assert refusal.value.code == "not_below"


def test_accepted_reports_are_still_counted():
    campaign = make.Campaign(schools=2)
    report = campaign.handed_in()
    accept_obligation(report.obligation, by=campaign.officer)

    section = make.filled_from(campaign.own_report(), "standing")

    assert make.table(section)[-1][2:4] == ["2", "1"]


@pytest.mark.parametrize(
    ("text", "recurrence", "kind"),
    [
        ("Báo cáo kết quả thực hiện", "", "final"),
        ("Báo cáo sơ kết 6 tháng", "", "interim"),
        ("Báo cáo định kỳ", "monthly:25", "monthly"),
        ("Báo cáo hằng quý về Sở", "", "quarterly"),
        ("Báo cáo", "quarterly:3-15", "quarterly"),
    ],
)
def test_duty_says_which_report_it_asks_for(text, recurrence, kind):
    assert kind_of(Duty(text=text, recurrence=recurrence)) == kind


def test_period_lies_before_the_day_it_is_due():
    campaign = make.Campaign(schools=1)

    keys = [
        period_of(kind, date(2026, 7, 5), campaign.plan).key for kind in ("monthly", "quarterly", "interim", "final")
    ]

    assert keys == ["2026-06", "2026-Q2", "2026-01-01..2026-07-05", "2026-01-01..2026-12-31"]


def test_facts_come_back_from_json_as_they_were():
    facts = Facts(("Chỉ tiêu", "Kết quả"), ((Fact("A"), Fact("9,5", "9.5", "t1.ket-qua", "Sổ", "/x/")),), note="Hết")

    assert Facts.from_json(facts.to_json()) == facts


def test_differences_are_told_cell_by_cell():
    before = Facts(("Chỉ tiêu", "Kết quả"), ((Fact("A"), Fact("9")), (Fact("B"), Fact("1"))))
    after = Facts(("Chỉ tiêu", "Kết quả"), ((Fact("A"), Fact("10")), (Fact("C"), Fact("2"))))

    assert differences(before, after) == [
        Difference("A: Kết quả", "9", "10"),
        Difference("C: Kết quả", "", "2"),
        Difference("B: Kết quả", "1", ""),
    ]


def test_live_number_is_put_into_the_text():
    number = Fact("87,1 %", "87.1", "t1.ket-qua", "Sổ")
    numbers = {number.key: number}

    assert resolved("Đạt [[t1.ket-qua]], [[t2.x]].", numbers) == "Đạt 87,1 %, …."
    assert lost("Đạt [[t1.ket-qua]], [[t2.x]].", numbers) == ["t2.x"]
    assert pieces("Đạt [[t1.ket-qua]].", numbers) == ["Đạt ", number, "."]
