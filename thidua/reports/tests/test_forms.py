import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.plans.models import Duty
from thidua.reports import operations
from thidua.reports.models import FormSection, ReportForm
from thidua.reports.queries import form_for, forms_visible_to
from thidua.reports.shipped import shipped_choices, shipped_sections
from thidua.reports.sources import source_of
from thidua.reports.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make.Campaign(schools=1)


def titles(form):
    return [section.title for section in form.sections.all()]


def refused(deed, *args, **facts):
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **facts)
    return refusal.value.code


def duty(campaign):
    return Duty.objects.get(plan=campaign.plan, kind="report")


def test_every_shipped_form_stands_on_known_sources():
    for name, _ in shipped_choices():
        assert all(not section.source or source_of(section.source) for section in shipped_sections(name))


def test_officer_moves_sections(campaign):
    form = make.form(campaign.department, campaign.officer, after="interim")
    first, second, *_ = form.sections.all()

    operations.move_section(first, by=campaign.officer, step=1)
    operations.move_section(second, by=campaign.officer, step=-1)

    assert titles(form)[:2] == [second.title, first.title]


def test_section_is_taken_out(campaign):
    form = make.form(campaign.department, campaign.officer, after="monthly")

    operations.remove_section(form.sections.all()[0], by=campaign.officer)

    assert [section.order for section in form.sections.all()] == [1, 2]


def test_section_of_unknown_source_is_refused(campaign):
    form = make.form(campaign.department, campaign.officer)

    assert refused(operations.add_section, form, by=campaign.officer, title="X", source="khong-co") == "no_source"


def test_lengths_that_contradict_are_refused(campaign):
    form = make.form(campaign.department, campaign.officer)
    facts = {"title": "X", "least_words": 50, "most_words": 20}

    assert refused(operations.add_section, form, by=campaign.officer, **facts) == "wrong_length"


def test_form_in_use_stands(campaign):
    form = make.form(campaign.department, campaign.officer)
    operations.use_form(form, by=campaign.officer)

    assert refused(operations.add_section, form, by=campaign.officer, title="X") == "form_in_use"


def test_empty_form_is_not_used(campaign):
    form = make.form(campaign.department, campaign.officer, after="")

    assert refused(operations.use_form, form, by=campaign.officer) == "no_sections"


def test_new_version_takes_the_place_of_the_old(campaign):
    form = make.form(campaign.department, campaign.officer, plan=campaign.plan)
    operations.use_form(form, by=campaign.officer)
    new = operations.new_version(form, by=campaign.officer)
    operations.add_section(new, by=campaign.officer, title="Thêm")

    operations.use_form(new, by=campaign.officer)

    form.refresh_from_db()
    assert (form.status, new.version, form_for(duty(campaign))) == (ReportForm.Status.RETIRED, 2, new)
    assert operations.new_version(new, by=campaign.officer) == operations.new_version(new, by=campaign.officer)


def test_form_for_the_duty_comes_before_the_one_for_the_plan_and_the_unit(campaign):
    by, unit, plan = campaign.officer, campaign.department, campaign.plan
    found = []
    for facts in ({}, {"plan": plan}, {"plan": plan}):
        form = make.form(unit, by, **facts)
        if len(found) == 2:
            operations.change_form(form, by=by, kind="monthly", title="Của mốc", plan=plan, duties=[duty(campaign)])
        operations.use_form(form, by=by)
        found.append(form_for(duty(campaign)) == form)

    assert found == [True, True, True]


def test_begun_report_keeps_the_form_it_was_begun_with(campaign):
    report = campaign.begun()
    before = [section.title for section in report.sections.all()]
    form = make.form(campaign.department, campaign.officer, after="monthly", plan=campaign.plan)
    operations.use_form(form, by=campaign.officer)

    assert [section.title for section in campaign.begun().sections.all()] == before


def test_school_does_not_change_the_form_of_its_department(campaign):
    form = make.form(campaign.department, campaign.officer)

    with pytest.raises(PermissionDenied):
        operations.add_section(form, by=campaign.writers[0], title="X")


def test_form_about_another_units_plan_is_refused(campaign):
    facts = {"by": campaign.writers[0], "plan": campaign.plan}

    with pytest.raises(ValidationError) as refusal:
        make.form(campaign.schools[0], **facts)

    assert refusal.value.code == "foreign_plan"


def test_school_sees_the_form_in_use_and_not_the_draft(campaign):
    form = make.form(campaign.department, campaign.officer, plan=campaign.plan)
    before = list(forms_visible_to(campaign.writers[0]))
    operations.use_form(form, by=campaign.officer)

    assert (before, list(forms_visible_to(campaign.writers[0]))) == ([], [form])


def test_list_of_forms_agrees_with_the_rule(campaign):
    draft = make.form(campaign.department, campaign.officer)
    used = make.form(campaign.department, campaign.officer, plan=campaign.plan)
    operations.use_form(used, by=campaign.officer)

    for person in (campaign.officer, campaign.writers[0]):
        seen = set(forms_visible_to(person))
        assert seen == {form for form in (draft, used) if person.has_perm("reports.view_reportform", form)}


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (20, None, "từ 20 chữ trở lên"),
        (20, 300, "từ 20 đến 300 chữ"),
        (None, 300, "nhiều nhất 300 chữ"),
        (None, None, ""),
    ],
)
def test_section_says_how_long_it_should_be(least, most, words):
    assert FormSection(least_words=least, most_words=most).asked_length == words
