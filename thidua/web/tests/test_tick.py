from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command

from thidua.audit.operations import record
from thidua.audit.queries import verify
from thidua.people.tests import make
from thidua.plans import operations
from thidua.plans.models import Duty, Obligation
from thidua.plans.tests import make as plans

pytestmark = pytest.mark.django_db


def test_tick_seals_what_was_done_and_repeats_without_harm():
    school = make.unit()
    record("people.change_unit", school, by=None, sentence="Đổi địa danh")

    first, second = StringIO(), StringIO()
    call_command("tick", stdout=first)
    call_command("tick", stdout=second)

    report = verify()
    assert report.head is not None
    assert ("{}:{}".format(*report.head) in first.getvalue(), second.getvalue()) == (True, "")
    assert (report.entries, report.unsealed, report.seals, report.is_whole) == (1, 0, 1, True)


def test_quiet_tick_seals_without_a_word():
    record("people.change_unit", make.unit(), by=None, sentence="Đổi địa danh")
    out = StringIO()

    call_command("tick", stdout=out, verbosity=0)

    assert (out.getvalue(), verify().unsealed) == ("", 0)


def test_what_comes_round_is_opened_once_a_day():
    cache.clear()
    school, team, officer = plans.school()
    plan = plans.draft(school, officer)
    plans.line(plan, Duty, officer, text="Báo cáo", recurrence="monthly:25")
    operations.address_units(plan, [team], by=officer, today=plans.TODAY)
    operations.issue_plan(plan, by=officer, today=plans.TODAY)
    Obligation.objects.all().delete()

    call_command("tick", verbosity=0, today=plans.TODAY)
    opened = Obligation.objects.count()
    Obligation.objects.all().delete()
    call_command("tick", verbosity=0, today=plans.TODAY)
    again = Obligation.objects.count()
    call_command("tick", verbosity=0, today=plans.TODAY + timedelta(days=1))

    assert (opened, again, Obligation.objects.count()) == (4, 0, 4)
