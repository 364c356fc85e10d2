"""Questions that people ask with a query apart from reading what it finds: on mentions in hand, and how much it brings.

Everything here takes the text of a query as it was written, and puts in what it names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress

from resonanz.app.definitions import CurrentDefinitions
from resonanz.core.clock import Clock
from resonanz.core.heard import Heard
from resonanz.core.ports import Archive
from resonanz.core.search import Filter
from resonanz.query.evaluate import matches
from resonanz.query.parents import asks_parent, with_parents
from resonanz.query.tree import Query


class Questions:
    """Answer what a query means here and now."""

    def __init__(self, archive: Archive, definitions: CurrentDefinitions, clock: Clock) -> None:
        self._archive = archive
        self._definitions = definitions
        self._clock = clock

    def read(self, text: str) -> Query:
        """Return the tree of a query with everything put in that it names; raise QueryError with the place."""
        return self._definitions().read(text)

    def answering(self, query: Query, batch: Sequence[Heard]) -> Sequence[Heard]:
        """Return mentions with what they answer put in if the query asks for it; look at these, keep the others."""
        return with_parents(batch, self._archive.find) if asks_parent(query) else batch

    def meeting(self, filter: Filter) -> Callable[[Sequence[Heard]], list[Heard]]:
        """Return what picks from mentions as they come in those under a filter; raise InputRejected.

        The query is put to them as a standing query is: relative times count back from when each was seen.
        """
        from resonanz.store.asking import check, meets

        check(filter)
        query = self.read(filter.query) if filter.query.strip() else None

        def meeting(batch: Sequence[Heard]) -> list[Heard]:
            under = [heard for heard in batch if meets(filter, heard)]
            if query is None:
                return under
            return list(compress(under, [matches(query, heard) for heard in self.answering(query, under)]))

        return meeting
