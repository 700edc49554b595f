"""An administrator who looks at everything that is kept after a vote, and guesses who agreed.

Every table that names the voters is put in order by every column it has (and by the order and version of its rows, as
the database tells them); the first half in that order is guessed to have agreed. A voter who agreed voted early, so
already the order of voting, were it kept anywhere, would tell.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterator

from django.db import connection

Rows = list[dict[str, str]]
HIDDEN = {"sqlite": "rowid AS _row", "postgresql": "xmin::text AS _xmin, ctid::text AS _ctid, tableoid::text AS _oid"}


def tables() -> dict[str, Rows]:
    """Every row of every table as it lies, with what the database notes beside it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT {HIDDEN[connection.vendor]}, * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()]
    return found


def count_from_here() -> None:
    """Let what is rolled back give its numbers back: PostgreSQL's counters do not by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sequencename, COALESCE(last_value, 0) + 1 FROM pg_sequences")
            for name, following in cursor.fetchall():
                cursor.execute(f'ALTER SEQUENCE "{name}" RESTART WITH {following}')


def comparable(found: dict[str, Rows]) -> dict[str, Rows]:
    """Without what differs from vote to vote though nothing was said: PostgreSQL puts new rows where old ones were
    cleared away, and numbers its transactions on and on, of which the order is left.
    """
    if connection.vendor == "sqlite":
        return found
    numbers = sorted({int(row["_xmin"]) for rows in found.values() for row in rows})
    ranks = {str(number): str(rank) for rank, number in enumerate(numbers)}
    rows_of = {
        table: [{k: ranks[v] if k == "_xmin" else v for k, v in row.items() if k != "_ctid"} for row in rows]
        for table, rows in found.items()
    }
    return {table: sorted(rows, key=lambda row: sorted(row.items())) for table, rows in rows_of.items()}


def content() -> bytes:
    """All bytes of the database, those of removed rows included."""
    if connection.vendor == "sqlite":
        return bytes(connection.connection.serialize())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE relkind IN ('r', 't')"
        )
        return b"".join(bytes(row[0]) for row in cursor.fetchall() if row[0])


def orders(found: dict[str, Rows], voters: set[int]) -> Iterator[tuple[str, list[int]]]:
    """Each way to put the voters in an order: where, and the order."""
    wanted = {str(voter) for voter in voters}
    for table, rows in found.items():
        for who in rows[0] if rows else ():
            named = [row for row in rows if row[who] in wanted]
            if {row[who] for row in named} == wanted:
                for column in ("", *rows[0]):
                    ordered = sorted(named, key=lambda row, column=column: sortable(row.get(column, "")))
                    yield f"{table}.{who} by {column}", list(dict.fromkeys(int(row[who]) for row in ordered))


def sortable(value: str) -> tuple[int, str]:
    return (len(value), value) if value.isdecimal() else (0, value)


def right_guesses(found: dict[str, Rows], agreed: set[int], voters: set[int]) -> dict[str, int]:
    """By way of ordering: how many voters' answers are guessed right."""
    return {
        way: sum((voter in agreed) == (voter in set(order[: len(agreed)])) for voter in voters)
        for way, order in orders(found, voters)
    }


class Score:
    """Guesses over many votes, by way of ordering."""

    def __init__(self) -> None:
        self.right: dict[str, int] = defaultdict(int)
        self.all: dict[str, int] = defaultdict(int)

    def add(self, guesses: dict[str, int], voters: int) -> None:
        for way, right in guesses.items():
            self.right[way] += right
            self.all[way] += voters

    def best(self) -> tuple[float, str]:
        """How far from a coin the best way is, either way round, and which it is; always the same answer is no way."""
        return max((abs(self.right[way] / self.all[way] - 0.5), way) for way in self.right)


def shuffled(values: list[int]) -> list[int]:
    mixed = list(values)
    secrets.SystemRandom().shuffle(mixed)
    return mixed
