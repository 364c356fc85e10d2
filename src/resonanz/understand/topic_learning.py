"""Learning topics from a few examples of each, against a sample of whatever else is heard.

The one thing a reader would get wrong: the sample is not free of the topics. It is what was heard lately, so some of
it belongs to them, unlabelled. How large that part is follows from the scores themselves: however high the threshold,
the share of the sample above it cannot fall below the topic's own share of the sample times the share of the examples
above it (Elkan and Noto, KDD 2008, turned round). With that, precision and recall are foreseen for each threshold, and
the one with the best F1 is taken, one for all topics together: five examples of one topic say too little by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from resonanz.core.topic import TopicKey
from resonanz.understand.features import COLUMNS, Sparse, grams, rarity, weighed
from resonanz.understand.plain import plain
from resonanz.understand.regression import fit, scores
from resonanz.understand.topics import TopicModel

Array: TypeAlias = NDArray[Any]

FEWEST: Final = 3
"""Examples from which a topic is learned; with fewer, only what people said counts."""
FEWEST_OTHERS: Final = 20
"""Other texts from which topics can be told from anything at all."""
FOLDS: Final = 5
SEEN_OFTEN: Final = 3
"""Texts of the sample that must have a column which no example has."""
TRUSTED: Final = 0.3
"""Share of held-back examples above a threshold, below which their number says too little."""
LEVELS: Final = 200
"""Thresholds that are compared."""
ALIKE: Final = 0.01
"""Difference of F1 that means nothing."""
LARGEST_PART: Final = 0.5
"""Most of the sample that one topic is believed to be."""


@dataclass(frozen=True, slots=True)
class Taught:
    """Hold one text that a person counted to a topic, or (`topic` None) took out of one."""

    text: str
    topic: TopicKey | None


def learn_topics(taught: Sequence[Taught], others: Sequence[str]) -> TopicModel | None:
    """Learn the topics that have `FEWEST` examples; None while there is nothing to learn or nothing to tell it from.

    `others` are texts heard lately, whatever they are about. The same texts give the same model.
    """
    enough = _topics_with_enough(taught)
    texts = [one for one in taught if one.topic is None or one.topic in enough]
    if not enough or len(others) < FEWEST_OTHERS:
        return None
    none_of_them = len(enough)
    labels = np.array(
        [none_of_them if one.topic is None else enough.index(one.topic) for one in texts]
        + [none_of_them] * len(others),
        dtype=np.int64,
    )
    counted = grams([plain(text) for text in (*(one.text for one in texts), *others)])
    rare = rarity(counted)
    rows, columns = _telling(weighed(counted, rare), int((labels < none_of_them).sum()))
    kept = _telling_rows(rows, labels)
    weights, bias = fit(rows.rows(kept), labels[kept], none_of_them + 1)
    threshold = _threshold(_held_back(rows, labels, kept), labels)
    return TopicModel(
        topics=tuple(enough),
        threshold=threshold,
        columns=columns,
        rarity=np.append(rare[columns], rare.max()).astype(np.float32),
        weights=weights[columns, :-1].copy(),
        bias=bias[:-1].copy(),
    )


def _topics_with_enough(taught: Sequence[Taught]) -> list[TopicKey]:
    topics = sorted({one.topic for one in taught if one.topic is not None})
    return [topic for topic in topics if sum(one.topic == topic for one in taught) >= FEWEST]


def _telling(rows: Sparse, examples: int) -> tuple[Sparse, NDArray[np.int32]]:
    """Return the rows without columns that neither an example nor `SEEN_OFTEN` texts have, and the columns left."""
    often = np.bincount(rows.columns, minlength=COLUMNS) >= SEEN_OFTEN
    often[rows.columns[: rows.begins[examples]]] = True
    kept = often[rows.columns]
    before = np.concatenate(([0], np.cumsum(kept)))
    columns = np.unique(rows.columns[kept]).astype(np.int32)
    return Sparse(before[rows.begins], rows.columns[kept], rows.values[kept]), columns


def _telling_rows(rows: Sparse, labels: Array) -> NDArray[np.int64]:
    """Return the places of all rows but those of the sample that belong to a topic themselves, by a first look.

    They would teach that what belongs to it does not, and be the very mentions that it is not given to.
    """
    everything = np.arange(len(labels))
    found = _held_back(rows, labels, everything)
    threshold = _threshold(found, labels)
    return np.flatnonzero((labels < found.shape[1] - 1) | (found[:, :-1].max(axis=1) < threshold))


def _held_back(rows: Sparse, labels: Array, kept: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the scores of each row by a model that was learned from those rows of the other folds that are `kept`."""
    many = int(labels.max()) + 1
    fold = np.empty(len(labels), dtype=np.int64)
    shuffled = np.random.default_rng(1).permutation(len(labels))
    for label in range(many):
        of_label = shuffled[labels[shuffled] == label]
        fold[of_label] = np.arange(len(of_label)) % FOLDS
    found = np.zeros((len(labels), many), dtype=np.float32)
    for held in range(FOLDS):
        inside, outside = kept[fold[kept] != held], np.flatnonzero(fold == held)
        weights, bias = fit(rows.rows(inside), labels[inside], many)
        found[outside] = scores(rows.rows(outside), weights, bias)
    return found


def _threshold(found: NDArray[np.float32], labels: Array) -> float:
    """Return the threshold of the best foreseen F1.

    Of thresholds that do alike the middle one is taken: between examples and all else there may be a wide gap.
    """
    none_of_them = found.shape[1] - 1
    examples = np.flatnonzero(labels < none_of_them)
    inside = found[examples, labels[examples]]
    sample = found[labels == none_of_them][:, :none_of_them].ravel()
    levels = np.linspace(np.median(sample), inside.max(), LEVELS)
    width = max(float(inside.std()), 1e-6) * len(inside) ** -0.2 * 0.6
    caught = (1 / (1 + np.exp(np.clip((levels[:, None] - inside) / width, -50, 50)))).mean(axis=1)
    many = (sample >= levels[:, None]).sum(axis=1) + 0.5
    above, most = many / (len(sample) + 1), (many + 2 * np.sqrt(many)) / (len(sample) + 1)
    trusted = caught >= TRUSTED
    part = min(float((most[trusted] / caught[trusted]).min(initial=LARGEST_PART)), LARGEST_PART)
    right = np.minimum(part * caught / above, 1.0)
    balance = 2 * right * caught / np.maximum(right + caught, 1e-9)
    best = int(np.median(np.flatnonzero(balance >= balance.max() - ALIKE)))
    return float(levels[best])
