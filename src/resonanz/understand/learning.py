"""Learning a label set from examples, and saying honestly how sure each answer is.

    model = learn([Example("the app crashes", "problem"), ...])
    labels = model.classify(["it crashes again"])

The one thing a reader would get wrong: the confidence is not what the regression says. It is what the regression was
worth on examples it had not seen: every example is answered once by a model trained on the others, and one temperature
is chosen that makes those answers as sure as they were right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from resonanz.core.errors import InputRejected
from resonanz.core.understood import Label
from resonanz.understand.features import (
    COLUMNS,
    Sparse,
    grams,
    rarity,
    rule_numbers,
    weighed,
    with_rules,
)
from resonanz.understand.labels import SUSPECTED_MOST
from resonanz.understand.language import detect
from resonanz.understand.measuring import macro_f1
from resonanz.understand.plain import Plain, plain
from resonanz.understand.regression import fit, scores

Array: TypeAlias = NDArray[Any]

ACCURACIES: Final = (0.8, 0.85, 0.9, 0.95)
"""Accuracies that a person can ask for; a model knows from which confidence on it keeps each."""
FEWEST: Final = 10
"""Examples: below that, none can be held back to learn how sure answers are."""
UNPROVEN: Final = 3.0
"""Temperature of a model that could not be tried: its answers stay suspected."""
GAINS: Final = 0.005
"""Macro-F1 that what our rules read must gain to be used beside the words."""


@dataclass(frozen=True, slots=True)
class Example:
    """Hold one text and what a person says it is."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Say from which confidence on a model keeps an accuracy, and which share of texts that is."""

    accuracy: float
    confidence: float
    """Above 1: it cannot be kept."""
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Hold what was learned of one label set."""

    labels: tuple[str, ...]
    lang: str
    """The language of all its texts, empty when it is told for each."""
    uses_rules: bool
    examples: int
    """How many it was trained on."""
    temperature: float
    tried: bool
    """Whether its confidence was measured on examples held back."""
    thresholds: tuple[Threshold, ...]
    columns: NDArray[np.int32]
    """Columns that the examples had, ascending; a model knows no other."""
    rarity: NDArray[np.float32]
    """Of these columns, and in the last place of all others."""
    weights: NDArray[np.float32]
    """Shape (columns, labels)."""
    bias: NDArray[np.float32]
    name: str = "model@1"
    """What stands after `model:` in the origin of its labels."""

    def shares(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return how likely each label is for each text, shape (texts, labels), each row summing to one."""
        return self._shares([plain(text) for text in texts])

    def classify(self, texts: Sequence[str]) -> list[Label]:
        """Return the likeliest label of each text."""
        return self.classify_plain([plain(text) for text in texts])

    def classify_plain(self, texts: Sequence[Plain]) -> list[Label]:
        """Return the likeliest label of each text that was cut into words already."""
        if not texts:
            return []
        found = self._shares(texts)
        best = found.argmax(axis=1)
        sure = found[np.arange(len(found)), best]
        if not self.tried:
            sure = np.minimum(sure, SUSPECTED_MOST)
        origin = f"model:{self.name}"
        return [
            Label(self.labels[label], round(float(share), 4), origin) for label, share in zip(best, sure, strict=True)
        ]

    def explain(self, text: str, label: str) -> list[tuple[str, float]]:
        """Return the words that spoke for `label`, strongest first: how much less likely it is without each."""
        whole = plain(text)
        tokens = list(dict.fromkeys(whole.tokens))
        without = [replace(whole, tokens=tuple(one for one in whole.tokens if one != token)) for token in tokens]
        of = self.labels.index(label)
        found = np.log(self._shares([whole, *without])[:, of] + 1e-9)
        lost = found[0] - found[1:]
        order = np.argsort(-lost, kind="stable")
        return [(tokens[place], float(lost[place])) for place in order if lost[place] > 0]

    def speaks_for(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return how much each word alone, its letters included, speaks for each label, shape (words, labels)."""
        rows = weighed(grams([Plain(tokens=(word,)) for word in words]), self._rarity_of_all())
        return scores(_narrowed(rows, self.columns), self.weights, np.zeros_like(self.bias))

    def _rarity_of_all(self) -> NDArray[np.float32]:
        rare = np.full(COLUMNS, self.rarity[-1], dtype=np.float32)
        rare[self.columns] = self.rarity[:-1]
        return rare

    def _shares(self, texts: Sequence[Plain]) -> NDArray[np.float32]:
        rows = weighed(grams(texts), self._rarity_of_all())
        if self.uses_rules:
            rows = with_rules(rows, rule_numbers(texts, _languages(texts, self.lang)))
        return softmax(scores(_narrowed(rows, self.columns), self.weights, self.bias) / np.float32(self.temperature))


@dataclass(frozen=True, slots=True)
class Studied:
    """Hold a model and what models like it answered to its own examples without having seen them."""

    model: Model
    held_back: NDArray[np.float32]
    """Shape (examples, labels), each row summing to one; no rows when there were too few examples to try."""

    def unseen(self) -> list[Label]:
        """Return the likeliest label of each example, found without having seen it; empty when nothing was tried."""
        origin = f"model:{self.model.name}"
        return [
            Label(self.model.labels[place], round(float(row[place]), 4), origin)
            for row, place in zip(self.held_back, self.held_back.argmax(axis=1), strict=True)
        ]


def learn(examples: Sequence[Example], *, lang: str = "", name: str = "model@1") -> Model:
    """Train a model; raise InputRejected when there are not two labels to tell apart.

    `lang` is the language of all texts; empty, it is told for each. The same examples give the same model.
    """
    return study(examples, lang=lang, name=name).model


def study(examples: Sequence[Example], *, lang: str = "", name: str = "model@1") -> Studied:
    """Train a model as `learn` does, and keep how it did on examples held back."""
    labels = tuple(sorted({example.label for example in examples}))
    if len(labels) < 2:
        only = f"Every example says {labels[0]!r}." if labels else "There are no examples."
        raise InputRejected(only, remedy="A model needs examples of at least two labels.")
    truth = np.array([labels.index(example.label) for example in examples], dtype=np.int64)
    texts = [plain(example.text) for example in examples]
    counted = grams(texts)
    rare = rarity(counted)
    words = weighed(counted, rare)
    ruled = with_rules(words, rule_numbers(texts, _languages(texts, lang)))
    trial = _try(words, ruled, truth, len(labels))
    rows = ruled if trial.uses_rules else words
    weights, bias = fit(rows, truth, len(labels))
    columns = np.unique(rows.columns).astype(np.int32)
    model = Model(
        labels=labels,
        lang=lang,
        uses_rules=trial.uses_rules,
        examples=len(examples),
        temperature=trial.temperature,
        tried=trial.tried,
        thresholds=trial.thresholds,
        columns=columns,
        rarity=np.append(rare[columns], rare.max()).astype(np.float32),
        weights=weights[columns],
        bias=bias,
        name=name,
    )
    return Studied(model, trial.shares)


@dataclass(frozen=True, slots=True)
class _Trial:
    """Hold what was found out on examples held back."""

    uses_rules: bool
    shares: NDArray[np.float32]
    temperature: float = UNPROVEN
    tried: bool = False
    thresholds: tuple[Threshold, ...] = ()


def _try(words: Sparse, ruled: Sparse, truth: NDArray[np.int64], many: int) -> _Trial:
    if len(truth) < FEWEST or (np.bincount(truth) > 1).sum() < 2:
        return _Trial(uses_rules=True, shares=np.empty((0, many), dtype=np.float32))
    folds = 5 if len(truth) * many < 50_000 else 3
    plain_scores = _held_back(words, truth, many, folds)
    ruled_scores = _held_back(ruled, truth, many, folds)
    gain = macro_f1(truth, ruled_scores.argmax(axis=1)) - macro_f1(truth, plain_scores.argmax(axis=1))
    found = ruled_scores if gain > GAINS else plain_scores
    temperature = _temperature(found, truth)
    shares = softmax(found / np.float32(temperature))
    right = shares.argmax(axis=1) == truth
    return _Trial(gain > GAINS, shares, temperature, True, foreseen(shares.max(axis=1), right))


def _held_back(rows: Sparse, truth: NDArray[np.int64], many: int, folds: int) -> NDArray[np.float32]:
    """Return the scores of each row by a model that was trained on the other folds."""
    fold = np.empty(len(truth), dtype=np.int64)
    shuffled = np.random.default_rng(1).permutation(len(truth))
    for label in range(many):
        of_label = shuffled[truth[shuffled] == label]
        fold[of_label] = np.arange(len(of_label)) % folds
    found = np.zeros((len(truth), many), dtype=np.float32)
    for held in range(folds):
        inside, outside = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        weights, bias = fit(rows.rows(inside), truth[inside], many)
        found[outside] = scores(rows.rows(outside), weights, bias)
    return found


def _temperature(found: NDArray[np.float32], truth: NDArray[np.int64]) -> float:
    """Return the temperature under which the true labels are likeliest, by golden section."""

    def surprise(log_temperature: float) -> float:
        shares = softmax(found / np.float32(np.exp(log_temperature)))
        return float(-np.log(shares[np.arange(len(truth)), truth] + 1e-9).mean())

    low, high = np.log(0.05), np.log(20.0)
    golden = (np.sqrt(5.0) - 1) / 2
    for _ in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if surprise(left) < surprise(right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def thresholds(sure: Array, right: Array) -> tuple[Threshold, ...]:
    """Return from which confidence on each of `ACCURACIES` is kept, and the coverage that it leaves."""
    order = np.argsort(-sure, kind="stable")
    accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    return _where_kept(accuracy, sure[order], ACCURACIES)


def foreseen(sure: Array, right: Array, wanted: Sequence[float] = ACCURACIES) -> tuple[Threshold, ...]:
    """Return thresholds that keep what is wanted among texts to come, one for each accuracy.

    The share of right answers above the best threshold of many flatters: it was chosen for it. So one more wrong answer
    is counted than there was. Then of what is decided on average no more is wrong than was allowed, however badly the
    confidences are calibrated, where deciding nothing is never wrong (Jin and Candès, JMLR 24, 2023; the answers stand
    for the texts to come).
    """
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(~right[order].astype(bool)) + 1
    return _where_kept(1 - wrong / np.arange(1, len(order) + 1), sure[order], wanted)


def _where_kept(accuracy: Array, sure: Array, asked: Sequence[float]) -> tuple[Threshold, ...]:
    """Return the thresholds, given what each one in falling order would give."""
    last_of_its_like = np.append(sure[1:] != sure[:-1], True)  # who is as sure is decided as well
    found = []
    for wanted in asked:
        kept = np.flatnonzero((accuracy >= wanted) & last_of_its_like)
        if len(kept):
            last = kept[-1]
            found.append(Threshold(wanted, float(sure[last]), float((last + 1) / len(sure))))
        else:
            found.append(Threshold(wanted, 2.0, 0.0))
    return tuple(found)


def softmax(found: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return shares that sum to one in each row."""
    if not len(found):
        return found
    shares: NDArray[np.float32] = np.exp(found - found.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


def _narrowed(rows: Sparse, columns: NDArray[np.int32]) -> Sparse:
    """Return the rows with only these columns, renumbered by their place among them."""
    places = np.full(COLUMNS, -1, dtype=np.int32)
    places[columns] = np.arange(len(columns), dtype=np.int32)
    found = places[rows.columns]
    kept = found >= 0
    before = np.concatenate(([0], np.cumsum(kept)))
    return Sparse(before[rows.begins], found[kept], rows.values[kept])


def _languages(texts: Sequence[Plain], lang: str) -> list[str]:
    return [lang] * len(texts) if lang else [found.rules for found in detect([text.text for text in texts])]


__all__ = [
    "ACCURACIES", "Example", "Model", "Studied", "Threshold", "foreseen", "learn", "softmax", "study", "thresholds",
]  # fmt: skip
