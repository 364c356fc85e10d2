"""What the fields of a query are in a record: which values, numbers and times a mention has.

A field that the record does not know has no values and no number, so nothing asked of it holds. What has not
been understood yet (a label with confidence 0) is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from resonanz.core.heard import Heard
from resonanz.core.understood import Label
from resonanz.query.folding import field_fold
from resonanz.query.leaves import glob
from resonanz.query.plan import KeyTest, NumberTest, TimeTest
from resonanz.query.tokens import urls
from resonanz.query.values import address

Values = tuple[str, ...]

NO_TIME: Final = datetime.min.replace(tzinfo=UTC)
"""Time of a record from elsewhere that tells none: nothing asked of it holds."""


def values_of(field: str, heard: Heard) -> Values:
    """Return the folded values that a mention has in a key field; empty when it has none."""
    return _VALUES[field](heard)


def number_of(field: str, heard: Heard) -> float | None:
    """Return a mention's number, None when unknown."""
    return _NUMBERS[field](heard)


def time_of(field: str, heard: Heard) -> datetime:
    """Return when a mention was published or seen."""
    return heard.mention.published_at if field == "published" else heard.mention.seen_at


def key_holds(test: KeyTest, values: Values) -> bool:
    """Tell whether any of a field's values is the one asked for."""
    value = test.value
    if test.field == "author~":
        pattern = f"*{value}*"
        return any(glob(pattern, each) if test.wild else value in each for each in values)
    if test.field == "url" or (test.field == "link" and "/" in value):
        return any(each.startswith(value) for each in values)
    if test.field == "link":
        return any(value in _suffixes(each.partition("/")[0]) for each in values)
    if test.wild:
        return any(glob(value, each) for each in values)
    return value in values


def number_holds(test: NumberTest, number: float | None) -> bool:
    """Tell whether a number lies between the bounds."""
    if number is None:
        return False
    if test.low is not None and (number < test.low or (test.low_open and number == test.low)):
        return False
    return test.high is None or number < test.high or (number == test.high and not test.high_open)


def time_holds(test: TimeTest, time: datetime, now: datetime) -> bool:
    """Tell whether a time lies in the span asked for."""
    if time == NO_TIME:
        return False
    if test.since is not None and not _reached(time, test.since, now):
        return False
    return test.before is None or not _reached(time, test.before, now)


def _reached(time: datetime, moment: datetime | timedelta, now: datetime) -> bool:
    """Tell whether a time is at or after a moment; written so that no date can overflow."""
    return now - time <= moment if isinstance(moment, timedelta) else time >= moment


# --- values


def _one(value: str | None) -> Values:
    return (field_fold(value),) if value else ()


def _label(label: Label) -> Values:
    return (field_fold(label.value),) if label.confidence > 0 else ()


def _author(heard: Heard) -> Values:
    author = heard.mention.author
    handle = field_fold(author.handle or "").removeprefix("@")
    known = (handle, handle.partition("@")[0], field_fold(author.id or ""), field_fold(author.name or ""))
    return tuple(dict.fromkeys(value for value in known if value))


def _author_parts(heard: Heard) -> Values:
    author = heard.mention.author
    known = (field_fold(author.handle or "").removeprefix("@"), field_fold(author.name or ""))
    return tuple(value for value in known if value)


def host(url: str) -> str:
    """Return the folded host of a web address, empty when it has none."""
    try:
        return field_fold(urlsplit(url if "://" in url else f"//{url}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _suffixes(name: str) -> Values:
    labels = name.split(".")
    return tuple(".".join(labels[index:]) for index in range(len(labels))) if name else ()


def _site(heard: Heard) -> Values:
    return _suffixes(host(heard.mention.url or ""))


def _tld(heard: Heard) -> Values:
    return _site(heard)[-1:]


def _url(heard: Heard) -> Values:
    return (address(field_fold(heard.mention.url)),) if heard.mention.url else ()


def _links(heard: Heard) -> Values:
    mention = heard.mention
    found = (*mention.links, *urls(mention.text))
    return tuple(dict.fromkeys(address(field_fold(each)) for each in found))


def _labels(heard: Heard) -> Values:
    known = (one for one in heard.understood.labels if one.label.confidence > 0)
    return tuple(field_fold(f"{one.slug}/{one.label.value}") for one in known)


def _yes(*, holds: bool) -> Values:
    return ("yes",) if holds else ("no",)


def _named(pairs: Iterable[tuple[str, object]]) -> Values:
    return tuple(name for name, holds in pairs if holds)


def _is(heard: Heard) -> Values:
    mention = heard.mention
    return _named(
        (
            ("own", mention.author.is_own or heard.understood.voice == "own"),
            ("reply", mention.reply_to),
            ("duplicate", heard.understood.duplicate_of),
        )
    )


def _has(heard: Heard) -> Values:
    mention = heard.mention
    return _named(
        (
            ("title", mention.title),
            ("link", mention.links or urls(mention.text)),
            ("media", mention.media),
            ("rating", mention.rating is not None),
            ("topic", heard.understood.topics),
            ("url", mention.url),
        )
    )


def _department(heard: Heard) -> Values:
    department = heard.understood.department
    return () if department is None else (str(department),)


_VALUES: Final[dict[str, Callable[[Heard], Values]]] = {
    "author": _author,
    "author~": _author_parts,
    "site": _site,
    "url": _url,
    "link": _links,
    "tld": _tld,
    "channel": lambda heard: _one(heard.mention.channel),
    "source": lambda heard: _one(heard.mention.source),
    "type": lambda heard: _one(heard.mention.type),
    "kind": lambda heard: _label(heard.understood.kind),
    "lang": lambda heard: _label(heard.understood.lang),
    "department": _department,
    "sentiment": lambda heard: _label(heard.understood.sentiment),
    "topic": lambda heard: tuple(field_fold(topic) for topic in heard.understood.topics),
    "label": _labels,
    "case": lambda heard: _yes(holds=heard.understood.opens_case),
    "relevant": lambda heard: _label(heard.understood.relevant),
    "voice": lambda heard: _one(heard.understood.voice),
    "priority": lambda heard: _one(heard.understood.priority),
    "is": _is,
    "has": _has,
}


# --- numbers


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def _reach(heard: Heard) -> float | None:
    views = heard.mention.engagement.views
    return _float(heard.mention.author.followers if views is None else views)


def _engagement(heard: Heard) -> float | None:
    engagement = heard.mention.engagement
    known = [each for each in (engagement.likes, engagement.reposts, engagement.replies) if each is not None]
    return float(sum(known)) if known else None


_NUMBERS: Final[dict[str, Callable[[Heard], float | None]]] = {
    "reach": _reach,
    "engagement": _engagement,
    "likes": lambda heard: _float(heard.mention.engagement.likes),
    "replies": lambda heard: _float(heard.mention.engagement.replies),
    "reposts": lambda heard: _float(heard.mention.engagement.reposts),
    "views": lambda heard: _float(heard.mention.engagement.views),
    "followers": lambda heard: _float(heard.mention.author.followers),
    "rating": lambda heard: _float(heard.mention.rating),
    "len": lambda heard: float(len(heard.mention.text)),
}
