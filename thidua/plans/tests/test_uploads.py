"""Documents that take long to read."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from thidua.documents.operations import store_file
from thidua.kernel.models import Run
from thidua.kernel.runs import TakenOver, claim, perform_run
from thidua.plans import operations
from thidua.plans.models import Plan
from thidua.plans.operations.uploads import SLOW_BYTES, read_kept_file
from thidua.plans.tests import make
from thidua.plans.tests.test_understanding import PLAN

pytestmark = pytest.mark.django_db


def test_short_text_is_read_at_once_and_a_large_one_later():
    assert not operations.is_slow(PLAN.encode())
    assert operations.is_slow(b"a " * SLOW_BYTES)


def test_old_word_format_is_read_later():
    assert operations.is_slow(b"{\\rtf1 a}")


def test_kept_file_becomes_a_draft():
    school, _, officer = make.school()

    run = operations.read_later(school, by=officer, data=PLAN.encode(), name="ke-hoach.txt")

    run.refresh_from_db()
    plan = Plan.objects.get()
    assert (run.status, run.result_url) == (Run.Status.DONE, f"/ke-hoach/{plan.pk}/ban-doc/")
    assert plan.unit == school


def test_second_attempt_finds_the_draft_of_the_first():
    school, _, officer = make.school()
    run = operations.read_later(school, by=officer, data=PLAN.encode(), name="ke-hoach.txt")
    Run.objects.filter(pk=run.pk).update(status=Run.Status.QUEUED)

    perform_run.call(run.pk)

    assert Plan.objects.count() == 1


def test_attempt_that_was_given_up_leaves_no_draft():
    school, _, officer = make.school()
    run = Run.objects.create(
        kind="plans.read_document", title="Đọc", by=officer, parameters={"unit": school.pk, "person": officer.pk}
    )
    run.parameters |= {"file": store_file(PLAN.encode()).pk, "name": "ke-hoach.txt"}
    run.save()
    mine = claim(run.pk, now=timezone.now())
    Run.objects.filter(pk=run.pk).update(attempts=2)

    with pytest.raises(TakenOver):
        read_kept_file(mine)

    assert Plan.objects.count() == 0


def test_document_that_cannot_be_read_says_why():
    school, _, officer = make.school()

    run = operations.read_later(school, by=officer, data=b"\x89PNG\r\n\x1a\n" + b"0" * 40, name="anh.png")

    run.refresh_from_db()
    assert run.status == Run.Status.FAILED
    assert Plan.objects.count() == 0


def test_stranger_may_not_leave_a_document_to_be_read():
    school, _, _ = make.school()
    stranger = make.person(make.unit("Trường khác"))

    with pytest.raises(PermissionDenied):
        operations.read_later(school, by=stranger, data=PLAN.encode(), name="ke-hoach.txt")
