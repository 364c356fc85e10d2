"""What is sent and answered about queries apart from the queries themselves: remarks, imports, versions, reruns."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ninja import Schema
from pydantic import Field

from resonanz.query.explain import Explained
from resonanz.query.mistakes import Wording


class _Placed(Protocol):
    """Be something with a place in a text."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def end(self) -> int: ...


class CheckIn(Schema):
    """A query to check; `lang` is the language of the messages, `explain` asks for the query in words too."""

    text: str
    lang: str = "en"
    explain: bool = False


class RemarkOut(Schema):
    """What is to be said of one place of a query; lines and columns count from 1, `end` is the column behind it."""

    message: str
    remedy: str
    line: int
    column: int
    end: int

    @staticmethod
    def of(place: _Placed, said: Wording) -> RemarkOut:
        """Return a remark in one language."""
        return RemarkOut(message=said.message, remedy=said.remedy, line=place.line, column=place.column, end=place.end)


class ToldOut(Schema):
    """One part of a query in words."""

    words: str
    query: str
    parts: list[ToldOut] = Field(default_factory=list)

    @staticmethod
    def of(explained: Explained) -> ToldOut:
        """Return a part with its parts."""
        parts = [ToldOut.of(part) for part in explained.parts]
        return ToldOut(words=explained.words, query=explained.query, parts=parts)


class CheckOut(Schema):
    """Whether a query is understood, and if not where and what helps."""

    good: bool
    canonical: str = ""
    message: str = ""
    line: int = 0
    column: int = 0
    end: int = 0
    remedy: str = ""
    hints: list[RemarkOut] = Field(default_factory=list)
    """What can be understood but is probably not meant."""
    told: ToldOut | None = None


class CarryIn(Schema):
    """A query of another suite: brandwatch, meltwater, talkwalker, sprinklr or x."""

    dialect: str
    text: str
    lang: str = "en"


class CarriedOut(Schema):
    """A query in our language (empty: nothing of it was left), and what is different now."""

    text: str
    is_whole: bool
    """Nothing was left out."""
    notes: list[RemarkOut]


class VersionOut(Schema):
    """What a query was from a moment on."""

    version: int
    name: str
    text: str
    about: str
    active: bool
    at: datetime
    by: str


class RerunIn(Schema):
    """Ask old mentions published since a moment; without it, all."""

    since: datetime | None = None


class RerunOut(Schema):
    """How far asking old mentions again is; `state` is never, waiting, running, done or failed."""

    state: str
    version: int | None = None
    since: datetime | None = None
    looked_at: int = 0
    changed: int = 0
    total: int | None = None
    finished_at: datetime | None = None
    trouble: str = ""


class EstimateIn(Schema):
    """A query whose volume is asked for, over the last days."""

    text: str
    days: int = Field(30, ge=1, le=3650)


class EstimateOut(Schema):
    """How many mentions a day a query brings; the truth lies within [low, high] nine times out of ten."""

    per_day: float
    low: float
    high: float
    looked_at: int
    exact: bool
    days: float
    """How long a time was looked at: less than asked for when nothing is older."""


class BesideOut(Schema):
    """A word that is frequent where a query finds something and rare elsewhere; shares from 0 to 1."""

    word: str
    hits: int
    share: float
    elsewhere: float


class NamedOut(Schema):
    """Something with a number and a name."""

    id: int
    name: str


class UseOut(Schema):
    """Who uses a query; searches are those that are shared, and one's own."""

    routes: list[NamedOut]
    queries: list[NamedOut]
    searches: list[str]
