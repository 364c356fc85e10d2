"""What people ask with a query apart from reading what it finds."""

from __future__ import annotations

from functools import cached_property

from resonanz.app.house.desk import Desk
from resonanz.app.questions import Questions


class Asking(Desk):
    """Make what answers questions about queries."""

    @cached_property
    def questions(self) -> Questions:
        """Return what tells what a query means here and now."""
        return Questions(self.archive, self.definitions, self.clock)
