"""Two workers, or two officers, at the same reminders and letters: nobody is told twice."""

from collections import Counter
from datetime import date, timedelta
from functools import partial

import pytest
from django.core import mail

from thidua.people.models import Notice
from thidua.people.operations.notices import notify
from thidua.plans.models import Obligation
from thidua.plans.tests import make
from thidua.progress.models import Digest, Reminder
from thidua.progress.operations.calls import remind_units
from thidua.progress.operations.letters import send_letters
from thidua.progress.operations.reminders import remind_due

pytestmark = pytest.mark.django_db(transaction=True)
DUE = make.TODAY + timedelta(days=10)
SCHOOLS = 60


@pytest.fixture
def place():
    """A department, a school with two officers for each paper that is owed, and the department's officer."""
    department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
    schools = [make.unit(f"Trường {n}", parent=department) for n in range(SCHOOLS)]
    for n, school in enumerate(schools):
        make.person(school, name=f"Cán Bộ {n}")
        make.person(school, name=f"Cán Bộ Khác {n}")
    officer = make.person(department, name="Trần Văn Bình")
    plan = make.issued(department, officer, schools, tasks=0)
    Obligation.objects.exclude(period="").delete()
    return plan, officer


def counted(day: date) -> tuple[int, int, int]:
    """Reminders, notices that remind of a paper, and the summaries of the day."""
    notices = Notice.objects.filter(key__startswith="remind:")
    summaries = notices.filter(key__startswith=f"remind:summary:{day}")
    return Reminder.objects.count(), notices.exclude(key__startswith="remind:summary").count(), summaries.count()


def test_two_workers_remind_of_the_same_day(place, at_once):
    at_once(*(partial(remind_due, today=DUE) for _ in range(3)))

    assert counted(DUE) == (SCHOOLS, 2 * SCHOOLS, 1)


def test_two_days_are_caught_up_by_two_workers(place, at_once):
    at_once(partial(remind_due, today=DUE), partial(remind_due, today=DUE, since=DUE - timedelta(days=4)))

    assert counted(DUE) == (SCHOOLS, 2 * SCHOOLS, 1)


def test_one_officer_presses_remind_all_twice(place, at_once):
    plan, officer = place
    press = partial(remind_units, plan, str(plan.duties.get(frequency="").pk), by=officer, today=make.TODAY)

    ends = at_once(press, press)

    assert set(ends) <= {None, "told_today"}
    assert counted(make.TODAY)[:2] == (SCHOOLS, 2 * SCHOOLS)


def test_two_workers_send_the_letters_of_one_day(place, at_once):
    people = [notice.person for notice in _told(place)]

    ends = at_once(*(partial(send_letters, today=make.TODAY) for _ in range(3)))

    assert sum(sent for sent, _ in ends) == len(people)
    assert Counter(letter.to[0] for letter in mail.outbox) == {person.email: 1 for person in people}
    assert set(Digest.objects.values_list("status", flat=True)) == {"sent"}


def _told(place) -> list[Notice]:
    plan, _ = place
    persons = [post.person for unit in plan.addressees.all() for post in unit.unit.posts.all()]
    Notice.objects.all().delete()
    for person in persons:
        person.email = f"{person.username}@example.org"
        person.save()
    notify(persons, "x", "Tin mới")
    return list(Notice.objects.select_related("person"))
