"""Ten million mentions for `measures.py`, made straight into an archive and into SQLite, once, into a folder.

Made column by column, because making ten million objects would take hours. The skew is that of the field: few authors,
words, sites and sources make up most of it, days and hours have their rhythm, and the log is in the order of time but
for those who are heard late. The one thing a reader would get wrong: keys and stored blobs must be exactly what the
archive itself would write, or erasing and reading would be measured on something else (`sound` compares them).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resonanz.store.archive import compile as sql
from resonanz.store.archive.embedded import EmbeddedArchive
from resonanz.store.archive.engine import Engine
from resonanz.store.archive.files import Files
from resonanz.store.archive.rows import key_of
from resonanz.store.archive.schema import MENTIONS
from resonanz.store.archive.wordindex import SHARD, Entry, WordIndex

START: Final = datetime(2025, 11, 1, tzinfo=UTC)
DAYS: Final = 365
END: Final = START + timedelta(days=DAYS)
CHANNELS: Final = ("mastodon", "bluesky", "rss", "hackernews", "email", "reviews")
SENTIMENTS: Final = ("negative", "neutral", "positive")
KINDS: Final = ("question", "request", "problem", "criticism", "praise", "other")
LANGS: Final = ("de", "en", "fr", "und")
SYLLABLES: Final = ("be", "ger", "ver", "la", "lo", "li", "ma", "mu", "tat", "ti", "ro", "ra", "kan", "lam", "haus")
VOCABULARY: Final = 200_000
AUTHORS: Final = 600_000
DOMAINS: Final = 20_000
CHUNK: Final = SHARD
_DAY: Final = 86_400_000_000
_HOURS: Final = np.array([2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 10, 9, 9, 9, 9, 10, 11, 11, 10, 8, 6, 4], float)

Ints = npt.NDArray[np.int64]


def vocabulary() -> list[str]:
    """Return words, the commonest first."""
    dice = np.random.default_rng(7)
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        parts = dice.integers(0, len(SYLLABLES), (VOCABULARY, 5))
        sizes = dice.integers(2, 6, VOCABULARY)
        made.update(("".join(SYLLABLES[at] for at in row[:size]), None) for row, size in zip(parts, sizes, strict=True))
    return list(made)[:VOCABULARY]


def zipf(dice: np.random.Generator, size: int, of: int, power: float) -> Ints:
    """Return ranks from 0 below `of`, rank r about (r + 3) ** -power as often."""
    weights = np.cumsum((np.arange(of) + 3.0) ** -power)
    return np.searchsorted(weights / weights[-1], dice.random(size)).astype(np.int64)


@dataclass(frozen=True)
class Made:
    """Hold one chunk: the archive's table, the words of each mention, and what the baseline gets."""

    table: pa.Table
    words: pa.ListArray

    def column(self, name: str) -> list[Any]:
        """Return one column as a list."""
        return list(self.table.column(name).to_pylist())


def chunk(first: int, number: int, of: int, words: pa.Array) -> Made:
    """Return the mentions at places `first` to `first + number` of `of`."""
    dice = np.random.default_rng(first)
    seqs = np.arange(first, first + number, dtype=np.int64)
    at = _times(dice, seqs, of)
    channel = _picked(dice, number, CHANNELS, (38, 30, 16, 8, 5, 3))
    ids = [f"{one}:{seq:012}" for one, seq in zip(channel.to_pylist(), seqs.tolist(), strict=True)]
    authors = [f"person{rank}" for rank in zipf(dice, number, AUTHORS, 0.9).tolist()]
    domains = [f"site{rank}.example" for rank in zipf(dice, number, DOMAINS, 1.0).tolist()]
    sizes = np.clip(dice.lognormal(2.6, 0.5, number).astype(np.int64), 3, 60)
    offsets = pa.array(np.concatenate(([0], np.cumsum(sizes))).astype(np.int32))
    spoken = pa.ListArray.from_arrays(offsets, words.take(pa.array(zipf(dice, int(sizes.sum()), VOCABULARY, 1.05))))
    given = {
        "seq": pa.array(seqs),
        "key": pa.array([key_of(one) for one in ids], pa.uint64()),
        "id": pa.array(ids),
        "channel": channel,
        "source": pc.binary_join_element_wise(channel, _picked(dice, number, ("1", "2", "3", "4"), (6, 3, 2, 1)), "-"),
        "published_at": pa.array(at, pa.timestamp("us")),
        "seen_at": pa.array(at + 60_000_000, pa.timestamp("us")),
        "thread": pa.array(ids),
        "handle_key": pa.array(authors),
        "author_key": pa.array(authors),
        "likes": pa.array(np.minimum(dice.pareto(1.2, number), 100_000).astype(np.int64)),
        "text": pc.binary_join(spoken, " "),
        "shown": pa.array(_shown(authors, domains, ids), pa.binary()),
        "domain": pa.array(domains),
        **_understood(dice, number),
    }
    columns = [given.get(each.name, _constant(each, number)) for each in MENTIONS]
    return Made(pa.Table.from_arrays(columns, schema=MENTIONS), spoken)


def _times(dice: np.random.Generator, seqs: Ints, of: int) -> Ints:
    """Return when each was published: in order but for some heard late, busier by day and on working days."""
    day = seqs * DAYS // of
    spread = (seqs * DAYS % of) / of
    hours = np.concatenate(([0.0], np.cumsum(_HOURS) / _HOURS.sum()))
    within = np.interp(spread, hours, np.arange(25) / 24)
    late = np.where(dice.random(len(seqs)) < 0.03, dice.integers(0, 3 * _DAY, len(seqs)), 0)
    begin = int(START.timestamp()) * 1_000_000
    moments = begin + day * _DAY + (within * _DAY).astype(np.int64) - late
    return np.asarray(np.maximum(moments // 1_000_000 * 1_000_000, begin), dtype=np.int64)


def _picked(dice: np.random.Generator, number: int, values: tuple[str, ...], weights: tuple[int, ...]) -> pa.Array:
    shares = np.array(weights, float) / sum(weights)
    return pa.array(values).take(pa.array(dice.choice(len(values), number, p=shares)))


def _understood(dice: np.random.Generator, number: int) -> dict[str, pa.Array]:
    sizes = np.minimum(dice.poisson(0.8, number), 3)
    offsets = pa.array(np.concatenate(([0], np.cumsum(sizes))).astype(np.int32))
    asked = pa.array(1 + zipf(dice, int(sizes.sum()), 40, 0.8))
    told = np.minimum(dice.poisson(0.5, number), 2)
    ends = pa.array(np.concatenate(([0], np.cumsum(told))).astype(np.int32))
    topics = pa.array([f"topic{each}" for each in range(60)]).take(pa.array(zipf(dice, int(told.sum()), 60, 0.9)))
    sure = {f"{each}_sure": pa.array(dice.integers(0, 100, number) / 100) for each in ("lang", "sentiment", "kind")}
    department = pa.array(1 + zipf(dice, number, 8, 0.7), mask=dice.random(number) > 0.3)
    return {
        "lang": _picked(dice, number, LANGS, (60, 30, 4, 6)),
        "sentiment": _picked(dice, number, SENTIMENTS, (3, 5, 2)),
        "kind": _picked(dice, number, KINDS, (2, 1, 3, 2, 2, 10)),
        "relevant": _picked(dice, number, ("yes", "no"), (85, 15)),
        "voice": _picked(dice, number, ("market", "own"), (98, 2)),
        "queries": pa.ListArray.from_arrays(offsets, asked),
        "topics": pa.ListArray.from_arrays(ends, topics),
        "department": department,
        **sure,
    }


_CONSTANTS: Final[dict[str, object]] = {"type": "post", "priority": "normal", "is_own": False, "opens_case": False}


def _constant(column: pa.Field, number: int) -> pa.Array:
    """Return a column in which every mention has the same."""
    name = column.name
    if name.endswith("_origin"):
        value: object = "rule"
    elif name.endswith("_sure"):
        value = 0.5
    else:
        value = _CONSTANTS.get(name, 0 if name == "revision" else None)
    return pa.array([value] * number, column.type)


def _shown(authors: list[str], domains: list[str], ids: list[str]) -> list[bytes]:
    encode = msgspec.msgpack.Encoder().encode
    rest = (None, None, None, None, (), (), ())
    return [
        encode((f"https://{domain}/{name}", author, author, author, *rest))
        for author, domain, name in zip(authors, domains, ids, strict=True)
    ]


def chunks(number: int, words: pa.Array) -> Iterator[Made]:
    """Yield everything, in the order of the log."""
    for first in range(1, number + 1, CHUNK):
        yield chunk(first, min(CHUNK, number - first + 1), number, words)


def make(folder: Path, number: int) -> None:
    """Make the archive, its text index and the baseline, unless they stand there complete."""
    done = folder / f"made-{number}"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    words = pa.array(vocabulary())
    engine = Engine(Files(folder / "archive"), memory_limit="1GB", threads=2, opened=lambda _cursor: None)
    base = Baseline(folder / "baseline.sqlite3")
    for place, made in enumerate(chunks(number, words)):
        with engine.writing() as cursor, cursor.table("incoming", made.table):
            cursor.run(sql.INSERT)
        base.keep(made)
        print(f"{min(number, (place + 1) * CHUNK):,} of {number:,} mentions", flush=True)
    engine.close()
    base.finish()
    starts = range((number + SHARD - 1) // SHARD)
    with ProcessPoolExecutor(2) as pool:
        for shard in pool.map(index_shard, *zip(*((folder, number, each) for each in starts), strict=True)):
            print(f"text index, shard {shard + 1} of {len(starts)}", flush=True)
    sound(folder)
    done.touch()


def index_shard(folder: Path, number: int, shard: int) -> int:
    """Write one shard of the text index; in a process of its own, for shards know nothing of each other."""
    made = chunk(shard * SHARD + 1, min(SHARD, number - shard * SHARD), number, pa.array(vocabulary()))
    index = WordIndex(folder / "archive" / "words")
    seqs, times = made.column("seq"), made.table.column("published_at").cast(pa.int64()).to_pylist()
    spoken = made.words.to_pylist()
    for first in range(0, len(seqs), 10_000):
        part = slice(first, first + 10_000)
        entries = [
            Entry(seq, at, list(dict.fromkeys(said)))
            for seq, at, said in zip(seqs[part], times[part], spoken[part], strict=True)
        ]
        index.add(entries, seqs[min(first + 10_000, len(seqs)) - 1])
    index.commit()
    index.close()
    return shard


def sound(folder: Path) -> None:
    """Raise AssertionError where what was made differs from what the archive itself would have written."""
    archive = EmbeddedArchive(folder / "archive")
    try:
        heard = archive.following(0, limit=20)
        assert heard, "the archive is empty"
        assert archive.find([each.mention.id for each in heard]).keys() == {each.mention.id for each in heard}
        assert not archive._upkeep.index.uncovered(archive.head()), "the text index is not whole"
    finally:
        archive.close()


class Baseline:
    """Be the usual way: SQLite, one row a mention, an index for every question that is asked, FTS5 on the text."""

    COLUMNS: Final = (
        *("seq", "id", "channel", "source", "published_at", "handle_key", "text", "lang", "sentiment", "kind"),
        *("department", "domain", "relevant"),
    )

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(
            """
            pragma journal_mode=off; pragma synchronous=off; pragma cache_size=-400000;
            create table mentions (seq integer primary key, id text, channel text, source text, published_at int,
              handle_key text, text text, lang text, sentiment text, kind text, department int, domain text,
              relevant text);
            create table asked (query int, published_at int, seq int, primary key (query, published_at, seq))
              without rowid;
            create table unsorted (query int, published_at int, seq int);
            create virtual table words using fts5 (text, content='mentions', content_rowid='seq');
            """
        )

    def keep(self, made: Made) -> None:
        """Store one chunk; indexes come at the end, which is quicker."""
        table = made.table.set_column(
            made.table.schema.get_field_index("published_at"),
            "published_at",
            pc.divide(made.table.column("published_at").cast(pa.int64()), 1_000_000),
        )
        rows = zip(*(table.column(name).to_pylist() for name in self.COLUMNS), strict=True)
        self.base.execute("begin")
        self.base.executemany(f"insert into mentions values ({','.join('?' * len(self.COLUMNS))})", rows)
        asked = zip(*(table.column(name).to_pylist() for name in ("queries", "published_at", "seq")), strict=True)
        self.base.executemany(
            "insert into unsorted values (?, ?, ?)",
            ((query, at, seq) for queries, at, seq in asked for query in queries),
        )
        texts = zip(table.column("seq").to_pylist(), table.column("text").to_pylist(), strict=True)
        self.base.executemany("insert into words (rowid, text) values (?, ?)", texts)
        self.base.execute("commit")

    def finish(self) -> None:
        """Make the indexes: those that a careful person gives these questions, covering where it helps."""
        self.base.executescript(
            """
            insert or ignore into asked select * from unsorted order by 1, 2, 3; drop table unsorted;
            create unique index by_id on mentions (id);
            create index by_time on mentions (published_at, channel, sentiment, kind, department);
            create index by_channel on mentions (channel, published_at, sentiment, kind);
            create index by_kind on mentions (kind, published_at);
            create index by_department on mentions (department, published_at);
            create index by_author on mentions (handle_key, published_at);
            create index by_domain on mentions (domain, published_at);
            analyze;
            """
        )
        self.base.close()
