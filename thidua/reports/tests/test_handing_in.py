from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.plans.models import Duty, Obligation
from thidua.plans.operations import accept_obligation, submit_obligation, withdraw_obligation
from thidua.plans.tests import make as plans
from thidua.reports import operations
from thidua.reports.models import Report
from thidua.reports.queries import open_sections
from thidua.reports.tests import make

pytestmark = pytest.mark.django_db


def refused(deed, *args, **facts):
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return refusal.value.code


def test_officer_begins_the_report_once():
    campaign = make.Campaign(schools=1)

    report = campaign.begun()

    assert campaign.begun() == report
    assert report.title == "Tổng kết phong trào thi đua “Sách cho em” năm 2026"
    assert (report.addressee, report.span.label) == ("Sở Giáo dục và Đào tạo", "từ 01/01/2026 đến 31/12/2026")
    assert campaign.paper().status == Obligation.Status.DRAFTING


def test_stranger_begins_nothing():
    campaign = make.Campaign(schools=2)

    with pytest.raises(PermissionDenied):
        operations.start_report(campaign.paper(0), by=campaign.writers[1], today=make.TODAY)


def test_figures_are_no_report():
    campaign = make.Campaign(schools=1)
    paper = Obligation.objects.filter(unit=campaign.schools[0]).exclude(period="").first()

    assert refused(operations.start_report, paper, by=campaign.writers[0], today=make.TODAY) == "not_a_report"


def test_report_that_lacks_words_stays():
    campaign = make.Campaign(schools=1)
    report = campaign.begun()

    assert refused(operations.hand_in_report, report, by=campaign.writers[0]) == "incomplete"
    assert campaign.paper().status == Obligation.Status.DRAFTING


def test_number_that_is_gone_keeps_the_report_back():
    campaign = make.Campaign(schools=1)
    report = campaign.written(text=f"{make.LONG} Đạt [[t00000000.ket-qua]].")

    assert refused(operations.hand_in_report, report, by=campaign.writers[0]) == "incomplete"


def test_report_goes_up_as_word_and_pdf():
    campaign = make.Campaign(schools=1)
    report = campaign.handed_in()

    paper = campaign.paper()
    assert (paper.status, report.status) == (Obligation.Status.SUBMITTED, Report.Status.FINISHED)
    assert set(paper.attachments.all()) == {report.word, report.pdf}
    assert [report.word.file.kind, report.pdf.file.kind] == ["docx", "pdf"]
    assert report.document.excerpt == report.title
    assert open_sections(report, report.sections.all()) == set()


def test_paper_is_not_handed_in_past_its_report():
    campaign = make.Campaign(schools=1)
    campaign.begun()

    assert refused(submit_obligation, campaign.paper(), by=campaign.writers[0], note="Gửi tệp") == "report_here"
    assert campaign.paper().status == Obligation.Status.DRAFTING


def test_dropped_report_leaves_the_paper_free():
    campaign = make.Campaign(schools=1)
    operations.drop_report(campaign.begun(), by=campaign.writers[0])

    submit_obligation(campaign.paper(), by=campaign.writers[0], note="Gửi tệp")

    assert (campaign.paper().status, Report.objects.count()) == (Obligation.Status.SUBMITTED, 0)


def test_handed_in_report_is_not_dropped():
    campaign = make.Campaign(schools=1)

    assert refused(operations.drop_report, campaign.handed_in(), by=campaign.writers[0]) == "handed_in"


def test_withdrawn_report_is_mended_and_replaces_its_files():
    campaign = make.Campaign(schools=1)
    report = campaign.handed_in()
    first = {report.word_id, report.pdf_id}
    withdraw_obligation(campaign.paper(), by=campaign.writers[0])
    make.write_all(report, campaign.writers[0], make.LONG + " Đã bổ sung.")

    operations.hand_in_report(report, by=campaign.writers[0])

    files = set(campaign.paper().attachments.values_list("pk", flat=True))
    assert files == {report.word_id, report.pdf_id}
    assert not files & first


def test_returned_report_opens_only_what_was_remarked():
    campaign = make.Campaign(schools=1)
    report = campaign.handed_in()
    weak = make.section(report, "Hạn chế, nguyên nhân")
    other = make.section(report, "Phương hướng, kiến nghị")

    operations.return_report(report, by=campaign.officer, reason="", remarks={weak: "Nêu rõ nguyên nhân."})

    by = campaign.writers[0]
    report = Report.objects.get(pk=report.pk)
    weak.refresh_from_db()
    assert open_sections(report, report.sections.all()) == {weak.pk}
    assert weak.remark == "Nêu rõ nguyên nhân."
    assert refused(operations.write_section, other, by=by, text="Thêm", seen=other.edition) == "closed"
    assert refused(operations.hand_in_report, report, by=by) == "unanswered"


def test_mended_report_goes_up_with_new_files_for_the_flagged():
    campaign = make.Campaign(schools=1)
    report = campaign.handed_in()
    weak = make.section(report, "Hạn chế, nguyên nhân")
    old = {report.word_id, report.pdf_id}
    operations.return_report(report, by=campaign.officer, reason="Xem lại", remarks={weak: ""})
    weak.refresh_from_db()
    text = f"{make.LONG} Nguyên nhân: thiếu phòng."
    operations.write_section(weak, by=campaign.writers[0], text=text, seen=weak.edition)

    operations.hand_in_report(report, by=campaign.writers[0])

    paper = campaign.paper()
    weak.refresh_from_db()
    assert (paper.status, weak.remark) == (Obligation.Status.SUBMITTED, "")
    files = set(paper.attachments.values_list("pk", flat=True))
    assert files == {report.word_id, report.pdf_id}
    assert not files & old
    assert [flag.answer_id is not None for flag in paper.flags.all()] == [True, True]


def test_whole_return_opens_everything():
    campaign = make.Campaign(schools=1)
    report = campaign.handed_in()

    operations.return_report(report, by=campaign.officer, reason="Viết lại cho đúng mẫu.")

    report = Report.objects.get(pk=report.pk)
    assert len(open_sections(report, report.sections.all())) == report.sections.count()


def test_school_does_not_judge_itself():
    campaign = make.Campaign(schools=1)

    with pytest.raises(PermissionDenied):
        operations.return_report(campaign.handed_in(), by=campaign.writers[0], reason="Sai")


def test_department_accepts():
    campaign = make.Campaign(schools=1)

    operations.accept_report(campaign.handed_in(), by=campaign.officer)

    assert campaign.paper().status == Obligation.Status.ACCEPTED


def test_own_report_is_fixed_and_opened_again():
    campaign = make.Campaign(schools=1)
    report = campaign.own_report()
    make.write_all(report, campaign.officer)

    operations.finish_report(report, by=campaign.officer)
    operations.reopen_report(report, by=campaign.officer)

    report.refresh_from_db()
    assert (report.is_open, report.word is not None, report.document is not None) == (True, True, True)


def test_owed_report_is_not_fixed_by_hand():
    campaign = make.Campaign(schools=1)

    assert refused(operations.finish_report, campaign.written(), by=campaign.writers[0]) == "owed"


def test_report_of_another_units_plan_is_refused():
    campaign = make.Campaign(schools=1)
    facts = {"by": campaign.writers[0], "kind": "final", "today": make.TODAY}

    assert refused(operations.make_report, campaign.schools[0], campaign.plan, **facts) == "foreign_plan"


def test_two_writers_do_not_overwrite_each_other():
    campaign = make.Campaign(schools=1)
    section = make.section(campaign.begun(), "Hạn chế, nguyên nhân")
    other = plans.person(campaign.schools[0], name="Lê Thị Bình")
    operations.write_section(section, by=campaign.writers[0], text="Bản một", seen=1)

    assert refused(operations.write_section, section, by=other, text="Bản hai", seen=1) == "changed_meanwhile"

    section.refresh_from_db()
    assert (section.text, section.edition) == ("Bản một", 2)
    assert operations.write_section(section, by=other, text="Bản hai", seen=2).text == "Bản hai"


def test_same_words_again_are_no_change():
    campaign = make.Campaign(schools=1)
    section = make.section(campaign.begun(), "Hạn chế, nguyên nhân")
    operations.write_section(section, by=campaign.writers[0], text="Bản một", seen=1)

    assert operations.write_section(section, by=campaign.writers[0], text="Bản một", seen=1).edition == 2


def test_report_goes_on_under_an_amended_plan():
    from thidua.plans.operations import issue_plan
    from thidua.plans.operations.amending import amend_plan

    campaign = make.Campaign(schools=1)
    report = campaign.begun()
    new = amend_plan(campaign.plan, by=campaign.officer)
    duty = new.duties.get(kind=Duty.Kind.REPORT)
    Duty.objects.filter(pk=duty.pk).update(due=date(2026, 12, 20))

    issue_plan(new, by=campaign.officer, today=make.TODAY)

    report.refresh_from_db()
    assert (report.plan, report.obligation.duty.plan, report.obligation.status) == (new, new, "drafting")


def test_accepted_paper_keeps_its_report_closed():
    campaign = make.Campaign(schools=1)
    report = campaign.handed_in()
    accept_obligation(campaign.paper(), by=campaign.officer)

    section = make.section(report, "Hạn chế, nguyên nhân")

    assert refused(operations.write_section, section, by=campaign.writers[0], text="x", seen=2) == "closed"
