"""Looking again at what came of answers, whenever their thread moved or their time is over.

The one thing a reader would get wrong: what is settled is not worked out again, also when a word of the thread is
corrected later; figures of a past month must not change under whoever reported them.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from resonanz.core.clock import Clock
from resonanz.core.ids import CaseId
from resonanz.core.ports import Archive, Casebook, ReactionBook
from resonanz.core.reaction import reactions
from resonanz.core.search import Filter

AT_ONCE: Final = 100
"""Cases of one look."""
LONGEST_THREAD: Final = 5_000
"""Mentions of a thread that are read, newest first."""


class ReactionKeeper:
    """Keep up what came of answers."""

    def __init__(self, *, book: ReactionBook, archive: Archive, casebook: Casebook, clock: Clock) -> None:
        self._book = book
        self._archive = archive
        self._casebook = casebook
        self._clock = clock

    def tick(self) -> int:
        """Look at the next cases; return how many there were."""
        due = self._book.unsettled(self._clock.now(), limit=AT_ONCE)
        for case in due:
            self.look(case)
        return len(due)

    def look(self, case: CaseId) -> None:
        """Work out what came of one case's answers."""
        now = self._clock.now()
        sent = self._book.sent(case)
        thread = self._casebook.load(case).thread
        said = (heard for batch in self._archive.scan(Filter(thread=thread)) for heard in batch)
        heard = {one.mention.id: one for one in islice(said, LONGEST_THREAD)}
        # A case can hold mentions of other threads: those of cases that were merged into it.
        heard.update(self._archive.find(self._casebook.mentions(case)))
        self._book.keep(case, reactions(sent, heard.values(), now), now)
