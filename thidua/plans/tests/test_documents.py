"""What a plan does to its document, seen from the room of documents."""

import pytest
from django.test import Client
from django.urls import reverse

from thidua.documents.models import RegistryNumber
from thidua.documents.queries import chosen_documents, is_in_hand
from thidua.plans import operations
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


def test_document_of_a_draft_is_listed_when_asked_for():
    school, team, officer = make.school()
    draft, away = make.draft(school, officer), make.draft(school, officer)
    operations.withdraw_plan(away, by=officer)
    issued = make.issued(school, officer, [team])

    listed = [set(chosen_documents(officer, asked)) for asked in ({}, {"nhap": "co"})]

    assert listed == [{issued.document}, {issued.document, draft.document, away.document}]
