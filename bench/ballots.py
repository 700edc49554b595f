"""Three hundred members who vote in the same moment: is every answer there once, and how long does a member wait. On
PostgreSQL (`BENCH_DATABASE_URL`, or the server at 127.0.0.1:5432); without one nothing is measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any

from bench.postgres import address, fresh_database, is_reachable

POSTGRES = address("thidua_ballots_bench")
MEMBERS = 300
CONNECTIONS = 75
"""At once; a server of PostgreSQL takes a hundred as it comes."""
UNITS = {"ballot.p50_ms": "ms", "ballot.p95_ms": "ms", "ballot.count_ms": "ms"}


def measure() -> Iterable[tuple[str, float, str]]:
    if not is_reachable(POSTGRES):
        print("ballots: no PostgreSQL at BENCH_DATABASE_URL, nothing measured", file=sys.stderr)
        return
    with fresh_database(POSTGRES):
        done = subprocess.run([sys.executable, "-m", "bench.ballots", POSTGRES], check=True, stdout=subprocess.PIPE)
    for name, value in json.loads(done.stdout.splitlines()[-1]).items():
        yield name, value, UNITS.get(name, "ballots")


def figures_of(url: str, keys: str) -> dict[str, float]:
    import django

    os.environ["TEST_DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings_test"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.BALLOT_KEYS = keys
    call_command("migrate", verbosity=0)
    return voted()


def voted() -> dict[str, float]:
    """All vote at once, a third agreeing, a third against; then it is closed and counted."""
    from thidua.councils.operations import close_ballot
    from thidua.councils.tests import make

    ballot = make.ballot(make.meeting(make.council(MEMBERS)))
    people = make.voters(ballot)
    seconds = at_once(ballot, people)
    began = time.perf_counter()
    close_ballot(ballot, by=make.chair(ballot.item.meeting.council))
    counting = time.perf_counter() - began
    counts = make.counts(ballot)[0][1:4]
    expected = [sum(n % 3 == mark for n in range(MEMBERS)) for mark in range(3)]
    ordered = sorted(seconds)
    return {
        "ballot.lost": sum(max(want - got, 0) for want, got in zip(expected, counts, strict=True)),
        "ballot.doubled": sum(max(got - want, 0) for want, got in zip(expected, counts, strict=True)),
        "ballot.p50_ms": 1000 * ordered[len(ordered) // 2],
        "ballot.p95_ms": 1000 * ordered[int(len(ordered) * 0.95)],
        "ballot.count_ms": 1000 * counting,
    }


def at_once(ballot: Any, people: list[Any]) -> list[float]:
    """Seconds that each waited from the moment of pressing, in line for a connection included."""
    from django.db import connection

    from thidua.councils.operations import cast_vote

    start = Barrier(CONNECTIONS)
    shares = [list(enumerate(people))[at::CONNECTIONS] for at in range(CONNECTIONS)]

    def run(share: list[tuple[int, Any]]) -> list[float]:
        connection.ensure_connection()
        start.wait(60)
        began = time.perf_counter()
        waited = []
        for n, person in share:
            cast_vote(ballot, by=person, marks="+-0"[n % 3])
            waited.append(time.perf_counter() - began)
        connection.close()
        return waited

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return [seconds for part in threads.map(run, shares) for seconds in part]


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        print(json.dumps(figures_of(sys.argv[1], folder)))
