"""What keeps everything that was heard: the log that the rest follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import MentionId
from resonanz.core.search import Change, Count, Filter, Group, Mark, Page
from resonanz.core.spoken import Spoken
from resonanz.core.volume import Volume


class Archive(Protocol):
    """Keep mentions and what is understood of them: append-mostly, columnar, a log that can be followed."""

    def keep(self, batch: Sequence[Heard]) -> Kept:
        """Store a batch; the same (id, revision) again changes nothing, a higher revision replaces.

        A value that a person set stays when a revision comes. A replaced mention gets a new `seq`.
        """
        ...

    def known(self, ids: Sequence[MentionId]) -> Mapping[MentionId, int]:
        """Return the revision of each id that is there."""
        ...

    def find(self, ids: Sequence[MentionId]) -> Mapping[MentionId, Heard]:
        """Return those of `ids` that are there."""
        ...

    def page(self, filter: Filter, *, limit: int = 50, after: Mark | None = None) -> Page:
        """Return up to `limit` mentions under `filter`, newest first, beginning after `after`."""
        ...

    def scan(self, filter: Filter, *, batch: int = 5_000) -> Iterator[list[Heard]]:
        """Stream all mentions under `filter`, newest first, in flat memory."""
        ...

    def following(self, seq: int, *, limit: int = 2_000) -> list[Heard]:
        """Return what arrived after `seq`, in the order of arrival."""
        ...

    def head(self) -> int:
        """Return the highest `seq`, 0 when empty."""
        ...

    def count(self, ask: Count) -> list[Group]:
        """Return the numbers asked for, time buckets ascending, else largest first."""
        ...

    def volume(self, filter: Filter, *, looks: int = 1_000) -> Volume:
        """Return about how many mentions are under `filter`, quickly: of a text, no more than `looks` are looked at."""
        ...

    def words(self, filter: Filter, *, limit: int = 30, looks: int = 2_000) -> Spoken:
        """Return the words that most of what is under `filter` has; of very many, `looks` mentions are read."""
        ...

    def relabel(self, changes: Sequence[Change]) -> int:
        """Change understood values; return how many mentions were there to change."""
        ...

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase mentions physically, text index included; return how many were there."""
        ...

    def forget_author(self, channel: str, author: str) -> list[MentionId]:
        """Erase all mentions of an author (id or handle); return their ids."""
        ...

    def expire(self, *, before: datetime, source: str | None = None) -> list[MentionId]:
        """Erase what was published before a moment (of one source or all); return the ids."""
        ...
