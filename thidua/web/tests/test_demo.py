"""The demonstration: everybody finds work, whatever the day is."""

from datetime import date

import pytest
from django.core.management import call_command

from thidua.kernel.calendar import today
from thidua.people.models import Cluster, Person, Unit
from thidua.plans.models import Assignment, Obligation, Plan
from thidua.plans.queries import watched_plans
from thidua.reading import read
from thidua.web.demo.texts import FOLDER, text_of
from thidua.web.management.commands.demo import Command
from thidua.web.queries import administration_of, decisions_of, jobs_of

WORDS = {"school": "Trường THPT Sơn Hà 1", "SCHOOL": "TRƯỜNG THPT SƠN HÀ 1", "PARENT": "SỞ", "sign": "THPT1"}
MORE = {
    "place": "Sơn Hà",
    "basis": "01/KH-SGDĐT ngày 01/02/2026",
    "head": "Lò Thị Mơ",
    "commune": "UBND xã A",
    "COMMUNE": "XÃ A",
}
DAYS = [date(2026, 1, 1), date(2028, 2, 29), date(2026, 8, 31), date(2027, 12, 31)]


def understood(name, day):
    plan = read(text_of(name, day, **WORDS, **MORE).encode()).plan
    return {
        "targets": len(plan.indicators),
        "duties": len(plan.deadlines) + len(plan.recurring),
        "tasks": len(plan.tasks),
        "phases": len(plan.phases),
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_sample_plan_says_as_much_on_any_day(name):
    expected = understood(name, date(2026, 11, 21))

    assert [understood(name, day) for day in DAYS] == [expected] * len(DAYS)
    assert min(expected["targets"], expected["duties"]) > 0


@pytest.mark.django_db
def test_province_is_full_and_every_role_has_something_to_do():
    logins = Command().build()

    day = today()
    found = {
        "communes": Unit.objects.filter(kind="commune").count(),
        "schools": sum(unit.is_school for unit in Unit.objects.all()),
        "clusters": Cluster.objects.count(),
    }
    assert found == {"communes": 12, "schools": 60, "clusters": 5}
    assert 1400 <= Person.objects.count() <= 1600
    assert {Plan.Status.DRAFT, Plan.Status.ISSUED, Plan.Status.CLOSED} <= set(
        Plan.objects.values_list("status", flat=True)
    )
    assert set(Obligation.objects.values_list("status", flat=True)) >= {
        "not_started",
        "submitted",
        "accepted",
        "returned",
    }
    assert set(Assignment.objects.values_list("status", flat=True)) == set(Assignment.Status.values)
    assert Obligation.objects.filter(due__lt=day, status__in=Obligation.OWING).exists()
    idle = []
    for login in logins:
        person = Person.objects.get(username=login.username)
        busy = jobs_of(person) or decisions_of(person) or administration_of(person, day) or watched_plans(person, day)
        idle += [] if busy else [login.role]
    assert idle == []


@pytest.mark.django_db
def test_second_start_keeps_what_was_entered(capsys):
    Person.objects.create(full_name="Lò Thị Mơ", username="mo")

    call_command("demo", "--no-serve")

    assert Person.objects.count() == 1
    assert "giữ nguyên" in capsys.readouterr().out
