"""Questions to the archive as SQL: the one module that writes any.

Values travel as parameters, never inside the text; what is put into the text comes from the constants here and in
`schema`. The one thing a reader would get wrong: the text of a filter (`Filter.query`) is not compiled here at all.
"""

# ruff: noqa: S608  every piece put into a statement is a constant of this package; values are parameters

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from resonanz.core.search import By, Count, Filter, Mark
from resonanz.store.archive.buckets import DAY, ERA, HOUR, Stretch
from resonanz.store.archive.narrowing import Narrowed
from resonanz.store.archive.schema import (
    ADDED,
    CODED,
    COLUMNS,
    FLAGS,
    LISTED,
    NAMES,
    PLACE,
    SURE,
    TIMES,
    UNREAD,
    Flag,
)


@dataclass(frozen=True, slots=True)
class Sql:
    """Hold a statement, or a part of one, with the values for its question marks."""

    text: str
    values: tuple[object, ...] = ()


TABLES: Final = (
    "create table mentions (" + ", ".join(f'"{name}" {kind}' for name, kind, _ in COLUMNS) + ")",
    "create table erased (seq bigint not null, erased_at timestamp not null, replaced boolean not null)",
    "create table state (name varchar not null, value bigint not null)",
)
_COLUMNS: Final = ", ".join(
    "null" if name in UNREAD else f"epoch_us({name})" if name in TIMES else f'"{name}"' for name in NAMES
)

_CHOSEN: Final = "seq in (select seq from chosen) and seq between ? and ?"
ROWS: Final = f"select {_COLUMNS} from mentions where rowid in (select rowid from mentions where {_CHOSEN})"
"""The mentions at the chosen places, in no order. Looked for in one column first, so that the others are read only
where something is: among ten million mentions that takes half as long."""
_FLAGS: Final = " + ".join(f"{flag.value} * ({text})::integer" for flag, text in FLAGS.items())
_COUNTED: Final = ", ".join(f"{text} as {name}" for name, text in (CODED | LISTED).items())
COUNTED: Final = (
    f"select seq, epoch_us(published_at) as at_us, ({_FLAGS})::utinyint as flags, {_COUNTED} from mentions"
    " where seq between ? and ?"
)
"""What counts ask of the mentions in a stretch of the log, in no order."""
COUNTED_CHOSEN: Final = f"{COUNTED} and seq in (select seq from chosen)"
TEXTS: Final = f"select text, shown from mentions where rowid in (select rowid from mentions where {_CHOSEN})"
"""What was written at the chosen places, in no order."""
STANDING: Final = "select id, seq, revision from mentions where seq in (select seq from chosen) and seq between ? and ?"
FOLLOWING: Final = f"select {_COLUMNS} from mentions where seq > ? and seq <= ? order by seq limit ?"
HEAD: Final = (
    "select greatest(coalesce((select max(seq) from mentions), 0),"
    " coalesce((select value from state where name = 'floor'), 0))"
)
KEYS: Final = "select key, seq from mentions"
INSERT: Final = "insert into mentions select * from incoming"
DELETE: Final = "delete from mentions where seq in (select seq from chosen) and seq between ? and ?"
ERASED: Final = "insert into erased select seq, ?, ? from chosen"
ERASED_SINCE: Final = "select replaced, epoch_us(min(erased_at)) from erased group by replaced"
ERASED_PLACES: Final = "select distinct seq from erased"
DROP_ERASED: Final = "delete from erased where seq in (select seq from chosen)"
SET_FLOOR: Final = (
    "delete from state where name = 'floor'",
    "insert into state values ('floor', ?)",
)
SET_VERSION: Final = "insert into state values ('version', ?)"
RAISE_VERSION: Final = "update state set value = ? where name = 'version'"
VERSION: Final = "select value from state where name = 'version'"
DROP_CHANGED: Final = "delete from {target}.mentions where seq in (select seq from chosen)"
COPY_MENTIONS: Final = "insert into {target}.mentions select * from {origin}.mentions where seq > ? and seq <= ?"
COPY_CHANGED: Final = (
    "insert into {target}.mentions select * from {origin}.mentions where seq > ? or seq in (select seq from chosen)"
)
COPY_REST: Final = (
    "insert into {target}.erased select * from {origin}.erased",
    "insert into {target}.state select * from {origin}.state",
)
TABLES_OF: Final = "select count(*) from duckdb_tables() where database_name = ?"
WITHOUT_DOMAIN: Final = "select seq, shown from mentions where domain is null limit ?"
NUMBER: Final = "select count(*) from mentions"
READ_ALL: Final = "select bit_xor(hash(mentions)) from mentions"
"""Reads every value, so that a damaged block is noticed by its checksum."""
CHECKS: Final = (
    ("{} mentions stand in the archive more than once.", "select count(*) - count(distinct id) from mentions"),
    ("{} places in the log are given more than once.", "select count(*) - count(distinct seq) from mentions"),
    (
        "{} mentions bear another channel than their id.",
        "select count(*) from mentions where not starts_with(id, channel || ':')",
    ),
    ("{} mentions stand beyond the head of the log.", f"select count(*) from mentions where seq > ({HEAD})"),
)
"""What is wrong if the number is not 0, and how to count it."""


def upgrades(version: int) -> list[str]:
    """Return the statements that bring a file of an earlier version up to this one, in their order."""
    kinds = {name: kind for name, kind, _ in COLUMNS}
    added = [name for number in sorted(ADDED) if number > version for name in ADDED[number]]
    return [f'alter table mentions add column "{name}" {kinds[name]}' for name in added]


def update(columns: Iterable[str]) -> str:
    """Return the statement that takes `columns` from the table `changes`."""
    assignments = ", ".join(f'"{name}" = changes."{name}"' for name in columns)
    where = "mentions.seq = changes.seq and mentions.seq between ? and ?"
    return f"update mentions set {assignments} from changes where {where}"


def of_author(channel: str, key: str) -> Sql:
    """Return the places and ids of an author's mentions; `key` is in lower case."""
    return Sql(
        "select id, key, seq from mentions where channel = ? and (handle_key = ? or author_key = ?)",
        (channel, key, key),
    )


def published_before(moment: datetime, source: str | None) -> Sql:
    """Return the places and ids of what was published before a moment."""
    text, values = "select id, key, seq from mentions where published_at < ?", (_plain(moment),)
    return Sql(text, values) if source is None else Sql(f"{text} and source = ?", (*values, source))


def places(filter: Filter, *, after: Mark | None, limit: int, chosen: bool = False) -> Sql:
    """Return (seq, published) of what comes after a mark, newest first; `chosen` keeps to the table of that name."""
    conditions = [*_conditions(filter), *_after(after)]
    if chosen:
        conditions.append(Sql("seq in (select seq from chosen)"))
    where = _all(conditions)
    text = f"select seq, epoch_us(published_at) from mentions{where.text} order by published_at desc, seq desc limit ?"
    return Sql(text, (*where.values, limit))


def values(column: str) -> str:
    """Return the statement that gives the values which stand in a column of few values."""
    return f'select distinct "{NAMES[PLACE[column]]}" from mentions'


def all_places(filter: Filter) -> Sql:
    """Return the places of everything that meets the conditions, in the order of arrival."""
    where = _all(_conditions(filter))
    return Sql(f"select seq from mentions{where.text} order by seq", where.values)


def number(filter: Filter) -> Sql:
    """Return how many mentions meet the conditions."""
    where = _all(_conditions(filter))
    return Sql(f"select count(*) from mentions{where.text}", where.values)


def extent(filter: Filter) -> Sql:
    """Return when the first and the last mention in the time of a filter were published.

    Of its other conditions none is asked: a wider extent does no harm, and this one stands in the file's statistics.
    """
    where = _all(_in_time(filter))
    text = f"select epoch_us(min(published_at)), epoch_us(max(published_at)) from mentions{where.text}"
    return Sql(text, where.values)


def count(ask: Count, clock: Sequence[Stretch], *, chosen: bool = False) -> Sql:
    """Return the keys and numbers asked for, largest first; `chosen` keeps to the table of that name."""
    keys = [_key(by, clock) for by in ask.by]
    conditions = _conditions(ask.filter)
    if chosen:
        conditions.append(Sql("seq in (select seq from chosen)"))
    where = _all(conditions)
    origin = "".join(("mentions", *(_UNNESTED[by] for by in ask.by if by in _UNNESTED)))
    named = "".join(f"{key.text} as k{place}, " for place, key in enumerate(keys))
    group = f" group by {', '.join(f'k{place}' for place in range(len(keys)))}" if keys else ""
    order = ", ".join(("n desc", *(f"k{place} nulls last" for place in range(len(keys)))))
    number = _PEOPLE if ask.people else "count(*)"
    text = f"select {named}{number} as n from {origin}{where.text}{group} order by {order}"
    values = tuple(value for key in keys for value in key.values) + where.values
    return Sql(text, values) if ask.limit is None else Sql(f"{text} limit ?", (*values, ask.limit))


_AUTHOR: Final = CODED["author"]
_PEOPLE: Final = f"count(distinct (channel, {_AUTHOR})) filter (where {_AUTHOR} is not null)"
_UNNESTED: Final = {
    By.QUERY: ", unnest(queries) as asked(query)",
    By.TOPIC: ", unnest(topics) as spoken(topic)",
}
_PLAIN_KEYS: Final = CODED | {"query": "asked.query", "topic": "spoken.topic"}


def _key(by: By, clock: Sequence[Stretch]) -> Sql:
    if by.value in _PLAIN_KEYS:
        return Sql(_PLAIN_KEYS[by.value])
    offset = _offset(clock)
    local = f"epoch_us(published_at) + {offset.text}"
    if by is By.DAY:
        return Sql(f"({local} + {ERA * DAY}) // {DAY}", offset.values)
    return Sql(f"epoch_us(published_at) - ({local} + {ERA * DAY}) % {HOUR}", offset.values)


def _offset(clock: Sequence[Stretch]) -> Sql:
    """Return the zone's offset at `published_at`."""
    *changes, last = clock
    if not changes:
        return Sql("?::bigint", (last.offset,))
    cases = " ".join("when epoch_us(published_at) < ? then ?" for _ in changes)
    values = tuple(value for each in changes for value in (each.until, each.offset))
    return Sql(f"case {cases} else ? end", (*values, last.offset))


def _conditions(filter: Filter) -> list[Sql]:
    found = [
        *_within("channel", filter.channels),
        *_within("source", filter.sources),
        *_within("type", filter.types),
        *_within("lang", filter.langs),
        *_within("sentiment", filter.sentiments),
        *_within("kind", filter.kinds),
        *_within("department", filter.departments),
    ]
    found += _in_time(filter)
    found += _having("queries", filter.queries)
    found += _having("topics", filter.topics)
    if filter.towards:
        marks = ", ".join("?" for _ in filter.towards)
        found.append(Sql(f"{CODED['towards']} in ({marks})", tuple(filter.towards)))
    if filter.thread is not None:
        found.append(Sql("thread = ?", (filter.thread,)))
    if filter.author:
        key = filter.author.lower()
        found.append(Sql("(handle_key = ? or author_key = ?)", (key, key)))
    if isinstance(filter, Narrowed):
        found += [Sql(FLAGS[SURE[label]]) for label in filter.sure]
        found += [Sql("targets is not null")] if filter.labelled else []
        found += [Sql("reply_to is not null")] if filter.answers else []
        found += [Sql("false")] if filter.nothing else []
    return found + _switches(filter)


def _in_time(filter: Filter) -> list[Sql]:
    found: list[Sql] = []
    if filter.since is not None:
        found.append(Sql("published_at >= ?", (_plain(filter.since),)))
    if filter.until is not None:
        found.append(Sql("published_at < ?", (_plain(filter.until),)))
    return found


def _switches(filter: Filter) -> list[Sql]:
    found: list[Sql] = []
    if not filter.include_own:
        found.append(Sql(f"not ({FLAGS[Flag.OWN]})"))
    if not filter.include_duplicates:
        found.append(Sql(f"not ({FLAGS[Flag.DUPLICATE]})"))
    if filter.only_relevant:
        found.append(Sql(FLAGS[Flag.RELEVANT]))
    return found


def _within(column: str, wanted: Sequence[object]) -> list[Sql]:
    marks = ", ".join("?" for _ in wanted)
    return [Sql(f'"{column}" in ({marks})', tuple(wanted))] if wanted else []


def _having(column: str, wanted: Sequence[object]) -> list[Sql]:
    """Return the condition that a list holds any of some; several questions of one are quicker than one of several."""
    each = " or ".join(f"list_contains({column}, ?)" for _ in wanted)
    return [Sql(f"({each})", tuple(wanted))] if wanted else []


def _after(mark: Mark | None) -> list[Sql]:
    if mark is None:
        return []
    moment = _plain(mark.published_at)
    # The first condition says nothing new; it lets the engine leave out whole stretches of the file.
    text = "published_at <= ? and (published_at < ? or seq < ?)"
    return [Sql(text, (moment, moment, mark.seq))]


def _all(conditions: Sequence[Sql]) -> Sql:
    if not conditions:
        return Sql("")
    text = " where " + " and ".join(condition.text for condition in conditions)
    return Sql(text, tuple(value for condition in conditions for value in condition.values))


def _plain(moment: datetime) -> datetime:
    """Return a moment as the file holds it: UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)
