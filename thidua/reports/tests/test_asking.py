"""Every deed asks who does it before anything else: whom the rules do not name does nothing."""

import pytest

from thidua.kernel.tests.asking import refuses
from thidua.reports import operations
from thidua.reports.tests import make

pytestmark = pytest.mark.django_db
OF_A_REPORT = {
    "write_section": lambda r, by: operations.write_section(
        r.sections.filter(source="").first(), by=by, text="x", seen=0
    ),
    "refill_report": lambda r, by: operations.refill_report(r, by=by, today=make.TODAY),
    "quote_passages": lambda r, by: operations.quote_passages(r.sections.first(), [], by=by, today=make.TODAY),
    "change_head": lambda r, by: operations.change_head(r, by=by, title="Báo cáo khác", addressee=""),
    "drop_report": lambda r, by: operations.drop_report(r, by=by),
    "hand_in_report": lambda r, by: operations.hand_in_report(r, by=by),
    "return_report": lambda r, by: operations.return_report(r, by=by, reason="Thiếu số liệu"),
    "accept_report": lambda r, by: operations.accept_report(r, by=by),
    "finish_report": lambda r, by: operations.finish_report(r, by=by),
    "reopen_report": lambda r, by: operations.reopen_report(r, by=by),
}
OF_A_FORM = {
    "new_form": lambda f, by: operations.new_form(f.unit, by=by, kind="final", title="Mẫu riêng"),
    "change_form": lambda f, by: operations.change_form(f, by=by, kind="final", title="Mẫu riêng", plan=None),
    "add_section": lambda f, by: operations.add_section(f, by=by, title="Mục thêm"),
    "change_section": lambda f, by: operations.change_section(f.sections.first(), by=by, title="Mục khác"),
    "move_section": lambda f, by: operations.move_section(f.sections.first(), by=by, step=1),
    "remove_section": lambda f, by: operations.remove_section(f.sections.first(), by=by),
    "use_form": lambda f, by: operations.use_form(f, by=by),
    "retire_form": lambda f, by: operations.retire_form(f, by=by),
    "new_version": lambda f, by: operations.new_version(f, by=by),
}


@pytest.mark.parametrize("deed", OF_A_REPORT.values(), ids=OF_A_REPORT)
def test_another_school_does_nothing_to_a_report(deed):
    campaign = make.Campaign(schools=2)
    report = campaign.written(0)

    assert refuses(deed, report, campaign.writers[1])


def test_nobody_reports_for_another_unit():
    campaign = make.Campaign(schools=2)
    paper = campaign.paper(0)

    def start(paper, by):
        operations.start_report(paper, by=by, today=make.TODAY)

    def report_by_oneself(plan, by):
        operations.make_report(campaign.department, plan, by=by, kind="final", today=make.TODAY)

    assert refuses(start, paper, campaign.writers[1])
    assert refuses(report_by_oneself, campaign.plan, campaign.writers[0])


@pytest.mark.parametrize("deed", OF_A_FORM.values(), ids=OF_A_FORM)
def test_school_does_nothing_to_the_departments_form(deed):
    campaign = make.Campaign(schools=1)
    form = make.form(campaign.department, campaign.officer)

    assert refuses(deed, form, campaign.writers[0])
