"""What the company decided, in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.ids import QueryId
from resonanz.core.ports import Rerun


class MemoryRulebook:
    """Hold queries, routes, departments and own accounts as plain attributes that may be assigned."""

    def __init__(
        self,
        *,
        queries: Sequence[StandingQuery] = (),
        routes: Sequence[Route] = (),
        departments: Sequence[Department] = (),
        own_accounts: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self.all_queries = list(queries)
        self.all_routes = list(routes)
        self.all_departments = list(departments)
        self.accounts = own_accounts

    def queries(self) -> list[StandingQuery]:
        """Return the active standing queries."""
        return [query for query in self.all_queries if query.active]

    def named_queries(self) -> Mapping[str, str]:
        """Return the text of every query by its name, switched off ones too."""
        return {query.name: query.text for query in self.all_queries}

    def routes(self) -> list[Route]:
        """Return the active routes in their order."""
        return sorted((route for route in self.all_routes if route.active), key=lambda route: route.position)

    def departments(self) -> list[Department]:
        """Return the departments."""
        return list(self.all_departments)

    def own_accounts(self) -> frozenset[tuple[str, str]]:
        """Return (channel, lower-case handle or id) of the company's own accounts."""
        return frozenset((channel, name.lower()) for channel, name in self.accounts)

    def own(self, channel: str, names: Sequence[str]) -> None:
        """Note that these names are an account of ours."""
        self.accounts |= {(channel, name) for name in names}

    def version(self) -> str:
        """Return a value that changes whenever any of these changes."""
        everything = (self.all_queries, self.routes(), self.departments(), sorted(self.own_accounts()))
        return hashlib.sha256(repr(everything).encode()).hexdigest()[:16]


class MemoryReruns:
    """Keep the last run with each query in a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[QueryId, Rerun] = {}

    def last(self, query: QueryId) -> Rerun | None:
        """Return the last run with a query."""
        return self._kept.get(query)

    def keep(self, rerun: Rerun) -> None:
        """Store how far a run is."""
        self._kept[rerun.query] = rerun
