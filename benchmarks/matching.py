"""Measure the matcher against the usual ways, in the same run: a loop of compiled regular expressions, and Lucene.

    python benchmarks/matching.py                      10, 100, 1,000 and 10,000 queries
    python benchmarks/matching.py --queries 1000

Mentions have 200 characters; the whole way from `Heard` records to query ids is measured, in seconds of one core.
Lucene needs Debian's liblucene8-java and a JDK; where they are absent it is left out with a word. All ways must find
the same, or the run stops.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from resonanz.core.heard import Heard
from resonanz.query.language import parse
from resonanz.query.matcher import Matcher

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.matching_workload import Asked, Term, Workload

MENTIONS = 20_000
ROUNDS = 5
WARMING = 4
"""Rounds before: by then the stream has shown which words are rare."""
REGEX_SECONDS = 4.0
MOST_REGEX_QUERIES = 1_000
"""More take minutes to compile and do not get faster."""
LUCENE_SECONDS = 6
BATCHES = (1, 10, 100, 1_000)
"""A thousand is no stream any more: shown for itself."""
JARS = Path("/usr/share/java")
PARTS = ("core", "memory", "queries", "analyzers-common")


def main() -> None:
    """Measure each number of queries and print a table of rates and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, nargs="*", default=[10, 100, 1_000, 10_000])
    parser.add_argument("--without-lucene", action="store_true")
    options = parser.parse_args()
    lucene = None if options.without_lucene else lucene_classes()
    for number in options.queries:
        measure(number, lucene)


def measure(number: int, lucene: str | None) -> None:
    """Measure one number of queries."""
    workload = Workload(number)
    mentions = workload.mentions(MENTIONS)
    characters = sum(len(each.mention.text) for each in mentions) / len(mentions)
    print(f"{number:,} queries, {characters:.0f} characters a mention")
    rate, found = of_matcher(workload.asked, mentions)
    print(f"  {'matcher':<30}{rate:>12,.0f} mentions/s   {sum(map(len, found)) / len(found):.2f} hits a mention")
    if number <= MOST_REGEX_QUERIES:
        other = of_regular_expressions(workload.asked, mentions, found)
        print(f"  {'regular expressions':<30}{other:>12,.1f} mentions/s   {rate / other:,.0f} times slower")
    if lucene:
        for name, other in of_lucene(workload.asked, mentions, found, lucene):
            print(f"  {name:<30}{other:>12,.0f} mentions/s   {rate / other:,.1f} times slower")


# --- ours


def of_matcher(asked: Sequence[Asked], mentions: Sequence[Heard]) -> tuple[float, list[tuple[int, ...]]]:
    """Return the rate of the matcher, and what it found; say what adding, starting and memory cost."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    matcher = Matcher(patience=0)
    for number, each in enumerate(asked):
        matcher.put(number, parse(each.text()))
    matcher.match(mentions[:1])
    started = time.process_time() - begun
    for _ in range(WARMING):
        matcher.match(mentions)
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        found = matcher.match(mentions)
        seconds.append(time.process_time() - begun)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    added = parse(asked[0].text())
    begun = time.process_time()
    matcher.put(len(asked), added)
    matcher.match(mentions[:1])
    adding = (time.process_time() - begun) * 1_000
    print(f"  reading queries and matching once {started:.1f} s, adding one {adding:.1f} ms, memory {grown:.0f} MB")
    return len(mentions) / statistics.median(seconds), found


# --- a loop of regular expressions


def of_regular_expressions(
    asked: Sequence[Asked], mentions: Sequence[Heard], found: Sequence[tuple[int, ...]]
) -> float:
    """Return the rate of trying every query's expressions on every mention."""
    checks = [regular(each) for each in asked]
    begun = time.process_time()
    done = 0
    while time.process_time() - begun < REGEX_SECONDS and done < len(mentions):
        heard = mentions[done]
        same(tuple(number for number, check in enumerate(checks) if check(heard)), found[done])
        done += 1
    return done / (time.process_time() - begun)


def regular(asked: Asked) -> Callable[[Heard], bool]:
    """Return a query as a test made of compiled expressions."""
    brands, topics, without = (alternatives(terms) for terms in (asked.brands, asked.topics, asked.without))
    wanted = [rf"\b(?:{brands})\b"]
    if asked.near:
        gap = rf"\W+(?:\w+\W+){{0,{asked.near - 1}}}?"
        wanted = [rf"\b(?:{brands})\b{gap}(?:{topics})\b|\b(?:{topics})\b{gap}(?:{brands})\b"]
    elif asked.topics:
        wanted.append(rf"\b(?:{topics})\b")
    searches = [re.compile(each, re.IGNORECASE).search for each in wanted]
    refused = re.compile(rf"\b(?:{without})\b", re.IGNORECASE).search if without else None
    lang, channel = asked.lang, asked.channel

    def check(heard: Heard) -> bool:
        text = heard.mention.text
        if lang and heard.understood.lang.value != lang:
            return False
        if channel and heard.mention.channel != channel:
            return False
        return all(search(text) for search in searches) and not (refused and refused(text))

    return check


def alternatives(terms: Iterable[Term]) -> str:
    """Return any of the terms as an expression."""
    return "|".join(r"\W+".join(term.words) + (r"\w*" if term.prefix else "") for term in terms)


# --- Lucene


def lucene_classes() -> str | None:
    """Compile our Java program; return its class path, None where Java or Lucene is absent."""
    jars = [str(jar) for part in PARTS for jar in JARS.glob(f"lucene-{part}-8*.jar")]
    if len(jars) < len(PARTS) or not shutil.which("javac"):
        print("Lucene is left out: it needs Debian's liblucene8-java and default-jdk-headless.")
        return None
    classes = tempfile.mkdtemp(prefix="resonanz-lucene-")
    source = Path(__file__).with_name("LuceneMatching.java")
    subprocess.run(["javac", "-cp", ":".join(jars), "-d", classes, str(source)], check=True)
    return ":".join([classes, *jars])


def of_lucene(
    asked: Sequence[Asked], mentions: Sequence[Heard], found: Sequence[tuple[int, ...]], classes: str
) -> list[tuple[str, float]]:
    """Return the rates of Lucene's best settings, as a stream and in large batches."""
    with tempfile.TemporaryDirectory() as folder:
        queries, texts = Path(folder, "queries"), Path(folder, "mentions")
        queries.write_text("".join(f"{for_lucene(each)}\n" for each in asked), encoding="utf-8")
        texts.write_text("".join(f"{line(heard)}\n" for heard in mentions), encoding="utf-8")
        command = ["java", "-XX:+UseSerialGC", "-Xmx2g", "-cp", classes, "LuceneMatching", str(queries), str(texts)]
        measured = [str(LUCENE_SECONDS), *map(str, BATCHES)]
        done = subprocess.run([*command, *measured], check=True, capture_output=True, text=True).stdout
    rates = []
    for way, size, rate, count, hits in (row.split("\t") for row in done.splitlines()):
        ours = sum(len(ids) for ids in found[: int(count)])
        if abs(int(hits) - ours) > 0.002 * ours + 2:  # overlapping terms are near each other there
            raise SystemExit(f"Lucene found {hits}, the matcher {ours} in the first {count} mentions")
        rates.append((float(rate), int(size), f"Lucene, {way}, batches of {size}"))
    streaming = max(each for each in rates if each[1] < BATCHES[-1])
    return [(name, rate) for rate, _, name in (streaming, max(each for each in rates if each[1] == BATCHES[-1]))]


def for_lucene(asked: Asked) -> str:
    """Return a query as our Java program reads it."""
    groups = [
        ",".join(" ".join(term.words) + "*" * term.prefix for term in group) for group in (asked.brands, asked.topics)
    ]
    without = ",".join(" ".join(term.words) + "*" * term.prefix for term in asked.without)
    return "\t".join([*groups, str(asked.near), without, asked.lang, asked.channel])


def line(heard: Heard) -> str:
    """Return a mention as our Java program reads it."""
    return f"{heard.understood.lang.value}\t{heard.mention.channel}\t{heard.mention.text}"


def same(other: tuple[int, ...], ours: tuple[int, ...]) -> None:
    """Stop where two ways find different queries."""
    if other != ours:
        raise SystemExit(f"regular expressions find {other}, the matcher {ours}")


if __name__ == "__main__":
    main()
