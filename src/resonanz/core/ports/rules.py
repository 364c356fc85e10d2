"""What the company decided, as the use cases ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from resonanz.core.department import Department, Route, StandingQuery


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
