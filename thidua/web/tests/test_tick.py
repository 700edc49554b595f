from io import StringIO

import pytest
from django.core.management import call_command

from thidua.audit.operations import record
from thidua.audit.queries import verify
from thidua.people.tests import make

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
