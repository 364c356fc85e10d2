"""Addresses as questions: what the query string of a page asks of the archive, and back.

The same names are used by the live page, its event stream, the charts' links and the API, so that every number
can be opened as the mentions behind it. What cannot be read is said, never silently dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from resonanz.core.errors import InputRejected
from resonanz.core.ids import DepartmentId, QueryId
from resonanz.core.search import Filter, Mark
from resonanz.core.understood import Kind, Sentiment

PERIODS: Final = {
    "1h": timedelta(hours=1),
    "24h": timedelta(days=1),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
}
_NAMES: Final = (
    "q",
    "since",
    "until",
    "channel",
    "source",
    "lang",
    "sentiment",
    "towards",
    "kind",
    "query",
    "topic",
    "department",
    "author",
)
_SWITCHES: Final = ("own", "duplicates", "relevant")


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what an address asks."""

    filter: Filter
    given: tuple[tuple[str, str], ...]
    """Names and values as they stand in the address, for links and hidden fields."""

    @property
    def is_empty(self) -> bool:
        """Tell whether everything is meant."""
        return not self.given

    @property
    def query_string(self) -> str:
        """Return the address's part that asks this."""
        return urlencode(self.given)

    def value(self, name: str) -> str:
        """Return one given value, empty when there is none."""
        return next((value for key, value in self.given if key == name), "")


def asked(query: QueryDict, now: datetime) -> Asked:
    """Read an address; raise InputRejected that names the parameter."""
    given = tuple((name, value) for name in (*_NAMES, *_SWITCHES) for value in query.getlist(name) if value.strip())
    return Asked(_filter(query, now), given)


def _filter(query: QueryDict, now: datetime) -> Filter:
    return Filter(
        query=query.get("q", "").strip(),
        since=_moment(query, "since", now),
        until=_moment(query, "until", now),
        channels=_several(query, "channel"),
        sources=_several(query, "source"),
        langs=_several(query, "lang"),
        sentiments=_known(query, "sentiment", {one.value for one in Sentiment}),
        towards=_known(query, "towards", {one.value for one in Sentiment}),
        kinds=_known(query, "kind", {one.value for one in Kind}),
        queries=tuple(QueryId(number) for number in _numbers(query, "query")),
        topics=_several(query, "topic"),
        departments=tuple(DepartmentId(number) for number in _numbers(query, "department")),
        author=query.get("author", "").strip().lstrip("@"),
        include_own=query.get("own", "") != "no",
        include_duplicates=query.get("duplicates", "") != "no",
        only_relevant=query.get("relevant", "") == "yes",
    )


def _several(query: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in query.getlist(name) if value.strip())


def _known(query: QueryDict, name: str, known: set[str]) -> tuple[str, ...]:
    values = _several(query, name)
    if strange := sorted(set(values) - known):
        raise InputRejected(f"{name} cannot be {strange[0]!r}.", place=name)
    return values


def _numbers(query: QueryDict, name: str) -> list[int]:
    try:
        return [int(value) for value in _several(query, name)]
    except ValueError as trouble:
        raise InputRejected(f"{name} must be a number.", place=name) from trouble


def _moment(query: QueryDict, name: str, now: datetime) -> datetime | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    if text in PERIODS:
        return now - PERIODS[text]
    try:
        return _written(text)
    except (ValueError, OverflowError) as trouble:
        raise InputRejected(f"{name} is no date or time.", place=name, remedy="Write 2026-03-01.") from trouble


def _written(text: str) -> datetime:
    moment = parse_datetime(text.replace(" ", "+"))
    if moment is None:
        day = parse_date(text)
        if day is None:
            raise ValueError(text)
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001  the reader's zone follows
    if moment.tzinfo is None:
        moment = timezone.make_aware(moment)
    return moment.astimezone(UTC)


def mark_of(query: QueryDict) -> Mark | None:
    """Return where a page of mentions begins; raise InputRejected when the address was cut."""
    text = query.get("after", "")
    if not text:
        return None
    try:
        seconds, _, seq = text.partition("-")
        return Mark(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(seconds)), int(seq))
    except (ValueError, OverflowError) as trouble:
        raise InputRejected(
            "The page's address was cut.", place="after", remedy="Begin at the first page."
        ) from trouble


def written_mark(mark: Mark | None) -> str:
    """Return a mark as `mark_of` reads it, exact to the microsecond."""
    if mark is None:
        return ""
    return f"{(mark.published_at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)}-{mark.seq}"


def link(path: str, **parameters: object) -> str:
    """Return a page's address; None and empty values are left out, times are written in UTC."""
    each = [
        (name, one)
        for name, value in parameters.items()
        for one in (value if isinstance(value, list | tuple) else [value])
    ]
    given = [(name, _spelt(one)) for name, one in each if one not in (None, "")]
    return f"{path}?{urlencode(given)}" if given else path


def _spelt(value: object) -> object:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value
