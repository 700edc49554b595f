"""What a plan does to its document, seen from the room of documents."""

import pytest
from django.test import Client
from django.urls import reverse

from thidua.documents.checkers import document_with
from thidua.documents.models import RegistryNumber
from thidua.documents.queries import chosen_documents, is_in_hand
from thidua.plans import operations
from thidua.plans.models import Plan
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


def test_document_of_a_draft_is_in_hand_until_the_plan_is_issued():
    school, team, officer = make.school()
    draft, away = make.draft(school, officer), make.draft(school, officer)
    operations.withdraw_plan(away, by=officer)
    issued = make.issued(school, officer, [team])

    assert [is_in_hand(plan.document) for plan in (draft, away, issued)] == [True, True, False]


def test_draft_takes_no_number_before_it_is_issued():
    school, team, officer = make.school()
    plan = make.draft(school, officer)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)
    client = Client()
    client.force_login(officer)

    answer = client.post(reverse("documents:take_number", args=[plan.document_id]))
    operations.issue_plan(plan, by=officer, today=make.TODAY)

    assert answer.status_code == 403
    assert RegistryNumber.objects.get().document == plan.document


def test_check_of_a_replaced_plan_s_paper_names_the_paper_in_force():
    school, team, officer = make.school()
    old = make.issued(school, officer, [team])
    before = Client().get(reverse("portal:check_code", args=[old.document.check_code])).text
    draft = operations.amend_plan(old, by=officer)
    meanwhile = document_with(old.document.check_code)
    operations.issue_plan(draft, by=officer, today=make.TODAY)

    paper = document_with(old.document.check_code)

    assert ("thay thế" in before, meanwhile.is_valid) == (False, True)
    newer = Plan.objects.get(pk=draft.pk).document
    assert (paper.is_valid, paper.facts[-1]) == (False, ("Văn bản thay thế", str(newer)))
    page = Client().get(reverse("portal:check_code", args=[old.document.check_code])).text
    assert f"nay đã được thay thế bởi {newer}" in page
    assert document_with(newer.check_code).is_valid
    client = Client()
    client.force_login(officer)
    shown = client.get(reverse("documents:document", args=[old.document_id])).text
    assert f"đã được thay thế bởi {newer}" in shown


def test_document_of_a_draft_is_listed_when_asked_for():
    school, team, officer = make.school()
    draft, away = make.draft(school, officer), make.draft(school, officer)
    operations.withdraw_plan(away, by=officer)
    issued = make.issued(school, officer, [team])

    listed = [set(chosen_documents(officer, asked)) for asked in ({}, {"nhap": "co"})]

    assert listed == [{issued.document}, {issued.document, draft.document, away.document}]
