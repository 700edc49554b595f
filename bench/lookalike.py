"""Look-alikes and the library among 50,000 descriptions: whether planted paraphrases are found, how fast, and how much
room the index takes. The floor of a query is its SQL alone, asked of the bare database.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from bench.descriptions import WAYS, abstract, paraphrase
from bench.people import temporary_database

ALL = 50_000
PLANTED = 500
UNRELATED = 300
"""New descriptions of the same fields, of the same words and phrases: the hardest that nothing is a copy of."""
PAGES = 30
SEARCHES = ("phan so", "chữ ký số", "quản lý cảm xúc", "bep an")
BATCH = 2_000


def measure() -> Iterable[tuple[str, float, str]]:
    with temporary_database():
        reader = build()
        start = time.perf_counter()
        bytes_before = size()
        remember()
        yield "lookalike.index_s", time.perf_counter() - start, "s"
        yield "lookalike.index_mb", (size() - bytes_before) / 2**20, "MB"
        yield from found_again()
        yield from false_alarms()
        yield from library(reader)


def build() -> Any:
    """Recognised ones of a hundred schools, over five years; one officer looks them up."""
    from thidua.initiatives.models import Initiative
    from thidua.people.models import Person, Post, Unit

    top = Unit.objects.add_root({"kind": "department", "name": "Sở Giáo dục và Đào tạo", "code": "SO"})
    schools = [
        Unit.objects.add_child(top, {"kind": "primary", "name": f"Trường {n}", "code": f"T{n:03d}"}) for n in range(100)
    ]
    reader = Person.objects.create(full_name="Lê Thị An", username="an", password="!")
    Post.objects.create(person=reader, unit=schools[0], role=Post.Role.MEMBER, valid_from=date(2020, 1, 1))
    fields = Initiative.Field.values
    for start in range(0, ALL, BATCH):
        rows = [
            Initiative(
                unit=schools[n % 100], year=2021 + n % 5, title=f"Giải pháp số {n}", parts={"solution": abstract(n)},
                field=fields[n % len(fields)], status="recognised", scope="unit", copies=n * 7 % 11,
                created_by=reader, changed_by=reader,
            )
            for n in range(start, start + BATCH)
        ]  # fmt: skip
        for row in rows:
            row.fold_text()
        Initiative.objects.bulk_create(rows)
    return reader


def remember() -> None:
    from thidua.initiatives.operations.likeness import remember_all

    for _ in remember_all():
        pass


def size() -> int:
    """Bytes of the database that are in use."""
    from django.db import connection

    with connection.cursor() as cursor:
        pages, free, each = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
    return (pages - free) * each


def found_again() -> Iterator[tuple[str, float, str]]:
    from thidua.initiatives.models import Initiative
    from thidua.initiatives.queries.likeness import look_alikes

    numbers = dict(Initiative.objects.values_list("title", "pk"))
    places: dict[str, list[int]] = {way: [] for way in WAYS}
    whole, floor = [], []
    for number in range(PLANTED):
        way, origin = WAYS[number % len(WAYS)], number * (ALL // PLANTED)
        asked = Initiative(title="Sáng kiến mới", parts={"solution": paraphrase(abstract(origin), way, number)})
        seconds, found = timed(lambda asked=asked: look_alikes(asked, least="none"))
        whole.append(seconds)
        floor.append(bare(asked))
        ranked = [each.other.pk for each in found]
        own = numbers[f"Giải pháp số {origin}"]
        places[way].append(ranked.index(own) if own in ranked else -1)
    every = [place for way in WAYS for place in places[way]]
    yield "lookalike.recall_at_5", sum(place >= 0 for place in every) / PLANTED, "share"
    yield "lookalike.precision_at_1", sum(place == 0 for place in every) / PLANTED, "share"
    for way in WAYS:
        yield f"lookalike.recall_at_5.{way}", sum(place >= 0 for place in places[way]) / len(places[way]), "share"
    yield "lookalike.query_ms", statistics.median(whole) * 1000, "ms"
    yield "lookalike.query_p95_ms", statistics.quantiles(whole, n=20)[-1] * 1000, "ms"
    yield "lookalike.query_floor_ms", statistics.median(floor) * 1000, "ms"
    yield "lookalike.query_vs_floor", statistics.median(whole) / statistics.median(floor), "times"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def bare(asked: Any) -> float:
    """The one query for candidates, written by hand."""
    from django.db import connection

    from thidua.initiatives.likeness import sketch, terms
    from thidua.initiatives.queries.likeness import CANDIDATES, compared_text

    hashes = ", ".join(map(str, sketch(terms(compared_text(asked)))))
    sql = (
        f"SELECT initiative_id, count(hash) FROM initiatives_fingerprint WHERE hash IN ({hashes}) "
        f"GROUP BY initiative_id HAVING count(hash) >= 2 ORDER BY 2 DESC, 1 LIMIT {CANDIDATES}"
    )
    with connection.cursor() as cursor:
        return timed(lambda: cursor.execute(sql).fetchall())[0]


def false_alarms() -> Iterator[tuple[str, float, str]]:
    """How often something is called alike that is nobody's copy; and how many copies are called so."""
    from thidua.initiatives.models import Initiative
    from thidua.initiatives.queries.likeness import look_alikes

    strangers = [Initiative(title="Mới", parts={"solution": abstract(ALL + 10 + n)}) for n in range(UNRELATED)]
    alarms = [{each.degree for each in look_alikes(asked)} for asked in strangers]
    for name in ("close", "same"):
        yield f"lookalike.false_{name}", sum(name in found for found in alarms) / UNRELATED, "share"
    copies = [
        Initiative(title="Mới", parts={"solution": paraphrase(abstract(n * 100), WAYS[n % 4], n)}) for n in range(200)
    ]
    told = [{each.degree for each in look_alikes(asked)} & {"close", "same"} for asked in copies]
    yield "lookalike.copies_called_close", sum(map(bool, told)) / len(copies), "share"


def library(reader: Any) -> Iterator[tuple[str, float, str]]:
    """The page of the library with words looked for, and how many queries it asks."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/sang-kien/kho/")
    seconds = []
    for number in range(PAGES):
        asked = {"q": SEARCHES[number % len(SEARCHES)]}
        spent, answer = timed(lambda asked=asked: client.get("/sang-kien/kho/", asked))
        assert answer.status_code == 200
        seconds.append(spent)
    with CaptureQueriesContext(connection) as queries:
        client.get("/sang-kien/kho/", {"q": SEARCHES[0]})
    yield "library.search_ms", statistics.median(seconds) * 1000, "ms"
    yield "library.queries", float(len(queries)), "queries"
