"""The department's plan kept beside the repository: three schools report on it, the department sums for the People's
Committee.
"""

from datetime import date
from decimal import Decimal

import pytest

from thidua.documents.operations import open_file
from thidua.people.models import Person, Unit
from thidua.plans import operations as plans
from thidua.plans.models import Obligation, Plan, Target
from thidua.plans.tests import make as units
from thidua.plans.tests.test_cascade_beside import BESIDE, PARENT, uploaded
from thidua.progress.measuring import Parts
from thidua.progress.operations.figures import Entry, record_figures
from thidua.reports import operations
from thidua.reports.models import Report
from thidua.reports.tests import make
from thidua.reports.tests.test_paper import letters_of, words_of

pytestmark = pytest.mark.django_db
ISSUED = date(2026, 2, 24)
SHARES = ((49, 50), (118, 120), (30, 30))
"""Of each ratio what a school did, of how many; 197 of 200 together."""
COUNTS = (1, 2, 4)
GOOD = "Mỗi lớp một nhóm tự học buổi tối, nhóm trưởng báo bài khó cho giáo viên trước giờ vào lớp."


class Beside:
    """The plan issued to three schools, whose figures are handed in and accepted and whose reports are handed in."""

    def __init__(self) -> None:
        top = units.unit("Thành phố Đông Hải", kind="province")
        self.department = units.unit("Sở Giáo dục và Đào tạo", parent=top, kind="department")
        self.chief = units.person(self.department)
        self.schools = [units.unit(f"Trường {n + 1}", parent=top) for n in range(3)]
        self.plan: Plan = uploaded(PARENT, self.department, self.chief)
        plans.address_units(self.plan, self.schools, by=self.chief, today=ISSUED)
        plans.issue_plan(self.plan, by=self.chief, today=ISSUED)
        self.targets = list(Target.objects.filter(plan=self.plan, removed=False))
        self.reports = [self.told(n, school, units.person(school)) for n, school in enumerate(self.schools)]

    def told(self, n: int, school: Unit, writer: Person) -> Report:
        papers = Obligation.objects.filter(duty__plan=self.plan, unit=school)
        figures = papers.exclude(period="").get()
        entries = [Entry(target.pk, 0, parts(target, n)) for target in self.targets]
        record_figures(figures, entries, by=writer)
        plans.submit_obligation(figures, by=writer, note="Số liệu cả năm")
        plans.accept_obligation(figures, by=self.chief)
        report = operations.start_report(papers.get(duty__kind="report", period=""), by=writer, today=make.TODAY)
        make.write_all(report, writer)
        good = make.section(report, "Cách làm hay, mô hình tiêu biểu")
        operations.write_section(good, by=writer, text=f"{GOOD} Trường {n + 1}.", seen=2, exemplary=True)
        operations.hand_in_report(report, by=writer)
        return report


def parts(target: Target, n: int) -> Parts:
    note = "Theo sổ của trường, đã đối chiếu với hồ sơ từng lớp."
    if target.measure == Target.Measure.RATIO:
        done, whole = SHARES[n]
        return Parts(Decimal(done), Decimal(whole), note=note)
    if target.measure == Target.Measure.COUNT:
        return Parts(value=Decimal(COUNTS[n]), note=note)
    return Parts(words="Đã làm xong, có hồ sơ kèm theo.", note=note)


@pytest.fixture
def beside():
    """None where there is no such plan."""
    return Beside() if (BESIDE / f"{PARENT}.txt").exists() else None


def kept(attachment) -> bytes:
    with open_file(attachment.file) as content:
        return content.read()


def measured(beside: Beside, measure: str) -> list[Target]:
    return [target for target in beside.targets if target.measure == measure]


def results(report: Report) -> dict[str, list[str]]:
    return {row[0]: row[2:5] for row in make.table(make.filled_from(report, "figures"))}


def test_schools_hand_in_their_final_reports_filled_with_their_own_figures(beside):
    for n, report in enumerate(beside.reports if beside else []):
        done, whole = SHARES[n]
        shown = results(report)
        text = words_of(kept(report.word))
        assert (report.kind, report.obligation.due, report.obligation.status) == (
            "final",
            date(2026, 12, 10),
            "submitted",
        )
        assert {shown[target.text][0].split()[-1] for target in measured(beside, "ratio")} == {f"({done}/{whole})"}
        assert [shown[target.text][0] for target in measured(beside, "count")] == [str(COUNTS[n])]
        assert f"({done}/{whole})" in text
        assert f"{GOOD} Trường {n + 1}." in text


def test_departments_report_for_the_committee_has_the_sums_in_word_and_pdf(beside):
    if beside:
        facts = {"kind": "final", "addressee": "Ủy ban nhân dân thành phố Đông Hải"}
        report = operations.make_report(beside.department, beside.plan, by=beside.chief, today=make.TODAY, **facts)
        shown = results(report)
        ratios, counts = measured(beside, "ratio"), measured(beside, "count")
        assert len(ratios) >= 3
        assert len(counts) >= 1
        assert {tuple(shown[target.text]) for target in ratios} == {("98,5 % (197/200)", "3/3", "1")}
        assert {tuple(shown[target.text]) for target in counts} == {("7", "3/3", "3")}
        live = next(
            row[2].live for row in make.filled_from(report, "figures").facts.rows if row[0].text == ratios[0].text
        )
        examples = [make.section(each, "Cách làm hay, mô hình tiêu biểu") for each in beside.reports]
        operations.quote_passages(make.filled_from(report, "quotes"), examples, by=beside.chief, today=make.TODAY)
        make.write_all(report, beside.chief, f"{make.LONG} Cả ngành đạt {live}.")

        operations.finish_report(report, by=beside.chief)

        report.refresh_from_db()
        for text in (words_of(kept(report.word)), letters_of(kept(report.pdf))):
            assert "Kính gửi: Ủy ban nhân dân thành phố Đông Hải" in text
            assert "Cả ngành đạt 98,5 % (197/200)." in text
            assert text.count("98,5 % (197/200)") >= 2 * len(ratios)
            assert "Số cộng của 3/3 đơn vị đã được duyệt số liệu" in text
            for n in range(3):
                assert f"{GOOD} Trường {n + 1}." in text
