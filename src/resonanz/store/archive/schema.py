"""The columns of an archived mention: what each is called in the file, and of which type.

What is filtered, counted or measured has a column of its own; what is only ever shown lies together in `shown`.
Times are UTC without a zone. The one thing a reader would get wrong: the table has no primary key, because keeping
one costs more than everything else together; `Keys` refuses duplicates instead.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final

import pyarrow as pa

VERSION: Final = 3
"""Grows with every change of the columns; a file of an earlier version is brought up to this one when it is opened."""

_TIME: Final = pa.timestamp("us")

COLUMNS: Final[tuple[tuple[str, str, pa.DataType], ...]] = (
    ("seq", "bigint not null", pa.int64()),
    ("key", "ubigint not null", pa.uint64()),
    ("id", "varchar not null", pa.string()),
    ("revision", "bigint not null", pa.int64()),
    ("channel", "varchar not null", pa.string()),
    ("source", "varchar not null", pa.string()),
    ("type", "varchar not null", pa.string()),
    ("published_at", "timestamp not null", _TIME),
    ("seen_at", "timestamp not null", _TIME),
    ("thread", "varchar not null", pa.string()),
    ("reply_to", "varchar", pa.string()),
    ("handle_key", "varchar", pa.string()),
    ("author_key", "varchar", pa.string()),
    ("followers", "bigint", pa.int64()),
    ("is_own", "boolean not null", pa.bool_()),
    ("likes", "bigint", pa.int64()),
    ("reposts", "bigint", pa.int64()),
    ("replies", "bigint", pa.int64()),
    ("views", "bigint", pa.int64()),
    ("rating", "double", pa.float64()),
    ("text", "varchar not null", pa.string()),
    ("shown", "blob not null", pa.binary()),
    ("lang", "varchar not null", pa.string()),
    ("lang_sure", "double not null", pa.float64()),
    ("lang_origin", "varchar not null", pa.string()),
    ("relevant", "varchar not null", pa.string()),
    ("relevant_sure", "double not null", pa.float64()),
    ("relevant_origin", "varchar not null", pa.string()),
    ("sentiment", "varchar not null", pa.string()),
    ("sentiment_sure", "double not null", pa.float64()),
    ("sentiment_origin", "varchar not null", pa.string()),
    ("kind", "varchar not null", pa.string()),
    ("kind_sure", "double not null", pa.float64()),
    ("kind_origin", "varchar not null", pa.string()),
    ("voice", "varchar not null", pa.string()),
    ("topics", "varchar[] not null", pa.list_(pa.string())),
    ("queries", "bigint[] not null", pa.list_(pa.int64())),
    ("duplicate_of", "varchar", pa.string()),
    ("department", "bigint", pa.int64()),
    ("route", "bigint", pa.int64()),
    ("priority", "varchar not null", pa.string()),
    ("opens_case", "boolean not null", pa.bool_()),
    ("targets", "blob", pa.binary()),
    ("towards", "varchar", pa.string()),
    ("domain", "varchar", pa.string()),
)
"""Name, type in the file, type on the way there; the order is that of a row.

What a later version added stands at the end and may be null, so that an older file needs no rewriting: `towards` is
null wherever it is what `sentiment` says, and `domain` for what came before version 3 until upkeep has filled it in.
"""

ADDED: Final[dict[int, tuple[str, ...]]] = {2: ("targets", "towards"), 3: ("domain",)}
"""The columns that each version after the first one added."""

NAMES: Final = tuple(name for name, _, _ in COLUMNS)
PLACE: Final = {name: place for place, name in enumerate(NAMES)}
TIMES: Final = frozenset(name for name, _, arrow in COLUMNS if arrow == _TIME)
UNDERSTOOD: Final = NAMES[PLACE["lang"] : PLACE["domain"]]
"""The columns that understanding may change later."""
UNREAD: Final = frozenset({"key", "handle_key", "author_key", "towards", "domain"})
"""Columns that are only asked for: a mention is put together without them, and some of them are slow to unpack."""
DERIVED: Final = {"towards": frozenset({"sentiment", "targets"}), "targets": frozenset({"labels"})}
"""Columns that follow from understood values, and from which; labels of the company's own lie packed with targets."""

MENTIONS: Final = pa.schema([(name, arrow) for name, _, arrow in COLUMNS])
"""Rows on their way into the file."""
CHOSEN: Final = pa.schema([("seq", pa.int64())])
"""Places in the log that a statement speaks of."""

CODED: Final = {
    "channel": "channel",
    "source": "source",
    "type": "type",
    "lang": "lang",
    "sentiment": "sentiment",
    "kind": "kind",
    "towards": "coalesce(towards, sentiment)",
    "department": "department",
    "author": "coalesce(handle_key, author_key)",
    "domain": "nullif(domain, '')",
}
"""What is kept in memory for counts, one value a mention: what it is called there and how the file says it."""
LISTED: Final = {"query": "queries", "topic": "topics"}
"""What is kept there with any number of values a mention."""


class Flag(IntFlag):
    """What is kept there as yes or no."""

    THERE = 1
    OWN = 2
    DUPLICATE = 4
    RELEVANT = 8
    LANG = 16
    SENTIMENT = 32
    KIND = 64


FLAGS: Final = {
    Flag.THERE: "true",
    Flag.OWN: "is_own or voice = 'own'",
    Flag.DUPLICATE: "duplicate_of is not null",
    Flag.RELEVANT: "relevant = 'yes'",
    Flag.LANG: "lang_sure > 0",
    Flag.SENTIMENT: "sentiment_sure > 0",
    Flag.KIND: "kind_sure > 0",
}
"""How the file says it."""
SURE: Final = {"lang": Flag.LANG, "sentiment": Flag.SENTIMENT, "kind": Flag.KIND}
"""Which flag says that a label was judged at all."""
