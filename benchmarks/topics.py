"""How well topics are given, how stable proposals are, and whom a feeling is for: parts of `accuracy.py`.

The one thing a reader would get wrong: intents of bank customers and kinds of disaster stand for topics here. Nobody
has labelled what a company's public talks about.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from resonanz.core.ids import MentionId, QueryId
from resonanz.core.topic import TopicKey
from resonanz.understand.grouping import NEW, NO_GROUP, group
from resonanz.understand.lexicon import lexicon
from resonanz.understand.plain import plain
from resonanz.understand.reading import read
from resonanz.understand.sentiment import judge
from resonanz.understand.target import Entity, Targets
from resonanz.understand.topic_learning import Taught, learn_topics
from resonanz.understand.topics import Topics

NAMED = {"77 intents, English customers": 12, "11 disasters, posts": 5}
"""How many of a set's labels are named as topics; all others belong to none."""
OTHERS, TRIED = 2_000, 3_000
DRAWS = 3
WINDOW = 3_000


def topics(shared: Path) -> Iterator[str]:
    """Measure topics learned from 5, 10 and 20 examples, and proposals from one window to the next."""
    sets = {
        "77 intents, English customers": _customers(shared),
        "11 disasters, posts": _disasters(shared),
    }
    for name, (texts, labels) in sets.items():
        for examples in (5, 10, 20):
            yield _given(name, texts, labels, examples)
    sets |= {"German proposals": (_citizens(shared), []), "German posts about one company": (_feedback(shared), [])}
    for name, (texts, labels) in sets.items():
        for part in (3, 10):
            yield _proposed(name, texts, labels, part)


def _given(name: str, texts: Sequence[str], labels: Sequence[str], examples: int) -> str:
    figures = []
    for draw in range(DRAWS):
        shuffle = np.random.default_rng(draw)
        order = shuffle.permutation(len(texts))
        said = np.array(labels)[order]
        named = shuffle.permutation(np.unique(said))[: NAMED[name]]
        taught = [place for label in named for place in np.flatnonzero(said == label)[:examples]]
        rest = np.setdiff1d(np.arange(len(texts)), taught)
        others, tried = rest[:OTHERS], rest[OTHERS : OTHERS + TRIED]
        model = learn_topics(
            [Taught(texts[order[place]], TopicKey(str(said[place]))) for place in taught],
            [texts[order[place]] for place in others],
        )
        ids = [MentionId(f"set:{place}") for place in tried]
        given = Topics(model).of(ids, [plain(texts[order[place]]) for place in tried])
        right = sum(str(said[place]) in found for place, found in zip(tried, given, strict=True))
        figures.append((right / max(sum(map(len, given)), 1), right / np.isin(said[tried], named).sum()))
    precision, recall = np.mean(figures, axis=0)
    return (
        f"{f'topics, {name}':46} {NAMED[name]} x {examples:2} examples: precision {precision:.2f} recall {recall:.2f}"
    )


def _proposed(name: str, texts: Sequence[str], labels: Sequence[str], part: int) -> str:
    """Slide a window by one part of it, four times; compare what both looks say of the texts they share."""
    words = [plain(text) for text in texts]
    order = np.random.default_rng(5).permutation(len(texts))
    many = min(WINDOW, int(len(texts) * 0.6))
    before: dict[int, int] = {}
    agreement, anew, covered, pure = [], [], [], []
    for at in range(0, 4 * (many // part) + 1, many // part):
        window = order[at : at + many]
        if len(window) < many:
            break
        known = np.array([before.get(place, NEW) for place in window])
        found = group([words[place] for place in window], known if before else None)
        if before:
            both = known != NEW
            agreement.append(_adjusted_rand(known[both], found[both]))
            anew.append(_adjusted_rand(known[both], group([words[place] for place in window])[both]))
        inside = found != NO_GROUP
        covered.append(inside.mean())
        if labels:
            pure.append(_purity(np.array(labels)[window][inside], found[inside]))
        before = dict(zip(window.tolist(), found.tolist(), strict=True))
    purity = f" purity {np.mean(pure):.2f}" if pure else ""
    return (
        f"{f'proposals, {name}':46} n={many:5} 1/{part} new: adjusted Rand {np.mean(agreement):.2f} (least"
        f" {min(agreement):.2f}; dealt anew {np.mean(anew):.2f}), coverage {np.mean(covered):.2f}{purity}"
    )


def _adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """Return the adjusted Rand index (Hubert and Arabie, 1985); texts in no group count as one group."""
    table = np.zeros((len(np.unique(one)), len(np.unique(other))))
    np.add.at(table, (np.unique(one, return_inverse=True)[1], np.unique(other, return_inverse=True)[1]), 1)
    rows, columns, cells = (_pairs(table.sum(axis=1)), _pairs(table.sum(axis=0)), _pairs(table.ravel()))
    expected = rows * columns / _pairs(np.array([len(one)]))
    return float((cells - expected) / ((rows + columns) / 2 - expected))


def _pairs(sizes: np.ndarray) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


def _purity(labels: np.ndarray, groups: np.ndarray) -> float:
    largest = sum(np.unique(labels[groups == one], return_counts=True)[1].max() for one in np.unique(groups))
    return float(largest / len(labels))


def targets() -> Iterator[str]:
    """Measure whom a feeling is for on our own sentences: those looked at, and those never looked at."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.understand.targets.sentences import DE, EN, labelled

    found = Targets([Entity(QueryId(1), "own", (("hansebau",),)), Entity(QueryId(2), "competitor", (("nordwerk",),))])
    signs = {"positive": "+", "neutral": "0", "negative": "-"}
    for lang, text in (("de", DE), ("en", EN)):
        for name, some in (("looked at", labelled(text)[::2]), ("never looked at", labelled(text)[1::2])):
            right = whole = asked = 0
            for us, them, sentence in some:
                words = plain(sentence)
                felt = {one.about: signs[one.feels.value] for one in found.of(words, lang)}
                as_text = signs[judge(words, read(words, lexicon(lang))).value]
                for about, wanted in (("own", us), ("competitor", them)):
                    asked += wanted != " "
                    right += wanted == felt.get(about, as_text)
                    whole += wanted == as_text
            yield (
                f"{f'target, own sentences in {lang}, {name}':46} n={asked:6} accuracy {right / asked:.2f}"
                f" (the text as a whole: {whole / asked:.2f})"
            )


def _customers(shared: Path) -> tuple[list[str], list[str]]:
    with (shared / "banking77" / "train.csv").open(encoding="utf-8", newline="") as rows:
        found = list(csv.DictReader(rows))
    return [row["text"] for row in found], [row["category"] for row in found]


def _disasters(shared: Path) -> tuple[list[str], list[str]]:
    texts, labels = [], []
    for file in sorted((shared / "crisislex" / "T26").glob("*/*-tweets_labeled.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            posts = [row[1] for row in list(csv.reader(rows))[1:] if len(row) > 1]
        texts += posts
        labels += [file.parent.name] * len(posts)
    return texts, labels


def _citizens(shared: Path) -> list[str]:
    lines = (shared / "cimt_citizen_proposals" / "train.tsv").read_text(encoding="utf-8").split("\n")
    return [line.split("\t")[1] for line in lines if line]


def _feedback(shared: Path) -> list[str]:
    lines = (shared / "germeval2017_dev" / "dev_channel_timestamp.tsv").read_text(encoding="utf-8").split("\n")
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [row["text"] for row in rows if row["channel"] != "news/web"]
