"""Shares of a task that a new version no longer gives end, and who had one learns it."""

import pytest
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.models import Assignment, Task
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db


def amended_without(plan, officer, text):
    draft = operations.amend_plan(plan, by=officer)
    operations.remove_line(draft.tasks.get(text=text), by=officer)
    operations.issue_plan(draft, by=officer, today=make.TODAY)
    return draft


def test_share_of_a_dropped_task_ends_with_a_word_and_a_notice(client):
    school, team, officer = make.school()
    leader = make.person(team, "leader", name="Tổ Trưởng")
    plan = make.issued(school, officer, [team], tasks=2)
    share = Assignment.objects.get(task__plan=plan, task__text="Nhiệm vụ 1")
    operations.take_assignment(share, by=leader)

    draft = amended_without(plan, officer, "Nhiệm vụ 1")
    amended_without(draft, officer, "Nhiệm vụ 2")

    key = f"assignment:{share.pk}:ended"
    ended = Entry.objects.filter(action="plans.end_assignment")
    assert set(ended.values_list("subject_id", flat=True)) == {
        str(pk) for pk in Assignment.objects.values_list("pk", flat=True)
    }
    assert ended.filter(subject_id=str(share.pk)).count() == 1
    notice = Notice.objects.get(key__endswith=":ended")
    assert (notice.person, notice.key, notice.url) == (leader, key, reverse("plans:assignment", args=[share.pk]))
    client.force_login(leader)
    assert client.get(notice.url).status_code == 200


def test_share_of_a_task_that_goes_on_does_not_end():
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team], tasks=2)

    draft = amended_without(plan, officer, "Nhiệm vụ 1")

    kept = Assignment.objects.get(task__in=Task.objects.filter(plan=draft))
    assert not Entry.objects.filter(action="plans.end_assignment", subject_id=str(kept.pk)).exists()
