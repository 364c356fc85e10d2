"""How fast understanding is on one core, and how much faster than the usual way.

    python benchmarks/understanding.py

Named baseline of the same run: *one at a time* - the same steps, one text after the other, and the language asked of
py3langid text by text. With `RESONANZ_SHARED` set the texts are real posts (half of them German, about 150 characters),
otherwise made-up ones. Times are processor time, so that other work on the machine does not count.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from resonanz.core.ids import MentionId, QueryId
from resonanz.core.mention import Mention
from resonanz.core.topic import TopicKey
from resonanz.core.understood import Label
from resonanz.understand.columns import Columns
from resonanz.understand.language import LANGUAGES, READ
from resonanz.understand.pipeline import Pipeline, Step, standard_steps
from resonanz.understand.target import Entity, Targets
from resonanz.understand.topic_learning import Taught, learn_topics
from resonanz.understand.topics import Topics

sys.path.insert(0, str(Path(__file__).parent))
import corpus

MANY = 4_000
BATCH = 1_000
NAMES = (("own", "bahn"), ("competitor", "auto"), ("product", "app"))


def main() -> None:
    """Print the time of each step, the rate, and the ratio to the usual way."""
    mentions = _mentions(_texts())
    Pipeline(standard_steps()).understand(mentions[:100])  # compiles and loads, once a process
    length = sum(len(mention.text) for mention in mentions) / len(mentions)
    print(f"{len(mentions)} texts of {length:.0f} characters on average, batches of {BATCH}")
    for name, seconds in _steps(mentions).most_common():
        print(f"  {name:12} {seconds / len(mentions) * 1e6:6.1f} us a text")
    ours = _rate(Pipeline(_our_steps()), mentions, BATCH)
    usual = _rate(Pipeline(_usual_steps()), mentions[:BATCH], 1)
    print(f"in batches        {ours:8.0f} texts/s")
    print(f"one at a time     {usual:8.0f} texts/s")
    print(f"ratio             {ours / usual:8.1f}")


def _steps(mentions: Sequence[Mention]) -> Counter[str]:
    spent: Counter[str] = Counter()
    steps = _our_steps()
    for at in range(0, len(mentions), BATCH):
        columns = Columns.of(mentions[at : at + BATCH])
        for step in steps:
            began = time.process_time()
            columns = step.take(columns)
            spent[step.name] += time.process_time() - began
    return spent


def _rate(pipeline: Pipeline, mentions: Sequence[Mention], batch: int) -> float:
    began = time.process_time()
    for at in range(0, len(mentions), batch):
        pipeline.understand(mentions[at : at + batch])
    return len(mentions) / (time.process_time() - began)


def _usual_steps() -> list[Step]:
    return [Step("language", _asking_the_library()) if step.name == "language" else step for step in _our_steps()]


def _our_steps() -> tuple[Step, ...]:
    """Return all steps, with thirty topics to give and two names to tell apart."""
    texts = _texts()
    taught = [Taught(texts[place], TopicKey(f"topic-{place % 30}")) for place in range(300)]
    topics = Topics(learn_topics(taught, texts[300:2_300]))
    targets = Targets([Entity(QueryId(n), about, ((name,),)) for n, (about, name) in enumerate(NAMES)])
    return standard_steps(topics=topics.of, targets=lambda: targets)


def _asking_the_library() -> Callable[[Columns], Columns]:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)

    def ask(columns: Columns) -> Columns:
        found = [identifier.classify(text.text[:120]) for text in columns.plain]
        langs = [Label(lang, share) for lang, share in found]
        return replace(columns, langs=langs, rules=[lang if lang in READ else "" for lang, _ in found])

    return ask


def _texts() -> list[str]:
    shared = os.environ.get("RESONANZ_SHARED")
    if not shared:
        return [corpus.text(number) for number in range(MANY)]
    where = Path(shared) / "data"
    with (where / "germeval2017_dev" / "dev_channel_timestamp.tsv").open(encoding="utf-8") as rows:
        german = [row["text"] for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)]
    talks = json.loads((where / "support_conversations" / "dev.json").read_text(encoding="utf-8"))
    english = [turn["message"] for talk in talks for turn in talk["dialogContent"]]
    with (where / "crisislex" / "T6" / SANDY).open(encoding="utf-8", newline="") as rows:
        english += [row[1] for row in csv.reader(rows)][1:]
    half = MANY // 2
    return [text for pair in zip(german[:half], english[:half], strict=True) for text in pair]


SANDY = "2012_Sandy_Hurricane/2012_Sandy_Hurricane-ontopic_offtopic.csv"


def _mentions(texts: Sequence[str]) -> list[Mention]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    ids = [MentionId(f"made:{number}") for number in range(len(texts))]
    return [
        Mention(id=one, channel="made", source="made", published_at=moment, seen_at=moment, text=text, thread=one)
        for one, text in zip(ids, texts, strict=True)
    ]


if __name__ == "__main__":
    main()
