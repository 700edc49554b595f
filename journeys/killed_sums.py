"""What the test with the dead counter does inside the installation: `python -m journeys.killed_sums seed` and so on."""

import sys
import time
from typing import Any

import django

TARGETS = 30
WRITES = 4
"""The counter is stopped at this write of sums: some are written, none is committed."""


def seed() -> None:
    """A plan of many targets with accepted figures, whose sums have gone wrong."""
    from django.db.models import F

    from thidua.progress.models import Measurement, RollUp
    from thidua.progress.tests import make

    world = make.Province(communes=20, schools=20)
    plan = world.issued(*({"text": f"Chỉ tiêu {n}"} for n in range(TARGETS)))
    for school in world.schools:
        for target in plan.targets.all():
            make.cell(make.owed(plan, school), target, world.officer, status=Measurement.Status.ACCEPTED)
    RollUp.objects.update(reported=F("pk"))


def count_slowly() -> None:
    """Count anew; from the fourth write on the database takes its time, and the parent is told."""
    from django.db import connection

    from thidua.progress.operations.rebuilding import rebuild

    written = 0

    def slow(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal written
        answer = execute(sql, *rest)
        written += sql.startswith("INSERT INTO") and "progress_rollup" in sql
        if written >= WRITES:
            print("written", flush=True)
            time.sleep(600)
        return answer

    with connection.execute_wrapper(slow):
        rebuild()


def tell() -> None:
    """All sums as they are kept, and how many plans have wrong ones."""
    from thidua.progress.models import RollUp
    from thidua.progress.operations.rebuilding import wrong_sums

    facts = RollUp.objects.order_by("target", "unit", "period").values_list("reported", "accepted", "numerator")
    print(hash(tuple(facts)), len(facts), len(list(wrong_sums())))


def mend() -> None:
    from thidua.progress.operations.rebuilding import rebuild

    print(rebuild())


if __name__ == "__main__":
    django.setup()
    globals()[sys.argv[1]]()
