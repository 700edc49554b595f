"""A province of 1,500 schools and a year of figures: what the department's board costs beside plain SQL, whether it
grows with what lies below it, what one figure costs to write, and how fast the sums are counted anew. On SQLite, and on
PostgreSQL where `BENCH_DATABASE_URL` (or the server at 127.0.0.1:5432) answers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.postgres import address, fresh_database, is_reachable

POSTGRES = address("thidua_progress_bench")
COMMUNES, SCHOOLS, PERSONS = 100, 1_500, 60_000
TARGETS, PERIODS, EVIDENCE = 30, 12, 1_000_000
FEW = 10
"""The smaller province has so many times fewer persons, figures and pieces of evidence."""
REPEATS = 15
LATE = date(2027, 1, 20)
"""When the plan is issued here: none of its periods is still to come, they are made in one piece."""
UNITS = {
    "rebuild_seconds_per_million": "s",
    "queries": "queries",
    "page_ms": "ms",
    "sql_ms": "ms",
    "page_bytes": "bytes",
}


def measure() -> Iterable[tuple[str, float, str]]:
    """A line for each database, and under the plain name the worse of them."""
    worst: dict[str, float] = defaultdict(float)
    for name, figures in by_database():
        for figure, value in figures.items():
            worst[figure] = max(worst[figure], value)
            yield f"{figure}.{name}", value, unit_of(figure)
    for figure, value in worst.items():
        yield figure, value, unit_of(figure)


def unit_of(figure: str) -> str:
    return UNITS.get(figure.partition(".")[2], "times")


def by_database() -> Iterator[tuple[str, dict[str, float]]]:
    with TemporaryDirectory() as folder:
        yield "sqlite", measured_at(f"sqlite:///{folder}/bench.sqlite3")
    if is_reachable(POSTGRES):
        with fresh_database(POSTGRES):
            yield "postgresql", measured_at(POSTGRES)
    else:
        print("rollup: no PostgreSQL at BENCH_DATABASE_URL, measured on SQLite only", file=sys.stderr)


def measured_at(url: str) -> dict[str, float]:
    """In a process of its own: a process speaks to one database."""
    done = subprocess.run([sys.executable, "-m", "bench.progress", url], check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def figures_of(url: str) -> dict[str, float]:
    import django

    os.environ["TEST_DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "thidua.settings_test"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    province = Province()
    province.grow(PERSONS // FEW, whole=False)
    before = province.page_seconds()
    cells = province.grow(PERSONS, whole=True)
    rebuild = province.rebuild_seconds()
    page, sql = province.page_seconds(), province.sql_seconds()
    return {
        "rollup.page_ms": 1000 * page,
        "rollup.sql_ms": 1000 * sql,
        "rollup.page_bytes": len(province.page().content),
        "rollup.page_vs_sql": page / sql,
        "rollup.growth": page / before,
        "rollup.write_vs_insert": province.write_vs_insert(),
        "rollup.rebuild_seconds_per_million": rebuild * 1_000_000 / cells,
        "board.queries": province.queries(),
    }


def unit_facts(kind: str, n: int) -> dict[str, str]:
    return {"kind": kind, "name": f"Đơn vị {kind} {n}", "code": f"{kind}{n:05d}"}


class Province:
    """Communes with their schools, and the department's plan of the year with all its targets."""

    def __init__(self) -> None:
        from thidua.people.models import Unit
        from thidua.plans.tests import make

        self.top = make.unit("Tỉnh", kind="province")
        self.department = make.unit("Sở Giáo dục và Đào tạo", parent=self.top, kind="department")
        self.officer = make.person(self.department)
        self.communes = [Unit.objects.add_child(self.top, unit_facts("commune", n)) for n in range(COMMUNES)]
        self.schools = [
            Unit.objects.add_child(self.communes[n % COMMUNES], unit_facts("primary", n)) for n in range(SCHOOLS)
        ]
        self.plan, self.targets = self.issued()
        self.persons = 0
        self.client: Any = None

    def issued(self) -> tuple[Any, list[Any]]:
        from thidua.plans import operations
        from thidua.plans.models import Target
        from thidua.plans.tests import make

        dates = {"start": date(2026, 1, 1), "end": date(2026, 12, 31)}
        plan = make.draft(self.department, self.officer, **dates)
        for n in range(TARGETS):
            facts = {"measure": "ratio", "value": 90, "comparator": ">=", "unit_of_count": "%", "level": "subordinate"}
            make.line(plan, Target, self.officer, text=f"Tỷ lệ hồ sơ loại {n} được giải quyết trực tuyến", **facts)
        plan.targets.update(frequency="month")
        operations.address_units(plan, self.schools, by=self.officer, today=LATE)
        operations.issue_plan(plan, by=self.officer, today=LATE)
        return plan, list(plan.targets.order_by("pk"))

    def grow(self, persons: int, *, whole: bool) -> int:
        """Up to so many persons, a tenth of the figures or all of them, and as many sums. Returns how many figures."""
        from thidua.progress.operations.rebuilding import rebuild

        self.staff(persons)
        last, earlier = f"2026-{PERIODS:02d}", [f"2026-{n:02d}" for n in range(1, PERIODS)]
        if whole:
            added = self.measured(earlier[:-1], self.schools) + self.measured(
                earlier[-1:], self.schools[SCHOOLS // 5 :]
            )
        else:
            added = self.measured([last], self.schools) + self.measured(earlier[-1:], self.schools[: SCHOOLS // 5])
        self.prove(EVIDENCE if whole else EVIDENCE // FEW)
        rebuild()
        analyse()
        return added

    def staff(self, persons: int) -> None:
        from thidua.people.models import Person, Post

        new = range(self.persons, persons)
        rows = Person.objects.bulk_create(
            (Person(full_name=f"Nguyễn Văn {n}", username=f"nguoi-{n}", password="!") for n in new), batch_size=1000
        )
        Post.objects.bulk_create(
            (
                Post(person=row, unit=self.schools[n % SCHOOLS], role="member", valid_from=date(2020, 1, 1))
                for n, row in enumerate(rows)
            ),
            batch_size=1000,
        )
        self.persons = persons

    def measured(self, periods: list[str], schools: list[Any]) -> int:
        """The accepted hand-ins and cells of these schools."""
        from thidua.plans.models import Obligation
        from thidua.progress.models import Measurement

        duty = self.plan.duties.get(frequency="month")
        commune = {school.pk: self.communes[n % COMMUNES].pk for n, school in enumerate(self.schools)}
        due = {period: date.fromisoformat(f"{period}-28") for period in periods}
        papers = Obligation.objects.bulk_create(
            (
                Obligation(
                    duty=duty, unit=school, due=due[period], period=period, status="accepted",
                    place=f"{commune[school.pk]},{self.top.pk}",
                )
                for period in periods
                for school in schools
            ),
            batch_size=1000,
        )  # fmt: skip
        cells = (
            Measurement(
                obligation=paper, target=target, unit_id=paper.unit_id, period=paper.period, changed_by=self.officer,
                numerator=(part := 60 + (paper.unit_id * 7 + target.pk * 13 + len(paper.period)) % 41),
                denominator=100, value=part, reached=part >= 90, status="accepted",
            )
            for paper in papers
            for target in self.targets
        )  # fmt: skip
        for some in pieces(cells, 20_000):
            Measurement.objects.bulk_create(some, batch_size=1000)
        return Measurement.objects.count()

    def prove(self, pieces_of_evidence: int) -> None:
        """Each figure has one or two of the links that its province keeps."""
        from thidua.documents.models import Attachment
        from thidua.progress.models import Measurement

        links = Attachment.objects.bulk_create(
            Attachment(unit=school, link=f"https://minh-chung.example/{n}", by=self.officer)
            for n, school in enumerate(self.schools)
        )
        through = Measurement.evidence.through
        cells = Measurement.objects.order_by("pk").values_list("pk", flat=True)
        rows = (
            through(measurement_id=cell, attachment_id=links[(cell + extra) % len(links)].pk)
            for extra in range(2)
            for cell in cells.iterator(chunk_size=20_000)
        )
        missing = pieces_of_evidence - through.objects.count()
        for some in pieces(islice(rows, max(missing, 0)), 20_000):
            through.objects.bulk_create(some, batch_size=1000)

    def page(self) -> Any:
        from django.test import Client

        if self.client is None:
            self.client = Client()
            self.client.force_login(self.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = self.client.get(f"/tien-do/ke-hoach/{self.plan.pk}/", {"ky": "2026-12"})
        assert answer.status_code == 200
        return answer

    def page_seconds(self) -> float:
        return median_seconds(self.page)

    def sql_seconds(self) -> float:
        """The numbers of the same page in one statement: its node, the parts of the page, two periods, all targets."""
        from django.db import connection

        from thidua.progress.views.boards import PER_PAGE

        in_order = sorted(self.communes, key=lambda unit: (unit.sort_key, unit.pk))
        shown = [unit.pk for unit in in_order[:PER_PAGE]] + [self.top.pk]
        marks = ", ".join(["%s"] * len(shown))
        statement = f"""
            SELECT u.id, u.name, r.target_id, r.period, SUM(r.units), SUM(r.reported), SUM(r.accepted), SUM(r.reached),
                   SUM(r.numerator), SUM(r.denominator), SUM(r.total)
            FROM progress_rollup r JOIN people_unit u ON u.id = r.unit_id JOIN plans_target t ON t.id = r.target_id
            WHERE t.plan_id = %s AND r.unit_id IN ({marks}) AND r.period IN ('2026-11', '2026-12')
            GROUP BY u.id, u.name, u.sort_key, r.target_id, r.period ORDER BY u.sort_key, r.target_id, r.period
        """

        def ask() -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, [self.plan.pk, *shown])
                assert len(cursor.fetchall()) == len(shown) * TARGETS * 2

        return median_seconds(ask)

    def queries(self) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            self.page()
        return len(asked)

    def rebuild_seconds(self) -> float:
        from thidua.progress.models import RollUp
        from thidua.progress.operations.rebuilding import rebuild

        RollUp.objects.all().delete()
        start = time.perf_counter()
        assert rebuild() == TARGETS * PERIODS * (COMMUNES + 1)
        return time.perf_counter() - start

    def write_vs_insert(self) -> float:
        """One figure written, audited and carried up, beside a bare insert of such a row; in turns, so that what slows
        the machine slows both.

        The floor is one row by the same ORM, with its keys checked and its indexes kept, committed by itself and as
        durable. It has no lock, no look at what is asked or was there before, no permission, no trail and no sum: those
        are what the other side pays for, in one transaction.
        """
        from thidua.plans.models import Obligation
        from thidua.progress.models import Measurement

        papers = Obligation.objects.filter(period="2026-12").select_related("duty__plan__unit", "unit").order_by("-pk")
        papers = list(papers[: 2 * (REPEATS + 1)])
        Measurement.evidence.through.objects.filter(measurement__obligation__in=papers).delete()
        Measurement.objects.filter(obligation__in=papers).delete()
        Obligation.objects.filter(pk__in=[paper.pk for paper in papers]).update(status="drafting")
        turns = [
            (seconds(self.write, written), seconds(self.insert, bare))
            for written, bare in zip(papers[::2], papers[1::2], strict=True)
        ]
        written, bare = zip(*turns[1:], strict=True)  # the first turn warms both
        return median(written) / median(bare)

    def write(self, paper: Any) -> None:
        from django.db import transaction

        from thidua.progress.operations.figures import record_figure
        from thidua.progress.operations.sums import Change, carry_up
        from thidua.progress.shares import NOTHING, share_of

        nine_of_ten = {"numerator": Decimal(9), "denominator": Decimal(10)}
        paper.status = "drafting"
        with transaction.atomic():
            cell = record_figure(paper, self.targets[0], by=self.writer(paper), seen_edition=0, **nine_of_ten)
            cell.status = "accepted"
            carry_up([Change(cell.target_id, cell.period, paper.place, NOTHING, share_of(cell))])

    def writer(self, paper: Any) -> Any:
        """The officer made head of the school; the posts were asked for before, as for any request."""
        from thidua.people.models import Post

        post = Post(person=self.officer, unit=paper.unit, role="head", valid_from=date(2020, 1, 1))
        self.officer.posts_by_day = {date.today(): (post,)}
        return self.officer

    def insert(self, paper: Any) -> None:
        from thidua.progress.models import Measurement

        Measurement.objects.create(
            obligation=paper, target=self.targets[0], unit_id=paper.unit_id, period=paper.period,
            numerator=9, denominator=10, value=90, reached=True, changed_by=self.officer,
        )  # fmt: skip


def pieces(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


def analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def median_seconds(work: Callable[[], Any]) -> float:
    return median(seconds(work) for _ in range(REPEATS))


def seconds(work: Callable[..., Any], *args: Any) -> float:
    start = time.perf_counter()
    work(*args)
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(figures_of(sys.argv[1])))
