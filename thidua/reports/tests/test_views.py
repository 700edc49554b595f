import pytest
from django.test import Client
from django.urls import reverse

from thidua.plans.tests import make as plans
from thidua.reports import operations
from thidua.reports.models import Report
from thidua.reports.queries import reports_visible_to
from thidua.reports.tests import make

pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def campaign():
    return make.Campaign(schools=2)


def test_list_agrees_with_the_rule(campaign):
    reports = [campaign.handed_in(0), campaign.begun(1), campaign.own_report()]
    inspector = plans.person(campaign.department, "inspector")

    for person in (campaign.officer, *campaign.writers, inspector):
        seen = set(reports_visible_to(person))
        assert seen == {report for report in reports if person.has_perm("reports.view_report", report)}
    assert set(reports_visible_to(campaign.officer)) == {reports[0], reports[2]}
    assert set(reports_visible_to(campaign.writers[1])) == {reports[1]}


def test_draft_of_a_school_is_its_own(campaign):
    report = campaign.begun()

    assert signed_in(campaign.officer).get(reverse("reports:report", args=[report.pk])).status_code == 404
    assert signed_in(campaign.writers[1]).get(reverse("reports:write_report", args=[report.pk])).status_code == 404


def test_reader_of_a_report_does_not_write_it(campaign):
    report = campaign.handed_in()
    section = report.sections.filter(source="").first()
    url = reverse("reports:write_section", args=[report.pk, section.pk])

    answer = signed_in(campaign.officer).post(url, {"text": "x", "seen": section.edition})

    assert answer.status_code == 403


def test_officer_begins_from_the_list(campaign):
    client = signed_in(campaign.writers[0])
    url = reverse("reports:start_report", args=[campaign.paper().pk])

    listed = client.get(reverse("reports:reports")).text
    answer = client.post(url, {"act": "start"})

    assert url in listed
    assert answer["Location"] == reverse("reports:write_report", args=[Report.objects.get().pk])


def test_typing_is_kept_by_itself(campaign):
    report = campaign.begun()
    section = make.section(report, "Hạn chế, nguyên nhân")
    url = reverse("reports:write_section", args=[report.pk, section.pk])

    answer = signed_in(campaign.writers[0]).post(
        url, {"text": "Ba phòng học đang sửa", "seen": 1}, headers={"hx-request": "true"}
    )

    section.refresh_from_db()
    assert (answer.status_code, section.text) == (200, "Ba phòng học đang sửa")
    assert 'name="seen" value="2"' in answer.text
    assert "5 chữ" in answer.text
    assert "<html" not in answer.text


def test_second_writer_is_shown_both_versions(campaign):
    report = campaign.begun()
    section = make.section(report, "Hạn chế, nguyên nhân")
    operations.write_section(section, by=campaign.writers[0], text="Bản một", seen=1)
    client = signed_in(campaign.writers[0])
    url = reverse("reports:write_section", args=[report.pk, section.pk])

    part = client.post(url, {"text": "Bản hai", "seen": 1}, headers={"hx-request": "true"})
    page = client.post(url, {"text": "Bản hai", "seen": 1})

    assert (part.status_code, page.status_code) == (422, 422)
    assert ("Bản một" in part.text, "Bản một" in page.text, "Bản hai" in page.text) == (True, True, True)


def test_numbers_tell_where_they_come_from(campaign):
    campaign.measure(0, 19, 20, 4)
    report = campaign.begun()

    text = signed_in(campaign.writers[0]).get(reverse("reports:write_report", args=[report.pk])).text

    assert "Số liệu Trường 1 báo quý I/2026, đã được duyệt" in text
    assert "data-insert" in text


def test_refill_page_shows_old_and_new(campaign):
    campaign.measure(0, 19, 20, 4)
    report = campaign.own_report()
    campaign.measure(1, 60, 80, 6)
    client = signed_in(campaign.officer)
    url = reverse("reports:refill_report", args=[report.pk])

    text = client.get(url).text
    client.post(url, {"act": "refill"})

    assert ("95 % (19/20)" in text, "79 % (79/100)" in text) == (True, True)
    assert make.table(make.filled_from(report, "figures"))[0][2] == "79 % (79/100)"


def test_report_is_handed_in_and_returned_from_its_pages(campaign):
    report = campaign.written()
    school, department = signed_in(campaign.writers[0]), signed_in(campaign.officer)

    school.post(reverse("reports:submit_report", args=[report.pk]), {"act": "submit"})
    section = make.section(report, "Hạn chế, nguyên nhân")
    facts = {"act": "return", "flag": section.pk, f"why{section.pk}": "Nêu nguyên nhân.", "reason": ""}
    answer = department.post(reverse("reports:report", args=[report.pk]), facts)

    section.refresh_from_db()
    assert (answer.status_code, section.remark, campaign.paper().status) == (302, "Nêu nguyên nhân.", "returned")
    assert "Nêu nguyên nhân." in school.get(reverse("reports:write_report", args=[report.pk])).text


def test_return_without_a_reason_is_refused_in_place(campaign):
    report = campaign.handed_in()

    answer = signed_in(campaign.officer).post(reverse("reports:report", args=[report.pk]), {"act": "return"})

    assert (answer.status_code, campaign.paper().status) == (422, "submitted")


def test_department_quotes_from_the_merge_page(campaign):
    report = campaign.handed_in()
    passage = make.section(report, "Hạn chế, nguyên nhân")
    above = campaign.own_report()
    place = make.filled_from(above, "quotes")
    client = signed_in(campaign.officer)
    url = reverse("reports:quote_passages", args=[above.pk, place.pk])

    text = client.get(url).text
    client.post(url, {"act": "quote", "shown": passage.pk, "passage": passage.pk})

    assert f'value="{passage.pk}"' in text
    assert list(place.quoted.all()) == [passage]


@pytest.mark.parametrize("suffix", ["docx", "pdf", "xlsx"])
def test_files_come_out(campaign, suffix):
    report = campaign.own_report()

    answer = signed_in(campaign.officer).get(reverse("reports:download", args=[report.pk, suffix]))

    assert (answer.status_code, len(answer.content) > 2000) == (200, True)


@pytest.mark.parametrize("name", ["reports", "forms"])
def test_lists_come_as_sheets(campaign, name):
    answer = signed_in(campaign.officer).get(reverse(f"reports:{name}"), {"xuat": "excel"})

    assert answer["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("count", [3, 30])
def test_pages_ask_no_more_for_many(django_assert_max_num_queries, count):
    campaign = make.Campaign(schools=count)
    for n in range(count):
        campaign.begun(n)
    client = signed_in(campaign.officer)
    client.get(reverse("reports:reports"))

    with django_assert_max_num_queries(24):
        client.get(reverse("reports:board", args=[campaign.plan.pk]))
    with django_assert_max_num_queries(22):
        client.get(reverse("reports:reports"))


def test_list_is_searched_without_diacritics(campaign):
    campaign.own_report()
    client = signed_in(campaign.officer)

    found = client.get(reverse("reports:reports"), {"q": "sach cho em", "loai": "final"}).text
    none = client.get(reverse("reports:reports"), {"q": "khong co"}).text

    assert ("Sách cho em" in found, "Không có báo cáo nào khớp" in none) == (True, True)


def test_officer_sets_out_a_form_at_its_page(campaign):
    client = signed_in(campaign.officer)
    client.post(reverse("reports:add_reportform"), {"title": "Mẫu của Sở", "kind": "final", "after": "monthly"})
    form = campaign.department.report_forms.get()
    first = form.sections.all()[0]

    client.post(reverse("reports:add_section", args=[form.pk]), {"title": "Kiến nghị", "required": "on"})
    client.post(reverse("reports:change_section", args=[form.pk, first.pk]), {"act": "down"})
    client.post(reverse("reports:form", args=[form.pk]), {"act": "use"})

    form.refresh_from_db()
    assert [section.title for section in form.sections.all()][1] == first.title
    assert form.sections.count() == 4
    assert form.status == "in_use"
    assert "Kiến nghị" in client.get(reverse("reports:preview_form", args=[form.pk])).text
