"""How the archive is asked: filters, pages, counts. The same words mean the same on every store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, QueryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Say which mentions are meant; every condition that is set must hold, an empty one always does."""

    query: str = ""
    """In the query language, evaluated exactly as a standing query is."""
    since: datetime | None = None
    """Published at or after."""
    until: datetime | None = None
    """Published before."""
    channels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    sentiments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    queries: tuple[QueryId, ...] = ()
    """Mentions that match any of these standing queries."""
    departments: tuple[DepartmentId, ...] = ()
    topics: tuple[str, ...] = ()
    """Mentions that have any of these topics, by their keys."""
    towards: tuple[str, ...] = ()
    """How the author feels about us (`Understood.towards_us`), whatever the text as a whole feels like."""
    thread: MentionId | None = None
    author: str = ""
    """Author's handle or id, exactly, case-insensitive."""
    include_own: bool = True
    include_duplicates: bool = True
    only_relevant: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Say where a page ended, so that the next begins there: newest first by (published_at, seq)."""

    published_at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one page of mentions, newest first; `next` is None at the end."""

    items: tuple[Heard, ...]
    next: Mark | None


class By(StrEnum):
    """What a count can be split by; at most one of them a bucket of time."""

    HOUR = "hour"
    DAY = "day"
    CHANNEL = "channel"
    SOURCE = "source"
    LANG = "lang"
    SENTIMENT = "sentiment"
    KIND = "kind"
    DEPARTMENT = "department"
    QUERY = "query"
    """A mention counts once for each query it matches."""
    TOPIC = "topic"
    """A mention counts once for each topic it has."""
    TOWARDS = "towards"
    """Sentiment towards us."""
    AUTHOR = "author"
    DOMAIN = "domain"
    """The site that it leads to (`core.sites`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Ask for numbers of mentions under a filter, split."""

    filter: Filter = Filter()
    by: tuple[By, ...] = ()
    time_zone: str = "UTC"
    """IANA name; buckets of time begin at its full hours and midnights."""
    limit: int | None = None
    """Only the largest groups."""
    people: bool = False
    """Count who said it instead of what was said: the authors that a channel names, each once in a group."""


class Group(NamedTuple):
    """Hold one row of a count: the keys in the order of `by` (times aware, in UTC) and the number.

    A tuple, because a year by hour and kind is fifty thousand of them.
    """

    keys: tuple[object, ...]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Say which understood values of one mention change; None leaves a value as it is."""

    id: MentionId
    labels: dict[str, object] = field(default_factory=dict)
    """Field of `Understood` -> new value (a `Label`, a tuple, an id, ...)."""
