"""Counting the sums anew."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from thidua.audit.models import Entry
from thidua.kernel.models import Run
from thidua.kernel.runs import perform_run
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement, RollUp
from thidua.progress.operations.rebuilding import rebuild, start_rebuild
from thidua.progress.queries.sums import kept
from thidua.progress.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def disturbed():
    """A plan with one accepted cell, whose sums are missing, wrong or of a node that sums nothing."""
    world = make.Province(communes=2, schools=4)
    plan = world.issued()
    make.cell(make.owed(plan, world.schools[0]), plan.targets.get(), world.officer, status=Measurement.Status.ACCEPTED)
    rebuild()
    right = kept(plan)
    RollUp.objects.filter(unit=world.communes[0], period="2026-Q1").delete()
    RollUp.objects.filter(unit=world.top).update(units=7, total=3)
    RollUp.objects.create(target=plan.targets.get(), unit=world.department, period="2026-Q1", reported=2)
    return world, plan, right


def nothing_left(sums):
    return {key: share for key, share in sums.items() if share}


def test_pressed_twice_it_is_one_run(disturbed, monkeypatch):
    world, plan, _ = disturbed
    monkeypatch.setattr(type(perform_run), "enqueue", lambda *_: None)

    first, second = start_rebuild(plan, by=world.officer), start_rebuild(plan, by=world.officer)
    perform_run.call(first.pk)
    later = start_rebuild(plan, by=world.officer)

    assert (second, later == first, Run.objects.count()) == (first, False, 2)
    assert Entry.objects.filter(action="progress.rebuild_sums").count() == 2


def test_rebuilding_brings_back_the_sums(disturbed):
    _, plan, right = disturbed

    wrong = rebuild()

    assert wrong == 4
    assert nothing_left(kept(plan)) == right
    assert rebuild() == 0


def test_checking_tells_what_is_wrong_and_changes_nothing(disturbed, capsys):
    _, plan, _ = disturbed
    before = kept(plan)

    with pytest.raises(CommandError):
        call_command("rebuild_sums", check=True)

    assert f"kế hoạch {plan.pk}): 4 số cộng sai" in capsys.readouterr().err
    assert kept(plan) == before


def test_the_command_mends_what_the_check_found(disturbed, capsys):
    call_command("rebuild_sums")
    call_command("rebuild_sums", check=True)

    assert "Mọi số cộng đều đúng." in capsys.readouterr().out


def test_an_officer_has_the_sums_of_a_plan_counted_in_the_background(disturbed):
    world, plan, right = disturbed

    start_rebuild(plan, by=world.officer)

    assert nothing_left(kept(plan)) == right
    assert Run.objects.get().message == "Đã tính lại; 4 số cộng được sửa cho đúng."


def test_another_unit_cannot_have_them_counted(disturbed):
    world, plan, _ = disturbed
    stranger = plans.person(world.schools[0])

    with pytest.raises(PermissionDenied):
        start_rebuild(plan, by=stranger)

    assert not Run.objects.exists()
