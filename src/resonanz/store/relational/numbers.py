"""Numbers that no column can hold are refused by PostgreSQL's driver as SQLite's refuses them.

PostgreSQL compares a number of any length with a column and finds nothing; whoever asked for it would take an empty
list for an answer. So both raise OverflowError, which the API calls the asker's mistake.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def begin() -> None:
    """Refuse such numbers on every connection that is made from now on."""
    connection_created.connect(_refuse_longer, dispatch_uid="resonanz numbers")


def _refuse_longer(connection: BaseDatabaseWrapper, **_: Any) -> None:  # noqa: ANN401  Django's signature
    if connection.vendor != "postgresql":
        return
    from psycopg.types.numeric import IntDumper  # noqa: PLC0415  there only where it is used

    class Bounded(IntDumper):
        def upgrade(self, obj: int, format: Any) -> Any:  # noqa: ANN401  the driver's signature
            if not -(2**63) <= obj < 2**63:
                raise OverflowError("This number is longer than any column.")
            return super().upgrade(obj, format)

    connection.connection.adapters.register_dumper(int, Bounded)
