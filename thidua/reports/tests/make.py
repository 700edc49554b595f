"""A department's plan with figures and a report that schools owe, made by the real operations."""

from datetime import date
from decimal import Decimal
from typing import Any

from thidua.people.models import Person, Unit
from thidua.plans.models import Duty, Obligation, Plan
from thidua.plans.operations import accept_obligation, address_units, issue_plan, submit_obligation
from thidua.plans.tests import make as plans
from thidua.progress.measuring import Parts
from thidua.progress.operations.figures import Entry, record_figures
from thidua.progress.tests import make as figures
from thidua.reports import operations
from thidua.reports.models import Report, ReportForm, ReportSection

TODAY = date(2026, 11, 21)
JANUARY = figures.JANUARY
LONG = "Trường đã họp, phân công từng người, công khai kết quả và kiểm tra hằng tuần; phụ huynh và học sinh cùng theo dõi việc này đều đặn."


class Campaign:
    """A department's plan of 2026 with a ratio and a count measured each quarter, and a report due on 10 December."""

    def __init__(self, schools: int = 3) -> None:
        self.province = figures.Province(communes=2, schools=schools)
        self.department, self.officer = self.province.department, self.province.officer
        self.schools = self.province.schools
        self.plan = plans.draft(
            self.department,
            self.officer,
            title="Phát động phong trào thi đua “Sách cho em” năm 2026",
            start=date(2026, 1, 1),
            end=date(2026, 12, 31),
        )
        self.share = figures.target(self.plan, self.officer, text="Hồ sơ giải quyết trực tuyến")
        self.count = figures.target(
            self.plan, self.officer, text="Góc đọc sách", measure="count", value=5, unit_of_count="góc"
        )
        plans.line(self.plan, Duty, self.officer, text="Báo cáo kết quả", kind="report", due=date(2026, 12, 10))
        address_units(self.plan, self.schools, by=self.officer, today=JANUARY)
        issue_plan(self.plan, by=self.officer, today=JANUARY)
        self.writers = [plans.person(school) for school in self.schools]

    def paper(self, n: int = 0) -> Obligation:
        return Obligation.objects.get(duty__plan=self.plan, duty__kind="report", unit=self.schools[n], period="")

    def measure(self, n: int, part: int, whole: int, corners: int, period: str = "2026-Q1") -> None:
        """A school's figures of a quarter, handed in and accepted."""
        paper = figures.owed(self.plan, self.schools[n], period)
        entries = [
            Entry(
                self.share.pk,
                0,
                Parts(Decimal(part), Decimal(whole), note="Theo sổ của trường, xem tại phòng hành chính."),
            ),
            Entry(
                self.count.pk, 0, Parts(value=Decimal(corners), note="Đếm tại từng lớp, hai lớp đang sửa phòng học.")
            ),
        ]
        record_figures(paper, entries, by=self.writers[n])
        submit_obligation(paper, by=self.writers[n], note="Số liệu quý")
        accept_obligation(paper, by=self.officer)

    def begun(self, n: int = 0) -> Report:
        return operations.start_report(self.paper(n), by=self.writers[n], today=TODAY)

    def written(self, n: int = 0, text: str = LONG) -> Report:
        """With every section written."""
        report = self.begun(n)
        write_all(report, self.writers[n], text)
        return report

    def handed_in(self, n: int = 0, text: str = LONG) -> Report:
        report = self.written(n, text)
        operations.hand_in_report(report, by=self.writers[n])
        report.refresh_from_db()
        return report

    def own_report(self, **facts: Any) -> Report:
        """The department's, for the People's Committee."""
        facts = {"kind": "final", "addressee": "Ủy ban nhân dân tỉnh Đông Hải", **facts}
        return operations.make_report(self.department, self.plan, by=self.officer, today=TODAY, **facts)


def write_all(report: Report, by: Person, text: str = LONG) -> None:
    for section in report.sections.filter(source=""):
        operations.write_section(section, by=by, text=text, seen=section.edition)


def section(report: Report, title: str) -> ReportSection:
    return report.sections.get(title=title)


def filled_from(report: Report, source: str) -> ReportSection:
    return report.sections.get(source=source)


def table(section: ReportSection) -> list[list[str]]:
    return [[fact.text for fact in row] for row in section.facts.rows]


def form(unit: Unit, by: Person, **facts: Any) -> ReportForm:
    facts = {"kind": "final", "title": "Báo cáo tổng kết của Sở", "after": "final", **facts}
    return operations.new_form(unit, by=by, **facts)


def plan_of(unit: Unit, by: Person) -> Plan:
    return plans.draft(unit, by)
