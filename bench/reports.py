"""What it costs a department to begin its final report over 1,500 schools, every section filled, beside the bare sums
of the same numbers in SQL. On SQLite.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any

STAFF, INITIATIVES = 15_000, 6_000
PERIODS = ("2026-11", "2026-12")
TODAY = date(2027, 1, 20)


def measure() -> Iterable[tuple[str, float, str]]:
    import django

    with TemporaryDirectory() as folder:
        os.environ["TEST_DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings_test"
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield from figures()


def figures() -> Iterable[tuple[str, float, str]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.progress import median_seconds

    province = grown()
    filling = median_seconds(lambda: begun(province))
    floor = median_seconds(lambda: bare_sums(province))
    with CaptureQueriesContext(connection) as asked:
        begun(province)
    yield "reports.fill_ms", 1000 * filling, "ms"
    yield "reports.sql_ms", 1000 * floor, "ms"
    yield "reports.fill_vs_sql", filling / floor, "times"
    yield "reports.queries", len(asked), "queries"


def grown() -> Any:
    """The province of `bench.progress` with the figures of two months, staff, initiatives, a report that all owe."""
    from bench.progress import Province, analyse
    from thidua.progress.operations.rebuilding import rebuild

    province = Province()
    province.staff(STAFF)
    province.measured(list(PERIODS), province.schools)
    invent(province)
    owe_reports(province)
    rebuild()
    analyse()
    return province


def invent(province: Any) -> None:
    from thidua.initiatives.models import Author, Initiative

    status = ("registered", "recognised", "not_recognised", "spread")
    scope = ("", "unit", "", "province")
    made = Initiative.objects.bulk_create(
        (
            Initiative(
                unit=province.schools[n % len(province.schools)], year=2026, title=f"Sáng kiến {n}", copies=n % 5,
                status=status[n % 4], scope=scope[n % 4], created_by=province.officer, changed_by=province.officer,
            )
            for n in range(INITIATIVES)
        ),
        batch_size=1000,
    )  # fmt: skip
    Author.objects.bulk_create((Author(initiative=row, outside_name="Lê Văn An", share=100) for row in made), 1000)


def owe_reports(province: Any) -> None:
    """Half of the schools have reported."""
    from thidua.plans.models import Duty, Obligation

    facts = {"text": "Báo cáo kết quả", "kind": "report", "due": date(2026, 12, 10), "order": 99}
    duty = Duty.objects.create(plan=province.plan, **facts)
    states = ("submitted", "not_started")
    rows = (
        Obligation(duty=duty, unit=school, due=duty.due, status=states[n % 2])
        for n, school in enumerate(province.schools)
    )
    Obligation.objects.bulk_create(rows, batch_size=1000)


def begun(province: Any) -> None:
    """The report begun and filled, with all that is kept and noted in the trail, and taken back."""
    from django.db import transaction

    from thidua.reports.operations import make_report

    with transaction.atomic():
        facts = {"by": province.officer, "kind": "final", "today": TODAY}
        report = make_report(province.department, province.plan, **facts)
        assert len(report.sections.get(source="figures").facts.rows) == len(province.targets)
        transaction.set_rollback(True)


def bare_sums(province: Any) -> None:
    """Of the last month all cells by target, of all duties who owes and who handed in, of initiatives the states."""
    from django.db import connection

    statements = (
        """
        SELECT m.target_id, COUNT(*), SUM(m.reached), SUM(m.numerator), SUM(m.denominator), MAX(m.value), MIN(m.value)
        FROM progress_measurement m JOIN plans_target t ON t.id = m.target_id
        WHERE t.plan_id = %s AND m.period = '2026-12' AND m.status = 'accepted' GROUP BY m.target_id
        """,
        """
        SELECT o.duty_id, o.due, o.status, COUNT(*) FROM plans_obligation o JOIN plans_duty d ON d.id = o.duty_id
        WHERE d.plan_id = %s GROUP BY o.duty_id, o.due, o.status
        """,
        """
        SELECT i.status, i.scope, COUNT(*), SUM(i.copies) FROM initiatives_initiative i
        WHERE i.year = 2026 AND i.unit_id <> %s GROUP BY i.status, i.scope
        """,
    )
    with connection.cursor() as cursor:
        for statement, key in zip(statements, (province.plan.pk, province.plan.pk, province.top.pk), strict=True):
            cursor.execute(statement, [key])
            assert cursor.fetchall()
