"""What people ask with a query apart from reading what it finds."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.desk import Desk
from resonanz.app.questions import Questions
from resonanz.core.ports import Reruns


class Asking(Desk):
    """Make what answers questions about queries."""

    @cached_property
    def reruns(self) -> Reruns:
        """Return how far old mentions have been matched again with changed queries."""
        from resonanz.store.relational.repositories import StoredReruns

        return StoredReruns()

    @cached_property
    def questions(self) -> Questions:
        """Return what tells what a query means here and now."""
        return Questions(self.archive, self.definitions, self.clock)
