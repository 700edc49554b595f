"""`path__under=p`: the node p and all below it, by an index on SQLite and PostgreSQL alike."""

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import StartsWith


@CharField.register_lookup
class Under(StartsWith):
    """A prefix of a materialised path. SQLite's LIKE cannot use an index, a range can; PostgreSQL's LIKE can."""

    lookup_name = "under"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return connection.operators["startswith"] % rhs

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"({lhs} >= %s AND {lhs} < %s)", [*params, self.rhs, *params, f"{self.rhs}~"]
