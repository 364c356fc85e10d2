"""The values of fields: from the text behind the colon to a node of the tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from resonanz.query.fields import NUMBERS, SIGNED, TIMES, VALUE_ALIASES, VALUES
from resonanz.query.folding import field_fold
from resonanz.query.leaves import LeafError, word_slots
from resonanz.query.source import Source
from resonanz.query.tree import Before, Extent, Key, Named, Number, Query, Since, Word, all_of

_COMPARISON: Final = re.compile(r"(>=|<=|>|<|=)?(.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_RELATIVE: Final = re.compile(r"now(?:-(\d{1,6})([smhdw]))?", re.ASCII)
_ABSOLUTE: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?", re.ASCII | re.IGNORECASE
)
_RANGE: Final = re.compile(r"\[\s*([^\s\]]+)\s+TO\s+([^\s\]]+)\s*\]")
_LANG: Final = re.compile(r"[a-z]{2,3}", re.ASCII)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_EXAMPLES: Final = {"rating": "rating:[1 TO 2]", "published": "published:>now-7d", "seen": "seen:>=2026-03-01"}
_ADDRESSES: Final = frozenset({"site", "url", "link", "tld"})

Moment = datetime | timedelta


def value_node(source: Source, field: str, value: str, at: Extent, *, quoted: bool) -> Query:
    """Return the condition that `field` has `value`; raise QueryError."""
    if field in SIGNED:
        return _signed(source, field, value, at)
    if field in NUMBERS:
        return _number(source, field, value, at)
    if field in TIMES:
        return _time(source, field, value, at)
    if field == "query":
        return Named(value.strip(), at=at)
    return _key(source, field, value, at, quoted=quoted)


def range_node(source: Source, field: str, start: int, at: int) -> tuple[Query, int]:
    """Return the condition of the range that begins at `start` and where it ends; raise QueryError."""
    found = _RANGE.match(source.text, start)
    if not found:
        raise source.blame("range_shape", (at, source.value_end(start)), example=f"{field}:[1 TO 2]")
    extent = (at, found.end())
    low, high = found.groups()
    if field in TIMES:
        return _time_range(source, field, low, high, extent), found.end()
    lowest = None if low == "*" else _parsed_number(source, field, low, extent)
    highest = None if high == "*" else _parsed_number(source, field, high, extent)
    if lowest is None and highest is None:
        raise source.blame("range_shape", extent, example=f"{field}:[1 TO 2]")
    if lowest is not None and highest is not None and lowest > highest:
        raise source.blame("range_backwards", extent)
    return Number(field, lowest, highest, at=extent), found.end()


def _signed(source: Source, field: str, value: str, at: Extent) -> Query:
    word = SIGNED[field] + value.removeprefix(SIGNED[field])
    try:
        slots = word_slots(word)
    except LeafError as error:
        raise source.blame(error.code, at, **error.details) from error
    if any(char.isspace() for char in value) or slots[0].sign != SIGNED[field]:
        raise source.blame("value_shape", at, field=field, value=value, example=f"{field}:{SIGNED[field]}name")
    return Word(word, at=at)


def _key(source: Source, field: str, value: str, at: Extent, *, quoted: bool) -> Query:
    folded = field_fold(value)
    if field in VALUES:
        folded = VALUE_ALIASES.get(folded, folded)
        if folded not in VALUES[field]:
            values = ", ".join(VALUES[field])
            raise source.blame("value_unknown", at, field=field, value=value, values=values)
        return Key(field, folded, at=at)
    if field == "lang":
        folded = folded.partition("-")[0]
        if not _LANG.fullmatch(folded):
            raise source.blame("value_shape", at, field=field, value=value, example="lang:de")
    if field == "label" and "" in folded.partition("/"):
        raise source.blame("value_shape", at, field=field, value=value, example="label:reason/late")
    if field in _ADDRESSES:
        folded = address(folded) if field != "tld" else folded.lstrip(".")
    if field.startswith("author"):
        folded = folded.removeprefix("@")
    wild = not quoted and any(wildcard in folded for wildcard in "*?") and field not in {"url", "link"}
    if not folded or (wild and not folded.strip("*?")):
        raise source.blame("value_shape", at, field=field, value=value, example=f"{field}:value")
    return Key(field, folded.rstrip("*") if field in {"url", "link"} else folded, wild, at=at)


def address(url: str) -> str:
    """Return a folded web address without scheme, `www.` and a slash at its end: `example.com/blog`."""
    bare = url.partition("://")[2] if "://" in url else url
    return bare.removeprefix("www.").rstrip("/").replace("[.]", ".")


def _number(source: Source, field: str, value: str, at: Extent) -> Query:
    sign, rest = _comparison(value)
    number = _parsed_number(source, field, rest, at)
    bounds: Mapping[str, tuple[float | None, float | None, bool, bool]] = {
        "": (number, number, False, False),
        "=": (number, number, False, False),
        ">": (number, None, True, False),
        ">=": (number, None, False, False),
        "<": (None, number, False, True),
        "<=": (None, number, False, False),
    }
    return Number(field, *bounds[sign], at=at)


def _comparison(value: str) -> tuple[str, str]:
    found = _COMPARISON.fullmatch(value)
    return (found[1] or "", found[2]) if found else ("", value)


def _parsed_number(source: Source, field: str, value: str, at: Extent) -> float:
    if not _NUMBER.fullmatch(value):
        example = _EXAMPLES.get(field, f"{field}:>1000")
        raise source.blame("value_shape", at, field=field, value=value, example=example)
    return float(value)


def _time(source: Source, field: str, value: str, at: Extent) -> Query:
    sign, rest = _comparison(value)
    begin, end = _moments(source, field, rest, at)
    if sign in {">", ">="}:
        return Since(field, end if sign == ">" else begin, at=at)
    if sign in {"<", "<="}:
        return Before(field, begin if sign == "<" else end, at=at)
    if begin == end:
        example = f"{field}:>{value}"
        raise source.blame("value_shape", at, field=field, value=value, example=example)
    return all_of((Since(field, begin, at=at), Before(field, end, at=at)), at)


def _time_range(source: Source, field: str, low: str, high: str, at: Extent) -> Query:
    begin = None if low == "*" else _moments(source, field, low, at)[0]
    end = None if high == "*" else _moments(source, field, high, at)[1]
    if isinstance(begin, datetime) and isinstance(end, datetime) and begin >= end:
        raise source.blame("range_backwards", at)
    if isinstance(begin, timedelta) and isinstance(end, timedelta) and begin < end:
        raise source.blame("range_backwards", at)
    parts: list[Query] = []
    if begin is not None:
        parts.append(Since(field, begin, at=at))
    if end is not None:
        parts.append(Before(field, end, at=at))
    if not parts:
        raise source.blame("range_shape", at, example=f"{field}:[2026-03-01 TO 2026-03-31]")
    return all_of(tuple(parts), at)


def _moments(source: Source, field: str, value: str, at: Extent) -> tuple[Moment, Moment]:
    """Return the beginning and the end of what a time names: a day, a minute, a second, or twice the same instant."""
    relative = _RELATIVE.fullmatch(value)
    if relative:
        ago = timedelta(seconds=int(relative[1]) * _SECONDS[relative[2]]) if relative[1] else timedelta()
        return ago, ago
    absolute = _ABSOLUTE.fullmatch(value)
    try:
        if absolute:
            return _absolute(absolute)
    except (ValueError, OverflowError):
        pass
    raise source.blame("value_shape", at, field=field, value=value, example=_EXAMPLES[field])


def _absolute(found: re.Match[str]) -> tuple[datetime, datetime]:
    year, month, day, hour, minute, second, zone = found.groups()
    text = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    begin = datetime.fromisoformat(text + ("+00:00" if zone in {None, "Z", "z"} else zone)).astimezone(UTC)
    if second:
        return begin, begin + timedelta(seconds=1)
    return begin, begin + (timedelta(minutes=1) if hour else timedelta(days=1))
