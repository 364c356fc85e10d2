"""What the use cases need from outside, as narrow Protocols; one contract test class for each.

Every write is idempotent. What a method has acknowledged by returning survives the death of the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from resonanz.core.case import Case, CaseEvent
from resonanz.core.department import Department, Route, StandingQuery
from resonanz.core.heard import Heard, Kept
from resonanz.core.ids import CaseId, DepartmentId, MentionId, ReplyId, SourceId, UserId
from resonanz.core.mention import Mention
from resonanz.core.reply import Reply
from resonanz.core.search import Change, Count, Filter, Group, Mark, Page
from resonanz.core.source import Counts, Gap, Source, SourceHealth
from resonanz.core.understood import Priority, Understood


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


class Rulebook(Protocol):
    """Keep what the company decided: queries, routes, departments, its own accounts."""

    def queries(self) -> list[StandingQuery]:
        """Return the active standing queries."""
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
class Opening:
    """Ask that a case is opened, or joined where its thread has one by then."""

    mention: Mention
    understood: Understood
    department: DepartmentId
    priority: Priority
    route: str
    """Name of the rule that decided."""
    is_reaction: bool = False
    """As in `Joining`, where an earlier mention of the batch opens the case that this one joins."""
    is_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """Ask that a mention is put into the case of its thread."""

    case: CaseId
    mention: Mention
    understood: Understood
    is_reaction: bool
    """Somebody other than us spoke: a reaction where the case waits for one."""
    is_answer: bool = False
    """We spoke in the thread ourselves and not from here: the case is answered unless it is closed."""


class Casebook(Protocol):
    """Keep cases, their mentions and their events."""

    def mark(self, follower: str) -> int:
        """Return up to which `seq` of the archive a follower has come."""
        ...

    def cases_of(self, threads: Iterable[MentionId]) -> Mapping[MentionId, Case]:
        """Return the case of each thread that has one."""
        ...

    def take_in(
        self,
        openings: Sequence[Opening],
        joinings: Sequence[Joining],
        *,
        follower: str,
        seq: int,
        at: datetime,
    ) -> list[CaseId]:
        """Apply a batch and move the follower's mark in one transaction; a mention is in a case once.

        A mention that is in its case already and comes with a higher revision leaves an `edited` event; a case that is
        called by its words is called by the new ones.
        Return the ids of the cases that were opened.
        """
        ...

    def load(self, case: CaseId) -> Case:
        """Return one case; raise NotFound."""
        ...

    def mentions(self, case: CaseId) -> list[MentionId]:
        """Return the case's mentions in the order they joined."""
        ...

    def change(self, before: Case, after: Case, event: CaseEvent) -> None:
        """Store a changed case with its event; raise Conflict if it is no longer as `before`."""
        ...

    def note(self, event: CaseEvent) -> None:
        """Add an event that changes nothing else."""
        ...

    def events(self, case: CaseId) -> list[CaseEvent]:
        """Return a case's history, oldest first."""
        ...

    def forget(self, ids: Sequence[MentionId], at: datetime) -> int:
        """Erase what cases hold of these mentions (subject, excerpt); the case and its history stay."""
        ...

    def watched(self, *, since: datetime, limit: int) -> list[Case]:
        """Return cases in whose threads we answered after `since`, and open ones, to be read again."""
        ...


class Replies(Protocol):
    """Keep answers on their way."""

    def add(self, reply: Reply) -> Reply:
        """Store a new draft; return it with its id."""
        ...

    def load(self, reply: ReplyId) -> Reply:
        """Return one reply; raise NotFound."""
        ...

    def of_case(self, case: CaseId) -> list[Reply]:
        """Return a case's replies, oldest first."""
        ...

    def change(self, before: Reply, after: Reply) -> None:
        """Store a changed reply; raise Conflict if it is no longer in the state and text of `before`."""
        ...

    def due(self, now: datetime, *, limit: int = 20) -> list[Reply]:
        """Return approved replies whose next try is due."""
        ...

    def sent_among(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return which of these mentions are answers that were sent from here."""
        ...

    def left_sending(self, *, before: datetime) -> list[Reply]:
        """Return replies that were being sent when their process died: marked `sending` before that moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold one line of the audit trail."""

    at: datetime
    actor: UserId | None
    action: str
    subject: str
    """Kind and id: case:12, source:3."""
    detail: Mapping[str, object] = field(default_factory=dict)
    """Never a secret, never a text of a stranger."""


class Audit(Protocol):
    """Keep who changed what; append-only."""

    def write(self, entry: Entry) -> None:
        """Append a line."""
        ...


ASKED_FOR: Final = "asked for by or for its author"
BY_ADMINISTRATOR: Final = "erased by an administrator"
FOR_GOOD: Final = frozenset({ASKED_FOR, BY_ADMINISTRATOR})
"""Reasons of erasures that must not be undone by hearing the same again."""


class Ledger(Protocol):
    """Keep a signed line for each erasure: that it happened, never what was said."""

    def write(self, *, reason: str, ids: Sequence[MentionId], at: datetime) -> None:
        """Append a line with the number, keyed hashes of the ids and a signature over the line before."""
        ...

    def barred(self, ids: Sequence[MentionId]) -> frozenset[MentionId]:
        """Return those of `ids` that were erased for good, for one of the reasons in `FOR_GOOD`."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Say where the answer stands."""

    id: MentionId
    url: str | None
    at: datetime
