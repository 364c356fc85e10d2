"""Measure the archive against the usual way, in the same run: SQLite with FTS5 and sensible indexes.

    python benchmarks/archive.py --mentions 1000000

Every line says what was done, how long the archive took (median), how long the baseline took, and the ratio.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from resonanz.core.heard import Heard
from resonanz.core.ids import DepartmentId, MentionId, QueryId
from resonanz.core.mention import Author, Engagement, Mention
from resonanz.core.search import By, Change, Count, Filter
from resonanz.core.understood import Label, Understood
from resonanz.store.archive import ArchiveOwner, RemoteArchive
from resonanz.store.archive.embedded import EmbeddedArchive

START = datetime(2026, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=90)
CHANNELS = ("mastodon", "bluesky", "rss", "hackernews", "email")
SENTIMENTS = ("positive", "neutral", "negative")
KINDS = ("question", "request", "problem", "criticism", "praise", "other")
SYLLABLES = re.findall("..[rns]?", "begeverlalolimimamutatetirorarekanlampelichtzugbahnhaus")


class Talk:
    """Say things like people do: few words often, most words seldom."""

    def __init__(self, seed: int = 7) -> None:
        self._dice = random.Random(seed)
        words = {"".join(self._dice.choices(SYLLABLES, k=self._dice.randint(1, 4))) for _ in range(60_000)}
        self.words = sorted(words)
        self._dice.shuffle(self.words)
        self._weights = list(_running(1 / (rank + 3) for rank in range(len(self.words))))

    def mention(self, number: int, of: int) -> Heard:
        """Return one mention of about 200 characters."""
        dice = self._dice
        channel = dice.choices(CHANNELS, (40, 30, 15, 10, 5))[0]
        at = START + SPAN * (number / of) - timedelta(seconds=dice.randint(0, 3_600))
        author = f"person{int(dice.paretovariate(0.6)) % 200_000}"
        said = Mention(
            id=MentionId(f"{channel}:{number:012}{dice.getrandbits(32):08x}"),
            channel=channel,
            source=f"{channel}-{dice.randint(1, 4)}",
            url=f"https://{channel}.example/{author}/{number}",
            published_at=at.replace(microsecond=0),
            seen_at=START + SPAN,
            author=Author(id=f"did:{author}", handle=f"{author}@{channel}.example", name=author.title()),
            text=" ".join(dice.choices(self.words, cum_weights=self._weights, k=30)),
            thread=MentionId(f"{channel}:{number:012}"),
            engagement=Engagement(likes=dice.randint(0, 50)),
        )
        return Heard(said, self._understood())

    def _understood(self) -> Understood:
        dice = self._dice
        return Understood(
            lang=Label(dice.choice(("de", "en")), round(dice.random(), 3)),
            sentiment=Label(dice.choices(SENTIMENTS, (2, 5, 3))[0], round(dice.random(), 3)),
            kind=Label(dice.choices(KINDS, (2, 1, 3, 2, 2, 10))[0], round(dice.random(), 3)),
            queries=tuple(QueryId(each) for each in range(1, 11) if dice.random() < 0.08),
            department=DepartmentId(dice.randint(1, 8)) if dice.random() < 0.3 else None,
        )


def _running(values: Iterator[float]) -> Iterator[float]:
    total = 0.0
    for value in values:
        total += value
        yield total


class Sqlite:
    """Be the baseline: one row a mention, indexes on what is asked for, FTS5 on the text, every commit durable."""

    def __init__(self, path: Path) -> None:
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(
            """
            pragma journal_mode=wal; pragma synchronous=full; pragma cache_size=-200000;
            create table mentions (seq integer primary key, id text unique, revision int, channel text, source text,
              published_at int, seen_at int, author text, handle text, url text, thread text, text text, lang text,
              sentiment text, kind text, department int, likes int, sure real);
            create table asked (query int, published_at int, seq int, primary key (query, published_at, seq))
              without rowid;
            create index by_time on mentions (published_at);
            create index by_channel on mentions (channel, published_at);
            create index by_kind on mentions (kind, published_at);
            create index by_department on mentions (department, published_at);
            create index by_author on mentions (channel, handle);
            create index by_thread on mentions (thread);
            create virtual table words using fts5 (text, content='mentions', content_rowid='seq');
            """
        )
        self._head = 0

    def keep(self, batch: list[Heard]) -> None:
        """Store a batch in one transaction."""
        self.base.execute("begin immediate")
        for heard in batch:
            self._head += 1
            self.base.execute(f"insert into mentions values ({','.join('?' * 18)})", self._row(heard))
            self.base.execute("insert into words (rowid, text) values (?, ?)", (self._head, heard.mention.text))
            at = int(heard.mention.published_at.timestamp())
            rows = [(query, at, self._head) for query in heard.understood.queries]
            self.base.executemany("insert into asked values (?, ?, ?)", rows)
        self.base.execute("commit")

    def _row(self, heard: Heard) -> tuple[Any, ...]:
        said, understood = heard.mention, heard.understood
        return (
            self._head,
            said.id,
            said.revision,
            said.channel,
            said.source,
            int(said.published_at.timestamp()),
            int(said.seen_at.timestamp()),
            said.author.id,
            said.author.handle,
            said.url,
            said.thread,
            said.text,
            understood.lang.value,
            understood.sentiment.value,
            understood.kind.value,
            understood.department,
            said.engagement.likes,
            understood.kind.confidence,
        )

    def all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a question."""
        return self.base.execute(statement, values).fetchall()


def timed(do: Callable[[], object], times: int = 7) -> float:
    """Return the median of some runs in milliseconds."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        do()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def line(what: str, ours: float, theirs: float | None, unit: str, *, more_is_better: bool = False) -> None:
    """Print one comparison."""
    if theirs is None:
        print(f"{what:<58} {ours:>12,.1f} {unit}")
        return
    ratio = ours / theirs if more_is_better else theirs / ours
    print(f"{what:<58} {ours:>12,.1f} {theirs:>12,.1f} {unit:<6} {ratio:>8.1f} times")


def filling(archive: EmbeddedArchive, base: Sqlite | None, number: int, base_number: int) -> Talk:
    """Fill both, measuring; the baseline gets fewer when it would take too long."""
    talk = Talk()
    spent = {1_000: [0.0, 0], 5_000: [0.0, 0]}
    base_spent, base_kept, slowest, kept = 0.0, 0, 0.0, 0
    while kept < number:
        size = 1_000 if kept < number // 5 else 5_000
        batch = [talk.mention(kept + each, number) for each in range(min(size, number - kept))]
        begin = time.perf_counter()
        archive.keep(batch)
        taken = time.perf_counter() - begin
        spent[size][0] += taken
        spent[size][1] += len(batch)
        slowest = max(slowest, taken)
        if base is not None and base_kept < base_number:
            begin = time.perf_counter()
            base.keep(batch)
            base_spent += time.perf_counter() - begin
            base_kept += len(batch)
        kept += len(batch)
    theirs = base_kept / base_spent if base_kept else None
    for size, (seconds, rows) in spent.items():
        line(f"keep, batches of {size:,}", rows / max(seconds, 1e-9), theirs, "/s", more_is_better=True)
    line("keep, the slowest batch", slowest * 1000, None, "ms")
    return talk


def one_by_one(archive: EmbeddedArchive, base: Sqlite | None, talk: Talk, number: int) -> None:
    """Keep single mentions, each durable, and compare with batches."""
    singles = [talk.mention(number + each, number) for each in range(200)]
    begin = time.perf_counter()
    for heard in singles:
        archive.keep([heard])
    ours = len(singles) / (time.perf_counter() - begin)
    theirs = None
    if base is not None:
        begin = time.perf_counter()
        for heard in singles:
            base.keep([heard])
        theirs = len(singles) / (time.perf_counter() - begin)
    line("keep, one mention a transaction", ours, theirs, "/s", more_is_better=True)


def questions(talk: Talk, end: datetime) -> list[tuple[str, Any, str, tuple[object, ...]]]:
    """Return what is asked: our question, and the baseline's."""
    week, month = end - timedelta(days=7), end - timedelta(days=30)
    page = "select * from mentions where {} order by published_at desc, seq desc limit 50"
    found = "select rowid from words where words match ?"
    rare, common = talk.words[9_000], talk.words[2]
    counts = "select {0}, count(*) from mentions where published_at >= ? group by {0}"
    hour = "published_at / 3600, sentiment, kind"
    since, since_month = int(week.timestamp()), int(month.timestamp())
    return [
        ("page, newest", Filter(), page.format("1"), ()),
        (
            "page, filtered by kind and channel",
            Filter(kinds=("problem",), channels=("mastodon",)),
            page.format("kind = 'problem' and channel = 'mastodon'"),
            (),
        ),
        (
            "page, one department, a month",
            Filter(departments=(DepartmentId(3),), since=month),
            page.format("department = 3 and published_at >= ?"),
            (since_month,),
        ),
        ("page, rare word", Filter(query=rare), page.format(f"seq in ({found})"), (rare,)),
        ("page, common word", Filter(query=common), page.format(f"seq in ({found})"), (common,)),
        (
            "page, common word and filter",
            Filter(query=common, kinds=("problem",), langs=("de",)),
            page.format(f"kind = 'problem' and lang = 'de' and seq in ({found})"),
            (common,),
        ),
        (
            "overview: a week by hour, sentiment and kind",
            Count(filter=Filter(since=week), by=(By.HOUR, By.SENTIMENT), time_zone="Europe/Berlin"),
            counts.format("published_at / 3600, sentiment"),
            (since,),
        ),
        (
            "overview: a month by day and channel",
            Count(filter=Filter(since=month), by=(By.DAY, By.CHANNEL), time_zone="Europe/Berlin"),
            counts.format("published_at / 86400, channel"),
            (since_month,),
        ),
        (
            "everything by day and kind",
            Count(by=(By.DAY, By.KIND), time_zone="Europe/Berlin"),
            counts.format(hour.replace("3600", "86400").replace("sentiment, ", "")),
            (0,),
        ),
        (
            "share of voice: by query, a month",
            Count(filter=Filter(since=month), by=(By.QUERY,)),
            "select query, count(*) from asked where published_at >= ? group by query",
            (since_month,),
        ),
        (
            "busiest authors, a month",
            Count(filter=Filter(since=month), by=(By.AUTHOR,), limit=20),
            "select handle, count(*) n from mentions where published_at >= ? group by handle order by n desc limit 20",
            (since_month,),
        ),
        ("count, rare word", Count(filter=Filter(query=rare)), f"select count(*) from ({found})", (rare,)),
    ]


def asking(archive: Any, base: Sqlite | None, talk: Talk, note: str = "") -> None:
    """Ask both everything."""
    for what, ask, statement, values in questions(talk, START + SPAN):
        ours = timed(lambda a=ask: archive.count(a) if isinstance(a, Count) else archive.page(a))
        theirs = timed(lambda s=statement, v=values: base.all(s, *v), 3) if base else None
        line(what + note, ours, theirs, "ms")


def changing(archive: EmbeddedArchive, base: Sqlite | None) -> None:
    """Relabel, erase, and complete the erasure."""
    newest = archive.page(Filter(), limit=1_000).items
    changes = [Change(id=each.mention.id, labels={"kind": Label("praise", 1.0, "person:1")}) for each in newest]
    theirs = None
    if base is not None:
        update = "update mentions set kind = ? where seq = (select seq from mentions where id = ?)"
        begin = time.perf_counter()
        base.base.execute("begin immediate")
        base.base.executemany(update, [("praise", each.mention.id) for each in newest])
        base.base.execute("commit")
        theirs = (time.perf_counter() - begin) * 1000
    line("relabel 1,000 mentions", timed(lambda: archive.relabel(changes), 1), theirs, "ms")
    busiest = archive.count(Count(by=(By.AUTHOR,), filter=Filter(channels=("mastodon",)), limit=5))[-1]
    gone: list[MentionId] = []
    erased = timed(lambda: gone.extend(archive.forget_author("mastodon", str(busiest.keys[0]))), 1)
    line(f"erase a busy author ({busiest.number:,} mentions) from answers", erased, None, "ms")
    line("erase them from every file", timed(archive.purge, 1) / 1000, None, "s")


def following(archive: Any, note: str) -> None:
    """Follow the log as the desk does."""
    ours = timed(lambda: archive.following(archive.head() // 2, limit=2_000), 3)
    line(f"follow the log, mentions a second{note}", 2_000 / ours * 1000, None, "/s")


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=200_000)
    parser.add_argument("--baseline", type=int, default=None, help="mentions that the baseline gets; 0: none")
    options = parser.parse_args()
    number = options.mentions
    base_number = number if options.baseline is None else options.baseline
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        archive = EmbeddedArchive(home / "archive")
        base = Sqlite(home / "baseline.sqlite3") if base_number else None
        print(f"{number:,} mentions; the baseline is SQLite with FTS5, {base_number:,} mentions\n")
        print(f"{'':<58} {'archive':>12} {'baseline':>12}")
        talk = filling(archive, base, number, base_number)
        one_by_one(archive, base, talk, number)
        indexed = timed(archive.settle, 1)
        line("text index, mentions a second", number / indexed * 1000, None, "/s")
        asking(archive, base if base_number == number else None, talk)
        following(archive, "")
        owner = ArchiveOwner(archive, home)
        owner.start()
        remote = RemoteArchive(home)
        following(remote, ", over the socket")
        asking(remote, None, talk, ", over the socket")
        remote.close()
        owner.stop()
        changing(archive, base if base_number == number else None)
        size = sum(each.stat().st_size for each in (home / "archive").rglob("*") if each.is_file())
        line("bytes a mention, text index included", size / number, _size(home, base_number), "B")
        line("most memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, None, "MiB")
        wrong = archive.verify()
        print(f"\nverified: {wrong or 'all is well'}")
        archive.close()


def _size(home: Path, number: int) -> float | None:
    files = list(home.glob("baseline.sqlite3*"))
    return sum(each.stat().st_size for each in files) / number if number else None


if __name__ == "__main__":
    main()
