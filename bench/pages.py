"""How many queries the home page and a plan's page ask, with some data and with ten times as much."""

from __future__ import annotations

import os
from collections.abc import Iterable

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings_test"
django.setup()

from django.core.management import call_command  # noqa: E402  (Django has to be set up first)
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from thidua.people.models import Person, Unit  # noqa: E402
from thidua.people.tests import make as people  # noqa: E402
from thidua.plans import operations  # noqa: E402
from thidua.plans.models import Obligation  # noqa: E402
from thidua.plans.tests import make  # noqa: E402

SIZES = (3, 30)
"""Schools that a plan is issued to; everything else grows with them."""


def measure() -> Iterable[tuple[str, float, str]]:
    call_command("migrate", verbosity=0)
    few, many = (undone(schools) for schools in SIZES)
    for page in few:
        yield f"{page}.queries", many[page], "queries"
        yield f"{page}.queries_growth", many[page] - few[page], "queries"


def undone(schools: int) -> dict[str, int]:
    with transaction.atomic():
        counts = queries_with(schools)
        transaction.set_rollback(True)
    return counts


def queries_with(schools: int) -> dict[str, int]:
    """Queries by page, of an officer of the department who issued plans to so many schools."""
    department = people.unit("Sở Giáo dục và Đào tạo", kind="department")
    officer = people.person(department)
    plan = issue_plans(department, officer, schools)
    client = Client()
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {"home": queries_of(client, "/"), "plan": queries_of(client, f"/ke-hoach/{plan}/")}


def issue_plans(department: Unit, officer: Person, schools: int) -> int:
    """As many plans as schools; each school hands in what the first one asks for."""
    below = [people.unit(f"Trường {n}", parent=department) for n in range(schools)]
    writers = {unit.pk: people.person(unit) for unit in below}
    plans = [make.issued(department, officer, below, tasks=3, duties=3) for _ in range(schools)]
    for obligation in Obligation.objects.filter(duty__plan=plans[0]).select_related("duty__plan__unit", "unit"):
        operations.submit_obligation(obligation, by=writers[obligation.unit_id], note="Gửi kèm.")
    return plans[0].pk


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
