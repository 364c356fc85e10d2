"""How often understanding is right, on labelled sets that are not kept with the code.

    RESONANZ_SHARED=../shared python benchmarks/accuracy.py [language sentiment kind duplicates learning topics targets]

Each line says what was measured on how many texts, the figure, and its 90 % interval (bootstrap over texts). The one
thing a reader would get wrong: nearly all of these labels are proxies. A citizen's proposal stands for a request, a
deleted question mark for a question without one; no set is labelled with our own six kinds.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from resonanz.core.ids import MentionId
from resonanz.core.mention import Mention
from resonanz.core.understood import Understood
from resonanz.understand.duplicates import Duplicates, compared_text
from resonanz.understand.evaluation import evaluate
from resonanz.understand.learning import Example, learn
from resonanz.understand.pipeline import Pipeline, judging_steps
from resonanz.understand.plain import plain
from resonanz.understand.sketch import points, resemblance, similarity

sys.path.insert(0, str(Path(__file__).parent))
import topics as measured

SHARED = Path(os.environ.get("RESONANZ_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
SENTIMENTS = ("positive", "neutral", "negative")
SANDY = "2012_Sandy_Hurricane/2012_Sandy_Hurricane-ontopic_offtopic.csv"
ROUNDS = 300

Measure = Callable[[np.ndarray, np.ndarray], float]


def main() -> None:
    """Measure the tasks named on the command line, or all."""
    tasks = {
        "language": language,
        "sentiment": sentiment,
        "kind": kind,
        "duplicates": duplicates,
        "learning": learning,
        "topics": lambda: measured.topics(SHARED),
        "targets": measured.targets,
    }
    for name in sys.argv[1:] or tasks:
        for line in tasks[name]():
            print(line)


def language() -> Iterator[str]:
    """Measure language on German posts, English posts and lists of words in 20 languages."""
    german = [row["text"] for row in _germeval() if row["channel"] == "twitter"]
    yield from _language_lines("language, German tweets", german, ["de"] * len(german))
    english = _support()
    yield from _language_lines("language, English support posts", english, ["en"] * len(english))
    for kind_of in ("word-pairs", "single-words"):
        texts, truth = [], []
        for file in sorted((SHARED / "langid" / kind_of).glob("*.txt")):
            lang = {"nb": "no", "nn": "no"}.get(file.stem[:2], file.stem[:2])
            if lang != "af":  # not among the languages that are told apart
                lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
                texts += lines
                truth += [lang] * len(lines)
        yield from _language_lines(f"language, {kind_of.replace('-', ' ')} in 20 languages", texts, truth)


def _language_lines(name: str, texts: Sequence[str], truth: Sequence[str]) -> Iterator[str]:
    labels = [understood.lang for understood in _understood(texts)]
    right = np.array([label.value == lang for label, lang in zip(labels, truth, strict=True)])
    told = np.array([label.value != "und" for label in labels])
    sure = told & np.array([label.confidence >= 0.7 for label in labels])
    yield _line(name, "accuracy, `und` counted as wrong", right, np.ones_like(right), _share)
    yield f"{'':46} accuracy {right[sure].mean():.3f} at a coverage of {sure.mean():.3f} (confidence from .7)"


def sentiment() -> Iterator[str]:
    """Measure sentiment on German posts and articles about a company."""
    rows = _germeval()
    truth = np.array([row["sentiment"] for row in rows])
    found = np.array([understood.sentiment.value for understood in _understood([row["text"] for row in rows])])
    yield _line("sentiment, German feedback incl. news", "macro-F1", truth, found, _macro_f1)
    for channel in ("twitter", "facebook", "news/web"):
        of = np.array([row["channel"] == channel for row in rows])
        yield _line(f"sentiment, German feedback, {channel}", "macro-F1", truth[of], found[of], _macro_f1)


def kind() -> Iterator[str]:
    """Measure requests by citizens' proposals, and questions by posts whose question marks were deleted."""
    rows = [line.split("\t") for line in _lines("cimt_citizen_proposals", "dev.tsv") if line]
    yield _kind_line(
        "request, German proposals (held out)", [r[1] for r in rows], ["mpos" in r[0] for r in rows], "request"
    )
    social = [row["text"] for row in _germeval() if row["channel"] != "news/web"]
    banking = [row["text"] for row in csv.DictReader(_lines("banking77", "train.csv"))]
    for name, texts in (
        ("German posts", social),
        ("English support posts", _support()),
        ("English customers", banking),
    ):
        asked = ["?" in text for text in texts]
        yield _kind_line(f"question, {name}, `?` deleted", [text.replace("?", "") for text in texts], asked, "question")


def _kind_line(name: str, texts: Sequence[str], truth: Sequence[bool], value: str) -> str:
    found = np.array([understood.kind.value == value for understood in _understood(texts)])
    return _line(name, "F1", np.array(truth), found, _f1)


def duplicates() -> Iterator[str]:
    """Measure copies against a comparison of every pair that shares three words in a row."""
    events = sorted((SHARED / "crisislex" / "T26").glob("*/*-tweets_labeled.csv"))[:8]
    posts = [text for file in events for text in _second_column(file)]
    sets = {
        "posts of 8 events": posts,
        "posts of one hurricane": _second_column(SHARED / "crisislex" / "T6" / SANDY),
        "German feedback": [row["text"] for row in _germeval()],
    }
    for name, texts in sets.items():
        true, found = _alike_pairs(texts), _found_pairs(texts)
        both = len(true & found)
        yield (
            f"{'duplicates, ' + name:46} n={len(texts):6} precision {both / len(found):.3f}"
            f" recall {both / len(true):.3f} ({len(true)} pairs)"
        )


def _second_column(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [row[1] for row in list(csv.reader(rows))[1:] if len(row) > 1]


def learning() -> Iterator[str]:
    """Measure models of three label sets: learned from some examples drawn at random, tried on all others."""
    feedback = _germeval()
    proposals = [line.split("\t") for line in _lines("cimt_citizen_proposals", "train.tsv") if line]
    customers = list(csv.DictReader(_lines("banking77", "train.csv")))
    sets = {
        "polarity, German feedback": [Example(row["text"], row["sentiment"]) for row in feedback],
        "relevance, German feedback": [Example(row["text"], row["relevance"]) for row in feedback],
        "proposals, German citizens": [Example(row[1], str("mpos" in row[0])) for row in proposals],
        "77 intents, English customers": [Example(row["text"], row["category"]) for row in customers],
    }
    for name, examples in sets.items():
        for many in (200, 1_000, 2_000):
            if many <= len(examples) * 2 // 3 and not (many < 1_000 and "77" in name):
                yield _learning_line(name, examples, many)


def _learning_line(name: str, examples: Sequence[Example], many: int) -> str:
    cards, spent = [], 0.0
    for draw in range(3):
        order = np.random.default_rng(draw).permutation(len(examples))
        began = time.process_time()
        model = learn([examples[place] for place in order[:many]])
        spent += time.process_time() - began
        cards.append(evaluate(model, [examples[place] for place in order[many : many + 3_000]]))
    f1 = np.mean([card.macro_f1.value for card in cards])
    off = np.mean([card.calibration_error for card in cards])
    kept = [kept for card in cards for kept in card.kept if kept.asked == 0.9 and kept.accuracy is not None]
    asked = (
        "-"
        if not kept
        else f"{np.mean([one.accuracy for one in kept]):.3f} of {np.mean([one.coverage for one in kept]):.2f}"
    )
    return (
        f"{'learning, ' + name:46} n={many:6} macro-F1 {f1:.3f} calibration error {off:.3f}"
        f" asked for .9: {asked} in {spent / 3:.1f} s"
    )


def _alike_pairs(texts: Sequence[str]) -> set[tuple[int, int]]:
    words = [compared_text(plain(text)) for text in texts]
    sharing: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, text in enumerate(words):
        tokens = text.split()
        for gram in {tuple(tokens[at : at + 3]) for at in range(len(tokens) - 2)}:
            sharing[gram].append(place)
    pairs = {pair for places in sharing.values() for pair in itertools.combinations(places, 2)}
    letters = [points(text) for text in words]
    return {(a, b) for a, b in pairs if _alike(letters[a], letters[b])}


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    alike = resemblance(one, other)
    return alike >= 0.7 or (alike >= 0.45 and similarity(one, other) >= 0.85)


def _found_pairs(texts: Sequence[str]) -> set[tuple[int, int]]:
    firsts = Duplicates().find(_mentions(texts), [plain(text) for text in texts])
    copies: dict[int, list[int]] = defaultdict(list)
    for place, first in enumerate(firsts):
        copies[int(first.partition(":")[2]) if first else place].append(place)
    return {pair for places in copies.values() for pair in itertools.combinations(places, 2)}


def _understood(texts: Sequence[str]) -> list[Understood]:
    pipeline = Pipeline(judging_steps())
    batches = (texts[at : at + 1_000] for at in range(0, len(texts), 1_000))
    return [heard.understood for batch in batches for heard in pipeline.understand(_mentions(batch))]


def _mentions(texts: Sequence[str]) -> list[Mention]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    ids = [MentionId(f"set:{number}") for number in range(len(texts))]
    return [
        Mention(id=one, channel="set", source="set", published_at=moment, seen_at=moment, text=text, thread=one)
        for one, text in zip(ids, texts, strict=True)
    ]


def _germeval() -> list[dict[str, str]]:
    lines = _lines("germeval2017_dev", "dev_channel_timestamp.tsv")
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _support() -> list[str]:
    talks = json.loads((SHARED / "support_conversations" / "dev.json").read_text(encoding="utf-8"))
    return [turn["message"] for talk in talks for turn in talk["dialogContent"]]


def _lines(*parts: str | Path) -> list[str]:
    return SHARED.joinpath(*parts).read_text(encoding="utf-8").split("\n")


def _line(name: str, measured: str, truth: np.ndarray, found: np.ndarray, measure: Measure) -> str:
    draws = np.random.default_rng(7).integers(0, len(truth), size=(ROUNDS, len(truth)))
    low, high = np.quantile([measure(truth[draw], found[draw]) for draw in draws], [0.05, 0.95])
    return f"{name:46} n={len(truth):6} {measured} {measure(truth, found):.3f} [{low:.3f}, {high:.3f}]"


def _share(truth: np.ndarray, found: np.ndarray) -> float:
    return float((truth == found).mean())


def _f1(truth: np.ndarray, found: np.ndarray) -> float:
    both = (truth & found).sum()
    return float(2 * both / max(truth.sum() + found.sum(), 1))


def _macro_f1(truth: np.ndarray, found: np.ndarray) -> float:
    return float(np.mean([_f1(truth == value, found == value) for value in SENTIMENTS]))


if __name__ == "__main__":
    main()
