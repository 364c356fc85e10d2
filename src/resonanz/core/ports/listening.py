"""What listening and answering need: raw payloads, sources, credentials, the way back into the channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from resonanz.core.ids import MentionId, SourceId
from resonanz.core.mention import Mention
from resonanz.core.source import Counts, Gap, Source, SourceHealth


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Hold one raw item as it came, so that history can be normalised again."""

    mention: MentionId
    form: str
    """Which shape the connector gave it: status, notification, entry, ..."""
    body: bytes
    """UTF-8 JSON."""
    seen_at: datetime


class Payloads(Protocol):
    """Keep raw payloads beside the mentions made of them."""

    def keep(self, source: SourceId, batch: Sequence[Payload]) -> None:
        """Store payloads; a newer one of the same mention and form replaces the older."""
        ...

    def of(self, mention: MentionId) -> list[Payload]:
        """Return the payloads that a mention was made of."""
        ...

    def forget(self, ids: Sequence[MentionId]) -> int:
        """Erase the payloads of these mentions."""
        ...

    def expire(self, *, before: datetime) -> int:
        """Erase the payloads seen before a moment."""
        ...


class SourceBook(Protocol):
    """Keep the configured sources, their cursors, health, counts and gaps."""

    def all(self) -> list[Source]:
        """Return every source, by name."""
        ...

    def load(self, source: SourceId) -> Source:
        """Return one source; raise NotFound."""
        ...

    def ensure(self, name: str, connector: str) -> Source:
        """Return the source of that name, made when it is not there."""
        ...

    def cursor(self, source: SourceId) -> Mapping[str, object] | None:
        """Return where reading goes on, None at the beginning."""
        ...

    def advance(self, source: SourceId, cursor: Mapping[str, object] | None, counts: Counts, at: datetime) -> None:
        """Store the cursor (None: leave it) and add the counts of the hour in one transaction, after all facts."""
        ...

    def health(self, source: SourceId) -> SourceHealth:
        """Return how the source is."""
        ...

    def healths(self) -> Mapping[SourceId, SourceHealth]:
        """Return how every source is; those not named are well."""
        ...

    def report(self, source: SourceId, health: SourceHealth) -> None:
        """Store how the source is."""
        ...

    def open_gap(self, gap: Gap) -> None:
        """Record that the source stopped listening; an open gap stays as it is."""
        ...

    def close_gap(self, source: SourceId, at: datetime) -> None:
        """Record that the source listens again."""
        ...

    def wanted(self) -> list[SourceId]:
        """Return the sources that somebody asked to look now, and forget the wish."""
        ...

    def want(self, source: SourceId) -> None:
        """Wish that the source looks now."""
        ...


class Secrets(Protocol):
    """Keep credentials encrypted; they appear in no log, URL or error."""

    def read(self, source: SourceId) -> Mapping[str, str]:
        """Return the secret settings of a source."""
        ...

    def write(self, source: SourceId, secrets: Mapping[str, str]) -> None:
        """Replace the secret settings of a source; a value that is empty keeps the old one."""
        ...


class Channels(Protocol):
    """Reach the channels through whichever configured source can."""

    def limit(self, mention: Mention) -> int | None:
        """Return the longest answer to this mention, in graphemes; None where it cannot be answered from here."""
        ...

    def publish(self, answer: Answer) -> Posted:
        """Post an answer once for its key; raise a SourceTrouble otherwise."""
        ...

    def hear_thread(self, mention: Mention) -> int:
        """Read the whole thread around a mention again and take it in; return how much of it was new."""
        ...


class Moderators(Protocol):
    """Decide what everybody may read on channels of our own."""

    def can_moderate(self, mention: Mention) -> bool:
        """Tell whether a configured source may decide about this mention; nothing is asked of the channel."""
        ...

    def moderate(self, mention: Mention, *, shown: bool) -> None:
        """Let everybody read it, or take it out of sight; raise a SourceTrouble. Doing it again changes nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Hold what is to be posted."""

    key: str
    mention: Mention
    """What is answered."""
    text: str
    lang: str | None
    repeated: bool
    """Whether an earlier try may have reached the channel."""
    quiet: bool = False
    """One of many that say the same: out of public lists, where the channel knows such a way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Say where the answer stands."""

    id: MentionId
    url: str | None
    at: datetime
