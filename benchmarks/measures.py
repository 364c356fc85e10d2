"""Measure what dashboards ask, on ten million mentions, against SQLite with an index for each question.

Both answer in the same run:

    python -m benchmarks.measures --folder /somewhere/roomy --mentions 10000000

The mentions are made once, into the folder (a quarter of an hour, 10 GB). Every line gives the archive's first answer,
its median and 95th percentile in milliseconds by the wall's clock, the baseline's median, the ratio of the medians, the
promise, and the processor time of the median answer, which other work on the machine hardly changes. What a reader
would get wrong: both are asked warm, after one unmeasured round, for a dashboard that is open is asked again and again;
the first answer after the columns were read is printed apart. Changes are measured on a copy, so that the folder can be
used again.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.measures_made import END, START, make, vocabulary
from resonanz.core.ids import DepartmentId, QueryId
from resonanz.core.search import By, Change, Count, Filter
from resonanz.core.understood import Label
from resonanz.store.archive.embedded import EmbeddedArchive
from resonanz.store.archive.wording import load

DASHBOARD, RARE, RELABEL, ERASE = 150.0, 100.0, 200.0, 1_000.0
"""Promises, in milliseconds at the 95th percentile."""
FASTER = 5.0
"""How many times quicker than the baseline."""
ROUNDS = 20
BASE_ROUNDS = 1
BERLIN = "Europe/Berlin"


@dataclass(frozen=True)
class Words:
    """Ask for the most frequent words."""

    filter: Filter


@dataclass(frozen=True)
class Question:
    """Hold one question to both: a count, a page of mentions under a filter, or words."""

    what: str
    ask: Count | Filter | Words
    statement: str = ""
    """Nothing where the baseline has no way that is not foolish: SQLite counts no words under a filter."""
    values: tuple[object, ...] = ()


@dataclass
class Result:
    """Hold how long one question took, in milliseconds."""

    what: str
    first: float
    median: float
    p95: float
    base: float | None
    promise: float
    worked: float = 0.0
    """Processor time of all threads, the median."""


def questions(words: list[str]) -> list[tuple[Question, float]]:
    """Return what is asked, each with its promise."""
    return [(each, DASHBOARD) for each in (*_over_time(), *_splits(), *_words(words))] + [
        (each, RARE) for each in _searches(words)
    ]


def _over_time() -> list[Question]:
    """Return counts per hour and day."""
    week, month, quarter = (END - timedelta(days=days) for days in (7, 30, 90))
    day, hour = "published_at / 86400", "published_at / 3600"
    base = "select {0}, {1}, count(*) from mentions where published_at >= ?{2} group by 1, 2"
    asked = [
        ("a week by hour and sentiment", week, (By.HOUR, By.SENTIMENT), {}, base.format(hour, "sentiment", "")),
        ("a month by day and channel", month, (By.DAY, By.CHANNEL), {}, base.format(day, "channel", "")),
        ("a quarter by day and kind", quarter, (By.DAY, By.KIND), {}, base.format(day, "kind", "")),
        ("a year by day and sentiment", START, (By.DAY, By.SENTIMENT), {}, base.format(day, "sentiment", "")),
        ("a year by day and department", START, (By.DAY, By.DEPARTMENT), {}, base.format(day, "department", "")),
        (
            "a year by day and kind, German, relevant, not ours",
            START,
            (By.DAY, By.KIND),
            {"langs": ("de",), "only_relevant": True, "include_own": False},
            base.format(day, "kind", " and lang = 'de' and relevant = 'yes'"),
        ),
        (
            "a year by day and sentiment, a channel and a kind",
            START,
            (By.DAY, By.SENTIMENT),
            {"channels": ("mastodon",), "kinds": ("problem",)},
            base.format(day, "sentiment", " and channel = 'mastodon' and kind = 'problem'"),
        ),
        (
            "a year by hour and kind, a department",
            START,
            (By.HOUR, By.KIND),
            {"departments": (DepartmentId(2),)},
            base.format(hour, "kind", " and department = 2"),
        ),
    ]
    return [
        Question(
            what,
            Count(filter=Filter(since=since, **given), by=by, time_zone=BERLIN),
            statement,
            (int(since.timestamp()),),
        )
        for what, since, by, given, statement in asked
    ]


def _splits() -> list[Question]:
    """Return shares and tops."""
    month = END - timedelta(days=30)
    since, year = int(month.timestamp()), int(START.timestamp())
    top = "select {0}, count(*) n from mentions where published_at >= ? group by {0} order by n desc limit 20"
    voice = "select query, count(*) from asked where published_at >= ? group by query"
    daily = (
        "select published_at / 86400, sentiment, count(*) from mentions where seq in"
        " (select seq from asked where query = 3 and published_at >= ?) group by 1, 2"
    )
    return [
        Question("share of voice, a month", Count(filter=Filter(since=month), by=(By.QUERY,)), voice, (since,)),
        Question("share of voice, a year", Count(filter=Filter(since=START), by=(By.QUERY,)), voice, (year,)),
        Question(
            "one query, a year by day and sentiment",
            Count(filter=Filter(since=START, queries=(QueryId(3),)), by=(By.DAY, By.SENTIMENT), time_zone=BERLIN),
            daily,
            (year,),
        ),
        Question(
            "busiest authors, a month",
            Count(filter=Filter(since=month), by=(By.AUTHOR,), limit=20),
            top.format("handle_key"),
            (since,),
        ),
        Question(
            "busiest authors, a year",
            Count(filter=Filter(since=START), by=(By.AUTHOR,), limit=20),
            top.format("handle_key"),
            (year,),
        ),
        Question(
            "sites, a year",
            Count(filter=Filter(since=START), by=(By.DOMAIN,), limit=20),
            top.format("domain"),
            (year,),
        ),
    ]


def _words(words: list[str]) -> list[Question]:
    """Return questions for the most frequent words, of 2,000 mentions each."""
    month = END - timedelta(days=30)
    return [
        Question("words, a month", Words(Filter(since=month))),
        Question("words, a year, German, relevant", Words(Filter(langs=("de",), only_relevant=True))),
        Question("words, a rare word's", Words(Filter(query=words[60_000]))),
    ]


def _searches(words: list[str]) -> list[Question]:
    """Return searches for a rare word (in about one of 50,000 mentions) with filters."""
    rare = words[60_000]
    found = "seq in (select rowid from words where words match ?)"
    page = "select * from mentions where {} order by published_at desc, seq desc limit 50"
    narrow = Filter(query=rare, channels=("mastodon",), langs=("de",))
    return [
        Question("search, a rare word", Filter(query=rare), page.format(found), (rare,)),
        Question(
            "search, a rare word and filters",
            narrow,
            page.format(f"{found} and channel = 'mastodon' and lang = 'de'"),
            (rare,),
        ),
        Question(
            "count by day, a rare word and filters",
            Count(filter=narrow, by=(By.DAY,)),
            "select published_at / 86400, count(*) from mentions"
            f" where {found} and channel = 'mastodon' and lang = 'de' group by 1",
            (rare,),
        ),
    ]


def taken(do: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Return how long some runs took, in milliseconds, ascending."""
    found = []
    for _ in range(times):
        begin = clock()
        do()
        found.append((clock() - begin) * 1000)
    return sorted(found)


def asked(archive: EmbeddedArchive, base: sqlite3.Connection | None, question: Question, promise: float) -> Result:
    """Ask both one question."""
    ask = question.ask

    def ours() -> object:
        if isinstance(ask, Words):
            return archive.words(ask.filter)
        return archive.count(ask) if isinstance(ask, Count) else archive.page(ask)

    def theirs() -> object:
        assert base is not None
        return base.execute(question.statement, question.values).fetchall()

    first = taken(ours, 1)[0]
    worked = taken(ours, ROUNDS, time.process_time)
    times = taken(ours, ROUNDS)
    other = taken(theirs, BASE_ROUNDS)[BASE_ROUNDS // 2] if base and question.statement else None
    return Result(
        question.what,
        first,
        statistics.median(times),
        times[int(0.95 * len(times))],
        other,
        promise,
        statistics.median(worked),
    )


def changes(archive: EmbeddedArchive) -> list[Result]:
    """Relabel and erase, several times each."""
    relabelled, erased = [], []
    newest, after = [], None
    for _ in range(8):
        page = archive.page(Filter(), limit=1_000, after=after)
        newest.append(page.items)
        after = page.next
    for number, items in enumerate(newest):
        label = Label(("praise", "problem")[number % 2], 1.0, "person:1")
        wanted = [Change(id=each.mention.id, labels={"kind": label}) for each in items]
        relabelled += taken(lambda wanted=wanted: archive.relabel(wanted), 1)
    authors = archive.count(Count(by=(By.AUTHOR,), filter=Filter(channels=("mastodon",)), limit=500))
    for group in authors[40::100]:
        erased += taken(lambda name=group.keys[0]: archive.forget_author("mastodon", str(name)), 1)
    return [
        Result("relabel 1,000 mentions", relabelled[0], statistics.median(relabelled), max(relabelled), None, RELABEL),
        Result("erase an author", erased[0], statistics.median(erased), max(erased), None, ERASE),
    ]


def line(result: Result) -> bool:
    """Print one result; return whether its promises were kept."""
    ratio = result.base / result.median if result.base is not None else None
    kept = result.p95 <= result.promise and (ratio is None or ratio >= FASTER)
    against = f"{result.base:>11,.1f} {ratio:>9,.1f}" if ratio is not None and result.base is not None else " " * 21
    figures = f"{result.first:>9,.1f} {result.median:>9,.1f} {result.p95:>9,.1f}"
    verdict = f"{result.promise:>8,.0f} {result.worked:>8,.0f}  {'kept' if kept else 'MISSED'}"
    print(f"{result.what:<52} {figures} {against} {verdict}", flush=True)
    return kept


def opened(directory: Path) -> EmbeddedArchive:
    """Open an archive and wait until counts are answered from memory; print how long both took."""
    begin = time.perf_counter()
    archive = EmbeddedArchive(directory)
    ready = time.perf_counter()
    archive.settle()
    load()
    print(f"opened in {ready - begin:.1f} s, columns read in {time.perf_counter() - ready:.1f} s", flush=True)
    return archive


def memory() -> float:
    """Return the most memory that this process had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Make what is missing, ask everything, and end with 1 where a promise was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the mentions are made, once")
    parser.add_argument("--mentions", type=int, default=10_000_000)
    parser.add_argument("--without-baseline", action="store_true")
    parser.add_argument("--without-changes", action="store_true", help="do not copy the archive to change it")
    options = parser.parse_args()
    make(options.folder, options.mentions)
    base = None
    if not options.without_baseline:
        base = sqlite3.connect(f"file:{options.folder / 'baseline.sqlite3'}?mode=ro", uri=True)
        base.execute("pragma cache_size=-400000")
        base.execute("pragma mmap_size=8000000000")
    print(f"{options.mentions:,} mentions, two threads; milliseconds\n")
    print(f"{'':<52} {'first':>9} {'median':>9} {'p95':>9} {'SQLite':>11} {'times':>9} {'promise':>8} {'worked':>8}")
    archive = opened(options.folder / "archive")
    kept = [line(asked(archive, base, question, promise)) for question, promise in questions(vocabulary())]
    archive.close()
    if not options.without_changes:
        copy = options.folder / "changed"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(options.folder / "archive", copy)
        archive = opened(copy)
        kept += [line(result) for result in changes(archive)]
        archive.close()
        shutil.rmtree(copy)
    print(f"\nmost memory: {memory():,.0f} MiB")
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
