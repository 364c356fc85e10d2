"""What the company decided, as the use cases ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.ids import QueryId


class Rulebook(Protocol):
    """Keep what the company decided: queries, routes, departments, its own accounts."""

    def queries(self) -> list[StandingQuery]:
        """Return the active standing queries."""
        ...

    def named_queries(self) -> Mapping[str, str]:
        """Return the text of every query by its name, switched off ones too: a query may name any of them."""
        ...

    def routes(self) -> list[Route]:
        """Return the active routes in their order."""
        ...

    def departments(self) -> list[Department]:
        """Return the departments."""
        ...

    def own_accounts(self) -> frozenset[tuple[str, str]]:
        """Return (channel, lower-case handle or id) of the company's own accounts; channel `*` means any."""
        ...

    def own(self, channel: str, names: Sequence[str]) -> None:
        """Note that these names are an account of ours; what is known already changes nothing."""
        ...

    def version(self) -> str:
        """Return a value that changes whenever any of these changes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """Say how far old mentions have been matched again with a changed query."""

    query: QueryId
    version: int
    definition: str
    """Digest of what is asked for, with all that the query names."""
    since: datetime | None = None
    """Mentions published before are left as they are."""
    reached: datetime | None = None
    """What was published after this moment is done, of what was there when it began."""
    seq: int
    """The archive's head when it began: what came later follows in the end."""
    looked_at: int = 0
    changed: int = 0
    began_at: datetime
    finished_at: datetime | None = None


class Reruns(Protocol):
    """Keep the last run over old mentions with each query."""

    def last(self, query: QueryId) -> Rerun | None:
        """Return the last run with a query, finished or not; None when there was none."""
        ...

    def keep(self, rerun: Rerun) -> None:
        """Store how far a run is, in place of the last one with its query; nothing for a query that is gone."""
        ...
