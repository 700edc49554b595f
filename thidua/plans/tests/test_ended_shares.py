"""Shares of a task that a new version no longer gives end, and who had one learns it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.kernel.workflow import possible_moves
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.models import Assignment, Task
from thidua.plans.queries import progress_of, work_of
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
    assert "Kế hoạch đã sửa đổi và không còn phần việc này" in client.get(notice.url).text
    assert set(Assignment.objects.values_list("status", flat=True)) == {"ended"}
    assert (possible_moves(Assignment.objects.get(pk=share.pk), leader), list(work_of(leader))) == ([], [])


def test_ended_shares_count_neither_as_finished_nor_as_late():
    school, team, officer = make.school()
    leader = make.person(team, "leader")
    plan = make.issued(school, officer, [team], tasks=2)
    done = Assignment.objects.get(task__plan=plan, task__text="Nhiệm vụ 2")
    operations.take_assignment(done, by=leader)
    operations.finish_assignment(done, by=leader, note="Xong")

    draft = amended_without(plan, officer, "Nhiệm vụ 1")

    facts = ("assignments", "finished", "delayed")
    told = [progress_of(each, make.TODAY + timedelta(days=90)) for each in (plan, draft)]
    assert sum(each["assignments"] for each in told) == 1
    assert [sum(each[name] for each in told) for name in facts] == [1, 1, 0]


def test_share_of_a_task_that_goes_on_does_not_end():
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team], tasks=2)

    draft = amended_without(plan, officer, "Nhiệm vụ 1")

    kept = Assignment.objects.get(task__in=Task.objects.filter(plan=draft))
    assert not Entry.objects.filter(action="plans.end_assignment", subject_id=str(kept.pk)).exists()
