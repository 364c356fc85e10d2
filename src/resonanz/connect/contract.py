"""What a connector is: reading is impure and bounded, normalising is pure, the cursor is a low-water mark.

The one thing a reader would get wrong: a connector never stores its cursor. It hands it out with each batch, and
the runner stores it after the batch's facts. So the cursor may point too far back, never too far forward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias, runtime_checkable

from resonanz.connect.outside import Answer, Dial, Env, Http, Json, Line, Log
from resonanz.core.errors import (
    AccessDenied,
    CredentialsRejected,
    Misconfigured,
    NeedsOperator,
    PayloadChanged,
    PublishRefused,
    PublishUncertain,
    SourceGone,
    SourceTrouble,
    TryLater,
)
from resonanz.core.mention import Mention, Removed, Skip

CONTRACT_VERSION = 1

Cursor: TypeAlias = Mapping[str, object]
"""Opaque, JSON-able, versioned by the connector under the key `v`."""
Normalised: TypeAlias = Mention | Removed | Skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """Hold one item as the source gave it, with the source's own id."""

    native_id: str
    form: str
    """Which shape `payload` has: status, notification, entry, delete, ..."""
    payload: Json
    seen_at: datetime
    only_known: bool = False
    """Whether nobody asked for it unless an earlier version was asked for: taken in only where that is archived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Hold items and the cursor that may be stored once their facts are."""

    items: tuple[RawItem, ...]
    cursor: Cursor | None
    """None: nothing new to remember."""
    more: bool
    """False means caught up, honestly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Bound one look; a connector stops at whichever comes first and says `more`."""

    items: int = 1_000
    requests: int = 50
    seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Hold one source's settings as its connector declared them."""

    source: str
    """The source's name; mentions carry it."""
    settings: Mapping[str, object] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Hold what normalising may know besides the item: nothing that changes."""

    source: str
    settings: Mapping[str, object] = field(default_factory=dict)


class Form(StrEnum):
    """How a setting is asked for."""

    TEXT = "text"
    URL = "url"
    LIST = "list"
    """One value a line."""
    SECRET = "secret"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Declare one setting, so that the page, the command line and the documentation can ask for it."""

    name: str
    form: Form
    label: Mapping[str, str]
    """By language: de, en."""
    help: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()
    default: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Hold an answer to be published."""

    key: str
    """Publishing the same key twice posts once."""
    reply_to: str
    """Native id of the mention that is answered."""
    text: str
    lang: str | None = None
    repeated: bool = False
    """Whether an earlier try may have reached the channel: then look before posting."""
    quiet: bool = False
    """One of many that say the same: out of public lists, where the channel knows such a way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Say that the answer stands in the channel."""

    native_id: str
    url: str | None
    at: datetime


class Connection(Protocol):
    """Be one configured source, opened."""

    def read(self, cursor: Cursor | None, budget: Budget) -> Iterator[Batch]:
        """Yield what is new since `cursor`, in batches, within `budget`."""
        ...


@runtime_checkable
class Streams(Protocol):
    """Be able to keep a stream open."""

    def stream(self, cursor: Cursor | None, stop: Callable[[], bool]) -> Iterator[Batch]:
        """Yield what happens, until `stop()`; an empty batch when it is quiet. A cut line raises TryLater."""
        ...


@runtime_checkable
class Acks(Protocol):
    """Be told when a batch is safe (queues that redeliver)."""

    def ack(self, batch: Batch) -> None:
        """Tell the source that the batch is stored."""
        ...


@runtime_checkable
class Publishes(Protocol):
    """Be able to answer in the channel."""

    max_length: int
    """Longest answer, in graphemes."""

    def publish(self, reply: Outgoing) -> Published:
        """Post once for a key; raise PublishRefused, PublishUncertain or any SourceTrouble."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Hold what one request brought, once it was believed."""

    id: str
    """The sender's name for it, the same on every try."""
    items: tuple[RawItem, ...]


@runtime_checkable
class Receives(Protocol):
    """Be sent requests instead of asking: a webhook. The page that is their address hands them on."""

    def receive(self, headers: Mapping[str, str], body: bytes) -> Received:
        """Return what a request holds, names of headers in lower case; raise NotAllowed unless it can be believed."""
        ...


@runtime_checkable
class Moderates(Protocol):
    """Be able to decide what everybody may read, on a channel of our own; why is for our record to say."""

    def approve(self, native_id: str) -> None:
        """Let everybody read what waits for approval; nothing happens where they can. Raise a SourceTrouble."""
        ...

    def hide(self, native_id: str) -> None:
        """Take it out of public sight so that it can be approved again, never delete it. Raise a SourceTrouble."""
        ...


@runtime_checkable
class HasAccount(Protocol):
    """Be able to say under which account we speak, so that no source takes our own words for a stranger's."""

    def account_names(self) -> Sequence[str]:
        """Return the account's id and handle as authors of mentions carry them; none where it cannot be told."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """Hold a file that hangs on something said."""

    name: str
    """Cleaned; empty when it has none."""
    type: str
    """Media type by its first bytes."""
    body: bytes


@runtime_checkable
class HandsOut(Protocol):
    """Be able to hand out the files that `Mention.attachments` names, from where they lie."""

    def attachment(self, native_id: str, number: int) -> Attached:
        """Return one; raise SourceGone when it is no longer there, AccessDenied when it is not handed out."""
        ...


@runtime_checkable
class ReadsThreads(Protocol):
    """Be able to read a whole thread, because notifications alone lose replies."""

    def thread(self, native_id: str) -> Iterable[RawItem]:
        """Return the items of the thread around `native_id`, itself included where the channel gives it."""
        ...


@runtime_checkable
class Rechecks(Protocol):
    """Be able to look whether mentions were edited or deleted at their source."""

    def recheck(self, native_ids: Sequence[str]) -> Iterable[RawItem]:
        """Return each item as it is now; one that is gone as an item that normalises to Removed."""
        ...


@runtime_checkable
class Probes(Protocol):
    """Be able to say whether the settings work, before anything is read."""

    def probe(self) -> str:
        """Return a sentence about what was reached; raise a SourceTrouble otherwise."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """Declare a channel; the only export of a connector's package, under the name CONNECTOR."""

    name: str
    channel: str
    title: str
    summary: Mapping[str, str]
    """By language: de, en."""
    settings: tuple[Setting, ...]
    open: Callable[[Config, Env], Connection]
    normalise: Callable[[RawItem, Context], Normalised]
    """Pure."""
    skip_reasons: Mapping[str, str]
    """Reason -> what it means, in English; every Skip uses one of these."""
    streams: bool = False
    receives: bool = False
    """Whether its connections are sent requests (`Receives`)."""
    dates_edits: bool = True
    """Whether the channel says when something was edited. Where not, what differs was edited when it was seen."""
    needs_credentials: bool = False
    default_interval: float = 300.0
    contract: int = CONTRACT_VERSION


__all__ = [
    "CONTRACT_VERSION", "AccessDenied", "Acks", "Answer", "Attached", "Batch", "Budget", "Config", "Connection",
    "Connector", "Context", "CredentialsRejected", "Cursor", "Dial", "Env", "Form", "HandsOut", "HasAccount",
    "Http", "Json", "Line", "Log", "Mention", "Misconfigured", "Moderates", "NeedsOperator", "Normalised",
    "Outgoing", "PayloadChanged", "Probes", "PublishRefused", "PublishUncertain", "Published", "Publishes",
    "RawItem", "ReadsThreads", "Received", "Receives", "Rechecks", "Removed", "Setting", "Skip", "SourceGone",
    "SourceTrouble", "Streams", "TryLater",
]  # fmt: skip
