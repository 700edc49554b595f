"""A database of PostgreSQL for one measurement: made empty, dropped afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


def address(name: str) -> str:
    """Of `BENCH_DATABASE_URL`, else of a database of that name on this machine."""
    return os.environ.get("BENCH_DATABASE_URL", f"postgres://postgres@127.0.0.1:5432/{name}")


def is_reachable(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(_server(url), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def fresh_database(url: str) -> Iterator[None]:
    _run(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}")
    try:
        yield
    finally:
        _run(url, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _server(url: str) -> str:
    return urlsplit(url)._replace(scheme="postgresql", path="/postgres").geturl()


def _run(url: str, *statements: str) -> None:
    import psycopg
    from psycopg.sql import SQL, Identifier

    with psycopg.connect(_server(url), autocommit=True) as connection:
        for statement in statements:
            connection.execute(SQL(statement).format(Identifier(urlsplit(url).path.lstrip("/"))))
