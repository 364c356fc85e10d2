"""How far old mentions have been matched again with each query."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from resonanz.core.ids import QueryId
from resonanz.core.ports import Rerun
from resonanz.store.relational import models
from resonanz.store.relational.reach import reachable

_COLUMNS: Final = tuple(field.name for field in fields(Rerun) if field.name != "query")


class StoredReruns:
    """Keep the last run with each query."""

    @reachable()
    def last(self, query: QueryId) -> Rerun | None:
        """Return the last run with a query, finished or not; None when there was none."""
        row = models.QueryRerun.objects.filter(pk=query).first()
        return None if row is None else Rerun(query=query, **{name: getattr(row, name) for name in _COLUMNS})

    @reachable()
    def keep(self, rerun: Rerun) -> None:
        """Store how far a run is, in place of the last one with its query; nothing for a query that is gone."""
        if models.StandingQuery.objects.filter(pk=rerun.query).exists():
            models.QueryRerun.objects.update_or_create(
                query_id=rerun.query, defaults={name: getattr(rerun, name) for name in _COLUMNS}
            )
